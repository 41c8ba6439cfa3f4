#include "features/scoring/chart_sheet_doc.h"

#include "doc/sample_banner.h"

/* As wide as the landscape page between its margins. */
#define CHART_WIDTH_PT     720
#define CHART_FRAME_PT     170 /* title, axis, legend */
#define CHART_ROW_PT       24
#define CHART_HEIGHT_PT    300 /* at least */
#define COLUMN_CHARACTERS  10.0
#define COLUMNS_OF_A_SHEET 12

void ranking_chart_write(struct arena *arena, struct sheet_out *sheet,
                         const struct scoreboard *board, const struct board_stage *stage,
                         const struct ranking_chart_cells *cells) {
    const struct chart *chart = ranking_chart(arena, board, stage, LANG_VI);
    for (uint32_t i = 1; i <= COLUMNS_OF_A_SHEET; i++)
        sheet_column_width(sheet, i, COLUMN_CHARACTERS);
    if (board->cluster.is_sample)
        sheet_merged(sheet, 1, 1, COLUMNS_OF_A_SHEET, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, 2, 1, COLUMNS_OF_A_SHEET, SHEET_NOTE,
                 str_format(arena,
                            "Vẽ từ trang tính “" STR_FMT "”; sửa số liệu thì biểu đồ đổi theo.",
                            STR_ARG(sheet_name(cells->sheet))));
    if (!chart) {
        sheet_merged(sheet, 4, 1, COLUMNS_OF_A_SHEET, SHEET_NOTE, STR("Chưa có số liệu."));
        return;
    }
    bool stacked = chart->kind == CHART_STACKED;
    uint32_t columns[CHART_SERIES_MAX];
    size_t count = 0;
    for (uint32_t column = cells->groups; stacked && column <= cells->penalty; column++)
        columns[count++] = column;
    if (!stacked)
        columns[count++] = cells->total;
    double height_pt = CHART_FRAME_PT + CHART_ROW_PT * (double)chart->categories.count;
    sheet_add_chart(sheet, 4, 1,
                    &(struct sheet_chart){
                        .kind = stacked ? SHEET_CHART_STACKED : SHEET_CHART_BARS,
                        .title = chart->title,
                        .axis_name = STR("Điểm"),
                        .words = chart_words(arena, chart),
                        .cells = cells->sheet,
                        .first_row = cells->first_row,
                        .last_row = cells->last_row,
                        .category_column = cells->unit,
                        .head_row = cells->head_row,
                        .columns = columns,
                        .column_count = count,
                        .width_pt = CHART_WIDTH_PT,
                        .height_pt = height_pt < CHART_HEIGHT_PT ? CHART_HEIGHT_PT : height_pt,
                    });
}
