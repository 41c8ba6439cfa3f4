/* PostgreSQL at its worst moments: lost answers of a commit, silence, standbys, settings. */
#include "testdata/fixture.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "db/db_postgres.h"
#include "testdata/proxy.h"

struct work {
    struct arena *arena;
    struct db *db; /* through the proxy */
    const struct db_query *query;
    struct str text;
    int64_t value;
    int runs, effects;
    bool cut;
};

static const struct db_field one_text[] = {{"value", DB_TEXT, false}};

static const struct err *ask_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, work->query, NULL, &cursor));
    if (db_cursor_next(&cursor))
        work->text = db_cursor_text(&cursor, work->arena, 0);
    return db_cursor_close(&cursor);
}

/* Answers the one text of a query for PostgreSQL. */
static struct str ask(struct db *db, struct arena *arena, const struct db_query *query) {
    struct work work = {.arena = arena, .query = query};
    assert_ok(db_read(db, ask_in, &work));
    return work.text;
}

static const struct err *read_counter(struct db_tx *tx, void *context) {
    struct work *work = context;
    struct q_fixture_counter_row row = {0};
    bool found = false;
    work->runs++;
    if (work->cut && work->runs == 1)
        proxy_fail_next(PROXY_SILENT);
    TRY(q_fixture_counter(tx, work->arena, STR("c"), &found, &row));
    work->value = row.value;
    return NULL;
}

static void count_effect(void *context) {
    ((struct work *)context)->effects++;
}

static const struct err *increment(struct db_tx *tx, void *context) {
    struct work *work = context;
    db_after_commit(tx, count_effect, work);
    TRY(read_counter(tx, work));
    int64_t changed = 0;
    return q_fixture_counter_set(tx, STR("c"), work->value + 1, &changed);
}

static const struct err *add_counter(struct db_tx *tx, void *context) {
    (void)context;
    return q_fixture_counter_add(tx, STR("c"), 0);
}

static void assert_value(struct work *work, struct db *db, int64_t expected) {
    struct work reader = {.arena = work->arena};
    assert_ok(db_read(db, read_counter, &reader));
    assert_int_equal(reader.value, expected);
}

/* The same database as DB, through the proxy, which is started when it is first needed. */
static struct db *open_through_proxy(struct db *db, struct arena *arena) {
    static bool is_started;
    const char *folder = db_test_folder();
    struct str proxy = str_format(arena, "%s/proxy", folder);
    if (!is_started)
        proxy_start(proxy.p, str_format(arena, "%s/postgres", folder).p);
    is_started = true;
    const char *name = strstr(db_options_of(db)->postgres_dsn, " user=");
    struct db_options options = {.engine = DB_POSTGRES,
                                 .postgres_dsn = str_format(arena, "host=%s%s", proxy.p, name).p,
                                 .statement_max_s = 1};
    struct db *through;
    assert_ok(db_open(&options, &through));
    assert_ok(db_write(through, add_counter, NULL));
    return through;
}

static void a_commit_whose_answer_was_lost_is_found_and_counts_once(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena, .db = open_through_proxy(*state, arena)};
    proxy_fail_next(PROXY_CUT_AFTER_COMMIT);
    assert_ok(db_write(work.db, increment, &work));
    assert_int_equal(work.runs, 1);
    assert_int_equal(work.effects, 1);
    assert_value(&work, *state, 1);
    db_close(work.db);
}

static void a_commit_that_never_arrived_runs_again(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena, .db = open_through_proxy(*state, arena)};
    proxy_fail_next(PROXY_CUT_BEFORE_COMMIT);
    assert_ok(db_write(work.db, increment, &work));
    assert_int_equal(work.runs, 2);
    assert_int_equal(work.effects, 1);
    assert_value(&work, *state, 1);
    db_close(work.db);
}

/* Two changes of different rows do not conflict: only the receipt keeps the first one out. */
static const struct err *add_another(struct db_tx *tx, void *context) {
    struct work *work = context;
    return q_fixture_counter_add(tx, str_format(work->arena, "c%d", ++work->runs), 7);
}

static void a_commit_that_arrives_too_late_is_refused(void **state) {
    static const struct db_query counters = {
        .name = "counters",
        .sql = {"", "select string_agg(id, ' ' order by id) as value from counter"},
        .columns = one_text,
        .column_count = 1,
    };
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena, .db = open_through_proxy(*state, arena)};
    proxy_fail_next(PROXY_HOLD_COMMIT);
    assert_ok(db_write(work.db, add_another, &work));
    assert_int_equal(work.runs, 2);
    proxy_release_held();
    struct str stored = ask(*state, arena, &counters);
    if (!str_equal_c(stored, "c c2"))
        fail_msg("stored: " STR_FMT, STR_ARG(stored));
    db_close(work.db);
}

static void a_commit_nobody_can_ask_about_is_called_unknown(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena, .db = open_through_proxy(*state, arena)};
    postgres_settle_ms = 300;
    proxy_refuse(1);
    proxy_fail_next(PROXY_CUT_AFTER_COMMIT);
    const struct err *err = db_write(work.db, increment, &work);
    proxy_refuse(0);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_UNAVAILABLE);
    assert_string_equal(err->text_key, "db.commit_unknown");
    assert_int_equal(work.runs, 1);
    assert_int_equal(work.effects, 0);
    assert_value(&work, *state, 1);
    assert_value(&work, work.db, 1); /* and the program works on */
    db_close(work.db);
}

static void a_server_that_falls_silent_does_not_hold_a_reader(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena, .db = open_through_proxy(*state, arena), .cut = true};
    assert_value(&work, work.db, 0);
    assert_err_kind(db_read(work.db, read_counter, &work), ERR_UNAVAILABLE);
    assert_int_equal(work.runs, 1);
    assert_value(&work, work.db, 0);
    db_close(work.db);
}

static const struct err *read_cut_off(struct db_tx *tx, void *context) {
    struct work *work = context;
    static const struct db_query end_self = {
        .name = "end_self",
        .sql = {"", "select cast(pg_terminate_backend(pg_backend_pid()) as text) as value"},
        .columns = one_text,
        .column_count = 1,
    };
    TRY(read_counter(tx, work));
    work->query = &end_self;
    return work->runs == 1 ? ask_in(tx, work) : NULL;
}

static void a_read_cut_off_runs_once_more(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct work work = {.arena = arena};
    assert_ok(db_write(*state, add_counter, NULL));
    assert_ok(db_read(*state, read_cut_off, &work));
    assert_int_equal(work.runs, 2);
}

static void a_server_without_writes_is_refused_with_a_sentence(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *dsn = db_options_of(*state)->postgres_dsn;
    struct db_options options = {
        .engine = DB_POSTGRES,
        .postgres_dsn =
            str_format(arena, "%s options='-c default_transaction_read_only=on'", dsn).p};
    struct db *db = NULL;
    const struct err *err = db_open(&options, &db);
    assert_non_null(err);
    assert_string_equal(err->text_key, "db.postgres_standby");
}

/* Also where the server's own settings are careless: the tests' server commits asynchronously. */
static void what_is_answered_is_on_disk_and_times_are_bounded(void **state) {
    static const struct db_query settings = {
        .name = "settings",
        .sql = {"", "select concat_ws(' ', current_setting('synchronous_commit'),"
                    " current_setting('statement_timeout'), current_setting('lock_timeout'),"
                    " current_setting('timezone'), current_setting('application_name'),"
                    " current_setting('standard_conforming_strings'),"
                    " current_setting('transaction_isolation'),"
                    " current_setting('transaction_read_only')) as value"},
        .columns = one_text,
        .column_count = 1,
    };
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str found = ask(*state, arena, &settings);
    assert_string_equal(str_c(arena, found), "on 10s 5s UTC thidua on repeatable read on");
    struct work work = {.arena = arena, .query = &settings};
    assert_ok(db_write(*state, ask_in, &work));
    assert_string_equal(str_c(arena, work.text), "on 10s 5s UTC thidua on serializable off");
}

/* Else key paging and comparisons differ between the engines, and indexes from system to system. */
static void every_text_column_of_the_schema_compares_by_bytes(void **state) {
    static const struct db_query columns = {
        .name = "columns",
        .sql = {"", "select coalesce(string_agg(c.relname || '.' || a.attname, ' '), '') as value"
                    " from pg_attribute a join pg_class c on c.oid = a.attrelid"
                    " join pg_collation l on l.oid = a.attcollation"
                    " where c.relnamespace = 'public'::regnamespace and l.collname <> 'C'"},
        .columns = one_text,
        .column_count = 1,
    };
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    assert_string_equal(str_c(arena, ask(*state, arena, &columns)), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_POSTGRES(a_commit_whose_answer_was_lost_is_found_and_counts_once),
        FIXTURE_POSTGRES(a_commit_that_never_arrived_runs_again),
        FIXTURE_POSTGRES(a_commit_that_arrives_too_late_is_refused),
        FIXTURE_POSTGRES(a_commit_nobody_can_ask_about_is_called_unknown),
        FIXTURE_POSTGRES(a_server_that_falls_silent_does_not_hold_a_reader),
        FIXTURE_POSTGRES(a_read_cut_off_runs_once_more),
        FIXTURE_POSTGRES(a_server_without_writes_is_refused_with_a_sentence),
        FIXTURE_POSTGRES(what_is_answered_is_on_disk_and_times_are_bounded),
        DB_TEST_ON(every_text_column_of_the_schema_compares_by_bytes, "postgres", db_test_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
