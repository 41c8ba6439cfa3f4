#include "features/plan/plan_accounts_service.h"

#include "features/plan/plan_review_service.h"

static struct review_account account_of(const struct plan_account_row *row) {
    return (struct review_account){
        .content = row->content,
        .owner = row->owner,
        .due = row->due,
        .outcome = task_outcome_name(row->outcome),
        .is_missing = row->outcome == OUTCOME_NONE,
        .text = row->text,
        .note = !row->plan_code.n                                  ? MSG_plan_in_no_plan
                : row->by_progress && row->outcome != OUTCOME_NONE ? MSG_plan_by_progress
                                                                   : MSG_none,
    };
}

const struct err *plan_tell_accounts(struct db_tx *tx, struct arena *arena,
                                     const struct cluster_period *cluster,
                                     struct review_accounts *accounts) {
    /* All that is recorded counts, and the names are those of the year's last day. */
    const struct date for_ever = {9999, 12, 31};
    struct cluster_year year;
    struct plan_account_rows rows;
    TRY(cluster_year_load(tx, arena, cluster->slug, cluster->period.year, for_ever, &year));
    TRY(plan_accounting(tx, arena, &year, for_ever, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, accounts) = account_of(&rows.items[i]);
    accounts->done = rows.done;
    accounts->partly = rows.partly;
    accounts->failed = rows.failed;
    accounts->missing = rows.unaccounted;
    return NULL;
}
