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

#endif
