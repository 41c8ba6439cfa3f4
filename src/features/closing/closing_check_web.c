/* What is still open before something is closed. Nothing of it holds a closing up: whoever closes
 * has seen it, and it is kept beside the closing. */
#include "features/calendar/calendar_view.h"
#include "features/closing/closing_web.h"
#include "features/dispute/dispute_web.h"
#include "features/home/tasks_web.h"
#include "features/home/year_service.h"
#include "features/scoregrid/scoregrid_service.h"
#include "features/scoring/sight_service.h"

struct list {
    const struct request *request;
    struct closing_open_points *open;
};

static void add(struct list *list, enum ui_state state, struct str href, struct message title,
                struct str detail) {
    *list_push(list->request->arena, list->open) =
        (struct ui_task){href, state, frame_say(list->request, title), detail, STR("")};
}

static struct str number(const struct list *list, size_t value) {
    return str_format(list->request->arena, "%zu", value);
}

/* --- a half-year -------------------------------------------------------------------------- */

enum of_units { NOT_SENT, MISSING, TO_VERIFY, NOT_ANSWERED, DISAGREES };

static bool is_open(const struct unit_progress *unit, enum of_units what) {
    switch (what) {
    case NOT_SENT:
        return !unit->sent;
    case MISSING:
        return unit->sent && unit->missing;
    case TO_VERIFY:
        return unit->to_verify > 0;
    case NOT_ANSWERED:
        return unit->has_feedback && !unit->answered;
    default:
        return unit->answered && !unit->agrees;
    }
}

static void add_units(struct list *list, const struct standing_now *now) {
    static const struct {
        enum of_units what;
        enum msg_id title;
        enum frame_step step;
    } KINDS[] = {
        {NOT_SENT, MSG_closing_not_sent, STEP_INTAKE},
        {MISSING, MSG_closing_missing, STEP_VERIFY},
        {TO_VERIFY, MSG_closing_to_verify, STEP_VERIFY},
        {NOT_ANSWERED, MSG_closing_not_answered, STEP_VERIFY},
        {DISAGREES, MSG_closing_disagrees, STEP_VERIFY},
    };
    struct arena *arena = list->request->arena;
    const struct cluster_period *cluster = &now->board.cluster;
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        struct str names = STR("");
        size_t count = 0;
        for (size_t unit = 0; unit < now->progress.units; unit++)
            if (is_open(&now->progress.of_unit[unit], KINDS[i].what))
                names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), count++ ? "; " : "",
                                   STR_ARG(cluster->members.items[unit].name));
        if (count)
            add(list, UI_STATE_TODO, step_path(arena, cluster, KINDS[i].step),
                MESSAGE_WITH(KINDS[i].title, number(list, count),
                             number(list, now->progress.units)),
                names);
    }
}

/* Typed in the grid, and not sent: nothing of it is in the scores that are closed. */
static const struct err *add_drafts(struct list *list, const struct scoreboard *board) {
    struct arena *arena = list->request->arena;
    struct grid_progress *progress;
    struct str names = STR("");
    size_t count = 0;
    size_t units = board->cluster.members.count;
    TRY(scoregrid_progress(app_db(list->request), arena, board, &progress));
    for (size_t unit = 0; unit < units; unit++)
        if (progress[unit].changed_since || (progress[unit].saved_ms && !progress[unit].sent_ms))
            names = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(names), count++ ? "; " : "",
                               STR_ARG(board->cluster.members.items[unit].name));
    if (count)
        add(list, UI_STATE_DOING, step_path(arena, &board->cluster, STEP_SHEETS),
            MESSAGE_WITH(MSG_closing_drafts, number(list, count), number(list, units)), names);
    return NULL;
}

static void add_adoption(struct list *list, const struct scoreboard *board) {
    struct str path = step_path(list->request->arena, &board->cluster, STEP_ADOPTION);
    if (!outcome_adopted(&board->outcome))
        add(list, UI_STATE_TODO, path, MESSAGE(MSG_closing_not_adopted), STR(""));
    else if (scoring_result_of(list->request->arena, board).changed)
        add(list, UI_STATE_DOING, path, MESSAGE(MSG_closing_adopted_other), STR(""));
}

const struct err *closing_check_period(const struct request *request,
                                       const struct cluster_period *cluster,
                                       struct closing_open_points *ret_open) {
    struct standing_now now;
    struct arena *arena = request->arena;
    TRY(standing_load(request, cluster->slug, cluster->code, &now));
    *ret_open = (struct closing_open_points){0};
    struct list list = {request, ret_open};
    struct str criteria = step_path(arena, cluster, STEP_CRITERIA);
    if (!now.board.table.exists)
        add(&list, UI_STATE_TODO, criteria, MESSAGE(MSG_closing_no_table), STR(""));
    else if (!now.board.table.locked)
        add(&list, UI_STATE_DOING, criteria, MESSAGE(MSG_closing_table_open), STR(""));
    if (!now.board.book.confirmed)
        add(&list, UI_STATE_TODO, step_path_below(arena, cluster, STEP_CRITERIA, STR("quy-tac")),
            MESSAGE(MSG_closing_rules_open), STR(""));
    if (now.board.table.locked) {
        add_units(&list, &now);
        TRY(add_drafts(&list, &now.board));
    }
    struct threads threads;
    TRY(dispute_list(app_db(request), arena, request->user, &now.board, &threads));
    size_t disputes = dispute_count(&threads).open;
    if (disputes)
        add(&list, UI_STATE_DOING, dispute_list_path(arena, cluster),
            MESSAGE_WITH(MSG_closing_disputes, number(&list, disputes)), STR(""));
    if (now.board.table.locked)
        add_adoption(&list, &now.board);
    if (now.progress.sections_empty)
        add(&list, UI_STATE_TODO, step_path(arena, cluster, STEP_REVIEW),
            MESSAGE_WITH(MSG_closing_sections_empty, number(&list, now.progress.sections_empty)),
            STR(""));
    return NULL;
}

/* --- a year ------------------------------------------------------------------------------- */

static void add_halves(struct list *list, const struct cluster_year *year) {
    struct arena *arena = list->request->arena;
    for (int half = 1; half <= 2; half++) {
        const struct cluster_year_period *period = cluster_year_half(year, half);
        struct str name =
            period_display(arena, list->request->lang, (struct period){year->year, half});
        if (period && period->closing.closed)
            continue;
        const struct cluster_period there = {.slug = year->slug,
                                             .code = period ? period->code : STR("")};
        add(list, UI_STATE_DOING,
            period ? step_path(arena, &there, STEP_CLOSING) : year_path(arena, year, YEAR_MEMBERS),
            MESSAGE_WITH(period ? MSG_closing_half_open : MSG_closing_half_missing, name), STR(""));
    }
}

static void add_fields(struct list *list, const struct cluster_year *year,
                       const struct year_now *now) {
    struct arena *arena = list->request->arena;
    for (size_t i = 0; i < now->kinds.count; i++) {
        const struct calendar_progress *progress = &now->kinds.items[i];
        if (progress->all && progress->done == progress->all)
            continue;
        struct str below = progress->kind->place(arena, year, 0);
        struct str name = frame_words(list->request, progress->kind->name);
        struct message words = progress->kind->by_unit ? MESSAGE_WITH(MSG_closing_field_units, name,
                                                                      number(list, progress->done),
                                                                      number(list, progress->all))
                                                       : MESSAGE_WITH(MSG_closing_field, name);
        add(list, progress->done || progress->incomplete ? UI_STATE_DOING : UI_STATE_TODO,
            str_format(arena, "/cum/" STR_FMT "/" STR_FMT, STR_ARG(year->slug), STR_ARG(below)),
            words, STR(""));
    }
}

static void add_deadlines(struct list *list, const struct cluster_year *year,
                          const struct calendar *calendar) {
    size_t open = 0;
    for (size_t i = 0; i < calendar->count; i++)
        open += !calendar_line_done(&calendar->items[i]);
    if (!calendar->count)
        add(list, UI_STATE_TODO, year_path(list->request->arena, year, YEAR_CALENDAR),
            MESSAGE(MSG_closing_no_calendar), STR(""));
    else if (open)
        add(list, UI_STATE_DOING, year_path(list->request->arena, year, YEAR_CALENDAR),
            MESSAGE_WITH(MSG_closing_deadlines, number(list, open), number(list, calendar->count)),
            STR(""));
}

const struct err *closing_check_year(const struct request *request, const struct cluster_year *year,
                                     struct closing_open_points *ret_open) {
    struct year_now now;
    TRY(year_load(app_db(request), request->arena, request->user, year,
                  date_of_instant(request->now_ms), &now));
    *ret_open = (struct closing_open_points){0};
    struct list list = {request, ret_open};
    if (!now.headship.head.id.n)
        add(&list, UI_STATE_TODO, year_path(request->arena, year, YEAR_MEMBERS),
            MESSAGE(MSG_closing_no_head), STR(""));
    add_halves(&list, year);
    add_fields(&list, year, &now);
    add_deadlines(&list, year, &now.calendar);
    return NULL;
}
