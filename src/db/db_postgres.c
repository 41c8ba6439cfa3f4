/* PostgreSQL 15 or newer through libpq: text parameters and results, statements prepared once for
 * each connection. A connection that broke is opened again at the next transaction. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "db/db_internal.h"

enum {
    SERVER_VERSION_LEAST = 150000,
    PARAMS_MAX = 100,
    /* Any number, the same in every program of this kind: one migrates at a time. */
    MIGRATION_LOCK = 0x74686475,
};

struct postgres_connection {
    struct db_connection common;
    PGconn *pg;
    struct db_statements statements; /* handles: numbers of prepared statements, from 1 */
};

static struct postgres_connection *of(struct db_connection *connection) {
    return (struct postgres_connection *)connection;
}

/* Errors ------------------------------------------------------------------------------------- */

static const struct err *unreachable(const struct postgres_connection *c, const char *what) {
    char message[200];
    snprintf(message, sizeof(message), "%s", PQerrorMessage(c->pg));
    message[strcspn(message, "\n")] = 0;
    return ERR(ERR_UNAVAILABLE, "%s: no connection to PostgreSQL: %s", what, message);
}

static enum err_kind kind_of_state(const char *state) {
    static const struct {
        const char *state; /* five characters, or the two of a class */
        enum err_kind kind;
    } kinds[] = {
        {"40001", ERR_UNAVAILABLE}, /* serialization failure: run again before anybody sees it */
        {"40P01", ERR_UNAVAILABLE}, /* deadlock: the same */
        {"23505", ERR_CONFLICT},    /* unique */
        {"23503", ERR_CONFLICT},    /* foreign key */
        {"23001", ERR_CONFLICT},    /* restrict */
        {"23P01", ERR_CONFLICT},    /* exclusion */
        {"P0001", ERR_CONFLICT},    /* raised by a trigger */
        {"25006", ERR_READ_ONLY},   /* a standby */
        {"53100", ERR_DISK_FULL},   {"53300", ERR_UNAVAILABLE}, /* too many connections */
        {"55P03", ERR_UNAVAILABLE},                             /* lock not available */
        {"57014", ERR_UNAVAILABLE}, /* cancelled, for example by the time limit */
        {"57P", ERR_UNAVAILABLE},   /* shut down, or starting */
        {"08", ERR_UNAVAILABLE},    /* connection */
        {"22021", ERR_INPUT},       /* not UTF-8 */
        {"54000", ERR_LIMIT},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strncmp(state, kinds[i].state, strlen(kinds[i].state)) == 0)
            return kinds[i].kind;
    return ERR_DATABASE;
}

/* The primary message alone: details may hold what people typed. */
static const struct err *error_of(struct postgres_connection *c, const PGresult *result,
                                  const char *what) {
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        c->common.lost = true;
        c->common.lost_a_race = true; /* nothing was committed, so a write may run again */
        return unreachable(c, what);
    }
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!state)
        return ERR(ERR_DATABASE, "%s: no answer from PostgreSQL", what);
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        c->common.lost_a_race = true;
    return ERR(kind_of_state(state), "%s: %s (%s)", what, message ? message : "", state);
}

static const struct err *run_sql(struct postgres_connection *c, const char *sql) {
    PGresult *result = PQexec(c->pg, sql);
    ExecStatusType status = PQresultStatus(result);
    const struct err *err = NULL;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = error_of(c, result, "PostgreSQL");
    PQclear(result);
    return err;
}

/* Connections -------------------------------------------------------------------------------- */

static const struct err *prepare(const struct db_options *options) {
    if (!options->postgres_dsn || !options->postgres_dsn[0])
        return ERR(ERR_INTERNAL, "no connection string of PostgreSQL");
    return NULL;
}

static void ignore_notice(void *context, const PGresult *result) {
    (void)context;
    (void)result;
}

static const struct err *set_up(struct postgres_connection *c) {
    if (PQserverVersion(c->pg) < SERVER_VERSION_LEAST)
        return ERR_TEXT(ERR_STATE, "db.postgres_version",
                        "PostgreSQL 15 or newer is needed; the server is %d",
                        PQserverVersion(c->pg));
    const char *encoding = PQparameterStatus(c->pg, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return ERR_TEXT(ERR_STATE, "db.postgres_encoding",
                        "the database must have the encoding UTF8");
    PQsetNoticeReceiver(c->pg, ignore_notice, NULL);
    return run_sql(c, "set bytea_output = 'hex'; set standard_conforming_strings = on;"
                      "set statement_timeout = '60s'; set lock_timeout = '10s';"
                      "set idle_in_transaction_session_timeout = '120s'");
}

static const struct err *open_connection(struct postgres_connection *c, const char *dsn) {
    /* What stands before the connection string is only a default. */
    static const char *const keys[] = {"connect_timeout",           "tcp_user_timeout", "dbname",
                                       "fallback_application_name", "client_encoding",  NULL};
    const char *const values[] = {"5", "30000", dsn, "thidua", "UTF8", NULL};
    c->pg = PQconnectdbParams(keys, values, 1);
    if (!c->pg || PQstatus(c->pg) != CONNECTION_OK)
        return unreachable(c, "connecting");
    return set_up(c);
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
    const struct err *err = open_connection(c, options->postgres_dsn);
    if (err) {
        disconnect(&c->common);
        return err;
    }
    *ret_connection = &c->common;
    return NULL;
}

/* The server may have been restarted since this connection was last used. */
static const struct err *reconnect(struct postgres_connection *c) {
    db_statements_release(&c->statements);
    PQreset(c->pg);
    if (PQstatus(c->pg) != CONNECTION_OK) {
        c->common.lost = true;
        return unreachable(c, "connecting again");
    }
    TRY(set_up(c));
    c->common.lost = false;
    c->common.lost_a_race = false;
    return NULL;
}

/* Transactions ------------------------------------------------------------------------------- */

static const struct err *begin(struct db_connection *connection, enum db_mode mode) {
    static const char *const begins[] = {
        [DB_READ] = "begin isolation level repeatable read read only",
        [DB_WRITE] = "begin isolation level serializable",
        /* Read committed: what another program migrated while this one waited must be seen. */
        [DB_MIGRATE] = "begin isolation level read committed",
    };
    struct postgres_connection *c = of(connection);
    const struct err *err = run_sql(c, begins[mode]);
    if (err && c->common.lost) {
        TRY(reconnect(c));
        err = run_sql(c, begins[mode]);
    }
    if (err || mode != DB_MIGRATE)
        return err;
    char lock[120];
    snprintf(lock, sizeof(lock),
             "set local statement_timeout = 0; set local lock_timeout = 0;"
             "select pg_advisory_xact_lock(%d)",
             MIGRATION_LOCK);
    return run_sql(c, lock);
}

static const struct err *commit(struct db_connection *connection, enum db_mode mode) {
    (void)mode;
    struct postgres_connection *c = of(connection);
    PGresult *result = PQexec(c->pg, "commit");
    const struct err *err = NULL;
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        bool unknown = PQstatus(c->pg) == CONNECTION_BAD;
        err = error_of(c, result, "commit");
        if (unknown) {
            /* It may be stored: running it again could do it twice. */
            c->common.lost_a_race = false;
            err = ERR_TEXT(ERR_UNAVAILABLE, "db.commit_unknown",
                           "the connection broke during the commit; whether it was stored is "
                           "not known");
        }
    } else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        err = ERR(ERR_DATABASE, "the transaction was rolled back by PostgreSQL");
    }
    PQclear(result);
    return err;
}

static void rollback(struct db_connection *connection, enum db_mode mode) {
    (void)mode;
    struct postgres_connection *c = of(connection);
    if (c->common.lost || PQtransactionStatus(c->pg) == PQTRANS_IDLE)
        return;
    PGresult *result = PQexec(c->pg, "rollback");
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        c->common.lost = true;
    PQclear(result);
}

static const struct err *script(struct db_connection *connection, const char *sql) {
    return run_sql(of(connection), sql);
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
    PGresult *result = PQprepare(c->pg, name, query->sql[DB_POSTGRES], 0, NULL);
    const struct err *err = NULL;
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        err = error_of(c, result, query->name);
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
    PGresult *result = PQexecPrepared(c->pg, name, (int)query->param_count, texts, NULL, NULL, 0);
    ExecStatusType status = PQresultStatus(result);
    const struct err *err = NULL;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        err = error_of(c, result, query->name);
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
    struct postgres_connection *c = of(connection);
    const struct err *err = run_sql(c, "select 1");
    if (err && c->common.lost) {
        TRY(reconnect(c));
        err = run_sql(c, "select 1");
    }
    return err;
}

const struct db_engine_ops db_postgres_ops = {
    .prepare = prepare,
    .connect = connect_server,
    .disconnect = disconnect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .script = script,
    .start = start,
    .next = next,
    .cell = cell,
    .finish = finish,
    .check = check,
};
