#include "features/intake/hand_out.h"

#include "doc/zip_write.h"
#include "features/audit/audit.h"

static bool is_content(const struct criterion *c) {
    return criterion_is_scored(c) && c->kind != CRITERION_BONUS && c->kind != CRITERION_PENALTY;
}

void hand_out_states(struct arena *arena, const struct user *user, const struct scoreboard *board,
                     struct sheet_states *ret_states) {
    const struct cluster_period *cluster = &board->cluster;
    const struct criteria *criteria = &board->table.criteria;
    *ret_states = (struct sheet_states){0};
    for (size_t unit = 0; unit < cluster->members.count; unit++) {
        if (!user_may(user, RIGHT_SHEET_READ, cluster->cluster_id, cluster->members.items[unit].id))
            continue;
        struct sheet_state *state = list_push(arena, ret_states);
        state->unit = unit;
        state->missing = board->units_missing[unit];
        for (size_t i = 0; i < criteria->count; i++) {
            int64_t at_ms = board_cell_at(board, unit, i)->self_at_ms;
            state->all += is_content(&criteria->items[i]);
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

const struct err *hand_out_sheet(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str slug, struct str period_code,
                                 struct str unit_slug, struct sheet_file *ret_file) {
    struct scoreboard board;
    TRY(scoring_load_board(db, arena, user, slug, period_code, &board));
    ptrdiff_t unit = cluster_member_by_slug(&board.cluster, unit_slug);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    const struct cluster_unit *member = &board.cluster.members.items[unit];
    if (!user_may(user, RIGHT_SHEET_READ, board.cluster.cluster_id, member->id))
        return ERR(ERR_DENIED, "no right to the sheet of this unit");
    struct sheet_file file = {.name = sheet_doc_name(arena, &board, (size_t)unit)};
    TRY(sheet_doc_blank(arena, &board, (size_t)unit, now_ms, &file.bytes));
    struct note_work work = {arena, user, now_ms, &board, member->name};
    TRY(db_write(db, note_in, &work));
    *ret_file = file;
    return NULL;
}

const struct err *hand_out_all(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct str slug, struct str period_code,
                               struct sheet_file *ret_file) {
    struct scoreboard board;
    TRY(scoring_load_board(db, arena, user, slug, period_code, &board));
    if (!user_may(user, RIGHT_SCORE_VERIFY, board.cluster.cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to all sheets of the cluster");
    size_t count = board.cluster.members.count;
    struct zip_entry *entries = ARENA_ARRAY(arena, struct zip_entry, count);
    struct str names = STR("");
    for (size_t i = 0; i < count; i++) {
        entries[i].name = sheet_doc_name(arena, &board, i);
        TRY(sheet_doc_blank(arena, &board, i, now_ms, &entries[i].bytes));
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), i ? ", " : "",
                           STR_ARG(board.cluster.members.items[i].name));
    }
    struct sheet_file file = {.name = str_format(arena, "phieu-tu-cham-" STR_FMT "-" STR_FMT ".zip",
                                                 STR_ARG(slug), STR_ARG(period_code))};
    TRY(zip_write(arena, entries, count, &file.bytes));
    struct note_work work = {arena, user, now_ms, &board, names};
    TRY(db_write(db, note_in, &work));
    *ret_file = file;
    return NULL;
}
