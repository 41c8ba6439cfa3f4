/* Tokens of SQL, engine sections, and lowering of what is ours: @types and STRICT. */
#include "sqlc.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static size_t skip_while_word(struct str sql, size_t at) {
    while (at < sql.n && (is_letter(sql.p[at]) || is_digit(sql.p[at])))
        at++;
    return at;
}

/* Behind the quote that ends what begins at AT; 0 when there is none. */
static size_t skip_quoted(struct str sql, size_t at) {
    char quote = sql.p[at++];
    while (at < sql.n) {
        if (sql.p[at] == quote && at + 1 < sql.n && sql.p[at + 1] == quote)
            at += 2;
        else if (sql.p[at++] == quote)
            return at;
    }
    return 0;
}

static size_t skip_comment(struct str sql, size_t at) {
    if (sql.p[at] == '-') {
        while (at < sql.n && sql.p[at] != '\n')
            at++;
        return at;
    }
    for (at += 2; at + 1 < sql.n; at++)
        if (sql.p[at] == '*' && sql.p[at + 1] == '/')
            return at + 2;
    return 0;
}

static bool begins_comment(struct str sql, size_t at) {
    return at + 1 < sql.n && ((sql.p[at] == '-' && sql.p[at + 1] == '-') ||
                              (sql.p[at] == '/' && sql.p[at + 1] == '*'));
}

static size_t skip_space(struct str sql, size_t at) {
    while (at < sql.n && is_space(sql.p[at]))
        at++;
    return at;
}

/* The kind of token that begins at AT and where it ends. */
static enum token_kind scan(struct str sql, size_t at, size_t *ret_end) {
    char c = sql.p[at];
    char after = at + 1 < sql.n ? sql.p[at + 1] : 0;
    enum token_kind kind = TOKEN_SYMBOL;
    size_t end = at + 1;
    if (is_space(c)) {
        kind = TOKEN_SPACE;
        end = skip_space(sql, at);
    } else if (begins_comment(sql, at)) {
        kind = TOKEN_COMMENT;
        end = skip_comment(sql, at);
    } else if (c == '\'' || c == '"') {
        kind = c == '"' ? TOKEN_QUOTED : TOKEN_STRING;
        end = skip_quoted(sql, at);
    } else if (is_letter(c)) {
        kind = TOKEN_WORD;
        end = skip_while_word(sql, at);
    } else if (is_digit(c)) {
        kind = TOKEN_NUMBER;
        end = skip_while_word(sql, at);
    } else if ((c == '$' && is_digit(after)) || (c == '@' && is_letter(after))) {
        kind = c == '$' ? TOKEN_PARAM : TOKEN_LOGICAL;
        end = skip_while_word(sql, at + 1);
    }
    *ret_end = end ? end : sql.n;
    return end ? kind : TOKEN_BROKEN;
}

struct token token_next(struct str sql, size_t *offset) {
    struct token token = {.offset = *offset};
    if (*offset >= sql.n)
        return token;
    size_t end = 0;
    token.kind = scan(sql, *offset, &end);
    token.text = str_slice(sql, *offset, end);
    *offset = end;
    return token;
}

struct tokens tokens_of(struct str sql) {
    struct tokens tokens = {0};
    size_t offset = 0;
    for (;;) {
        struct token token = token_next(sql, &offset);
        if (token.kind == TOKEN_END)
            return tokens;
        if (token.kind != TOKEN_SPACE && token.kind != TOKEN_COMMENT)
            *list_push(arena, &tokens) = token;
    }
}

bool token_is(const struct tokens *tokens, size_t index, const char *word) {
    if (index >= tokens->count)
        return false;
    struct str text = tokens->items[index].text;
    return text.n == strlen(word) && strncasecmp(text.p, word, text.n) == 0;
}

int line_of(struct str text, size_t offset) {
    int line = 1;
    for (size_t i = 0; i < offset && i < text.n; i++)
        line += text.p[i] == '\n';
    return line;
}

struct str engine_line(struct str line) {
    struct str trimmed = str_trim(line);
    struct str prefix = STR("-- engine ");
    if (!str_starts_with(trimmed, prefix))
        return STR_NONE;
    return str_trim(str_slice(trimmed, prefix.n, trimmed.n));
}

/* Blanks the lines that are for the other engine, and the section lines themselves. */
static struct str section_of(const struct source *source, bool postgres) {
    struct buf out = BUF_INIT(source->text.n * 2 + 64);
    bool wanted = true;
    struct str rest = source->text;
    for (int line = 1; rest.p; line++) {
        struct str text = str_cut(&rest, '\n');
        struct str engine = engine_line(text);
        if (engine.p) {
            bool both = str_equal_c(engine, "both");
            bool is_postgres = str_equal_c(engine, "postgres");
            if (!both && !is_postgres && !str_equal_c(engine, "sqlite"))
                fault_at(source->path, line, "unknown engine `" STR_FMT "`", STR_ARG(engine));
            wanted = both || is_postgres == postgres;
        } else if (wanted) {
            buf_append_str(&out, text);
        }
        if (rest.p)
            buf_append_char(&out, '\n');
    }
    struct str result = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return result;
}

/* SQLite's STRICT tables have no boolean: an integer and a check by name. */
static void lower_type(struct buf *out, struct str type, struct str column, bool in_cast,
                       enum target target, const char **ret_fault) {
    static const struct {
        const char *logical;
        const char *by_target[3];
        bool is_text;
    } types[] = {
        {"@id", {"TEXT", "TEXT", "ID"}, true},
        {"@text", {"TEXT", "TEXT", "TEXT"}, true},
        {"@date", {"TEXT", "TEXT", "DATE"}, true},
        {"@int", {"INTEGER", "BIGINT", "INTEGER"}, false},
        {"@ms", {"INTEGER", "BIGINT", "MS"}, false},
        {"@bool", {"INTEGER", "BOOLEAN", "BOOL"}, false},
        {"@bytes", {"BLOB", "BYTEA", "BYTES"}, false},
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        if (!str_equal_c(type, types[i].logical))
            continue;
        buf_append_c(out, types[i].by_target[target]);
        if (types[i].is_text && target == TARGET_POSTGRES && !in_cast)
            buf_append_c(out, " COLLATE \"C\"");
        if (str_equal_c(type, "@bool") && target == TARGET_SQLITE && !in_cast)
            buf_append_format(out, " CHECK (" STR_FMT " IN (0, 1))", STR_ARG(column));
        return;
    }
    *ret_fault = "unknown type; there are @id @text @date @int @ms @bool @bytes";
}

/* What the lowering must remember of the statement it is in. */
struct statement {
    struct str first, second, last; /* words */
};

static void finish_statement(struct buf *out, struct statement *statement, enum target target) {
    bool creates = statement->first.p && statement->second.p &&
                   strncasecmp(statement->first.p, "create", statement->first.n) == 0 &&
                   statement->second.n == 5 && strncasecmp(statement->second.p, "table", 5) == 0;
    bool is_strict = statement->last.n == 6 && strncasecmp(statement->last.p, "strict", 6) == 0;
    if (creates && !is_strict && target == TARGET_SQLITE)
        buf_append_c(out, " STRICT");
    *statement = (struct statement){0};
}

static void check_token(const struct source *source, struct str sql, const struct token *token) {
    static const char *const forbidden[] = {"deferrable", "deferred", "begin", "commit",
                                            "rollback",   "pragma",   "attach"};
    int line = line_of(sql, token->offset);
    if (token->kind == TOKEN_BROKEN)
        fault_at(source->path, line, "a quote or comment without its end");
    for (size_t i = 0; token->kind == TOKEN_WORD && i < COUNT_OF(forbidden); i++)
        if (token->text.n == strlen(forbidden[i]) &&
            strncasecmp(token->text.p, forbidden[i], token->text.n) == 0)
            fault_at(source->path, line, "`%s` has no place in a migration", forbidden[i]);
}

struct str lower_migration(const struct source *source, enum target target) {
    struct str sql = section_of(source, target == TARGET_POSTGRES);
    struct buf out = BUF_INIT(sql.n * 8 + 4096);
    struct statement statement = {0};
    struct token last = {0};
    size_t offset = 0;
    for (;;) {
        struct token token = token_next(sql, &offset);
        if (token.kind == TOKEN_END)
            break;
        check_token(source, sql, &token);
        const char *wrong = NULL;
        bool in_cast = last.text.n == 2 && strncasecmp(last.text.p, "as", 2) == 0;
        if (token.kind == TOKEN_COMMENT)
            continue;
        if (token.kind == TOKEN_SYMBOL && token.text.p[0] == ';')
            finish_statement(&out, &statement, target);
        if (token.kind == TOKEN_LOGICAL)
            lower_type(&out, token.text, last.text, in_cast, target, &wrong);
        else
            buf_append_str(&out, token.text);
        if (wrong)
            fault_at(source->path, line_of(sql, token.offset), "%s", wrong);
        if (token.kind == TOKEN_SPACE)
            continue;
        last = token;
        if (token.kind != TOKEN_SYMBOL || token.text.p[0] != ';') {
            if (!statement.first.p)
                statement.first = token.text;
            else if (!statement.second.p)
                statement.second = token.text;
            statement.last = token.text;
        }
    }
    if (statement.first.p)
        fault_at(source->path, line_of(sql, sql.n), "the last statement has no `;`");
    struct str result = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return result;
}
