/* The ranking as a chart: for its page, the report, the feedback page. From the board alone.
 *
 * Units stand in the order of the standings. Up to RANKING_CHART_STACKED_MAX units the bars are
 * built of the groups of criteria, bonus and penalty; beyond, of the totals alone.
 */
#ifndef FEATURES_SCORING_RANKING_CHART_DOC_H
#define FEATURES_SCORING_RANKING_CHART_DOC_H

#include "doc/chart.h"
#include "features/scoring/scoring_service.h"

enum { RANKING_CHART_STACKED_MAX = 30 };

/* NULL where there is nothing to draw: no unit has a figure. */
const struct chart *ranking_chart(struct arena *arena, const struct scoreboard *board,
                                  const struct board_stage *stage, enum lang lang);

/* One unit's groups against the mean of those units whose group is complete; without the groups
 * nobody has completed. NULL where the unit has no figure. */
const struct chart *ranking_chart_of_unit(struct arena *arena, const struct scoreboard *board,
                                          size_t unit, enum lang lang);

/* What a unit has done of its targets so far, in percent: the criteria that count and have one.
 * NULL where there are none. */
const struct chart *ranking_chart_of_targets(struct arena *arena, const struct scoreboard *board,
                                             size_t unit, enum lang lang);

#endif
