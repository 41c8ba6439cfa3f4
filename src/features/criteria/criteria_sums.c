#include "features/criteria/criteria_sums.h"

bool criteria_is_apart(const struct criteria *criteria, size_t row) {
    if (!criterion_is_group(&criteria->items[row]))
        return !criterion_is_content(&criteria->items[row]);
    size_t end = criteria_end_of(criteria, row);
    for (size_t i = row + 1; i < end; i++)
        if (criterion_is_content(&criteria->items[i]))
            return false;
    return end > row + 1;
}

static bool is_part(const struct criteria *criteria, ptrdiff_t group, size_t i) {
    return criteria->items[i].parent == group && !criteria_is_apart(criteria, i);
}

static struct decimal sum_of(const struct criteria *criteria, ptrdiff_t group, struct str kind) {
    struct decimal sum = DECIMAL_ZERO;
    for (size_t i = (size_t)(group + 1); i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        if (group >= 0 && c->depth <= criteria->items[group].depth)
            break;
        if (is_part(criteria, group, i) && (!c->for_kind.n || str_equal(c->for_kind, kind)))
            sum = decimal_add(sum, c->max);
    }
    return sum;
}

void criteria_part_sums(struct arena *arena, const struct criteria *criteria, ptrdiff_t group,
                        struct kind_sums *ret_sums) {
    *ret_sums = (struct kind_sums){0};
    if (group >= 0 && (criteria->items[group].kind == CRITERION_MEAN ||
                       criteria_is_apart(criteria, (size_t)group)))
        return;
    for (size_t i = (size_t)(group + 1); i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        if (group >= 0 && c->depth <= criteria->items[group].depth)
            break;
        bool known = !c->for_kind.n || !is_part(criteria, group, i);
        for (size_t k = 0; k < ret_sums->count && !known; k++)
            known = str_equal(ret_sums->items[k].for_kind, c->for_kind);
        if (!known)
            *list_push(arena, ret_sums) =
                (struct kind_sum){c->for_kind, sum_of(criteria, group, c->for_kind)};
    }
    if (!ret_sums->count)
        *list_push(arena, ret_sums) = (struct kind_sum){STR(""), sum_of(criteria, group, STR(""))};
}
