/* Writing the review report: its sections, shortcomings and tasks; printing the draft. */
#include "features/review/review_web.h"

#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/review/review.html.h"
#include "features/review/review_doc.h"
#include "features/review/review_service.h"
#include "features/scoring/sight_service.h"
#include "text/utf8.h"

/* Nine sections at their largest, percent-encoded. */
enum { REPORT_BODY_MAX = 4 << 20, ITEM_BODY_MAX = 256 << 10, LINES_BODY_MAX = 4 << 20 };

static struct str below(const struct request *request, const struct cluster_period *cluster,
                        struct str tail) {
    return step_path_below(request->arena, cluster, STEP_REVIEW, tail);
}

static struct str period_of(const struct request *request, const struct cluster_period *cluster) {
    return period_display(request->arena, request->lang, cluster->period);
}

static const struct err *need_editor(const struct request *request,
                                     const struct cluster_period *cluster) {
    TRY(frame_must(request, RIGHT_REVIEW_EDIT, cluster, STR("")));
    return NULL;
}

/* --- the report --------------------------------------------------------------------------- */

struct report_load {
    struct scoreboard board;
    struct review review;
};

static const struct err *load_report(const struct request *request, struct report_load *ret_load) {
    struct db *db = app_db(request);
    TRY(scoring_load_board(db, request->arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), &ret_load->board));
    return review_load(db, request->arena, request->user, &ret_load->board.cluster,
                       &ret_load->review);
}

static void add_part(const struct request *request, const struct report_load *load,
                     enum review_section section, struct review_view *view) {
    const struct review_text *text = &load->review.texts[section];
    struct review_part part = {
        .code = review_section_code(section),
        .title = review_section_title(request->arena, request->lang, section,
                                      load->board.cluster.period),
        .hint = review_section_hint(section),
        .section = section,
        .body = text->body,
        .seen_revision = text->revision,
        .source = text->source,
        .author = text->author,
        .at_ms = text->at_ms,
        .stored = STR(""),
    };
    part.empty = review_section_is_empty(&load->review, section, board_has_scores(&load->board));
    part.state = part.empty ? UI_STATE_TODO : UI_STATE_DONE;
    view->filled += !part.empty;
    struct str rest = text->body;
    while (rest.p) {
        struct str line = str_trim(str_cut(&rest, '\n'));
        if (line.n)
            *list_push(request->arena, &part.paragraphs) = line;
    }
    *list_push(request->arena, &view->parts) = part;
}

static void add_rows(const struct request *request, const struct cluster_period *cluster,
                     const struct review_item *items, size_t count, struct review_rows *rows) {
    for (size_t i = 0; i < count; i++) {
        struct str tail = str_format(request->arena, "muc/" STR_FMT, STR_ARG(items[i].id));
        *list_push(request->arena, rows) =
            (struct review_row){items[i], below(request, cluster, tail), i + 1};
    }
}

static void add_lines(const struct request *request, const struct scoreboard *board,
                      struct review_view *view) {
    struct board_stage stage;
    struct scoring_sight sight = scoring_visible_units(request->arena, board, request->user);
    view->hidden = scoring_sight_words(request->arena, request->lang, board, &sight);
    scoring_board_stage(request->arena, board, RANKING_IN_FORCE, !sight.all, &stage);
    view->units = stage.matrix.unit_count;
    for (size_t i = 0; i < stage.matrix.unit_count; i++) {
        const struct standing *standing = &stage.standings[i];
        view->complete += standing->totals.complete;
        if (!scoring_sight_has(&sight, standing->unit))
            continue;
        *list_push(request->arena, &view->lines) = (struct review_line){
            .place = standing->place,
            .ordinal = i + 1,
            .name = board->cluster.members.items[standing->unit].name,
            .total = standing->totals.total,
            .complete = standing->totals.complete,
            .missing = standing->totals.missing,
        };
    }
}

static struct str plan_href(const struct request *request, const struct cluster_period *cluster,
                            struct str tail) {
    const struct cluster_year year = {.slug = cluster->slug, .year = cluster->period.year};
    return year_path_below(request->arena, &year, YEAR_PLAN, tail);
}

static void fill_view(const struct request *request, const struct report_load *load,
                      struct review_view *view) {
    const struct cluster_period *cluster = &load->board.cluster;
    *view = (struct review_view){
        .title = frame_words(request, MSG_review_title),
        .period = period_of(request, cluster),
        .path = step_path(request->arena, cluster, STEP_REVIEW),
        .ranking_href = step_path(request->arena, cluster, STEP_RANKING),
        /* Tasks of the first half-year's review go into the work plan of the year. */
        .plan_href =
            cluster->period.half == 1 ? plan_href(request, cluster, STR("so-ket")) : STR(""),
        .accounts = load->review.accounts,
        .accounts_href = plan_href(request, cluster, STR("ket-qua")),
        .superior = utf8_upper(request->arena, cluster->superior.name),
        .cluster = utf8_upper(request->arena, cluster->name),
        .may_edit = frame_may(request, RIGHT_REVIEW_EDIT, cluster, STR("")),
        .has_table = load->board.table.criteria.count > 0,
        .places = cluster->places_shown,
    };
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        add_part(request, load, (enum review_section)section, view);
    add_lines(request, &load->board, view);
    add_rows(request, cluster, load->review.shortcomings.items, load->review.shortcomings.count,
             &view->shortcomings);
    add_rows(request, cluster, load->review.tasks.items, load->review.tasks.count, &view->tasks);
}

static void draw_report(const struct request *request, const struct report_load *load,
                        struct review_view *view, const struct issues *issues,
                        struct response *response) {
    struct page page;
    frame_page(request, view->title, &load->board.cluster, STEP_REVIEW, &page);
    page.issues = issues;
    view->page = &page;
    struct html h = frame_html(request, response);
    tpl_review_page(&h, view);
}

static const struct err *show_report(struct request *request, struct response *response) {
    struct report_load load;
    struct review_view view;
    TRY(load_report(request, &load));
    fill_view(request, &load, &view);
    draw_report(request, &load, &view, NULL, response);
    return NULL;
}

/* "seen-situation" and "source-situation" stand beside the field "situation". */
static struct str beside(const struct request *request, const char *what, struct str code) {
    return request_text(request, str_format(request->arena, "%s-" STR_FMT, what, STR_ARG(code)).p);
}

/* The sections that were sent; one that is not in the form stays as it is. */
static size_t read_edits(const struct request *request, struct review_edit *edits) {
    size_t count = 0;
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++) {
        struct str code = review_section_code((enum review_section)section);
        struct str body = request_field(request, str_c(request->arena, code));
        long long seen = 0;
        if (!body.p || !str_to_int64(beside(request, "seen", code), &seen) || seen < 0)
            continue;
        edits[count++] = (struct review_edit){.section = (enum review_section)section,
                                              .body = body,
                                              .source = beside(request, "source", code),
                                              .seen_revision = seen};
    }
    return count;
}

/* The refused form again: what was typed, what somebody else stored meanwhile, and its revision, so
 * that saving once more means "I have seen it". */
static void put_back(const struct review_edit *edits, size_t count, const struct issues *issues,
                     struct review_view *view) {
    for (size_t i = 0; i < count; i++) {
        struct review_part *part = &view->parts.items[edits[i].section];
        part->issue = issue_of(issues, part->code);
        bool other = part->seen_revision != edits[i].seen_revision;
        if (part->issue && other)
            part->stored = part->body;
        if (!part->issue && other)
            continue; /* untouched here, newer there */
        part->body = edits[i].body;
        part->source = edits[i].source;
    }
}

static const struct err *save_report(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    struct review_edit edits[REVIEW_SECTION_COUNT];
    size_t count = read_edits(request, edits);
    struct issues issues = {0};
    int stored;
    TRY(review_save_texts(app_db(request), request->arena, request->user, request->now_ms, &cluster,
                          edits, count, &issues, &stored));
    if (issues.count) {
        struct report_load load;
        struct review_view view;
        TRY(load_report(request, &load));
        fill_view(request, &load, &view);
        put_back(edits, count, &issues, &view);
        response->status = 422;
        draw_report(request, &load, &view, &issues, response);
        return NULL;
    }
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_REVIEW),
                   MSG_notice_text_saved, stored);
    return NULL;
}

/* --- one row ------------------------------------------------------------------------------ */

static struct review_item_form read_item(const struct request *request) {
    struct review_item_form form = {
        .content = request_text(request, "content"),
        .cause = request_text(request, "cause"),
        .lesson = request_text(request, "lesson"),
        .remedy = request_text(request, "remedy"),
        .owner = request_text(request, "owner"),
        .due = request_text(request, "due"),
    };
    long long seen = 0;
    if (str_to_int64(request_text(request, "seen"), &seen) && seen > 0)
        form.seen_revision = seen;
    return form;
}

/* What a small page is about. */
struct item_page {
    enum review_item_kind kind;
    struct str item_id; /* empty: a new one */
    struct review_item_form form;
    struct str lines;
};

static void draw_item(const struct request *request, const struct cluster_period *cluster,
                      const struct item_page *item, const struct issues *issues,
                      struct response *response) {
    bool is_task = item->kind == REVIEW_TASK;
    bool is_new = str_is_empty(item->item_id);
    enum msg_id title = is_new    ? is_task ? MSG_review_new_task : MSG_review_new_shortcoming
                        : is_task ? MSG_review_edit_task
                                  : MSG_review_edit_shortcoming;
    struct str tail = is_task ? STR("nhiem-vu/moi") : STR("han-che/moi");
    if (!is_new)
        tail = str_format(request->arena, "muc/" STR_FMT, STR_ARG(item->item_id));
    struct page page;
    frame_page(request, frame_words(request, title), cluster, STEP_REVIEW, &page);
    page.issues = issues;
    struct review_item_view view = {
        .page = &page,
        .title = page.title,
        .period = period_of(request, cluster),
        .path = step_path(request->arena, cluster, STEP_REVIEW),
        .action = below(request, cluster, tail),
        .form = item->form,
        .is_task = is_task,
        .is_new = is_new,
        .remove_action = below(request, cluster, str_concat(request->arena, tail, STR("/bo"))),
        .lines_action = below(request, cluster, STR("nhiem-vu/dan")),
        .lines = item->lines,
    };
    struct html h = frame_html(request, response);
    tpl_review_item_page(&h, &view);
}

static const struct err *show_new(struct request *request, struct response *response,
                                  enum review_item_kind kind) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(need_editor(request, &cluster));
    struct item_page item = {.kind = kind, .item_id = STR("")};
    draw_item(request, &cluster, &item, NULL, response);
    return NULL;
}

static const struct err *show_new_shortcoming(struct request *request, struct response *response) {
    return show_new(request, response, REVIEW_SHORTCOMING);
}

static const struct err *show_new_task(struct request *request, struct response *response) {
    return show_new(request, response, REVIEW_TASK);
}

static const struct err *find_item(const struct request *request,
                                   const struct cluster_period *cluster,
                                   const struct review_item **ret_item) {
    struct review review;
    struct str id = request_param(request, "item");
    TRY(review_load(app_db(request), request->arena, request->user, cluster, &review));
    for (size_t i = 0; i < review.shortcomings.count; i++)
        if (str_equal(review.shortcomings.items[i].id, id)) {
            *ret_item = &review.shortcomings.items[i];
            return NULL;
        }
    for (size_t i = 0; i < review.tasks.count; i++)
        if (str_equal(review.tasks.items[i].id, id)) {
            *ret_item = &review.tasks.items[i];
            return NULL;
        }
    return ERR(ERR_NOT_FOUND, "no such row in the report");
}

static const struct err *show_item(struct request *request, struct response *response) {
    struct cluster_period cluster;
    const struct review_item *stored;
    TRY(frame_cluster(request, &cluster));
    TRY(need_editor(request, &cluster));
    TRY(find_item(request, &cluster, &stored));
    struct item_page item = {.kind = stored->kind,
                             .item_id = stored->id,
                             .form = {.content = stored->content,
                                      .cause = stored->cause,
                                      .lesson = stored->lesson,
                                      .remedy = stored->remedy,
                                      .owner = stored->owner,
                                      .due = date_display(request->arena, stored->due),
                                      .seen_revision = stored->revision}};
    draw_item(request, &cluster, &item, NULL, response);
    return NULL;
}

static const struct err *save_item(struct request *request, struct response *response,
                                   const struct cluster_period *cluster, struct item_page *item) {
    struct issues issues = {0};
    item->form = read_item(request);
    TRY(review_save_item(app_db(request), request->arena, request->user, request->now_ms, cluster,
                         item->item_id, item->kind, &item->form, &issues));
    if (issues.count) {
        response->status = 422;
        draw_item(request, cluster, item, &issues, response);
        return NULL;
    }
    frame_redirect(request, response, step_path(request->arena, cluster, STEP_REVIEW),
                   MSG_notice_item_saved, 0);
    return NULL;
}

static const struct err *add_shortcoming(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    struct item_page item = {.kind = REVIEW_SHORTCOMING, .item_id = STR("")};
    return save_item(request, response, &cluster, &item);
}

static const struct err *add_task(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    struct item_page item = {.kind = REVIEW_TASK, .item_id = STR("")};
    return save_item(request, response, &cluster, &item);
}

static const struct err *change_item(struct request *request, struct response *response) {
    struct cluster_period cluster;
    const struct review_item *stored;
    TRY(frame_cluster(request, &cluster));
    TRY(need_editor(request, &cluster));
    TRY(find_item(request, &cluster, &stored));
    struct item_page item = {.kind = stored->kind, .item_id = stored->id};
    return save_item(request, response, &cluster, &item);
}

static const struct err *remove_item(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(review_remove_item(app_db(request), request->arena, request->user, request->now_ms,
                           &cluster, request_param(request, "item")));
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_REVIEW),
                   MSG_notice_item_removed, 0);
    return NULL;
}

static const struct err *paste_tasks(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    struct issues issues = {0};
    struct str lines = request_text(request, "lines");
    int added;
    TRY(review_add_tasks(app_db(request), request->arena, request->user, request->now_ms, &cluster,
                         lines, &issues, &added));
    if (issues.count) {
        struct item_page item = {.kind = REVIEW_TASK, .item_id = STR(""), .lines = lines};
        response->status = 422;
        draw_item(request, &cluster, &item, &issues, response);
        return NULL;
    }
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_REVIEW),
                   MSG_notice_tasks_added, added);
    return NULL;
}

/* --- printing ----------------------------------------------------------------------------- */

/* The paper's basis, each line with what is to be said against it on the day of the paper. */
static const struct err *add_grounds(const struct request *request,
                                     const struct cluster_period *cluster,
                                     struct legal_cites *grounds) {
    struct arena *arena = request->arena;
    struct movements movements;
    struct legal_citer citer;
    TRY(movement_list(app_db(request), arena, request->user, cluster, &movements));
    TRY(legal_citer_load(app_db(request), arena, request->user, request->lang, &citer));
    struct date day = cluster_names_day(cluster->period, cluster->held_on);
    for (size_t i = 0; i < movements.count; i++) {
        const struct movement *m = &movements.items[i];
        struct str text;
        if (!review_doc_ground(arena, m, &text))
            continue;
        struct legal_cite *cite = list_push(arena, grounds);
        *cite = legal_cite_decision(arena, &citer, m->number, partial_date_of(m->issued_on),
                                    m->issuer.p ? m->issuer : STR(""), day);
        cite->text = text;
    }
    return NULL;
}

static const struct err *show_print(struct request *request, struct response *response) {
    struct report_load load;
    struct review_view report;
    TRY(load_report(request, &load));
    fill_view(request, &load, &report);
    struct page page;
    frame_page(request, frame_words(request, MSG_review_print_title), &load.board.cluster,
               STEP_REVIEW, &page);
    struct review_print_view view = {
        .page = &page,
        .title = page.title,
        .period = report.period,
        .path = report.path,
        .action = below(request, &load.board.cluster, STR("tai")),
        .look_action = below(request, &load.board.cluster, STR("xem")),
        .has_table = report.has_table,
        .places = report.places,
    };
    for (size_t i = 0; i < report.parts.count; i++) {
        const struct review_part *part = &report.parts.items[i];
        if (part->empty)
            *list_push(request->arena, &view.empty) =
                (struct page_link){.text = message_text(request->arena, request->lang, part->title),
                                   .href = str_format(request->arena, STR_FMT "#muc-" STR_FMT,
                                                      STR_ARG(report.path), STR_ARG(part->code))};
    }
    for (size_t i = 0; report.has_table && i < report.lines.count; i++)
        if (!report.lines.items[i].complete)
            *list_push(request->arena, &view.missing) = report.lines.items[i];
    TRY(add_grounds(request, &load.board.cluster, &view.grounds));
    struct html h = frame_html(request, response);
    tpl_review_print_page(&h, &view);
    return NULL;
}

static struct review_doc_options read_options(const struct request *request) {
    return (struct review_doc_options){
        .file = str_equal_c(request_query(request, "dang"), "pdf") ? PAPER_PDF : PAPER_DOCX,
        .without_annex = request_query(request, "khong-phu-luc").n > 0,
        .without_places = request_query(request, "khong-xep-thu").n > 0,
    };
}

/* The paper holds the points of all: it waits until its reader sees them. */
static const struct err *must_see_all(const struct request *request,
                                      const struct scoreboard *board) {
    return scoring_visible_all(board, request->user)
               ? NULL
               : ERR_TEXT(ERR_STATE, "ranking.not_visible", "the points are not shown yet");
}

static const struct err *send_report(struct request *request, struct response *response) {
    struct report_load load;
    struct movements movements;
    TRY(load_report(request, &load));
    TRY(must_see_all(request, &load.board));
    TRY(movement_list(app_db(request), request->arena, request->user, &load.board.cluster,
                      &movements));
    const struct review_doc_options options = read_options(request);
    struct str bytes;
    TRY(review_doc_make(request->arena, &load.board, &load.review, &movements, &options,
                        request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(options.file),
                 review_doc_name(request->arena, &load.board, options.file), bytes);
    return NULL;
}

/* The address that sends the paper being looked at, as that kind of file. */
static struct str file_href(const struct request *request, const struct cluster_period *cluster,
                            const struct review_doc_options *options, enum paper_file file) {
    return str_format(request->arena, STR_FMT "?dang=%s%s%s",
                      STR_ARG(below(request, cluster, STR("tai"))), paper_file_suffix(file),
                      options->without_annex ? "&khong-phu-luc=on" : "",
                      options->without_places ? "&khong-xep-thu=on" : "");
}

/* The paper itself, on the page. */
static const struct err *show_paper(struct request *request, struct response *response) {
    struct report_load load;
    struct movements movements;
    TRY(load_report(request, &load));
    TRY(must_see_all(request, &load.board));
    const struct cluster_period *cluster = &load.board.cluster;
    TRY(movement_list(app_db(request), request->arena, request->user, cluster, &movements));
    const struct review_doc_options options = read_options(request);
    struct page page;
    frame_page(request, frame_words(request, MSG_review_paper_title), cluster, STEP_REVIEW, &page);
    struct review_paper_view view = {
        .page = &page,
        .title = page.title,
        .period = period_display(request->arena, request->lang, cluster->period),
        .path = step_path(request->arena, cluster, STEP_REVIEW),
        .print_path = below(request, cluster, STR("in")),
        .docx_href = file_href(request, cluster, &options, PAPER_DOCX),
        .pdf_href = file_href(request, cluster, &options, PAPER_PDF),
    };
    TRY(review_doc_html(request->arena, &load.board, &load.review, &movements, &options,
                        request->now_ms, &view.paper));
    struct html h = frame_html(request, response);
    tpl_review_paper_page(&h, &view);
    return NULL;
}

#define REPORT "/cum/:cluster/:period/bao-cao"

const struct route review_routes[] = {
    {HTTP_GET, REPORT, RIGHT_CLUSTER_READ, show_report},
    {HTTP_POST, REPORT, RIGHT_REVIEW_EDIT, save_report, .body_max_bytes = REPORT_BODY_MAX},
    {HTTP_GET, REPORT "/han-che/moi", RIGHT_REVIEW_EDIT, show_new_shortcoming},
    {HTTP_POST, REPORT "/han-che/moi", RIGHT_REVIEW_EDIT, add_shortcoming,
     .body_max_bytes = ITEM_BODY_MAX},
    {HTTP_GET, REPORT "/nhiem-vu/moi", RIGHT_REVIEW_EDIT, show_new_task},
    {HTTP_POST, REPORT "/nhiem-vu/moi", RIGHT_REVIEW_EDIT, add_task,
     .body_max_bytes = ITEM_BODY_MAX},
    {HTTP_POST, REPORT "/nhiem-vu/dan", RIGHT_REVIEW_EDIT, paste_tasks,
     .body_max_bytes = LINES_BODY_MAX},
    {HTTP_GET, REPORT "/muc/:item", RIGHT_REVIEW_EDIT, show_item},
    {HTTP_POST, REPORT "/muc/:item", RIGHT_REVIEW_EDIT, change_item,
     .body_max_bytes = ITEM_BODY_MAX},
    {HTTP_POST, REPORT "/muc/:item/bo", RIGHT_REVIEW_EDIT, remove_item},
    {HTTP_GET, REPORT "/in", RIGHT_CLUSTER_READ, show_print},
    {HTTP_GET, REPORT "/tai", RIGHT_CLUSTER_READ, send_report},
    {HTTP_GET, REPORT "/xem", RIGHT_CLUSTER_READ, show_paper},
};
const size_t review_routes_count = COUNT_OF(review_routes);
