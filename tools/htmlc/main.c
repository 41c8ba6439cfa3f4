/* htmlc IN.html OUT.h OUT.c */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "htmlc.h"

struct arena *htmlc_arena;
const char *htmlc_file;

void fail(int line, const char *format, ...) {
    fprintf(stderr, "%s:%d: error: ", htmlc_file, line);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

enum { SOURCE_MAX = 4 << 20 };

static struct str read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct buf content = BUF_INIT(SOURCE_MAX);
    char chunk[8192];
    size_t count;
    while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_append(&content, chunk, count);
    fclose(file);
    if (content.overflowed)
        fail(1, "the template is larger than 4 MiB");
    struct str text = str_copy(htmlc_arena, buf_str(&content));
    buf_release(&content);
    return text;
}

static void write_file(const char *path, const struct buf *content) {
    FILE *file = fopen(path, "wb");
    bool written = file && fwrite(content->bytes, 1, content->length, file) == content->length;
    if (!file || fclose(file) != 0 || !written) {
        perror(path);
        exit(1);
    }
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fputs("usage: htmlc IN.html OUT.h OUT.c\n", stderr);
        return 2;
    }
    htmlc_arena = arena_new(0);
    htmlc_file = argv[1];
    struct str source = read_file(argv[1]);
    if (source.n && memchr(source.p, 0, source.n))
        fail(1, "a NUL byte in the template");
    const char *slash = strrchr(argv[2], '/');
    struct buf header = BUF_INIT((size_t)16 << 20);
    struct buf code = BUF_INIT((size_t)64 << 20);
    compile(source, slash ? slash + 1 : argv[2], &header, &code);
    write_file(argv[2], &header);
    write_file(argv[3], &code);
    buf_release(&header);
    buf_release(&code);
    arena_free(htmlc_arena);
    return 0;
}
