/* Making a cluster and changing its facts, on both engines. */
#include "db/db_test_support.h"
#include "features/audit/audit.h"
#include "features/cluster/cluster_fixture.h"
#include "features/organisation/organisation_service.h"

static struct cluster_form form_of(const char *members) {
    return (struct cluster_form){
        .name = STR("Cụm thi đua số 7"),
        .superior = STR("Bộ CHQS tỉnh Thử"),
        .members = str_from_c(members),
        .head = STR(""),
        .host = STR(""),
        .venue = STR("xã Mới"),
        .year = STR("2021"),
        .half = STR("2"),
        .figures_until = STR(""),
        .held_on = STR(""),
    };
}

static const struct err *create(struct db *db, struct arena *arena, const struct cluster_form *form,
                                struct issues *issues, struct cluster_period *ret_cluster) {
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct str slug;
    struct str code;
    *issues = (struct issues){0};
    TRY(cluster_create(db, arena, &office, TEST_NOW_MS, form, NULL, issues, &slug, &code));
    return issues->count ? NULL : cluster_find(db, arena, &office, slug, code, ret_cluster);
}

static void assert_name(const struct cluster_period *cluster, size_t member, const char *name) {
    assert_true(member < cluster->members.count);
    struct str stored = cluster->members.items[member].name;
    if (!str_equal_c(stored, name))
        fail_msg("member %zu is " STR_FMT ", not %s", member, STR_ARG(stored), name);
}

static void a_pasted_list_becomes_members(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_form form = form_of("1. Ban CHQS huyện Ea Kar;\n2) Ban CHQS huyện M’Đrắk\n\n"
                                       "- Ban CHQS huyện Lắk.\r\n");
    form.head = STR("M'Đrắk");
    form.host = STR("ban chqs huyện ea kar");
    struct issues issues;
    struct cluster_period cluster;
    assert_ok(create(db, arena, &form, &issues, &cluster));
    assert_int_equal(issues.count, 0);
    assert_int_equal(cluster.members.count, 3);
    assert_name(&cluster, 0, "Ban CHQS huyện Ea Kar");
    assert_name(&cluster, 1, "Ban CHQS huyện M’Đrắk");
    assert_name(&cluster, 2, "Ban CHQS huyện Lắk");
    assert_true(str_equal(cluster.head.id, cluster.members.items[1].id));
    assert_true(str_equal(cluster.host.id, cluster.members.items[0].id));
    assert_true(str_equal_c(cluster.slug, "cum-thi-dua-so-7"));
    assert_true(str_equal_c(cluster.code, "2021-H2"));
    assert_false(cluster.is_sample);
    arena_free(arena);
}

static void new_members_are_of_the_kind_that_was_chosen(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_form form = form_of("Ban CHQS huyện Lắk\nBan CHQS huyện Ea Kar");
    struct issues issues;
    struct cluster_period cluster;
    form.unit_kind = STR("phi-thuyen");
    assert_ok(create(db, arena, &form, &issues, &cluster));
    assert_non_null(issue_of(&issues, STR("unit_kind")));
    form.unit_kind = STR("district");
    assert_ok(create(db, arena, &form, &issues, &cluster));
    assert_int_equal(issues.count, 0);
    /* Those that are there keep theirs, whatever the next form says. */
    form.unit_kind = STR("school");
    assert_ok(create(db, arena, &form, &issues, &cluster));
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    const struct unit_view then = {{2021, 12, 31}, UNIT_KNOWN_NOW};
    struct unit_states units;
    assert_ok(organisation_list(db, arena, &office, &then, &units));
    assert_int_equal(units.count, 3);
    for (size_t i = 0; i < units.count; i++)
        assert_true(str_equal_c(units.items[i].kind, units.items[i].parent_id.n ? "district" : ""));
    arena_free(arena);
}

static void faults_store_nothing(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_form form = form_of("Ban CHQS huyện Lắk\nBan CHQS huyện Lak\nBan CHQS huyện Ea");
    form.head = STR("huyện không có");
    form.year = STR("20");
    form.held_on = STR("31/2/2021");
    struct issues issues;
    struct cluster_period cluster;
    assert_ok(create(db, arena, &form, &issues, &cluster));
    assert_non_null(issue_of(&issues, STR("members"))); /* the same name but for its marks */
    assert_non_null(issue_of(&issues, STR("head")));
    assert_non_null(issue_of(&issues, STR("year")));
    assert_non_null(issue_of(&issues, STR("held_on")));
    struct user office = fixture_user(arena, ROLE_OFFICE, NULL, NULL);
    struct cluster_summaries clusters;
    struct reach reach = user_reach(arena, &office, RIGHT_CLUSTER_READ);
    assert_ok(cluster_list(db, arena, &reach, &clusters));
    assert_int_equal(clusters.count, 0);
    arena_free(arena);
}

static void units_are_taken_not_doubled(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_form form = form_of("Ban CHQS huyện Lắk\nBan CHQS huyện Ea Kar");
    struct issues issues;
    struct cluster_period first;
    struct cluster_period second;
    assert_ok(create(db, arena, &form, &issues, &first));
    form.members = STR("Ban CHQS huyện Ea Kar\nBan CHQS huyện Krông Ana");
    form.year = STR("2022");
    assert_ok(create(db, arena, &form, &issues, &second));
    assert_true(str_equal(first.superior.id, second.superior.id));
    assert_true(str_equal(first.members.items[1].id, second.members.items[0].id));
    assert_false(str_equal(first.members.items[0].id, second.members.items[1].id));
    /* The same name twice: two clusters with addresses of their own. */
    assert_false(str_equal(first.slug, second.slug));
    arena_free(arena);
}

static void a_unit_stands_in_one_cluster_of_a_kind_in_a_year(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_form form = form_of("Ban CHQS huyện Lắk\nBan CHQS huyện Ea Kar");
    struct issues issues;
    struct cluster_period made;
    assert_ok(create(db, arena, &form, &issues, &made));
    form.name = STR("Cụm khác");
    form.half = STR("1");
    assert_ok(create(db, arena, &form, &issues, &made));
    assert_int_equal(issues.count, 2);
    assert_int_equal(issues.items[0].message.id, MSG_cluster_elsewhere);
    assert_true(str_equal_c(issues.items[0].message.args[1], "Cụm thi đua số 7"));
    /* A block by function beside it is another kind. */
    form.kind = STR("function");
    assert_ok(create(db, arena, &form, &issues, &made));
    assert_int_equal(issues.count, 0);
    form.kind = STR("by colour");
    assert_ok(create(db, arena, &form, &issues, &made));
    assert_non_null(issue_of(&issues, STR("kind")));
    arena_free(arena);
}

static void only_the_office_creates(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    const struct user users[] = {
        fixture_user(arena, ROLE_HEAD, &cluster, NULL),
        fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]),
        fixture_user(arena, ROLE_READER, &cluster, NULL),
        fixture_user(arena, ROLE_ADMIN, NULL, NULL),
    };
    struct cluster_form form = form_of("Ban CHQS huyện Lắk\nBan CHQS huyện Ea Kar");
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        struct issues issues = {0};
        struct str slug;
        struct str code;
        assert_err_kind(
            cluster_create(db, arena, &users[i], TEST_NOW_MS, &form, NULL, &issues, &slug, &code),
            ERR_DENIED);
    }
    arena_free(arena);
}

static void facts_are_changed_by_its_own_head(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct cluster_period other = fixture_cluster(db, arena, "Hai");
    struct user head = fixture_user(arena, ROLE_HEAD, &cluster, NULL);
    struct user stranger = fixture_user(arena, ROLE_HEAD, &other, NULL);
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]);
    struct cluster_form form = {.head = STR("Ban CHQS huyện Ea M’Rang"),
                                .host = STR(""),
                                .venue = STR("huyện Ea M’Rang"),
                                .held_on = STR("27/6/2020"),
                                .figures_until = STR("20/6/2020"),
                                .places_hidden = true};
    struct issues issues = {0};
    assert_err_kind(
        cluster_change_settings(db, arena, &stranger, TEST_NOW_MS, &cluster, &form, &issues),
        ERR_DENIED);
    assert_err_kind(
        cluster_change_settings(db, arena, &officer, TEST_NOW_MS, &cluster, &form, &issues),
        ERR_DENIED);
    assert_ok(cluster_change_settings(db, arena, &head, TEST_NOW_MS, &cluster, &form, &issues));
    assert_int_equal(issues.count, 0);
    struct cluster_period changed;
    assert_ok(cluster_find(db, arena, &head, cluster.slug, cluster.code, &changed));
    assert_true(str_equal(changed.head.id, cluster.members.items[1].id));
    assert_true(str_is_empty(changed.host.id));
    assert_false(changed.places_shown);
    assert_true(changed.revision > cluster.revision);
    /* A date outside the half-year is refused, and nothing changes. */
    form.figures_until = STR("20/7/2020");
    assert_ok(cluster_change_settings(db, arena, &head, TEST_NOW_MS, &changed, &form, &issues));
    assert_non_null(issue_of(&issues, STR("figures_until")));
    arena_free(arena);
}

static void the_history_is_for_those_of_the_cluster(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct cluster_period other = fixture_cluster(db, arena, "Hai");
    struct user reader = fixture_user(arena, ROLE_READER, &cluster, NULL);
    struct user stranger = fixture_user(arena, ROLE_READER, &other, NULL);
    struct user officer = fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]);
    struct audit_lines lines;
    assert_ok(audit_of_period(db, arena, LANG_VI, &reader, place_of_period(&cluster), cluster.id,
                              NULL, &lines));
    assert_int_equal(lines.count, 1);
    assert_true(str_equal_c(lines.items[0].action, "Tạo cụm thi đua"));
    assert_true(str_equal_c(lines.items[0].author, "Người thử"));
    assert_err_kind(audit_of_period(db, arena, LANG_VI, &stranger, place_of_period(&cluster),
                                    cluster.id, NULL, &lines),
                    ERR_DENIED);
    assert_err_kind(audit_of_period(db, arena, LANG_VI, &officer, place_of_period(&cluster),
                                    cluster.id, NULL, &lines),
                    ERR_DENIED);
    arena_free(arena);
}

static void the_directory_is_for_the_administrator(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period one = fixture_cluster(db, arena, "Một");
    fixture_cluster(db, arena, "Hai");
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    struct cluster_entries entries;
    struct user reader = fixture_user(arena, ROLE_READER, &one, NULL);
    struct reach reach = user_reach(arena, &reader, RIGHT_ACCOUNT_BELOW);
    assert_ok(cluster_directory(db, arena, &reach, &entries));
    assert_int_equal(entries.count, 0);
    reach = user_reach(arena, &admin, RIGHT_ACCOUNT_MANAGE);
    assert_ok(cluster_directory(db, arena, &reach, &entries));
    assert_int_equal(entries.count, 2);
    assert_int_equal(entries.items[0].units.count, 3);
    assert_true(str_equal_c(entries.items[0].name, "Cụm thi đua Hai"));
    /* Names only: the cluster itself stays shut. */
    struct cluster_period shut;
    assert_err_kind(cluster_find(db, arena, &admin, one.slug, one.code, &shut), ERR_DENIED);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_pasted_list_becomes_members),
        DB_TEST(new_members_are_of_the_kind_that_was_chosen),
        DB_TEST(faults_store_nothing),
        DB_TEST(units_are_taken_not_doubled),
        DB_TEST(a_unit_stands_in_one_cluster_of_a_kind_in_a_year),
        DB_TEST(only_the_office_creates),
        DB_TEST(facts_are_changed_by_its_own_head),
        DB_TEST(the_history_is_for_those_of_the_cluster),
        DB_TEST(the_directory_is_for_the_administrator),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
