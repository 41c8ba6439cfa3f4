#include "features/scoring/feedback_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_read.h"
#include "doc/workbook_write.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

enum feedback_column {
    COLUMN_CODE = 1,
    COLUMN_NAME,
    COLUMN_MAX,
    COLUMN_ACTUAL,
    COLUMN_SELF,
    COLUMN_RULE,
    COLUMN_IN_FORCE,
    COLUMN_DIFFERENCE,
    COLUMN_REASON,
    COLUMN_ANSWER,
    COLUMN_COMMENT,
    COLUMN_LAST = COLUMN_COMMENT,
};

/* The row of the table's head; one lower under the banner of a sample. */
enum { HEAD_ROW = 8 };
/* Columns in digits, what fits into a line of them in letters, a line's height in points. */
enum { NAME_WIDTH = 34, NAME_FITS = 40, REASON_WIDTH = 26, REASON_FITS = 30, LINE_HEIGHT_PT = 16 };

#define AGREES    STR("Nhất trí")
#define DISAGREES STR("Không nhất trí")
#define WHOLE                                                                                      \
    STR("Cả phiếu") /* stands in the column of codes for the answer to the whole sheet             \
                     */

static struct str identity(struct arena *arena, const struct scoreboard *board, size_t unit) {
    return str_format(arena, STR_FMT "/" STR_FMT "/" STR_FMT, STR_ARG(board->cluster.slug),
                      STR_ARG(board->cluster.code),
                      STR_ARG(board->cluster.members.items[unit].slug));
}

struct str feedback_doc_name(struct arena *arena, const struct scoreboard *board, size_t unit) {
    return str_format(arena, "phan-hoi-" STR_FMT "-" STR_FMT ".xlsx",
                      STR_ARG(board->cluster.members.items[unit].slug),
                      STR_ARG(board->cluster.code));
}

/* --- writing ------------------------------------------------------------------------------ */

struct doc_work {
    struct arena *arena;
    const struct scoreboard *board;
    const struct score_sheet *scores;
    const struct score_answers *answers;
    struct sheet_out *sheet;
    uint32_t first_row; /* of the lines */
    uint32_t row;       /* the next one to write */
};

static void put_head(struct doc_work *work) {
    struct arena *arena = work->arena;
    const struct cluster_period *cluster = &work->board->cluster;
    struct sheet_out *sheet = work->sheet;
    uint32_t row = 1;
    sheet_merged(sheet, row, 1, 4, SHEET_OFFICE, cluster->superior.name);
    sheet_merged(sheet, ++row, 1, 4, SHEET_OFFICE, cluster->name);
    row++;
    if (cluster->is_sample)
        sheet_merged(sheet, ++row, 1, COLUMN_LAST, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, ++row, 1, COLUMN_LAST, SHEET_TITLE,
                 STR("PHIẾU PHẢN HỒI KẾT QUẢ CHẤM ĐIỂM"));
    struct str period = period_display(arena, LANG_VI, cluster->period);
    sheet_merged(sheet, ++row, 1, COLUMN_LAST, SHEET_SUBTITLE,
                 str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(work->scores->member->name),
                            STR_ARG(period)));
    sheet_merged(
        sheet, ++row, 1, COLUMN_LAST, SHEET_NOTE,
        STR("Điểm tạm tính, chưa phải kết quả cuối cùng. Đơn vị chọn ý kiến và ghi nội dung "
            "vào hai cột màu vàng rồi gửi lại Cụm trước hội nghị; ô để trống là chưa có ý "
            "kiến."));
    sheet_row_height(sheet, row, 32);
    work->row = HEAD_ROW + (cluster->is_sample ? 1 : 0);
}

static void put_table_head(struct doc_work *work) {
    static const struct {
        const char *title;
        double width;
    } COLUMNS[] = {
        {"TT", 7},
        {"Tiêu chí", NAME_WIDTH},
        {"Điểm chuẩn", 9},
        {"Kết quả", 13},
        {"Đơn vị tự chấm", 10},
        {"Theo quy tắc", 10},
        {"Cụm thống nhất", 10},
        {"Chênh lệch so với tự chấm", 11},
        {"Lý do", REASON_WIDTH},
        {"Ý kiến của đơn vị", 15},
        {"Nội dung ý kiến", REASON_WIDTH},
    };
    for (uint32_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_text(work->sheet, work->row, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].title));
        sheet_column_width(work->sheet, i + 1, COLUMNS[i].width);
    }
    sheet_row_height(work->sheet, work->row, 4 * LINE_HEIGHT_PT);
    work->row++;
    work->first_row = work->row;
}

static uint32_t row_of(const struct doc_work *work, size_t line) {
    return work->first_row + (uint32_t)line;
}

/* Which lines a sum takes: those right below a group; or all that are booked so. */
struct sum_of {
    ptrdiff_t group; /* -1: by kind */
    enum criterion_book book;
};

static bool is_summed(const struct sheet_line *line, const struct sum_of *of) {
    if (of->group >= 0)
        return line->criterion->parent == of->group;
    return line->counts == of->book;
}

/* "SUM(E9:E11,E13)": runs of rows, so that long tables stay within what Excel takes. */
static struct str sum_formula(struct doc_work *work, uint32_t column, const struct sum_of *of) {
    struct str letter = workbook_cell_name(work->arena, 0, column);
    struct str text = STR("");
    for (size_t i = 0; i < work->scores->count; i++) {
        if (!is_summed(&work->scores->lines[i], of))
            continue;
        size_t last = i;
        while (last + 1 < work->scores->count && is_summed(&work->scores->lines[last + 1], of))
            last++;
        text = str_format(work->arena, STR_FMT "%s" STR_FMT "%u", STR_ARG(text), text.n ? "," : "",
                          STR_ARG(letter), row_of(work, i));
        if (last > i)
            text = str_format(work->arena, STR_FMT ":" STR_FMT "%u", STR_ARG(text), STR_ARG(letter),
                              row_of(work, last));
        i = last;
    }
    return text.n ? str_format(work->arena, "SUM(" STR_FMT ")", STR_ARG(text)) : text;
}

static void put_figure(struct doc_work *work, uint32_t column, enum sheet_style style,
                       const struct sheet_figure *figure, const struct sum_of *of) {
    struct str formula = of && figure->known ? sum_formula(work, column, of) : STR("");
    if (formula.n)
        sheet_formula(work->sheet, work->row, column, style, formula, figure->value);
    else if (figure->known)
        sheet_number(work->sheet, work->row, column, style, figure->value);
    else
        sheet_blank(work->sheet, work->row, column, style);
}

static void put_figures(struct doc_work *work, enum sheet_style style,
                        const struct sheet_figures *figures, const struct sum_of *of) {
    put_figure(work, COLUMN_SELF, style, &figures->self, of);
    put_figure(work, COLUMN_RULE, style, &figures->rule, of);
    put_figure(work, COLUMN_IN_FORCE, style, &figures->in_force, of);
    if (figures->self.known && figures->in_force.known)
        sheet_formula(work->sheet, work->row, COLUMN_DIFFERENCE, style,
                      str_format(work->arena, "G%u-E%u", work->row, work->row),
                      decimal_subtract(figures->in_force.value, figures->self.value));
    else
        sheet_blank(work->sheet, work->row, COLUMN_DIFFERENCE, style);
}

static void put_answer(struct doc_work *work, struct str criterion_id) {
    const struct score_answer *answer =
        scoring_latest_answer(work->answers, work->scores->member->id, criterion_id);
    struct str words = !answer ? STR("") : answer->agrees ? AGREES : DISAGREES;
    sheet_text(work->sheet, work->row, COLUMN_ANSWER, SHEET_INPUT_TEXT, words);
    sheet_text(work->sheet, work->row, COLUMN_COMMENT, SHEET_INPUT_TEXT,
               answer ? answer->comment : STR(""));
    const struct str choices[] = {AGREES, DISAGREES};
    sheet_allow_words(work->sheet,
                      &(struct sheet_rule){
                          .first_row = work->row,
                          .first_column = COLUMN_ANSWER,
                          .last_row = work->row,
                          .last_column = COLUMN_ANSWER,
                          .error_title = STR("Ý kiến của đơn vị"),
                          .error_message = STR("Chọn “Nhất trí” hoặc “Không nhất trí”."),
                      },
                      choices, COUNT_OF(choices));
}

/* What the unit wrote, and what the cluster found instead. */
static struct str actual_text(struct arena *arena, const struct sheet_line *line) {
    const struct criterion *c = line->criterion;
    struct str self = line->cell->self_actual;
    struct str found = line->cell->accepted_actual;
    struct str text = self.p ? scoring_show_actual(arena, LANG_VI, c, self) : STR("");
    if (found.p)
        text = str_format(arena, STR_FMT " → " STR_FMT, STR_ARG(text.n ? text : STR("thiếu")),
                          STR_ARG(scoring_show_actual(arena, LANG_VI, c, found)));
    return text;
}

/* Excel fits rows to wrapped text when it opens a file; LibreOffice does not. */
static void fit_row(struct doc_work *work, const struct sheet_line *line, struct str comment) {
    size_t lines = utf8_length(line->criterion->name) / NAME_FITS;
    const struct str texts[] = {sheet_line_reason(line), comment};
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        if (utf8_length(texts[i]) / REASON_FITS > lines)
            lines = utf8_length(texts[i]) / REASON_FITS;
    if (lines)
        sheet_row_height(work->sheet, work->row, (double)(lines + 1) * LINE_HEIGHT_PT);
}

static void put_line(struct doc_work *work, size_t index) {
    const struct sheet_line *line = &work->scores->lines[index];
    const struct criterion *c = line->criterion;
    struct sheet_out *sheet = work->sheet;
    if (line->is_group) {
        sheet_text(sheet, work->row, COLUMN_CODE, SHEET_GROUP_CENTRED, c->code);
        sheet_text(sheet, work->row, COLUMN_NAME, SHEET_GROUP, c->name);
        sheet_number(sheet, work->row, COLUMN_MAX, SHEET_GROUP_NUMBER_2, c->max);
        put_figures(work, SHEET_GROUP_NUMBER_2, &line->figures,
                    c->kind == CRITERION_MEAN ? NULL : &(struct sum_of){.group = (ptrdiff_t)index});
        sheet_blank(sheet, work->row, COLUMN_ACTUAL, SHEET_GROUP);
        for (uint32_t column = COLUMN_REASON; column <= COLUMN_LAST; column++)
            sheet_blank(sheet, work->row, column, SHEET_GROUP);
        fit_row(work, line, STR(""));
        return;
    }
    sheet_text(sheet, work->row, COLUMN_CODE, SHEET_TEXT_CENTRED, c->code);
    sheet_text(sheet, work->row, COLUMN_NAME, SHEET_TEXT_WRAPPED, c->name);
    sheet_number(sheet, work->row, COLUMN_MAX, SHEET_NUMBER, c->max);
    sheet_text(sheet, work->row, COLUMN_ACTUAL, SHEET_TEXT_CENTRED, actual_text(work->arena, line));
    put_figures(work, SHEET_NUMBER_2, &line->figures, NULL);
    sheet_text(sheet, work->row, COLUMN_REASON, SHEET_TEXT_WRAPPED, sheet_line_reason(line));
    put_answer(work, c->id);
    const struct score_answer *answer =
        scoring_latest_answer(work->answers, work->scores->member->id, c->id);
    fit_row(work, line, answer ? answer->comment : STR(""));
}

static void put_sum(struct doc_work *work, const char *name, const struct sheet_figures *figures,
                    const struct sum_of *of) {
    sheet_merged(work->sheet, work->row, COLUMN_CODE, COLUMN_NAME, SHEET_TOTAL, str_from_c(name));
    for (uint32_t column = COLUMN_MAX; column <= COLUMN_LAST; column++)
        sheet_blank(work->sheet, work->row, column, SHEET_TOTAL);
    put_figures(work, SHEET_TOTAL_NUMBER_2, figures, of);
    work->row++;
}

/* The total adds the three rows above it. */
static void put_total(struct doc_work *work) {
    sheet_merged(work->sheet, work->row, COLUMN_CODE, COLUMN_NAME, SHEET_TOTAL, STR("TỔNG ĐIỂM"));
    for (uint32_t column = COLUMN_MAX; column <= COLUMN_LAST; column++)
        sheet_blank(work->sheet, work->row, column, SHEET_TOTAL);
    put_figures(work, SHEET_TOTAL_NUMBER_2, &work->scores->total, NULL);
    const struct sheet_figure *figures[] = {&work->scores->total.self, &work->scores->total.rule,
                                            &work->scores->total.in_force};
    for (uint32_t i = 0; i < COUNT_OF(figures); i++) {
        struct str letter = workbook_cell_name(work->arena, 0, COLUMN_SELF + i);
        sheet_formula(work->sheet, work->row, COLUMN_SELF + i, SHEET_TOTAL_NUMBER_2,
                      str_format(work->arena, "SUM(" STR_FMT "%u:" STR_FMT "%u)", STR_ARG(letter),
                                 work->row - 3, STR_ARG(letter), work->row - 1),
                      figures[i]->value);
    }
    sheet_number(work->sheet, work->row, COLUMN_MAX, SHEET_TOTAL_NUMBER_2,
                 work->scores->max_content);
    work->row++;
}

static void put_foot(struct doc_work *work) {
    const struct score_sheet *scores = work->scores;
    put_sum(work, "Điểm nội dung", &scores->content, &(struct sum_of){-1, BOOKS_CONTENT});
    put_sum(work, "Điểm thưởng", &scores->bonus, &(struct sum_of){-1, BOOKS_BONUS});
    put_sum(work, "Điểm trừ", &scores->penalty, &(struct sum_of){-1, BOOKS_PENALTY});
    put_total(work);
    sheet_merged(work->sheet, work->row, COLUMN_CODE, COLUMN_REASON, SHEET_TOTAL, WHOLE);
    put_answer(work, STR(""));
    work->row++;
    if (scores->missing)
        sheet_merged(work->sheet, work->row++, 1, COLUMN_LAST, SHEET_NOTE,
                     str_format(work->arena,
                                "Còn %zu tiêu chí chưa có kết quả; các tổng trên là phần đã có.",
                                scores->missing));
    work->row++;
    sheet_merged(work->sheet, work->row, 1, 4, SHEET_OFFICE, STR("ĐẠI DIỆN ĐƠN VỊ"));
    sheet_merged(work->sheet, work->row, COLUMN_REASON, COLUMN_LAST, SHEET_OFFICE,
                 STR("ĐẠI DIỆN CỤM THI ĐUA"));
    work->row++;
    sheet_merged(work->sheet, work->row, 1, 4, SHEET_SUBTITLE, STR("(Ký, ghi rõ họ tên)"));
    sheet_merged(work->sheet, work->row, COLUMN_REASON, COLUMN_LAST, SHEET_SUBTITLE,
                 STR("(Ký, ghi rõ họ tên)"));
    struct str gone = scoring_gone_words(work->arena, LANG_VI, work->board, scores->unit);
    if (gone.n)
        sheet_merged(work->sheet, work->row += 2, 1, COLUMN_LAST, SHEET_NOTE, gone);
    if (work->answers->audit_mark.n)
        sheet_merged(work->sheet, work->row += 2, 1, COLUMN_LAST, SHEET_NOTE,
                     work->answers->audit_mark);
}

const struct err *feedback_doc_make(struct arena *arena, const struct scoreboard *board,
                                    size_t unit, const struct score_answers *answers,
                                    int64_t now_ms, struct str *ret_bytes) {
    struct score_sheet scores;
    score_sheet_make(arena, board, unit, &scores);
    struct book_out *out =
        book_new(arena, &(struct book_about){.title = STR("Phiếu phản hồi kết quả chấm điểm"),
                                             .subject = scores.member->name,
                                             .created_ms = now_ms});
    book_set_property(out, FEEDBACK_PROPERTY, identity(arena, board, unit));
    struct doc_work work = {.arena = arena, .board = board, .scores = &scores, .answers = answers};
    uint32_t head_row = HEAD_ROW + (board->cluster.is_sample ? 1 : 0);
    work.sheet = book_add_sheet(
        out, STR("Phản hồi"),
        &(struct sheet_layout){
            .landscape = true,
            .is_protected = true,
            .repeat_first_row = head_row,
            .repeat_last_row = head_row,
            .frozen_rows = head_row,
            .frozen_columns = COLUMN_NAME,
            .header = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE,
            .footer = str_format(arena, STR_FMT ", in ngày " STR_FMT, STR_ARG(scores.member->name),
                                 STR_ARG(instant_display(arena, now_ms))),
        });
    put_head(&work);
    put_table_head(&work);
    for (size_t i = 0; i < scores.count; i++) {
        put_line(&work, i);
        work.row++;
    }
    put_foot(&work);
    return book_finish(out, ret_bytes);
}

/* --- reading back ------------------------------------------------------------------------- */

struct read_work {
    struct arena *arena;
    const struct scoreboard *board;
    struct issues *issues;
    struct answer_forms *answers;
};

static struct str cell_text(struct arena *arena, const struct workbook_sheet *sheet, uint32_t row,
                            uint32_t column) {
    const struct workbook_cell *cell = workbook_cell_at(sheet, row, column);
    struct str line;
    return cell && utf8_clean_line(arena, cell->text, &line) ? line : STR("");
}

static void read_row(struct read_work *work, const struct workbook_sheet *sheet, uint32_t row) {
    struct str code = cell_text(work->arena, sheet, row, COLUMN_CODE);
    struct str words = cell_text(work->arena, sheet, row, COLUMN_ANSWER);
    struct str comment = cell_text(work->arena, sheet, row, COLUMN_COMMENT);
    if (str_equal(code, WHOLE))
        code = STR("");
    else if (!code.n || criteria_find(&work->board->table.criteria, code) < 0)
        return;
    if (!words.n && !comment.n)
        return;
    struct str folded = vi_fold(work->arena, words);
    bool agrees = str_equal_c(folded, "nhat tri");
    if (!agrees && !str_equal_c(folded, "khong nhat tri")) {
        issue_add(work->arena, work->issues, STR("tep"),
                  MESSAGE_WITH(words.n ? MSG_verify_answer_unclear : MSG_verify_answer_not_chosen,
                               workbook_cell_name(work->arena, row, COLUMN_ANSWER), words));
        return;
    }
    if (!agrees && !comment.n) {
        issue_add(work->arena, work->issues, STR("tep"),
                  MESSAGE_WITH(MSG_verify_comment_empty_in_file,
                               workbook_cell_name(work->arena, row, COLUMN_COMMENT)));
        return;
    }
    *list_push(work->arena, work->answers) = (struct answer_form){code, agrees, comment};
}

const struct err *feedback_doc_read(struct arena *arena, const struct scoreboard *board,
                                    size_t unit, const struct workbook_file *file,
                                    struct issues *issues, struct answer_forms *ret_answers) {
    struct workbook workbook = {0};
    struct message fault = {0};
    TRY(workbook_read_file(arena, file, NULL, &workbook, &fault));
    *ret_answers = (struct answer_forms){0};
    if (fault.id != MSG_none) {
        issue_add(arena, issues, STR("tep"), fault);
        return NULL;
    }
    struct str made_for = workbook_property_of(&workbook, FEEDBACK_PROPERTY);
    if (!made_for.p || !workbook.sheet_count) {
        issue_add(arena, issues, STR("tep"), MESSAGE(MSG_verify_no_feedback_sheet));
        return NULL;
    }
    if (!str_equal(made_for, identity(arena, board, unit))) {
        issue_add(arena, issues, STR("tep"),
                  MESSAGE_WITH(MSG_verify_feedback_of_other, made_for,
                               board->cluster.members.items[unit].name));
        return NULL;
    }
    struct read_work work = {arena, board, issues, ret_answers};
    for (uint32_t row = 1; row <= workbook.sheets[0].rows; row++)
        read_row(&work, &workbook.sheets[0], row);
    if (!ret_answers->count && !issues->count)
        issue_add(arena, issues, STR("tep"), MESSAGE(MSG_verify_no_answers_in_file));
    return NULL;
}
