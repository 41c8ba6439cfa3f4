#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "doc/workbook_fixture.h"
#include "doc/xlsx_parse.h"

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

/* ---- faults ---- */

#define FAULT(file, id) assert_int_equal(fixture_fault(a, (file)), MSG_workbook_##id)

static struct str one_part(struct arena *a, const char *name, struct str content) {
    return fixture_zip(a, &(struct fixture_part){name, content}, 1);
}

static void tells_what_a_file_is_that_is_no_workbook(void **state) {
    struct arena *a = *state;
#define OLE "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0\0\0\0\0\0"
    FAULT(STR(""), empty);
    FAULT(STR(OLE "W\0o\0r\0k\0b\0o\0o\0k\0"), old_xls);
    FAULT(STR(OLE "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"), encrypted);
    FAULT(STR(OLE "W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"), word);
    FAULT(STR("TT;Nội dung;Điểm\n1;Huấn luyện;98,6\n"), csv);
    FAULT(STR("\xEF\xBB\xBFTT,Noi dung\r\n"), csv);
    FAULT(STR("\xFF\xFET\0T\0\t\0"), csv);
    FAULT(STR("<html><body><table><tr><td>1</td></tr></table>"), html);
    FAULT(STR("  <!DOCTYPE HTML>\n<p>"), html);
    FAULT(STR("<?xml version='1.0'?><Workbook "
              "xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>"),
          xml_2003);
    FAULT(STR("%PDF-1.4\n"), pdf);
    FAULT(STR("{\\rtf1 x}"), word);
    FAULT(STR("\x89PNG\r\n\x1A\n"), picture);
    FAULT(STR("Rar!\x1A\x07"), archive);
    FAULT(STR("\x7F"
              "ELF\x02\x01\x01"),
          unknown);
    FAULT(one_part(a, "word/document.xml", STR("<w/>")), word);
    FAULT(one_part(a, "ppt/presentation.xml", STR("<p/>")), presentation);
    FAULT(one_part(a, "xl/workbook.bin", STR("x")), xlsb);
    FAULT(one_part(a, "mimetype", STR("application/vnd.oasis.opendocument.spreadsheet")), ods);
    FAULT(one_part(a, "mimetype", STR("application/vnd.oasis.opendocument.text")), open_document);
    FAULT(one_part(a, "Tự chấm/dam-say.XLSX", STR("x")), archive);
    FAULT(one_part(a, "a.txt", STR("x")), no_workbook);
    FAULT(STR("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), no_workbook);
    FAULT(str_slice(fixture_file(a, "tieu-chi-2020.xlsx"), 0, 3000), truncated);
}

/* Each has a sentence of its own in both languages: none is a copy of another. */
static void each_fault_has_its_own_sentence(void **state) {
    struct arena *a = *state;
    for (enum msg_id i = MSG_workbook_empty; i <= MSG_workbook_reader_failed; i++)
        for (enum msg_id j = MSG_workbook_empty; j < i; j++)
            for (int lang = 0; lang < LANG_COUNT; lang++)
                assert_false(str_equal(message_text(a, (enum lang)lang, MESSAGE(i)),
                                       message_text(a, (enum lang)lang, MESSAGE(j))));
}

/* Sets the byte OFFSET bytes after the start of each AFTER. */
static struct str with_byte(struct arena *a, struct str file, struct str after, size_t offset,
                            char byte) {
    char *bytes = arena_alloc(a, file.n + 1);
    memcpy(bytes, file.p, file.n);
    for (size_t i = 0; i + after.n + offset < file.n; i++)
        if (memcmp(bytes + i, after.p, after.n) == 0)
            bytes[i + offset] = byte;
    return (struct str){bytes, file.n};
}

static void refuses_archives_that_are_not_sound(void **state) {
    struct arena *a = *state;
    struct str good = fixture_sheet(
        a, &(struct fixture_sheet){.data = "<sheetData><row><c><v>1</v></c></row></sheetData>"});
    assert_int_equal(fixture_read(a, good).sheet_count, 1);
    /* two parts of one name, in different letters */
    struct fixture_part twice[] = {{"xl/workbook.xml", STR("<a/>")},
                                   {"xl/workbooK.xml", STR("<b/>")}};
    FAULT(fixture_zip(a, twice, 2), part_twice);
    /* a part locked with a password: the flag in its directory entry */
    FAULT(with_byte(a, good, STR("PK\x01\x02"), 8, 1), encrypted);
    /* a checksum that does not fit: the first byte of it in each directory entry */
    enum msg_id crc = fixture_fault(a, with_byte(a, good, STR("PK\x01\x02"), 16, 0x55));
    assert_true(crc == MSG_workbook_damaged || crc == MSG_workbook_truncated);
    struct fixture_part many[300];
    for (size_t i = 0; i < COUNT_OF(many); i++)
        many[i] = (struct fixture_part){str_format(a, "xl/%zu.xml", i).p, STR("<a/>")};
    FAULT(fixture_zip(a, many, COUNT_OF(many)), too_many_parts);
    struct fixture_part no_sheet[] = {
        {"xl/workbook.xml",
         STR("<workbook xmlns='http://"
             "schemas.openxmlformats.org/spreadsheetml/2006/main'><sheets/></workbook>")}};
    FAULT(fixture_zip(a, no_sheet, 1), no_sheets);
}

static enum msg_id fault_of_data(struct arena *a, const char *data) {
    return fixture_fault(a, fixture_sheet(a, &(struct fixture_sheet){.data = data}));
}

static void refuses_sheets_that_make_no_sense(void **state) {
    struct arena *a = *state;
    static const char *const DATA[] = {
        "<sheetData><row r='5'/><row r='5'/></sheetData>",
        "<sheetData><row r='1048577'/></sheetData>",
        "<sheetData><row r='99999999999999999999'/></sheetData>",
        "<sheetData><row><c r='XFE1'><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r='B2'><v>1</v></c></row></sheetData>",
        "<sheetData><row><c r='A1'><v>1</v></c><c r='A1'><v>2</v></c></row></sheetData>",
        "<sheetData><row><c t='s'><v>0</v></c></row></sheetData>",
        "<sheetData><row><c t='s'><v>-1</v></c></row></sheetData>",
        "<sheetData><row><c t='x'><v>0</v></c></row></sheetData>",
        "<sheetData><row><c><c><v>0</v></c></c></row></sheetData>",
        "<sheetData><c><v>0</v></c></sheetData>",
        "<mergeCells><mergeCell ref='B2:A1'/></mergeCells>",
        "<mergeCells><mergeCell ref='A1:B2:C3'/></mergeCells>",
        "<sheetData><row></sheetData>",
        "<sheetData>\xFF</sheetData>",
        "<sheetData>",
    };
    for (size_t i = 0; i < COUNT_OF(DATA); i++)
        if (fault_of_data(a, DATA[i]) != MSG_workbook_damaged)
            fail_msg("not refused: %s", DATA[i]);
}

static void refuses_document_types_and_deep_nests(void **state) {
    struct arena *a = *state;
    struct fixture_part laughs[] = {
        {"xl/workbook.xml",
         STR("<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>"
             "<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>]><workbook>&c;</workbook>")}};
    FAULT(fixture_zip(a, laughs, 1), unsafe);
    struct buf deep = BUF_INIT(100000);
    for (int i = 0; i < 100; i++)
        buf_append_c(&deep, "<x>");
    assert_int_equal(fault_of_data(a, buf_str(&deep).p), MSG_workbook_unsafe);
    buf_release(&deep);
}

static void refuses_what_blows_up(void **state) {
    struct arena *a = *state;
    size_t gigabyte = (size_t)1 << 30;
    void *zeros = mmap(NULL, gigabyte, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(zeros != MAP_FAILED);
    FAULT(one_part(a, "xl/workbook.xml", (struct str){zeros, gigabyte}), too_much_unpacked);
    FAULT(one_part(a, "xl/workbook.xml", (struct str){zeros, (size_t)150 << 20}),
          too_much_unpacked);
    munmap(zeros, gigabyte);
}

static void passes_over_a_million_empty_rows(void **state) {
    struct arena *a = *state;
    struct buf data = BUF_INIT((size_t)100 << 20);
    buf_append_c(&data, "<sheetData>");
    for (unsigned row = 1; row <= 1048576; row++) {
        buf_append_c(&data, "<row r='");
        buf_append_int(&data, row);
        buf_append_c(&data, "' ht='15'><c r='A");
        buf_append_int(&data, row);
        buf_append_c(&data, row == 1048576 ? "' s='1'><v>7</v></c></row>" : "' s='1'/></row>");
    }
    buf_append_c(&data, "</sheetData>");
    struct workbook book = sheet_of(a, buf_str(&data).p);
    buf_release(&data);
    assert_int_equal(book.sheets[0].count, 1);
    CELL("A1048576", "7");
}

static struct str wide_and_long(struct arena *a, unsigned rows, unsigned columns) {
    struct buf data = BUF_INIT((size_t)100 << 20);
    buf_append_c(&data, "<sheetData>");
    for (unsigned row = 0; row < rows; row++) {
        buf_append_c(&data, "<row>");
        for (unsigned column = 0; column < columns; column++)
            buf_append_format(&data, "<c><v>%u</v></c>", row * 7919 + column * 104729);
        buf_append_c(&data, "</row>");
    }
    buf_append_c(&data, "</sheetData>");
    struct str file = fixture_sheet(a, &(struct fixture_sheet){.data = buf_str(&data).p});
    buf_release(&data);
    return file;
}

static enum msg_id fault_within(struct arena *a, struct str file, struct workbook_limits limits) {
    struct workbook book = {0};
    struct message fault;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    return fault.id;
}

static void keeps_to_the_callers_limits(void **state) {
    struct arena *a = *state;
    struct str file = wide_and_long(a, 50, 20);
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook book;
    struct message fault;
    assert_int_equal(fault_within(a, file, limits), MSG_none);
    limits.max_rows = 49;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    assert_int_equal(fault.id, MSG_workbook_too_many_rows);
    assert_string_equal(str_c(a, fault.args[0]), "S");
    assert_string_equal(str_c(a, fault.args[1]), "49");
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_cells = 999;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_many_cells);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_text_bytes = 100;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_much_text);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_file_bytes = 100;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_file_too_large);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_sheets = 0;
    assert_int_equal(fault_within(a, file, limits), MSG_workbook_too_many_sheets);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_columns = 5;
    assert_null(workbook_read(a, file, &limits, &book, &fault));
    assert_int_equal(fault.id, MSG_none);
    assert_true(book.sheets[0].columns_were_cut);
    assert_int_equal(book.sheets[0].columns, 5);
    char *text = arena_alloc(a, 32769 + 100);
    strcpy(text, "<sheetData><row><c t='str'><v>");
    memset(text + strlen(text), 'x', 32768);
    strcat(text, "</v></c></row></sheetData>");
    assert_int_equal(fault_of_data(a, text), MSG_workbook_long_text);
}

/* ---- damaged bytes ---- */

static void a_file_cut_anywhere_gives_a_fault(void **state) {
    struct arena *a = *state;
    struct str file = fixture_file(a, "tu-cham-suoi-bac-6T2020.xlsx");
    for (size_t length = 0; length < file.n; length += 97) {
        enum msg_id fault = fixture_fault(a, str_slice(file, 0, length));
        assert_true(fault != MSG_none && fault != MSG_workbook_reader_failed &&
                    fault != MSG_workbook_too_slow);
    }
}

/* In this process, where the sanitizers see each step. */
static void flipped_bytes_never_crash_the_parser(void **state) {
    (void)state;
    static const char *const FILES[] = {"tu-cham-ea-mrang-6T2020.xlsx",
                                        "tu-cham-suoi-bac-6T2020.xlsx"};
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook_visitor nobody = {0};
    uint32_t random = 20200626;
    int faults = 0;
    for (int round = 0; round < 600; round++) {
        struct arena *a = arena_new(0);
        struct str file = fixture_file(a, FILES[round % 2]);
        char *bytes = arena_alloc(a, file.n);
        memcpy(bytes, file.p, file.n);
        for (int i = 0; i <= round % 4; i++) {
            random = random * 1664525 + 1013904223;
            bytes[(random >> 8) % file.n] ^= (char)(1 << (random >> 5 & 7));
        }
        struct message fault;
        assert_null(xlsx_parse(a, (struct str){bytes, file.n}, &limits, &nobody, &fault));
        faults += fault.id != MSG_none;
        arena_free(a);
    }
    assert_true(faults > 100);
}

/* The XML itself: byte flips in a stored part, past the checksums. */
static void flipped_xml_never_crashes_the_parser(void **state) {
    (void)state;
    static const char DATA[] =
        "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' s='1'><v>44008.5</v></c>"
        "<c r='C1' t='inlineStr'><is><t>x_x000D_</t></is></c><c r='D1'><f>A1</f></c></row>"
        "</sheetData><mergeCells><mergeCell ref='A1:C2'/></mergeCells>";
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    struct workbook_visitor nobody = {0};
    uint32_t random = 4;
    for (int round = 0; round < 800; round++) {
        struct arena *a = arena_new(0);
        char *data = arena_alloc(a, sizeof(DATA));
        memcpy(data, DATA, sizeof(DATA));
        for (int i = 0; i <= round % 3; i++) {
            random = random * 1664525 + 1013904223;
            data[(random >> 8) % (sizeof(DATA) - 1)] = (char)(random >> 3 | 1);
        }
        struct str file = fixture_sheet(
            a,
            &(struct fixture_sheet){.data = data, .shared = "<si><t>a</t></si>", .styles = STYLES});
        struct message fault;
        assert_null(xlsx_parse(a, file, &limits, &nobody, &fault));
        arena_free(a);
    }
}

/* ---- a child that misbehaves ---- */

static struct str script(struct arena *a, const char *body) {
    struct str path = str_format(a, "/tmp/thidua-child-%d.sh", (int)getpid());
    FILE *file = fopen(path.p, "w");
    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", body);
    fclose(file);
    chmod(path.p, 0700);
    return path;
}

static enum msg_id fault_of_child(struct arena *a, const char *body, int max_wait_ms) {
    struct str path = script(a, body);
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_wait_ms = max_wait_ms;
    workbook_reader_set_program(path.p);
    enum msg_id fault = fault_within(a, fixture_file(a, "tieu-chi-2020.xlsx"), limits);
    workbook_reader_set_program(NULL);
    unlink(path.p);
    return fault;
}

static void a_failing_child_is_a_fault_not_a_crash(void **state) {
    struct arena *a = *state;
    assert_int_equal(fault_of_child(a, "exit 0", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "kill -9 $$", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "yes", 20000), MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a, "exec sleep 60", 100), MSG_workbook_too_slow);
    /* a good answer, then a bad end */
    assert_int_equal(fault_of_child(a,
                                    "printf '\\011\\0\\0\\0S\\0\\0\\0\\0\\1\\0\\0\\0A"
                                    "\\004\\0\\0\\0E\\0\\0\\0\\0\\0\\0\\0\\0Z'; exit 1",
                                    20000),
                     MSG_workbook_reader_failed);
    assert_int_equal(fault_of_child(a,
                                    "printf '\\011\\0\\0\\0S\\0\\0\\0\\0\\1\\0\\0\\0A"
                                    "\\004\\0\\0\\0E\\0\\0\\0\\0\\0\\0\\0\\0Z'",
                                    20000),
                     MSG_none);
    struct workbook book;
    struct message fault;
    workbook_reader_set_program("/nonexistent/program");
    const struct err *err =
        workbook_read(a, fixture_file(a, "tieu-chi-2020.xlsx"), NULL, &book, &fault);
    workbook_reader_set_program(NULL);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_INTERNAL);
}

struct rows_seen {
    uint32_t rows;
    uint32_t stop_at;
};

static const struct err *see_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                 size_t count) {
    struct rows_seen *seen = context;
    assert_int_equal(cells[0].row, row);
    assert_int_equal(count, 20);
    return ++seen->rows == seen->stop_at ? ERR(ERR_CONFLICT, "enough") : NULL;
}

static void streams_rows_and_passes_errors_on(void **state) {
    struct arena *a = *state;
    struct str file = wide_and_long(a, 3000, 20);
    struct rows_seen seen = {0};
    struct workbook_visitor visitor = {.context = &seen, .row = see_row};
    struct message fault;
    assert_null(workbook_stream(a, file, NULL, &visitor, &fault));
    assert_int_equal(fault.id, MSG_none);
    assert_int_equal(seen.rows, 3000);
    seen = (struct rows_seen){.stop_at = 10};
    assert_int_equal(workbook_stream(a, file, NULL, &visitor, &fault)->kind, ERR_CONFLICT);
    assert_int_equal(seen.rows, 10);
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
        TEST(reads_the_strict_edition_with_any_prefix),
        TEST(tells_what_a_file_is_that_is_no_workbook),
        TEST(each_fault_has_its_own_sentence),
        TEST(refuses_archives_that_are_not_sound),
        TEST(refuses_sheets_that_make_no_sense),
        TEST(refuses_document_types_and_deep_nests),
        TEST(refuses_what_blows_up),
        TEST(passes_over_a_million_empty_rows),
        TEST(keeps_to_the_callers_limits),
        TEST(a_file_cut_anywhere_gives_a_fault),
        TEST(flipped_bytes_never_crash_the_parser),
        TEST(flipped_xml_never_crashes_the_parser),
        TEST(a_failing_child_is_a_fault_not_a_crash),
        TEST(streams_rows_and_passes_errors_on),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
