/* The grid in which a unit scores itself: what its fields are called, who types into which, and how
 * the parts of a roll-up follow from the half-year. Pure.
 *
 * A blank is not a zero: an emptied field is missing, "0" is a value.
 */
#ifndef FEATURES_SCOREGRID_SCOREGRID_H
#define FEATURES_SCOREGRID_SCOREGRID_H

#include <stdint.h>

#include "base/date.h"
#include "features/period/period.h"
#include "features/scoring/scoring.h"

enum { GRID_TEXT_MAX = 500 /* characters of an evidence note */ };

/* What is typed of a criterion. */
enum grid_field {
    GRID_ACTUAL,   /* what was done */
    GRID_POINTS,   /* the points the unit gives itself */
    GRID_EVIDENCE, /* what proves it */
    GRID_FIELD_COUNT,
};
/* "actual", "points", "evidence", as stored and in forms. */
struct str grid_field_code(enum grid_field field);
bool grid_field_from_code(struct str code, enum grid_field *ret_field);

/* Own points as typed: at most two decimals, within scoring_points_limits. Empty text gives
 * *ret_known false and true. */
bool grid_read_points(struct arena *arena, const struct criterion *criterion,
                      const struct scoring_rules *rules, struct str text, bool *ret_known,
                      struct decimal *ret_points, struct message *ret_why);

/* --- roll-up --------------------------------------------------------------------------------- */

/* A month, or an ISO week (of the year and half in which its Thursday lies). */
struct grid_part {
    struct str field; /* "part.2020-03", "part.2020-W13": as stored */
    enum rollup_step step;
    int number;        /* of the month or week */
    struct date first; /* its first day */
};
struct grid_parts {
    struct grid_part *items;
    size_t count;
    size_t capacity;
};
/* Those of the half-year in their order; of a second half-year those of the whole year, which its
 * results are of. */
void grid_parts_of(struct arena *arena, enum rollup_step step, struct period period,
                   struct grid_parts *ret_parts);
/* "Tháng 3", "Tuần 13 (23/3)" */
struct str grid_part_name(struct arena *arena, enum lang lang, const struct grid_part *part);

#endif
