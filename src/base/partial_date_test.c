/* Partial dates: what is read, what they can mean, and that nothing is filled up. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/partial_date.h"

static void dates_are_shown_as_they_are_known(void **state) {
    (void)state;
    static const struct {
        const char *typed, *iso, *shown, *first, *last;
    } cases[] = {
        {"2008", "2008", "2008", "2008-01-01", "2008-12-31"},
        {" 2/2008 ", "2008-02", "2/2008", "2008-02-01", "2008-02-29"},
        {"12.2007", "2007-12", "12/2007", "2007-12-01", "2007-12-31"},
        {"2025-06", "2025-06", "6/2025", "2025-06-01", "2025-06-30"},
        {"1/7/2025", "2025-07-01", "1/7/2025", "2025-07-01", "2025-07-01"},
    };
    struct arena *arena = arena_new(0);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct partial_date partial, again;
        assert_true(partial_date_read_human(str_from_c(cases[i].typed), &partial));
        assert_true(str_equal_c(partial_date_iso(arena, partial), cases[i].iso));
        assert_true(str_equal_c(partial_date_display(arena, partial), cases[i].shown));
        assert_true(str_equal_c(date_iso(arena, partial_date_first(partial)), cases[i].first));
        assert_true(str_equal_c(date_iso(arena, partial_date_last(partial)), cases[i].last));
        assert_true(partial_date_parse_iso(str_from_c(cases[i].iso), &again));
        assert_memory_equal(&partial, &again, sizeof(partial));
    }
    arena_free(arena);
}

static void what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"",          "8",        "13/2008", "0/2008", "2/08",
                                        "31/2/2008", "năm 2008", "2008-13", "20080",  "2/2008/"};
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        struct partial_date partial;
        assert_false(partial_date_read_human(str_from_c(wrong[i]), &partial));
    }
}

static void nothing_known_stays_nothing(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct partial_date nothing = {.year = 1};
    assert_true(partial_date_parse_iso(STR(""), &nothing));
    assert_true(partial_date_is_empty(nothing));
    assert_true(date_is_empty(partial_date_first(nothing)));
    assert_true(date_is_empty(partial_date_last(nothing)));
    assert_true(str_is_empty(partial_date_display(arena, nothing)));
    assert_true(partial_date_is_empty(partial_date_from_iso(STR_NONE)));
    assert_true(partial_date_is_empty(partial_date_from_iso(STR("2008-13"))));
    assert_int_equal(partial_date_from_iso(STR("2008-03")).month, 3);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dates_are_shown_as_they_are_known),
        cmocka_unit_test(what_is_no_date_is_refused),
        cmocka_unit_test(nothing_known_stays_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
