/* The tables of the domain facts on ceilings, minimum shares and votes, worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/quota.h"

static void ceilings_as_the_literal_reading_has_them(void **state) {
    (void)state;
    static const int PERCENTS[] = {5, 10, 15, 20, 40};
    static const struct {
        size_t base;
        size_t most[5];
    } ROWS[] = {
        {7, {0, 0, 1, 1, 2}},   {13, {0, 1, 1, 2, 5}},  {20, {1, 2, 3, 4, 8}},
        {33, {1, 3, 4, 6, 13}}, {45, {2, 4, 6, 9, 18}}, {66, {3, 6, 9, 13, 26}},
    };
    for (size_t r = 0; r < COUNT_OF(ROWS); r++)
        for (size_t p = 0; p < COUNT_OF(PERCENTS); p++)
            assert_int_equal(quota_ceiling(ROWS[r].base, DECIMAL(PERCENTS[p], 0), QUOTA_FLOOR),
                             ROWS[r].most[p]);
    /* a block of 12 gives two flags; of the remaining 10 at most 5 get a certificate */
    assert_int_equal(quota_ceiling(10, DECIMAL(50, 0), QUOTA_FLOOR), 5);
}

static void texts_that_round_otherwise(void **state) {
    (void)state;
    assert_int_equal(quota_ceiling(13, DECIMAL(15, 0), QUOTA_FLOOR), 1);
    assert_int_equal(quota_ceiling(13, DECIMAL(15, 0), QUOTA_ROUNDED), 2);
    assert_int_equal(quota_ceiling(45, DECIMAL(15, 0), QUOTA_ROUNDED), 7);
    assert_int_equal(quota_ceiling(10, DECIMAL(45, 0), QUOTA_ROUNDED), 5); /* 4.5 goes up */
    assert_int_equal(quota_ceiling(7, DECIMAL(5, 0), QUOTA_AT_LEAST_ONE), 1);
    assert_int_equal(quota_ceiling(7, DECIMAL(10, 0), QUOTA_AT_LEAST_ONE), 1);
    assert_int_equal(quota_ceiling(13, DECIMAL(15, 0), QUOTA_AT_LEAST_ONE), 1);
    assert_int_equal(quota_ceiling(66, DECIMAL(20, 0), QUOTA_AT_LEAST_ONE), 13);
    assert_int_equal(quota_ceiling(0, DECIMAL(20, 0), QUOTA_AT_LEAST_ONE), 0);
    assert_int_equal(quota_ceiling(9, DECIMAL(0, 0), QUOTA_AT_LEAST_ONE), 0);
    assert_int_equal(quota_ceiling(8, DECIMAL(125, 1), QUOTA_FLOOR), 1);
    assert_int_equal(quota_ceiling(8, DECIMAL(101, 0), QUOTA_FLOOR), 0);
    assert_int_equal(quota_ceiling(8, DECIMAL(-1, 0), QUOTA_AT_LEAST_ONE), 0);
}

static void shares_that_must_be_reached(void **state) {
    (void)state;
    static const struct {
        size_t base;
        size_t from_70;
        size_t above_50;
        size_t from_50;
    } ROWS[] = {{3, 3, 2, 2}, {4, 3, 3, 2},  {5, 4, 3, 3},  {7, 5, 4, 4},
                {9, 7, 5, 5}, {10, 7, 6, 5}, {13, 10, 7, 7}};
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        assert_int_equal(quota_minimum(ROWS[i].base, DECIMAL(70, 0), false), ROWS[i].from_70);
        assert_int_equal(quota_minimum(ROWS[i].base, DECIMAL(50, 0), true), ROWS[i].above_50);
        assert_int_equal(quota_minimum(ROWS[i].base, DECIMAL(50, 0), false), ROWS[i].from_50);
    }
}

static void votes_are_counted_on_all_members(void **state) {
    (void)state;
    static const struct vote_share SHARES[] = {{90, 100}, {80, 100}, {70, 100}, {2, 3}};
    static const struct {
        size_t members;
        size_t needed[4];
    } ROWS[] = {{5, {5, 4, 4, 4}},      {7, {7, 6, 5, 5}},      {9, {9, 8, 7, 6}},
                {11, {10, 9, 8, 8}},    {13, {12, 11, 10, 9}},  {15, {14, 12, 11, 10}},
                {17, {16, 14, 12, 12}}, {19, {18, 16, 14, 13}}, {21, {19, 17, 15, 14}}};
    for (size_t r = 0; r < COUNT_OF(ROWS); r++)
        for (size_t s = 0; s < COUNT_OF(SHARES); s++)
            assert_int_equal(votes_needed(ROWS[r].members, SHARES[s]), ROWS[r].needed[s]);
}

static void who_is_absent_counts_unless_asked_in_writing(void **state) {
    (void)state;
    const struct vote_share ninety = {90, 100};
    const struct vote_share seventy = {70, 100};
    assert_false(votes_pass(8, 11, ninety)); /* 8 of 11 present, all yes */
    assert_true(votes_pass(8, 11, seventy));
    assert_true(votes_pass(10, 11, ninety)); /* two of the absent answered yes in writing */
    assert_int_equal(votes_percent(8, 11).units, 7273);
    assert_int_equal(votes_percent(10, 11).units, 9091);
    assert_false(votes_pass(0, 0, seventy));
    assert_false(votes_pass(12, 11, seventy)); /* more votes than members: not a count */
}

static void the_way_is_stored_by_a_code(void **state) {
    (void)state;
    for (int i = 0; i < QUOTA_ROUNDING_COUNT; i++) {
        enum quota_rounding read;
        assert_true(quota_rounding_from_code(quota_rounding_code((enum quota_rounding)i), &read));
        assert_int_equal(read, i);
    }
    enum quota_rounding read;
    assert_false(quota_rounding_from_code(STR("up"), &read));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ceilings_as_the_literal_reading_has_them),
        cmocka_unit_test(texts_that_round_otherwise),
        cmocka_unit_test(shares_that_must_be_reached),
        cmocka_unit_test(votes_are_counted_on_all_members),
        cmocka_unit_test(who_is_absent_counts_unless_asked_in_writing),
        cmocka_unit_test(the_way_is_stored_by_a_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
