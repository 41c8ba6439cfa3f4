/* All data from one engine to the other, and back. */
#include "testdata/fixture.h"

#include <string.h>

struct side {
    struct arena *arena;
    struct db *db;
    int64_t rows, weight;
    struct str content;
};

static const struct err *fill(struct db_tx *tx, void *context) {
    struct arena *arena = context;
    TRY(q_fixture_counter_add(tx, STR("a"), -9007199254740993));
    TRY(q_fixture_counter_add(tx, STR("b"), INT64_MAX));
    for (int i = 0; i < 300; i++) {
        struct str id = str_format(arena, "item-%03d", i);
        struct str content = i % 3 ? (struct str){"\0\xff\x01", 3} : STR_NONE;
        TRY(q_fixture_item_add(tx, id, i % 2 ? STR("a") : STR("b"), id,
                               i % 5 ? STR("Đầm Sậy 'x' \"y\"\n\\") : STR_NONE, i % 2,
                               (struct opt_int){i % 4, i}, content, i % 7 ? STR("") : STR_NONE));
    }
    return NULL;
}

static const struct err *look(struct db_tx *tx, void *context) {
    struct side *side = context;
    struct q_fixture_items_total_row total;
    struct q_fixture_item_row item;
    bool found;
    TRY(q_fixture_items_total(tx, side->arena, &found, &total));
    side->rows = total.items;
    side->weight = total.weight.value;
    TRY(q_fixture_item(tx, side->arena, STR("item-001"), &found, &item));
    side->content = found ? item.content : STR_NONE;
    return NULL;
}

static struct db *open_fixture(enum db_engine engine) {
    struct db *db = db_test_open(engine, false);
    assert_ok(db_migrate_with(db, db_fixture_migrations, db_fixture_migrations_count, 1, NULL));
    return db;
}

static enum db_engine other(struct db *db) {
    return db_engine_of(db) == DB_SQLITE ? DB_POSTGRES : DB_SQLITE;
}

static void everything_arrives_on_the_other_engine(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db *to = open_fixture(other(*state));
    assert_ok(db_write(*state, fill, arena));
    struct db_copied copied;
    assert_ok(db_copy(*state, to, arena, &copied));
    assert_int_equal(copied.tables, 2);
    assert_int_equal(copied.rows, 302);
    struct side here = {.arena = arena}, there = {.arena = arena};
    assert_ok(db_read(*state, look, &here));
    assert_ok(db_read(to, look, &there));
    assert_int_equal(there.rows, 300);
    assert_int_equal(there.weight, here.weight);
    assert_int_equal(there.content.n, 3);
    assert_memory_equal(there.content.p, "\0\xff\x01", 3);
    db_close(to);
}

static const struct err *add_one(struct db_tx *tx, void *context) {
    (void)context;
    return q_fixture_counter_add(tx, STR("z"), 1);
}

static const struct err *add_wrong_key(struct db_tx *tx, void *context) {
    (void)context;
    return q_fixture_item_add(tx, STR("i"), STR("nobody"), STR("i"), STR_NONE, true,
                              (struct opt_int){0}, STR_NONE, STR_NONE);
}

static void a_target_with_data_is_refused_and_stays(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db *to = open_fixture(other(*state));
    assert_ok(db_write(*state, fill, arena));
    assert_ok(db_write(to, add_one, NULL));
    struct db_copied copied;
    const struct err *err = db_copy(*state, to, arena, &copied);
    assert_non_null(err);
    assert_string_equal(err->text_key, "db.copy_target_used");
    struct side there = {.arena = arena};
    assert_ok(db_read(to, look, &there));
    assert_int_equal(there.rows, 0);
    db_close(to);
}

/* Keys are checked again afterwards, as before. */
static void keys_hold_in_the_copy(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db *to = open_fixture(other(*state));
    assert_ok(db_write(*state, fill, arena));
    struct db_copied copied;
    assert_ok(db_copy(*state, to, arena, &copied));
    assert_err_kind(db_write(to, add_wrong_key, NULL), ERR_CONFLICT);
    db_close(to);
}

static void two_of_one_engine_are_refused(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db *to = open_fixture(db_engine_of(*state));
    struct db_copied copied;
    assert_err_kind(db_copy(*state, to, arena, &copied), ERR_INPUT);
    db_close(to);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(everything_arrives_on_the_other_engine),
        FIXTURE_TEST(a_target_with_data_is_refused_and_stays),
        FIXTURE_TEST(keys_hold_in_the_copy),
        FIXTURE_TEST(two_of_one_engine_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
