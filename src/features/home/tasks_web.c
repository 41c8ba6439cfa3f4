#include "features/home/tasks_web.h"

#include "features/review/review_service.h"

enum { NAMES_SHOWN = 3, DUE_DAYS_SHOWN = 60 };

const struct err *standing_load(const struct request *request, struct str slug,
                                struct str period_code, struct standing_now *ret_now) {
    struct db *db = app_db(request);
    *ret_now = (struct standing_now){0};
    TRY(scoring_load_board(db, request->arena, request->user, slug, period_code, &ret_now->board));
    TRY(scoring_answers(db, request->arena, request->user, &ret_now->board, &ret_now->answers));
    TRY(review_load(db, request->arena, request->user, &ret_now->board.cluster, &ret_now->review));
    TRY(crosscheck_load(db, request->arena, request->user, request->now_ms, &ret_now->board.cluster,
                        &ret_now->crosscheck));
    progress_make(request->arena, &ret_now->board, &ret_now->answers, &ret_now->review,
                  &ret_now->progress);
    return NULL;
}

struct str unit_verify_path(struct arena *arena, const struct cluster_period *cluster,
                            size_t unit) {
    return step_path_below(arena, cluster, STEP_VERIFY, cluster->members.items[unit].slug);
}

struct str unit_feedback_path(struct arena *arena, const struct cluster_period *cluster,
                              size_t unit) {
    struct str verify = unit_verify_path(arena, cluster, unit);
    return str_format(arena, STR_FMT "/phan-hoi", STR_ARG(verify));
}

bool sees_all_units(const struct request *request, const struct cluster_period *cluster) {
    bool all = true;
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        all &= frame_may(request, RIGHT_SHEET_READ, cluster, cluster->members.items[unit].id);
    return all;
}

/* --- words -------------------------------------------------------------------------------- */

struct maker {
    const struct request *request;
    const struct standing_now *now;
    const struct cluster_period *cluster;
    struct str due;
    bool overdue;
    struct ui_tasks *tasks;
};

static struct str say(const struct maker *m, struct message message) {
    return message_text(m->request->arena, m->request->lang, message);
}

static struct str number(const struct maker *m, size_t value) {
    return str_format(m->request->arena, "%zu", value);
}

/* How far the meeting is, while that is news. */
static void set_due(struct maker *m) {
    m->due = STR("");
    if (date_is_empty(m->cluster->held_on))
        return;
    int64_t days =
        date_to_days(m->cluster->held_on) - date_to_days(date_of_instant(m->request->now_ms));
    if (days > DUE_DAYS_SHOWN || days < -DUE_DAYS_SHOWN)
        return;
    m->overdue = days < 0;
    struct str count = str_format(m->request->arena, "%lld", (long long)(days < 0 ? -days : days));
    m->due = days == 0  ? say(m, MESSAGE(MSG_home_due_today))
             : days > 0 ? say(m, MESSAGE_WITH(MSG_home_due_in, count))
                        : say(m, MESSAGE_WITH(MSG_home_due_past, count));
}

static void add(struct maker *m, enum ui_state state, struct str href, struct message title,
                struct str detail) {
    *list_push(m->request->arena, m->tasks) =
        (struct ui_task){href, m->overdue ? UI_STATE_LATE : state, say(m, title), detail, m->due};
}

static struct str step(const struct maker *m, enum frame_step where) {
    return step_path(m->request->arena, m->cluster, where);
}

static struct str below(const struct maker *m, enum frame_step where, const char *tail) {
    return step_path_below(m->request->arena, m->cluster, where, str_from_c(tail));
}

enum of_units { NOT_SENT, MISSING, TO_VERIFY, DISAGREES };

static size_t waits(const struct unit_progress *unit, enum of_units what) {
    switch (what) {
    case NOT_SENT:
        return !unit->sent;
    case MISSING:
        return unit->sent ? unit->missing : 0;
    case TO_VERIFY:
        return unit->to_verify;
    default:
        return unit->answered && !unit->agrees;
    }
}

/* "Ban CHQS huyện Ea M’Rang, Ban CHQS huyện Thác Mây: 2 và 3 đơn vị khác"; *ret_only is the unit
 * when there is one only, else -1. */
static struct str names_of(const struct maker *m, enum of_units what, ptrdiff_t *ret_only) {
    struct str text = STR("");
    size_t count = 0;
    *ret_only = -1;
    for (size_t unit = 0; unit < m->now->progress.units; unit++) {
        size_t n = waits(&m->now->progress.of_unit[unit], what);
        if (!n)
            continue;
        *ret_only = count++ ? -1 : (ptrdiff_t)unit;
        if (count > NAMES_SHOWN)
            continue;
        bool counted = what == MISSING || what == TO_VERIFY;
        text = str_format(m->request->arena, STR_FMT "%s" STR_FMT "%s%s", STR_ARG(text),
                          count > 1 ? "; " : "", STR_ARG(m->cluster->members.items[unit].name),
                          counted ? ": " : "", counted ? number(m, n).p : "");
    }
    if (count <= NAMES_SHOWN)
        return text;
    return say(m, MESSAGE_WITH(MSG_home_and_others, text, number(m, count - NAMES_SHOWN)));
}

/* --- who prepares and verifies ------------------------------------------------------------- */

static void add_preparing(struct maker *m) {
    const struct scoreboard *board = &m->now->board;
    bool empty = !board->table.exists || !board->table.criteria.count;
    if (empty)
        add(m, UI_STATE_TODO, below(m, STEP_CRITERIA, "nhap"), MESSAGE(MSG_home_task_import),
            say(m, MESSAGE(MSG_home_task_import_detail)));
    if (!board->book.confirmed && !board->book.in_use)
        add(m, UI_STATE_TODO, below(m, STEP_CRITERIA, "quy-tac"), MESSAGE(MSG_home_task_rules),
            say(m, MESSAGE(MSG_home_task_rules_detail)));
    if (!empty && !board->table.locked)
        add(m, UI_STATE_DOING, step(m, STEP_CRITERIA), MESSAGE(MSG_home_task_lock),
            say(m, MESSAGE_WITH(MSG_home_task_lock_detail, number(m, board->table.criteria.count),
                                decimal_display(m->request->arena, board->max_total, 0,
                                                m->request->lang == LANG_VI ? ',' : '.'))));
}

static void add_collecting(struct maker *m) {
    const struct progress *p = &m->now->progress;
    ptrdiff_t only;
    struct str names = names_of(m, NOT_SENT, &only);
    if (!m->now->board.table.locked || p->sent == p->units)
        return;
    if (p->sent == 0)
        add(m, UI_STATE_TODO, step(m, STEP_SHEETS), MESSAGE(MSG_home_task_hand_out),
            say(m, MESSAGE_WITH(MSG_home_task_hand_out_detail, number(m, p->units))));
    add(m, p->sent ? UI_STATE_DOING : UI_STATE_TODO, step(m, STEP_INTAKE),
        MESSAGE_WITH(MSG_home_task_sheets, number(m, p->sent), number(m, p->units)), names);
}

static void add_verifying(struct maker *m) {
    const struct {
        enum of_units what;
        enum msg_id title;
        size_t count;
    } kinds[] = {
        {MISSING, MSG_home_task_missing, m->now->progress.results_missing},
        {TO_VERIFY, MSG_home_task_verify, m->now->progress.units_to_verify},
        {DISAGREES, MSG_home_task_disagree, m->now->progress.units_disagree},
    };
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        ptrdiff_t only;
        struct str names = names_of(m, kinds[i].what, &only);
        struct str href = step(m, STEP_VERIFY);
        if (only >= 0)
            href = kinds[i].what == DISAGREES
                       ? unit_feedback_path(m->request->arena, m->cluster, (size_t)only)
                       : unit_verify_path(m->request->arena, m->cluster, (size_t)only);
        if (kinds[i].count)
            add(m, UI_STATE_DOING, href, MESSAGE_WITH(kinds[i].title, number(m, kinds[i].count)),
                names);
    }
}

static void add_review(struct maker *m) {
    size_t empty = m->now->progress.sections_empty;
    if (!empty)
        return;
    struct str titles = STR("");
    size_t shown = 0;
    for (int section = 0; section < REVIEW_SECTION_COUNT && shown < NAMES_SHOWN; section++)
        if (review_section_is_empty(&m->now->review, (enum review_section)section,
                                    board_has_scores(&m->now->board))) {
            struct arena *arena = m->request->arena;
            enum lang lang = m->request->lang;
            struct str title =
                message_text(arena, lang,
                             review_section_title(arena, lang, (enum review_section)section,
                                                  m->cluster->period));
            titles = str_format(m->request->arena, STR_FMT "%s" STR_FMT, STR_ARG(titles),
                                shown++ ? "; " : "", STR_ARG(title));
        }
    if (empty > shown)
        titles = str_format(m->request->arena, STR_FMT "; …", STR_ARG(titles));
    add(m, empty == REVIEW_SECTION_COUNT ? UI_STATE_TODO : UI_STATE_DOING, step(m, STEP_REVIEW),
        MESSAGE_WITH(MSG_home_task_sections, number(m, empty)), titles);
}

/* --- a unit's officer ----------------------------------------------------------------------- */

/* Where the unit scores itself. */
static struct str own_grid(const struct maker *m, size_t unit) {
    struct str slug = m->cluster->members.items[unit].slug;
    return step_path_below(m->request->arena, m->cluster, STEP_SHEETS,
                           str_format(m->request->arena, STR_FMT "/tu-cham", STR_ARG(slug)));
}

/* "I.2; V.1": the criteria without a result. */
static struct str codes_missing(const struct maker *m, size_t unit) {
    const struct scoreboard *board = &m->now->board;
    struct str text = STR("");
    size_t count = 0;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct criterion *c = &board->table.criteria.items[i];
        if (!criterion_expects_self(c) || score_cell_at(&board->matrix, unit, i)->exempt ||
            board_cell_at(board, unit, i)->self_actual.p ||
            score_cell_at(&board->matrix, unit, i)->in_force_known)
            continue;
        if (count++ < NAMES_SHOWN)
            text = str_format(m->request->arena, STR_FMT "%s" STR_FMT " " STR_FMT, STR_ARG(text),
                              count > 1 ? "; " : "", STR_ARG(c->code), STR_ARG(c->name));
    }
    return count > NAMES_SHOWN ? str_concat(m->request->arena, text, STR("; …")) : text;
}

static void add_of_unit(struct maker *m, size_t unit) {
    const struct unit_progress *u = &m->now->progress.of_unit[unit];
    struct str name = m->cluster->members.items[unit].name;
    if (!m->now->board.table.locked)
        return;
    if (!u->sent)
        add(m, UI_STATE_TODO, own_grid(m, unit), MESSAGE_WITH(MSG_home_unit_send, name),
            say(m, MESSAGE(MSG_home_unit_send_detail)));
    else if (u->missing)
        add(m, UI_STATE_DOING, own_grid(m, unit),
            MESSAGE_WITH(MSG_home_unit_missing, number(m, u->missing)), codes_missing(m, unit));
    if (u->has_feedback && !u->answered)
        add(m, UI_STATE_TODO, unit_feedback_path(m->request->arena, m->cluster, unit),
            MESSAGE(MSG_home_unit_answer), say(m, MESSAGE(MSG_home_unit_answer_detail)));
}

/* What its unit has to check of another, till it is sent; due on the day of the visit. */
static void add_checks(struct maker *m) {
    const struct crosscheck_plan *plan = &m->now->crosscheck;
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        ptrdiff_t target = cluster_member_by_id(m->cluster, a->target_id);
        ptrdiff_t checker = cluster_member_by_id(m->cluster, a->checker_id);
        const struct crosscheck_progress *p =
            crosscheck_progress_of(plan, a->checker_id, a->target_id);
        if (a->withdrawn_ms || !a->is_leader || target < 0 || checker < 0 || (p && p->sent_ms) ||
            !m->now->board.table.locked ||
            !frame_may(m->request, RIGHT_SCORE_CHECK, m->cluster, a->checker_id))
            continue;
        const struct crosscheck_visit *visit = crosscheck_visit_of(plan, a->target_id);
        bool dated = visit && !date_is_empty(visit->on);
        bool late = dated && date_compare(visit->on, date_of_instant(m->request->now_ms)) < 0;
        struct str slug = m->cluster->members.items[target].slug;
        *list_push(m->request->arena, m->tasks) = (struct ui_task){
            .href = step_path_below(m->request->arena, m->cluster, STEP_CROSS,
                                    str_format(m->request->arena, "phieu/" STR_FMT, STR_ARG(slug))),
            .state = late                 ? UI_STATE_LATE
                     : p && p->entered_ms ? UI_STATE_DOING
                                          : UI_STATE_TODO,
            .title =
                say(m, MESSAGE_WITH(MSG_crosscheck_task, m->cluster->members.items[target].name)),
            .detail = say(m, MESSAGE_WITH(MSG_crosscheck_task_detail,
                                          m->cluster->members.items[checker].name)),
            .due = dated ? date_display(m->request->arena, visit->on) : m->due};
    }
}

void tasks_make(const struct request *request, const struct standing_now *now,
                struct ui_tasks *ret_tasks) {
    *ret_tasks = (struct ui_tasks){0};
    const struct cluster_period *cluster = &now->board.cluster;
    struct maker m = {.request = request, .now = now, .cluster = cluster, .tasks = ret_tasks};
    set_due(&m);
    if (frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR("")))
        add_preparing(&m);
    if (frame_may(request, RIGHT_SCORE_VERIFY, cluster, STR(""))) {
        add_collecting(&m);
        add_verifying(&m);
    }
    if (frame_may(request, RIGHT_REVIEW_EDIT, cluster, STR("")) && now->board.table.locked)
        add_review(&m);
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        if (frame_may(request, RIGHT_SCORE_ANSWER, cluster, cluster->members.items[unit].id) &&
            !frame_may(request, RIGHT_SCORE_VERIFY, cluster, STR("")))
            add_of_unit(&m, unit);
    add_checks(&m);
}

/* --- the six steps -------------------------------------------------------------------------- */

static enum ui_state state_of(size_t done, size_t all, bool started) {
    return all && done == all ? UI_STATE_DONE : done || started ? UI_STATE_DOING : UI_STATE_TODO;
}

static void add_step(struct maker *m, enum right right, enum frame_step where, enum ui_state state,
                     enum msg_id title, struct message detail) {
    if (frame_may(m->request, right, m->cluster, STR("")))
        add(m, state, step(m, where), MESSAGE(title), say(m, detail));
}

void tasks_steps(const struct request *request, const struct standing_now *now,
                 struct ui_tasks *ret_steps) {
    *ret_steps = (struct ui_tasks){0};
    const struct scoreboard *board = &now->board;
    const struct progress *p = &now->progress;
    struct maker made = {.request = request,
                         .now = now,
                         .cluster = &board->cluster,
                         .due = STR(""),
                         .tasks = ret_steps};
    struct maker *m = &made;
    struct str units = number(m, p->units);
    size_t filled = REVIEW_SECTION_COUNT - p->sections_empty;
    bool locked = board->table.locked;
    add_step(m, RIGHT_CLUSTER_READ, STEP_CRITERIA, state_of(locked, 1, board->table.exists),
             MSG_home_step_criteria,
             locked                ? MESSAGE_WITH(MSG_home_step_criteria_locked,
                                                  number(m, board->table.criteria.count),
                                                  instant_display(request->arena, board->table.locked_ms))
             : board->table.exists ? MESSAGE(MSG_home_step_criteria_open)
                                   : MESSAGE(MSG_home_step_criteria_none));
    add_step(m, RIGHT_SHEET_READ, STEP_SHEETS, state_of(p->sent, p->units, locked),
             MSG_home_step_sheets,
             locked ? MESSAGE(MSG_home_step_sheets_ready) : MESSAGE(MSG_home_step_sheets_wait));
    add_step(m, RIGHT_SCORE_IMPORT, STEP_INTAKE, state_of(p->sent, p->units, false),
             MSG_home_step_intake,
             MESSAGE_WITH(MSG_home_step_intake_detail, number(m, p->sent), units));
    size_t settled = 0;
    for (size_t unit = 0; unit < p->units; unit++)
        settled += p->of_unit[unit].has_feedback && !p->of_unit[unit].missing;
    add_step(m, RIGHT_SHEET_READ, STEP_VERIFY, state_of(settled, p->units, p->sent > 0),
             MSG_home_step_verify,
             sees_all_units(request, &board->cluster)
                 ? MESSAGE_WITH(MSG_home_step_verify_detail, number(m, settled), units,
                                number(m, p->units_answered))
                 : MESSAGE_WITH(MSG_home_step_verify_detail_unit, number(m, settled), units));
    size_t complete = 0;
    for (size_t unit = 0; board->table.exists && unit < p->units; unit++)
        complete += board->matrix.totals[unit].complete;
    add_step(m, RIGHT_CLUSTER_READ, STEP_RANKING, state_of(complete, p->units, false),
             MSG_home_step_ranking,
             MESSAGE_WITH(MSG_home_step_ranking_detail, number(m, complete), units));
    add_step(m, RIGHT_CLUSTER_READ, STEP_REVIEW, state_of(filled, REVIEW_SECTION_COUNT, false),
             MSG_home_step_review,
             MESSAGE_WITH(MSG_home_step_review_detail, number(m, filled),
                          number(m, REVIEW_SECTION_COUNT)));
}
