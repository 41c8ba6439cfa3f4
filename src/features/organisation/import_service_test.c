/* Lists of units from real workbooks, on both engines: seen, stored once, all or nothing. */
#include <string.h>

#include "db/db_test_support.h"
#include "doc/workbook_read.h"
#include "doc/workbook_write.h"
#include "features/cluster/cluster_fixture.h"
#include "features/organisation/import_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */

/* Rows are lines, cells are parted by '|'; "@" writes a real date: 1/7/2025. */
static struct str book(struct arena *arena, const char *text) {
    struct book_out *out = book_new(arena, &(struct book_about){.title = STR("Đơn vị")});
    struct sheet_out *sheet = book_add_sheet(out, STR("Đơn vị"), NULL);
    struct str rest = str_from_c(text);
    for (uint32_t row = 1; rest.p; row++) {
        struct str line = str_cut(&rest, '\n');
        for (uint32_t column = 1; line.p; column++) {
            struct str cell = str_cut(&line, '|');
            if (str_equal_c(cell, "@"))
                sheet_date(sheet, row, column, SHEET_DATE, (struct date){2025, 7, 1});
            else if (cell.n)
                sheet_text(sheet, row, column, SHEET_TEXT, cell);
        }
    }
    struct str bytes;
    assert_ok(book_finish(out, &bytes));
    return bytes;
}

static const char *const GOOD = "Tên|Mã|Loại|Cấp trên|Từ ngày|Quyết định\n"
                                "Bộ CHQS tỉnh Thử||Bộ chỉ huy quân sự tỉnh, thành phố\n"
                                "Ban CHPTKV 1|kv-1|area|Bộ CHQS tỉnh Thử|@|5/QĐ\n"
                                "Ban CHQS xã Tân Lập||commune|kv-1|7/2025\n"
                                "Ban CHQS xã Tân Lập 2||commune|kv-1|2025";

static size_t units_now(struct db *db, struct arena *arena) {
    struct user local = user_local();
    const struct unit_view today = {{2026, 9, 21}, UNIT_KNOWN_NOW};
    struct unit_states units;
    assert_ok(organisation_list(db, arena, &local, &today, &units));
    return units.count;
}

static void a_list_is_stored_once(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct unit_import import;
    struct str bytes = book(arena, GOOD);
    assert_ok(
        organisation_import(db, arena, &office, NOW_MS, STR("a.xlsx"), bytes, false, &import));
    assert_int_equal(import.list.counts[LIST_NEW], 4);
    assert_int_equal(units_now(db, arena), 0);
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("a.xlsx"), bytes, true, &import));
    assert_int_equal(import.stored_count, 4);
    assert_int_equal(units_now(db, arena), 4);
    struct unit_record record;
    const struct unit_view today = {{2026, 9, 21}, UNIT_KNOWN_NOW};
    assert_ok(organisation_unit_read(db, arena, &office, STR("kv-1"), &today, &record));
    assert_int_equal(record.children.count, 2);
    assert_int_equal(record.state->begins.day, 1);
    assert_true(str_equal_c(record.state->decision.number, "5/QĐ"));
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("a.xlsx"), bytes, true, &import));
    assert_int_equal(import.stored_count, 0);
    assert_int_equal(import.list.counts[LIST_SAME], 4);
    assert_int_equal(units_now(db, arena), 4);
    arena_free(arena);
}

static void a_faulty_list_stores_nothing(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct unit_import import;
    struct str bytes =
        book(arena, "Tên|Loại|Cấp trên\nTỉnh||\nHuyện|phi thuyền|Tỉnh\nXã||Không có");
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("a.xlsx"), bytes, true, &import));
    assert_false(import.is_stored);
    assert_int_equal(table_findings_count(&import.list.findings, SEVERITY_ERROR), 2);
    assert_int_equal(units_now(db, arena), 0);
    bytes = STR("a,b,c\n1,2,3\n");
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("a.csv"), bytes, true, &import));
    assert_int_not_equal(import.fault.id, MSG_none);
    bytes = book(arena, "Một|Hai\n1|2");
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("b.xlsx"), bytes, true, &import));
    assert_int_equal(import.fault.id, MSG_organisation_list_no_header);
    arena_free(arena);
}

static void a_staged_list_is_read_anew_when_it_is_stored(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    struct unit_import import;
    struct str first, second;
    struct str bytes = book(arena, GOOD);
    assert_ok(organisation_stage_list(db, arena, &admin, NOW_MS, STR("a.xlsx"), bytes, &first));
    assert_ok(organisation_stage_list(db, arena, &admin, NOW_MS, STR("b.xlsx"), bytes, &second));
    assert_ok(organisation_staged_list(db, arena, &admin, NOW_MS, first, &import));
    assert_int_equal(import.list.counts[LIST_NEW], 4);
    assert_ok(organisation_store_list(db, arena, &admin, NOW_MS, second, &import));
    assert_int_equal(import.stored_count, 4);
    /* What was new in the preview is in the book by now. */
    assert_ok(organisation_store_list(db, arena, &admin, NOW_MS, first, &import));
    assert_int_equal(import.stored_count, 0);
    assert_err_kind(organisation_store_list(db, arena, &admin, NOW_MS, second, &import), ERR_STATE);
    assert_ok(organisation_staged_list(db, arena, &admin, NOW_MS, second, &import));
    assert_true(import.is_stored);
    assert_err_kind(organisation_staged_list(db, arena, &admin, NOW_MS, STR("x"), &import),
                    ERR_NOT_FOUND);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    assert_err_kind(organisation_stage_list(db, arena, &head, NOW_MS, STR("c"), bytes, &first),
                    ERR_DENIED);
    assert_err_kind(organisation_staged_list(db, arena, &head, NOW_MS, second, &import),
                    ERR_DENIED);
    arena_free(arena);
}

static void a_list_as_text_is_read_too(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct unit_import import;
    struct str text = STR("\xEF\xBB\xBFTên;Mã;Loại;Cấp trên;Từ ngày\r\n"
                          "Bộ CHQS tỉnh Thử;;Bộ chỉ huy quân sự tỉnh, thành phố;;\r\n"
                          "\"Ban CHPTKV 1\";kv-1;area;Bộ CHQS tỉnh Thử;1/7/2025\r\n");
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("a.csv"), text, true, &import));
    assert_int_equal(import.fault.id, MSG_none);
    assert_int_equal(import.stored_count, 2);
    assert_int_equal(units_now(db, arena), 2);
    assert_ok(organisation_import(db, arena, &office, NOW_MS, STR("b.csv"),
                                  STR("T\xEAn;M\xE3\n\xF0;x\n"), true, &import));
    assert_int_equal(import.fault.id, MSG_workbook_csv_encoding);
    assert_int_equal(units_now(db, arena), 2);
    arena_free(arena);
}

int main(int argc, char **argv) {
    /* The child that reads sheets is this program itself. */
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(a_list_is_stored_once),
        DB_TEST(a_list_as_text_is_read_too),
        DB_TEST(a_faulty_list_stores_nothing),
        DB_TEST(a_staged_list_is_read_anew_when_it_is_stored),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
