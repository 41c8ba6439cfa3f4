/* What the files of the PostgreSQL engine share: the connection and how an answer is waited for.
 *
 * Nothing here waits without an end: libpq runs without blocking, and whoever waits for an answer
 * gives up after answer_max_ms. A connection that was given up is lost: it is closed, never used
 * again, as its answers would belong to an earlier question. */
#ifndef DB_DB_POSTGRES_H
#define DB_DB_POSTGRES_H

#include <libpq-fe.h>

#include "db/db_internal.h"

struct postgres_connection {
    struct db_connection common;
    PGconn *pg;
    struct db_statements statements; /* handles: numbers of prepared statements, from 1 */
    unsigned statement_max_s;
    bool has_no_limit; /* while a migration runs */
    bool timed_out;    /* no answer came in time: asking again would take as long */
    bool has_member;   /* a savepoint of this transaction is open */
    bool warned;       /* the server sent a warning with its answer */
    bool has_receipts; /* the table of receipts was seen (db_postgres_commit.c) */
    unsigned commits;
};

/* Opens, or opens again, and sets up; on an error the connection is lost. */
MUST_CHECK const struct err *postgres_open(struct postgres_connection *c, const char *dsn);
MUST_CHECK const struct err *postgres_reopen(struct postgres_connection *c);

/* The last result of what was sent (SENT: what a PQsend… function answered); NULL when the
 * connection broke or no answer came in time. */
PGresult *postgres_answer(struct postgres_connection *c, int sent);
/* What a result that is no success means. Sets common.lost and common.lost_a_race. */
MUST_CHECK const struct err *postgres_error(struct postgres_connection *c, const PGresult *result,
                                            const char *what);
/* Statements without parameters; the rows are not looked at. */
MUST_CHECK const struct err *postgres_run(struct postgres_connection *c, const char *sql);
/* The first cell of the last statement, or "". */
MUST_CHECK const struct err *postgres_ask(struct postgres_connection *c, const char *sql,
                                          char *ret_cell, size_t cell_bytes);

/* Commits the transaction that is open, and finds out what became of it when the answer was lost
 * (decision 0012). */
MUST_CHECK const struct err *postgres_commit(struct postgres_connection *c);
/* How long the answer of a commit that was lost is looked for: longer than a cluster of servers
 * needs for another leader. Tests shorten it. */
extern unsigned postgres_settle_ms;
/* Whether the table of receipts is there by now; asked once before each write until it is. */
MUST_CHECK const struct err *postgres_find_receipts(struct postgres_connection *c);

#endif
