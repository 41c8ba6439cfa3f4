/* The forms that record what becomes of a unit: typed, shown as it would be, stored. */
#ifndef FEATURES_ORGANISATION_UNIT_CHANGE_WEB_H
#define FEATURES_ORGANISATION_UNIT_CHANGE_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/organisation/organisation_web.h"

/* What one unit is before and after, a line a state. */
struct change_line {
    struct str when; /* "1/7/2025 – ", "không rõ – 1/7/2025" */
    struct str name;
    struct str detail; /* kind, level above */
    bool changed;      /* stands on one side only */
};

struct change_unit {
    struct str name;
    bool is_new;
    LIST(struct change_line) before;
    LIST(struct change_line) after;
};

struct unit_change_view {
    const struct page *page;
    struct str title;
    struct str hint;
    struct str unit_name; /* empty: a new one */
    struct str action;
    struct str back_href;
    struct str button;
    bool previewed; /* what was typed holds; it is shown and may be stored */
    LIST(struct change_unit) units;
    struct str succession; /* what would be recorded of predecessors and successors; may be empty */
    struct unit_form form;
    /* Which fields the form has. */
    bool asks_name, asks_parent, asks_others, asks_successors, asks_stays, asks_children;
    bool asks_proposed, asks_day, asks_begin;
    bool stays, proposed;
    struct ui_options kinds;
    struct ui_options children;
    struct legal_suggestions documents;
    struct legal_cite cite; /* of a preview: the decision, where the register has it */
};

extern const struct route unit_change_routes[];
extern const size_t unit_change_routes_count;

#endif
