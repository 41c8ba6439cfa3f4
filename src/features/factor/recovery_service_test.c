/* Recovering an account: two persons, in time, with reason; on both engines. */
#include "features/account/account_service.h"
#include "features/factor/factor.sql.h"
#include "features/factor/factor_fixture.h"
#include "features/factor/recovery_service.h"

#define NOW FACTOR_NOW_MS

static const int64_t HOUR = 3600000;

static struct factor_scene s;
static struct str password; /* of "nam", who has a second step */
static struct user nam, admin, office, chair;

static const struct err *give_app_in(struct db_tx *tx, void *context) {
    (void)context;
    int64_t changed;
    TRY(q_totp_put(tx, nam.id, STR("sealed"), NOW));
    return q_totp_confirm(tx, nam.id, NOW, 1, &changed);
}

static void set_up(void **state) {
    factor_begin(&s, *state);
    s.settings.recovery_by_two = true;
    password = factor_account(&s, "nam", ROLE_ADMIN);
    factor_account(&s, "quan-tri", ROLE_ADMIN);
    factor_account(&s, "thuong-truc", ROLE_OFFICE);
    factor_account(&s, "chu-tich", ROLE_CHAIR);
    nam = factor_user(&s, "nam", "1");
    admin = factor_user(&s, "quan-tri", "2");
    office = factor_user(&s, "thuong-truc", "3");
    chair = factor_user(&s, "chu-tich", "4");
    assert_ok(db_write(s.db, give_app_in, NULL));
}

static enum msg_id ask(const struct user *user, const char *login, const char *reason,
                       int64_t now_ms) {
    struct issues issues = {0};
    assert_ok(
        recovery_ask(s.db, s.arena, user, now_ms, str_from_c(login), str_from_c(reason), &issues));
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static struct recovery_line newest(const struct user *user, int64_t now_ms) {
    struct recovery_lines lines;
    assert_ok(recovery_list(s.db, s.arena, user, now_ms, &lines));
    assert_true(lines.count > 0);
    return lines.items[0];
}

static enum msg_id confirm(const struct user *user, struct str id, int64_t now_ms,
                           struct str *ret_code) {
    struct issues issues = {0};
    struct str login;
    assert_ok(recovery_confirm(s.db, s.arena, user, now_ms, id, &issues, &login, ret_code));
    assert_int_equal(ret_code->n > 0, issues.count == 0);
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static bool has_second_step(void) {
    struct factor_state state;
    assert_ok(factor_state_of(s.db, s.arena, &s.settings, &nam, &state));
    return state.second_step;
}

static void two_persons_give_a_code_and_the_second_step_goes(void **state) {
    set_up(state);
    struct str code;
    assert_int_equal(ask(&admin, "nam", "mất điện thoại", NOW), MSG_none);
    assert_true(has_second_step()); /* asking alone does nothing */
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_SECOND_FACTOR);
    struct str id = newest(&office, NOW).id;
    assert_true(newest(&office, NOW).may_confirm);
    assert_false(newest(&admin, NOW).may_confirm);
    assert_int_equal(confirm(&office, id, NOW + HOUR, &code), MSG_none);
    assert_false(has_second_step());
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW + HOUR).step, DOOR_SHUT);
    assert_int_equal(factor_sign_in(&s, "nam", code, NOW + HOUR).step, DOOR_SET_PASSWORD);
    struct recovery_line line = newest(&chair, NOW + HOUR);
    assert_int_equal(line.state, RECOVERY_DONE);
    assert_string_equal(line.asker.p, "quan-tri");
    assert_string_equal(line.ender.p, "thuong-truc");
    assert_int_equal(factor_audited(&s, &nam, "account_recovery_asked"), 1);
    assert_int_equal(factor_audited(&s, &nam, "account_recovered"), 1);
    /* A second time it is none. */
    assert_int_equal(confirm(&chair, id, NOW + HOUR, &code), MSG_factor_recovery_late);
    factor_end(&s);
}

static void nobody_is_both_persons_nor_the_owner(void **state) {
    set_up(state);
    struct str code;
    assert_int_equal(ask(&nam, "nam", "tự làm", NOW), MSG_factor_recovery_own);
    assert_int_equal(ask(&admin, "nam", "mất điện thoại", NOW), MSG_none);
    struct str id = newest(&admin, NOW).id;
    assert_int_equal(confirm(&admin, id, NOW, &code), MSG_factor_recovery_same);
    assert_int_equal(confirm(&nam, id, NOW, &code), MSG_factor_recovery_own);
    struct issues issues = {0};
    struct str login;
    struct user local = user_local();
    struct user acting = office;
    acting.acting_for_id = admin.id;
    factor_account(&s, "doc", ROLE_COUNCIL);
    struct user reader = factor_user(&s, "doc", "5");
    const struct user *const refused[] = {&local, &acting, &reader};
    for (size_t i = 0; i < COUNT_OF(refused); i++) {
        assert_err_kind(
            recovery_confirm(s.db, s.arena, refused[i], NOW, id, &issues, &login, &code),
            ERR_DENIED);
        assert_err_kind(recovery_ask(s.db, s.arena, refused[i], NOW, STR("nam"), STR("x"), &issues),
                        ERR_DENIED);
    }
    assert_true(has_second_step());
    factor_end(&s);
}

static void a_request_is_over_in_a_day(void **state) {
    set_up(state);
    struct str code;
    assert_int_equal(ask(&admin, "nam", "mất điện thoại", NOW), MSG_none);
    assert_int_equal(ask(&chair, "nam", "lần nữa", NOW), MSG_factor_recovery_open);
    struct str id = newest(&office, NOW).id;
    assert_int_equal(confirm(&office, id, NOW + RECOVERY_HOURS * HOUR, &code),
                     MSG_factor_recovery_late);
    /* Nor before it was made: a clock set back. */
    assert_int_equal(confirm(&office, id, NOW - 1, &code), MSG_factor_recovery_late);
    assert_int_equal(newest(&office, NOW + RECOVERY_HOURS * HOUR).state, RECOVERY_LAPSED);
    assert_true(has_second_step());
    assert_int_equal(ask(&chair, "nam", "lần nữa", NOW + RECOVERY_HOURS * HOUR), MSG_none);
    factor_end(&s);
}

static void a_withdrawn_request_confirms_nothing(void **state) {
    set_up(state);
    struct str code;
    assert_int_equal(ask(&admin, "nam", "mất điện thoại", NOW), MSG_none);
    struct str id = newest(&office, NOW).id;
    assert_ok(recovery_withdraw(s.db, s.arena, &chair, NOW, id));
    assert_int_equal(confirm(&office, id, NOW, &code), MSG_factor_recovery_late);
    assert_err_kind(recovery_withdraw(s.db, s.arena, &chair, NOW, STR("khong-co")), ERR_NOT_FOUND);
    assert_int_equal(ask(&admin, "nam", "", NOW), MSG_factor_recovery_reason);
    assert_int_equal(ask(&admin, "ai-do", "mất", NOW), MSG_factor_recovery_nobody);
    factor_end(&s);
}

static void its_owner_is_told(void **state) {
    set_up(state);
    struct str code;
    struct recovery_lines lines;
    assert_int_equal(ask(&admin, "nam", "mất điện thoại", NOW), MSG_none);
    assert_ok(recovery_untold(s.db, s.arena, &nam, &lines));
    assert_int_equal(lines.count, 0);
    assert_int_equal(confirm(&office, newest(&office, NOW).id, NOW, &code), MSG_none);
    assert_ok(recovery_untold(s.db, s.arena, &nam, &lines));
    assert_int_equal(lines.count, 1);
    assert_string_equal(lines.items[0].asker.p, "quan-tri");
    assert_string_equal(lines.items[0].ender.p, "thuong-truc");
    assert_string_equal(lines.items[0].reason.p, "mất điện thoại");
    assert_ok(recovery_tell(s.db, &nam, NOW));
    assert_ok(recovery_untold(s.db, s.arena, &nam, &lines));
    assert_int_equal(lines.count, 0);
    factor_end(&s);
}

static enum msg_id reset_by(const struct user *user, struct str *ret_code) {
    struct issues issues = {0};
    *ret_code = STR("");
    assert_ok(account_reset(s.db, s.arena, user, NOW, STR("nam"), &issues, ret_code));
    return issues.count ? issues.items[0].message.id : MSG_none;
}

static void one_alone_resets_no_account_with_a_second_step(void **state) {
    set_up(state);
    struct str code;
    assert_int_equal(reset_by(&admin, &code), MSG_account_reset_by_two);
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_SECOND_FACTOR);
    assert_err_kind(factors_remove(s.db, s.arena, &s.settings, &admin, NOW, STR("nam")), ERR_STATE);
    assert_true(has_second_step());
    /* Without the rule of two he may, but not his own. */
    s.settings.recovery_by_two = false;
    assert_err_kind(factors_remove(s.db, s.arena, &s.settings, &nam, NOW, STR("nam")), ERR_STATE);
    assert_ok(factors_remove(s.db, s.arena, &s.settings, &admin, NOW, STR("nam")));
    assert_false(has_second_step());
    assert_int_equal(factor_audited(&s, &nam, "account_factors_removed"), 1);
    assert_int_equal(reset_by(&admin, &code), MSG_none);
    factor_end(&s);
}

static void the_command_line_helps_where_nobody_is_left(void **state) {
    set_up(state);
    struct user local = user_local();
    assert_err_kind(factors_remove(s.db, s.arena, &s.settings, &office, NOW, STR("nam")),
                    ERR_DENIED);
    assert_err_kind(factors_remove(s.db, s.arena, &s.settings, &local, NOW, STR("ai-do")),
                    ERR_NOT_FOUND);
    assert_ok(factors_remove(s.db, s.arena, &s.settings, &local, NOW, STR("nam")));
    assert_false(has_second_step());
    factor_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(two_persons_give_a_code_and_the_second_step_goes),
        DB_TEST(nobody_is_both_persons_nor_the_owner),
        DB_TEST(a_request_is_over_in_a_day),
        DB_TEST(a_withdrawn_request_confirms_nothing),
        DB_TEST(its_owner_is_told),
        DB_TEST(one_alone_resets_no_account_with_a_second_step),
        DB_TEST(the_command_line_helps_where_nobody_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
