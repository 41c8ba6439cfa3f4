/* assetc: packs the files that browsers load into the program.
 *
 *     assetc asset_names.h assets.c NAME=FILE…
 *
 * Each file is served under /tinh/NAME.HASH.EXT, HASH being the first 12 hex digits of the SHA-256
 * of what is sent, so that browsers may keep it for ever. A CSS file refers to another asset by
 * url("asset:fonts/x.woff2"), a script imports one by from 'asset:x.js': both become that asset's
 * address; a name nobody knows fails the build. asset_names.h defines ASSET_fonts_x_woff2 for
 * templates: every byte of the name that is no letter or digit becomes "_".
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "base/list.h"

enum { HASH_HEX_DIGITS = 12, FILE_BYTES_MAX = 8 << 20 };

enum progress { NOT_BEGUN, UNDER_WAY, DONE };

struct file {
    struct str name;
    const char *source;
    const char *content_type;
    struct str macro;
    struct str path;
    struct str bytes;
    struct str gzip_bytes;
    enum progress progress;
};

static struct arena *arena;
static LIST(struct file) files;

static _Noreturn void fault(const char *file, const char *what, struct str about) {
    fprintf(stderr, "%s:1: error: %s: " STR_FMT "\n", file, what, STR_ARG(about));
    exit(1);
}

static struct str read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct buf content = BUF_INIT(FILE_BYTES_MAX);
    char chunk[8192];
    size_t count;
    while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_append(&content, chunk, count);
    if (ferror(file) || content.overflowed)
        fault(path, "cannot be read, or is larger than 8 MiB", STR(""));
    fclose(file);
    struct str bytes = str_copy(arena, buf_str(&content));
    buf_release(&content);
    return bytes;
}

static struct str extension(struct str name) {
    for (size_t i = name.n; i-- > 0 && name.p[i] != '/';)
        if (name.p[i] == '.')
            return str_slice(name, i, name.n);
    return STR("");
}

static const char *content_type(const struct file *file) {
    static const char *const TYPES[][2] = {
        {".css", "text/css; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".svg", "image/svg+xml"},
        {".woff2", "font/woff2"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".txt", "text/plain; charset=utf-8"},
    };
    struct str end = extension(file->name);
    for (size_t i = 0; i < COUNT_OF(TYPES); i++)
        if (str_equal_c(end, TYPES[i][0]))
            return TYPES[i][1];
    fault(file->source, "no content type is known for", file->name);
}

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* Names become parts of addresses and of C strings, so they are plain. */
static void check_name(const struct file *file) {
    for (size_t i = 0; i < file->name.n; i++)
        if (!is_word(file->name.p[i]) && !strchr("-_./", file->name.p[i]))
            fault(file->source, "a name may hold letters, digits, - _ . / only", file->name);
    if (str_is_empty(file->name) || file->name.p[0] == '/' || str_find(file->name, STR("..")) >= 0)
        fault(file->source, "not a usable name", file->name);
}

static struct str macro_of(struct str name) {
    struct buf macro = BUF_INIT(4096);
    buf_append_c(&macro, "ASSET_");
    for (size_t i = 0; i < name.n; i++)
        buf_append_char(&macro, is_word(name.p[i]) ? name.p[i] : '_');
    struct str result = str_copy(arena, buf_str(&macro));
    buf_release(&macro);
    return result;
}

static void add_file(const char *argument) {
    struct str source = str_from_c(argument);
    struct file file = {.name = str_cut(&source, '=')};
    if (!source.p)
        fault(argument, "expected NAME=FILE", STR(""));
    file.source = source.p;
    check_name(&file);
    file.content_type = content_type(&file);
    file.macro = macro_of(file.name);
    for (size_t i = 0; i < files.count; i++)
        if (str_equal(files.items[i].macro, file.macro))
            fault(file.source, "two assets have the same name", file.name);
    *list_push(arena, &files) = file;
}

/* ---- what is sent ---- */

static void prepare(struct file *file);

static struct file *find(struct str name) {
    for (size_t i = 0; i < files.count; i++)
        if (str_equal(files.items[i].name, name))
            return &files.items[i];
    return NULL;
}

/* How a kind of file refers to another one: OPENING, the asset's name, then the mark that OPENING
 * has before "asset:". */
static const struct reference {
    const char *extension;
    struct str opening;
} REFERENCES[] = {
    {".css", STR_INIT("url(\"asset:")},
    {".js", STR_INIT("from 'asset:")},
};

/* Puts addresses where the file refers to other assets. */
static struct str resolve_references(const struct file *file, const struct reference *kind,
                                     struct str text) {
    size_t kept = kind->opening.n - strlen("asset:"); /* up to the quotation mark */
    char mark = kind->opening.p[kept - 1];
    struct buf out = BUF_INIT(FILE_BYTES_MAX);
    for (;;) {
        ptrdiff_t at = str_find(text, kind->opening);
        if (at < 0)
            break;
        buf_append_str(&out, str_slice(text, 0, (size_t)at + kept));
        struct str rest = str_slice(text, (size_t)at + kind->opening.n, text.n);
        struct str name = str_cut(&rest, mark);
        struct file *target = find(name);
        if (!target || !rest.p)
            fault(file->source, "unknown asset", name);
        prepare(target);
        buf_append_format(&out, STR_FMT "%c", STR_ARG(target->path), mark);
        text = rest;
    }
    buf_append_str(&out, text);
    if (str_find(buf_str(&out), STR("asset:")) >= 0)
        fault(file->source,
              "write url(\"asset:NAME\") in a style sheet, from 'asset:NAME' in a script",
              file->name);
    struct str result = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return result;
}

static struct str hashed_path(struct str name, struct str bytes) {
    unsigned char hash[crypto_hash_sha256_BYTES];
    char hex[2 * sizeof(hash) + 1];
    crypto_hash_sha256(hash, (const unsigned char *)bytes.p, bytes.n);
    sodium_bin2hex(hex, sizeof(hex), hash, sizeof(hash));
    struct str end = extension(name);
    struct str stem = str_slice(name, 0, name.n - end.n);
    return str_format(arena, "/tinh/" STR_FMT ".%.*s" STR_FMT, STR_ARG(stem), HASH_HEX_DIGITS, hex,
                      STR_ARG(end));
}

/* The gzip form, or absent where it is no smaller. Without a time, so that builds repeat. */
static struct str packed(struct str bytes) {
    enum { GZIP_WINDOW = 15 + 16, MEMORY = 9 };
    z_stream stream = {0};
    if (deflateInit2(&stream, 9, Z_DEFLATED, GZIP_WINDOW, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        abort();
    size_t room = deflateBound(&stream, bytes.n);
    char *out = arena_alloc(arena, room);
    stream.next_in = (unsigned char *)bytes.p;
    stream.avail_in = (unsigned)bytes.n;
    stream.next_out = (unsigned char *)out;
    stream.avail_out = (unsigned)room;
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END)
        abort();
    struct str result = {out, room - stream.avail_out};
    deflateEnd(&stream);
    return result.n < bytes.n ? result : STR_NONE;
}

static void prepare(struct file *file) {
    if (file->progress == DONE)
        return;
    if (file->progress == UNDER_WAY)
        fault(file->source, "files refer to each other in a ring", file->name);
    file->progress = UNDER_WAY;
    file->bytes = read_file(file->source);
    for (size_t i = 0; i < COUNT_OF(REFERENCES); i++)
        if (str_equal_c(extension(file->name), REFERENCES[i].extension))
            file->bytes = resolve_references(file, &REFERENCES[i], file->bytes);
    file->path = hashed_path(file->name, file->bytes);
    file->gzip_bytes = packed(file->bytes);
    file->progress = DONE;
}

static int by_path(const void *a, const void *b) {
    return str_compare(((const struct file *)a)->path, ((const struct file *)b)->path);
}

/* ---- output ---- */

static FILE *create(const char *path) {
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

static void finish(FILE *out, const char *path) {
    if (ferror(out) || fclose(out) != 0) {
        perror(path);
        exit(1);
    }
}

static void write_names(const char *path) {
    FILE *out = create(path);
    fputs("/* generated by assetc */\n#ifndef ASSET_NAMES_H\n#define ASSET_NAMES_H\n", out);
    for (size_t i = 0; i < files.count; i++)
        fprintf(out, "#define " STR_FMT " \"" STR_FMT "\"\n", STR_ARG(files.items[i].macro),
                STR_ARG(files.items[i].path));
    fputs("#endif\n", out);
    finish(out, path);
}

static void write_bytes(FILE *out, const char *prefix, size_t number, struct str bytes) {
    if (!bytes.n)
        return;
    fprintf(out, "static const unsigned char %s_%zu[] = {", prefix, number);
    for (size_t i = 0; i < bytes.n; i++)
        fprintf(out, "%s%d", i == 0 ? "\n" : i % 32 == 0 ? ",\n" : ",", (unsigned char)bytes.p[i]);
    fputs("};\n", out);
}

static void write_reference(FILE *out, const char *prefix, size_t number, struct str bytes) {
    if (bytes.n)
        fprintf(out, "{(const char *)%s_%zu, %zu}", prefix, number, bytes.n);
    else
        fprintf(out, "{%s, 0}", bytes.p ? "\"\"" : "NULL");
}

static void write_table(const char *path) {
    FILE *out = create(path);
    fputs("/* generated by assetc */\n#include \"http/asset.h\"\n", out);
    for (size_t i = 0; i < files.count; i++) {
        write_bytes(out, "bytes", i, files.items[i].bytes);
        write_bytes(out, "gzip", i, files.items[i].gzip_bytes);
    }
    fputs("const struct asset asset_table[] = {\n", out);
    for (size_t i = 0; i < files.count; i++) {
        const struct file *file = &files.items[i];
        fprintf(out, "{STR_INIT(\"" STR_FMT "\"), STR_INIT(\"" STR_FMT "\"), STR_INIT(\"%s\"), ",
                STR_ARG(file->name), STR_ARG(file->path), file->content_type);
        write_reference(out, "bytes", i, file->bytes);
        fputs(", ", out);
        write_reference(out, "gzip", i, file->gzip_bytes);
        fputs("},\n", out);
    }
    fprintf(out, "};\nconst size_t asset_count = %zu;\n", files.count);
    finish(out, path);
}

int main(int argc, char **argv) {
    if (argc < 4) {
        fputs("usage: assetc NAMES.h TABLE.c NAME=FILE…\n", stderr);
        return 2;
    }
    if (sodium_init() < 0)
        return 1;
    arena = arena_new(0);
    for (int i = 3; i < argc; i++)
        add_file(argv[i]);
    for (size_t i = 0; i < files.count; i++)
        prepare(&files.items[i]);
    qsort(files.items, files.count, sizeof(files.items[0]), by_path);
    write_names(argv[1]);
    write_table(argv[2]);
    arena_free(arena);
    return 0;
}
