/* The pure part of the grid: which months and weeks a half-year has, and what follows from them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "features/scoregrid/scoregrid.h"

static struct grid_parts parts(struct arena *arena, enum rollup_step step, int year, int half) {
    struct grid_parts all;
    grid_parts_of(arena, step, (struct period){year, half}, &all);
    return all;
}

static void months_are_of_the_half_year_and_of_the_year_in_the_second(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct grid_parts first = parts(arena, ROLLUP_MONTHS, 2020, 1);
    assert_int_equal(first.count, 6);
    assert_string_equal(first.items[0].field.p, "part.2020-01");
    assert_string_equal(first.items[5].field.p, "part.2020-06");
    assert_int_equal(parts(arena, ROLLUP_MONTHS, 2020, 2).count, 12);
    assert_string_equal(grid_part_name(arena, LANG_VI, &first.items[2]).p, "Tháng 3");
    arena_free(arena);
}

/* Weeks lie in the year of their Thursday: ISO 8601. */
static void weeks_are_those_of_iso(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct grid_parts year = parts(arena, ROLLUP_WEEKS, 2020, 2);
    assert_int_equal(year.count, 53); /* 2020 has 53, 2021 has 52 */
    assert_string_equal(date_iso(arena, year.items[0].first).p, "2019-12-30");
    assert_string_equal(year.items[12].field.p, "part.2020-W13");
    assert_string_equal(date_iso(arena, year.items[12].first).p, "2020-03-23");
    assert_string_equal(date_iso(arena, year.items[52].first).p, "2020-12-28");
    struct grid_parts next = parts(arena, ROLLUP_WEEKS, 2021, 2);
    assert_int_equal(next.count, 52);
    assert_string_equal(date_iso(arena, next.items[0].first).p, "2021-01-04");
    struct grid_parts half = parts(arena, ROLLUP_WEEKS, 2020, 1);
    assert_int_equal(half.count, 26);
    assert_string_equal(date_iso(arena, half.items[25].first).p, "2020-06-22");
    assert_string_equal(grid_part_name(arena, LANG_VI, &half.items[12]).p, "Tuần 13 (từ 23/3)");
    arena_free(arena);
}

static void own_points_stay_within_their_criterion(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct step_rule late[] = {{DECIMAL(0, 0), DECIMAL(0, 0)},
                                     {DECIMAL(3, 0), DECIMAL(-2, 0)}};
    const struct scoring_rules rules = {.late = (struct step_rule *)late, .late_count = 2};
    const struct criterion mark = {.kind = CRITERION_MARK, .max = DECIMAL(12, 0)};
    const struct criterion penalty = {.kind = CRITERION_PENALTY};
    struct decimal points;
    struct message why;
    bool known;
    assert_true(grid_read_points(arena, &mark, &rules, STR("11,84"), &known, &points, &why));
    assert_true(known);
    assert_int_equal(decimal_compare(points, DECIMAL(1184, 2)), 0);
    assert_true(grid_read_points(arena, &mark, &rules, STR(""), &known, &points, &why));
    assert_false(known);
    assert_true(grid_read_points(arena, &mark, &rules, STR("0"), &known, &points, &why));
    assert_true(known);
    assert_false(grid_read_points(arena, &mark, &rules, STR("12,5"), &known, &points, &why));
    assert_int_equal(why.id, MSG_scoring_points_out_of_range);
    assert_false(grid_read_points(arena, &mark, &rules, STR("-1"), &known, &points, &why));
    assert_false(grid_read_points(arena, &mark, &rules, STR("1,234"), &known, &points, &why));
    assert_false(grid_read_points(arena, &mark, &rules, STR("1.234"), &known, &points, &why));
    assert_int_equal(why.id, MSG_scoring_number_ambiguous);
    assert_false(grid_read_points(arena, &mark, &rules, STR("mười"), &known, &points, &why));
    assert_int_equal(why.id, MSG_scoring_not_a_number);
    assert_true(grid_read_points(arena, &penalty, &rules, STR("-2"), &known, &points, &why));
    assert_false(grid_read_points(arena, &penalty, &rules, STR("1"), &known, &points, &why));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(months_are_of_the_half_year_and_of_the_year_in_the_second),
        cmocka_unit_test(weeks_are_those_of_iso),
        cmocka_unit_test(own_points_stay_within_their_criterion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
