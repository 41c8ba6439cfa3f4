/* One query layer over SQLite (embedded, the default) and PostgreSQL 15.
 *
 * Feature code never sees SQL or an engine: it calls the typed functions that tools/sqlc makes from
 * `.sql` files (see docs/developer/queries.md), inside a read or a write:
 *
 *     static const struct err *load(struct db_tx *tx, void *context) {
 *         struct cluster_page *page = context;
 *         return q_cluster_members(tx, page->arena, page->cluster_id, &page->members);
 *     }
 *     TRY(db_read(db, load, &page));
 *
 * A read sees one snapshot. A write is serializable and *may be run more than once* (a conflict on
 * PostgreSQL, a grouped commit replayed on SQLite): the function touches no clock, file, random
 * source or memory outside its context, and sets its results anew at each run. Effects that must
 * happen once go on the list of db_after_commit. When db_write returns NULL the change is on disk.
 *
 * The first statement that fails loses the transaction on both engines: later ones answer the same
 * error, and nothing is stored even when the function hides it. A transaction inside another of the
 * same database on the same thread is refused (ERR_INTERNAL).
 *
 * On SQLite writes that wait together share one commit (db_group.c), on PostgreSQL those of
 * db_write_grouped do: the function may run on the thread of another caller, while its own waits,
 * among other writes whose failures do not touch it.
 * It therefore uses nothing of its thread (errors are carried to the caller) and takes no lock that
 * a caller of db_write may hold. A function that ran long lately commits apart from the others.
 * Effects run on the caller's own thread, in the order they were noted.
 *
 * SQLite: one writer connection, the only one that checkpoints; one read connection per reader,
 * with query_only. PostgreSQL: pages REPEATABLE READ READ ONLY, writes SERIALIZABLE with retries;
 * no wait is without an end, and while the server cannot be reached callers are told at once. A
 * `struct db` may be used by many threads; a `struct db_tx` by the thread that got it.
 */
#ifndef DB_DB_H
#define DB_DB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

enum db_engine { DB_SQLITE, DB_POSTGRES };

struct db;
struct db_tx;

struct db_options {
    enum db_engine engine;
    const char *sqlite_path;  /* the database file, for DB_SQLITE */
    const char *postgres_dsn; /* a libpq connection string, for DB_POSTGRES */
    unsigned readers;         /* how many reads at once; 0 means 4 */
    unsigned statement_max_s; /* PostgreSQL: no statement takes longer; 0 means 10 */
    /* For commands beside a running server: no writer is opened, db_write answers ERR_READ_ONLY. */
    bool read_only;
};

MUST_CHECK const struct err *db_open(const struct db_options *options, struct db **ret_db);
void db_close(struct db *db);
enum db_engine db_engine_of(const struct db *db);
/* Its own in this process: a database opened later has another, also at the same address. */
uint64_t db_number_of(const struct db *db);

typedef const struct err *(*db_work)(struct db_tx *tx, void *context);

/* Runs WORK in one read-only snapshot; its error is passed on. When PostgreSQL's connection breaks
 * WORK runs once more, on another one: it sets its results anew. */
MUST_CHECK const struct err *db_read(struct db *db, db_work work, void *context);

/* Runs WORK in a write transaction and commits it durably; an error of WORK rolls everything back
 * and is passed on. ERR_CONFLICT: a unique key or foreign key said no. ERR_DISK_FULL,
 * ERR_READ_ONLY, ERR_UNAVAILABLE: nothing was stored; only where PostgreSQL's connection broke
 * during the commit itself and the server did not come back soon (text_key "db.commit_unknown")
 * nobody knows. */
MUST_CHECK const struct err *db_write(struct db *db, db_work work, void *context);

/* As db_write, for small writes that would only fight for the same rows: on PostgreSQL too they
 * share a transaction and its commit with those that wait here (on SQLite all writes do), each
 * undone alone when it fails. */
MUST_CHECK const struct err *db_write_grouped(struct db *db, db_work work, void *context);

/* As db_write, for work in the background that alone changes what it changes and guards that by
 * keys: on PostgreSQL it sees one snapshot (REPEATABLE READ) instead of being serializable, so what
 * it reads of other writers' rows makes none of them start again. */
MUST_CHECK const struct err *db_write_apart(struct db *db, db_work work, void *context);

/* Calls EFFECT once, after the commit of this write; forgotten when it is rolled back or rerun. */
void db_after_commit(struct db_tx *tx, void (*effect)(void *context), void *context);

/* Which history of the database this transaction sees. It changes when PostgreSQL restarts, another
 * server takes over or a backup is restored: revisions seen before may then be given to other
 * changes, so what is kept in memory by revision is kept by epoch too. 0 on SQLite, where the
 * folder's lock keeps others out. */
int64_t db_epoch(const struct db_tx *tx);

/* Migrations (sql/migrations, compiled in): forward only, checked by their checksums.
 * db_migrate applies what is missing and refuses a changed checksum or a newer schema (ERR_STATE);
 * on SQLite it first writes a backup beside the file when the database already holds data.
 * db_migration_state tells without changing anything. */
struct db_migration_state {
    int applied;
    int known;
    bool newer; /* the database was written by a newer program */
};
MUST_CHECK const struct err *db_migrate(struct db *db, int64_t now_ms, int *ret_applied);
MUST_CHECK const struct err *db_migration_state(struct db *db, struct db_migration_state *ret);

/* Copies all rows of FROM into TO, the one on SQLite, the other on PostgreSQL, both migrated; in
 * one transaction, each table compared by count and sum with what was sent. Refuses a target that
 * holds data (ERR_CONFLICT). ARENA must live until both databases are closed. FROM is read in one
 * snapshot, so others may write to it meanwhile; nobody else may write to TO. */
struct db_copied {
    int64_t tables, rows;
};
MUST_CHECK const struct err *db_copy(struct db *from, struct db *to, struct arena *arena,
                                     struct db_copied *ret_copied);

/* SQLite only: writes a consistent copy to PATH (must not exist), while others read and write. */
MUST_CHECK const struct err *db_backup(struct db *db, const char *path);
/* Both engines: one snapshot of all data as an SQLite database at PATH (must not exist), while
 * others read and write. What was committed before the call is in it. */
MUST_CHECK const struct err *db_snapshot(struct db *db, const char *path, int64_t now_ms);

/* How many rows each table of an SQLite database holds, by name. ARENA must live until DB is
 * closed. */
struct db_table_count {
    struct str table;
    int64_t rows;
};
struct db_table_counts {
    struct db_table_count *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *db_count_tables(struct db *db, struct arena *arena,
                                             struct db_table_counts *ret_counts);
/* integrity_check and foreign_key_check on SQLite, a round trip on PostgreSQL. What is found is
 * ERR_DATABASE with the text_key "db.damaged". */
MUST_CHECK const struct err *db_check(struct db *db);

/* SQL NULL for numbers and booleans (texts use an absent struct str). */
struct opt_int {
    bool set;
    int64_t value;
};

#endif
