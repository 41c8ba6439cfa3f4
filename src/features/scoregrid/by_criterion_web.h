/* The grid by criterion: one criterion, a row for each unit whose scores the reader may see. */
#ifndef FEATURES_SCOREGRID_BY_CRITERION_WEB_H
#define FEATURES_SCOREGRID_BY_CRITERION_WEB_H

#include "features/scoregrid/grid_view.h"

struct unit_line {
    struct str name;
    struct str unit_href; /* the unit's own grid */
    struct str form;      /* id of its form, where fields are drawn; empty: none */
    struct str action;    /* of that form */
    struct grid_row row;
    struct str actual; /* for who reads: with its measure */
    struct sheet_figure in_force;
    bool decided;
    int64_t sent_ms; /* 0: not yet */
};

struct by_criterion_view {
    const struct page *page;
    struct str code;
    struct str name;
    struct str csrf_token;
    struct str hint; /* kind and maximum, target */
    struct str table_mark;
    bool may_enter;
    bool shows_sent_alone;
    LIST(struct unit_line) lines;
    struct grid_row choices_of; /* the words of the criterion, once for all fields */
    struct ui_options criteria; /* to go to another one: its address as value */
    struct str previous_href;
    struct str next_href;
    size_t known; /* units with a result */
};

MUST_CHECK const struct err *by_criterion_show(struct request *request, struct response *response);
/* To the first criterion that is scored; or to the one that ?muc= names. */
MUST_CHECK const struct err *by_criterion_first(struct request *request, struct response *response);

#endif
