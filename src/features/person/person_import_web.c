#include "features/person/person_import_web.h"

#include "doc/workbook_table.h"
#include "doc/workbook_write.h"
#include "features/frame/frame.h"
#include "features/person/person_doc.h"
#include "features/person/person_import.html.h"

enum { FORM_BYTES_MAX = PERSON_FILE_BYTES_MAX + (64 << 10) };

/* --- what was read ------------------------------------------------------------------------------
 */

static struct person_import_finding finding_of(const struct request *request,
                                               const struct table_finding *f) {
    return (struct person_import_finding){table_place(request->arena, f), f->message,
                                          f->severity == SEVERITY_ERROR};
}

static struct person_import_row row_of(const struct request *request,
                                       const struct person_list_row *row) {
    static const enum msg_id STATES[] = {
        [LIST_NEW] = MSG_person_list_state_new,
        [LIST_SAME] = MSG_person_list_state_same,
        [LIST_DIFFERS] = MSG_person_list_state_differs,
        [LIST_WRONG] = MSG_person_list_state_wrong,
    };
    return (struct person_import_row){
        .row = row->row,
        .href = row->known_id.n
                    ? str_format(request->arena, "/nguoi/" STR_FMT, STR_ARG(row->known_id))
                    : STR(""),
        .name = row->cells[COLUMN_NAME],
        .born = row->cells[COLUMN_BORN],
        .unit = row->cells[COLUMN_UNIT],
        .from = row->cells[COLUMN_FROM],
        .post = row->cells[COLUMN_POST],
        .rank = row->cells[COLUMN_RANK],
        .class_name = row->cells[COLUMN_CLASS],
        .state = STATES[row->state],
        .is_new = row->state == LIST_NEW,
        .is_wrong = row->state == LIST_WRONG,
    };
}

static void fill(const struct request *request, const struct person_import *import,
                 struct person_import_view *view) {
    struct arena *arena = request->arena;
    const struct person_list_file *list = &import->list;
    view->was_read = import->fault.id == MSG_none;
    view->name = import->name;
    view->is_stored = import->is_stored;
    view->stored_count = import->stored_count;
    view->rows_read = list->rows.count;
    view->new_count = list->counts[LIST_NEW];
    view->same_count = list->counts[LIST_SAME];
    view->differing_count = list->counts[LIST_DIFFERS];
    view->wrong_count = list->counts[LIST_WRONG];
    view->errors = table_findings_count(&list->findings, SEVERITY_ERROR);
    size_t next = 0; /* both are sorted by row */
    for (size_t i = 0; i < list->rows.count; i++) {
        const struct person_list_row *row = &list->rows.items[i];
        for (; next < list->findings.count && list->findings.items[next].row < row->row; next++)
            *list_push(arena, &view->general) = finding_of(request, &list->findings.items[next]);
        struct person_import_row *shown = list_push(arena, &view->rows);
        *shown = row_of(request, row);
        for (; next < list->findings.count && list->findings.items[next].row == row->row; next++)
            *list_push(arena, &shown->findings) = finding_of(request, &list->findings.items[next]);
    }
    for (; next < list->findings.count; next++)
        *list_push(arena, &view->general) = finding_of(request, &list->findings.items[next]);
}

/* --- the page -----------------------------------------------------------------------------------
 */

static const struct err *draw(const struct request *request, struct response *response,
                              const struct person_import *import, const struct issues *issues) {
    struct person_help help;
    TRY(person_help_read(app_db(request), request->arena, request->user,
                         date_of_instant(request->now_ms), &help));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_person_import), NULL, STEP_NONE, &page);
    page.issues = issues;
    page.wide = true;
    page.sample = help.is_sample;
    struct person_import_view view = {.page = &page, .classes = STR("")};
    for (size_t i = 0; i < help.classes.count; i++)
        view.classes = str_format(
            request->arena, STR_FMT "%s" STR_FMT, STR_ARG(view.classes), i ? "; " : "",
            STR_ARG(person_class_name(&help.classes, help.classes.items[i].code, request->lang)));
    if (import) {
        fill(request, import, &view);
        view.action =
            str_format(request->arena, "/nguoi/nhap/" STR_FMT "/luu", STR_ARG(import->id));
    }
    if (issues && issues->count)
        response->status = 422;
    struct html h = frame_html(request, response);
    tpl_person_import_page(&h, &view);
    return NULL;
}

static const struct err *show_form(struct request *request, struct response *response) {
    return draw(request, response, NULL, NULL);
}

static const struct err *refuse(const struct request *request, struct response *response,
                                struct message message) {
    struct issues issues = {0};
    issue_add(request->arena, &issues, STR("file"), message);
    return draw(request, response, NULL, &issues);
}

static const struct err *stage(struct request *request, struct response *response) {
    const struct upload *sent =
        request_upload_count(request) ? request_upload_at(request, 0) : NULL;
    if (!sent || !sent->size)
        return refuse(request, response, MESSAGE(MSG_person_list_no_file));
    if (sent->size > PERSON_FILE_BYTES_MAX)
        return refuse(request, response,
                      MESSAGE_WITH(MSG_workbook_file_too_large,
                                   str_format(request->arena, "%d", PERSON_FILE_BYTES_MAX >> 20)));
    struct str bytes;
    struct str id;
    TRY(upload_read(request->arena, sent, PERSON_FILE_BYTES_MAX, &bytes));
    TRY(person_stage_list(app_db(request), request->arena, request->user, request->now_ms,
                          sent->file_name, bytes, &id));
    frame_redirect(request, response,
                   str_format(request->arena, "/nguoi/nhap/" STR_FMT, STR_ARG(id)), MSG_none, 0);
    return NULL;
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct person_import *import, bool was_asked_to_store) {
    struct issues issues = {0};
    size_t errors = table_findings_count(&import->list.findings, SEVERITY_ERROR);
    if (import->fault.id != MSG_none)
        issue_add(request->arena, &issues, STR("file"), import->fault);
    else if (was_asked_to_store && errors)
        issue_add(
            request->arena, &issues, STR("file"),
            MESSAGE_WITH(MSG_person_list_errors_first, str_format(request->arena, "%zu", errors)));
    return draw(request, response, import, &issues);
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct person_import import;
    TRY(person_staged_list(app_db(request), request->arena, request->user, request->now_ms,
                           request_param(request, "list"), &import));
    return draw_list(request, response, &import, false);
}

static const struct err *store(struct request *request, struct response *response) {
    struct person_import import;
    TRY(person_store_list(app_db(request), request->arena, request->user, request->now_ms,
                          request_param(request, "list"), &import));
    if (!import.is_stored)
        return draw_list(request, response, &import, true);
    frame_redirect(request, response, STR("/nguoi"),
                   import.stored_count ? MSG_notice_people_imported : MSG_notice_people_same,
                   import.stored_count);
    return NULL;
}

static const struct err *send_blank(struct request *request, struct response *response) {
    struct person_help help;
    struct str bytes;
    TRY(person_help_read(app_db(request), request->arena, request->user,
                         date_of_instant(request->now_ms), &help));
    TRY(person_doc_blank(request->arena, &help.classes, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, STR("mau-danh-sach-nguoi.xlsx"), bytes);
    return NULL;
}

const struct route person_import_routes[] = {
    {HTTP_GET, "/nguoi/nhap", RIGHT_PERSON_EDIT, show_form},
    {HTTP_POST, "/nguoi/nhap", RIGHT_PERSON_EDIT, stage, .body_max_bytes = FORM_BYTES_MAX,
     .takes_files = true},
    {HTTP_GET, "/nguoi/nhap/mau", RIGHT_PERSON_EDIT, send_blank},
    {HTTP_GET, "/nguoi/nhap/:list", RIGHT_PERSON_EDIT, show_list},
    {HTTP_POST, "/nguoi/nhap/:list/luu", RIGHT_PERSON_EDIT, store},
};
const size_t person_import_routes_count = COUNT_OF(person_import_routes);
