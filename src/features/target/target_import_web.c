#include "features/target/target_import_web.h"

#include "doc/workbook_table.h"
#include "features/frame/frame.h"
#include "features/target/target_import.html.h"

enum { UPLOAD_BYTES_MAX = 5 << 20, FORM_BYTES_MAX = UPLOAD_BYTES_MAX + (1 << 20) };

/* --- what was read
 * --------------------------------------------------------------------------------- */

static struct target_import_row row_of(const struct target_line *line) {
    static const enum msg_id STATES[TARGET_LINE_STATE_COUNT] = {
        [TARGET_LINE_NEW] = MSG_target_lines_state_new,
        [TARGET_LINE_CHANGES] = MSG_target_lines_state_changes,
        [TARGET_LINE_SAME] = MSG_target_lines_state_same,
        [TARGET_LINE_EMPTY] = MSG_target_lines_state_empty,
        [TARGET_LINE_WRONG] = MSG_target_lines_state_wrong,
    };
    return (struct target_import_row){
        .row = line->row,
        .name = line->cells[TARGET_COLUMN_NAME],
        .unit = line->cells[TARGET_COLUMN_UNIT],
        .measure = line->cells[TARGET_COLUMN_MEASURE],
        .value = line->cells[TARGET_COLUMN_YEAR],
        .half = line->cells[TARGET_COLUMN_HALF],
        .state = STATES[line->state],
        .acts = line->state == TARGET_LINE_NEW || line->state == TARGET_LINE_CHANGES,
        .is_wrong = line->state == TARGET_LINE_WRONG,
    };
}

static void add_findings(const struct request *request, const struct target_lines *lines,
                         struct target_import_row *row) {
    for (size_t i = 0; i < lines->findings.count; i++) {
        const struct table_finding *f = &lines->findings.items[i];
        if (f->row != row->row)
            continue;
        *list_push(request->arena, &row->findings) = (struct target_import_finding){
            table_place(request->arena, f), f->message, f->severity == SEVERITY_ERROR};
    }
}

static void fill(const struct request *request, const struct target_import *import,
                 struct target_import_view *view) {
    const struct target_lines *lines = &import->lines;
    view->was_read = import->fault.id == MSG_none;
    view->is_stored = import->is_stored;
    view->stored_count = import->stored_count;
    view->name = import->name.n ? import->name : frame_words(request, MSG_target_lines_pasted);
    view->errors = table_findings_count(&lines->findings, SEVERITY_ERROR);
    view->new_count = lines->counts[TARGET_LINE_NEW];
    view->changed_count = lines->counts[TARGET_LINE_CHANGES];
    view->same_count = lines->counts[TARGET_LINE_SAME];
    view->empty_count = lines->counts[TARGET_LINE_EMPTY];
    view->acting = view->new_count + view->changed_count;
    view->rows_read = lines->lines.count;
    for (size_t i = 0; i < lines->lines.count; i++) {
        struct target_import_row row = row_of(&lines->lines.items[i]);
        if (view->rows.count >= TARGET_ROWS_SHOWN && !row.is_wrong) {
            view->rows_more++;
            continue;
        }
        add_findings(request, lines, &row);
        *list_push(request->arena, &view->rows) = row;
    }
}

static const struct err *draw(const struct target_desk *desk, struct response *response,
                              const struct target_import *import, const struct issues *issues) {
    struct request *request = desk->request;
    struct str pasted = request_field_pasted(request, "dan");
    struct target_import_view view = {
        .pasted = pasted.p ? pasted : STR(""),
        .action = target_desk_path(desk, STR("nhap")),
        .back_href = target_desk_path(desk, STR("")),
    };
    struct issues faults = {0};
    for (size_t i = 0; issues && i < issues->count; i++)
        *list_push(request->arena, &faults) = issues->items[i];
    if (import) {
        fill(request, import, &view);
        view.store_action = target_desk_path(
            desk, str_format(request->arena, "nhap/" STR_FMT "/luu", STR_ARG(import->id)));
        if (import->fault.id != MSG_none)
            issue_add(request->arena, &faults, STR("file"), import->fault);
    }
    TRY(target_terms_fill(desk, true, &view.terms));
    struct page page;
    frame_year_page(request, frame_words(request, MSG_target_import), &desk->year, YEAR_TARGETS,
                    &page);
    page.issues = &faults;
    page.wide = true;
    view.page = &page;
    response->status = faults.count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_target_import_page(&h, &view);
    return NULL;
}

/* --- handlers
 * ---------------------------------------------------------------------------------------- */

static const struct err *open(struct request *request, struct target_desk *desk) {
    TRY(target_desk_open(request, TARGET_KNOWN_NOW, desk));
    return target_desk_deciders_only(desk);
}

static const struct err *show_form(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open(request, &desk));
    return draw(&desk, response, NULL, NULL);
}

static const struct err *refuse(const struct target_desk *desk, struct response *response,
                                struct message message) {
    struct issues issues = {0};
    issue_add(desk->request->arena, &issues, STR("file"), message);
    return draw(desk, response, NULL, &issues);
}

static const struct err *stage(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open(request, &desk));
    const struct upload *sent =
        request_upload_count(request) ? request_upload_at(request, 0) : NULL;
    struct str pasted = request_field_pasted(request, "dan");
    bool is_text = !sent || !sent->size;
    if (is_text && !pasted.n)
        return refuse(&desk, response, MESSAGE(MSG_target_lines_no_file));
    if (!is_text && sent->size > UPLOAD_BYTES_MAX)
        return refuse(&desk, response,
                      MESSAGE_WITH(MSG_workbook_file_too_large,
                                   str_format(request->arena, "%d", UPLOAD_BYTES_MAX >> 20)));
    struct str bytes = pasted;
    if (!is_text)
        TRY(upload_read(request->arena, sent, UPLOAD_BYTES_MAX, &bytes));
    struct target_act act = target_desk_act(&desk);
    struct str id;
    TRY(target_stage(&act, is_text ? STR("") : sent->file_name, is_text, bytes, &id));
    frame_redirect(
        request, response,
        target_desk_path(&desk, str_format(request->arena, "nhap/" STR_FMT, STR_ARG(id))), MSG_none,
        0);
    return NULL;
}

static const struct err *show_table(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open(request, &desk));
    struct target_act act = target_desk_act(&desk);
    struct target_import import;
    TRY(target_staged(&act, request_param(request, "table"), &import));
    return draw(&desk, response, &import, NULL);
}

static const struct err *store(struct request *request, struct response *response) {
    struct target_desk desk;
    TRY(open(request, &desk));
    struct target_act act = target_desk_act(&desk);
    struct target_terms_form terms = target_terms_typed(request);
    struct issues issues = {0};
    struct target_import import;
    TRY(target_store_staged(&act, request_param(request, "table"), &terms, &issues, &import));
    if (!import.is_stored) {
        size_t errors = table_findings_count(&import.lines.findings, SEVERITY_ERROR);
        if (errors)
            issue_add(
                request->arena, &issues, STR(""),
                MESSAGE_WITH(MSG_target_lines_errors, str_format(request->arena, "%zu", errors)));
        return draw(&desk, response, &import, &issues);
    }
    frame_redirect(request, response, target_desk_path(&desk, STR("")), MSG_notice_target_imported,
                   import.stored_count);
    return NULL;
}

#define Y "/cum/:cluster/nam/:year/chi-tieu"

const struct route target_import_routes[] = {
    {HTTP_GET, Y "/nhap", RIGHT_TARGET_EDIT, show_form},
    {HTTP_POST, Y "/nhap", RIGHT_TARGET_EDIT, stage, .body_max_bytes = FORM_BYTES_MAX,
     .takes_files = true},
    {HTTP_GET, Y "/nhap/:table", RIGHT_TARGET_EDIT, show_table},
    {HTTP_POST, Y "/nhap/:table/luu", RIGHT_TARGET_EDIT, store},
};
const size_t target_import_routes_count = COUNT_OF(target_import_routes);
