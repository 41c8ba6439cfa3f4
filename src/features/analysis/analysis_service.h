/* What a board says about itself: places if something were otherwise, how far the stages differ,
 * results far from the others. For who has RIGHT_ANALYSIS_READ; nothing is ever stored.
 */
#ifndef FEATURES_ANALYSIS_ANALYSIS_SERVICE_H
#define FEATURES_ANALYSIS_ANALYSIS_SERVICE_H

#include "features/analysis/analysis.h"
#include "features/scoring/scoring_service.h"

/* Whether this user may look at the analyses of this half-year. */
MUST_CHECK const struct err *analysis_must(const struct user *user, const struct scoreboard *board);

/* --- what if ---------------------------------------------------------------------------------- */

enum { WHAT_IF_MAX = 5 };

/* Never during entry: a unit that still enters could try which figure it needs. */
bool what_if_open(const struct scoreboard *board);

/* One figure put otherwise, as typed. */
struct what_if_change {
    struct str unit_slug;
    struct str code;  /* of the criterion */
    struct str value; /* a result, or points */
    bool as_points;
};
struct what_if_row {
    size_t unit;
    int place_before; /* 0: none */
    int place_after;
    struct decimal total_before;
    struct decimal total_after;
    bool complete_after;
};
struct what_if {
    LIST(struct what_if_row) rows; /* in the order of the places after */
};
/* The places of a copy in which the changes hold. ISSUES by field "thay-doi-N", counted from 1.
 * ERR_STATE while units still enter. */
MUST_CHECK const struct err *what_if_make(struct arena *arena, const struct user *user,
                                          const struct scoreboard *board,
                                          const struct what_if_change *changes, size_t count,
                                          struct issues *issues, struct what_if *ret_what_if);

/* --- how far stages differ -----------------------------------------------------------------------
 */

struct leniency_row {
    enum score_stage stage;
    ptrdiff_t checker; /* of SCORE_CROSS: the member that checked; -1: the stage as a whole */
    size_t rows;       /* figures it gave or agreed with */
    struct analysis_mean over_self;  /* its points less those the unit gave itself */
    struct analysis_mean over_rule;  /* less those by rule */
    struct analysis_mean over_final; /* less what counts */
};
struct leniency {
    struct leniency_row *items;
    size_t count;
    size_t capacity;
};
/* CHECKERS: for each member the index of the one that was drawn to check it, -1 for none; NULL
 * where that is not known. */
void leniency_make(struct arena *arena, const struct scoreboard *board, const ptrdiff_t *checkers,
                   struct leniency *ret_leniency);

/* --- what lies far from the others
 * ----------------------------------------------------------------- */

struct far_row {
    size_t unit;
    size_t criterion;
    struct decimal points;
    struct analysis_spread spread;
};
struct far_criterion {
    size_t criterion;
    size_t units;
};
struct round_row {
    size_t unit;
    size_t self; /* points the unit gave itself */
    size_t self_round;
    size_t rule; /* points by rule */
    size_t rule_round;
};
enum { FAR_ROWS_MAX = 200 };
struct outliers {
    LIST(struct far_row) far;
    size_t more_far;
    LIST(struct far_criterion) all_max; /* every member has the maximum */
    LIST(struct round_row) rounds;
    size_t judged; /* criteria of which something can be said */
    size_t content;
};
void outliers_make(struct arena *arena, const struct scoreboard *board,
                   struct outliers *ret_outliers);

#endif
