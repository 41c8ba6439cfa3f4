#include "features/calendar/level_doc.h"

#include "doc/workbook_write.h"

#define SOME_SAMPLES_BANNER "CÓ DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH"

enum { HEAD_ROW = 5 };

static struct str half_words(struct arena *arena, const struct level_half *half) {
    if (!half->exists)
        return STR("chưa lập");
    const char *report = half->report.done         ? "; báo cáo xong"
                         : half->report.incomplete ? "; báo cáo dở"
                                                   : "";
    return str_format(arena, "%zu/%zu phiếu%s", half->sheets.done, half->sheets.all, report);
}

static void write_row(struct arena *arena, struct sheet_out *sheet, uint32_t row, size_t number,
                      const struct level_row *cluster) {
    struct str name = cluster->year.is_sample
                          ? str_format(arena, STR_FMT " (dữ liệu mẫu)", STR_ARG(cluster->year.name))
                          : cluster->year.name;
    sheet_number(sheet, row, 1, SHEET_NUMBER, DECIMAL((int64_t)number, 0));
    sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, name);
    sheet_text(sheet, row, 3, SHEET_TEXT_WRAPPED, cluster->year.superior.name);
    sheet_number(sheet, row, 4, SHEET_NUMBER, DECIMAL((int64_t)cluster->year.members.count, 0));
    const size_t counts[] = {cluster->counts.done, cluster->counts.all, cluster->counts.late,
                             cluster->counts.incomplete};
    for (size_t i = 0; i < COUNT_OF(counts); i++)
        if (cluster->has_calendar)
            sheet_number(sheet, row, (uint32_t)(5 + i), SHEET_NUMBER,
                         DECIMAL((int64_t)counts[i], 0));
        else
            sheet_blank(sheet, row, (uint32_t)(5 + i), SHEET_NUMBER);
    sheet_date(sheet, row, 9, SHEET_DATE, cluster->next);
    sheet_text(sheet, row, 10, SHEET_TEXT_WRAPPED,
               cluster->has_calendar ? cluster->next_title : STR("chưa có lịch"));
    sheet_text(sheet, row, 11, SHEET_TEXT_WRAPPED, half_words(arena, &cluster->halves[0]));
    sheet_text(sheet, row, 12, SHEET_TEXT_WRAPPED, half_words(arena, &cluster->halves[1]));
}

/* What was asked for, so that the sheet says what it leaves out. */
static struct str asked(struct arena *arena, const struct level *level,
                        const struct level_filter *filter) {
    struct str text = str_format(arena, "%zu cụm", level->count);
    if (filter->superior_id.n && level->count)
        text = str_format(arena, STR_FMT "; cấp trên trực tiếp: " STR_FMT, STR_ARG(text),
                          STR_ARG(level->items[0].year.superior.name));
    if (filter->words.n)
        text = str_format(arena, STR_FMT "; tên có “" STR_FMT "”", STR_ARG(text),
                          STR_ARG(filter->words));
    if (level->capped)
        text = str_format(arena, STR_FMT "; còn %zu cụm không có trong bảng", STR_ARG(text),
                          level->found - level->count);
    return text;
}

const struct err *level_doc_make(struct arena *arena, const struct level *level,
                                 const struct level_filter *filter, int year, struct str printed_by,
                                 int64_t now_ms, struct str *ret_bytes) {
    static const char *const HEADS[] = {"TT",
                                        "Cụm",
                                        "Cấp trên trực tiếp",
                                        "Thành viên",
                                        "Đã nhận",
                                        "Phải có",
                                        "Chậm",
                                        "Chưa đủ",
                                        "Hạn tới",
                                        "Việc",
                                        "6 tháng đầu năm",
                                        "6 tháng cuối năm"};
    static const double WIDTHS[] = {5, 32, 30, 9, 9, 9, 8, 9, 12, 34, 22, 22};
    bool sample = false;
    for (size_t i = 0; i < level->count; i++)
        sample |= level->items[i].year.is_sample;
    struct str now = instant_display(arena, now_ms);
    struct str title = str_format(arena, "TÌNH HÌNH CÁC CỤM THI ĐUA NĂM %d", year);
    const struct sheet_layout layout = {
        .landscape = true,
        .repeat_first_row = HEAD_ROW,
        .repeat_last_row = HEAD_ROW,
        .frozen_rows = HEAD_ROW,
        .frozen_columns = 2,
        .header = sample ? STR(SOME_SAMPLES_BANNER) : STR_NONE,
        .footer = str_format(arena, STR_FMT " lập lúc " STR_FMT, STR_ARG(printed_by), STR_ARG(now)),
    };
    struct book_out *out =
        book_new(arena, &(struct book_about){.title = title, .created_ms = now_ms});
    struct sheet_out *sheet = book_add_sheet(out, STR("Các cụm"), &layout);
    if (sample)
        sheet_merged(sheet, 1, 1, COUNT_OF(HEADS), SHEET_WARNING, STR(SOME_SAMPLES_BANNER));
    sheet_merged(sheet, 2, 1, COUNT_OF(HEADS), SHEET_TITLE, title);
    sheet_merged(sheet, 3, 1, COUNT_OF(HEADS), SHEET_SUBTITLE, asked(arena, level, filter));
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        sheet_text(sheet, HEAD_ROW, (uint32_t)i + 1, SHEET_HEADER, str_from_c(HEADS[i]));
        sheet_column_width(sheet, (uint32_t)i + 1, WIDTHS[i]);
    }
    for (size_t i = 0; i < level->count; i++)
        write_row(arena, sheet, HEAD_ROW + 1 + (uint32_t)i, i + 1, &level->items[i]);
    return book_finish(out, ret_bytes);
}
