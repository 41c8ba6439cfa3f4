/* What the pages of one unit's scores say beside its figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/board_fixture.h"
#include "features/scoring/criteria_web.h"
#include "features/scoring/named_rule.h"
#include "features/scoring/unit_web.h"

static struct arena *a;

static struct str over_of(const struct scoreboard *board, size_t unit, size_t criterion) {
    struct score_sheet sheet;
    score_sheet_make(a, board, unit, &sheet);
    return unit_page_over(a, LANG_VI, &board->book.rules, &sheet.lines[criterion]);
}

static void a_result_far_beyond_its_target_is_marked(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    size_t unit = 0;
    for (size_t i = 0; i < FIXTURE_UNITS; i++) /* who reported 110 of 100 */
        if (str_equal_c(score_cell_at(&board->matrix, i, FIXTURE_I_1)->actual.text, "110"))
            unit = i;
    assert_int_equal(over_of(board, unit, FIXTURE_I_1).n, 0); /* the cluster asks for no warning */
    board->book.rules.has_over_warning = true;
    board->book.rules.over_warning = DECIMAL(105, 0);
    assert_string_equal(over_of(board, unit, FIXTURE_I_1).p,
                        "bằng 110 % chỉ tiêu, vượt mức 105 % – xem lại");
    assert_int_equal(over_of(board, unit, FIXTURE_I_2).n, 0); /* a grade has no target */
    assert_int_equal(over_of(board, FIXTURE_INCOMPLETE, FIXTURE_I_1).n, 0); /* nothing is known */
    board->book.rules.over_warning = DECIMAL(110, 0);
    assert_int_equal(over_of(board, unit, FIXTURE_I_1).n, 0); /* above it, not at it */
    board->book.rules.over_warning = DECIMAL(105, 0);
    score_cell_at(&board->matrix, unit, FIXTURE_I_1)->exempt = true;
    assert_int_equal(over_of(board, unit, FIXTURE_I_1).n, 0);
}

static void a_fault_that_costs_twice_names_both_criteria(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct named_rule named[2] = {named_rule_blank(CRITERION_GRADE),
                                  named_rule_blank(CRITERION_PASS)};
    named[0].code = STR("nen-nep");
    named[1].code = STR("dung-han");
    named[0].fault = named[1].fault = STR("Báo cáo chậm");
    board->book.rules.named = named;
    board->book.rules.named_count = 2;
    board->table.criteria.items[FIXTURE_I_2].rule = named[0].code;
    board->table.criteria.items[FIXTURE_II_1].rule = named[1].code;
    struct unit_words words;
    size_t none = 0, one = 0;
    for (size_t unit = 0; unit < FIXTURE_UNITS; unit++) {
        unit_page_twice(a, LANG_VI, board, unit, &words);
        const struct score_cell *grade = score_cell_at(&board->matrix, unit, FIXTURE_I_2);
        bool failed =
            str_equal_c(score_cell_at(&board->matrix, unit, FIXTURE_II_1)->actual.text, "fail");
        bool low = decimal_compare(grade->in_force, DECIMAL(5, 0)) < 0;
        assert_int_equal(words.count, failed && low);
        none += words.count == 0;
        one += words.count == 1;
        if (words.count)
            assert_string_equal(words.items[0].p,
                                "Một lỗi trừ hai lần: I.2 “Nền nếp” và II.1 “Đúng hạn” cùng trừ "
                                "điểm vì “Báo cáo chậm”. Giữ mức trừ ở một dòng, dòng kia ghi điểm "
                                "không trừ kèm lý do.");
    }
    assert_true(none > 0 && one > 0);
}

static void the_sheet_of_a_unit_has_its_own_maximum(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    score_cell_at(&board->matrix, 1, FIXTURE_II)->exempt = true;
    score_cell_at(&board->matrix, 1, FIXTURE_II_1)->exempt = true;
    scoring_compute(&board->matrix, &board->book.rules);
    struct score_sheet sheet;
    score_sheet_make(a, board, 0, &sheet);
    assert_string_equal(decimal_fixed(a, sheet.max_content, 2).p, "20.00");
    score_sheet_make(a, board, 1, &sheet);
    assert_string_equal(decimal_fixed(a, sheet.max_content, 2).p, "15.00");
}

static void each_kind_of_unit_has_its_maximum_in_words(void **state) {
    (void)state;
    struct scoreboard *board = fixture_board(a);
    struct unit_kind items[] = {{.code = STR(""), .name = STR("Chưa phân loại")},
                                {.code = STR("huyen"), .name = STR("Ban CHQS cấp huyện")},
                                {.code = STR("so"), .name = STR("Sở, ngành")},
                                {.code = STR("xa"), .name = STR("Ban CHQS cấp xã")}};
    const struct unit_kinds kinds = {items, COUNT_OF(items), COUNT_OF(items)};
    struct criteria *criteria = &board->table.criteria;
    assert_int_equal(criteria_maxima_words(a, LANG_VI, criteria, &kinds).n, 0);
    criteria->items[FIXTURE_I].for_kind = STR("huyen");
    criteria->items[FIXTURE_II_1].for_kind = STR("so");
    assert_string_equal(criteria_maxima_words(a, LANG_VI, criteria, &kinds).p,
                        "Ban CHQS cấp huyện: 15; Sở, ngành: 5");
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_result_far_beyond_its_target_is_marked),
        cmocka_unit_test(a_fault_that_costs_twice_names_both_criteria),
        cmocka_unit_test(each_kind_of_unit_has_its_maximum_in_words),
        cmocka_unit_test(the_sheet_of_a_unit_has_its_own_maximum),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
