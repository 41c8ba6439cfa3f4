/* Writing plans: rows are added, never changed; each use case leaves a row in the audit trail of
 * the plan. CODE names the plan in its year (see plan_code). Nothing is stored when ISSUES is not
 * empty. A member's plan is written by that member (RIGHT_MEMBER_ENTER), the cluster's by who runs
 * the year (RIGHT_YEAR_EDIT): else ERR_DENIED, before anything is looked up.
 */
#ifndef FEATURES_PLAN_PLAN_EDIT_SERVICE_H
#define FEATURES_PLAN_PLAN_EDIT_SERVICE_H

#include "features/plan/plan_service.h"

/* Who writes where, and what came of it. */
struct plan_edit {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    enum lang lang; /* of sentences about pasted lines */
    const struct cluster_year *year;
    struct issues *issues;
};

/* A draft. LAST_CODE: the unit's plan of the year before whose tasks it begins with; empty: none.
 */
MUST_CHECK const struct err *plan_create(const struct plan_edit *edit, const struct plan_form *form,
                                         struct str last_code, struct str *ret_code);
MUST_CHECK const struct err *plan_change(const struct plan_edit *edit, struct str code,
                                         const struct plan_form *form);
/* Issues a draft, or corrects number, date and signer of an issued plan, then with a reason. */
MUST_CHECK const struct err *plan_issue(const struct plan_edit *edit, struct str code,
                                        const struct plan_issue_form *form);

/* Adds a task (TASK_ID empty) or changes it; a cancelled one is thereby taken up again. */
MUST_CHECK const struct err *plan_save_task(const struct plan_edit *edit, struct str code,
                                            struct str task_id, const struct task_form *form);
/* Out of a draft without a word; out of an issued plan with a reason, and it stays to be seen. */
MUST_CHECK const struct err *plan_cancel_task(const struct plan_edit *edit, struct str code,
                                              struct str task_id, struct str reason,
                                              struct str seen);
/* Adds each line of TEXT as a task (see plan_read_lines), all or none. */
MUST_CHECK const struct err *plan_add_lines(const struct plan_edit *edit, struct str code,
                                            struct str text, struct str reason, int *ret_added);

/* Adds a row of progress; the same row twice in a row is stored once. Also for the owner of a task
 * of the cluster's plan (see plan_may_report). */
MUST_CHECK const struct err *plan_add_progress(const struct plan_edit *edit, struct str code,
                                               struct str task_id,
                                               const struct plan_progress_form *form);
/* A row entered by mistake no longer counts; it stays to be seen, with the reason. */
MUST_CHECK const struct err *plan_withdraw_progress(const struct plan_edit *edit, struct str code,
                                                    struct str task_id, struct str progress_id,
                                                    struct str reason);

#endif
