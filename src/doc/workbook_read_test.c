#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

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

static const struct test_of { int unused; } none;

int main(int argc, char **argv) {
    (void)none;
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(reads_numbers_as_excel_shows_them, open_arena, close_arena),
        cmocka_unit_test_setup_teardown(reads_the_other_writers_sheets, open_arena, close_arena),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
