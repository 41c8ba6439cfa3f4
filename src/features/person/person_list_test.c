/* Lists of people as offices write them: headers, forms, the same twice, text files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/person/person_list.h"

static struct arena *a;

/* Rows are lines, cells are parted by ';'. */
static struct person_list_file read_text(const char *text) {
    LIST(struct table_cell) cells = {0};
    struct person_list_file list;
    struct str rest = str_from_c(text);
    for (uint32_t row = 1; rest.p; row++) {
        struct str line = str_cut(&rest, '\n');
        for (uint32_t column = 1; line.p; column++) {
            struct str cell = str_cut(&line, ';');
            if (cell.n)
                *list_push(a, &cells) = (struct table_cell){row, column, cell};
        }
    }
    person_list_read(a, cells.items, cells.count, &list);
    return list;
}

static const char *finding(const struct person_list_file *list, size_t index) {
    return index < list->findings.count
               ? message_text(a, LANG_VI, list->findings.items[index].message).p
               : "";
}

static void a_header_is_found_below_a_title(void **state) {
    (void)state;
    struct person_list_file list = read_text("DANH SÁCH CÁN BỘ\n\nTT;HỌ VÀ TÊN;Năm sinh;Đơn vị\n"
                                             "1;Nguyễn Văn Mẫu;1988;Ban A\n;;;\n2;Lê Thử;;Ban B\n");
    assert_true(list.found);
    assert_int_equal(list.columns[COLUMN_NAME], 2);
    assert_int_equal(list.rows.count, 2);
    assert_int_equal(list.rows.items[0].row, 4);
    assert_true(str_equal_c(list.rows.items[0].form.born, "1988"));
    assert_true(str_equal_c(list.rows.items[1].form.unit, "Ban B"));
    assert_false(read_text("a;b\nc;d\n").found);
}

static void words_become_codes(void **state) {
    (void)state;
    struct person_list_file list =
        read_text("Họ tên;Chỉ huy;Hình thức về\nA Một;x;Chuyển đến\nB Hai;;\nC Ba;ừ;bay đến\n");
    assert_true(str_equal_c(list.rows.items[0].form.leads, "1"));
    assert_true(str_equal_c(list.rows.items[0].form.how, "transferred"));
    assert_int_equal(list.rows.items[1].form.leads.n, 0);
    assert_int_equal(list.rows.items[2].state, LIST_WRONG);
    person_list_finish(a, &list);
    assert_string_equal(finding(&list, 0), "“ừ” ở cột Chỉ huy: ghi x nếu là chỉ huy, lãnh đạo; nếu "
                                           "không, để trống.");
    assert_int_equal(list.findings.items[0].row, 4);
    assert_int_equal(list.findings.items[0].column, 2);
    assert_int_equal(table_findings_count(&list.findings, SEVERITY_ERROR), 2);
    assert_int_equal(list.counts[LIST_WRONG], 1);
}

static void the_same_person_twice_is_told(void **state) {
    (void)state;
    struct person_list_file list =
        read_text("Họ tên;Ngày sinh\nA Một;1988\na mot;3/1988\nA Một;1990\n");
    for (size_t i = 0; i < list.rows.count; i++) {
        list.rows.items[i].name_fold = STR("a mot");
        assert_true(
            partial_date_read_human(list.rows.items[i].form.born, &list.rows.items[i].born));
    }
    person_list_finish(a, &list);
    assert_int_equal(list.findings.count, 1);
    assert_int_equal(list.findings.items[0].row, 3);
    assert_string_equal(finding(&list, 0), "a mot có cùng họ tên và ngày sinh với dòng 2. Hãy bỏ "
                                           "một dòng, hoặc ghi đủ ngày sinh của cả hai.");
}

static void a_list_has_an_end(void **state) {
    (void)state;
    struct str text = STR("Họ tên;Đơn vị\n");
    char *many = arena_alloc(a, text.n + (PERSON_LIST_MAX + 50) * 4 + 1);
    char *at = many;
    for (size_t i = 0; i < text.n; i++)
        *at++ = text.p[i];
    for (size_t i = 0; i < PERSON_LIST_MAX + 50; i++) {
        *at++ = 'A';
        *at++ = ';';
        *at++ = 'B';
        *at++ = '\n';
    }
    struct person_list_file list = read_text(many);
    assert_int_equal(list.rows.count, PERSON_LIST_MAX);
    assert_int_equal(table_findings_count(&list.findings, SEVERITY_ERROR), 1);
}

static int setup(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_is_found_below_a_title),
        cmocka_unit_test(words_become_codes),
        cmocka_unit_test(the_same_person_twice_is_told),
        cmocka_unit_test(a_list_has_an_end),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
