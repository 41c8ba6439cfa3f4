/* The sheet of a cross-check: entered, read from a file, sent. */
#include "doc/paper_file.h"
#include "doc/workbook_write.h"
#include "features/crosscheck/crosscheck_sheet.html.h"
#include "features/crosscheck/crosscheck_web.h"
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoring/unit_web.h"
#include "features/submission/submission_web.h"

/* 500 criteria with two texts of 500 characters each, percent-encoded. */
enum { SHEET_BODY_MAX = 8 << 20, FILE_BODY_MAX = 8 << 20 };

#define BASE "/cum/:cluster/:period/kiem-tra-cheo/phieu/:unit"

/* What a sheet is drawn from. TYPED: what was typed or stands in a file, by code; NULL: nothing. */
struct sheet_drawing {
    const struct request *request;
    const struct scoreboard *board;
    const struct crosscheck_sheet *sheet;
    const struct crosscheck_typed_list *typed;
    const struct issues *issues;
    struct str file_name; /* the values come from it; else empty */
    struct score_evidence_counts evidence;
};

/* The unit of the address: by its name in addresses, or by the assignment that a submission names.
 */
static const struct err *load(const struct request *request, struct scoreboard *board,
                              struct crosscheck_sheet *sheet) {
    struct db *db = app_db(request);
    struct str part = request_param(request, "unit");
    TRY(scoring_load_board(db, request->arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), board));
    ptrdiff_t unit = cluster_member_by_slug(&board->cluster, part);
    if (unit < 0) {
        struct crosscheck_plan plan;
        TRY(crosscheck_load(db, request->arena, request->user, request->now_ms, &board->cluster,
                            &plan));
        for (size_t i = 0; i < plan.assignments.count; i++)
            if (str_equal(plan.assignments.items[i].id, part))
                unit = cluster_member_by_id(&board->cluster, plan.assignments.items[i].target_id);
    }
    if (unit < 0)
        return ERR_TEXT(ERR_DENIED, "crosscheck.not_assigned", "no such assignment");
    return crosscheck_sheet_load(db, request->arena, request->user, request->now_ms, board,
                                 (size_t)unit, sheet);
}

/* --- rows --------------------------------------------------------------------------------- */

/* FNV-1a of what stood in a row's fields: rows that nobody touched are not sent on. */
static struct str mark_of(struct arena *arena, const struct str *parts, size_t count) {
    uint64_t mark = 14695981039346656037u;
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < parts[i].n; k++)
            mark = (mark ^ (unsigned char)parts[i].p[k]) * 1099511628211u;
        mark = (mark ^ 0x1f) * 1099511628211u;
    }
    return str_format(arena, "%016llx", (unsigned long long)mark);
}

static struct str shown_actual(const struct sheet_drawing *d, const struct criterion *c,
                               struct str canonical) {
    struct decimal number;
    if (!canonical.p)
        return STR("");
    if (!criterion_counts(c) || !decimal_parse(canonical, &number))
        return crosscheck_show(d->request->arena, c, &d->board->book.rules, canonical);
    return unit_page_typed_number(d->request->arena, d->request->lang, number, 0);
}

static void fill_stored(const struct sheet_drawing *d, size_t index, struct sheet_row *row) {
    const struct criterion *c = &d->board->table.criteria.items[index];
    const struct crosscheck_draft *draft = &d->sheet->drafts[index];
    struct arena *arena = d->request->arena;
    row->typed_actual = shown_actual(d, c, draft->finding.actual);
    row->typed_points =
        draft->finding.has_points
            ? unit_page_typed_number(arena, d->request->lang, draft->finding.points, POINT_SCALE)
            : STR("");
    row->typed_reason = draft->finding.reason;
    row->typed_seen = draft->finding.seen;
    row->typed_note = draft->finding.note;
    row->seen_revision = draft->revision;
    const struct str parts[] = {row->typed_actual, row->typed_points, row->typed_reason,
                                row->typed_seen, row->typed_note};
    row->drawn = mark_of(arena, parts, COUNT_OF(parts));
    row->author = draft->revision
                      ? str_format(arena, STR_FMT ", " STR_FMT "%s" STR_FMT, STR_ARG(draft->author),
                                   STR_ARG(instant_display(arena, draft->at_ms)),
                                   draft->source.n ? ", " : "", STR_ARG(draft->source))
                      : STR("");
}

static const struct crosscheck_typed *typed_of(const struct sheet_drawing *d, struct str code) {
    for (size_t i = 0; d->typed && i < d->typed->count; i++)
        if (str_equal(d->typed->items[i].code, code))
            return &d->typed->items[i];
    return NULL;
}

/* A row that a colleague changed meanwhile is seen now: saving once more keeps what was typed. */
static void fill_typed(const struct sheet_drawing *d, struct sheet_row *row) {
    static const struct {
        const char *kind;
        enum msg_id name;
        size_t fault;
    } FIELDS[] = {
        {"actual", MSG_crosscheck_found, offsetof(struct sheet_row, actual_fault)},
        {"points", MSG_crosscheck_points, offsetof(struct sheet_row, points_fault)},
        {"reason", MSG_crosscheck_why, offsetof(struct sheet_row, reason_fault)},
        {"seen", MSG_crosscheck_seen, offsetof(struct sheet_row, seen_fault)},
        {"note", MSG_crosscheck_seen_what, offsetof(struct sheet_row, note_fault)},
    };
    const struct crosscheck_typed *typed = typed_of(d, row->code);
    bool conflict = false;
    for (size_t i = COUNT_OF(FIELDS); d->issues && i-- > 0;) {
        const struct issue *issue =
            issue_of(d->issues, str_format(d->request->arena, "%s." STR_FMT, FIELDS[i].kind,
                                           STR_ARG(row->code)));
        if (!issue)
            continue;
        row->issue = issue;
        row->issue_field = frame_words(d->request, FIELDS[i].name);
        *(bool *)((char *)row + FIELDS[i].fault) = true;
        conflict = conflict || issue->message.id == MSG_scoring_changed_meanwhile;
    }
    if (!typed)
        return;
    row->typed_actual = str_or_empty(typed->actual);
    row->typed_points = str_or_empty(typed->points);
    row->typed_reason = str_or_empty(typed->reason);
    row->typed_seen = str_or_empty(typed->seen);
    row->typed_note = str_or_empty(typed->note);
    if (!conflict)
        row->seen_revision = typed->seen_revision;
}

static void add_choice(const struct sheet_drawing *d, struct ui_options *options, struct str value,
                       struct str text, struct str chosen) {
    *list_push(d->request->arena, options) =
        (struct ui_option){value, text, str_equal(value, chosen)};
}

static void add_choices(const struct sheet_drawing *d, const struct criterion *c,
                        struct sheet_row *row) {
    struct str seen = row->typed_seen;
    if (str_equal_c(seen, "Có") || str_equal_c(seen, "có"))
        seen = STR("yes");
    else if (str_equal_c(seen, "Không") || str_equal_c(seen, "không"))
        seen = STR("no");
    add_choice(d, &row->seen, STR(""), STR(""), seen);
    add_choice(d, &row->seen, STR("yes"), frame_words(d->request, MSG_crosscheck_yes), seen);
    add_choice(d, &row->seen, STR("no"), frame_words(d->request, MSG_crosscheck_no), seen);
    struct scoring_choices choices;
    scoring_choices(d->request->arena, LANG_VI, c, &d->board->book.rules, &choices);
    if (!choices.count || !row->takes_actual)
        return;
    struct str chosen = row->typed_actual;
    bool known = !chosen.n;
    add_choice(d, &row->choices, STR(""), STR(""), chosen);
    for (size_t i = 0; i < choices.count; i++) {
        add_choice(d, &row->choices, choices.items[i].label, choices.items[i].label, chosen);
        known = known || str_equal(choices.items[i].label, chosen);
    }
    if (!known) /* what a file says, to be mended */
        add_choice(d, &row->choices, chosen, chosen, chosen);
}

static struct sheet_row row_of(const struct sheet_drawing *d, size_t index) {
    struct arena *arena = d->request->arena;
    enum lang lang = d->request->lang;
    const struct criterion *c = &d->board->table.criteria.items[index];
    const struct board_cell *cell = board_cell_at(d->board, d->sheet->target, index);
    const struct score_cell *score = score_cell_at(&d->board->matrix, d->sheet->target, index);
    struct sheet_row row = {
        .is_group = !criterion_is_scored(c),
        .takes = crosscheck_sheet_takes(d->board, d->sheet->target, index),
        .has_max = c->max.units != 0,
        .code = c->code,
        .label = c->depth == 0 || !criterion_is_scored(c) ? c->label : c->code,
        .name = c->name,
        .max = c->max,
        .target = unit_page_target(arena, lang, c),
        .evidence = STR(""),
        .self_actual = STR(""),
        .why_href = why_path(arena, d->board, d->sheet->target, index),
    };
    row.takes_actual = row.takes && crosscheck_takes_actual(c);
    row.hides = row.takes && crosscheck_sheet_hides(d->sheet, index);
    if (!row.hides) {
        row.self_actual = unit_page_actual(arena, lang, c, cell->self_actual);
        row.has_self = cell->has_self;
        row.self = cell->self;
        row.has_rule = score->has_points;
        row.rule = score->points;
    }
    row.evidence = str_or_empty(cell->evidence);
    size_t pieces =
        d->evidence.items ? d->evidence.items[d->sheet->target * d->evidence.criteria + index] : 0;
    if (row.takes && pieces) {
        row.evidence_href =
            score_evidence_path(arena, &(struct evidence_place){d->board, d->sheet->target, index});
        row.evidence_count = pieces;
    }
    if (row.takes) {
        fill_stored(d, index, &row);
        fill_typed(d, &row);
        add_choices(d, c, &row);
    }
    return row;
}

/* --- the page ----------------------------------------------------------------------------- */

static struct str name_of(const struct scoreboard *board, struct str unit_id) {
    ptrdiff_t member = cluster_member_by_id(&board->cluster, unit_id);
    return member < 0 ? STR("?") : board->cluster.members.items[member].name;
}

static void fill_view(const struct sheet_drawing *d, struct crosscheck_sheet_view *view) {
    const struct request *request = d->request;
    struct arena *arena = request->arena;
    const struct cluster_period *cluster = &d->board->cluster;
    const struct crosscheck_sheet *sheet = d->sheet;
    struct str slug = cluster->members.items[sheet->target].slug;
    const struct crosscheck_visit *visit =
        crosscheck_visit_of(&sheet->plan, sheet->leader->target_id);
    view->back_href = step_path(arena, cluster, STEP_CROSS);
    view->target = cluster->members.items[sheet->target].name;
    view->checker = name_of(d->board, sheet->leader->checker_id);
    view->visit = visit ? date_display(arena, visit->on) : STR("");
    view->progress = frame_say(request, MESSAGE_WITH(MSG_crosscheck_entered_of,
                                                     str_format(arena, "%zu", sheet->entered),
                                                     str_format(arena, "%zu", sheet->takes)));
    view->is_blind = sheet->is_blind;
    view->may_enter = sheet->may_enter;
    view->may_send = sheet->may_send && sheet->progress.entered_ms > sheet->progress.sent_ms;
    view->not_locked = !d->board->table.locked;
    view->from_file = d->file_name.n > 0;
    view->source = d->file_name;
    view->href = crosscheck_sheet_path(arena, cluster, slug, "");
    view->send_href = crosscheck_sheet_path(arena, cluster, slug, "gui");
    view->file_href = crosscheck_sheet_path(arena, cluster, slug, "tep");
    view->sent =
        sheet->progress.sent_ms
            ? frame_say(request, MESSAGE_WITH(MSG_crosscheck_state_sent,
                                              instant_display(arena, sheet->progress.sent_ms)))
            : STR("");
    ptrdiff_t checker = cluster_member_by_id(cluster, sheet->leader->checker_id);
    if (checker >= 0 && sheet->progress.entered_ms > sheet->progress.sent_ms &&
        submission_needed(request, place_of_period(cluster), sheet->leader->checker_id))
        view->commander_href =
            submission_new_href(arena, cluster->slug, cluster->period.year, SUBMISSION_CROSSCHECK,
                                cluster->members.items[checker].slug, sheet->leader->id);
}

static const struct err *draw_sheet(const struct sheet_drawing *drawing,
                                    struct response *response) {
    const struct request *request = drawing->request;
    struct sheet_drawing whole = *drawing;
    const struct sheet_drawing *d = &whole;
    TRY(score_evidence_count(app_db(request), request->arena, request->user, d->board,
                             (ptrdiff_t)d->sheet->target, &whole.evidence));
    struct page page;
    frame_page(request, frame_words(request, MSG_crosscheck_sheet), &d->board->cluster, STEP_CROSS,
               &page);
    page.wide = true;
    page.issues = unit_page_summary(request->arena, request->lang, d->issues);
    struct crosscheck_sheet_view view = {.page = &page};
    fill_view(d, &view);
    for (size_t i = 0; i < d->board->table.criteria.count; i++)
        *list_push(request->arena, &view.rows) = row_of(d, i);
    response->status = d->issues && d->issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_crosscheck_sheet_page(&h, &view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    TRY(load(request, &board, &sheet));
    return draw_sheet(&(struct sheet_drawing){.request = request, .board = &board, .sheet = &sheet},
                      response);
}

/* --- saving ------------------------------------------------------------------------------- */

static struct str row_field(const struct request *request, const char *kind, struct str code) {
    struct str name = str_format(request->arena, "%s." STR_FMT, kind, STR_ARG(code));
    return request_text(request, str_c(request->arena, name));
}

/* Rows that somebody touched; from a file all that it filled in. */
static void read_rows(const struct request *request, const struct criteria *criteria,
                      struct crosscheck_typed_list *ret_typed) {
    *ret_typed = (struct crosscheck_typed_list){0};
    for (size_t i = 0; i < criteria->count; i++) {
        struct str code = criteria->items[i].code;
        long long seen = 0;
        if (!crosscheck_takes(&criteria->items[i]) ||
            !str_to_int64(row_field(request, "rev", code), &seen))
            continue;
        struct crosscheck_typed typed = {.code = code,
                                         .actual = row_field(request, "actual", code),
                                         .points = row_field(request, "points", code),
                                         .reason = row_field(request, "reason", code),
                                         .seen = row_field(request, "seen", code),
                                         .note = row_field(request, "note", code),
                                         .seen_revision = seen};
        const struct str parts[] = {typed.actual, typed.points, typed.reason, typed.seen,
                                    typed.note};
        if (!str_equal(mark_of(request->arena, parts, COUNT_OF(parts)),
                       row_field(request, "was", code)))
            *list_push(request->arena, ret_typed) = typed;
    }
}

static struct str page_of(const struct request *request, const struct scoreboard *board,
                          const struct crosscheck_sheet *sheet) {
    return crosscheck_sheet_path(request->arena, &board->cluster,
                                 board->cluster.members.items[sheet->target].slug, "");
}

static const struct err *save(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    struct crosscheck_typed_list typed;
    struct issues issues = {0};
    int stored = 0;
    TRY(load(request, &board, &sheet));
    read_rows(request, &board.table.criteria, &typed);
    struct str source = request_text(request, "nguon");
    TRY(crosscheck_save(app_db(request), request->arena, request->user, request->now_ms,
                        &board.cluster, sheet.leader->target_id, typed.items, typed.count,
                        str_slice(source, 0, source.n < 200 ? source.n : 200), &issues, &stored));
    if (issues.count) {
        TRY(load(request, &board, &sheet)); /* somebody else may have been quicker */
        return draw_sheet(&(struct sheet_drawing){.request = request,
                                                  .board = &board,
                                                  .sheet = &sheet,
                                                  .typed = &typed,
                                                  .issues = &issues,
                                                  .file_name = source},
                          response);
    }
    frame_redirect(request, response, page_of(request, &board, &sheet),
                   stored ? MSG_notice_crosscheck_saved : MSG_notice_crosscheck_saved_nothing,
                   stored);
    return NULL;
}

static const struct err *send_result(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    struct issues issues = {0};
    int stored = 0;
    TRY(load(request, &board, &sheet));
    TRY(crosscheck_send(app_db(request), request->arena, request->user, request->now_ms,
                        &board.cluster, sheet.leader->target_id, &issues, &stored));
    if (issues.count)
        return draw_sheet(
            &(struct sheet_drawing){
                .request = request, .board = &board, .sheet = &sheet, .issues = &issues},
            response);
    frame_redirect(request, response, page_of(request, &board, &sheet), MSG_notice_crosscheck_sent,
                   stored);
    return NULL;
}

/* --- files -------------------------------------------------------------------------------- */

static const struct err *send_book(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    struct str bytes;
    TRY(load(request, &board, &sheet));
    TRY(crosscheck_sheet_make(request->arena, &board, &sheet, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE,
                 crosscheck_doc_name(request->arena, &board, sheet.target, "xlsx"), bytes);
    return NULL;
}

static const struct err *send_paper(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    struct str bytes;
    TRY(load(request, &board, &sheet));
    enum paper_file file =
        str_equal_c(request_query_text(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX;
    const struct document *document =
        crosscheck_paper_make(request->arena, &board, &sheet, request->now_ms);
    TRY(paper_write(document, file, request->arena, &bytes));
    respond_file(response, paper_file_content_type(file),
                 crosscheck_doc_name(request->arena, &board, sheet.target, paper_file_suffix(file)),
                 bytes);
    return NULL;
}

/* What the file says stands in the fields, to be looked at and saved; nothing is stored here. */
static const struct err *take_file(struct request *request, struct response *response) {
    struct scoreboard board;
    struct crosscheck_sheet sheet;
    struct crosscheck_typed_list typed = {0};
    struct issues issues = {0};
    TRY(load(request, &board, &sheet));
    TRY(frame_must(request, RIGHT_SCORE_CHECK, &board.cluster, sheet.leader->checker_id));
    const struct upload *upload =
        request_upload_count(request) ? request_upload_at(request, 0) : NULL;
    if (!upload || !upload->size) {
        issue_add(request->arena, &issues, STR("tep"), MESSAGE(MSG_crosscheck_no_file));
    } else {
        struct workbook_file file = {.descriptor = upload_descriptor(upload),
                                     .offset = upload->offset,
                                     .size = upload->size};
        TRY(crosscheck_sheet_read(request->arena, &board, &sheet, &file, &issues, &typed));
    }
    for (size_t i = 0; i < typed.count; i++) {
        struct crosscheck_finding finding;
        ptrdiff_t found = criteria_find(&board.table.criteria, typed.items[i].code);
        crosscheck_read(request->arena, &board.table.criteria.items[found], &board.book.rules,
                        &typed.items[i], &issues, &finding);
    }
    return draw_sheet(
        &(struct sheet_drawing){.request = request,
                                .board = &board,
                                .sheet = &sheet,
                                .typed = &typed,
                                .issues = &issues,
                                .file_name = typed.count ? upload->file_name : STR("")},
        response);
}

const struct route crosscheck_sheet_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show},
    {HTTP_POST, BASE, RIGHT_SCORE_CHECK, save, .body_max_bytes = SHEET_BODY_MAX},
    {HTTP_POST, BASE "/gui", RIGHT_MEMBER_SEND, send_result},
    {HTTP_GET, BASE "/xlsx", RIGHT_CLUSTER_READ, send_book},
    {HTTP_GET, BASE "/in", RIGHT_CLUSTER_READ, send_paper},
    {HTTP_POST, BASE "/tep", RIGHT_SCORE_CHECK, take_file, .body_max_bytes = FILE_BODY_MAX,
     .takes_files = true},
};
const size_t crosscheck_sheet_routes_count = COUNT_OF(crosscheck_sheet_routes);
