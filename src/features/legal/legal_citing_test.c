/* Where a document is cited, and who is told, on both engines. */
#include "db/db_test_support.h"
#include "features/calendar/calendar_service.h"
#include "features/cluster/cluster_fixture.h"
#include "features/headship/headship_service.h"
#include "features/legal/legal_citing_service.h"
#include "features/movement/movement_service.h"
#include "features/organisation/organisation_service.h"
#include "features/plan/plan_edit_service.h"
#include "features/scoring/scoring_service.h"
#include "features/target/target_edit_service.h"

static struct legal_cited_rooms cited(struct db *db, struct arena *arena, const struct user *user,
                                      const char *code) {
    struct legal_cited_rooms rooms;
    assert_ok(legal_citings_find(db, arena, user, LANG_VI, str_from_c(code), &rooms));
    return rooms;
}

static void rename_by(struct db *db, struct arena *arena, struct str slug, const char *number,
                      const char *decided_on) {
    struct user local = user_local();
    const struct unit_form form = {.name = str_format(arena, "Tên mới của " STR_FMT, STR_ARG(slug)),
                                   .on = STR("1/8/2025"),
                                   .number = str_from_c(number),
                                   .decided_on = str_from_c(decided_on)};
    struct issues issues = {0};
    struct str made;
    assert_ok(organisation_change(db, arena, &local, TEST_NOW_MS, UNIT_RENAME, slug, &form, &issues,
                                  &made));
    assert_int_equal(issues.count, 0);
}

static void a_document_tells_where_it_is_cited(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    assert_int_equal(cited(db, arena, &office, "nd-91-2017").count, 0);
    struct scoring_rules rules = scoring_example_rules(arena);
    struct issues issues = {0};
    assert_ok(scoring_set_rules(db, arena, &office, TEST_NOW_MS, &cluster, &rules,
                                STR("Quy chế cụm; Nghị định số 91/2017/NĐ-CP"), &issues));
    assert_int_equal(issues.count, 0);
    rename_by(db, arena, cluster.members.items[0].slug, "91/2017/NĐ-CP", "31/7/2017");
    /* Of another day: another paper. */
    rename_by(db, arena, cluster.members.items[1].slug, "91/2017/NĐ-CP", "1/2/2018");
    struct legal_cited_rooms rooms = cited(db, arena, &office, "nd-91-2017");
    assert_int_equal(rooms.count, 2);
    assert_int_equal(rooms.items[0].citings.count, 1);
    assert_true(str_ends_with(rooms.items[0].citings.items[0].href, STR("/tieu-chi/quy-tac")));
    assert_int_equal(rooms.items[1].citings.count, 1);
    assert_true(str_ends_with(rooms.items[1].citings.items[0].href, cluster.members.items[0].slug));
    assert_int_equal(cited(db, arena, &office, "nd-98-2023").count, 0);
    struct legal_cited_rooms none;
    const struct err *err = legal_citings_find(db, arena, &office, LANG_VI, STR("khong-co"), &none);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    arena_free(arena);
}

static void nobody_is_told_of_what_he_may_not_see(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period here = fixture_cluster(db, arena, "Một");
    struct cluster_period there = fixture_cluster(db, arena, "Hai");
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct scoring_rules rules = scoring_example_rules(arena);
    struct issues issues = {0};
    assert_ok(scoring_set_rules(db, arena, &office, TEST_NOW_MS, &here, &rules,
                                STR("Nghị định 91/2017/NĐ-CP"), &issues));
    rename_by(db, arena, here.members.items[0].slug, "91/2017/NĐ-CP", "");
    struct user member = fixture_user(arena, ROLE_READER, &here, NULL);
    struct user stranger = fixture_user(arena, ROLE_READER, &there, NULL);
    struct user nobody = stranger;
    nobody.grant_count = 0;
    assert_int_equal(cited(db, arena, &member, "nd-91-2017").count, 2);
    assert_int_equal(cited(db, arena, &stranger, "nd-91-2017").count, 0);
    assert_int_equal(cited(db, arena, &nobody, "nd-91-2017").count, 0);
    arena_free(arena);
}

static void cite_everywhere(struct db *db, struct arena *arena, const struct user *office,
                            const struct cluster_year *year) {
    struct issues issues = {0};
    struct str made;
    const struct calendar_form row = {.title = STR("Gửi đăng ký"),
                                      .deadline = STR("30/6/2020"),
                                      .who = STR("unit"),
                                      .basis = STR("91/2017/NĐ-CP")};
    assert_ok(calendar_enter(db, arena, office, TEST_NOW_MS, year, STR(""), &row, &issues, &made));
    assert_int_equal(issues.count, 0);
    const struct cluster_document_form paper = {.title = STR("Quy chế"),
                                                .legal_code = STR("nd-91-2017")};
    assert_ok(headship_add_document(db, arena, office, TEST_NOW_MS, year, &paper, &issues));
    assert_int_equal(issues.count, 0);
    const struct movement_form movement = {.kind = STR("directive"),
                                           .title = STR("Quy định chi tiết"),
                                           .number = STR("91/2017/NĐ-CP"),
                                           .begins = STR("2020")};
    const struct movement_by who = {
        .user = office, .now_ms = TEST_NOW_MS, .year = year, .id = STR("")};
    assert_ok(movement_enter(db, arena, &who, &movement, &issues, &made));
    assert_int_equal(issues.count, 0);
    struct target_act act = {db, arena, office, TEST_NOW_MS, year};
    const struct target_item_form item = {.name = STR("Mở lớp"),
                                          .measure = STR("lớp"),
                                          .direction = STR("more"),
                                          .for_all = STR("1")};
    const struct target_terms_form terms = {
        .source = STR("assigned"), .number = STR("91/2017/NĐ-CP"), .date = STR("31/7/2017")};
    int64_t number;
    assert_ok(target_add(&act, &item, STR(""), STR("12"), STR(""), &terms, &issues, &number));
    assert_int_equal(issues.count, 0);
    struct plan_edit edit = {db, arena, office, TEST_NOW_MS, LANG_VI, year, &issues};
    const struct plan_form plan = {
        .half = STR("0"), .title = STR("Kế hoạch"), .grounds = STR("Nghị định 91/2017/NĐ-CP")};
    assert_ok(plan_create(&edit, &plan, STR(""), &made));
    assert_int_equal(issues.count, 0);
}

static void the_rooms_of_a_year_tell_where_they_cite(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct cluster_year year;
    assert_ok(cluster_year_find(db, arena, &office, cluster.slug, 2020,
                                date_of_instant(TEST_NOW_MS), &year));
    cite_everywhere(db, arena, &office, &year);
    struct legal_cited_rooms rooms = cited(db, arena, &office, "nd-91-2017");
    static const char *const TAILS[] = {"/nam/2020/thanh-vien", "/nam/2020/lich/",
                                        "/nam/2020/phong-trao/", "/nam/2020/chi-tieu/muc/1",
                                        "/nam/2020/ke-hoach/cum-ca-nam"};
    assert_int_equal(rooms.count, COUNT_OF(TAILS));
    for (size_t i = 0; i < rooms.count; i++) {
        assert_int_equal(rooms.items[i].citings.count, 1);
        assert_true(str_find(rooms.items[i].citings.items[0].href, str_from_c(TAILS[i])) > 0);
    }
    /* Who does not read the cluster is told nothing. */
    struct cluster_period other = fixture_cluster(db, arena, "Hai");
    struct user stranger = fixture_user(arena, ROLE_READER, &other, NULL);
    assert_int_equal(cited(db, arena, &stranger, "nd-91-2017").count, 0);
    /* Titles rest on the law. */
    rooms = cited(db, arena, &stranger, "luat-06-2022");
    assert_int_equal(rooms.count, 1);
    assert_true(str_equal_c(rooms.items[0].citings.items[0].href, "/danh-hieu"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_document_tells_where_it_is_cited),
        DB_TEST(the_rooms_of_a_year_tell_where_they_cite),
        DB_TEST(nobody_is_told_of_what_he_may_not_see),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
