/* "/cum/:cluster/:period/tieu-chi/nhap": a table from a file. A file with errors stores nothing and
 * shows them beside the rows; one with warnings only is stored, and they are listed. */
#include "features/intake/criteria_import_web.h"

#include "features/frame/frame.h"
#include "features/intake/criteria_import.html.h"

enum { UPLOAD_BYTES_MAX = 20 << 20, FORM_BYTES_MAX = UPLOAD_BYTES_MAX + (64 << 10) };

static const struct err *load(const struct request *request, struct scoreboard *ret_board) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &ret_board->cluster, STR("")));
    if (ret_board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    return NULL;
}

/* --- what was understood -------------------------------------------------------------------- */

static struct str place_of(const struct request *request, const struct intake_finding *finding) {
    if (finding->row && finding->column)
        return grid_place(request->arena, finding->row, finding->column);
    if (!finding->row)
        return STR("");
    return message_text(
        request->arena, request->lang,
        MESSAGE_WITH(MSG_intake_criteria_row, str_format(request->arena, "%u", finding->row)));
}

static struct criteria_import_row row_of(const struct request *request,
                                         const struct criterion *criterion, uint32_t sheet_row) {
    struct criteria_import_row row = {
        .row = sheet_row,
        .code = criterion->code,
        .name = criterion->name,
        .kind = criterion_kind_name(criterion->kind),
        .max = criterion->max,
        .target = STR(""),
        .is_group = criterion_is_group(criterion),
    };
    if (criterion->has_target) {
        struct str target = decimal_display(request->arena, criterion->target, 0,
                                            request->lang == LANG_VI ? ',' : '.');
        row.target = str_trim(str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(target),
                                         STR_ARG(criterion->unit_of_measure)));
    }
    return row;
}

static void fill_reading(const struct request *request, const struct intake_file *file,
                         struct criteria_import_view *view) {
    const struct criteria_reading *reading = &file->criteria;
    view->was_read = true;
    view->file_name = file->name;
    view->sheet_name = file->sheet_name;
    view->title = reading->title;
    for (size_t i = 0; i < reading->criteria.count; i++)
        *list_push(request->arena, &view->rows) =
            row_of(request, &reading->criteria.items[i], reading->rows[i]);
    for (size_t i = 0; i < reading->findings.count; i++) {
        const struct intake_finding *f = &reading->findings.items[i];
        const struct criteria_import_finding shown = {place_of(request, f), f->message,
                                                      f->severity == SEVERITY_ERROR};
        view->errors += f->severity == SEVERITY_ERROR;
        view->warnings += f->severity == SEVERITY_WARNING;
        struct criteria_import_row *row = NULL;
        for (size_t k = 0; f->row && k < view->rows.count && !row; k++)
            if (view->rows.items[k].row == f->row)
                row = &view->rows.items[k];
        if (!row) {
            *list_push(request->arena, &view->general) = shown;
            continue;
        }
        row->wrong |= shown.is_error;
        *list_push(request->arena, &row->findings) = shown;
    }
}

/* --- the page ----------------------------------------------------------------------------- */

static void draw(const struct request *request, struct response *response,
                 const struct scoreboard *board, const struct intake_file *file, bool stored,
                 const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_criteria_import), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct criteria_import_view view = {
        .page = &page,
        .base = step_path(request->arena, &board->cluster, STEP_CRITERIA),
        .replaces = board->table.exists && !stored,
        .replaced_count = board->table.criteria.count,
        .stored = stored,
    };
    if (file)
        fill_reading(request, file, &view);
    struct html h = frame_html(request, response);
    tpl_criteria_import_page(&h, &view);
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    draw(request, response, &board, NULL, false, NULL);
    return NULL;
}

static const struct err *refuse(const struct request *request, struct response *response,
                                const struct scoreboard *board, struct message message) {
    struct issues issues = {0};
    issue_add(request->arena, &issues, STR("file"), message);
    response->status = 422;
    draw(request, response, board, NULL, false, &issues);
    return NULL;
}

static const struct err *import(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    size_t count = request_upload_count(request);
    const struct upload *sent = count ? request_upload_at(request, 0) : NULL;
    if (!sent || (!sent->size && !sent->file_name.n))
        return refuse(request, response, &board, MESSAGE(MSG_intake_no_file));
    if (sent->size > UPLOAD_BYTES_MAX)
        return refuse(request, response, &board,
                      MESSAGE_WITH(MSG_workbook_file_too_large,
                                   str_format(request->arena, "%d", UPLOAD_BYTES_MAX >> 20)));
    const struct workbook_file source = {
        .descriptor = upload_descriptor(sent), .offset = sent->offset, .size = sent->size};
    const struct intake_upload upload = {
        .name = sent->file_name, .file = &source, .sha256 = sent->sha256};
    struct intake_file file;
    bool stored;
    TRY(intake_import_criteria(app_db(request), request->arena, request->user, request->now_ms,
                               &board.cluster, &upload, true, &file, &stored));
    if (!file.readable)
        return refuse(request, response, &board, file.fault);
    if (stored && !intake_count(&file.criteria.findings, SEVERITY_WARNING)) {
        frame_redirect(request, response, step_path(request->arena, &board.cluster, STEP_CRITERIA),
                       MSG_notice_criteria_imported, (long long)file.criteria.criteria.count);
        return NULL;
    }
    struct issues issues = {0};
    if (!stored) {
        response->status = 422;
        struct str errors = str_format(request->arena, "%zu",
                                       intake_count(&file.criteria.findings, SEVERITY_ERROR));
        issue_add(request->arena, &issues, STR("reading"),
                  MESSAGE_WITH(MSG_intake_criteria_not_stored_detail, errors));
    }
    draw(request, response, &board, &file, stored, &issues);
    return NULL;
}

const struct route criteria_import_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/nhap", RIGHT_CRITERIA_EDIT, show},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/nhap", RIGHT_CRITERIA_EDIT, import,
     .body_max_bytes = FORM_BYTES_MAX, .takes_files = true},
};
const size_t criteria_import_routes_count = COUNT_OF(criteria_import_routes);
