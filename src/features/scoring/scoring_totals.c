/* Sums, means and totals from the points in force; and the result of a period from its parts. */
#include "features/scoring/scoring.h"
#include "features/scoring/scoring_parts.h"

/* --- content, row by row ------------------------------------------------------------------- */

struct content_sum {
    struct decimal points;
    struct decimal max; /* of what is assigned */
    size_t missing;
    size_t assigned; /* content rows that are not exempt */
};

struct adder {
    const struct score_matrix *matrix;
    const struct scoring_rules *rules; /* NULL: means stand as they were computed */
    size_t unit;
};

static size_t add_row(const struct adder *a, size_t row, struct content_sum *sum);

static void put_mean(const struct adder *a, size_t row, struct decimal sum, size_t parts,
                     size_t missing) {
    struct score_cell *cell = score_cell_at(a->matrix, a->unit, row);
    struct rule_parameters p;
    cell->points = DECIMAL(0, POINT_SCALE);
    cell->has_points =
        parts > 0 && missing == 0 &&
        rule_parameters_of(a->rules, &a->matrix->criteria->items[row], &p) &&
        rule_round(&p, ratio_divide(ratio_of(sum), ratio_of_int((int64_t)parts)), &cell->points);
    cell->in_force_known = cell->has_points;
    cell->in_force = cell->points;
}

/* The mean of what is directly below and assigned; it counts, and not what is below. */
static size_t add_mean(const struct adder *a, size_t row, struct content_sum *sum) {
    const struct criteria *criteria = a->matrix->criteria;
    size_t end = criteria_end_of(criteria, row);
    size_t parts = 0;
    struct content_sum below = {.points = DECIMAL(0, POINT_SCALE)};
    for (size_t i = row + 1; i < end;) {
        size_t before = below.assigned;
        i = add_row(a, i, &below);
        parts += below.assigned > before;
    }
    if (a->rules)
        put_mean(a, row, below.points, parts, below.missing);
    const struct score_cell *cell = score_cell_at(a->matrix, a->unit, row);
    sum->missing += below.missing;
    sum->assigned += below.assigned;
    if (parts > 0)
        sum->max = decimal_add(sum->max, criteria->items[row].max);
    if (cell->in_force_known)
        sum->points = decimal_add(sum->points, cell->in_force);
    /* a rule that is not there leaves the mean without points though all below has some */
    else if (parts > 0 && below.missing == 0)
        sum->missing++;
    return end;
}

/* Adds the row with all below it; the index behind. */
static size_t add_row(const struct adder *a, size_t row, struct content_sum *sum) {
    const struct criterion *criterion = &a->matrix->criteria->items[row];
    const struct score_cell *cell = score_cell_at(a->matrix, a->unit, row);
    if (criterion->kind == CRITERION_MEAN)
        return add_mean(a, row, sum);
    if (criterion->kind == CRITERION_GROUP) {
        size_t end = criteria_end_of(a->matrix->criteria, row);
        for (size_t i = row + 1; i < end;)
            i = add_row(a, i, sum);
        return end;
    }
    if (!criterion_is_content(criterion))
        return row + 1;
    if (cell->exempt)
        return row + 1;
    sum->assigned++;
    sum->max = decimal_add(sum->max, criterion->max);
    if (cell->in_force_known)
        sum->points = decimal_add(sum->points, cell->in_force);
    else
        sum->missing++;
    return row + 1;
}

struct decimal scoring_content_points(const struct score_matrix *matrix, size_t unit, size_t from,
                                      size_t end, struct decimal *ret_max, bool *ret_complete) {
    const struct adder a = {matrix, NULL, unit};
    struct content_sum sum = {.points = DECIMAL(0, POINT_SCALE)};
    for (size_t i = from; i < end;)
        i = add_row(&a, i, &sum);
    if (ret_max)
        *ret_max = sum.max;
    if (ret_complete)
        *ret_complete = sum.missing == 0;
    return sum.points;
}

struct decimal scoring_group_points(const struct score_matrix *matrix, size_t unit, size_t group,
                                    bool *ret_complete) {
    const struct criteria *criteria = matrix->criteria;
    bool mean = criteria->items[group].kind == CRITERION_MEAN;
    size_t end = criteria_end_of(criteria, group);
    struct decimal sum =
        scoring_content_points(matrix, unit, mean ? group : group + 1, end, NULL, ret_complete);
    /* bonus and penalties may stand in a group too */
    for (size_t i = group + 1; i < end; i++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        if (!criterion_is_group(&criteria->items[i]) &&
            !criterion_is_content(&criteria->items[i]) && cell->in_force_known)
            sum = decimal_add(sum, cell->in_force);
    }
    return sum;
}

/* --- totals -------------------------------------------------------------------------------- */

/* Whether the cap of a bonus row holds for the other bonus rows too, which are then in it. */
static bool bonus_is_capped_whole(const struct criteria *criteria,
                                  const struct scoring_rules *rules) {
    struct rule_parameters p;
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].kind == CRITERION_BONUS &&
            rule_parameters_of(rules, &criteria->items[i], &p) && p.caps_all)
            return true;
    return false;
}

enum criterion_book scoring_adds_to(const struct criteria *criteria,
                                    const struct scoring_rules *rules, size_t row) {
    const struct criterion *criterion = &criteria->items[row];
    enum criterion_book books =
        criterion->kind == CRITERION_MEAN ? BOOKS_CONTENT : criterion_books(criterion);
    if (books == BOOKS_BONUS && criterion->kind != CRITERION_BONUS &&
        bonus_is_capped_whole(criteria, rules))
        return BOOKS_NOTHING;
    for (ptrdiff_t up = criterion->parent; books == BOOKS_CONTENT && up >= 0;
         up = criteria->items[up].parent)
        if (criteria->items[up].kind == CRITERION_MEAN)
            return BOOKS_NOTHING;
    return books;
}

static void note_consequences(const struct criterion *criterion, const struct score_cell *cell,
                              const struct scoring_rules *rules, size_t index,
                              struct score_totals *totals) {
    bool out = false;
    struct rule_parameters p;
    bool second;
    const struct level_rule *level = NULL;
    if (!cell_has_result(criterion, cell))
        return;
    if (criterion->kind == CRITERION_DISQUALIFY)
        out = str_equal_c(cell->actual.text, "yes");
    else if (criterion->kind == CRITERION_PENALTY_LEVEL && rule_parameters_of(rules, criterion, &p))
        level = rule_level_of(&p, cell->actual.text, &second);
    totals->disciplined = totals->disciplined || (level && level->disciplines);
    if ((out || (level && level->disqualifies)) && !totals->disqualified) {
        totals->disqualified = true;
        totals->disqualified_by = index;
    }
}

/* The content brought to the table's maximum, for who is not assigned all of it. */
static struct decimal compared_content(const struct content_sum *sum,
                                       const struct criteria *criteria,
                                       const struct scoring_rules *rules) {
    struct decimal brought = sum->points;
    struct decimal full = criteria_max_total(criteria);
    if (!rules->compare_points && sum->max.units > 0 && decimal_compare(sum->max, full) != 0)
        ratio_round(
            ratio_divide(ratio_multiply(ratio_of(sum->points), ratio_of(full)), ratio_of(sum->max)),
            POINT_SCALE, &brought);
    return brought;
}

void scoring_add_up(const struct score_matrix *matrix, const struct scoring_rules *rules,
                    size_t unit) {
    const struct criteria *criteria = matrix->criteria;
    const struct adder a = {matrix, rules, unit};
    struct content_sum sum = {.points = DECIMAL(0, POINT_SCALE)};
    struct score_totals totals = {.bonus = DECIMAL(0, POINT_SCALE),
                                  .penalty = DECIMAL(0, POINT_SCALE)};
    for (size_t i = 0; i < criteria->count;)
        i = add_row(&a, i, &sum);
    bool whole = bonus_is_capped_whole(criteria, rules);
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *criterion = &criteria->items[i];
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        enum criterion_book books = criterion_books(criterion);
        note_consequences(criterion, cell, rules, i, &totals);
        if (!cell->in_force_known)
            continue;
        if (books == BOOKS_PENALTY)
            totals.penalty = decimal_add(totals.penalty, cell->in_force);
        else if (books == BOOKS_BONUS && (criterion->kind == CRITERION_BONUS || !whole))
            totals.bonus = decimal_add(totals.bonus, cell->in_force);
    }
    totals.content = sum.points;
    totals.max = sum.max;
    totals.missing = sum.missing;
    totals.complete = sum.missing == 0;
    struct decimal beside = decimal_add(totals.bonus, totals.penalty);
    totals.total = decimal_add(totals.content, beside);
    totals.compared = decimal_add(compared_content(&sum, criteria, rules), beside);
    matrix->totals[unit] = totals;
}

/* --- a period from its parts ---------------------------------------------------------------- */

enum { ROLLUP_SCALE = 4 };

struct rollup_result scoring_roll_up(enum rollup rollup, const struct rollup_part *parts,
                                     size_t count) {
    struct rollup_result result = {.value = DECIMAL_ZERO};
    struct decimal sum = DECIMAL_ZERO;
    size_t known = 0;
    for (size_t i = 0; i < count; i++) {
        if (!parts[i].known) {
            result.missing++;
            continue;
        }
        known++;
        sum = decimal_add(sum, parts[i].value);
        result.last = i;
    }
    result.known = known > 0 && rollup != ROLLUP_NONE;
    if (!result.known)
        return result;
    result.value = sum;
    if (rollup == ROLLUP_LAST)
        result.value = parts[result.last].value;
    else if (rollup == ROLLUP_MEAN)
        result.known = ratio_round(ratio_divide(ratio_of(sum), ratio_of_int((int64_t)known)),
                                   ROLLUP_SCALE, &result.value);
    return result;
}
