/* One line of the calendar: how everybody stands, marks by hand, longer times, what was changed. */
#include "features/calendar/calendar.html.h"
#include "features/calendar/calendar_web.h"
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"

static struct str slug_of(const struct cluster_year *year, const struct calendar_row *row,
                          size_t stand) {
    return row->by_unit ? year->members.items[stand].slug : STR("cum");
}

static struct str field_of(const struct request *request, const char *name, struct str slug) {
    return str_format(request->arena, "%s-" STR_FMT, name, STR_ARG(slug));
}

/* --- the page ------------------------------------------------------------------------------------
 */

static void add_stands(const struct request *request, const struct cluster_year *year,
                       const struct calendar_line *line, const struct issues *issues,
                       bool was_typed, struct calendar_row_view *view) {
    struct arena *arena = request->arena;
    for (size_t i = 0; i < line->stand_count; i++) {
        const struct calendar_stand *stand = &line->stands[i];
        struct str slug = slug_of(year, &line->row, i);
        struct calendar_stand_view shown = {
            .slug = slug,
            .name = line->row.by_unit ? year->members.items[i].name
                                      : message_plain(request->lang, MSG_calendar_who_head),
            .state = calendar_state_mark(stand->state),
            .words = frame_say(request, calendar_words(arena, stand->state)),
            .details = stand->details.id != MSG_none ? frame_say(request, stand->details) : STR(""),
            .own_deadline = STR(""),
            .received = date_display(arena, stand->mark.received),
            .incomplete = stand->mark.incomplete,
            .remark = stand->mark.remark,
        };
        if (stand->due != DUE_MISSING)
            shown.on = stand->on;
        if (stand->extended)
            shown.own_deadline = frame_say(
                request, MESSAGE_WITH(MSG_calendar_extended, date_display(arena, stand->deadline),
                                      stand->extended_why));
        struct str received = field_of(request, "received", slug);
        struct str remark = field_of(request, "remark", slug);
        if (was_typed) {
            shown.received = request_text(request, str_c(arena, received));
            shown.remark = request_text(request, str_c(arena, remark));
            shown.incomplete =
                request_text(request, str_c(arena, field_of(request, "part", slug))).n > 0;
        }
        shown.received_wrong = issue_of(issues, received) != NULL;
        shown.remark_wrong = issue_of(issues, remark) != NULL;
        *list_push(arena, &view->stands) = shown;
    }
}

static struct str row_words(const struct request *request, const struct calendar_row *row,
                            bool first) {
    struct str at = instant_display(request->arena, row->at_ms);
    struct str day = date_display(request->arena, row->deadline);
    if (row->removed)
        return frame_say(request,
                         MESSAGE_WITH(MSG_calendar_history_removed, at, row->author, row->reason));
    if (first)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_history_first, at, row->author, day));
    return frame_say(request,
                     MESSAGE_WITH(MSG_calendar_history_change, at, row->author, day, row->reason));
}

static struct str event_words(const struct request *request, const struct calendar_event *event) {
    struct str at = instant_display(request->arena, event->at_ms);
    struct str day = date_display(request->arena, event->day);
    struct str unit =
        event->unit.n ? event->unit : message_plain(request->lang, MSG_calendar_who_head);
    if (event->is_extension && day.n)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_history_extended, at, event->author,
                                               unit, day, event->words));
    if (event->is_extension)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_history_as_all, at, event->author, unit,
                                               event->words));
    if (event->incomplete)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_history_mark_part, at, event->author,
                                               unit, event->words));
    if (day.n)
        return frame_say(request, MESSAGE_WITH(MSG_calendar_history_mark, at, event->author, unit,
                                               day, event->words));
    return frame_say(
        request, MESSAGE_WITH(MSG_calendar_history_unmark, at, event->author, unit, event->words));
}

static const struct err *add_history(const struct request *request, const struct cluster_year *year,
                                     struct str row_id, struct calendar_row_view *view) {
    struct calendar_history history;
    TRY(calendar_history(app_db(request), request->arena, request->user, year, row_id, &history));
    for (size_t i = 0; i < history.rows.count; i++)
        *list_push(request->arena, &view->history) =
            row_words(request, &history.rows.items[i], i == 0);
    for (size_t i = 0; i < history.events.count; i++)
        *list_push(request->arena, &view->history) = event_words(request, &history.events.items[i]);
    return NULL;
}

static const struct err *load(const struct request *request, struct cluster_year *year,
                              struct calendar *calendar, const struct calendar_line **ret_line) {
    TRY(frame_year(request, year));
    TRY(calendar_of_year(app_db(request), request->arena, request->user, year,
                         date_of_instant(request->now_ms), calendar));
    *ret_line = calendar_find(calendar, request_param(request, "row"));
    return *ret_line ? NULL : ERR(ERR_NOT_FOUND, "no such row in this calendar");
}

static const struct err *draw_row(const struct request *request, struct response *response,
                                  const struct issues *issues, bool typed_marks) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct calendar calendar;
    const struct calendar_line *line;
    struct legal_citer citer;
    TRY(load(request, &year, &calendar, &line));
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    struct calendar_row_view view = {
        .row = &line->row,
        .line = calendar_line_view(request, &year, line, &citer),
        .may_edit = frame_may_year(request, RIGHT_YEAR_EDIT, &year, STR("")),
        .by_hand = !line->kind,
        .is_cluster = !line->row.by_unit,
        .place = line->kind ? calendar_place(arena, &year, line) : STR(""),
        .path = calendar_row_path(arena, &year, line->row.id),
        .list_path = year_path(arena, &year, YEAR_CALENDAR),
        .until = request_text(request, "until"),
        .why = request_text(request, "why"),
        .why_removed = request_text(request, "why-removed"),
    };
    add_stands(request, &year, line, issues, typed_marks, &view);
    for (size_t i = 0; i < year.members.count; i++)
        *list_push(arena, &view.units) = (struct ui_option){
            year.members.items[i].slug, year.members.items[i].name,
            str_equal(year.members.items[i].slug, request_text(request, "unit"))};
    TRY(add_history(request, &year, line->row.id, &view));
    struct page page;
    frame_year_page(request, line->row.title, &year, YEAR_CALENDAR, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_calendar_row_page(&h, &view);
    return NULL;
}

const struct err *calendar_show_row(struct request *request, struct response *response) {
    const struct issues none = {0};
    return draw_row(request, response, &none, false);
}

/* --- what is posted to it ----------------------------------------------------------------------
 */

const struct err *calendar_post_remove(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    TRY(calendar_remove(app_db(request), request->arena, request->user, request->now_ms, &year,
                        request_param(request, "row"), request_text(request, "why-removed"),
                        &issues));
    if (issues.count)
        return draw_row(request, response, &issues, false);
    frame_redirect(request, response, year_path(request->arena, &year, YEAR_CALENDAR),
                   MSG_notice_calendar_removed, 0);
    return NULL;
}

const struct err *calendar_post_extend(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    ptrdiff_t member = cluster_year_member_by_slug(&year, request_text(request, "unit"));
    struct str unit_id = member < 0 ? STR("") : year.members.items[member].id;
    TRY(calendar_extend(app_db(request), request->arena, request->user, request->now_ms, &year,
                        request_param(request, "row"), unit_id, request_text(request, "until"),
                        request_text(request, "why"), &issues));
    if (issues.count)
        return draw_row(request, response, &issues, false);
    frame_redirect(request, response,
                   calendar_row_path(request->arena, &year, request_param(request, "row")),
                   MSG_notice_calendar_extended, 0);
    return NULL;
}

/* The members whose fields were sent. */
const struct err *calendar_post_marks(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct issues issues = {0};
    size_t stored = 0;
    TRY(frame_year(request, &year));
    LIST(struct calendar_mark_form) forms = {0};
    for (size_t i = 0; i <= year.members.count; i++) {
        bool cluster = i == year.members.count;
        struct str slug = cluster ? STR("cum") : year.members.items[i].slug;
        struct str received =
            request_field(request, str_c(arena, field_of(request, "received", slug)));
        if (!received.p)
            continue;
        *list_push(arena, &forms) = (struct calendar_mark_form){
            .unit_id = cluster ? STR("") : year.members.items[i].id,
            .slug = slug,
            .received = received,
            .incomplete =
                request_text(request, str_c(arena, field_of(request, "part", slug))).n > 0,
            .remark = request_text(request, str_c(arena, field_of(request, "remark", slug)))};
    }
    TRY(calendar_mark_rows(app_db(request), arena, request->user, request->now_ms, &year,
                           request_param(request, "row"), forms.items, forms.count, &issues,
                           &stored));
    if (issues.count)
        return draw_row(request, response, &issues, true);
    frame_redirect(request, response,
                   calendar_row_path(arena, &year, request_param(request, "row")),
                   MSG_notice_calendar_marked, (long long)stored);
    return NULL;
}
