/* Canonical texts of tables, codes after rows moved, and what differs between two tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/criteria/criteria_difference.h"
#include "features/scoring/criteria_text.h"

static struct arena *a;

static struct criterion row(const char *id, int depth, const char *label, const char *name,
                            enum criterion_kind kind, int64_t max) {
    return (struct criterion){.id = str_from_c(id),
                              .depth = depth,
                              .label = str_from_c(label),
                              .code = str_from_c(label),
                              .name = str_from_c(name),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .points_each = DECIMAL_ZERO,
                              .unit_of_measure = STR(""),
                              .note = STR(""),
                              .rule = STR(""),
                              .for_kind = STR(""),
                              .parent = -1};
}

/* I (I.1, I.2 (I.2.a)), II. */
static struct criteria small_table(void) {
    struct criteria criteria = {0};
    *list_push(a, &criteria) = row("g1", 0, "I", "Huấn luyện", CRITERION_GROUP, 30);
    *list_push(a, &criteria) = row("c1", 1, "1", "Quân số khỏe", CRITERION_QUANTITY, 10);
    *list_push(a, &criteria) = row("g2", 1, "2", "Nền nếp chính quy", CRITERION_GROUP, 20);
    *list_push(a, &criteria) = row("c2", 2, "a", "Trực sẵn sàng", CRITERION_GRADE, 20);
    *list_push(a, &criteria) = row("c3", 0, "II", "Vụ việc vi phạm", CRITERION_FEWER, 5);
    criteria.items[1].has_target = true;
    criteria.items[1].target = DECIMAL(985, 1);
    criteria.items[1].unit_of_measure = STR("%");
    const struct criteria none = {0};
    criteria_settle(a, &none, &criteria);
    return criteria;
}

static struct criterion *find(struct criteria *criteria, const char *id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal_c(criteria->items[i].id, id))
            return &criteria->items[i];
    fail_msg("no %s", id);
    return NULL;
}

static void a_table_comes_back_from_its_text(void **state) {
    (void)state;
    struct criteria_document document = {STR("Bảng\ttiêu chí \\ 2020"), STR("Một dòng\nhai dòng"),
                                         small_table()};
    struct criterion *c = find(&document.criteria, "c1");
    c->rule = STR("vuot-10");
    c->for_kind = STR("xa");
    c->owner = SCORE_OFFICE;
    c->rollup = ROLLUP_MEAN;
    c->rollup_step = ROLLUP_WEEKS;
    c->bonus_on = true;
    c->note = STR("ghi\nchú");
    struct str text = criteria_text_write(a, &document);
    struct criteria_document again;
    assert_true(criteria_text_read(a, text, &again));
    assert_true(str_equal(criteria_text_write(a, &again), text));
    assert_true(str_equal(again.title, document.title));
    assert_true(str_equal(again.notes, document.notes));
    const struct criterion *back = find(&again.criteria, "c1");
    assert_true(str_equal_c(back->code, "I.1"));
    assert_int_equal(back->parent, 0);
    assert_int_equal(back->owner, SCORE_OFFICE);
    assert_int_equal(back->rollup, ROLLUP_MEAN);
    assert_int_equal(back->rollup_step, ROLLUP_WEEKS);
    assert_true(str_equal_c(back->note, "ghi\nchú"));
    assert_int_equal(find(&again.criteria, "c2")->parent, 2);
}

static void other_texts_are_refused(void **state) {
    (void)state;
    struct criteria_document document = {STR("Bảng"), STR(""), small_table()};
    struct str text = criteria_text_write(a, &document);
    struct criteria_document again;
    assert_false(criteria_text_read(a, STR(""), &again));
    assert_false(criteria_text_read(a, STR("thidua-criteria\t2\n"), &again));
    assert_false(criteria_text_read(a, str_slice(text, 0, text.n - 30), &again));
    assert_false(criteria_text_read(a, str_concat(a, text, STR("row\tx\n")), &again));
}

static void codes_follow_their_rows(void **state) {
    (void)state;
    struct criteria before = small_table();
    assert_true(str_equal_c(find(&before, "c2")->code, "I.2.a"));
    struct criteria after = criteria_copy(a, &before);
    find(&after, "g1")->label = STR("A");
    find(&after, "c3")->depth = 7; /* no deeper than below the row before it */
    criteria_settle(a, &before, &after);
    assert_true(str_equal_c(find(&after, "c2")->code, "A.2.a"));
    assert_true(str_equal_c(find(&after, "c3")->code, "A.2.a.II"));
    assert_int_equal(find(&after, "c3")->depth, 3);
    assert_true(str_equal_c(find(&before, "c2")->code, "I.2.a"));
}

static const struct changed_row *row_of(const struct criteria_difference *d, const char *id) {
    for (size_t i = 0; i < d->count; i++)
        if (str_equal_c((d->items[i].after ? d->items[i].after : d->items[i].before)->id, id))
            return &d->items[i];
    fail_msg("no %s", id);
    return NULL;
}

static const struct criterion_change *change_of(const struct changed_row *row,
                                                enum criterion_change_kind kind) {
    for (size_t i = 0; i < row->changes.count; i++)
        if (row->changes.items[i].kind == kind)
            return &row->changes.items[i];
    return NULL;
}

static void versions_differ_by_identity(void **state) {
    (void)state;
    struct criteria before = small_table();
    struct criteria after = {0};
    *list_push(a, &after) = before.items[0];
    *list_push(a, &after) = before.items[1];
    *list_push(a, &after) = before.items[4];
    *list_push(a, &after) = row("c9", 0, "III", "Trực sẵn sàng", CRITERION_PASS, 7);
    find(&after, "c1")->max = DECIMAL(12, 0);
    find(&after, "c1")->target = DECIMAL(99, 0);
    find(&after, "c3")->depth = 1;
    criteria_settle(a, &before, &after);
    struct criteria_difference d;
    criteria_difference_make(a, LANG_VI, &before, &after, &d);
    assert_int_equal(d.added, 1); /* its old name makes it no old criterion */
    assert_int_equal(d.removed, 2);
    assert_int_equal(d.changed, 2);
    assert_int_equal(d.count, 6);
    const struct criterion_change *max = change_of(row_of(&d, "c1"), CHANGE_MAX);
    assert_true(str_equal_c(max->from, "10") && str_equal_c(max->to, "12"));
    assert_true(str_equal_c(change_of(row_of(&d, "c1"), CHANGE_TARGET)->from, "98,5"));
    assert_non_null(change_of(row_of(&d, "c3"), CHANGE_MOVED));
    assert_null(row_of(&d, "g2")->after);
    assert_int_equal(decimal_compare(d.before_total, DECIMAL(35, 0)), 0);
    assert_int_equal(decimal_compare(d.after_total, DECIMAL(24, 0)), 0);
    struct str told = criteria_difference_tell(a, &before, &after);
    assert_true(str_find(told, STR("điểm chuẩn “10” → “12”")) >= 0);
    assert_true(str_find(told, STR("bỏ I.2 Nền nếp chính quy")) >= 0);
}

static void tables_of_two_half_years_are_compared_by_name(void **state) {
    (void)state;
    struct criteria before = small_table();
    struct criteria after = small_table();
    for (size_t i = 0; i < after.count; i++)
        after.items[i].id = str_format(a, "new-%zu", i);
    after.items[1].name = STR("Quân số khỏe mạnh"); /* the same number, most words in common */
    after.items[3].name = STR("Văn hóa, văn nghệ"); /* the same number, something else */
    struct criteria_difference d;
    criteria_difference_make(a, LANG_VI, &before, &after, &d);
    assert_int_equal(d.added, 1);
    assert_int_equal(d.removed, 1);
    assert_int_equal(d.changed, 1);
    assert_non_null(change_of(row_of(&d, "new-1"), CHANGE_NAME));
    criteria_difference_make(a, LANG_VI, &before, &before, &d);
    assert_int_equal(d.added + d.removed + d.changed, 0);
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_table_comes_back_from_its_text, begin, end),
        cmocka_unit_test_setup_teardown(other_texts_are_refused, begin, end),
        cmocka_unit_test_setup_teardown(codes_follow_their_rows, begin, end),
        cmocka_unit_test_setup_teardown(versions_differ_by_identity, begin, end),
        cmocka_unit_test_setup_teardown(tables_of_two_half_years_are_compared_by_name, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
