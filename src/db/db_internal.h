/* The inside of the database layer: what generated queries, migrations and the engines share.
 * Feature code includes db/db.h and its own generated header, never this.
 *
 * A statement is prepared once for each connection and found again by the address of its
 * `struct db_query`, which is therefore static. One cursor is open at a time for each query of a
 * connection; generated code reads all rows before it returns.
 *
 * After the first failed statement a transaction is lost on both engines: further statements answer
 * the same error and db_write rolls back, whatever WORK returns.
 */
#ifndef DB_DB_INTERNAL_H
#define DB_DB_INTERNAL_H

#include <stddef.h>
#include <time.h>

#include "db/db.h"

enum { DB_ENGINE_COUNT = 2 };

enum db_type { DB_TEXT, DB_INT, DB_BOOL, DB_BYTES };

struct db_field {
    const char *name;
    enum db_type type;
    bool nullable;
};

struct db_query {
    const char *name;
    const char *sql[DB_ENGINE_COUNT]; /* by enum db_engine; parameters ?1 … or $1::type … */
    const struct db_field *params;
    size_t param_count;
    const struct db_field *columns;
    size_t column_count;
    bool writes;
};

/* A parameter or a cell. Which member counts is told by the field's type. */
struct db_value {
    bool null;
    int64_t integer; /* DB_INT, DB_BOOL */
    struct str text; /* DB_TEXT, DB_BYTES */
};

static inline struct db_value db_value_text(struct str text) {
    return (struct db_value){.null = !text.p, .text = text};
}
static inline struct db_value db_value_int(int64_t integer) {
    return (struct db_value){.integer = integer};
}
static inline struct db_value db_value_opt_int(struct opt_int integer) {
    return (struct db_value){.null = !integer.set, .integer = integer.value};
}

/* A cursor must be closed, also after db_cursor_next answered false; close tells the error.
 * The getters copy into the arena; a value that is not what the query declared (NULL in a column
 * without `?`, text in a column of type int) makes close answer ERR_DATABASE. */
struct db_cursor {
    struct db_tx *tx;
    const struct db_query *query;
    void *handle; /* of the engine */
    int64_t row;  /* rows seen so far */
    int64_t changed;
    bool failed; /* tx->failure tells why */
};
MUST_CHECK const struct err *db_cursor_open(struct db_tx *tx, const struct db_query *query,
                                            const struct db_value *values,
                                            struct db_cursor *ret_cursor);
bool db_cursor_next(struct db_cursor *cursor);
MUST_CHECK const struct err *db_cursor_close(struct db_cursor *cursor);
/* For queries of one row: *ret_found tells if there was one; more than one is ERR_DATABASE. */
MUST_CHECK const struct err *db_cursor_close_one(struct db_cursor *cursor, bool *ret_found);

struct str db_cursor_text(struct db_cursor *cursor, struct arena *arena, size_t column);
struct str db_cursor_bytes(struct db_cursor *cursor, struct arena *arena, size_t column);
int64_t db_cursor_int(struct db_cursor *cursor, size_t column);
bool db_cursor_bool(struct db_cursor *cursor, size_t column);
struct opt_int db_cursor_opt_int(struct db_cursor *cursor, size_t column);

/* Runs a query without rows. ret_changed may be NULL. */
MUST_CHECK const struct err *db_execute(struct db_tx *tx, const struct db_query *query,
                                        const struct db_value *values, int64_t *ret_changed);

/* Transactions ------------------------------------------------------------------------------- */

/* DB_MIGRATE: as a write, alone in the database; foreign keys are checked at the end, not before.
 * DB_WRITE_APART: db_write_apart on PostgreSQL; SQLite knows no difference.
 */
enum db_mode { DB_READ, DB_WRITE, DB_WRITE_APART, DB_MIGRATE };

/* The common part of an engine's connection, its first member. */
struct db_connection {
    bool lost;        /* unusable: to be closed and opened again */
    bool lost_a_race; /* the transaction failed by others' doing only: run it again */
    int64_t epoch;    /* see db_epoch */
    /* PostgreSQL: grows whenever a standby takes over. A server on an earlier one than was seen
     * before has lost what was answered since, and is refused. */
    unsigned timeline, timeline_least;
};

struct db_effect {
    void (*run)(void *context);
    void *context;
};

struct db_groups;

struct db_tx {
    struct db *db;
    struct db_connection *connection;
    enum db_mode mode;
    bool grouped; /* asked for by db_write_grouped */
    bool failed;
    struct err failure; /* the first one */
    struct db_effect *effects;
    size_t effect_count;
    size_t effect_capacity;
};

/* db_read and db_write are this with DB_READ and DB_WRITE. */
MUST_CHECK const struct err *db_transaction(struct db *db, enum db_mode mode, db_work work,
                                            void *context);
/* Runs a text of several statements (a migration). */
MUST_CHECK const struct err *db_script(struct db_tx *tx, const char *sql);

/* Engines ------------------------------------------------------------------------------------ */

enum db_cell { DB_CELL_VALUE, DB_CELL_NULL, DB_CELL_WRONG };

enum db_savepoint { DB_SAVEPOINT_SET, DB_SAVEPOINT_RELEASE, DB_SAVEPOINT_ROLLBACK };

struct db_engine_ops {
    /* Once, before the first connection: looks at the place where the data is. */
    const struct err *(*prepare)(const struct db_options *options);
    const struct err *(*connect)(const struct db_options *options, bool writer,
                                 struct db_connection **ret_connection);
    void (*disconnect)(struct db_connection *connection);
    const struct err *(*begin)(struct db_connection *connection, enum db_mode mode);
    const struct err *(*commit)(struct db_connection *connection, enum db_mode mode);
    /* Also cleans up after a commit that failed. */
    void (*rollback)(struct db_connection *connection, enum db_mode mode);
    bool groups_all_writes; /* else only those of db_write_grouped */
    /* One step of a savepoint in a write. */
    const struct err *(*savepoint)(struct db_connection *connection, enum db_savepoint step);
    const struct err *(*script)(struct db_connection *connection, const char *sql);

    /* On an error the engine has released the handle already; else finish does. */
    const struct err *(*start)(struct db_connection *connection, const struct db_query *query,
                               const struct db_value *values, void **ret_handle);
    const struct err *(*next)(struct db_cursor *cursor, bool *ret_row);
    enum db_cell (*cell)(struct db_cursor *cursor, struct arena *arena, size_t column,
                         enum db_type type, struct db_value *ret_value);
    void (*finish)(struct db_cursor *cursor);

    const struct err *(*backup)(const struct db_options *options, const char *path);
    const struct err *(*check)(struct db_connection *connection);
    /* Outside a transaction: see db_scrub. */
    const struct err *(*scrub)(struct db_connection *connection, bool *ret_clean);
};
extern const struct db_engine_ops db_sqlite_ops;
extern const struct db_engine_ops db_postgres_ops;

const struct db_options *db_options_of(const struct db *db);

/* What db_group.c needs of db.c. */
const struct db_engine_ops *db_ops_of(const struct db *db);
struct db_groups *db_groups_of(struct db *db);
/* The place of the one writer; waits for it until UNTIL (CLOCK_MONOTONIC) or answers
 * ERR_UNAVAILABLE. */
MUST_CHECK const struct err *db_writer_take(struct db *db, const struct timespec *until,
                                            struct db_connection **ret_connection);
void db_writer_give(struct db *db, struct db_connection *connection);
/* When somebody who begins to wait now gives up. */
struct timespec db_wait_end(void);
/* Runs WORK in the transaction that is open; a statement's failure counts although WORK hides it.
 */
MUST_CHECK const struct err *db_run_work(struct db_tx *tx, db_work work, void *context);
/* The error of a server that is on an earlier timeline than was seen before. */
MUST_CHECK const struct err *db_refuse_behind(unsigned timeline, unsigned least);
/* Begins, runs WORK and commits, or rolls back. */
MUST_CHECK const struct err *db_run_transaction(struct db_tx *tx, db_work work, void *context);

/* Grouped commits (db_group.c) ---------------------------------------------------------------- */

struct db_groups *db_groups_new(void);
void db_groups_free(struct db_groups *groups);
/* How many writes wait for their turn. */
size_t db_groups_waiting(struct db *db);
/* Runs WORK, by this thread or by another that writes anyway, and answers when what it wrote is on
 * disk. TX gets the effects to run. *ret_lost_a_race: as db_connection.lost_a_race. */
MUST_CHECK const struct err *db_group_write(struct db_tx *tx, db_work work, void *context,
                                            bool *ret_lost_a_race);

/* Prepared statements of one connection, by query. Zeroed at birth. */
struct db_statements {
    const struct db_query **queries;
    void **handles;
    size_t count;
    size_t capacity; /* 0 or a power of two */
};
void *db_statements_find(const struct db_statements *statements, const struct db_query *query);
void db_statements_add(struct db_statements *statements, const struct db_query *query,
                       void *handle);
void db_statements_release(struct db_statements *statements);

/* Migrations --------------------------------------------------------------------------------- */

struct db_migration {
    int version;
    const char *name;
    const char *sha256;               /* of the source text, hexadecimal */
    const char *sql[DB_ENGINE_COUNT]; /* lowered; the types say which engine */
};
/* Generated from sql/migrations. */
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_count;

/* All queries of the program, generated from thidua_query_files; in test programs only. */
extern const struct db_query *const db_all_queries[];
extern const size_t db_all_query_count;

MUST_CHECK const struct err *db_migrate_with(struct db *db, const struct db_migration *migrations,
                                             size_t count, int64_t now_ms, int *ret_applied);

#endif
