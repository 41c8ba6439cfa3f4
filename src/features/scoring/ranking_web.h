/* The page of the ranking: what it shows, and its routes. */
#ifndef FEATURES_SCORING_RANKING_WEB_H
#define FEATURES_SCORING_RANKING_WEB_H

#include "html/page.h"
#include "html/ui.h"
#include "http/http.h"

/* A group of criteria, or one that stands alone, as a head of columns. */
struct ranking_head {
    struct str code;
    struct str name;
    struct decimal max;
};

/* A criterion within a unit's group. */
struct ranking_part {
    struct str code;
    struct str name;
    struct decimal points;
    bool known;
    struct str href; /* of its explanation */
};

struct ranking_parts {
    struct ranking_part *items;
    size_t count;
    size_t capacity;
};

struct ranking_figure {
    struct str label; /* "Nhóm II": where the table is drawn as cards */
    struct decimal points;
    bool complete;
    int percent;
    bool penalty;
    struct str href;            /* of the explanation, where it is one figure; else empty */
    struct ranking_parts parts; /* empty for who may not read this unit's scores */
};

struct ranking_row {
    bool lead;
    bool counted; /* complete */
    int place;    /* 0: none */
    size_t ordinal;
    struct str name;
    struct str href; /* of the unit's verification; empty for who may not see it */
    struct str note;
    struct decimal total;
    bool has_behind;
    struct decimal behind; /* how much less than the unit above */
    LIST(struct ranking_figure) figures;
};

/* What is not in yet: a unit and its count of criteria. */
struct ranking_gap {
    struct str name;
    struct str href;
    size_t missing;
};

struct ranking_view {
    const struct page *page;
    struct str title;
    struct str period;
    struct page_link stages[3];
    size_t stages_count;
    struct str callout; /* what must be known about this stage; may be empty */
    bool has_table;
    bool may_import_table;
    struct str table_href;
    bool places;
    bool interim;
    struct str xlsx_href;
    struct str figures_until;
    int64_t revision;
    int64_t now_ms;
    bool rules_confirmed;
    LIST(struct ranking_head) heads;
    LIST(struct ranking_row) rows;
    LIST(struct ranking_gap) gaps;
    const struct scoreboard *board; /* for the chart */
    const struct board_stage *shown;
};

extern const struct route ranking_routes[];
extern const size_t ranking_routes_count;

#endif
