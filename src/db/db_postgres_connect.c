/* Connections to PostgreSQL: opening, settings, waiting for answers, what errors mean. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "db/db_postgres.h"

enum {
    SERVER_VERSION_LEAST = 150000,
    /* What the server needs to say that a statement took too long. */
    ANSWER_GRACE_MS = 2000,
};

/* Errors ------------------------------------------------------------------------------------- */

/* What libpq says of the connection, in one line. */
static const struct err *unreachable(const struct postgres_connection *c, const char *what) {
    char message[200];
    snprintf(message, sizeof(message), "%s", PQerrorMessage(c->pg));
    message[strcspn(message, "\n")] = 0;
    /* With several hosts every one has its line; the last one found was a standby. */
    if (strstr(PQerrorMessage(c->pg), "session is read-only"))
        return ERR_TEXT(ERR_UNAVAILABLE, "db.postgres_standby",
                        "%s: no server that takes writes: %s", what, message);
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
        {"25006", ERR_UNAVAILABLE}, /* a leader that became a standby */
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
const struct err *postgres_error(struct postgres_connection *c, const PGresult *result,
                                 const char *what) {
    if (c->timed_out)
        return ERR(ERR_UNAVAILABLE, "%s: PostgreSQL did not answer in time", what);
    if (PQstatus(c->pg) == CONNECTION_BAD) {
        c->common.lost = true;
        c->common.lost_a_race = true; /* nothing was committed, so it may run again */
        return unreachable(c, what);
    }
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *message = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    if (!state)
        return ERR(ERR_DATABASE, "%s: no answer from PostgreSQL", what);
    if (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0)
        c->common.lost_a_race = true;
    if (strcmp(state, "25006") == 0) /* another server leads: it is to be looked for */
        c->common.lost = c->common.lost_a_race = true;
    return ERR(kind_of_state(state), "%s: %s (%s)", what, message ? message : "", state);
}

/* Waiting ------------------------------------------------------------------------------------ */

static int64_t clock_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void give_up(struct postgres_connection *c) {
    c->timed_out = true;
    c->common.lost = true;
}

/* Until the socket can be read (or written, while there is something to send). False: too late. */
static bool wait_for_socket(struct postgres_connection *c, bool to_send, int64_t until_ms) {
    struct pollfd socket = {.fd = PQsocket(c->pg),
                            .events = (short)(POLLIN | (to_send ? POLLOUT : 0))};
    for (;;) {
        int64_t left_ms = c->has_no_limit ? -1 : until_ms - clock_ms();
        if (!c->has_no_limit && left_ms <= 0)
            return false;
        int ready = poll(&socket, 1, (int)left_ms);
        if (ready > 0 || (ready < 0 && errno != EINTR))
            return true; /* libpq finds out what is wrong with it */
    }
}

/* Sends what is left and reads until a result is complete. False: lost. */
static bool wait_for_result(struct postgres_connection *c, int64_t until_ms) {
    for (;;) {
        int unsent = PQflush(c->pg);
        if (unsent < 0)
            return true; /* PQgetResult tells */
        if (unsent == 0 && !PQisBusy(c->pg))
            return true;
        if (!wait_for_socket(c, unsent > 0, until_ms)) {
            give_up(c);
            return false;
        }
        if (!PQconsumeInput(c->pg))
            return true;
    }
}

PGresult *postgres_answer(struct postgres_connection *c, int sent) {
    int64_t until_ms = clock_ms() + (int64_t)c->statement_max_s * 1000 + ANSWER_GRACE_MS;
    PGresult *last = NULL;
    while (sent) {
        if (!wait_for_result(c, until_ms)) {
            PQclear(last);
            return NULL;
        }
        PGresult *result = PQgetResult(c->pg);
        if (!result)
            break;
        PQclear(last);
        last = result;
    }
    return last;
}

static bool is_success(const PGresult *result) {
    ExecStatusType status = PQresultStatus(result);
    return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

const struct err *postgres_ask(struct postgres_connection *c, const char *sql, char *ret_cell,
                               size_t cell_bytes) {
    PGresult *result = postgres_answer(c, PQsendQuery(c->pg, sql));
    const struct err *err = NULL;
    if (!is_success(result))
        err = postgres_error(c, result, "PostgreSQL");
    else if (ret_cell)
        snprintf(ret_cell, cell_bytes, "%s",
                 PQntuples(result) && PQnfields(result) ? PQgetvalue(result, 0, 0) : "");
    PQclear(result);
    return err;
}

const struct err *postgres_run(struct postgres_connection *c, const char *sql) {
    return postgres_ask(c, sql, NULL, 0);
}

/* Opening ------------------------------------------------------------------------------------ */

static void note_notice(void *context, const PGresult *result) {
    struct postgres_connection *c = context;
    const char *severity = PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED);
    if (severity && strcmp(severity, "WARNING") == 0)
        c->warned = true;
}

static const struct err *refuse_unfit(const struct postgres_connection *c) {
    if (PQserverVersion(c->pg) < SERVER_VERSION_LEAST)
        return ERR_TEXT(ERR_STATE, "db.postgres_version",
                        "PostgreSQL 15 or newer is needed; the server is %d",
                        PQserverVersion(c->pg));
    const char *encoding = PQparameterStatus(c->pg, "server_encoding");
    if (!encoding || strcmp(encoding, "UTF8") != 0)
        return ERR_TEXT(ERR_STATE, "db.postgres_encoding",
                        "the database must have the encoding UTF8");
    /* Where the connection string asks for any server. */
    const char *standby = PQparameterStatus(c->pg, "in_hot_standby");
    if (standby && strcmp(standby, "on") == 0)
        return ERR_TEXT(ERR_UNAVAILABLE, "db.postgres_standby",
                        "the server is a standby, which takes no writes");
    return NULL;
}

/* Which history the server tells: another after a restart, a promotion or a restore. */
static int64_t epoch_of(const char *text) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001B3u;
    return (int64_t)hash;
}

static const struct err *set_up(struct postgres_connection *c) {
    TRY(refuse_unfit(c));
    PQsetNoticeReceiver(c->pg, note_notice, c);
    if (PQsetnonblocking(c->pg, 1) != 0)
        return unreachable(c, "setting up");
    char sql[1200], epoch[100];
    snprintf(sql, sizeof(sql),
             "set bytea_output = 'hex'; set standard_conforming_strings = on;"
             "set timezone = 'UTC'; set datestyle = 'ISO'; set jit = off;"
             "set statement_timeout = '%us'; set lock_timeout = '%us';"
             "set idle_in_transaction_session_timeout = '%us';"
             /* the server shall notice soon that this machine died: its locks stop others */
             "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 3;"
             "set tcp_keepalives_count = 3;"
             /* an answer means: on disk, and where there is a synchronous standby, there too */
             "select set_config('synchronous_commit', 'on', false)"
             " where current_setting('synchronous_commit') in ('off', 'local');"
             "select substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || ' '"
             " || extract(epoch from pg_postmaster_start_time())::text",
             c->statement_max_s, (c->statement_max_s + 1) / 2, c->statement_max_s * 2 + 30);
    TRY(postgres_ask(c, sql, epoch, sizeof(epoch)));
    c->common.epoch = epoch_of(epoch);
    c->common.timeline = (unsigned)strtoul(epoch, NULL, 16);
    if (c->common.timeline < c->common.timeline_least)
        return db_refuse_behind(c->common.timeline, c->common.timeline_least);
    return NULL;
}

static const struct err *after_opening(struct postgres_connection *c, const char *what) {
    const struct err *err = PQstatus(c->pg) == CONNECTION_OK ? set_up(c) : unreachable(c, what);
    c->common.lost = err != NULL;
    return err;
}

const struct err *postgres_open(struct postgres_connection *c, const char *dsn) {
    /* What stands before the connection string is only a default. */
    static const char *const keys[] = {"connect_timeout",  "tcp_user_timeout",
                                       "keepalives_idle",  "keepalives_interval",
                                       "keepalives_count", "target_session_attrs",
                                       "dbname",           "fallback_application_name",
                                       "client_encoding",  NULL};
    const char *const values[] = {"3",          "10000", "10",     "3",    "3",
                                  "read-write", dsn,     "thidua", "UTF8", NULL};
    c->pg = PQconnectdbParams(keys, values, 1);
    if (!c->pg)
        abort();
    return after_opening(c, "connecting");
}

const struct err *postgres_reopen(struct postgres_connection *c) {
    db_statements_release(&c->statements);
    c->timed_out = c->common.lost_a_race = c->has_receipts = false;
    PQreset(c->pg);
    return after_opening(c, "connecting again");
}
