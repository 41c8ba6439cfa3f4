/* How far a cluster's half-year is: what is in, what is missing, what comes next. Pure: computed
 * from the board, the answers and the review each time a page asks.
 *
 * - A unit has sent its sheet once any figure of it is there.
 * - A criterion waits for verification while the unit's own points and those by rule differ and
 *   the cluster has decided nothing.
 * - A unit's answer counts while the cluster has decided nothing on that unit after it.
 */
#ifndef FEATURES_HOME_PROGRESS_H
#define FEATURES_HOME_PROGRESS_H

#include "features/review/review.h"
#include "features/scoring/scoring_service.h"

struct unit_progress {
    bool sent;
    size_t missing;         /* criteria without a result, of the content */
    size_t to_verify;       /* criteria that wait for a decision */
    bool has_feedback;      /* sent, and nothing waits for a decision: can be answered */
    bool answered;          /* after the cluster's last decision */
    bool agrees;            /* where it answered */
    size_t first_to_verify; /* index of the first criterion that waits, where there is one */
};

enum progress_next {
    NEXT_IMPORT_TABLE,
    NEXT_CONFIRM_RULES,
    NEXT_LOCK_TABLE,
    NEXT_HAND_OUT, /* nobody has sent anything yet */
    NEXT_COLLECT,
    NEXT_VERIFY, /* results are missing or differences wait */
    NEXT_REVIEW, /* sections of the report are empty */
    NEXT_PRINT,  /* nothing waits: ranking and report can be printed */
};

struct progress {
    size_t units;
    size_t sent;
    size_t results_missing; /* over all units that have sent */
    size_t units_missing;   /* … and how many of them miss some */
    size_t units_to_verify;
    size_t units_answered;
    size_t units_disagree;
    size_t sections_empty;
    bool all_sent; /* there is a locked table and every unit's sheet */
    struct unit_progress *of_unit;
    enum progress_next next;
};

void progress_make(struct arena *arena, const struct scoreboard *board,
                   const struct score_answers *answers, const struct review *review,
                   struct progress *ret_progress);

#endif
