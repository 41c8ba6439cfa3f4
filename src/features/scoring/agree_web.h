/* The page on which a stage agrees with all that can be agreed with: which rows, and which are left
 * out and why. */
#ifndef FEATURES_SCORING_AGREE_WEB_H
#define FEATURES_SCORING_AGREE_WEB_H

#include "features/scoring/stage_service.h"
#include "features/scoring/unit_web.h"

struct agree_row {
    struct str code;
    struct str name;
    struct decimal points;
    struct str seen; /* canonical, for the form */
    struct str evidence;
    struct str why; /* it is left out; empty in the list of those agreed with */
};
struct agree_rows {
    struct agree_row *items;
    size_t count;
    size_t capacity;
};

struct agree_view {
    const struct page *page;
    struct str unit_name;
    struct str stage;      /* "Cụm trưởng thẩm định" */
    struct str stage_code; /* as the form sends it */
    struct str href;
    struct str grid_href;
    struct str csrf_token;
    bool own_unit; /* he verifies others, but not this one: no rows */
    struct agree_rows rows;
    struct agree_rows left_out;
};

extern const struct route agree_routes[];
extern const size_t agree_routes_count;

#endif
