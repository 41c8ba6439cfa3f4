/* The visit sheet on paper. */
#include "doc/sample_banner.h"
#include "features/crosscheck/crosscheck_doc.h"
#include "text/utf8.h"

#define DOTS STR("……………………………")
enum { ROOM_FOR_HAND_PT = 54 };

struct visit_paper {
    struct arena *arena;
    const struct scoreboard *board;
    const struct crosscheck_sheet *sheet;
    struct doc_flow *flow;
};

struct str crosscheck_doc_name(struct arena *arena, const struct scoreboard *board, size_t target,
                               const char *suffix) {
    return str_format(arena, "kiem-tra-cheo-" STR_FMT "-" STR_FMT ".%s",
                      STR_ARG(board->cluster.members.items[target].slug),
                      STR_ARG(board->cluster.code), suffix);
}

static struct str unit_name(const struct visit_paper *paper, struct str id) {
    ptrdiff_t member = cluster_member_by_id(&paper->board->cluster, id);
    return member < 0 ? DOTS : paper->board->cluster.members.items[member].name;
}

static struct doc_paragraph *centred(struct doc_flow *flow, struct str text, double size_pt,
                                     bool bold) {
    struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
    struct doc_run *run = doc_run_add(paragraph, text);
    run->size_pt = size_pt;
    run->bold = bold;
    paragraph->format.align = DOC_CENTER;
    return paragraph;
}

/* Above the checked unit's cluster, below the name of the paper. */
static void add_head(const struct visit_paper *paper) {
    const struct cluster_period *cluster = &paper->board->cluster;
    struct arena *arena = paper->arena;
    struct doc_table *table = doc_table_add(paper->flow, DOC_NO_BORDER, (double[]){110, 147}, 2);
    struct doc_row *row = doc_row_add(table);
    struct doc_cell *left = doc_cell_add(row);
    centred(&left->content, utf8_upper(arena, cluster->superior.name), 12, false);
    centred(&left->content, utf8_upper(arena, cluster->name), 12, true)->rule_mm = 30;
    struct doc_cell *right = doc_cell_add(row);
    centred(&right->content, STR("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), 12, true);
    centred(&right->content, STR("Độc lập - Tự do - Hạnh phúc"), 13, true)->rule_mm = 60;
    const struct crosscheck_visit *visit =
        crosscheck_visit_of(&paper->sheet->plan, paper->sheet->leader->target_id);
    struct str on =
        visit && !date_is_empty(visit->on)
            ? str_format(arena, "Ngày kiểm tra: " STR_FMT, STR_ARG(date_display(arena, visit->on)))
            : str_format(arena, "Ngày kiểm tra: ……/……/%d", cluster->period.year);
    centred(&right->content, on, 12, false)->runs.items[0].italic = true;
    struct doc_paragraph *title =
        doc_paragraph_add(paper->flow, DOC_TITLE, STR("PHIẾU KIỂM TRA CHÉO"));
    title->format.before_pt = 10;
    doc_paragraph_add(paper->flow, DOC_SUBTITLE, period_display(arena, LANG_VI, cluster->period));
}

static void add_fact(const struct visit_paper *paper, const char *name, struct str value) {
    struct doc_paragraph *line = doc_paragraph_add(paper->flow, DOC_PLAIN, STR(""));
    doc_run_add(line, str_from_c(name));
    doc_run_add(line, value)->bold = true;
    line->format.after_pt = 2;
}

static void add_facts(const struct visit_paper *paper) {
    const struct crosscheck_plan *plan = &paper->sheet->plan;
    struct str target = paper->sheet->leader->target_id;
    struct str team = STR("");
    add_fact(paper, "Đơn vị được kiểm tra: ", unit_name(paper, target));
    add_fact(paper, "Đơn vị kiểm tra: ", unit_name(paper, paper->sheet->leader->checker_id));
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        if (!a->withdrawn_ms && !a->is_leader && str_equal(a->target_id, target))
            team = str_format(paper->arena, STR_FMT "%s" STR_FMT, STR_ARG(team), team.n ? "; " : "",
                              STR_ARG(unit_name(paper, a->checker_id)));
    }
    if (team.n)
        add_fact(paper, "Cùng tổ kiểm tra: ", team);
    const struct crosscheck_visit *visit = crosscheck_visit_of(plan, target);
    add_fact(paper, "Địa điểm: ", visit && visit->place.n ? visit->place : DOTS);
}

/* --- the table ---------------------------------------------------------------------------- */

static struct str self_words(const struct visit_paper *paper, size_t criterion) {
    const struct criterion *c = &paper->board->table.criteria.items[criterion];
    const struct board_cell *cell = board_cell_at(paper->board, paper->sheet->target, criterion);
    if (!cell->self_actual.p)
        return STR("");
    struct str shown =
        crosscheck_show(paper->arena, c, &paper->board->book.rules, cell->self_actual);
    return c->unit_of_measure.n && c->kind != CRITERION_PENALTY
               ? str_format(paper->arena, STR_FMT " " STR_FMT, STR_ARG(shown),
                            STR_ARG(c->unit_of_measure))
               : shown;
}

static void add_cells(struct doc_row *row, enum doc_style style, const struct str *texts,
                      size_t count) {
    for (size_t i = 0; i < count; i++)
        doc_cell_add_text(row, style, i == 1 ? DOC_LEFT : DOC_CENTER, texts[i]);
}

static void add_line(const struct visit_paper *paper, struct doc_table *table, size_t index) {
    const struct criterion *c = &paper->board->table.criteria.items[index];
    struct arena *arena = paper->arena;
    struct doc_row *row = doc_row_add(table);
    struct str max = c->max.units ? decimal_display(arena, c->max, 0, ',') : STR("");
    if (!criterion_is_scored(c)) {
        doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_CENTER, c->code);
        doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_LEFT, c->name);
        doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_CENTER, max);
        for (int i = 0; i < 6; i++)
            doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, STR(""));
        return;
    }
    const struct board_cell *cell = board_cell_at(paper->board, paper->sheet->target, index);
    struct str target = c->has_target ? decimal_display(arena, c->target, 0, ',') : STR("");
    bool hidden = paper->sheet->is_blind;
    const struct str texts[] = {
        c->code,
        c->name,
        max,
        target,
        hidden ? STR("") : self_words(paper, index),
        hidden || !cell->has_self ? STR("") : decimal_display(arena, cell->self, POINT_SCALE, ','),
    };
    add_cells(row, DOC_TABLE_TEXT, texts, COUNT_OF(texts));
    bool takes = crosscheck_sheet_takes(paper->board, paper->sheet->target, index);
    for (int i = 0; i < 3; i++)
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, takes ? STR("") : STR("–"));
}

static void add_table(const struct visit_paper *paper) {
    static const char *const HEADS[] = {"TT",
                                        "Tiêu chí",
                                        "Điểm chuẩn",
                                        "Chỉ tiêu",
                                        "Đơn vị báo cáo",
                                        "Tự chấm",
                                        "Kết quả kiểm tra",
                                        "Điểm kiểm tra",
                                        "Minh chứng đã xem; lý do chênh lệch"};
    struct doc_table *table = doc_table_add(
        paper->flow, DOC_GRID, (double[]){13, 70, 16, 17, 24, 18, 24, 18, 57}, COUNT_OF(HEADS));
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    for (size_t i = 0; i < paper->board->table.criteria.count; i++)
        add_line(paper, table, i);
}

/* --- signatures --------------------------------------------------------------------------- */

static void add_signer(const struct visit_paper *paper, struct doc_row *row, const char *role,
                       struct str unit) {
    struct doc_cell *cell = doc_cell_add(row);
    struct doc_paragraph *lines[] = {
        centred(&cell->content, str_from_c(role), 13, true),
        centred(&cell->content, utf8_upper(paper->arena, unit), 13, true),
        centred(&cell->content, STR("(Ký, ghi rõ chức vụ, họ tên)"), 11, false)};
    lines[2]->runs.items[0].italic = true;
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        lines[i]->format.keep_with_next = true;
    centred(&cell->content, DOTS, 13, false)->format.before_pt = ROOM_FOR_HAND_PT;
}

static void add_foot(const struct visit_paper *paper) {
    struct doc_paragraph *note = doc_paragraph_add(
        paper->flow, DOC_NOTE,
        paper->sheet->is_blind
            ? STR("Chấm độc lập: phiếu không in kết quả và điểm đơn vị tự chấm. Ghi kết quả và "
                  "điểm trước, đối chiếu sau.")
            : STR("Tiêu chí thống nhất với đơn vị báo cáo: ghi lại kết quả đó. Kết quả hoặc điểm "
                  "khác phải ghi lý do."));
    note->format.before_pt = 4;
    note->format.keep_with_next = true;
    struct doc_paragraph *opinion =
        doc_paragraph_add(paper->flow, DOC_PLAIN, STR("Ý kiến của đơn vị được kiểm tra: "));
    doc_run_add(opinion, STR("…………………………………………………………………………………………………………………………………………………"));
    opinion->format.before_pt = 6;
    opinion->format.keep_with_next = true;
    opinion->format.after_pt = 8;
    struct doc_table *table = doc_table_add(paper->flow, DOC_NO_BORDER, (double[]){128, 129}, 2);
    table->keep_together = true;
    struct doc_row *row = doc_row_add(table);
    add_signer(paper, row, "ĐẠI DIỆN ĐƠN VỊ ĐƯỢC KIỂM TRA",
               unit_name(paper, paper->sheet->leader->target_id));
    add_signer(paper, row, "ĐẠI DIỆN ĐƠN VỊ KIỂM TRA",
               unit_name(paper, paper->sheet->leader->checker_id));
}

struct document *crosscheck_paper_make(struct arena *arena, const struct scoreboard *board,
                                       const struct crosscheck_sheet *sheet, int64_t now_ms) {
    struct document *document = document_new(arena);
    document->title = STR("Phiếu kiểm tra chéo");
    document->subject = board->cluster.members.items[sheet->target].name;
    document->created_ms = now_ms;
    document->banner = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = str_format(arena, STR_FMT ", in ngày " STR_FMT,
                                  STR_ARG(board->cluster.members.items[sheet->target].name),
                                  STR_ARG(instant_display(arena, now_ms)));
    struct visit_paper paper = {arena, board, sheet, NULL};
    paper.flow = doc_section_add(document, DOC_PAGE_A4_LANDSCAPE);
    add_head(&paper);
    add_facts(&paper);
    add_table(&paper);
    add_foot(&paper);
    return document;
}
