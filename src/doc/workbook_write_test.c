#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zip.h>

#include "doc/workbook_fixture.h"
#include "doc/workbook_write.h"

#define CELL(sheet, name, text) assert_string_equal(fixture_text(a, &book, sheet, name), text)

static int open_arena(void **state) {
    *state = arena_new(0);
    return 0;
}

static int close_arena(void **state) {
    arena_free(*state);
    return 0;
}

static struct str finish(struct book_out *out) {
    struct str bytes;
    const struct err *err = book_finish(out, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return bytes;
}

/* The XML of a part of a written file. */
static const char *part(struct arena *a, struct str file, const char *name) {
    zip_error_t error;
    zip_error_init(&error);
    zip_t *zip = zip_open_from_source(zip_source_buffer_create(file.p, file.n, 0, &error),
                                      ZIP_RDONLY, &error);
    assert_non_null(zip);
    zip_stat_t stat;
    assert_int_equal(zip_stat(zip, name, 0, &stat), 0);
    zip_file_t *entry = zip_fopen(zip, name, 0);
    char *bytes = arena_alloc(a, stat.size + 1);
    assert_int_equal(zip_fread(entry, bytes, stat.size), stat.size);
    zip_fclose(entry);
    zip_discard(zip);
    return bytes;
}

#define HAS(xml, what)   assert_non_null(strstr((xml), (what)))
#define LACKS(xml, what) assert_null(strstr((xml), (what)))

static void writes_what_our_reader_reads(void **state) {
    struct arena *a = *state;
    struct book_out *out = book_new(a, &(struct book_about){.title = STR("Bảng tự chấm")});
    book_set_property(out, STR("thidua-sheet"), STR("cum-mau/2020-H1/Đầm Sậy"));
    struct sheet_out *sheet = book_add_sheet(out, STR("Tự chấm"), NULL);
    sheet_merged(sheet, 1, 1, 4, SHEET_TITLE, STR("BẢNG TỰ CHẤM"));
    sheet_text(sheet, 2, 1, SHEET_TEXT, STR("  hai đầu trống "));
    sheet_text(sheet, 2, 2, SHEET_TEXT, STR("hai\ndòng & <thẻ> \"nháy\""));
    sheet_text(sheet, 2, 3, SHEET_TEXT, STR("_x000D_ là chữ"));
    sheet_number(sheet, 3, 1, SHEET_NUMBER_2, DECIMAL(9860, 2));
    sheet_number(sheet, 3, 2, SHEET_NUMBER, DECIMAL(-5, 1));
    sheet_number(sheet, 3, 3, SHEET_NUMBER, DECIMAL(123456789012345, 0));
    sheet_number(sheet, 3, 4, SHEET_PERCENT, DECIMAL(986, 3));
    sheet_date(sheet, 4, 1, SHEET_DATE, (struct date){2020, 6, 26});
    sheet_date(sheet, 4, 2, SHEET_DATE, (struct date){0});
    sheet_formula(sheet, 5, 1, SHEET_TOTAL_NUMBER_2, STR("SUM(A3:B3)"), DECIMAL(981, 1));
    sheet_formula_text(sheet, 5, 2, SHEET_TEXT, STR("IF(A3>90,\"A\",\"B\")"), STR("A"));
    struct workbook book = fixture_read(a, finish(out));
    CELL(0, "A1", "BẢNG TỰ CHẤM");
    assert_int_equal(book.sheets[0].merge_count, 1);
    assert_int_equal(book.sheets[0].merges[0].last_column, 4);
    CELL(0, "A2", "  hai đầu trống ");
    CELL(0, "B2", "hai\ndòng & <thẻ> \"nháy\"");
    CELL(0, "C2", "_x000D_ là chữ");
    CELL(0, "A3", "98.6");
    CELL(0, "B3", "-0.5");
    CELL(0, "C3", "123456789012345");
    CELL(0, "D3", "98.6%");
    CELL(0, "A4", "2020-06-26");
    assert_int_equal(fixture_cell(&book, 0, "A4")->kind, WORKBOOK_DATE);
    assert_null(fixture_cell(&book, 0, "B4"));
    CELL(0, "A5", "98.1");
    assert_true(fixture_cell(&book, 0, "A5")->has_formula);
    CELL(0, "B5", "A");
    assert_string_equal(str_c(a, workbook_property_of(&book, STR("thidua-sheet"))),
                        "cum-mau/2020-H1/Đầm Sậy");
    assert_null(workbook_property_of(&book, STR("khác")).p);
}

static void typed_text_never_becomes_a_formula(void **state) {
    struct arena *a = *state;
    static const char *const TEXTS[] = {
        "=1+1", "+84 26", "-5 điểm", "@SUM(A1)", "{=1}", "=cmd|'/c calc'!A1", "http://a.b", "0012"};
    struct book_out *out = book_new(a, NULL);
    struct sheet_out *sheet = book_add_sheet(out, STR("S"), NULL);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++)
        sheet_text(sheet, (uint32_t)i + 1, 1, SHEET_TEXT, str_from_c(TEXTS[i]));
    struct str bytes = finish(out);
    struct workbook book = fixture_read(a, bytes);
    for (size_t i = 0; i < COUNT_OF(TEXTS); i++) {
        const struct workbook_cell *cell = workbook_cell_at(&book.sheets[0], (uint32_t)i + 1, 1);
        assert_string_equal(str_c(a, cell->text), TEXTS[i]);
        assert_int_equal(cell->kind, WORKBOOK_TEXT);
        assert_false(cell->has_formula);
    }
    LACKS(part(a, bytes, "xl/worksheets/sheet1.xml"), "<f>");
    LACKS(part(a, bytes, "xl/worksheets/sheet1.xml"), "hyperlink");
}

static void mends_names_of_sheets(void **state) {
    struct arena *a = *state;
    struct book_out *out = book_new(a, NULL);
    struct str names[] = {STR("Kết quả: 6/2020 [nháp]?"), STR("KẾT QUẢ- 6-2020 -nháp--"), STR(""),
                          STR("'trong nháy'"),
                          STR("Bảng tổng hợp kết quả chấm điểm thi đua của cụm")};
    const char *const EXPECTED[] = {"Kết quả- 6-2020 -nháp--", "KẾT QUẢ- 6-2020 -nháp-- (2)",
                                    "Sheet", "trong nháy", "Bảng tổng hợp kết quả chấm điểm"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct sheet_out *sheet = book_add_sheet(out, names[i], NULL);
        assert_string_equal(str_c(a, sheet_name(sheet)), EXPECTED[i]);
        sheet_text(sheet, 1, 1, SHEET_PLAIN, STR("x"));
    }
    struct workbook book = fixture_read(a, finish(out));
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_string_equal(str_c(a, book.sheets[i].name), EXPECTED[i]);
}

static struct book_out *form(struct arena *a) {
    struct book_out *out = book_new(a, &(struct book_about){.title = STR("Mẫu tự chấm")});
    struct sheet_out *sheet =
        book_add_sheet(out, STR("Tự chấm"),
                       &(struct sheet_layout){.landscape = true,
                                              .is_protected = true,
                                              .repeat_first_row = 1,
                                              .repeat_last_row = 2,
                                              .frozen_rows = 2,
                                              .frozen_columns = 1,
                                              .header = STR("DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH"),
                                              .footer = STR("5 đơn vị & cụm")});
    struct sheet_out *lists =
        book_add_sheet(out, STR("Danh mục của 'cụm'"), &(struct sheet_layout){.hidden = true});
    sheet_text(lists, 1, 1, SHEET_PLAIN, STR("Đạt"));
    sheet_text(lists, 2, 1, SHEET_PLAIN, STR("Không đạt"));
    sheet_text(sheet, 1, 1, SHEET_HEADER, STR("TT"));
    sheet_blank(sheet, 3, 2, SHEET_INPUT_TEXT);
    sheet_blank(sheet, 3, 3, SHEET_INPUT_NUMBER);
    sheet_blank(sheet, 3, 4, SHEET_INPUT_TEXT);
    sheet_column_width(sheet, 2, 52);
    sheet_column_hidden(sheet, 6);
    sheet_row_height(sheet, 1, 31.5);
    struct str grades[] = {STR("A"), STR("B"), STR("C"), STR("D")};
    sheet_allow_words(
        sheet,
        &(struct sheet_rule){
            3, 2, 9, 2, STR("Xếp loại không có"), STR("Chọn A, B, C hoặc D."), {0}, {0}},
        grades, COUNT_OF(grades));
    sheet_allow_numbers(
        sheet,
        &(struct sheet_rule){
            3, 3, 9, 3, STR("Điểm ngoài thang"), STR("Nhập số từ 0 đến 12,5."), {0}, {0}},
        DECIMAL_ZERO, DECIMAL(125, 1));
    sheet_allow_listed(
        sheet,
        &(struct sheet_rule){.first_row = 3, .first_column = 4, .last_row = 9, .last_column = 4},
        lists, 1, 1, 2);
    return out;
}

static void forms_are_protected_and_guide_the_hand(void **state) {
    struct arena *a = *state;
    struct str bytes = finish(form(a));
    const char *xml = part(a, bytes, "xl/worksheets/sheet1.xml");
    HAS(xml, "<sheetProtection ");
    LACKS(xml, "password=");
    HAS(xml, "<formula1>\"A,B,C,D\"</formula1>");
    HAS(xml, "errorTitle=\"Xếp loại không có\" error=\"Chọn A, B, C hoặc D.\"");
    HAS(xml, "<formula1>0</formula1><formula2>12.5</formula2>");
    HAS(xml, "<formula1>'Danh mục của ''cụm'!$A$1:$A$2</formula1>");
    HAS(xml, "sqref=\"B3:B9\"");
    HAS(xml, "orientation=\"landscape\"");
    HAS(xml, "paperSize=\"9\"");
    HAS(xml, "fitToHeight=\"0\"");
    HAS(xml, "ySplit=\"2\"");
    HAS(xml, "ht=\"31.5\"");
    HAS(xml, "hidden=\"1\"");
    HAS(xml, "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH");
    HAS(xml, "Regular\"5 đơn vị &amp;&amp; cụm");
    HAS(part(a, bytes, "xl/workbook.xml"), "_xlnm.Print_Titles");
    HAS(part(a, bytes, "xl/workbook.xml"), "state=\"hidden\"");
    HAS(part(a, bytes, "xl/styles.xml"), "<protection locked=\"0\"/>");
    HAS(part(a, bytes, "xl/styles.xml"), "Times New Roman");
    struct workbook book = fixture_read(a, bytes);
    assert_false(book.sheets[0].hidden);
    assert_true(book.sheets[1].hidden);
}

static void the_same_description_gives_the_same_bytes(void **state) {
    struct arena *a = *state;
    struct str first = finish(form(a));
    struct str second = finish(form(a));
    assert_int_equal(first.n, second.n);
    assert_memory_equal(first.p, second.p, first.n);
    LACKS(part(a, first, "docProps/core.xml"), "<dc:creator>r");
    HAS(part(a, first, "docProps/core.xml"), "2019-12-31T17:00:00Z");
}

static void says_what_cannot_be_written(void **state) {
    struct arena *a = *state;
    struct str bytes = STR("untouched");
    struct book_out *out = book_new(a, NULL);
    assert_int_equal(book_finish(out, &bytes)->kind, ERR_INPUT); /* no sheet */
    out = book_new(a, NULL);
    sheet_text(book_add_sheet(out, STR("S"), NULL), 1, 1, SHEET_TEXT, STR("\xFF"));
    assert_int_equal(book_finish(out, &bytes)->kind, ERR_INPUT);
    out = book_new(a, NULL);
    sheet_text(book_add_sheet(out, STR("S"), NULL), 0, 1, SHEET_TEXT, STR("x"));
    assert_int_equal(book_finish(out, &bytes)->kind, ERR_INPUT);
    out = book_new(a, NULL);
    struct str word = STR("một, hai");
    sheet_allow_words(book_add_sheet(out, STR("S"), NULL), &(struct sheet_rule){1, 1, 1, 1}, &word,
                      1);
    assert_int_equal(book_finish(out, &bytes)->kind, ERR_INPUT);
    assert_string_equal(bytes.p, "untouched");
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)
    const struct CMUnitTest tests[] = {
        TEST(writes_what_our_reader_reads),
        TEST(typed_text_never_becomes_a_formula),
        TEST(mends_names_of_sheets),
        TEST(forms_are_protected_and_guide_the_hand),
        TEST(the_same_description_gives_the_same_bytes),
        TEST(says_what_cannot_be_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
