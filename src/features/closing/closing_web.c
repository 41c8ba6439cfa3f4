#include "features/closing/closing_web.h"

#include "features/closing/closing.html.h"

/* A half-year or a year, with its pages. */
struct scene {
    const struct request *request;
    struct cluster_period period;
    struct cluster_year year;
    struct closing_target target;
    struct place place;
    struct str path;
};

static const struct err *load_period(const struct request *request, struct scene *scene) {
    scene->request = request;
    TRY(frame_cluster(request, &scene->period));
    scene->target = (struct closing_target){.period = &scene->period};
    scene->place = place_of_period(&scene->period);
    scene->path = step_path(request->arena, &scene->period, STEP_CLOSING);
    return NULL;
}

static const struct err *load_year(const struct request *request, struct scene *scene) {
    scene->request = request;
    TRY(frame_year(request, &scene->year));
    scene->target = (struct closing_target){.year = &scene->year};
    scene->place = place_of_year(&scene->year);
    scene->path = year_path(request->arena, &scene->year, YEAR_CLOSING);
    return NULL;
}

static const struct err *check(const struct scene *scene, struct closing_open_points *ret_open) {
    return scene->target.period ? closing_check_period(scene->request, &scene->period, ret_open)
                                : closing_check_year(scene->request, &scene->year, ret_open);
}

static bool may(const struct scene *scene, enum right right) {
    return user_may(scene->request->user, right, scene->place, STR(""));
}

static void frame(const struct scene *scene, const struct issues *issues, struct page *ret_page) {
    const struct request *request = scene->request;
    if (scene->target.period)
        frame_page(request, frame_words(request, MSG_frame_step_closing), &scene->period,
                   STEP_CLOSING, ret_page);
    else
        frame_year_page(request, frame_words(request, MSG_frame_year_closing), &scene->year,
                        YEAR_CLOSING, ret_page);
    ret_page->issues = issues;
    ret_page->closed = STR(""); /* the page says it itself, and more */
}

static const struct err *draw(const struct scene *scene, struct response *response,
                              const struct issues *issues) {
    const struct request *request = scene->request;
    const struct closing *closing =
        scene->target.period ? &scene->period.closing : &scene->year.closing;
    struct page page;
    frame(scene, issues, &page);
    struct closing_view view = {
        .page = &page,
        .kicker = page.context,
        .title = page.title,
        .is_year = scene->target.period == NULL,
        .is_closed = closing->closed,
        .sees_open = may(scene, RIGHT_HISTORY_READ) && !closing->closed,
        .may_close = may(scene, RIGHT_PERIOD_CLOSE) && !closing->closed,
        .may_reopen = may(scene, RIGHT_PERIOD_REOPEN) && closing->closed,
        .action = scene->path,
        .reopen_action = str_format(request->arena, STR_FMT "/mo-lai", STR_ARG(scene->path)),
        .reason = request_text(request, "reason"),
        .confirmed = request_text(request, "confirm").n > 0,
    };
    if (scene->target.period) {
        view.digest = closing->digest.n && closing->closed ? closing->digest : STR("");
        view.freeze_href =
            step_path_below(request->arena, &scene->period, STEP_CLOSING, STR("dinh-chinh"));
    }
    if (view.sees_open)
        TRY(check(scene, &view.open));
    TRY(closing_history(app_db(request), request->arena, request->user, &scene->target,
                        &view.rows));
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_closing_page(&h, &view);
    return NULL;
}

/* What was still open, a line each: kept beside the closing. */
static struct str told(struct arena *arena, const struct closing_open_points *open) {
    struct str text = STR("");
    for (size_t i = 0; i < open->count; i++) {
        const struct ui_task *task = &open->items[i];
        text = str_format(arena, STR_FMT "%s" STR_FMT "%s" STR_FMT, STR_ARG(text), i ? "\n" : "",
                          STR_ARG(task->title), task->detail.n ? ": " : "", STR_ARG(task->detail));
    }
    return text;
}

static const struct err *close_it(struct scene *scene, struct response *response) {
    const struct request *request = scene->request;
    struct arena *arena = request->arena;
    struct issues issues = {0};
    struct closing_open_points open = {0};
    if (!may(scene, RIGHT_PERIOD_CLOSE))
        return ERR(ERR_DENIED, "no right to close this");
    TRY(check(scene, &open));
    if (str_is_empty(request_text(request, "confirm")))
        issue_add(arena, &issues, STR("confirm"), MESSAGE(MSG_closing_confirm_missing));
    if (str_is_empty(str_trim(request_text(request, "reason"))))
        issue_add(arena, &issues, STR("reason"), MESSAGE(MSG_cluster_closing_reason_missing));
    if (!issues.count)
        TRY(closing_close(app_db(request), arena, request->user, request->now_ms, &scene->target,
                          request_text(request, "reason"), told(arena, &open), &issues));
    if (issues.count)
        return draw(scene, response, &issues);
    frame_redirect(request, response, scene->path,
                   scene->target.period ? MSG_notice_period_closed : MSG_notice_year_closed, 0);
    return NULL;
}

static const struct err *reopen_it(struct scene *scene, struct response *response) {
    const struct request *request = scene->request;
    struct issues issues = {0};
    TRY(closing_reopen(app_db(request), request->arena, request->user, request->now_ms,
                       &scene->target, request_text(request, "reason"), &issues));
    if (issues.count)
        return draw(scene, response, &issues);
    frame_redirect(request, response, scene->path,
                   scene->target.period ? MSG_notice_period_reopened : MSG_notice_year_reopened, 0);
    return NULL;
}

/* --- routes ------------------------------------------------------------------------------- */

static const struct err *show_period(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_period(request, &scene));
    return draw(&scene, response, NULL);
}

static const struct err *show_year(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_year(request, &scene));
    return draw(&scene, response, NULL);
}

static const struct err *close_period(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_period(request, &scene));
    return close_it(&scene, response);
}

static const struct err *close_year(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_year(request, &scene));
    return close_it(&scene, response);
}

static const struct err *reopen_period(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_period(request, &scene));
    return reopen_it(&scene, response);
}

static const struct err *reopen_year(struct request *request, struct response *response) {
    struct scene scene = {0};
    TRY(load_year(request, &scene));
    return reopen_it(&scene, response);
}

const struct route closing_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/chot-ky", RIGHT_CLUSTER_READ, show_period},
    {HTTP_POST, "/cum/:cluster/:period/chot-ky", RIGHT_PERIOD_CLOSE, close_period},
    {HTTP_POST, "/cum/:cluster/:period/chot-ky/mo-lai", RIGHT_PERIOD_REOPEN, reopen_period},
    {HTTP_GET, "/cum/:cluster/nam/:year/chot-nam", RIGHT_CLUSTER_READ, show_year},
    {HTTP_POST, "/cum/:cluster/nam/:year/chot-nam", RIGHT_PERIOD_CLOSE, close_year},
    {HTTP_POST, "/cum/:cluster/nam/:year/chot-nam/mo-lai", RIGHT_PERIOD_REOPEN, reopen_year},
};
const size_t closing_routes_count = COUNT_OF(closing_routes);
