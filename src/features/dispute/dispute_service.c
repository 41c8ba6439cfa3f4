#include "features/dispute/dispute_service.h"

#include <stdlib.h>

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/dispute/dispute.sql.h"
#include "features/scoring/stage_service.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/utf8.h"

struct dispute_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    const struct dispute_form *form;
    struct issues *issues;
    struct str id;
    enum thread_act act;
    struct str body;
    struct str asks;
    struct str late_reason;
    struct threads threads;
};

static struct place place_of(const struct scoreboard *board) {
    return place_of_period(&board->cluster);
}

static struct str unit_id_of(const struct scoreboard *board, size_t unit) {
    return board->cluster.members.items[unit].id;
}

/* --- who ------------------------------------------------------------------------------------ */

bool dispute_side(const struct user *user, const struct scoreboard *board, size_t unit,
                  enum thread_state state, enum thread_side *ret_side) {
    struct str unit_id = unit_id_of(board, unit);
    if (!user)
        return false;
    if (!user->is_local && user_may(user, RIGHT_SCORE_ANSWER, place_of(board), unit_id)) {
        *ret_side = SIDE_UNIT;
        return true;
    }
    struct stage_choice choice = scoring_stages_of(user, &board->cluster, unit_id);
    if (state == THREAD_WAITS_MEETING) {
        *ret_side = SIDE_MEETING;
        return choice.may[SCORE_MEETING] && !choice.own_unit;
    }
    *ret_side = choice.may[SCORE_OFFICE] ? SIDE_OFFICE : SIDE_HEAD;
    return choice.may[SCORE_OFFICE] || choice.may[SCORE_HEAD];
}

enum score_stage dispute_stage(enum thread_side side) {
    return side == SIDE_OFFICE ? SCORE_OFFICE : side == SIDE_MEETING ? SCORE_MEETING : SCORE_HEAD;
}

static const struct err *side_of(const struct user *user, const struct scoreboard *board,
                                 size_t unit, enum thread_state state, enum thread_side *ret_side) {
    if (dispute_side(user, board, unit, state, ret_side))
        return NULL;
    return user_may_every_unit(user, RIGHT_SCORE_VERIFY, place_of(board))
               ? ERR_TEXT(ERR_STATE, "dispute.own_unit", "nobody judges his own unit's objection")
               : ERR(ERR_DENIED, "on no side of this figure");
}

bool dispute_may_send(const struct user *user, const struct scoreboard *board, size_t unit) {
    return user_may(user, RIGHT_MEMBER_SEND, place_of(board), unit_id_of(board, unit));
}

/* What a unit's officer does without the commander: drafts, and dropping one. */
static bool needs_sending(const struct thread *thread, enum thread_act act) {
    return act != ACT_DRAFT && !(act == ACT_WITHDRAW && thread->state == THREAD_DRAFTED);
}

bool dispute_may(const struct user *user, const struct scoreboard *board,
                 const struct thread *thread, enum thread_act act) {
    enum thread_side side;
    enum thread_state then;
    return !board->cluster.closing.closed &&
           dispute_side(user, board, thread->unit, thread->state, &side) &&
           thread_after(thread->kind, thread->state, act, side, &then) &&
           (side != SIDE_UNIT || !needs_sending(thread, act) ||
            dispute_may_send(user, board, thread->unit));
}

/* --- reading -------------------------------------------------------------------------------- */

static void add_row(struct dispute_work *work, struct thread *thread,
                    const struct thread_row *row) {
    enum thread_state then;
    if (thread_after(thread->kind, thread->state, row->act, row->side, &then))
        thread->state = then;
    bool own = work->user->is_local ||
               user_may(work->user, RIGHT_SCORE_ANSWER, place_of(work->board), thread->unit_id);
    thread->draft = STR("");
    if (row->act == ACT_DRAFT && own)
        thread->draft = row->body;
    if (row->act != ACT_DRAFT || own)
        *list_push(work->arena, &thread->rows) = *row;
}

static ptrdiff_t criterion_by_id(const struct scoreboard *board, struct str id) {
    for (size_t i = 0; id.p && i < board->table.criteria.count; i++)
        if (str_equal(board->table.criteria.items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

/* Whether the user may read it; then what the board knows of it is filled in. */
static bool place_thread(const struct dispute_work *work, struct thread *thread) {
    ptrdiff_t unit = cluster_member_by_id(&work->board->cluster, thread->unit_id);
    if (unit < 0 || !user_may(work->user, RIGHT_SHEET_READ, place_of(work->board), thread->unit_id))
        return false;
    thread->unit = (size_t)unit;
    thread->criterion = criterion_by_id(work->board, thread->criterion_id);
    thread->draft = STR("");
    return true;
}

static struct thread *by_id(struct threads *threads, struct str id) {
    for (size_t i = 0; i < threads->count; i++)
        if (str_equal(threads->items[i].id, id))
            return &threads->items[i];
    return NULL;
}

/* The answer as the first row of its thread. */
static void add_answer(struct dispute_work *work, const struct q_threads_from_answers_row *r) {
    struct thread *stored = by_id(&work->threads, r->id);
    if (stored) {
        stored->from_answer = true;
        return;
    }
    struct thread thread = {.id = r->id,
                            .unit_id = r->unit_id,
                            .criterion_id = r->criterion_id,
                            .code = STR(""),
                            .kind = THREAD_DISPUTE,
                            .figure = STR(""),
                            .asks = STR(""),
                            .late_reason = STR(""),
                            .from_answer = true,
                            .at_ms = r->at_ms};
    if (!place_thread(work, &thread))
        return;
    if (thread.criterion >= 0)
        thread.code = work->board->table.criteria.items[thread.criterion].code;
    add_row(work, &thread,
            &(struct thread_row){ACT_OPEN, SIDE_UNIT, r->comment, STR(""), r->author, r->at_ms});
    *list_push(work->arena, &work->threads) = thread;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct dispute_work *work = context;
    struct str period = work->board->cluster.id;
    struct q_threads_of_period_rows rows;
    struct q_thread_rows_of_period_rows said;
    struct q_threads_from_answers_rows answers;
    TRY(q_threads_of_period(tx, work->arena, period, &rows));
    TRY(q_thread_rows_of_period(tx, work->arena, period, &said));
    TRY(q_threads_from_answers(tx, work->arena, period, &answers));
    work->threads = (struct threads){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_threads_of_period_row *r = &rows.items[i];
        struct thread thread = {.id = r->id,
                                .unit_id = r->unit_id,
                                .criterion_id = r->criterion_id,
                                .code = r->criterion_code,
                                .figure = r->figure,
                                .asks = r->asks,
                                .late_reason = r->late_reason,
                                .stored = true,
                                .period_revision = r->period_revision,
                                .at_ms = r->at_ms};
        thread_kind_from_code(r->kind, &thread.kind);
        if (!place_thread(work, &thread))
            continue;
        struct thread *kept = list_push(work->arena, &work->threads);
        *kept = thread;
        for (size_t k = 0; k < said.count; k++) {
            const struct q_thread_rows_of_period_row *s = &said.items[k];
            struct thread_row row = {ACT_DRAFT, SIDE_UNIT, s->body, s->figure, s->author, s->at_ms};
            if (str_equal(s->thread_id, r->id) && thread_act_from_code(s->act, &row.act) &&
                thread_side_from_code(s->side, &row.side))
                add_row(work, kept, &row);
        }
    }
    for (size_t i = 0; i < answers.count; i++)
        add_answer(work, &answers.items[i]);
    return NULL;
}

/* Open ones first, then the newest. */
static int by_need(const void *left, const void *right) {
    const struct thread *a = left;
    const struct thread *b = right;
    bool a_open = thread_is_open(a->state) || a->state == THREAD_DRAFTED;
    bool b_open = thread_is_open(b->state) || b->state == THREAD_DRAFTED;
    if (a_open != b_open)
        return a_open ? -1 : 1;
    if (a->at_ms != b->at_ms)
        return a->at_ms > b->at_ms ? -1 : 1;
    return str_compare(a->id, b->id);
}

const struct err *dispute_list(struct db *db, struct arena *arena, const struct user *user,
                               const struct scoreboard *board, struct threads *ret_threads) {
    struct dispute_work work = {.arena = arena, .user = user, .board = board};
    TRY(db_read(db, load_in, &work));
    *ret_threads = (struct threads){0};
    for (size_t i = 0; i < work.threads.count; i++) {
        /* What was only drafted, or dropped as a draft, is nobody's but the unit's. */
        const struct thread *thread = &work.threads.items[i];
        if (thread->rows.count && thread->rows.items[0].act != ACT_WITHDRAW)
            *list_push(arena, ret_threads) = *thread;
    }
    if (ret_threads->count)
        qsort(ret_threads->items, ret_threads->count, sizeof(struct thread), by_need);
    return NULL;
}

const struct err *dispute_find(struct db *db, struct arena *arena, const struct user *user,
                               const struct scoreboard *board, struct str id,
                               struct thread *ret_thread) {
    struct threads threads;
    TRY(dispute_list(db, arena, user, board, &threads));
    const struct thread *found = by_id(&threads, id);
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such explanation or dispute");
    *ret_thread = *found;
    return NULL;
}

struct dispute_counts dispute_count(const struct threads *threads) {
    struct dispute_counts counts = {0};
    for (size_t i = 0; i < threads->count; i++) {
        enum thread_state state = threads->items[i].state;
        counts.waits_unit += state == THREAD_WAITS_UNIT;
        counts.waits_verifier += state == THREAD_WAITS_VERIFIER;
        counts.waits_office += state == THREAD_WAITS_OFFICE;
        counts.waits_meeting += state == THREAD_WAITS_MEETING;
        counts.open += thread_is_open(state);
        counts.settled += state == THREAD_KEPT || state == THREAD_CHANGED;
    }
    return counts;
}

/* --- writing -------------------------------------------------------------------------------- */

/* Points in force of the figure, canonical; empty: none. */
static struct str figure_of(const struct dispute_work *work, size_t unit, ptrdiff_t criterion) {
    const struct score_matrix *matrix = &work->board->matrix;
    if (criterion < 0)
        return work->board->table.exists
                   ? decimal_canonical(work->arena, matrix->totals[unit].total)
                   : STR("");
    const struct score_cell *cell = score_cell_at(matrix, unit, (size_t)criterion);
    return cell->in_force_known ? decimal_canonical(work->arena, cell->in_force) : STR("");
}

static const struct err *tell(struct db_tx *tx, const struct dispute_work *work, size_t unit,
                              struct str code, enum thread_act act, struct str body) {
    static const char *const ACTIONS[THREAD_ACT_COUNT] = {
        [ACT_DRAFT] = "dispute.draft",       [ACT_OPEN] = "dispute.open",
        [ACT_ANSWER] = "dispute.answer",     [ACT_ASK] = "dispute.ask",
        [ACT_KEEP] = "dispute.keep",         [ACT_CHANGE] = "dispute.change",
        [ACT_PASS_OFFICE] = "dispute.pass",  [ACT_PASS_MEETING] = "dispute.pass",
        [ACT_WITHDRAW] = "dispute.withdraw",
    };
    struct str after = str_format(work->arena, STR_FMT "; " STR_FMT,
                                  STR_ARG(work->board->cluster.members.items[unit].name),
                                  STR_ARG(code.n ? code : STR("tổng điểm")));
    struct audit_note note = {.action = ACTIONS[act],
                              .object_kind = "cluster_period",
                              .object_id = work->board->cluster.id,
                              .after = after,
                              .reason = act == ACT_DRAFT || !body.n ? STR_NONE : body};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *open_in(struct db_tx *tx, void *context) {
    struct dispute_work *work = context;
    const struct dispute_form *form = work->form;
    const struct scoreboard *board = work->board;
    TRY(closing_must_be_open(tx, work->arena, board->cluster.id));
    enum thread_side side;
    TRY(side_of(work->user, board, form->unit, THREAD_NONE, &side));
    const struct criterion *criterion =
        form->criterion < 0 ? NULL : &board->table.criteria.items[form->criterion];
    struct str figure = figure_of(work, form->unit, form->criterion);
    work->id = id_new(work->arena, work->now_ms);
    TRY(q_thread_insert(tx, work->id, board->cluster.id, unit_id_of(board, form->unit),
                        criterion ? criterion->id : STR_NONE, criterion ? criterion->code : STR(""),
                        thread_kind_code(form->kind), figure, work->asks, work->late_reason,
                        board->cluster.revision, work->now_ms));
    TRY(q_thread_row_insert(tx, work->id, 1, thread_act_code(work->act), thread_side_code(side),
                            work->body, figure, work->user->name, work->user->id, work->now_ms));
    return tell(tx, work, form->unit, criterion ? criterion->code : STR(""), work->act, work->body);
}

static struct str read_body(struct arena *arena, struct str typed, bool needed,
                            struct issues *issues) {
    struct str body = form_text(arena, issues, STR("body"), str_or_empty(typed), DISPUTE_BODY_MAX,
                                MSG_cluster_field_too_long);
    if (needed && str_is_empty(body))
        issue_add(arena, issues, STR("body"), MESSAGE(MSG_dispute_body_missing));
    return body;
}

static const struct err *may_open(struct arena *arena, const struct user *user, int64_t now_ms,
                                  const struct scoreboard *board, const struct dispute_form *form,
                                  struct issues *issues) {
    enum thread_side side;
    enum thread_state then;
    enum thread_act act = form->draft ? ACT_DRAFT : ACT_OPEN;
    TRY(side_of(user, board, form->unit, THREAD_NONE, &side));
    if (!thread_after(form->kind, THREAD_NONE, act, side, &then))
        return ERR(ERR_DENIED, "no right to open this");
    if (side == SIDE_UNIT && !form->draft && !dispute_may_send(user, board, form->unit))
        return ERR_TEXT(ERR_DENIED, "dispute.needs_commander", "the commander sends it");
    enum scoring_key key =
        form->kind == THREAD_EXPLAIN ? SETTING_EXPLAIN_UNTIL : SETTING_DISPUTE_UNTIL;
    bool over = dispute_is_over(board->settings.of[key].value, date_of_instant(now_ms));
    if (over && side != SIDE_OFFICE)
        return ERR_TEXT(ERR_STATE, "dispute.round_over", "the round is over");
    /* An objection is the unit's: whoever enters it in its place says why, at any time. */
    bool in_place = form->kind == THREAD_DISPUTE && side == SIDE_OFFICE;
    if ((over || in_place) && str_is_empty(str_trim(str_or_empty(form->late_reason))))
        issue_add(arena, issues, STR("late_reason"), MESSAGE(MSG_dispute_late_reason_missing));
    return NULL;
}

const struct err *dispute_open(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, const struct scoreboard *board,
                               const struct dispute_form *form, struct issues *issues,
                               struct str *ret_id) {
    TRY(may_open(arena, user, now_ms, board, form, issues));
    TRY(closing_refuse(arena, &board->cluster.closing, true));
    const struct criterion *criterion =
        form->criterion < 0 ? NULL : &board->table.criteria.items[form->criterion];
    if (criterion ? !criterion_is_scored(criterion) : form->kind == THREAD_EXPLAIN)
        return ERR(ERR_NOT_FOUND, "nothing there that is scored");
    struct dispute_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .board = board,
                                .form = form,
                                .act = form->draft ? ACT_DRAFT : ACT_OPEN};
    work.body = read_body(arena, form->body, true, issues);
    work.asks = form_line(arena, issues, STR("asks"), str_or_empty(form->asks), DISPUTE_ASKS_MAX,
                          MSG_cluster_field_too_long);
    work.late_reason = form_line(arena, issues, STR("late_reason"), str_or_empty(form->late_reason),
                                 DISPUTE_ASKS_MAX, MSG_cluster_field_too_long);
    if (form->kind == THREAD_DISPUTE && str_is_empty(work.asks))
        issue_add(arena, issues, STR("asks"), MESSAGE(MSG_dispute_asks_missing));
    if (issues->count)
        return NULL;
    TRY(db_write(db, open_in, &work));
    *ret_id = work.id;
    return NULL;
}

/* The answer to a feedback sheet becomes a thread, with the answer as its first row. */
static const struct err *store_answer(struct db_tx *tx, struct dispute_work *work,
                                      const struct thread *thread) {
    const struct thread_row *first = &thread->rows.items[0];
    TRY(q_thread_insert(tx, thread->id, work->board->cluster.id, thread->unit_id,
                        thread->criterion_id.p ? thread->criterion_id : STR_NONE, thread->code,
                        thread_kind_code(thread->kind),
                        figure_of(work, thread->unit, thread->criterion), STR(""), STR(""),
                        work->board->cluster.revision, thread->at_ms));
    return q_thread_row_insert(tx, thread->id, 1, thread_act_code(first->act),
                               thread_side_code(first->side), first->body, STR(""), first->author,
                               STR(""), first->at_ms);
}

/* "Changed" is said of what was changed. */
static const struct err *was_changed(struct db_tx *tx, const struct dispute_work *work,
                                     const struct thread *thread, bool *ret_changed) {
    struct q_thread_decided_since_rows rows;
    TRY(q_thread_decided_since(tx, work->arena, work->board->cluster.id, thread->unit_id,
                               str_or_empty(thread->criterion_id), thread->at_ms, &rows));
    *ret_changed = rows.count > 0;
    return NULL;
}

/* The rows that are stored, with the drafts that this user may not read. */
static const struct err *next_revision(struct db_tx *tx, struct dispute_work *work, struct str id,
                                       int64_t *ret_revision) {
    struct q_thread_rows_of_period_rows said;
    TRY(q_thread_rows_of_period(tx, work->arena, work->board->cluster.id, &said));
    *ret_revision = 1;
    for (size_t i = 0; i < said.count; i++)
        *ret_revision += str_equal(said.items[i].thread_id, id);
    return NULL;
}

static const struct err *act_in(struct db_tx *tx, void *context) {
    struct dispute_work *work = context;
    work->issues->count = 0;
    TRY(closing_must_be_open(tx, work->arena, work->board->cluster.id));
    TRY(load_in(tx, work));
    const struct thread *thread = by_id(&work->threads, work->id);
    if (!thread || !thread->rows.count)
        return ERR(ERR_NOT_FOUND, "no such explanation or dispute");
    enum thread_side side;
    enum thread_state then;
    TRY(side_of(work->user, work->board, thread->unit, thread->state, &side));
    if (!thread_after(thread->kind, thread->state, work->act, side, &then))
        return ERR_TEXT(ERR_STATE, "dispute.not_now", "not to be done as it stands");
    if (side == SIDE_UNIT && needs_sending(thread, work->act) &&
        !dispute_may_send(work->user, work->board, thread->unit))
        return ERR_TEXT(ERR_DENIED, "dispute.needs_commander", "the commander sends it");
    bool changed = true;
    if (work->act == ACT_CHANGE)
        TRY(was_changed(tx, work, thread, &changed));
    if (!changed)
        issue_add(work->arena, work->issues, STR("body"), MESSAGE(MSG_dispute_nothing_changed));
    int64_t revision;
    if (!thread->stored && changed)
        TRY(store_answer(tx, work, thread));
    TRY(next_revision(tx, work, thread->id, &revision));
    if (revision > DISPUTE_ROWS_MAX)
        issue_add(work->arena, work->issues, STR("body"), MESSAGE(MSG_dispute_too_long_talk));
    if (work->issues->count)
        return NULL;
    TRY(q_thread_row_insert(tx, thread->id, revision, thread_act_code(work->act),
                            thread_side_code(side), work->body,
                            figure_of(work, thread->unit, thread->criterion), work->user->name,
                            work->user->id, work->now_ms));
    return tell(tx, work, thread->unit, thread->code, work->act, work->body);
}

const struct err *dispute_act(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct scoreboard *board, struct str id,
                              enum thread_act act, struct str body, struct issues *issues) {
    struct dispute_work work = {.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .board = board,
                                .issues = issues,
                                .id = id,
                                .act = act};
    TRY(closing_refuse(arena, &board->cluster.closing, true));
    work.body = read_body(arena, body, act != ACT_WITHDRAW, issues);
    return issues->count ? NULL : db_write(db, act_in, &work);
}
