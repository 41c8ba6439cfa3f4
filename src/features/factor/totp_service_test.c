/* Codes of an app: set up, asked for, taken once, counted, taken away; on both engines. */
#include "crypto/seal.h"
#include "crypto/totp.h"
#include "features/account/account_service.h"
#include "features/factor/factor.sql.h"
#include "features/factor/factor_fixture.h"
#include "features/factor/totp_service.h"

#define NOW FACTOR_NOW_MS

static const int64_t MINUTE = 60000;
static const int64_t STEP = TOTP_STEP_S * 1000;

static struct factor_scene s;
static struct str password, secret; /* of "nam" */
static struct user nam;
static struct recovery_codes codes;

static const struct err *secret_in(struct db_tx *tx, void *context) {
    struct q_totp_find_row row;
    bool found;
    TRY(q_totp_find(tx, s.arena, nam.id, &found, &row));
    assert_true(found);
    assert_true(str_find(row.sealed, *(struct str *)context) < 0);
    assert_true(seal_open(s.arena, s.settings.key, str_concat(s.arena, STR("totp "), nam.id),
                          row.sealed, &secret));
    return NULL;
}

static struct str code_at(int64_t now_ms) {
    return totp_code(s.arena, secret, totp_step_of(now_ms));
}

static enum msg_id first_issue(const struct issues *issues) {
    return issues->count ? issues->items[0].message.id : MSG_none;
}

static void begin_app(void) {
    struct issues issues = {0};
    struct str text;
    assert_ok(
        totp_begin(s.db, s.arena, &s.settings, &nam, &s.visitor, NOW, password, &issues, &text));
    assert_int_equal(issues.count, 0);
    assert_int_equal(text.n, 32);
    assert_ok(db_read(s.db, secret_in, &text));
    assert_true(str_equal(totp_secret_text(s.arena, secret), text));
}

static enum msg_id confirm(struct str code, int64_t now_ms, bool *ret_new) {
    struct issues issues = {0};
    assert_ok(totp_confirm(s.db, s.arena, &s.settings, &nam, now_ms, now_ms, code, &issues, &codes,
                           ret_new));
    return first_issue(&issues);
}

static void set_up(void **state, bool with_app) {
    factor_begin(&s, *state);
    password = factor_account(&s, "nam", ROLE_OFFICE);
    nam = factor_user(&s, "nam", "phien");
    bool is_new = false;
    if (!with_app)
        return;
    begin_app();
    assert_int_equal(confirm(code_at(NOW), NOW, &is_new), MSG_none);
    assert_true(is_new);
}

/* The second step; MSG_none: in. */
static enum msg_id pass(struct str pending, struct str code, int64_t now_ms, int64_t wall_ms) {
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(totp_pass(s.db, s.arena, &s.settings, now_ms, wall_ms, &s.visitor, pending, code,
                        &issues, &answer));
    assert_int_equal(issues.count > 0 || answer.step == DOOR_OPEN,
                     issues.count > 0 || answer.session_token.n > 0);
    if (answer.step == DOOR_OPEN)
        assert_true(factor_is_open(&s, answer.session_token, now_ms));
    return answer.step == DOOR_OPEN ? MSG_none
           : issues.count           ? first_issue(&issues)
                                    : MSG_notice_sign_in_anew;
}

static struct str pending_at(int64_t now_ms) {
    struct door_answer answer = factor_sign_in(&s, "nam", password, now_ms);
    assert_int_equal(answer.step, DOOR_SECOND_FACTOR);
    assert_null(answer.session_token.p);
    assert_false(factor_is_open(&s, answer.pending_token, now_ms));
    return answer.pending_token;
}

static void signing_in_asks_for_a_code_from_then_on(void **state) {
    set_up(state, false);
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    begin_app();
    /* Not confirmed yet: nobody is locked out by a page he left. */
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    bool is_new;
    assert_int_equal(confirm(STR("000000"), NOW, &is_new), MSG_factor_totp_first_wrong);
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    assert_int_equal(confirm(code_at(NOW), NOW, &is_new), MSG_none);
    assert_true(is_new);
    assert_int_equal(pass(pending_at(NOW + STEP), code_at(NOW + STEP), NOW + STEP, NOW + STEP),
                     MSG_none);
    assert_int_equal(factor_audited(&s, &nam, "account_totp_on"), 1);
    factor_end(&s);
}

static void setting_up_wants_the_password_and_is_over_in_time(void **state) {
    set_up(state, false);
    struct issues issues = {0};
    struct str text;
    assert_ok(
        totp_begin(s.db, s.arena, &s.settings, &nam, &s.visitor, NOW, STR("sai"), &issues, &text));
    assert_int_equal(first_issue(&issues), MSG_account_password_wrong);
    assert_null(text.p);
    begin_app();
    bool is_new;
    int64_t late = NOW + TOTP_SETUP_MINUTES * MINUTE;
    struct issues none = {0};
    assert_err_kind(totp_confirm(s.db, s.arena, &s.settings, &nam, late, late, code_at(late), &none,
                                 &codes, &is_new),
                    ERR_STATE);
    /* Nor before it began: a clock set back. */
    int64_t early = NOW - MINUTE;
    assert_err_kind(totp_confirm(s.db, s.arena, &s.settings, &nam, early, early, code_at(early),
                                 &none, &codes, &is_new),
                    ERR_STATE);
    assert_ok(totp_waiting(s.db, s.arena, &s.settings, &nam, late, &text));
    assert_null(text.p);
    factor_end(&s);
}

static void a_code_opens_once_whatever_the_clock_says(void **state) {
    set_up(state, true);
    int64_t at = NOW + 2 * STEP;
    /* The code of the setting up is used too. */
    assert_int_equal(pass(pending_at(NOW), code_at(NOW), NOW, NOW), MSG_factor_code_wrong);
    struct str code = code_at(at);
    assert_int_equal(pass(pending_at(at), code, at, at), MSG_none);
    assert_int_equal(pass(pending_at(at), code, at, at), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(at), code_at(at - STEP), at, at), MSG_factor_code_wrong);
    /* The clock set back to when the code was right. */
    assert_int_equal(pass(pending_at(at + MINUTE), code, at + MINUTE, at), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(at + MINUTE), code_at(at + STEP), at + MINUTE, at + STEP),
                     MSG_none);
    factor_end(&s);
}

static void an_old_or_future_code_opens_nothing(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    assert_int_equal(pass(pending_at(at), code_at(at - 2 * STEP), at, at), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(at), code_at(at + 2 * STEP), at, at), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(at), STR(""), at, at), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(at), code_at(at + STEP), at, at), MSG_none);
    factor_end(&s);
}

static void wrong_codes_shut_the_door_as_wrong_passwords_do(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    struct str pending = pending_at(at);
    for (int i = 0; i < PENDING_TRIES; i++)
        assert_int_equal(pass(pending, STR("000000"), at, at), MSG_factor_code_wrong);
    /* This sign-in is over, right code or not; and so is the next for a while. */
    assert_int_equal(pass(pending, code_at(at), at, at), MSG_notice_sign_in_anew);
    assert_int_equal(factor_sign_in(&s, "nam", password, at).step, DOOR_SHUT);
    at += (SIGN_IN_LOCK_MINUTES + 1) * MINUTE;
    assert_int_equal(pass(pending_at(at), code_at(at), at, at), MSG_none);
    factor_end(&s);
}

static void a_pending_sign_in_is_over_in_time(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    struct str pending = pending_at(at);
    int64_t late = at + PENDING_MINUTES * MINUTE;
    assert_int_equal(pass(pending, code_at(late), late, late), MSG_notice_sign_in_anew);
    assert_int_equal(pass(STR("khong-co"), code_at(late), late, late), MSG_notice_sign_in_anew);
    assert_int_equal(pass(STR_NONE, code_at(late), late, late), MSG_notice_sign_in_anew);
    factor_end(&s);
}

static void anothers_code_opens_nothing(void **state) {
    set_up(state, true);
    struct str nams = secret, old_password = password;
    struct user old = nam;
    password = factor_account(&s, "lan", ROLE_OFFICE);
    nam = factor_user(&s, "lan", "phien-lan");
    begin_app();
    bool is_new;
    struct recovery_codes of_nam = codes;
    assert_int_equal(confirm(code_at(NOW), NOW, &is_new), MSG_none);
    secret = nams;
    int64_t at = NOW + 10 * STEP;
    struct door_answer lan = factor_sign_in(&s, "lan", password, at);
    assert_int_equal(pass(lan.pending_token, code_at(at), at, at), MSG_factor_code_wrong);
    assert_int_equal(pass(lan.pending_token, of_nam.codes[0], at, at), MSG_factor_code_wrong);
    nam = old;
    password = old_password;
    assert_int_equal(pass(pending_at(at), of_nam.codes[0], at, at), MSG_none);
    factor_end(&s);
}

static void recovery_codes_open_once_each(void **state) {
    set_up(state, true);
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        for (size_t k = i + 1; k < RECOVERY_CODES; k++)
            assert_false(str_equal(codes.codes[i], codes.codes[k]));
    assert_int_equal(pass(pending_at(NOW), codes.codes[3], NOW, NOW), MSG_none);
    assert_int_equal(pass(pending_at(NOW), codes.codes[3], NOW, NOW), MSG_factor_code_wrong);
    struct factor_state state_now;
    assert_ok(factor_state_of(s.db, s.arena, &s.settings, &nam, &state_now));
    assert_int_equal(state_now.codes, RECOVERY_CODES - 1);
    /* New ones take the place of the old ones. */
    struct recovery_codes old = codes;
    struct issues issues = {0};
    assert_ok(recovery_codes_renew(s.db, s.arena, &s.settings, &nam, &s.visitor, NOW, NOW, password,
                                   old.codes[4], &issues, &codes));
    assert_int_equal(issues.count, 0);
    assert_int_equal(pass(pending_at(NOW), old.codes[5], NOW, NOW), MSG_factor_code_wrong);
    assert_int_equal(pass(pending_at(NOW), codes.codes[5], NOW, NOW), MSG_none);
    factor_end(&s);
}

static void its_owner_removes_it_with_password_and_code(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    struct issues issues = {0};
    assert_ok(totp_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, at, at, STR("sai"),
                          code_at(at), &issues));
    assert_int_equal(first_issue(&issues), MSG_account_password_wrong);
    issues = (struct issues){0};
    assert_ok(totp_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, at, at, password,
                          STR("000000"), &issues));
    assert_int_equal(first_issue(&issues), MSG_factor_code_wrong);
    assert_int_equal(factor_sign_in(&s, "nam", password, at).step, DOOR_SECOND_FACTOR);
    issues = (struct issues){0};
    assert_ok(totp_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, at, at, password,
                          code_at(at), &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(factor_sign_in(&s, "nam", password, at).step, DOOR_OPEN);
    assert_int_equal(factor_audited(&s, &nam, "account_totp_off"), 1);
    factor_end(&s);
}

static void a_removed_app_opens_nothing_that_waits(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    struct str pending = pending_at(at);
    struct issues issues = {0};
    assert_ok(totp_remove(s.db, s.arena, &s.settings, &nam, &s.visitor, at, at, password,
                          code_at(at), &issues));
    assert_int_equal(issues.count, 0);
    assert_int_equal(pass(pending, code_at(at + STEP), at + STEP, at + STEP),
                     MSG_factor_code_wrong);
    assert_int_equal(pass(pending, codes.codes[0], at, at), MSG_factor_code_wrong);
    factor_end(&s);
}

static void another_key_is_told_and_lets_nobody_in(void **state) {
    set_up(state, true);
    int64_t at = NOW + 10 * STEP;
    struct str pending = pending_at(at);
    s.settings.key = STR("another-key-another-key-another-");
    struct issues issues = {0};
    struct door_answer answer;
    assert_err_kind(totp_pass(s.db, s.arena, &s.settings, at, at, &s.visitor, pending, code_at(at),
                              &issues, &answer),
                    ERR_STATE);
    factor_end(&s);
}

static void what_is_off_is_not_asked_for(void **state) {
    set_up(state, true);
    s.settings.totp = s.settings.passkey = false;
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_OPEN);
    s.settings.totp = true;
    assert_int_equal(factor_sign_in(&s, "nam", password, NOW).step, DOOR_SECOND_FACTOR);
    factor_end(&s);
}

/* A one-time code of the administrator is no way round it. */
static void a_new_code_does_not_pass_the_second_step(void **state) {
    set_up(state, true);
    struct user local = user_local();
    struct issues issues = {0};
    struct str code;
    assert_ok(account_reset(s.db, s.arena, &local, NOW, STR("nam"), &issues, &code));
    struct door_answer first = factor_sign_in(&s, "nam", code, NOW);
    assert_int_equal(first.step, DOOR_SET_PASSWORD);
    struct door_answer second;
    assert_ok(door_set_password(s.db, s.arena, NOW, &s.visitor, first.pending_token,
                                STR("mot mat khau moi"), STR("mot mat khau moi"), &issues,
                                &second));
    assert_int_equal(issues.count, 0);
    assert_int_equal(second.step, DOOR_SECOND_FACTOR);
    assert_int_equal(pass(second.pending_token, code_at(NOW + STEP), NOW + STEP, NOW + STEP),
                     MSG_none);
    factor_end(&s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(signing_in_asks_for_a_code_from_then_on),
        DB_TEST(setting_up_wants_the_password_and_is_over_in_time),
        DB_TEST(a_code_opens_once_whatever_the_clock_says),
        DB_TEST(an_old_or_future_code_opens_nothing),
        DB_TEST(wrong_codes_shut_the_door_as_wrong_passwords_do),
        DB_TEST(a_pending_sign_in_is_over_in_time),
        DB_TEST(anothers_code_opens_nothing),
        DB_TEST(recovery_codes_open_once_each),
        DB_TEST(its_owner_removes_it_with_password_and_code),
        DB_TEST(a_removed_app_opens_nothing_that_waits),
        DB_TEST(another_key_is_told_and_lets_nobody_in),
        DB_TEST(what_is_off_is_not_asked_for),
        DB_TEST(a_new_code_does_not_pass_the_second_step),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
