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

static struct score_totals add_up(const struct score_matrix *matrix, size_t unit) {
    struct score_totals totals = {.content = DECIMAL(0, POINT_SCALE)};
    totals.bonus = totals.penalty = totals.content;
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *criterion = &matrix->criteria->items[i];
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        struct decimal *sum = criterion->kind == CRITERION_BONUS     ? &totals.bonus
                              : criterion->kind == CRITERION_PENALTY ? &totals.penalty
                                                                     : &totals.content;
        if (!criterion_is_scored(criterion))
            continue;
        if (cell->in_force_known)
            *sum = decimal_add(*sum, cell->in_force);
        else
            totals.missing += ranking_is_content(criterion);
    }
    totals.total = decimal_add(decimal_add(totals.content, totals.bonus), totals.penalty);
    totals.complete = totals.missing == 0;
    return totals;
}

struct score_matrix ranking_stage_matrix(struct arena *arena, const struct score_matrix *matrix,
                                         enum ranking_stage stage, const struct self_points *self) {
    struct score_matrix copy = score_matrix_new(arena, matrix->criteria, matrix->unit_count);
    size_t count = matrix->criteria->count;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        for (size_t i = 0; i < count; i++) {
            copy.rows[unit][i] = matrix->rows[unit][i];
            put_stage(&copy.rows[unit][i], stage,
                      self ? &self[unit * count + i] : &(struct self_points){0});
        }
        copy.totals[unit] = add_up(&copy, unit);
    }
    return copy;
}

/* --- columns ------------------------------------------------------------------------------ */

bool ranking_is_content(const struct criterion *criterion) {
    return criterion_is_scored(criterion) && criterion->kind != CRITERION_BONUS &&
           criterion->kind != CRITERION_PENALTY;
}

struct ranking_columns ranking_columns_of(struct arena *arena, const struct criteria *criteria) {
    struct ranking_columns columns = {0};
    for (size_t i = 0, end; i < criteria->count; i = end) {
        struct ranking_column column = {.criterion = i, .max = DECIMAL_ZERO};
        bool has_content = false;
        end = i;
        do {
            if (ranking_is_content(&criteria->items[end])) {
                has_content = true;
                column.max = decimal_add(column.max, criteria->items[end].max);
            }
            end++;
        } while (end < criteria->count && criteria->items[end].depth > criteria->items[i].depth);
        column.end = end;
        if (has_content)
            *list_push(arena, &columns) = column;
    }
    return columns;
}

struct decimal ranking_column_points(const struct score_matrix *matrix, size_t unit,
                                     const struct ranking_column *column, bool *ret_complete) {
    struct decimal sum = DECIMAL(0, POINT_SCALE);
    *ret_complete = true;
    for (size_t i = column->criterion; i < column->end; i++) {
        if (!ranking_is_content(&matrix->criteria->items[i]))
            continue;
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        if (cell->in_force_known)
            sum = decimal_add(sum, cell->in_force);
        else
            *ret_complete = false;
    }
    return sum;
}
