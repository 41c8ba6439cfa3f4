/* Lists of people from real workbooks, on both engines: seen, stored once, all or nothing. */
#include <string.h>

#include "db/db_test_support.h"
#include "doc/workbook_read.h"
#include "doc/workbook_write.h"
#include "features/cluster/cluster_fixture.h"
#include "features/person/person_doc.h"
#include "features/person/person_import_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */
static const struct date TODAY = {2026, 9, 21};

/* Rows are lines, cells are parted by '|'. */
static struct str book(struct arena *arena, const char *text) {
    struct book_out *out = book_new(arena, &(struct book_about){.title = STR("Người")});
    struct sheet_out *sheet = book_add_sheet(out, STR("Người"), NULL);
    struct str rest = str_from_c(text);
    for (uint32_t row = 1; rest.p; row++) {
        struct str line = str_cut(&rest, '\n');
        for (uint32_t column = 1; line.p; column++) {
            struct str cell = str_cut(&line, '|');
            if (cell.n)
                sheet_text(sheet, row, column, SHEET_TEXT, cell);
        }
    }
    struct str bytes;
    assert_ok(book_finish(out, &bytes));
    return bytes;
}

static struct str stage(struct db *db, struct arena *arena, const struct user *user,
                        struct str bytes, struct person_import *ret_import) {
    struct str id;
    assert_ok(person_stage_list(db, arena, user, NOW_MS, STR("a.xlsx"), bytes, &id));
    assert_ok(person_staged_list(db, arena, user, NOW_MS, id, ret_import));
    return id;
}

static size_t people_of(struct db *db, struct arena *arena, const struct user *user) {
    const struct person_query query = {
        .day = TODAY, .words = STR(""), .unit_slug = STR(""), .most = PERSON_PAGE};
    struct person_page page;
    assert_ok(person_list(db, arena, user, &query, &page));
    return page.lines.count;
}

static bool says(struct arena *arena, const struct person_import *import, uint32_t row,
                 uint32_t column, const char *words) {
    for (size_t i = 0; i < import->list.findings.count; i++) {
        const struct table_finding *f = &import->list.findings.items[i];
        if (f->row == row && f->column == column &&
            strstr(message_text(arena, LANG_VI, f->message).p, words))
            return true;
    }
    return false;
}

static void a_list_is_seen_stored_once_and_forgotten(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]);
    struct user other = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[1]);
    other.id = STR("another");
    struct person_import import;
    struct str bytes = book(arena, "Họ và tên|Ngày sinh|Đơn vị|Từ ngày|Chức vụ|Chỉ huy|Đối tượng\n"
                                   "Nguyễn Văn Mẫu|21/3/1988|Ban CHQS huyện Đầm Sậy|2020|Trợ lý||"
                                   "Sĩ quan\n"
                                   "Trần Thị Thử|1990|Ban CHQS huyện Đầm Sậy||Chỉ huy trưởng|x|"
                                   "officer");
    struct str id = stage(db, arena, &officer, bytes, &import);
    assert_int_equal(import.list.counts[LIST_NEW], 2);
    assert_int_equal(people_of(db, arena, &officer), 0);
    /* A list is its sender's alone. */
    assert_err_kind(person_staged_list(db, arena, &other, NOW_MS, id, &import), ERR_NOT_FOUND);
    assert_ok(person_store_list(db, arena, &officer, NOW_MS, id, &import));
    assert_true(import.is_stored && import.stored_count == 2);
    assert_int_equal(people_of(db, arena, &officer), 2);
    assert_err_kind(person_store_list(db, arena, &officer, NOW_MS, id, &import), ERR_STATE);
    /* The same again: nobody new; another post is told and not stored. */
    bytes = book(arena, "Họ và tên|Ngày sinh|Đơn vị|Chức vụ\n"
                        "NGUYỄN VĂN MẪU|21/3/1988|Ban CHQS huyện Đầm Sậy|Trợ lý\n"
                        "Trần Thị Thử|1990|Ban CHQS huyện Đầm Sậy|Phó chỉ huy trưởng");
    stage(db, arena, &officer, bytes, &import);
    assert_int_equal(import.list.counts[LIST_SAME], 1);
    assert_int_equal(import.list.counts[LIST_DIFFERS], 1);
    assert_true(says(arena, &import, 3, 4, "hồ sơ ghi “Chỉ huy trưởng”"));
    assert_true(import.list.rows.items[0].known_id.n > 0);
    arena_free(arena);
}

static void faults_keep_the_whole_list_out(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]);
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    struct person_import import;
    struct str id = stage(db, arena, &officer,
                          book(arena, "Họ và tên|Ngày sinh|Đơn vị|Từ ngày|Đối tượng\n"
                                      "Nguyễn Văn Mẫu|31/2/1988|Ban CHQS huyện Đầm Sậy\n"
                                      "|1990|Ban CHQS huyện Đầm Sậy\n"
                                      "Lê Văn Ví Dụ|1990|Ban CHQS huyện Thác Mây\n"
                                      "Lê Văn Khác|1991|Ban không có\n"
                                      "Lê Văn Lạ|1992|Ban CHQS huyện Đầm Sậy||Tướng\n"
                                      "Lê Văn Tốt|1993|Ban CHQS huyện Đầm Sậy\n"
                                      "Lê Văn Tốt|1993|Ban CHQS huyện Đầm Sậy"),
                          &import);
    assert_true(says(arena, &import, 2, 2, "không phải là ngày"));
    assert_true(says(arena, &import, 3, 1, "Hãy ghi họ và tên"));
    assert_true(says(arena, &import, 4, 3, "không phải đơn vị của đồng chí"));
    assert_true(says(arena, &import, 5, 3, "Không có đơn vị “Ban không có”"));
    assert_true(says(arena, &import, 6, 5, "Không có đối tượng “Tướng”"));
    assert_true(says(arena, &import, 8, 1, "với dòng 7"));
    assert_int_equal(import.list.counts[LIST_NEW], 1);
    assert_ok(person_store_list(db, arena, &officer, NOW_MS, id, &import));
    assert_false(import.is_stored);
    assert_int_equal(people_of(db, arena, &officer), 0);
    assert_err_kind(person_stage_list(db, arena, &head, NOW_MS, STR("a"), STR("b"), &id),
                    ERR_DENIED);
    stage(db, arena, &officer, STR("a,b\nc,d\n"), &import);
    assert_int_equal(import.fault.id, MSG_person_list_no_header);
    arena_free(arena);
}

static void somebody_of_another_unit_is_offered_as_a_transfer(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[1]);
    struct person_import import;
    struct str id = stage(db, arena, &office,
                          STR("Họ và tên;Ngày sinh;Đơn vị\nNguyễn Văn Mẫu;21/3/1988;Ban CHQS "
                              "huyện Đầm Sậy\n"),
                          &import);
    assert_ok(person_store_list(db, arena, &office, NOW_MS, id, &import));
    assert_true(import.is_stored);
    struct str again = STR("Họ và tên;Ngày sinh;Đơn vị\nNguyễn Văn Mẫu;21/3/1988;Ban CHQS huyện Ea "
                           "M'Rang\n");
    stage(db, arena, &office, again, &import);
    assert_int_equal(import.list.rows.items[0].state, LIST_DIFFERS);
    assert_true(says(arena, &import, 2, 1, "đã có hồ sơ ở “Ban CHQS huyện Đầm Sậy”"));
    assert_true(import.list.rows.items[0].known_id.n > 0);
    /* To the other unit's officer: that there is a record, and not where. */
    stage(db, arena, &officer, again, &import);
    assert_true(says(arena, &import, 2, 1, "đã có hồ sơ ở đơn vị khác"));
    assert_false(says(arena, &import, 2, 1, "Đầm Sậy"));
    assert_int_equal(import.list.rows.items[0].known_id.n, 0);
    arena_free(arena);
}

struct classes_work {
    struct arena *arena;
    struct person_classes classes;
};

static const struct err *read_classes(struct db_tx *tx, void *context) {
    struct classes_work *work = context;
    return person_classes_in(tx, work->arena, &work->classes);
}

static void the_blank_form_can_be_sent_back(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct classes_work work = {.arena = arena};
    struct person_import import;
    struct str bytes;
    assert_ok(db_read(db, read_classes, &work));
    assert_ok(person_doc_blank(arena, &work.classes, &bytes));
    stage(db, arena, &office, bytes, &import);
    assert_int_equal(import.fault.id, MSG_none);
    for (int c = 0; c < PERSON_COLUMN_COUNT; c++)
        assert_int_equal(import.list.columns[c], c + 1);
    /* The example would be told, not stored. */
    assert_int_equal(import.list.rows.count, 1);
    assert_int_equal(import.list.counts[LIST_WRONG], 1);
    arena_free(arena);
}

static void an_export_says_who_took_it(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]);
    struct person_import import;
    struct str id =
        stage(db, arena, &officer,
              STR("Họ và tên;Ngày sinh;Đơn vị\n=Mẫu;1988;Ban CHQS huyện Đầm Sậy\n"), &import);
    assert_ok(person_store_list(db, arena, &officer, NOW_MS, id, &import));
    const struct person_query query = {
        .day = TODAY, .words = STR(""), .unit_slug = STR(""), .most = PERSON_EXPORT_MAX};
    struct person_page page;
    assert_ok(person_export(db, arena, &officer, NOW_MS, &query, &page));
    struct str bytes;
    assert_ok(person_doc_list(arena, &page, &query, officer.name, NOW_MS, &bytes));
    struct workbook workbook;
    struct message fault;
    assert_ok(workbook_read(arena, bytes, NULL, &workbook, &fault));
    assert_int_equal(fault.id, MSG_none);
    const struct workbook_cell *taken = workbook_cell_at(&workbook.sheets[0], 3, 1);
    assert_non_null(taken);
    assert_non_null(strstr(taken->text.p, "Người tải: Người thử; lúc 21/9/2026"));
    assert_true(str_equal_c(workbook_cell_at(&workbook.sheets[0], 5, 2)->text, "=Mẫu"));
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    assert_err_kind(person_export(db, arena, &head, NOW_MS, &query, &page), ERR_DENIED);
    arena_free(arena);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DB_TEST(a_list_is_seen_stored_once_and_forgotten),
        DB_TEST(faults_keep_the_whole_list_out),
        DB_TEST(somebody_of_another_unit_is_offered_as_a_transfer),
        DB_TEST(the_blank_form_can_be_sent_back),
        DB_TEST(an_export_says_who_took_it),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
