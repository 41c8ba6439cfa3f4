/* What people type about targets: understood, or refused with a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/target/target_form.h"

static struct arena *arena;

static int start(void **state) {
    (void)state;
    arena = arena_new(0);
    return 0;
}

static int stop(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static enum msg_id refused(const char *text) {
    struct decimal value;
    struct message why;
    return target_read_number(STR("%"), str_from_c(text), &value, &why) ? MSG_none : why.id;
}

static void numbers_are_read_the_vietnamese_way(void **state) {
    (void)state;
    struct decimal value;
    struct message why;
    assert_true(target_read_number(STR("lớp"), STR("1.234,5"), &value, &why));
    assert_int_equal(decimal_compare(value, DECIMAL(12345, 1)), 0);
    assert_true(target_read_number(STR("%"), STR(" 98,6 % "), &value, &why));
    assert_int_equal(decimal_compare(value, DECIMAL(986, 1)), 0);
    assert_true(target_read_number(STR("%"), STR("0"), &value, &why));
}

static void what_is_no_figure_is_refused_with_its_own_sentence(void **state) {
    (void)state;
    assert_int_equal(refused("1,234.5"), MSG_target_number_english);
    assert_int_equal(refused("1.234"), MSG_scoring_number_ambiguous);
    assert_int_equal(refused("-3"), MSG_target_number_negative);
    assert_int_equal(refused("12 lớp"), MSG_target_number_wrong);
    assert_int_equal(refused("nhiều"), MSG_target_number_wrong);
    struct decimal value;
    struct message why;
    assert_false(target_read_number(STR("lớp"), STR("98%"), &value, &why));
}

static const struct target_item CLASSES = {
    .direction = TARGET_MORE, .is_cumulative = true, .measure = STR_INIT("lớp")};
static const struct target_item RATE = {.direction = TARGET_MORE, .measure = STR_INIT("%")};
static const struct target_item REPORT = {.direction = TARGET_DONE};

static struct issues read_as(const struct target_item *item, const char *year, const char *half,
                             struct target_figure *figure) {
    struct issues issues = {0};
    target_read_figure(arena, item, str_from_c(year), str_from_c(half), STR("y"), STR("h"), &issues,
                       figure);
    return issues;
}

static void a_half_is_not_above_the_year(void **state) {
    (void)state;
    struct target_figure figure;
    struct issues issues = read_as(&CLASSES, "12", "13", &figure);
    assert_int_equal(issue_of(&issues, STR("h"))->message.id, MSG_target_half_above_year);
    issues = read_as(&CLASSES, "12", "12", &figure);
    assert_int_equal(issues.count, 0);
    assert_true(figure.has_first_half);
    issues = read_as(&CLASSES, "12", "", &figure);
    assert_int_equal(issues.count, 0);
    assert_false(figure.has_first_half);
    issues = read_as(&CLASSES, "", "5", &figure);
    assert_int_equal(issue_of(&issues, STR("y"))->message.id, MSG_target_half_without_year);
}

static void a_rate_has_no_half_of_its_own(void **state) {
    (void)state;
    struct target_figure figure;
    struct issues issues = read_as(&RATE, "98,6", "98,6", &figure);
    assert_int_equal(issues.count, 0);
    assert_false(figure.has_first_half);
    issues = read_as(&RATE, "98,6", "50", &figure);
    assert_int_equal(issue_of(&issues, STR("h"))->message.id, MSG_target_half_not_cumulative);
}

static void done_or_not_takes_a_mark(void **state) {
    (void)state;
    struct target_figure figure;
    assert_int_equal(read_as(&REPORT, "X", "", &figure).count, 0);
    assert_false(figure.is_empty);
    assert_false(figure.has_value);
    assert_int_equal(read_as(&REPORT, "Hoàn thành", "", &figure).count, 0);
    struct issues issues = read_as(&REPORT, "12", "", &figure);
    assert_int_equal(issue_of(&issues, STR("y"))->message.id, MSG_target_done_wrong);
    assert_int_equal(read_as(&REPORT, " ", "", &figure).count, 0);
    assert_true(figure.is_empty);
}

static void what_is_there_already_is_known(void **state) {
    (void)state;
    struct target there = {.item = &CLASSES,
                           .state = TARGET_STANDS,
                           .has_value = true,
                           .value = DECIMAL(120, 1),
                           .has_first_half = true,
                           .first_half = DECIMAL(5, 0)};
    struct target_figure figure;
    read_as(&CLASSES, "12", "5", &figure);
    assert_true(target_figure_is(&figure, &there));
    read_as(&CLASSES, "12", "", &figure);
    assert_false(target_figure_is(&figure, &there));
    read_as(&CLASSES, "", "", &figure);
    assert_false(target_figure_is(&figure, &there));
    there.state = TARGET_WITHDRAWN;
    assert_true(target_figure_is(&figure, &there));
    read_as(&CLASSES, "12", "5", &figure);
    assert_false(target_figure_is(&figure, &there));
}

static void a_content_needs_name_measure_and_direction(void **state) {
    (void)state;
    struct target_item item = {.position = 30};
    struct issues issues = {0};
    struct target_item_form form = {.name = STR(" – "), .direction = STR("up")};
    target_read_item(arena, &form, &issues, &item);
    assert_non_null(issue_of(&issues, STR("direction")));
    assert_non_null(issue_of(&issues, STR("measure")));
    issues.count = 0;
    form = (struct target_item_form){.name = STR("  Mở lớp  huấn luyện "),
                                     .direction = STR("more"),
                                     .measure = STR("lớp"),
                                     .cumulative = STR("1"),
                                     .position = STR("hai")};
    target_read_item(arena, &form, &issues, &item);
    assert_int_equal(issues.count, 1);
    assert_non_null(issue_of(&issues, STR("position")));
    assert_true(str_equal_c(item.name, "Mở lớp huấn luyện"));
    assert_int_equal(item.position, 30);
    issues.count = 0;
    form.position = STR("");
    form.direction = STR("done");
    target_read_item(arena, &form, &issues, &item);
    assert_int_equal(issues.count, 0);
    assert_false(item.is_cumulative);
    assert_int_equal(item.measure.n, 0);
}

static void an_adjustment_rests_on_a_decision_and_a_reason(void **state) {
    (void)state;
    struct issues issues = {0};
    struct target_terms terms;
    struct target_terms_form form = {.source = STR("agreed")};
    target_read_terms(arena, &form, false, false, &issues, &terms);
    assert_int_equal(issues.count, 0);
    assert_int_equal(terms.source, TARGET_AGREED);
    target_read_terms(arena, &form, false, true, &issues, &terms);
    assert_int_equal(issue_of(&issues, STR("reason"))->message.id, MSG_target_reason_missing);
    issues.count = 0;
    target_read_terms(arena, &form, true, true, &issues, &terms);
    assert_non_null(issue_of(&issues, STR("decision")));
    assert_int_equal(issue_of(&issues, STR("reason"))->message.id, MSG_target_reason_adjust);
    issues.count = 0;
    form = (struct target_terms_form){
        .number = STR("15/QĐ-BCH"), .date = STR("31/2/2020"), .reason = STR("mưa lũ")};
    target_read_terms(arena, &form, true, true, &issues, &terms);
    assert_int_equal(issues.count, 1);
    assert_non_null(issue_of(&issues, STR("decided")));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_the_vietnamese_way),
        cmocka_unit_test(what_is_no_figure_is_refused_with_its_own_sentence),
        cmocka_unit_test(a_half_is_not_above_the_year),
        cmocka_unit_test(a_rate_has_no_half_of_its_own),
        cmocka_unit_test(done_or_not_takes_a_mark),
        cmocka_unit_test(what_is_there_already_is_known),
        cmocka_unit_test(a_content_needs_name_measure_and_direction),
        cmocka_unit_test(an_adjustment_rests_on_a_decision_and_a_reason),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
