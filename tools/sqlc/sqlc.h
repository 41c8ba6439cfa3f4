/* sqlc: the query compiler. docs/developer/queries.md tells what it reads and what it makes.
 *
 * sqlc.c      the command line, files, faults
 * sql_text.c  tokens, engine sections, lowering of logical types and parameters
 * schema.c    the in-memory databases made from the migrations, and the embedded migrations
 * query.c     reads a query file
 * check.c     prepares each query, finds the types of its columns, checks owned and read tables
 * generate.c  writes the typed C
 *
 * Everything lives in one arena until the program ends. A fault is printed as `file:line: error: …`
 * and counted; the tool goes on to find more of them, writes nothing and exits with 1.
 */
#ifndef SQLC_SQLC_H
#define SQLC_SQLC_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/list.h"
#include "base/str.h"

struct source {
    const char *path;
    struct str text;
};

/* What SQL is written for. TARGET_CHECK keeps the logical types as column types (`BOOL`, `MS`), so
 * that SQLite can tell them; STRICT tables know no such types. */
enum target { TARGET_SQLITE, TARGET_POSTGRES, TARGET_CHECK };

/* sqlc.c */
extern struct arena *arena;
extern int faults;
void fault_at(const char *path, int line, const char *format, ...) PRINTF_LIKE(3, 4);
_Noreturn void fail(const char *format, ...) PRINTF_LIKE(1, 2);
struct source source_read(const char *path);
FILE *output_open(const char *path);
void output_close(FILE *out, const char *path);
/* Text as a C string literal, one line of source for each line of text. */
void write_literal(FILE *out, struct str text, const char *indent);

/* sql_text.c */
enum token_kind {
    TOKEN_END,
    TOKEN_SPACE,
    TOKEN_COMMENT,
    TOKEN_WORD,
    TOKEN_QUOTED, /* "name" */
    TOKEN_STRING, /* 'text' */
    TOKEN_NUMBER,
    TOKEN_PARAM,   /* $1 */
    TOKEN_LOGICAL, /* @text */
    TOKEN_SYMBOL,
    TOKEN_BROKEN, /* a quote or comment without its end */
};
struct token {
    enum token_kind kind;
    struct str text;
    size_t offset;
};
struct tokens {
    struct token *items;
    size_t count;
    size_t capacity;
};
/* The token at *offset, which moves behind it. */
struct token token_next(struct str sql, size_t *offset);
/* All but space and comments. */
struct tokens tokens_of(struct str sql);
bool token_is(const struct tokens *tokens, size_t index, const char *word); /* any case */
int line_of(struct str text, size_t offset);

/* `-- engine NAME` on a line of its own: the NAME, else absent. */
struct str engine_line(struct str line);
/* The migration for TARGET; lines stay where they are. */
struct str lower_migration(const struct source *source, enum target target);

/* schema.c */
struct migration {
    struct source source;
    int version;
    struct str name; /* "foundation" of 0001_foundation.sql */
};
struct migrations {
    struct migration *items;
    size_t count;
    size_t capacity;
};
struct schema {
    sqlite3 *check;  /* with logical types */
    sqlite3 *strict; /* as the program makes it */
};
struct migrations migrations_read(char **paths, int count);
struct schema schema_build(const struct migrations *migrations);
bool schema_has_table(const struct schema *schema, struct str name);
void schema_close(struct schema *schema);
void migrations_write(const struct migrations *migrations, const char *path);

/* query.c */
enum type { TYPE_TEXT, TYPE_INT, TYPE_BOOL, TYPE_BYTES };
enum answer { ANSWER_ONE, ANSWER_MANY, ANSWER_EXEC, ANSWER_CHANGED };
struct field {
    struct str name;
    enum type type;
    bool nullable;
    int line;
    bool used; /* an annotation that met its column */
};
struct fields {
    struct field *items;
    size_t count;
    size_t capacity;
};
struct body {
    struct str text; /* absent: the query has none for this engine */
    int line;        /* where it begins in the file */
    struct str sql;  /* lowered */
};
struct query {
    struct str name;
    enum answer answer;
    int line;
    struct fields params;
    struct fields annotations; /* -- col */
    struct body bodies[2];     /* by TARGET_SQLITE, TARGET_POSTGRES */
    bool by_engine;            /* two bodies, each under its `-- engine` line */
    struct fields columns;     /* found by check.c */
    bool writes;
};
struct table_name {
    struct str name;
    int line;
};
struct query_file {
    struct source source;
    struct {
        struct table_name *items;
        size_t count;
        size_t capacity;
    } owns, reads;
    struct {
        struct query *items;
        size_t count;
        size_t capacity;
    } queries;
};
/* False, with faults printed, when the file cannot be used. */
bool query_file_read(const char *path, struct query_file *ret_file);
bool is_name(struct str name);
bool is_reserved_in_c(struct str name);

/* check.c */
void query_file_check(struct query_file *file, const struct schema *schema);

/* generate.c */
void queries_write(const struct query_file *file, const char *header_path, const char *code_path);
void registry_write(struct query_file *files, size_t count, const char *path);

#endif
