/* The ranking's spreadsheet, read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "doc/workbook_fixture.h"
#include "features/scoring/board_fixture.h"
#include "features/scoring/ranking_doc.h"

enum { RANKING, DETAIL, BASIS };

static struct arena *a;

static struct workbook make(const struct scoreboard *board,
                            const struct ranking_doc_options *options) {
    struct str bytes = STR_NONE;
    const struct err *err = options
                                ? ranking_doc_make_with(a, board, options, 1592200000000, &bytes)
                                : ranking_doc_make(a, board, 1592200000000, &bytes);
    if (err)
        fail_msg("%s", err->message);
    return fixture_read(a, bytes);
}

static bool says(const struct workbook_sheet *sheet, const char *words) {
    for (size_t i = 0; i < sheet->count; i++)
        if (str_find(sheet->items[i].text, str_from_c(words)) >= 0)
            return true;
    return false;
}

static bool any_sheet_says(const struct workbook *book, const char *words) {
    for (size_t i = 0; i < book->sheet_count; i++)
        if (says(&book->sheets[i], words))
            return true;
    return false;
}

/* Columns: A place, B unit, C I, D II, E bonus, F penalty, G total, H missing, I note. */
static void assert_row(const struct workbook *book, unsigned row, const char *const *wanted) {
    for (int i = 0; i < 9; i++) {
        char name[8] = {(char)('A' + i), (char)('0' + row / 10), (char)('0' + row % 10)};
        if (row < 10)
            memcpy(name + 1, (char[]){(char)('0' + row), 0}, 2);
        assert_string_equal(fixture_text(a, book, RANKING, name), wanted[i]);
    }
}

static void places_and_sums_are_stored_beside_their_formulas(void **state) {
    (void)state;
    struct workbook book = make(fixture_board(a), NULL);
    assert_int_equal(book.sheet_count, 4);
    assert_string_equal(book.sheets[RANKING].name.p, "Xếp thứ");
    assert_row(&book, 9, (const char *[]){"1", "Đơn vị E", "15", "5", "1", "0", "21", "0", ""});
    assert_row(&book, 10,
               (const char *[]){"2", "Đơn vị B", "14.01", "5", "0", "0", "19.01", "0",
                                "Bằng điểm, cùng thứ"});
    assert_row(&book, 11,
               (const char *[]){"2", "Đơn vị D", "14.01", "5", "0", "0", "19.01", "0",
                                "Bằng điểm, cùng thứ"});
    assert_row(&book, 12,
               (const char *[]){"4", "Đơn vị A", "13", "5", "0", "-0.5", "17.5", "0", ""});
    assert_row(&book, 13, (const char *[]){"5", "Đơn vị G", "0", "0", "0", "0", "0", "0", ""});
    assert_row(&book, 14,
               (const char *[]){"", "Đơn vị C", "5", "5", "15", "0", "25", "1",
                                "Chưa đủ số liệu (thiếu 1 tiêu chí)"});
    static const char *const FORMULAS[] = {"A9", "A14", "C9", "E9", "F12", "G9", "H14", "I10"};
    for (size_t i = 0; i < COUNT_OF(FORMULAS); i++)
        assert_true(fixture_cell(&book, RANKING, FORMULAS[i])->has_formula);
    assert_int_equal(fixture_cell(&book, RANKING, "G10")->kind, WORKBOOK_NUMBER);
}

static void details_are_real_numbers(void **state) {
    (void)state;
    struct workbook book = make(fixture_board(a), NULL);
    assert_string_equal(book.sheets[DETAIL].name.p, "Điểm chi tiết");
    assert_string_equal(fixture_text(a, &book, DETAIL, "A7"), "I.1");
    assert_string_equal(fixture_text(a, &book, DETAIL, "D7"), "10");
    assert_string_equal(fixture_text(a, &book, DETAIL, "F7"), "9.01");
    assert_int_equal(fixture_cell(&book, DETAIL, "F7")->kind, WORKBOOK_NUMBER);
    assert_false(fixture_cell(&book, DETAIL, "F7")->has_formula);
    /* what is missing is empty, and no zero */
    assert_null(fixture_cell(&book, DETAIL, "G7"));
    assert_string_equal(fixture_text(a, &book, DETAIL, "H8"), "4.8"); /* accepted, not by rule */
    assert_true(fixture_cell(&book, DETAIL, "F6")->has_formula);
    assert_string_equal(fixture_text(a, &book, DETAIL, "F6"), "14.01");
}

static void says_what_it_rests_on(void **state) {
    (void)state;
    const struct ranking_doc_options options = {.stage = RANKING_BY_RULE,
                                                .printed_by = STR("Thiếu tá Thử")};
    struct workbook book = make(fixture_board(a), &options);
    const struct workbook_sheet *basis = &book.sheets[BASIS];
    assert_true(says(basis, "Quy chế thử số 1"));
    assert_true(says(basis, "15/6/2020"));
    assert_true(says(basis, "số 7"));
    assert_true(says(basis, "Thiếu tá Thử"));
    assert_true(says(basis, "15/6/2020 12:46"));
    assert_true(says(basis, "A = 100 %; B = 80 %"));
    assert_true(says(basis, "theo quy tắc"));
    assert_true(says(&book.sheets[RANKING], "chưa tính điểm Cụm thống nhất"));
    assert_true(says(&book.sheets[RANKING], "TẠM TÍNH"));
    assert_string_equal(fixture_text(a, &book, DETAIL, "H8"), "4");
    for (size_t i = 0; i < book.sheet_count; i++)
        assert_true(says(&book.sheets[i], "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH"));
}

static void real_data_has_no_banner_and_a_second_half_is_not_provisional(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->cluster.is_sample = false;
    board->cluster.period.half = 2;
    struct workbook book = make(board, NULL);
    assert_false(any_sheet_says(&book, "DỮ LIỆU MẪU"));
    assert_false(any_sheet_says(&book, "TẠM TÍNH"));
    assert_false(any_sheet_says(&book, "tạm tính"));
    assert_true(any_sheet_says(&book, "6 tháng cuối năm 2020"));
}

static void hidden_places_are_nowhere(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->cluster.places_shown = false;
    struct workbook book = make(board, NULL);
    assert_string_equal(fixture_text(a, &book, RANKING, "A8"), "TT");
    /* in the order of the members */
    assert_string_equal(fixture_text(a, &book, RANKING, "B9"), "Đơn vị A");
    assert_string_equal(fixture_text(a, &book, RANKING, "B11"), "Đơn vị C");
    assert_string_equal(fixture_text(a, &book, RANKING, "A11"), "3");
    assert_false(fixture_cell(&book, RANKING, "A11")->has_formula);
    assert_false(says(&book.sheets[RANKING], "cùng thứ"));
    for (size_t i = 0; i < book.sheet_count; i++) {
        assert_false(says(&book.sheets[i], "Xếp thứ"));
        assert_false(says(&book.sheets[i], "xếp thứ"));
        assert_false(says(&book.sheets[i], "XẾP THỨ"));
        assert_int_equal(str_find(book.sheets[i].name, STR("thứ")), -1);
    }
    assert_string_equal(ranking_doc_name(a, board).p, "diem-cum-thu-2020-H1.xlsx");
}

static void groups_alone_tell_no_criterion(void **state) {
    (void)state;
    const struct ranking_doc_options options = {.groups_only = true, .printed_by = STR("")};
    struct workbook book = make(fixture_board(a), &options);
    assert_false(any_sheet_says(&book, "Nền nếp"));
    assert_string_equal(fixture_text(a, &book, RANKING, "G10"), "19.01");
    assert_string_equal(fixture_text(a, &book, RANKING, "A12"), "4");
    assert_string_equal(fixture_text(a, &book, DETAIL, "F6"), "14.01");
    assert_string_equal(fixture_text(a, &book, DETAIL, "A7"), "II");
}

static void without_a_table_there_is_no_ranking(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    board->table.criteria.count = 0;
    struct str bytes = STR_NONE;
    const struct err *err = ranking_doc_make(a, board, 0, &bytes);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_STATE);
    assert_null(bytes.p);
}

static int begin(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(places_and_sums_are_stored_beside_their_formulas),
        cmocka_unit_test(details_are_real_numbers),
        cmocka_unit_test(says_what_it_rests_on),
        cmocka_unit_test(real_data_has_no_banner_and_a_second_half_is_not_provisional),
        cmocka_unit_test(hidden_places_are_nowhere),
        cmocka_unit_test(groups_alone_tell_no_criterion),
        cmocka_unit_test(without_a_table_there_is_no_ranking),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
