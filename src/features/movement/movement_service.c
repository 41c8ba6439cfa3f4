#include "features/movement/movement_service.h"

#include "features/audit/audit.h"
#include "features/movement/movement.sql.h"
#include "sys/id.h"

static const struct {
    struct str code;
    enum msg_id name;
} KINDS[MOVEMENT_KIND_COUNT] = {
    [MOVEMENT_MOVEMENT] = {STR_INIT("movement"), MSG_movement_kind_movement},
    [MOVEMENT_DIRECTIVE] = {STR_INIT("directive"), MSG_movement_kind_directive},
    [MOVEMENT_RESOLUTION] = {STR_INIT("resolution"), MSG_movement_kind_resolution},
    [MOVEMENT_CAMPAIGN] = {STR_INIT("campaign"), MSG_movement_kind_campaign},
};

enum msg_id movement_kind_name(enum movement_kind kind) {
    return KINDS[kind].name;
}

struct movement_work {
    struct arena *arena;
    const struct user *user;
    struct str cluster_period_id;
    int64_t now_ms;
    struct str cluster_id;
    struct movements *movements;
    const struct movement *movement;
    int64_t position;
    struct str source;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct movement_work *work = context;
    struct q_movements_of_cluster_rows rows;
    TRY(q_movements_of_cluster(tx, work->arena, work->cluster_id, &rows));
    *work->movements = (struct movements){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_movements_of_cluster_row *row = &rows.items[i];
        struct movement movement = {.title = row->title,
                                    .number = row->number,
                                    .issuer = row->issuer,
                                    .source = row->source};
        date_parse_iso(row->issued_on, &movement.issued_on);
        for (int kind = 0; kind < MOVEMENT_KIND_COUNT; kind++)
            if (str_equal(KINDS[kind].code, row->kind))
                movement.kind = (enum movement_kind)kind;
        *list_push(work->arena, work->movements) = movement;
    }
    return NULL;
}

const struct err *movement_list(struct db *db, struct arena *arena, const struct user *user,
                                const struct cluster_period *cluster,
                                struct movements *ret_movements) {
    if (!user_may(user, RIGHT_CLUSTER_READ, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    struct movement_work work = {
        .arena = arena, .cluster_id = cluster->cluster_id, .movements = ret_movements};
    return db_read(db, list_in, &work);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct movement_work *work = context;
    const struct movement *m = work->movement;
    TRY(q_movement_insert(tx, id_new(work->arena, work->now_ms), work->cluster_id, work->position,
                          KINDS[m->kind].code, m->title, m->number.p ? m->number : STR(""),
                          date_is_empty(m->issued_on) ? STR_NONE
                                                      : date_iso(work->arena, m->issued_on),
                          m->issuer.p ? m->issuer : STR(""), work->source));
    struct audit_note note = {.action = "movement.add",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster_period_id,
                              .after = m->title};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *movement_add(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, const struct cluster_period *cluster,
                               int64_t position, const struct movement *movement,
                               struct str source) {
    if (!user_may(user, RIGHT_CLUSTER_CREATE, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to add a movement");
    struct movement_work work = {.arena = arena,
                                 .now_ms = now_ms,
                                 .user = user,
                                 .cluster_period_id = cluster->id,
                                 .cluster_id = cluster->cluster_id,
                                 .movement = movement,
                                 .position = position,
                                 .source = source};
    return db_write(db, add_in, &work);
}
