/* The page that hands out blank sheets: what it shows, and its routes. */
#ifndef FEATURES_INTAKE_SHEETS_WEB_H
#define FEATURES_INTAKE_SHEETS_WEB_H

#include "html/ui.h"
#include "http/http.h"

struct blank_sheet_line {
    struct str name;
    struct str href;        /* of the blank sheet */
    struct str verify_href; /* empty: nothing to look at */
    struct str evidence_href;
    enum ui_state state;
    struct str state_text;
    int64_t received_ms;
    size_t present; /* what is being typed in the page counts too */
    size_t all;
    struct str grid_href; /* its own scores in the page */
    int64_t saved_ms;     /* last typed there; 0: never */
    int64_t sent_ms;      /* by the page or a sheet; 0: not yet */
    struct str sent_by;
    bool changed_since; /* typed after it was sent */
    bool is_own;
};

struct sheets_view {
    const struct page *page;
    LIST(struct blank_sheet_line) lines;
    size_t received;           /* units that have sent */
    struct str own_href;       /* the grid of the reader's own unit; empty: none */
    struct str criterion_href; /* the grid by criterion; empty: no table yet */
    bool locked;               /* else nothing can be handed out … */
    struct message why_locked; /* … and this says what to do */
    struct str criteria_href;
    struct str all_href;    /* empty: not allowed */
    struct str bundle_href; /* the same */
    struct str shared_href; /* the same: files that are evidence at several places */
    struct str intake_href;
    struct str figures_until;
};

extern const struct route sheets_routes[];
extern const size_t sheets_routes_count;

#endif
