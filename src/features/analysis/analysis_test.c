/* Medians, distances and means by hand, and what a board says about itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/analysis/analysis_service.h"
#include "features/scoring/board_fixture.h"
#include "features/scoring/ranking_digest_service.h"

static struct arena *a;

static struct decimal dec(const char *text) {
    struct decimal value = DECIMAL_ZERO;
    assert_true(decimal_parse(str_from_c(text), &value));
    return value;
}

static void assert_decimal(struct decimal value, const char *text) {
    assert_string_equal(decimal_canonical(a, value).p, text);
}

static struct analysis_spread spread_of(const char *const *texts, size_t count) {
    struct decimal values[20];
    struct analysis_spread spread;
    for (size_t i = 0; i < count; i++)
        values[i] = dec(texts[i]);
    assert_true(analysis_spread_of(a, values, count, &spread));
    return spread;
}

static void medians_by_hand(void **state) {
    (void)state;
    static const char *const ODD[] = {"9", "2.5", "3", "4", "100"};
    struct analysis_spread spread = spread_of(ODD, 5);
    assert_decimal(spread.median, "4");
    assert_decimal(spread.mad, "1.5"); /* 0, 1, 1.5, 5, 96 */
    /* 3 × 1.4826 × 1.5 = 6.6717 */
    assert_false(analysis_is_far(&spread, dec("10.6717")));
    assert_true(analysis_is_far(&spread, dec("10.6718")));
    assert_true(analysis_is_far(&spread, dec("-2.68")));
    assert_true(analysis_is_far(&spread, dec("100")));
    static const char *const EVEN[] = {"1", "2.25", "2.5", "10"};
    spread = spread_of(EVEN, 4);
    assert_decimal(spread.median, "2.375");
    assert_decimal(spread.mad, "0.75");                /* 0.125, 0.125, 1.375, 7.625 */
    assert_false(analysis_is_far(&spread, dec("10"))); /* four values say nothing */
    struct decimal none;
    assert_false(analysis_median(a, NULL, 0, &none));
}

static void where_most_are_equal_nothing_is_far(void **state) {
    (void)state;
    static const char *const EQUAL[] = {"5", "5", "5", "5", "0"};
    struct analysis_spread spread = spread_of(EQUAL, 5);
    assert_false(analysis_spread_tells(&spread));
    assert_false(analysis_is_far(&spread, dec("0")));
}

static void round_points(void **state) {
    (void)state;
    static const char *const ROUND[] = {"0", "8", "7.5", "88.25", "-0.75"};
    static const char *const NOT[] = {"11.84", "0.3", "88.26", "0.125"};
    for (size_t i = 0; i < COUNT_OF(ROUND); i++)
        assert_true(analysis_is_round(dec(ROUND[i])));
    for (size_t i = 0; i < COUNT_OF(NOT); i++)
        assert_false(analysis_is_round(dec(NOT[i])));
}

static void means_are_rounded_once(void **state) {
    (void)state;
    struct analysis_mean mean = {0};
    struct decimal value;
    assert_false(analysis_mean_value(&mean, &value));
    analysis_mean_add(&mean, dec("0.01"));
    analysis_mean_add(&mean, dec("0.02"));
    assert_true(analysis_mean_value(&mean, &value));
    assert_decimal(value, "0.02"); /* 0.015 */
    analysis_mean_add(&mean, dec("-1"));
    assert_true(analysis_mean_value(&mean, &value));
    assert_decimal(value, "-0.32");
}

/* --- a board ------------------------------------------------------------------------------- */

static struct scoreboard *complete_board(void) {
    struct scoreboard *board = fixture_board(a);
    struct message why;
    assert_true(scoring_read_actual(
        a, &board->table.criteria.items[FIXTURE_I_1], &board->book.rules, STR("95"),
        &score_cell_at(&board->matrix, FIXTURE_INCOMPLETE, FIXTURE_I_1)->actual, &why));
    scoring_compute(&board->matrix, &board->book.rules);
    scoring_rank(a, board);
    return board;
}

static void what_if_leaves_the_board_alone(void **state) {
    (void)state;
    struct scoreboard *board = complete_board();
    struct user local = user_local();
    struct str before = ranking_digest(a, board);
    const struct what_if_change changes[] = {
        {STR("don-vi-g"), STR("I.1"), STR("110"), false},
        {STR("don-vi-g"), STR("I.2"), STR("5"), true},
        {STR("don-vi-g"), STR("II.1"), STR("Đạt"), false},
    };
    struct issues issues = {0};
    struct what_if what_if;
    if (what_if_make(a, &local, board, changes, COUNT_OF(changes), &issues, &what_if))
        fail();
    assert_int_equal(issues.count, 0);
    assert_int_equal(what_if.rows.count, FIXTURE_UNITS);
    bool seen = false;
    for (size_t i = 0; i < what_if.rows.count; i++) {
        const struct what_if_row *row = &what_if.rows.items[i];
        if (row->unit != FIXTURE_FIFTH)
            continue;
        seen = true;
        assert_int_equal(row->place_before, 6);
        assert_int_equal(row->place_after, 2);
        assert_decimal(row->total_before, "0");
        assert_decimal(row->total_after, "21");
    }
    assert_true(seen);
    assert_true(str_equal(ranking_digest(a, board), before));
}

static void what_if_says_what_it_cannot_read(void **state) {
    (void)state;
    struct user local = user_local();
    const struct what_if_change changes[] = {
        {STR("khong-co"), STR("I.1"), STR("1"), false},
        {STR("don-vi-a"), STR("I"), STR("1"), false},
        {STR("don-vi-a"), STR("I.1"), STR("nhiều"), false},
        {STR("don-vi-a"), STR("I.1"), STR("nhiều"), true},
    };
    struct issues issues = {0};
    struct what_if what_if;
    assert_null(what_if_make(a, &local, complete_board(), changes, 4, &issues, &what_if));
    assert_int_equal(issues.count, 4);
    assert_non_null(issue_of(&issues, STR("thay-doi-3")));
}

static void what_if_is_closed_during_entry(void **state) {
    (void)state;
    struct user local = user_local();
    struct scoreboard *board = complete_board();
    board->units_missing[FIXTURE_TIED] = 1;
    struct issues issues = {0};
    struct what_if what_if;
    const struct err *err = what_if_make(a, &local, board, NULL, 0, &issues, &what_if);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_STATE);
    struct user nobody = {.id = STR("x"), .name = STR("x")};
    err = what_if_make(a, &nobody, complete_board(), NULL, 0, &issues, &what_if);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DENIED);
}

static void put_points(struct scoreboard *board, size_t unit, size_t criterion,
                       enum score_stage stage, const char *points, bool agrees) {
    struct board_cell *cell = board_cell_at(board, unit, criterion);
    struct stage_decision *decision = ARENA_NEW(a, struct stage_decision);
    decision->has_points = !agrees;
    decision->agrees = agrees;
    decision->points = decision->agreed = dec(points);
    cell->stages[stage] = decision;
}

static void stages_against_self_rule_and_final(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    static const ptrdiff_t CHECKERS[FIXTURE_UNITS] = {1, -1, -1, -1, 0, -1};
    struct leniency leniency;
    /* the fourth: by rule 10, 3, 5; itself 12, 5, 5 */
    put_points(board, FIXTURE_FOURTH, FIXTURE_I_1, SCORE_CROSS, "10", true);
    put_points(board, FIXTURE_FOURTH, FIXTURE_I_2, SCORE_CROSS, "4", false);
    put_points(board, FIXTURE_FIRST, FIXTURE_I_1, SCORE_CROSS, "9.5", false); /* by rule 10 */
    put_points(board, FIXTURE_FOURTH, FIXTURE_I_2, SCORE_HEAD, "3", false);
    leniency_make(a, board, CHECKERS, &leniency);
    assert_int_equal(leniency.count, 4);
    const struct leniency_row *cross = &leniency.items[0];
    struct decimal mean;
    assert_int_equal(cross->stage, SCORE_CROSS);
    assert_int_equal(cross->checker, -1);
    assert_int_equal(cross->rows, 3);
    assert_int_equal(cross->over_self.count, 3);
    assert_true(analysis_mean_value(&cross->over_self, &mean));
    assert_decimal(mean, "-1.17"); /* (−2 − 1 − 0.5) ÷ 3 */
    assert_true(analysis_mean_value(&cross->over_rule, &mean));
    assert_decimal(mean, "0.17"); /* (0 + 1 − 0.5) ÷ 3 */
    bool by_first = false, by_second = false, head = false;
    for (size_t i = 1; i < leniency.count; i++) {
        const struct leniency_row *row = &leniency.items[i];
        by_first |= row->stage == SCORE_CROSS && row->checker == 0 && row->rows == 1;
        by_second |= row->stage == SCORE_CROSS && row->checker == 1 && row->rows == 2;
        head |= row->stage == SCORE_HEAD && row->checker == -1 && row->rows == 1;
    }
    assert_true(by_first && by_second && head);
    leniency_make(a, fixture_board(a), NULL, &leniency);
    assert_int_equal(leniency.count, 0);
}

static void what_is_far_and_what_all_have(void **state) {
    (void)state;
    struct scoreboard *board = complete_board();
    struct outliers outliers;
    static const char *const POINTS[FIXTURE_UNITS] = {"10", "9.9", "9.8", "10", "9.7", "2"};
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++) {
        score_cell_at(&board->matrix, unit, FIXTURE_I_1)->in_force = dec(POINTS[unit]);
        score_cell_at(&board->matrix, unit, FIXTURE_II_1)->in_force = dec("5");
    }
    outliers_make(a, board, &outliers);
    assert_int_equal(outliers.content, 3);
    bool seen = false;
    for (size_t i = 0; i < outliers.far.count; i++) {
        const struct far_row *row = &outliers.far.items[i];
        if (row->criterion != FIXTURE_I_1)
            continue;
        seen = true;
        assert_int_equal(row->unit, FIXTURE_FIFTH);
        assert_decimal(row->points, "2");
        assert_decimal(row->spread.median, "9.85");
    }
    assert_true(seen);
    assert_int_equal(outliers.all_max.count, 1);
    assert_int_equal(outliers.all_max.items[0].criterion, FIXTURE_II_1);
    const struct round_row *fourth = &outliers.rounds.items[FIXTURE_FOURTH];
    assert_int_equal(fourth->self, 3);
    assert_int_equal(fourth->self_round, 3);
    assert_int_equal(fourth->rule, 3);
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
        cmocka_unit_test(medians_by_hand),
        cmocka_unit_test(where_most_are_equal_nothing_is_far),
        cmocka_unit_test(round_points),
        cmocka_unit_test(means_are_rounded_once),
        cmocka_unit_test(what_if_leaves_the_board_alone),
        cmocka_unit_test(what_if_says_what_it_cannot_read),
        cmocka_unit_test(what_if_is_closed_during_entry),
        cmocka_unit_test(stages_against_self_rule_and_final),
        cmocka_unit_test(what_is_far_and_what_all_have),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
