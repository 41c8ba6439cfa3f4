/* What feature code sees of a database, on both engines. */
#include "testdata/fixture.h"

#include <string.h>

struct item {
    struct arena *arena;
    const char *id;
    const char *label;
    struct str note;
    bool is_open;
    struct opt_int weight;
    struct str content;
    struct str seen_on;
    /* results */
    bool found;
    struct q_fixture_item_row row;
    struct q_fixture_items_rows rows;
    int64_t number;
    int runs;
};

static const struct err *add_counter(struct db_tx *tx, void *context) {
    struct item *item = context;
    return q_fixture_counter_add(tx, str_from_c(item->id), item->number);
}

static const struct err *add_item(struct db_tx *tx, void *context) {
    struct item *item = context;
    return q_fixture_item_add(tx, str_from_c(item->id), STR("c"), str_from_c(item->label),
                              item->note, item->is_open, item->weight, item->content,
                              item->seen_on);
}

static const struct err *load_item(struct db_tx *tx, void *context) {
    struct item *item = context;
    return q_fixture_item(tx, item->arena, str_from_c(item->id), &item->found, &item->row);
}

static const struct err *load_items(struct db_tx *tx, void *context) {
    struct item *item = context;
    return q_fixture_items(tx, item->arena, item->note, &item->rows);
}

/* An item in a database that has the counter "c". */
static struct item new_item(struct db *db, struct arena *arena) {
    assert_ok(db_write(db, add_counter, &(struct item){.id = "c"}));
    return (struct item){.arena = arena, .id = "i1", .label = "nhãn"};
}

static void assert_str(struct str s, const char *expected) {
    assert_non_null(s.p);
    assert_true(str_equal_c(s, expected));
}

static void values_come_back_as_they_went(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    item.note = STR("Đợt cao điểm “quý I” – 𝔘 ' \\ $1 ?");
    item.is_open = true;
    item.weight = (struct opt_int){true, INT64_MIN};
    item.content = (struct str){"\0\x01\xff\0", 4};
    item.seen_on = STR("2020-06-26");
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_read(*state, load_item, &item));
    assert_true(item.found);
    assert_str(item.row.label, "nhãn");
    assert_true(str_equal(item.row.note, item.note));
    assert_true(item.row.is_open);
    assert_true(item.row.weight.set);
    assert_int_equal(item.row.weight.value, INT64_MIN);
    assert_true(str_equal(item.row.content, item.content));
    assert_str(item.row.seen_on, "2020-06-26");
    assert_int_equal(item.row.created_ms, 7);
}

static void null_is_neither_empty_nor_zero(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_read(*state, load_item, &item));
    assert_null(item.row.note.p);
    assert_null(item.row.content.p);
    assert_false(item.row.weight.set);
    assert_false(item.row.is_open);
    item.id = "i2";
    item.label = "khác";
    item.note = STR("");
    item.content = STR("");
    item.weight = (struct opt_int){true, 0};
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_read(*state, load_item, &item));
    assert_non_null(item.row.note.p);
    assert_int_equal(item.row.note.n, 0);
    assert_non_null(item.row.content.p);
    assert_true(item.row.weight.set);
}

static void a_row_that_is_not_there_is_no_error(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = {.arena = arena, .id = "nobody", .found = true};
    item.row.created_ms = 42;
    assert_ok(db_read(*state, load_item, &item));
    assert_false(item.found);
    assert_int_equal(item.row.created_ms, 42);
    assert_ok(db_read(*state, load_items, &item));
    assert_int_equal(item.rows.count, 0);
}

static void texts_are_ordered_by_their_bytes(void **state) {
    static const char *const labels[] = {"a b", "B", "ab", "Ă", "a", "Z", "đ", "_", "b"};
    static const char *const ordered[] = {"B", "Z", "_", "a", "a b", "ab", "b", "Ă", "đ"};
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    for (size_t i = 0; i < COUNT_OF(labels); i++) {
        item.id = item.label = labels[i];
        assert_ok(db_write(*state, add_item, &item));
    }
    assert_ok(db_read(*state, load_items, &item));
    assert_int_equal(item.rows.count, COUNT_OF(ordered));
    for (size_t i = 0; i < COUNT_OF(ordered); i++)
        assert_str(item.rows.items[i].label, ordered[i]);
}

static void an_absent_filter_shows_all(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    item.id = item.label = "i2";
    item.note = STR("n");
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_read(*state, load_items, &item));
    assert_int_equal(item.rows.count, 1);
    assert_str(item.rows.items[0].id, "i2");
    item.note = STR_NONE;
    assert_ok(db_read(*state, load_items, &item));
    assert_int_equal(item.rows.count, 2);
}

static void a_key_that_exists_is_a_conflict(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    item.id = "i2"; /* the label is unique */
    assert_err_kind(db_write(*state, add_item, &item), ERR_CONFLICT);
    assert_err_kind(db_write(*state, add_counter, &(struct item){.id = "c"}), ERR_CONFLICT);
    assert_ok(db_read(*state, load_items, &item));
    assert_int_equal(item.rows.count, 1);
}

static void a_reference_to_nothing_is_a_conflict(void **state) {
    struct item item = {.id = "i1", .label = "x"};
    assert_err_kind(db_write(*state, add_item, &item), ERR_CONFLICT);
}

static const struct err *add_then_refuse(struct db_tx *tx, void *context) {
    TRY(add_counter(tx, context));
    return ERR(ERR_DENIED, "no");
}

static const struct err *load_counter(struct db_tx *tx, void *context) {
    struct item *item = context;
    struct q_fixture_counter_row row = {0};
    TRY(q_fixture_counter(tx, item->arena, str_from_c(item->id), &item->found, &row));
    item->number = row.value;
    item->is_open = row.is_shown;
    return NULL;
}

static void an_error_of_the_work_rolls_back_and_is_passed_on(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = {.arena = arena, .id = "k"};
    assert_err_kind(db_write(*state, add_then_refuse, &item), ERR_DENIED);
    assert_ok(db_read(*state, load_counter, &item));
    assert_false(item.found);
}

/* Hides the conflict and goes on: on neither engine may half of it be stored. */
static const struct err *hide_a_conflict(struct db_tx *tx, void *context) {
    struct item *item = context;
    TRY(add_counter(tx, &(struct item){.id = "before"}));
    const struct err *err = add_counter(tx, &(struct item){.id = "c"});
    item->found = err && err->kind == ERR_CONFLICT;
    err = add_counter(tx, &(struct item){.id = "after"});
    item->runs = err != NULL;
    return NULL;
}

static void a_failed_statement_loses_the_transaction(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_err_kind(db_write(*state, hide_a_conflict, &item), ERR_CONFLICT);
    assert_true(item.found);
    assert_int_equal(item.runs, 1);
    item.id = "before";
    assert_ok(db_read(*state, load_counter, &item));
    assert_false(item.found);
}

static const struct err *delete_items(struct db_tx *tx, void *context) {
    struct item *item = context;
    return q_fixture_items_delete(tx, item->is_open, &item->number);
}

static void changed_rows_are_counted(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    for (int i = 0; i < 5; i++) {
        item.id = item.label = str_format(arena, "i%d", i).p;
        item.is_open = i < 3;
        assert_ok(db_write(*state, add_item, &item));
    }
    item.is_open = true;
    assert_ok(db_write(*state, delete_items, &item));
    assert_int_equal(item.number, 3);
    assert_ok(db_write(*state, delete_items, &item));
    assert_int_equal(item.number, 0);
}

struct kept {
    struct arena *arena;
    int64_t value;
    bool found;
    struct q_fixture_counter_keep_row row;
};

static const struct err *keep_counter(struct db_tx *tx, void *context) {
    struct kept *kept = context;
    return q_fixture_counter_keep(tx, kept->arena, STR("k"), kept->value, &kept->found, &kept->row);
}

static void a_stale_change_returns_no_row(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct kept kept = {.arena = arena, .value = 5};
    assert_ok(db_write(*state, keep_counter, &kept));
    assert_true(kept.found);
    kept.value = 4;
    assert_ok(db_write(*state, keep_counter, &kept));
    assert_false(kept.found);
    kept.value = 6;
    assert_ok(db_write(*state, keep_counter, &kept));
    assert_true(kept.found);
    assert_int_equal(kept.row.value, 6);
}

struct total {
    struct arena *arena;
    bool found;
    struct q_fixture_items_total_row row;
    struct q_fixture_counters_with_items_rows joined;
    struct q_fixture_labels_like_rows like;
    struct q_fixture_engine_row engine;
};

static const struct err *load_total(struct db_tx *tx, void *context) {
    struct total *total = context;
    TRY(q_fixture_items_total(tx, total->arena, &total->found, &total->row));
    TRY(q_fixture_counters_with_items(tx, total->arena, &total->joined));
    TRY(q_fixture_labels_like(tx, total->arena, STR("n!%%"), &total->like));
    return q_fixture_engine(tx, total->arena, STR("là máy"), &total->found, &total->engine);
}

static void expressions_and_outer_joins(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct total total = {.arena = arena};
    struct item item = new_item(*state, arena);
    assert_ok(db_read(*state, load_total, &total));
    assert_int_equal(total.row.items, 0);
    assert_false(total.row.weight.set);
    assert_false(total.row.heaviest.set);
    assert_int_equal(total.joined.count, 1);
    assert_null(total.joined.items[0].label.p);
    item.weight = (struct opt_int){true, 12};
    item.label = "n%x";
    assert_ok(db_write(*state, add_item, &item));
    item.id = "i2";
    item.label = "N%x";
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_read(*state, load_total, &total));
    assert_int_equal(total.row.weight.value, 24);
    assert_true(total.row.heaviest.set && total.row.heaviest.value == 1);
    assert_int_equal(total.joined.count, 2);
    assert_str(total.joined.items[0].label, "N%x");
    assert_int_equal(total.like.count, 1); /* upper and lower case differ, on both engines */
    assert_str(total.engine.shown,
               db_engine_of(*state) == DB_SQLITE ? "sqlite là máy" : "postgres là máy");
}

static const struct err *load_any(struct db_tx *tx, void *context) {
    struct item *item = context;
    struct q_fixture_any_item_row row;
    return q_fixture_any_item(tx, item->arena, &item->found, &row);
}

static const struct err *load_wrong(struct db_tx *tx, void *context) {
    struct item *item = context;
    struct q_fixture_wrong_null_rows rows;
    return q_fixture_wrong_null(tx, item->arena, &rows);
}

static void what_a_query_promised_is_checked(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    assert_err_kind(db_read(*state, load_wrong, &item), ERR_DATABASE); /* NULL */
    assert_ok(db_read(*state, load_any, &item));
    item.id = item.label = "i2";
    assert_ok(db_write(*state, add_item, &item));
    assert_err_kind(db_read(*state, load_any, &item), ERR_DATABASE); /* two rows */
    assert_ok(db_read(*state, load_item, &item));                    /* the connection lives on */
}

static void an_absent_parameter_is_refused(void **state) {
    struct item item = {.id = NULL};
    assert_err_kind(db_write(*state, add_counter, &item), ERR_INTERNAL);
    struct item nul = {.id = "i", .label = "l", .note = {"a\0b", 3}};
    assert_err_kind(db_write(*state, add_item, &nul), ERR_INPUT);
}

static void a_read_cannot_write(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = {.arena = arena, .id = "k"};
    assert_err_kind(db_read(*state, add_counter, &item), ERR_INTERNAL);
    assert_ok(db_read(*state, load_counter, &item));
    assert_false(item.found);
}

static const struct err *write_inside(struct db_tx *tx, void *context) {
    return db_write(tx->db, add_counter, context);
}

static void a_transaction_inside_another_is_refused(void **state) {
    struct item item = {.id = "k"};
    assert_err_kind(db_read(*state, write_inside, &item), ERR_INTERNAL);
    assert_ok(db_write(*state, add_counter, &item));
}

static void count_call(void *context) {
    ++*(int *)context;
}

struct effect {
    int *calls;
    bool refuse;
};

static const struct err *write_with_effect(struct db_tx *tx, void *context) {
    struct effect *effect = context;
    for (int i = 0; i < 9; i++)
        db_after_commit(tx, count_call, effect->calls);
    if (effect->refuse)
        return ERR(ERR_DENIED, "no");
    return add_counter(tx, &(struct item){.id = "k"});
}

static void effects_run_after_the_commit_only(void **state) {
    int calls = 0;
    struct effect effect = {&calls, true};
    assert_err_kind(db_write(*state, write_with_effect, &effect), ERR_DENIED);
    assert_int_equal(calls, 0);
    effect.refuse = false;
    assert_ok(db_write(*state, write_with_effect, &effect));
    assert_int_equal(calls, 9);
    assert_err_kind(db_write(*state, write_with_effect, &effect), ERR_CONFLICT);
    assert_int_equal(calls, 9);
}

static void a_check_of_a_sound_database_is_fine(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    assert_ok(db_check(*state));
}

/* Opened for reading only beside the one that writes. */
static void read_only_sees_and_refuses(void **state) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db_options options = *db_options_of(*state);
    struct item item = new_item(*state, arena);
    assert_ok(db_write(*state, add_item, &item));
    options.read_only = true;
    struct db *reader = NULL;
    assert_ok(db_open(&options, &reader));
    assert_ok(db_read(reader, load_item, &item));
    assert_true(item.found);
    item.id = "i9";
    assert_err_kind(db_write(reader, add_item, &item), ERR_READ_ONLY);
    assert_ok(db_read(reader, load_item, &item));
    assert_false(item.found);
    db_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(values_come_back_as_they_went),
        FIXTURE_TEST(null_is_neither_empty_nor_zero),
        FIXTURE_TEST(a_row_that_is_not_there_is_no_error),
        FIXTURE_TEST(texts_are_ordered_by_their_bytes),
        FIXTURE_TEST(an_absent_filter_shows_all),
        FIXTURE_TEST(a_key_that_exists_is_a_conflict),
        FIXTURE_TEST(a_reference_to_nothing_is_a_conflict),
        FIXTURE_TEST(an_error_of_the_work_rolls_back_and_is_passed_on),
        FIXTURE_TEST(a_failed_statement_loses_the_transaction),
        FIXTURE_TEST(changed_rows_are_counted),
        FIXTURE_TEST(a_stale_change_returns_no_row),
        FIXTURE_TEST(expressions_and_outer_joins),
        FIXTURE_TEST(what_a_query_promised_is_checked),
        FIXTURE_TEST(an_absent_parameter_is_refused),
        FIXTURE_TEST(a_read_cannot_write),
        FIXTURE_TEST(a_transaction_inside_another_is_refused),
        FIXTURE_TEST(effects_run_after_the_commit_only),
        FIXTURE_TEST(a_check_of_a_sound_database_is_fine),
        FIXTURE_TEST(read_only_sees_and_refuses),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
