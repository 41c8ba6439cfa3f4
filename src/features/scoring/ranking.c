#include "features/scoring/ranking.h"

#include <stdlib.h>

/* --- the cluster's rule ------------------------------------------------------------------- */

#define BY_VOTE STR("vote")

/* The next part between commas; false at the end. */
static bool next_part(struct str *rest, struct str *ret_part) {
    if (!rest->p)
        return false;
    ptrdiff_t comma = str_find(*rest, STR(","));
    size_t end = comma < 0 ? rest->n : (size_t)comma;
    *ret_part = str_trim(str_slice(*rest, 0, end));
    *rest = comma < 0 ? STR_NONE : str_slice(*rest, end + 1, rest->n);
    return true;
}

static int read_places(struct str text) {
    long long places = 0;
    bool fine =
        str_to_int64(str_trim(text), &places) && places > 0 && places <= RANKING_LAST_PLACE_MAX;
    return fine ? (int)places : 0;
}

struct ranking_rule ranking_rule_read(struct arena *arena, const struct criteria *criteria,
                                      struct str ties, struct str last_place) {
    struct ranking_rule rule = {.ties = ARENA_ARRAY(arena, size_t, RANKING_TIES_MAX),
                                .last_place = read_places(last_place)};
    struct str rest = ties, part;
    while (next_part(&rest, &part)) {
        ptrdiff_t criterion = criteria_find(criteria, part);
        if (str_equal(part, BY_VOTE))
            rule.by_vote = true;
        else if (criterion >= 0 && rule.ties_count < RANKING_TIES_MAX)
            rule.ties[rule.ties_count++] = (size_t)criterion;
    }
    return rule;
}

/* --- places ------------------------------------------------------------------------------- */

static int rank_class(const struct score_totals *totals) {
    return !totals->complete ? 2 : totals->disqualified ? 1 : 0;
}

static int by_total(const void *left, const void *right) {
    const struct standing *a = left;
    const struct standing *b = right;
    int order = rank_class(&a->totals) - rank_class(&b->totals);
    if (!order && !rank_class(&a->totals))
        order = decimal_compare(b->totals.compared, a->totals.compared);
    return order ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

struct tie_figure {
    struct standing standing;
    struct decimal points;
    int votes;
};

static int by_figure(const void *left, const void *right) {
    const struct tie_figure *a = left;
    const struct tie_figure *b = right;
    int order = decimal_compare(b->points, a->points);
    if (!order)
        order = b->votes - a->votes;
    size_t first = a->standing.unit, second = b->standing.unit;
    return order ? order : (first > second) - (first < second);
}

/* The points in force of a row, with all that is below it; false where a part is not assigned to
 * the unit: such units cannot be compared there. */
static bool tie_points(const struct score_matrix *matrix, size_t unit, size_t row,
                       struct decimal *ret_points) {
    const struct criterion *items = matrix->criteria->items;
    struct decimal sum = DECIMAL(0, POINT_SCALE);
    size_t i = row;
    do {
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        if (cell->exempt)
            return false;
        if (criterion_is_scored(&items[i]) && cell->in_force_known)
            sum = decimal_add(sum, cell->in_force);
        i++;
    } while (i < matrix->criteria->count && items[i].depth > items[row].depth);
    *ret_points = sum;
    return true;
}

/* Sorts tied units by their figures and notes what parted each from the next. */
static void part(struct standing *tied, struct tie_figure *figures, size_t count,
                 const struct tie *what) {
    qsort(figures, count, sizeof(*figures), by_figure);
    for (size_t i = 0; i < count; i++) {
        tied[i] = figures[i].standing;
        if (i + 1 == count)
            break;
        const struct tie_figure *next = &figures[i + 1];
        bool same = decimal_compare(figures[i].points, next->points) == 0 &&
                    figures[i].votes == next->votes;
        tied[i].over_next = same ? (struct tie){0} : *what;
        if (same)
            continue;
        tied[i].over_next.points = figures[i].points;
        tied[i].over_next.next_points = next->points;
        tied[i].over_next.votes = figures[i].votes;
        tied[i].over_next.next_votes = next->votes;
    }
}

/* The unit's vote in the latest ballot that has all the tied; NULL where there is none. */
static const struct tie_vote *vote_of(const struct ranking_rule *rule, int64_t ballot,
                                      size_t unit) {
    for (size_t i = 0; i < rule->votes_count; i++)
        if (rule->votes[i].ballot == ballot && rule->votes[i].unit == unit)
            return &rule->votes[i];
    return NULL;
}

static bool ballot_of(const struct ranking_rule *rule, const struct standing *tied, size_t count,
                      int64_t *ret_ballot) {
    bool found = false;
    for (size_t i = 0; i < rule->votes_count; i++) {
        int64_t ballot = rule->votes[i].ballot;
        bool all = !found || ballot > *ret_ballot;
        for (size_t k = 0; k < count && all; k++)
            all = vote_of(rule, ballot, tied[k].unit) != NULL;
        if (!all)
            continue;
        found = true;
        *ret_ballot = ballot;
    }
    return found;
}

static void part_by_vote(const struct ranking_rule *rule, struct standing *tied,
                         struct tie_figure *figures, size_t count) {
    int64_t ballot = 0;
    if (!rule->by_vote || !ballot_of(rule, tied, count, &ballot))
        return;
    struct tie what = {.by = TIE_BY_VOTE};
    for (size_t i = 0; i < count; i++) {
        const struct tie_vote *vote = vote_of(rule, ballot, tied[i].unit);
        figures[i] = (struct tie_figure){tied[i], DECIMAL_ZERO, vote->votes};
        what.voters = vote->voters;
    }
    part(tied, figures, count, &what);
}

static void part_by_criterion(const struct score_matrix *matrix, size_t row, struct standing *tied,
                              struct tie_figure *figures, size_t count) {
    for (size_t i = 0; i < count; i++) {
        figures[i] = (struct tie_figure){.standing = tied[i]};
        if (!tie_points(matrix, tied[i].unit, row, &figures[i].points))
            return;
    }
    part(tied, figures, count, &(struct tie){.by = TIE_BY_CRITERION, .criterion = row});
}

static size_t run_length(const struct standing *standings, size_t first, size_t end) {
    size_t next = first + 1;
    while (next < end && standings[next - 1].over_next.by == TIE_UNBROKEN &&
           decimal_compare(standings[first].totals.compared, standings[next].totals.compared) == 0)
        next++;
    return next - first;
}

/* Each step parts what the steps before left tied; the last one is the vote. */
static void break_ties(const struct score_matrix *matrix, const struct ranking_rule *rule,
                       struct standing *standings, size_t placed, struct tie_figure *figures) {
    for (size_t step = 0; step <= rule->ties_count; step++)
        for (size_t i = 0, count; i < placed; i += count) {
            count = run_length(standings, i, placed);
            if (count == 1)
                continue;
            if (step == rule->ties_count)
                part_by_vote(rule, &standings[i], figures, count);
            else
                part_by_criterion(matrix, rule->ties[step], &standings[i], figures, count);
        }
}

static void put_places(struct standing *standings, size_t placed, int last_place) {
    for (size_t i = 0, count; i < placed; i += count) {
        count = run_length(standings, i, placed);
        int place = (int)i + 1;
        bool beyond = last_place && place > last_place;
        bool undecided = last_place && place == last_place && count > 1;
        for (size_t k = i; k < i + count; k++) {
            standings[k].place = beyond || undecided ? 0 : place;
            standings[k].shared = count > 1 && standings[k].place;
            standings[k].beyond = beyond;
            standings[k].undecided = undecided;
        }
    }
}

void ranking_make(struct arena *arena, const struct score_matrix *matrix,
                  const struct ranking_rule *rule, struct standing **ret_standings) {
    size_t count = matrix->unit_count, placed = 0;
    struct standing *standings = ARENA_ARRAY(arena, struct standing, count);
    for (size_t unit = 0; unit < count; unit++)
        standings[unit] = (struct standing){.unit = unit, .totals = matrix->totals[unit]};
    qsort(standings, count, sizeof(*standings), by_total);
    while (placed < count && !rank_class(&standings[placed].totals))
        placed++;
    if (rule && (rule->ties_count || rule->by_vote)) {
        struct tie_figure *figures = ARENA_ARRAY(arena, struct tie_figure, placed);
        break_ties(matrix, rule, standings, placed, figures);
    }
    put_places(standings, placed, rule ? rule->last_place : 0);
    *ret_standings = standings;
}

static int by_unit(const void *left, const void *right) {
    const struct standing *a = left;
    const struct standing *b = right;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void hide_from(struct standing *standings, size_t first, size_t count) {
    qsort(&standings[first], count - first, sizeof(*standings), by_unit);
    for (size_t i = first; i < count; i++) {
        standings[i].place = 0;
        standings[i].shared = standings[i].beyond = standings[i].undecided = false;
        standings[i].over_next = (struct tie){0};
    }
}

void ranking_drop_places(struct standing *standings, size_t count) {
    hide_from(standings, 0, count);
}

void ranking_hide_places(struct standing *standings, size_t count, int shown) {
    size_t first = 0;
    while (first < count && standings[first].place && (!shown || standings[first].place <= shown))
        first++;
    if (!shown || first == count)
        return;
    if (first)
        standings[first - 1].over_next = (struct tie){0};
    hide_from(standings, first, count);
}

static struct message tie_message(struct arena *arena, enum lang lang,
                                  const struct criteria *criteria, const struct tie *tie,
                                  bool over) {
    char mark = lang == LANG_VI ? ',' : '.';
    if (tie->by == TIE_BY_VOTE)
        return MESSAGE_WITH(MSG_ranking_tie_by_vote,
                            str_format(arena, "%d", over ? tie->votes : tie->next_votes),
                            str_format(arena, "%d", tie->voters));
    struct str own =
        decimal_display(arena, over ? tie->points : tie->next_points, POINT_SCALE, mark);
    struct str other =
        decimal_display(arena, over ? tie->next_points : tie->points, POINT_SCALE, mark);
    return MESSAGE_WITH(over ? MSG_ranking_tie_over : MSG_ranking_tie_under,
                        criteria->items[tie->criterion].code, own, other);
}

struct str ranking_tie_words(struct arena *arena, enum lang lang, const struct criteria *criteria,
                             const struct standing *standings, size_t index) {
    const struct tie *above = index ? &standings[index - 1].over_next : &(struct tie){0};
    const struct tie *below = &standings[index].over_next;
    if (above->by == TIE_UNBROKEN && below->by == TIE_UNBROKEN)
        return STR("");
    struct str words = message_plain(lang, MSG_ranking_tie_equal);
    if (above->by != TIE_UNBROKEN) {
        struct message under = tie_message(arena, lang, criteria, above, false);
        struct str text = message_text(arena, lang, under);
        words = str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(words), STR_ARG(text));
    }
    if (below->by != TIE_UNBROKEN) {
        struct message over = tie_message(arena, lang, criteria, below, true);
        struct str text = message_text(arena, lang, over);
        words = str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(words), STR_ARG(text));
    }
    return words;
}

/* --- stages ------------------------------------------------------------------------------- */

static const struct str STAGES[RANKING_STAGE_COUNT] = {
    [RANKING_IN_FORCE] = STR_INIT("hieu-luc"),   [RANKING_BY_RULE] = STR_INIT("quy-tac"),
    [RANKING_SELF] = STR_INIT("tu-cham"),        [RANKING_TO_CROSS] = STR_INIT("kiem-tra-cheo"),
    [RANKING_TO_HEAD] = STR_INIT("cum-truong"),  [RANKING_TO_OFFICE] = STR_INIT("co-quan"),
    [RANKING_TO_MEETING] = STR_INIT("hoi-nghi"),
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

enum score_stage ranking_stage_last(enum ranking_stage stage) {
    switch (stage) {
    case RANKING_TO_CROSS:
        return SCORE_CROSS;
    case RANKING_TO_HEAD:
        return SCORE_HEAD;
    case RANKING_TO_OFFICE:
        return SCORE_OFFICE;
    case RANKING_TO_MEETING:
        return SCORE_MEETING;
    default:
        return SCORE_COUNCIL;
    }
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
