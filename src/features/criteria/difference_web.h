/* "…/tieu-chi/so-sanh": two versions, or this table and that of another half-year, side by side. */
#ifndef FEATURES_CRITERIA_DIFFERENCE_WEB_H
#define FEATURES_CRITERIA_DIFFERENCE_WEB_H

#include "features/criteria/criteria_difference.h"
#include "html/ui.h"
#include "http/http.h"

struct difference_change {
    enum msg_id name;
    struct str from;
    struct str to;
};

struct difference_line {
    struct str code;
    struct str name;
    int depth;
    enum msg_id what; /* added, taken out, changed; MSG_none: as it was */
    bool differs;
    bool added;
    bool removed;
    bool is_group;
    bool has_before;
    bool has_after;
    bool max_differs;
    struct decimal before_max;
    struct decimal after_max;
    LIST(struct difference_change) changes;
};

struct difference_view {
    const struct page *page;
    struct str base;
    struct ui_options before; /* what may be compared */
    struct ui_options after;
    struct str before_name;
    struct str after_name;
    bool all; /* rows that stayed too */
    struct str all_href;
    LIST(struct difference_line) lines;
    size_t added;
    size_t removed;
    size_t changed;
    struct decimal before_total;
    struct decimal after_total;
    bool comparable;
};

extern const struct route difference_routes[];
extern const size_t difference_routes_count;

#endif
