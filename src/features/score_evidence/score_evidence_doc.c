#include "features/score_evidence/score_evidence_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"

enum { HEAD_ROW = 6 };
enum column {
    COLUMN_CODE = 1,
    COLUMN_CRITERION,
    COLUMN_TEXT,
    COLUMN_TYPE,
    COLUMN_CAPTION,
    COLUMN_SIDE,
    COLUMN_DAY,
    COLUMN_HASH,
};

struct writer {
    struct arena *arena;
    const struct scoreboard *board;
    const struct cluster_unit *unit;
    struct sheet_out *sheet;
    uint32_t row;
};

static void write_head(const struct writer *w, int64_t now_ms) {
    static const struct {
        const char *head;
        double width;
    } COLUMNS[] = {{"Mã", 7},        {"Tiêu chí", 34},       {"Tài liệu, tệp", 44},
                   {"Loại", 9},      {"Chú thích", 26},      {"Của", 14},
                   {"Ngày ghi", 12}, {"SHA-256 của tệp", 24}};
    struct arena *arena = w->arena;
    const struct cluster_period *cluster = &w->board->cluster;
    if (cluster->is_sample)
        sheet_merged(w->sheet, 1, 1, COLUMN_HASH, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(w->sheet, 2, 1, COLUMN_HASH, SHEET_OFFICE, w->unit->name);
    sheet_merged(w->sheet, 3, 1, COLUMN_HASH, SHEET_TITLE, STR("DANH MỤC MINH CHỨNG"));
    sheet_merged(w->sheet, 4, 1, COLUMN_HASH, SHEET_SUBTITLE,
                 str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(cluster->name),
                            STR_ARG(period_display(arena, LANG_VI, cluster->period))));
    sheet_merged(w->sheet, 5, 1, COLUMN_HASH, SHEET_NOTE,
                 str_format(arena, "Lập lúc " STR_FMT, STR_ARG(instant_display(arena, now_ms))));
    for (uint32_t i = 0; i < COUNT_OF(COLUMNS); i++) {
        sheet_text(w->sheet, HEAD_ROW, i + 1, SHEET_HEADER, str_from_c(COLUMNS[i].head));
        sheet_column_width(w->sheet, i + 1, COLUMNS[i].width);
    }
}

static void write_criterion(struct writer *w, const struct criterion *c, enum sheet_style style) {
    w->row++;
    sheet_text(w->sheet, w->row, COLUMN_CODE, style, c->code);
    sheet_text(w->sheet, w->row, COLUMN_CRITERION, style, c->name);
}

static void write_blank(const struct writer *w, enum sheet_style style, uint32_t first) {
    for (uint32_t column = first; column <= COLUMN_HASH; column++)
        sheet_blank(w->sheet, w->row, column, style);
}

static void write_item(struct writer *w, const struct criterion *c,
                       const struct evidence_item *item) {
    bool file = item->kind == EVIDENCE_FILE;
    struct str side = item->kind == EVIDENCE_SHEET ? STR("theo phiếu")
                      : item->by_checker           ? STR("người thẩm định")
                                                   : STR("đơn vị");
    write_criterion(w, c, SHEET_TEXT_WRAPPED);
    sheet_text(w->sheet, w->row, COLUMN_TEXT, SHEET_TEXT_WRAPPED, item->text);
    sheet_text(w->sheet, w->row, COLUMN_TYPE, SHEET_TEXT_CENTRED,
               file ? file_type_code(item->file.type) : STR("tài liệu"));
    sheet_text(w->sheet, w->row, COLUMN_CAPTION, SHEET_TEXT_WRAPPED,
               file ? item->file.caption : STR(""));
    sheet_text(w->sheet, w->row, COLUMN_SIDE, SHEET_TEXT_WRAPPED, side);
    sheet_text(w->sheet, w->row, COLUMN_DAY, SHEET_TEXT_CENTRED,
               item->recorded_ms ? date_display(w->arena, date_of_instant(item->recorded_ms))
                                 : STR(""));
    sheet_text(w->sheet, w->row, COLUMN_HASH, SHEET_TEXT_WRAPPED,
               file ? item->file.sha256 : STR(""));
}

static void write_items(struct writer *w, const struct criterion *c,
                        const struct score_evidence *evidence) {
    size_t written = 0;
    for (size_t i = 0; evidence && i < evidence->count; i++) {
        const struct evidence_item *item = &evidence->items[i];
        if (item->withdrawn_ms || item->file.is_destroyed)
            continue;
        write_item(w, c, item);
        written++;
    }
    if (written)
        return;
    write_criterion(w, c, SHEET_TEXT_WRAPPED);
    sheet_text(w->sheet, w->row, COLUMN_TEXT, SHEET_TEXT_WRAPPED, STR("chưa có minh chứng"));
    write_blank(w, SHEET_TEXT_WRAPPED, COLUMN_TYPE);
}

static const struct score_evidence *evidence_of(const struct evidence_records *records,
                                                size_t criterion) {
    for (size_t i = 0; i < records->count; i++)
        if (records->items[i].criterion == criterion)
            return &records->items[i].evidence;
    return NULL;
}

const struct err *score_evidence_doc_make(struct arena *arena, const struct scoreboard *board,
                                          size_t unit, const struct evidence_records *records,
                                          int64_t now_ms, struct str *ret_bytes) {
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct book_out *out = book_new(arena, &(struct book_about){.title = STR("Danh mục minh chứng"),
                                                                .subject = member->name,
                                                                .created_ms = now_ms});
    const struct sheet_layout layout = {
        .landscape = true,
        .repeat_first_row = HEAD_ROW,
        .repeat_last_row = HEAD_ROW,
        .frozen_rows = HEAD_ROW,
        .header = board->cluster.is_sample ? SAMPLE_BANNER : STR_NONE,
        .footer = member->name,
    };
    struct writer w = {arena, board, member, book_add_sheet(out, STR("Minh chứng"), &layout),
                       HEAD_ROW};
    write_head(&w, now_ms);
    for (size_t k = 0; k < board->table.criteria.count; k++) {
        const struct criterion *c = &board->table.criteria.items[k];
        if (criterion_is_scored(c)) {
            write_items(&w, c, evidence_of(records, k));
        } else {
            write_criterion(&w, c, SHEET_GROUP);
            write_blank(&w, SHEET_GROUP, COLUMN_TEXT);
        }
    }
    return book_finish(out, ret_bytes);
}

struct str score_evidence_doc_name(struct arena *arena, const struct scoreboard *board,
                                   size_t unit) {
    return str_format(arena, "minh-chung-" STR_FMT "-" STR_FMT ".xlsx",
                      STR_ARG(board->cluster.members.items[unit].slug),
                      STR_ARG(board->cluster.code));
}
