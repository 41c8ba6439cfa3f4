#include "features/scoring/ranking.h"

#include <stdlib.h>

static int by_total(const void *left, const void *right) {
    const struct standing *a = left;
    const struct standing *b = right;
    if (a->totals.complete != b->totals.complete)
        return a->totals.complete ? -1 : 1;
    int order = a->totals.complete ? decimal_compare(b->totals.total, a->totals.total) : 0;
    return order ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

void ranking_make(struct arena *arena, const struct score_matrix *matrix,
                  struct standing **ret_standings) {
    size_t count = matrix->unit_count;
    struct standing *standings = ARENA_ARRAY(arena, struct standing, count);
    for (size_t unit = 0; unit < count; unit++)
        standings[unit] = (struct standing){.unit = unit, .totals = matrix->totals[unit]};
    qsort(standings, count, sizeof(*standings), by_total);
    for (size_t i = 0; i < count && standings[i].totals.complete; i++) {
        bool ties =
            i > 0 && decimal_compare(standings[i].totals.total, standings[i - 1].totals.total) == 0;
        standings[i].place = ties ? standings[i - 1].place : (int)i + 1;
        if (ties)
            standings[i].shared = standings[i - 1].shared = true;
    }
    *ret_standings = standings;
}
