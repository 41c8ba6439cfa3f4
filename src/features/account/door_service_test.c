/* The door: codes, passwords, locks, the clock set back, on both engines. */
#include "features/account/door_service.h"

#include <sodium.h>

#include "db/db_test_support.h"
#include "features/account/account.sql.h"
#include "features/account/account_service.h"
#include "features/account/door.sql.h"
#include "features/cluster/cluster_fixture.h"

#define NOW      TEST_NOW_MS
#define PASSWORD "chiec xe dap mau xanh"

static const int64_t MINUTE = 60000;
static const int64_t DAY = 24LL * 3600 * 1000;

/* What one test works with. */
static struct scene {
    struct db *db;
    struct arena *arena;
    struct user admin;
    struct str code; /* of the account "moi" */
} s;

static void begin(void **state) {
    s = (struct scene){.db = *state, .arena = arena_new(0)};
    s.admin = fixture_user(s.arena, ROLE_ADMIN, NULL, NULL);
    struct account_form form = {.login = STR("moi"), .name = STR("Người mới"), .role = ROLE_OFFICE};
    struct issues issues = {0};
    assert_ok(account_create(s.db, s.arena, &s.admin, NOW, &form, &issues, &s.code));
    assert_int_equal(issues.count, 0);
}

static void end(void) {
    arena_free(s.arena);
}

/* One try; *ret_sentence is the message it was refused with, MSG_none where it was not. */
static struct door_answer try_from(const char *address, const char *login, struct str secret,
                                   int64_t at_ms, enum msg_id *ret_sentence) {
    const struct visitor visitor = {str_from_c(address), STR("Firefox/120.0 (Linux)")};
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(
        door_sign_in(s.db, s.arena, at_ms, &visitor, str_from_c(login), secret, &issues, &answer));
    assert_int_equal(issues.count, answer.step == DOOR_SHUT ? 1 : 0);
    *ret_sentence = issues.count ? issues.items[0].message.id : MSG_none;
    return answer;
}

static enum msg_id refusal(const char *address, const char *login, const char *secret,
                           int64_t at_ms) {
    enum msg_id sentence;
    try_from(address, login, str_from_c(secret), at_ms, &sentence);
    return sentence;
}

static enum msg_id refusal_of_code(struct str code, int64_t at_ms) {
    enum msg_id sentence;
    try_from("10.0.0.1", "moi", code, at_ms, &sentence);
    return sentence;
}

static struct door_answer set_password(struct str pending, int64_t at_ms) {
    const struct visitor visitor = {STR("10.0.0.1"), STR("")};
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(door_set_password(s.db, s.arena, at_ms, &visitor, pending, STR(PASSWORD),
                                STR(PASSWORD), &issues, &answer));
    assert_int_equal(issues.count, 0);
    return answer;
}

/* From the code to a password of his own; answers the session's token. */
static struct str settle(int64_t at_ms) {
    enum msg_id sentence;
    struct door_answer first = try_from("10.0.0.1", "moi", s.code, at_ms, &sentence);
    assert_int_equal(first.step, DOOR_SET_PASSWORD);
    struct door_answer second = set_password(first.pending_token, at_ms);
    assert_int_equal(second.step, DOOR_OPEN);
    return second.session_token;
}

static bool is_open(struct str token, int64_t at_ms) {
    struct known_session session;
    assert_ok(account_of_session(s.db, s.arena, at_ms, token, STR("10.0.0.1"), &session));
    return session.user != NULL;
}

/* --- codes ---------------------------------------------------------------------------------- */

static void the_first_sign_in_is_by_code_and_sets_a_password(void **state) {
    begin(state);
    enum msg_id sentence;
    struct door_answer first = try_from("10.0.0.1", "moi", s.code, NOW, &sentence);
    assert_int_equal(first.step, DOOR_SET_PASSWORD);
    assert_null(first.session_token.p);
    assert_false(is_open(first.pending_token, NOW)); /* it opens nothing but the next step */
    struct door_answer second = set_password(first.pending_token, NOW);
    assert_int_equal(second.step, DOOR_OPEN);
    assert_true(is_open(second.session_token, NOW));
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW), MSG_none);
    assert_int_equal(refusal("10.0.0.1", "moi", "chiec xe dap mau do", NOW),
                     MSG_account_sign_in_wrong);
    /* The step is over. */
    assert_int_equal(set_password(first.pending_token, NOW).step, DOOR_SHUT);
    end();
}

static void a_code_is_used_once(void **state) {
    begin(state);
    enum msg_id sentence;
    /* Two people hold the slip and come as far as the second step. */
    struct door_answer one = try_from("10.0.0.1", "moi", s.code, NOW, &sentence);
    struct door_answer two = try_from("10.0.0.2", "moi", s.code, NOW, &sentence);
    assert_int_equal(two.step, DOOR_SET_PASSWORD);
    struct door_answer opened = set_password(one.pending_token, NOW);
    assert_int_equal(opened.step, DOOR_OPEN);
    assert_int_equal(set_password(two.pending_token, NOW).step, DOOR_SHUT);
    assert_true(is_open(opened.session_token, NOW));
    assert_int_equal(refusal_of_code(s.code, NOW), MSG_account_code_used);
    end();
}

static void an_old_code_is_refused(void **state) {
    begin(state);
    assert_int_equal(refusal_of_code(s.code, NOW + CODE_DAYS * DAY - 1), MSG_none);
    assert_int_equal(refusal_of_code(s.code, NOW + CODE_DAYS * DAY), MSG_account_code_expired);
    end();
}

static void a_new_code_replaces_the_older_one(void **state) {
    begin(state);
    enum msg_id sentence;
    struct str older = s.code;
    struct door_answer begun = try_from("10.0.0.1", "moi", older, NOW, &sentence);
    struct issues issues = {0};
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW + 1, STR("moi"), &issues, &s.code));
    assert_int_equal(set_password(begun.pending_token, NOW + 1).step, DOOR_SHUT);
    assert_int_equal(refusal_of_code(older, NOW + 1), MSG_account_code_replaced);
    struct str session = settle(NOW + 2);
    /* And a lost password: the next code shuts out what was there before. */
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW + 3, STR("moi"), &issues, &s.code));
    assert_false(is_open(session, NOW + 3));
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW + 3), MSG_account_sign_in_wrong);
    settle(NOW + 4);
    end();
}

static void a_code_fits_its_own_login_only(void **state) {
    begin(state);
    struct account_form form = {.login = STR("khac"), .name = STR("Khác"), .role = ROLE_OFFICE};
    struct issues issues = {0};
    struct str other;
    assert_ok(account_create(s.db, s.arena, &s.admin, NOW, &form, &issues, &other));
    assert_int_equal(refusal_of_code(other, NOW), MSG_account_sign_in_wrong);
    enum msg_id sentence;
    try_from("10.0.0.1", "khong-co-ai", s.code, NOW, &sentence);
    assert_int_equal(sentence, MSG_account_sign_in_wrong);
    end();
}

static void the_second_step_waits_a_quarter_of_an_hour(void **state) {
    begin(state);
    enum msg_id sentence;
    struct door_answer begun = try_from("10.0.0.1", "moi", s.code, NOW, &sentence);
    assert_int_equal(set_password(begun.pending_token, NOW + PENDING_MINUTES * MINUTE).step,
                     DOOR_SHUT);
    assert_int_equal(set_password(STR("khong-co"), NOW).step, DOOR_SHUT);
    assert_int_equal(set_password(STR(""), NOW).step, DOOR_SHUT);
    settle(NOW + PENDING_MINUTES * MINUTE);
    end();
}

/* --- locks ---------------------------------------------------------------------------------- */

static void one_login_tried_from_many_addresses_is_locked(void **state) {
    begin(state);
    settle(NOW);
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        assert_int_equal(refusal(str_format(s.arena, "10.9.0.%d", i).p, "moi", "sai", NOW),
                         MSG_account_sign_in_wrong);
    assert_int_equal(refusal("10.9.1.1", "moi", PASSWORD, NOW), MSG_account_sign_in_locked);
    /* Its owner is where he always is, and comes in. */
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW), MSG_none);
    /* Elsewhere it is open again when the time is over, however often it was knocked at. */
    for (int i = 0; i < 20; i++)
        refusal("10.9.1.1", "moi", "sai", NOW + i * 1000);
    assert_int_equal(refusal("10.9.1.1", "moi", PASSWORD, NOW + SIGN_IN_LOCK_MINUTES * MINUTE),
                     MSG_none);
    end();
}

static void at_home_only_ones_own_errors_count(void **state) {
    begin(state);
    settle(NOW);
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        assert_int_equal(refusal("10.0.0.1", "moi", "sai", NOW), MSG_account_sign_in_wrong);
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW), MSG_account_sign_in_locked);
    struct issues issues = {0};
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues, &s.code));
    settle(NOW); /* a new code opens the lock */
    end();
}

static void an_address_that_tries_many_logins_is_slowed(void **state) {
    begin(state);
    settle(NOW);
    for (int i = 0; i < ADDRESS_TRIES; i++)
        assert_int_equal(refusal("10.9.9.9", str_format(s.arena, "ai-do-%d", i).p, "sai", NOW),
                         MSG_account_sign_in_wrong);
    enum msg_id sentence;
    struct door_answer answer = try_from("10.9.9.9", "moi", STR(PASSWORD), NOW, &sentence);
    assert_int_equal(sentence, MSG_account_sign_in_slow);
    assert_true(answer.wait_ms > 0);
    assert_int_equal(refusal("10.9.9.8", "moi", PASSWORD, NOW), MSG_none);
    assert_int_equal(refusal("10.9.9.9", "moi", PASSWORD, NOW + answer.wait_ms), MSG_none);
    end();
}

static void nobody_learns_which_logins_exist(void **state) {
    begin(state);
    settle(NOW);
    for (int i = 0; i < SIGN_IN_TRIES; i++) {
        const char *address = str_format(s.arena, "10.9.0.%d", i).p;
        assert_int_equal(refusal(address, "khong-co-ai", "sai", NOW),
                         refusal(address, "moi", "sai", NOW));
    }
    assert_int_equal(refusal("10.9.1.1", "khong-co-ai", "sai", NOW), MSG_account_sign_in_locked);
    assert_int_equal(refusal("10.9.1.1", "moi", "sai", NOW), MSG_account_sign_in_locked);
    end();
}

static const struct err *count_failures_in(struct db_tx *tx, void *context) {
    int64_t *ret_count = context;
    struct q_sign_in_failures_of_address_row row;
    bool counted;
    TRY(q_sign_in_failures_of_address(tx, s.arena, STR("10.0.0.1"), 0, &counted, &row));
    *ret_count = row.failures;
    return NULL;
}

static int64_t failures_kept(void) {
    int64_t count;
    assert_ok(db_read(s.db, count_failures_in, &count));
    return count;
}

static void wrong_tries_are_kept_while_they_count(void **state) {
    begin(state);
    refusal("10.0.0.1", "ai-do", "sai", NOW);
    refusal("10.0.0.1", "ai-do", "sai", NOW + MINUTE);
    assert_int_equal(failures_kept(), 2);
    refusal("10.0.0.1", "ai-do", "sai", NOW + SIGN_IN_LOCK_MINUTES * MINUTE);
    assert_int_equal(failures_kept(), 2);
    refusal("10.0.0.1", "ai-do", "sai", NOW + 60 * MINUTE);
    assert_int_equal(failures_kept(), 1);
    end();
}

/* --- the clock set back ----------------------------------------------------------------------- */

static void a_clock_set_back_opens_no_lock(void **state) {
    begin(state);
    settle(NOW);
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        refusal("10.9.0.1", "moi", "sai", NOW);
    assert_int_equal(refusal("10.9.0.1", "moi", PASSWORD, NOW - DAY), MSG_account_sign_in_locked);
    assert_int_equal(refusal("10.9.0.1", "moi", PASSWORD, NOW + 400 * DAY), MSG_none);
    end();
}

static void a_clock_set_back_makes_no_code_good_again(void **state) {
    begin(state);
    refusal("10.0.0.9", "ai-do", "sai", NOW + CODE_DAYS * DAY); /* so late it is already */
    assert_int_equal(refusal_of_code(s.code, NOW + DAY), MSG_account_code_expired);
    end();
}

static void a_clock_set_back_prolongs_no_session(void **state) {
    begin(state);
    struct str token = settle(NOW);
    assert_true(is_open(token, NOW));
    assert_false(is_open(token, NOW - DAY)); /* before it began */
    struct known_session session;
    int64_t later = NOW + 60 * MINUTE;
    assert_ok(account_of_session(s.db, s.arena, later, token, STR(""), &session));
    assert_ok(session_touch(s.db, s.arena, later, session.user->session_hash));
    assert_true(is_open(token, later));
    assert_false(is_open(token, NOW)); /* before it was last used */
    int64_t mark;
    assert_ok(door_mark(s.db, s.arena, &mark));
    assert_int_equal(mark, later); /* from where the next start goes on */
    end();
}

/* --- passwords ----------------------------------------------------------------------------------
 */

static const struct err *store_hash_in(struct db_tx *tx, void *context) {
    const struct str *hash = context;
    bool found;
    int64_t changed;
    struct q_account_by_login_row account;
    TRY(q_account_by_login(tx, s.arena, STR("moi"), &found, &account));
    return q_account_set_password(tx, account.id, *hash, &changed);
}

static const struct err *load_hash_in(struct db_tx *tx, void *context) {
    struct q_account_by_login_row account;
    bool found;
    TRY(q_account_by_login(tx, s.arena, STR("moi"), &found, &account));
    *(struct str *)context = account.password_hash;
    return NULL;
}

static void a_cheap_hash_is_made_anew_at_sign_in(void **state) {
    begin(state);
    char cheap[crypto_pwhash_STRBYTES];
    assert_int_equal(crypto_pwhash_str(cheap, PASSWORD, sizeof(PASSWORD) - 1,
                                       crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN),
                     0);
    struct str hash = str_from_c(cheap);
    assert_ok(db_write(s.db, store_hash_in, &hash));
    assert_int_equal(refusal("10.0.0.1", "moi", "sai", NOW), MSG_account_sign_in_wrong);
    assert_ok(db_read(s.db, load_hash_in, &hash));
    assert_string_equal(str_c(s.arena, hash), cheap);
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW), MSG_none);
    assert_ok(db_read(s.db, load_hash_in, &hash));
    assert_string_not_equal(str_c(s.arena, hash), cheap);
    assert_int_equal(refusal("10.0.0.1", "moi", PASSWORD, NOW), MSG_none);
    end();
}

static void a_poor_password_keeps_the_step_open(void **state) {
    begin(state);
    enum msg_id sentence;
    struct door_answer begun = try_from("10.0.0.1", "moi", s.code, NOW, &sentence);
    const struct visitor visitor = {STR("10.0.0.1"), STR("")};
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(door_set_password(s.db, s.arena, NOW, &visitor, begun.pending_token,
                                STR("1234567890"), STR("1234567890"), &issues, &answer));
    assert_int_equal(issues.count, 1);
    assert_int_equal(answer.step, DOOR_SHUT);
    assert_int_equal(set_password(begun.pending_token, NOW).step, DOOR_OPEN);
    end();
}

/* --- second factors -----------------------------------------------------------------------------
 */

struct factor_try {
    int64_t at_ms;
    struct str token;
    bool right;
    bool found;
    struct door_answer answer;
};

static const struct err *factor_in(struct db_tx *tx, void *context) {
    struct factor_try *work = context;
    const struct visitor visitor = {STR("10.0.0.1"), STR("")};
    struct door_keys keys = door_keys_make(s.arena, work->at_ms);
    struct pending pending;
    TRY(door_pending_in(tx, s.arena, work->at_ms, work->token, &work->found, &pending));
    if (!work->found)
        return NULL;
    return work->right ? door_open_in(tx, s.arena, work->at_ms, &visitor, &pending, "totp", &keys,
                                      &work->answer)
                       : door_fail_in(tx, s.arena, work->at_ms, &visitor, &pending, "totp", &keys);
}

static bool factor(struct str token, int64_t at_ms, bool right, struct door_answer *ret_answer) {
    struct factor_try work = {.at_ms = at_ms, .token = token, .right = right};
    assert_ok(db_write(s.db, factor_in, &work));
    *ret_answer = work.answer;
    return work.found;
}

static void a_second_step_takes_five_wrong_answers(void **state) {
    begin(state);
    enum msg_id sentence;
    struct door_answer answer;
    struct door_answer begun = try_from("10.0.0.1", "moi", s.code, NOW, &sentence);
    for (int i = 0; i < PENDING_TRIES; i++)
        assert_true(factor(begun.pending_token, NOW, false, &answer));
    assert_false(factor(begun.pending_token, NOW, true, &answer)); /* from the beginning, then */
    assert_int_equal(failures_kept(), PENDING_TRIES);
    begun = try_from("10.0.0.1", "moi", s.code, NOW + 60 * MINUTE, &sentence);
    assert_true(factor(begun.pending_token, NOW + 60 * MINUTE, true, &answer));
    assert_int_equal(answer.step, DOOR_OPEN);
    assert_false(factor(begun.pending_token, NOW + 60 * MINUTE, true, &answer)); /* it is through */
    end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(the_first_sign_in_is_by_code_and_sets_a_password),
        DB_TEST(a_code_is_used_once),
        DB_TEST(an_old_code_is_refused),
        DB_TEST(a_new_code_replaces_the_older_one),
        DB_TEST(a_code_fits_its_own_login_only),
        DB_TEST(the_second_step_waits_a_quarter_of_an_hour),
        DB_TEST(one_login_tried_from_many_addresses_is_locked),
        DB_TEST(at_home_only_ones_own_errors_count),
        DB_TEST(an_address_that_tries_many_logins_is_slowed),
        DB_TEST(nobody_learns_which_logins_exist),
        DB_TEST(wrong_tries_are_kept_while_they_count),
        DB_TEST(a_clock_set_back_opens_no_lock),
        DB_TEST(a_clock_set_back_makes_no_code_good_again),
        DB_TEST(a_clock_set_back_prolongs_no_session),
        DB_TEST(a_cheap_hash_is_made_anew_at_sign_in),
        DB_TEST(a_poor_password_keeps_the_step_open),
        DB_TEST(a_second_step_takes_five_wrong_answers),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
