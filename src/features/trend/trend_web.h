/* "…/xep-thu/so-voi-chi-tieu": a half-year against the targets of its year, all units.
 * "…/xep-thu/don-vi/:unit": one unit: its targets, its half-years, its groups against the cluster.
 */
#ifndef FEATURES_TREND_TREND_WEB_H
#define FEATURES_TREND_TREND_WEB_H

#include "doc/chart_svg.h"
#include "features/frame/frame.h"
#include "features/scoring/scoring_service.h"
#include "features/target/target_service.h"
#include "html/ui.h"

/* A unit's result against a target of the year. */
struct trend_line {
    struct str name;   /* "II.2 Tuyển quân" */
    struct str source; /* "chỉ tiêu số 3" or the table of criteria */
    struct str result; /* empty: none yet */
    struct str target;
    bool has_share;
    struct decimal share;
    int percent;    /* of the bar */
    bool is_judged; /* a sum over the year: the bar says nothing about rates or a half-year's table
                     */
    bool beyond;    /* the cluster's bar */
};
struct trend_lines {
    struct trend_line *items;
    size_t count;
    size_t capacity;
};
struct trend_unit {
    struct str name;
    struct str href; /* empty for who may not open the unit */
    size_t asked;    /* targets with a figure */
    size_t known;    /* of which there is a result */
    size_t beyond;
};
struct trend_targets_view {
    const struct page *page;
    struct str period;
    struct str sight;
    struct str bar; /* empty: none was set */
    struct str bar_basis;
    LIST(struct trend_unit) units;
};

/* A half-year of a unit. */
struct trend_period {
    struct str name;
    struct str href;
    bool complete;
    struct decimal total;
    struct decimal max;
    bool has_share;
    struct decimal share; /* of the table's maximum */
    int place;            /* 0: none */
    size_t members;
    struct str class_name;
};
/* A group against the cluster. */
struct trend_group {
    struct str name;
    struct decimal own;
    bool own_complete;
    bool has_others;
    struct decimal mean;
    struct decimal best;
    struct decimal max;
};
struct trend_view {
    const struct page *page;
    struct str period;
    struct str name;
    struct str list_href;
    struct str sheet_href;
    struct str bar;
    struct str bar_basis;
    bool sees_cluster;
    struct str sight;
    LIST(struct trend_period) periods; /* newest first */
    struct trusted_html periods_chart;
    bool has_periods_chart;
    LIST(struct trend_group) groups;
    struct trusted_html groups_chart;
    bool has_groups_chart;
    struct trend_lines lines;
};

extern const struct route trend_routes[];
extern const size_t trend_routes_count;

#endif
