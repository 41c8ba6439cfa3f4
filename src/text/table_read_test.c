/* Tables that people bring: where the head is, what a row holds, how findings are told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "text/table_read.h"

enum { NAME, YEAR, NOTE, COLUMN_COUNT };

static const char *const WORDS[COLUMN_COUNT] = {"ho va ten|ten", "nam sinh|sinh", "ghi chu"};
static const struct table_head HEAD = {WORDS, COLUMN_COUNT, 1U << NAME, 2};

/* A title, a head with its columns in another order and one nobody knows, an empty row, a row. */
static const struct table_cell CELLS[] = {
    {1, 1, STR_INIT("TÊN DANH SÁCH")}, {3, 1, STR_INIT("TT")},
    {3, 2, STR_INIT(" Năm  sinh ")},   {3, 4, STR_INIT("Họ và tên")},
    {3, 5, STR_INIT("Tên")},           {5, 1, STR_INIT("9")},
    {6, 2, STR_INIT("1988")},          {6, 4, STR_INIT(" Nguyễn\nVăn Mẫu ")},
};

static void columns_are_known_by_their_heads(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    uint32_t columns[COLUMN_COUNT] = {0};
    size_t next = 0;
    assert_true(table_head_find(arena, &HEAD, CELLS, COUNT_OF(CELLS), columns, &next));
    assert_int_equal(next, 5);
    assert_int_equal(columns[NAME], 4); /* the first of two that fit */
    assert_int_equal(columns[YEAR], 2);
    assert_int_equal(columns[NOTE], 0);
    arena_free(arena);
}

static void a_head_that_lacks_what_is_needed_is_none(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    const struct table_head needs_note = {WORDS, COLUMN_COUNT, 1U << NOTE, 0};
    const struct table_head needs_three = {WORDS, COLUMN_COUNT, 0, 3};
    uint32_t columns[COLUMN_COUNT] = {0};
    size_t next = 77;
    assert_false(table_head_find(arena, &needs_note, CELLS, COUNT_OF(CELLS), columns, &next));
    assert_false(table_head_find(arena, &needs_three, CELLS, COUNT_OF(CELLS), columns, &next));
    assert_int_equal(columns[NAME], 0);
    assert_int_equal(next, 77);
    arena_free(arena);
}

static void rows_give_a_clean_text_for_each_column(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    static const uint32_t COLUMNS[COLUMN_COUNT] = {4, 2, 0};
    struct str texts[COLUMN_COUNT];
    size_t next = 5;
    assert_false(
        table_row_read(arena, CELLS, COUNT_OF(CELLS), COLUMNS, COLUMN_COUNT, &next, texts));
    assert_int_equal(next, 6);
    assert_true(table_row_read(arena, CELLS, COUNT_OF(CELLS), COLUMNS, COLUMN_COUNT, &next, texts));
    assert_int_equal(next, COUNT_OF(CELLS));
    assert_true(str_equal_c(texts[NAME], "Nguyễn Văn Mẫu"));
    assert_true(str_equal_c(texts[YEAR], "1988"));
    assert_true(texts[NOTE].p && !texts[NOTE].n);
    arena_free(arena);
}

static void findings_are_told_from_the_top(void **state) {
    (void)state;
    struct table_finding items[] = {{SEVERITY_ERROR, 3, 2, MESSAGE(MSG_none)},
                                    {SEVERITY_WARNING, 3, 0, MESSAGE(MSG_none)},
                                    {SEVERITY_ERROR, 0, 0, MESSAGE(MSG_none)}};
    struct table_findings findings = {items, COUNT_OF(items), COUNT_OF(items)};
    table_findings_sort(&findings);
    assert_int_equal(items[0].row, 0);
    assert_int_equal(items[1].column, 0);
    assert_int_equal(items[2].column, 2);
    assert_int_equal(table_findings_count(&findings, SEVERITY_ERROR), 2);
    assert_int_equal(table_findings_count(&findings, SEVERITY_NOTE), 0);
    table_findings_sort(&(struct table_findings){0});
}

static void words_are_compared_whole(void **state) {
    (void)state;
    assert_true(table_word_is(STR("co"), "x|co|1"));
    assert_false(table_word_is(STR("c"), "x|co|1"));
    assert_false(table_word_is(STR(""), "x|co|1"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_known_by_their_heads),
        cmocka_unit_test(a_head_that_lacks_what_is_needed_is_none),
        cmocka_unit_test(rows_give_a_clean_text_for_each_column),
        cmocka_unit_test(findings_are_told_from_the_top),
        cmocka_unit_test(words_are_compared_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
