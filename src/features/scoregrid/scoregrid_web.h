/* The grid of a unit's own scores, and the panel of one cell. */
#ifndef FEATURES_SCOREGRID_SCOREGRID_WEB_H
#define FEATURES_SCOREGRID_SCOREGRID_WEB_H

#include "features/scoregrid/grid_view.h"

enum { GRID_FORM_MAX = 6 << 20 };

struct grid_sending_line {
    struct str what; /* "Lần 2 · 18/6/2020 09:14 · Chỉ huy trưởng · 3 giá trị" */
    struct str reason;
};

struct scoregrid_view {
    const struct page *page;
    struct str unit_name;
    struct str gone; /* the unit is no more; empty: it stands */
    struct str href;
    struct str sheet_href;     /* the blank sheet; empty: none */
    struct str criterion_href; /* the other grid, at its first criterion */
    struct str why_href;       /* criteria page, where nothing can be done yet */
    bool has_table;
    bool locked;
    bool shows_drafts;
    bool may_enter;
    bool may_send;
    struct str submit_href; /* for an officer: to lay it before the commander; empty: no */
    size_t filled;
    size_t asked;
    size_t unsent;
    size_t missing;
    struct sheet_figures content;
    struct sheet_figures bonus;
    struct sheet_figures penalty;
    struct sheet_figures total;
    struct decimal max_content;
    int64_t last_number;
    int64_t saved_ms;
    struct str saved_by;
    struct str sent; /* when, by whom; empty: not yet */
    bool sent_before;
    struct str reason; /* of the sending, as typed */
    struct str send_fault;
    struct str table_mark; /* of the table that was drawn */
    LIST(struct grid_row) rows;
    LIST(struct grid_left) left;
    LIST(struct grid_sending_line) sendings;
    LIST(struct grid_row_name) not_in; /* criteria without a result */
};
struct grid_row_name {
    struct str code;
    struct str name;
};

struct grid_event_line {
    struct str what;
    struct str who;
    bool is_draft;
};

struct grid_part_line {
    struct str name;
    struct str field; /* "part.2020-03.II.2" */
    struct str text;
    struct str seen;
    struct str fault;
};

struct grid_cell_view {
    const struct page *page;
    struct str unit_name;
    struct str code;
    struct str name;
    struct str href;
    struct str grid_href;
    struct str why_href; /* the explanation of what was sent */
    struct str criterion_href;
    struct str rule;
    LIST(struct str) sums;
    struct sheet_figure points;
    bool is_draft; /* it is computed from what is not sent yet */
    bool may_enter;
    bool may_type_parts;
    struct str csrf_token;
    LIST(struct grid_part_line) parts;
    struct str parts_say; /* what follows from them, what is missing */
    LIST(struct grid_event_line) events;
    struct str previous_href;
    struct str next_href;
};

/* A change of the table makes another mark: the page that was drawn before is told so. */
struct str grid_table_mark(struct arena *arena, const struct criteria *criteria);

/* What a POST of the grid is answered to a script: JSON. */
void grid_answer_json(const struct request *request, struct response *response,
                      const struct grid_answer *answer, bool table_changed);
void grid_refuse_json(const struct request *request, struct response *response,
                      const struct err *err);
/* A panel of a cell, as a page or (to htmx) alone. */
MUST_CHECK const struct err *grid_cell_draw(const struct request *request,
                                            struct response *response,
                                            const struct score_grid *grid, size_t index,
                                            const struct grid_answer *answer,
                                            const struct issues *issues);
MUST_CHECK const struct err *grid_cell_show(struct request *request, struct response *response);

extern const struct route scoregrid_routes[];
extern const size_t scoregrid_routes_count;

#endif
