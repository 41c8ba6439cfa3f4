#include "features/calendar/calendar_web.h"

#include "doc/workbook_write.h"
#include "features/calendar/calendar.html.h"
#include "features/calendar/calendar_doc.h"
#include "features/calendar/calendar_ics.h"
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"

static void say_moves(const struct request *request, const struct calendar_line *line,
                      struct calendar_line_view *view) {
    for (size_t i = 0; i < line->moved.count; i++) {
        const struct calendar_moved *moved = &line->moved.items[i];
        struct date after =
            i + 1 < line->moved.count ? line->moved.items[i + 1].deadline : line->row.deadline;
        enum msg_id words = date_compare(after, moved->deadline) > 0 ? MSG_calendar_moved
                                                                     : MSG_calendar_moved_earlier;
        *list_push(request->arena, &view->moved) =
            frame_say(request, MESSAGE_WITH(words, date_display(request->arena, moved->deadline),
                                            moved->reason));
    }
}

struct calendar_line_view calendar_line_view(const struct request *request,
                                             const struct cluster_year *year,
                                             const struct calendar_line *line,
                                             const struct legal_citer *citer) {
    const struct calendar_row *row = &line->row;
    struct calendar_line_view view = {
        .href = calendar_row_path(request->arena, year, row->id),
        .title = row->title,
        .half = calendar_half_name(request, row->half),
        .kind = line->kind ? message_plain(request->lang, line->kind->name) : STR(""),
        .starts = row->starts,
        .deadline = row->deadline,
        .who = message_plain(request->lang,
                             row->by_unit ? MSG_calendar_who_unit : MSG_calendar_who_head),
        .note = row->note,
        .basis = legal_cite_view(request->arena, citer, row->basis, row->deadline),
        .kind_gone = line->kind_gone,
        .by_unit = row->by_unit,
        .state = calendar_line_mark(line),
        .words = calendar_line_words(request, line),
        .details = STR(""),
        .done = line->counts.done,
        .all = line->counts.all,
        .own = STR(""),
    };
    if (!row->by_unit && line->stands[0].details.id != MSG_none)
        view.details = frame_say(request, line->stands[0].details);
    else if (!row->by_unit)
        view.details = line->stands[0].mark.remark;
    say_moves(request, line, &view);
    calendar_names(request, year, line, &view.names);
    for (size_t i = 0; row->by_unit && i < line->stand_count; i++)
        if (calendar_acts_for(request, year, i)) {
            view.is_own |= !calendar_is_done(line->stands[i].state);
            view.own = frame_say(
                request, MESSAGE_WITH(MSG_calendar_name_with, year->members.items[i].name,
                                      frame_say(request, calendar_words(request->arena,
                                                                        line->stands[i].state))));
        }
    return view;
}

static const struct err *load(const struct request *request, struct cluster_year *year,
                              struct calendar *calendar) {
    TRY(frame_year(request, year));
    return calendar_of_year(app_db(request), request->arena, request->user, year,
                            date_of_instant(request->now_ms), calendar);
}

static void add_line(const struct request *request, const struct cluster_year *year,
                     const struct calendar_line *line, const struct legal_citer *citer,
                     struct calendar_page_view *view) {
    struct date day = line->row.deadline;
    struct str name = frame_say(request, MESSAGE_WITH(MSG_calendar_month,
                                                      str_format(request->arena, "%d", day.month),
                                                      str_format(request->arena, "%d", day.year)));
    if (!view->months.count || !str_equal(view->months.items[view->months.count - 1].name, name))
        *list_push(request->arena, &view->months) = (struct calendar_month){.name = name};
    struct calendar_month *month = &view->months.items[view->months.count - 1];
    *list_push(request->arena, &month->lines) = calendar_line_view(request, year, line, citer);
    view->done += calendar_line_done(line);
    view->late += calendar_line_late(line);
    view->soon += !calendar_line_late(line) && line->counts.soon > 0;
}

static const struct err *show_calendar(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct cluster_year year;
    struct calendar calendar;
    struct legal_citer citer;
    TRY(load(request, &year, &calendar));
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    struct calendar_page_view view = {
        .year = year.year,
        .last_year = year.year - 1,
        .may_edit = frame_may_year(request, RIGHT_YEAR_EDIT, &year, STR("")),
        .count = calendar.count,
        .path = year_path(arena, &year, YEAR_CALENDAR),
    };
    struct str number = str_format(arena, "%d", year.year);
    view.empty = frame_say(
        request,
        MESSAGE_WITH(view.may_edit ? MSG_calendar_empty : MSG_calendar_empty_reader, number));
    for (size_t i = 0; i < calendar.count; i++)
        add_line(request, &year, &calendar.items[i], &citer, &view);
    /* A head by its term may not have been there the year before. */
    struct cluster_year before = year;
    before.year = year.year - 1;
    if (view.may_edit && frame_may_year(request, RIGHT_CLUSTER_READ, &before, STR(""))) {
        struct calendar last;
        before.members = (struct cluster_units){0}; /* only whether there are rows */
        TRY(calendar_of_year(app_db(request), arena, request->user, &before,
                             date_of_instant(request->now_ms), &last));
        view.has_last_year = last.count > 0;
    }
    struct page page;
    frame_year_page(
        request,
        message_text(request->arena, request->lang, MESSAGE_WITH(MSG_calendar_list_title, number)),
        &year, YEAR_CALENDAR, &page);
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_calendar_page(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct cluster_year year;
    struct calendar calendar;
    struct legal_citer citer;
    struct str bytes;
    TRY(load(request, &year, &calendar));
    TRY(legal_citer_load(app_db(request), request->arena, request->user, LANG_VI, &citer));
    TRY(calendar_doc_make(request->arena, &year, &calendar, &citer, request->user->name,
                          request->now_ms, &bytes));
    respond_file(
        response, XLSX_CONTENT_TYPE,
        str_format(request->arena, "lich-nam-" STR_FMT "-%d.xlsx", STR_ARG(year.slug), year.year),
        bytes);
    return NULL;
}

static const struct err *send_ics(struct request *request, struct response *response) {
    struct cluster_year year;
    struct calendar calendar;
    TRY(load(request, &year, &calendar));
    struct ics ics = {
        .product = STR("-//thidua//lich-nam//VI"),
        .name = str_format(request->arena, STR_FMT " – %d", STR_ARG(year.name), year.year),
        .stamp_ms = request->now_ms};
    for (size_t i = 0; i < calendar.count; i++) {
        const struct calendar_row *row = &calendar.items[i].row;
        struct str sample = year.is_sample ? STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH. ") : STR("");
        struct str who = message_plain(request->lang, row->by_unit ? MSG_calendar_who_unit
                                                                   : MSG_calendar_who_head);
        *list_push(request->arena, &ics.events) = (struct ics_event){
            .uid = row->id,
            .revision = row->revision - 1,
            .day = row->deadline,
            .summary = frame_say(request, MESSAGE_WITH(MSG_calendar_ics_late, row->title)),
            .details = str_format(request->arena, STR_FMT STR_FMT ". " STR_FMT, STR_ARG(sample),
                                  STR_ARG(who), STR_ARG(row->note)),
            .changed_ms = row->at_ms,
        };
    }
    respond_file(
        response, "text/calendar; charset=utf-8",
        str_format(request->arena, "lich-nam-" STR_FMT "-%d.ics", STR_ARG(year.slug), year.year),
        ics_write(request->arena, &ics));
    return NULL;
}

#define LICH "/cum/:cluster/nam/:year/lich"

const struct route calendar_routes[] = {
    {HTTP_GET, LICH, RIGHT_CLUSTER_READ, show_calendar},
    {HTTP_GET, LICH "/xlsx", RIGHT_CLUSTER_READ, send_xlsx},
    {HTTP_GET, LICH "/ics", RIGHT_CLUSTER_READ, send_ics},
    {HTTP_GET, LICH "/moi", RIGHT_YEAR_EDIT, calendar_show_new},
    {HTTP_POST, LICH "/moi", RIGHT_YEAR_EDIT, calendar_add},
    {HTTP_GET, LICH "/vi-du", RIGHT_YEAR_EDIT, calendar_show_example},
    {HTTP_POST, LICH "/vi-du", RIGHT_YEAR_EDIT, calendar_post_example},
    {HTTP_GET, LICH "/chep", RIGHT_YEAR_EDIT, calendar_show_copy},
    {HTTP_POST, LICH "/chep", RIGHT_YEAR_EDIT, calendar_post_copy},
    {HTTP_GET, LICH "/:row", RIGHT_CLUSTER_READ, calendar_show_row},
    {HTTP_GET, LICH "/:row/sua", RIGHT_YEAR_EDIT, calendar_show_change},
    {HTTP_POST, LICH "/:row/sua", RIGHT_YEAR_EDIT, calendar_change},
    {HTTP_POST, LICH "/:row/bo", RIGHT_YEAR_EDIT, calendar_post_remove},
    {HTTP_POST, LICH "/:row/gia-han", RIGHT_YEAR_EDIT, calendar_post_extend},
    {HTTP_POST, LICH "/:row/ghi-nhan", RIGHT_YEAR_EDIT, calendar_post_marks,
     .body_max_bytes = 1 << 20},
};
const size_t calendar_routes_count = COUNT_OF(calendar_routes);
