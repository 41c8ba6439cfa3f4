/* What the cross-checks say beside what units gave themselves, and beside the rule. Nothing is read
 * from the database here: all comes from the board, so only what was sent shows. No names of
 * persons.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_REPORT_SERVICE_H
#define FEATURES_CROSSCHECK_CROSSCHECK_REPORT_SERVICE_H

#include "features/scoring/scoring_service.h"

struct crosscheck_difference {
    size_t criterion;
    struct str self_actual; /* absent: none */
    struct str found;       /* the result as the cross-check corrected it; absent: not */
    bool has_self;
    struct decimal self;
    bool has_rule;
    struct decimal rule;
    bool is_checked; /* the cross-check said something */
    bool agrees;
    bool has_cross; /* its points are known: given, agreed with, or following from its result */
    struct decimal cross;
    bool has_difference;
    struct decimal difference; /* cross − self; cross − rule where the unit gave none */
    struct str reason;
};

struct crosscheck_unit_report {
    size_t unit;
    struct crosscheck_difference *lines; /* checked ones, largest difference first */
    size_t count;
    size_t differing; /* lines whose difference is not 0 */
    size_t agreeing;
    struct decimal sum; /* of the differences */
};
void crosscheck_report_unit(struct arena *arena, const struct scoreboard *board, size_t unit,
                            struct crosscheck_unit_report *ret_report);
/* One cell; for the overview. */
struct crosscheck_difference crosscheck_difference_at(const struct scoreboard *board, size_t unit,
                                                      size_t criterion);

/* One criterion over all units. */
struct crosscheck_criterion_report {
    size_t criterion;
    size_t checked;   /* units */
    size_t differing; /* units */
    bool all_differ;  /* two or more were checked, and all differ: look at rule or table */
};
struct crosscheck_overview {
    struct crosscheck_criterion_report *items; /* checked ones, in the order of the table */
    size_t count;
    size_t units_checked;
};
void crosscheck_overview_make(struct arena *arena, const struct scoreboard *board,
                              struct crosscheck_overview *ret_overview);

#endif
