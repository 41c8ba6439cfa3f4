/* One document in three forms: the same words in the same order, the same headings, tables and
 * charts, in DOCX, on the page and in the PDF. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "doc/chart_fixture.h"
#include "doc/decree_fixture.h"
#include "doc/html_write.h"
#include "doc/office_fixture.h"
#include "doc/official_paper.h"
#include "doc/paper_file.h"
#include "doc/paper_fixture.h"
#include "doc/print_fixture.h"

static struct arena *arena;
static char folder[] = P_tmpdir "/thidua-same-XXXXXX";

/* --- a paper of one page ------------------------------------------------------------------- */

static void add_table(struct doc_flow *flow) {
    struct doc_table *table = doc_table_add(flow, DOC_GRID, (double[]){12, 78, 35, 35}, 4);
    table->header_row_count = 2;
    struct doc_row *head = doc_row_add(table), *below = doc_row_add(table);
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("TT"))->row_span = 2;
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Tiêu chí"))->row_span = 2;
    doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("Điểm"))->column_span = 2;
    doc_cell_add_text(below, DOC_TABLE_HEAD, DOC_CENTER, STR("Tự chấm"));
    doc_cell_add_text(below, DOC_TABLE_HEAD, DOC_CENTER, STR("Cụm công nhận"));
    for (int i = 1; i <= 3; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_CENTER, str_format(flow->arena, "%d", i));
        struct doc_cell *cell = doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_LEFT, STR("Một <dòng>"));
        doc_paragraph_add(&cell->content, DOC_TABLE_TEXT, STR("và \"dòng\" & hai"));
        doc_cell_add_text(row, DOC_TABLE_TEXT, DOC_RIGHT, STR("9,50"));
        /* the last cell is left out: an empty one stands there */
    }
    struct doc_row *sum = doc_row_add(table);
    doc_cell_add_text(sum, DOC_TABLE_TOTAL, DOC_LEFT, STR("Cộng"))->column_span = 2;
    doc_cell_add_text(sum, DOC_TABLE_TOTAL, DOC_RIGHT, STR("28,50"));
}

static struct document *paper(bool with_chart) {
    static const struct str RECIPIENTS[] = {STR_INIT("Bộ Chỉ huy Quân sự tỉnh (để báo cáo)"),
                                            STR_INIT("Lưu: VT")};
    const struct official_paper frame = {
        .parent_body = STR("BỘ CHỈ HUY QUÂN SỰ\nTỈNH MẪU"),
        .issuing_body = STR("CỤM THI ĐUA SỐ 9"),
        .number = STR("7"),
        .symbol = STR("BC-CTĐ"),
        .place = STR("Đầm Sậy"),
        .date = {2020, 2, 6},
        .type_name = STR("BÁO CÁO"),
        .subject = STR("Sơ kết công tác thi đua;\nphương hướng, nhiệm vụ"),
        .signer_position = STR("CỤM TRƯỞNG"),
        .signer_name = STR("Đại tá Nguyễn Văn Mẫu"),
        .recipients = RECIPIENTS,
        .recipient_count = COUNT_OF(RECIPIENTS),
    };
    struct document *document = document_new(arena);
    document->page_numbers = false;
    document->watermark = STR(FIXTURE_WATERMARK);
    struct doc_flow *flow = official_paper_begin(document, &frame);
    doc_paragraph_add(flow, DOC_HEADING_1, STR("I. ĐẶC ĐIỂM TÌNH HÌNH"));
    struct doc_paragraph *mixed = doc_paragraph_add(flow, DOC_BODY, STR("Tổng điểm là "));
    doc_run_add(mixed, STR("69,21"))->bold = true;
    doc_run_add(mixed, STR(" (R&D < 5 > 3 \"ngoặc\" 'đơn')\tsau dấu tab,\ndòng mới."));
    doc_paragraph_add(flow, DOC_HEADING_2, STR("1. Kết quả"));
    doc_paragraph_add(flow, DOC_HEADING_3, STR("a) Theo tiêu chí"));
    add_table(flow);
    if (with_chart)
        doc_chart_add(document, flow, fixture_chart_stacked(arena, 6), 160);
    doc_text_add(flow, DOC_BODY, STR("Các chữ: " FIXTURE_LETTERS "."));
    official_paper_end(flow, &frame);
    return document;
}

/* --- outlines ----------------------------------------------------------------------------- */

/* What a form holds, a line for each paragraph ("p text", "1 heading"), table ("T"), row ("R", of
 * the head "H"), cell ("|" and how many columns) and chart ("C words"). Empty paragraphs are left
 * out: DOCX needs some that say nothing. */
struct outline {
    struct buf lines;
    struct buf text; /* of the paragraph at work */
    struct buf words;
    int level;
    int chart; /* depth within a chart */
    bool in_chart_words, in_head, is_merged_away, in_paragraph;
    size_t row_at, cell_at; /* in lines */
};

static void end_paragraph(struct outline *o) {
    struct str text = buf_str(&o->text);
    struct buf clean = BUF_INIT(1 << 20);
    for (struct str rest = text; rest.p;) {
        struct str word = str_cut(&rest, ' ');
        if (word.n && clean.length)
            buf_append_char(&clean, ' ');
        buf_append_str(&clean, word);
    }
    if (clean.length) {
        buf_append_format(&o->lines, o->level ? "%d " : "p ", o->level);
        buf_append_str(&o->lines, buf_str(&clean));
        buf_append_char(&o->lines, '\n');
        buf_append_str(&o->words, buf_str(&clean));
        buf_append_char(&o->words, ' ');
    }
    buf_release(&clean);
    buf_clear(&o->text);
    o->level = 0;
    o->in_paragraph = false;
}

static void append_text(struct outline *o, const XML_Char *text, int count) {
    for (int i = 0; i < count; i++) {
        bool no_break = text[i] == '\xC2' && i + 1 < count && text[i + 1] == '\xA0';
        buf_append_char(&o->text, no_break || strchr("\n\t", text[i]) ? ' ' : text[i]);
        i += no_break;
    }
}

static const char *attribute(const XML_Char **attributes, const char *name, const char *otherwise) {
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return otherwise;
}

static bool is(const char *name, const char *other) {
    return strcmp(name, other) == 0;
}

static void docx_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct outline *o = context;
    if (is(name, "w:tbl"))
        buf_append_c(&o->lines, "T\n");
    if (is(name, "w:tr")) {
        o->in_head = false;
        o->row_at = o->lines.length;
        buf_append_c(&o->lines, "R\n");
    }
    if (is(name, "w:tblHeader"))
        o->lines.bytes[o->row_at] = 'H';
    if (is(name, "w:tc")) {
        o->cell_at = o->lines.length;
        buf_append_c(&o->lines, "| 1\n");
    }
    if (is(name, "w:gridSpan"))
        o->lines.bytes[o->cell_at + 2] = attribute(attributes, "w:val", "1")[0];
    if (is(name, "w:vMerge") && is(attribute(attributes, "w:val", "continue"), "continue"))
        o->lines.length = o->cell_at; /* the page has one cell there */
    if (is(name, "w:pStyle")) {
        const char *style = attribute(attributes, "w:val", "");
        o->level = strncmp(style, "Heading", 7) == 0 ? style[7] - '0' : 0;
    }
    if (is(name, "w:outlineLvl"))
        o->level = (attribute(attributes, "w:val", "9")[0] - '0' + 1) % 10;
    if (is(name, "w:br") || is(name, "w:tab"))
        buf_append_char(&o->text, ' ');
    if (is(name, "wp:docPr"))
        buf_append_format(&o->lines, "C %s\n", attribute(attributes, "descr", ""));
    o->in_paragraph = is(name, "w:t");
}

static void docx_end(void *context, const XML_Char *name) {
    struct outline *o = context;
    if (is(name, "w:p"))
        end_paragraph(o);
    o->in_paragraph = false;
}

static void docx_text(void *context, const XML_Char *text, int count) {
    struct outline *o = context;
    if (o->in_paragraph)
        append_text(o, text, count);
}

static void html_start(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct outline *o = context;
    if (o->chart || (is(name, "svg") && is(attribute(attributes, "role", ""), "img"))) {
        o->chart++;
        o->in_chart_words = is(name, "desc");
        buf_append_c(&o->lines, o->in_chart_words ? "C " : "");
        return;
    }
    if (is(name, "table"))
        buf_append_c(&o->lines, "T\n");
    if (is(name, "thead"))
        o->in_head = true;
    if (is(name, "tr"))
        buf_append_c(&o->lines, o->in_head ? "H\n" : "R\n");
    if (is(name, "td") || is(name, "th"))
        buf_append_format(&o->lines, "| %s\n", attribute(attributes, "colspan", "1"));
    if (is(name, "br"))
        buf_append_char(&o->text, ' ');
    if (name[0] == 'h' && name[1] >= '2' && name[1] <= '4')
        o->level = name[1] - '1';
    if (is(name, "p") || (name[0] == 'h' && name[1] >= '2' && name[1] <= '4'))
        o->in_paragraph = true;
}

static void html_end(void *context, const XML_Char *name) {
    struct outline *o = context;
    if (o->chart) {
        if (o->in_chart_words)
            buf_append_char(&o->lines, '\n');
        o->in_chart_words = false;
        o->chart--;
        return;
    }
    if (is(name, "thead"))
        o->in_head = false;
    if (is(name, "p") || (name[0] == 'h' && name[1] >= '2' && name[1] <= '4'))
        end_paragraph(o);
}

static void html_text_of(void *context, const XML_Char *text, int count) {
    struct outline *o = context;
    if (o->in_chart_words)
        buf_append(&o->lines, text, (size_t)count);
    else if (o->in_paragraph && !o->chart)
        append_text(o, text, count);
}

static struct outline outline_of(struct str xml, XML_StartElementHandler start,
                                 XML_EndElementHandler end, XML_CharacterDataHandler text) {
    struct outline outline = {
        .lines = BUF_INIT(1 << 20), .text = BUF_INIT(1 << 20), .words = BUF_INIT(1 << 20)};
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    XML_SetUserData(parser, &outline);
    if (XML_Parse(parser, xml.p, (int)xml.n, 1) != XML_STATUS_OK)
        fail_msg("line %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    return outline;
}

static struct outline outline_of_docx(const struct document *document) {
    struct str bytes = STR_NONE;
    assert_null(paper_write(document, PAPER_DOCX, arena, &bytes));
    return outline_of(fixture_part_of(arena, bytes, "word/document.xml"), docx_start, docx_end,
                      docx_text);
}

static struct outline outline_of_html(const struct document *document) {
    struct trusted_html html;
    assert_null(html_write(document, arena, &html));
    return outline_of(html.html, html_start, html_end, html_text_of);
}

static void release(struct outline *outline) {
    buf_release(&outline->lines);
    buf_release(&outline->text);
    buf_release(&outline->words);
}

/* --- tests -------------------------------------------------------------------------------- */

static void assert_same_lines(struct str a, struct str b) {
    for (size_t line = 1; a.p || b.p; line++) {
        struct str left = str_cut(&a, '\n'), right = str_cut(&b, '\n');
        if (!str_equal(left, right))
            fail_msg("line %zu: DOCX has '" STR_FMT "', the page '" STR_FMT "'", line,
                     STR_ARG(left), STR_ARG(right));
    }
}

static void docx_and_page_hold_the_same(void **state) {
    (void)state;
    struct document *documents[] = {paper(true), fixture_report(arena),
                                    fixture_signed_report(arena), decree_letters(arena)};
    for (size_t i = 0; i < COUNT_OF(documents); i++) {
        documents[i]->banner = documents[i]->footer = STR_NONE; /* in DOCX a part of its own */
        struct outline docx = outline_of_docx(documents[i]), html = outline_of_html(documents[i]);
        assert_same_lines(buf_str(&docx.lines), buf_str(&html.lines));
        assert_true(docx.words.length > 500);
        release(&docx);
        release(&html);
    }
}

static void the_outline_knows_headings_tables_and_charts(void **state) {
    (void)state;
    struct outline html = outline_of_html(paper(true));
    static const char *const WANTED[] = {
        "1 I. ĐẶC ĐIỂM TÌNH HÌNH\np Tổng điểm là 69,21 (R&D < 5 > 3 \"ngoặc\" 'đơn') sau dấu tab, "
        "dòng mới.\n2 1. Kết quả\n3 a) Theo tiêu chí\nT\nH\n| 1\np TT\n| 1\np Tiêu chí\n| 2\np "
        "Điểm\nH\n| 1\np Tự chấm\n| 1\np Cụm công nhận\nR\n| 1\np 1\n| 1\np Một <dòng>\np và "
        "\"dòng\" & hai\n| 1\np 9,50\n| 1\nR\n",
        "\nC Tổng điểm theo nhóm tiêu chí, 6 tháng đầu năm 2020 (điểm). Ban CHQS huyện Đầm Sậy 0: ",
    };
    for (size_t i = 0; i < COUNT_OF(WANTED); i++)
        if (str_find(buf_str(&html.lines), str_from_c(WANTED[i])) < 0)
            fail_msg("not in the outline: %s", WANTED[i]);
    release(&html);
}

static struct str pdf_words(const struct document *document, const char *name) {
    struct str bytes = STR_NONE;
    const struct err *err = paper_write(document, PAPER_PDF, arena, &bytes);
    if (err)
        fail_msg("%s", err->message);
    const char *path = str_format(arena, "%s/%s.pdf", folder, name).p;
    const char *text_path = str_format(arena, "%s.txt", path).p;
    print_write_file(path, bytes);
    PRINT_RUN("pdftotext", "-raw", path, text_path);
    return print_read_file(arena, text_path);
}

static struct str next_word(struct str *rest) {
    size_t from = 0;
    while (from < rest->n && strchr(" \n\f\t", rest->p[from]))
        from++;
    size_t to = from;
    while (to < rest->n && !strchr(" \n\f\t", rest->p[to]))
        to++;
    struct str word = str_slice(*rest, from, to);
    *rest = str_slice(*rest, to, rest->n);
    return word;
}

static void the_pdf_has_the_words_of_the_page(void **state) {
    (void)state;
    struct document *document = paper(false);
    struct outline html = outline_of_html(document);
    struct str ours = buf_str(&html.words), theirs = pdf_words(document, "paper");
    size_t count = 0;
    for (;; count++) {
        struct str our = next_word(&ours), their = next_word(&theirs);
        if (!our.n && !their.n)
            break;
        if (!str_equal(our, their))
            fail_msg("word %zu: '" STR_FMT "' on the page, '" STR_FMT "' in the PDF", count,
                     STR_ARG(our), STR_ARG(their));
    }
    assert_true(count > 100);
    release(&html);
}

static void the_pdf_has_the_headings_and_the_chart(void **state) {
    (void)state;
    struct str text = pdf_words(paper(true), "chart");
    assert_true(str_find(text, STR("Tổng điểm theo nhóm tiêu chí, 6 tháng đầu năm 2020")) > 0);
    assert_true(str_find(text, STR("90,00")) > 0);
    const char *pdf = str_format(arena, "%s/chart.pdf", folder).p;
    const char *xml = str_format(arena, "%s/outline.xml", folder).p;
    PRINT_RUN("sh", "-c", "pdftohtml -xml -i -stdout \"$1\" >\"$2\"", "sh", pdf, xml);
    struct str outline = print_read_file(arena, xml);
    outline = str_slice(outline, (size_t)str_find(outline, STR("<outline>")), outline.n);
    static const char *const HEADINGS[] = {"I. ĐẶC ĐIỂM TÌNH HÌNH", "<outline>", "1. Kết quả",
                                           "<outline>", "a) Theo tiêu chí"};
    for (size_t i = 0; i < COUNT_OF(HEADINGS); i++) {
        ptrdiff_t at = str_find(outline, str_from_c(HEADINGS[i]));
        if (at < 0)
            fail_msg("%s is not in the PDF's outline", HEADINGS[i]);
        outline = str_slice(outline, (size_t)at + strlen(HEADINGS[i]), outline.n);
    }
}

static void the_docx_has_the_chart_as_a_picture_with_words(void **state) {
    (void)state;
    struct str bytes = STR_NONE;
    assert_null(paper_write(paper(true), PAPER_DOCX, arena, &bytes));
    struct str png = fixture_part_of(arena, bytes, "word/media/chart1.png");
    assert_true(png.n > 5000 && memcmp(png.p, "\x89PNG", 4) == 0);
    struct str types = fixture_part_of(arena, bytes, "[Content_Types].xml");
    assert_true(str_find(types, STR("Extension=\"png\" ContentType=\"image/png\"")) > 0);
    struct str links = fixture_part_of(arena, bytes, "word/_rels/document.xml.rels");
    assert_true(str_find(links, STR("Id=\"rIdChart1\"")) > 0);
    assert_true(str_find(links, STR("Target=\"media/chart1.png\"")) > 0);
    struct str body = fixture_part_of(arena, bytes, "word/document.xml");
    assert_true(str_find(body, STR("r:embed=\"rIdChart1\"")) > 0);
    struct str again = STR_NONE;
    assert_null(paper_write(paper(true), PAPER_DOCX, arena, &again));
    assert_true(str_equal(bytes, again));
}

static void the_page_needs_no_style_of_its_own(void **state) {
    (void)state;
    struct trusted_html html;
    struct document *document = paper(true);
    document->banner = STR("<script>alert(1)</script>");
    document->footer = STR("a & \"b\"");
    document->watermark = STR("\"><script>");
    assert_null(html_write(document, arena, &html));
    static const char *const FORBIDDEN[] = {"style=", "<style", "<script",
                                            "onload", "nan",    "inf\""};
    for (size_t i = 0; i < COUNT_OF(FORBIDDEN); i++)
        assert_true(str_find(html.html, str_from_c(FORBIDDEN[i])) < 0);
    assert_true(str_find(html.html, STR("data-watermark=\"&quot;&gt;&lt;script&gt;\"")) > 0);
    assert_non_null(html_write(document_new(arena), arena, &html));
}

/* --- start and end ------------------------------------------------------------------------ */

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    return mkdtemp(folder) ? 0 : -1;
}

static int end(void **state) {
    (void)state;
    PRINT_RUN("rm", "-rf", folder);
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docx_and_page_hold_the_same),
        cmocka_unit_test(the_outline_knows_headings_tables_and_charts),
        cmocka_unit_test(the_pdf_has_the_words_of_the_page),
        cmocka_unit_test(the_pdf_has_the_headings_and_the_chart),
        cmocka_unit_test(the_docx_has_the_chart_as_a_picture_with_words),
        cmocka_unit_test(the_page_needs_no_style_of_its_own),
    };
    return cmocka_run_group_tests_name("same_paper", tests, begin, end);
}
