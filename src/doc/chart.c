#include "doc/chart.h"

#include <stdlib.h>

#include "base/buf.h"

enum { WORDS_BYTES_MAX = 64 * 1024, STEPS_WANTED = 6 };

struct chart *chart_new(struct arena *arena, enum chart_kind kind, enum lang lang) {
    struct chart *chart = ARENA_NEW(arena, struct chart);
    chart->arena = arena;
    chart->kind = kind;
    chart->lang = lang;
    return chart;
}

void chart_category_add(struct chart *chart, struct str name) {
    if (chart->series.count || chart->categories.count == CHART_CATEGORIES_MAX)
        abort();
    *list_push(chart->arena, &chart->categories) = name;
}

size_t chart_series_add(struct chart *chart, struct str name, struct str code) {
    if (chart->series.count == CHART_SERIES_MAX)
        abort();
    struct chart_series *series = list_push(chart->arena, &chart->series);
    series->name = name;
    series->code = code;
    series->points = ARENA_ARRAY(chart->arena, struct chart_point, chart->categories.count + 1);
    return chart->series.count - 1;
}

struct chart_point *chart_set(struct chart *chart, size_t series, size_t category,
                              struct decimal value) {
    if (series >= chart->series.count || category >= chart->categories.count)
        abort();
    struct chart_point *point = &chart->series.items[series].points[category];
    point->known = true;
    point->value = value;
    return point;
}

/* --- words -------------------------------------------------------------------------------- */

static char decimal_mark(const struct chart *chart) {
    return chart->lang == LANG_VI ? ',' : '.';
}

struct str chart_value_text(struct arena *arena, const struct chart *chart,
                            const struct chart_point *point) {
    if (!point->known)
        return STR("–");
    struct decimal value = point->value;
    bool below = value.units < 0;
    struct str digits = decimal_display(arena, below ? decimal_negate(value) : value,
                                        chart->min_scale, decimal_mark(chart));
    return str_format(arena, "%s" STR_FMT "%s", below ? "−" : "", STR_ARG(digits),
                      point->partly ? "*" : "");
}

struct chart_point chart_sum(const struct chart *chart, size_t category) {
    struct chart_point sum = {.value = DECIMAL_ZERO};
    size_t count = chart->kind == CHART_STACKED ? chart->series.count : chart->series.count > 0;
    for (size_t i = 0; i < count; i++) {
        const struct chart_point *point = &chart->series.items[i].points[category];
        sum.partly = sum.partly || point->partly;
        if (!point->known)
            continue;
        sum.known = true;
        sum.value = decimal_add(sum.value, point->value);
    }
    return sum;
}

static void say_category(struct buf *words, const struct chart *chart, size_t category) {
    struct arena *arena = chart->arena;
    struct chart_point sum = chart_sum(chart, category);
    buf_append_str(words, chart->categories.items[category]);
    buf_append_c(words, ": ");
    buf_append_str(words, chart_value_text(arena, chart, &sum));
    if (chart->series.count < 2)
        return;
    buf_append_c(words, " (");
    for (size_t i = 0; i < chart->series.count; i++) {
        const struct chart_series *series = &chart->series.items[i];
        buf_append_c(words, i ? "; " : "");
        buf_append_str(words, series->name);
        buf_append_c(words, ": ");
        buf_append_str(words, chart_value_text(arena, chart, &series->points[category]));
    }
    buf_append_char(words, ')');
}

struct str chart_words(struct arena *arena, const struct chart *chart) {
    struct buf words = BUF_INIT(WORDS_BYTES_MAX);
    buf_append_str(&words, chart->title);
    if (chart->unit.n)
        buf_append_format(&words, " (" STR_FMT ")", STR_ARG(chart->unit));
    for (size_t i = 0; i < chart->categories.count && i < CHART_WORDS_MAX; i++) {
        buf_append_c(&words, i ? "; " : ". ");
        say_category(&words, chart, i);
    }
    buf_append_c(&words, ".");
    if (chart->categories.count > CHART_WORDS_MAX)
        buf_append_c(&words, chart->lang == LANG_VI ? " Các đơn vị còn lại: xem bảng số liệu."
                                                    : " The others: see the table.");
    struct str text = str_copy(arena, buf_str(&words));
    buf_release(&words);
    return text;
}

/* --- the axis ----------------------------------------------------------------------------- */

static void reach(struct decimal value, bool *any, struct decimal *low, struct decimal *high) {
    if (!*any || decimal_compare(value, *low) < 0)
        *low = value;
    if (!*any || decimal_compare(value, *high) > 0)
        *high = value;
    *any = true;
}

/* A stack reaches as far as its parts on each side of zero. */
static void reach_stack(const struct chart *chart, size_t category, bool *any, struct decimal *low,
                        struct decimal *high) {
    struct decimal above = DECIMAL_ZERO, below = DECIMAL_ZERO;
    bool known = false;
    for (size_t i = 0; i < chart->series.count; i++) {
        const struct chart_point *point = &chart->series.items[i].points[category];
        if (!point->known)
            continue;
        known = true;
        if (point->value.units < 0)
            below = decimal_add(below, point->value);
        else
            above = decimal_add(above, point->value);
    }
    if (!known)
        return;
    reach(above, any, low, high);
    reach(below, any, low, high);
}

static bool range_of(const struct chart *chart, struct decimal *low, struct decimal *high) {
    bool any = false;
    *low = *high = DECIMAL_ZERO;
    for (size_t c = 0; c < chart->categories.count; c++) {
        if (chart->kind == CHART_STACKED) {
            reach_stack(chart, c, &any, low, high);
            continue;
        }
        for (size_t s = 0; s < chart->series.count; s++)
            if (chart->series.items[s].points[c].known)
                reach(chart->series.items[s].points[c].value, &any, low, high);
    }
    return any;
}

/* Lines that lie close together, far from zero, need not begin there; bars always do. */
static bool begins_at_zero(const struct chart *chart, struct decimal low, struct decimal high) {
    if (chart->kind != CHART_LINES || low.units < 0)
        return true;
    struct decimal spread = decimal_subtract(high, low);
    return decimal_is_zero(spread) || decimal_compare(decimal_add(spread, spread), high) >= 0;
}

/* MANTISSA × 10^POWER */
static struct decimal power_of_ten(int64_t mantissa, int power) {
    for (int i = 0; i < power; i++)
        mantissa *= 10;
    return DECIMAL(mantissa, (uint8_t)(power < 0 ? -power : 0));
}

/* VALUE in whole steps, towards low or high. */
static int64_t whole_steps(struct decimal value, struct decimal step, bool up) {
    struct ratio steps = ratio_divide(ratio_of(value), ratio_of(step));
    int128 whole = steps.numerator / steps.denominator;
    int128 rest = steps.numerator % steps.denominator;
    if (rest && up && rest > 0)
        whole++;
    if (rest && !up && rest < 0)
        whole--;
    return (int64_t)whole;
}

static struct decimal times(struct decimal step, int64_t count) {
    return DECIMAL(step.units * count, step.scale);
}

struct chart_axis chart_axis_of(const struct chart *chart) {
    static const int64_t MANTISSAS[] = {1, 2, 5};
    struct decimal low, high;
    struct chart_axis axis = {.empty = !range_of(chart, &low, &high)};
    if (begins_at_zero(chart, low, high)) {
        low = decimal_min(low, DECIMAL_ZERO);
        high = decimal_compare(high, DECIMAL_ZERO) < 0 ? DECIMAL_ZERO : high;
    }
    if (decimal_compare(low, high) == 0)
        high = DECIMAL(1, 0);
    struct ratio range = ratio_of(decimal_subtract(high, low));
    for (int i = 0; i < 3 * (DECIMAL_SCALE_MAX + DECIMAL_DIGITS_MAX); i++) {
        axis.step = power_of_ten(MANTISSAS[i % 3], i / 3 - DECIMAL_SCALE_MAX);
        struct ratio room = ratio_multiply(ratio_of(axis.step), ratio_of_int(STEPS_WANTED));
        if (ratio_compare(room, range) >= 0)
            break;
    }
    bool exact = low.units < 0 && chart->kind != CHART_LINES;
    int64_t first = whole_steps(low, axis.step, exact), last = whole_steps(high, axis.step, true);
    axis.first_tick = times(axis.step, first);
    axis.low = exact ? low : axis.first_tick;
    axis.high = times(axis.step, last);
    axis.step_count = (size_t)(last - first);
    return axis;
}

struct decimal chart_axis_tick(const struct chart_axis *axis, size_t steps) {
    return decimal_add(axis->first_tick, times(axis->step, (int64_t)steps));
}

static double nearest(struct decimal value) {
    double divisor = 1;
    for (int i = 0; i < value.scale; i++)
        divisor *= 10;
    return (double)value.units / divisor;
}

double chart_axis_share(const struct chart_axis *axis, struct decimal value) {
    double low = nearest(axis->low), high = nearest(axis->high);
    double share = (nearest(value) - low) / (high - low);
    return share < 0 ? 0 : share > 1 ? 1 : share;
}
