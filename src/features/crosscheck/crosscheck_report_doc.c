/* The differences as a workbook. */
#include "doc/sample_banner.h"
#include "doc/workbook_write.h"
#include "features/crosscheck/crosscheck_doc.h"
#include "text/utf8.h"

enum { HEAD_ROW = 6, FIRST_UNIT = 3, UNIT_COLUMNS = 10 };

struct report_book {
    struct arena *arena;
    const struct scoreboard *board;
    const bool *units;
    int64_t now_ms;
    struct book_out *book;
};

struct str crosscheck_report_name(struct arena *arena, const struct scoreboard *board) {
    return str_format(arena, "chenh-lech-kiem-tra-cheo-" STR_FMT "-" STR_FMT ".xlsx",
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code));
}

static struct sheet_out *add_sheet(const struct report_book *r, struct str name, struct str title,
                                   struct str subtitle, uint32_t columns) {
    const struct cluster_period *cluster = &r->board->cluster;
    struct sheet_out *sheet = book_add_sheet(
        r->book, name,
        &(struct sheet_layout){.landscape = true,
                               .repeat_first_row = HEAD_ROW,
                               .repeat_last_row = HEAD_ROW,
                               .frozen_rows = HEAD_ROW,
                               .frozen_columns = 2,
                               .header = cluster->is_sample ? SAMPLE_BANNER : STR_NONE});
    sheet_merged(sheet, 1, 1, columns, SHEET_OFFICE, utf8_upper(r->arena, cluster->name));
    sheet_merged(sheet, 2, 1, columns, SHEET_TITLE, title);
    sheet_merged(sheet, 3, 1, columns, SHEET_SUBTITLE, subtitle);
    if (cluster->is_sample)
        sheet_merged(sheet, 4, 1, columns, SHEET_WARNING, SAMPLE_BANNER);
    sheet_column_width(sheet, 1, 8);
    sheet_column_width(sheet, 2, 40);
    return sheet;
}

static void put_matrix(const struct report_book *r) {
    const struct cluster_units *members = &r->board->cluster.members;
    struct crosscheck_overview overview;
    crosscheck_overview_make(r->arena, r->board, &overview);
    uint32_t columns = FIRST_UNIT + (uint32_t)members->count;
    struct sheet_out *sheet =
        add_sheet(r, STR("Tổng hợp"), STR("CHÊNH LỆCH KIỂM TRA CHÉO SO VỚI TỰ CHẤM"),
                  str_format(r->arena, STR_FMT ", lập lúc " STR_FMT,
                             STR_ARG(period_display(r->arena, LANG_VI, r->board->cluster.period)),
                             STR_ARG(instant_display(r->arena, r->now_ms))),
                  columns);
    sheet_text(sheet, HEAD_ROW, 1, SHEET_HEADER, STR("TT"));
    sheet_text(sheet, HEAD_ROW, 2, SHEET_HEADER, STR("Tiêu chí"));
    for (size_t unit = 0; unit < members->count; unit++) {
        sheet_text(sheet, HEAD_ROW, FIRST_UNIT + (uint32_t)unit, SHEET_HEADER,
                   members->items[unit].name);
        sheet_column_width(sheet, FIRST_UNIT + (uint32_t)unit, 13);
    }
    sheet_text(sheet, HEAD_ROW, columns, SHEET_HEADER, STR("Ghi chú"));
    sheet_column_width(sheet, columns, 22);
    sheet_row_height(sheet, HEAD_ROW, 48);
    for (size_t i = 0; i < overview.count; i++) {
        const struct crosscheck_criterion_report *line = &overview.items[i];
        const struct criterion *c = &r->board->table.criteria.items[line->criterion];
        uint32_t row = HEAD_ROW + 1 + (uint32_t)i;
        sheet_text(sheet, row, 1, SHEET_TEXT_CENTRED, c->code);
        sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, c->name);
        for (size_t unit = 0; unit < members->count; unit++) {
            struct crosscheck_difference d =
                crosscheck_difference_at(r->board, unit, line->criterion);
            if (d.has_difference && r->units[unit])
                sheet_number(sheet, row, FIRST_UNIT + (uint32_t)unit, SHEET_NUMBER_2, d.difference);
            else
                sheet_blank(sheet, row, FIRST_UNIT + (uint32_t)unit, SHEET_NUMBER_2);
        }
        sheet_text(sheet, row, columns, SHEET_TEXT_WRAPPED,
                   line->all_differ ? STR("Mọi đơn vị được kiểm tra đều chênh lệch") : STR(""));
    }
}

static void put_points(struct sheet_out *sheet, uint32_t row, uint32_t column, bool known,
                       struct decimal value) {
    if (known)
        sheet_number(sheet, row, column, SHEET_NUMBER_2, value);
    else
        sheet_blank(sheet, row, column, SHEET_NUMBER_2);
}

static void put_unit(const struct report_book *r, size_t unit) {
    static const struct {
        const char *title;
        double width;
    } COLUMNS[] = {{"TT", 8},
                   {"Tiêu chí", 40},
                   {"Điểm chuẩn", 9},
                   {"Đơn vị báo", 12},
                   {"Kiểm tra thấy", 12},
                   {"Tự chấm", 10},
                   {"Kiểm tra chéo", 10},
                   {"Theo quy tắc", 10},
                   {"Chênh lệch", 10},
                   {"Lý do", 40}};
    struct crosscheck_unit_report report;
    crosscheck_report_unit(r->arena, r->board, unit, &report);
    if (!report.count)
        return;
    struct str name = r->board->cluster.members.items[unit].name;
    struct sheet_out *sheet =
        add_sheet(r, name, STR("BÁO CÁO CHÊNH LỆCH KIỂM TRA CHÉO"), name, UNIT_COLUMNS);
    for (uint32_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_text(sheet, HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].title));
        sheet_column_width(sheet, i + 1, COLUMNS[i].width);
    }
    sheet_row_height(sheet, HEAD_ROW, 34);
    for (size_t i = 0; i < report.count; i++) {
        const struct crosscheck_difference *d = &report.lines[i];
        const struct criterion *c = &r->board->table.criteria.items[d->criterion];
        uint32_t row = HEAD_ROW + 1 + (uint32_t)i;
        sheet_text(sheet, row, 1, SHEET_TEXT_CENTRED, c->code);
        sheet_text(sheet, row, 2, SHEET_TEXT_WRAPPED, c->name);
        sheet_number(sheet, row, 3, SHEET_NUMBER, c->max);
        sheet_text(sheet, row, 4, SHEET_TEXT_CENTRED,
                   d->self_actual.p
                       ? crosscheck_show(r->arena, c, &r->board->book.rules, d->self_actual)
                       : STR(""));
        sheet_text(sheet, row, 5, SHEET_TEXT_CENTRED,
                   d->found.p ? crosscheck_show(r->arena, c, &r->board->book.rules, d->found)
                              : STR(""));
        put_points(sheet, row, 6, d->has_self, d->self);
        put_points(sheet, row, 7, d->has_cross, d->cross);
        put_points(sheet, row, 8, d->has_rule, d->rule);
        put_points(sheet, row, 9, d->has_difference, d->difference);
        sheet_text(sheet, row, 10, SHEET_TEXT_WRAPPED, d->reason);
    }
}

const struct err *crosscheck_report_book(struct arena *arena, const struct scoreboard *board,
                                         const bool *units, int64_t now_ms, struct str *ret_bytes) {
    struct report_book r = {.arena = arena, .board = board, .units = units, .now_ms = now_ms};
    r.book = book_new(arena, &(struct book_about){.title = STR("Chênh lệch kiểm tra chéo"),
                                                  .subject = board->cluster.name,
                                                  .created_ms = now_ms});
    bool all = true;
    for (size_t unit = 0; unit < board->cluster.members.count; unit++)
        all = all && units[unit];
    if (all)
        put_matrix(&r);
    bool some = all;
    for (size_t unit = 0; unit < board->cluster.members.count; unit++) {
        struct crosscheck_unit_report report;
        crosscheck_report_unit(arena, board, unit, &report);
        if (!units[unit] || !report.count)
            continue;
        put_unit(&r, unit);
        some = true;
    }
    if (!some)
        add_sheet(&r, STR("Chênh lệch"), STR("CHÊNH LỆCH KIỂM TRA CHÉO"),
                  message_plain(LANG_VI, MSG_crosscheck_nothing_sent), UNIT_COLUMNS);
    return book_finish(r.book, ret_bytes);
}
