/* What differs between two tables of criteria: two versions of one, or those of two half-years.
 * Pure.
 *
 * Criteria are the same where their identity is; else, between tables of different half-years, by
 * name, and then by number where the names have most words in common.
 */
#ifndef FEATURES_CRITERIA_CRITERIA_DIFFERENCE_H
#define FEATURES_CRITERIA_CRITERIA_DIFFERENCE_H

#include "features/scoring/scoring.h"

enum criterion_change_kind {
    CHANGE_NAME,
    CHANGE_MOVED, /* below another group, or another number */
    CHANGE_MAX,
    CHANGE_KIND,
    CHANGE_TARGET,
    CHANGE_MEASURE,
    CHANGE_EACH,
    CHANGE_BONUS,
    CHANGE_RULE,
    CHANGE_FOR_KIND,
    CHANGE_OWNER,
    CHANGE_ROLLUP,
    CHANGE_NOTE,
    CHANGE_KIND_COUNT,
};
enum msg_id criterion_change_name(enum criterion_change_kind kind);

struct criterion_change {
    enum criterion_change_kind kind;
    struct str from; /* in words; empty: nothing stood there */
    struct str to;
};

struct changed_row {
    const struct criterion *before; /* NULL: added */
    const struct criterion *after;  /* NULL: taken out */
    LIST(struct criterion_change) changes;
};

/* In the order of the later table; what was taken out stands where it stood. */
struct criteria_difference {
    struct changed_row *items;
    size_t count;
    size_t capacity;
    size_t added;
    size_t removed;
    size_t changed;
    struct decimal before_total; /* criteria_max_total */
    struct decimal after_total;
};

void criteria_difference_make(struct arena *arena, enum lang lang, const struct criteria *before,
                              const struct criteria *after,
                              struct criteria_difference *ret_difference);

/* For the history, in Vietnamese, a line a criterion; cut where there is very much. */
struct str criteria_difference_tell(struct arena *arena, const struct criteria *before,
                                    const struct criteria *after);

#endif
