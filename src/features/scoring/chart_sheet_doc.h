/* The sheet "Biểu đồ" of the ranking's workbook: a chart that Excel draws from the cells of the
 * sheet of places, so that it follows when a figure is changed there. */
#ifndef FEATURES_SCORING_CHART_SHEET_DOC_H
#define FEATURES_SCORING_CHART_SHEET_DOC_H

#include "doc/workbook_write.h"
#include "features/scoring/ranking_chart_doc.h"

/* Where the figures stand. */
struct ranking_chart_cells {
    const struct sheet_out *sheet;
    uint32_t head_row, first_row, last_row;
    uint32_t unit, groups, penalty,
        total; /* columns; groups … penalty are the parts of the total */
};

void ranking_chart_write(struct arena *arena, struct sheet_out *sheet,
                         const struct scoreboard *board, const struct board_stage *stage,
                         const struct ranking_chart_cells *cells);

#endif
