/* Kinds of units: added, renamed, removed only where nothing names them; on both engines. */
#include <string.h>

#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/organisation/kind_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */

static struct unit_kind_form form_of(const char *name, const char *name_en, const char *place) {
    return (struct unit_kind_form){str_from_c(name), str_from_c(name_en), str_from_c(place)};
}

static struct issues save(struct db *db, struct arena *arena, const char *code,
                          struct unit_kind_form form) {
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct issues issues = {0};
    assert_ok(unit_kind_save(db, arena, &office, NOW_MS, str_from_c(code), &form, &issues));
    return issues;
}

static struct unit_kinds kinds_now(struct db *db, struct arena *arena) {
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct unit_kinds kinds;
    assert_ok(unit_kinds_with_use(db, arena, &office, &kinds));
    return kinds;
}

static void a_kind_is_added_and_renamed(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct unit_kinds before = kinds_now(db, arena);
    assert_int_equal(save(db, arena, "", form_of("Bệnh viện", "", "")).count, 0);
    struct unit_kinds kinds = kinds_now(db, arena);
    assert_int_equal(kinds.count, before.count + 1);
    const struct unit_kind *hospital = unit_kind_find(&kinds, STR("benh-vien"));
    assert_non_null(hospital);
    assert_true(str_equal_c(hospital->name_en, "Bệnh viện") && hospital->is_unused);
    /* After the others, before "Loại khác". */
    assert_true(str_equal_c(kinds.items[kinds.count - 1].code, "other"));
    assert_ptr_equal(hospital, &kinds.items[kinds.count - 2]);
    assert_int_equal(
        save(db, arena, "benh-vien", form_of("Bệnh viện, bệnh xá", "Hospital", "15")).count, 0);
    kinds = kinds_now(db, arena);
    hospital = unit_kind_find(&kinds, STR("benh-vien"));
    assert_true(str_equal_c(hospital->name, "Bệnh viện, bệnh xá"));
    assert_int_equal(hospital->place, 15);
    arena_free(arena);
}

static void a_name_that_cannot_stand_is_told(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct issues issues = save(db, arena, "", form_of("  ", "", ""));
    assert_int_equal(issue_of(&issues, STR("name"))->message.id,
                     MSG_organisation_kind_name_missing);
    issues = save(db, arena, "", form_of("NHÀ TRƯỜNG", "", ""));
    assert_int_equal(issue_of(&issues, STR("name"))->message.id, MSG_organisation_kind_twice);
    issues = save(db, arena, "school", form_of("Nhà trường", "School", "mười"));
    assert_int_equal(issue_of(&issues, STR("place"))->message.id, MSG_organisation_place_wrong);
    /* Its own name is no other one's. */
    assert_int_equal(save(db, arena, "school", form_of("Nhà trường", "Schools", "")).count, 0);
    arena_free(arena);
}

static void a_kind_in_use_stays(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    const struct unit_form unit = {.name = STR("Trường Quân sự tỉnh Thử"), .kind = STR("school")};
    struct issues issues = {0};
    struct str slug;
    assert_ok(
        organisation_change(db, arena, &office, NOW_MS, UNIT_ADD, STR(""), &unit, &issues, &slug));
    assert_int_equal(issues.count, 0);
    struct unit_kinds kinds = kinds_now(db, arena);
    assert_int_equal(unit_kind_find(&kinds, STR("school"))->units, 1);
    assert_ok(unit_kind_remove(db, arena, &office, NOW_MS, STR("school"), &issues));
    assert_int_equal(issue_of(&issues, STR("name"))->message.id, MSG_organisation_kind_in_use);
    assert_ok(unit_kind_remove(db, arena, &office, NOW_MS, STR("enterprise"), &issues));
    assert_int_equal(issues.count, 0);
    kinds = kinds_now(db, arena);
    assert_non_null(unit_kind_find(&kinds, STR("school")));
    assert_null(unit_kind_find(&kinds, STR("enterprise")));
    /* What is gone or never was, and "not classified", are none. */
    const struct err *err =
        unit_kind_remove(db, arena, &office, NOW_MS, STR("enterprise"), &issues);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    err = unit_kind_remove(db, arena, &office, NOW_MS, STR(""), &issues);
    assert_int_equal(err->kind, ERR_NOT_FOUND);
    arena_free(arena);
}

static void who_may_not_change_units_changes_no_kind(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Mẫu");
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    const struct unit_kind_form form = form_of("Bệnh viện", "", "");
    struct issues issues = {0};
    struct unit_kinds kinds;
    const struct err *err = unit_kind_save(db, arena, &head, NOW_MS, STR(""), &form, &issues);
    assert_int_equal(err->kind, ERR_DENIED);
    err = unit_kind_remove(db, arena, &head, NOW_MS, STR("enterprise"), &issues);
    assert_int_equal(err->kind, ERR_DENIED);
    err = unit_kinds_with_use(db, arena, &head, &kinds);
    assert_int_equal(err->kind, ERR_DENIED);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_kind_is_added_and_renamed),
        DB_TEST(a_name_that_cannot_stand_is_told),
        DB_TEST(a_kind_in_use_stays),
        DB_TEST(who_may_not_change_units_changes_no_kind),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
