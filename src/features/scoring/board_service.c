/* The board of a cluster's half-year: what is stored, and all that follows from it. */
#include "features/scoring/board_state.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/sight_service.h"
#include "sys/id.h"

struct board_cell *board_cell_at(const struct scoreboard *board, size_t unit, size_t criterion) {
    return &board->rows[unit][criterion];
}

bool board_has_scores(const struct scoreboard *board) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->table.criteria.count; i++)
            if (criterion_is_content(&board->table.criteria.items[i]) &&
                score_cell_at(&board->matrix, unit, i)->in_force_known)
                return true;
    return false;
}

const struct err *scoring_board_in(struct db_tx *tx, struct arena *arena, struct str slug,
                                   struct str period_code, struct scoreboard *ret_board) {
    struct ground *ground;
    TRY(ground_load(tx, slug, period_code, &ground));
    struct board_state *state;
    const struct err *err = board_state_load(tx, ground, ground->is.cluster.revision, &state);
    ground_release(ground);
    TRY(err);
    arena_defer(arena, board_state_release, state);
    *ret_board = state->board;
    return NULL;
}

struct ranking_rule scoring_ranking_rule(struct arena *arena, const struct scoreboard *board) {
    const struct scoring_setting *settings = board->settings.of;
    struct str ties = settings[SETTING_TIES].value;
    struct str last = settings[SETTING_LAST_PLACE].value;
    struct ranking_rule rule = ranking_rule_read(arena, &board->table.criteria,
                                                 ties.p ? ties : STR(""), last.p ? last : STR(""));
    if (rule.by_vote) {
        rule.votes = board->tie_votes;
        rule.votes_count = board->tie_votes_count;
    }
    return rule;
}

void scoring_rank(struct arena *arena, struct scoreboard *board) {
    struct ranking_rule rule = scoring_ranking_rule(arena, board);
    ranking_make(arena, &board->matrix, &rule, &board->standings);
}

int scoring_places_shown(const struct scoreboard *board) {
    long long places = 0;
    struct str value = str_or_empty(board->settings.of[SETTING_PLACES].value);
    return str_to_int64(str_trim(value), &places) && places > 0 && places <= RANKING_LAST_PLACE_MAX
               ? (int)places
               : 0;
}

bool scoring_stage_decided(const struct scoreboard *board, enum score_stage stage) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < board->table.criteria.count; i++)
            if (stage_decides(board_cell_at(board, unit, i)->stages[stage]))
                return true;
    return false;
}

static struct score_matrix matrix_of_stage(struct arena *arena, const struct scoreboard *board,
                                           enum ranking_stage stage) {
    enum score_stage last = ranking_stage_last(stage);
    if (last != SCORE_COUNCIL)
        return scoring_stage_matrix(arena, board, last);
    size_t count = board->table.criteria.count;
    struct self_points *self =
        ARENA_ARRAY(arena, struct self_points, board->matrix.unit_count * count);
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < count; i++) {
            const struct board_cell *cell = board_cell_at(board, unit, i);
            self[unit * count + i] = (struct self_points){cell->has_self, cell->self};
        }
    return ranking_stage_matrix(arena, &board->matrix, &board->book.rules, stage, self);
}

void scoring_board_stage_all(struct arena *arena, const struct scoreboard *board,
                             enum ranking_stage stage, struct board_stage *ret_stage) {
    ret_stage->matrix = matrix_of_stage(arena, board, stage);
    struct ranking_rule rule = scoring_ranking_rule(arena, board);
    if (stage != RANKING_IN_FORCE) /* the vote was on what is in force */
        rule.votes_count = 0;
    ranking_make(arena, &ret_stage->matrix, &rule, &ret_stage->standings);
    if (!board->cluster.places_shown)
        ranking_drop_places(ret_stage->standings, board->matrix.unit_count);
}

void scoring_board_stage(struct arena *arena, const struct scoreboard *board,
                         enum ranking_stage stage, bool without_places,
                         struct board_stage *ret_stage) {
    size_t count = board->matrix.unit_count;
    scoring_board_stage_all(arena, board, stage, ret_stage);
    if (without_places)
        ranking_drop_places(ret_stage->standings, count);
    else if (board->cluster.places_shown)
        ranking_hide_places(ret_stage->standings, count, scoring_places_shown(board));
}

struct str scoring_gone_words(struct arena *arena, enum lang lang, const struct scoreboard *board,
                              size_t unit) {
    if (!board->gone_from || date_is_empty(board->gone_from[unit]))
        return STR("");
    return message_text(
        arena, lang,
        MESSAGE_WITH(MSG_scoring_unit_gone, date_display(arena, board->gone_from[unit])));
}

/* --- entries ------------------------------------------------------------------------------ */

const struct err *scoring_insert_entry(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, int64_t now_ms,
                                       const struct cluster_revisions *at, struct str batch_id,
                                       const struct score_entry *entry, int64_t revision) {
    return q_entry_insert(tx, id_new(arena, now_ms), at->cluster_period_id, entry->unit_id,
                          entry->criterion_id, entry->stage, entry->field, revision, entry->value,
                          user->name, now_ms, entry->reason.p ? entry->reason : STR(""),
                          entry->source.p ? entry->source : STR(""), batch_id, at->revision);
}

const struct err *scoring_add_entry(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct cluster_revisions *at,
                                    struct str batch_id, const struct score_entry *entry,
                                    bool *ret_added) {
    bool found;
    struct q_entry_newest_row newest;
    TRY(q_entry_newest(tx, arena, at->cluster_period_id, entry->unit_id, entry->criterion_id,
                       entry->stage, entry->field, &found, &newest));
    bool present = found && newest.value.p;
    bool same = present ? entry->value.p && str_equal(newest.value, entry->value) &&
                              str_equal(newest.reason, entry->reason)
                        : !entry->value.p;
    *ret_added = !same;
    if (same)
        return NULL;
    if (!at->revision)
        TRY(cluster_bump_revision(tx, arena, at->cluster_period_id, at));
    return scoring_insert_entry(tx, arena, user, now_ms, at, batch_id, entry,
                                found ? newest.revision + 1 : 1);
}

struct steps_work {
    struct arena *arena;
    const struct scoreboard *board;
    size_t unit;
    size_t criterion;
    struct score_steps *steps;
};

static const struct err *steps_in(struct db_tx *tx, void *context) {
    struct steps_work *work = context;
    struct q_entries_of_cell_rows rows;
    TRY(q_entries_of_cell(tx, work->arena, work->board->cluster.id,
                          work->board->cluster.members.items[work->unit].id,
                          work->board->table.criteria.items[work->criterion].id, &rows));
    *work->steps = (struct score_steps){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_entries_of_cell_row *row = &rows.items[i];
        *list_push(work->arena, work->steps) = (struct score_step){
            row->stage, row->field, row->value, row->author, row->at_ms, row->reason, row->source};
    }
    return NULL;
}

const struct err *scoring_steps(struct db *db, struct arena *arena, const struct user *user,
                                const struct scoreboard *board, size_t unit, size_t criterion,
                                struct score_steps *ret_steps) {
    if (!user_may(user, RIGHT_SHEET_READ, place_of_period(&board->cluster),
                  board->cluster.members.items[unit].id))
        return ERR(ERR_DENIED, "no right to read the scores of this unit");
    struct steps_work work = {arena, board, unit, criterion, ret_steps};
    return db_read(db, steps_in, &work);
}
