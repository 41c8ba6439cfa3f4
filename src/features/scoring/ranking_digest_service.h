/* What a result is known by: a digest over all it says. Who votes on a result, or freezes it, keeps
 * the digest; whoever computes it again from the same rows gets the same one, on either engine and
 * in whatever order members and entries came.
 *
 * The text it is made of has a version in its first line. It holds the table with what its points
 * follow from, the settings that decide on places, every figure in force by the ids of unit and
 * criterion, the totals, and the places with what broke a tie. Names of units are not in it: they
 * are dated, and a name put right is no other result.
 */
#ifndef FEATURES_SCORING_RANKING_DIGEST_SERVICE_H
#define FEATURES_SCORING_RANKING_DIGEST_SERVICE_H

#include "features/scoring/scoring_service.h"

/* SHA-256 as 64 hexadecimal digits. */
struct str ranking_digest(struct arena *arena, const struct scoreboard *board);
/* The same without the places: what a vote on equal totals is about, which the vote does not
 * change. */
struct str ranking_figures_digest(struct arena *arena, const struct scoreboard *board);
/* The text the digest is made of: one fact a line, "|" between its parts, decimals in canonical
 * form. */
struct str ranking_digest_text(struct arena *arena, const struct scoreboard *board,
                               bool with_places);

#endif
