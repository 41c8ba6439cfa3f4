/* What the organisation enters beside what the program ships, on both engines. */
#include "db/db_test_support.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/legal/legal_service.h"

static struct legal_form regulation(void) {
    return (struct legal_form){.kind = STR("regulation"),
                               .scope = STR("place"),
                               .number = STR("12/QC-CTĐ"),
                               .issuer = STR("Cụm thi đua số 7"),
                               .title = STR("Quy chế hoạt động của cụm"),
                               .issued = STR("3/2026"),
                               .from = STR("1/4/2026"),
                               .source = STR("Bản gốc lưu tại văn phòng")};
}

static void a_document_is_added_and_then_corrected(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct legal_form form = regulation();
    struct issues issues = {0};
    struct str code;
    assert_ok(
        legal_enter(db, arena, &office, TEST_NOW_MS, STR(""), &form, STR(""), &issues, &code));
    assert_int_equal(issues.count, 0);
    form.to = STR("31/3/2027");
    /* A correction says why. */
    struct str again;
    assert_ok(
        legal_enter(db, arena, &office, TEST_NOW_MS + 1, code, &form, STR(""), &issues, &again));
    assert_non_null(issue_of(&issues, STR("reason")));
    assert_ok(legal_enter(db, arena, &office, TEST_NOW_MS + 1, code, &form, STR("có quy chế mới"),
                          &issues, &again));
    assert_int_equal(issues.count, 0);
    assert_true(str_equal(again, code));
    struct legal_documents documents;
    assert_ok(legal_list(db, arena, &office, &documents));
    assert_int_equal(documents.count, LEGAL_BOOK_COUNT + 1);
    const struct legal_document *document = legal_find(&documents, code);
    assert_string_equal(date_iso(arena, document->to).p, "2027-04-01");
    struct legal_entries entries;
    assert_ok(legal_history(db, arena, &office, code, &entries));
    assert_int_equal(entries.count, 2);
    assert_true(date_is_empty(entries.items[0].document.to));
    assert_true(str_equal_c(entries.items[1].reason, "có quy chế mới"));
    arena_free(arena);
}

static void a_correction_stands_in_place_of_the_shipped_row(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct legal_form form = {.kind = STR("decision"),
                              .scope = STR("place"),
                              .number = STR("07/2026/QĐ-UBND"),
                              .issuer = STR("UBND tỉnh Đắk Lắk"),
                              .title = STR("Về thi đua, khen thưởng"),
                              .issued = STR("19/1/2026"),
                              .from = STR("1/2/2026"),
                              .source = STR("Công báo tỉnh")};
    struct str code = STR("qd-07-2026-dak-lak");
    struct str stored;
    struct issues issues = {0};
    assert_ok(legal_enter(db, arena, &office, TEST_NOW_MS, code, &form, STR("đã đọc công báo"),
                          &issues, &stored));
    assert_int_equal(issues.count, 0);
    struct legal_documents documents;
    assert_ok(legal_list(db, arena, &office, &documents));
    assert_int_equal(documents.count, LEGAL_BOOK_COUNT);
    const struct legal_document *document = legal_find(&documents, code);
    assert_int_equal(document->mark, LEGAL_ENTERED);
    assert_string_equal(date_iso(arena, document->from).p, "2026-02-01");
    struct legal_entries entries;
    assert_ok(legal_history(db, arena, &office, code, &entries));
    assert_int_equal(entries.count, 2);
    assert_int_equal(entries.items[0].revision, 0);
    assert_int_equal(entries.items[0].document.mark, LEGAL_SOURCED);
    arena_free(arena);
}

static void the_same_document_twice_is_refused(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct legal_form form = regulation();
    struct issues issues = {0};
    struct str code;
    assert_ok(
        legal_enter(db, arena, &office, TEST_NOW_MS, STR(""), &form, STR(""), &issues, &code));
    assert_ok(
        legal_enter(db, arena, &office, TEST_NOW_MS, STR(""), &form, STR(""), &issues, &code));
    assert_non_null(issue_of(&issues, STR("number")));
    struct legal_documents documents;
    assert_ok(legal_list(db, arena, &office, &documents));
    assert_int_equal(documents.count, LEGAL_BOOK_COUNT + 1);
    arena_free(arena);
}

static void only_the_standing_office_enters(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    struct legal_form form = regulation();
    struct issues issues = {0};
    struct str code;
    const struct err *err =
        legal_enter(db, arena, &head, TEST_NOW_MS, STR(""), &form, STR(""), &issues, &code);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DENIED);
    struct legal_documents documents;
    assert_ok(legal_list(db, arena, &head, &documents)); /* and everybody reads */
    assert_int_equal(documents.count, LEGAL_BOOK_COUNT);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_document_is_added_and_then_corrected),
        DB_TEST(a_correction_stands_in_place_of_the_shipped_row),
        DB_TEST(the_same_document_twice_is_refused),
        DB_TEST(only_the_standing_office_enters),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
