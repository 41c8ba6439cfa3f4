/* What a checking unit writes: read, and what follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/crosscheck/crosscheck_entry.h"

static struct arena *a;
static struct grade_rule grades[] = {{STR_INIT("A"), {100, 0}}, {STR_INIT("B"), {80, 0}}};
static struct step_rule late[] = {{{0, 0}, {0, 0}}, {{5, 0}, {-2, 0}}};
static const struct scoring_rules RULES = {
    .grades = grades, .grades_count = 2, .late = late, .late_count = 2};

static int set_up(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int tear_down(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

static struct criterion criterion(enum criterion_kind kind, int64_t max) {
    return (struct criterion){.code = STR("I.1"),
                              .label = STR("1"),
                              .name = STR("Tiêu chí"),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .unit_of_measure = STR(""),
                              .points_each = DECIMAL_ZERO,
                              .note = STR(""),
                              .parent = -1};
}

static struct issues read(enum criterion_kind kind, int64_t max, struct crosscheck_typed typed,
                          struct crosscheck_finding *ret_finding) {
    struct criterion c = criterion(kind, max);
    struct issues issues = {0};
    typed.code = c.code;
    crosscheck_read(a, &c, &RULES, &typed, &issues, ret_finding);
    return issues;
}

static void reads_what_people_write(void **state) {
    (void)state;
    struct crosscheck_finding f;
    struct crosscheck_typed typed = {.actual = STR(" 98,5 "),
                                     .points = STR("7,9"),
                                     .reason = STR("Thực tế"),
                                     .seen = STR("CÓ"),
                                     .note = STR("Sổ số 3")};
    assert_int_equal(read(CRITERION_QUANTITY, 8, typed, &f).count, 0);
    assert_string_equal(f.actual.p, "98.5");
    assert_true(f.has_points && decimal_compare(f.points, DECIMAL(79, 1)) == 0);
    assert_string_equal(f.seen.p, "yes");
    typed.seen = STR("chưa");
    assert_int_equal(read(CRITERION_QUANTITY, 8, typed, &f).count, 0);
    assert_string_equal(f.seen.p, "no");
    assert_int_equal(
        read(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.code = STR("")}, &f).count, 0);
    assert_true(crosscheck_finding_is_empty(&f));
}

static void refuses(enum criterion_kind kind, int64_t max, struct crosscheck_typed typed,
                    const char *field) {
    struct crosscheck_finding f;
    struct issues issues = read(kind, max, typed, &f);
    assert_int_equal(issues.count, 1);
    assert_string_equal(issues.items[0].field.p, field);
}

static void refuses_what_cannot_be(void **state) {
    (void)state;
    refuses(CRITERION_GRADE, 8, (struct crosscheck_typed){.actual = STR("Z")}, "actual.I.1");
    refuses(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.actual = STR("nhiều")}, "actual.I.1");
    refuses(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.points = STR("8,01")}, "points.I.1");
    refuses(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.points = STR("-1")}, "points.I.1");
    refuses(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.points = STR("7,999")}, "points.I.1");
    refuses(CRITERION_PENALTY, 0, (struct crosscheck_typed){.points = STR("1")}, "points.I.1");
    refuses(CRITERION_PENALTY, 0, (struct crosscheck_typed){.points = STR("-2,5")}, "points.I.1");
    refuses(CRITERION_BONUS, 5, (struct crosscheck_typed){.actual = STR("1")}, "actual.I.1");
    refuses(CRITERION_QUANTITY, 8, (struct crosscheck_typed){.seen = STR("hình như")}, "seen.I.1");
}

static void what_belongs_to_a_later_stage_is_not_asked(void **state) {
    (void)state;
    struct criterion c = criterion(CRITERION_MARK, 5);
    assert_true(crosscheck_takes(&c));
    c.owner = SCORE_MEETING;
    assert_false(crosscheck_takes(&c));
    c.owner = SCORE_CROSS;
    assert_true(crosscheck_takes(&c));
    c = criterion(CRITERION_GROUP, 30);
    assert_false(crosscheck_takes(&c));
}

static const struct crosscheck_before BEFORE = {.self_actual = STR_INIT("74"),
                                                .has_self = true,
                                                .self = {1184, 2},
                                                .has_rule = true,
                                                .rule = {1184, 2}};

static struct crosscheck_decision decide(const char *actual, const char *points,
                                         const struct crosscheck_before *before) {
    struct crosscheck_finding f = {.actual = str_from_c(actual)};
    f.has_points = points && decimal_parse(str_from_c(points), &f.points);
    return crosscheck_decide(&f, before);
}

static void agreeing_decides_nothing(void **state) {
    (void)state;
    struct crosscheck_decision d = decide("74", NULL, &BEFORE);
    assert_true(d.agrees && !d.actual.p && !d.has_points && !d.needs_reason);
    d = decide(NULL, "11.84", &BEFORE);
    assert_true(d.agrees && !d.has_points && !d.needs_reason);
    d = decide(NULL, NULL, &BEFORE);
    assert_true(!d.agrees && !d.actual.p && !d.has_points && !d.needs_reason);
}

static void what_differs_decides_and_needs_a_reason(void **state) {
    (void)state;
    struct crosscheck_decision d = decide("70", NULL, &BEFORE);
    assert_string_equal(d.actual.p, "70");
    assert_true(d.needs_reason && !d.agrees);
    d = decide("74", "11", &BEFORE);
    assert_true(d.has_points && d.needs_reason && !d.agrees && !d.actual.p);
    /* As the rule says, but not as the unit gave itself. */
    struct crosscheck_before generous = BEFORE;
    generous.self = DECIMAL(12, 0);
    d = decide(NULL, "11.84", &generous);
    assert_true(d.agrees && d.needs_reason);
    /* As the unit gave itself, where the rule gives nothing. */
    struct crosscheck_before marks = {.has_self = true, .self = {5, 0}};
    d = decide(NULL, "5", &marks);
    assert_true(d.has_points && !d.needs_reason);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_what_people_write),
        cmocka_unit_test(refuses_what_cannot_be),
        cmocka_unit_test(what_belongs_to_a_later_stage_is_not_asked),
        cmocka_unit_test(agreeing_decides_nothing),
        cmocka_unit_test(what_differs_decides_and_needs_a_reason),
    };
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
