/* Tables of targets: what is new, what is wrong and where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/target/target_lines.h"
#include "text/vi_fold.h"

static struct arena *arena;
static struct target_items items;
static struct targets newest;

static const struct target_line_unit UNITS[] = {
    {STR_INIT("u1"), STR_INIT("dam-say"), STR_INIT("Ban CHQS huyện Đầm Sậy"), false},
    {STR_INIT("u2"), STR_INIT("ea-mrang"), STR_INIT("Ban CHQS huyện Ea M’Rang"), true},
    {STR_INIT("u3"), STR_INIT("thac-may"), STR_INIT("Ban CHQS huyện Thác Mây"), true},
};

/* One content stands: classes, 12 for the second unit, its half agreed. */
static int start(void **state) {
    (void)state;
    arena = arena_new(0);
    items = (struct target_items){0};
    newest = (struct targets){0};
    *list_push(arena, &items) = (struct target_item){
        .id = STR("i1"),
        .number = 1,
        .name = STR("Mở lớp"),
        .name_fold = STR("mo lop"),
        .measure = STR("lớp"),
        .is_cumulative = true,
        .for_all = true,
        .origin = {.revision = 1},
    };
    *list_push(arena, &newest) = (struct target){
        .item = &items.items[0],
        .unit_id = STR("u2"),
        .state = TARGET_STANDS,
        .has_value = true,
        .value = DECIMAL(12, 0),
        .has_first_half = true,
        .first_half = DECIMAL(5, 0),
    };
    return 0;
}

static int stop(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct target_lines read_text(const char *text) {
    struct table_cell *cells;
    size_t count;
    struct target_lines lines;
    target_lines_cut(arena, str_from_c(text), &cells, &count);
    target_lines_read(arena, cells, count, &items, &newest, UNITS, COUNT_OF(UNITS), &lines);
    return lines;
}

/* The sentence of the first error in that row; MSG_none: there is none. */
static enum msg_id error_in(const struct target_lines *lines, uint32_t row) {
    for (size_t i = 0; i < lines->findings.count; i++)
        if (lines->findings.items[i].row == row &&
            lines->findings.items[i].severity == SEVERITY_ERROR)
            return lines->findings.items[i].message.id;
    return MSG_none;
}

#define HEAD "Nội dung\tĐơn vị\tĐơn vị tính\tCách đánh giá\tLũy kế\tCả năm\t6 tháng đầu\n"

static void a_table_without_its_head_is_not_read(void **state) {
    (void)state;
    assert_false(read_text("Mở lớp\tEa M’Rang\t12\n").found);
    assert_true(read_text("CHỈ TIÊU NĂM 2020\n" HEAD).found);
}

static void new_changed_and_same_are_told_apart(void **state) {
    (void)state;
    struct target_lines lines =
        read_text(HEAD "Mở lớp\tBan CHQS huyện Ea M'Rang\tlớp\t\tx\t12\t5\n"
                       "MỞ LỚP\tthac-may\t\t\tx\t8\t4\n"
                       "Tỷ lệ khá\tthac-may\t%\tcàng nhiều càng tốt\t\t98,5%\t\n"
                       "Tỷ lệ khá\tea-mrang\t%\t\t\t\t\n");
    assert_int_equal(table_findings_count(&lines.findings, SEVERITY_ERROR), 0);
    assert_int_equal(lines.lines.items[0].state, TARGET_LINE_SAME);
    assert_int_equal(lines.lines.items[1].state, TARGET_LINE_NEW);
    assert_int_equal(lines.lines.items[2].state, TARGET_LINE_NEW);
    assert_int_equal(lines.lines.items[3].state, TARGET_LINE_EMPTY);
    assert_int_equal(lines.contents.count, 2);
    lines = read_text(HEAD "Mở lớp\tea-mrang\tlớp\t\tx\t13\t5\n");
    assert_int_equal(lines.lines.items[0].state, TARGET_LINE_CHANGES);
    assert_true(lines.lines.items[0].changes_agreed);
}

static void each_faulty_line_is_named(void **state) {
    (void)state;
    struct target_lines lines = read_text(HEAD "Mở lớp\tBan CHQS huyện Không Có\tlớp\t\tx\t12\t5\n"
                                               "Mở lớp\tdam-say\tlớp\t\tx\t12\t5\n"
                                               "Mở lớp\tea-mrang\tbuổi\t\tx\t12\t5\n"
                                               "Mở lớp\tthac-may\tlớp\t\tx\t12\t15\n"
                                               "Trồng cây\tea-mrang\tcây\t\t\t1,234.5\t\n"
                                               "Trồng cây\tthac-may\tcây\t\t\tnhiều\t\n"
                                               "\tea-mrang\tcây\t\t\t3\t\n"
                                               "Làm đường\tea-mrang\tkm\tlên\t\t3\t\n"
                                               "Mở lớp\tea-mrang\tlớp\t\tx\t-1\t\n");
    const enum msg_id expected[] = {
        MSG_target_lines_unit_unknown, MSG_target_lines_own,       MSG_target_lines_measure,
        MSG_target_half_above_year,    MSG_target_number_english,  MSG_target_number_wrong,
        MSG_target_name_missing,       MSG_target_lines_direction, MSG_target_number_negative,
    };
    for (size_t i = 0; i < COUNT_OF(expected); i++)
        assert_int_equal(error_in(&lines, (uint32_t)i + 2), expected[i]);
    assert_int_equal(lines.counts[TARGET_LINE_WRONG], COUNT_OF(expected));
}

static void the_same_twice_is_an_error_of_the_second(void **state) {
    (void)state;
    struct target_lines lines = read_text(HEAD "Mở lớp\tthac-may\tlớp\t\tx\t8\t4\n"
                                               "mở lớp\tThác Mây\t\t\tx\t9\t4\n"
                                               "mở lớp\tBan CHQS huyện Thác Mây\t\t\tx\t9\t4\n");
    assert_int_equal(error_in(&lines, 2), MSG_none);
    assert_int_equal(error_in(&lines, 3), MSG_target_lines_unit_unknown);
    assert_int_equal(error_in(&lines, 4), MSG_target_lines_twice);
}

static void a_figure_for_all_needs_leave_for_all(void **state) {
    (void)state;
    struct target_lines lines = read_text(HEAD "Trồng cây\tmọi đơn vị\tcây\t\t\t50\t\n");
    assert_int_equal(error_in(&lines, 2), MSG_target_lines_own);
    struct target_line_unit all[COUNT_OF(UNITS)];
    for (size_t i = 0; i < COUNT_OF(UNITS); i++) {
        all[i] = UNITS[i];
        all[i].may_set = true;
    }
    struct table_cell *cells;
    size_t count;
    target_lines_cut(arena, STR("Nội dung;Đơn vị;ĐVT;Cả năm\nTrồng cây;Tất cả;cây;50\n"), &cells,
                     &count);
    target_lines_read(arena, cells, count, &items, &newest, all, COUNT_OF(all), &lines);
    assert_int_equal(table_findings_count(&lines.findings, SEVERITY_ERROR), 0);
    assert_true(lines.contents.items[0].for_all);
    assert_int_equal(lines.lines.items[0].unit_id.n, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_table_without_its_head_is_not_read, start, stop),
        cmocka_unit_test_setup_teardown(new_changed_and_same_are_told_apart, start, stop),
        cmocka_unit_test_setup_teardown(each_faulty_line_is_named, start, stop),
        cmocka_unit_test_setup_teardown(the_same_twice_is_an_error_of_the_second, start, stop),
        cmocka_unit_test_setup_teardown(a_figure_for_all_needs_leave_for_all, start, stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
