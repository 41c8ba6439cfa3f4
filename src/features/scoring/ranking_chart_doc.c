#include "features/scoring/ranking_chart_doc.h"

#define BONUS_CODE   STR("+")
#define PENALTY_CODE STR("−")

static bool has_points(const struct score_matrix *matrix, size_t unit,
                       const struct ranking_column *column) {
    for (size_t i = column->criterion; i < column->end; i++)
        if (criterion_is_content(&matrix->criteria->items[i]) &&
            score_cell_at(matrix, unit, i)->in_force_known)
            return true;
    return false;
}

static bool has_any(const struct score_matrix *matrix, const struct ranking_columns *columns,
                    size_t unit) {
    for (size_t i = 0; i < columns->count; i++)
        if (has_points(matrix, unit, &columns->items[i]))
            return true;
    return false;
}

/* "I. Công tác Đảng, công tác chính trị" */
static struct str group_name(struct arena *arena, const struct criterion *top) {
    return str_format(arena, STR_FMT ". " STR_FMT, STR_ARG(top->code), STR_ARG(top->name));
}

static struct chart *new_chart(struct arena *arena, enum chart_kind kind, enum lang lang,
                               enum msg_id title) {
    struct chart *chart = chart_new(arena, kind, lang);
    chart->title = message_plain(lang, title);
    chart->unit = message_plain(lang, MSG_ranking_points_unit);
    chart->min_scale = POINT_SCALE;
    return chart;
}

/* --- all units ---------------------------------------------------------------------------- */

static void add_totals(struct chart *chart, const struct board_stage *stage,
                       const struct ranking_columns *columns) {
    size_t series = chart_series_add(chart, message_plain(chart->lang, MSG_ranking_total), STR(""));
    for (size_t i = 0; i < stage->matrix.unit_count; i++) {
        const struct standing *standing = &stage->standings[i];
        if (has_any(&stage->matrix, columns, standing->unit))
            chart_set(chart, series, i, standing->totals.total)->partly =
                !standing->totals.complete;
    }
}

static void add_group(struct chart *chart, const struct board_stage *stage,
                      const struct ranking_column *column) {
    const struct criterion *top = &stage->matrix.criteria->items[column->criterion];
    size_t series = chart_series_add(chart, group_name(chart->arena, top), top->code);
    for (size_t i = 0; i < stage->matrix.unit_count; i++) {
        size_t unit = stage->standings[i].unit;
        bool complete;
        struct decimal points = ranking_column_points(&stage->matrix, unit, column, &complete);
        if (has_points(&stage->matrix, unit, column))
            chart_set(chart, series, i, points)->partly = !stage->standings[i].totals.complete;
    }
}

/* Bonus and penalty, where any unit has them. */
static void add_extra(struct chart *chart, const struct board_stage *stage,
                      const struct ranking_columns *columns, bool penalty) {
    bool any = false;
    for (size_t i = 0; i < stage->matrix.unit_count; i++) {
        const struct score_totals *totals = &stage->standings[i].totals;
        any = any || !decimal_is_zero(penalty ? totals->penalty : totals->bonus);
    }
    if (!any)
        return;
    size_t series = chart_series_add(
        chart, message_plain(chart->lang, penalty ? MSG_ranking_penalty : MSG_ranking_bonus),
        penalty ? PENALTY_CODE : BONUS_CODE);
    for (size_t i = 0; i < stage->matrix.unit_count; i++) {
        const struct standing *standing = &stage->standings[i];
        if (has_any(&stage->matrix, columns, standing->unit))
            chart_set(chart, series, i,
                      penalty ? standing->totals.penalty : standing->totals.bonus);
    }
}

const struct chart *ranking_chart(struct arena *arena, const struct scoreboard *board,
                                  const struct board_stage *stage, enum lang lang) {
    struct ranking_columns columns = ranking_columns_of(arena, &board->table.criteria);
    size_t units = stage->matrix.unit_count;
    bool stacked = units <= RANKING_CHART_STACKED_MAX && columns.count + 2 <= CHART_SERIES_MAX;
    bool any = false;
    for (size_t i = 0; i < units && !any; i++)
        any = has_any(&stage->matrix, &columns, i);
    if (!any || units > CHART_CATEGORIES_MAX)
        return NULL;
    struct chart *chart =
        new_chart(arena, stacked ? CHART_STACKED : CHART_BARS, lang,
                  stacked ? MSG_ranking_chart_by_group : MSG_ranking_chart_totals);
    for (size_t i = 0; i < units; i++)
        chart_category_add(chart, board->cluster.members.items[stage->standings[i].unit].name);
    if (!stacked) {
        add_totals(chart, stage, &columns);
        return chart;
    }
    for (size_t i = 0; i < columns.count; i++)
        add_group(chart, stage, &columns.items[i]);
    add_extra(chart, stage, &columns, false);
    add_extra(chart, stage, &columns, true);
    return chart;
}

/* --- one unit ----------------------------------------------------------------------------- */

/* The mean of the complete ones, rounded once; false where there are none. */
static bool mean_of(const struct score_matrix *matrix, const struct ranking_column *column,
                    struct decimal *ret_mean) {
    struct decimal sum = DECIMAL_ZERO;
    int64_t count = 0;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        bool complete;
        struct decimal points = ranking_column_points(matrix, unit, column, &complete);
        if (!complete)
            continue;
        sum = decimal_add(sum, points);
        count++;
    }
    return count &&
           ratio_round(ratio_divide(ratio_of(sum), ratio_of_int(count)), POINT_SCALE, ret_mean);
}

const struct chart *ranking_chart_of_unit(struct arena *arena, const struct scoreboard *board,
                                          size_t unit, enum lang lang) {
    struct ranking_columns columns = ranking_columns_of(arena, &board->table.criteria);
    const struct score_matrix *matrix = &board->matrix;
    if (!has_any(matrix, &columns, unit))
        return NULL;
    struct chart *chart = new_chart(arena, CHART_BULLETS, lang, MSG_ranking_chart_against_mean);
    for (size_t i = 0; i < columns.count; i++)
        chart_category_add(chart,
                           group_name(arena, &matrix->criteria->items[columns.items[i].criterion]));
    size_t own = chart_series_add(chart, board->cluster.members.items[unit].name, STR(""));
    size_t mean = chart_series_add(chart, message_plain(lang, MSG_ranking_mean), STR(""));
    for (size_t i = 0; i < columns.count; i++) {
        bool complete;
        struct decimal value = ranking_column_points(matrix, unit, &columns.items[i], &complete);
        if (has_points(matrix, unit, &columns.items[i]))
            chart_set(chart, own, i, value)->partly = !complete;
        if (mean_of(matrix, &columns.items[i], &value))
            chart_set(chart, mean, i, value);
    }
    return chart;
}

/* --- targets ------------------------------------------------------------------------------ */

static bool has_target(const struct criterion *criterion) {
    return criterion->kind == CRITERION_QUANTITY && criterion->has_target &&
           criterion->target.units > 0;
}

/* "II.2. Tuyển quân: 74/75 %", the measure not parted from its figure */
static struct str target_name(const struct chart *chart, const struct criterion *criterion,
                              const struct score_cell *cell) {
    char mark = chart->lang == LANG_VI ? ',' : '.';
    struct str done = cell->actual.state == ACTUAL_READ
                          ? decimal_display(chart->arena, cell->actual.number, 0, mark)
                          : STR("–");
    return str_format(chart->arena, STR_FMT ": " STR_FMT "/" STR_FMT "\xC2\xA0" STR_FMT,
                      STR_ARG(group_name(chart->arena, criterion)), STR_ARG(done),
                      STR_ARG(decimal_display(chart->arena, criterion->target, 0, mark)),
                      STR_ARG(criterion->unit_of_measure));
}

static void set_share(struct chart *chart, size_t series, size_t at,
                      const struct criterion *criterion, const struct score_cell *cell) {
    struct decimal share;
    struct ratio done = ratio_divide(ratio_of(cell->actual.number), ratio_of(criterion->target));
    if (cell->actual.state == ACTUAL_READ &&
        ratio_round(ratio_multiply(done, ratio_of_int(100)), 1, &share))
        chart_set(chart, series, at, share);
}

const struct chart *ranking_chart_of_targets(struct arena *arena, const struct scoreboard *board,
                                             size_t unit, enum lang lang) {
    const struct criteria *criteria = &board->table.criteria;
    struct chart *chart = new_chart(arena, CHART_BULLETS, lang, MSG_ranking_chart_targets);
    chart->unit = STR("%");
    chart->min_scale = 0;
    bool any = false;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct score_cell *cell = score_cell_at(&board->matrix, unit, i);
        if (!has_target(&criteria->items[i]))
            continue;
        any = any || cell->actual.state == ACTUAL_READ;
        chart_category_add(chart, target_name(chart, &criteria->items[i], cell));
    }
    if (!any)
        return NULL;
    size_t done = chart_series_add(chart, message_plain(lang, MSG_ranking_done), STR(""));
    size_t target = chart_series_add(chart, message_plain(lang, MSG_ranking_target), STR(""));
    for (size_t i = 0, at = 0; i < criteria->count; i++) {
        if (!has_target(&criteria->items[i]))
            continue;
        set_share(chart, done, at, &criteria->items[i], score_cell_at(&board->matrix, unit, i));
        chart_set(chart, target, at++, DECIMAL(100, 0));
    }
    return chart;
}
