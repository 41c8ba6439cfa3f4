/* Agreeing with all that can be agreed with: rows where the unit, the rule and the stages before
 * say the same, and evidence is named. It decides nothing; it says who saw which points. */
#include "base/buf.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/board_state.h"
#include "features/scoring/stage_service.h"
#include "features/submission/submission_service.h"

enum { AGREE_TEXT_MAX = 8192 };

static bool later_decides(const struct board_cell *cell, enum score_stage stage) {
    for (int s = (int)stage + 1; s < SCORE_STAGE_COUNT; s++)
        if (stage_decides(cell->stages[s]))
            return true;
    return false;
}

static bool something_differs(const struct board_cell *cell, const struct score_cell *score,
                              enum score_stage stage) {
    struct stage_before before = scoring_before_stage(cell, stage);
    if (cell->self_differs || !str_equal(before.actual, cell->self_actual))
        return true;
    if (score->has_points && decimal_compare(score->in_force, score->points) != 0)
        return true;
    return cell->has_self && decimal_compare(score->in_force, cell->self) != 0;
}

enum agree_state scoring_agree_state(const struct scoreboard *board, size_t unit, size_t criterion,
                                     enum score_stage stage, bool has_file) {
    const struct criterion *c = &board->table.criteria.items[criterion];
    const struct board_cell *cell = board_cell_at(board, unit, criterion);
    const struct score_cell *score = score_cell_at(&board->matrix, unit, criterion);
    const struct stage_decision *mine = cell->stages[stage];
    if (!criterion_is_scored(c) || score->exempt ||
        (!criterion_is_content(c) && !cell->self_actual.p && !cell->has_self))
        return AGREE_NOT_ASKED;
    if (c->owner != SCORE_SELF && c->owner != stage)
        return AGREE_OWNED;
    if (later_decides(cell, stage))
        return AGREE_LATER;
    if (stage_decides(mine))
        return AGREE_DECIDED;
    if (!score->in_force_known)
        return AGREE_NO_POINTS;
    if (mine && mine->agrees && decimal_compare(mine->agreed, score->in_force) == 0)
        return AGREE_DONE;
    if (something_differs(cell, score, stage))
        return AGREE_DIFFERS;
    return str_is_empty(cell->evidence) && !has_file ? AGREE_NO_EVIDENCE : AGREE_CAN;
}

enum msg_id scoring_agree_words(enum agree_state state) {
    static const enum msg_id WORDS[AGREE_STATE_COUNT] = {
        [AGREE_CAN] = MSG_scoring_agree_can,
        [AGREE_DONE] = MSG_scoring_agree_done,
        [AGREE_DECIDED] = MSG_scoring_agree_decided,
        [AGREE_LATER] = MSG_scoring_agree_later,
        [AGREE_NO_POINTS] = MSG_scoring_agree_no_points,
        [AGREE_NO_EVIDENCE] = MSG_scoring_agree_no_evidence,
        [AGREE_DIFFERS] = MSG_scoring_agree_differs,
        [AGREE_OWNED] = MSG_scoring_agree_owned,
        [AGREE_NOT_ASKED] = MSG_scoring_agree_not_asked,
    };
    return WORDS[state];
}

static const struct err *states_in_tx(struct db_tx *tx, struct arena *arena,
                                      const struct scoreboard *board, size_t unit,
                                      enum score_stage stage, enum agree_state **ret_states) {
    size_t count = board->table.criteria.count;
    bool *has_file = ARENA_ARRAY(arena, bool, count);
    if (evidence_files)
        TRY(evidence_files(tx, arena, board, unit, has_file));
    enum agree_state *states = ARENA_ARRAY(arena, enum agree_state, count);
    for (size_t i = 0; i < count; i++)
        states[i] = scoring_agree_state(board, unit, i, stage, has_file[i]);
    *ret_states = states;
    return NULL;
}

struct states_work {
    struct arena *arena;
    const struct scoreboard *board;
    size_t unit;
    enum score_stage stage;
    enum agree_state *states;
};

static const struct err *states_in(struct db_tx *tx, void *context) {
    struct states_work *work = context;
    return states_in_tx(tx, work->arena, work->board, work->unit, work->stage, &work->states);
}

const struct err *scoring_agree_states(struct db *db, struct arena *arena, const struct user *user,
                                       const struct scoreboard *board, size_t unit,
                                       enum score_stage stage, enum agree_state **ret_states) {
    if (!user_may(user, RIGHT_SHEET_READ, place_of_period(&board->cluster),
                  board->cluster.members.items[unit].id))
        return ERR(ERR_DENIED, "no right to read the scores of this unit");
    struct states_work work = {arena, board, unit, stage, NULL};
    TRY(db_read(db, states_in, &work));
    *ret_states = work.states;
    return NULL;
}

/* --- recording ---------------------------------------------------------------------------- */

struct agree_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str unit_id;
    enum score_stage stage;
    const struct agreement *rows;
    size_t count;
    struct issues *issues;
    int stored;
    size_t newer;
    bool came_to_nothing;
};

/* The row as it stands; -1 with an issue where it cannot be agreed with any more. */
static ptrdiff_t row_stands(struct agree_work *work, const struct scoreboard *board, size_t unit,
                            const enum agree_state *states, const struct agreement *row) {
    ptrdiff_t index = criteria_find(&board->table.criteria, row->code);
    struct decimal seen;
    if (index < 0)
        return -1;
    const struct score_cell *score = score_cell_at(&board->matrix, unit, (size_t)index);
    bool same = decimal_parse(row->points, &seen) && score->in_force_known &&
                decimal_compare(seen, score->in_force) == 0;
    if (same && states[index] == AGREE_CAN)
        return index;
    if (same && states[index] == AGREE_DONE)
        return -1;
    issue_add(work->arena, work->issues,
              str_format(work->arena, "agree." STR_FMT, STR_ARG(row->code)),
              MESSAGE_WITH(MSG_scoring_agree_moved, row->code));
    return -1;
}

static const struct err *store_agreements(struct db_tx *tx, struct agree_work *work,
                                          const struct scoreboard *board, size_t unit,
                                          const size_t *agreed, size_t count) {
    struct arena *arena = work->arena;
    struct cluster_revisions at;
    struct str reason = str_format(arena, "đồng ý cả loạt (%zu tiêu chí)", count);
    struct buf told = BUF_INIT(AGREE_TEXT_MAX);
    TRY(cluster_bump_revision(tx, arena, work->cluster->id, &at));
    buf_append_format(
        &told, STR_FMT " – " STR_FMT ": " STR_FMT, STR_ARG(board->cluster.members.items[unit].name),
        STR_ARG(message_plain(LANG_VI, score_stage_name(work->stage))), STR_ARG(reason));
    const struct err *err = NULL;
    for (size_t i = 0; !err && i < count; i++) {
        const struct criterion *criterion = &board->table.criteria.items[agreed[i]];
        const struct stage_decision *mine =
            board_cell_at(board, unit, agreed[i])->stages[work->stage];
        struct str points =
            decimal_canonical(arena, score_cell_at(&board->matrix, unit, agreed[i])->in_force);
        const struct score_entry entry = {.unit_id = work->unit_id,
                                          .criterion_id = criterion->id,
                                          .stage = score_stage_code(work->stage),
                                          .field = FIELD_AGREE,
                                          .value = points,
                                          .reason = reason};
        err = scoring_insert_entry(tx, arena, work->user, work->now_ms, &at, STR_NONE, &entry,
                                   (mine ? mine->agree_revision : 0) + 1);
        if (told.length < AGREE_TEXT_MAX / 2)
            buf_append_format(&told, "; " STR_FMT ": " STR_FMT, STR_ARG(criterion->code),
                              STR_ARG(points));
    }
    struct audit_note note = {.action = "score.agree",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = str_copy(arena, buf_str(&told))};
    buf_release(&told);
    TRY(err);
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *agree_in(struct db_tx *tx, void *context) {
    struct agree_work *work = context;
    struct scoreboard board;
    work->issues->count = 0;
    work->stored = 0;
    work->came_to_nothing = false;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug, work->cluster->code,
                                &board, &work->newer));
    if (!board.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    ptrdiff_t unit = cluster_member_by_id(&board.cluster, work->unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    TRY(scoring_stage_check(work->user, &board.cluster, work->unit_id, work->stage));
    enum agree_state *states;
    TRY(states_in_tx(tx, work->arena, &board, (size_t)unit, work->stage, &states));
    size_t *agreed = ARENA_ARRAY(work->arena, size_t, work->count);
    size_t count = 0;
    for (size_t i = 0; i < work->count; i++) {
        ptrdiff_t index = row_stands(work, &board, (size_t)unit, states, &work->rows[i]);
        if (index < 0)
            continue;
        agreed[count++] = (size_t)index;
        states[index] = AGREE_DONE; /* named twice */
    }
    if (work->issues->count || !count) {
        work->came_to_nothing = true;
        return NULL;
    }
    TRY(store_agreements(tx, work, &board, (size_t)unit, agreed, count));
    work->stored = (int)count;
    return submission_verified_in(tx, work->arena, work->user, work->now_ms,
                                  place_of_period(work->cluster), work->cluster->id, work->unit_id);
}

const struct err *scoring_agree_all(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    size_t unit, enum score_stage stage,
                                    const struct agreement *rows, size_t count,
                                    struct issues *issues, int *ret_stored) {
    struct str unit_id = cluster->members.items[unit].id;
    TRY(scoring_stage_check(user, cluster, unit_id, stage));
    struct agree_work work = {.db = db,
                              .arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .cluster = cluster,
                              .unit_id = unit_id,
                              .stage = stage,
                              .rows = rows,
                              .count = count,
                              .issues = issues};
    TRY(db_write(db, agree_in, &work));
    *ret_stored = work.stored;
    if (!work.came_to_nothing)
        scoring_keep_up(db, cluster, false, work.newer);
    return NULL;
}
