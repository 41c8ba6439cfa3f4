/* One task: what it says, its progress, its history; forms and pasted tasks. */
#include "features/file/evidence.h"
#include "features/legal/legal_cite_service.h"
#include "features/plan/plan_file_service.h"
#include "features/plan/plan_rows_web.h"
#include "features/plan/plan_task.html.h"
#include "features/plan/plan_web.h"

enum { TASK_BODY_MAX = 256 << 10, LINES_BODY_MAX = 4 << 20 };

static struct str number(const struct request *request, int64_t value) {
    return str_format(request->arena, "%lld", (long long)value);
}

/* "20/6/2020 09:14 · Trần Văn Mẫu" */
static struct str who(const struct request *request, int64_t at_ms, struct str author) {
    struct str at = instant_display(request->arena, at_ms);
    return str_format(request->arena, STR_FMT " · " STR_FMT, STR_ARG(at), STR_ARG(author));
}

static struct str plan_home(const struct request *request, const struct plan_place *place) {
    return plan_path(request->arena, &place->year, place->plan.code, "");
}

/* --- the task's page ----------------------------------------------------------------------------
 */

static struct str evidence_words(const struct request *request, const struct plan_progress *row) {
    const struct evidence_reference reference = {.paper = row->evidence_number,
                                                 .dated = partial_date_of(row->evidence_on),
                                                 .kept = row->evidence_keeper};
    return evidence_text(request->arena, &reference);
}

static void add_progress(const struct request *request, const struct plan_task *task,
                         struct plan_task_view *view) {
    static const enum ui_state STATES[PROGRESS_STATE_COUNT] = {
        [PROGRESS_TODO] = UI_STATE_TODO,
        [PROGRESS_DOING] = UI_STATE_DOING,
        [PROGRESS_DONE] = UI_STATE_DONE,
        [PROGRESS_FAILED] = UI_STATE_NONE,
    };
    for (size_t i = task->progress.count; i-- > 0;) {
        const struct plan_progress *row = &task->progress.items[i];
        struct plan_progress_line line = {
            .dated = date_display(request->arena, row->dated),
            .state = STATES[row->state],
            .state_words = frame_words(request, progress_state_name(row->state)),
            .percent = row->state == PROGRESS_DOING && row->percent >= 0
                           ? str_format(request->arena, "%d %%", row->percent)
                           : STR(""),
            .text = row->text,
            .evidence = evidence_words(request, row),
            .who = who(request, row->at_ms, row->author),
            .withdrawn = row->withdrawn,
            .withdrawn_words = STR(""),
            .withdraw_action = STR(""),
        };
        if (row->withdrawn)
            line.withdrawn_words =
                frame_say(request, MESSAGE_WITH(MSG_plan_withdrawn,
                                                who(request, row->withdrawn_ms, row->withdrawn_by),
                                                row->withdrawn_reason));
        else if (view->may_report)
            line.withdraw_action = str_format(request->arena, STR_FMT "/tien-do/" STR_FMT "/bo",
                                              STR_ARG(view->path), STR_ARG(row->id));
        *list_push(request->arena, &view->progress) = line;
    }
}

/* What an entry says beside the one before it, in words. */
static struct str difference(const struct request *request, const struct plan_place *place,
                             const struct plan_task *before, const struct plan_task *after) {
    struct arena *arena = request->arena;
    struct str due = date_display(arena, after->due);
    if (!before && !due.n)
        return frame_say(request, MESSAGE_WITH(MSG_plan_entry_first_open, after->content));
    if (!before)
        return frame_say(request, MESSAGE_WITH(MSG_plan_entry_first, due, after->content));
    if (after->state == TASK_CANCELLED)
        return frame_words(request, MSG_plan_standing_cancelled);
    if (before->state == TASK_CANCELLED || before->state == TASK_DROPPED)
        return frame_words(request, MSG_plan_entry_again);
    if (date_compare(before->due, after->due) != 0) {
        struct str from = date_display(arena, before->due);
        struct str to = date_display(arena, after->due);
        return frame_say(request, MESSAGE_WITH(MSG_plan_entry_due, from.n ? from : STR("…"),
                                               to.n ? to : STR("…")));
    }
    if (!str_equal(before->content, after->content))
        return frame_say(request,
                         MESSAGE_WITH(MSG_plan_entry_content, before->content, after->content));
    if (!str_equal(before->owner_id, after->owner_id)) {
        ptrdiff_t owner = cluster_year_member_by_id(&place->year, after->owner_id);
        return frame_say(request, MESSAGE_WITH(MSG_plan_entry_owner,
                                               owner < 0 ? frame_words(request, MSG_plan_owner_all)
                                                         : place->year.members.items[owner].name));
    }
    return frame_words(request, MSG_plan_entry_other);
}

static const struct err *add_entries(const struct request *request, const struct plan_place *place,
                                     struct str task_id, struct plan_task_view *view) {
    struct plan_tasks entries;
    TRY(plan_task_history(app_db(request), request->arena, request->user, &place->year,
                          &place->plan, task_id, &entries));
    for (size_t i = entries.count; i-- > 0;) {
        const struct plan_task *entry = &entries.items[i];
        *list_push(request->arena, &view->entries) = (struct plan_entry_line){
            .who = who(request, entry->at_ms, entry->author),
            .what = difference(request, place, i ? entry - 1 : NULL, entry),
            .reason = entry->reason};
    }
    return NULL;
}

static const struct err *add_source(const struct request *request, const struct plan_place *place,
                                    const struct plan_task *task, struct plan_task_view *view) {
    struct plan_sources sources;
    view->review_now = STR("");
    view->review_href = STR("");
    if (!task->review_item.n)
        return NULL;
    TRY(plan_review_sources(app_db(request), request->arena, request->user, &place->year,
                            &sources));
    view->review_href = str_format(request->arena, "/cum/" STR_FMT "/%d-H1/bao-cao",
                                   STR_ARG(place->year.slug), place->year.year);
    for (size_t i = 0; i < sources.count; i++)
        if (sources.items[i].changed && str_equal(sources.items[i].item, task->review_item)) {
            view->review_removed = sources.items[i].removed;
            view->review_now = sources.items[i].content;
        }
    return NULL;
}

static void add_states(const struct request *request, struct plan_task_view *view) {
    for (int state = 0; state < PROGRESS_STATE_COUNT; state++) {
        struct str code = progress_state_code((enum progress_state)state);
        *list_push(request->arena, &view->states) = (struct ui_option){
            code, frame_words(request, progress_state_name((enum progress_state)state)),
            str_equal(code, view->form.state)};
    }
}

static const struct err *draw_task(const struct request *request, struct response *response,
                                   const struct plan_place *place, const struct plan_task *task,
                                   const struct plan_progress_form *form,
                                   const struct issues *issues) {
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    const struct plan *plan = &place->plan;
    struct plan_task_view view = {
        .path = plan_task_path(request->arena, &place->year, plan->code, task->id, ""),
        .plan_path = plan_home(request, place),
        .plan_title = plan->title,
        .row = plan_row_of(request, place, &citer, task, (size_t)(task - plan->tasks.items) + 1),
        .reason = task->state == TASK_CANCELLED ? task->reason : STR(""),
        .outside_words = STR(""),
        .is_issued = plan->state == PLAN_ISSUED,
        .may_edit = plan_may_edit(request->user, &place->year, plan->unit.id),
        .form = *form,
        .revision = task->revision,
        .cancel_reason = request_text(request, "reason"),
        .withdraw_reason = request_text(request, "withdraw"),
    };
    view.may_report = view.is_issued && task->state == TASK_ACTIVE &&
                      plan_may_report(request->user, &place->year, plan, task);
    if (view.row.is_outside)
        view.outside_words =
            frame_say(request, MESSAGE_WITH(MSG_plan_due_outside,
                                            plan_period_of(request, plan->year, plan->half)));
    /* The link to the review says it already. */
    if (str_equal(task->basis, message_plain(LANG_VI, MSG_plan_basis_review)))
        view.row.basis.text = STR("");
    add_states(request, &view);
    add_progress(request, task, &view);
    TRY(add_entries(request, place, task->id, &view));
    TRY(add_source(request, place, task, &view));
    TRY(file_list_fill(request, PLAN_TASK_FILES, task->id, &view.files));
    struct page page;
    frame_year_page(request, frame_words(request, MSG_plan_task), &place->year, YEAR_PLAN, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_task_page(&h, &view);
    return NULL;
}

static const struct err *find_task(const struct request *request, bool edit,
                                   struct plan_place *ret_place,
                                   const struct plan_task **ret_task) {
    TRY(plan_place_of_request(request, edit, ret_place));
    *ret_task = plan_task_of(&ret_place->plan, request_param(request, "task"));
    if (!*ret_task)
        return ERR(ERR_NOT_FOUND, "no such task");
    return NULL;
}

static const struct err *show_task(struct request *request, struct response *response) {
    struct plan_place place;
    const struct plan_task *task;
    TRY(find_task(request, false, &place, &task));
    const struct plan_progress_form form = {
        .dated = date_display(request->arena, date_of_instant(request->now_ms)),
        .state = STR("doing"),
        .percent = STR(""),
        .text = STR(""),
        .evidence_number = STR(""),
        .evidence_on = STR(""),
        .evidence_keeper = STR("")};
    return draw_task(request, response, &place, task, &form, NULL);
}

static struct plan_progress_form read_progress(const struct request *request) {
    return (struct plan_progress_form){.dated = request_text(request, "dated"),
                                       .state = request_text(request, "state"),
                                       .percent = request_text(request, "percent"),
                                       .text = request_text(request, "text"),
                                       .evidence_number = request_text(request, "evidence_number"),
                                       .evidence_on = request_text(request, "evidence_on"),
                                       .evidence_keeper = request_text(request, "evidence_keeper")};
}

/* After a POST about a task: its page again, with what was wrong or a notice. */
static const struct err *answer(const struct request *request, struct response *response,
                                const struct cluster_year *year, const struct issues *issues,
                                enum msg_id notice) {
    struct str code = request_param(request, "plan");
    struct str task_id = request_param(request, "task");
    if (!issues->count) {
        frame_redirect(request, response, plan_task_path(request->arena, year, code, task_id, ""),
                       notice, 0);
        return NULL;
    }
    struct plan_place place;
    const struct plan_task *task;
    struct plan_progress_form form = read_progress(request);
    TRY(find_task(request, false, &place, &task));
    return draw_task(request, response, &place, task, &form, issues);
}

static const struct err *report(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    struct plan_progress_form form = read_progress(request);
    struct plan_edit edit = plan_edit_of(request, &year, &issues);
    TRY(plan_add_progress(&edit, request_param(request, "plan"), request_param(request, "task"),
                          &form));
    return answer(request, response, &year, &issues, MSG_notice_plan_progress);
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    struct plan_edit edit = plan_edit_of(request, &year, &issues);
    TRY(plan_withdraw_progress(&edit, request_param(request, "plan"),
                               request_param(request, "task"), request_param(request, "progress"),
                               request_text(request, "withdraw")));
    return answer(request, response, &year, &issues, MSG_notice_plan_withdrawn);
}

static const struct err *cancel(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    TRY(frame_year(request, &year));
    struct str code = request_param(request, "plan");
    struct plan_edit edit = plan_edit_of(request, &year, &issues);
    TRY(plan_cancel_task(&edit, code, request_param(request, "task"),
                         request_text(request, "reason"), request_text(request, "seen")));
    if (issues.count)
        return answer(request, response, &year, &issues, MSG_none);
    frame_redirect(request, response, plan_path(request->arena, &year, code, ""),
                   MSG_notice_plan_task_cancelled, 0);
    return NULL;
}

/* --- its form -----------------------------------------------------------------------------------
 */

struct form_page {
    const struct plan_task *task; /* NULL: a new one */
    struct task_form form;
    struct str lines;
    struct str lines_reason;
    struct str review_words;
};

static const struct err *draw_form(const struct request *request, struct response *response,
                                   const struct plan_place *place, const struct form_page *what,
                                   const struct issues *issues) {
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    const struct plan *plan = &place->plan;
    bool is_new = !what->task;
    struct str home = plan_home(request, place);
    struct plan_task_form_view view = {
        .title = frame_words(request, is_new ? MSG_plan_task_new : MSG_plan_task_change),
        .plan_path = home,
        .plan_title = plan->title,
        .form = what->form,
        .is_new = is_new,
        .is_issued = plan->state == PLAN_ISSUED,
        .is_cancelled = !is_new && what->task->state == TASK_CANCELLED,
        .lines_action = plan_path(request->arena, &place->year, plan->code, "/dan"),
        .lines = what->lines,
        .lines_reason = what->lines_reason,
        .review_words = what->review_words,
    };
    if (is_new) {
        view.action = plan_path(request->arena, &place->year, plan->code, "/viec/moi");
        view.back_href = home;
    } else {
        view.action =
            plan_task_path(request->arena, &place->year, plan->code, what->task->id, "/sua");
        view.back_href =
            plan_task_path(request->arena, &place->year, plan->code, what->task->id, "");
    }
    if (!plan->unit.id.n)
        view.owners =
            plan_owner_options(request, MSG_plan_owner_all, &place->year, what->form.owner);
    legal_cite_suggest(request->arena, &citer, &view.documents);
    view.form.basis = legal_cite_typed(request->arena, &citer, view.form.basis);
    struct page page;
    frame_year_page(request, view.title, &place->year, YEAR_PLAN, &page);
    page.issues = issues;
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_plan_task_form_page(&h, &view);
    return NULL;
}

static struct form_page empty_page(void) {
    return (struct form_page){.form = {.content = STR(""),
                                       .owner = STR(""),
                                       .owner_post = STR(""),
                                       .together_with = STR(""),
                                       .from = STR(""),
                                       .due = STR(""),
                                       .result = STR(""),
                                       .basis = STR(""),
                                       .position = STR(""),
                                       .reason = STR(""),
                                       .seen = STR(""),
                                       .seen_review = STR("")},
                              .lines = STR(""),
                              .lines_reason = STR(""),
                              .review_words = STR("")};
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    struct form_page what = empty_page();
    return draw_form(request, response, &place, &what, NULL);
}

static struct task_form read_task(const struct request *request) {
    return (struct task_form){.content = request_text(request, "content"),
                              .owner = request_text(request, "owner"),
                              .owner_post = request_text(request, "owner_post"),
                              .together_with = request_text(request, "together_with"),
                              .from = request_text(request, "from"),
                              .due = request_text(request, "due"),
                              .result = request_text(request, "result"),
                              .basis = request_text(request, "basis"),
                              .position = request_text(request, "position"),
                              .reason = request_text(request, "reason"),
                              .seen = request_text(request, "seen"),
                              .seen_review = request_text(request, "seen_review")};
}

/* The review's new words in the form, where they were asked for. */
static const struct err *take_review(const struct request *request, const struct plan_place *place,
                                     const struct plan_task *task, struct form_page *what) {
    struct plan_sources sources;
    if (!task->review_item.n)
        return NULL;
    TRY(plan_review_sources(app_db(request), request->arena, request->user, &place->year,
                            &sources));
    for (size_t i = 0; i < sources.count; i++) {
        const struct plan_source *source = &sources.items[i];
        if (!source->changed || !str_equal(source->item, task->review_item))
            continue;
        what->form.seen_review = number(request, source->revision);
        what->review_words = frame_words(request, source->removed ? MSG_plan_form_review_removed
                                                                  : MSG_plan_form_review_changed);
        if (source->removed || !request_query_text(request, "so-ket").n)
            continue;
        what->form.content = source->content;
        if (!date_is_empty(source->due))
            what->form.due = date_display(request->arena, source->due);
    }
    return NULL;
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct plan_place place;
    const struct plan_task *task;
    TRY(find_task(request, true, &place, &task));
    ptrdiff_t owner = cluster_year_member_by_id(&place.year, task->owner_id);
    struct form_page what = empty_page();
    what.task = task;
    what.form.content = task->content;
    what.form.owner = owner < 0 ? STR("") : place.year.members.items[owner].slug;
    what.form.owner_post = task->owner_post;
    what.form.together_with = task->together_with;
    what.form.from = date_display(request->arena, task->from);
    what.form.due = date_display(request->arena, task->due);
    what.form.result = task->result;
    what.form.basis = task->basis;
    what.form.position = number(request, task - place.plan.tasks.items + 1);
    what.form.seen = number(request, task->revision);
    TRY(take_review(request, &place, task, &what));
    return draw_form(request, response, &place, &what, NULL);
}

static const struct err *save(struct request *request, struct response *response,
                              const struct plan_place *place, const struct plan_task *task) {
    struct issues issues = {0};
    struct form_page what = empty_page();
    struct plan_edit edit = plan_edit_of(request, &place->year, &issues);
    what.task = task;
    what.form = read_task(request);
    TRY(plan_save_task(&edit, place->plan.code, task ? task->id : STR(""), &what.form));
    if (issues.count)
        return draw_form(request, response, place, &what, &issues);
    struct str path =
        task ? plan_task_path(request->arena, &place->year, place->plan.code, task->id, "")
             : plan_home(request, place);
    frame_redirect(request, response, path, MSG_notice_plan_task_saved, 0);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    return save(request, response, &place, NULL);
}

static const struct err *change(struct request *request, struct response *response) {
    struct plan_place place;
    const struct plan_task *task;
    TRY(find_task(request, true, &place, &task));
    return save(request, response, &place, task);
}

static const struct err *paste(struct request *request, struct response *response) {
    struct plan_place place;
    TRY(plan_place_of_request(request, true, &place));
    struct issues issues = {0};
    struct form_page what = empty_page();
    struct plan_edit edit = plan_edit_of(request, &place.year, &issues);
    struct str lines = request_field_pasted(request, "lines");
    int added;
    what.lines = lines.p ? lines : STR("");
    what.lines_reason = request_text(request, "lines-reason");
    TRY(plan_add_lines(&edit, place.plan.code, what.lines, what.lines_reason, &added));
    if (issues.count)
        return draw_form(request, response, &place, &what, &issues);
    frame_redirect(request, response, plan_home(request, &place), MSG_notice_tasks_added, added);
    return NULL;
}

#define PLAN "/cum/:cluster/nam/:year/ke-hoach/:plan"

const struct route plan_task_routes[] = {
    {HTTP_GET, PLAN "/viec/moi", RIGHT_CLUSTER_READ, show_new},
    {HTTP_POST, PLAN "/viec/moi", RIGHT_CLUSTER_READ, add, .body_max_bytes = TASK_BODY_MAX},
    {HTTP_POST, PLAN "/dan", RIGHT_CLUSTER_READ, paste, .body_max_bytes = LINES_BODY_MAX},
    {HTTP_GET, PLAN "/viec/:task", RIGHT_CLUSTER_READ, show_task},
    {HTTP_GET, PLAN "/viec/:task/sua", RIGHT_CLUSTER_READ, show_change},
    {HTTP_POST, PLAN "/viec/:task/sua", RIGHT_CLUSTER_READ, change,
     .body_max_bytes = TASK_BODY_MAX},
    {HTTP_POST, PLAN "/viec/:task/bo", RIGHT_CLUSTER_READ, cancel},
    {HTTP_POST, PLAN "/viec/:task/tien-do", RIGHT_CLUSTER_READ, report},
    {HTTP_POST, PLAN "/viec/:task/tien-do/:progress/bo", RIGHT_CLUSTER_READ, withdraw},
};
const size_t plan_task_routes_count = COUNT_OF(plan_task_routes);
