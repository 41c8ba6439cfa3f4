/* Prepares each query on the schema: SQL errors, types of columns, tables that may be touched. */
#include "sqlc.h"

#include <string.h>
#include <strings.h>

static const char *const CASTS[] = {"text", "bigint", "boolean", "bytea"};

/* What the authorizer needs, and what it found. */
struct permit {
    const struct query_file *file;
    struct str denied; /* "may not write table unit", absent when fine */
};

static bool is_among(const struct table_name *tables, size_t count, const char *name) {
    for (size_t i = 0; i < count; i++)
        if (str_equal_c(tables[i].name, name))
            return true;
    return false;
}

static bool is_forbidden_function(const char *name) {
    static const char *const names[] = {
        "date",
        "time",
        "datetime",
        "julianday",
        "unixepoch",
        "strftime",
        "random",
        "randomblob",
        "current_date",
        "current_time",
        "current_timestamp",
        "group_concat",
        "total",
        "printf",
        "format",
        "glob",
        "load_extension",
        "last_insert_rowid",
        "changes",
        "total_changes",
        "typeof",
        "ifnull",
        "iif",
        "instr",
    };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (strcasecmp(name, names[i]) == 0)
            return true;
    return false;
}

static int authorize(void *context, int action, const char *first, const char *second,
                     const char *database, const char *inner) {
    struct permit *permit = context;
    const struct query_file *file = permit->file;
    (void)database;
    if (inner) /* the inside of a view or trigger was judged with the migration */
        return SQLITE_OK;
    switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
        return SQLITE_OK;
    case SQLITE_FUNCTION:
        if (!is_forbidden_function(second))
            return SQLITE_OK;
        permit->denied = str_format(
            arena, "the function %s differs between the engines, or is not repeatable", second);
        return SQLITE_DENY;
    case SQLITE_READ:
        if (is_among(file->owns.items, file->owns.count, first) ||
            is_among(file->reads.items, file->reads.count, first))
            return SQLITE_OK;
        permit->denied = str_format(
            arena, "reads the table %s, which is neither under `-- owns` nor `-- reads`", first);
        return SQLITE_DENY;
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
        if (str_starts_with(str_from_c(first), STR("sqlite_")))
            break; /* how DDL begins */
        if (is_among(file->owns.items, file->owns.count, first))
            return SQLITE_OK;
        permit->denied =
            str_format(arena, "writes the table %s, which is not under `-- owns`", first);
        return SQLITE_DENY;
    default:
        break;
    }
    permit->denied = STR("only select, insert, update and delete are queries");
    return SQLITE_DENY;
}

/* Parameters: `$1` becomes `?1` on SQLite (same length, so offsets stay true) and gets its type on
 * PostgreSQL, which otherwise guesses. */
static struct str lower_params(struct query_file *file, struct query *query, enum target target) {
    struct body *body = &query->bodies[target];
    struct str sql = str_copy(arena, STR(""));
    bool *used = ARENA_ARRAY(arena, bool, query->params.count + 1);
    size_t offset = 0, from = 0;
    for (;;) {
        struct token token = token_next(body->text, &offset);
        if (token.kind != TOKEN_END && token.kind != TOKEN_PARAM && token.kind != TOKEN_BROKEN &&
            token.kind != TOKEN_LOGICAL)
            continue;
        sql = str_concat(arena, sql, str_slice(body->text, from, token.offset));
        from = offset;
        int line = body->line + line_of(body->text, token.offset) - 1;
        long long number = 0;
        if (token.kind == TOKEN_END)
            break;
        if (token.kind != TOKEN_PARAM) {
            fault_at(file->source.path, line, "cannot read `" STR_FMT "`", STR_ARG(token.text));
        } else if (!str_to_int64(str_slice(token.text, 1, token.text.n), &number) || number < 1 ||
                   (size_t)number > query->params.count) {
            fault_at(file->source.path, line, STR_FMT " has no `-- param` line",
                     STR_ARG(token.text));
        } else {
            used[number - 1] = true;
            const char *cast = CASTS[query->params.items[number - 1].type];
            sql =
                str_concat(arena, sql,
                           target == TARGET_SQLITE ? str_format(arena, "?%lld", number)
                                                   : str_format(arena, "$%lld::%s", number, cast));
        }
    }
    for (size_t i = 0; i < query->params.count; i++)
        if (!used[i])
            fault_at(file->source.path, query->params.items[i].line,
                     "the parameter " STR_FMT " ($%zu) is not used",
                     STR_ARG(query->params.items[i].name), i + 1);
    return sql;
}

/* What runs on both engines but means different things, or is not known to one of them. */
static void check_words(struct query_file *file, const struct query *query) {
    static const struct {
        const char *first;
        const char *second;
        const char *advice;
    } words[] = {
        {"ilike", NULL, "`ilike` is unknown to SQLite: compare folded columns"},
        {"glob", NULL, "`glob` is unknown to PostgreSQL: use like … escape"},
        {"right", "join", "write it as a left join"},
        {"full", "join", "write it as left joins and union all"},
        {"full", "outer", "write it as left joins and union all"},
        {"or", "replace", "write it as on conflict … do update"},
        {"or", "ignore", "write it as on conflict do nothing"},
    };
    const struct body *body = &query->bodies[TARGET_SQLITE];
    struct tokens tokens = tokens_of(body->text);
    int likes = 0, escapes = 0;
    for (size_t i = 0; i < tokens.count; i++) {
        int line = body->line + line_of(body->text, tokens.items[i].offset) - 1;
        if (tokens.items[i].kind != TOKEN_WORD)
            continue;
        likes += token_is(&tokens, i, "like");
        escapes += token_is(&tokens, i, "escape");
        for (size_t w = 0; w < COUNT_OF(words); w++)
            if (token_is(&tokens, i, words[w].first) &&
                (!words[w].second || token_is(&tokens, i + 1, words[w].second)))
                fault_at(file->source.path, line, "%s", words[w].advice);
    }
    if (likes != escapes)
        fault_at(file->source.path, body->line,
                 "each `like` needs its `escape '…'`: the engines have different defaults");
}

/* Marks each table named from FROM up to its closing bracket as one that may be missing. */
static void add_within_brackets(const struct tokens *tokens, size_t from, struct tokens *names) {
    int depth = 0;
    for (size_t i = from; i < tokens->count; i++) {
        depth += token_is(tokens, i, "(");
        depth -= token_is(tokens, i, ")");
        *list_push(arena, names) = tokens->items[i];
        if (depth == 0)
            return;
    }
}

/* The names that stand on the right of a left join: tables, and those inside a subquery or CTE. */
static struct tokens outer_names(struct str sql) {
    struct tokens tokens = tokens_of(sql);
    struct tokens names = {0};
    for (size_t i = 0; i + 2 < tokens.count; i++) {
        if (!token_is(&tokens, i, "left"))
            continue;
        size_t at = i + 1 + token_is(&tokens, i + 1, "outer");
        if (!token_is(&tokens, at++, "join"))
            continue;
        if (token_is(&tokens, at, "(")) {
            add_within_brackets(&tokens, at, &names);
            continue;
        }
        if (at >= tokens.count)
            continue;
        struct token name = tokens.items[at];
        *list_push(arena, &names) = name;
        for (size_t c = 0; c + 2 < tokens.count; c++) {
            if (!str_equal(tokens.items[c].text, name.text))
                continue;
            size_t open = c + 1;
            while (open < tokens.count && !token_is(&tokens, open, "as") && open < c + 16)
                open++;
            bool is_cte = open == c + 1 || token_is(&tokens, c + 1, "(");
            if (is_cte && token_is(&tokens, open, "as") && token_is(&tokens, open + 1, "("))
                add_within_brackets(&tokens, open + 1, &names);
        }
    }
    return names;
}

/* `(select …) as name`: SQLite tells the type of the inner column, but the row may be missing. */
static bool is_bracketed(const struct tokens *tokens, struct str column) {
    for (size_t i = 1; i < tokens->count; i++) {
        if (!str_equal(tokens->items[i].text, column))
            continue;
        size_t before = i - 1;
        if (before > 0 && token_is(tokens, before, "as"))
            before--;
        if (token_is(tokens, before, ")"))
            return true;
    }
    return false;
}

static bool type_of_declared(const char *declared, enum type *ret_type) {
    static const struct {
        const char *name;
        enum type type;
    } types[] = {
        {"ID", TYPE_TEXT},     {"TEXT", TYPE_TEXT},   {"DATE", TYPE_TEXT},
        {"INTEGER", TYPE_INT}, {"INT", TYPE_INT},     {"MS", TYPE_INT},
        {"BOOL", TYPE_BOOL},   {"BYTES", TYPE_BYTES}, {"BLOB", TYPE_BYTES},
    };
    for (size_t i = 0; declared && i < COUNT_OF(types); i++)
        if (strcasecmp(declared, types[i].name) == 0) {
            *ret_type = types[i].type;
            return true;
        }
    return false;
}

struct column_context {
    struct query_file *file;
    struct query *query;
    const struct schema *schema;
    sqlite3_stmt *statement;
    struct tokens outer;
    struct tokens tokens;
};

static struct field *annotation_of(struct query *query, struct str name) {
    for (size_t i = 0; i < query->annotations.count; i++)
        if (str_equal(query->annotations.items[i].name, name))
            return &query->annotations.items[i];
    return NULL;
}

/* Why the column needs a `-- col` line, or NULL; fills what the schema tells. */
static const char *learn_column(const struct column_context *c, int index, struct field *column) {
    if (!type_of_declared(sqlite3_column_decltype(c->statement, index), &column->type))
        return "it is an expression";
    const char *table = sqlite3_column_table_name(c->statement, index);
    const char *origin = sqlite3_column_origin_name(c->statement, index);
    int not_null = 0, is_key = 0;
    if (table && origin)
        sqlite3_table_column_metadata(c->schema->strict, "main", table, origin, NULL, NULL,
                                      &not_null, &is_key, NULL);
    column->nullable = !not_null && !is_key;
    if (column->nullable)
        return NULL;
    for (size_t i = 0; table && i < c->outer.count; i++)
        if (str_equal_c(c->outer.items[i].text, table))
            return "a left join may leave it NULL";
    return is_bracketed(&c->tokens, column->name) ? "a subquery may find no row" : NULL;
}

static void check_column(struct column_context *c, int index) {
    static const char *const names[] = {"text", "int", "bool", "bytes"};
    const char *path = c->file->source.path;
    int line = c->query->bodies[TARGET_SQLITE].line;
    struct str name = str_copy(arena, str_from_c(sqlite3_column_name(c->statement, index)));
    struct field column = {.name = name, .line = line};
    if (!is_name(name) || is_reserved_in_c(name)) {
        fault_at(path, line, "the column `" STR_FMT "` needs a usable name: … as name",
                 STR_ARG(name));
        return;
    }
    for (size_t i = 0; i < c->query->columns.count; i++)
        if (str_equal(c->query->columns.items[i].name, name))
            fault_at(path, line, "two columns are called " STR_FMT, STR_ARG(name));
    struct field *said = annotation_of(c->query, name);
    bool has_type = type_of_declared(sqlite3_column_decltype(c->statement, index), &column.type);
    const char *reason = learn_column(c, index, &column);
    if (said) {
        said->used = true;
        if (has_type && said->type != column.type)
            fault_at(path, said->line, "the column " STR_FMT " is of type %s", STR_ARG(name),
                     names[column.type]);
        column.type = said->type;
        column.nullable = said->nullable;
    } else if (reason) {
        fault_at(path, line,
                 "say the type of " STR_FMT " in `-- col " STR_FMT " TYPE` or `TYPE?`: %s",
                 STR_ARG(name), STR_ARG(name), reason);
    }
    *list_push(arena, &c->query->columns) = column;
}

static void check_columns(struct query_file *file, struct query *query, const struct schema *schema,
                          sqlite3_stmt *statement) {
    const char *path = file->source.path;
    struct str text = query->bodies[TARGET_SQLITE].text;
    struct column_context context = {file,           query, schema, statement, outer_names(text),
                                     tokens_of(text)};
    int count = sqlite3_column_count(statement);
    bool wants_rows = query->answer == ANSWER_ONE || query->answer == ANSWER_MANY;
    if (wants_rows != (count > 0))
        fault_at(path, query->line,
                 wants_rows ? "the statement returns no columns"
                            : "the statement returns columns: :one or :many?");
    for (int i = 0; i < count; i++)
        check_column(&context, i);
    for (size_t i = 0; i < query->annotations.count; i++)
        if (!query->annotations.items[i].used)
            fault_at(path, query->annotations.items[i].line, "no column is called " STR_FMT,
                     STR_ARG(query->annotations.items[i].name));
}

static void check_statement(struct query_file *file, struct query *query,
                            const struct schema *schema) {
    struct body *body = &query->bodies[TARGET_SQLITE];
    struct permit permit = {file, STR_NONE};
    sqlite3_stmt *statement = NULL;
    const char *tail = NULL;
    sqlite3_set_authorizer(schema->check, authorize, &permit);
    int rc = sqlite3_prepare_v2(schema->check, body->sql.p, (int)body->sql.n, &statement, &tail);
    int offset = sqlite3_error_offset(schema->check);
    sqlite3_set_authorizer(schema->check, NULL, NULL);
    int line = body->line + line_of(body->sql, offset > 0 ? (size_t)offset : 0) - 1;
    if (permit.denied.p)
        fault_at(file->source.path, line, STR_FMT, STR_ARG(permit.denied));
    else if (rc != SQLITE_OK)
        fault_at(file->source.path, line, "%s", sqlite3_errmsg(schema->check));
    else if (!statement || tokens_of(str_from_c(tail)).count)
        fault_at(file->source.path, line, "a query is one statement");
    else
        check_columns(file, query, schema, statement);
    if (statement)
        query->writes = !sqlite3_stmt_readonly(statement);
    sqlite3_finalize(statement);
}

static void check_params(struct query_file *file, struct query *query) {
    for (size_t i = 0; i < query->params.count; i++)
        if (is_reserved_in_c(query->params.items[i].name))
            fault_at(file->source.path, query->params.items[i].line,
                     "`" STR_FMT "` cannot be the name of a parameter in C",
                     STR_ARG(query->params.items[i].name));
    int faults_before = faults;
    query->bodies[TARGET_SQLITE].sql = lower_params(file, query, TARGET_SQLITE);
    if (!query->by_engine)
        check_words(file, query);
    /* One text for both engines: one report of what is wrong with it. */
    if (faults == faults_before || query->by_engine)
        query->bodies[TARGET_POSTGRES].sql = lower_params(file, query, TARGET_POSTGRES);
}

static void check_tables(const struct query_file *file, const struct schema *schema,
                         const struct table_name *tables, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!schema_has_table(schema, tables[i].name))
            fault_at(file->source.path, tables[i].line, "there is no table " STR_FMT,
                     STR_ARG(tables[i].name));
}

void query_file_check(struct query_file *file, const struct schema *schema) {
    check_tables(file, schema, file->owns.items, file->owns.count);
    check_tables(file, schema, file->reads.items, file->reads.count);
    for (size_t i = 0; i < file->queries.count; i++) {
        struct query *query = &file->queries.items[i];
        int faults_before = faults;
        check_params(file, query);
        if (faults == faults_before)
            check_statement(file, query, schema);
    }
}
