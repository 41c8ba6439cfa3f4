/* Stages of a ranking, its columns, and rankings without places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/board_fixture.h"

static struct arena *a;

static void assert_total(const struct score_totals *totals, const char *total, size_t missing) {
    assert_string_equal(decimal_fixed(a, totals->total, 2).p, total);
    assert_int_equal(totals->missing, missing);
    assert_int_equal(totals->complete, missing == 0);
}

static void assert_order(const struct standing *standings, const size_t *units, const int *places) {
    for (size_t i = 0; i < FIXTURE_UNITS; i++) {
        assert_int_equal(standings[i].unit, units[i]);
        assert_int_equal(standings[i].place, places[i]);
    }
}

static void what_counts_is_accepted_else_by_rule(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct board_stage stage;
    scoring_board_stage(a, board, RANKING_IN_FORCE, false, &stage);
    assert_total(&stage.matrix.totals[FIXTURE_FIRST], "21.00", 0);
    assert_total(&stage.matrix.totals[FIXTURE_SECOND], "19.01", 0);
    assert_total(&stage.matrix.totals[FIXTURE_TIED], "19.01", 0);
    assert_total(&stage.matrix.totals[FIXTURE_FOURTH], "17.50", 0);
    assert_total(&stage.matrix.totals[FIXTURE_FIFTH], "0.00", 0);
    /* more points than anybody, and no place */
    assert_total(&stage.matrix.totals[FIXTURE_INCOMPLETE], "25.00", 1);
    assert_order(stage.standings,
                 (size_t[]){FIXTURE_FIRST, FIXTURE_SECOND, FIXTURE_TIED, FIXTURE_FOURTH,
                            FIXTURE_FIFTH, FIXTURE_INCOMPLETE},
                 (int[]){1, 2, 2, 4, 5, 0});
    assert_false(stage.standings[0].shared);
    assert_true(stage.standings[1].shared);
    assert_true(stage.standings[2].shared);
    /* the stage that counts is what scoring computed */
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++) {
        const struct score_totals *own = &board->matrix.totals[unit];
        const struct score_totals *copy = &stage.matrix.totals[unit];
        assert_int_equal(decimal_compare(own->content, copy->content), 0);
        assert_int_equal(decimal_compare(own->bonus, copy->bonus), 0);
        assert_int_equal(decimal_compare(own->penalty, copy->penalty), 0);
        assert_int_equal(decimal_compare(own->total, copy->total), 0);
        assert_int_equal(own->missing, copy->missing);
    }
}

static void by_rule_leaves_accepted_points_out(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct board_stage stage;
    scoring_board_stage(a, board, RANKING_BY_RULE, false, &stage);
    assert_total(&stage.matrix.totals[FIXTURE_TIED], "18.21", 0);
    assert_total(&stage.matrix.totals[FIXTURE_INCOMPLETE], "10.00", 1);
    assert_order(stage.standings,
                 (size_t[]){FIXTURE_FIRST, FIXTURE_SECOND, FIXTURE_TIED, FIXTURE_FOURTH,
                            FIXTURE_FIFTH, FIXTURE_INCOMPLETE},
                 (int[]){1, 2, 3, 4, 5, 0});
    /* the board itself is as it was */
    assert_total(&board->matrix.totals[FIXTURE_TIED], "19.01", 0);
}

static void self_scores_count_as_written(void **state) {
    (void)state;
    struct board_stage stage;
    scoring_board_stage(a, fixture_board(a), RANKING_SELF, false, &stage);
    /* 12 of 10, uncapped; no word of a bonus is none; the penalty as the unit wrote it */
    assert_total(&stage.matrix.totals[FIXTURE_FOURTH], "21.50", 0);
    assert_total(&stage.matrix.totals[FIXTURE_FIRST], "10.00", 2);
    assert_total(&stage.matrix.totals[FIXTURE_SECOND], "0.00", 3);
    assert_int_equal(stage.standings[0].unit, FIXTURE_FOURTH);
    assert_int_equal(stage.standings[0].place, 1);
    for (size_t i = 1; i < FIXTURE_UNITS; i++)
        assert_int_equal(stage.standings[i].place, 0);
}

static void without_places_the_order_says_nothing(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct board_stage stage;
    for (int hidden = 0; hidden < 2; hidden++) {
        board->cluster.places_shown = !hidden;
        scoring_board_stage(a, board, RANKING_IN_FORCE, !hidden, &stage);
        for (size_t i = 0; i < FIXTURE_UNITS; i++) {
            assert_int_equal(stage.standings[i].unit, i);
            assert_int_equal(stage.standings[i].place, 0);
            assert_false(stage.standings[i].shared);
        }
    }
}

static void columns_add_up_to_the_total(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    /* the bonus within a group is no part of the group's column */
    board->table.criteria.items[FIXTURE_BONUS].depth = 1;
    board->table.criteria.items[FIXTURE_BONUS].parent = FIXTURE_II;
    struct ranking_columns columns = ranking_columns_of(a, &board->table.criteria);
    assert_int_equal(columns.count, 2);
    assert_int_equal(columns.items[0].criterion, FIXTURE_I);
    assert_int_equal(columns.items[1].criterion, FIXTURE_II);
    assert_string_equal(decimal_fixed(a, columns.items[0].max, 2).p, "15.00");
    assert_string_equal(decimal_fixed(a, columns.items[1].max, 2).p, "5.00");
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++) {
        bool first, second;
        const struct score_totals *totals = &board->matrix.totals[unit];
        struct decimal sum =
            decimal_add(ranking_column_points(&board->matrix, unit, &columns.items[0], &first),
                        ranking_column_points(&board->matrix, unit, &columns.items[1], &second));
        sum = decimal_add(decimal_add(sum, totals->bonus), totals->penalty);
        assert_int_equal(decimal_compare(sum, totals->total), 0);
        assert_int_equal(first, unit != FIXTURE_INCOMPLETE);
        assert_true(second);
    }
}

static void a_criterion_that_stands_alone_is_a_column(void **state) {
    (void)state;
    struct criterion rows[] = {
        {.code = STR("1"), .kind = CRITERION_PASS, .max = DECIMAL(5, 0), .parent = -1},
        {.code = STR("2"), .kind = CRITERION_GROUP, .max = DECIMAL(9, 0), .parent = -1},
        {.code = STR("2.1"), .kind = CRITERION_PENALTY, .parent = 1, .depth = 1},
        {.code = STR("3"), .kind = CRITERION_BONUS, .max = DECIMAL(5, 0), .parent = -1},
        {.code = STR("4"), .kind = CRITERION_GRADE, .max = DECIMAL(7, 0), .parent = -1},
    };
    struct criteria criteria = {rows, COUNT_OF(rows), COUNT_OF(rows)};
    struct ranking_columns columns = ranking_columns_of(a, &criteria);
    assert_int_equal(columns.count, 2);
    assert_int_equal(columns.items[0].criterion, 0);
    assert_int_equal(columns.items[0].end, 1);
    assert_int_equal(columns.items[1].criterion, 4);
}

static void stages_have_names_in_addresses(void **state) {
    (void)state;
    for (int stage = 0; stage < RANKING_STAGE_COUNT; stage++) {
        enum ranking_stage back;
        assert_true(ranking_stage_from_code(ranking_stage_code((enum ranking_stage)stage), &back));
        assert_int_equal(back, stage);
    }
    enum ranking_stage other = RANKING_SELF;
    assert_false(ranking_stage_from_code(STR("TU-CHAM"), &other));
    assert_int_equal(other, RANKING_IN_FORCE);
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
        cmocka_unit_test(what_counts_is_accepted_else_by_rule),
        cmocka_unit_test(by_rule_leaves_accepted_points_out),
        cmocka_unit_test(self_scores_count_as_written),
        cmocka_unit_test(without_places_the_order_says_nothing),
        cmocka_unit_test(columns_add_up_to_the_total),
        cmocka_unit_test(a_criterion_that_stands_alone_is_a_column),
        cmocka_unit_test(stages_have_names_in_addresses),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
