/* The pages of cross-checking: who checks whom, the draw and its minutes, the sheet, differences.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_WEB_H
#define FEATURES_CROSSCHECK_CROSSCHECK_WEB_H

#include "features/crosscheck/crosscheck_doc.h"
#include "features/frame/frame.h"
#include "html/ui.h"

/* Where a sheet is; TAIL "" or "xlsx". */
struct str crosscheck_sheet_path(struct arena *arena, const struct cluster_period *cluster,
                                 struct str unit_slug, const char *tail);

/* --- who checks whom ---------------------------------------------------------------------- */

struct crosscheck_line {
    struct str target;
    struct str checkers; /* "Ban A (tổ trưởng); Ban B" */
    struct str visit;    /* "20/6/2020, tại …" */
    bool is_late;        /* the day is over, and nothing was sent */
    enum ui_state state;
    struct str state_text;
    struct str by_hand;     /* why it is other than drawn; empty: as drawn */
    struct str note;        /* dissolved; nobody checks it */
    struct str sheet_href;  /* empty: not to be opened by this user */
    struct str change_href; /* the same */
};
struct crosscheck_view {
    const struct page *page;
    bool is_drawn;
    bool may_draw;
    struct str draw_href;
    struct str minutes_href;
    struct str report_href;
    struct str drawn; /* "Bốc thăm ngày …, số bốc thăm …" */
    LIST(struct crosscheck_line) lines;
    LIST(struct crosscheck_line) mine; /* what this user's units have to check */
    size_t sent;
};

/* --- the minutes of the draw -------------------------------------------------------------- */

struct minutes_unit {
    size_t number; /* 0: takes no part */
    struct str name;
    struct str left_out;
    struct str checks; /* numbers and names of whom it was drawn to check */
};
struct minutes_exclusion {
    struct str checker;
    struct str target;
    struct str kind;
    struct str reason;
};
struct minutes_event {
    int64_t at_ms;
    struct str author;
    struct str what;
    struct str reason;
};
struct crosscheck_minutes_view {
    const struct page *page;
    struct str back_href;
    struct str cluster_name;
    struct str period_name;
    struct str seed;
    struct str seed_source;
    struct str conditions;
    struct str author;
    int64_t at_ms;
    bool same; /* repeated now, it came to the same */
    LIST(struct minutes_unit) units;
    LIST(struct minutes_exclusion) exclusions;
    LIST(struct minutes_event) events;
};

/* --- forms -------------------------------------------------------------------------------- */

struct draw_view {
    const struct page *page;
    struct str action;
    struct str back_href;
    struct crosscheck_form form;
    struct ui_options look_back;
    struct str example; /* of a line of named exclusions */
    struct str team_max;
    bool is_again;
};
struct change_view {
    const struct page *page;
    struct str back_href;
    struct str target;
    struct str checkers_now;
    bool may_reassign;
    bool may_visit;
    struct str reassign_action;
    struct str visit_action;
    struct ui_options leaders; /* who leads */
    struct ui_options others;  /* who else is in the team */
    struct str reason;
    struct str on;
    struct str place;
};

/* --- the sheet ---------------------------------------------------------------------------- */

struct sheet_row {
    bool is_group;
    bool takes;        /* the cross-check is asked for it */
    bool takes_actual; /* and for a result */
    bool has_max;
    struct str code;
    struct str label;
    struct str name;
    struct decimal max;
    struct str target;
    struct str why_href; /* its explanation; empty where there is none */
    bool hides;          /* what the unit gave itself is hidden still */
    struct str self_actual;
    bool has_self;
    struct decimal self;
    bool has_rule;
    struct decimal rule;
    struct str evidence;      /* as the unit wrote it */
    struct str evidence_href; /* the page of all of it; empty: there is none */
    size_t evidence_count;
    struct ui_options choices; /* where the result is one of a few words */
    struct ui_options seen;
    struct str typed_actual;
    struct str typed_points;
    struct str typed_reason;
    struct str typed_seen;
    struct str typed_note;
    struct str drawn; /* a mark of what is stored */
    int64_t seen_revision;
    struct str author;         /* who entered it last, and when */
    const struct issue *issue; /* the first of the row */
    struct str issue_field;    /* "Điểm" */
    bool actual_fault, points_fault, reason_fault, seen_fault, note_fault;
};
struct crosscheck_sheet_view {
    const struct page *page;
    struct str back_href;
    struct str target;
    struct str checker;
    struct str visit;
    struct str progress;
    bool is_blind;
    bool may_enter;
    bool may_send;
    bool not_locked;
    bool from_file; /* read from a file, and not stored yet */
    struct str source;
    struct str href; /* of the form; files lie below it */
    struct str send_href;
    struct str file_href;
    struct str sent;           /* "Đã gửi lúc …"; empty: not yet */
    struct str commander_href; /* where an officer lays it before the commander; empty: no need */
    LIST(struct sheet_row) rows;
};

/* --- differences -------------------------------------------------------------------------- */

struct difference_cell {
    bool known;
    bool differs;
    struct str text; /* "−0,50", "0,00", "✓" */
};
struct crosscheck_difference_row {
    struct str code;
    struct str name;
    LIST(struct difference_cell) cells;
    bool all_differ;
};
struct difference_unit {
    struct str name;
    struct str href;
    bool is_checked;
    size_t checked;
    size_t differing;
    struct str sum;
};
struct differences_view {
    const struct page *page;
    struct str back_href;
    struct str book_href;
    LIST(struct difference_unit) units;
    LIST(struct crosscheck_difference_row) rows; /* only for who may see all units */
    size_t all_differ;
};
struct crosscheck_difference_line {
    struct str code;
    struct str name;
    struct decimal max;
    struct str self_actual;
    struct str found;
    struct str self;
    struct str cross;
    struct str rule;
    struct str difference;
    bool differs;
    struct str reason;
    struct str why_href;
};
struct crosscheck_difference_view {
    const struct page *page;
    struct str back_href;
    struct str book_href;
    struct str unit;
    struct str cluster_name;
    struct str period_name;
    size_t differing;
    size_t agreeing;
    struct str sum;
    LIST(struct crosscheck_difference_line) lines;
};

extern const struct route crosscheck_routes[];
extern const size_t crosscheck_routes_count;
extern const struct route crosscheck_sheet_routes[];
extern const size_t crosscheck_sheet_routes_count;
extern const struct route crosscheck_report_routes[];
extern const size_t crosscheck_report_routes_count;

#endif
