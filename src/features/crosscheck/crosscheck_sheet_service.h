/* What the checking unit enters, and sends.
 *
 * An officer of the unit that leads (RIGHT_SCORE_CHECK) enters a draft that nobody but the checking
 * units sees; its commander sends it (RIGHT_MEMBER_SEND): only then it becomes entries of the stage
 * SCORE_CROSS, all of them in one transaction. It may be entered and sent again until the half-year
 * is closed; each sending replaces what the one before said.
 *
 * Blind (SETTING_CROSS_BLIND): what the unit gave itself is hidden on each line until the checking
 * unit's own result or points are saved there; what is changed afterwards stays in the revisions.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_SHEET_SERVICE_H
#define FEATURES_CROSSCHECK_CROSSCHECK_SHEET_SERVICE_H

#include "features/crosscheck/crosscheck_entry.h"
#include "features/crosscheck/crosscheck_service.h"
#include "features/scoring/scoring_service.h"

struct crosscheck_draft {
    struct crosscheck_finding finding;
    int64_t revision; /* 0: nothing was entered */
    struct str source;
    struct str author;
    struct str account_id;
    int64_t at_ms;
};

struct crosscheck_sheet {
    struct crosscheck_plan plan;
    size_t target;
    const struct crosscheck_assignment *leader;
    struct crosscheck_draft *drafts; /* one a criterion of the table */
    struct crosscheck_progress progress;
    size_t entered; /* criteria with a result or points */
    size_t takes;   /* criteria that the cross-check is asked for */
    bool is_blind;
    bool may_enter; /* and it is open, and the table locked */
    bool may_send;
};

/* ERR_DENIED for who does not check it, also where nobody does. */
MUST_CHECK const struct err *crosscheck_sheet_load(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct scoreboard *board, size_t target,
                                                   struct crosscheck_sheet *ret_sheet);
/* Whether the criterion is asked of this unit. */
bool crosscheck_sheet_takes(const struct scoreboard *board, size_t target, size_t criterion);
/* Whether the line hides what the unit gave itself. */
bool crosscheck_sheet_hides(const struct crosscheck_sheet *sheet, size_t criterion);

/* Stores the lines that changed, or nothing when ISSUES is not empty. A line that a colleague
 * changed since it was drawn is an issue on points.CODE. SOURCE: the file it came from, or "". */
MUST_CHECK const struct err *
crosscheck_save(struct db *db, struct arena *arena, const struct user *user, int64_t now_ms,
                const struct cluster_period *cluster, struct str target_id,
                const struct crosscheck_typed *typed, size_t count, struct str source,
                struct issues *issues, int *ret_stored);

/* Sends the draft. What differs from the unit's own, or from the rule, needs a reason: else an
 * issue on reason.CODE, and nothing is sent. */
MUST_CHECK const struct err *crosscheck_send(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct cluster_period *cluster,
                                             struct str target_id, struct issues *issues,
                                             int *ret_stored);

#endif
