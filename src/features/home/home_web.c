/* "/": what waits for the user, in every half-year he may read. */
#include "features/home/home_web.h"

#include "features/account/alert_service.h"
#include "features/account/grant_service.h"
#include "features/backup/backup_web.h"
#include "features/dispute/dispute_web.h"
#include "features/home/home.html.h"
#include "features/home/overview_web.h"
#include "features/home/year_web.h"

struct str meeting_words(const struct request *request, const struct cluster_period *cluster) {
    struct str day = date_display(request->arena, cluster->held_on);
    bool has_day = !date_is_empty(cluster->held_on);
    if (has_day && cluster->venue.n)
        return message_text(request->arena, request->lang,
                            MESSAGE_WITH(MSG_home_meeting, day, cluster->venue));
    return has_day ? day : cluster->venue;
}

static const struct err *add_cluster(const struct request *request,
                                     const struct cluster_summary *summary, struct home_view *view,
                                     struct page *page) {
    struct standing_now *now = ARENA_NEW(request->arena, struct standing_now);
    TRY(standing_load(request, summary->slug, summary->period_code, now));
    const struct cluster_period *cluster = &now->board.cluster;
    struct home_cluster *shown = list_push(request->arena, &view->clusters);
    const struct cluster_year year = {.slug = cluster->slug, .year = cluster->period.year};
    *shown = (struct home_cluster){
        .name = cluster->name,
        .year = message_text(
            request->arena, request->lang,
            MESSAGE_WITH(MSG_frame_year_overview, str_format(request->arena, "%d", year.year))),
        .year_href = year_path(request->arena, &year, YEAR_OVERVIEW),
        .period = period_display(request->arena, request->lang, cluster->period),
        .href = step_path(request->arena, cluster, STEP_OVERVIEW),
        .meeting = meeting_words(request, cluster),
        .figures_until = cluster->figures_until,
        .head = cluster->head.name,
        .sent = now->progress.sent,
        .units = now->progress.units,
        .is_sample = cluster->is_sample,
    };
    page->sample |= cluster->is_sample;
    tasks_make(request, now, &shown->tasks);
    struct dispute_tasks disputes;
    TRY(dispute_tasks_load(request, &now->board, &disputes));
    for (size_t i = 0; i < disputes.count; i++)
        *list_push(request->arena, &shown->tasks) = disputes.items[i];
    return NULL;
}

static const struct err *show_home(struct request *request, struct response *response) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_home_title), NULL, STEP_NONE, &page);
    struct home_view view = {
        .page = &page,
        .may_create = frame_may(request, RIGHT_CLUSTER_CREATE, NULL, STR("")),
        .may_manage_accounts = grant_may_manage(request->user),
        .may_care = frame_may(request, RIGHT_SYSTEM_CARE, NULL, STR("")),
        .backup_warning = backup_warning(request),
    };
    if (alert_is_for(request->user)) {
        struct alerts alerts;
        TRY(alert_list(app_db(request), request->arena, request->user, request->now_ms, &alerts));
        view.alerts = alerts.unseen;
    }
    TRY(submission_tasks_load(request, &view.submitted));
    TRY(privacy_tasks_load(request, &view.privacy));
    TRY(reminders_load(request, &view.reminders));
    struct cluster_summaries clusters;
    struct reach reach = user_reach(request->arena, request->user, RIGHT_CLUSTER_READ);
    TRY(cluster_list(app_db(request), request->arena, &reach, &clusters));
    for (size_t i = 0; i < clusters.count; i++) {
        const struct cluster_summary *summary = &clusters.items[i];
        if (i < HOME_CLUSTERS_MAX) {
            TRY(add_cluster(request, summary, &view, &page));
            continue;
        }
        struct str period = period_display(request->arena, request->lang, summary->period);
        *list_push(request->arena, &view.more) = (struct page_link){
            .text = str_format(request->arena, STR_FMT " · " STR_FMT, STR_ARG(summary->name),
                               STR_ARG(period)),
            .href = str_format(request->arena, "/cum/" STR_FMT "/" STR_FMT, STR_ARG(summary->slug),
                               STR_ARG(summary->period_code)),
        };
    }
    struct html h = frame_html(request, response);
    tpl_home_page(&h, &view);
    return NULL;
}

const struct route home_routes[] = {
    {HTTP_GET, "/", RIGHT_SIGNED_IN, show_home},
    {HTTP_GET, "/cum/:cluster/:period", RIGHT_CLUSTER_READ, overview_show},
    {HTTP_GET, "/cum/:cluster/nam/:year", RIGHT_CLUSTER_READ, year_show},
};
const size_t home_routes_count = COUNT_OF(home_routes);
