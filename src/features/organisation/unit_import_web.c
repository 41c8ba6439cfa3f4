/* "/don-vi/nhap": a list from a file, staged, shown with every finding, then stored. */
#include "features/organisation/unit_import_web.h"

#include "doc/workbook_table.h"
#include "features/frame/frame.h"
#include "features/organisation/unit_import.html.h"

enum { UPLOAD_BYTES_MAX = 20 << 20, FORM_BYTES_MAX = UPLOAD_BYTES_MAX + (64 << 10) };

/* --- what was read ---------------------------------------------------------------------------- */

static struct import_finding finding_of(const struct request *request,
                                        const struct table_finding *f) {
    return (struct import_finding){table_place(request->arena, f), f->message,
                                   f->severity == SEVERITY_ERROR};
}

static struct import_row row_of(const struct list_row *row) {
    static const enum msg_id STATES[] = {
        [LIST_NEW] = MSG_organisation_list_state_new,
        [LIST_SAME] = MSG_organisation_list_state_same,
        [LIST_DIFFERS] = MSG_organisation_list_state_differs,
        [LIST_WRONG] = MSG_organisation_list_state_wrong,
    };
    return (struct import_row){
        .row = row->row,
        .name = row->cells[LIST_NAME],
        .code = row->cells[LIST_CODE],
        .kind = row->cells[LIST_KIND],
        .parent = row->cells[LIST_PARENT],
        .from = row->cells[LIST_FROM],
        .to = row->cells[LIST_TO],
        .decision = row->cells[LIST_DECISION],
        .state = STATES[row->state],
        .is_new = row->state == LIST_NEW,
        .is_wrong = row->state == LIST_WRONG,
    };
}

static void fill(const struct request *request, const struct unit_import *import,
                 struct unit_import_view *view) {
    struct arena *arena = request->arena;
    const struct unit_list *list = &import->list;
    view->was_read = import->fault.id == MSG_none;
    view->name = import->name;
    view->sheet = import->sheet_name;
    view->is_stored = import->is_stored;
    view->stored_count = import->stored_count;
    view->rows_read = list->rows.count;
    view->new_count = list->counts[LIST_NEW];
    view->same_count = list->counts[LIST_SAME];
    view->differing_count = list->counts[LIST_DIFFERS];
    view->wrong_count = list->counts[LIST_WRONG];
    view->errors = table_findings_count(&list->findings, SEVERITY_ERROR);
    /* Rows with findings are always shown; of the others the first. Both are sorted by row. */
    size_t next = 0;
    for (size_t i = 0; i < list->rows.count; i++) {
        const struct list_row *row = &list->rows.items[i];
        while (next < list->findings.count && list->findings.items[next].row < row->row)
            *list_push(arena, &view->general) = finding_of(request, &list->findings.items[next++]);
        bool has_finding =
            next < list->findings.count && list->findings.items[next].row == row->row;
        if (view->rows.count >= IMPORT_ROWS_SHOWN && !has_finding) {
            view->rows_more++;
            continue;
        }
        struct import_row *shown = list_push(arena, &view->rows);
        *shown = row_of(row);
        for (; next < list->findings.count && list->findings.items[next].row == row->row; next++)
            *list_push(arena, &shown->findings) = finding_of(request, &list->findings.items[next]);
    }
    for (; next < list->findings.count; next++)
        *list_push(arena, &view->general) = finding_of(request, &list->findings.items[next]);
}

/* --- the page -----------------------------------------------------------------------------------
 */

static const struct err *draw(const struct request *request, struct response *response,
                              const struct unit_import *import, const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_organisation_import), NULL, STEP_NONE,
               &page);
    page.issues = issues;
    page.wide = true;
    struct unit_import_view view = {.page = &page, .kinds = STR("")};
    struct unit_kinds kinds;
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    for (size_t i = 0; i < kinds.count; i++)
        if (kinds.items[i].code.n)
            view.kinds = str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(view.kinds),
                                    view.kinds.n ? "; " : "", STR_ARG(kinds.items[i].name));
    if (import) {
        fill(request, import, &view);
        view.action =
            str_format(request->arena, "/don-vi/nhap/" STR_FMT "/luu", STR_ARG(import->id));
    }
    struct html h = frame_html(request, response);
    tpl_unit_import_page(&h, &view);
    return NULL;
}

static const struct err *show_form(struct request *request, struct response *response) {
    return draw(request, response, NULL, NULL);
}

static const struct err *refuse(const struct request *request, struct response *response,
                                struct message message) {
    struct issues issues = {0};
    issue_add(request->arena, &issues, STR("file"), message);
    response->status = 422;
    return draw(request, response, NULL, &issues);
}

static const struct err *stage(struct request *request, struct response *response) {
    const struct upload *sent =
        request_upload_count(request) ? request_upload_at(request, 0) : NULL;
    if (!sent || !sent->size)
        return refuse(request, response, MESSAGE(MSG_organisation_list_no_file));
    if (sent->size > UPLOAD_BYTES_MAX)
        return refuse(request, response,
                      MESSAGE_WITH(MSG_workbook_file_too_large,
                                   str_format(request->arena, "%d", UPLOAD_BYTES_MAX >> 20)));
    struct str bytes;
    TRY(upload_read(request->arena, sent, UPLOAD_BYTES_MAX, &bytes));
    struct str id;
    TRY(organisation_stage_list(app_db(request), request->arena, request->user, request->now_ms,
                                sent->file_name, bytes, &id));
    frame_redirect(request, response,
                   str_format(request->arena, "/don-vi/nhap/" STR_FMT, STR_ARG(id)), MSG_none, 0);
    return NULL;
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct unit_import *import, bool was_asked_to_store) {
    struct issues issues = {0};
    size_t errors = table_findings_count(&import->list.findings, SEVERITY_ERROR);
    if (import->fault.id != MSG_none)
        issue_add(request->arena, &issues, STR("file"), import->fault);
    else if (was_asked_to_store && errors)
        issue_add(request->arena, &issues, STR("file"),
                  MESSAGE_WITH(MSG_organisation_list_errors_first,
                               str_format(request->arena, "%zu", errors)));
    if (issues.count)
        response->status = 422;
    return draw(request, response, import, &issues);
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct unit_import import;
    TRY(organisation_staged_list(app_db(request), request->arena, request->user, request->now_ms,
                                 request_param(request, "list"), &import));
    return draw_list(request, response, &import, false);
}

static const struct err *store(struct request *request, struct response *response) {
    struct unit_import import;
    TRY(organisation_store_list(app_db(request), request->arena, request->user, request->now_ms,
                                request_param(request, "list"), &import));
    if (!import.is_stored)
        return draw_list(request, response, &import, true);
    frame_redirect(request, response, STR("/don-vi"),
                   import.stored_count ? MSG_notice_units_imported : MSG_notice_units_same,
                   import.stored_count);
    return NULL;
}

const struct route unit_import_routes[] = {
    {HTTP_GET, "/don-vi/nhap", RIGHT_UNIT_EDIT, show_form},
    {HTTP_POST, "/don-vi/nhap", RIGHT_UNIT_EDIT, stage, .body_max_bytes = FORM_BYTES_MAX,
     .takes_files = true},
    {HTTP_GET, "/don-vi/nhap/:list", RIGHT_UNIT_EDIT, show_list},
    {HTTP_POST, "/don-vi/nhap/:list/luu", RIGHT_UNIT_EDIT, store},
};
const size_t unit_import_routes_count = COUNT_OF(unit_import_routes);
