#include "features/home/year_web.h"

#include "features/frame/frame.h"
#include "features/home/overview_web.h"
#include "features/home/tasks_web.h"
#include "features/home/year.html.h"
#include "features/home/year_service.h"

enum { WAITING_SHOWN = 10 };

static struct str number(const struct request *request, size_t value) {
    return str_format(request->arena, "%zu", value);
}

/* --- the strip
 * ------------------------------------------------------------------------------------ */

static int month_index(struct date day) {
    return day.year * 12 + day.month - 1;
}

/* The year's months, and those around it in which something is due. */
static void fill_strip(const struct request *request, const struct cluster_year *year,
                       const struct calendar *calendar, struct year_view *view) {
    struct arena *arena = request->arena;
    int first = year->year * 12;
    int last = first + 11;
    int now = month_index(date_of_instant(request->now_ms));
    for (size_t i = 0; i < calendar->count; i++) {
        int at = month_index(calendar->items[i].row.deadline);
        first = at < first ? at : first;
        last = at > last ? at : last;
    }
    for (int at = first; at <= last; at++) {
        struct year_month *month = list_push(arena, &view->months);
        struct str name = str_format(arena, "%d", at % 12 + 1);
        *month = (struct year_month){
            .name = frame_say(request, MESSAGE_WITH(MSG_calendar_year_strip_month, name)),
            .is_now = at == now,
            .is_past = at < now,
        };
        if (at / 12 != year->year)
            month->name = str_format(arena, STR_FMT "/%02d", STR_ARG(month->name), at / 12 % 100);
        for (size_t i = 0; i < calendar->count; i++) {
            const struct calendar_line *line = &calendar->items[i];
            if (month_index(line->row.deadline) != at)
                continue;
            struct str day = date_display(arena, line->row.deadline);
            struct str words = calendar_line_words(request, line);
            *list_push(arena, &month->marks) = (struct year_mark){
                .href = calendar_row_path(arena, year, line->row.id),
                .title = str_format(arena, STR_FMT ": " STR_FMT " – " STR_FMT, STR_ARG(day),
                                    STR_ARG(line->row.title), STR_ARG(words)),
                .state = calendar_line_mark(line)};
        }
    }
}

/* --- what is done, late, next
 * ---------------------------------------------------------------------- */

static void fill_own(const struct request *request, const struct cluster_year *year,
                     const struct calendar *calendar, struct year_view *view) {
    for (size_t member = 0; member < year->members.count; member++) {
        if (!calendar_acts_for(request, year, member))
            continue;
        view->is_member = true;
        for (size_t i = 0; i < calendar->count; i++) {
            const struct calendar_line *line = &calendar->items[i];
            if (line->row.by_unit && !calendar_is_done(line->stands[member].state))
                *list_push(request->arena, &view->own) =
                    calendar_member_task(request, year, line, member);
        }
    }
}

static void fill_tasks(const struct request *request, const struct cluster_year *year,
                       const struct calendar *calendar, struct year_view *view) {
    view->count = calendar->count;
    for (int late = 1; late >= 0; late--)
        for (size_t i = 0; i < calendar->count; i++) {
            const struct calendar_line *line = &calendar->items[i];
            if (!calendar_line_done(line) && calendar_line_late(line) == late &&
                view->waiting.count < WAITING_SHOWN)
                *list_push(request->arena, &view->waiting) = calendar_task(request, year, line);
        }
    for (size_t i = 0; i < calendar->count; i++) {
        const struct calendar_line *line = &calendar->items[i];
        view->late += calendar_line_late(line);
        view->soon += !calendar_line_late(line) && line->counts.soon > 0;
        if (!calendar_line_done(line))
            continue;
        view->done++;
        *list_push(request->arena, &view->finished) = calendar_task(request, year, line);
    }
}

/* --- half-years
 * ------------------------------------------------------------------------------------ */

static const struct err *fill_half(const struct request *request, const struct cluster_year *year,
                                   const struct cluster_year_period *period,
                                   struct year_half *half) {
    static const enum msg_id WORDS[] = {
        [NEXT_IMPORT_TABLE] = MSG_calendar_year_half_import,
        [NEXT_CONFIRM_RULES] = MSG_calendar_year_half_rules,
        [NEXT_LOCK_TABLE] = MSG_calendar_year_half_lock,
        [NEXT_HAND_OUT] = MSG_calendar_year_half_hand_out,
        [NEXT_COLLECT] = MSG_calendar_year_half_collect,
        [NEXT_VERIFY] = MSG_calendar_year_half_verify,
        [NEXT_REVIEW] = MSG_calendar_year_half_review,
        [NEXT_PRINT] = MSG_calendar_year_half_print,
    };
    struct standing_now *now = ARENA_NEW(request->arena, struct standing_now);
    TRY(standing_load(request, year->slug, period->code, now));
    const struct cluster_period *cluster = &now->board.cluster;
    half->href = step_path(request->arena, cluster, STEP_OVERVIEW);
    half->words = message_plain(request->lang, WORDS[now->progress.next]);
    half->meeting = meeting_words(request, cluster);
    half->head = cluster->head.id.n ? cluster->head.name : STR("");
    half->sent = now->progress.sent;
    half->units = now->progress.units;
    half->has_sheets = now->board.table.locked;
    half->state = now->progress.next == NEXT_PRINT          ? UI_STATE_DONE
                  : now->progress.next == NEXT_IMPORT_TABLE ? UI_STATE_TODO
                                                            : UI_STATE_DOING;
    return NULL;
}

static const struct err *fill_halves(const struct request *request, const struct cluster_year *year,
                                     struct year_view *view) {
    for (int which = 1; which <= 2; which++) {
        struct year_half *half = list_push(request->arena, &view->halves);
        const struct cluster_year_period *period = cluster_year_half(year, which);
        *half = (struct year_half){
            .name =
                period_display(request->arena, request->lang, (struct period){year->year, which}),
            .href = STR(""),
            .words = message_plain(request->lang, MSG_calendar_year_no_half),
            .meeting = STR(""),
            .head = STR(""),
            .state = UI_STATE_TODO,
        };
        if (period)
            TRY(fill_half(request, year, period, half));
        /* As long as no term is recorded, the half-year's own word. */
        if (!view->head.n)
            view->head = half->head;
    }
    return NULL;
}

/* --- fields of work
 * --------------------------------------------------------------------------------- */

static const struct calendar_line *line_of_kind(const struct calendar *calendar,
                                                const struct due_kind *kind) {
    for (size_t i = 0; i < calendar->count; i++)
        if (calendar->items[i].kind == kind)
            return &calendar->items[i];
    return NULL;
}

static void fill_rooms(const struct request *request, const struct cluster_year *year,
                       const struct year_now *now, struct year_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < now->kinds.count; i++) {
        const struct calendar_progress *progress = &now->kinds.items[i];
        const struct calendar_line *line = line_of_kind(&now->calendar, progress->kind);
        bool done = progress->all && progress->done == progress->all;
        struct str below = progress->kind->place(arena, year, 0);
        struct message words =
            progress->kind->by_unit
                ? MESSAGE_WITH(MSG_calendar_year_units_of, number(request, progress->done),
                               number(request, progress->all))
                : MESSAGE(done                   ? MSG_calendar_year_head_done
                          : progress->incomplete ? MSG_calendar_year_head_partial
                                                 : MSG_calendar_year_head_none);
        *list_push(arena, &view->rooms) = (struct year_room){
            .name = message_plain(request->lang, progress->kind->name),
            .href =
                str_format(arena, "/cum/" STR_FMT "/" STR_FMT, STR_ARG(year->slug), STR_ARG(below)),
            .words = frame_say(request, words),
            .due = line && !done
                       ? frame_say(request, MESSAGE_WITH(MSG_calendar_year_deadline_on,
                                                         date_display(arena, line->row.deadline)))
                       : STR(""),
            .state = done                                     ? UI_STATE_DONE
                     : line && calendar_line_late(line)       ? UI_STATE_LATE
                     : progress->done || progress->incomplete ? UI_STATE_DOING
                                                              : UI_STATE_TODO,
        };
    }
}

/* Who is in office, as far as terms are recorded. */
static void fill_leaders(const struct request *request, const struct headship *headship,
                         struct year_view *view) {
    view->head = headship->head.id.n ? headship->head.name : STR("");
    view->deputies = STR("");
    for (size_t i = 0; i < COUNT_OF(headship->deputies); i++)
        if (headship->deputies[i].id.n)
            view->deputies = view->deputies.n ? str_format(request->arena, STR_FMT "; " STR_FMT,
                                                           STR_ARG(view->deputies),
                                                           STR_ARG(headship->deputies[i].name))
                                              : headship->deputies[i].name;
}

static struct page_link year_beside(const struct request *request, const struct cluster_year *year,
                                    int number) {
    struct cluster_year beside = {.slug = year->slug, .year = number};
    struct page_link link = {.text = STR(""), .href = STR("")};
    if (number) {
        link.text = frame_say(request, MESSAGE_WITH(MSG_calendar_year_title,
                                                    str_format(request->arena, "%d", number)));
        link.href = year_path(request->arena, &beside, YEAR_OVERVIEW);
    }
    return link;
}

const struct err *year_show(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct year_now now;
    TRY(frame_year(request, &year));
    TRY(year_load(app_db(request), arena, request->user, &year, date_of_instant(request->now_ms),
                  &now));
    struct str title = frame_say(
        request, MESSAGE_WITH(MSG_calendar_year_title, str_format(arena, "%d", year.year)));
    struct page page;
    frame_year_page(request, title, &year, YEAR_OVERVIEW, &page);
    struct year_view view = {
        .page = &page,
        .year = &year,
        .calendar_href = year_path(arena, &year, YEAR_CALENDAR),
        .members_href = year_path(arena, &year, YEAR_MEMBERS),
        .may_edit = frame_may_year(request, RIGHT_YEAR_EDIT, &year, STR("")),
        .source = year.source,
        .before = year_beside(request, &year, now.year_before),
        .after = year_beside(request, &year, now.year_after),
    };
    fill_leaders(request, &now.headship, &view);
    if (now.calendar.count)
        fill_strip(request, &year, &now.calendar, &view);
    fill_own(request, &year, &now.calendar, &view);
    fill_tasks(request, &year, &now.calendar, &view);
    TRY(fill_halves(request, &year, &view));
    fill_rooms(request, &year, &now, &view);
    struct html h = frame_html(request, response);
    tpl_year_page(&h, &view);
    return NULL;
}
