/* Axes, layout and SVG of charts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

#include "doc/chart_fixture.h"
#include "doc/chart_layout.h"
#include "doc/chart_svg.h"
#include "text/utf8.h"

static struct arena *arena;

static const struct chart_place PAPER = {
    .width = 453, .size = 11, .letter_share = 1, .has_title = true};

static struct chart_drawing draw(const struct chart *chart, const struct chart_place *place) {
    struct chart_drawing drawing;
    chart_layout(arena, chart, place, &drawing);
    return drawing;
}

static struct str svg_of(const struct chart *chart) {
    return chart_figure_html(arena, chart, STR("bieu-do")).html;
}

static void assert_says(struct str text, const char *words) {
    if (str_find(text, str_from_c(words)) < 0)
        fail_msg("“%s” is not in " STR_FMT, words, STR_ARG(text));
}

static const struct chart_mark *find_text(const struct chart_drawing *drawing, const char *text) {
    for (size_t i = 0; i < drawing->marks.count; i++)
        if (drawing->marks.items[i].kind == CHART_TEXT &&
            str_equal_c(drawing->marks.items[i].text, text))
            return &drawing->marks.items[i];
    return NULL;
}

static size_t count_boxes(const struct chart_drawing *drawing) {
    size_t count = 0;
    for (size_t i = 0; i < drawing->marks.count; i++)
        count += drawing->marks.items[i].kind == CHART_BOX;
    return count;
}

/* --- axes --------------------------------------------------------------------------------- */

static void assert_axis(const struct chart *chart, const char *low, const char *high,
                        const char *step) {
    struct chart_axis axis = chart_axis_of(chart);
    assert_string_equal(decimal_canonical(arena, axis.low).p, low);
    assert_string_equal(decimal_canonical(arena, axis.high).p, high);
    assert_string_equal(decimal_canonical(arena, axis.step).p, step);
    assert_true(decimal_compare(chart_axis_tick(&axis, axis.step_count), axis.high) == 0);
    assert_in_range(axis.step_count, 1, 12);
    assert_true(decimal_compare(axis.first_tick, axis.low) >= 0);
}

static struct chart *of_two(enum chart_kind kind, struct decimal a, struct decimal b) {
    struct chart *chart = chart_new(arena, kind, LANG_VI);
    chart_category_add(chart, STR("A"));
    chart_category_add(chart, STR("B"));
    size_t series = chart_series_add(chart, STR("S"), STR(""));
    chart_set(chart, series, 0, a);
    chart_set(chart, series, 1, b);
    return chart;
}

static void ticks_are_round_and_exact(void **state) {
    (void)state;
    assert_axis(of_two(CHART_BARS, DECIMAL(9860, 2), DECIMAL(5, 0)), "0", "100", "20");
    assert_axis(of_two(CHART_BARS, DECIMAL(3, 1), DECIMAL(1, 1)), "0", "0.3", "0.05");
    assert_axis(of_two(CHART_BARS, DECIMAL(-15, 1), DECIMAL(12, 0)), "-1.5", "15", "5");
    assert_axis(of_two(CHART_BARS, DECIMAL(-3, 0), DECIMAL(-1, 0)), "-3", "0", "0.5");
    assert_axis(of_two(CHART_BARS, DECIMAL_ZERO, DECIMAL_ZERO), "0", "1", "0.2");
    assert_axis(of_two(CHART_BARS, DECIMAL(1, 9), DECIMAL(1, 9)), "0", "0.000000001",
                "0.000000001");
    assert_axis(of_two(CHART_BARS, DECIMAL(100000000000000, 0), DECIMAL_ZERO), "0",
                "100000000000000", "20000000000000");
    /* lines far from zero need not begin there */
    assert_axis(of_two(CHART_LINES, DECIMAL(9512, 2), DECIMAL(9860, 2)), "95", "99", "1");
    assert_axis(of_two(CHART_LINES, DECIMAL(10, 0), DECIMAL(90, 0)), "0", "100", "20");
    struct chart_axis none = chart_axis_of(chart_new(arena, CHART_BARS, LANG_VI));
    assert_true(none.empty);
}

static void stacks_reach_to_both_sides_of_zero(void **state) {
    (void)state;
    struct chart *chart = fixture_chart_stacked(arena, 3);
    struct chart_axis axis = chart_axis_of(chart);
    assert_true(axis.low.units < 0 && axis.high.units > 0);
    struct chart_drawing drawing = draw(chart, &PAPER);
    /* the zero line stands where the axis has zero; the penalty's box ends there */
    const struct chart_mark *zero = find_text(&drawing, "0");
    size_t left = 0;
    assert_non_null(zero);
    for (size_t i = 0; i < drawing.marks.count; i++) {
        const struct chart_mark *mark = &drawing.marks.items[i];
        left += mark->kind == CHART_BOX && fabs(mark->x + mark->width - zero->x) < 0.01;
    }
    assert_int_equal(left, 1);
    assert_says(chart_words(arena, chart), "Trừ: −1,50");
}

/* --- layout ------------------------------------------------------------------------------- */

static void assert_inside(const struct chart_drawing *drawing, double letter_share) {
    assert_true(isfinite(drawing->height) && drawing->height > 0);
    for (size_t i = 0; i < drawing->marks.count; i++) {
        const struct chart_mark *m = &drawing->marks.items[i];
        assert_true(isfinite(m->x) && isfinite(m->y) && isfinite(m->width) && isfinite(m->height));
        assert_true(m->y >= -1 && m->y <= drawing->height + 1);
        double width = m->width, x = m->x;
        if (m->kind == CHART_TEXT) {
            width = doc_text_width_mm(m->text, m->size, m->bold) * 72 / 25.4 * letter_share;
            x -= m->anchor == CHART_END ? width : m->anchor == CHART_MIDDLE ? width / 2 : 0;
        }
        if (x < -1.5 || x + width > drawing->width + 1.5)
            fail_msg("'" STR_FMT "' reaches from %.1f to %.1f of %.1f", STR_ARG(m->text), x,
                     x + width, drawing->width);
    }
}

static void everything_stays_inside_whatever_is_shown(void **state) {
    (void)state;
    static const size_t COUNTS[] = {0, 1, 6, 30, 100};
    const struct chart_place places[] = {
        PAPER,
        {.width = 720, .size = 12, .letter_share = 1.24},
        {.width = 350, .size = 12, .letter_share = 1.24, .names_above = true},
    };
    for (size_t c = 0; c < COUNT_OF(COUNTS); c++)
        for (size_t p = 0; p < COUNT_OF(places); p++)
            for (size_t f = 0; f < FIXTURE_CHART_COUNT; f++) {
                struct chart *chart = FIXTURE_CHARTS[f](arena, COUNTS[c]);
                struct chart_drawing drawing = draw(chart, &places[p]);
                assert_inside(&drawing, places[p].letter_share);
            }
}

static void a_missing_value_is_no_zero(void **state) {
    (void)state;
    struct chart *chart = chart_new(arena, CHART_BARS, LANG_VI);
    chart_category_add(chart, STR("Có"));
    chart_category_add(chart, STR("Không điểm"));
    chart_category_add(chart, STR("Chưa"));
    size_t series = chart_series_add(chart, STR("Tổng điểm"), STR(""));
    chart->min_scale = 2;
    chart_set(chart, series, 0, DECIMAL(50, 0))->partly = true;
    chart_set(chart, series, 1, DECIMAL_ZERO);
    struct chart_drawing drawing = draw(chart, &PAPER);
    assert_int_equal(count_boxes(&drawing), 1);
    assert_non_null(find_text(&drawing, "50,00*"));
    assert_non_null(find_text(&drawing, "0,00"));
    assert_non_null(find_text(&drawing, "chưa có số liệu"));
    assert_says(chart_words(arena, chart), "Chưa: –");
}

static void long_names_are_broken_and_then_cut(void **state) {
    (void)state;
    struct chart *chart = fixture_chart_bars(arena, 1);
    chart->categories.items[0] = STR(FIXTURE_LONG_NAME);
    struct chart_drawing drawing = draw(chart, &PAPER);
    size_t lines = 0;
    bool full = false;
    for (size_t i = 0; i < drawing.marks.count; i++) {
        lines += drawing.marks.items[i].anchor == CHART_END && drawing.marks.items[i].full.n;
        full = full || str_equal_c(drawing.marks.items[i].full, FIXTURE_LONG_NAME);
    }
    assert_int_equal(lines, 2);
    assert_true(full);
    assert_says(svg_of(chart), "<title>" FIXTURE_LONG_NAME "</title>");
}

static void pieces_share_one_axis(void **state) {
    (void)state;
    struct chart *chart = fixture_chart_bars(arena, 40);
    struct chart_place place = PAPER;
    struct chart_drawing whole = draw(chart, &place);
    place.first = 20;
    place.count = 20;
    struct chart_drawing half = draw(chart, &place);
    assert_true(half.height < whole.height * 0.6);
    assert_non_null(find_text(&half, "100"));
    assert_int_equal(count_boxes(&whole), 2 * count_boxes(&half));
}

static void hatching_stays_in_its_box(void **state) {
    (void)state;
    for (size_t tone = 0; tone < CHART_TONE_COUNT; tone++) {
        struct chart_mark box = {
            .kind = CHART_BOX, .x = 5, .y = 7, .width = 31, .height = 9, .tone = tone};
        double at = 0, line[4];
        size_t count = 0;
        while (chart_hatch_next(&box, &at, line)) {
            count++;
            for (int i = 0; i < 4; i += 2) {
                assert_true(line[i] >= 5 - 1e-9 && line[i] <= 36 + 1e-9);
                assert_true(line[i + 1] >= 7 - 1e-9 && line[i + 1] <= 16 + 1e-9);
            }
        }
        assert_true(CHART_TONES[tone].hatch == CHART_PLAIN ? count == 0 : count >= 2);
    }
}

/* --- SVG ---------------------------------------------------------------------------------- */

static void svg_needs_no_style_and_escapes_what_it_says(void **state) {
    (void)state;
    struct chart *chart = fixture_chart_stacked(arena, 3);
    chart->title = STR("A & <b>\"x\"</b>");
    struct str svg = svg_of(chart);
    assert_says(svg, "A &amp; &lt;b&gt;");
    assert_true(str_find(svg, STR("style")) < 0);
    assert_true(str_find(svg, STR("<b>")) < 0);
    assert_true(str_find(svg, STR("nan")) < 0 && str_find(svg, STR("inf")) < 0);
    assert_says(svg, "role=\"img\"");
    assert_says(svg, "aria-labelledby=\"bieu-do-t bieu-do-d\"");
    assert_says(svg, "<desc id=\"bieu-do-d\">");
    setenv("LC_ALL", "vi_VN.UTF-8", 1);
    assert_true(str_equal(svg, svg_of(chart)));
}

static void a_hundred_units_stay_small(void **state) {
    (void)state;
    assert_in_range(svg_of(fixture_chart_bars(arena, 100)).n, 1000, 48 * 1024);
    assert_in_range(svg_of(fixture_chart_stacked(arena, 100)).n, 1000, 120 * 1024);
}

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ticks_are_round_and_exact),
        cmocka_unit_test(stacks_reach_to_both_sides_of_zero),
        cmocka_unit_test(everything_stays_inside_whatever_is_shown),
        cmocka_unit_test(a_missing_value_is_no_zero),
        cmocka_unit_test(long_names_are_broken_and_then_cut),
        cmocka_unit_test(pieces_share_one_axis),
        cmocka_unit_test(hatching_stays_in_its_box),
        cmocka_unit_test(svg_needs_no_style_and_escapes_what_it_says),
        cmocka_unit_test(a_hundred_units_stay_small),
    };
    return cmocka_run_group_tests_name("chart", tests, begin, end);
}
