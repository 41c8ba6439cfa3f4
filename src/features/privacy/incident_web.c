/* Incidents: recorded, counted down, notified, closed. */
#include "features/frame/frame.h"
#include "features/privacy/incident_doc.h"
#include "features/privacy/privacy_incident.html.h"
#include "features/privacy/privacy_web.h"

#define PATH "/du-lieu-ca-nhan/su-co"

static struct str path_of(const struct request *request, int64_t number, const char *tail) {
    return str_format(request->arena, PATH "/%lld%s", (long long)number, tail);
}

static struct incident_line line_of(const struct request *request,
                                    const struct incident *incident) {
    struct arena *arena = request->arena;
    const struct incident_entry *now = &incident->now;
    int64_t due_ms = incident_due_ms(now->occurred_ms);
    bool late = incident->state == INCIDENT_OPEN && request->now_ms > due_ms;
    bool counts = incident->state == INCIDENT_OPEN || incident->notified_ms;
    struct str number = str_format(arena, "%lld", (long long)incident->number);
    struct str people = str_format(arena, "%lld", (long long)now->people.value);
    return (struct incident_line){
        .href = path_of(request, incident->number, ""),
        .title = frame_say(request, MESSAGE_WITH(MSG_privacy_incident_number, number)),
        .what = now->what,
        .occurred = instant_display(arena, now->occurred_ms),
        .due = instant_display(arena, due_ms),
        .clock = counts ? frame_say(request, incident_clock(arena, now->occurred_ms,
                                                            incident->notified_ms, request->now_ms))
                        : STR(""),
        .state = late                                   ? UI_STATE_LATE
                 : incident->state == INCIDENT_OPEN     ? UI_STATE_TODO
                 : incident->state == INCIDENT_NOTIFIED ? UI_STATE_DOING
                                                        : UI_STATE_DONE,
        .state_name = incident_state_name(incident->state),
        .people = now->people.set
                      ? frame_say(request, MESSAGE_WITH(MSG_privacy_incident_people_count, people))
                      : frame_words(request, MSG_privacy_incident_people_unknown),
    };
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct incidents incidents;
    TRY(incidents_read(app_db(request), request->arena, request->user, &incidents));
    struct incidents_view view = {0};
    for (size_t i = 0; i < incidents.count; i++)
        *list_push(request->arena, &view.lines) = line_of(request, &incidents.items[i]);
    struct page page;
    TRY(privacy_page_begin(request, frame_words(request, MSG_privacy_incidents), NULL, &page));
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_incidents_page(&h, &view);
    return NULL;
}

/* --- the form --------------------------------------------------------------------------------- */

static struct incident_form form_of(const struct request *request) {
    return (struct incident_form){
        .occurred = request_text(request, "occurred"),
        .found = request_text(request, "found"),
        .what = request_text(request, "what"),
        .data = request_text(request, "data"),
        .people = request_text(request, "people"),
        .measures = request_text(request, "measures"),
        .reason = request_text(request, "reason"),
    };
}

static bool param_number(const struct request *request, int64_t *ret_number) {
    long long number;
    if (!str_to_int64(request_param(request, "incident"), &number) || number < 1)
        return false;
    *ret_number = number;
    return true;
}

static const struct err *draw_form(const struct request *request, struct response *response,
                                   int64_t number, const struct incident_form *form,
                                   const struct issues *issues) {
    struct incident_form_view view = {
        .form = *form,
        .is_change = number > 0,
        .action = number ? path_of(request, number, "/sua") : STR(PATH "/moi"),
        .back_href = number ? path_of(request, number, "") : STR(PATH),
    };
    struct page page;
    enum msg_id title = number ? MSG_privacy_incident_change : MSG_privacy_incident_new;
    TRY(privacy_page_begin(request, frame_words(request, title), issues, &page));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_incident_form_page(&h, &view);
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct incidents incidents; /* whoever may see them may record one */
    TRY(incidents_read(app_db(request), request->arena, request->user, &incidents));
    struct incident_form form = form_of(request);
    form.found = instant_display(request->arena, request->now_ms);
    return draw_form(request, response, 0, &form, NULL);
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    int64_t number = 0;
    param_number(request, &number);
    struct incident incident;
    TRY(incident_read(app_db(request), arena, request->user, number, &incident));
    const struct incident_entry *now = &incident.now;
    const struct incident_form form = {
        .occurred = instant_display(arena, now->occurred_ms),
        .found = instant_display(arena, now->found_ms),
        .what = now->what,
        .data = now->data,
        .people =
            now->people.set ? str_format(arena, "%lld", (long long)now->people.value) : STR(""),
        .measures = now->measures,
        .reason = STR(""),
    };
    return draw_form(request, response, number, &form, NULL);
}

static const struct err *enter(struct request *request, struct response *response, int64_t number) {
    const struct incident_form form = form_of(request);
    struct issues issues = {0};
    int64_t stored;
    TRY(incident_enter(app_db(request), request->arena, request->user, request->now_ms, number,
                       &form, &issues, &stored));
    if (issues.count)
        return draw_form(request, response, number, &form, &issues);
    frame_redirect(request, response, path_of(request, stored, ""),
                   number ? MSG_notice_privacy_incident_changed : MSG_notice_privacy_incident_saved,
                   0);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    return enter(request, response, 0);
}

static const struct err *change(struct request *request, struct response *response) {
    int64_t number;
    struct incidents incidents; /* who may not see them learns nothing of a number */
    TRY(incidents_read(app_db(request), request->arena, request->user, &incidents));
    if (!param_number(request, &number))
        return ERR(ERR_NOT_FOUND, "no such incident");
    return enter(request, response, number);
}

/* --- one -------------------------------------------------------------------------------------- */

static void tell_ends(const struct request *request, const struct incident *incident,
                      struct incident_view *view) {
    struct arena *arena = request->arena;
    view->notified = view->closed = STR("");
    if (incident->notified_ms)
        view->notified =
            frame_say(request, MESSAGE_WITH(MSG_privacy_incident_step_notified,
                                            instant_display(arena, incident->notified_ms),
                                            incident->document));
    if (incident->closed_ms)
        view->closed =
            frame_say(request, MESSAGE_WITH(MSG_privacy_incident_step_closed,
                                            instant_display(arena, incident->closed_ms)));
    for (size_t i = 0; i < incident->entries.count; i++) {
        const struct incident_entry *e = &incident->entries.items[i];
        struct incident then = *incident;
        then.now = *e;
        struct str people = line_of(request, &then).people;
        *list_push(arena, &view->trail) = str_format(
            arena, STR_FMT " · " STR_FMT " · " STR_FMT " · " STR_FMT " · " STR_FMT "%s" STR_FMT,
            STR_ARG(instant_display(arena, e->at_ms)), STR_ARG(e->author),
            STR_ARG(instant_display(arena, e->occurred_ms)), STR_ARG(people), STR_ARG(e->what),
            e->reason.n ? " · " : "", STR_ARG(e->reason));
    }
}

static const struct err *draw_incident(const struct request *request, struct response *response,
                                       const struct issues *issues) {
    struct incident incident;
    int64_t number = 0;
    param_number(request, &number);
    TRY(incident_read(app_db(request), request->arena, request->user, number, &incident));
    struct incident_view view = {
        .line = line_of(request, &incident),
        .incident = &incident,
        .found = instant_display(request->arena, incident.now.found_ms),
        .base = path_of(request, number, ""),
        .notice = {.sent_at = issues ? request_text(request, "sent_at")
                                     : instant_display(request->arena, request->now_ms),
                   .document = request_text(request, "document"),
                   .remark = request_text(request, "remark")},
        .outcome = request_text(request, "outcome"),
    };
    tell_ends(request, &incident, &view);
    struct page page;
    TRY(privacy_page_begin(request, view.line.title, issues, &page));
    page.print_note =
        frame_say(request, MESSAGE_WITH(MSG_privacy_printed, request->user->name,
                                        instant_display(request->arena, request->now_ms)));
    view.page = &page;
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_incident_page(&h, &view);
    return NULL;
}

static const struct err *show_incident(struct request *request, struct response *response) {
    return draw_incident(request, response, NULL);
}

static const struct err *notify(struct request *request, struct response *response) {
    int64_t number;
    if (!param_number(request, &number))
        return ERR(ERR_NOT_FOUND, "no such incident");
    const struct incident_notice notice = {.sent_at = request_text(request, "sent_at"),
                                           .document = request_text(request, "document"),
                                           .remark = request_text(request, "remark")};
    struct issues issues = {0};
    TRY(incident_notify(app_db(request), request->arena, request->user, request->now_ms, number,
                        &notice, &issues));
    if (issues.count)
        return draw_incident(request, response, &issues);
    frame_redirect(request, response, path_of(request, number, ""),
                   MSG_notice_privacy_incident_notified, 0);
    return NULL;
}

static const struct err *close_it(struct request *request, struct response *response) {
    int64_t number;
    if (!param_number(request, &number))
        return ERR(ERR_NOT_FOUND, "no such incident");
    struct issues issues = {0};
    TRY(incident_close(app_db(request), request->arena, request->user, request->now_ms, number,
                       request_text(request, "outcome"), &issues));
    if (issues.count)
        return draw_incident(request, response, &issues);
    frame_redirect(request, response, path_of(request, number, ""),
                   MSG_notice_privacy_incident_closed, 0);
    return NULL;
}

static const struct err *send_draft(struct request *request, struct response *response) {
    int64_t number = 0;
    struct incident incident;
    struct str bytes;
    param_number(request, &number);
    TRY(incident_read(app_db(request), request->arena, request->user, number, &incident));
    enum paper_file file =
        str_equal_c(request_param(request, "copy"), "pdf") ? PAPER_PDF : PAPER_DOCX;
    TRY(incident_doc_make(request->arena, &incident, file, request->now_ms, &bytes));
    respond_file(response, paper_file_content_type(file),
                 incident_doc_name(request->arena, &incident, file), bytes);
    return NULL;
}

const struct route incident_routes[] = {
    {HTTP_GET, PATH, RIGHT_SIGNED_IN, show_list},
    {HTTP_GET, PATH "/moi", RIGHT_SIGNED_IN, show_new},
    {HTTP_POST, PATH "/moi", RIGHT_SIGNED_IN, add},
    {HTTP_GET, PATH "/:incident", RIGHT_SIGNED_IN, show_incident},
    {HTTP_GET, PATH "/:incident/sua", RIGHT_SIGNED_IN, show_change},
    {HTTP_POST, PATH "/:incident/sua", RIGHT_SIGNED_IN, change},
    {HTTP_POST, PATH "/:incident/thong-bao", RIGHT_PRIVACY_MANAGE, notify},
    {HTTP_POST, PATH "/:incident/dong", RIGHT_PRIVACY_MANAGE, close_it},
    {HTTP_GET, PATH "/:incident/tai/:copy", RIGHT_SIGNED_IN, send_draft},
};
const size_t incident_routes_count = COUNT_OF(incident_routes);
