#include "features/review/tables_doc.h"

#include "base/buf.h"
#include "features/scoring/ranking_chart_doc.h"
#include "features/scoring/ranking_class.h"
#include "features/scoring/ranking_words.h"
#include "features/scoring/sight_service.h"
#include "text/utf8.h"

/* More groups than this do not fit a landscape page: then their sum stands alone. */
enum { ANNEX_GROUPS_MAX = 11, SENTENCE_BYTES_MAX = 65536 };

static void head_cells(struct doc_row *row, const char *const *heads, size_t count) {
    for (size_t i = 0; i < count; i++)
        doc_cell_add_text(row, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(heads[i]));
}

static void text_cell(struct doc_row *row, enum doc_align align, struct str text) {
    doc_cell_add_text(row, DOC_TABLE_TEXT, align, text);
}

static struct str points(struct arena *arena, struct decimal value) {
    return decimal_display(arena, value, POINT_SCALE, ',');
}

static struct str count_text(struct arena *arena, size_t count) {
    return str_format(arena, "%zu", count);
}

static struct str unit_name(const struct review_figures *figures, size_t unit) {
    return figures->board->cluster.members.items[unit].name;
}

/* Whether the unit has any figure at all. */
static bool has_figures(const struct review_figures *figures, size_t unit) {
    const struct criteria *criteria = &figures->board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++)
        if (criterion_is_content(&criteria->items[i]) &&
            score_cell_at(&figures->stage.matrix, unit, i)->in_force_known)
            return true;
    return false;
}

/* The total; marked where it holds only a part, a dash where there is nothing. */
static struct str total_text(const struct review_figures *figures,
                             const struct standing *standing) {
    if (standing->totals.complete)
        return points(figures->arena, standing->totals.total);
    if (!has_figures(figures, standing->unit))
        return STR("–");
    struct str part = points(figures->arena, standing->totals.total);
    return str_concat(figures->arena, part, STR("*"));
}

static struct str place_text(const struct review_figures *figures,
                             const struct standing *standing) {
    return standing->place ? str_format(figures->arena, "%d", standing->place) : STR("–");
}

/* What its place follows from, and its class where the cluster has a scale. */
static struct str note_text(const struct review_figures *figures, size_t index) {
    const struct standing *standing = &figures->stage.standings[index];
    struct arena *arena = figures->arena;
    const struct scoreboard *board = figures->board;
    if (!standing->totals.complete)
        return str_format(arena, "Chưa đủ số liệu (thiếu %zu tiêu chí)", standing->totals.missing);
    struct ranking_rule rule = scoring_ranking_rule(arena, board);
    struct str note = figures->places ? ranking_note(arena, LANG_VI, &board->table.criteria, &rule,
                                                     figures->stage.standings, index)
                                      : STR("");
    struct ranking_columns columns = ranking_columns_of(arena, &board->table.criteria);
    struct class_scale scale;
    struct issues ignored = {0};
    class_scale_read(arena, str_or_empty(board->settings.of[SETTING_CLASSES].value), STR(""),
                     &scale, &ignored);
    struct class_result class =
        ranking_class(arena, &figures->stage.matrix, &columns, &scale, standing->unit);
    struct str name = ranking_class_name(&scale, &class);
    return !name.n ? note
                   : str_format(arena, "Xếp loại: " STR_FMT "%s" STR_FMT, STR_ARG(name),
                                note.n ? ". " : "", STR_ARG(note));
}

/* --- results ------------------------------------------------------------------------------ */

static void add_counts(struct doc_flow *flow, const struct review_figures *figures) {
    struct arena *arena = figures->arena;
    const struct cluster_period *cluster = &figures->board->cluster;
    size_t units = figures->stage.matrix.unit_count, complete = 0;
    struct buf missing = BUF_INIT(SENTENCE_BYTES_MAX);
    for (size_t i = 0; i < units; i++) {
        const struct standing *standing = &figures->stage.standings[i];
        complete += standing->totals.complete;
        if (standing->totals.complete)
            continue;
        struct str name = unit_name(figures, standing->unit);
        buf_append_format(&missing, "%s" STR_FMT " (thiếu %zu tiêu chí)",
                          missing.length ? "; " : "", STR_ARG(name), standing->totals.missing);
    }
    struct str until = date_display(arena, cluster->figures_until);
    struct str opening =
        date_is_empty(cluster->figures_until)
            ? STR("Số liệu: ")
            : str_format(arena, "Số liệu tính đến ngày " STR_FMT ": ", STR_ARG(until));
    struct str sentence = str_format(arena, STR_FMT "%zu/%zu đơn vị trong Cụm đủ số liệu chấm điểm",
                                     STR_ARG(opening), complete, units);
    if (missing.length)
        sentence = str_format(arena, STR_FMT "; chưa đủ số liệu: " STR_FMT, STR_ARG(sentence),
                              STR_ARG(buf_str(&missing)));
    buf_release(&missing);
    doc_paragraph_add(flow, DOC_BODY, str_concat(arena, sentence, STR(".")))
        ->format.keep_with_next = true;
    struct scoring_result result = scoring_result_of(arena, figures->board);
    doc_paragraph_add(flow, DOC_BODY,
                      str_format(arena, "Kết quả chấm điểm (tình trạng: " STR_FMT "):",
                                 STR_ARG(message_plain(LANG_VI, result_words(&result)))))
        ->format.keep_with_next = true;
}

/* A drawing of the table above it: only where places are told, and something has been scored. */
static void add_chart(struct doc_flow *flow, const struct review_figures *figures) {
    const struct chart *chart =
        ranking_chart(flow->arena, figures->board, &figures->stage, LANG_VI);
    struct doc_page page = DOC_PAGE_A4_PORTRAIT;
    if (chart)
        doc_chart_add(figures->document, flow, chart, doc_page_text_width_mm(&page));
}

void review_results_add(struct doc_flow *flow, const struct review_figures *figures) {
    static const double WITH_PLACES_MM[] = {12, 68, 26, 18, 36};
    static const double WITHOUT_PLACES_MM[] = {12, 76, 28, 44};
    static const char *const WITH_PLACES[] = {"TT", "Đơn vị", "Tổng điểm", "Xếp thứ", "Ghi chú"};
    static const char *const WITHOUT_PLACES[] = {"TT", "Đơn vị", "Tổng điểm", "Ghi chú"};
    if (!figures->board->table.criteria.count)
        return;
    add_counts(flow, figures);
    struct doc_table *table =
        doc_table_add(flow, DOC_GRID, figures->places ? WITH_PLACES_MM : WITHOUT_PLACES_MM,
                      figures->places ? COUNT_OF(WITH_PLACES_MM) : COUNT_OF(WITHOUT_PLACES_MM));
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    head_cells(head, figures->places ? WITH_PLACES : WITHOUT_PLACES, table->column_count);
    bool partly = false;
    for (size_t i = 0; i < figures->stage.matrix.unit_count; i++) {
        const struct standing *standing = &figures->stage.standings[i];
        struct doc_row *row = doc_row_add(table);
        text_cell(row, DOC_CENTER, count_text(figures->arena, i + 1));
        text_cell(row, DOC_LEFT, unit_name(figures, standing->unit));
        text_cell(row, DOC_RIGHT, total_text(figures, standing));
        if (figures->places)
            text_cell(row, DOC_CENTER, place_text(figures, standing));
        text_cell(row, DOC_LEFT, note_text(figures, i));
        partly = partly || !standing->totals.complete;
    }
    if (partly)
        doc_paragraph_add(flow, DOC_NOTE,
                          figures->places
                              ? STR("* Chỉ gồm phần đã có; đơn vị chưa đủ số liệu chưa xếp thứ.")
                              : STR("* Chỉ gồm phần đã có."));
    doc_paragraph_add(flow, DOC_PLAIN, STR(""))->format.line_spacing = 0.5;
    if (figures->places)
        add_chart(flow, figures);
}

/* --- shortcomings and tasks --------------------------------------------------------------- */

void review_shortcomings_add(struct doc_flow *flow, const struct review *review) {
    static const double COLUMNS_MM[] = {10, 35, 27, 25, 27, 18, 22};
    static const char *const HEADS[] = {
        "TT",      "Hạn chế", "Nguyên nhân", "Bài học", "Biện pháp khắc phục", "Đơn vị chủ trì",
        "Thời hạn"};
    if (!review->shortcomings.count)
        return;
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, COUNT_OF(COLUMNS_MM));
    table->header_row_count = 1;
    head_cells(doc_row_add(table), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < review->shortcomings.count; i++) {
        const struct review_item *item = &review->shortcomings.items[i];
        struct doc_row *row = doc_row_add(table);
        text_cell(row, DOC_CENTER, count_text(flow->arena, i + 1));
        text_cell(row, DOC_LEFT, item->content);
        text_cell(row, DOC_LEFT, item->cause);
        text_cell(row, DOC_LEFT, item->lesson);
        text_cell(row, DOC_LEFT, item->remedy);
        text_cell(row, DOC_LEFT, item->owner);
        text_cell(row, DOC_CENTER, date_display(flow->arena, item->due));
    }
    doc_paragraph_add(flow, DOC_PLAIN, STR(""))->format.line_spacing = 0.5;
}

void review_tasks_add(struct doc_flow *flow, const struct review *review) {
    static const double COLUMNS_MM[] = {12, 88, 36, 24};
    static const char *const HEADS[] = {"TT", "Nhiệm vụ", "Đơn vị chủ trì", "Thời hạn"};
    if (!review->tasks.count)
        return;
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, COUNT_OF(COLUMNS_MM));
    table->header_row_count = 1;
    head_cells(doc_row_add(table), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < review->tasks.count; i++) {
        const struct review_item *item = &review->tasks.items[i];
        struct doc_row *row = doc_row_add(table);
        text_cell(row, DOC_CENTER, count_text(flow->arena, i + 1));
        text_cell(row, DOC_LEFT, item->content);
        text_cell(row, DOC_LEFT, item->owner);
        text_cell(row, DOC_CENTER, date_display(flow->arena, item->due));
    }
    doc_paragraph_add(flow, DOC_PLAIN, STR(""))->format.line_spacing = 0.5;
}

static struct str account_text(struct arena *arena, const struct review_account *account) {
    struct str note = account->note == MSG_none ? STR("") : message_plain(LANG_VI, account->note);
    if (!account->text.n || !note.n)
        return account->text.n ? account->text : note;
    return str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(account->text), STR_ARG(note));
}

void review_accounts_add(struct doc_flow *flow, const struct review *review) {
    static const double COLUMNS_MM[] = {10, 50, 28, 22, 24, 30};
    static const char *const HEADS[] = {"TT",       "Nhiệm vụ", "Đơn vị, người chủ trì",
                                        "Thời hạn", "Kết quả",  "Kết quả đạt được, hoặc lý do"};
    const struct review_accounts *accounts = &review->accounts;
    struct arena *arena = flow->arena;
    doc_paragraph_add(flow, DOC_BODY,
                      str_format(arena,
                                 "%zu nhiệm vụ: hoàn thành %zu; hoàn thành một phần %zu; không "
                                 "hoàn thành %zu; chưa báo cáo kết quả %zu.",
                                 accounts->count, accounts->done, accounts->partly,
                                 accounts->failed, accounts->missing))
        ->format.keep_with_next = true;
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, COUNT_OF(COLUMNS_MM));
    table->header_row_count = 1;
    head_cells(doc_row_add(table), HEADS, COUNT_OF(HEADS));
    for (size_t i = 0; i < accounts->count; i++) {
        const struct review_account *account = &accounts->items[i];
        struct doc_row *row = doc_row_add(table);
        text_cell(row, DOC_CENTER, count_text(arena, i + 1));
        text_cell(row, DOC_LEFT, account->content);
        text_cell(row, DOC_LEFT, account->owner);
        text_cell(row, DOC_CENTER, date_display(arena, account->due));
        text_cell(row, DOC_LEFT, message_plain(LANG_VI, account->outcome));
        text_cell(row, DOC_LEFT, account_text(arena, account));
    }
    doc_paragraph_add(flow, DOC_PLAIN, STR(""))->format.line_spacing = 0.5;
}

/* --- annex -------------------------------------------------------------------------------- */

struct annex {
    const struct review_figures *figures;
    struct ranking_columns groups;
    bool groups_shown;
    struct doc_table *table;
};

static void annex_heads(const struct annex *annex) {
    struct arena *arena = annex->figures->arena;
    struct doc_row *row = doc_row_add(annex->table);
    head_cells(row, (const char *const[]){"TT", "Đơn vị"}, 2);
    for (size_t i = 0; annex->groups_shown && i < annex->groups.count; i++) {
        const struct ranking_column *group = &annex->groups.items[i];
        struct str code = annex->figures->board->table.criteria.items[group->criterion].code;
        struct str max = decimal_display(arena, group->max, 0, ',');
        doc_cell_add_text(
            row, DOC_TABLE_HEAD, DOC_CENTER,
            str_format(arena, STR_FMT "\n(" STR_FMT ")", STR_ARG(code), STR_ARG(max)));
    }
    if (!annex->groups_shown)
        doc_cell_add_text(row, DOC_TABLE_HEAD, DOC_CENTER, STR("Điểm nội dung"));
    head_cells(row, (const char *const[]){"Thưởng", "Trừ", "Tổng điểm", "Xếp thứ"},
               annex->figures->places ? 4 : 3);
}

static void annex_row(const struct annex *annex, size_t index) {
    const struct review_figures *figures = annex->figures;
    struct arena *arena = figures->arena;
    const struct standing *standing = &figures->stage.standings[index];
    struct doc_row *row = doc_row_add(annex->table);
    text_cell(row, DOC_CENTER, count_text(arena, index + 1));
    text_cell(row, DOC_LEFT, unit_name(figures, standing->unit));
    for (size_t i = 0; annex->groups_shown && i < annex->groups.count; i++) {
        bool complete;
        struct decimal sum = ranking_column_points(&figures->stage.matrix, standing->unit,
                                                   &annex->groups.items[i], &complete);
        struct str text = points(arena, sum);
        text_cell(row, DOC_RIGHT, complete ? text : str_concat(arena, text, STR("*")));
    }
    if (!annex->groups_shown)
        text_cell(row, DOC_RIGHT, points(arena, standing->totals.content));
    text_cell(row, DOC_RIGHT, points(arena, standing->totals.bonus));
    text_cell(row, DOC_RIGHT, points(arena, standing->totals.penalty));
    doc_cell_add_text(row, DOC_TABLE_TOTAL, DOC_RIGHT, total_text(figures, standing));
    if (figures->places)
        text_cell(row, DOC_CENTER, place_text(figures, standing));
}

static void annex_notes(struct doc_flow *flow, const struct annex *annex) {
    struct arena *arena = annex->figures->arena;
    const struct scoreboard *board = annex->figures->board;
    struct buf names = BUF_INIT(SENTENCE_BYTES_MAX);
    for (size_t i = 0; annex->groups_shown && i < annex->groups.count; i++) {
        const struct criterion *top =
            &board->table.criteria.items[annex->groups.items[i].criterion];
        buf_append_format(&names, "%s" STR_FMT ": " STR_FMT, names.length ? "; " : "Nhóm ",
                          STR_ARG(top->code), STR_ARG(top->name));
    }
    if (names.length) {
        struct str text = str_concat(arena, str_copy(arena, buf_str(&names)), STR("."));
        doc_paragraph_add(flow, DOC_NOTE, text);
    }
    buf_release(&names);
    doc_paragraph_add(flow, DOC_NOTE,
                      STR("Điểm đang có hiệu lực: điểm Cụm thống nhất; nơi chưa có thì điểm theo "
                          "quy tắc. * Chưa đủ số liệu: chỉ gồm phần đã có."));
    if (annex->figures->places)
        doc_paragraph_add(flow, DOC_NOTE,
                          STR("Đơn vị bằng điểm cùng thứ, thứ tiếp theo bỏ qua; đơn vị chưa đủ số "
                              "liệu chưa xếp thứ."));
}

void review_annex_add(struct document *document, const struct review_figures *figures) {
    struct arena *arena = figures->arena;
    const struct cluster_period *cluster = &figures->board->cluster;
    struct annex annex = {.figures = figures,
                          .groups = ranking_columns_of(arena, &figures->board->table.criteria)};
    annex.groups_shown = annex.groups.count <= ANNEX_GROUPS_MAX;
    struct str period = period_display(arena, LANG_VI, cluster->period);
    const struct official_annex head = {
        .label = STR("PHỤ LỤC"),
        .title = str_format(arena, "%s " STR_FMT,
                            cluster->period.half == 1 ? "BẢNG ĐIỂM TẠM TÍNH" : "BẢNG ĐIỂM",
                            STR_ARG(utf8_upper(arena, period))),
        .attached_to =
            str_format(arena, "(Kèm theo Báo cáo số …/BC-… ngày … tháng … năm %d của " STR_FMT ")",
                       cluster->period.year, STR_ARG(cluster->name)),
    };
    struct doc_flow *flow = official_paper_annex(document, DOC_PAGE_A4_LANDSCAPE, &head);
    size_t groups = annex.groups_shown ? annex.groups.count : 1;
    double columns_mm[2 + ANNEX_GROUPS_MAX + 4] = {11, 60};
    size_t count = 2;
    for (size_t i = 0; i < groups; i++)
        columns_mm[count++] = 102.0 / (double)groups > 24 ? 24 : 102.0 / (double)groups;
    columns_mm[count++] = 18;
    columns_mm[count++] = 16;
    columns_mm[count++] = 25;
    if (figures->places)
        columns_mm[count++] = 15;
    annex.table = doc_table_add(flow, DOC_GRID, columns_mm, count);
    annex.table->header_row_count = 1;
    annex_heads(&annex);
    for (size_t i = 0; i < figures->stage.matrix.unit_count; i++)
        annex_row(&annex, i);
    annex_notes(flow, &annex);
}
