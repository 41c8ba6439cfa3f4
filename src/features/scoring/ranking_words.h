/* What stands beside a place, in words, for the page and for papers. Pure. */
#ifndef FEATURES_SCORING_RANKING_WORDS_H
#define FEATURES_SCORING_RANKING_WORDS_H

#include "features/scoring/ranking.h"

/* Why the unit at INDEX has its place, or none; empty where there is nothing to say. */
struct str ranking_note(struct arena *arena, enum lang lang, const struct criteria *criteria,
                        const struct ranking_rule *rule, const struct standing *standings,
                        size_t index);
/* How equal totals are told apart here. */
struct str ranking_tie_rule_words(struct arena *arena, enum lang lang,
                                  const struct criteria *criteria, const struct ranking_rule *rule);

#endif
