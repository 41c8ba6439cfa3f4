/* The forms of clusters: a new one, and the facts of a half-year. */
#ifndef FEATURES_CLUSTER_CLUSTER_WEB_H
#define FEATURES_CLUSTER_CLUSTER_WEB_H

#include "features/cluster/cluster.h"
#include "html/ui.h"
#include "http/http.h"

struct cluster_new_view {
    const struct page *page;
    struct cluster_form form; /* as typed; nothing is absent */
    struct ui_options kinds;
    struct ui_options halves;
    struct ui_options unit_kinds; /* of units */
};

struct cluster_settings_view {
    const struct page *page;
    const struct cluster_period *cluster;
    struct cluster_form form;
    struct ui_options heads; /* the members, by name; first: not known */
    struct ui_options hosts;
    struct str action;
    struct str back_href;
};

extern const struct route cluster_routes[];
extern const size_t cluster_routes_count;

#endif
