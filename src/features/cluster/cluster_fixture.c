#include "features/cluster/cluster_fixture.h"

#include "db/db_test_support.h"
#include "features/account/grant_service.h"

struct user fixture_user(struct arena *arena, enum role role, const struct cluster_period *cluster,
                         const struct cluster_unit *unit) {
    /* A unit of one officer: who enters also sends. */
    size_t count = role == ROLE_UNIT ? 2 : 1;
    struct grant *grant = ARENA_ARRAY(arena, struct grant, 2);
    grant[0] = (struct grant){.role = role,
                              .cluster_id = cluster ? cluster->cluster_id : STR(""),
                              .unit_id = unit ? unit->id : STR("")};
    grant[1] = grant[0];
    grant[1].role = ROLE_COMMANDER;
    return (struct user){.id = STR("u"),
                         .login = STR("u"),
                         .name = STR("Người thử"),
                         .address = STR("127.0.0.1"),
                         .grants = grant,
                         .grant_count = count,
                         .session_hash = STR("")};
}

struct cluster_period fixture_cluster(struct db *db, struct arena *arena, const char *name) {
    const struct cluster_form form = {
        .name = str_format(arena, "Cụm thi đua %s", name),
        .superior = str_format(arena, "Bộ CHQS tỉnh Thử %s", name),
        .members = STR("Ban CHQS huyện Đầm Sậy\nBan CHQS huyện Ea M’Rang\nBan CHQS huyện Thác Mây"),
        .head = STR("Đầm Sậy"),
        .host = STR("Đầm Sậy"),
        .venue = STR(""),
        .year = STR("2020"),
        .half = STR("1"),
        .figures_until = STR("15/6/2020"),
        .held_on = STR("26/6/2020"),
    };
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct issues issues = {0};
    struct str slug;
    struct str code;
    assert_ok(cluster_create(db, arena, &office, TEST_NOW_MS, &form, NULL, &issues, &slug, &code));
    assert_int_equal(issues.count, 0);
    struct cluster_period cluster;
    assert_ok(cluster_find(db, arena, &office, slug, code, &cluster));
    return cluster;
}

void fixture_give(struct db *db, struct arena *arena, const char *login, enum role role,
                  struct str cluster_id, struct str unit_id) {
    const struct grant_form form = {
        .role = role, .cluster_id = str_or_empty(cluster_id), .unit_id = str_or_empty(unit_id)};
    struct user local = user_local();
    struct issues issues = {0};
    assert_ok(grant_give(db, arena, &local, TEST_NOW_MS, str_from_c(login), &form, &issues));
    assert_int_equal(issues.count, 0);
}

void fixture_take(struct db *db, struct arena *arena, const char *login, enum role role,
                  struct issues *issues) {
    struct user local = user_local();
    struct grant_lines lines;
    struct str id = STR("");
    assert_ok(grant_history(db, arena, &local, TEST_NOW_MS, str_from_c(login), &lines));
    for (size_t i = 0; i < lines.count; i++)
        if (lines.items[i].grant.role == role && !lines.items[i].withdrawn_ms)
            id = lines.items[i].grant.id;
    assert_true(id.n > 0);
    assert_ok(
        grant_withdraw(db, arena, &local, TEST_NOW_MS, str_from_c(login), id, STR(""), issues));
}
