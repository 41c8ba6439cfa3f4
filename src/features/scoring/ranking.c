#include "features/scoring/ranking.h"

#include <stdlib.h>

static int by_total(const void *left, const void *right) {
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->totals.complete != b->totals.complete)
        return a->totals.complete ? -1 : 1;
    int order = a->totals.complete ? decimal_compare(b->totals.total, a->totals.total) : 0;
    return order ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

void ranking_make(struct arena *arena, const struct score_matrix *matrix,
                  struct standing **ret_standings) {
    size_t count = matrix->unit_count;
    struct standing *standings = ARENA_ARRAY(arena, struct standing, count);
    for (size_t unit = 0; unit < count; unit++)
        standings[unit] = (struct standing){.unit = unit, .totals = matrix->totals[unit]};
    qsort(standings, count, sizeof(*standings), by_total);
    for (size_t i = 0; i < count && standings[i].totals.complete; i++) {
        bool ties =
            i > 0 && decimal_compare(standings[i].totals.total, standings[i - 1].totals.total) == 0;
        standings[i].place = ties ? standings[i - 1].place : (int)i + 1;
        if (ties)
            standings[i].shared = standings[i - 1].shared = true;
    }
    *ret_standings = standings;
}

static int by_unit(const void *left, const void *right) {
    const struct standing *a = left;
    const struct standing *b = right;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

void ranking_drop_places(struct standing *standings, size_t count) {
    qsort(standings, count, sizeof(*standings), by_unit);
    for (size_t i = 0; i < count; i++) {
        standings[i].place = 0;
        standings[i].shared = false;
    }
}

/* --- stages ------------------------------------------------------------------------------- */

static const struct str STAGES[RANKING_STAGE_COUNT] = {
    [RANKING_IN_FORCE] = STR_INIT("hieu-luc"),
    [RANKING_BY_RULE] = STR_INIT("quy-tac"),
    [RANKING_SELF] = STR_INIT("tu-cham"),
};

struct str ranking_stage_code(enum ranking_stage stage) {
    return STAGES[stage];
}

bool ranking_stage_from_code(struct str code, enum ranking_stage *ret_stage) {
    *ret_stage = RANKING_IN_FORCE;
    for (int stage = 0; stage < RANKING_STAGE_COUNT; stage++)
        if (str_equal(STAGES[stage], code)) {
            *ret_stage = (enum ranking_stage)stage;
            return true;
        }
    return false;
}

static void put_stage(struct score_cell *cell, enum ranking_stage stage,
                      const struct self_points *self) {
    if (stage == RANKING_BY_RULE) {
        cell->in_force_known = cell->has_points;
        cell->in_force = cell->points;
    } else if (stage == RANKING_SELF) {
        cell->in_force_known = self->known;
        cell->in_force = self->known ? self->points : DECIMAL(0, POINT_SCALE);
    }
}

struct score_matrix ranking_stage_matrix(struct arena *arena, const struct score_matrix *matrix,
                                         const struct scoring_rules *rules,
                                         enum ranking_stage stage, const struct self_points *self) {
    struct score_matrix copy = score_matrix_new(arena, matrix->criteria, matrix->unit_count);
    size_t count = matrix->criteria->count;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        for (size_t i = 0; i < count; i++) {
            copy.rows[unit][i] = matrix->rows[unit][i];
            put_stage(&copy.rows[unit][i], stage,
                      self ? &self[unit * count + i] : &(struct self_points){0});
        }
        scoring_add_up(&copy, rules, unit);
    }
    return copy;
}

/* --- columns ------------------------------------------------------------------------------ */

struct ranking_columns ranking_columns_of(struct arena *arena, const struct criteria *criteria) {
    struct ranking_columns columns = {0};
    for (size_t i = 0, end; i < criteria->count; i = end) {
        struct ranking_column column = {.criterion = i, .end = criteria_end_of(criteria, i)};
        bool has_content = false;
        end = column.end;
        for (size_t k = i; k < end; k++)
            has_content = has_content || criterion_is_content(&criteria->items[k]);
        column.max = criteria_max_of(criteria, i, end);
        if (has_content)
            *list_push(arena, &columns) = column;
    }
    return columns;
}

struct decimal ranking_column_points(const struct score_matrix *matrix, size_t unit,
                                     const struct ranking_column *column, bool *ret_complete) {
    return scoring_content_points(matrix, unit, column->criterion, column->end, NULL, ret_complete);
}
