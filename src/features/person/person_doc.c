#include "features/person/person_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"

struct column {
    const char *head;
    double width;
};

static uint32_t write_heads(struct sheet_out *sheet, uint32_t row, const struct column *columns,
                            size_t count) {
    for (uint32_t i = 0; i < count; i++) {
        sheet_text(sheet, row, i + 1, SHEET_HEADER, str_from_c(columns[i].head));
        sheet_column_width(sheet, i + 1, columns[i].width);
    }
    return row + 1;
}

static void write_line(struct arena *arena, struct sheet_out *sheet, uint32_t row, size_t number,
                       const struct person_line *line, const struct person_classes *classes) {
    struct date born =
        partial_date_is_full(line->born) ? partial_date_first(line->born) : (struct date){0};
    sheet_number(sheet, row, 1, SHEET_NUMBER, DECIMAL((int64_t)number, 0));
    sheet_text(sheet, row, 2, SHEET_TEXT, line->name);
    if (!date_is_empty(born))
        sheet_date(sheet, row, 3, SHEET_DATE, born);
    else
        sheet_text(sheet, row, 3, SHEET_TEXT_CENTRED, partial_date_display(arena, line->born));
    sheet_text(sheet, row, 4, SHEET_TEXT, line->rank);
    sheet_text(sheet, row, 5, SHEET_TEXT_WRAPPED, line->post);
    sheet_text(sheet, row, 6, SHEET_TEXT_CENTRED, line->leads ? STR("x") : STR(""));
    sheet_text(sheet, row, 7, SHEET_TEXT,
               line->class_code.n ? person_class_name(classes, line->class_code, LANG_VI)
                                  : STR(""));
    sheet_text(sheet, row, 8, SHEET_TEXT_WRAPPED, line->unit_name);
    sheet_text(sheet, row, 9, SHEET_TEXT_WRAPPED,
               line->seconded_to.n
                   ? str_format(arena, "Biệt phái đến " STR_FMT, STR_ARG(line->seconded_to))
                   : STR(""));
}

const struct err *person_doc_list(struct arena *arena, const struct person_page *found,
                                  const struct person_query *query, struct str taken_by,
                                  int64_t now_ms, struct str *ret_bytes) {
    static const struct column COLUMNS[] = {
        {"TT", 6},      {"Họ và tên", 26}, {"Ngày sinh", 12}, {"Cấp bậc", 14}, {"Chức vụ", 26},
        {"Chỉ huy", 9}, {"Đối tượng", 22}, {"Đơn vị", 34},    {"Ghi chú", 26},
    };
    const uint32_t last = COUNT_OF(COLUMNS);
    struct str taken = str_format(arena,
                                  "Dữ liệu cá nhân. Người tải: " STR_FMT "; lúc " STR_FMT
                                  ". Chỉ dùng cho việc được giao.",
                                  STR_ARG(taken_by), STR_ARG(instant_display(arena, now_ms)));
    struct book_out *out = book_new(
        arena, &(struct book_about){.title = STR("Danh sách người"), .created_ms = now_ms});
    uint32_t row = found->is_sample ? 2 : 1;
    const struct sheet_layout layout = {.landscape = true,
                                        .repeat_first_row = row + 3,
                                        .repeat_last_row = row + 3,
                                        .frozen_rows = row + 3,
                                        .frozen_columns = 2,
                                        .header = found->is_sample ? SAMPLE_BANNER : STR_NONE,
                                        .footer = taken};
    struct sheet_out *sheet = book_add_sheet(out, STR("Danh sách"), &layout);
    if (found->is_sample)
        sheet_merged(sheet, 1, 1, last, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, row++, 1, last, SHEET_TITLE, STR("DANH SÁCH NGƯỜI"));
    struct str where = found->unit_name.n ? found->unit_name : STR("Các đơn vị được xem");
    sheet_merged(sheet, row++, 1, last, SHEET_SUBTITLE,
                 str_format(arena, STR_FMT " – tại ngày " STR_FMT "%s" STR_FMT "%s", STR_ARG(where),
                            STR_ARG(date_display(arena, query->day)),
                            query->words.n ? " – tên có “" : "", STR_ARG(query->words),
                            query->words.n ? "”" : ""));
    sheet_merged(sheet, row++, 1, last, SHEET_NOTE, taken);
    row = write_heads(sheet, row, COLUMNS, COUNT_OF(COLUMNS));
    for (size_t i = 0; i < found->lines.count; i++)
        write_line(arena, sheet, row++, i + 1, &found->lines.items[i], &found->classes);
    if (found->more)
        sheet_merged(sheet, row, 1, last, SHEET_WARNING,
                     str_format(arena, "Danh sách dừng ở %d người. Hãy lọc theo đơn vị.",
                                PERSON_EXPORT_MAX));
    return book_finish(out, ret_bytes);
}

const struct err *person_doc_blank(struct arena *arena, const struct person_classes *classes,
                                   struct str *ret_bytes) {
    static const struct column COLUMNS[] = {
        {"Họ và tên", 26},    {"Ngày sinh", 14}, {"Đơn vị", 34}, {"Từ ngày", 14},
        {"Hình thức về", 20}, {"Chức vụ", 26},   {"Chỉ huy", 9}, {"Cấp bậc", 16},
        {"Đối tượng", 30},    {"Nguồn", 26},
    };
    static const char *const EXAMPLE[COUNT_OF(COLUMNS)] = {
        "Nguyễn Văn Mẫu (ví dụ, hãy xóa dòng này)",
        "21/3/1988",
        "tên hoặc mã đơn vị",
        "1/1/2020",
        "Tuyển dụng, nhập ngũ",
        "Trợ lý chính trị",
        "",
        "Đại úy",
        "Sĩ quan",
        ""};
    enum { ROWS = 500, HOW = 5, LEADS = 7, CLASS = 9 };
    struct book_out *out =
        book_new(arena, &(struct book_about){.title = STR("Mẫu danh sách người")});
    struct sheet_out *sheet = book_add_sheet(
        out, STR("Danh sách"),
        &(struct sheet_layout){.landscape = true, .frozen_rows = 1, .frozen_columns = 1});
    struct sheet_out *words =
        book_add_sheet(out, STR("Từ dùng"), &(struct sheet_layout){.hidden = true});
    write_heads(sheet, 1, COLUMNS, COUNT_OF(COLUMNS));
    for (uint32_t column = 1; column <= COUNT_OF(COLUMNS); column++)
        sheet_text(sheet, 2, column, SHEET_INPUT_TEXT, str_from_c(EXAMPLE[column - 1]));
    for (uint32_t row = 3; row <= ROWS; row++)
        for (uint32_t column = 1; column <= COUNT_OF(COLUMNS); column++)
            sheet_blank(sheet, row, column, SHEET_INPUT_TEXT);
    for (size_t i = 0; i < classes->count; i++)
        sheet_text(words, (uint32_t)i + 1, 1, SHEET_PLAIN, classes->items[i].name);
    uint32_t hows = 0;
    for (int how = HOW_RECRUITED; how < PERSON_HOW_COUNT; how++)
        sheet_text(words, ++hows, 2, SHEET_PLAIN,
                   message_plain(LANG_VI, person_how_name((enum person_how)how)));
    struct sheet_rule rule = {.first_row = 2,
                              .last_row = ROWS,
                              .first_column = CLASS,
                              .last_column = CLASS,
                              .error_title = STR("Đối tượng"),
                              .error_message = STR("Hãy chọn một đối tượng trong danh sách.")};
    sheet_allow_listed(sheet, &rule, words, 1, 1, (uint32_t)classes->count);
    rule.first_column = rule.last_column = HOW;
    rule.error_title = STR("Hình thức về");
    rule.error_message = STR("Hãy chọn một dòng trong danh sách.");
    sheet_allow_listed(sheet, &rule, words, 2, 1, hows);
    const struct str x[] = {STR("x")};
    rule.first_column = rule.last_column = LEADS;
    rule.error_title = STR("Chỉ huy");
    rule.error_message = STR("Ghi x nếu là chỉ huy, lãnh đạo; nếu không, để trống.");
    sheet_allow_words(sheet, &rule, x, 1);
    return book_finish(out, ret_bytes);
}
