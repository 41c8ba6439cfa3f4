/* The feedback sheet of a unit: what it gave itself, what the rule gives, what the cluster accepts
 * and why; and its answers to that.
 */
#ifndef FEATURES_SCORING_FEEDBACK_WEB_H
#define FEATURES_SCORING_FEEDBACK_WEB_H

#include "features/scoring/verify_web.h"

/* An answer as it stands, or as it is being given. */
struct feedback_answer {
    bool given;
    bool agrees;
    struct str comment;
    struct str who;   /* "Ban CHQS huyện …, 26/6/2020 09:14" */
    bool is_outdated; /* the cluster decided anew after it */
    const struct issue *issue;
};

struct feedback_row {
    bool is_group;
    struct str code;
    struct str label;
    struct str name;
    bool has_max;
    struct decimal max;
    struct sheet_figures figures;
    struct str why_href;
    struct str difference; /* in force against own points: "+0,16"; empty: none */
    struct str actual;     /* the unit's, and what the cluster found: "74 % → 73 %" */
    struct str reason;
    struct feedback_answer answer;
};

struct feedback_view {
    const struct page *page;
    const struct scoreboard *board; /* for the chart */
    size_t unit;
    bool sees_all; /* the mean of all may be shown */
    struct str cluster_name;
    struct str superior_name;
    struct str unit_name;
    struct str gone; /* the unit is no more; empty: it stands */
    struct str period_name;
    struct str drawn_on; /* "26/6/2020 09:14" */
    struct str grid_href;
    struct str href;
    struct str file_href;
    struct str file_name;
    bool may_answer;           /* for the unit itself */
    struct str commander_href; /* the officer lays it before the commander; may be absent */
    bool may_enter;            /* an answered workbook that came by post */
    bool decided;              /* the cluster has decided something */
    LIST(struct feedback_row) rows;
    struct decimal max_content;
    struct sheet_figures content;
    struct sheet_figures bonus;
    struct sheet_figures penalty;
    struct sheet_figures total;
    struct feedback_answer whole;
    struct answer_state state;
    LIST(struct str) history; /* every answer, newest first */
};

/* For lists of units. */
struct answer_state feedback_answer_state(const struct scoreboard *board,
                                          const struct score_answers *answers, size_t unit);

extern const struct route feedback_routes[];
extern const size_t feedback_routes_count;

#endif
