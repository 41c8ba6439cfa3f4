/* What the page of the ranking shows of a board: stages, gaps, table, legend. One fragment, kept
 * with the board (html/kept_fragment.h), so nothing here knows a request or a user: what the reader
 * may open comes in as a list of units.
 */
#ifndef FEATURES_SCORING_RANKING_VIEW_H
#define FEATURES_SCORING_RANKING_VIEW_H

#include "features/scoring/scoring_service.h"
#include "html/page.h"
#include "html/ui.h"

enum {
    RANKING_PAGE_UNITS = 100,
    RANKING_GAPS_MAX = 20,
    RANKING_FOUND_MAX = 20,
};

/* Whose single scores the reader may open. */
struct ranking_reader {
    bool all;
    size_t *units; /* where not all: indices of members, ascending */
    size_t count;
};

struct ranking_drawing {
    const struct scoreboard *board;
    enum ranking_stage stage;
    struct ranking_reader reader;
    size_t page;     /* from 1; 0: all units on one page */
    bool with_chart; /* also where many units would make it long */
};

/* Draws the fragment; CONTEXT is a struct ranking_drawing. */
void ranking_draw(struct html *h, const void *context);
/* Names all that the drawing depends on beside board and language. Empty, for "do not keep", where
 * the reader's units are too many to be named. */
struct str ranking_variant(struct arena *arena, const struct ranking_drawing *drawing);
size_t ranking_pages(const struct scoreboard *board);

/* --- for the template ----------------------------------------------------------------------- */

/* A group of criteria, or one that stands alone, as a head of columns. */
struct ranking_head {
    struct str code;
    struct str name;
    struct decimal max;
};

/* A criterion within a unit's group. PART is the last part of its explanation's address. */
struct ranking_part {
    struct str code;
    struct str name;
    struct decimal points;
    bool known;
    struct str part;
};

struct ranking_parts {
    struct ranking_part *items;
    size_t count;
    size_t capacity;
};

struct ranking_figure {
    struct decimal points;
    bool complete;
    int percent; /* of the bar */
    bool penalty;
    struct str part;            /* where the figure is one link; else empty */
    struct ranking_parts parts; /* opened in place; empty for who may not read this unit's scores */
};

struct ranking_row {
    bool lead;
    bool counted;   /* complete */
    int place;      /* 0: none */
    size_t ordinal; /* in the list of all units */
    struct str name;
    struct str slug; /* of the unit's page; empty for who may not see it */
    struct str note;
    struct decimal total;
    bool has_behind;
    struct decimal behind; /* how much less than the unit above */
    LIST(struct ranking_figure) figures;
};

/* What is not in yet: a unit and its count of criteria. */
struct ranking_gap {
    struct str name;
    struct str slug; /* empty for who may not see it */
    size_t missing;
};

struct ranking_list {
    struct page_link stages[RANKING_STAGE_COUNT];
    size_t stages_count;
    struct str title;
    struct str callout; /* what must be known about this stage; may be empty */
    bool places;
    size_t strip; /* on a phone: figures in a line */
    bool rules_confirmed;
    LIST(struct ranking_head) heads;
    LIST(struct ranking_row) rows;
    LIST(struct ranking_gap) gaps;
    size_t more_gaps; /* beyond those listed */
    /* Where the units stand on several pages. */
    bool paged;
    size_t first; /* ordinals of the first and last row */
    size_t last;
    size_t all;
    LIST(struct page_link) pages;
    struct str stage_code; /* for the form that looks for a unit; empty: in force */
    struct str all_href;
    bool has_chart;
    struct str chart_href; /* where there is one to be asked for; else empty */
    const struct scoreboard *board;
    const struct board_stage *shown;
};

/* A unit that was looked for. */
struct ranking_find {
    struct str name;
    struct str href; /* of its row */
    struct decimal total;
    int place;
};

struct ranking_finds {
    struct ranking_find *items;
    size_t count;
    size_t capacity;
};

/* Units whose name holds WORDS, however they are typed; at most RANKING_FOUND_MAX, best first. */
void ranking_look_for(struct arena *arena, const struct ranking_drawing *drawing, struct str words,
                      struct ranking_finds *ret_finds);

enum msg_id ranking_page_title(const struct cluster_period *cluster);

#endif
