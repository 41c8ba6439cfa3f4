/* One content of the targets: added, shown with all members, changed; and the history of a figure.
 */
#ifndef FEATURES_TARGET_TARGET_ITEM_WEB_H
#define FEATURES_TARGET_TARGET_ITEM_WEB_H

#include "features/target/target_web.h"

struct target_form_view {
    const struct page *page;
    struct target_item_form form;
    struct str value;
    struct str half;
    struct ui_options directions;
    struct ui_options whom; /* all members, or one */
    struct ui_options groups;
    bool is_change;
    bool may_assign_all;
    bool is_locked;
    bool proposes;
    struct target_terms_view terms;
    struct str action;
    struct str back_href;
};

/* Where the criterion it is linked to stands in the table of a half-year. */
struct target_match {
    struct str period;
    struct str words;
    struct str href; /* empty: no such criterion there */
};

struct target_history_line {
    struct str at;   /* "20/6/2020 09:14, Người thử" */
    struct str what; /* figure, or what the content said */
    struct str half;
    struct str state;
    struct str source;
    struct legal_cite paper;
    struct str paper_words; /* day and issuer */
    struct str reason;
    bool is_adjusted;
    bool is_newest;
};

struct target_item_view {
    const struct page *page;
    struct str number;
    struct str name;
    struct str details;
    struct str group;
    bool is_removed;
    LIST(struct target_match) matches;
    struct target_grid_rows rows;
    bool is_editable;
    bool is_cumulative;
    struct target_terms_view terms;
    LIST(struct target_history_line) history;
    bool may_change;
    struct str change_href;
    struct str action;
    struct str back_href;
};

struct target_figure_view {
    const struct page *page;
    struct str unit;
    struct str unit_href;
    struct str name;
    struct str item_href;
    struct str details;
    struct str value;
    struct str half;
    bool is_cumulative;
    bool lacks_half;
    bool is_adjusted;
    struct str rest;
    struct str state;
    enum ui_state state_mark;
    LIST(struct target_history_line) history;
    struct str back_href;
};

extern const struct route target_item_routes[];
extern const size_t target_item_routes_count;

#endif
