/* What the templates of the tests draw. */
#pragma once

#include "html/html.h"

struct member {
    struct str name;
    struct str slug;
    struct str href;
    struct decimal points;
    int64_t visits;
    bool chosen;
    LIST(struct str) notes;
};

enum shade { SHADE_LIGHT, SHADE_DARK };

struct side {
    struct str title;
    const char *hint;
};

struct view {
    struct str title;
    const struct side *side;
    LIST(struct member) members;
    LIST(struct side *) sides;
    struct member *pair;
    size_t pair_count;
    struct date day;
    int64_t at_ms;
    bool open;
    enum shade shade;
    struct message notice;
    struct trusted_html chart;
    enum msg_id label;
    struct side own_side;
};
