/* Long work: the list, one job, stopping it, fetching its result. */
#include "features/job/job_web.h"

#include "features/job/job.html.h"

struct str job_path(struct arena *arena, struct str id) {
    return str_format(arena, "/viec/" STR_FMT, STR_ARG(id));
}

static struct str number(const struct request *request, int64_t value) {
    return str_format(request->arena, "%lld", (long long)value);
}

static enum msg_id state_name(const struct job *job) {
    static const enum msg_id NAMES[JOB_STATE_COUNT] = {
        [JOB_WAITING] = MSG_job_state_waiting,       [JOB_RUNNING] = MSG_job_state_running,
        [JOB_CANCELLING] = MSG_job_state_cancelling, [JOB_DONE] = MSG_job_state_done,
        [JOB_FAILED] = MSG_job_state_failed,         [JOB_CANCELLED] = MSG_job_state_cancelled,
    };
    return job->state == JOB_WAITING && job->attempts ? MSG_job_state_later : NAMES[job->state];
}

static enum ui_state state_look(enum job_state state) {
    switch (state) {
    case JOB_WAITING:
        return UI_STATE_TODO;
    case JOB_RUNNING:
    case JOB_CANCELLING:
        return UI_STATE_DOING;
    case JOB_DONE:
        return UI_STATE_DONE;
    case JOB_FAILED:
        return UI_STATE_LATE;
    default:
        return UI_STATE_NONE;
    }
}

static void fill_line(const struct request *request, const struct job_entry *entry,
                      struct job_line *line) {
    struct arena *arena = request->arena;
    *line = (struct job_line){
        .href = job_path(arena, entry->job.id),
        .title = frame_words(request, entry->kind ? entry->kind->title : MSG_job_other_kind),
        .place = STR(""),
        .author = entry->job.author,
        .created_ms = entry->job.created_ms,
        .state = state_look(entry->job.state),
        .state_text = frame_words(request, state_name(&entry->job)),
        .done = (size_t)entry->job.done,
        .total = (size_t)entry->job.total,
    };
    if (entry->has_cluster)
        line->place = str_format(arena, STR_FMT " · " STR_FMT, STR_ARG(entry->cluster_name),
                                 STR_ARG(period_display(arena, request->lang, entry->period)));
}

static const struct err *show_jobs(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct job_entries entries;
    struct page page;
    struct reach reach = user_reach(request->arena, request->user, RIGHT_SCORE_VERIFY);
    TRY(job_entries_of(&jobs, request->arena, request->user, &reach, &entries));
    frame_page(request, frame_words(request, MSG_job_title), NULL, STEP_NONE, &page);
    frame_hide_running(&page);
    struct jobs_view view = {.page = &page, .href = STR("/viec")};
    for (size_t i = 0; i < entries.count; i++) {
        fill_line(request, &entries.items[i], list_push(request->arena, &view.lines));
        view.open |= job_is_open(entries.items[i].job.state);
    }
    page.refreshes = view.open;
    struct html h = frame_html(request, response);
    tpl_jobs_page(&h, &view);
    return NULL;
}

/* --- one job ------------------------------------------------------------------------------ */

static void fill_result(const struct request *request, const struct job_entry *entry,
                        struct job_view *view) {
    struct arena *arena = request->arena;
    view->result_href = view->result_text = view->size = STR("");
    if (entry->job.state != JOB_DONE)
        return;
    if (entry->job.result_path.n) {
        view->result_href = entry->job.result_path;
        view->result_text = frame_words(request, MSG_job_open_result);
    } else if (entry->has_file) {
        view->result_href = str_format(arena, STR_FMT "/tep", STR_ARG(view->line.href));
        view->result_text =
            message_text(arena, request->lang, MESSAGE_WITH(MSG_job_download, entry->file.name));
        view->size = message_text(
            arena, request->lang,
            MESSAGE_WITH(MSG_job_size, number(request, (entry->file.bytes + 1023) / 1024)));
    }
}

static void fill_view(const struct request *request, const struct job_entry *entry,
                      struct job_view *view) {
    struct arena *arena = request->arena;
    const struct job *job = &entry->job;
    fill_line(request, entry, &view->line);
    view->open = job_is_open(job->state);
    view->may_cancel = job->state == JOB_WAITING || job->state == JOB_RUNNING;
    view->failed = job->state == JOB_FAILED;
    view->cancelled = job->state == JOB_CANCELLED;
    view->failure = job->failure.id ? job->failure : MESSAGE(MSG_job_failed_internal);
    view->step = view->open ? job->step : MESSAGE(MSG_none);
    view->restarted = STR("");
    if (job->state == JOB_WAITING && job->attempts)
        view->later = MESSAGE_WITH(MSG_job_later_why, number(request, job->attempts),
                                   number(request, JOB_ATTEMPTS_MAX));
    if (job->restarts)
        view->restarted = message_text(
            arena, request->lang, MESSAGE_WITH(MSG_job_restarted, number(request, job->restarts)));
    view->started_ms = job->started_ms;
    view->finished_ms = job->finished_ms;
    view->cancel_href = str_format(arena, STR_FMT "/huy", STR_ARG(view->line.href));
    view->back_href = STR("");
    if (entry->has_cluster && entry->kind)
        view->back_href =
            str_format(arena, "/cum/" STR_FMT "/" STR_FMT "/%s", STR_ARG(entry->cluster_slug),
                       STR_ARG(entry->period_code), entry->kind->begun_at);
    fill_result(request, entry, view);
}

static const struct err *show_job(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct job_entry entry;
    struct cluster_period cluster;
    struct page page;
    TRY(job_entry_find(&jobs, request->arena, request->user, request_param(request, "job"),
                       &entry));
    /* Who asked may have lost the right to the cluster since: then without its frame. */
    bool in_cluster =
        entry.has_cluster && !cluster_find(app_db(request), request->arena, request->user,
                                           entry.cluster_slug, entry.period_code, &cluster);
    struct job_view view = {.page = &page};
    fill_view(request, &entry, &view);
    frame_page(request, view.line.title, in_cluster ? &cluster : NULL, STEP_NONE, &page);
    frame_hide_running(&page);
    page.refreshes = view.open;
    struct html h = frame_html(request, response);
    tpl_job_page(&h, &view);
    return NULL;
}

static const struct err *cancel(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct str id = request_param(request, "job");
    bool ended;
    TRY(job_entry_cancel(&jobs, request->arena, request->user, request->now_ms, id, &ended));
    frame_redirect(request, response, job_path(request->arena, id),
                   ended ? MSG_notice_job_cancelled : MSG_notice_job_cancelling, 0);
    return NULL;
}

static const char *content_type_of(struct str name) {
    if (str_ends_with(name, STR(".zip")))
        return "application/zip";
    return "application/octet-stream";
}

static const struct err *send_result(struct request *request, struct response *response) {
    struct jobs jobs = app_jobs(request);
    struct str name;
    struct str bytes;
    TRY(job_entry_download(&jobs, request->arena, request->user, request->now_ms,
                           request_param(request, "job"), &name, &bytes));
    respond_file(response, content_type_of(name), name, bytes);
    return NULL;
}

const struct route job_routes[] = {
    {HTTP_GET, "/viec", RIGHT_SIGNED_IN, show_jobs},
    {HTTP_GET, "/viec/:job", RIGHT_SIGNED_IN, show_job},
    {HTTP_POST, "/viec/:job/huy", RIGHT_SIGNED_IN, cancel},
    {HTTP_GET, "/viec/:job/tep", RIGHT_SIGNED_IN, send_result},
};
const size_t job_routes_count = COUNT_OF(job_routes);
