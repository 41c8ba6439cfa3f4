/* Tables as text, read through the child: what parts cells, quotes, encodings, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "doc/csv_parse.h"
#include "doc/workbook_fixture.h"

static struct arena *a;

static enum msg_id read_with(struct str file, struct workbook_limits limits,
                             struct workbook *ret_workbook) {
    struct message fault = {0};
    limits.takes_csv = true;
    assert_null(workbook_read(a, file, &limits, ret_workbook, &fault));
    return fault.id;
}

static struct workbook good(struct str file) {
    struct workbook workbook = {0};
    assert_int_equal(read_with(file, WORKBOOK_LIMITS_DEFAULT, &workbook), MSG_none);
    assert_int_equal(workbook.sheet_count, 1);
    assert_string_equal(workbook.sheets[0].name.p, "CSV");
    return workbook;
}

static enum msg_id fault_of(struct str file) {
    struct workbook workbook;
    return read_with(file, WORKBOOK_LIMITS_DEFAULT, &workbook);
}

#define TEXT_AT(workbook, name) fixture_text(a, &(workbook), 0, name)

static void each_sign_parts_cells(void **state) {
    (void)state;
    static const char SIGNS[] = {';', ',', '\t'};
    for (size_t i = 0; i < sizeof(SIGNS); i++) {
        char sign = SIGNS[i];
        struct str file = str_format(a, "Tên%cMã%cCấp trên\r\nBan CHQS xã Tân Lập%ctan-lap%c\r\n",
                                     sign, sign, sign, sign);
        struct workbook workbook = good(file);
        assert_string_equal(TEXT_AT(workbook, "A1"), "Tên");
        assert_string_equal(TEXT_AT(workbook, "C1"), "Cấp trên");
        assert_string_equal(TEXT_AT(workbook, "A2"), "Ban CHQS xã Tân Lập");
        assert_string_equal(TEXT_AT(workbook, "B2"), "tan-lap");
        assert_int_equal(workbook.sheets[0].count, 5);
    }
    /* Commas within names do not win over the semicolons that part the header. */
    struct workbook commas = good(STR("Tên;Cấp trên\nĐại đội 1, 2, 3;Trung đoàn"));
    assert_string_equal(TEXT_AT(commas, "A2"), "Đại đội 1, 2, 3");
    struct workbook said = good(STR("sep=,\nTên,Ghi chú;thêm;nữa\na,b"));
    assert_string_equal(TEXT_AT(said, "B2"), "Ghi chú;thêm;nữa");
}

static void quotes_are_read_as_excel_writes_them(void **state) {
    (void)state;
    struct workbook workbook = good(
        STR("Tên;Nguồn\n\"Ban \"\"thử\"\"; số 1\";\"dòng một\ndòng hai\"\nTrong \"ngoặc\";x\n"));
    assert_string_equal(TEXT_AT(workbook, "A2"), "Ban \"thử\"; số 1");
    assert_string_equal(TEXT_AT(workbook, "B2"), "dòng một\ndòng hai");
    assert_string_equal(TEXT_AT(workbook, "A3"), "Trong \"ngoặc\"");
    assert_int_equal(fault_of(STR("Tên;Mã\n\"Ban;1\nBan 2;2\n")), MSG_workbook_csv_quote);
}

static void rows_keep_their_numbers(void **state) {
    (void)state;
    struct workbook workbook = good(STR("\n\nTên;Mã\n;;\n\nBan;b"));
    assert_string_equal(TEXT_AT(workbook, "A3"), "Tên");
    assert_string_equal(TEXT_AT(workbook, "B6"), "b");
    assert_int_equal(workbook.sheets[0].rows, 6);
    assert_int_equal(workbook.sheets[0].count, 4);
}

static void encodings_that_cannot_be_read_are_named(void **state) {
    (void)state;
    struct workbook marked = good(STR("\xEF\xBB\xBFTên;Mã\nLắk;l"));
    assert_string_equal(TEXT_AT(marked, "A1"), "Tên");
    /* Decomposed letters, as some Macs write them. */
    struct workbook decomposed = good(STR("Te\xCC\x82n;Ma\xCC\x83\nx;y"));
    assert_string_equal(TEXT_AT(decomposed, "A1"), "Tên");
    assert_true(fixture_cell(&decomposed, 0, "A1")->had_decomposed);
    /* "Tên đơn vị" in Windows-1258. */
    assert_int_equal(fault_of(STR("T\xEAn \xF0\xF5n v\xF2;M\xE3\n")), MSG_workbook_csv_encoding);
    assert_int_equal(fault_of(STR("\xFF\xFET\0e\0n\0;\0")), MSG_workbook_csv_utf16);
    assert_int_equal(fault_of(STR(" \n;;\n")), MSG_workbook_empty);
    assert_int_equal(fault_of(STR("%PDF-1.7")), MSG_workbook_pdf);
}

static void it_is_read_only_where_it_is_asked_for(void **state) {
    (void)state;
    assert_int_equal(fixture_fault(a, STR("Tên;Mã\nx;y")), MSG_workbook_csv);
}

static void limits_hold(void **state) {
    (void)state;
    struct workbook workbook = {0};
    struct str file = STR("Tên;Mã;Loại\na;b;c\nd;e;f\n");
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_rows = 2;
    assert_int_equal(read_with(file, limits, &workbook), MSG_workbook_too_many_rows);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_cells = 8;
    assert_int_equal(read_with(file, limits, &workbook), MSG_workbook_too_many_cells);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_text_bytes = 10;
    assert_int_equal(read_with(file, limits, &workbook), MSG_workbook_too_much_text);
    limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_columns = 2;
    assert_int_equal(read_with(file, limits, &workbook), MSG_none);
    assert_true(workbook.sheets[0].columns_were_cut);
    assert_int_equal(workbook.sheets[0].count, 6);
    char *large = malloc(40000);
    memset(large, 'a', 40000);
    memcpy(large, "x;", 2);
    assert_int_equal(fault_of((struct str){large, 40000}), MSG_workbook_long_text);
    free(large);
}

static int start(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int stop(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_sign_parts_cells),
        cmocka_unit_test(quotes_are_read_as_excel_writes_them),
        cmocka_unit_test(rows_keep_their_numbers),
        cmocka_unit_test(encodings_that_cannot_be_read_are_named),
        cmocka_unit_test(it_is_read_only_where_it_is_asked_for),
        cmocka_unit_test(limits_hold),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
