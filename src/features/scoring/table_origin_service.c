#include "features/scoring/table_origin_service.h"

#include "features/cluster/closing_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/table_store_service.h"

struct origins_work {
    struct arena *arena;
    struct q_table_origins_rows rows;
};

static const struct err *origins_in(struct db_tx *tx, void *context) {
    struct origins_work *work = context;
    return q_table_origins(tx, work->arena, &work->rows);
}

static void take(const struct user *user, const struct cluster_period *cluster, bool own,
                 const struct origins_work *work, struct table_origins *origins) {
    for (size_t i = 0; i < work->rows.count && origins->count < TABLE_ORIGINS_MAX; i++) {
        const struct q_table_origins_row *r = &work->rows.items[i];
        struct period period;
        if (str_equal(r->id, cluster->id) || str_equal(r->slug, cluster->slug) != own ||
            !period_parse(r->code, &period) ||
            !user_may(user, RIGHT_CLUSTER_READ, (struct place){r->cluster_id, period.year},
                      STR("")))
            continue;
        *list_push(work->arena, origins) = (struct table_origin){
            r->id, r->cluster_id, r->slug, r->code, period, r->cluster_name, r->title};
    }
}

const struct err *scoring_table_origins(struct db *db, struct arena *arena, const struct user *user,
                                        const struct cluster_period *cluster,
                                        struct table_origins *ret_origins) {
    struct origins_work work = {.arena = arena};
    TRY(db_read(db, origins_in, &work));
    *ret_origins = (struct table_origins){0};
    take(user, cluster, true, &work, ret_origins);
    take(user, cluster, false, &work, ret_origins);
    return NULL;
}

struct copy_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct table_origin *from;
};

static const struct err *copy_in(struct db_tx *tx, void *context) {
    const struct copy_work *work = context;
    struct arena *arena = work->arena;
    struct criteria_table here;
    struct criteria_table there;
    struct rule_book book;
    TRY(closing_must_be_open(tx, arena, work->cluster->id));
    TRY(scoring_load_table(tx, arena, work->cluster->id, &here));
    if (here.criteria.count || here.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_there", "there is a table already");
    TRY(scoring_load_rules(tx, arena, work->cluster->id, &book));
    struct str whence = str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(work->from->cluster_name),
                                   STR_ARG(period_display(arena, LANG_VI, work->from->period)));
    if (!book.confirmed)
        return scoring_carry_over(tx, arena, work->user, work->now_ms, work->from->period_id,
                                  whence, work->cluster);
    TRY(scoring_load_table(tx, arena, work->from->period_id, &there));
    for (size_t i = 0; i < there.criteria.count; i++)
        there.criteria.items[i].id = STR("");
    const struct table_source source = {there.title, there.notes, whence, there.source_sha256};
    const struct table_change change = {.arena = arena,
                                        .user = work->user,
                                        .now_ms = work->now_ms,
                                        .cluster = work->cluster,
                                        .criteria = &there.criteria,
                                        .source = &source,
                                        .action = "criteria.carry"};
    return table_store_in(tx, &change);
}

const struct err *scoring_copy_table(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     const struct table_origin *from) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")) ||
        !user_may(user, RIGHT_CLUSTER_READ, (struct place){from->cluster_id, from->period.year},
                  STR("")))
        return ERR(ERR_DENIED, "no right to copy this table");
    struct copy_work work = {arena, user, now_ms, cluster, from};
    return db_write(db, copy_in, &work);
}
