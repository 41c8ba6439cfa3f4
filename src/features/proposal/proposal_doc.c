#include "features/proposal/proposal_doc.h"

#include "doc/sample_banner.h"
#include "doc/workbook_write.h"

enum { PLACE = 1, UNIT, TOTAL, BY_RULE, PROPOSED, CONDITIONS, REASON, HEAD_ROW = 7 };

static struct str words(enum msg_id id) {
    return message_plain(LANG_VI, id);
}

static void write_heads(struct sheet_out *sheet) {
    static const struct {
        uint32_t column;
        const char *text;
        double width;
    } HEADS[] = {
        {PLACE, "Thứ", 7},
        {UNIT, "Đơn vị", 34},
        {TOTAL, "Tổng điểm", 12},
        {BY_RULE, "Theo thứ, chỉ tiêu", 24},
        {PROPOSED, "Đề nghị", 18},
        {CONDITIONS, "Điều kiện riêng", 34},
        {REASON, "Lý do điều chỉnh", 30},
    };
    for (size_t i = 0; i < COUNT_OF(HEADS); i++) {
        sheet_text(sheet, HEAD_ROW, HEADS[i].column, SHEET_HEADER, str_from_c(HEADS[i].text));
        sheet_column_width(sheet, HEADS[i].column, HEADS[i].width);
    }
}

static void write_line(struct arena *arena, struct sheet_out *sheet, uint32_t row,
                       const struct scoreboard *board, const struct proposal_line *line) {
    size_t unit = line->draft.unit;
    bool proposed = line->is_recorded && line->row.kind != PROPOSAL_NONE;
    struct str drafted = words(proposal_kind_name(line->draft.kind));
    struct str why = words(proposal_why_words(line->draft.why));
    if (line->draft.place && board->cluster.places_shown)
        sheet_number(sheet, row, PLACE, SHEET_TEXT_CENTRED, DECIMAL(line->draft.place, 0));
    else
        sheet_blank(sheet, row, PLACE, SHEET_TEXT_CENTRED);
    sheet_text(sheet, row, UNIT, SHEET_TEXT_WRAPPED, board->cluster.members.items[unit].name);
    sheet_number(sheet, row, TOTAL, SHEET_NUMBER_2, board->matrix.totals[unit].total);
    sheet_text(sheet, row, BY_RULE, SHEET_TEXT_WRAPPED,
               str_format(arena, STR_FMT " (" STR_FMT ")", STR_ARG(drafted), STR_ARG(why)));
    sheet_text(sheet, row, PROPOSED, SHEET_TEXT_WRAPPED,
               line->is_recorded ? words(proposal_kind_name(line->row.kind)) : STR("(chưa ghi)"));
    struct str met = words(line->row.conditions_met ? MSG_proposal_conditions_met
                                                    : MSG_proposal_conditions_open);
    if (line->row.conditions_met)
        met = str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(met),
                         STR_ARG(line->row.conditions_note));
    sheet_text(sheet, row, CONDITIONS, SHEET_TEXT_WRAPPED, proposed ? met : STR(""));
    sheet_text(sheet, row, REASON, SHEET_TEXT_WRAPPED,
               line->is_recorded ? line->row.reason : STR(""));
}

const struct err *proposal_doc_make(struct arena *arena, const struct scoreboard *board,
                                    const struct proposal_list *list, struct str audit_mark,
                                    int64_t now_ms, struct str *ret_bytes) {
    const struct cluster_period *cluster = &board->cluster;
    struct str period = period_display(arena, LANG_VI, cluster->period);
    struct str subject =
        str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(cluster->name), STR_ARG(period));
    struct str title = STR("DANH SÁCH ĐỀ NGHỊ CỜ THI ĐUA, BẰNG KHEN");
    struct book_out *out = book_new(
        arena, &(struct book_about){.title = title, .subject = subject, .created_ms = now_ms});
    const struct sheet_layout layout = {
        .landscape = true,
        .repeat_first_row = HEAD_ROW,
        .repeat_last_row = HEAD_ROW,
        .frozen_rows = HEAD_ROW,
        .header = cluster->is_sample ? SAMPLE_BANNER : STR_NONE,
        .footer = audit_mark.n ? str_format(arena, STR_FMT ". " STR_FMT, STR_ARG(subject),
                                            STR_ARG(audit_mark))
                               : subject,
    };
    struct sheet_out *sheet = book_add_sheet(out, STR("Đề nghị"), &layout);
    sheet_merged(sheet, 1, PLACE, REASON, SHEET_OFFICE, cluster->superior.name);
    sheet_merged(sheet, 2, PLACE, REASON, SHEET_OFFICE, cluster->name);
    sheet_merged(sheet, 3, PLACE, REASON, SHEET_TITLE, title);
    sheet_merged(sheet, 4, PLACE, REASON, SHEET_SUBTITLE, period);
    if (cluster->is_sample)
        sheet_merged(sheet, 5, PLACE, REASON, SHEET_WARNING, SAMPLE_BANNER);
    write_heads(sheet);
    uint32_t row = HEAD_ROW + 1;
    for (size_t i = 0; i < list->lines.count; i++)
        write_line(arena, sheet, row++, board, &list->lines.items[i]);
    sheet_merged(sheet, ++row, PLACE, REASON, SHEET_NOTE, words(MSG_proposal_advice));
    if (!list->is_made)
        sheet_merged(sheet, ++row, PLACE, REASON, SHEET_NOTE, words(MSG_proposal_not_made));
    if (list->is_stale)
        sheet_merged(sheet, ++row, PLACE, REASON, SHEET_NOTE, words(MSG_proposal_stale));
    return book_finish(out, ret_bytes);
}

struct str proposal_doc_name(struct arena *arena, const struct scoreboard *board) {
    return str_format(arena, "de-nghi-khen-" STR_FMT "-" STR_FMT ".xlsx",
                      STR_ARG(board->cluster.slug), STR_ARG(board->cluster.code));
}
