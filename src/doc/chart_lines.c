/* Values over the categories from left to right. */
#include <math.h>

#include "doc/chart_parts.h"

#define PLOT_SHARE  0.42 /* of the width: how high the plot is */
#define PLOT_LINES  16.0 /* at most, in sizes of the letters */
#define LABEL_SHARE 0.9

struct frame {
    double top, bottom, left, width, step;
};

static double y_of(const struct chart_layouting *l, const struct frame *f, struct decimal value) {
    return f->bottom - (f->bottom - f->top) * chart_axis_share(&l->axis, value);
}

static double x_of(const struct chart_layouting *l, const struct frame *f, size_t category) {
    return f->left + f->step * ((double)(category - l->first) + 0.5);
}

static void add_axis(struct chart_layouting *l, struct frame *f) {
    double size = l->place->size * LABEL_SHARE, widest = 0;
    for (size_t i = 0; i <= l->axis.step_count; i++)
        widest = fmax(widest, chart_text_width(l, chart_tick_text(l, i), size, false));
    f->left = widest + size * 0.6;
    f->width = l->drawing->width - f->left;
    f->step = f->width / fmax(1, (double)(l->end - l->first));
    for (size_t i = 0; i <= l->axis.step_count; i++) {
        struct decimal value = chart_axis_tick(&l->axis, i);
        double y = y_of(l, f, value);
        bool strong = i == 0 || decimal_is_zero(value);
        chart_add_line(l, f->left, y, f->width, 0, strong ? CHART_INK : CHART_RULE,
                       strong ? 0.8 : 0.5);
        chart_add_text(l, widest, y + size * 0.35, chart_tick_text(l, i), CHART_END, CHART_SOFT)
            ->size = size;
    }
}

/* Names that have no room are left out, evenly. */
static void add_names(struct chart_layouting *l, const struct frame *f) {
    double size = l->place->size * LABEL_SHARE, widest = 0;
    size_t lines_most = 0;
    for (size_t c = l->first; c < l->end; c++)
        widest = fmax(widest,
                      chart_text_width(l, l->chart->categories.items[c], size, false) + size * 0.6);
    size_t every = (size_t)ceil(fmin(widest, size * 9) / fmax(f->step, 1));
    every = every ? every : 1;
    for (size_t c = l->first; c < l->end; c += every) {
        struct str name = l->chart->categories.items[c], lines[CHART_LABEL_LINES];
        bool cut;
        size_t count = chart_wrap(l, name, fmax(f->step * (double)every - size * 0.6, size), size,
                                  false, lines, &cut);
        lines_most = count > lines_most ? count : lines_most;
        for (size_t i = 0; i < count; i++) {
            double half = chart_text_width(l, lines[i], size, false) / 2;
            double x = fmax(half, fmin(x_of(l, f, c), l->drawing->width - half));
            struct chart_mark *mark =
                chart_add_text(l, x, f->bottom + size * (1.3 + 1.2 * (double)i), lines[i],
                               CHART_MIDDLE, CHART_INK);
            mark->size = size;
            mark->full = cut ? name : STR_NONE;
        }
    }
    l->y = f->bottom + size * (1.7 + 1.2 * (double)(lines_most ? lines_most - 1 : 0));
}

static void add_series(struct chart_layouting *l, const struct frame *f, size_t index) {
    const struct chart_series *series = &l->chart->series.items[index];
    double size = l->place->size, dot = size * 0.45;
    bool says_values = l->chart->series.count == 1 && f->step > size * 3;
    for (size_t c = l->first; c < l->end; c++) {
        const struct chart_point *point = &series->points[c];
        if (!point->known)
            continue;
        double x = x_of(l, f, c), y = y_of(l, f, point->value);
        if (c > l->first && series->points[c - 1].known) {
            double from_x = x_of(l, f, c - 1), from_y = y_of(l, f, series->points[c - 1].value);
            chart_add_line(l, from_x, from_y, x - from_x, y - from_y, CHART_INK, 1.4)->dash =
                (double)index * 2.5;
        }
        chart_add_box(l, x - dot / 2, y - dot / 2, dot, dot, index);
        if (says_values)
            chart_add_text(l, x, y - dot, chart_value_text(l->arena, l->chart, point), CHART_MIDDLE,
                           CHART_INK)
                ->bold = !point->partly;
    }
}

void chart_layout_lines(struct chart_layouting *l) {
    double size = l->place->size;
    struct frame f = {.top = l->y + size * 1.6};
    if (l->chart->unit.n)
        chart_add_text(l, 0, l->y + size * 0.8, l->chart->unit, CHART_START, CHART_SOFT)->size =
            size * LABEL_SHARE;
    f.bottom = f.top + fmin(l->drawing->width * PLOT_SHARE, size * PLOT_LINES);
    add_axis(l, &f);
    for (size_t i = 0; i < l->chart->series.count; i++)
        add_series(l, &f, i);
    if (l->axis.empty)
        chart_add_text(l, f.left + f.width / 2, (f.top + f.bottom) / 2,
                       l->chart->lang == LANG_VI ? STR("chưa có số liệu") : STR("no figures yet"),
                       CHART_MIDDLE, CHART_SOFT);
    add_names(l, &f);
}
