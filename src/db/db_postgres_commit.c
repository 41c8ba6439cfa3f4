/* Commits on PostgreSQL, and what became of one whose answer was lost (decision 0012).
 *
 * Each write leaves a receipt, a row with a random id, in its own transaction. When the connection
 * breaks during the commit the receipt is looked for on a new connection, by adding it: where it is
 * there the write is stored; where it was not there it is now, and the lost transaction, should it
 * still run somewhere, can no longer be committed, as its receipt would come second. So the answer
 * is sure, and a write that was not stored may run again. The receipt is written in both cases:
 * with synchronous replication the answer then also means that the standby has the earlier write.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "db/db_postgres.h"
#include "sys/random_bytes.h"

enum {
    /* At most so many callers wait as long as that; others are told soon that nobody knows. */
    PATIENT_MAX = 2,
    SHORT_PART = 5,
    PAUSE_MS = 250,
    /* Receipts older than an hour are of no use to anybody. */
    COMMITS_BETWEEN_TIDYING = 5000,
    RECEIPT_BYTES = 33,
};

unsigned postgres_settle_ms = 20000;

static atomic_int patient_count;

static int64_t clock_ms(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Newer ones behind older ones, so that the index grows at its end. */
static void make_receipt(char id[RECEIPT_BYTES]) {
    unsigned char random[10];
    random_bytes(random, sizeof(random));
    snprintf(id, RECEIPT_BYTES, "%012llx", (unsigned long long)clock_ms(CLOCK_REALTIME));
    for (size_t i = 0; i < sizeof(random); i++)
        snprintf(id + 12 + 2 * i, 3, "%02x", random[i]);
}

const struct err *postgres_find_receipts(struct postgres_connection *c) {
    char found[8];
    TRY(postgres_ask(c, "select to_regclass('write_receipt') is not null", found, sizeof(found)));
    c->has_receipts = found[0] == 't';
    return NULL;
}

/* Settling ----------------------------------------------------------------------------------- */

enum fate { UNKNOWN, STORED, NOT_STORED };

static enum fate ask_receipt(struct postgres_connection *c, const char *receipt) {
    char sql[300], origin[8];
    snprintf(sql, sizeof(sql),
             "insert into write_receipt as r (id, origin) values ('%s', 'search')"
             " on conflict (id) do update set at = now() returning r.origin",
             receipt);
    c->warned = false;
    if (postgres_ask(c, sql, origin, sizeof(origin)) != NULL || c->warned)
        return UNKNOWN;
    return strcmp(origin, "write") == 0 ? STORED : NOT_STORED;
}

static enum fate look_for(struct postgres_connection *c, const char *receipt) {
    bool is_patient = atomic_fetch_add(&patient_count, 1) < PATIENT_MAX;
    int64_t until_ms =
        clock_ms(CLOCK_MONOTONIC) + postgres_settle_ms / (is_patient ? 1 : SHORT_PART);
    enum fate fate = UNKNOWN;
    for (;;) {
        if (!c->common.lost || postgres_reopen(c) == NULL)
            fate = ask_receipt(c, receipt);
        if (fate != UNKNOWN || clock_ms(CLOCK_MONOTONIC) >= until_ms)
            break;
        nanosleep(&(struct timespec){.tv_nsec = PAUSE_MS * 1000000L}, NULL);
    }
    atomic_fetch_sub(&patient_count, 1);
    return fate;
}

static const struct err *settle(struct postgres_connection *c, const char *receipt) {
    enum fate fate = c->has_receipts ? look_for(c, receipt) : UNKNOWN;
    c->common.lost_a_race = fate == NOT_STORED;
    if (fate == STORED)
        return NULL;
    if (fate == NOT_STORED)
        return ERR(ERR_UNAVAILABLE, "the connection broke before the commit: nothing was stored");
    c->common.lost = true;
    return ERR_TEXT(ERR_UNAVAILABLE, "db.commit_unknown",
                    "the connection broke during the commit; whether it was stored is not known");
}

/* Committing --------------------------------------------------------------------------------- */

/* What goes wrong here is no concern of the write, which is stored. */
static void tidy_receipts(struct postgres_connection *c) {
    if (!c->has_receipts || c->commits++ % COMMITS_BETWEEN_TIDYING != 0)
        return;
    if (postgres_run(c, "delete from write_receipt where at < now() - interval '1 hour'"))
        c->common.lost_a_race = false;
}

const struct err *postgres_commit(struct postgres_connection *c) {
    char receipt[RECEIPT_BYTES], sql[200] = "commit";
    make_receipt(receipt);
    if (c->has_receipts)
        snprintf(sql, sizeof(sql),
                 "insert into write_receipt (id, origin) values ('%s', 'write'); commit", receipt);
    c->warned = false;
    PGresult *result = postgres_answer(c, PQsendQuery(c->pg, sql));
    const struct err *err = NULL;
    if (c->timed_out || PQstatus(c->pg) == CONNECTION_BAD) {
        c->common.lost = true;
        err = settle(c, receipt);
    } else if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        err = postgres_error(c, result, "commit");
    } else if (strcmp(PQcmdStatus(result), "COMMIT") != 0) {
        err = ERR(ERR_DATABASE, "the transaction was rolled back by PostgreSQL");
    } else if (c->warned) {
        /* Stored on this server, but somebody ended the waiting for its standby. */
        err = settle(c, receipt);
    }
    PQclear(result);
    if (!err)
        tidy_receipts(c);
    return err;
}
