/* A chart in a workbook: everything in it refers to cells. */
#include <string.h>

#include <xlsxwriter.h>

#include "doc/chart_layout.h"
#include "doc/workbook_plan.h"

#define FONT_NAME         "Times New Roman"
#define PX_PER_PT         (96.0 / 72)
#define DEFAULT_PX_WIDTH  480.0
#define DEFAULT_PX_HEIGHT 288.0

/* The library takes text it might change. */
static char *own(struct arena *arena, const char *text) {
    size_t n = strlen(text);
    char *copy = arena_alloc(arena, n + 1);
    memcpy(copy, text, n + 1);
    return copy;
}

static lxw_color_t grey_of(double share) {
    unsigned level = (unsigned)(share * 255 + 0.5);
    return level << 16 | level << 8 | level;
}

/* The tones of all charts: a grey, or lines on it. */
static void set_look(lxw_chart_series *series, size_t index) {
    static const uint8_t PATTERNS[] = {
        [CHART_PLAIN] = LXW_CHART_PATTERN_NONE,
        [CHART_RISING] = LXW_CHART_PATTERN_WIDE_UPWARD_DIAGONAL,
        [CHART_FALLING] = LXW_CHART_PATTERN_WIDE_DOWNWARD_DIAGONAL,
        [CHART_LEVEL] = LXW_CHART_PATTERN_NARROW_HORIZONTAL,
    };
    const struct chart_tone *tone = &CHART_TONES[index % CHART_TONE_COUNT];
    lxw_chart_line line = {.color = LXW_COLOR_BLACK, .width = 0.5};
    chart_series_set_line(series, &line);
    if (tone->hatch == CHART_PLAIN) {
        lxw_chart_fill fill = {.color = grey_of(tone->grey) ? grey_of(tone->grey) : 0x010101};
        chart_series_set_fill(series, &fill);
        return;
    }
    lxw_chart_pattern pattern = {.fg_color = LXW_COLOR_BLACK,
                                 .bg_color = grey_of(tone->grey),
                                 .type = PATTERNS[tone->hatch]};
    chart_series_set_pattern(series, &pattern);
}

static void set_fonts(struct arena *arena, lxw_chart *chart) {
    lxw_chart_font title = {.name = own(arena, FONT_NAME), .size = 13, .bold = LXW_TRUE};
    lxw_chart_font text = {.name = own(arena, FONT_NAME), .size = 11};
    lxw_chart_font name = {.name = own(arena, FONT_NAME), .size = 11, .bold = LXW_EXPLICIT_FALSE};
    chart_title_set_name_font(chart, &title);
    chart_legend_set_font(chart, &text);
    chart_axis_set_num_font(chart->x_axis, &text);
    chart_axis_set_num_font(chart->y_axis, &text);
    chart_axis_set_name_font(chart->x_axis, &name);
    chart_axis_set_name_font(chart->y_axis, &name);
}

/* In a chart of horizontal bars the library's y axis bears the categories: the one that stands. */
static void set_axes(struct arena *arena, lxw_chart *chart, const struct sheet_chart *plan) {
    lxw_chart_line grid = {.color = grey_of(0.75), .width = 0.5};
    lxw_chart_axis *names = chart->y_axis, *figures = chart->x_axis;
    chart_axis_set_reverse(names);
    chart_axis_set_label_position(names, LXW_CHART_AXIS_LABEL_POSITION_LOW);
    chart_axis_set_major_tick_mark(names, LXW_CHART_AXIS_TICK_MARK_NONE);
    /* With the categories turned round the figures would stand on top. */
    chart_axis_set_crossing_max(names);
    chart_axis_major_gridlines_set_visible(names, LXW_FALSE);
    chart_axis_set_num_format(figures, "#,##0.##");
    chart_axis_set_name(figures, str_c(arena, plan->axis_name));
    chart_axis_major_gridlines_set_visible(figures, LXW_TRUE);
    chart_axis_major_gridlines_set_line(figures, &grid);
}

static void add_series(lxw_chart *chart, const char *sheet, const struct sheet_chart *plan,
                       size_t index) {
    lxw_row_t first = plan->first_row - 1, last = plan->last_row - 1;
    lxw_col_t names = (lxw_col_t)(plan->category_column - 1);
    lxw_col_t column = (lxw_col_t)(plan->columns[index] - 1);
    lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
    if (!series)
        return;
    chart_series_set_categories(series, sheet, first, names, last, names);
    chart_series_set_values(series, sheet, first, column, last, column);
    chart_series_set_name_range(series, sheet, plan->head_row - 1, column);
    set_look(series, index);
    if (plan->kind != SHEET_CHART_BARS)
        return;
    chart_series_set_labels(series);
    chart_series_set_labels_num_format(series, "#,##0.00");
}

bool plan_put_chart(struct arena *arena, struct lxw_workbook *book, struct lxw_worksheet *sheet,
                    const struct plan_chart *plan) {
    const struct sheet_chart *wanted = &plan->chart;
    bool stacked = wanted->kind == SHEET_CHART_STACKED;
    lxw_chart *chart = workbook_add_chart(book, stacked ? LXW_CHART_BAR_STACKED : LXW_CHART_BAR);
    if (!chart)
        return false;
    for (size_t i = 0; i < wanted->column_count; i++)
        add_series(chart, str_c(arena, wanted->cells->name), wanted, i);
    chart_title_set_name(chart, str_c(arena, wanted->title));
    set_fonts(arena, chart);
    set_axes(arena, chart, wanted);
    chart_set_series_gap(chart, 55);
    if (stacked)
        chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
    else
        chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
    lxw_chart_options options = {
        .x_scale = wanted->width_pt * PX_PER_PT / DEFAULT_PX_WIDTH,
        .y_scale = wanted->height_pt * PX_PER_PT / DEFAULT_PX_HEIGHT,
        .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
        .description = own(arena, str_c(arena, wanted->words)),
    };
    return worksheet_insert_chart_opt(sheet, plan->row - 1, (lxw_col_t)(plan->column - 1), chart,
                                      &options) == LXW_NO_ERROR;
}
