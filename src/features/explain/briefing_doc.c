#include "features/explain/briefing_doc.h"

#include "doc/sample_banner.h"
#include "text/utf8.h"

enum { SIZE_PT = 10, RANKING_COLUMNS = 2 };

struct sheet {
    struct arena *arena;
    const struct scoreboard *board;
    const struct briefing *briefing;
    struct doc_flow *flow;
};

static struct doc_paragraph *small(struct doc_flow *flow, struct str text, bool bold) {
    struct doc_paragraph *p = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
    struct doc_run *run = doc_run_add(p, text);
    run->size_pt = SIZE_PT;
    run->bold = bold;
    p->format.align = DOC_LEFT;
    return p;
}

static void heading(const struct sheet *s, const char *text) {
    struct doc_paragraph *p = small(s->flow, str_from_c(text), true);
    p->format.before_pt = 5;
    p->format.keep_with_next = true;
}

static void lines(const struct sheet *s, const char *title, const struct briefing_lines *lines,
                  const char *none) {
    heading(s, title);
    for (size_t i = 0; i < lines->count; i++)
        small(s->flow, str_format(s->arena, "– " STR_FMT, STR_ARG(lines->items[i])), false);
    if (lines->more)
        small(s->flow, str_format(s->arena, "… và %zu nội dung khác.", lines->more), false);
    if (!lines->count)
        small(s->flow, str_from_c(none), false);
}

static void cell(struct doc_row *row, enum doc_align align, struct str text, bool bold) {
    struct doc_cell *made = doc_cell_add(row);
    struct doc_paragraph *p = doc_paragraph_add(&made->content, DOC_TABLE_TEXT, STR(""));
    struct doc_run *run = doc_run_add(p, text);
    run->size_pt = SIZE_PT;
    run->bold = bold;
    p->format.align = align;
}

/* Two columns of places, read down. */
static void ranking(const struct sheet *s) {
    const struct briefing *b = s->briefing;
    size_t rows = (b->ranking.count + RANKING_COLUMNS - 1) / RANKING_COLUMNS;
    heading(s, b->has_places ? "7. Xếp thứ" : "7. Tổng điểm");
    if (!rows) {
        small(s->flow, STR("Chưa có điểm."), false);
        return;
    }
    struct doc_table *table =
        doc_table_add(s->flow, DOC_GRID, (double[]){10, 57, 20, 10, 57, 20}, 6);
    struct doc_row *head = doc_row_add(table);
    for (int column = 0; column < RANKING_COLUMNS; column++) {
        cell(head, DOC_CENTER, STR("TT"), true);
        cell(head, DOC_CENTER, STR("Đơn vị"), true);
        cell(head, DOC_CENTER, STR("Điểm"), true);
    }
    for (size_t row = 0; row < rows; row++) {
        struct doc_row *line = doc_row_add(table);
        for (size_t column = 0; column < RANKING_COLUMNS; column++) {
            size_t at = column * rows + row;
            bool known = at < b->ranking.count;
            cell(line, DOC_CENTER, known ? b->ranking.items[at].place : STR(""), false);
            cell(line, DOC_LEFT, known ? b->ranking.items[at].name : STR(""), false);
            cell(line, DOC_RIGHT, known ? b->ranking.items[at].total : STR(""), false);
        }
    }
    struct str note = STR("* chưa đủ số liệu.");
    if (b->ranking_more)
        note =
            str_format(s->arena, "… và %zu đơn vị khác. " STR_FMT, b->ranking_more, STR_ARG(note));
    small(s->flow, note, false);
}

static void decisions(const struct sheet *s) {
    heading(s, "6. Việc cần quyết định");
    for (size_t i = 0; i < s->briefing->decisions.count; i++) {
        struct str words = message_text(s->arena, LANG_VI, s->briefing->decisions.items[i].words);
        small(s->flow, str_format(s->arena, "☐ " STR_FMT, STR_ARG(words)), false);
    }
    if (!s->briefing->decisions.count)
        small(s->flow, STR("Không có việc nào đang chờ quyết định."), false);
}

static void title(const struct sheet *s, int64_t now_ms) {
    const struct cluster_period *cluster = &s->board->cluster;
    struct str whose =
        s->briefing->unit < 0 ? cluster->name : cluster->members.items[s->briefing->unit].name;
    struct doc_paragraph *p =
        small(s->flow, STR("TÌNH HÌNH THI ĐUA – MỘT TRANG CHO CHỈ HUY"), true);
    p->runs.items[p->runs.count - 1].size_pt = 14;
    p->format.align = DOC_CENTER;
    struct str until = date_is_empty(cluster->figures_until)
                           ? STR("…")
                           : date_display(s->arena, cluster->figures_until);
    p = small(s->flow,
              str_format(s->arena, STR_FMT " · " STR_FMT " · số liệu đến " STR_FMT ", in " STR_FMT,
                         STR_ARG(utf8_length(whose) > 70 ? utf8_head(whose, 70) : whose),
                         STR_ARG(period_display(s->arena, LANG_VI, cluster->period)),
                         STR_ARG(until), STR_ARG(instant_display(s->arena, now_ms))),
              false);
    p->format.align = DOC_CENTER;
}

static struct document *make(struct arena *arena, const struct scoreboard *board,
                             const struct briefing *briefing,
                             const struct briefing_options *options, int64_t now_ms) {
    struct document *document = document_new(arena);
    document->title = STR("Một trang cho chỉ huy");
    document->created_ms = now_ms;
    document->page_numbers = false;
    document->watermark = STR("DỰ THẢO");
    document->banner = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = options->audit_mark;
    struct doc_page page = DOC_PAGE_A4_PORTRAIT;
    page.top_mm = page.bottom_mm = 16;
    page.left_mm = 20;
    page.right_mm = 15;
    const struct sheet s = {arena, board, briefing, doc_section_add(document, page)};
    title(&s, now_ms);
    lines(&s, "1. Chưa gửi phiếu tự chấm", &briefing->unsent, "Tất cả đã gửi.");
    lines(&s, "2. Còn thiếu kết quả", &briefing->missing, "Không thiếu.");
    lines(&s, "3. Chênh lệch lớn nhất giữa tự chấm và điểm đang tính", &briefing->differences,
          "Không có chênh lệch.");
    heading(&s, "4. Mặt yếu; hạn chế quá hạn khắc phục");
    for (size_t i = 0; i < briefing->weak.count; i++)
        small(s.flow, str_format(arena, "– " STR_FMT, STR_ARG(briefing->weak.items[i])), false);
    for (size_t i = 0; i < briefing->overdue.count; i++)
        small(s.flow, str_format(arena, "– Quá hạn: " STR_FMT, STR_ARG(briefing->overdue.items[i])),
              false);
    if (!briefing->weak.count && !briefing->overdue.count)
        small(s.flow, STR("Chưa thấy."), false);
    lines(&s, "5. Giải trình, kiến nghị đang mở", &briefing->disputes, "Không có.");
    decisions(&s);
    ranking(&s);
    return document;
}

const struct err *briefing_doc_make(struct arena *arena, const struct scoreboard *board,
                                    const struct briefing *briefing,
                                    const struct briefing_options *options, int64_t now_ms,
                                    struct str *ret_bytes) {
    return paper_write(make(arena, board, briefing, options, now_ms), options->file, arena,
                       ret_bytes);
}

const struct err *briefing_doc_html(struct arena *arena, const struct scoreboard *board,
                                    const struct briefing *briefing,
                                    const struct briefing_options *options, int64_t now_ms,
                                    struct trusted_html *ret_html) {
    return html_write(make(arena, board, briefing, options, now_ms), arena, ret_html);
}

struct str briefing_doc_name(struct arena *arena, const struct scoreboard *board,
                             const struct briefing *briefing, enum paper_file file) {
    struct str slug = briefing->unit < 0 ? board->cluster.slug
                                         : board->cluster.members.items[briefing->unit].slug;
    return str_format(arena, "mot-trang-" STR_FMT "-" STR_FMT ".%s", STR_ARG(slug),
                      STR_ARG(board->cluster.code), paper_file_suffix(file));
}
