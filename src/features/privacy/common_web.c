/* What all pages of the room have, and what waits on the first page. */
#include "features/frame/frame.h"
#include "features/privacy/privacy_web.h"

const struct err *privacy_page_begin(const struct request *request, struct str title,
                                     const struct issues *issues, struct page *ret_page) {
    bool is_sample;
    TRY(privacy_is_sample(app_db(request), request->arena, &is_sample));
    frame_page(request, title, NULL, STEP_NONE, ret_page);
    ret_page->issues = issues;
    ret_page->sample = is_sample;
    return NULL;
}

static struct str number_text(const struct request *request, int64_t value) {
    return str_format(request->arena, "%lld", (long long)value);
}

static struct ui_task incident_task(const struct request *request,
                                    const struct incident *incident) {
    const struct incident_entry *now = &incident->now;
    bool notified = incident->state == INCIDENT_NOTIFIED;
    bool late = !notified && request->now_ms > incident_due_ms(now->occurred_ms);
    struct str number = number_text(request, incident->number);
    struct str clock =
        notified ? STR("")
                 : frame_say(request,
                             incident_clock(request->arena, now->occurred_ms, 0, request->now_ms));
    struct message title = notified ? MESSAGE_WITH(MSG_privacy_task_incident_notified, number)
                                    : MESSAGE_WITH(MSG_privacy_task_incident, number,
                                                   frame_words(request, MSG_privacy_incident_open));
    return (struct ui_task){
        .href = str_format(request->arena, "/du-lieu-ca-nhan/su-co/" STR_FMT, STR_ARG(number)),
        .state = late       ? UI_STATE_LATE
                 : notified ? UI_STATE_DOING
                            : UI_STATE_TODO,
        .title = frame_say(request, title),
        .detail = now->what,
        .due = clock,
    };
}

const struct err *privacy_tasks_load(const struct request *request,
                                     struct privacy_tasks *ret_tasks) {
    struct privacy_waiting waiting;
    *ret_tasks = (struct privacy_tasks){0};
    TRY(privacy_waiting_read(app_db(request), request->arena, request->user, request->now_ms,
                             &waiting));
    for (size_t i = 0; i < waiting.incidents.count; i++)
        *list_push(request->arena, ret_tasks) = incident_task(request, &waiting.incidents.items[i]);
    if (!waiting.requests)
        return NULL;
    *list_push(request->arena, ret_tasks) = (struct ui_task){
        .href = STR("/du-lieu-ca-nhan/yeu-cau"),
        .state = waiting.requests_late ? UI_STATE_LATE : UI_STATE_TODO,
        .title = frame_say(request, MESSAGE_WITH(MSG_privacy_task_requests,
                                                 number_text(request, waiting.requests))),
        .detail = STR(""),
        .due = waiting.requests_late ? frame_words(request, MSG_privacy_state_late) : STR(""),
    };
    return NULL;
}
