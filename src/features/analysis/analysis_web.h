/* "/cum/:cluster/:period/xep-thu/phan-tich": hidden until asked for, for who has
 * RIGHT_ANALYSIS_READ. */
#ifndef FEATURES_ANALYSIS_ANALYSIS_WEB_H
#define FEATURES_ANALYSIS_ANALYSIS_WEB_H

#include "features/analysis/analysis_service.h"
#include "features/frame/frame.h"
#include "html/ui.h"

/* A line of the form. */
struct analysis_try {
    struct str field; /* also its id: issues lead to it */
    struct str number;
    struct str label;
    struct ui_options units;
    struct ui_options criteria;
    struct str value;
    bool as_points;
    const struct issue *issue;
};
struct analysis_place {
    struct str name;
    int before; /* 0: none */
    int after;
    struct decimal total_before;
    struct decimal total_after;
    struct str change; /* "+2,50"; empty: none */
    bool moved;
};
/* A mean with its sign and the rows it is of; empty where there is none. */
struct analysis_mean_show {
    struct str value;
    size_t rows;
};
struct analysis_stage {
    struct str name;
    bool is_part; /* of the row above: one checking unit */
    size_t rows;
    struct analysis_mean_show over_self;
    struct analysis_mean_show over_rule;
    struct analysis_mean_show over_final;
};
struct analysis_far {
    struct str unit;
    struct str code;
    struct str name;
    struct str href;
    struct decimal points;
    struct decimal median;
    struct decimal mad;
};
struct analysis_max {
    struct str code;
    struct str name;
    struct decimal max;
    size_t units;
};
struct analysis_round {
    struct str unit;
    size_t self;
    size_t self_round;
    size_t rule;
    size_t rule_round;
};
struct analysis_view {
    const struct page *page;
    struct str period;
    struct str base;
    bool has_table;
    bool may_try;
    bool tried;
    LIST(struct analysis_try) tries;
    LIST(struct str) assumed; /* what was tried, in words */
    LIST(struct analysis_place) places;
    LIST(struct analysis_stage) stages;
    size_t judged;
    size_t content;
    LIST(struct analysis_far) far;
    size_t more_far;
    LIST(struct analysis_max) all_max;
    LIST(struct analysis_round) rounds;
};

extern const struct route analysis_routes[];
extern const size_t analysis_routes_count;

#endif
