#include "feature_list.h"

#include "features/account/account_web.h"
#include "features/account/accounts_web.h"
#include "features/audit/history_web.h"
#include "features/cluster/cluster_web.h"
#include "features/frame/frame.h"
#include "features/help/help_web.h"
#include "features/home/home_web.h"
#include "features/intake/criteria_import_web.h"
#include "features/scoring/criteria_web.h"
#include "http/asset.h"

static const struct route *const TABLES[] = {
    account_routes,
    accounts_routes,
    cluster_routes,
    home_routes,
    criteria_routes,
    rules_routes,
    help_routes,
    history_routes,
    criteria_import_routes,
};

/* Sizes are constants of other files, so they are collected at run time. */
static size_t sizes[COUNT_OF(TABLES)];

struct http_app features_http_app(void *app) {
    size_t n = 0;
    sizes[n++] = account_routes_count;
    sizes[n++] = accounts_routes_count;
    sizes[n++] = cluster_routes_count;
    sizes[n++] = home_routes_count;
    sizes[n++] = criteria_routes_count;
    sizes[n++] = rules_routes_count;
    sizes[n++] = help_routes_count;
    sizes[n++] = history_routes_count;
    sizes[n++] = criteria_import_routes_count;
    return (struct http_app){
        .app = app,
        .tables = TABLES,
        .table_sizes = sizes,
        .table_count = COUNT_OF(TABLES),
        .identify = frame_identify,
        .allows = frame_allows,
        .draw_error = frame_draw_error,
        .sign_in_path = "/dang-nhap",
        .assets = asset_table,
        .asset_count = asset_count,
    };
}
