#include "features/analysis/analysis_service.h"

#include <string.h>

const struct err *analysis_must(const struct user *user, const struct scoreboard *board) {
    return user_may(user, RIGHT_ANALYSIS_READ, place_of_period(&board->cluster), STR(""))
               ? NULL
               : ERR(ERR_DENIED, "no right to look at analyses");
}

/* --- what if ------------------------------------------------------------------------------ */

bool what_if_open(const struct scoreboard *board) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        if (board->units_missing[unit])
            return false;
    return board->matrix.unit_count > 0 && board_has_scores(board);
}

/* The board with cells of its own. */
static struct scoreboard copy_of(struct arena *arena, const struct scoreboard *board) {
    struct scoreboard copy = *board;
    copy.kept = NULL;
    copy.matrix = score_matrix_new(arena, board->matrix.criteria, board->matrix.unit_count);
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->matrix.criteria->count; i++)
            *score_cell_at(&copy.matrix, unit, i) = *score_cell_at(&board->matrix, unit, i);
    return copy;
}

static void change(struct arena *arena, struct scoreboard *copy, const struct what_if_change *what,
                   struct str field, struct issues *issues) {
    ptrdiff_t unit = cluster_member_by_slug(&copy->cluster, what->unit_slug);
    ptrdiff_t index = criteria_find(&copy->table.criteria, what->code);
    struct decimal points;
    struct message why;
    if (unit < 0) {
        issue_add(arena, issues, field, MESSAGE(MSG_analysis_unit_unknown));
        return;
    }
    if (index < 0 || !criterion_is_scored(&copy->table.criteria.items[index])) {
        issue_add(arena, issues, field, MESSAGE(MSG_analysis_criterion_unknown));
        return;
    }
    struct score_cell *cell = score_cell_at(&copy->matrix, (size_t)unit, (size_t)index);
    if (what->as_points) {
        if (decimal_read_human(what->value, &points) != DECIMAL_READ) {
            issue_add(arena, issues, field, MESSAGE_WITH(MSG_scoring_not_a_number, what->value));
            return;
        }
        cell->has_accepted = true;
        cell->accepted = points;
        return;
    }
    if (!scoring_read_actual(arena, &copy->table.criteria.items[index], &copy->book.rules,
                             what->value, &cell->actual, &why))
        issue_add(arena, issues, field, why);
    cell->has_accepted = false; /* the rule is to follow the result that is tried */
}

static const struct standing *standing_of(const struct scoreboard *board, size_t unit) {
    size_t at = 0;
    while (board->standings[at].unit != unit)
        at++;
    return &board->standings[at];
}

const struct err *what_if_make(struct arena *arena, const struct user *user,
                               const struct scoreboard *board, const struct what_if_change *changes,
                               size_t count, struct issues *issues, struct what_if *ret_what_if) {
    TRY(analysis_must(user, board));
    if (!what_if_open(board))
        return ERR_TEXT(ERR_STATE, "analysis.what_if_closed", "units still enter");
    struct scoreboard copy = copy_of(arena, board);
    *ret_what_if = (struct what_if){0};
    for (size_t i = 0; i < count; i++)
        change(arena, &copy, &changes[i], str_format(arena, "thay-doi-%zu", i + 1), issues);
    if (issues->count)
        return NULL;
    scoring_compute(&copy.matrix, &copy.book.rules);
    scoring_rank(arena, &copy);
    for (size_t i = 0; i < copy.matrix.unit_count; i++) {
        const struct standing *after = &copy.standings[i];
        const struct standing *before = standing_of(board, after->unit);
        *list_push(arena, &ret_what_if->rows) =
            (struct what_if_row){after->unit,          before->place,       after->place,
                                 before->totals.total, after->totals.total, after->totals.complete};
    }
    return NULL;
}

/* --- how far stages differ ---------------------------------------------------------------- */

/* The points a stage gave a cell, or agreed with; false where it said nothing. */
static bool points_of_stage(const struct board_cell *cell, const struct score_cell *score,
                            enum score_stage stage, struct decimal *ret_points) {
    const struct stage_decision *decision = cell->stages[stage];
    bool by_result =
        decision && decision->actual.p && cell->decided == stage && score->in_force_known;
    if (!decision || (!decision->has_points && !decision->agrees && !by_result))
        return false;
    *ret_points = decision->has_points ? decision->points
                  : decision->agrees   ? decision->agreed
                                       : score->in_force;
    return true;
}

static struct leniency_row *row_of(struct arena *arena, struct leniency *leniency,
                                   enum score_stage stage, ptrdiff_t checker) {
    for (size_t i = 0; i < leniency->count; i++)
        if (leniency->items[i].stage == stage && leniency->items[i].checker == checker)
            return &leniency->items[i];
    struct leniency_row *row = list_push(arena, leniency);
    *row = (struct leniency_row){.stage = stage, .checker = checker};
    return row;
}

static void add_figure(struct leniency_row *row, const struct board_cell *cell,
                       const struct score_cell *score, struct decimal points) {
    row->rows++;
    if (cell->has_self)
        analysis_mean_add(&row->over_self, decimal_subtract(points, cell->self));
    if (score->has_points)
        analysis_mean_add(&row->over_rule, decimal_subtract(points, score->points));
    if (score->in_force_known)
        analysis_mean_add(&row->over_final, decimal_subtract(points, score->in_force));
}

void leniency_make(struct arena *arena, const struct scoreboard *board, const ptrdiff_t *checkers,
                   struct leniency *ret_leniency) {
    *ret_leniency = (struct leniency){0};
    for (int stage = SCORE_CROSS; stage < SCORE_STAGE_COUNT; stage++)
        for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
            for (size_t i = 0; i < board->table.criteria.count; i++) {
                const struct board_cell *cell = board_cell_at(board, unit, i);
                const struct score_cell *score = score_cell_at(&board->matrix, unit, i);
                struct decimal points;
                if (!points_of_stage(cell, score, (enum score_stage)stage, &points))
                    continue;
                add_figure(row_of(arena, ret_leniency, (enum score_stage)stage, -1), cell, score,
                           points);
                if (stage == SCORE_CROSS && checkers && checkers[unit] >= 0)
                    add_figure(row_of(arena, ret_leniency, SCORE_CROSS, checkers[unit]), cell,
                               score, points);
            }
}

/* --- what lies far from the others -------------------------------------------------------- */

static void look_at_criterion(struct arena *arena, const struct scoreboard *board, size_t index,
                              struct outliers *outliers) {
    const struct criterion *criterion = &board->table.criteria.items[index];
    size_t units = board->matrix.unit_count, count = 0, at_max = 0;
    struct decimal *values = ARENA_ARRAY(arena, struct decimal, units);
    for (size_t unit = 0; unit < units; unit++) {
        const struct score_cell *cell = score_cell_at(&board->matrix, unit, index);
        if (!cell->in_force_known || cell->exempt)
            continue;
        values[count++] = cell->in_force;
        at_max += decimal_compare(cell->in_force, criterion->max) >= 0;
    }
    if (count > 1 && at_max == count && criterion->max.units > 0)
        *list_push(arena, &outliers->all_max) = (struct far_criterion){index, count};
    struct analysis_spread spread;
    if (!analysis_spread_of(arena, values, count, &spread) || !analysis_spread_tells(&spread))
        return;
    outliers->judged++;
    for (size_t unit = 0; unit < units; unit++) {
        const struct score_cell *cell = score_cell_at(&board->matrix, unit, index);
        if (!cell->in_force_known || cell->exempt || !analysis_is_far(&spread, cell->in_force))
            continue;
        if (outliers->far.count == FAR_ROWS_MAX)
            outliers->more_far++;
        else
            *list_push(arena, &outliers->far) =
                (struct far_row){unit, index, cell->in_force, spread};
    }
}

static void look_at_unit(struct arena *arena, const struct scoreboard *board, size_t unit,
                         struct outliers *outliers) {
    struct round_row row = {.unit = unit};
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct board_cell *cell = board_cell_at(board, unit, i);
        const struct score_cell *score = score_cell_at(&board->matrix, unit, i);
        if (!criterion_is_content(&board->table.criteria.items[i]))
            continue;
        row.self += cell->has_self;
        row.self_round += cell->has_self && analysis_is_round(cell->self);
        row.rule += score->has_points;
        row.rule_round += score->has_points && analysis_is_round(score->points);
    }
    *list_push(arena, &outliers->rounds) = row;
}

void outliers_make(struct arena *arena, const struct scoreboard *board,
                   struct outliers *ret_outliers) {
    *ret_outliers = (struct outliers){0};
    for (size_t i = 0; i < board->table.criteria.count; i++)
        if (criterion_is_content(&board->table.criteria.items[i])) {
            ret_outliers->content++;
            look_at_criterion(arena, board, i, ret_outliers);
        }
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        look_at_unit(arena, board, unit, ret_outliers);
}
