#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <zip.h>

#include "doc/docx_write.h"
#include "doc/official_paper.h"
#include "doc/paper_fixture.h"
#include "doc/xml_write.h"

static struct str write_docx(struct arena *arena, const struct document *document) {
    struct str bytes = STR_NONE;
    const struct err *err = docx_write(document, arena, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return bytes;
}

/* The zip's parts, in its order. */
struct package {
    struct {
        const char *path;
        struct str bytes;
    } parts[64];
    size_t count;
};

static struct package open_package(struct arena *arena, struct str bytes) {
    struct package package = {0};
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
    assert_non_null(zip);
    package.count = (size_t)zip_get_num_entries(zip, 0);
    assert_in_range(package.count, 1, COUNT_OF(package.parts));
    for (size_t i = 0; i < package.count; i++) {
        zip_stat_t stat;
        assert_int_equal(zip_stat_index(zip, i, 0, &stat), 0);
        char *part = arena_alloc(arena, stat.size + 1);
        zip_file_t *file = zip_fopen_index(zip, i, 0);
        assert_non_null(file);
        assert_int_equal(zip_fread(file, part, stat.size), stat.size);
        zip_fclose(file);
        package.parts[i].path = str_c(arena, str_copy(arena, str_from_c(stat.name)));
        package.parts[i].bytes = (struct str){part, stat.size};
    }
    zip_discard(zip);
    return package;
}

static struct str part_of(const struct package *package, const char *path) {
    for (size_t i = 0; i < package->count; i++)
        if (strcmp(package->parts[i].path, path) == 0)
            return package->parts[i].bytes;
    return STR_NONE;
}

static void parse_xml(struct str xml, XML_StartElementHandler start, XML_EndElementHandler end,
                      XML_CharacterDataHandler text, void *context) {
    XML_Parser parser = XML_ParserCreate(NULL);
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    XML_SetUserData(parser, context);
    if (XML_Parse(parser, xml.p, (int)xml.n, 1) != XML_STATUS_OK)
        fail_msg("line %lu column %lu: %s", XML_GetCurrentLineNumber(parser),
                 XML_GetCurrentColumnNumber(parser), XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
}

static const char *attribute(const XML_Char **attributes, const char *name) {
    for (size_t i = 0; attributes[i]; i += 2)
        if (strcmp(attributes[i], name) == 0)
            return attributes[i + 1];
    return "";
}

/* --- the package --- */

struct package_check {
    const struct package *package;
    const char *folder;
    size_t relationships;
    bool typed[64];
};

static void check_relationship(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct package_check *check = context;
    if (strcmp(name, "Relationship") != 0)
        return;
    char path[200];
    snprintf(path, sizeof path, "%s%s", check->folder, attribute(attributes, "Target"));
    if (!part_of(check->package, path).p)
        fail_msg("a relationship leads to %s, which is not there", path);
    check->relationships++;
}

static void note_type(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct package_check *check = context;
    bool by_name = strcmp(name, "Override") == 0;
    for (size_t i = 0; i < check->package->count; i++) {
        const char *path = check->package->parts[i].path;
        if (by_name && strcmp(attribute(attributes, "PartName") + 1, path) == 0)
            check->typed[i] = true;
        if (strcmp(name, "Default") == 0 && strcmp(attribute(attributes, "Extension"), "rels") == 0)
            check->typed[i] |= str_ends_with(str_from_c(path), STR(".rels"));
    }
}

static void package_holds_together(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct package package = open_package(a, write_docx(a, fixture_report(a)));
    struct package_check check = {.package = &package, .folder = ""};
    for (size_t i = 0; i < package.count; i++)
        parse_xml(package.parts[i].bytes, NULL, NULL, NULL, NULL);
    assert_string_equal(package.parts[0].path, "[Content_Types].xml");
    parse_xml(part_of(&package, "_rels/.rels"), check_relationship, NULL, NULL, &check);
    assert_int_equal(check.relationships, 3);
    check.folder = "word/";
    parse_xml(part_of(&package, "word/_rels/document.xml.rels"), check_relationship, NULL, NULL,
              &check);
    assert_int_equal(check.relationships, 3 + 7);
    parse_xml(part_of(&package, "[Content_Types].xml"), note_type, NULL, NULL, &check);
    for (size_t i = 1; i < package.count; i++)
        if (!check.typed[i])
            fail_msg("%s has no content type", package.parts[i].path);
    arena_free(a);
}

static void names_no_author(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct package package = open_package(a, write_docx(a, fixture_report(a)));
    struct str core = part_of(&package, "docProps/core.xml");
    assert_true(str_find(core, STR("<dc:title>BÁO CÁO</dc:title>")) >= 0);
    assert_true(str_find(core, STR(">2020-06-26T00:00:00Z</dcterms:created>")) >= 0);
    assert_true(str_find(core, STR("creator")) < 0);
    assert_true(str_find(core, STR("lastModifiedBy")) < 0);
    arena_free(a);
}

static void equal_papers_are_equal_files(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct str first = write_docx(a, fixture_report(a));
    setenv("TZ", "Asia/Ho_Chi_Minh", 1);
    tzset();
    struct str second = write_docx(a, fixture_report(a));
    unsetenv("TZ");
    tzset();
    assert_true(str_equal(first, second));
    struct document *later = fixture_report(a);
    later->created_ms += 1000;
    assert_false(str_equal(first, write_docx(a, later)));
    arena_free(a);
}

static void refuses_a_document_without_pages(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct str bytes = STR("untouched");
    const struct err *err = docx_write(document_new(a), a, &bytes);
    assert_non_null(err);
    assert_true(str_equal_c(bytes, "untouched"));
    arena_free(a);
}

/* --- the schema's order of elements (ECMA-376 part 1, annex A), which Word insists on --- */

static const struct {
    const char *parent;
    const char *children; /* blank before and after each */
} ORDERS[] = {
    {"w:pPr", " w:pStyle w:keepNext w:keepLines w:pageBreakBefore w:framePr w:widowControl w:numPr "
              "w:suppressLineNumbers w:pBdr w:shd w:tabs w:suppressAutoHyphens w:kinsoku "
              "w:wordWrap w:overflowPunct w:topLinePunct w:autoSpaceDE w:autoSpaceDN w:bidi "
              "w:adjustRightInd w:snapToGrid w:spacing w:ind w:contextualSpacing w:mirrorIndents "
              "w:suppressOverlap w:jc w:textDirection w:textAlignment w:textboxTightWrap "
              "w:outlineLvl w:divId w:cnfStyle w:rPr w:sectPr w:pPrChange "},
    {"w:rPr", " w:rStyle w:rFonts w:b w:bCs w:i w:iCs w:caps w:smallCaps w:strike w:dstrike "
              "w:outline w:shadow w:emboss w:imprint w:noProof w:snapToGrid w:vanish w:webHidden "
              "w:color w:spacing w:w w:kern w:position w:sz w:szCs w:highlight w:u w:effect w:bdr "
              "w:shd w:fitText w:vertAlign w:rtl w:cs w:em w:lang w:eastAsianLayout w:specVanish "
              "w:oMath "},
    {"w:tblPr", " w:tblStyle w:tblpPr w:tblOverlap w:bidiVisual w:tblStyleRowBandSize "
                "w:tblStyleColBandSize w:tblW w:jc w:tblCellSpacing w:tblInd w:tblBorders w:shd "
                "w:tblLayout w:tblCellMar w:tblLook w:tblCaption w:tblDescription "},
    {"w:tblCellMar", " w:top w:left w:bottom w:right "},
    {"w:tblBorders", " w:top w:left w:bottom w:right w:insideH w:insideV "},
    {"w:tbl", " w:tblPr w:tblGrid w:tr "},
    {"w:tr", " w:tblPrEx w:trPr w:tc "},
    {"w:tcPr", " w:cnfStyle w:tcW w:gridSpan w:hMerge w:vMerge w:tcBorders w:shd w:noWrap w:tcMar "
               "w:textDirection w:tcFitText w:vAlign w:hideMark "},
    {"w:sectPr", " w:headerReference w:footerReference w:footnotePr w:endnotePr w:type w:pgSz "
                 "w:pgMar w:paperSrc w:pgBorders w:lnNumType w:pgNumType w:cols w:formProt "
                 "w:vAlign w:noEndnote w:titlePg w:textDirection w:bidi w:rtlGutter w:docGrid "},
    {"w:style", " w:name w:aliases w:basedOn w:next w:link w:autoRedefine w:hidden w:uiPriority "
                "w:semiHidden w:unhideWhenUsed w:qFormat w:locked w:personal w:rsid w:pPr w:rPr "
                "w:tblPr w:trPr w:tcPr w:tblStylePr "},
    {"w:settings", " w:writeProtection w:view w:zoom w:defaultTabStop w:characterSpacingControl "
                   "w:compat w:rsids w:themeFontLang w:clrSchemeMapping w:decimalSymbol "
                   "w:listSeparator "},
    {"w:styles", " w:docDefaults w:latentStyles w:style "},
    {"w:font", " w:altName w:panose1 w:charset w:family w:notTrueType w:pitch w:sig "},
    {"w:p", " w:pPr w:r "},
};

struct order_check {
    const char *part;
    struct {
        const char *order; /* NULL: any */
        ptrdiff_t last;
        char name[40];
        char last_child[40];
    } open[80];
    size_t depth;
    size_t checked;
};

static const char *order_of(const char *parent) {
    for (size_t i = 0; i < COUNT_OF(ORDERS); i++)
        if (strcmp(ORDERS[i].parent, parent) == 0)
            return ORDERS[i].children;
    return NULL;
}

static void enter_element(void *context, const XML_Char *name, const XML_Char **attributes) {
    (void)attributes;
    struct order_check *check = context;
    if (check->depth) {
        size_t up = check->depth - 1;
        snprintf(check->open[up].last_child, sizeof check->open[up].last_child, "%s", name);
        if (check->open[up].order) {
            char wanted[60];
            snprintf(wanted, sizeof wanted, " %s ", name);
            const char *found = strstr(check->open[up].order, wanted);
            if (!found || found - check->open[up].order < check->open[up].last)
                fail_msg("%s: %s may not stand there in %s", check->part, name,
                         check->open[up].name);
            check->open[up].last = found - check->open[up].order;
            check->checked++;
        }
    }
    assert_true(check->depth < COUNT_OF(check->open));
    size_t here = check->depth++;
    check->open[here].order = order_of(name);
    check->open[here].last = 0;
    check->open[here].last_child[0] = 0;
    snprintf(check->open[here].name, sizeof check->open[here].name, "%s", name);
}

static void leave_element(void *context, const XML_Char *name) {
    struct order_check *check = context;
    check->depth--;
    if (strcmp(name, "w:tc") == 0)
        assert_string_equal(check->open[check->depth].last_child, "w:p");
    if (strcmp(name, "w:body") == 0)
        assert_string_equal(check->open[check->depth].last_child, "w:sectPr");
}

/* Every construct of the model in one document. */
static struct document *everything(struct arena *a) {
    struct document *document = fixture_report(a);
    struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_PORTRAIT);
    for (int style = 0; style < DOC_STYLE_COUNT; style++) {
        struct doc_paragraph *p = doc_paragraph_add(flow, (enum doc_style)style, STR("chữ\tvà\n"));
        struct doc_type type = doc_style_type((enum doc_style)style);
        struct doc_run *run = doc_run_add(p, STR("khác"));
        *run = (struct doc_run){STR("khác"), 15, !type.bold, !type.italic, true, true};
        p->format = (struct doc_format){DOC_RIGHT, -5, 5, 5, 9, 9, 1.5, true, true, 2};
        p->rule_mm = 30;
    }
    static const double COLUMNS_MM[] = {100, 50, 50};
    for (int i = 0; i < 2; i++) { /* two tables side by side in the flow */
        struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, 3);
        table->header_row_count = 1;
        table->keep_together = true;
        struct doc_row *row = doc_row_add(table);
        struct doc_cell *cell = doc_cell_add(row);
        cell->column_span = cell->row_span = 2;
        cell->shaded = true;
        cell->vertical_align = DOC_BOTTOM;
        struct doc_table *inner = doc_table_add(&cell->content, DOC_GRID, COLUMNS_MM, 1);
        doc_cell_add(doc_row_add(inner));
        doc_row_add(table); /* short rows are filled */
    }
    struct doc_section *last = doc_section_open(document, DOC_PAGE_A4_LANDSCAPE);
    last->hides_first_page_number = last->restarts_page_numbers = true;
    return document;
}

static void elements_stand_in_order(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct package package = open_package(a, write_docx(a, everything(a)));
    size_t checked = 0;
    for (size_t i = 0; i < package.count; i++) {
        if (strncmp(package.parts[i].path, "word/", 5) != 0)
            continue;
        struct order_check check = {.part = package.parts[i].path};
        parse_xml(package.parts[i].bytes, enter_element, leave_element, NULL, &check);
        checked += check.checked;
    }
    assert_true(checked > 1000);
    arena_free(a);
}

/* --- tables --- */

struct row_check {
    int64_t grid, columns;
};

static void count_columns(void *context, const XML_Char *name, const XML_Char **attributes) {
    struct row_check *check = context;
    if (strcmp(name, "w:gridCol") == 0)
        check->grid += atoi(attribute(attributes, "w:w"));
    if (strcmp(name, "w:tr") == 0)
        check->columns = 0;
    if (strcmp(name, "w:tc") == 0)
        check->columns++;
    if (strcmp(name, "w:gridSpan") == 0)
        check->columns += atoi(attribute(attributes, "w:val")) - 1;
}

static void check_row(void *context, const XML_Char *name) {
    struct row_check *check = context;
    if (strcmp(name, "w:tr") == 0)
        assert_int_equal(check->columns, 5);
}

static void every_row_fills_the_grid_and_the_page(void **state) {
    (void)state;
    static const double COLUMNS_MM[] = {100, 100, 100, 100, 100};
    struct arena *a = arena_new(0);
    struct document *document = document_new(a);
    struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_PORTRAIT);
    struct doc_table *table = doc_table_add(flow, DOC_GRID, COLUMNS_MM, 5);
    for (int i = 0; i < 4; i++) {
        struct doc_row *row = doc_row_add(table);
        doc_cell_add(row)->row_span = i == 0 ? 3 : 1;
        doc_cell_add(row)->column_span = 2;
    }
    struct package package = open_package(a, write_docx(a, document));
    struct row_check check = {0};
    parse_xml(part_of(&package, "word/document.xml"), count_columns, check_row, NULL, &check);
    assert_in_range(check.grid, 9068, 9074); /* 160 mm, not 500 */
    arena_free(a);
}

/* --- text --- */

static void collect_text(void *context, const XML_Char *text, int count) {
    buf_append(context, text, (size_t)count);
}

static struct str text_of(struct arena *a, const struct document *document) {
    struct package package = open_package(a, write_docx(a, document));
    struct buf text = BUF_INIT(1 << 20);
    parse_xml(part_of(&package, "word/document.xml"), NULL, NULL, collect_text, &text);
    struct str copy = str_copy(a, buf_str(&text));
    buf_release(&text);
    return copy;
}

static void assert_says(struct arena *a, const struct official_paper *paper, const char *wanted) {
    struct document *document = document_new(a);
    official_paper_end(official_paper_begin(document, paper), paper);
    struct str text = text_of(a, document);
    if (str_find(text, str_from_c(wanted)) < 0)
        fail_msg("'%s' is not in '" STR_FMT "'", wanted, STR_ARG(text));
}

static void unknown_things_stay_blank(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct official_paper paper = {.symbol = STR("BC-CTĐ"), .place = STR("Ea Kar"), .year = 2020};
    assert_says(a, &paper, "Số:\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0/BC-CTĐ");
    assert_says(a, &paper, "Ea Kar, ngày … tháng … năm 2020");
    assert_says(a, &paper, "………………………………………………………………"); /* position and name */
    paper.year = 0;
    assert_says(a, &paper, "ngày … tháng … năm …");
    arena_free(a);
}

static void known_things_follow_the_decree(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    static const struct str RECIPIENTS[] = {STR_INIT("Như trên"), STR_INIT("Lưu: VT")};
    struct official_paper paper = {.symbol = STR("BC-CTĐ"),
                                   .number = STR("7"),
                                   .place = STR("Ea Kar"),
                                   .date = {2020, 2, 6},
                                   .signer_name = STR("Nguyễn Văn Mẫu"),
                                   .recipients = RECIPIENTS,
                                   .recipient_count = 2};
    assert_says(a, &paper, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAMĐộc lập - Tự do - Hạnh phúc");
    assert_says(a, &paper, "Số:\u00a007/BC-CTĐ");
    assert_says(a, &paper, "Ea Kar, ngày 06 tháng 02 năm 2020");
    assert_says(a, &paper, "Nơi nhận:- Như trên;- Lưu: VT.");
    assert_says(a, &paper, "Nguyễn Văn Mẫu");
    paper.date = (struct date){2020, 6, 26};
    paper.number = STR("12");
    assert_says(a, &paper, "Số:\u00a012/BC-CTĐ");
    assert_says(a, &paper, "ngày 26 tháng 6 năm 2020");
    arena_free(a);
}

static void keeps_text_of_many_lines(void **state) {
    (void)state;
    struct arena *a = arena_new(0);
    struct document *document = document_new(a);
    struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_PORTRAIT);
    doc_text_add(flow, DOC_BODY, STR("một\n\n  hai \nba"));
    assert_int_equal(flow->blocks.count, 3);
    assert_true(str_equal_c(text_of(a, document), "mộthaiba"));
    doc_text_add(flow, DOC_BODY, STR(""));
    assert_int_equal(flow->blocks.count, 3);
    arena_free(a);
}

/* What must come out: the text without what XML cannot carry and without line breaks and tabs,
 * which are elements. The pieces are valid UTF-8 or single wrong bytes. */
static void any_text_comes_back(void **state) {
    (void)state;
    static const struct {
        const char *in, *out;
    } PIECES[] = {
        {"&", "&"},
        {"<", "<"},
        {">", ">"},
        {"\"", "\""},
        {"'", "'"},
        {"]]>", "]]>"},
        {"&amp;", "&amp;"},
        {"\x01", ""},
        {"\x1b", ""},
        {"\x7f", ""},
        {"\n", ""},
        {"\t", ""},
        {"\r", ""},
        {"ệ", "ệ"},
        {"Đ", "Đ"},
        {"₫", "₫"},
        {"😀", "😀"},
        {"\uFFFE", ""},
        {"\uFFFF", ""},
        {"\xC2\x85", ""},
        {"  ", "  "},
        {"</w:t>", "</w:t>"},
        {"\xFF", "\uFFFD"},
        {"a", "a"},
        {"<!--", "<!--"},
        {"<![CDATA[", "<![CDATA["},
        {"\xE2\x80\x8B", "\xE2\x80\x8B"},
    };
    uint32_t seed = 20200626;
    for (int round = 0; round < 200; round++) {
        struct arena *a = arena_new(0);
        struct buf in = BUF_INIT(4096), out = BUF_INIT(4096);
        for (int i = 0; i < 40; i++) {
            seed = seed * 1664525 + 1013904223;
            size_t piece = (seed >> 16) % COUNT_OF(PIECES);
            buf_append_c(&in, PIECES[piece].in);
            buf_append_c(&out, PIECES[piece].out);
        }
        struct document *document = document_new(a);
        document->title = document->banner = document->watermark = buf_str(&in);
        doc_paragraph_add(doc_section_add(document, DOC_PAGE_A4_PORTRAIT), DOC_BODY, buf_str(&in));
        struct package package = open_package(a, write_docx(a, document));
        for (size_t i = 0; i < package.count; i++)
            parse_xml(package.parts[i].bytes, NULL, NULL, NULL, NULL);
        struct str text = text_of(a, document);
        if (!str_equal(text, buf_str(&out)))
            fail_msg("'" STR_FMT "' is not '" STR_FMT "'", STR_ARG(text), STR_ARG(buf_str(&out)));
        buf_release(&in);
        buf_release(&out);
        arena_free(a);
    }
}

struct attribute_seen {
    char value[64];
};

static void see_attribute(void *context, const XML_Char *name, const XML_Char **attributes) {
    (void)name;
    struct attribute_seen *seen = context;
    snprintf(seen->value, sizeof seen->value, "%s", attribute(attributes, "x"));
}

static void attributes_come_back(void **state) {
    (void)state;
    struct buf out = BUF_INIT(1000);
    struct xml xml;
    xml_init(&xml, &out);
    xml_begin(&xml, "e");
    xml_attr_c(&xml, "x", "a\"b'<c>&\td\ne\x02");
    xml_end(&xml);
    struct attribute_seen seen = {""};
    parse_xml(buf_str(&out), see_attribute, NULL, NULL, &seen);
    assert_string_equal(seen.value, "a\"b'<c>&\td\ne");
    buf_release(&out);
}

static void measures_text(void **state) {
    (void)state;
    /* Times: a digit is half its size wide */
    double ten_digits_mm = doc_text_width_mm(STR("0123456789"), 72, false);
    assert_true(ten_digits_mm > 126.9 && ten_digits_mm < 127.1);
    assert_true(doc_text_width_mm(STR("ờ"), 14, false) == doc_text_width_mm(STR("o"), 14, false));
    assert_true(doc_text_width_mm(STR("a\nmm"), 14, true) ==
                doc_text_width_mm(STR("mm"), 14, true));
    assert_true(doc_text_width_mm(STR(""), 14, true) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(package_holds_together),
        cmocka_unit_test(names_no_author),
        cmocka_unit_test(equal_papers_are_equal_files),
        cmocka_unit_test(refuses_a_document_without_pages),
        cmocka_unit_test(elements_stand_in_order),
        cmocka_unit_test(every_row_fills_the_grid_and_the_page),
        cmocka_unit_test(unknown_things_stay_blank),
        cmocka_unit_test(known_things_follow_the_decree),
        cmocka_unit_test(keeps_text_of_many_lines),
        cmocka_unit_test(any_text_comes_back),
        cmocka_unit_test(attributes_come_back),
        cmocka_unit_test(measures_text),
    };
    return cmocka_run_group_tests_name("docx", tests, NULL, NULL);
}
