#include "feature_list.h"

#include "features/account/account_web.h"
#include "features/frame/frame.h"
#include "features/review/review_web.h"
#include "features/scoring/ranking_web.h"
#include "http/asset.h"

static const struct route *const TABLES[] = {
    account_routes,
    ranking_routes,
    review_routes,
};

/* Sizes are constants of other files, so they are collected at run time. */
static size_t sizes[COUNT_OF(TABLES)];

struct http_app features_http_app(void *app) {
    size_t n = 0;
    sizes[n++] = account_routes_count;
    sizes[n++] = ranking_routes_count;
    sizes[n++] = review_routes_count;
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
