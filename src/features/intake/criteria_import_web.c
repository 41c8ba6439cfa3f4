/* "/cum/:cluster/:period/tieu-chi/nhap": a table from a file. A file with errors stores nothing and
 * shows them beside the rows; one with warnings only is stored, and they are listed. A file whose
 * sheet of rules brings something new waits at "…/nhap/:batch" until somebody confirms it. */
#include "features/intake/criteria_import_web.h"

#include "features/frame/frame.h"
#include "features/intake/criteria_import.html.h"
#include "features/scoring/named_rule_service.h"

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

static struct criteria_import_rule rule_of(const struct request *request,
                                           const struct rule_line *line) {
    static const enum msg_id NEWS[] = {[RULE_ADDED] = MSG_intake_rule_added,
                                       [RULE_CHANGED] = MSG_intake_rule_changed,
                                       [RULE_SAME] = MSG_intake_rule_same};
    struct criteria_import_rule rule = {
        .row = line->row,
        .code = line->rule.code,
        .name = line->rule.name,
        .is_read = line->is_read,
        .kind = MSG_none,
        .figures = STR(""),
        .basis = line->rule.basis,
        .news = NEWS[line->news],
        .is_news = line->news != RULE_SAME,
    };
    if (line->is_read) {
        rule.kind = criterion_kind_name((enum criterion_kind)line->rule.kind);
        rule.figures = named_rule_figures(request->arena, &line->rule);
    }
    return rule;
}

static void fill_rules(const struct request *request, const struct rules_reading *reading,
                       struct criteria_import_view *view) {
    view->rules_sheet = reading->found ? reading->sheet_name : STR("");
    for (size_t i = 0; i < reading->lines.count; i++) {
        const struct rule_line *line = &reading->lines.items[i];
        *list_push(request->arena, &view->rules) = rule_of(request, line);
        view->rules_added += line->news == RULE_ADDED;
        view->rules_changed += line->news == RULE_CHANGED;
    }
    for (size_t i = 0; i < reading->findings.count; i++) {
        const struct intake_finding *f = &reading->findings.items[i];
        const struct criteria_import_finding shown = {place_of(request, f), f->message, true};
        struct criteria_import_rule *rule = NULL;
        for (size_t k = 0; f->row && k < view->rules.count && !rule; k++)
            if (view->rules.items[k].row == f->row)
                rule = &view->rules.items[k];
        view->errors++;
        if (rule)
            *list_push(request->arena, &rule->findings) = shown;
        else
            *list_push(request->arena, &view->rules_general) = shown;
        if (rule)
            rule->wrong = true;
    }
}

/* --- the page ----------------------------------------------------------------------------- */

static void draw(const struct request *request, struct response *response,
                 const struct scoreboard *board, const struct intake_file *file, bool stored,
                 struct str batch_id, const struct issues *issues) {
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
        .rules_sheet = STR(""),
        .confirm = STR(""),
    };
    if (file) {
        fill_reading(request, file, &view);
        fill_rules(request, &file->rules, &view);
    }
    if (batch_id.n && !view.errors)
        view.confirm = str_format(request->arena, STR_FMT "/nhap/" STR_FMT, STR_ARG(view.base),
                                  STR_ARG(batch_id));
    struct html h = frame_html(request, response);
    tpl_criteria_import_page(&h, &view);
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    draw(request, response, &board, NULL, false, STR(""), NULL);
    return NULL;
}

static const struct err *refuse(const struct request *request, struct response *response,
                                const struct scoreboard *board, struct message message) {
    struct issues issues = {0};
    issue_add(request->arena, &issues, STR("file"), message);
    response->status = 422;
    draw(request, response, board, NULL, false, STR(""), &issues);
    return NULL;
}

static struct str below(const struct request *request, const struct scoreboard *board,
                        struct str batch_id) {
    return step_path_below(request->arena, &board->cluster, STEP_CRITERIA,
                           str_concat(request->arena, STR("nhap/"), batch_id));
}

/* Stored without a word to say: back to the table. Else what was understood, and why not. */
static void tell_outcome(const struct request *request, struct response *response,
                         const struct scoreboard *board, const struct intake_file *file,
                         bool stored) {
    if (stored && !intake_count(&file->criteria.findings, SEVERITY_WARNING)) {
        frame_redirect(request, response, step_path(request->arena, &board->cluster, STEP_CRITERIA),
                       MSG_notice_criteria_imported, (long long)file->criteria.criteria.count);
        return;
    }
    struct issues issues = {0};
    if (!stored) {
        response->status = 422;
        struct str errors = str_format(request->arena, "%zu", intake_criteria_errors(file));
        issue_add(request->arena, &issues, STR("reading"),
                  MESSAGE_WITH(MSG_intake_criteria_not_stored_detail, errors));
    }
    draw(request, response, board, file, stored, STR(""), &issues);
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
    struct intake_upload upload = {.name = sent->file_name};
    TRY(upload_read(request->arena, sent, UPLOAD_BYTES_MAX, &upload.bytes));
    struct intake_file file;
    bool stored;
    struct str batch_id;
    TRY(intake_offer_criteria(app_db(request), request->arena, request->user, request->now_ms,
                              &board.cluster, &upload, &file, &stored, &batch_id));
    if (!file.readable)
        return refuse(request, response, &board, file.fault);
    if (batch_id.n) {
        frame_redirect(request, response, below(request, &board, batch_id), MSG_none, 0);
        return NULL;
    }
    tell_outcome(request, response, &board, &file, stored);
    return NULL;
}

/* --- what waits for a person's word ----------------------------------------------------------- */

static const struct err *preview(struct request *request, struct response *response) {
    struct scoreboard board;
    struct intake_file file;
    struct str batch_id = request_param(request, "batch");
    TRY(load(request, &board));
    TRY(intake_criteria_preview(app_db(request), request->arena, request->user, &board.cluster,
                                batch_id, &file));
    draw(request, response, &board, &file, false, batch_id, NULL);
    return NULL;
}

static const struct err *confirm(struct request *request, struct response *response) {
    struct scoreboard board;
    struct intake_file file;
    bool stored;
    struct str batch_id = request_param(request, "batch");
    TRY(load(request, &board));
    if (str_equal_c(request_text(request, "act"), "drop")) {
        TRY(intake_criteria_drop(app_db(request), request->arena, request->user, request->now_ms,
                                 &board.cluster, batch_id));
        frame_redirect(request, response, step_path(request->arena, &board.cluster, STEP_CRITERIA),
                       MSG_notice_criteria_import_dropped, 0);
        return NULL;
    }
    TRY(intake_criteria_confirm(app_db(request), request->arena, request->user, request->now_ms,
                                &board.cluster, batch_id, &file, &stored));
    tell_outcome(request, response, &board, &file, stored);
    return NULL;
}

const struct route criteria_import_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/nhap", RIGHT_CRITERIA_EDIT, show},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/nhap", RIGHT_CRITERIA_EDIT, import,
     .body_max_bytes = FORM_BYTES_MAX, .takes_files = true},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/nhap/:batch", RIGHT_CRITERIA_EDIT, preview},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/nhap/:batch", RIGHT_CRITERIA_EDIT, confirm},
};
const size_t criteria_import_routes_count = COUNT_OF(criteria_import_routes);
