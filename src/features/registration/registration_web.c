/* All members' registrations of a year: who has sent what, by titles. */
#include "features/registration/registration_web.h"

#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/registration/registration.html.h"
#include "features/registration/registration_doc.h"
#include "features/registration/registration_form_web.h"

enum ui_state registration_mark(enum registration_state state) {
    static const enum ui_state MARKS[REGISTRATION_STATE_COUNT] = {
        UI_STATE_TODO, UI_STATE_DOING, UI_STATE_DONE, UI_STATE_DONE, UI_STATE_LATE, UI_STATE_TODO};
    return MARKS[state];
}

/* Titles that anybody registered or drew up; the table has a column each. */
static bool is_used(const struct registration_book *book, struct str code) {
    for (size_t i = 0; i < book->members.count; i++) {
        const struct registration *registration = &book->members.items[i].registration;
        int64_t at_ms;
        const struct registration_revision *newest = registration_newest(registration);
        const struct registration_revision *counted = registration_counted(registration, &at_ms);
        if ((newest && registration_count_of(&newest->lines, code)) ||
            (counted && registration_count_of(&counted->lines, code)))
            return true;
    }
    return false;
}

static void add_row(const struct request *request, const struct cluster_year *year,
                    const struct registration_book *book, size_t index,
                    struct registration_list_view *view) {
    const struct registration_member *member = &book->members.items[index];
    const struct registration *registration = &member->registration;
    enum registration_state state = registration_state_of(registration);
    int64_t at_ms;
    const struct registration_revision *newest = registration_newest(registration);
    const struct registration_revision *counted = registration_counted(registration, &at_ms);
    struct registration_row row = {
        .href = year_path_below(request->arena, year, YEAR_REGISTRATION, member->unit.slug),
        .unit = member->unit.name,
        .state = message_plain(request->lang, registration_state_name(state)),
        .mark = registration_mark(state),
        .sent = counted ? date_display(request->arena, date_of_instant(at_ms)) : STR(""),
        .late = counted && registration_is_late(at_ms, member->deadline),
    };
    view->sent += counted != NULL;
    if (!frame_may_year(request, RIGHT_YEAR_EDIT, year, STR("")) &&
        frame_may_year(request, RIGHT_MEMBER_ENTER, year, member->unit.id))
        view->own_href = row.href;
    size_t column = 0;
    for (size_t i = 0; i < book->titles.count; i++) {
        struct str code = book->titles.items[i].code;
        if (!is_used(book, code))
            continue;
        struct registration_cell cell = {
            .label = book->titles.items[i].name,
            .count = counted ? registration_count_of(&counted->lines, code) : 0,
            .draft = newest ? registration_count_of(&newest->lines, code) : 0,
        };
        cell.has_draft = newest != counted && cell.draft != cell.count;
        view->totals.items[column++].count += cell.count;
        *list_push(request->arena, &row.cells) = cell;
    }
    *list_push(request->arena, &view->rows) = row;
}

static struct str deadline_words(const struct request *request,
                                 const struct registration_book *book) {
    if (date_is_empty(book->deadline.days.deadline))
        return message_plain(request->lang, MSG_registration_deadline_none);
    return message_text(request->arena, request->lang,
                        MESSAGE_WITH(MSG_registration_deadline_line,
                                     date_display(request->arena, book->deadline.days.deadline)));
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct cluster_year *year, const struct issues *issues) {
    struct registration_book book;
    struct page page;
    TRY(registration_load(app_db(request), request->arena, request->user, year, STR(""), &book));
    struct registration_list_view view = {
        .page = &page,
        .deadline = deadline_words(request, &book),
        .may_set_deadline = book.may_run && !book.deadline.from_calendar,
        .action = year_path_below(request->arena, year, YEAR_REGISTRATION, STR("han")),
        .xlsx_href = year_path_below(request->arena, year, YEAR_REGISTRATION, STR("xlsx")),
        .on = request_text(request, "on"),
        .reason = request_text(request, "reason"),
        .reason_asked = !date_is_empty(book.deadline.days.deadline),
    };
    for (size_t i = 0; i < book.titles.count; i++)
        if (is_used(&book, book.titles.items[i].code)) {
            *list_push(request->arena, &view.titles) = book.titles.items[i].name;
            *list_push(request->arena, &view.totals) =
                (struct registration_cell){.label = book.titles.items[i].name};
        }
    for (size_t i = 0; i < book.members.count; i++)
        add_row(request, year, &book, i, &view);
    struct str number = str_format(request->arena, "%d", year->year);
    frame_year_page(request,
                    message_text(request->arena, request->lang,
                                 MESSAGE_WITH(MSG_registration_list_title, number)),
                    year, YEAR_REGISTRATION, &page);
    page.wide = view.titles.count > 4;
    page.issues = issues;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_registration_list_page(&h, &view);
    return NULL;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    return draw_list(request, response, &year, NULL);
}

static const struct err *set_deadline(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    TRY(registration_set_deadline(app_db(request), request->arena, request->user, request->now_ms,
                                  &year, request_text(request, "on"),
                                  request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_list(request, response, &year, &issues);
    frame_redirect(request, response, year_path(request->arena, &year, YEAR_REGISTRATION),
                   MSG_notice_registration_deadline, 0);
    return NULL;
}

static const struct err *send_book(struct request *request, struct response *response) {
    struct cluster_year year;
    struct registration_book book;
    struct str bytes;
    TRY(frame_year(request, &year));
    TRY(registration_load(app_db(request), request->arena, request->user, &year, STR(""), &book));
    TRY(registration_book_make(request->arena, &year, &book, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, registration_book_name(request->arena, &year), bytes);
    return NULL;
}

#define LIST_PATH "/cum/:cluster/nam/:year/dang-ky"
#define ONE       LIST_PATH "/:unit"
enum { FORM_BODY_MAX = 2 << 20 };

const struct route registration_routes[] = {
    {HTTP_GET, LIST_PATH, RIGHT_CLUSTER_READ, show_list},
    {HTTP_GET, LIST_PATH "/xlsx", RIGHT_CLUSTER_READ, send_book},
    {HTTP_POST, LIST_PATH "/han", RIGHT_YEAR_EDIT, set_deadline},
    {HTTP_GET, ONE, RIGHT_CLUSTER_READ, registration_show_form},
    {HTTP_POST, ONE, RIGHT_MEMBER_ENTER, registration_save_form, .body_max_bytes = FORM_BODY_MAX},
    {HTTP_POST, ONE "/trinh", RIGHT_MEMBER_SEND, registration_do_submit},
    {HTTP_POST, ONE "/rut", RIGHT_MEMBER_SEND, registration_do_withdraw},
    {HTTP_POST, ONE "/nhan", RIGHT_YEAR_EDIT, registration_do_receive},
    {HTTP_POST, ONE "/bo-sung", RIGHT_YEAR_EDIT, registration_do_return},
    {HTTP_POST, ONE "/sau-han", RIGHT_CLUSTER_CREATE, registration_do_permit},
    {HTTP_POST, ONE "/cong-nhan", RIGHT_CLUSTER_CREATE, registration_do_carry},
    {HTTP_POST, ONE "/cong-nhan/:carry/bo", RIGHT_CLUSTER_CREATE, registration_end_carry},
    {HTTP_GET, ONE "/in", RIGHT_CLUSTER_READ, registration_show_paper},
    {HTTP_GET, ONE "/tai", RIGHT_CLUSTER_READ, registration_send_paper},
};
const size_t registration_routes_count = COUNT_OF(registration_routes);
