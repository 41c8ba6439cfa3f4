/* Its words are Vietnamese: it is a paper. */
#include "features/headship/handover_doc.h"

#include "doc/official_paper.h"
#include "doc/sample_banner.h"
#include "text/utf8.h"

#define DOTS STR("……………………")

struct minutes {
    struct arena *arena;
    const struct cluster_year *year;
    const struct handover *handover;
    struct doc_flow *flow;
};

static struct str or_dots(struct str text) {
    return text.n ? text : DOTS;
}

/* "ngày 05 tháng 01 năm 2021" */
static struct str long_date(struct arena *arena, struct date day) {
    return str_format(arena, "ngày %02d tháng %0*d năm %d", day.day, day.month < 3 ? 2 : 1,
                      day.month, day.year);
}

static void add_opening(const struct minutes *m) {
    const struct handover *h = m->handover;
    struct str meeting =
        h->meeting.n ? str_format(m->arena, ", trong " STR_FMT, STR_ARG(h->meeting)) : STR("");
    doc_paragraph_add(m->flow, DOC_BODY,
                      str_format(m->arena,
                                 "Hôm nay, " STR_FMT ", tại " STR_FMT STR_FMT ", " STR_FMT
                                 " tiến hành bàn giao nhiệm vụ cụm trưởng năm %d.",
                                 STR_ARG(long_date(m->arena, h->on)), STR_ARG(or_dots(h->venue)),
                                 STR_ARG(meeting), STR_ARG(m->year->name), h->year));
}

static void add_party(const struct minutes *m, const char *label, struct str unit, struct str name,
                      struct str post) {
    struct str heading = str_from_c(label);
    if (unit.n)
        heading = str_format(m->arena, "%s: " STR_FMT, label, STR_ARG(unit));
    doc_paragraph_add(m->flow, DOC_HEADING_2, heading);
    struct doc_paragraph *who =
        doc_paragraph_add(m->flow, DOC_BODY,
                          str_format(m->arena, "Đại diện: " STR_FMT "; chức vụ: " STR_FMT ".",
                                     STR_ARG(or_dots(name)), STR_ARG(or_dots(post))));
    who->format.align = DOC_LEFT;
}

static void add_parties(const struct minutes *m) {
    const struct handover *h = m->handover;
    doc_paragraph_add(m->flow, DOC_HEADING_1, STR("I. THÀNH PHẦN"));
    add_party(m, "1. Bên giao", h->from.name, h->from_name, h->from_post);
    add_party(m, "2. Bên nhận", h->to.name, h->to_name, h->to_post);
    add_party(m, "3. Chứng kiến", m->year->superior.name, h->witness_name, h->witness_post);
}

static void add_ground(const struct minutes *m) {
    static const char *const HOW[CHOICE_COUNT] = {
        [CHOICE_ROTATION] = "theo hình thức luân phiên",
        [CHOICE_VOTE] = "qua bầu chọn",
        [CHOICE_APPOINTED] = "do cấp trên chỉ định",
    };
    const struct handover *h = m->handover;
    struct str last = date_display(m->arena, date_from_days(date_to_days(h->until) - 1));
    doc_paragraph_add(m->flow, DOC_HEADING_1, STR("II. CĂN CỨ VÀ THỜI GIAN"));
    doc_paragraph_add(
        m->flow, DOC_BODY,
        str_format(m->arena, STR_FMT " làm cụm trưởng năm %d %s; căn cứ: " STR_FMT ".",
                   STR_ARG(h->to.name), h->year, HOW[h->choice], STR_ARG(h->minutes)));
    doc_paragraph_add(m->flow, DOC_BODY,
                      str_format(m->arena,
                                 STR_FMT " thực hiện nhiệm vụ cụm trưởng từ ngày " STR_FMT
                                         " đến hết ngày " STR_FMT "; " STR_FMT
                                         " thôi làm cụm trưởng kể từ ngày bàn giao.",
                                 STR_ARG(h->to.name), STR_ARG(date_display(m->arena, h->on)),
                                 STR_ARG(last), STR_ARG(h->from.name)));
}

/* What was handed over; without a row, room to write it in. */
static void add_items(const struct minutes *m) {
    static const double COLUMNS[] = {12, 88, 22, 38};
    static const char *const HEADS[] = {"TT", "Tên hồ sơ, tài liệu", "Số lượng", "Ghi chú"};
    enum { BLANK_ROWS = 4 };
    doc_paragraph_add(m->flow, DOC_HEADING_1, STR("III. NỘI DUNG BÀN GIAO"));
    struct doc_table *table = doc_table_add(m->flow, DOC_GRID, COLUMNS, COUNT_OF(COLUMNS));
    table->header_row_count = 1;
    struct doc_row *head = doc_row_add(table);
    for (size_t i = 0; i < COUNT_OF(HEADS); i++)
        doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, str_from_c(HEADS[i]));
    const struct handover_items *items = &m->handover->items;
    size_t rows = items->count ? items->count : BLANK_ROWS;
    for (size_t i = 0; i < rows; i++) {
        const struct handover_item *item = i < items->count ? &items->items[i] : NULL;
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(m->arena, "%zu", i + 1));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, item ? item->title : STR(""));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER,
                          item && item->count ? str_format(m->arena, "%02lld", item->count)
                                              : STR(""));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, item ? item->note : STR(""));
    }
}

static void add_remark(const struct minutes *m) {
    doc_paragraph_add(m->flow, DOC_HEADING_1, STR("IV. Ý KIẾN CÁC BÊN"));
    if (m->handover->remark.n) {
        doc_text_add(m->flow, DOC_BODY, m->handover->remark);
    } else {
        struct str line = STR("");
        for (int i = 0; i < 56; i++)
            line = str_concat(m->arena, line, STR("…"));
        struct doc_paragraph *dots = doc_paragraph_add(m->flow, DOC_BODY, line);
        dots->format.first_line_mm = 0;
        dots->format.align = DOC_LEFT;
    }
    struct doc_paragraph *last = doc_paragraph_add(
        m->flow, DOC_BODY,
        STR("Biên bản được lập thành … bản có giá trị như nhau, mỗi bên giữ … bản; "
            "các bên đã đọc, thống nhất và cùng ký tên./."));
    last->format.keep_with_next = true; /* no page of signatures alone */
}

static void add_signature(const struct minutes *m, struct doc_row *row, const char *label,
                          struct str unit, struct str name) {
    struct doc_flow *cell = &doc_cell_add(row)->content;
    struct str lines[] = {str_from_c(label), utf8_upper(m->arena, unit)};
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        struct doc_paragraph *paragraph = doc_paragraph_add(cell, DOC_PLAIN, lines[i]);
        paragraph->format.align = DOC_CENTER;
        paragraph->format.keep_with_next = true;
        for (size_t k = 0; k < paragraph->runs.count; k++)
            paragraph->runs.items[k].bold = i == 0;
    }
    for (int i = 0; i < 3; i++)
        doc_paragraph_add(cell, DOC_PLAIN, STR(""))->format.keep_with_next = true;
    struct doc_paragraph *signed_by = doc_paragraph_add(cell, DOC_PLAIN, name.n ? name : DOTS);
    signed_by->format.align = DOC_CENTER;
    for (size_t k = 0; k < signed_by->runs.count; k++)
        signed_by->runs.items[k].bold = true;
}

static void add_signatures(const struct minutes *m) {
    static const double COLUMNS[] = {53, 53, 54};
    const struct handover *h = m->handover;
    doc_paragraph_add(m->flow, DOC_PLAIN, STR(""))->format.keep_with_next = true;
    struct doc_table *table = doc_table_add(m->flow, DOC_NO_BORDER, COLUMNS, COUNT_OF(COLUMNS));
    table->keep_together = true;
    struct doc_row *row = doc_row_add(table);
    add_signature(m, row, "ĐẠI DIỆN BÊN GIAO", h->from.name, h->from_name);
    add_signature(m, row, "CHỨNG KIẾN", m->year->superior.name, h->witness_name);
    add_signature(m, row, "ĐẠI DIỆN BÊN NHẬN", h->to.name, h->to_name);
    doc_paragraph_add(m->flow, DOC_NOTE,
                      STR("Thể thức trình bày theo Nghị định số 30/2020/NĐ-CP; chưa đối chiếu với "
                          "quy định riêng của Quân đội."));
}

static struct document *make_document(struct arena *arena, const struct cluster_year *year,
                                      const struct handover *handover, int64_t now_ms) {
    struct minutes m = {.arena = arena, .year = year, .handover = handover};
    const struct official_paper paper = {
        .parent_body = year->superior.name.n ? utf8_upper(arena, year->superior.name) : STR_NONE,
        .issuing_body = utf8_upper(arena, year->name),
        .symbol = STR("BB-…"),
        .date = handover->on,
        .type_name = STR("BIÊN BẢN"),
        .subject = str_format(arena, "Bàn giao nhiệm vụ cụm trưởng năm %d", handover->year),
    };
    struct document *document = document_new(arena);
    document->created_ms = now_ms;
    document->watermark = handover->confirmed_ms ? STR_NONE : STR("DỰ THẢO");
    document->banner = year->is_sample ? SAMPLE_BANNER : STR_NONE;
    document->footer =
        str_format(arena, "In lúc " STR_FMT, STR_ARG(instant_display(arena, now_ms)));
    m.flow = official_paper_begin(document, &paper);
    add_opening(&m);
    add_parties(&m);
    add_ground(&m);
    add_items(&m);
    add_remark(&m);
    add_signatures(&m);
    return document;
}

const struct err *handover_doc_make(struct arena *arena, const struct cluster_year *year,
                                    const struct handover *handover, enum paper_file file,
                                    int64_t now_ms, struct str *ret_bytes) {
    return paper_write(make_document(arena, year, handover, now_ms), file, arena, ret_bytes);
}

const struct err *handover_doc_html(struct arena *arena, const struct cluster_year *year,
                                    const struct handover *handover, int64_t now_ms,
                                    struct trusted_html *ret_html) {
    return html_write(make_document(arena, year, handover, now_ms), arena, ret_html);
}

struct str handover_doc_name(struct arena *arena, const struct cluster_year *year,
                             enum paper_file file) {
    return str_format(arena, "bien-ban-ban-giao-" STR_FMT "-%d.%s", STR_ARG(year->slug), year->year,
                      paper_file_suffix(file));
}
