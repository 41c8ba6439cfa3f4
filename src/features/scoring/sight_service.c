#include "features/scoring/sight_service.h"

#include "features/scoring/board_state.h"
#include "features/scoring/ranking_digest_service.h"
#include "features/scoring/scoring_parts.h"

enum { SIGHT_NAMES_MAX = 12 };

bool scoring_visibility_known(struct str value) {
    return str_equal(value, VISIBILITY_ALL_SENT) || str_equal(value, VISIBILITY_ALWAYS) ||
           str_equal(value, VISIBILITY_ADOPTED);
}

bool scoring_sent(const struct scoreboard *board, size_t unit) {
    return board->units_missing[unit] == 0;
}

/* A cluster of one has nobody to hide from. */
static bool all_sent(const struct scoreboard *board) {
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        if (!scoring_sent(board, unit))
            return false;
    return true;
}

enum sight_why scoring_sight_why(const struct scoreboard *board) {
    struct str setting = board->settings.of[SETTING_VISIBILITY].value;
    if (str_equal(setting, VISIBILITY_ALWAYS) || board->cluster.closing.closed ||
        outcome_adopted(&board->outcome))
        return SIGHT_OPEN;
    if (str_equal(setting, VISIBILITY_ADOPTED))
        return SIGHT_NOT_ADOPTED;
    return all_sent(board) ? SIGHT_OPEN : SIGHT_UNSENT;
}

static bool sees_every_unit(const struct scoreboard *board, const struct user *user) {
    return user_may_every_unit(user, RIGHT_SHEET_READ, place_of_period(&board->cluster));
}

static bool is_own(const struct scoreboard *board, const struct user *user, size_t unit) {
    return user_may(user, RIGHT_SHEET_READ, place_of_period(&board->cluster),
                    board->cluster.members.items[unit].id);
}

bool scoring_visible_all(const struct scoreboard *board, const struct user *user) {
    return sees_every_unit(board, user) || scoring_sight_why(board) == SIGHT_OPEN;
}

bool scoring_visible(const struct scoreboard *board, const struct user *user, size_t unit) {
    return is_own(board, user, unit) || scoring_visible_all(board, user);
}

struct scoring_sight scoring_visible_units(struct arena *arena, const struct scoreboard *board,
                                           const struct user *user) {
    struct scoring_sight sight = {.all = scoring_visible_all(board, user)};
    size_t count = board->matrix.unit_count;
    if (sight.all)
        return sight;
    sight.why = scoring_sight_why(board);
    sight.units = ARENA_ARRAY(arena, size_t, count);
    sight.unsent = ARENA_ARRAY(arena, size_t, count);
    for (size_t unit = 0; unit < count; unit++) {
        if (is_own(board, user, unit))
            sight.units[sight.count++] = unit;
        if (sight.why == SIGHT_UNSENT && !scoring_sent(board, unit))
            sight.unsent[sight.unsent_count++] = unit;
    }
    return sight;
}

bool scoring_sight_has(const struct scoring_sight *sight, size_t unit) {
    for (size_t i = 0; !sight->all && i < sight->count; i++)
        if (sight->units[i] == unit)
            return true;
    return sight->all;
}

struct str scoring_sight_words(struct arena *arena, enum lang lang, const struct scoreboard *board,
                               const struct scoring_sight *sight) {
    if (sight->all)
        return STR("");
    if (sight->why == SIGHT_NOT_ADOPTED)
        return message_plain(lang, MSG_scoring_sight_not_adopted);
    struct str names = STR("");
    size_t told = 0;
    for (; told < sight->unsent_count && told < SIGHT_NAMES_MAX; told++)
        names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), told ? ", " : "",
                           STR_ARG(board->cluster.members.items[sight->unsent[told]].name));
    if (told < sight->unsent_count)
        names = str_format(arena, STR_FMT ", … (%zu)", STR_ARG(names), sight->unsent_count);
    return message_text(arena, lang, MESSAGE_WITH(MSG_scoring_sight_unsent, names));
}

void scoring_explain_seen(struct arena *arena, enum lang lang, const struct scoreboard *board,
                          const struct user *user, size_t unit, size_t criterion,
                          struct scoring_explanation *ret_explanation) {
    if (scoring_visible_all(board, user))
        scoring_explain(arena, lang, &board->matrix, &board->book.rules, unit, criterion,
                        ret_explanation);
    else
        scoring_explain_blind(arena, lang, &board->matrix, &board->book.rules, unit, criterion,
                              ret_explanation);
}

/* --- what the result may be called -------------------------------------------------------- */

static bool says(const struct stage_decision *decision) {
    return stage_decides(decision) || (decision && decision->agrees);
}

/* Whether a stage that verifies said anything of it, be it that it agrees. */
static bool was_looked_at(const struct board_cell *cell) {
    for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++)
        if (says(cell->stages[stage]))
            return true;
    return false;
}

bool scoring_has_stage(const struct scoreboard *board, size_t unit, enum score_stage stage) {
    for (size_t i = 0; i < board->table.criteria.count; i++)
        if (says(board_cell_at(board, unit, i)->stages[stage]))
            return true;
    return false;
}

bool scoring_unit_verified(const struct scoreboard *board, size_t unit) {
    bool looked_at = false;
    if (board->matrix.totals[unit].missing)
        return false;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct board_cell *cell = board_cell_at(board, unit, i);
        bool looked = was_looked_at(cell);
        if (cell->self_differs && !looked)
            return false;
        looked_at |= looked;
    }
    return looked_at;
}

struct scoring_result scoring_result_of(struct arena *arena, const struct scoreboard *board) {
    struct scoring_result result = {.state = RESULT_NONE,
                                    .is_half_year = board->cluster.period.half == 1};
    if (!board_has_scores(board))
        return result;
    result.state = RESULT_VERIFIED;
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        if (!scoring_unit_verified(board, unit))
            result.state = RESULT_OPEN;
    const struct outcome_record *approved = outcome_approved(&board->outcome);
    const struct outcome_record *adopted = outcome_adopted(&board->outcome);
    if (!approved && !adopted)
        return result;
    struct str digest = ranking_digest(arena, board);
    if (approved && str_equal(approved->digest, digest))
        result.state = RESULT_APPROVED;
    else if (!approved && str_equal(adopted->digest, digest))
        result.state = RESULT_ADOPTED;
    else
        result.changed = true;
    return result;
}

struct str scoring_result_told(struct arena *arena, enum lang lang,
                               const struct scoreboard *board) {
    struct scoring_result result = scoring_result_of(arena, board);
    struct str words = message_plain(lang, result_words(&result));
    enum msg_id note = result_note(&result);
    if (note == MSG_none)
        return str_format(arena, STR_FMT ".", STR_ARG(words));
    return str_format(arena, STR_FMT ". " STR_FMT, STR_ARG(words),
                      STR_ARG(message_plain(lang, note)));
}

/* --- as of a stage ------------------------------------------------------------------------ */

struct score_matrix scoring_stage_matrix(struct arena *arena, const struct scoreboard *board,
                                         enum score_stage last) {
    const struct criteria *criteria = &board->table.criteria;
    struct score_matrix matrix = score_matrix_new(arena, criteria, board->matrix.unit_count);
    for (size_t unit = 0; unit < matrix.unit_count; unit++)
        for (size_t i = 0; i < criteria->count; i++) {
            struct board_cell cell = *board_cell_at(board, unit, i);
            struct score_cell *score = score_cell_at(&matrix, unit, i);
            for (int stage = (int)last + 1; stage < SCORE_STAGE_COUNT; stage++)
                cell.stages[stage] = NULL;
            score->exempt = score_cell_at(&board->matrix, unit, i)->exempt;
            board_cell_settle(arena, &criteria->items[i], &board->book.rules, &cell, score);
        }
    scoring_compute(&matrix, &board->book.rules);
    return matrix;
}
