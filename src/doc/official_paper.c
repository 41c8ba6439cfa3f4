#include "doc/official_paper.h"

#include <math.h>

/* Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I (thể thức) and its table of sizes. In brackets what
 * the decree allows. */
#define STATE_NAME_PT     13 /* Quốc hiệu [12–13], capitals, bold */
#define MOTTO_PT          14 /* Tiêu ngữ [13–14], bold, one more than the Quốc hiệu */
#define PARENT_BODY_PT    13 /* cơ quan chủ quản [12–13], capitals, upright */
#define ISSUING_BODY_PT   13 /* cơ quan ban hành [12–13], capitals, bold */
#define NUMBER_PT         13 /* số, ký hiệu [13] */
#define PLACE_AND_DATE_PT 14 /* địa danh, thời gian [13–14], italic */
#define SIGNER_PT         14 /* quyền hạn, chức vụ, họ tên [13–14], bold */
#define RECIPIENTS_PT     12 /* "Nơi nhận" [12], bold italic */
#define RECIPIENT_PT      11 /* each recipient [11] */
#define ANNEX_PT          14 /* "Phụ lục" [14], bold */
/* The rule under the issuing body and under the subject is a third to a half of the text's line. */
#define RULE_SHARE 0.4

/* The decree's own words. */
#define STATE_NAME     "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
#define MOTTO          "Độc lập - Tự do - Hạnh phúc"
#define NUMBER_WORD    "Số:"
#define RECIPIENT_WORD "Nơi nhận:"

/* Room to write by hand. No-break spaces hold the line together. */
#define NBSP         "\xC2\xA0"
#define NUMBER_BLANK NBSP NBSP NBSP NBSP NBSP NBSP NBSP NBSP
#define NAME_BLANK   "………………………………"

/* Room for a signature and a stamp between position and name. */
#define SIGNATURE_ROOM_PT 84

static double line_mm(struct str text, double size_pt, bool bold, double width_mm) {
    return fmin(doc_text_width_mm(text, size_pt, bold), width_mm);
}

static struct doc_paragraph *centred(struct doc_flow *flow, struct str text, double size_pt,
                                     bool bold, bool italic) {
    struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
    paragraph->format.align = DOC_CENTER;
    struct doc_run *run = doc_run_add(paragraph, text);
    run->size_pt = size_pt;
    run->bold = bold;
    run->italic = italic;
    return paragraph;
}

/* A number of one digit gets a leading 0. */
static struct str two_digits(struct arena *arena, struct str number) {
    bool one_digit = number.n == 1 && number.p[0] >= '0' && number.p[0] <= '9';
    return one_digit ? str_concat(arena, STR("0"), number) : number;
}

static struct str number_line(struct arena *arena, const struct official_paper *paper) {
    struct str number = two_digits(arena, str_trim(paper->number));
    if (!number.n)
        number = STR(NUMBER_BLANK);
    return str_format(arena, NUMBER_WORD NBSP STR_FMT "/" STR_FMT, STR_ARG(number),
                      STR_ARG(paper->symbol));
}

/* Days below 10 and the months 1 and 2 get a leading 0. */
static struct str date_words(struct arena *arena, const struct official_paper *paper) {
    struct date date = paper->date;
    if (!date_is_empty(date))
        return str_format(arena, "ngày %02d tháng %0*d năm %d", date.day, date.month < 3 ? 2 : 1,
                          date.month, date.year);
    if (paper->year)
        return str_format(arena, "ngày … tháng … năm %d", paper->year);
    return STR("ngày … tháng … năm …");
}

static struct str place_line(struct arena *arena, const struct official_paper *paper) {
    struct str place = paper->place.n ? paper->place : STR("…………");
    return str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(place),
                      STR_ARG(date_words(arena, paper)));
}

/* A name too long for its line is broken before the place it names, as people do it: "BỘ CHỈ HUY
 * QUÂN SỰ / TỈNH ĐẮK LẮK". Where that does not help, it wraps where it must. */
static struct str broken_before_place(struct arena *arena, struct str name, double size_pt,
                                      bool bold, double width_mm) {
    static const struct str PLACES[] = {
        STR_INIT(" TỈNH "),   STR_INIT(" THÀNH PHỐ "), STR_INIT(" HUYỆN "), STR_INIT(" QUẬN "),
        STR_INIT(" THỊ XÃ "), STR_INIT(" XÃ "),        STR_INIT(" PHƯỜNG ")};
    if (doc_text_width_mm(name, size_pt, bold) <= width_mm)
        return name;
    for (size_t i = 0; i < COUNT_OF(PLACES); i++) {
        ptrdiff_t at = str_find(name, PLACES[i]);
        if (at < 0)
            continue;
        struct str broken =
            str_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(str_slice(name, 0, (size_t)at)),
                       STR_ARG(str_slice(name, (size_t)at + 1, name.n)));
        if (doc_text_width_mm(broken, size_pt, bold) <= width_mm)
            return broken;
    }
    return name;
}

static struct doc_paragraph *issuer_line(struct doc_flow *flow, struct str name, double size_pt,
                                         bool bold, double width_mm) {
    const double side_mm = 1.5; /* never touches the Quốc hiệu beside it */
    width_mm -= 2 * side_mm;
    struct str text = broken_before_place(flow->arena, name, size_pt, bold, width_mm);
    struct doc_paragraph *line = centred(flow, text, size_pt, bold, false);
    line->format.left_mm = line->format.right_mm = side_mm;
    return line;
}

static void fill_issuer(struct doc_flow *flow, const struct official_paper *paper,
                        double width_mm) {
    if (paper->parent_body.n)
        issuer_line(flow, paper->parent_body, PARENT_BODY_PT, false, width_mm);
    struct doc_paragraph *body =
        issuer_line(flow, paper->issuing_body, ISSUING_BODY_PT, true, width_mm);
    double longest_mm = line_mm(body->runs.items[0].text, ISSUING_BODY_PT, true, width_mm);
    body->rule_mm = RULE_SHARE * longest_mm;
}

static void fill_state(struct doc_flow *flow) {
    centred(flow, STR(STATE_NAME), STATE_NAME_PT, true, false);
    centred(flow, STR(MOTTO), MOTTO_PT, true, false)->rule_mm =
        doc_text_width_mm(STR(MOTTO), MOTTO_PT, true);
}

/* Two columns: the issuer on the left, the state on the right; below number, place and date. */
static void add_head(struct doc_flow *flow, const struct official_paper *paper, double width_mm) {
    double state_mm = ceil(doc_text_width_mm(STR(STATE_NAME), STATE_NAME_PT, true)) + 1;
    double columns_mm[] = {width_mm - state_mm, state_mm};
    struct doc_table *table = doc_table_add(flow, DOC_NO_BORDER, columns_mm, 2);
    table->keep_together = true;
    struct doc_row *names = doc_row_add(table);
    fill_issuer(&doc_cell_add(names)->content, paper, columns_mm[0]);
    fill_state(&doc_cell_add(names)->content);
    struct doc_row *marks = doc_row_add(table);
    struct doc_flow *left = &doc_cell_add(marks)->content;
    if (paper->symbol.n)
        centred(left, number_line(flow->arena, paper), NUMBER_PT, false, false)->format.before_pt =
            6;
    centred(&doc_cell_add(marks)->content, place_line(flow->arena, paper), PLACE_AND_DATE_PT, false,
            true)
        ->format.before_pt = 6;
}

static void add_title(struct doc_flow *flow, const struct official_paper *paper, double width_mm) {
    struct doc_paragraph *title = doc_paragraph_add(flow, DOC_TITLE, paper->type_name);
    title->format.before_pt = 18;
    if (!paper->subject.n) {
        title->format.after_pt = 12;
        return;
    }
    const double side_mm = 8;
    struct doc_paragraph *subject = doc_paragraph_add(flow, DOC_SUBTITLE, paper->subject);
    subject->format.left_mm = subject->format.right_mm = side_mm;
    subject->format.after_pt = 12;
    subject->rule_mm = RULE_SHARE * line_mm(paper->subject, doc_style_type(DOC_SUBTITLE).size_pt,
                                            true, width_mm - 2 * side_mm);
}

static struct str one_line(struct arena *arena, struct str text) {
    struct str line = str_copy(arena, text);
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] == '\n')
            ((char *)line.p)[i] = ' ';
    return line;
}

struct doc_flow *official_paper_begin(struct document *document,
                                      const struct official_paper *paper) {
    struct doc_section *section = doc_section_open(document, DOC_PAGE_A4_PORTRAIT);
    double width_mm = doc_page_text_width_mm(&section->page);
    add_head(&section->content, paper, width_mm);
    add_title(&section->content, paper, width_mm);
    if (!document->title.n)
        document->title = one_line(document->arena, paper->type_name);
    if (!document->subject.n)
        document->subject = one_line(document->arena, paper->subject);
    return &section->content;
}

static void fill_recipients(struct doc_flow *flow, const struct official_paper *paper) {
    if (!paper->recipient_count)
        return;
    struct doc_run *word =
        doc_run_add(doc_paragraph_add(flow, DOC_PLAIN, STR("")), STR(RECIPIENT_WORD));
    word->size_pt = RECIPIENTS_PT;
    word->bold = word->italic = true;
    for (size_t i = 0; i < paper->recipient_count; i++) {
        bool is_last = i + 1 == paper->recipient_count;
        struct doc_paragraph *line = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
        line->format.left_mm = 2;
        line->format.first_line_mm = -2;
        struct str text = str_format(flow->arena, "- " STR_FMT "%s", STR_ARG(paper->recipients[i]),
                                     is_last ? "." : ";");
        doc_run_add(line, text)->size_pt = RECIPIENT_PT;
    }
}

static void fill_signature(struct doc_flow *flow, const struct official_paper *paper) {
    if (paper->signer_authority.n)
        centred(flow, paper->signer_authority, SIGNER_PT, true, false);
    struct str position = paper->signer_position.n ? paper->signer_position : STR(NAME_BLANK);
    centred(flow, position, SIGNER_PT, true, false);
    bool is_known = paper->signer_name.n > 0;
    centred(flow, is_known ? paper->signer_name : STR(NAME_BLANK), SIGNER_PT, is_known, false)
        ->format.before_pt = SIGNATURE_ROOM_PT;
}

void official_paper_end(struct doc_flow *flow, const struct official_paper *paper) {
    static const double COLUMNS_MM[] = {75, 85};
    /* A signature never stands on a page alone. */
    if (flow->blocks.count && flow->blocks.items[flow->blocks.count - 1].kind == DOC_PARAGRAPH)
        flow->blocks.items[flow->blocks.count - 1].paragraph->format.keep_with_next = true;
    struct doc_paragraph *gap = doc_paragraph_add(flow, DOC_PLAIN, STR(""));
    gap->format.keep_with_next = true;
    gap->format.line_spacing = 0.5;
    struct doc_table *table = doc_table_add(flow, DOC_NO_BORDER, COLUMNS_MM, 2);
    struct doc_row *row = doc_row_add(table);
    fill_recipients(&doc_cell_add(row)->content, paper);
    fill_signature(&doc_cell_add(row)->content, paper);
    if (!paper->note.n)
        return;
    table->keep_together = true; /* nor does the note */
    struct doc_cell *note =
        doc_cell_add_text(doc_row_add(table), DOC_NOTE, DOC_JUSTIFY, paper->note);
    note->column_span = 2;
    note->content.blocks.items[0].paragraph->format.before_pt = 12;
}

struct doc_flow *official_paper_annex(struct document *document, struct doc_page page,
                                      const struct official_annex *annex) {
    struct doc_section *section = doc_section_open(document, page);
    struct doc_flow *flow = &section->content;
    double width_mm = doc_page_text_width_mm(&page);
    /* Phụ lục I: the pages of each annex are numbered on their own. */
    section->restarts_page_numbers = true;
    section->hides_first_page_number = true;
    struct doc_paragraph *last = centred(flow, annex->label, ANNEX_PT, true, false);
    last->format.outline_level = 1;
    struct str last_text = annex->label;
    if (annex->title.n) {
        last->format.keep_with_next = true;
        last = centred(flow, annex->title, ANNEX_PT, true, false);
        last_text = annex->title;
    }
    if (annex->attached_to.n) {
        last->format.keep_with_next = true;
        last = centred(flow, annex->attached_to, ANNEX_PT, false, true);
        last_text = annex->attached_to;
    }
    last->rule_mm = RULE_SHARE * line_mm(last_text, ANNEX_PT, true, width_mm);
    last->format.after_pt = 12;
    return flow;
}

struct doc_paragraph *official_paper_ground(struct doc_flow *flow, struct str text) {
    struct doc_paragraph *paragraph = doc_paragraph_add(flow, DOC_BODY, STR(""));
    doc_run_add(paragraph, text)->italic = true;
    return paragraph;
}
