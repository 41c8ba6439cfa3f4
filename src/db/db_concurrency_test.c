/* Many threads, snapshots, conflicts and lost connections. */
#include "testdata/fixture.h"

#include <libpq-fe.h>
#include <pthread.h>

enum { THREADS = 8, ADDITIONS = 25 };

/* cmocka's assertions belong to the main thread: others report what happened. */
struct worker {
    struct db *db;
    struct arena *arena;
    const char *id;
    int64_t value; /* read or to be written */
    int runs;
    int effects;
    bool failed;
    char message[ERR_MESSAGE_BYTES];
};

static const struct err *read_counter(struct db_tx *tx, void *context) {
    struct worker *worker = context;
    struct q_fixture_counter_row row = {0};
    bool found = false;
    TRY(q_fixture_counter(tx, worker->arena, STR("c"), &found, &row));
    worker->value = row.value;
    return NULL;
}

static const struct err *set_counter(struct db_tx *tx, void *context) {
    struct worker *worker = context;
    int64_t changed = 0;
    return q_fixture_counter_set(tx, STR("c"), worker->value, &changed);
}

static void count_effect(void *context) {
    ((struct worker *)context)->effects++;
}

static const struct err *increment(struct db_tx *tx, void *context) {
    struct worker *worker = context;
    worker->runs++;
    db_after_commit(tx, count_effect, worker);
    TRY(read_counter(tx, worker));
    worker->value++;
    return set_counter(tx, worker);
}

static const struct err *add_counter(struct db_tx *tx, void *context) {
    (void)context;
    return q_fixture_counter_add(tx, STR("c"), 0);
}

static void report(struct worker *worker, const struct err *err) {
    if (!err)
        return;
    worker->failed = true;
    snprintf(worker->message, sizeof(worker->message), "%s", err->message);
}

static void *increment_often(void *context) {
    struct worker *worker = context;
    worker->arena = arena_new(0);
    for (int i = 0; i < ADDITIONS && !worker->failed; i++)
        report(worker, db_write(worker->db, increment, worker));
    arena_free(worker->arena);
    return NULL;
}

static void concurrent_writes_lose_nothing(void **state) {
    struct worker workers[THREADS] = {0};
    pthread_t threads[THREADS];
    assert_ok(db_write(*state, add_counter, NULL));
    for (int i = 0; i < THREADS; i++) {
        workers[i].db = *state;
        assert_int_equal(pthread_create(&threads[i], NULL, increment_often, &workers[i]), 0);
    }
    int effects = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].failed)
            fail_msg("%s", workers[i].message);
        effects += workers[i].effects;
    }
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct worker reader = {.arena = arena};
    assert_ok(db_read(*state, read_counter, &reader));
    assert_int_equal(reader.value, THREADS * ADDITIONS);
    assert_int_equal(effects, THREADS * ADDITIONS);
}

static void *increment_once(void *context) {
    struct worker *worker = context;
    worker->arena = arena_new(0);
    report(worker, db_write(worker->db, increment, worker));
    arena_free(worker->arena);
    return NULL;
}

/* Lets another thread write to the end, while this transaction is open. */
static void write_beside(struct worker *other) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, increment_once, other) == 0)
        pthread_join(thread, NULL);
}

struct pair {
    struct worker mine, other;
};

static const struct err *read_around_a_write(struct db_tx *tx, void *context) {
    struct pair *pair = context;
    TRY(read_counter(tx, &pair->mine));
    int64_t before = pair->mine.value;
    write_beside(&pair->other);
    TRY(read_counter(tx, &pair->mine));
    return before == pair->mine.value ? NULL : ERR(ERR_INTERNAL, "the snapshot moved");
}

static void a_read_sees_one_snapshot(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct pair pair = {.mine = {.arena = arena}, .other = {.db = *state}};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_read(*state, read_around_a_write, &pair));
    assert_int_equal(pair.mine.value, 0);
    assert_false(pair.other.failed);
    assert_ok(db_read(*state, read_counter, &pair.mine));
    assert_int_equal(pair.mine.value, 1);
}

/* The first run is overtaken by another writer between its read and its write. */
static const struct err *increment_overtaken(struct db_tx *tx, void *context) {
    struct pair *pair = context;
    pair->mine.runs++;
    db_after_commit(tx, count_effect, &pair->mine);
    TRY(read_counter(tx, &pair->mine));
    if (pair->mine.runs == 1)
        write_beside(&pair->other);
    pair->mine.value++;
    return set_counter(tx, &pair->mine);
}

static void a_write_that_was_overtaken_runs_again(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct pair pair = {.mine = {.arena = arena}, .other = {.db = *state}};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_write(*state, increment_overtaken, &pair));
    assert_false(pair.other.failed);
    assert_int_equal(pair.mine.runs, 2);
    assert_int_equal(pair.mine.effects, 1);
    assert_ok(db_read(*state, read_counter, &pair.mine));
    assert_int_equal(pair.mine.value, 2);
}

/* Overtaken each time: it gives up, with nothing stored. */
static const struct err *increment_always_overtaken(struct db_tx *tx, void *context) {
    struct pair *pair = context;
    pair->mine.runs = 0;
    return increment_overtaken(tx, pair);
}

static void a_write_overtaken_forever_gives_up(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct pair pair = {.mine = {.arena = arena}, .other = {.db = *state}};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_err_kind(db_write(*state, increment_always_overtaken, &pair), ERR_UNAVAILABLE);
    assert_int_equal(pair.mine.effects, 0);
    assert_ok(db_read(*state, read_counter, &pair.mine));
    assert_int_equal(pair.mine.value, pair.other.runs);
}

/* What a restart of the server does to open connections. */
static void break_connections(struct db *db) {
    PGconn *pg = PQconnectdb(db_options_of(db)->postgres_dsn);
    PGresult *result = PQexec(pg, "select pg_terminate_backend(pid) from pg_stat_activity"
                                  " where datname = current_database()"
                                  " and pid <> pg_backend_pid()");
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    PQclear(result);
    PQfinish(pg);
}

static void a_lost_connection_is_opened_again(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct worker worker = {.arena = arena, .db = *state};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_read(*state, read_counter, &worker));
    break_connections(*state);
    assert_ok(db_read(*state, read_counter, &worker));
    assert_ok(db_write(*state, increment, &worker));
    assert_int_equal(worker.runs, 1);
}

static const struct err *increment_cut_off(struct db_tx *tx, void *context) {
    struct worker *worker = context;
    TRY(increment(tx, worker));
    if (worker->runs == 1)
        break_connections(worker->db);
    return read_counter(tx, worker);
}

static void a_write_cut_off_before_its_commit_runs_again(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct worker worker = {.arena = arena, .db = *state};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_write(*state, increment_cut_off, &worker));
    assert_int_equal(worker.runs, 2);
    assert_int_equal(worker.effects, 1);
    assert_ok(db_read(*state, read_counter, &worker));
    assert_int_equal(worker.value, 1);
}

static void a_server_that_is_away_is_unavailable(void **state) {
    (void)state;
    struct db_options options = {.engine = DB_POSTGRES,
                                 .postgres_dsn = "host=/nonexistent dbname=x"};
    struct db *db = NULL;
    assert_err_kind(db_open(&options, &db), ERR_UNAVAILABLE);
    assert_null(db);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(concurrent_writes_lose_nothing),
        FIXTURE_TEST(a_read_sees_one_snapshot),
        FIXTURE_POSTGRES(a_write_that_was_overtaken_runs_again),
        FIXTURE_POSTGRES(a_write_overtaken_forever_gives_up),
        FIXTURE_POSTGRES(a_lost_connection_is_opened_again),
        FIXTURE_POSTGRES(a_write_cut_off_before_its_commit_runs_again),
        cmocka_unit_test(a_server_that_is_away_is_unavailable),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
