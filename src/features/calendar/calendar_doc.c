/* Two sheets: the lines, and who stands how with each. */
#include "features/calendar/calendar_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"

enum { HEAD_ROW = 5 };

struct calendar_book {
    struct arena *arena;
    const struct cluster_year *year;
    const struct calendar *calendar;
    const struct legal_citer *citer;
    struct str printed;
    struct book_out *out;
};

static struct sheet_out *add_sheet(struct calendar_book *book, struct str name, struct str title,
                                   uint32_t columns) {
    const struct sheet_layout layout = {.landscape = true,
                                        .repeat_first_row = HEAD_ROW,
                                        .repeat_last_row = HEAD_ROW,
                                        .frozen_rows = HEAD_ROW,
                                        .header = book->year->is_sample ? SAMPLE_BANNER : STR_NONE,
                                        .footer = book->printed};
    struct sheet_out *sheet = book_add_sheet(book->out, name, &layout);
    if (book->year->is_sample)
        sheet_merged(sheet, 1, 1, columns, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, 2, 1, columns, SHEET_OFFICE, book->year->name);
    sheet_merged(sheet, 3, 1, columns, SHEET_TITLE, title);
    return sheet;
}

static void write_heads(struct sheet_out *sheet, const char *const *heads, const double *widths,
                        size_t count) {
    for (size_t i = 0; i < count; i++) {
        sheet_text(sheet, HEAD_ROW, (uint32_t)i + 1, SHEET_HEADER, str_from_c(heads[i]));
        sheet_column_width(sheet, (uint32_t)i + 1, widths[i]);
    }
}

static struct str words_of(const struct calendar_book *book, const struct calendar_stand *stand) {
    struct arena *arena = book->arena;
    struct str words = message_text(arena, LANG_VI, calendar_words(arena, stand->state));
    struct str more = stand->details.id != MSG_none ? message_text(arena, LANG_VI, stand->details)
                                                    : stand->mark.remark;
    return more.n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(words), STR_ARG(more)) : words;
}

static struct str moves_of(const struct calendar_book *book, const struct calendar_line *line) {
    struct str text = line->row.note;
    for (size_t i = 0; i < line->moved.count; i++) {
        struct str day = date_display(book->arena, line->moved.items[i].deadline);
        text =
            str_format(book->arena, STR_FMT "%shạn trước: " STR_FMT " (" STR_FMT ")", STR_ARG(text),
                       text.n ? "; " : "", STR_ARG(day), STR_ARG(line->moved.items[i].reason));
    }
    return text;
}

static void write_lines(struct calendar_book *book) {
    static const char *const HEADS[] = {"TT",      "Việc", "Từ ngày", "Hạn chót", "Ai làm",
                                        "Đã nhận", "Chậm", "Chưa đủ", "Căn cứ",   "Ghi chú"};
    static const double WIDTHS[] = {5, 42, 12, 12, 14, 10, 8, 9, 34, 34};
    struct str title = str_format(book->arena, "LỊCH THI ĐUA NĂM %d", book->year->year);
    struct sheet_out *sheet = add_sheet(book, STR("Lịch năm"), title, COUNT_OF(HEADS));
    write_heads(sheet, HEADS, WIDTHS, COUNT_OF(HEADS));
    for (size_t i = 0; i < book->calendar->count; i++) {
        const struct calendar_line *line = &book->calendar->items[i];
        uint32_t row = HEAD_ROW + 1 + (uint32_t)i;
        struct legal_cite basis =
            legal_cite_view(book->arena, book->citer, line->row.basis, line->row.deadline);
        sheet_number(sheet, row, 1, SHEET_NUMBER, DECIMAL((int64_t)i + 1, 0));
        sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, line->row.title);
        sheet_date(sheet, row, 3, SHEET_DATE, line->row.starts);
        sheet_date(sheet, row, 4, SHEET_DATE, line->row.deadline);
        sheet_text(sheet, row, 5, SHEET_TEXT_WRAPPED,
                   line->row.by_unit ? STR("Từng đơn vị") : STR("Cụm trưởng"));
        sheet_text(sheet, row, 6, SHEET_TEXT_CENTRED,
                   str_format(book->arena, "%zu/%zu", line->counts.done, line->counts.all));
        sheet_number(sheet, row, 7, SHEET_NUMBER, DECIMAL((int64_t)line->counts.late, 0));
        sheet_number(sheet, row, 8, SHEET_NUMBER, DECIMAL((int64_t)line->counts.incomplete, 0));
        sheet_text(sheet, row, 9, SHEET_TEXT_WRAPPED, basis.text);
        sheet_text(sheet, row, 10, SHEET_TEXT_WRAPPED, moves_of(book, line));
    }
}

static void write_stands(struct calendar_book *book) {
    static const char *const HEADS[] = {"Việc",      "Hạn chót",   "Đơn vị",         "Hạn riêng",
                                        "Ngày nhận", "Tình trạng", "Lý do hạn riêng"};
    static const double WIDTHS[] = {42, 12, 32, 12, 12, 34, 30};
    struct str title = str_format(book->arena, "TÌNH HÌNH TỪNG ĐƠN VỊ NĂM %d", book->year->year);
    struct sheet_out *sheet = add_sheet(book, STR("Từng đơn vị"), title, COUNT_OF(HEADS));
    write_heads(sheet, HEADS, WIDTHS, COUNT_OF(HEADS));
    uint32_t row = HEAD_ROW;
    for (size_t i = 0; i < book->calendar->count; i++) {
        const struct calendar_line *line = &book->calendar->items[i];
        for (size_t k = 0; k < line->stand_count; k++) {
            const struct calendar_stand *stand = &line->stands[k];
            row++;
            sheet_text(sheet, row, 1, SHEET_TEXT_WRAPPED, line->row.title);
            sheet_date(sheet, row, 2, SHEET_DATE, line->row.deadline);
            sheet_text(sheet, row, 3, SHEET_TEXT_WRAPPED,
                       line->row.by_unit ? book->year->members.items[k].name : STR("Cụm trưởng"));
            sheet_date(sheet, row, 4, SHEET_DATE,
                       stand->extended ? stand->deadline : (struct date){0});
            sheet_date(sheet, row, 5, SHEET_DATE,
                       stand->due == DUE_MISSING ? (struct date){0} : stand->on);
            sheet_text(sheet, row, 6, SHEET_TEXT_WRAPPED, words_of(book, stand));
            sheet_text(sheet, row, 7, SHEET_TEXT_WRAPPED,
                       stand->extended ? stand->extended_why : STR(""));
        }
    }
}

const struct err *calendar_doc_make(struct arena *arena, const struct cluster_year *year,
                                    const struct calendar *calendar,
                                    const struct legal_citer *citer, struct str printed_by,
                                    int64_t now_ms, struct str *ret_bytes) {
    struct str now = instant_display(arena, now_ms);
    struct calendar_book book = {
        .arena = arena,
        .year = year,
        .calendar = calendar,
        .citer = citer,
        .printed =
            str_format(arena, STR_FMT " lập lúc " STR_FMT, STR_ARG(printed_by), STR_ARG(now)),
        .out = book_new(arena,
                        &(struct book_about){.title = str_format(arena, "Lịch năm %d", year->year),
                                             .created_ms = now_ms}),
    };
    write_lines(&book);
    write_stands(&book);
    return book_finish(book.out, ret_bytes);
}
