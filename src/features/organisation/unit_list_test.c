/* Lists of units: what is understood, what is told with its row and column. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/organisation/unit_list.h"
#include "text/vi_fold.h"

static const struct date TODAY = {2026, 11, 23};
static const struct list_kind KINDS[] = {
    {STR_INIT(""), STR_INIT("Chưa phân loại")},
    {STR_INIT("area"), STR_INIT("Ban chỉ huy phòng thủ khu vực")}};

struct sheet {
    struct arena *arena;
    LIST(struct table_cell) cells;
    struct organisation book;
    struct unit_list list;
};

/* Rows are lines, cells are parted by '|'. */
static void read_sheet(struct sheet *sheet, const char *text) {
    struct str rest = str_from_c(text);
    sheet->cells.count = 0;
    for (uint32_t row = 1; rest.p; row++) {
        struct str line = str_cut(&rest, '\n');
        for (uint32_t column = 1; line.p; column++) {
            struct str cell = str_cut(&line, '|');
            if (cell.n)
                *list_push(sheet->arena, &sheet->cells) = (struct table_cell){row, column, cell};
        }
    }
    unit_list_read(sheet->arena, sheet->cells.items, sheet->cells.count, &sheet->book, KINDS,
                   COUNT_OF(KINDS), TODAY, &sheet->list);
}

static struct sheet begin(void) {
    struct sheet sheet = {.arena = arena_new(0)};
    organisation_make(sheet.arena, NULL, 0, &sheet.book);
    return sheet;
}

/* As if the list had been stored. */
static void keep(struct sheet *sheet) {
    struct unit_state *states =
        ARENA_ARRAY(sheet->arena, struct unit_state, sheet->list.plan.added.count + 1);
    for (size_t i = 0; i < sheet->list.plan.added.count; i++) {
        states[i] = sheet->list.plan.added.items[i];
        states[i].id = str_format(sheet->arena, "s%zu", i);
        states[i].unit_id = str_concat(sheet->arena, STR("u"), states[i].unit_id);
        if (states[i].parent_id.n)
            states[i].parent_id = str_concat(sheet->arena, STR("u"), states[i].parent_id);
        if (!states[i].slug.n)
            states[i].slug = vi_slug(sheet->arena, states[i].name);
    }
    organisation_make(sheet->arena, states, sheet->list.plan.added.count, &sheet->book);
}

static const char *const GOOD =
    "DANH SÁCH ĐƠN VỊ\n"
    "\n"
    "TT|Tên đơn vị|Mã|Loại|Cấp trên|Từ ngày|Đến ngày|Quyết định\n"
    "1|Khu vực 1|kv-1|Ban Chỉ huy phòng thủ khu vực|Tỉnh Thử|1/7/2025||5/QĐ\n" /* before its parent
                                                                                */
    "2|Tỉnh Thử|||||\n"
    "3|Khu vực 2||area|tinh thu|2025\n"
    "4|Xã Tân Lập|||kv-1|2025-07-01\n"
    "5|Xã Tân Lập|||Khu vực 2|7/2025";

static void a_list_becomes_units(void **state) {
    (void)state;
    struct sheet sheet = begin();
    read_sheet(&sheet, GOOD);
    assert_true(sheet.list.found);
    assert_int_equal(sheet.list.findings.count, 0);
    assert_int_equal(sheet.list.counts[LIST_NEW], 5);
    assert_int_equal(sheet.list.plan.added.count, 5);
    const struct list_row *first = &sheet.list.rows.items[0];
    assert_int_equal(first->row, 4);
    assert_true(str_equal_c(first->unit.kind, "area"));
    assert_true(str_equal_c(first->unit.slug, "kv-1"));
    assert_true(str_equal(first->unit.parent_id, sheet.list.rows.items[1].unit.unit_id));
    assert_true(str_equal_c(first->unit.decision.number, "5/QĐ"));
    assert_int_equal(sheet.list.rows.items[2].unit.begins.month, 0); /* the year alone is known */
    arena_free(sheet.arena);
}

static void the_same_list_once_more_is_nothing_new(void **state) {
    (void)state;
    struct sheet sheet = begin();
    read_sheet(&sheet, GOOD);
    keep(&sheet);
    read_sheet(&sheet, GOOD);
    assert_int_equal(sheet.list.counts[LIST_SAME], 5);
    assert_int_equal(sheet.list.plan.added.count, 0);
    assert_int_equal(sheet.list.findings.count, 0);
    /* What differs from the book is told and left alone; what is new beside it is taken. */
    read_sheet(&sheet,
               "Tên|Cấp trên|Từ ngày\nKhu vực 1|Tỉnh Thử|1/8/2025\nKhu vực 3|Tỉnh Thử|1/8/2025");
    assert_int_equal(sheet.list.counts[LIST_DIFFERS], 1);
    assert_int_equal(sheet.list.counts[LIST_NEW], 1);
    assert_int_equal(table_findings_count(&sheet.list.findings, SEVERITY_ERROR), 0);
    assert_int_equal(sheet.list.findings.items[0].row, 2);
    assert_int_equal(sheet.list.findings.items[0].message.id, MSG_organisation_list_differs);
    arena_free(sheet.arena);
}

static void faults_name_their_row_and_column(void **state) {
    (void)state;
    static const struct {
        const char *rows; /* below a header and the unit of row 2 */
        uint32_t row, column;
        enum msg_id why;
    } CASES[] = {
        {"||area|Tỉnh", 3, 1, MSG_organisation_name_missing},
        {"A|M Ã|area|Tỉnh", 3, 2, MSG_organisation_list_code_wrong},
        {"A|nhap|area|Tỉnh", 3, 2, MSG_organisation_list_code_wrong},
        {"A|a|area|Tỉnh\nB|A|area|Tỉnh", 4, 2, MSG_organisation_list_code_twice},
        {"A||phi thuyền|Tỉnh", 3, 3, MSG_organisation_kind_unknown},
        {"A|||Tỉnh nào", 3, 4, MSG_organisation_list_parent_unknown},
        {"A|||Tỉnh\na|||Tỉnh", 4, 1, MSG_organisation_list_twice},
        {"A|||Tỉnh\nB|||Tỉnh\nC|b1||A\nC|b2||B\nD|||C", 7, 4, MSG_organisation_list_parent_several},
        {"A|||Tỉnh|31/2/2020", 3, 5, MSG_organisation_partial_wrong},
        {"A|||Tỉnh||năm ngoái", 3, 6, MSG_organisation_date_wrong},
        {"A|||Tỉnh|1/1/2020|1/1/2019", 3, 1, MSG_organisation_ends_before},
        {"A|||Tỉnh|1/1/2001", 3, 1, MSG_organisation_parent_gap},
        {"A|||B\nB|||A", 3, 1, MSG_organisation_cycle},
        {"A|||A", 3, 1, MSG_organisation_cycle},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct sheet sheet = begin();
        read_sheet(&sheet, str_format(sheet.arena,
                                      "Tên|Mã|Loại|Cấp trên|Từ ngày|Đến ngày\n"
                                      "Tỉnh||||1/1/2010\n%s",
                                      CASES[i].rows)
                               .p);
        bool told = false;
        for (size_t f = 0; f < sheet.list.findings.count; f++) {
            const struct table_finding *finding = &sheet.list.findings.items[f];
            told = told || (finding->row == CASES[i].row && finding->column == CASES[i].column &&
                            finding->message.id == CASES[i].why);
        }
        if (!told)
            fail_msg("case %zu: %zu findings, not the one", i, sheet.list.findings.count);
        assert_int_equal(sheet.list.plan.added.count, 0); /* all or nothing */
        arena_free(sheet.arena);
    }
}

static void a_sheet_without_a_header_is_no_list(void **state) {
    (void)state;
    struct sheet sheet = begin();
    read_sheet(&sheet, "Ban A|Ban B\nTên|Ghi chú");
    assert_false(sheet.list.found);
    read_sheet(&sheet, "");
    assert_false(sheet.list.found);
    arena_free(sheet.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_becomes_units),
        cmocka_unit_test(the_same_list_once_more_is_nothing_new),
        cmocka_unit_test(faults_name_their_row_and_column),
        cmocka_unit_test(a_sheet_without_a_header_is_no_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
