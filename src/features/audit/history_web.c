/* "/cum/:cluster/:period/lich-su": who did what, with what was there before and after. Newest
 * first, a page at a time: "?truoc=AT_MS.ID" goes on behind a line, "?den=26/6/2020" begins at a
 * day. */
#include "features/audit/history_web.h"

#include "features/audit/history.html.h"
#include "features/frame/frame.h"

#define DAY_MS           INT64_C(86400000)
#define VIETNAM_AHEAD_MS (7 * INT64_C(3600000))

/* ERR_NOT_FOUND for an address that no page of ours gave. */
static const struct err *read_position(struct str text, struct audit_position *ret_position) {
    struct str id = text;
    long long at_ms;
    if (!str_to_int64(str_cut(&id, '.'), &at_ms) || !id.p)
        return ERR(ERR_NOT_FOUND, "no such place in the history");
    *ret_position = (struct audit_position){at_ms, id};
    return NULL;
}

static const struct err *read_query(const struct request *request, struct history_view *view,
                                    struct audit_position *ret_before) {
    struct str before = request_query(request, "truoc");
    struct str until = request_query(request, "den");
    struct date day;
    *ret_before = (struct audit_position){INT64_MAX, STR("")};
    view->from_newest = true;
    view->until = until.n ? until : STR("");
    view->until_unread = until.n && !date_read_human(until, &day);
    if (before.n) {
        TRY(read_position(before, ret_before));
        view->from_newest = false;
    } else if (until.n && !view->until_unread) {
        ret_before->at_ms = (date_to_days(day) + 1) * DAY_MS - VIETNAM_AHEAD_MS;
        view->from_newest = false;
    }
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct history_view view = {0};
    struct audit_position before;
    TRY(cluster_find_facts(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &cluster));
    TRY(read_query(request, &view, &before));
    TRY(audit_of_period(app_db(request), request->arena, request->lang, request->user,
                        place_of_period(&cluster), cluster.id, &before, &view.lines));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_audit_title), &cluster, STEP_HISTORY,
               &page);
    page.wide = true;
    view.page = &page;
    view.newest_href = step_path(request->arena, &cluster, STEP_HISTORY);
    if (view.lines.more)
        view.older_href =
            str_format(request->arena, STR_FMT "?truoc=%lld." STR_FMT, STR_ARG(view.newest_href),
                       (long long)view.lines.last.at_ms, STR_ARG(view.lines.last.id));
    struct html h = frame_html(request, response);
    tpl_history_page(&h, &view);
    return NULL;
}

const struct route history_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/lich-su", RIGHT_HISTORY_READ, show},
};
const size_t history_routes_count = COUNT_OF(history_routes);
