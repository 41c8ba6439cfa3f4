/* Where a document is cited, and who is told, on both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/legal/legal_citing_service.h"
#include "features/organisation/organisation_service.h"
#include "features/scoring/scoring_service.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_document_tells_where_it_is_cited),
        DB_TEST(nobody_is_told_of_what_he_may_not_see),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
