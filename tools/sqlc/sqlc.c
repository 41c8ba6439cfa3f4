/* sqlc: compiles queries and migrations.
 *
 *     sqlc queries IN.sql OUT.sql.h OUT.sql.c MIGRATION…
 *     sqlc migrations OUT.c MIGRATION…
 *     sqlc registry OUT.c IN.sql…          a table of all queries, for the tests
 */
#include "sqlc.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

struct arena *arena;
int faults;

void fault_at(const char *path, int line, const char *format, ...) {
    fprintf(stderr, "%s:%d: error: ", path, line);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    faults++;
}

void fail(const char *format, ...) {
    fputs("sqlc: ", stderr);
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
    exit(1);
}

struct source source_read(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    struct buf content = BUF_INIT((size_t)4 << 20);
    char chunk[8192];
    size_t count;
    while ((count = fread(chunk, 1, sizeof(chunk), file)) > 0)
        buf_append(&content, chunk, count);
    if (ferror(file) || content.overflowed)
        fail("%s cannot be read, or is larger than 4 MB", path);
    fclose(file);
    struct source source = {path, str_copy(arena, buf_str(&content))};
    buf_release(&content);
    return source;
}

FILE *output_open(const char *path) {
    FILE *out = fopen(path, "w");
    if (!out) {
        perror(path);
        exit(1);
    }
    return out;
}

void output_close(FILE *out, const char *path) {
    bool broken = ferror(out) != 0;
    if (fclose(out) != 0 || broken) {
        perror(path);
        exit(1);
    }
}

void write_literal(FILE *out, struct str text, const char *indent) {
    bool at_start = true;
    for (size_t i = 0; i < text.n; i++) {
        if (at_start)
            fprintf(out, "%s\"", indent);
        at_start = false;
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\n') {
            fputs("\\n\"\n", out);
            at_start = true;
        } else if (c == '"' || c == '\\' || c == '?') {
            fprintf(out, "\\%c", c); /* ? because of trigraphs */
        } else if (c == '\t') {
            fputs("\\t", out);
        } else if (c >= ' ') {
            fputc(c, out);
        }
    }
    if (text.n == 0)
        fprintf(out, "%s\"\"", indent);
    else if (!at_start)
        fputc('"', out);
}

static int command_queries(int count, char **args) {
    struct migrations migrations = migrations_read(args + 3, count - 3);
    struct schema schema = schema_build(&migrations);
    struct query_file file;
    if (faults == 0 && query_file_read(args[0], &file))
        query_file_check(&file, &schema);
    if (faults == 0)
        queries_write(&file, args[1], args[2]);
    schema_close(&schema);
    return faults > 0;
}

static int command_migrations(int count, char **args) {
    struct migrations migrations = migrations_read(args + 1, count - 1);
    struct schema schema = schema_build(&migrations);
    if (faults == 0)
        migrations_write(&migrations, args[0]);
    schema_close(&schema);
    return faults > 0;
}

static int command_registry(int count, char **args) {
    struct query_file *files = ARENA_ARRAY(arena, struct query_file, (size_t)count);
    for (int i = 1; i < count; i++)
        query_file_read(args[i], &files[i - 1]);
    if (faults == 0)
        registry_write(files, (size_t)count - 1, args[0]);
    return faults > 0;
}

int main(int argc, char **argv) {
    static const struct {
        const char *name;
        int least;
        int (*run)(int count, char **args);
    } commands[] = {
        {"queries", 3, command_queries},
        {"migrations", 1, command_migrations},
        {"registry", 1, command_registry},
    };
    arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(commands); i++)
        if (argc >= 2 && strcmp(argv[1], commands[i].name) == 0 && argc - 2 >= commands[i].least) {
            int status = commands[i].run(argc - 2, argv + 2);
            arena_free(arena);
            return status;
        }
    fputs("usage: sqlc queries IN.sql OUT.sql.h OUT.sql.c MIGRATION…\n"
          "       sqlc migrations OUT.c MIGRATION…\n"
          "       sqlc registry OUT.c IN.sql…\n",
          stderr);
    return 2;
}
