#include "features/scoring/rule_pick.h"

bool rule_pick_is_wrong(struct arena *arena, const struct scoring_rules *rules,
                        const struct criterion *criterion, struct date day,
                        struct message *ret_message) {
    if (criterion->rule.n == 0)
        return false;
    const struct named_rule *named = scoring_named_rule(rules, criterion->rule);
    if (!named)
        *ret_message = MESSAGE_WITH(MSG_rule_not_there, criterion->code, criterion->rule);
    else if (named->kind != (int)criterion->kind)
        *ret_message = MESSAGE_WITH(MSG_rule_other_kind, criterion->code, named->name);
    else if (!named_rule_holds(named, day))
        *ret_message = MESSAGE_WITH(MSG_rule_not_valid, criterion->code, named->name,
                                    date_display(arena, day));
    else
        return false;
    return true;
}

static bool same_number(struct decimal a, struct decimal b) {
    return decimal_compare(a, b) == 0;
}

static bool same_steps(const struct named_rule *a, const struct named_rule *b) {
    bool same = a->steps_count == b->steps_count;
    for (size_t i = 0; same && i < a->steps_count; i++)
        same = same_number(a->steps[i].threshold, b->steps[i].threshold) &&
               same_number(a->steps[i].value, b->steps[i].value);
    return same;
}

static bool same_grades(const struct named_rule *a, const struct named_rule *b) {
    bool same = a->grades_count == b->grades_count;
    for (size_t i = 0; same && i < a->grades_count; i++)
        same = str_equal(a->grades[i].letter, b->grades[i].letter) &&
               same_number(a->grades[i].percent, b->grades[i].percent);
    return same;
}

static bool same_levels(const struct named_rule *a, const struct named_rule *b) {
    bool same = a->levels_count == b->levels_count;
    for (size_t i = 0; same && i < a->levels_count; i++) {
        const struct level_rule *x = &a->levels[i];
        const struct level_rule *y = &b->levels[i];
        same = str_equal(x->code, y->code) && str_equal(x->name, y->name) &&
               same_number(x->points, y->points) && x->disqualifies == y->disqualifies &&
               x->disciplines == y->disciplines;
    }
    return same;
}

static bool same_figures(const struct named_rule *a, const struct named_rule *b) {
    return same_number(a->bonus_rate, b->bonus_rate) &&
           same_number(a->bonus_cap_percent, b->bonus_cap_percent) &&
           a->has_limit == b->has_limit && (!a->has_limit || same_number(a->limit, b->limit)) &&
           same_number(a->half_percent, b->half_percent) &&
           str_equal(a->second_name, b->second_name) &&
           same_number(a->second_percent, b->second_percent) && a->caps_all == b->caps_all &&
           a->scale == b->scale && a->rounding == b->rounding;
}

bool named_rule_same(const struct named_rule *a, const struct named_rule *b) {
    return str_equal(a->code, b->code) && str_equal(a->name, b->name) && a->kind == b->kind &&
           same_steps(a, b) && same_grades(a, b) && same_levels(a, b) && same_figures(a, b) &&
           str_equal(a->fault, b->fault) && str_equal(a->basis, b->basis) && a->mark == b->mark &&
           date_compare(a->valid_from, b->valid_from) == 0 &&
           date_compare(a->valid_to, b->valid_to) == 0;
}
