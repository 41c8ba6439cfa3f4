/* Which batches there are, and who may open one. */
#include "features/intake/intake.sql.h"
#include "features/intake/intake_service.h"

bool intake_may_open(const struct user *user, const struct cluster_period *cluster,
                     struct str account_id) {
    return user_may(user, RIGHT_SCORE_VERIFY, place_of_period(cluster), STR("")) ||
           (user_may(user, RIGHT_SCORE_IMPORT, place_of_period(cluster), STR("")) && account_id.n &&
            str_equal(account_id, user->id));
}

struct batches_work {
    struct arena *arena;
    const struct user *user;
    const struct cluster_period *cluster;
    struct intake_summaries *batches;
};

static const struct err *batches_in(struct db_tx *tx, void *context) {
    struct batches_work *work = context;
    struct q_batch_list_rows rows;
    TRY(q_batch_list(tx, work->arena, work->cluster->id, &rows));
    *work->batches = (struct intake_summaries){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_batch_list_row *row = &rows.items[i];
        if (intake_may_open(work->user, work->cluster, row->account_id))
            *list_push(work->arena, work->batches) = (struct intake_summary){
                row->id, row->state, row->author, row->created_ms, row->stored_count, row->files};
    }
    return NULL;
}

const struct err *intake_batches(struct db *db, struct arena *arena, const struct user *user,
                                 const struct cluster_period *cluster,
                                 struct intake_summaries *ret_batches) {
    if (!user_may(user, RIGHT_SCORE_IMPORT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to import scores");
    struct batches_work work = {arena, user, cluster, ret_batches};
    return db_read(db, batches_in, &work);
}
