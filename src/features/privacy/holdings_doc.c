#include "features/privacy/holdings_doc.h"

#include "base/buf.h"
#include "doc/sample_banner.h"
#include "doc/workbook_write.h"

static struct str vi(enum msg_id id) {
    return message_plain(LANG_VI, id);
}

static struct str made(struct arena *arena, const struct holdings *holdings) {
    return message_text(arena, LANG_VI,
                        MESSAGE_WITH(MSG_privacy_copy_made, holdings->taken_by,
                                     instant_display(arena, holdings->at_ms)));
}

/* --- the paper -------------------------------------------------------------------------------- */

static void add_rows(struct doc_flow *flow, const struct held_table *held) {
    enum { WIDTH_MM = 247 };
    double widths[HELD_COLUMNS_MAX];
    for (size_t i = 0; i < held->column_count; i++)
        widths[i] = (double)WIDTH_MM / (double)held->column_count;
    struct doc_table *table = doc_table_add(flow, DOC_GRID, widths, held->column_count);
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    for (size_t i = 0; i < held->column_count; i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, vi(held->columns[i].head));
    for (size_t k = 0; k < held->rows.count; k++) {
        struct doc_row *row = doc_row_add(table);
        for (size_t i = 0; i < held->column_count; i++)
            doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, held->rows.items[k].cells[i]);
    }
}

const struct err *holdings_doc_paper(struct arena *arena, const struct holdings *holdings,
                                     enum paper_file file, struct str *ret_bytes) {
    struct document *document = document_new(arena);
    document->title = vi(MSG_privacy_copy_title);
    document->created_ms = holdings->at_ms;
    document->banner = holdings->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer = made(arena, holdings);
    struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_LANDSCAPE);
    doc_paragraph_add(flow, DOC_TITLE, vi(MSG_privacy_copy_title));
    doc_paragraph_add(
        flow, DOC_SUBTITLE,
        message_text(arena, LANG_VI, MESSAGE_WITH(MSG_privacy_copy_of, holdings->name)));
    for (size_t i = 0; i < holdings->tables.count; i++) {
        const struct held_table *held = &holdings->tables.items[i];
        doc_paragraph_add(flow, DOC_HEADING_2,
                          str_format(arena, "%zu. " STR_FMT, i + 1, STR_ARG(vi(held->name))));
        if (held->by_name_only && held->rows.count)
            doc_paragraph_add(flow, DOC_NOTE, vi(MSG_privacy_copy_name_only));
        if (held->rows.count)
            add_rows(flow, held);
        else
            doc_paragraph_add(flow, DOC_BODY, vi(MSG_privacy_copy_none));
    }
    doc_paragraph_add(flow, DOC_NOTE, vi(MSG_privacy_copy_not_linked));
    return paper_write(document, file, arena, ret_bytes);
}

/* --- the spreadsheet -------------------------------------------------------------------------- */

static void add_sheet(struct book_out *out, const struct holdings *holdings,
                      const struct held_table *held, struct str taken) {
    enum { COLUMN_WIDTH = 22 };
    uint32_t row = holdings->is_sample ? 2 : 1;
    const struct sheet_layout layout = {.landscape = true,
                                        .repeat_first_row = row + 1,
                                        .repeat_last_row = row + 1,
                                        .frozen_rows = row + 1,
                                        .header = holdings->is_sample ? SAMPLE_BANNER : STR_NONE,
                                        .footer = taken};
    struct sheet_out *sheet = book_add_sheet(out, vi(held->name), &layout);
    uint32_t last = (uint32_t)held->column_count;
    if (holdings->is_sample)
        sheet_merged(sheet, 1, 1, last, SHEET_WARNING, SAMPLE_BANNER);
    sheet_merged(sheet, row++, 1, last, SHEET_TITLE, vi(held->name));
    for (uint32_t i = 0; i < last; i++) {
        sheet_text(sheet, row, i + 1, SHEET_HEADER, vi(held->columns[i].head));
        sheet_column_width(sheet, i + 1, COLUMN_WIDTH);
    }
    row++;
    for (size_t k = 0; k < held->rows.count; k++, row++)
        for (uint32_t i = 0; i < last; i++)
            sheet_text(sheet, row, i + 1, SHEET_TEXT_WRAPPED, held->rows.items[k].cells[i]);
}

const struct err *holdings_doc_workbook(struct arena *arena, const struct holdings *holdings,
                                        struct str *ret_bytes) {
    struct book_out *out = book_new(arena, &(struct book_about){.title = vi(MSG_privacy_copy_title),
                                                                .created_ms = holdings->at_ms});
    struct str taken = made(arena, holdings);
    for (size_t i = 0; i < holdings->tables.count; i++)
        add_sheet(out, holdings, &holdings->tables.items[i], taken);
    return book_finish(out, ret_bytes);
}

/* --- for machines ----------------------------------------------------------------------------- */

static void write_text(struct buf *out, struct str text) {
    buf_append_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '"' || c == '\\')
            buf_append_format(out, "\\%c", c);
        else if (c < 0x20)
            buf_append_format(out, "\\u%04x", c);
        else
            buf_append_char(out, (char)c);
    }
    buf_append_char(out, '"');
}

static void write_member(struct buf *out, const char *key, struct str value, bool more) {
    buf_append_format(out, "\"%s\":", key);
    write_text(out, value);
    if (more)
        buf_append_char(out, ',');
}

static void write_table(struct buf *out, const struct held_table *held) {
    buf_append_format(out, "\"%s\":[", held->key);
    for (size_t k = 0; k < held->rows.count; k++) {
        buf_append_c(out, k ? ",\n{" : "{");
        for (size_t i = 0; i < held->column_count; i++)
            write_member(out, held->columns[i].key, held->rows.items[k].cells[i],
                         i + 1 < held->column_count);
        buf_append_char(out, '}');
    }
    buf_append_char(out, ']');
}

const struct err *holdings_doc_json(struct arena *arena, const struct holdings *holdings,
                                    struct str *ret_bytes) {
    enum { JSON_BYTES_MAX = 16 * 1024 * 1024 };
    struct buf out = BUF_INIT(JSON_BYTES_MAX);
    buf_append_char(&out, '{');
    write_member(&out, "name", holdings->name, true);
    write_member(&out, "taken_by", holdings->taken_by, true);
    write_member(&out, "taken_at", instant_display(arena, holdings->at_ms), true);
    buf_append_format(&out, "\"is_sample\":%s,\"tables\":{",
                      holdings->is_sample ? "true" : "false");
    for (size_t i = 0; i < holdings->tables.count; i++) {
        buf_append_c(&out, i ? ",\n" : "\n");
        write_table(&out, &holdings->tables.items[i]);
    }
    buf_append_c(&out, "}}\n");
    bool overflowed = out.overflowed;
    *ret_bytes = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return overflowed ? ERR(ERR_LIMIT, "a copy of data of more than 16 MiB") : NULL;
}
