/* Why a figure is what it is: the same rules as scoring.c, told in words and with their numbers. */
#include "features/scoring/scoring.h"

struct teller {
    struct arena *arena;
    enum lang lang;
    const struct criterion *criterion;
    const struct score_cell *cell;
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

static void tell_quantity(const struct teller *t, const struct scoring_rules *rules) {
    const struct criterion *c = t->criterion;
    t->explanation->rule = MESSAGE(MSG_scoring_rule_quantity);
    if (!t->cell->has_points)
        return;
    bool over = decimal_compare(t->cell->actual.number, c->target) > 0;
    step(t, MESSAGE_WITH(over ? MSG_scoring_step_quantity_over : MSG_scoring_step_quantity,
                         number(t, c->max), number(t, t->cell->actual.number), number(t, c->target),
                         points(t, t->cell->points)));
    if (over && c->bonus_on)
        step(t, MESSAGE_WITH(MSG_scoring_step_quantity_bonus, number(t, rules->bonus_rate),
                             number(t, rules->bonus_cap_percent), points(t, t->cell->bonus)));
}

static void tell_grade(const struct teller *t, const struct scoring_rules *rules) {
    t->explanation->rule = MESSAGE(MSG_scoring_rule_grade);
    for (size_t i = 0; t->cell->has_points && i < rules->grades_count; i++)
        if (str_equal(rules->grades[i].letter, t->cell->actual.text))
            step(t, MESSAGE_WITH(MSG_scoring_step_grade, t->cell->actual.text,
                                 number(t, rules->grades[i].percent), number(t, t->criterion->max),
                                 points(t, t->cell->points)));
}

static void tell_fewer(const struct teller *t, const struct scoring_rules *rules) {
    t->explanation->rule = MESSAGE(MSG_scoring_rule_fewer);
    const struct step_rule *reached = NULL;
    for (size_t i = 0; i < rules->fewer_count; i++)
        if (decimal_compare(t->cell->actual.number, rules->fewer[i].threshold) >= 0)
            reached = &rules->fewer[i];
    if (t->cell->has_points && reached)
        step(t, MESSAGE_WITH(MSG_scoring_step_fewer, number(t, t->cell->actual.number),
                             number(t, reached->value), number(t, t->criterion->max),
                             points(t, t->cell->points)));
}

static void tell_leader(const struct teller *t, const struct score_matrix *matrix, size_t index) {
    const struct criterion *c = t->criterion;
    t->explanation->rule =
        MESSAGE(c->has_target ? MSG_scoring_rule_leader : MSG_scoring_rule_leader_no_target);
    struct decimal best = DECIMAL_ZERO;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, index);
        if (cell->actual.state == ACTUAL_READ && decimal_compare(cell->actual.number, best) > 0)
            best = cell->actual.number;
    }
    if (!t->cell->has_points)
        return;
    struct str actual = number(t, t->cell->actual.number);
    struct str target = number(t, c->target);
    struct str max = number(t, c->max);
    struct str got = points(t, t->cell->points);
    if (!c->has_target)
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_no_target, max, actual, number(t, best), got));
    else if (decimal_compare(t->cell->actual.number, c->target) <= 0)
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_below, max, actual, target, got));
    else if (decimal_compare(t->cell->actual.number, best) == 0)
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_first, actual, got));
    else
        step(t, MESSAGE_WITH(MSG_scoring_step_leader_between, max, actual, target, number(t, best),
                             got));
}

/* Each criterion's bonus, then the sum and its cap. */
static void tell_bonus(const struct teller *t, const struct score_matrix *matrix, size_t unit) {
    t->explanation->rule = MESSAGE_WITH(MSG_scoring_rule_bonus, number(t, t->criterion->max));
    struct decimal earned = DECIMAL(0, POINT_SCALE);
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        if (decimal_is_zero(cell->bonus))
            continue;
        earned = decimal_add(earned, cell->bonus);
        step(t, MESSAGE_WITH(MSG_scoring_step_bonus_part, matrix->criteria->items[i].code,
                             matrix->criteria->items[i].name, points(t, cell->bonus)));
    }
    bool capped = decimal_compare(earned, t->criterion->max) > 0;
    step(t, MESSAGE_WITH(capped ? MSG_scoring_step_bonus_capped : MSG_scoring_step_bonus_sum,
                         points(t, earned), points(t, t->cell->points)));
}

static void tell_penalty(const struct teller *t) {
    t->explanation->rule = MESSAGE(MSG_scoring_rule_penalty);
    struct decimal days =
        t->cell->actual.state == ACTUAL_READ ? t->cell->actual.number : DECIMAL_ZERO;
    step(t, MESSAGE_WITH(MSG_scoring_step_penalty, number(t, days), points(t, t->cell->points)));
}

static void tell_group(const struct teller *t, const struct score_matrix *matrix, size_t unit,
                       size_t group) {
    t->explanation->rule = MESSAGE(MSG_scoring_rule_group);
    bool complete;
    struct decimal sum = scoring_group_points(matrix, unit, group, &complete);
    step(t, MESSAGE_WITH(complete ? MSG_scoring_step_group : MSG_scoring_step_group_incomplete,
                         points(t, sum)));
}

void scoring_explain(struct arena *arena, enum lang lang, const struct score_matrix *matrix,
                     const struct scoring_rules *rules, size_t unit, size_t criterion,
                     struct scoring_explanation *ret_explanation) {
    *ret_explanation = (struct scoring_explanation){0};
    struct teller t = {
        .arena = arena,
        .lang = lang,
        .criterion = &matrix->criteria->items[criterion],
        .cell = score_cell_at(matrix, unit, criterion),
        .explanation = ret_explanation,
    };
    switch (t.criterion->kind) {
    case CRITERION_QUANTITY:
        tell_quantity(&t, rules);
        break;
    case CRITERION_GRADE:
        tell_grade(&t, rules);
        break;
    case CRITERION_PASS:
        ret_explanation->rule = MESSAGE(MSG_scoring_rule_pass);
        if (t.cell->has_points)
            step(&t,
                 MESSAGE_WITH(MSG_scoring_step_pass,
                              scoring_show_actual(arena, lang, t.criterion, t.cell->actual.text),
                              points(&t, t.cell->points)));
        break;
    case CRITERION_FEWER:
        tell_fewer(&t, rules);
        break;
    case CRITERION_LEADER:
        tell_leader(&t, matrix, criterion);
        break;
    case CRITERION_ITEMS:
        ret_explanation->rule =
            MESSAGE_WITH(MSG_scoring_rule_items, number(&t, t.criterion->points_each),
                         number(&t, t.criterion->max));
        if (t.cell->has_points)
            step(&t,
                 MESSAGE_WITH(MSG_scoring_step_items, number(&t, t.cell->actual.number),
                              number(&t, t.criterion->points_each), points(&t, t.cell->points)));
        break;
    case CRITERION_BONUS:
        tell_bonus(&t, matrix, unit);
        break;
    case CRITERION_PENALTY:
        tell_penalty(&t);
        break;
    default:
        tell_group(&t, matrix, unit, criterion);
        return;
    }
    if (!t.cell->has_points)
        step(&t, MESSAGE(MSG_scoring_step_missing));
    if (t.cell->has_accepted)
        step(&t, MESSAGE_WITH(MSG_scoring_step_accepted, points(&t, t.cell->accepted)));
}
