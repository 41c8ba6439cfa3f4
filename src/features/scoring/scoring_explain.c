/* Why a figure is what it is: the same rules as scoring.c, told in words and with their numbers. */
#include "features/scoring/scoring.h"
#include "features/scoring/scoring_parts.h"

struct teller {
    struct arena *arena;
    enum lang lang;
    const struct criterion *criterion;
    const struct score_cell *cell;
    struct rule_parameters rule;
    bool hides_leader; /* the reader may not see the others' results */
    struct scoring_explanation *explanation;
};

static struct str number(const struct teller *t, struct decimal value) {
    return decimal_display(t->arena, value, 0, t->lang == LANG_VI ? ',' : '.');
}

static struct str points(const struct teller *t, struct decimal value) {
    return decimal_display(t->arena, value, POINT_SCALE, t->lang == LANG_VI ? ',' : '.');
}

static void step(const struct teller *t, struct message message) {
    *list_push(t->arena, &t->explanation->steps) = message;
}

static void tell_bonus_part(const struct teller *t) {
    step(t, MESSAGE_WITH(MSG_scoring_step_quantity_bonus, number(t, t->rule.bonus_rate),
                         number(t, t->rule.bonus_cap_percent), points(t, t->cell->bonus)));
}

static void tell_quantity(const struct teller *t) {
    const struct criterion *c = t->criterion;
    if (!t->cell->has_points)
        return;
    bool over = decimal_compare(t->cell->actual.number, c->target) > 0;
    step(t, MESSAGE_WITH(over ? MSG_scoring_step_quantity_over : MSG_scoring_step_quantity,
                         number(t, c->max), number(t, t->cell->actual.number), number(t, c->target),
                         points(t, t->cell->points)));
    if (over && c->bonus_on)
        tell_bonus_part(t);
}

static void tell_inverse(const struct teller *t) {
    const struct criterion *c = t->criterion;
    struct decimal actual = t->cell->actual.number;
    if (!t->cell->has_points)
        return;
    if (c->target.units > 0 && actual.units > 0) {
        bool over = decimal_compare(actual, c->target) < 0;
        step(t, MESSAGE_WITH(over ? MSG_rule_step_inverse_over : MSG_rule_step_inverse,
                             number(t, c->max), number(t, c->target), number(t, actual),
                             points(t, t->cell->points)));
        if (over && c->bonus_on)
            tell_bonus_part(t);
        return;
    }
    const struct step_rule *reached = step_reached(t->rule.steps, t->rule.steps_count, actual);
    if (reached)
        step(t, MESSAGE_WITH(MSG_rule_step_inverse_zero, number(t, actual), number(t, c->target),
                             number(t, reached->value), number(t, c->max),
                             points(t, t->cell->points)));
    if (t->cell->bonus.units > 0)
        step(t, MESSAGE_WITH(MSG_rule_step_zero_bonus, number(t, t->rule.bonus_cap_percent),
                             points(t, t->cell->bonus)));
}

static void tell_grade(const struct teller *t) {
    for (size_t i = 0; t->cell->has_points && i < t->rule.grades_count; i++)
        if (str_equal(t->rule.grades[i].letter, t->cell->actual.text))
            step(t, MESSAGE_WITH(MSG_scoring_step_grade, t->cell->actual.text,
                                 number(t, t->rule.grades[i].percent), number(t, t->criterion->max),
                                 points(t, t->cell->points)));
}

static void tell_fewer(const struct teller *t) {
    const struct step_rule *reached =
        step_reached(t->rule.steps, t->rule.steps_count, t->cell->actual.number);
    if (t->cell->has_points && reached)
        step(t, MESSAGE_WITH(MSG_scoring_step_fewer, number(t, t->cell->actual.number),
                             number(t, reached->value), number(t, t->criterion->max),
                             points(t, t->cell->points)));
}

static void tell_leader(const struct teller *t, const struct score_matrix *matrix, size_t index) {
    const struct criterion *c = t->criterion;
    struct decimal best = DECIMAL_ZERO;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, index);
        if (cell_has_result(c, cell) && decimal_compare(cell->actual.number, best) > 0)
            best = cell->actual.number;
    }
    if (!t->cell->has_points)
        return;
    struct str leading =
        t->hides_leader ? message_plain(t->lang, MSG_scoring_leader_hidden) : number(t, best);
    struct str actual = number(t, t->cell->actual.number);
    struct str target = number(t, c->target);
    struct str max = number(t, c->max);
    struct str got = points(t, t->cell->points);
    bool halves = decimal_compare(t->rule.half_percent, DECIMAL(50, 0)) == 0;
    if (!c->has_target || c->target.units <= 0)
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_no_target, max, actual, leading, got));
    else if (decimal_compare(t->cell->actual.number, c->target) <= 0)
        step(t, halves ? MESSAGE_WITH(MSG_scoring_step_leader_below, max, actual, target, got)
                       : MESSAGE_WITH(MSG_rule_step_leader_below, max, actual, target, got,
                                      number(t, t->rule.half_percent)));
    else if (!t->hides_leader && decimal_compare(t->cell->actual.number, best) == 0)
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_first, actual, got));
    else
        step(t, halves ? MESSAGE_WITH(MSG_scoring_step_leader_between, max, actual, target, leading,
                                      got)
                       : MESSAGE_WITH(MSG_rule_step_leader_between, max, actual, target, leading,
                                      got, number(t, t->rule.half_percent)));
}

/* Each criterion's bonus, then the sum and its cap. */
static void tell_bonus(const struct teller *t, const struct score_matrix *matrix, size_t unit) {
    struct decimal earned = DECIMAL(0, POINT_SCALE);
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *other = &matrix->criteria->items[i];
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        bool extra = t->rule.caps_all && other->kind != CRITERION_BONUS &&
                     criterion_books(other) == BOOKS_BONUS && cell->in_force_known;
        struct decimal part = extra ? cell->in_force : cell->bonus;
        if (decimal_is_zero(part) || (!extra && !criterion_may_bonus(other)))
            continue;
        earned = decimal_add(earned, part);
        step(t,
             MESSAGE_WITH(MSG_scoring_step_bonus_part, other->code, other->name, points(t, part)));
    }
    bool capped = decimal_compare(earned, t->criterion->max) > 0;
    step(t, MESSAGE_WITH(capped ? MSG_scoring_step_bonus_capped : MSG_scoring_step_bonus_sum,
                         points(t, earned), points(t, t->cell->points)));
}

static void tell_penalty(const struct teller *t) {
    struct decimal days =
        cell_has_result(t->criterion, t->cell) ? t->cell->actual.number : DECIMAL_ZERO;
    step(t, MESSAGE_WITH(MSG_scoring_step_penalty, number(t, days), points(t, t->cell->points)));
}

/* So many for each, and the limit where it was reached. */
static void tell_items(const struct teller *t) {
    if (!t->cell->has_points || !cell_has_result(t->criterion, t->cell)) {
        if (t->cell->has_points)
            step(t, MESSAGE_WITH(MSG_rule_step_none, points(t, t->cell->points)));
        return;
    }
    bool off = criterion_books(t->criterion) == BOOKS_PENALTY;
    struct decimal each =
        off ? decimal_negate(t->criterion->points_each) : t->criterion->points_each;
    struct ratio all = ratio_multiply(ratio_of(each), ratio_of(t->cell->actual.number));
    struct decimal full;
    bool limited =
        ratio_round(all, POINT_SCALE, &full) && decimal_compare(full, t->cell->points) != 0;
    if (limited)
        step(t, MESSAGE_WITH(MSG_rule_step_items_limited, number(t, t->cell->actual.number),
                             number(t, each), points(t, full), points(t, t->cell->points)));
    else
        step(t, MESSAGE_WITH(MSG_rule_step_items, number(t, t->cell->actual.number),
                             number(t, each), points(t, t->cell->points)));
}

static void tell_level(const struct teller *t) {
    bool second = false;
    const struct level_rule *level = cell_has_result(t->criterion, t->cell)
                                         ? rule_level_of(&t->rule, t->cell->actual.text, &second)
                                         : NULL;
    if (!level) {
        if (t->cell->has_points)
            step(t, MESSAGE_WITH(MSG_rule_step_none, points(t, t->cell->points)));
        return;
    }
    if (second)
        step(t, MESSAGE_WITH(MSG_rule_step_level_second, level->name, t->rule.second_name,
                             points(t, level->points), number(t, t->rule.second_percent),
                             points(t, t->cell->points)));
    else
        step(t, MESSAGE_WITH(MSG_rule_step_level, level->name, points(t, t->cell->points)));
    if (level->disqualifies)
        step(t, MESSAGE(MSG_rule_step_level_out));
    else if (level->disciplines)
        step(t, MESSAGE(MSG_rule_step_level_class));
}

static void tell_disqualify(const struct teller *t) {
    bool met = cell_has_result(t->criterion, t->cell) && str_equal_c(t->cell->actual.text, "yes");
    step(t, MESSAGE(met ? MSG_rule_step_out : MSG_rule_step_not_out));
}

static void tell_group(const struct teller *t, const struct score_matrix *matrix, size_t unit,
                       size_t group) {
    bool complete;
    struct decimal sum = scoring_group_points(matrix, unit, group, &complete);
    step(t, MESSAGE_WITH(complete ? MSG_scoring_step_group : MSG_scoring_step_group_incomplete,
                         points(t, sum)));
}

/* "(8,00 + 8,10) ÷ 2 = 8,05" */
static void tell_mean(const struct teller *t, const struct score_matrix *matrix, size_t unit,
                      size_t mean) {
    const struct criteria *criteria = matrix->criteria;
    struct str parts = STR("");
    size_t count = 0;
    for (size_t i = mean + 1; i < criteria_end_of(criteria, mean);) {
        size_t end = criteria_end_of(criteria, i);
        struct decimal max;
        struct decimal worth = scoring_content_points(matrix, unit, i, end, &max, NULL);
        if (max.units > 0) {
            parts = str_format(t->arena, STR_FMT "%s" STR_FMT, STR_ARG(parts), count ? " + " : "",
                               STR_ARG(points(t, worth)));
            count++;
        }
        i = end;
    }
    if (t->cell->in_force_known)
        step(t, MESSAGE_WITH(MSG_rule_step_mean, parts, str_format(t->arena, "%zu", count),
                             points(t, t->cell->in_force)));
    else if (count > 0)
        step(t, MESSAGE(MSG_rule_step_mean_incomplete));
}

/* --- the rule itself ------------------------------------------------------------------------ */

static struct message limited_sentence(const struct teller *t, enum msg_id open,
                                       enum msg_id limited) {
    struct decimal limit;
    struct str each = number(t, t->criterion->points_each);
    return rule_limit_of(t->criterion, &t->rule, &limit)
               ? MESSAGE_WITH(limited, each, number(t, limit))
               : MESSAGE_WITH(open, each);
}

static struct message leader_sentence(const struct teller *t) {
    if (!t->criterion->has_target)
        return MESSAGE(MSG_scoring_rule_leader_no_target);
    if (decimal_compare(t->rule.half_percent, DECIMAL(50, 0)) == 0)
        return MESSAGE(MSG_scoring_rule_leader);
    return MESSAGE_WITH(MSG_rule_sentence_leader, number(t, t->rule.half_percent));
}

static struct message sentence(const struct teller *t) {
    static const enum msg_id PLAIN[CRITERION_KIND_COUNT] = {
        [CRITERION_GROUP] = MSG_scoring_rule_group,
        [CRITERION_QUANTITY] = MSG_scoring_rule_quantity,
        [CRITERION_GRADE] = MSG_scoring_rule_grade,
        [CRITERION_PASS] = MSG_scoring_rule_pass,
        [CRITERION_FEWER] = MSG_scoring_rule_fewer,
        [CRITERION_PENALTY] = MSG_scoring_rule_penalty,
        [CRITERION_MEAN] = MSG_rule_sentence_mean,
        [CRITERION_INVERSE] = MSG_rule_sentence_inverse,
        [CRITERION_EXTRA_LEVEL] = MSG_rule_sentence_extra_level,
        [CRITERION_PENALTY_LEVEL] = MSG_rule_sentence_penalty_level,
        [CRITERION_DISQUALIFY] = MSG_rule_sentence_disqualify,
    };
    const struct criterion *c = t->criterion;
    switch (c->kind) {
    case CRITERION_LEADER:
        return leader_sentence(t);
    case CRITERION_ITEMS:
        return MESSAGE_WITH(MSG_scoring_rule_items, number(t, c->points_each), number(t, c->max));
    case CRITERION_BONUS:
        return MESSAGE_WITH(t->rule.caps_all ? MSG_rule_sentence_bonus_all : MSG_scoring_rule_bonus,
                            number(t, c->max));
    case CRITERION_MARK:
        return MESSAGE_WITH(MSG_rule_sentence_mark, number(t, c->max));
    case CRITERION_EXTRA_ITEMS:
        return limited_sentence(t, MSG_rule_sentence_extra_items,
                                MSG_rule_sentence_extra_items_limited);
    case CRITERION_PENALTY_ITEMS:
        return limited_sentence(t, MSG_rule_sentence_penalty_items,
                                MSG_rule_sentence_penalty_items_limited);
    default:
        return MESSAGE(PLAIN[c->kind]);
    }
}

struct message scoring_rule_sentence(struct arena *arena, enum lang lang,
                                     const struct criterion *criterion,
                                     const struct scoring_rules *rules) {
    struct teller t = {.arena = arena, .lang = lang, .criterion = criterion};
    if (!rule_parameters_of(rules, criterion, &t.rule))
        return MESSAGE_WITH(MSG_rule_not_there, criterion->code, criterion->rule);
    return sentence(&t);
}

struct message scoring_rule_source(enum lang lang, const struct criterion *criterion,
                                   const struct scoring_rules *rules) {
    const struct named_rule *named =
        criterion->rule.n ? scoring_named_rule(rules, criterion->rule) : NULL;
    return named ? MESSAGE_WITH(MSG_rule_step_named, named->name, named->basis,
                                message_plain(lang, rule_mark_name(named->mark)))
                 : MESSAGE(MSG_none);
}

/* The named rule with its source, and how it rounds where that is not as usual. */
static void tell_named(const struct teller *t, const struct scoring_rules *rules) {
    const struct named_rule *named = t->rule.named;
    if (!named)
        return;
    t->explanation->named = named;
    step(t, scoring_rule_source(t->lang, t->criterion, rules));
    if (named->scale != POINT_SCALE || named->rounding != RULE_HALF_UP)
        step(t, MESSAGE_WITH(MSG_rule_step_round, str_format(t->arena, "%d", named->scale),
                             message_plain(t->lang, rule_rounding_name(named->rounding))));
}

static void tell_kind(const struct teller *t, const struct score_matrix *matrix, size_t unit,
                      size_t criterion) {
    switch (t->criterion->kind) {
    case CRITERION_QUANTITY:
        tell_quantity(t);
        break;
    case CRITERION_INVERSE:
        tell_inverse(t);
        break;
    case CRITERION_GRADE:
        tell_grade(t);
        break;
    case CRITERION_PASS:
        if (t->cell->has_points)
            step(t, MESSAGE_WITH(
                        MSG_scoring_step_pass,
                        scoring_show_actual(t->arena, t->lang, t->criterion, t->cell->actual.text),
                        points(t, t->cell->points)));
        break;
    case CRITERION_FEWER:
        tell_fewer(t);
        break;
    case CRITERION_LEADER:
        tell_leader(t, matrix, criterion);
        break;
    case CRITERION_MARK:
        if (t->cell->has_points)
            step(t, MESSAGE_WITH(MSG_rule_step_mark, number(t, t->cell->actual.number),
                                 points(t, t->cell->points)));
        break;
    case CRITERION_ITEMS:
    case CRITERION_EXTRA_ITEMS:
    case CRITERION_PENALTY_ITEMS:
        tell_items(t);
        break;
    case CRITERION_EXTRA_LEVEL:
    case CRITERION_PENALTY_LEVEL:
        tell_level(t);
        break;
    case CRITERION_BONUS:
        tell_bonus(t, matrix, unit);
        break;
    case CRITERION_PENALTY:
        tell_penalty(t);
        break;
    case CRITERION_DISQUALIFY:
        tell_disqualify(t);
        break;
    default: /* groups are told by who called */
        break;
    }
}

static void explain(struct teller t, const struct score_matrix *matrix,
                    const struct scoring_rules *rules, size_t unit, size_t criterion) {
    *t.explanation = (struct scoring_explanation){0};
    t.criterion = &matrix->criteria->items[criterion];
    t.cell = score_cell_at(matrix, unit, criterion);
    t.explanation->rule = scoring_rule_sentence(t.arena, t.lang, t.criterion, rules);
    if (t.cell->exempt) {
        step(&t, MESSAGE(MSG_rule_step_exempt));
        return;
    }
    if (!rule_parameters_of(rules, t.criterion, &t.rule))
        return;
    tell_named(&t, rules);
    if (t.criterion->kind == CRITERION_GROUP) {
        tell_group(&t, matrix, unit, criterion);
        return;
    }
    if (t.criterion->kind == CRITERION_MEAN) {
        tell_mean(&t, matrix, unit, criterion);
        return;
    }
    if (t.criterion->owner != SCORE_SELF)
        step(&t, MESSAGE_WITH(MSG_rule_step_owner,
                              message_plain(t.lang, score_stage_name(t.criterion->owner))));
    tell_kind(&t, matrix, unit, criterion);
    struct decimal percent;
    if (cell_has_result(t.criterion, t.cell) &&
        scoring_goes_over(t.criterion, rules, t.cell->actual.number, &percent))
        step(&t, MESSAGE_WITH(MSG_rule_step_over, number(&t, percent),
                              number(&t, rules->over_warning)));
    if (!t.cell->has_points)
        step(&t, MESSAGE(MSG_scoring_step_missing));
    if (t.cell->has_accepted)
        step(&t, MESSAGE_WITH(MSG_scoring_step_accepted, points(&t, t.cell->accepted)));
}

void scoring_explain(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                     const struct scoring_rules *rules, size_t unit, size_t criterion,
                     struct scoring_explanation *ret_explanation) {
    explain((struct teller){.arena = arena, .lang = lang, .explanation = ret_explanation}, matrix,
            rules, unit, criterion);
}

void scoring_explain_blind(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                           const struct scoring_rules *rules, size_t unit, size_t criterion,
                           struct scoring_explanation *ret_explanation) {
    explain(
        (struct teller){
            .arena = arena, .lang = lang, .hides_leader = true, .explanation = ret_explanation},
        matrix, rules, unit, criterion);
}

void scoring_explain_total(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                           const struct scoring_rules *rules, size_t unit,
                           struct scoring_explanation *ret_explanation) {
    *ret_explanation = (struct scoring_explanation){.rule = MESSAGE(MSG_rule_sentence_total)};
    const struct teller t = {.arena = arena, .lang = lang, .explanation = ret_explanation};
    const struct score_totals *totals = &matrix->totals[unit];
    step(&t,
         MESSAGE_WITH(MSG_rule_step_total, points(&t, totals->content), points(&t, totals->bonus),
                      points(&t, totals->penalty), points(&t, totals->total)));
    struct decimal full = criteria_max_total(matrix->criteria);
    if (decimal_compare(totals->max, full) != 0 && !rules->compare_points && totals->max.units > 0)
        step(&t, MESSAGE_WITH(MSG_rule_step_compared, points(&t, totals->content), number(&t, full),
                              number(&t, totals->max), points(&t, totals->compared)));
    if (totals->missing > 0)
        step(&t,
             MESSAGE_WITH(MSG_rule_step_total_missing, str_format(arena, "%zu", totals->missing)));
    if (totals->disqualified) {
        const struct criterion *by = &matrix->criteria->items[totals->disqualified_by];
        step(&t, MESSAGE_WITH(MSG_rule_step_total_out, by->code, by->name));
    }
}
