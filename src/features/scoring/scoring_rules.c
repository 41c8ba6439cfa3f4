/* Rules that make sense: the table's own, the named ones, and a table against them. */
#include "features/scoring/rule_pick.h"
#include "features/scoring/scoring.h"
#include "features/scoring/scoring_parts.h"
#include "text/vi_fold.h"

static const struct decimal HUNDRED = {100, 0};

/* --- the table's own ------------------------------------------------------------------------ */

static void check_steps(struct arena *arena, struct issues *issues, struct str field,
                        const struct step_rule *steps, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (decimal_compare(steps[i - 1].threshold, steps[i].threshold) >= 0) {
            issue_add(arena, issues, field, MESSAGE(MSG_scoring_steps_not_ascending));
            return;
        }
}

/* More cases or more days are never better. */
static void check_falling(struct arena *arena, struct issues *issues, struct str field,
                          const struct step_rule *steps, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (decimal_compare(steps[i].value, steps[i - 1].value) > 0) {
            issue_add(arena, issues, field, MESSAGE(MSG_rule_steps_not_falling));
            return;
        }
}

static bool is_percent(struct decimal value) {
    return value.units >= 0 && decimal_compare(value, HUNDRED) <= 0;
}

void scoring_rules_check(struct arena *arena, const struct scoring_rules *rules,
                         struct issues *issues) {
    for (size_t i = 0; i < rules->grades_count; i++) {
        if (!is_percent(rules->grades[i].percent))
            issue_add(arena, issues, STR("grades"), MESSAGE(MSG_scoring_percent_out_of_range));
        for (size_t k = 0; k < i; k++)
            if (str_equal(vi_fold(arena, rules->grades[i].letter),
                          vi_fold(arena, rules->grades[k].letter)))
                issue_add(arena, issues, STR("grades"),
                          MESSAGE_WITH(MSG_scoring_grade_twice, rules->grades[i].letter));
    }
    if (rules->grades_count == 0)
        issue_add(arena, issues, STR("grades"), MESSAGE(MSG_scoring_no_grades));
    check_steps(arena, issues, STR("fewer"), rules->fewer, rules->fewer_count);
    for (size_t i = 0; i < rules->fewer_count; i++)
        if (!is_percent(rules->fewer[i].value))
            issue_add(arena, issues, STR("fewer"), MESSAGE(MSG_scoring_percent_out_of_range));
    if (rules->fewer_count == 0 || rules->fewer[0].threshold.units != 0)
        issue_add(arena, issues, STR("fewer"), MESSAGE(MSG_scoring_fewer_starts_at_zero));
    check_falling(arena, issues, STR("fewer"), rules->fewer, rules->fewer_count);
    check_steps(arena, issues, STR("late"), rules->late, rules->late_count);
    check_falling(arena, issues, STR("late"), rules->late, rules->late_count);
    for (size_t i = 0; i < rules->late_count; i++)
        if (rules->late[i].value.units > 0 || rules->late[i].threshold.units < 0)
            issue_add(arena, issues, STR("late"), MESSAGE(MSG_scoring_late_takes_off));
    if (rules->bonus_rate.units < 0 || !is_percent(rules->bonus_cap_percent))
        issue_add(arena, issues, STR("bonus_cap"), MESSAGE(MSG_scoring_percent_out_of_range));
}

/* --- a table and its rules ------------------------------------------------------------------ */

const struct named_rule *scoring_named_rule(const struct scoring_rules *rules, struct str code) {
    for (size_t i = 0; i < rules->named_count; i++)
        if (str_equal(rules->named[i].code, code))
            return &rules->named[i];
    return NULL;
}

struct table_checker {
    struct arena *arena;
    const struct criteria *criteria;
    const struct scoring_rules *rules;
    struct date day;
    struct issues *issues;
};

static void complain(const struct table_checker *c, struct message message) {
    issue_add(c->arena, c->issues, STR_NONE, message);
}

static void warn(const struct table_checker *c, struct message message) {
    complain(c, message);
    c->issues->items[c->issues->count - 1].severity = SEVERITY_WARNING;
}

static void check_rule_of(const struct table_checker *c, const struct criterion *criterion) {
    struct message wrong;
    if (rule_pick_is_wrong(c->arena, c->rules, criterion, c->day, &wrong))
        complain(c, wrong);
}

/* What a kind needs beyond its maximum. */
static void check_kind(const struct table_checker *c, const struct criterion *criterion) {
    struct rule_parameters p;
    if (!rule_parameters_of(c->rules, criterion, &p))
        return;
    bool levels =
        criterion->kind == CRITERION_EXTRA_LEVEL || criterion->kind == CRITERION_PENALTY_LEVEL;
    if (criterion->kind == CRITERION_INVERSE && !criterion->has_target)
        complain(c, MESSAGE_WITH(MSG_rule_inverse_no_target, criterion->code));
    if (criterion->kind == CRITERION_INVERSE && p.steps_count == 0)
        complain(c, MESSAGE_WITH(MSG_rule_inverse_no_steps, criterion->code));
    if (levels && p.levels_count == 0)
        complain(c, MESSAGE_WITH(MSG_rule_no_levels, criterion->code));
    if (criterion_has_points_each(criterion) && criterion->points_each.units <= 0)
        complain(c, MESSAGE_WITH(MSG_rule_no_points_each, criterion->code));
    if (criterion->kind == CRITERION_MARK && criterion->max.units <= 0)
        complain(c, MESSAGE_WITH(MSG_rule_mark_no_max, criterion->code));
}

/* A mean makes sense of parts on the same scale, and only content has one. */
static void check_mean(const struct table_checker *c, size_t row) {
    const struct criterion *mean = &c->criteria->items[row];
    size_t end = criteria_end_of(c->criteria, row);
    if (end == row + 1)
        complain(c, MESSAGE_WITH(MSG_rule_mean_empty, mean->code));
    for (size_t i = row + 1; i < end; i++) {
        const struct criterion *part = &c->criteria->items[i];
        if (!criterion_is_group(part) && !criterion_is_content(part))
            complain(c, MESSAGE_WITH(MSG_rule_mean_not_content, mean->code, part->code));
        else if (part->depth == mean->depth + 1 && decimal_compare(part->max, mean->max) != 0)
            complain(c, MESSAGE_WITH(MSG_rule_mean_other_max, mean->code, part->code,
                                     decimal_display(c->arena, mean->max, 0, ',')));
    }
}

void scoring_table_check(struct arena *arena, const struct criteria *criteria,
                         const struct scoring_rules *rules, struct date day,
                         struct issues *issues) {
    const struct table_checker c = {arena, criteria, rules, day, issues};
    for (size_t i = 0; i < criteria->count; i++) {
        check_rule_of(&c, &criteria->items[i]);
        check_kind(&c, &criteria->items[i]);
        if (criteria->items[i].kind == CRITERION_MEAN)
            check_mean(&c, i);
    }
    for (size_t i = 0; i < rules->named_count; i++) {
        struct issues wrong = {0};
        named_rule_check(arena, &rules->named[i], &wrong);
        if (wrong.count)
            complain(&c, MESSAGE_WITH(MSG_rule_wrong, rules->named[i].name,
                                      message_text(arena, LANG_VI, wrong.items[0].message)));
    }
    struct double_faults faults;
    scoring_double_faults(arena, criteria, rules, NULL, 0, &faults);
    for (size_t i = 0; i < faults.count; i++)
        warn(&c, MESSAGE_WITH(MSG_rule_fault_twice, criteria->items[faults.items[i].first].code,
                              criteria->items[faults.items[i].second].code, faults.items[i].fault));
}

/* Whether the row took points from the unit: below 0, or less than its maximum. */
static bool costs(const struct criterion *criterion, const struct score_cell *cell) {
    if (!cell->in_force_known || cell->exempt)
        return false;
    return criterion_is_content(criterion) ? decimal_compare(cell->in_force, criterion->max) < 0
                                           : cell->in_force.units < 0;
}

static struct str fault_of(const struct scoring_rules *rules, const struct criterion *criterion) {
    const struct named_rule *named =
        criterion->rule.n ? scoring_named_rule(rules, criterion->rule) : NULL;
    bool may_cost =
        criterion_books(criterion) == BOOKS_CONTENT || criterion_books(criterion) == BOOKS_PENALTY;
    return named && may_cost ? named->fault : STR("");
}

void scoring_double_faults(struct arena *arena, const struct criteria *criteria,
                           const struct scoring_rules *rules, const struct score_matrix *matrix,
                           size_t unit, struct double_faults *ret_faults) {
    *ret_faults = (struct double_faults){0};
    for (size_t i = 0; i < criteria->count; i++) {
        struct str fault = fault_of(rules, &criteria->items[i]);
        if (fault.n == 0 || (matrix && !costs(&criteria->items[i], score_cell_at(matrix, unit, i))))
            continue;
        for (size_t k = i + 1; k < criteria->count; k++) {
            struct str other = fault_of(rules, &criteria->items[k]);
            if (other.n && str_equal(vi_fold(arena, other), vi_fold(arena, fault)) &&
                (!matrix || costs(&criteria->items[k], score_cell_at(matrix, unit, k))))
                *list_push(arena, ret_faults) = (struct double_fault){i, k, fault};
        }
    }
}
