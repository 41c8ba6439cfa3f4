#include "features/home/progress_service.h"

/* The unit's cells; returns when the cluster last decided on one of them (0: never). */
static int64_t look_at_cells(const struct scoreboard *board, size_t unit,
                             struct unit_progress *progress) {
    const struct criteria *criteria = &board->table.criteria;
    int64_t decided_ms = 0;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct board_cell *cell = board_cell_at(board, unit, i);
        const struct score_cell *score = score_cell_at(&board->matrix, unit, i);
        progress->sent |= cell->self_actual.p || cell->has_self;
        bool known = cell->self_actual.p || score->in_force_known;
        progress->missing += criterion_expects_self(&criteria->items[i]) && !known;
        if (cell->self_differs && cell->accepted_revision == 0) {
            if (!progress->to_verify)
                progress->first_to_verify = i;
            progress->to_verify++;
        }
        if (cell->accepted_at_ms > decided_ms)
            decided_ms = cell->accepted_at_ms;
    }
    return decided_ms;
}

/* The last word on the whole sheet counts, and on each criterion what was said after it. */
static void look_at_answers(const struct score_answers *answers, struct str unit_id,
                            int64_t decided_ms, struct unit_progress *progress) {
    progress->agrees = true;
    for (size_t i = 0; i < answers->count; i++) {
        const struct score_answer *answer = &answers->items[i];
        if (!str_equal(answer->unit_id, unit_id) || answer->at_ms < decided_ms)
            continue;
        progress->answered = true;
        bool later = false; /* the same was answered again, or the whole sheet */
        for (size_t k = i + 1; k < answers->count; k++)
            later |= str_equal(answers->items[k].unit_id, unit_id) &&
                     (str_is_empty(answers->items[k].criterion_id) ||
                      str_equal(answers->items[k].criterion_id, answer->criterion_id));
        if (!later && !answer->agrees)
            progress->agrees = false;
    }
}

static enum progress_next next_of(const struct scoreboard *board, const struct progress *p) {
    if (!board->table.exists || !board->table.criteria.count)
        return NEXT_IMPORT_TABLE;
    if (!board->book.confirmed && !board->book.in_use)
        return NEXT_CONFIRM_RULES;
    if (!board->table.locked)
        return NEXT_LOCK_TABLE;
    if (p->sent < p->units)
        return p->sent ? NEXT_COLLECT : NEXT_HAND_OUT;
    if (p->results_missing || p->units_to_verify || p->units_disagree)
        return NEXT_VERIFY;
    return p->sections_empty ? NEXT_REVIEW : NEXT_PRINT;
}

void progress_make(struct arena *arena, const struct scoreboard *board,
                   const struct score_answers *answers, const struct review *review,
                   struct progress *ret_progress) {
    struct progress p = {.units = board->cluster.members.count};
    p.of_unit = ARENA_ARRAY(arena, struct unit_progress, p.units);
    for (size_t unit = 0; unit < p.units; unit++) {
        struct unit_progress *u = &p.of_unit[unit];
        int64_t decided_ms = look_at_cells(board, unit, u);
        look_at_answers(answers, board->cluster.members.items[unit].id, decided_ms, u);
        u->has_feedback = u->sent && !u->to_verify;
        p.sent += u->sent;
        p.results_missing += u->sent ? u->missing : 0;
        p.units_missing += u->sent && u->missing;
        p.units_to_verify += u->to_verify > 0;
        p.units_answered += u->answered;
        p.units_disagree += u->answered && !u->agrees;
    }
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        p.sections_empty +=
            review_section_is_empty(review, (enum review_section)section, board_has_scores(board));
    p.all_sent = board->table.locked && p.units && p.sent == p.units;
    p.next = next_of(board, &p);
    *ret_progress = p;
}
