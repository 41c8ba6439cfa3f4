/* "/cum/:cluster/:period/lich-su": who did what, with what was there before and after. */
#include "features/audit/history_web.h"

#include "features/audit/history.html.h"
#include "features/frame/frame.h"

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    struct history_view view;
    TRY(audit_of_period(app_db(request), request->arena, request->lang, request->user,
                        cluster.cluster_id, cluster.id, &view.lines));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_audit_title), &cluster, STEP_HISTORY,
               &page);
    page.wide = true;
    view.page = &page;
    view.is_full = view.lines.count >= AUDIT_LINES_MAX;
    struct html h = frame_html(request, response);
    tpl_history_page(&h, &view);
    return NULL;
}

const struct route history_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/lich-su", RIGHT_HISTORY_READ, show},
};
const size_t history_routes_count = COUNT_OF(history_routes);
