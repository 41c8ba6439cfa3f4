#include "doc/file_look.h"

#include <expat.h>
#include <string.h>
#include <zip.h>

#include "base/buf.h"
#include "base/list.h"
#include "text/utf8.h"

enum {
    PARTS_MAX = 5000,
    NESTING_MAX = 2, /* documents within documents */
    XML_DEPTH_MAX = 200,
    PARAGRAPH_BYTES_MAX = 8 << 20,
    CHUNK_BYTES = 64 * 1024,
    STRING_UNITS_MIN = 3, /* of UTF-16 in an old file */
    HEAD_BYTES = 4096,
};
#define UNPACKED_MAX_BYTES ((uint64_t)200 << 20)

struct looker {
    struct file_look *look;
    struct str words; /* to be looked for; empty: none */
    uint64_t bytes_left;
    int nesting;
};

static void find_words(struct looker *looker, struct str text) {
    if (looker->words.n && !looker->look->has_words)
        looker->look->has_words = memmem(text.p, text.n, looker->words.p, looker->words.n) != NULL;
}

static void note(struct file_look *look, enum secret_mark mark) {
    if (mark > look->mark)
        look->mark = mark;
}

/* ---- XML ---- */

struct walk {
    struct looker *looker;
    XML_Parser parser;
    struct buf text;              /* of the paragraphs that are open */
    size_t begins[XML_DEPTH_MAX]; /* where each open one begins in it */
    size_t open;
    int depth;
    bool in_header; /* of a sheet, with its codes */
};

static const char *local_name(const char *name) {
    const char *mark = strrchr(name, ':');
    return mark ? mark + 1 : name;
}

static bool is_one_of(const char *name, const char *const *list) {
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static bool is_header(const char *name) {
    static const char *const NAMES[] = {"oddHeader",  "evenHeader",  "firstHeader", "oddFooter",
                                        "evenFooter", "firstFooter", NULL};
    return is_one_of(name, NAMES);
}

/* What holds a text of its own: paragraphs, cells, strings, properties. */
static bool is_paragraph(const char *name) {
    static const char *const NAMES[] = {
        "p",      "h",       "si",       "is",          "v",        "comment",
        "title",  "subject", "keywords", "description", "category", "contentStatus",
        "lpwstr", "creator", "Company",  "Manager",     "keyword",  NULL};
    return is_one_of(name, NAMES) || is_header(name);
}

/* "&C&\"Times,Bold\"&14TỐI MẬT&RTrang &P": the three places stand apart, the codes go. */
static struct str without_codes(struct arena *arena, struct str text) {
    struct buf out CLEANUP(buf_release) = BUF_INIT(PARAGRAPH_BYTES_MAX);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] != '&' || i + 1 == text.n) {
            buf_append(&out, &text.p[i], 1);
            continue;
        }
        char code = text.p[++i];
        if (code == 'L' || code == 'C' || code == 'R') {
            buf_append_c(&out, "\n");
        } else if (code == '"') {
            while (i + 1 < text.n && text.p[i + 1] != '"')
                i++;
            i++;
        } else if (code == 'K') {
            i += 6;
        } else if (code >= '0' && code <= '9') {
            while (i + 1 < text.n && text.p[i + 1] >= '0' && text.p[i + 1] <= '9')
                i++;
        }
    }
    return str_copy(arena, buf_str(&out));
}

static void look_at_text(struct walk *walk, struct str text, bool is_header_text) {
    struct file_look *look = walk->looker->look;
    if (is_header_text) {
        struct arena *arena = arena_new(0);
        note(look, secret_mark_in_text(without_codes(arena, text)));
        arena_free(arena);
    }
    note(look, secret_mark_in_text(text));
    find_words(walk->looker, text);
}

static void look_at_attributes(struct walk *walk, const char *name, const char **attributes) {
    for (; attributes[0]; attributes += 2) {
        const char *attribute = local_name(attributes[0]);
        struct str value = str_from_c(attributes[1]);
        find_words(walk->looker, value);
        if (strcmp(name, "sheet") == 0 && strcmp(attribute, "name") == 0)
            note(walk->looker->look, secret_mark_in_name(value));
        else if (strcmp(attribute, "string") == 0 || strcmp(attribute, "title") == 0 ||
                 strcmp(attribute, "descr") == 0 || strcmp(attribute, "name") == 0)
            note(walk->looker->look, secret_mark_in_text(value));
    }
}

static void XMLCALL on_start(void *data, const char *full_name, const char **attributes) {
    struct walk *walk = data;
    const char *name = local_name(full_name);
    if (++walk->depth >= XML_DEPTH_MAX || walk->text.overflowed) {
        walk->looker->look->is_unread = true;
        XML_StopParser(walk->parser, XML_FALSE);
        return;
    }
    look_at_attributes(walk, name, attributes);
    if (is_paragraph(name))
        walk->begins[walk->open++] = walk->text.length;
    else if (strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0)
        buf_append_c(&walk->text, "\t");
    else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0 || strcmp(name, "line-break") == 0)
        buf_append_c(&walk->text, "\n");
    else if (strcmp(full_name, "text:s") == 0)
        buf_append_c(&walk->text, " ");
}

static void XMLCALL on_end(void *data, const char *full_name) {
    struct walk *walk = data;
    const char *name = local_name(full_name);
    walk->depth--;
    if (!is_paragraph(name) || !walk->open)
        return;
    size_t from = walk->begins[--walk->open];
    struct str all = buf_str(&walk->text);
    look_at_text(walk, str_slice(all, from, all.n), is_header(name));
    struct buf rest = BUF_INIT(PARAGRAPH_BYTES_MAX);
    buf_append(&rest, all.p, from);
    if (walk->open)
        buf_append_c(&rest, "\n");
    buf_release(&walk->text);
    walk->text = rest;
}

static void XMLCALL on_text(void *data, const char *bytes, int count) {
    struct walk *walk = data;
    if (walk->open)
        buf_append(&walk->text, bytes, (size_t)count);
}

/* No document of these kinds has a document type; with none there are no entities to blow up. */
static void XMLCALL on_doctype(void *data, const char *name, const char *system_id,
                               const char *public_id, int has_internal_subset) {
    (void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
    struct walk *walk = data;
    walk->looker->look->is_unread = true;
    XML_StopParser(walk->parser, XML_FALSE);
}

static bool feed(struct walk *walk, zip_file_t *file) {
    for (;;) {
        void *chunk = XML_GetBuffer(walk->parser, CHUNK_BYTES);
        zip_int64_t count = chunk ? zip_fread(file, chunk, CHUNK_BYTES) : -1;
        if (count < 0 || (uint64_t)count > walk->looker->bytes_left)
            return false;
        walk->looker->bytes_left -= (uint64_t)count;
        if (XML_ParseBuffer(walk->parser, (int)count, count == 0) != XML_STATUS_OK)
            return false;
        if (count == 0)
            return true;
    }
}

static void look_at_xml(struct looker *looker, zip_file_t *file) {
    struct walk walk = {.looker = looker, .text = BUF_INIT(PARAGRAPH_BYTES_MAX)};
    walk.parser = XML_ParserCreate(NULL);
    if (walk.parser) {
        XML_SetUserData(walk.parser, &walk);
        XML_SetElementHandler(walk.parser, on_start, on_end);
        XML_SetCharacterDataHandler(walk.parser, on_text);
        XML_SetStartDoctypeDeclHandler(walk.parser, on_doctype);
    }
    if (!walk.parser || !feed(&walk, file))
        looker->look->is_unread = true;
    if (walk.parser)
        XML_ParserFree(walk.parser);
    buf_release(&walk.text);
}

/* ---- strings of old files ---- */

/* Runs of UTF-16 (little endian) letters. */
static void look_at_old(struct looker *looker, struct str file) {
    struct buf text CLEANUP(buf_release) = BUF_INIT(UNPACKED_MAX_BYTES);
    for (size_t phase = 0; phase < 2; phase++) {
        size_t units = 0;
        buf_clear(&text);
        for (size_t i = phase; i + 1 < file.n; i += 2) {
            uint32_t c = (unsigned char)file.p[i] | (uint32_t)(unsigned char)file.p[i + 1] << 8;
            bool is_letter = (c >= 0x20 && c < 0x250) || (c >= 0x300 && c < 0x370) ||
                             (c >= 0x1E00 && c < 0x1F00);
            if (!is_letter) {
                if (units)
                    buf_append_c(&text, "\n");
                units = 0;
                continue;
            }
            units++;
            char bytes[3];
            size_t n = 0;
            if (c < 0x80) {
                bytes[n++] = (char)c;
            } else if (c < 0x800) {
                bytes[n++] = (char)(0xC0 | c >> 6);
                bytes[n++] = (char)(0x80 | (c & 0x3F));
            } else {
                bytes[n++] = (char)(0xE0 | c >> 12);
                bytes[n++] = (char)(0x80 | (c >> 6 & 0x3F));
                bytes[n++] = (char)(0x80 | (c & 0x3F));
            }
            buf_append(&text, bytes, n);
        }
        note(looker->look, secret_mark_in_text(buf_str(&text)));
        find_words(looker, buf_str(&text));
    }
}

/* ---- archives ---- */

static void look_at_archive(struct looker *looker, struct str file, bool is_outer);

static bool ends_with_one_of(struct str name, const char *const *list) {
    for (; *list; list++)
        if (str_ends_with(name, str_from_c(*list)))
            return true;
    return false;
}

/* A document within the document. */
static void look_at_inner(struct looker *looker, zip_file_t *file, uint64_t size) {
    if (looker->nesting >= NESTING_MAX || size > looker->bytes_left) {
        looker->look->is_unread = true;
        return;
    }
    struct buf bytes CLEANUP(buf_release) = BUF_INIT(UNPACKED_MAX_BYTES);
    char chunk[4096];
    zip_int64_t count;
    while ((count = zip_fread(file, chunk, sizeof(chunk))) > 0 && bytes.length <= size)
        buf_append(&bytes, chunk, (size_t)count);
    looker->bytes_left -= bytes.length < looker->bytes_left ? bytes.length : looker->bytes_left;
    struct str inner = buf_str(&bytes);
    looker->nesting++;
    if (str_starts_with(inner, STR("PK\x03\x04")))
        look_at_archive(looker, inner, false);
    else
        look_at_old(looker, inner);
    looker->nesting--;
}

static void look_at_part(struct looker *looker, zip_t *zip, zip_uint64_t index, bool is_outer) {
    static const char *const XML[] = {".xml", ".vml", ".xhtml", ".html", ".htm", NULL};
    static const char *const INNER[] = {".docx", ".xlsx", ".xlsm", ".docm", ".odt",  ".ods",
                                        ".doc",  ".xls",  ".bin",  ".zip",  ".pptx", NULL};
    zip_stat_t entry;
    zip_stat_init(&entry);
    if (zip_stat_index(zip, index, 0, &entry) != 0 || !(entry.valid & ZIP_STAT_NAME) ||
        !(entry.valid & ZIP_STAT_SIZE) || entry.size > UNPACKED_MAX_BYTES ||
        ((entry.valid & ZIP_STAT_ENCRYPTION_METHOD) && entry.encryption_method != ZIP_EM_NONE)) {
        looker->look->is_unread = true;
        return;
    }
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str name = str_lower_ascii(arena, str_from_c(entry.name));
    bool is_xml = ends_with_one_of(name, XML), is_inner = ends_with_one_of(name, INNER);
    if (str_ends_with(name, STR("vbaproject.bin")))
        looker->look->has_macros = true;
    if (is_outer && str_equal_c(name, "word/document.xml"))
        looker->look->kind = FILE_KIND_DOCX;
    if (is_outer && str_equal_c(name, "xl/workbook.xml"))
        looker->look->kind = FILE_KIND_XLSX;
    if (!is_xml && !is_inner)
        return;
    zip_file_t *file = zip_fopen_index(zip, index, 0);
    if (!file) {
        looker->look->is_unread = true;
        return;
    }
    if (is_xml)
        look_at_xml(looker, file);
    else
        look_at_inner(looker, file, entry.size);
    zip_fclose(file);
}

static void look_at_archive(struct looker *looker, struct str file, bool is_outer) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(file.p, file.n, 0, &error);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
    if (!zip && source)
        zip_source_free(source);
    zip_error_fini(&error);
    zip_int64_t count = zip ? zip_get_num_entries(zip, 0) : -1;
    if (count < 0 || count > PARTS_MAX)
        looker->look->is_unread = true;
    for (zip_int64_t i = 0; i < count && i < PARTS_MAX; i++)
        look_at_part(looker, zip, (zip_uint64_t)i, is_outer);
    if (zip)
        zip_discard(zip);
}

/* ---- by its first bytes ---- */

static bool begins(struct str file, const char *bytes, size_t count) {
    return file.n >= count && memcmp(file.p, bytes, count) == 0;
}

static bool is_plain_text(struct str file) {
    for (size_t i = 0; i < file.n && i < HEAD_BYTES; i++) {
        unsigned char c = (unsigned char)file.p[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f')
            return false;
    }
    return true;
}

/* Cells of a table as text stand apart by commas or semicolons too. */
static void look_at_plain(struct looker *looker, struct str file) {
    note(looker->look, secret_mark_in_text(file));
    struct buf cells CLEANUP(buf_release) = BUF_INIT(UNPACKED_MAX_BYTES);
    buf_append_str(&cells, file);
    for (size_t i = 0; i < cells.length; i++)
        if (cells.bytes[i] == ',' || cells.bytes[i] == ';' || cells.bytes[i] == '|')
            cells.bytes[i] = '\t';
    note(looker->look, secret_mark_in_text(buf_str(&cells)));
}

void file_look_bytes(struct str file, struct str words, struct file_look *ret_look) {
    *ret_look = (struct file_look){.kind = FILE_KIND_OTHER};
    struct looker looker = {.look = ret_look, .words = words, .bytes_left = UNPACKED_MAX_BYTES};
    find_words(&looker, file);
    if (begins(file, "PK\x03\x04", 4) || begins(file, "PK\x05\x06", 4)) {
        look_at_archive(&looker, file, true);
    } else if (begins(file, "%PDF-", 5)) {
        ret_look->kind = FILE_KIND_PDF;
    } else if (begins(file, "\xFF\xD8\xFF", 3)) {
        ret_look->kind = FILE_KIND_JPEG;
    } else if (begins(file, "\x89PNG\r\n\x1A\n", 8)) {
        ret_look->kind = FILE_KIND_PNG;
    } else if (begins(file, "\xFF\xFE", 2) || begins(file, "\xD0\xCF\x11\xE0", 4)) {
        look_at_old(&looker, file);
    } else if (is_plain_text(file)) {
        ret_look->kind = FILE_KIND_TEXT;
        look_at_plain(&looker, file);
    }
}
