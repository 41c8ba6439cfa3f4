/* The editor's steps on a table, and its sums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "features/criteria/criteria_edit.h"
#include "features/criteria/criteria_sums.h"

static struct arena *a;
static struct criteria_document document;
static struct issues issues;
static struct criteria_edit edit;

static void add(int depth, const char *label, enum criterion_kind kind, int64_t max,
                const char *for_kind) {
    struct criterion c = {.id = str_format(a, "id-%zu", document.criteria.count),
                          .depth = depth,
                          .label = str_from_c(label),
                          .name = str_format(a, "Tiêu chí %s", label),
                          .kind = kind,
                          .max = DECIMAL(max, 0),
                          .points_each = DECIMAL_ZERO,
                          .unit_of_measure = STR(""),
                          .note = STR(""),
                          .rule = STR(""),
                          .for_kind = str_from_c(for_kind),
                          .parent = -1};
    c.code = c.label;
    *list_push(a, &document.criteria) = c;
}

static void settle(void) {
    const struct criteria none = {0};
    criteria_settle(a, &none, &document.criteria);
}

/* I (I.1, I.2), II (II.1), III. */
static void small(void) {
    add(0, "I", CRITERION_GROUP, 30, "");
    add(1, "1", CRITERION_MARK, 10, "");
    add(1, "2", CRITERION_MARK, 20, "");
    add(0, "II", CRITERION_GROUP, 5, "");
    add(1, "1", CRITERION_PASS, 5, "");
    add(0, "III", CRITERION_BONUS, 2, "");
    settle();
}

static ptrdiff_t at(const char *code) {
    return criteria_find(&document.criteria, str_from_c(code));
}

static void act(enum edit_act what, const char *code) {
    static const struct str kinds[] = {STR_INIT("xa"), STR_INIT("phuong")};
    assert_true(at(code) >= 0);
    edit.act = what;
    edit.at = (size_t)at(code);
    edit.unit_kinds = kinds;
    edit.unit_kind_count = 2;
    issues = (struct issues){0};
    criteria_edit_apply(a, &document, &edit, &issues);
}

static void codes_are(const char *const *codes, size_t count) {
    assert_int_equal(document.criteria.count, count);
    for (size_t i = 0; i < count; i++)
        if (!str_equal_c(document.criteria.items[i].code, codes[i]))
            fail_msg("row %zu is " STR_FMT ", not %s", i, STR_ARG(document.criteria.items[i].code),
                     codes[i]);
}

#define assert_codes(...)                                                                          \
    do {                                                                                           \
        const char *const codes[] = {__VA_ARGS__};                                                 \
        codes_are(codes, COUNT_OF(codes));                                                         \
    } while (0)

static void rows_move_with_all_below_them(void **state) {
    (void)state;
    small();
    act(EDIT_DOWN, "I");
    assert_codes("II", "II.1", "I", "I.1", "I.2", "III");
    assert_int_equal(edit.landed, 2);
    act(EDIT_UP, "I");
    assert_codes("I", "I.1", "I.2", "II", "II.1", "III");
    act(EDIT_UP, "I"); /* it is the first already */
    act(EDIT_DOWN, "I.2");
    assert_codes("I", "I.1", "I.2", "II", "II.1", "III");
    assert_int_equal(issues.count, 0);
}

static void rows_go_into_groups_and_out_of_them(void **state) {
    (void)state;
    small();
    act(EDIT_IN, "II"); /* a group in a group */
    assert_codes("I", "I.1", "I.2", "I.II", "I.II.1", "III");
    act(EDIT_OUT, "I.II");
    assert_codes("I", "I.1", "I.2", "II", "II.1", "III");
    act(EDIT_OUT, "I.1"); /* after its group, and its number is free there */
    assert_codes("I", "I.2", "1", "II", "II.1", "III");
    act(EDIT_IN, "1"); /* below the row before it */
    assert_codes("I", "I.2", "I.1", "II", "II.1", "III");
    act(EDIT_IN, "I.1"); /* which is no group */
    assert_int_equal(issues.count, 1);
    assert_codes("I", "I.2", "I.1", "II", "II.1", "III");
}

static void new_rows_get_the_next_number(void **state) {
    (void)state;
    small();
    act(EDIT_AFTER, "I.1");
    assert_int_equal(at("I.3"), 2);
    act(EDIT_BELOW, "II");
    assert_int_equal(at("II.2"), 6);
    act(EDIT_AFTER, "III");
    assert_true(at("IV") > 0);
    act(EDIT_BELOW, "I.1");
    assert_int_equal(issues.count, 1);
    act(EDIT_REMOVE, "I");
    assert_codes("II", "II.1", "II.2", "III", "IV");
}

static void any_depth_holds(void **state) {
    (void)state;
    add(0, "I", CRITERION_GROUP, 1, "");
    settle();
    char code[64] = "I";
    for (int depth = 1; depth <= 12; depth++) {
        act(EDIT_BELOW, code);
        assert_int_equal(issues.count, 0);
        snprintf(code + strlen(code), sizeof(code) - strlen(code), ".1");
        assert_int_equal(document.criteria.items[at(code)].depth, depth);
        document.criteria.items[at(code)].kind = CRITERION_GROUP;
    }
}

static void what_was_typed_is_read_or_refused(void **state) {
    (void)state;
    small();
    struct row_typed rows[6] = {0};
    edit.rows = rows;
    edit.count = 6;
    rows[1] = (struct row_typed){
        .name = STR(" Quân số "), .max = STR("12,5"), .kind = STR("grade"), .for_kind = STR("xa")};
    rows[2].label = STR("b");
    act(EDIT_SAVE, "I");
    assert_int_equal(issues.count, 0);
    const struct criterion *c = &document.criteria.items[1];
    assert_true(str_equal_c(c->name, "Quân số"));
    assert_int_equal(decimal_compare(c->max, DECIMAL(125, 1)), 0);
    assert_int_equal(c->kind, CRITERION_GRADE);
    assert_true(str_equal_c(c->for_kind, "xa"));
    assert_true(at("I.b") == 2);
    rows[1] = (struct row_typed){.name = STR(""), .max = STR("mười"), .for_kind = STR("tinh")};
    rows[2].label = STR("1");   /* its neighbour's */
    rows[3].kind = STR("mark"); /* it has a criterion below */
    rows[4].kind = STR("no-such-kind");
    rows[5].label = STR("a/b");
    act(EDIT_SAVE, "I");
    const char *const fields[] = {"name-1", "max-1",  "for-1",  "label-2",
                                  "kind-3", "kind-4", "label-5"};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        if (!issue_of(&issues, str_from_c(fields[i])))
            fail_msg("nothing is said of %s", fields[i]);
}

static void sums_are_told_for_each_kind_of_unit(void **state) {
    (void)state;
    add(0, "I", CRITERION_GROUP, 30, "");
    add(1, "1", CRITERION_MARK, 10, "");
    add(1, "2", CRITERION_MARK, 20, "xa");
    add(1, "3", CRITERION_MARK, 15, "phuong");
    add(1, "4", CRITERION_EXTRA_ITEMS, 3, ""); /* beside the sum */
    add(0, "II", CRITERION_GROUP, 5, "");
    add(1, "1", CRITERION_PENALTY_ITEMS, 0, "");
    settle();
    struct kind_sums sums;
    criteria_part_sums(a, &document.criteria, 0, &sums);
    assert_int_equal(sums.count, 2);
    assert_true(str_equal_c(sums.items[0].for_kind, "xa"));
    assert_int_equal(decimal_compare(sums.items[0].sum, DECIMAL(30, 0)), 0);
    assert_int_equal(decimal_compare(sums.items[1].sum, DECIMAL(25, 0)), 0);
    criteria_part_sums(a, &document.criteria, 5, &sums); /* a group of penalties has no sum */
    assert_int_equal(sums.count, 0);
    criteria_part_sums(a, &document.criteria, -1, &sums);
    assert_int_equal(sums.count, 1);
    assert_int_equal(decimal_compare(sums.items[0].sum, DECIMAL(30, 0)), 0);
}

static void a_table_of_230_nodes_is_edited(void **state) {
    (void)state;
    for (int group = 0; group < 23; group++) {
        add(0, str_c(a, str_format(a, "%d", group + 1)), CRITERION_GROUP, 45, "");
        for (int i = 0; i < 9; i++)
            add(1, str_c(a, str_format(a, "%d", i + 1)), CRITERION_MARK, 5, "");
    }
    settle();
    assert_int_equal(document.criteria.count, 230);
    struct row_typed *rows = ARENA_ARRAY(a, struct row_typed, 230);
    for (size_t i = 0; i < 230; i++)
        rows[i].max = i % 10 ? STR("4") : STR("36");
    edit.rows = rows;
    edit.count = 230;
    act(EDIT_DOWN, "1");
    assert_int_equal(issues.count, 0);
    assert_true(str_equal_c(document.criteria.items[0].code, "2"));
    struct kind_sums sums;
    criteria_part_sums(a, &document.criteria, -1, &sums);
    assert_int_equal(decimal_compare(sums.items[0].sum, DECIMAL(828, 0)), 0);
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    document = (struct criteria_document){.title = STR("Bảng"), .notes = STR("")};
    edit = (struct criteria_edit){0};
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_move_with_all_below_them, begin, end),
        cmocka_unit_test_setup_teardown(rows_go_into_groups_and_out_of_them, begin, end),
        cmocka_unit_test_setup_teardown(new_rows_get_the_next_number, begin, end),
        cmocka_unit_test_setup_teardown(any_depth_holds, begin, end),
        cmocka_unit_test_setup_teardown(what_was_typed_is_read_or_refused, begin, end),
        cmocka_unit_test_setup_teardown(sums_are_told_for_each_kind_of_unit, begin, end),
        cmocka_unit_test_setup_teardown(a_table_of_230_nodes_is_edited, begin, end),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
