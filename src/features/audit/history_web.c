/* "/cum/:cluster/:period/lich-su": who did what, with what was there before and after. */
#include "features/audit/history_web.h"

#include "features/audit/history.html.h"
#include "features/audit/history_view.h"
#include "features/frame/frame.h"

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct history_view view = {0};
    struct history_query query;
    struct issues issues = {0};
    TRY(cluster_find_facts(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &cluster));
    TRY(history_read_query(request, &view, &issues, &query));
    TRY(audit_search_period(app_db(request), request->arena, request->lang, request->user,
                            place_at(cluster.cluster_id, cluster.period.year), cluster.id,
                            &query.filter, &query.before, &view.lines));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_audit_title), &cluster, STEP_HISTORY,
               &page);
    page.wide = true;
    page.issues = &issues;
    view.page = &page;
    view.base = step_path(request->arena, &cluster, STEP_HISTORY);
    struct html h = frame_html(request, response);
    tpl_history_page(&h, &view);
    return NULL;
}

const struct route history_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/lich-su", RIGHT_HISTORY_READ, show},
};
const size_t history_routes_count = COUNT_OF(history_routes);
