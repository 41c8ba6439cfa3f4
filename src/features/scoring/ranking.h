/* Places from totals. Pure.
 *
 * Decided on the printed total: equal totals share a place and the next place is skipped (1, 2, 2,
 * 4). A unit whose figures are incomplete has no place. How ties are broken otherwise (a vote, for
 * example) is for the cluster's regulation; this program does not break them by itself.
 */
#ifndef FEATURES_SCORING_RANKING_H
#define FEATURES_SCORING_RANKING_H

#include "features/scoring/scoring.h"

struct standing {
    size_t unit; /* index in the matrix */
    int place;   /* 0: none */
    bool shared; /* others have the same place */
    struct score_totals totals;
};

/* All units, best first; incomplete ones last, in the order of the members. */
void ranking_make(struct arena *arena, const struct score_matrix *matrix,
                  struct standing **ret_standings);
/* For clusters that show no places: all units in the order of the members, none with a place. */
void ranking_drop_places(struct standing *standings, size_t count);

/* --- which points are looked at ------------------------------------------------------------ */

enum ranking_stage {
    RANKING_IN_FORCE, /* accepted by the cluster, else by rule: what counts */
    RANKING_BY_RULE,  /* by rule alone, as if the cluster had accepted no other points */
    RANKING_SELF,     /* what the units gave themselves, unverified */
    RANKING_STAGE_COUNT,
};

/* "hieu-luc", "quy-tac", "tu-cham", as in addresses. */
struct str ranking_stage_code(enum ranking_stage stage);
/* False, and RANKING_IN_FORCE, for a code nobody knows. */
bool ranking_stage_from_code(struct str code, enum ranking_stage *ret_stage);

/* Points a unit gave itself on a criterion. */
struct self_points {
    bool known;
    struct decimal points;
};

/* A copy of a computed matrix whose points in force and totals are those of that stage. SELF is
 * row by row (unit × criteria) and read for RANKING_SELF alone. There the units' own bonus and
 * penalty count as they wrote them, and as 0 where they wrote none; nothing is capped. */
struct score_matrix ranking_stage_matrix(struct arena *arena, const struct score_matrix *matrix,
                                         const struct scoring_rules *rules,
                                         enum ranking_stage stage, const struct self_points *self);

/* --- columns ------------------------------------------------------------------------------- */

/* The rows at the top of the table that hold points of the content: groups, or criteria that stand
 * alone. Bonus and penalty are columns of their own, wherever their rows stand, so that the columns
 * of a unit add up to its total. */
struct ranking_column {
    size_t criterion; /* index of the row */
    size_t end;       /* index behind the last row that belongs to it */
    struct decimal max;
};

struct ranking_columns {
    struct ranking_column *items;
    size_t count;
    size_t capacity;
};

struct ranking_columns ranking_columns_of(struct arena *arena, const struct criteria *criteria);

/* The unit's points in force in that column. *ret_complete is false when something is missing. */
struct decimal ranking_column_points(const struct score_matrix *matrix, size_t unit,
                                     const struct ranking_column *column, bool *ret_complete);

#endif
