/* Whether the maxima of a table add up: each group's against the sum of its parts, the table's
 * total; where criteria are for one kind of unit alone, for each kind by itself. Pure.
 */
#ifndef FEATURES_CRITERIA_CRITERIA_SUMS_H
#define FEATURES_CRITERIA_CRITERIA_SUMS_H

#include "features/scoring/scoring.h"

/* Bonus, penalty, what disqualifies, and groups of nothing else stand beside the sum. */
bool criteria_is_apart(const struct criteria *criteria, size_t row);

struct kind_sum {
    struct str for_kind; /* unit_kind.code; empty: every unit's, or of kinds nothing names */
    struct decimal sum;
};

struct kind_sums {
    struct kind_sum *items;
    size_t count;
    size_t capacity;
};

/* The sums of the parts of GROUP (-1: of the whole table): one for each kind that its parts name,
 * each with what is for all; one with an empty kind where they name none. None for a group that has
 * no sum: a mean, one that stands apart. */
void criteria_part_sums(struct arena *arena, const struct criteria *criteria, ptrdiff_t group,
                        struct kind_sums *ret_sums);

#endif
