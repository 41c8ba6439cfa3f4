#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "doc/workbook_fixture.h"

#define CELL(name, text) assert_string_equal(fixture_text(a, &book, 0, name), text)

static int open_arena(void **state) {
    *state = arena_new(0);
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

static void reads_numbers_as_excel_shows_them(void **state) {
    struct arena *a = *state;
    struct workbook book = fixture_read(a, fixture_file(a, "tu-cham-ea-mrang-6T2020.xlsx"));
    assert_int_equal(book.sheet_count, 1);
    assert_string_equal(str_c(a, book.sheets[0].name), "Tự chấm 6T");
    CELL("A2", "BAN CHQS HUYỆN EA M’RANG");
    CELL("E11", "98.6");
    CELL("E16", "98.9");
    CELL("E7", "99.2");
    CELL("A7", "1");
    assert_int_equal(fixture_cell(&book, 0, "A7")->kind, WORKBOOK_TEXT);
    assert_int_equal(fixture_cell(&book, 0, "E11")->kind, WORKBOOK_NUMBER);
    /* a formula that nobody computed: no value is made up */
    const struct workbook_cell *total = fixture_cell(&book, 0, "F29");
    assert_non_null(total);
    assert_true(total->has_formula);
    assert_true(total->formula_without_value);
    assert_string_equal(str_c(a, total->text), "");
    assert_null(fixture_cell(&book, 0, "D6"));
    assert_int_equal(book.sheets[0].rows, 29);
    assert_int_equal(book.sheets[0].columns, 7);
}

static void reads_the_other_writers_sheets(void **state) {
    struct arena *a = *state;
    struct workbook book = fixture_read(a, fixture_file(a, "tu-cham-dam-say-6T2020.xlsx"));
    const struct workbook_cell *total = fixture_cell(&book, 0, "F28");
    assert_string_equal(str_c(a, total->text), "84.05");
    assert_true(total->has_formula);
    assert_false(total->formula_without_value);

    book = fixture_read(a, fixture_file(a, "tu-cham-suoi-bac-6T2020.xlsx"));
    CELL("E16", "98,6");
    assert_int_equal(fixture_cell(&book, 0, "E16")->kind, WORKBOOK_TEXT);
    assert_non_null(strstr(fixture_text(a, &book, 0, "B18"), "\xC2\xA0"));

    book = fixture_read(a, fixture_file(a, "tu-cham-thac-may-6T2020.xlsx"));
    CELL("E25", "hai");
}

static struct workbook sheet_of(struct arena *a, const char *data) {
    return fixture_read(a, fixture_sheet(a, &(struct fixture_sheet){.data = data}));
}

static void rounds_to_fifteen_digits_without_artefacts(void **state) {
    struct arena *a = *state;
    static const char *const PAIRS[][2] = {
        {"98.59999999999999", "98.6"},
        {"98.90000000000001", "98.9"},
        {"0.30000000000000004", "0.3"},
        {"1E-05", "0.00001"},
        {"1e+20", "100000000000000000000"},
        {"-2.5E-1", "-0.25"},
        {"12.50", "12.5"},
        {"-0", "0"},
        {"0.000", "0"},
        {"9.999999999999999", "10"},
        {"999999999999999.9", "1000000000000000"},
        {"123456789012345678", "123456789012346000"},
        {"1234567890.12345678", "1234567890.12346"},
        {"4.9406564584124654E-324", "4.9406564584124654E-324"}, /* no number Excel shows */
        {"007", "7"},
    };
    struct buf data = BUF_INIT(100000);
    buf_append_c(&data, "<sheetData><row>");
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        buf_append_format(&data, "<c><v>%s</v></c>", PAIRS[i][0]);
    buf_append_c(&data, "</row></sheetData>");
    struct workbook book = sheet_of(a, buf_str(&data).p);
    buf_release(&data);
    for (size_t i = 0; i < COUNT_OF(PAIRS); i++)
        assert_string_equal(str_c(a, workbook_cell_at(&book.sheets[0], 1, (uint32_t)i + 1)->text),
                            PAIRS[i][1]);
}

static void shows_every_kind_of_cell(void **state) {
    struct arena *a = *state;
    struct workbook book = fixture_read(
        a,
        fixture_sheet(
            a,
            &(struct fixture_sheet){
                .shared = "<si><r><rPr><b/></rPr><t>Đầm </t></r><r><t xml:space='preserve'>Sậy "
                          "</t></r><rPh sb='0' eb='1'><t>phiên âm</t></rPh></si>"
                          "<si><t>một_x000D_hai_x005F_x000D_ _xZZZZ_</t></si>"
                          "<si><t>Huye\xCC\xA3\xCC\x82n</t></si><si><t/></si>",
                .data = "<sheetData><row r='2'>"
                        "<c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c>"
                        "<c r='C2' t='s'><v>2</v></c><c r='D2' t='s'><v>3</v></c>"
                        "<c r='E2' t='b'><v>1</v></c><c r='F2' t='b'><v>0</v></c>"
                        "<c r='G2' t='e'><v>#N/A</v></c>"
                        "<c r='H2' t='str'><f>A2&amp;\"x\"</f><v>kết\xC2\xA0quả</v></c>"
                        "<c r='I2'><f>SUM(A1:A2)</f></c><c r='J2'><f>1+1</f><v></v></c>"
                        "<c r='K2' t='str'><f>\"\"</f><v></v></c>"
                        "<c r='L2' t='inlineStr'><is><r><t>tại </t></r><r><t>chỗ</t></r></is></c>"
                        "<c r='M2' s='9'/><c r='N2' t='n'></c>"
                        "<c r='O2'><v> 5 </v></c><c r='P2'><v>1,5</v></c>"
                        "</row></sheetData>"}));
    CELL("A2", "Đầm Sậy ");
    CELL("B2", "một\rhai_x000D_ _xZZZZ_");
    CELL("C2", "Huyện");
    assert_true(fixture_cell(&book, 0, "C2")->had_decomposed);
    assert_false(fixture_cell(&book, 0, "A2")->had_decomposed);
    assert_null(fixture_cell(&book, 0, "D2"));
    CELL("E2", "TRUE");
    CELL("F2", "FALSE");
    assert_int_equal(fixture_cell(&book, 0, "F2")->kind, WORKBOOK_BOOL);
    CELL("G2", "#N/A");
    assert_int_equal(fixture_cell(&book, 0, "G2")->kind, WORKBOOK_ERROR);
    CELL("H2", "kết\xC2\xA0quả");
    assert_true(fixture_cell(&book, 0, "H2")->has_formula);
    assert_true(fixture_cell(&book, 0, "I2")->formula_without_value);
    assert_true(fixture_cell(&book, 0, "J2")->formula_without_value);
    assert_false(fixture_cell(&book, 0, "K2")->formula_without_value);
    CELL("L2", "tại chỗ");
    assert_null(fixture_cell(&book, 0, "M2"));
    assert_null(fixture_cell(&book, 0, "N2"));
    CELL("O2", "5");
    CELL("P2", "1,5");
    assert_int_equal(fixture_cell(&book, 0, "P2")->kind, WORKBOOK_TEXT);
}

#define STYLES                                                                                     \
    "<numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/>"                                    \
    "<numFmt numFmtId='165' formatCode='[$-42A]d \"tháng\" m;@'/>"                                \
    "<numFmt numFmtId='166' formatCode='h:mm d/m/yy'/>"                                            \
    "<numFmt numFmtId='167' formatCode='[h]:mm'/>"                                                 \
    "<numFmt numFmtId='168' formatCode='0.0\"%\"'/>"                                               \
    "<numFmt numFmtId='169' formatCode='[Red]#,##0\\ \"đồng\"'/></numFmts>"                     \
    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"                                             \
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='10'/><xf numFmtId='164'/>"        \
    "<xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/><xf numFmtId='168'/>"             \
    "<xf numFmtId='169'/></cellXfs>"

static void shows_dates_and_percentages(void **state) {
    struct arena *a = *state;
    struct fixture_sheet sheet = {
        .styles = STYLES,
        .data = "<sheetData><row><c s='0'><v>44008</v></c><c s='1'><v>44008</v></c>"
                "<c s='2'><v>0.98599999999999999</v></c><c s='3'><v>44008.75</v></c>"
                "<c s='4'><v>44008</v></c><c s='5'><v>44008.384722222225</v></c>"
                "<c s='6'><v>1.25</v></c><c s='7'><v>98.6</v></c><c s='8'><v>1490000</v></c>"
                "<c s='1'><v>60</v></c><c s='1'><v>59</v></c><c s='1'><v>61</v></c>"
                "<c s='1'><v>-3</v></c><c s='1' t='d'><v>2020-06-26T00:00:00</v></c>"
                "<c s='2'><v>0</v></c><c s='1'><v>0</v></c><c s='1'><v>1</v></c>"
                "</row></sheetData>"};
    struct workbook book = fixture_read(a, fixture_sheet(a, &sheet));
    CELL("A1", "44008");
    CELL("B1", "2020-06-26");
    assert_int_equal(fixture_cell(&book, 0, "B1")->kind, WORKBOOK_DATE);
    CELL("C1", "98.6%");
    assert_true(fixture_cell(&book, 0, "C1")->is_percent);
    assert_int_equal(fixture_cell(&book, 0, "C1")->kind, WORKBOOK_NUMBER);
    CELL("D1", "2020-06-26");
    CELL("E1", "2020-06-26");
    CELL("F1", "2020-06-26 09:14");
    CELL("G1", "30:00");
    assert_int_equal(fixture_cell(&book, 0, "G1")->kind, WORKBOOK_TIME);
    CELL("H1", "98.6");
    CELL("I1", "1490000");
    CELL("J1", "1900-02-29");
    CELL("K1", "1900-02-28");
    CELL("L1", "1900-03-01");
    CELL("M1", "-3");
    CELL("N1", "2020-06-26");
    CELL("O1", "0%");
    CELL("P1", "0");
    CELL("Q1", "1900-01-01");
    sheet.workbook_pr = "date1904='1'";
    sheet.data = "<sheetData><row><c s='1'><v>42546</v></c><c s='1'><v>0</v></c></row></sheetData>";
    book = fixture_read(a, fixture_sheet(a, &sheet));
    CELL("A1", "2020-06-26");
    CELL("B1", "1904-01-01");
}

static void finds_places_that_are_not_written(void **state) {
    struct arena *a = *state;
    struct workbook book = sheet_of(
        a, "<sheetData><row><c><v>1</v></c><c r='D1'><v>2</v></c><c><v>3</v></c></row>"
           "<row r='7'><c r='C7'><v>4</v></c><c r='A7'><v>5</v></c></row><row><c><v>6</v></c></row>"
           "</sheetData><mergeCells><mergeCell ref='A1:C2'/></mergeCells>");
    CELL("A1", "1");
    CELL("D1", "2");
    CELL("E1", "3");
    CELL("C7", "4");
    CELL("A7", "5");
    CELL("A8", "6");
    assert_int_equal(book.sheets[0].rows, 8);
    assert_int_equal(book.sheets[0].columns, 5);
    for (size_t i = 1; i < book.sheets[0].count; i++) {
        const struct workbook_cell *c = &book.sheets[0].items[i];
        assert_true(c[-1].row < c->row || (c[-1].row == c->row && c[-1].column < c->column));
    }
    assert_int_equal(book.sheets[0].merge_count, 1);
    assert_int_equal(book.sheets[0].merges[0].last_row, 2);
    assert_int_equal(book.sheets[0].merges[0].last_column, 3);
    assert_string_equal(str_c(a, workbook_cell_name(a, 11, 5)), "E11");
    assert_string_equal(str_c(a, workbook_cell_name(a, 1, 16384)), "XFD1");
    assert_string_equal(str_c(a, workbook_cell_name(a, 0, 27)), "AA");
}

/* A file that nobody brought into memory, somewhere in a larger one. */
static void reads_out_of_an_open_file(void **state) {
    struct arena *a = *state;
    struct str bytes = fixture_file(a, "tu-cham-ea-mrang-6T2020.xlsx");
    static const uint64_t OFFSETS[] = {0, 1, 4095, 4096, 70001};
    for (size_t i = 0; i < COUNT_OF(OFFSETS); i++) {
        FILE *larger = tmpfile();
        assert_non_null(larger);
        assert_int_equal(fseek(larger, (long)OFFSETS[i], SEEK_SET), 0);
        assert_int_equal(fwrite(bytes.p, 1, bytes.n, larger), bytes.n);
        fputs("something behind it", larger);
        assert_int_equal(fflush(larger), 0);
        struct workbook_file file = {
            .descriptor = fileno(larger), .offset = OFFSETS[i], .size = bytes.n};
        struct workbook book;
        struct message fault = {0};
        assert_null(workbook_read_file(a, &file, NULL, &book, &fault));
        assert_int_equal(fault.id, MSG_none);
        CELL("A2", "BAN CHQS HUYỆN EA M’RANG");
        /* One that is shorter than it is said to be. */
        file.size += 100;
        assert_non_null(workbook_read_file(a, &file, NULL, &book, &fault));
        file = (struct workbook_file){.descriptor = fileno(larger)};
        assert_null(workbook_read_file(a, &file, NULL, &book, &fault));
        assert_int_equal(fault.id, MSG_workbook_empty);
        fclose(larger);
    }
}

static void reads_the_strict_edition_with_any_prefix(void **state) {
    struct arena *a = *state;
#define STRICT     "http://purl.oclc.org/ooxml/spreadsheetml/main"
#define STRICT_REL "http://purl.oclc.org/ooxml/officeDocument/relationships"
#define RELS       "http://schemas.openxmlformats.org/package/2006/relationships"
    struct fixture_part parts[] = {
        {"_rels/.rels",
         STR("<p:Relationships xmlns:p='" RELS "'><p:Relationship Id='a' Type='" STRICT_REL
             "/officeDocument' Target='/book/main.xml'/><p:Relationship Id='b' Type='" STRICT_REL
             "/customProperties' Target='props.xml'/></p:Relationships>")},
        {"book/main.xml",
         STR("<?xml version='1.0'?><q:workbook xmlns:q='" STRICT "' xmlns:z='" STRICT_REL "'>"
             "<q:sheets><q:sheet name='Thứ hai' state='veryHidden' z:id='r2'/>"
             "<q:sheet name='Biểu đồ' z:id='r3'/><q:sheet name='Thứ nhất' z:id='r1'/>"
             "</q:sheets></q:workbook>")},
        {"book/_rels/main.xml.rels",
         STR("<Relationships xmlns='" RELS "'>"
             "<Relationship Id='r1' Type='" STRICT_REL "/worksheet' Target='../x/One.xml'/>"
             "<Relationship Id='r2' Type='" STRICT_REL "/worksheet' Target='/x/two.xml'/>"
             "<Relationship Id='r3' Type='" STRICT_REL "/chartsheet' Target='/x/c.xml'/>"
             "</Relationships>")},
        {"x/one.xml", STR("<k:worksheet xmlns:k='" STRICT "' xmlns:o='urn:other'><k:sheetData>"
                          "<k:row><o:c><o:v>9</o:v></o:c><k:c><k:v>1</k:v></k:c></k:row>"
                          "</k:sheetData></k:worksheet>")},
        {"x/two.xml", STR("<worksheet xmlns='" STRICT "'><sheetData><row><c><v>2</v></c></row>"
                          "</sheetData></worksheet>")},
        {"props.xml", STR("<Properties xmlns='urn:p' xmlns:vt='urn:v'><property name='mã'>"
                          "<vt:lpwstr>cum-mau</vt:lpwstr></property></Properties>")},
    };
    struct workbook book = fixture_read(a, fixture_zip(a, parts, COUNT_OF(parts)));
    assert_int_equal(book.sheet_count, 2);
    assert_string_equal(str_c(a, book.sheets[0].name), "Thứ hai");
    assert_true(book.sheets[0].hidden);
    assert_string_equal(fixture_text(a, &book, 0, "A1"), "2");
    assert_false(book.sheets[1].hidden);
    assert_string_equal(fixture_text(a, &book, 1, "A1"), "1");
    assert_string_equal(str_c(a, workbook_property_of(&book, STR("mã"))), "cum-mau");
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(reads_numbers_as_excel_shows_them),
        TEST(reads_the_other_writers_sheets),
        TEST(rounds_to_fifteen_digits_without_artefacts),
        TEST(shows_every_kind_of_cell),
        TEST(shows_dates_and_percentages),
        TEST(finds_places_that_are_not_written),
        TEST(reads_out_of_an_open_file),
        TEST(reads_the_strict_edition_with_any_prefix),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
