/* Accounts: made, granted roles, taken back, on both engines. */
#include "db/db_test_support.h"
#include "features/account/account_service.h"
#include "features/account/grant_service.h"
#include "features/cluster/cluster_fixture.h"

/* An account with a password that somebody knows. */
static void make(struct db *db, struct arena *arena, const char *login, enum role role,
                 struct str *ret_password) {
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    struct account_form form = {.login = str_from_c(login), .name = STR("Người mới"), .role = role};
    struct issues issues = {0};
    assert_ok(account_create_sample(db, arena, &admin, TEST_NOW_MS, &form, &issues, ret_password));
    assert_int_equal(issues.count, 0);
}

static const struct account_line *line_of(struct db *db, struct arena *arena, const char *login) {
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    struct account_lines *lines = ARENA_NEW(arena, struct account_lines);
    assert_ok(account_list(db, arena, &admin, TEST_NOW_MS, lines));
    for (size_t i = 0; i < lines->count; i++)
        if (str_equal_c(lines->items[i].login, login))
            return &lines->items[i];
    return NULL;
}

static void roles_are_granted_and_taken_back(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    struct str password;
    struct issues issues = {0};
    make(db, arena, "quantri", ROLE_ADMIN, &password);
    make(db, arena, "moi", ROLE_OFFICE, &password);
    for (int twice = 0; twice < 2; twice++)
        fixture_give(db, arena, "moi", ROLE_HEAD, cluster.cluster_id, STR(""));
    assert_int_equal(line_of(db, arena, "moi")->grants.count, 2);
    const struct grant_form no_unit = {.role = ROLE_UNIT, .cluster_id = cluster.cluster_id};
    assert_err_kind(grant_give(db, arena, &admin, TEST_NOW_MS, STR("moi"), &no_unit, &issues),
                    ERR_INPUT);
    fixture_take(db, arena, "moi", ROLE_HEAD, &issues);
    assert_int_equal(issues.count, 0);
    const struct account_line *line = line_of(db, arena, "moi");
    assert_int_equal(line->grants.count, 1);
    assert_int_equal(line->grants.items[0].role, ROLE_OFFICE);
    /* Taken back, it stands in the history with who and when; and goes no second time. */
    struct grant_lines lines;
    assert_ok(grant_history(db, arena, &admin, TEST_NOW_MS, STR("moi"), &lines));
    assert_int_equal(lines.count, 2);
    assert_int_equal(lines.items[1].withdrawn_ms, TEST_NOW_MS);
    assert_err_kind(grant_withdraw(db, arena, &admin, TEST_NOW_MS, STR("moi"),
                                   lines.items[1].grant.id, STR(""), &issues),
                    ERR_NOT_FOUND);
    arena_free(arena);
}

static void the_last_administrator_stays(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct str password;
    make(db, arena, "quantri", ROLE_ADMIN, &password);
    struct issues issues = {0};
    fixture_take(db, arena, "quantri", ROLE_ADMIN, &issues);
    assert_int_equal(issues.count, 1);
    assert_int_equal(line_of(db, arena, "quantri")->grants.count, 1);
    make(db, arena, "quantri2", ROLE_ADMIN, &password);
    fixture_take(db, arena, "quantri", ROLE_ADMIN, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(line_of(db, arena, "quantri")->grants.count, 0);
    arena_free(arena);
}

/* None of these has to do with an office's account; the office itself makes none of its own kind.
 */
static void only_the_level_above_manages_accounts(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct cluster_period cluster = fixture_cluster(db, arena, "Một");
    struct str password, code;
    make(db, arena, "moi", ROLE_OFFICE, &password);
    const struct user users[] = {
        fixture_user(arena, ROLE_OFFICE, NULL, NULL),
        fixture_user(arena, ROLE_COMMANDER, &cluster, &cluster.members.items[0]),
        fixture_user(arena, ROLE_HEAD, &cluster, NULL),
        fixture_user(arena, ROLE_UNIT, &cluster, &cluster.members.items[0]),
        fixture_user(arena, ROLE_READER, &cluster, NULL),
    };
    const struct account_form form = {
        .login = STR("them"), .name = STR("Thêm"), .role = ROLE_ADMIN};
    const struct grant_form grant = {.role = ROLE_ADMIN};
    struct grant_lines lines;
    struct user admin = fixture_user(arena, ROLE_ADMIN, NULL, NULL);
    assert_ok(grant_history(db, arena, &admin, TEST_NOW_MS, STR("moi"), &lines));
    struct str office = lines.items[0].grant.id;
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        const struct user *user = &users[i];
        struct issues issues = {0};
        struct account_lines accounts;
        if (i < 2) {
            assert_ok(account_list(db, arena, user, TEST_NOW_MS, &accounts));
            assert_int_equal(accounts.count, 0);
        } else {
            assert_err_kind(account_list(db, arena, user, TEST_NOW_MS, &accounts), ERR_DENIED);
        }
        assert_err_kind(account_create(db, arena, user, TEST_NOW_MS, &form, &issues, &code),
                        ERR_DENIED);
        assert_err_kind(grant_give(db, arena, user, TEST_NOW_MS, STR("moi"), &grant, &issues),
                        ERR_DENIED);
        assert_err_kind(
            grant_withdraw(db, arena, user, TEST_NOW_MS, STR("moi"), office, STR(""), &issues),
            ERR_DENIED);
        assert_err_kind(grant_history(db, arena, user, TEST_NOW_MS, STR("moi"), &lines),
                        ERR_DENIED);
        assert_err_kind(account_reset(db, arena, user, TEST_NOW_MS, STR("moi"), &issues, &code),
                        ERR_DENIED);
        assert_err_kind(account_close(db, arena, user, TEST_NOW_MS, STR("moi"), &issues),
                        ERR_DENIED);
        assert_err_kind(account_reopen(db, arena, user, TEST_NOW_MS, STR("moi"), &code),
                        ERR_DENIED);
    }
    assert_null(line_of(db, arena, "them"));
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(roles_are_granted_and_taken_back),
        DB_TEST(the_last_administrator_stays),
        DB_TEST(only_the_level_above_manages_accounts),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
