/* Reads a query file: directives in comments, then the statement. */
#include "sqlc.h"

#include <string.h>

static const char *const C_WORDS[] = {
    "auto",     "break",  "case",   "char",     "const",    "continue", "default",  "do",
    "double",   "else",   "enum",   "extern",   "float",    "for",      "goto",     "if",
    "inline",   "int",    "long",   "register", "restrict", "return",   "short",    "signed",
    "sizeof",   "static", "struct", "switch",   "typedef",  "union",    "unsigned", "void",
    "volatile", "while",  "bool",   "true",     "false",    "asm",      "typeof",   "linux",
    "unix",     "tx",     "arena",  "values",   "cursor",   "rows",     "row",      "found",
};

bool is_name(struct str name) {
    for (size_t i = 0; i < name.n; i++) {
        bool is_digit = name.p[i] >= '0' && name.p[i] <= '9';
        if (!(name.p[i] >= 'a' && name.p[i] <= 'z') && name.p[i] != '_' && !(is_digit && i > 0))
            return false;
    }
    return name.n > 0 && name.n <= 60;
}

bool is_reserved_in_c(struct str name) {
    for (size_t i = 0; i < COUNT_OF(C_WORDS); i++)
        if (str_equal_c(name, C_WORDS[i]))
            return true;
    return str_starts_with(name, STR("ret_"));
}

struct reader {
    struct query_file *file;
    struct query *query; /* NULL before the first */
    struct body *body;   /* where lines of SQL go; NULL where none may stand */
    int line;
    bool body_begun;
};

#define FAULT(reader, ...) fault_at((reader)->file->source.path, (reader)->line, __VA_ARGS__)

/* "word rest" → word; *rest keeps the rest without the space between. */
static struct str cut_word(struct str *rest) {
    struct str text = str_trim(*rest);
    size_t end = 0;
    while (end < text.n && text.p[end] != ' ' && text.p[end] != '\t')
        end++;
    *rest = str_trim(str_slice(text, end, text.n));
    return str_slice(text, 0, end);
}

static bool read_type(struct str text, struct field *field) {
    static const char *const names[] = {"text", "int", "bool", "bytes"};
    field->nullable = str_ends_with(text, STR("?"));
    if (field->nullable)
        text = str_slice(text, 0, text.n - 1);
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_equal_c(text, names[i])) {
            field->type = (enum type)i;
            return true;
        }
    return false;
}

static void read_field(struct reader *reader, struct str rest, struct fields *fields) {
    struct field field = {.line = reader->line, .name = cut_word(&rest)};
    if (!is_name(field.name) || !read_type(rest, &field)) {
        FAULT(reader, "expected a name and one of text, int, bool, bytes, perhaps with `?`");
        return;
    }
    for (size_t i = 0; i < fields->count; i++)
        if (str_equal(fields->items[i].name, field.name))
            FAULT(reader, "`" STR_FMT "` appears twice", STR_ARG(field.name));
    *list_push(arena, fields) = field;
}

static void read_tables(struct reader *reader, struct str rest, bool owned) {
    while (rest.p) {
        struct table_name table = {str_trim(str_cut(&rest, ',')), reader->line};
        if (!is_name(table.name))
            FAULT(reader, "expected names of tables with commas between");
        else if (owned)
            *list_push(arena, &reader->file->owns) = table;
        else
            *list_push(arena, &reader->file->reads) = table;
    }
}

static void read_query(struct reader *reader, struct str rest) {
    static const char *const answers[] = {":one", ":many", ":exec", ":changed"};
    struct query query = {.line = reader->line, .name = cut_word(&rest)};
    size_t answer = 0;
    while (answer < COUNT_OF(answers) && !str_equal_c(rest, answers[answer]))
        answer++;
    if (!is_name(query.name) || answer == COUNT_OF(answers))
        FAULT(reader, "expected `-- query name :one`, :many, :exec or :changed");
    query.answer = (enum answer)(answer % COUNT_OF(answers));
    for (size_t i = 0; i < reader->file->queries.count; i++)
        if (str_equal(reader->file->queries.items[i].name, query.name))
            FAULT(reader, "the query `" STR_FMT "` appears twice", STR_ARG(query.name));
    reader->query = list_push(arena, &reader->file->queries);
    *reader->query = query;
    reader->body = &reader->query->bodies[TARGET_SQLITE];
    reader->body_begun = false;
}

static void read_engine(struct reader *reader, struct str name) {
    bool is_sqlite = str_equal_c(name, "sqlite");
    struct query *query = reader->query;
    if (!query || (!is_sqlite && !str_equal_c(name, "postgres"))) {
        FAULT(reader, "expected `-- engine sqlite` or `-- engine postgres` within a query");
        return;
    }
    if (reader->body_begun && !query->by_engine)
        FAULT(reader, "a query has one statement, or one under each `-- engine` line");
    query->by_engine = true;
    reader->body = &query->bodies[is_sqlite ? TARGET_SQLITE : TARGET_POSTGRES];
    if (reader->body->text.p)
        FAULT(reader, "this engine appears twice");
    reader->body_begun = false;
}

/* True when the line was a directive. */
static bool read_directive(struct reader *reader, struct str line) {
    if (!str_starts_with(line, STR("-- ")))
        return false;
    struct str rest = str_slice(line, 3, line.n);
    struct str word = cut_word(&rest);
    bool is_param = str_equal_c(word, "param"), is_column = str_equal_c(word, "col");
    if (str_equal_c(word, "query")) {
        read_query(reader, rest);
    } else if (str_equal_c(word, "engine")) {
        read_engine(reader, rest);
    } else if (!reader->query && (str_equal_c(word, "owns") || str_equal_c(word, "reads"))) {
        read_tables(reader, rest, str_equal_c(word, "owns"));
    } else if (is_param || is_column) {
        if (!reader->query || reader->body_begun)
            FAULT(reader, "`" STR_FMT "` stands between `-- query` and the statement",
                  STR_ARG(word));
        else
            read_field(reader, rest,
                       is_param ? &reader->query->params : &reader->query->annotations);
    } else {
        return false;
    }
    return true;
}

static void read_line(struct reader *reader, struct str line) {
    struct str trimmed = str_trim(line);
    if (read_directive(reader, trimmed))
        return;
    if (str_is_empty(trimmed) || str_starts_with(trimmed, STR("--")))
        return;
    if (!reader->query) {
        FAULT(reader, "a statement before the first `-- query`");
        return;
    }
    struct body *body = reader->body;
    if (!reader->body_begun)
        *body = (struct body){.text = line, .line = reader->line};
    reader->body_begun = true;
    /* The file is one piece of memory: the body grows to the end of this line. */
    body->text.n = (size_t)(line.p + line.n - body->text.p);
}

/* Without white space and the semicolon at its end. */
static struct str trim_body(struct str text) {
    struct str trimmed = text.p ? str_trim(text) : text;
    while (str_ends_with(trimmed, STR(";")))
        trimmed = str_trim(str_slice(trimmed, 0, trimmed.n - 1));
    return trimmed;
}

static void finish_query(struct query_file *file, struct query *query) {
    if (!query->by_engine)
        query->bodies[TARGET_POSTGRES] = query->bodies[TARGET_SQLITE];
    for (int i = 0; i < 2; i++) {
        struct body *body = &query->bodies[i];
        body->text = trim_body(body->text);
        if (str_is_empty(body->text)) {
            fault_at(file->source.path, query->line, "`" STR_FMT "` has no statement%s",
                     STR_ARG(query->name), query->by_engine ? " for one of the engines" : "");
            return;
        }
    }
}

bool query_file_read(const char *path, struct query_file *ret_file) {
    *ret_file = (struct query_file){.source = source_read(path)};
    struct reader reader = {.file = ret_file};
    int faults_before = faults;
    struct str rest = ret_file->source.text;
    while (rest.p) {
        reader.line++;
        read_line(&reader, str_cut(&rest, '\n'));
    }
    for (size_t i = 0; i < ret_file->queries.count; i++)
        finish_query(ret_file, &ret_file->queries.items[i]);
    return faults == faults_before;
}
