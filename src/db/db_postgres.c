/* PostgreSQL 15 or newer through libpq: text parameters and results, statements prepared once for
 * each connection. Connecting and waiting: db_postgres_connect.c; commits: db_postgres_commit.c. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "db/db_postgres.h"

enum {
    STATEMENT_SECONDS_DEFAULT = 10,
    PARAMS_MAX = 100,
    /* Any number, the same in every program of this kind: one migrates at a time. */
    MIGRATION_LOCK = 0x74686475,
};

static struct postgres_connection *of(struct db_connection *connection) {
    return (struct postgres_connection *)connection;
}

/* Connections -------------------------------------------------------------------------------- */

static const struct err *prepare(const struct db_options *options) {
    if (!options->postgres_dsn || !options->postgres_dsn[0])
        return ERR(ERR_INTERNAL, "no connection string of PostgreSQL");
    return NULL;
}

static void disconnect(struct db_connection *connection) {
    struct postgres_connection *c = of(connection);
    PQfinish(c->pg);
    db_statements_release(&c->statements);
    free(c);
}

static const struct err *connect_server(const struct db_options *options, bool writer,
                                        struct db_connection **ret_connection) {
    (void)writer;
    struct postgres_connection *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->statement_max_s =
        options->statement_max_s ? options->statement_max_s : STATEMENT_SECONDS_DEFAULT;
    const struct err *err = postgres_open(c, options->postgres_dsn);
    if (err) {
        disconnect(&c->common);
        return err;
    }
    *ret_connection = &c->common;
    return NULL;
}

/* Transactions ------------------------------------------------------------------------------- */

static bool is_write(enum db_mode mode) {
    return mode == DB_WRITE || mode == DB_WRITE_APART;
}

static const struct err *begin(struct db_connection *connection, enum db_mode mode) {
    static const char *const begins[] = {
        [DB_READ] = "begin isolation level repeatable read read only",
        [DB_WRITE] = "begin isolation level serializable",
        [DB_WRITE_APART] = "begin isolation level repeatable read",
        /* Read committed: what another program migrated while this one waited must be seen. */
        [DB_MIGRATE] = "begin isolation level read committed",
    };
    struct postgres_connection *c = of(connection);
    c->has_no_limit = c->has_member = false;
    if (is_write(mode) && !c->has_receipts)
        TRY(postgres_find_receipts(c));
    TRY(postgres_run(c, begins[mode]));
    if (mode != DB_MIGRATE)
        return NULL;
    c->has_no_limit = true;
    char lock[120];
    snprintf(lock, sizeof(lock),
             "set local statement_timeout = 0; set local lock_timeout = 0;"
             "select pg_advisory_xact_lock(%d)",
             MIGRATION_LOCK);
    return postgres_run(c, lock);
}

static const struct err *commit(struct db_connection *connection, enum db_mode mode) {
    struct postgres_connection *c = of(connection);
    if (is_write(mode))
        return postgres_commit(c);
    return postgres_run(c, "commit");
}

static void rollback(struct db_connection *connection, enum db_mode mode) {
    (void)mode;
    struct postgres_connection *c = of(connection);
    if (c->common.lost || PQtransactionStatus(c->pg) == PQTRANS_IDLE)
        return;
    bool lost_a_race = c->common.lost_a_race;
    if (postgres_run(c, "rollback"))
        c->common.lost = true;
    c->common.lost_a_race = lost_a_race;
}

/* A savepoint that was left is released with the next one, or by the commit: one question less. */
static const struct err *savepoint(struct db_connection *connection, enum db_savepoint step) {
    struct postgres_connection *c = of(connection);
    if (step == DB_SAVEPOINT_RELEASE)
        return NULL;
    if (step == DB_SAVEPOINT_ROLLBACK)
        return postgres_run(c, "rollback to savepoint member");
    bool has_member = c->has_member;
    c->has_member = true;
    return postgres_run(c, has_member ? "release savepoint member; savepoint member"
                                      : "savepoint member");
}

static const struct err *script(struct db_connection *connection, const char *sql) {
    return postgres_run(of(connection), sql);
}

/* Statements --------------------------------------------------------------------------------- */

struct rows {
    PGresult *result;
    int next;
};

static void statement_name(uintptr_t number, char name[32]) {
    snprintf(name, 32, "q%zu", (size_t)number);
}

static const struct err *prepare_query(struct postgres_connection *c, const struct db_query *query,
                                       char name[32]) {
    uintptr_t number = (uintptr_t)db_statements_find(&c->statements, query);
    if (number) {
        statement_name(number, name);
        return NULL;
    }
    number = c->statements.count + 1;
    statement_name(number, name);
    PGresult *result =
        postgres_answer(c, PQsendPrepare(c->pg, name, query->sql[DB_POSTGRES], 0, NULL));
    const struct err *err = NULL;
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        err = postgres_error(c, result, query->name);
    else
        db_statements_add(&c->statements, query, (void *)number);
    PQclear(result);
    return err;
}

/* A value as PostgreSQL reads it; NULL for NULL. */
static const char *text_of(struct arena *arena, enum db_type type, const struct db_value *value) {
    static const char digits[] = "0123456789abcdef";
    if (value->null)
        return NULL;
    if (type == DB_TEXT)
        return str_c(arena, value->text);
    if (type == DB_BOOL)
        return value->integer ? "true" : "false";
    if (type == DB_INT)
        return str_format(arena, "%lld", (long long)value->integer).p;
    char *hex = arena_alloc(arena, value->text.n * 2 + 3);
    hex[0] = '\\';
    hex[1] = 'x';
    for (size_t i = 0; i < value->text.n; i++) {
        unsigned char byte = (unsigned char)value->text.p[i];
        hex[2 + 2 * i] = digits[byte >> 4];
        hex[3 + 2 * i] = digits[byte & 15];
    }
    return hex;
}

static const struct err *start(struct db_connection *connection, const struct db_query *query,
                               const struct db_value *values, void **ret_handle) {
    struct postgres_connection *c = of(connection);
    if (query->param_count > PARAMS_MAX)
        return ERR(ERR_INTERNAL, "%s has more than %d parameters", query->name, PARAMS_MAX);
    char name[32];
    TRY(prepare_query(c, query, name));
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *texts[PARAMS_MAX];
    for (size_t i = 0; i < query->param_count; i++)
        texts[i] = text_of(arena, query->params[i].type, &values[i]);
    PGresult *result = postgres_answer(
        c, PQsendQueryPrepared(c->pg, name, (int)query->param_count, texts, NULL, NULL, 0));
    ExecStatusType status = PQresultStatus(result);
    const struct err *err = NULL;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = postgres_error(c, result, query->name);
    else if ((size_t)PQnfields(result) != query->column_count)
        err = ERR(ERR_DATABASE, "%s: %d columns instead of %zu", query->name, PQnfields(result),
                  query->column_count);
    struct rows *rows = err ? NULL : calloc(1, sizeof(*rows));
    if (!rows) {
        PQclear(result);
        return err ? err : ERR(ERR_LIMIT, "out of memory");
    }
    rows->result = result;
    *ret_handle = rows;
    return NULL;
}

static const struct err *next(struct db_cursor *cursor, bool *ret_row) {
    struct rows *rows = cursor->handle;
    *ret_row = rows->next < PQntuples(rows->result);
    rows->next += *ret_row;
    long long changed = 0;
    if (!*ret_row && str_to_int64(str_from_c(PQcmdTuples(rows->result)), &changed))
        cursor->changed = changed;
    return NULL;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* "\x0001ff" → three bytes. */
static bool read_bytes(struct arena *arena, struct str text, struct str *ret_bytes) {
    if (!str_starts_with(text, STR("\\x")) || text.n % 2)
        return false;
    size_t count = text.n / 2 - 1;
    char *bytes = arena_alloc(arena, count + 1);
    for (size_t i = 0; i < count; i++) {
        int high = hex_digit(text.p[2 + 2 * i]), low = hex_digit(text.p[3 + 2 * i]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (char)(high * 16 + low);
    }
    *ret_bytes = (struct str){bytes, count};
    return true;
}

static enum db_cell cell(struct db_cursor *cursor, struct arena *arena, size_t column,
                         enum db_type type, struct db_value *ret_value) {
    struct rows *rows = cursor->handle;
    int row = rows->next - 1, index = (int)column;
    if (PQgetisnull(rows->result, row, index))
        return DB_CELL_NULL;
    struct str text = {PQgetvalue(rows->result, row, index),
                       (size_t)PQgetlength(rows->result, row, index)};
    long long number = 0;
    bool fine = true;
    switch (type) {
    case DB_TEXT:
        ret_value->text = str_copy(arena, text);
        break;
    case DB_BYTES:
        fine = read_bytes(arena, text, &ret_value->text);
        break;
    case DB_INT:
        fine = str_to_int64(text, &number);
        ret_value->integer = number;
        break;
    case DB_BOOL:
        fine = text.n == 1 && (text.p[0] == 't' || text.p[0] == 'f');
        ret_value->integer = fine && text.p[0] == 't';
        break;
    }
    return fine ? DB_CELL_VALUE : DB_CELL_WRONG;
}

static void finish(struct db_cursor *cursor) {
    struct rows *rows = cursor->handle;
    PQclear(rows->result);
    free(rows);
}

static const struct err *check(struct db_connection *connection) {
    return postgres_run(of(connection), "select 1");
}

/* Tables are written anew, into files of their own; the old ones are removed by the server. The
 * connection waits longer than others may and is not used again. */
static const struct err *scrub(struct db_connection *connection, bool *ret_clean) {
    struct postgres_connection *c = of(connection);
    TRY(postgres_run(c, "set statement_timeout = 0"));
    connection->lost = true;
    TRY(postgres_run(c, "vacuum full"));
    *ret_clean = true;
    return NULL;
}

const struct db_engine_ops db_postgres_ops = {
    .prepare = prepare,
    .connect = connect_server,
    .disconnect = disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .savepoint = savepoint,
    .script = script,
    .start = start,
    .next = next,
    .cell = cell,
    .finish = finish,
    .check = check,
    .scrub = scrub,
};
