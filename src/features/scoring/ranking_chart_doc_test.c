/* The ranking as a chart: what it is drawn from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "doc/office_fixture.h"
#include "features/scoring/board_fixture.h"
#include "features/scoring/ranking_chart_doc.h"
#include "features/scoring/ranking_doc.h"

static struct arena *a;

static const struct chart *chart_of(struct scoreboard *board, bool without_places) {
    struct board_stage stage;
    scoring_board_stage(a, board, RANKING_IN_FORCE, without_places, &stage);
    return ranking_chart(a, board, &stage, LANG_VI);
}

/* "Đơn vị A: 17,50; …" in the order drawn. */
static const char *sums_of(const struct chart *chart) {
    struct str text = STR("");
    for (size_t i = 0; i < chart->categories.count; i++) {
        struct chart_point sum = chart_sum(chart, i);
        text = str_format(a, STR_FMT "%s" STR_FMT ": " STR_FMT, STR_ARG(text), i ? "; " : "",
                          STR_ARG(chart->categories.items[i]),
                          STR_ARG(chart_value_text(a, chart, &sum)));
    }
    return str_c(a, text);
}

static void bars_add_up_to_the_totals_in_the_order_of_the_places(void **state) {
    (void)state;
    const struct chart *chart = chart_of(fixture_board(a), false);
    assert_int_equal(chart->kind, CHART_STACKED);
    assert_string_equal(sums_of(chart),
                        "Đơn vị E: 21,00; Đơn vị B: 19,01; Đơn vị D: 19,01; Đơn vị A: 17,50; "
                        "Đơn vị G: 0,00; Đơn vị C: 25,00*");
    /* two groups, bonus, penalty */
    assert_int_equal(chart->series.count, 4);
    assert_string_equal(chart->series.items[0].code.p, "I");
    assert_true(chart->series.items[3].points[3].value.units < 0);
}

static void without_places_units_stand_in_the_order_of_the_members(void **state) {
    (void)state;
    assert_string_equal(sums_of(chart_of(fixture_board(a), true)),
                        "Đơn vị A: 17,50; Đơn vị B: 19,01; Đơn vị C: 25,00*; Đơn vị D: 19,01; "
                        "Đơn vị E: 21,00; Đơn vị G: 0,00");
}

static void without_scores_there_is_no_chart(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct board_stage stage;
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->table.criteria.count; i++)
            score_cell_at(&board->matrix, unit, i)->in_force_known = false;
    scoring_board_stage(a, board, RANKING_IN_FORCE, false, &stage);
    assert_null(ranking_chart(a, board, &stage, LANG_VI));
    assert_null(ranking_chart_of_unit(a, board, 0, LANG_VI));
}

/* Group I is complete in five units: 13, 14.01, 14.01, 15, 0; unit C lacks a criterion. */
static void a_unit_is_compared_with_the_mean_of_the_complete(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    const struct chart *chart = ranking_chart_of_unit(a, board, 0, LANG_VI);
    assert_int_equal(chart->kind, CHART_BULLETS);
    assert_int_equal(chart->categories.count, 2);
    assert_string_equal(chart_value_text(a, chart, &chart->series.items[0].points[0]).p, "13,00");
    assert_string_equal(chart_value_text(a, chart, &chart->series.items[1].points[0]).p, "11,20");
    chart = ranking_chart_of_unit(a, board, 2, LANG_VI);
    assert_string_equal(chart_value_text(a, chart, &chart->series.items[0].points[0]).p, "5,00*");
}

/* Unit A has reached what the first criterion with a target asks for, or a share of it. */
static void results_are_shares_of_their_targets(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct criterion *criterion = NULL;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        criterion = &board->table.criteria.items[i];
        struct score_cell *cell = score_cell_at(&board->matrix, 0, i);
        if (!criterion_is_scored(criterion))
            continue;
        criterion->kind = CRITERION_QUANTITY;
        criterion->has_target = true;
        criterion->target = DECIMAL(75, 0);
        criterion->unit_of_measure = STR("vụ");
        cell->actual = (struct actual){ACTUAL_READ, STR("50"), DECIMAL(50, 0)};
        break;
    }
    const struct chart *chart = ranking_chart_of_targets(a, board, 0, LANG_VI);
    assert_non_null(chart);
    assert_true(str_find(chart->categories.items[0], STR(": 50/75\xC2\xA0"
                                                         "vụ")) > 0);
    assert_string_equal(chart_value_text(a, chart, &chart->series.items[0].points[0]).p, "66,7");
    assert_string_equal(chart_value_text(a, chart, &chart->series.items[1].points[0]).p, "100");
    criterion->target = DECIMAL_ZERO;
    for (size_t i = 0; i < board->table.criteria.count; i++)
        board->table.criteria.items[i].has_target = false;
    assert_null(ranking_chart_of_targets(a, board, 0, LANG_VI));
}

static bool has(struct str xml, const char *what) {
    return str_find(xml, str_from_c(what)) >= 0;
}

static void the_workbook_has_a_chart_of_its_cells(void **state) {
    (void)state;
    struct str xlsx, xml, again;
    assert_null(ranking_doc_make(a, fixture_board(a), 1592200000000, &xlsx));
    xml = fixture_part_of(a, xlsx, "xl/charts/chart1.xml");
    assert_true(has(xml, "<c:barDir val=\"bar\"/>"));
    assert_true(has(xml, "<c:grouping val=\"stacked\"/>"));
    assert_true(has(xml, "<c:f>'Xếp thứ'!$B$9:$B$14</c:f>"));
    const char *const columns[] = {"C", "D", "E", "F"};
    for (size_t i = 0; i < COUNT_OF(columns); i++) {
        assert_true(has(xml, str_format(a, "<c:f>'Xếp thứ'!$%s$8</c:f>", columns[i]).p));
        assert_true(
            has(xml, str_format(a, "<c:f>'Xếp thứ'!$%s$9:$%s$14</c:f>", columns[i], columns[i]).p));
    }
    assert_false(has(xml, "!$G$9")); /* the total is the sum of what is stacked */
    assert_true(has(xml, "formatCode=\"#,##0.##\""));
    assert_true(has(xml, "<c:orientation val=\"maxMin\"/>"));
    assert_true(has(fixture_part_of(a, xlsx, "xl/drawings/drawing1.xml"), "Đơn vị E: 21,00"));
    assert_null(ranking_doc_make(a, fixture_board(a), 1592200000000, &again));
    assert_true(str_equal(xlsx, again));
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
        cmocka_unit_test(bars_add_up_to_the_totals_in_the_order_of_the_places),
        cmocka_unit_test(without_places_units_stand_in_the_order_of_the_members),
        cmocka_unit_test(without_scores_there_is_no_chart),
        cmocka_unit_test(a_unit_is_compared_with_the_mean_of_the_complete),
        cmocka_unit_test(results_are_shares_of_their_targets),
        cmocka_unit_test(the_workbook_has_a_chart_of_its_cells),
    };
    return cmocka_run_group_tests_name("ranking_chart_doc", tests, begin, end);
}
