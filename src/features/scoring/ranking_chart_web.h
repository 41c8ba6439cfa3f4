/* Charts on the pages of scores, below the tables they draw. Nothing where there is no figure. */
#ifndef FEATURES_SCORING_RANKING_CHART_WEB_H
#define FEATURES_SCORING_RANKING_CHART_WEB_H

#include "doc/chart_svg.h"
#include "features/scoring/ranking_chart_doc.h"

struct ranking_chart_view {
    struct str title;
    struct str note;
    bool open;
    struct trusted_html drawing;
};

/* The totals of all units at a stage; folded up where they are many. */
void tpl_ranking_chart_draw(struct html *h, const struct scoreboard *board,
                            const struct board_stage *stage);
/* One unit's groups against the mean, for who may see the others' points (SEES_ALL), and its
 * results against the targets. */
void tpl_ranking_chart_draw_unit(struct html *h, const struct scoreboard *board, size_t unit,
                                 bool sees_all);

#endif
