/* What comes from the interim review, what is accounted for at the annual one; the plan as a paper.
 */
#include "doc/workbook_write.h"
#include "features/legal/legal_cite_service.h"
#include "features/plan/plan_doc.h"
#include "features/plan/plan_review.html.h"
#include "features/plan/plan_rows_web.h"
#include "features/plan/plan_web.h"

enum { ACCOUNT_BODY_MAX = 4 << 20, SOURCES_BODY_MAX = 256 << 10 };

static struct str below(const struct request *request, const struct cluster_year *year,
                        const char *tail) {
    return year_path_below(request->arena, year, YEAR_PLAN, str_from_c(tail));
}

/* --- from the interim review --------------------------------------------------------------------
 */

static bool is_ticked(const struct request *request, const struct plan_source *source) {
    size_t count = request_field_count(request, "item");
    if (request->method == HTTP_GET)
        return !source->is_shortcoming;
    for (size_t i = 0; i < count; i++)
        if (str_equal(request_field_at(request, "item", i), source->item))
            return true;
    return false;
}

static void add_sources(const struct request *request, const struct cluster_year *year,
                        const struct plan_sources *sources, struct plan_sources_view *view) {
    for (size_t i = 0; i < sources->count; i++) {
        const struct plan_source *source = &sources->items[i];
        *list_push(request->arena, &view->rows) = (struct plan_source_row){
            .item = source->item,
            .content = source->content,
            .remedy = source->remedy,
            .owner = source->owner,
            .due = date_display(request->arena, source->due),
            .is_shortcoming = source->is_shortcoming,
            .removed = source->removed,
            .changed = source->changed,
            .task_href = source->task_id.n ? plan_task_path(request->arena, year, source->plan_code,
                                                            source->task_id, "")
                                           : STR(""),
            .ticked = is_ticked(request, source),
        };
        view->open += !source->task_id.n;
    }
}

/* The cluster's plans, and the second half-year's where it is yet to be made. */
static const struct err *add_plans(const struct request *request, const struct cluster_year *year,
                                   struct plan_sources_view *view) {
    struct plan_lines lines;
    struct str chosen = request_text(request, "plan");
    bool has_second = false;
    TRY(plan_list(app_db(request), request->arena, request->user, year,
                  date_of_instant(request->now_ms), &lines));
    for (size_t i = 0; i < lines.count && !lines.items[i].unit.id.n; i++)
        has_second |= lines.items[i].half == 2;
    if (!has_second)
        *list_push(request->arena, &view->plans) =
            (struct ui_option){STR(""), frame_words(request, MSG_plan_made_for_second), !chosen.n};
    for (size_t i = 0; i < lines.count && !lines.items[i].unit.id.n; i++) {
        const struct plan_line *line = &lines.items[i];
        if (line->half != 0 && line->half != 2)
            continue;
        view->needs_reason |= line->state == PLAN_ISSUED;
        *list_push(request->arena, &view->plans) = (struct ui_option){
            line->code,
            str_format(request->arena, STR_FMT " (" STR_FMT ")", STR_ARG(line->title),
                       STR_ARG(frame_words(request, plan_state_name(line->state)))),
            chosen.n ? str_equal(chosen, line->code) : line->half == 2};
    }
    return NULL;
}

static const struct err *draw_sources(const struct request *request, struct response *response,
                                      const struct cluster_year *year,
                                      const struct issues *issues) {
    struct plan_sources sources;
    TRY(plan_review_sources(app_db(request), request->arena, request->user, year, &sources));
    struct page page;
    frame_year_page(request, frame_words(request, MSG_plan_sources_title), year, YEAR_PLAN, &page);
    page.issues = issues;
    struct plan_sources_view view = {
        .page = &page,
        .list_path = year_path(request->arena, year, YEAR_PLAN),
        .review_href = sources.has_review
                           ? str_format(request->arena, "/cum/" STR_FMT "/%d-H1/bao-cao",
                                        STR_ARG(year->slug), year->year)
                           : STR(""),
        .action = below(request, year, "so-ket"),
        .reason = request_text(request, "take-reason"),
        .may_take = plan_may_edit(request->user, year, STR("")),
    };
    add_sources(request, year, &sources, &view);
    TRY(add_plans(request, year, &view));
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_sources_page(&h, &view);
    return NULL;
}

static const struct err *show_sources(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    return draw_sources(request, response, &year, NULL);
}

static const struct err *take_over(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    struct issues issues = {0};
    struct plan_edit edit = plan_edit_of(request, &year, &issues);
    size_t count = request_field_count(request, "item");
    struct str *items = ARENA_ARRAY(request->arena, struct str, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = request_field_at(request, "item", i);
    if (!count) /* nothing ticked is nothing chosen, and not everything */
        items[count++] = STR("");
    int taken;
    struct str code;
    TRY(plan_take_over(&edit, request_text(request, "plan"), items, count,
                       request_text(request, "take-reason"), &taken, &code));
    if (issues.count)
        return draw_sources(request, response, &year, &issues);
    frame_redirect(request, response, plan_path(request->arena, &year, code, ""),
                   MSG_notice_plan_taken, taken);
    return NULL;
}

/* --- accounting ---------------------------------------------------------------------------------
 */

static enum ui_state outcome_mark(enum task_outcome outcome) {
    return outcome == OUTCOME_DONE     ? UI_STATE_DONE
           : outcome == OUTCOME_PARTLY ? UI_STATE_DOING
           : outcome == OUTCOME_NONE   ? UI_STATE_TODO
                                       : UI_STATE_NONE;
}

static void add_lines(const struct request *request, const struct cluster_year *year,
                      const struct plan_account_rows *rows, struct plan_accounts_view *view) {
    for (size_t i = 0; i < rows->count; i++) {
        const struct plan_account_row *row = &rows->items[i];
        *list_push(request->arena, &view->lines) = (struct plan_account_line){
            .number = i + 1,
            .content = row->content,
            .href = row->plan_code.n
                        ? plan_task_path(request->arena, year, row->plan_code, row->task_id, "")
                        : STR(""),
            .from_review = row->from_review,
            .is_shortcoming = row->is_shortcoming,
            .owner = row->owner,
            .due = date_display(request->arena, row->due),
            .state = outcome_mark(row->outcome),
            .outcome = frame_words(request, task_outcome_name(row->outcome)),
            .is_missing = row->outcome == OUTCOME_NONE,
            .text = row->text,
            .by_progress = row->by_progress && row->outcome != OUTCOME_NONE,
        };
        if (row->plan_code.n && !view->edit_href.n && plan_may_edit(request->user, year, STR("")))
            view->edit_href = plan_path(request->arena, year, row->plan_code, "/ket-qua");
    }
}

static const struct err *show_accounts(struct request *request, struct response *response) {
    struct cluster_year year;
    struct plan_account_rows rows;
    TRY(frame_year(request, &year));
    TRY(plan_accounts(app_db(request), request->arena, request->user, &year,
                      date_of_instant(request->now_ms), &rows));
    struct page page;
    frame_year_page(request, frame_words(request, MSG_plan_accounts_title), &year, YEAR_PLAN,
                    &page);
    page.wide = true;
    struct plan_accounts_view view = {
        .page = &page,
        .title = page.title,
        .list_path = year_path(request->arena, &year, YEAR_PLAN),
        .done = str_format(request->arena, "%zu", rows.done),
        .partly = str_format(request->arena, "%zu", rows.partly),
        .failed = str_format(request->arena, "%zu", rows.failed),
        .unaccounted = rows.unaccounted,
        .not_taken = rows.not_taken,
        .sources_href = below(request, &year, "so-ket"),
        .edit_href = STR(""),
    };
    add_lines(request, &year, &rows, &view);
    struct html h = frame_html(request, response);
    tpl_plan_accounts_page(&h, &view);
    return NULL;
}

static struct str field_name(const struct request *request, const char *what, struct str id) {
    return str_format(request->arena, "%s-" STR_FMT, what, STR_ARG(id));
}

/* As stored; what was typed, after a refusal; else what the progress suggests. */
static struct plan_account_field field_of(const struct request *request,
                                          const struct plan_place *place,
                                          const struct plan_task *task, size_t number,
                                          const struct issues *issues) {
    struct date today = date_of_instant(request->now_ms);
    struct plan_standing standing = plan_task_standing(task, today);
    ptrdiff_t owner = cluster_year_member_by_id(&place->year, task->owner_id);
    struct plan_account_field field = {
        .number = number,
        .task_id = task->id,
        .content = task->content,
        .href = plan_task_path(request->arena, &place->year, place->plan.code, task->id, ""),
        .owner = owner < 0 ? task->owner_post : place->year.members.items[owner].name,
        .standing = frame_say(request, plan_standing_words(request->arena, &standing)),
        .seen = str_format(request->arena, "%lld", (long long)task->outcome_revision),
        .outcome_name = field_name(request, "outcome", task->id),
        .body_name = field_name(request, "body", task->id),
        .seen_name = field_name(request, "seen", task->id),
    };
    struct str outcome = task_outcome_code(plan_task_outcome(task, today, &field.text));
    if (request->method == HTTP_POST) {
        outcome = request_text(request, field.outcome_name.p);
        field.text = request_text(request, field.body_name.p);
        field.seen = request_text(request, field.seen_name.p);
    }
    for (int i = 0; i < OUTCOME_COUNT; i++) {
        struct str code = task_outcome_code((enum task_outcome)i);
        *list_push(request->arena, &field.outcomes) =
            (struct ui_option){code, frame_words(request, task_outcome_name((enum task_outcome)i)),
                               str_equal(code, outcome)};
    }
    field.outcome_issue = issue_of(issues, field.outcome_name);
    field.body_issue = issue_of(issues, field.body_name);
    return field;
}

static const struct err *account_place(const struct request *request,
                                       struct plan_place *ret_place) {
    TRY(plan_place_of_request(request, true, ret_place));
    if (ret_place->plan.state != PLAN_ISSUED)
        return ERR_TEXT(ERR_STATE, "plan.account_of_draft", "a draft is not accounted for");
    return NULL;
}

static void draw_account(const struct request *request, struct response *response,
                         const struct plan_place *place, const struct issues *issues) {
    struct page page;
    frame_year_page(request, frame_words(request, MSG_plan_account_title), &place->year, YEAR_PLAN,
                    &page);
    page.issues = issues;
    page.wide = true;
    struct plan_account_form_view view = {
        .page = &page,
        .plan_path = plan_path(request->arena, &place->year, place->plan.code, ""),
        .plan_title = place->plan.title,
        .action = plan_path(request->arena, &place->year, place->plan.code, "/ket-qua"),
    };
    for (size_t i = 0; i < place->plan.tasks.count; i++)
        *list_push(request->arena, &view.fields) =
            field_of(request, place, &place->plan.tasks.items[i], i + 1, issues);
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_account_page(&h, &view);
}

static const struct err *show_account(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(account_place(request, &place));
    draw_account(request, response, &place, NULL);
    return NULL;
}

static const struct err *account(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(account_place(request, &place));
    struct issues issues = {0};
    struct plan_edit edit = plan_edit_of(request, &place.year, &issues);
    const struct plan_tasks *tasks = &place.plan.tasks;
    struct outcome_form *forms = ARENA_ARRAY(request->arena, struct outcome_form, tasks->count + 1);
    size_t count = 0;
    int stored;
    for (size_t i = 0; i < tasks->count; i++) {
        struct str id = tasks->items[i].id;
        struct str name = field_name(request, "outcome", id);
        if (!request_field(request, name.p).p)
            continue;
        forms[count++] =
            (struct outcome_form){.task_id = id,
                                  .outcome = request_text(request, name.p),
                                  .text = request_text(request, field_name(request, "body", id).p),
                                  .seen = request_text(request, field_name(request, "seen", id).p)};
    }
    TRY(plan_account(&edit, place.plan.code, forms, count, &stored));
    if (issues.count) {
        draw_account(request, response, &place, &issues);
        return NULL;
    }
    frame_redirect(request, response, below(request, &place.year, "ket-qua"),
                   MSG_notice_plan_accounted, stored);
    return NULL;
}

/* --- the paper ----------------------------------------------------------------------------------
 */

static const struct err *show_paper(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, false, &place));
    struct page page;
    frame_year_page(request, message_plain(request->lang, MSG_plan_print_title), &place.year,
                    YEAR_PLAN, &page);
    struct str file = plan_path(request->arena, &place.year, place.plan.code, "/tai?dang=");
    struct plan_paper_view view = {
        .page = &page,
        .title = place.plan.title,
        .plan_path = plan_path(request->arena, &place.year, place.plan.code, ""),
        .docx_href = str_concat(request->arena, file, STR("docx")),
        .pdf_href = str_concat(request->arena, file, STR("pdf")),
        .xlsx_href = str_concat(request->arena, file, STR("xlsx")),
        .is_issued = place.plan.state == PLAN_ISSUED,
    };
    const struct plan_paper paper = {&place.year, &place.plan, date_of_instant(request->now_ms)};
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, LANG_VI, &citer));
    TRY(plan_doc_html(request->arena, &paper, &citer, request->now_ms, &view.paper));
    struct html h = frame_html(request, response);
    tpl_plan_paper_page(&h, &view);
    return NULL;
}

static const struct err *send_paper(struct request *request, struct response *response) {
    struct plan_place place;
    struct legal_citer citer;
    struct str bytes;
    TRY(plan_place_of_request(request, false, &place));
    TRY(legal_citer_load(app_db(request), request->arena, request->user, LANG_VI, &citer));
    const struct plan_paper paper = {&place.year, &place.plan, date_of_instant(request->now_ms)};
    struct str kind = request_query_text(request, "dang");
    if (str_equal_c(kind, "xlsx")) {
        TRY(plan_book_make(request->arena, &paper, &citer, request->now_ms, &bytes));
        respond_file(response, XLSX_CONTENT_TYPE, plan_doc_name(request->arena, &paper, "xlsx"),
                     bytes);
        return NULL;
    }
    enum paper_file file = str_equal_c(kind, "pdf") ? PAPER_PDF : PAPER_DOCX;
    TRY(plan_doc_make(request->arena, &paper, &citer, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 plan_doc_name(request->arena, &paper, paper_file_suffix(file)), bytes);
    return NULL;
}

#define PLANS "/cum/:cluster/nam/:year/ke-hoach"

const struct route plan_review_routes[] = {
    {HTTP_GET, PLANS "/so-ket", RIGHT_CLUSTER_READ, show_sources},
    {HTTP_POST, PLANS "/so-ket", RIGHT_YEAR_EDIT, take_over, .body_max_bytes = SOURCES_BODY_MAX},
    {HTTP_GET, PLANS "/ket-qua", RIGHT_CLUSTER_READ, show_accounts},
    {HTTP_GET, PLANS "/:plan/ket-qua", RIGHT_CLUSTER_READ, show_account},
    {HTTP_POST, PLANS "/:plan/ket-qua", RIGHT_CLUSTER_READ, account,
     .body_max_bytes = ACCOUNT_BODY_MAX},
    {HTTP_GET, PLANS "/:plan/in", RIGHT_CLUSTER_READ, show_paper},
    {HTTP_GET, PLANS "/:plan/tai", RIGHT_CLUSTER_READ, send_paper},
};
const size_t plan_review_routes_count = COUNT_OF(plan_review_routes);
