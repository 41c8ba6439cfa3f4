#include "features/intake/hand_out_service.h"

#include "features/audit/audit.h"

void hand_out_states(struct arena *arena, const struct user *user, const struct scoreboard *board,
                     struct sheet_states *ret_states) {
    const struct cluster_period *cluster = &board->cluster;
    const struct criteria *criteria = &board->table.criteria;
    *ret_states = (struct sheet_states){0};
    for (size_t unit = 0; unit < cluster->members.count; unit++) {
        if (!user_may(user, RIGHT_SHEET_READ, place_of_period(cluster),
                      cluster->members.items[unit].id))
            continue;
        struct sheet_state *state = list_push(arena, ret_states);
        state->unit = unit;
        state->missing = board->units_missing[unit];
        for (size_t i = 0; i < criteria->count; i++) {
            int64_t at_ms = board_cell_at(board, unit, i)->self_at_ms;
            state->all += criterion_expects_self(&criteria->items[i]);
            state->received_ms = at_ms > state->received_ms ? at_ms : state->received_ms;
        }
    }
}

struct note_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    struct str to;
};

static const struct err *note_in(struct db_tx *tx, void *context) {
    struct note_work *work = context;
    struct audit_note note = {.action = "sheet.hand_out",
                              .object_kind = "cluster_period",
                              .object_id = work->board->cluster.id,
                              .after = work->to};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *hand_out_open(struct db *db, struct arena *arena, const struct user *user,
                                struct str slug, struct str period_code, struct str unit_slug,
                                struct scoreboard *ret_board, ptrdiff_t *ret_unit) {
    struct scoreboard *board = ret_board;
    TRY(scoring_load_board(db, arena, user, slug, period_code, board));
    const struct cluster_period *cluster = &board->cluster;
    *ret_unit = unit_slug.p ? cluster_member_by_slug(cluster, unit_slug) : -1;
    if (unit_slug.p && *ret_unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    bool may = *ret_unit < 0 ? user_may(user, RIGHT_SCORE_VERIFY, place_of_period(cluster), STR(""))
                             : user_may(user, RIGHT_SHEET_READ, place_of_period(cluster),
                                        cluster->members.items[*ret_unit].id);
    if (!may)
        return ERR(ERR_DENIED, "no right to these sheets");
    if (!board->table.exists)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    if (!board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    return NULL;
}

const struct err *hand_out_note(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct scoreboard *board, ptrdiff_t unit) {
    const struct cluster_units *members = &board->cluster.members;
    struct str names = STR("");
    for (size_t i = 0; i < members->count; i++)
        if (unit < 0 || (size_t)unit == i)
            names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), names.n ? ", " : "",
                               STR_ARG(members->items[i].name));
    struct note_work work = {arena, user, now_ms, board, names};
    return db_write(db, note_in, &work);
}
