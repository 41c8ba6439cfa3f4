#include "features/scoring/ranking_chart_web.h"

#include "features/scoring/ranking_chart.html.h"

static void draw(struct html *h, const struct chart *chart, enum msg_id note, const char *id,
                 bool open) {
    if (!chart)
        return;
    const struct ranking_chart_view view = {
        .title = chart->title,
        .note = message_plain(h->lang, note),
        .open = open,
        .drawing = chart_figure_html(h->arena, chart, str_from_c(id)),
    };
    tpl_ranking_chart_section(h, &view);
}

void tpl_ranking_chart_draw(struct html *h, const struct scoreboard *board,
                            const struct board_stage *stage) {
    draw(h, ranking_chart(h->arena, board, stage, h->lang), MSG_ranking_chart_note, "bieu-do",
         stage->matrix.unit_count <= RANKING_CHART_STACKED_MAX);
}

void tpl_ranking_chart_draw_unit(struct html *h, const struct scoreboard *board, size_t unit,
                                 bool sees_all) {
    if (sees_all)
        draw(h, ranking_chart_of_unit(h->arena, board, unit, h->lang), MSG_ranking_chart_mean_note,
             "bieu-do", true);
    draw(h, ranking_chart_of_targets(h->arena, board, unit, h->lang), MSG_ranking_chart_target_note,
         "chi-tieu", true);
}
