/* What both engines share: the pools of connections, transactions, cursors. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "db/db_internal.h"

enum {
    READERS_DEFAULT = 4,
    READERS_MAX = 64,
    POSTGRES_WRITERS = 4,
    WRITE_ATTEMPTS_MAX = 30,
    READ_ATTEMPTS_MAX = 2,
    PAUSE_MAX_MS = 100,
    POOL_WAIT_SECONDS = 60,
    POSTGRES_POOL_WAIT_SECONDS = 10,
};

/* SIZE places; a place is idle, with or without a connection, or lent. */
struct pool {
    pthread_mutex_t lock;
    pthread_cond_t returned;
    struct db_connection *idle[READERS_MAX]; /* NULL: not connected yet */
    size_t idle_count;
    size_t size;
    bool writer;
};

struct db {
    uint64_t number;
    const struct db_engine_ops *ops;
    struct db_options options;
    struct pool readers;
    struct pool writers; /* SQLite: one, so that its place is the writer's lock */
    struct db_groups *groups;
    /* Of connecting to a server. */
    pthread_mutex_t door;
    bool unreachable; /* the last attempt failed */
    unsigned attempts;
    unsigned newest_timeline;
};

/* A transaction inside another would wait for a connection that its own thread holds. The database
 * of the innermost one. */
static _Thread_local const struct db *in_transaction;

static void *must(void *memory) {
    if (!memory) {
        fprintf(stderr, "<2>db: out of memory\n");
        abort();
    }
    return memory;
}

/* Pools -------------------------------------------------------------------------------------- */

static void pool_init(struct pool *pool, size_t size, bool writer) {
    pthread_mutex_init(&pool->lock, NULL);
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->returned, &attributes);
    pthread_condattr_destroy(&attributes);
    pool->size = pool->idle_count = size;
    pool->writer = writer;
}

static void pool_release(struct db *db, struct pool *pool) {
    for (size_t i = 0; i < pool->idle_count; i++)
        if (pool->idle[i])
            db->ops->disconnect(pool->idle[i]);
    pthread_mutex_destroy(&pool->lock);
    pthread_cond_destroy(&pool->returned);
}

/* The connections that are not lent. */
static void pool_drain(struct db *db, struct pool *pool) {
    struct db_connection *drained[READERS_MAX];
    size_t count = 0;
    pthread_mutex_lock(&pool->lock);
    for (size_t i = 0; i < pool->idle_count; i++) {
        if (pool->idle[i])
            drained[count++] = pool->idle[i];
        pool->idle[i] = NULL;
    }
    pthread_mutex_unlock(&pool->lock);
    for (size_t i = 0; i < count; i++)
        db->ops->disconnect(drained[i]);
}

static void pool_give(struct db *db, struct pool *pool, struct db_connection *connection) {
    if (connection && connection->lost) {
        db->ops->disconnect(connection);
        connection = NULL;
        /* What broke one has most often broken all: who tries again shall not meet another. */
        if (db->options.engine == DB_POSTGRES) {
            pool_drain(db, &db->readers);
            pool_drain(db, &db->writers);
        }
    }
    pthread_mutex_lock(&pool->lock);
    /* Connected ones on top, so that they are lent first. */
    if (connection || pool->idle_count == 0) {
        pool->idle[pool->idle_count] = connection;
    } else {
        pool->idle[pool->idle_count] = pool->idle[0];
        pool->idle[0] = NULL;
    }
    pool->idle_count++;
    pthread_cond_signal(&pool->returned);
    pthread_mutex_unlock(&pool->lock);
}

static struct timespec in_seconds(int seconds) {
    struct timespec end;
    clock_gettime(CLOCK_MONOTONIC, &end);
    end.tv_sec += seconds;
    return end;
}

struct timespec db_wait_end(void) {
    return in_seconds(POOL_WAIT_SECONDS);
}

const struct err *db_refuse_behind(unsigned timeline, unsigned least) {
    return ERR_TEXT(
        ERR_UNAVAILABLE, "db.postgres_behind",
        "this server's timeline is %u, but %u was seen before: it has lost changes that "
        "were answered as saved",
        timeline, least);
}

/* While a server cannot be reached one caller at a time tries to; the others are told at once. */
static const struct err *connect_through_door(struct db *db, bool writer,
                                              struct db_connection **ret_connection) {
    pthread_mutex_lock(&db->door);
    bool others_try = db->unreachable && db->attempts > 0;
    db->attempts += !others_try;
    pthread_mutex_unlock(&db->door);
    if (others_try)
        return ERR(ERR_UNAVAILABLE, "the database could not be reached a moment ago");
    const struct err *err = db->ops->connect(&db->options, writer, ret_connection);
    pthread_mutex_lock(&db->door);
    if (!err && (*ret_connection)->timeline < db->newest_timeline) {
        err = db_refuse_behind((*ret_connection)->timeline, db->newest_timeline);
        db->ops->disconnect(*ret_connection);
        *ret_connection = NULL;
    } else if (!err) {
        db->newest_timeline = (*ret_connection)->timeline;
        (*ret_connection)->timeline_least = db->newest_timeline;
    }
    db->attempts--;
    db->unreachable = err != NULL;
    pthread_mutex_unlock(&db->door);
    return err;
}

static const struct err *pool_take_until(struct db *db, struct pool *pool,
                                         const struct timespec *until,
                                         struct db_connection **ret_connection) {
    pthread_mutex_lock(&pool->lock);
    int waited = 0;
    while (pool->idle_count == 0 && waited == 0)
        waited = pthread_cond_timedwait(&pool->returned, &pool->lock, until);
    bool got = pool->idle_count > 0;
    struct db_connection *connection = got ? pool->idle[--pool->idle_count] : NULL;
    pthread_mutex_unlock(&pool->lock);
    if (!got)
        return ERR(ERR_UNAVAILABLE, "no database connection became free in time");
    if (!connection) {
        const struct err *err = connect_through_door(db, pool->writer, &connection);
        if (err) {
            pool_give(db, pool, NULL);
            return err;
        }
    }
    connection->lost_a_race = false;
    *ret_connection = connection;
    return NULL;
}

static const struct err *pool_take(struct db *db, struct pool *pool,
                                   struct db_connection **ret_connection) {
    bool is_sqlite = db->options.engine == DB_SQLITE;
    struct timespec until = in_seconds(is_sqlite ? POOL_WAIT_SECONDS : POSTGRES_POOL_WAIT_SECONDS);
    return pool_take_until(db, pool, &until, ret_connection);
}

const struct err *db_writer_take(struct db *db, const struct timespec *until,
                                 struct db_connection **ret_connection) {
    return pool_take_until(db, &db->writers, until, ret_connection);
}

void db_writer_give(struct db *db, struct db_connection *connection) {
    pool_give(db, &db->writers, connection);
}

/* Opening and closing ------------------------------------------------------------------------ */

const struct err *db_open(const struct db_options *options, struct db **ret_db) {
    static _Atomic uint64_t opened;
    struct db *db = must(calloc(1, sizeof(*db)));
    db->number = ++opened;
    bool is_sqlite = options->engine == DB_SQLITE;
    pthread_mutex_init(&db->door, NULL);
    db->ops = is_sqlite ? &db_sqlite_ops : &db_postgres_ops;
    db->options = *options;
    if (options->sqlite_path)
        db->options.sqlite_path = must(strdup(options->sqlite_path));
    if (options->postgres_dsn)
        db->options.postgres_dsn = must(strdup(options->postgres_dsn));
    size_t readers = options->readers ? options->readers : READERS_DEFAULT;
    pool_init(&db->readers, readers > READERS_MAX ? READERS_MAX : readers, false);
    pool_init(&db->writers, is_sqlite ? 1 : POSTGRES_WRITERS, true);
    db->groups = db_groups_new();
    const struct err *err = db->ops->prepare(&db->options);
    struct pool *first = options->read_only ? &db->readers : &db->writers;
    struct db_connection *connection = NULL;
    if (!err)
        err = pool_take(db, first, &connection);
    if (err) {
        db_close(db);
        return err;
    }
    pool_give(db, first, connection);
    *ret_db = db;
    return NULL;
}

void db_close(struct db *db) {
    if (!db)
        return;
    /* The writer last: on SQLite it tidies up when no reader is left. */
    pool_release(db, &db->readers);
    pool_release(db, &db->writers);
    db_groups_free(db->groups);
    pthread_mutex_destroy(&db->door);
    free((char *)db->options.sqlite_path);
    free((char *)db->options.postgres_dsn);
    free(db);
}

enum db_engine db_engine_of(const struct db *db) {
    return db->options.engine;
}

uint64_t db_number_of(const struct db *db) {
    return db->number;
}

const struct db_options *db_options_of(const struct db *db) {
    return &db->options;
}

const struct db_engine_ops *db_ops_of(const struct db *db) {
    return db->ops;
}

struct db_groups *db_groups_of(struct db *db) {
    return db->groups;
}

/* Transactions ------------------------------------------------------------------------------- */

static const struct err *same_again(const struct err *err) {
    return err_again(err);
}

/* Notes the first failure; answers the one that counts. */
static const struct err *tx_fail(struct db_tx *tx, const struct err *err) {
    if (!tx->failed)
        tx->failure = *err;
    tx->failed = true;
    return err;
}

const struct err *db_run_work(struct db_tx *tx, db_work work, void *context) {
    const struct db *outer = in_transaction;
    in_transaction = tx->db;
    const struct err *err = work(tx, context);
    in_transaction = outer;
    return tx->failed ? same_again(&tx->failure) : err;
}

const struct err *db_run_transaction(struct db_tx *tx, db_work work, void *context) {
    const struct db_engine_ops *ops = tx->db->ops;
    const struct err *err = ops->begin(tx->connection, tx->mode);
    if (!err)
        err = db_run_work(tx, work, context);
    if (!err)
        err = ops->commit(tx->connection, tx->mode);
    if (err)
        ops->rollback(tx->connection, tx->mode);
    return err;
}

static bool is_write(enum db_mode mode) {
    return mode == DB_WRITE || mode == DB_WRITE_APART;
}

static const struct err *run_once(struct db_tx *tx, db_work work, void *context,
                                  bool *ret_lost_a_race) {
    struct db *db = tx->db;
    if (is_write(tx->mode) && (tx->grouped || db->ops->groups_all_writes))
        return db_group_write(tx, work, context, ret_lost_a_race);
    struct pool *pool = tx->mode == DB_READ ? &db->readers : &db->writers;
    TRY(pool_take(db, pool, &tx->connection));
    const struct err *err = db_run_transaction(tx, work, context);
    *ret_lost_a_race = tx->connection->lost_a_race;
    pool_give(db, pool, tx->connection);
    return err;
}

/* Sleeps longer after each lost race, and never as long as the others. */
static void pause_after(int attempt) {
    unsigned random = 0;
    if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random))
        random = (unsigned)attempt;
    unsigned most_ms = attempt < 6 ? 2u << attempt : PAUSE_MAX_MS;
    long nanoseconds = (long)(random % (most_ms * 1000)) * 1000;
    nanosleep(&(struct timespec){.tv_nsec = nanoseconds}, NULL);
}

static void run_effects(struct db_tx *tx) {
    for (size_t i = 0; i < tx->effect_count; i++)
        tx->effects[i].run(tx->effects[i].context);
}

static int attempts_max(enum db_mode mode) {
    return is_write(mode) ? WRITE_ATTEMPTS_MAX : mode == DB_READ ? READ_ATTEMPTS_MAX : 1;
}

/* Why nothing was stored, in a sentence for whoever wanted to save. */
static const struct err *not_stored(const struct err *err, bool lost_a_race) {
    if (err->kind != ERR_UNAVAILABLE || err->text_key)
        return err;
    char message[ERR_MESSAGE_BYTES];
    snprintf(message, sizeof(message), "%s", err->message);
    return err_make(err->kind, lost_a_race ? "db.overtaken" : "db.not_stored", err->file, err->line,
                    "%s", message);
}

static const struct err *transact(struct db *db, enum db_mode mode, bool grouped, db_work work,
                                  void *context) {
    if (in_transaction == db)
        return ERR(ERR_INTERNAL, "a transaction inside another");
    if (mode != DB_READ && db->options.read_only)
        return ERR(ERR_READ_ONLY, "the database was opened for reading only");
    for (int attempt = 1;; attempt++) {
        struct db_tx tx = {.db = db, .mode = mode, .grouped = grouped};
        bool lost_a_race = false;
        const struct err *err = run_once(&tx, work, context, &lost_a_race);
        if (!err)
            run_effects(&tx);
        free(tx.effects);
        if (!err)
            return NULL;
        if (!lost_a_race || attempt >= attempts_max(mode))
            return is_write(mode) ? not_stored(err, lost_a_race) : err;
        pause_after(attempt);
    }
}

const struct err *db_transaction(struct db *db, enum db_mode mode, db_work work, void *context) {
    return transact(db, mode, false, work, context);
}

const struct err *db_write_grouped(struct db *db, db_work work, void *context) {
    return transact(db, DB_WRITE, true, work, context);
}

const struct err *db_read(struct db *db, db_work work, void *context) {
    return db_transaction(db, DB_READ, work, context);
}

const struct err *db_write(struct db *db, db_work work, void *context) {
    return db_transaction(db, DB_WRITE, work, context);
}

const struct err *db_write_apart(struct db *db, db_work work, void *context) {
    return db_transaction(db, DB_WRITE_APART, work, context);
}

int64_t db_epoch(const struct db_tx *tx) {
    return tx->connection->epoch;
}

void db_after_commit(struct db_tx *tx, void (*effect)(void *context), void *context) {
    if (tx->effect_count == tx->effect_capacity) {
        tx->effect_capacity = tx->effect_capacity ? tx->effect_capacity * 2 : 4;
        tx->effects = must(realloc(tx->effects, tx->effect_capacity * sizeof(*tx->effects)));
    }
    tx->effects[tx->effect_count++] = (struct db_effect){effect, context};
}

const struct err *db_script(struct db_tx *tx, const char *sql) {
    if (tx->failed)
        return same_again(&tx->failure);
    const struct err *err = tx->db->ops->script(tx->connection, sql);
    return err ? tx_fail(tx, err) : NULL;
}

const struct err *db_backup(struct db *db, const char *path) {
    if (!db->ops->backup)
        return ERR_TEXT(ERR_STATE, "db.backup_by_server",
                        "a PostgreSQL database is backed up with its own tools");
    return db->ops->backup(&db->options, path);
}

const struct err *db_check(struct db *db) {
    for (int attempt = 1;; attempt++) {
        struct db_connection *connection = NULL;
        TRY(pool_take(db, &db->readers, &connection));
        const struct err *err = db->ops->check(connection);
        bool again = connection->lost && attempt < READ_ATTEMPTS_MAX;
        pool_give(db, &db->readers, connection);
        if (!again)
            return err;
    }
}

/* Cursors ------------------------------------------------------------------------------------ */

static const struct err *check_values(const struct db_query *query, const struct db_value *values) {
    for (size_t i = 0; i < query->param_count; i++) {
        const struct db_field *param = &query->params[i];
        if (values[i].null && !param->nullable)
            return ERR(ERR_INTERNAL, "%s: the parameter %s is absent", query->name, param->name);
        /* PostgreSQL cannot hold it, and nobody types it. */
        if (param->type == DB_TEXT && values[i].text.n &&
            memchr(values[i].text.p, 0, values[i].text.n))
            return ERR(ERR_INPUT, "%s: a NUL byte in %s", query->name, param->name);
    }
    return NULL;
}

const struct err *db_cursor_open(struct db_tx *tx, const struct db_query *query,
                                 const struct db_value *values, struct db_cursor *ret_cursor) {
    if (tx->failed)
        return same_again(&tx->failure);
    const struct err *err = NULL;
    struct db_cursor cursor = {.tx = tx, .query = query};
    if (query->writes && tx->mode == DB_READ)
        err = ERR(ERR_INTERNAL, "%s writes within db_read", query->name);
    if (!err)
        err = check_values(query, values);
    if (!err)
        err = tx->db->ops->start(tx->connection, query, values, &cursor.handle);
    if (err)
        return tx_fail(tx, err);
    *ret_cursor = cursor;
    return NULL;
}

static void cursor_fail(struct db_cursor *cursor, const struct err *err) {
    tx_fail(cursor->tx, err);
    cursor->failed = true;
}

bool db_cursor_next(struct db_cursor *cursor) {
    if (cursor->failed)
        return false;
    bool has_row = false;
    const struct err *err = cursor->tx->db->ops->next(cursor, &has_row);
    if (err) {
        cursor_fail(cursor, err);
        return false;
    }
    cursor->row += has_row;
    return has_row;
}

const struct err *db_cursor_close(struct db_cursor *cursor) {
    cursor->tx->db->ops->finish(cursor);
    return cursor->failed ? same_again(&cursor->tx->failure) : NULL;
}

const struct err *db_cursor_close_one(struct db_cursor *cursor, bool *ret_found) {
    int64_t found = cursor->row;
    if (found && db_cursor_next(cursor))
        cursor_fail(cursor, ERR(ERR_DATABASE, "%s: more than one row", cursor->query->name));
    TRY(db_cursor_close(cursor));
    *ret_found = found > 0;
    return NULL;
}

/* False when the cell is NULL or wrong. */
static bool read_cell(struct db_cursor *cursor, struct arena *arena, size_t column,
                      struct db_value *ret_value) {
    const struct db_field *field = &cursor->query->columns[column];
    if (cursor->failed)
        return false;
    enum db_cell cell = cursor->tx->db->ops->cell(cursor, arena, column, field->type, ret_value);
    if (cell == DB_CELL_VALUE)
        return true;
    if (cell == DB_CELL_WRONG)
        cursor_fail(cursor, ERR(ERR_DATABASE, "%s: the value of %s has another type",
                                cursor->query->name, field->name));
    else if (!field->nullable)
        cursor_fail(cursor, ERR(ERR_DATABASE, "%s: %s is NULL", cursor->query->name, field->name));
    return false;
}

struct str db_cursor_text(struct db_cursor *cursor, struct arena *arena, size_t column) {
    struct db_value value = {0};
    return read_cell(cursor, arena, column, &value) ? value.text : STR_NONE;
}

struct str db_cursor_bytes(struct db_cursor *cursor, struct arena *arena, size_t column) {
    return db_cursor_text(cursor, arena, column);
}

struct opt_int db_cursor_opt_int(struct db_cursor *cursor, size_t column) {
    struct db_value value = {0};
    if (!read_cell(cursor, NULL, column, &value))
        return (struct opt_int){0};
    return (struct opt_int){true, value.integer};
}

int64_t db_cursor_int(struct db_cursor *cursor, size_t column) {
    return db_cursor_opt_int(cursor, column).value;
}

bool db_cursor_bool(struct db_cursor *cursor, size_t column) {
    return db_cursor_opt_int(cursor, column).value != 0;
}

const struct err *db_execute(struct db_tx *tx, const struct db_query *query,
                             const struct db_value *values, int64_t *ret_changed) {
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, query, values, &cursor));
    while (db_cursor_next(&cursor))
        continue;
    TRY(db_cursor_close(&cursor));
    if (ret_changed)
        *ret_changed = cursor.changed;
    return NULL;
}

/* Prepared statements ------------------------------------------------------------------------ */

static size_t slot_of(const struct db_statements *statements, const struct db_query *query) {
    size_t slot = ((uintptr_t)query >> 4) * 0x9E3779B97F4A7C15u;
    for (slot &= statements->capacity - 1;
         statements->queries[slot] && statements->queries[slot] != query;)
        slot = (slot + 1) & (statements->capacity - 1);
    return slot;
}

void *db_statements_find(const struct db_statements *statements, const struct db_query *query) {
    if (!statements->capacity)
        return NULL;
    size_t slot = slot_of(statements, query);
    return statements->queries[slot] ? statements->handles[slot] : NULL;
}

static void grow(struct db_statements *statements) {
    struct db_statements old = *statements;
    statements->capacity = old.capacity ? old.capacity * 2 : 64;
    statements->queries = must(calloc(statements->capacity, sizeof(*statements->queries)));
    statements->handles = must(calloc(statements->capacity, sizeof(*statements->handles)));
    statements->count = 0;
    for (size_t i = 0; i < old.capacity; i++)
        if (old.queries[i])
            db_statements_add(statements, old.queries[i], old.handles[i]);
    db_statements_release(&old);
}

void db_statements_add(struct db_statements *statements, const struct db_query *query,
                       void *handle) {
    if (statements->count * 2 >= statements->capacity)
        grow(statements);
    size_t slot = slot_of(statements, query);
    statements->count += !statements->queries[slot];
    statements->queries[slot] = query;
    statements->handles[slot] = handle;
}

void db_statements_release(struct db_statements *statements) {
    free(statements->queries);
    free(statements->handles);
    *statements = (struct db_statements){0};
}
