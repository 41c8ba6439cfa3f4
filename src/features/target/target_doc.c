/* Words are Vietnamese: the file is a paper. */
#include "features/target/target_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "text/utf8.h"

enum { HEAD_ROW = 6, FIRST_UNIT = 6 };
enum {
    LIST_NUMBER = 1,
    LIST_NAME,
    LIST_MEASURE,
    LIST_DIRECTION,
    LIST_CUMULATIVE,
    LIST_GROUP,
    LIST_UNIT,
    LIST_VALUE,
    LIST_HALF,
    LIST_STATE,
    LIST_SOURCE,
    LIST_DECISION,
};

struct target_paper {
    struct arena *arena;
    const struct target_book *book;
    const struct cluster_year *year;
    int64_t now_ms;
    struct book_out *out;
};

static struct str words(enum msg_id id) {
    return message_plain(LANG_VI, id);
}

static struct str status_line(const struct target_paper *paper) {
    const struct target_lock *lock = &paper->book->lock;
    struct str printed = instant_display(paper->arena, paper->now_ms);
    if (!lock->is_locked)
        return str_format(paper->arena, "Chưa khóa; tính đến " STR_FMT, STR_ARG(printed));
    return str_format(paper->arena, "Khóa ngày " STR_FMT "%s" STR_FMT "; in " STR_FMT,
                      STR_ARG(date_display(paper->arena, date_of_instant(lock->at_ms))),
                      lock->document.number.n ? " theo " : "", STR_ARG(lock->document.number),
                      STR_ARG(printed));
}

static void write_heading(const struct target_paper *paper, struct sheet_out *sheet,
                          uint32_t columns) {
    struct str name = utf8_upper(paper->arena, paper->year->name);
    sheet_merged(sheet, 1, 1, columns, SHEET_OFFICE, name);
    sheet_merged(sheet, 2, 1, columns, SHEET_TITLE,
                 str_format(paper->arena, "CHỈ TIÊU THI ĐUA NĂM %d", paper->year->year));
    sheet_merged(sheet, 3, 1, columns, SHEET_SUBTITLE, status_line(paper));
    if (paper->year->is_sample)
        sheet_merged(sheet, 4, 1, columns, SHEET_WARNING, SAMPLE_BANNER);
}

static void write_value(struct sheet_out *sheet, uint32_t row, uint32_t column,
                        const struct target *target, enum target_part part) {
    struct target_value figure = target_value_of_half(target, part);
    if (figure.is_set)
        sheet_number(sheet, row, column, SHEET_NUMBER, figure.value);
    else if (target->item->direction == TARGET_DONE &&
             (target->state == TARGET_PROPOSED || target_stands(target)))
        sheet_text(sheet, row, column, SHEET_TEXT_CENTRED, STR("x"));
    else
        sheet_blank(sheet, row, column, SHEET_TEXT);
}

/* --- the matrix ----------------------------------------------------------------------------------
 */

static void write_matrix_head(const struct target_paper *paper, struct sheet_out *sheet) {
    static const struct str HEADS[] = {STR_INIT("Số"), STR_INIT("Nội dung chỉ tiêu"),
                                       STR_INIT("Đơn vị tính"), STR_INIT("Cách đánh giá"),
                                       STR_INIT("Lũy kế")};
    static const double WIDTHS[] = {5, 38, 10, 18, 8};
    for (uint32_t i = 0; i < COUNT_OF(HEADS); i++) {
        sheet_merged_range(sheet, HEAD_ROW, i + 1, HEAD_ROW + 1, i + 1, SHEET_HEADER, HEADS[i]);
        sheet_column_width(sheet, i + 1, WIDTHS[i]);
    }
    for (size_t m = 0; m < paper->year->members.count; m++) {
        uint32_t column = (uint32_t)(FIRST_UNIT + 2 * m);
        sheet_merged(sheet, HEAD_ROW, column, column + 1, SHEET_HEADER,
                     paper->year->members.items[m].name);
        sheet_text(sheet, HEAD_ROW + 1, column, SHEET_HEADER, STR("Cả năm"));
        sheet_text(sheet, HEAD_ROW + 1, column + 1, SHEET_HEADER, STR("6 tháng đầu"));
        sheet_column_width(sheet, column, 11);
        sheet_column_width(sheet, column + 1, 11);
    }
    sheet_row_height(sheet, HEAD_ROW, 34);
}

static void write_matrix_row(const struct target_paper *paper, struct sheet_out *sheet,
                             uint32_t row, const struct target_item *item) {
    sheet_number(sheet, row, 1, SHEET_NUMBER, DECIMAL(item->number, 0));
    sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, item->name);
    sheet_text(sheet, row, 3, SHEET_TEXT_CENTRED, item->measure);
    sheet_text(sheet, row, 4, SHEET_TEXT_WRAPPED, words(target_direction_name(item->direction)));
    sheet_text(sheet, row, 5, SHEET_TEXT_CENTRED, item->is_cumulative ? STR("x") : STR(""));
    for (size_t m = 0; m < paper->year->members.count; m++) {
        struct target target = target_book_at(paper->book, item, paper->year->members.items[m].id);
        uint32_t column = (uint32_t)(FIRST_UNIT + 2 * m);
        write_value(sheet, row, column, &target, TARGET_YEAR);
        write_value(sheet, row, column + 1, &target, TARGET_FIRST_HALF);
    }
}

static void write_matrix(const struct target_paper *paper) {
    const struct sheet_layout layout = {.landscape = true,
                                        .repeat_first_row = HEAD_ROW,
                                        .repeat_last_row = HEAD_ROW + 1,
                                        .frozen_rows = HEAD_ROW + 1,
                                        .frozen_columns = 2,
                                        .footer =
                                            paper->year->is_sample ? SAMPLE_BANNER : STR_NONE};
    struct sheet_out *sheet = book_add_sheet(paper->out, STR("Chỉ tiêu"), &layout);
    uint32_t columns = (uint32_t)(FIRST_UNIT - 1 + 2 * paper->year->members.count);
    write_heading(paper, sheet, columns);
    write_matrix_head(paper, sheet);
    uint32_t row = HEAD_ROW + 2;
    struct str group = STR("");
    for (size_t i = 0; i < paper->book->items.count; i++) {
        const struct target_item *item = &paper->book->items.items[i];
        if (item->group.n && !str_equal(item->group, group))
            sheet_merged(sheet, row++, 1, columns, SHEET_GROUP, item->group);
        group = item->group;
        write_matrix_row(paper, sheet, row++, item);
    }
    sheet_merged(sheet, row + 1, 1, columns, SHEET_NOTE,
                 STR("Trang “Danh sách” ghi trạng thái, nguồn và văn bản của từng chỉ tiêu; có thể "
                     "sửa cột Cả năm, 6 tháng đầu rồi nhập lại."));
}

/* --- the list, as the import reads it
 * --------------------------------------------------------------- */

static void write_list_row(const struct target_paper *paper, struct sheet_out *sheet, uint32_t row,
                           const struct target *target, struct str unit) {
    const struct target_item *item = target->item;
    const struct target_decision *decision = &target->origin.decision;
    sheet_number(sheet, row, LIST_NUMBER, SHEET_NUMBER, DECIMAL(item->number, 0));
    sheet_text(sheet, row, LIST_NAME, SHEET_TEXT_WRAPPED, item->name);
    sheet_text(sheet, row, LIST_MEASURE, SHEET_TEXT_CENTRED, item->measure);
    sheet_text(sheet, row, LIST_DIRECTION, SHEET_TEXT_WRAPPED,
               words(target_direction_name(item->direction)));
    sheet_text(sheet, row, LIST_CUMULATIVE, SHEET_TEXT_CENTRED,
               item->is_cumulative ? STR("x") : STR(""));
    sheet_text(sheet, row, LIST_GROUP, SHEET_TEXT_WRAPPED, item->group);
    sheet_text(sheet, row, LIST_UNIT, SHEET_TEXT_WRAPPED, unit);
    write_value(sheet, row, LIST_VALUE, target, TARGET_YEAR);
    if (item->is_cumulative)
        write_value(sheet, row, LIST_HALF, target, TARGET_FIRST_HALF);
    else
        sheet_blank(sheet, row, LIST_HALF, SHEET_TEXT);
    struct str state = words(target_state_name(target->state));
    if (target->origin.after_lock)
        state = str_format(paper->arena, STR_FMT " (điều chỉnh)", STR_ARG(state));
    sheet_text(sheet, row, LIST_STATE, SHEET_TEXT_WRAPPED, state);
    sheet_text(sheet, row, LIST_SOURCE, SHEET_TEXT_WRAPPED,
               target->origin.revision ? words(target_source_name(target->source)) : STR(""));
    struct str paper_words = decision->number;
    if (!date_is_empty(decision->date))
        paper_words = str_format(paper->arena, STR_FMT " ngày " STR_FMT, STR_ARG(decision->number),
                                 STR_ARG(date_display(paper->arena, decision->date)));
    sheet_text(sheet, row, LIST_DECISION, SHEET_TEXT_WRAPPED, paper_words);
}

static void write_list(const struct target_paper *paper) {
    static const struct str HEADS[] = {
        STR_INIT("Số"),          STR_INIT("Nội dung"),
        STR_INIT("Đơn vị tính"), STR_INIT("Cách đánh giá"),
        STR_INIT("Lũy kế"),      STR_INIT("Nhóm"),
        STR_INIT("Đơn vị"),      STR_INIT("Cả năm"),
        STR_INIT("6 tháng đầu"), STR_INIT("Trạng thái"),
        STR_INIT("Nguồn"),       STR_INIT("Văn bản"),
    };
    static const double WIDTHS[] = {5, 38, 10, 18, 8, 18, 26, 11, 11, 16, 18, 22};
    const struct sheet_layout layout = {.landscape = true,
                                        .repeat_first_row = 1,
                                        .repeat_last_row = 1,
                                        .frozen_rows = 1,
                                        .footer =
                                            paper->year->is_sample ? SAMPLE_BANNER : STR_NONE};
    struct sheet_out *sheet = book_add_sheet(paper->out, STR("Danh sách"), &layout);
    for (uint32_t i = 0; i < COUNT_OF(HEADS); i++) {
        sheet_text(sheet, 1, i + 1, SHEET_HEADER, HEADS[i]);
        sheet_column_width(sheet, i + 1, WIDTHS[i]);
    }
    struct targets targets;
    target_book_list(paper->arena, paper->book, paper->year, STR(""), &targets);
    for (size_t i = 0; i < targets.count; i++) {
        ptrdiff_t member = cluster_year_member_by_id(paper->year, targets.items[i].unit_id);
        write_list_row(paper, sheet, (uint32_t)i + 2, &targets.items[i],
                       paper->year->members.items[member].name);
    }
}

const struct err *target_doc_make(struct arena *arena, const struct target_book *book,
                                  const struct cluster_year *year, int64_t now_ms,
                                  struct str *ret_bytes) {
    struct target_paper paper = {.arena = arena, .book = book, .year = year, .now_ms = now_ms};
    paper.out = book_new(
        arena,
        &(struct book_about){.title = str_format(arena, "Chỉ tiêu thi đua năm %d", year->year),
                             .subject = year->name,
                             .created_ms = now_ms});
    write_matrix(&paper);
    write_list(&paper);
    return book_finish(paper.out, ret_bytes);
}

struct str target_doc_name(struct arena *arena, const struct cluster_year *year) {
    return str_format(arena, "chi-tieu-" STR_FMT "-%d.xlsx", STR_ARG(year->slug), year->year);
}
