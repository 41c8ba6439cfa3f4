/* What verification finds in the books that belong to no cluster, on both engines. */
#include "db/db_test_support.h"
#include "features/account/account.sql.h"
#include "features/account/account_service.h"
#include "features/invariant/invariant_service.h"
#include "features/legal/legal.sql.h"
#include "features/organisation/organisation.sql.h"
#include "features/organisation/organisation_service.h"

static const int64_t NOW_MS = INT64_C(1790000000000); /* 21/9/2026 */

/* How many breaches say this. */
static size_t count_of(struct db *db, struct arena *arena, enum msg_id id) {
    struct invariant_breaches breaches;
    size_t count = 0;
    assert_ok(invariant_check(db, arena, &breaches));
    for (size_t i = 0; i < breaches.count; i++)
        count += breaches.items[i].message.id == id;
    return count;
}

static const struct err *enter(struct db_tx *tx, const char *id, int64_t revision, const char *from,
                               const char *to, const char *replaced_by) {
    return q_legal_entry_insert(tx, str_from_c(id), STR("thu"), revision, STR("decision"),
                                STR("place"), STR("1/QĐ"), STR("Nơi thử"), STR("Việc thử"), STR(""),
                                str_from_c(from), str_from_c(to), str_from_c(replaced_by), STR(""),
                                STR("nguồn"), STR(""), STR(""), STR("x"), NOW_MS);
}

static const struct err *enter_good(struct db_tx *tx, void *context) {
    (void)context;
    TRY(enter(tx, "a", 1, "2026-01-01", NULL, ""));
    return enter(tx, "b", 2, "2026-01-01", "2026-02-01", "nd-152-2025");
}

static const struct err *enter_bad(struct db_tx *tx, void *context) {
    (void)context;
    return enter(tx, "d", 4, "2026-02-01", "2026-01-01", "khong-co");
}

static void a_register_that_was_changed_from_outside_is_found(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct invariant_breaches breaches;
    assert_ok(db_write(db, enter_good, NULL));
    assert_ok(invariant_check(db, arena, &breaches));
    assert_int_equal(breaches.count, 0);
    assert_ok(db_write(db, enter_bad, NULL));
    assert_int_equal(count_of(db, arena, MSG_legal_broken_link), 1);
    assert_int_equal(count_of(db, arena, MSG_legal_broken_dates), 1);
    assert_int_equal(count_of(db, arena, MSG_invariant_legal_gap), 1);
    arena_free(arena);
}

struct wrong {
    struct arena *arena;
    struct str from_id, to_id;
};

/* A successor that begins after the day on which it is said to carry on. */
static const struct err *succeed_too_early(struct db_tx *tx, void *context) {
    struct wrong *wrong = context;
    struct q_unit_slug_row row;
    bool found;
    TRY(q_unit_slug(tx, wrong->arena, STR("huyen-mot"), &found, &row));
    wrong->from_id = row.id;
    TRY(q_unit_slug(tx, wrong->arena, STR("khu-vuc"), &found, &row));
    wrong->to_id = row.id;
    TRY(q_succession_insert(tx, STR("s"), STR("dissolved"), STR("decided"), STR("2024-07-01"),
                            STR(""), STR(""), STR(""), STR(""), STR(""), NOW_MS, STR("x")));
    TRY(q_succession_part_insert(tx, STR("s"), wrong->from_id, STR("from"), 0));
    return q_succession_part_insert(tx, STR("s"), wrong->to_id, STR("to"), 0);
}

static void a_successor_before_its_predecessors_end_wants_a_look(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    struct issues issues = {0};
    struct str slug;
    struct unit_form form = {.name = STR("Huyện Một")};
    assert_ok(
        organisation_change(db, arena, &local, NOW_MS, UNIT_ADD, STR(""), &form, &issues, &slug));
    form = (struct unit_form){.on = STR("1/7/2025"), .successors = STR("Khu vực")};
    assert_ok(
        organisation_change(db, arena, &local, NOW_MS, UNIT_DISSOLVE, slug, &form, &issues, &slug));
    assert_int_equal(issues.count, 0);
    assert_int_equal(count_of(db, arena, MSG_invariant_succession_day), 0);
    struct wrong wrong = {.arena = arena};
    assert_ok(db_write(db, succeed_too_early, &wrong));
    struct invariant_breaches breaches;
    assert_ok(invariant_check(db, arena, &breaches));
    assert_int_equal(breaches.count, 1);
    assert_int_equal(breaches.items[0].message.id, MSG_invariant_succession_day);
    assert_int_equal(breaches.items[0].severity, SEVERITY_WARNING);
    assert_true(str_equal_c(breaches.items[0].message.args[0], "1"));
    arena_free(arena);
}

static const struct err *close_from_outside(struct db_tx *tx, void *context) {
    int64_t changed;
    return q_account_close(tx, *(const struct str *)context, NOW_MS, &changed);
}

static void a_closed_account_with_a_code_is_found(void **state) {
    struct db *db = *state;
    struct arena *arena = arena_new(0);
    struct user local = user_local();
    const struct account_form form = {
        .login = STR("moi"), .name = STR("Người mới"), .role = ROLE_OFFICE};
    struct issues issues = {0};
    struct str code;
    const struct user *user;
    assert_ok(account_create(db, arena, &local, NOW_MS, &form, &issues, &code));
    assert_int_equal(count_of(db, arena, MSG_invariant_open_door), 0);
    assert_ok(account_of_login(db, arena, NOW_MS, STR("moi"), STR("here"), &user));
    struct str id = user->id;
    assert_ok(db_write(db, close_from_outside, &id));
    assert_int_equal(count_of(db, arena, MSG_invariant_open_door), 1);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_register_that_was_changed_from_outside_is_found),
        DB_TEST(a_successor_before_its_predecessors_end_wants_a_look),
        DB_TEST(a_closed_account_with_a_code_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
