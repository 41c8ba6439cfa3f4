/* How far each unit is, and what happened to a cell. */
#include "features/scoregrid/draft_service.h"

struct progress_work {
    struct arena *arena;
    const struct scoreboard *board;
    struct q_drafts_of_period_rows drafts;
    struct q_draft_lasts_rows lasts;
    struct sendings sendings;
};

static const struct err *progress_in(struct db_tx *tx, void *context) {
    struct progress_work *work = context;
    struct str period_id = work->board->cluster.id;
    TRY(q_drafts_of_period(tx, work->arena, period_id, &work->drafts));
    TRY(q_draft_lasts(tx, work->arena, period_id, &work->lasts));
    return sending_units(tx, work->arena, period_id, &work->sendings);
}

/* Whether the unit's criterion has a result, and is asked for one. */
static void count_unit(const struct progress_work *work, size_t unit, bool *has,
                       struct grid_progress *progress) {
    const struct scoreboard *board = work->board;
    const struct criteria *criteria = &board->table.criteria;
    struct str unit_id = board->cluster.members.items[unit].id;
    for (size_t i = 0; i < criteria->count; i++)
        has[i] = board_cell_at(board, unit, i)->self_actual.p != NULL;
    for (size_t k = 0; k < work->drafts.count; k++) {
        const struct q_drafts_of_period_row *draft = &work->drafts.items[k];
        if (!str_equal(draft->unit_id, unit_id))
            continue;
        for (size_t i = 0; i < criteria->count; i++)
            if (str_equal(criteria->items[i].id, draft->criterion_id) &&
                draft->basis == board_cell_at(board, unit, i)->revisions[BOARD_SELF_ACTUAL])
                has[i] = draft->value.p != NULL;
    }
    for (size_t i = 0; i < criteria->count; i++) {
        struct own_cell cell = {.block = score_cell_at(&board->matrix, unit, i)->exempt
                                             ? GRID_EXEMPT
                                         : criteria->items[i].owner != SCORE_SELF ? GRID_OTHER_STAGE
                                                                                  : GRID_OPEN};
        bool asks = grid_asks(&criteria->items[i], &cell);
        progress->asked += asks;
        progress->filled += asks && has[i];
    }
}

static void tell_sent(const struct unit_sendings *sent, int64_t last_number,
                      struct grid_progress *progress) {
    if (sent) {
        progress->sent_ms = sent->last_ms;
        progress->first_sent_ms = sent->first_ms;
    }
    int64_t up_to = 0;
    for (size_t i = 0; sent && i < sent->count; i++) {
        const struct sending *s = &sent->items[i];
        up_to = s->draft_number > up_to ? s->draft_number : up_to;
        progress->by_sheet = s->by_sheet;
        progress->sent_by = s->author;
    }
    progress->changed_since = sent && last_number > up_to;
}

const struct err *scoregrid_progress(struct db *db, struct arena *arena,
                                     const struct scoreboard *board,
                                     struct grid_progress **ret_progress) {
    struct progress_work work = {.arena = arena, .board = board};
    TRY(db_read(db, progress_in, &work));
    size_t units = board->cluster.members.count;
    struct grid_progress *all = ARENA_ARRAY(arena, struct grid_progress, units);
    bool *has = ARENA_ARRAY(arena, bool, board->table.criteria.count);
    for (size_t unit = 0; unit < units; unit++) {
        struct str unit_id = board->cluster.members.items[unit].id;
        int64_t last_number = 0;
        for (size_t i = 0; i < work.lasts.count; i++)
            if (str_equal(work.lasts.items[i].unit_id, unit_id)) {
                all[unit].saved_ms = work.lasts.items[i].at_ms;
                last_number = work.lasts.items[i].number;
            }
        all[unit].sent_by = STR("");
        count_unit(&work, unit, has, &all[unit]);
        tell_sent(sending_of(&work.sendings, unit_id), last_number, &all[unit]);
    }
    *ret_progress = all;
    return NULL;
}

/* --- the history of a cell ---------------------------------------------------------------- */

struct history_work {
    struct arena *arena;
    const struct scoreboard *board;
    size_t unit;
    size_t criterion;
    struct q_drafts_of_cell_rows drafts;
};

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct history_work *work = context;
    return q_drafts_of_cell(tx, work->arena, work->board->cluster.id,
                            work->board->cluster.members.items[work->unit].id,
                            work->board->table.criteria.items[work->criterion].id, &work->drafts);
}

const struct err *scoregrid_history(struct db *db, struct arena *arena, const struct user *user,
                                    const struct scoreboard *board, size_t unit, size_t criterion,
                                    struct grid_events *ret_events) {
    struct history_work work = {arena, board, unit, criterion, {0}};
    struct score_steps steps;
    TRY(scoring_steps(db, arena, user, board, unit, criterion, &steps));
    if (scoregrid_is_own(user, place_of_period(&board->cluster),
                         board->cluster.members.items[unit].id))
        TRY(db_read(db, history_in, &work));
    *ret_events = (struct grid_events){0};
    /* Both in their own order, the newer first. */
    size_t draft = 0;
    size_t step = steps.count;
    while (draft < work.drafts.count || step > 0) {
        bool takes_step =
            draft >= work.drafts.count ||
            (step > 0 && steps.items[step - 1].at_ms >= work.drafts.items[draft].at_ms);
        struct grid_event *event = list_push(arena, ret_events);
        if (takes_step) {
            const struct score_step *s = &steps.items[--step];
            *event = (struct grid_event){.stage = s->stage,
                                         .field = s->field,
                                         .value = s->value,
                                         .how = STR(""),
                                         .author = s->author,
                                         .at_ms = s->at_ms,
                                         .reason = s->reason};
        } else {
            const struct q_drafts_of_cell_row *d = &work.drafts.items[draft++];
            *event = (struct grid_event){.is_draft = true,
                                         .stage = STR(""),
                                         .field = d->field,
                                         .value = d->value,
                                         .how = d->how,
                                         .author = d->author,
                                         .at_ms = d->at_ms,
                                         .reason = STR("")};
        }
    }
    return NULL;
}
