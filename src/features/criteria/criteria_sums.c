#include "features/criteria/criteria_sums.h"

bool criterion_is_apart(enum criterion_kind kind) {
    switch (kind) {
    case CRITERION_BONUS:
    case CRITERION_PENALTY:
    case CRITERION_EXTRA_ITEMS:
    case CRITERION_EXTRA_LEVEL:
    case CRITERION_PENALTY_ITEMS:
    case CRITERION_PENALTY_LEVEL:
    case CRITERION_DISQUALIFY:
        return true;
    default:
        return false;
    }
}

bool criterion_is_group(enum criterion_kind kind) {
    return kind == CRITERION_GROUP || kind == CRITERION_MEAN;
}

static bool is_part(const struct criteria *criteria, ptrdiff_t group, size_t i) {
    const struct criterion *c = &criteria->items[i];
    return c->parent == group && !criterion_is_apart(c->kind);
}

static struct decimal sum_of(const struct criteria *criteria, ptrdiff_t group, struct str kind) {
    struct decimal sum = DECIMAL_ZERO;
    for (size_t i = (size_t)(group + 1); i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        if (is_part(criteria, group, i) && (!c->for_kind.n || str_equal(c->for_kind, kind)))
            sum = decimal_add(sum, c->max);
    }
    return sum;
}

void criteria_part_sums(struct arena *arena, const struct criteria *criteria, ptrdiff_t group,
                        struct kind_sums *ret_sums) {
    *ret_sums = (struct kind_sums){0};
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
