/* One model for every chart, drawn once for the page, the PDF and the DOCX.
 *
 *     struct chart *chart = chart_new(arena, CHART_BARS, LANG_VI);
 *     chart->title = STR("Tổng điểm của các đơn vị");
 *     chart->unit = STR("điểm");
 *     chart_category_add(chart, STR("Ban CHQS huyện Đầm Sậy"));
 *     size_t total = chart_series_add(chart, STR("Tổng điểm"), STR(""));
 *     chart_set(chart, total, 0, DECIMAL(9860, 2));
 *
 * The model says what is shown, in exact decimals. chart_layout makes lines, boxes and texts of it
 * (chart_layout.h), which chart_svg.h and the writers of papers draw; a workbook has a chart of its
 * own (sheet_chart in workbook_write.h).
 *
 * Invariants: a value that was not set is missing, which is not a zero: it has no bar and says so.
 * Bars begin at zero. Categories are complete before the first series is added. Texts are borrowed.
 * A chart stands beside a table with the same figures; chart_words is its alternative in words.
 */
#ifndef DOC_CHART_H
#define DOC_CHART_H

#include "base/decimal.h"
#include "base/list.h"
#include "text/message.h"

enum chart_kind {
    CHART_BARS,    /* horizontal; one series */
    CHART_STACKED, /* horizontal, the series one behind the other; below zero to the left */
    CHART_BULLETS, /* bars (first series) against a mark (second: target, mean) */
    CHART_LINES,   /* over the categories from left to right, such as years */
    CHART_KIND_COUNT,
};

/* More are an error of the caller and abort. */
enum { CHART_SERIES_MAX = 16, CHART_CATEGORIES_MAX = 2000 };

struct chart_point {
    bool known;
    bool partly; /* only a part of what it should hold: marked with a star */
    struct decimal value;
};

struct chart_series {
    struct str name;
    struct str code;            /* short, to stand in a box; may be empty */
    struct chart_point *points; /* one a category */
};

struct chart {
    enum chart_kind kind;
    enum lang lang;
    struct str title;
    struct str unit;   /* "điểm": what the axis counts; may be empty */
    uint8_t min_scale; /* decimals always shown */
    LIST(struct str) categories;
    LIST(struct chart_series) series;
    struct arena *arena;
};

struct chart *chart_new(struct arena *arena, enum chart_kind kind, enum lang lang);
void chart_category_add(struct chart *chart, struct str name);
/* Returns the index of the series. */
size_t chart_series_add(struct chart *chart, struct str name, struct str code);
struct chart_point *chart_set(struct chart *chart, size_t series, size_t category,
                              struct decimal value);

/* "98,60" or "98.60"; "98,60*" where it is partly; "–" where it is missing. */
struct str chart_value_text(struct arena *arena, const struct chart *chart,
                            const struct chart_point *point);
/* What a category adds up to: of a stack all its series, else the first. */
struct chart_point chart_sum(const struct chart *chart, size_t category);
/* All figures in words, for who cannot see the drawing; at most CHART_WORDS_MAX categories are
 * told, then the table beside the chart is named. */
enum { CHART_WORDS_MAX = 12 };
struct str chart_words(struct arena *arena, const struct chart *chart);

/* The axis: LOW ≤ all values ≤ HIGH. Ticks stand at whole steps, which are 1, 2 or 5 times a power
 * of ten; HIGH is one. LOW is one too, but for bars below zero: there it is the lowest value, so
 * that a small penalty does not cost a whole step. */
struct chart_axis {
    struct decimal low, high, step;
    struct decimal first_tick;
    size_t step_count; /* from the first tick to high; 0 … 12 */
    bool empty;        /* no value is known */
};
struct chart_axis chart_axis_of(const struct chart *chart);
/* The value STEPS steps after the first tick. */
struct decimal chart_axis_tick(const struct chart_axis *axis, size_t steps);
/* 0 at low, 1 at high. */
double chart_axis_share(const struct chart_axis *axis, struct decimal value);

#endif
