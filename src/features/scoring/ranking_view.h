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

/* What the reader may see and open. */
struct ranking_reader {
    bool all;      /* the single scores of all units may be opened */
    size_t *units; /* where not all: indices of members, ascending */
    size_t count;
    bool runs;  /* who runs the cluster sees all places, whatever is shown in the hall */
    bool blind; /* sees the points of his own units alone, `seen`, and no places: they tell of
                   others */
    size_t *seen;
    size_t seen_count;
};

/* Places of the half-year before, beside those of this one. */
struct ranking_before {
    bool asked;
    struct str period; /* "6 tháng đầu năm 2020"; empty: there is none */
    int64_t revision;
    const int *places; /* by member of this half-year; 0: none */
};

struct ranking_drawing {
    const struct scoreboard *board;
    enum ranking_stage stage;
    struct ranking_reader reader;
    size_t page;     /* from 1; 0: all units on one page */
    bool with_chart; /* also where many units would make it long */
    struct ranking_before before;
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
    struct str gone;       /* the unit is no more; empty: it stands */
    struct str class_name; /* of the cluster's scale; empty: none */
    struct str class_note; /* what kept it from the class of its points */
    struct str before;     /* "kỳ trước thứ 3, tăng 1 bậc"; empty: not asked for */
    bool is_hidden;        /* its place is not shown in the hall and on paper */
    struct decimal total;
    bool has_compared; /* places are decided on another figure than the total */
    struct decimal compared;
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
    bool blind;
    struct str sight; /* why the reader sees his own row alone */
    struct str tie_rule;
    struct str shown_rule;    /* how many places are shown in the hall and on paper; empty: all */
    struct str last_rule;     /* how far places count; empty: all */
    struct str compared_rule; /* where something is not assigned to a unit; empty: nowhere */
    bool has_classes;
    bool has_papers;        /* the reader may open the annex and the page for the commander */
    struct str before_href; /* to the same with the places of before; empty: it is asked for */
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

/* What the result may be called now, and what it is known by where it is closed: drawn from the
 * board alone, beside the list. CONTEXT is the board. */
void ranking_draw_state(struct html *h, const void *context);
struct ranking_state {
    struct str words;
    struct str note; /* empty: none */
    bool is_final;
    struct str closed; /* "Chốt lúc …"; empty: open */
    struct str digest;
};

enum msg_id ranking_page_title(const struct cluster_period *cluster);

#endif
