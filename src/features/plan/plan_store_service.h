/* What the use cases of plans share: finding the plan within the write, adding entries. For this
 * room alone. */
#ifndef FEATURES_PLAN_PLAN_STORE_SERVICE_H
#define FEATURES_PLAN_PLAN_STORE_SERVICE_H

#include "features/plan/plan_edit_service.h"

/* One write. A write may run again: what is below the line is made anew each time. */
struct plan_write {
    const struct plan_edit *edit;
    struct str code;
    struct cluster_unit unit; /* the plan's */
    int half;
    struct str task_id;
    struct str other_id; /* of a row of progress; the code of last year's plan */
    struct str text;
    struct str reason;
    struct str seen;
    const void *form;
    /* --- */
    struct plan plan;
    int stored;
};

/* The parts of a write that the code names; asks for the right to edit the plan. */
MUST_CHECK const struct err *plan_write_begin(const struct plan_edit *edit, struct str code,
                                              struct plan_write *ret_write);
/* The same without asking: for those who only report. */
MUST_CHECK const struct err *plan_write_place(const struct plan_edit *edit, struct str code,
                                              struct plan_write *ret_write);
/* To be called first in the transaction: forgets what an earlier run left, loads the plan. */
MUST_CHECK const struct err *plan_write_load(struct db_tx *tx, struct plan_write *write);

/* Whether what the form showed (SEEN; empty: does not matter) is still so; else an issue of FIELD.
 */
bool plan_is_as_seen(const struct plan_write *write, struct str seen, int64_t revision,
                     const char *field);

/* The plan's next entry. */
MUST_CHECK const struct err *plan_store_entry(struct db_tx *tx, const struct plan_write *write,
                                              const struct plan *plan);
/* The task's next entry, one of an amendment where the plan is issued. TASK->revision is the one
 * it follows; 0: a new task, whose id is made here. */
MUST_CHECK const struct err *plan_store_task(struct db_tx *tx, const struct plan_write *write,
                                             const struct plan_task *task, struct str *ret_id);
/* The position that puts a task at PLACE (from 1; 0: last) among the others; SELF may be empty. */
int64_t plan_position_at(const struct plan_tasks *tasks, struct str self, int64_t place);
/* The place of a task in the order, from 1. */
int64_t plan_place_of(const struct plan_tasks *tasks, struct str id);

/* Absent texts: nothing was there, it is gone, none was needed. */
MUST_CHECK const struct err *plan_audit(struct db_tx *tx, const struct plan_write *write,
                                        const char *action, struct str before, struct str after,
                                        struct str reason);

#endif
