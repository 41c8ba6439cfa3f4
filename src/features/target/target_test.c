/* Figures of targets by part of the year, and the order of a list. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/target/target.h"

static struct target figure(const struct target_item *item, int64_t year) {
    return (struct target){
        .item = item, .state = TARGET_STANDS, .has_value = true, .value = DECIMAL(year, 0)};
}

static void a_cumulative_target_has_its_agreed_half_and_the_rest(void **state) {
    (void)state;
    const struct target_item item = {.direction = TARGET_MORE, .is_cumulative = true};
    struct target target = figure(&item, 12);
    target.has_first_half = true;
    target.first_half = DECIMAL(55, 1);
    assert_int_equal(
        decimal_compare(target_value_of_half(&target, TARGET_YEAR).value, DECIMAL(12, 0)), 0);
    assert_int_equal(
        decimal_compare(target_value_of_half(&target, TARGET_FIRST_HALF).value, DECIMAL(55, 1)), 0);
    assert_int_equal(
        decimal_compare(target_value_of_half(&target, TARGET_SECOND_HALF).value, DECIMAL(65, 1)),
        0);
    assert_false(target_lacks_half(&target));
}

static void no_half_is_guessed(void **state) {
    (void)state;
    const struct target_item item = {.direction = TARGET_MORE, .is_cumulative = true};
    struct target target = figure(&item, 12);
    assert_true(target_value_of_half(&target, TARGET_YEAR).is_set);
    assert_false(target_value_of_half(&target, TARGET_FIRST_HALF).is_set);
    assert_false(target_value_of_half(&target, TARGET_SECOND_HALF).is_set);
    assert_true(target_lacks_half(&target));
}

static void a_rate_is_the_same_in_both_halves(void **state) {
    (void)state;
    const struct target_item item = {.direction = TARGET_MORE};
    struct target target = figure(&item, 98);
    for (enum target_part part = TARGET_YEAR; part <= TARGET_SECOND_HALF; part++) {
        struct target_value value = target_value_of_half(&target, part);
        assert_true(value.is_set);
        assert_int_equal(decimal_compare(value.value, DECIMAL(98, 0)), 0);
    }
    assert_false(target_lacks_half(&target));
}

static void what_was_withdrawn_has_no_figure(void **state) {
    (void)state;
    const struct target_item item = {.direction = TARGET_MORE};
    struct target target = figure(&item, 98);
    target.state = TARGET_WITHDRAWN;
    assert_false(target_value_of_half(&target, TARGET_YEAR).is_set);
    assert_false(target_stands(&target));
    target.state = TARGET_PROPOSED;
    assert_true(target_value_of_half(&target, TARGET_YEAR).is_set);
    assert_false(target_stands(&target));
}

static void figures_are_said_as_people_write_them(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct target_item rate = {.measure = STR("%"), .direction = TARGET_MORE};
    struct target target = figure(&rate, 0);
    target.value = DECIMAL(986, 1);
    assert_string_equal(target_display(arena, LANG_VI, &target, TARGET_YEAR).p, "98,6\u00a0%");
    assert_string_equal(target_display(arena, LANG_EN, &target, TARGET_YEAR).p, "98.6\u00a0%");
    const struct target_item done = {.direction = TARGET_DONE};
    struct target to_do = {.item = &done, .state = TARGET_STANDS};
    assert_string_equal(target_display(arena, LANG_VI, &to_do, TARGET_YEAR).p, "Hoàn thành");
    to_do.state = TARGET_MISSING;
    assert_int_equal(target_display(arena, LANG_VI, &to_do, TARGET_YEAR).n, 0);
    arena_free(arena);
}

static void groups_stay_together_in_their_order(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct target_items items = {0};
    const struct {
        int64_t number, position;
        const char *group;
    } rows[] = {{1, 20, "B"}, {2, 10, "A"}, {3, 30, "A"}, {4, 5, "B"}, {5, 30, ""}};
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        *list_push(arena, &items) = (struct target_item){.number = rows[i].number,
                                                         .position = rows[i].position,
                                                         .group = str_from_c(rows[i].group)};
    target_items_sort(arena, &items);
    const int64_t expected[] = {4, 1, 2, 3, 5};
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_int_equal(items.items[i].number, expected[i]);
    arena_free(arena);
}

static void codes_go_there_and_back(void **state) {
    (void)state;
    for (int i = 0; i < TARGET_DIRECTION_COUNT; i++) {
        enum target_direction direction;
        assert_true(target_direction_from_code(target_direction_code((enum target_direction)i),
                                               &direction));
        assert_int_equal(direction, i);
    }
    for (int i = 0; i < TARGET_SOURCE_COUNT; i++) {
        enum target_source source;
        assert_true(target_source_from_code(target_source_code((enum target_source)i), &source));
        assert_int_equal(source, i);
    }
    enum target_state none;
    assert_false(target_state_from_code(STR(""), &none));
    assert_false(target_state_from_code(STR("khác"), &none));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cumulative_target_has_its_agreed_half_and_the_rest),
        cmocka_unit_test(no_half_is_guessed),
        cmocka_unit_test(a_rate_is_the_same_in_both_halves),
        cmocka_unit_test(what_was_withdrawn_has_no_figure),
        cmocka_unit_test(figures_are_said_as_people_write_them),
        cmocka_unit_test(groups_stay_together_in_their_order),
        cmocka_unit_test(codes_go_there_and_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
