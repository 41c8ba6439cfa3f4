/* The pages of adopting a result: the steps and where they stand, what was voted and decided, the
 * forms that record it, the minutes. */
#ifndef FEATURES_ADOPTION_ADOPTION_WEB_H
#define FEATURES_ADOPTION_ADOPTION_WEB_H

#include "features/adoption/adoption_service.h"
#include "features/frame/frame.h"
#include "html/ui.h"

struct adoption_step {
    struct str name;
    enum ui_state state;
    struct str state_words;
    struct str detail; /* what it has come to, what is missing */
    struct str who;
    struct str href; /* where it is done; may be empty */
    bool current;
};

/* A member's figures when something was adopted, and now. */
struct adoption_figure_row {
    struct str name;
    bool known;
    bool complete;
    struct decimal total;
    int place;
    bool now_complete;
    struct decimal now_total;
    int now_place;
};
struct adoption_figure_rows {
    struct adoption_figure_row *items;
    size_t count;
    size_t capacity;
};

struct adoption_line {
    struct str what;   /* "Hội nghị biểu quyết: thông qua" */
    struct str detail; /* count, needed; reason */
    struct date held_on;
    struct str number;
    struct str author;
    int64_t at_ms;
    struct str href; /* of its minutes; empty: none */
};

struct adoption_view {
    const struct page *page;
    struct str context;
    struct str result; /* what the points may be called */
    bool is_final;
    struct str note;   /* an interim review, figures that changed; may be empty */
    struct str hidden; /* why this reader does not see the points of others; may be empty */
    struct str share;  /* what a vote needs */
    bool share_is_set;
    struct str share_basis;
    LIST(struct adoption_step) steps;
    struct adoption_figure_rows changed; /* since the adoption or approval that counts */
    struct str changed_title;
    LIST(struct adoption_line) lines; /* newest first */
    struct str vote_href;             /* empty: he may not */
    struct str tie_href;              /* empty: no equal totals either */
    struct str approve_href;
    struct str return_href;
};

/* A member in a form. */
struct adoption_form_row {
    struct str slug;
    struct str name;
    struct decimal total;
    bool complete;
    int place;
    struct str votes;          /* as typed */
    struct ui_options choices; /* in a vote by name */
    const struct issue *issue;
};
struct adoption_form_view {
    const struct page *page;
    struct str context;
    struct str hint;
    struct str action;
    struct str back;
    struct str seen; /* the digest of what is shown */
    struct str needed;
    bool incomplete; /* some member has no total yet */
    struct ui_options manners;
    struct str held_on;
    struct str number;
    struct str body;
    struct str reason;
    struct str yes;
    struct str no;
    struct str abstain;
    struct str voters;
    LIST(struct adoption_form_row) rows;
};

struct minutes_voice {
    struct str name;
    struct str choice;
};
struct minutes_view {
    const struct page *page;
    struct str context;
    struct str cluster_name;
    struct str superior;
    struct str title;
    struct date held_on;
    struct str number;
    struct str body;
    struct str manner; /* empty: no vote */
    struct vote_count count;
    struct str needed;
    struct str basis;
    struct str outcome;
    struct str reason;
    bool has_figures;
    struct adoption_figure_rows figures;
    LIST(struct minutes_voice) voices;
    struct str digest;
    int64_t board_revision;
    struct str author;
    int64_t at_ms;
    bool provisional; /* an interim review */
};

extern const struct route adoption_routes[];
extern const size_t adoption_routes_count;

extern const struct route adoption_form_routes[];
extern const size_t adoption_form_routes_count;

#endif
