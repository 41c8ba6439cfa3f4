/* Places from totals. Pure.
 *
 * Decided on totals.compared, which is the printed total unless something is not assigned to a
 * unit. Equal ones are told apart by the cluster's rule: the points in force on the criteria or
 * groups it names, in its order, then a recorded vote. What neither tells apart shares a place, and
 * the next place is skipped (1, 2, 2, 4). Every tie that was broken carries what broke it. A unit
 * whose figures are incomplete has no place, nor has one that is disqualified; neither takes a
 * place from another.
 */
#ifndef FEATURES_SCORING_RANKING_H
#define FEATURES_SCORING_RANKING_H

#include "features/scoring/scoring.h"

/* --- the cluster's rule -------------------------------------------------------------------- */

/* What a unit got in a vote on equal totals. Votes of one ballot were cast together; the ballot
 * counts for units that are tied when each of them is in it, and of several the latest. */
struct tie_vote {
    int64_t ballot; /* grows with time */
    size_t unit;    /* index in the matrix */
    int votes;      /* that put it first */
    int voters;     /* who had one */
};

struct ranking_rule {
    size_t *ties; /* criteria or groups, in the order in which they are compared */
    size_t ties_count;
    bool by_vote;   /* then a vote */
    int last_place; /* places count to this one, which may not be shared; 0: all count */
    const struct tie_vote *votes;
    size_t votes_count;
};

enum { RANKING_TIES_MAX = 20, RANKING_LAST_PLACE_MAX = 999 };

/* Reads the settings "ties" ("II.2, I, vote") and "last-place" ("4"; empty: none). Codes that the
 * table does not have are left out. No votes. */
struct ranking_rule ranking_rule_read(struct arena *arena, const struct criteria *criteria,
                                      struct str ties, struct str last_place);
/* --- places -------------------------------------------------------------------------------- */

/* What set a unit before one of the same total. */
enum tie_break { TIE_UNBROKEN, TIE_BY_CRITERION, TIE_BY_VOTE };

struct tie {
    enum tie_break by;
    size_t criterion; /* TIE_BY_CRITERION: the row compared */
    struct decimal points;
    struct decimal next_points; /* of the unit it stands before */
    int votes;                  /* TIE_BY_VOTE */
    int next_votes;
    int voters;
};

struct standing {
    size_t unit;          /* index in the matrix */
    int place;            /* 0: none */
    bool shared;          /* others have the same place */
    bool beyond;          /* no place because the cluster counts them only to a certain one */
    bool undecided;       /* no place because the last place that counts may not be shared */
    struct tie over_next; /* what sets it before the next one of the same total */
    struct score_totals totals;
};

/* All units, best first; then the disqualified and then the incomplete, in the order of the
 * members. RULE may be NULL: equal totals share a place. */
void ranking_make(struct arena *arena, const struct score_matrix *matrix,
                  const struct ranking_rule *rule, struct standing **ret_standings);
/* For clusters that show no places: all units in the order of the members, none with a place. */
void ranking_drop_places(struct standing *standings, size_t count);
/* For the hall and for paper, where the cluster shows so many places (0: all): units behind them go
 * to the end in the order of the members, without a place. */
void ranking_hide_places(struct standing *standings, size_t count, int shown);
/* What broke the ties of the unit at INDEX: "bằng điểm; hơn ở II.2: 11,84 > 11,50"; empty where
 * nothing had to be broken. */
struct str ranking_tie_words(struct arena *arena, enum lang lang, const struct criteria *criteria,
                             const struct standing *standings, size_t index);

/* --- which points are looked at ------------------------------------------------------------ */

enum ranking_stage {
    RANKING_IN_FORCE, /* accepted by the cluster, else by rule: what counts */
    RANKING_BY_RULE,  /* by rule alone, as if the cluster had accepted no other points */
    RANKING_SELF,     /* what the units gave themselves, unverified */
    /* As it stood after a step, as if those behind it had decided nothing. */
    RANKING_TO_CROSS,
    RANKING_TO_HEAD,
    RANKING_TO_OFFICE,
    RANKING_TO_MEETING,
    RANKING_STAGE_COUNT,
};

/* "hieu-luc", "quy-tac", "tu-cham", "kiem-tra-cheo", …, as in addresses. */
struct str ranking_stage_code(enum ranking_stage stage);
/* False, and RANKING_IN_FORCE, for a code nobody knows. */
bool ranking_stage_from_code(struct str code, enum ranking_stage *ret_stage);

/* The step behind which nothing counts; SCORE_COUNCIL where that is not the question. */
enum score_stage ranking_stage_last(enum ranking_stage stage);

/* Points a unit gave itself on a criterion. */
struct self_points {
    bool known;
    struct decimal points;
};

/* A copy of a computed matrix whose points in force and totals are those of that stage. SELF is
 * row by row (unit × criteria) and read for RANKING_SELF alone. Not for RANKING_TO_…. There the
 * units' own bonus and penalty count as they wrote them, and as 0 where they wrote none; nothing is
 * capped. */
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
