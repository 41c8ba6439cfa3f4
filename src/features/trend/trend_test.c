/* Shares of targets by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/trend/trend.h"

static struct arena *a;

static struct decimal dec(const char *text) {
    struct decimal value = DECIMAL_ZERO;
    assert_true(decimal_parse(str_from_c(text), &value));
    return value;
}

static void shares_of_a_target(void **state) {
    (void)state;
    static const struct {
        const char *result, *target, *share;
    } ROWS[] = {
        {"50", "100", "50"}, {"1", "3", "33.3"},    {"2", "3", "66.7"},     {"74", "75", "98.7"},
        {"0", "12", "0"},    {"13", "12", "108.3"}, {"0.05", "100", "0.1"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct decimal share;
        assert_true(trend_share(dec(ROWS[i].result), dec(ROWS[i].target), &share));
        assert_string_equal(decimal_canonical(a, share).p, ROWS[i].share);
    }
    struct decimal none;
    assert_false(trend_share(dec("1"), dec("0"), &none));
}

/* "> 50 %": half is not more than half, however it is printed. */
static void beyond_is_strictly_more(void **state) {
    (void)state;
    assert_false(trend_is_beyond(dec("50"), dec("100"), dec("50")));
    assert_true(trend_is_beyond(dec("50.01"), dec("100"), dec("50")));
    assert_false(trend_is_beyond(dec("49.99"), dec("100"), dec("50")));
    assert_false(trend_is_beyond(dec("1"), dec("0"), dec("50")));
}

static void the_bar_is_a_setting(void **state) {
    (void)state;
    struct decimal bar;
    assert_true(trend_bar_read(STR("50"), &bar));
    assert_int_equal(decimal_compare(bar, dec("50")), 0);
    assert_false(trend_bar_read(STR(""), &bar));
    assert_false(trend_bar_read(STR("0"), &bar));
    assert_false(trend_bar_read(STR("nửa"), &bar));
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
        cmocka_unit_test(shares_of_a_target),
        cmocka_unit_test(beyond_is_strictly_more),
        cmocka_unit_test(the_bar_is_a_setting),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
