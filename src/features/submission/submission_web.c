#include "features/submission/submission_web.h"

#include "features/submission/submission.html.h"

static struct str base_of(struct arena *arena, struct str slug, int year) {
    return str_format(arena, "/cum/" STR_FMT "/nam/%d/trinh", STR_ARG(slug), year);
}

struct str submission_new_href(struct arena *arena, struct str cluster_slug, int year,
                               enum submission_kind kind, struct str unit_slug,
                               struct str object_id) {
    return str_format(arena, STR_FMT "/moi?loai=" STR_FMT "&don-vi=" STR_FMT "&muc=" STR_FMT,
                      STR_ARG(base_of(arena, cluster_slug, year)),
                      STR_ARG(submission_kind_code(kind)), STR_ARG(unit_slug), STR_ARG(object_id));
}

bool submission_needed(const struct request *request, struct place place, struct str unit_id) {
    return user_may_now(request->user, RIGHT_MEMBER_ENTER, place, unit_id) &&
           !user_may(request->user, RIGHT_MEMBER_SEND, place, unit_id);
}

const struct err *submission_tasks_load(const struct request *request,
                                        struct submission_tasks *ret_tasks) {
    struct submissions_waiting waiting;
    TRY(submission_waiting(app_db(request), request->arena, request->user, &waiting));
    *ret_tasks = (struct submission_tasks){0};
    for (size_t i = 0; i < waiting.count; i++) {
        const struct submission_waiting *w = &waiting.items[i];
        *list_push(request->arena, ret_tasks) = (struct ui_task){
            .href = str_format(request->arena, STR_FMT "/" STR_FMT,
                               STR_ARG(base_of(request->arena, w->slug, w->year)), STR_ARG(w->id)),
            .state = UI_STATE_TODO,
            .title = frame_words(request, submission_kind_name(w->kind)),
            .detail = frame_say(request, MESSAGE_WITH(MSG_submission_from, w->author,
                                                      instant_display(request->arena, w->at_ms))),
            .due = w->cluster_name};
    }
    return NULL;
}

/* --- what is shown ------------------------------------------------------------------------ */

static struct str unit_part(const struct cluster_year *year, struct str unit_id, bool slug) {
    ptrdiff_t member = cluster_year_member_by_id(year, unit_id);
    if (member < 0)
        return STR("");
    return slug ? year->members.items[member].slug : year->members.items[member].name;
}

static struct str period_code_of(const struct cluster_year *year, struct str period_id) {
    for (size_t i = 0; i < year->periods.count; i++)
        if (str_equal(year->periods.items[i].id, period_id))
            return year->periods.items[i].code;
    return STR("");
}

/* Where it is looked at, and sent. */
static struct str object_href(struct arena *arena, const struct cluster_year *year,
                              const struct submission *s) {
    struct str slug = unit_part(year, s->unit_id, true);
    const struct cluster_period period = {.slug = year->slug,
                                          .code = period_code_of(year, s->period_id)};
    switch (s->kind) {
    case SUBMISSION_SCORES:
        return step_path_below(arena, &period, STEP_INTAKE, s->object_id);
    case SUBMISSION_FEEDBACK:
        return step_path_below(arena, &period, STEP_VERIFY,
                               str_format(arena, STR_FMT "/phan-hoi", STR_ARG(slug)));
    case SUBMISSION_GRID:
        return step_path_below(arena, &period, STEP_SHEETS,
                               str_format(arena, STR_FMT "/tu-cham", STR_ARG(slug)));
    case SUBMISSION_REGISTRATION:
        return year_path_below(arena, year, YEAR_REGISTRATION, slug);
    case SUBMISSION_COVENANT:
        return year_path_below(
            arena, year, YEAR_COVENANT,
            str_format(arena, STR_FMT "/ky",
                       STR_ARG(s->covenant_code.n ? s->covenant_code : STR("ca-nam"))));
    case SUBMISSION_CROSSCHECK:
        return step_path_below(arena, &period, STEP_CROSS,
                               str_format(arena, "phieu/" STR_FMT, STR_ARG(s->object_id)));
    default:
        return year_path_below(arena, year, YEAR_MEMBERS,
                               str_format(arena, "ban-giao/" STR_FMT, STR_ARG(s->object_id)));
    }
}

static struct submission_line line_of(const struct request *request,
                                      const struct cluster_year *year, const struct submission *s) {
    struct arena *arena = request->arena;
    static const enum ui_state MARKS[] = {
        [SUBMISSION_WAITS] = UI_STATE_DOING,   [SUBMISSION_SENT] = UI_STATE_DONE,
        [SUBMISSION_RETURNED] = UI_STATE_LATE, [SUBMISSION_WITHDRAWN] = UI_STATE_NONE,
        [SUBMISSION_REPLACED] = UI_STATE_NONE,
    };
    struct submission_line line = {
        .href = str_format(arena, STR_FMT "/" STR_FMT,
                           STR_ARG(base_of(arena, year->slug, year->year)), STR_ARG(s->id)),
        .what = frame_words(request, submission_kind_name(s->kind)),
        .unit = unit_part(year, s->unit_id, false),
        .author = s->author,
        .at_ms = s->at_ms,
        .note = s->note,
        .mark = MARKS[s->state],
        .state = frame_words(request, submission_state_name(s->state)),
        .ended = STR(""),
        .is_stale = s->is_stale,
    };
    if (s->state != SUBMISSION_WAITS)
        line.ended = str_format(arena, STR_FMT ", " STR_FMT "%s" STR_FMT, STR_ARG(s->ended_by),
                                STR_ARG(instant_display(arena, s->ended_ms)),
                                s->reason.n ? ": " : "", STR_ARG(s->reason));
    return line;
}

static void frame(const struct request *request, struct response *response,
                  const struct cluster_year *year, const struct issues *issues,
                  struct page *ret_page) {
    frame_year_page(request, frame_words(request, MSG_submission_title), year, YEAR_NONE, ret_page);
    ret_page->issues = issues;
    response->status = issues && issues->count ? 422 : 200;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct cluster_year year;
    struct submissions all;
    TRY(frame_year(request, &year));
    TRY(submission_list(app_db(request), request->arena, request->user, &year, &all));
    struct page page;
    frame(request, response, &year, NULL, &page);
    struct submissions_view view = {.page = &page};
    for (size_t i = 0; i < all.count; i++)
        *list_push(request->arena, &view.lines) = line_of(request, &year, &all.items[i]);
    struct html h = frame_html(request, response);
    tpl_submissions_page(&h, &view);
    return NULL;
}

static const struct err *draw_one(const struct request *request, struct response *response,
                                  const struct cluster_year *year, const struct issues *issues) {
    struct submission s;
    struct arena *arena = request->arena;
    TRY(submission_find(app_db(request), arena, request->user, year,
                        request_param(request, "submission"), &s));
    struct page page;
    frame(request, response, year, issues, &page);
    struct submission_view view = {
        .page = &page,
        .list_href = base_of(arena, year->slug, year->year),
        .line = line_of(request, year, &s),
        .reason = request_text(request, "reason"),
        .object_href = object_href(arena, year, &s),
        .waits = s.state == SUBMISSION_WAITS,
    };
    view.action = view.line.href;
    view.may_send = view.waits && frame_may_year(request, RIGHT_MEMBER_SEND, year, s.unit_id);
    view.may_withdraw = view.waits && frame_may_year(request, RIGHT_MEMBER_ENTER, year, s.unit_id);
    struct html h = frame_html(request, response);
    tpl_submission_page(&h, &view);
    return NULL;
}

static const struct err *show_one(struct request *request, struct response *response) {
    struct cluster_year year;
    TRY(frame_year(request, &year));
    return draw_one(request, response, &year, NULL);
}

/* --- submitting --------------------------------------------------------------------------- */

static const struct err *draw_new(const struct request *request, struct response *response,
                                  const struct cluster_year *year,
                                  const struct submission_form *form, const struct issues *issues) {
    struct page page;
    frame(request, response, year, issues, &page);
    struct submission_view view = {
        .page = &page,
        .list_href = base_of(request->arena, year->slug, year->year),
        .is_new = true,
        .kind = submission_kind_code(form->kind),
        .unit = unit_part(year, form->unit_id, true),
        .object = form->object_id,
        .note = form->note,
        .action = base_of(request->arena, year->slug, year->year),
    };
    view.line.what = frame_words(request, submission_kind_name(form->kind));
    view.line.unit = unit_part(year, form->unit_id, false);
    struct html h = frame_html(request, response);
    tpl_submission_new_page(&h, &view);
    return NULL;
}

static const struct err *begin(const struct request *request, struct cluster_year *year,
                               struct str kind, struct str unit, struct str object,
                               struct submission_form *ret_form) {
    TRY(frame_year(request, year));
    ptrdiff_t member = cluster_year_member_by_slug(year, unit);
    *ret_form = (struct submission_form){.object_id = str_or_empty(object),
                                         .note = request_text(request, "note")};
    TRY(frame_must_year(request, RIGHT_MEMBER_ENTER, year,
                        member < 0 ? STR("") : year->members.items[member].id));
    if (member < 0 || !submission_kind_from_code(kind, &ret_form->kind))
        return ERR_TEXT(ERR_NOT_FOUND, "submission.nothing_to_send", "nothing of that to send");
    ret_form->unit_id = year->members.items[member].id;
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct cluster_year year;
    struct submission_form form;
    TRY(begin(request, &year, request_query(request, "loai"), request_query(request, "don-vi"),
              request_query(request, "muc"), &form));
    return draw_new(request, response, &year, &form, NULL);
}

static struct str one_path(const struct request *request, const struct cluster_year *year,
                           struct str id) {
    return str_format(request->arena, STR_FMT "/" STR_FMT,
                      STR_ARG(base_of(request->arena, year->slug, year->year)), STR_ARG(id));
}

static const struct err *add(struct request *request, struct response *response) {
    struct cluster_year year;
    struct submission_form form;
    struct issues issues = {0};
    struct str id;
    TRY(begin(request, &year, request_text(request, "loai"), request_text(request, "don-vi"),
              request_text(request, "muc"), &form));
    TRY(submission_add(app_db(request), request->arena, request->user, request->now_ms, &year,
                       &form, &issues, &id));
    if (issues.count)
        return draw_new(request, response, &year, &form, &issues);
    frame_redirect(request, response, one_path(request, &year, id), MSG_notice_submission_added, 0);
    return NULL;
}

static const struct err *return_it(struct request *request, struct response *response) {
    struct cluster_year year;
    struct issues issues = {0};
    struct str id = request_param(request, "submission");
    TRY(frame_year(request, &year));
    TRY(frame_must_year(request, RIGHT_MEMBER_SEND, &year, STR("")));
    TRY(submission_return(app_db(request), request->arena, request->user, request->now_ms, &year,
                          id, request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_one(request, response, &year, &issues);
    frame_redirect(request, response, one_path(request, &year, id), MSG_notice_submission_returned,
                   0);
    return NULL;
}

static const struct err *withdraw(struct request *request, struct response *response) {
    struct cluster_year year;
    struct str id = request_param(request, "submission");
    TRY(frame_year(request, &year));
    TRY(frame_must_year(request, RIGHT_MEMBER_ENTER, &year, STR("")));
    TRY(submission_withdraw(app_db(request), request->arena, request->user, request->now_ms, &year,
                            id));
    frame_redirect(request, response, one_path(request, &year, id), MSG_notice_submission_withdrawn,
                   0);
    return NULL;
}

#define BASE "/cum/:cluster/nam/:year/trinh"
const struct route submission_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show_list},
    {HTTP_POST, BASE, RIGHT_MEMBER_ENTER, add},
    {HTTP_GET, BASE "/moi", RIGHT_MEMBER_ENTER, show_new},
    {HTTP_GET, BASE "/:submission", RIGHT_CLUSTER_READ, show_one},
    {HTTP_POST, BASE "/:submission/tra-lai", RIGHT_MEMBER_SEND, return_it},
    {HTTP_POST, BASE "/:submission/rut", RIGHT_MEMBER_ENTER, withdraw},
};
const size_t submission_routes_count = COUNT_OF(submission_routes);
