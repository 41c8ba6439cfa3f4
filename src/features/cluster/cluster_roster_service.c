#include "features/cluster/cluster_roster_service.h"

#include "features/cluster/cluster.sql.h"
#include "features/cluster/cluster_service.h"
#include "sys/id.h"

const struct err *cluster_kinds_in(struct db_tx *tx, struct arena *arena,
                                   struct cluster_kinds *ret_kinds) {
    struct q_cluster_kinds_rows rows;
    TRY(q_cluster_kinds(tx, arena, &rows));
    *ret_kinds = (struct cluster_kinds){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, ret_kinds) =
            (struct cluster_kind){rows.items[i].code, rows.items[i].name, rows.items[i].name_en};
    return NULL;
}

struct kinds_work {
    struct arena *arena;
    struct cluster_kinds *kinds;
};

static const struct err *kinds_in(struct db_tx *tx, void *context) {
    struct kinds_work *work = context;
    return cluster_kinds_in(tx, work->arena, work->kinds);
}

const struct err *cluster_kinds(struct db *db, struct arena *arena,
                                struct cluster_kinds *ret_kinds) {
    struct kinds_work work = {arena, ret_kinds};
    return db_read(db, kinds_in, &work);
}

const struct err *cluster_elsewhere(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                    int year, struct str kind, struct str cluster_id,
                                    struct str *ret_name) {
    struct q_cluster_member_elsewhere_rows rows;
    TRY(q_cluster_member_elsewhere(tx, arena, unit_id, year, kind, cluster_id, &rows));
    *ret_name = rows.count ? rows.items[0].name : STR("");
    return NULL;
}

const struct err *cluster_member_has_scores(struct db_tx *tx, struct arena *arena,
                                            struct str cluster_id, struct str unit_id, int year,
                                            bool *ret_has) {
    bool found;
    struct q_cluster_member_scores_row row;
    TRY(q_cluster_member_scores(tx, arena, cluster_id, unit_id,
                                period_code(arena, (struct period){year, 1}),
                                period_code(arena, (struct period){year, 2}), &found, &row));
    *ret_has = row.entries > 0;
    return NULL;
}

const struct err *cluster_member_add(struct db_tx *tx, struct str cluster_id, struct str unit_id,
                                     int year, size_t position) {
    return q_cluster_member_insert(tx, cluster_id, unit_id, year, (int64_t)position);
}

const struct err *cluster_member_remove(struct db_tx *tx, struct str cluster_id, struct str unit_id,
                                        int year) {
    int64_t changed;
    TRY(q_cluster_member_delete(tx, cluster_id, unit_id, year, &changed));
    return changed ? NULL : ERR(ERR_NOT_FOUND, "no such member");
}

const struct err *cluster_member_move(struct db_tx *tx, struct str cluster_id, struct str unit_id,
                                      int year, size_t position) {
    int64_t changed;
    TRY(q_cluster_member_place(tx, cluster_id, unit_id, year, (int64_t)position, &changed));
    return changed ? NULL : ERR(ERR_NOT_FOUND, "no such member");
}

const struct err *cluster_bump_year(struct db_tx *tx, const struct cluster_year *year) {
    for (size_t i = 0; i < year->periods.count; i++)
        TRY(cluster_bump_structure(tx, year->periods.items[i].id));
    return NULL;
}

const struct err *cluster_period_add(struct db_tx *tx, struct arena *arena, struct str cluster_id,
                                     int64_t now_ms, const struct cluster_period_draft *draft,
                                     struct str *ret_id) {
    *ret_id = id_new(arena, now_ms);
    return q_period_insert(tx, *ret_id, cluster_id, period_code(arena, draft->period), STR_NONE,
                           draft->head_id, draft->host_id, draft->venue, draft->held_on,
                           draft->places_shown, now_ms);
}

const struct err *cluster_set_meeting(struct db_tx *tx, struct str period_id, struct str host_id,
                                      struct str venue, struct str held_on) {
    int64_t changed;
    TRY(q_period_set_meeting(tx, period_id, host_id, venue, held_on, &changed));
    return changed ? NULL : ERR(ERR_NOT_FOUND, "no such period");
}

const struct err *cluster_fill_head(struct db_tx *tx, struct str period_id, struct str head_id) {
    int64_t changed;
    return q_period_fill_head(tx, period_id, head_id, &changed);
}
