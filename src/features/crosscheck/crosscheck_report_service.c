#include "features/crosscheck/crosscheck_report_service.h"

#include <stdlib.h>

/* The points that follow from the result the cross-check found: known while no later stage
 * corrected the result again. */
static bool follows_from_found(const struct board_cell *cell, const struct stage_decision *cross) {
    return cross->actual.p && cell->accepted_actual.p &&
           str_equal(cell->accepted_actual, cross->actual);
}

struct crosscheck_difference crosscheck_difference_at(const struct scoreboard *board, size_t unit,
                                                      size_t criterion) {
    const struct board_cell *cell = board_cell_at(board, unit, criterion);
    const struct score_cell *score = score_cell_at(&board->matrix, unit, criterion);
    const struct stage_decision *cross = cell->stages[SCORE_CROSS];
    struct crosscheck_difference d = {.criterion = criterion,
                                      .self_actual = cell->self_actual,
                                      .has_self = cell->has_self,
                                      .self = cell->self,
                                      .has_rule = score->has_points,
                                      .rule = score->points,
                                      .found = STR_NONE,
                                      .reason = STR("")};
    if (!cross || (!stage_decides(cross) && !cross->agrees))
        return d;
    d.is_checked = true;
    d.agrees = !stage_decides(cross);
    d.found = cross->actual;
    d.reason = str_or_empty(cross->has_points ? cross->points_reason : cross->actual_reason);
    if (cross->has_points || cross->agrees) {
        d.has_cross = true;
        d.cross = cross->has_points ? cross->points : cross->agreed;
    } else if (follows_from_found(cell, cross) && score->has_points) {
        d.has_cross = true;
        d.cross = score->points;
    }
    d.has_difference = d.has_cross && (d.has_self || d.has_rule);
    if (d.has_difference)
        d.difference = decimal_subtract(d.cross, d.has_self ? d.self : d.rule);
    return d;
}

static struct decimal size_of(const struct crosscheck_difference *d) {
    if (!d->has_difference)
        return DECIMAL_ZERO;
    return d->difference.units < 0 ? decimal_negate(d->difference) : d->difference;
}

static int largest_first(const void *left, const void *right) {
    const struct crosscheck_difference *a = left;
    const struct crosscheck_difference *b = right;
    int order = decimal_compare(size_of(b), size_of(a));
    if (order)
        return order;
    return a->criterion < b->criterion ? -1 : a->criterion > b->criterion;
}

void crosscheck_report_unit(struct arena *arena, const struct scoreboard *board, size_t unit,
                            struct crosscheck_unit_report *ret_report) {
    size_t criteria = board->table.criteria.count;
    struct crosscheck_unit_report report = {
        .unit = unit,
        .lines = ARENA_ARRAY(arena, struct crosscheck_difference, criteria + 1),
        .sum = DECIMAL_ZERO};
    for (size_t i = 0; i < criteria; i++) {
        struct crosscheck_difference d = crosscheck_difference_at(board, unit, i);
        if (!d.is_checked)
            continue;
        report.lines[report.count++] = d;
        report.agreeing += d.agrees;
        if (!d.has_difference)
            continue;
        report.differing += !decimal_is_zero(d.difference);
        report.sum = decimal_add(report.sum, d.difference);
    }
    qsort(report.lines, report.count, sizeof(*report.lines), largest_first);
    *ret_report = report;
}

void crosscheck_overview_make(struct arena *arena, const struct scoreboard *board,
                              struct crosscheck_overview *ret_overview) {
    size_t criteria = board->table.criteria.count;
    size_t units = board->cluster.members.count;
    bool *checked = ARENA_ARRAY(arena, bool, units + 1);
    struct crosscheck_overview overview = {
        .items = ARENA_ARRAY(arena, struct crosscheck_criterion_report, criteria + 1)};
    for (size_t i = 0; i < criteria; i++) {
        struct crosscheck_criterion_report line = {.criterion = i};
        for (size_t unit = 0; unit < units; unit++) {
            struct crosscheck_difference d = crosscheck_difference_at(board, unit, i);
            line.checked += d.is_checked;
            line.differing += d.has_difference && !decimal_is_zero(d.difference);
            checked[unit] = checked[unit] || d.is_checked;
        }
        line.all_differ = line.checked >= 2 && line.differing == line.checked;
        if (line.checked)
            overview.items[overview.count++] = line;
    }
    for (size_t unit = 0; unit < units; unit++)
        overview.units_checked += checked[unit];
    *ret_overview = overview;
}
