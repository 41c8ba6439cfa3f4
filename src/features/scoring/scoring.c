/* The points of each cell, by the rule of its kind. */
#include "features/scoring/scoring.h"

#include "features/scoring/scoring_parts.h"

struct score_matrix score_matrix_new(struct arena *arena, const struct criteria *criteria,
                                     size_t unit_count) {
    struct score_matrix matrix = {
        .criteria = criteria,
        .unit_count = unit_count,
        .rows = ARENA_ARRAY(arena, struct score_cell *, unit_count),
        .totals = ARENA_ARRAY(arena, struct score_totals, unit_count),
    };
    for (size_t unit = 0; unit < unit_count; unit++)
        matrix.rows[unit] = ARENA_ARRAY(arena, struct score_cell, criteria->count);
    return matrix;
}

struct score_cell *score_cell_at(const struct score_matrix *matrix, size_t unit, size_t criterion) {
    return &matrix->rows[unit][criterion];
}

/* --- what counts --------------------------------------------------------------------------- */

static const struct decimal HUNDRED = {100, 0};

bool rule_parameters_of(const struct scoring_rules *rules, const struct criterion *criterion,
                        struct rule_parameters *ret_parameters) {
    struct rule_parameters p = {
        .bonus_rate = rules->bonus_rate,
        .bonus_cap_percent = rules->bonus_cap_percent,
        .half_percent = DECIMAL(50, 0),
        .second_percent = HUNDRED,
        .scale = POINT_SCALE,
        .rounding = RULE_HALF_UP,
    };
    if (criterion->kind == CRITERION_GRADE) {
        p.grades = rules->grades;
        p.grades_count = rules->grades_count;
    } else if (criterion->kind == CRITERION_FEWER || criterion->kind == CRITERION_PENALTY) {
        bool late = criterion->kind == CRITERION_PENALTY;
        p.steps = late ? rules->late : rules->fewer;
        p.steps_count = late ? rules->late_count : rules->fewer_count;
    }
    if (criterion->rule.n == 0) {
        *ret_parameters = p;
        return true;
    }
    const struct named_rule *named = scoring_named_rule(rules, criterion->rule);
    if (!named || named->kind != (int)criterion->kind)
        return false;
    *ret_parameters = (struct rule_parameters){
        .named = named,
        .steps = named->steps,
        .steps_count = named->steps_count,
        .grades = named->grades,
        .grades_count = named->grades_count,
        .levels = named->levels,
        .levels_count = named->levels_count,
        .bonus_rate = named->bonus_rate,
        .bonus_cap_percent = named->bonus_cap_percent,
        .has_limit = named->has_limit &&
                     rule_parts_of(named->kind) & (RULE_LIMIT_BONUS | RULE_LIMIT_PENALTY),
        .limit = named->limit,
        .half_percent = named->half_percent,
        .second_name = named->second_name,
        .second_percent = named->second_percent,
        .caps_all = named->caps_all,
        .scale = (uint8_t)named->scale,
        .rounding = named->rounding,
    };
    return true;
}

bool cell_has_result(const struct criterion *criterion, const struct score_cell *cell) {
    return cell->actual.state == ACTUAL_READ && !cell->exempt &&
           (criterion->owner == SCORE_SELF || cell->actual_decided);
}

bool rule_round(const struct rule_parameters *parameters, struct ratio value,
                struct decimal *ret_points) {
    struct decimal points;
    if (parameters->rounding == RULE_TRUNCATED) {
        int64_t power = 1;
        for (int i = 0; i < parameters->scale; i++)
            power *= 10;
        struct ratio shifted = ratio_multiply(value, ratio_of_int(power));
        if (shifted.bad)
            return false;
        int128 units = shifted.numerator / shifted.denominator;
        if (units > INT64_MAX / 1000 || units < INT64_MIN / 1000)
            return false;
        points = DECIMAL((int64_t)units, parameters->scale);
    } else if (!ratio_round(value, parameters->scale, &points)) {
        return false;
    }
    *ret_points = decimal_round(points, POINT_SCALE);
    return true;
}

/* max × percent ÷ 100, rounded once. */
static bool share_of_max(const struct criterion *criterion, const struct rule_parameters *p,
                         struct decimal percent, struct decimal *ret_points) {
    struct ratio share = ratio_multiply(ratio_of(criterion->max), ratio_of(percent));
    return rule_round(p, ratio_divide(share, ratio_of(HUNDRED)), ret_points);
}

static struct ratio smaller(struct ratio a, struct ratio b) {
    if (a.bad || b.bad)
        return a.bad ? a : b;
    return ratio_compare(a, b) <= 0 ? a : b;
}

static struct ratio greater(struct ratio a, struct ratio b) {
    if (a.bad || b.bad)
        return a.bad ? a : b;
    return ratio_compare(a, b) >= 0 ? a : b;
}

/* --- in proportion ------------------------------------------------------------------------- */

/* max × REACHED up to max; beyond it a bonus in proportion, up to its caps. */
static void compute_reached(const struct criterion *criterion, const struct rule_parameters *p,
                            struct ratio reached, struct score_cell *cell) {
    struct ratio max = ratio_of(criterion->max);
    struct ratio points = smaller(ratio_multiply(max, reached), max);
    cell->has_points = rule_round(p, points, &cell->points);
    struct ratio over = ratio_subtract(reached, ratio_of_int(1));
    if (!cell->has_points || !criterion->bonus_on || over.bad || over.numerator <= 0)
        return;
    struct ratio cap = ratio_divide(ratio_of(p->bonus_cap_percent), ratio_of(HUNDRED));
    struct ratio share = smaller(ratio_multiply(over, ratio_of(p->bonus_rate)), cap);
    struct ratio bonus = ratio_multiply(max, share);
    if (p->has_limit)
        bonus = smaller(bonus, ratio_of(p->limit));
    if (!rule_round(p, bonus, &cell->bonus))
        cell->has_points = false;
}

static void compute_quantity(const struct criterion *criterion, const struct rule_parameters *p,
                             struct score_cell *cell) {
    if (!criterion->has_target || criterion->target.units <= 0)
        return;
    compute_reached(criterion, p,
                    ratio_divide(ratio_of(cell->actual.number), ratio_of(criterion->target)), cell);
}

/* max × target ÷ actual. Where either is 0 there is no proportion: the steps say what the result is
 * worth. None at all where some were allowed is better than any proportion, so it earns all the
 * bonus there is. */
static void compute_inverse(const struct criterion *criterion, const struct rule_parameters *p,
                            struct score_cell *cell) {
    struct decimal actual = cell->actual.number;
    if (!criterion->has_target)
        return;
    if (criterion->target.units > 0 && actual.units > 0) {
        compute_reached(criterion, p, ratio_divide(ratio_of(criterion->target), ratio_of(actual)),
                        cell);
        return;
    }
    const struct step_rule *step = step_reached(p->steps, p->steps_count, actual);
    cell->has_points = step && share_of_max(criterion, p, step->value, &cell->points);
    if (!cell->has_points || !criterion->bonus_on || criterion->target.units <= 0)
        return;
    struct ratio bonus =
        ratio_divide(ratio_multiply(ratio_of(criterion->max), ratio_of(p->bonus_cap_percent)),
                     ratio_of(HUNDRED));
    if (p->bonus_rate.units <= 0)
        bonus = ratio_of_int(0);
    if (p->has_limit)
        bonus = smaller(bonus, ratio_of(p->limit));
    if (!rule_round(p, bonus, &cell->bonus))
        cell->has_points = false;
}

/* --- relative to the leader ---------------------------------------------------------------- */

/* How far a unit has come: actual ÷ target, or the bare figure where there is no target. */
static struct ratio leader_measure(const struct criterion *criterion, struct decimal actual) {
    bool relative = criterion->has_target && criterion->target.units > 0;
    return relative ? ratio_divide(ratio_of(actual), ratio_of(criterion->target))
                    : ratio_of(actual);
}

/* The unit that has come farthest, or -1 when nobody has a figure. */
static ptrdiff_t leading_unit(const struct score_matrix *matrix, size_t criterion) {
    ptrdiff_t leader = -1;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, criterion);
        if (!cell_has_result(&matrix->criteria->items[criterion], cell))
            continue;
        if (leader < 0 ||
            decimal_compare(cell->actual.number,
                            score_cell_at(matrix, (size_t)leader, criterion)->actual.number) > 0)
            leader = (ptrdiff_t)unit;
    }
    return leader;
}

/* Below target half·max·r, at target half·max, the leader max, between in proportion. Units closer
 * to the leader than 1/10000 count as leaders. Without a target: max·actual ÷ the leader's. */
static bool leader_points(const struct criterion *criterion, const struct rule_parameters *p,
                          struct decimal actual, struct decimal leading,
                          struct decimal *ret_points) {
    struct ratio max = ratio_of(criterion->max);
    struct ratio half =
        ratio_divide(ratio_multiply(max, ratio_of(p->half_percent)), ratio_of(HUNDRED));
    struct ratio r = leader_measure(criterion, actual);
    struct ratio best = leader_measure(criterion, leading);
    struct ratio one = ratio_of_int(1);
    struct ratio points;
    if (r.bad || best.bad)
        return false;
    if (!criterion->has_target || criterion->target.units <= 0) {
        points =
            decimal_is_zero(leading) ? ratio_of_int(0) : ratio_multiply(max, ratio_divide(r, best));
    } else if (ratio_compare(r, one) <= 0) {
        points = ratio_multiply(half, r);
    } else {
        struct ratio behind = ratio_subtract(best, r);
        if (behind.bad)
            return false;
        bool leads = ratio_compare(behind, ratio_of(DECIMAL(1, 4))) <= 0;
        struct ratio way = ratio_divide(ratio_subtract(r, one), ratio_subtract(best, one));
        points = leads ? max : ratio_add(half, ratio_multiply(ratio_subtract(max, half), way));
    }
    return rule_round(p, points, ret_points);
}

/* --- items and levels ---------------------------------------------------------------------- */

bool rule_limit_of(const struct criterion *criterion, const struct rule_parameters *p,
                   struct decimal *ret_limit) {
    bool off = criterion_books(criterion) == BOOKS_PENALTY;
    *ret_limit = p->has_limit ? p->limit : off ? decimal_negate(criterion->max) : criterion->max;
    return p->has_limit || criterion->max.units > 0;
}

/* So many for each, up (or for penalties: down) to the limit. */
static bool items_points(const struct criterion *criterion, const struct rule_parameters *p,
                         struct decimal count, struct decimal *ret_points) {
    bool off = criterion_books(criterion) == BOOKS_PENALTY;
    struct ratio points = ratio_multiply(ratio_of(criterion->points_each), ratio_of(count));
    struct decimal limit;
    if (off)
        points = ratio_subtract(ratio_of_int(0), points);
    if (criterion->kind == CRITERION_ITEMS)
        points = smaller(points, ratio_of(criterion->max));
    else if (rule_limit_of(criterion, p, &limit))
        points = off ? greater(points, ratio_of(limit)) : smaller(points, ratio_of(limit));
    return rule_round(p, points, ret_points);
}

const struct level_rule *rule_level_of(const struct rule_parameters *p, struct str text,
                                       bool *ret_second) {
    *ret_second = str_ends_with(text, STR("/2"));
    struct str code = *ret_second ? str_slice(text, 0, text.n - 2) : text;
    for (size_t i = 0; i < p->levels_count; i++)
        if (str_equal(p->levels[i].code, code))
            return &p->levels[i];
    return NULL;
}

static bool level_points(const struct criterion *criterion, const struct rule_parameters *p,
                         struct str text, struct decimal *ret_points) {
    bool second;
    const struct level_rule *level = rule_level_of(p, text, &second);
    if (!level)
        return false;
    struct ratio points = ratio_of(level->points);
    struct decimal limit;
    if (second)
        points =
            ratio_divide(ratio_multiply(points, ratio_of(p->second_percent)), ratio_of(HUNDRED));
    if (rule_limit_of(criterion, p, &limit))
        points = criterion->kind == CRITERION_PENALTY_LEVEL ? greater(points, ratio_of(limit))
                                                            : smaller(points, ratio_of(limit));
    return rule_round(p, points, ret_points);
}

static const struct grade_rule *grade_of(const struct rule_parameters *p, struct str letter) {
    for (size_t i = 0; i < p->grades_count; i++)
        if (str_equal(p->grades[i].letter, letter))
            return &p->grades[i];
    return NULL;
}

/* --- cells --------------------------------------------------------------------------------- */

static void compute_content(const struct criterion *criterion, const struct rule_parameters *p,
                            struct score_cell *cell, struct decimal leading) {
    const struct step_rule *step = NULL;
    const struct grade_rule *grade = NULL;
    bool passed = false;
    switch (criterion->kind) {
    case CRITERION_QUANTITY:
        compute_quantity(criterion, p, cell);
        break;
    case CRITERION_INVERSE:
        compute_inverse(criterion, p, cell);
        break;
    case CRITERION_GRADE:
        grade = grade_of(p, cell->actual.text);
        cell->has_points = grade && share_of_max(criterion, p, grade->percent, &cell->points);
        break;
    case CRITERION_PASS:
        passed = str_equal_c(cell->actual.text, "pass");
        cell->has_points =
            share_of_max(criterion, p, passed ? HUNDRED : DECIMAL_ZERO, &cell->points);
        break;
    case CRITERION_FEWER:
        step = step_reached(p->steps, p->steps_count, cell->actual.number);
        cell->has_points = step && share_of_max(criterion, p, step->value, &cell->points);
        break;
    case CRITERION_LEADER:
        cell->has_points = leader_points(criterion, p, cell->actual.number, leading, &cell->points);
        break;
    case CRITERION_ITEMS:
        cell->has_points = items_points(criterion, p, cell->actual.number, &cell->points);
        break;
    case CRITERION_MARK:
        cell->has_points = rule_round(
            p, smaller(ratio_of(cell->actual.number), ratio_of(criterion->max)), &cell->points);
        break;
    default: /* beside the content */
        break;
    }
}

/* Bonus and penalties that stand on their own. No word of one means there was none; only a word
 * that cannot be read is missing, and such a value never gets as far as a score. */
static void compute_beside(const struct criterion *criterion, const struct rule_parameters *p,
                           struct score_cell *cell) {
    bool said = cell_has_result(criterion, cell);
    const struct step_rule *step = NULL;
    cell->has_points = true;
    cell->points = DECIMAL(0, POINT_SCALE);
    switch (criterion->kind) {
    case CRITERION_PENALTY:
        step = step_reached(p->steps, p->steps_count, said ? cell->actual.number : DECIMAL_ZERO);
        if (step)
            cell->has_points = rule_round(p, ratio_of(step->value), &cell->points);
        break;
    case CRITERION_EXTRA_ITEMS:
    case CRITERION_PENALTY_ITEMS:
        if (said)
            cell->has_points = items_points(criterion, p, cell->actual.number, &cell->points);
        break;
    case CRITERION_EXTRA_LEVEL:
    case CRITERION_PENALTY_LEVEL:
        if (said && !str_equal_c(cell->actual.text, "none"))
            cell->has_points = level_points(criterion, p, cell->actual.text, &cell->points);
        break;
    default: /* a disqualification has no points */
        break;
    }
}

/* LEADER is the unit that leads, for CRITERION_LEADER; -1: nobody. P is NULL where the rule that is
 * named is not there. */
static void compute_cell(const struct score_matrix *matrix, const struct rule_parameters *p,
                         size_t unit, size_t index, ptrdiff_t leader) {
    const struct criterion *criterion = &matrix->criteria->items[index];
    struct score_cell *cell = score_cell_at(matrix, unit, index);
    cell->has_points = false;
    cell->points = cell->bonus = DECIMAL_ZERO;
    bool content = criterion_is_content(criterion);
    if (p && !cell->exempt && content && cell_has_result(criterion, cell))
        compute_content(criterion, p, cell,
                        leader >= 0 ? score_cell_at(matrix, (size_t)leader, index)->actual.number
                                    : DECIMAL_ZERO);
    else if (p && !cell->exempt && !content && criterion_takes_actual(criterion))
        compute_beside(criterion, p, cell);
    cell->in_force_known =
        !cell->exempt && criterion_is_scored(criterion) && (cell->has_accepted || cell->has_points);
    cell->in_force = !cell->in_force_known ? DECIMAL(0, POINT_SCALE)
                     : cell->has_accepted  ? cell->accepted
                                           : cell->points;
}

/* The row that books the bonus: of all criteria, and of other bonus rows where its rule says so. */
static void compute_bonus_row(const struct score_matrix *matrix, const struct rule_parameters *p,
                              size_t unit, size_t index) {
    struct score_cell *cell = score_cell_at(matrix, unit, index);
    struct decimal earned = DECIMAL(0, POINT_SCALE);
    if (!p || cell->exempt)
        return;
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *other = &matrix->criteria->items[i];
        const struct score_cell *from = score_cell_at(matrix, unit, i);
        if (criterion_may_bonus(other))
            earned = decimal_add(earned, from->bonus);
        else if (p->caps_all && other->kind != CRITERION_BONUS && from->in_force_known &&
                 criterion_books(other) == BOOKS_BONUS)
            earned = decimal_add(earned, from->in_force);
    }
    cell->has_points = rule_round(
        p, ratio_of(decimal_min(earned, matrix->criteria->items[index].max)), &cell->points);
    cell->in_force_known = cell->has_accepted || cell->has_points;
    cell->in_force = cell->has_accepted ? cell->accepted : cell->points;
}

static void compute_bonus_rows(const struct score_matrix *matrix, const struct scoring_rules *rules,
                               size_t unit) {
    struct rule_parameters p;
    for (size_t i = 0; i < matrix->criteria->count; i++)
        if (matrix->criteria->items[i].kind == CRITERION_BONUS)
            compute_bonus_row(
                matrix, rule_parameters_of(rules, &matrix->criteria->items[i], &p) ? &p : NULL,
                unit, i);
}

/* What a group is not assigned, nothing below it is. */
static void exempt_below(const struct score_matrix *matrix, size_t unit) {
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        if (!score_cell_at(matrix, unit, i)->exempt ||
            !criterion_is_group(&matrix->criteria->items[i]))
            continue;
        for (size_t k = i + 1; k < criteria_end_of(matrix->criteria, i); k++)
            score_cell_at(matrix, unit, k)->exempt = true;
    }
}

void scoring_compute_unit(const struct score_matrix *matrix, const struct scoring_rules *rules,
                          size_t unit) {
    exempt_below(matrix, unit);
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *criterion = &matrix->criteria->items[i];
        bool relative = criterion->kind == CRITERION_LEADER;
        struct rule_parameters p;
        bool known = rule_parameters_of(rules, criterion, &p);
        compute_cell(matrix, known ? &p : NULL, unit, i, relative ? leading_unit(matrix, i) : -1);
    }
    compute_bonus_rows(matrix, rules, unit);
    scoring_add_up(matrix, rules, unit);
}

void scoring_compute(struct score_matrix *matrix, const struct scoring_rules *rules) {
    for (size_t unit = 0; unit < matrix->unit_count; unit++)
        exempt_below(matrix, unit);
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *criterion = &matrix->criteria->items[i];
        bool relative = criterion->kind == CRITERION_LEADER;
        ptrdiff_t leader = relative ? leading_unit(matrix, i) : -1;
        struct rule_parameters p;
        bool known = rule_parameters_of(rules, criterion, &p);
        for (size_t unit = 0; unit < matrix->unit_count; unit++)
            compute_cell(matrix, known ? &p : NULL, unit, i, leader);
    }
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        compute_bonus_rows(matrix, rules, unit);
        scoring_add_up(matrix, rules, unit);
    }
}
