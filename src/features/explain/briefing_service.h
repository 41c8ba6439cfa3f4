/* What a commander must know of a half-year, short enough for one A4 page: who has not sent, what
 * is missing, where stages differ most, what is weak, what is disputed, what is to be decided.
 * Computed from what was loaded; nothing is read here.
 *
 * Of a cluster, or (UNIT ≥ 0) of one unit for its own commander. Every list is bounded. Words are
 * Vietnamese: it is a paper.
 */
#ifndef FEATURES_EXPLAIN_BRIEFING_SERVICE_H
#define FEATURES_EXPLAIN_BRIEFING_SERVICE_H

#include "features/dispute/dispute_service.h"
#include "features/review/review.h"
#include "features/scoring/scoring_service.h"

enum {
    BRIEFING_LINES = 5,  /* of each list */
    BRIEFING_UNITS = 16, /* of the ranking at a glance */
    BRIEFING_TEXT = 110, /* characters of a line */
    BRIEFING_NAME = 34,  /* of a unit */
};

struct briefing_lines {
    struct str *items;
    size_t count;
    size_t capacity;
    size_t more; /* beyond those listed */
};

enum briefing_place {
    BRIEFING_TO_CRITERIA,
    BRIEFING_TO_INTAKE,
    BRIEFING_TO_VERIFY,
    BRIEFING_TO_DISPUTES,
    BRIEFING_TO_REVIEW,
    BRIEFING_TO_RANKING,
    BRIEFING_TO_CLOSING
};
struct briefing_decision {
    struct message words;
    enum briefing_place where;
};

struct briefing_row {
    struct str name;
    struct str place; /* "1", or "–" */
    struct str total;
};

struct briefing {
    ptrdiff_t unit; /* -1: the cluster */
    struct briefing_lines unsent;
    struct briefing_lines missing;
    struct briefing_lines differences;
    struct briefing_lines weak;
    struct briefing_lines overdue;
    struct briefing_lines disputes;
    LIST(struct briefing_decision) decisions;
    LIST(struct briefing_row) ranking;
    size_t ranking_more;
    bool has_places;
};

struct briefing_ground {
    const struct scoreboard *board;
    const struct review *review;
    const struct threads *threads;
    struct date today;
    ptrdiff_t unit;
    bool sees_all; /* places and totals of every unit may be shown */
};
void briefing_make(struct arena *arena, const struct briefing_ground *ground,
                   struct briefing *ret_briefing);

#endif
