/* Reading plans, and what other rooms ask of them: late tasks, whether plans are issued.
 *
 * Who may read: the cluster's own plan everybody who reads the cluster; a member's plan that
 * member, the head, the standing office and the cluster's readers (as with scores:
 * RIGHT_SHEET_READ). Rights are asked before a plan is looked for, by the unit its code names.
 */
#ifndef FEATURES_PLAN_PLAN_SERVICE_H
#define FEATURES_PLAN_PLAN_SERVICE_H

#include "features/calendar/due_service.h"
#include "features/cluster/cluster_year_service.h"
#include "features/plan/plan.h"

/* One line of a year's plans; a member without any has one with an empty code and half -1. */
struct plan_line {
    struct cluster_unit unit; /* id empty: the cluster */
    struct str code;
    int half;
    enum plan_state state;
    struct str title;
    struct str number;
    struct date issued_on;
    struct plan_counts counts; /* only where may_read */
    bool may_read;
};

struct plan_lines {
    struct plan_line *items; /* the cluster's first, then by the order of the members */
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *plan_list(struct db *db, struct arena *arena, const struct user *user,
                                       const struct cluster_year *year, struct date today,
                                       struct plan_lines *ret_lines);

/* The plan with that code and all its tasks. ERR_NOT_FOUND for a code that names no plan. */
MUST_CHECK const struct err *plan_find(struct db *db, struct arena *arena, const struct user *user,
                                       const struct cluster_year *year, struct str code,
                                       struct plan *ret_plan);
/* The same within a transaction, without asking for rights. */
MUST_CHECK const struct err *plan_load(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year, struct str code,
                                       struct plan *ret_plan);

/* NULL where the plan has none of that id. */
const struct plan_task *plan_task_of(const struct plan *plan, struct str task_id);

/* The unit that a code names. ERR_NOT_FOUND for no code, and for a unit that is no member. */
MUST_CHECK const struct err *plan_unit_of(const struct cluster_year *year, struct str code,
                                          struct cluster_unit *ret_unit, int *ret_half);

/* Rights as pages show them and services ask for them; UNIT_ID is the plan's, empty for the
 * cluster's. */
bool plan_may_read(const struct user *user, const struct cluster_year *year, struct str unit_id);
bool plan_may_edit(const struct user *user, const struct cluster_year *year, struct str unit_id);
/* Who edits the plan, and the owner of a task of the cluster's plan. */
bool plan_may_report(const struct user *user, const struct cluster_year *year,
                     const struct plan *plan, const struct plan_task *task);

/* All that was ever said of a task, oldest first; progress is not filled in. */
MUST_CHECK const struct err *plan_task_history(struct db *db, struct arena *arena,
                                               const struct user *user,
                                               const struct cluster_year *year,
                                               const struct plan *plan, struct str task_id,
                                               struct plan_tasks *ret_entries);

/* Tasks of issued plans as they stand on TODAY: with a UNIT_ID those of that unit's own plans and
 * those it owns in the cluster's; without, those of the cluster's plans. For the year's page and
 * reminders; no right is asked for. */
MUST_CHECK const struct err *plan_late(struct db_tx *tx, struct arena *arena,
                                       const struct cluster_year *year, struct str unit_id,
                                       struct date today, struct plan_counts *ret_counts);

/* Kind "plan": each member has issued its plan; for a half-year that half's or the year's. */
extern const struct due_kind plan_due_kind;

#endif
