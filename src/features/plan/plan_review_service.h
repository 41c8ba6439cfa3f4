/* From the interim review to the plan, and from the plan to the annual review.
 *
 * The review of the first half-year sets tasks for the second and names shortcomings. They are
 * taken over into the cluster's plan, each once; the task keeps the item and the revision it was
 * taken at, so that a later change in the review can be pointed out. At the annual review each of
 * them is accounted for.
 */
#ifndef FEATURES_PLAN_PLAN_REVIEW_SERVICE_H
#define FEATURES_PLAN_PLAN_REVIEW_SERVICE_H

#include "features/plan/plan_edit_service.h"

/* An item of the interim review and what became of it. */
struct plan_source {
    struct str item;
    bool is_shortcoming;
    int64_t revision; /* as the review says it now */
    struct str content;
    struct str remedy;
    struct str owner;
    struct date due;
    bool removed; /* taken out of the review */
    struct str author;
    int64_t at_ms;
    struct str task_id;   /* empty: not taken over (or dropped again from a draft) */
    struct str plan_code; /* of that task */
    bool changed;         /* the review was changed, or the item removed, after that */
};

struct plan_sources {
    struct plan_source *items; /* tasks first; removed ones only where a task came of them */
    size_t count;
    size_t capacity;
    bool has_review; /* the cluster has a first half-year in that year */
    size_t open;     /* tasks not taken over */
};

MUST_CHECK const struct err *plan_review_sources(struct db *db, struct arena *arena,
                                                 const struct user *user,
                                                 const struct cluster_year *year,
                                                 struct plan_sources *ret_sources);
/* The same within a transaction, without asking for rights. */
MUST_CHECK const struct err *plan_sources_load(struct db_tx *tx, struct arena *arena,
                                               const struct cluster_year *year,
                                               struct plan_sources *ret_sources);

/* Takes those of ITEMS (COUNT 0: all tasks that are open) into the plan CODE, which must be the
 * cluster's own. An item that was taken over before is an issue of the field "items". An empty CODE
 * means the plan of the second half-year, which is made where there is none. */
MUST_CHECK const struct err *plan_take_over(const struct plan_edit *edit, struct str code,
                                            const struct str *items, size_t count,
                                            struct str reason, int *ret_taken,
                                            struct str *ret_code);

/* The account of one task, as typed. Fields of issues are "outcome-ID" and "body-ID". */
struct outcome_form {
    struct str task_id;
    struct str outcome; /* "", "done", "partly", "failed" */
    struct str text;    /* the result, or why not: needed with an outcome */
    struct str seen;    /* the outcome's revision the page showed */
};

/* Stores the accounts that differ from what is there, all or none. */
MUST_CHECK const struct err *plan_account(const struct plan_edit *edit, struct str code,
                                          const struct outcome_form *forms, size_t count,
                                          int *ret_stored);

/* "Kết quả thực hiện nhiệm vụ 6 tháng cuối năm": for pages, and for the annual review's paper. */
struct plan_account_row {
    struct str content;
    bool is_shortcoming; /* of the review, to be mended */
    bool from_review;
    struct str owner; /* names and posts, in words */
    struct date due;
    enum task_outcome outcome; /* OUTCOME_NONE: unaccounted for */
    struct str text;           /* its result, or why not */
    bool by_progress;          /* nobody accounted for it: as its last progress says */
    struct str plan_code;      /* empty: never taken into a plan */
    struct str task_id;
};

struct plan_account_rows {
    struct plan_account_row *items;
    size_t count;
    size_t capacity;
    size_t done, partly, failed;
    size_t unaccounted;
    size_t not_taken; /* among them: set by the interim review, in no plan */
};

/* Tasks of the cluster's issued plan of the second half-year, those of its other plans that came
 * from the interim review, and items of the review that no plan took over. No right is asked for.
 */
MUST_CHECK const struct err *plan_accounting(struct db_tx *tx, struct arena *arena,
                                             const struct cluster_year *year, struct date today,
                                             struct plan_account_rows *ret_rows);
/* For who reads the cluster. */
MUST_CHECK const struct err *plan_accounts(struct db *db, struct arena *arena,
                                           const struct user *user, const struct cluster_year *year,
                                           struct date today, struct plan_account_rows *ret_rows);

#endif
