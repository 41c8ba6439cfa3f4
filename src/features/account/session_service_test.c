/* Sessions as their owner sees them, and what ends them; closing accounts; on both engines. */
#include "features/account/session_service.h"

#include "db/db_test_support.h"
#include "features/account/account.sql.h"
#include "features/account/account_service.h"
#include "features/account/door.sql.h"
#include "features/account/door_service.h"
#include "features/cluster/cluster_fixture.h"

#define NOW TEST_NOW_MS

static const int64_t MINUTE = 60000;

static struct scene {
    struct db *db;
    struct arena *arena;
    struct user admin;
    struct str password; /* of "moi" */
} s;

static struct str make(const char *login, enum role role) {
    struct account_form form = {.login = str_from_c(login), .name = STR("Người mới"), .role = role};
    struct issues issues = {0};
    struct str password;
    assert_ok(account_create_sample(s.db, s.arena, &s.admin, NOW, &form, &issues, &password));
    assert_int_equal(issues.count, 0);
    return password;
}

static void begin(void **state) {
    s = (struct scene){.db = *state, .arena = arena_new(0)};
    s.admin = fixture_user(s.arena, ROLE_ADMIN, NULL, NULL);
    s.password = make("moi", ROLE_OFFICE);
}

static void end(void) {
    arena_free(s.arena);
}

static struct str sign_in(const char *login, struct str password, int64_t at_ms) {
    const struct visitor visitor = {STR("10.0.0.1"), STR("Firefox/120.0 (Linux)")};
    struct issues issues = {0};
    struct door_answer answer;
    assert_ok(door_sign_in(s.db, s.arena, at_ms, &visitor, str_from_c(login), password, &issues,
                           &answer));
    return answer.session_token;
}

static struct known_session session_of(struct str token, int64_t at_ms) {
    struct known_session session;
    assert_ok(account_of_session(s.db, s.arena, at_ms, token, STR("10.0.0.1"), &session));
    return session;
}

static bool is_open(struct str token, int64_t at_ms) {
    return session_of(token, at_ms).user != NULL;
}

static struct session_lines list(const struct user *user, int64_t at_ms) {
    struct session_lines lines;
    assert_ok(session_list(s.db, s.arena, user, at_ms, &lines));
    return lines;
}

static void a_session_ends_by_itself(void **state) {
    begin(state);
    struct str token = sign_in("moi", s.password, NOW);
    assert_true(is_open(token, NOW + SESSION_IDLE_MINUTES * MINUTE - 1));
    assert_false(is_open(token, NOW + SESSION_IDLE_MINUTES * MINUTE));
    /* Used every hour it lasts, but not for ever. */
    for (int64_t at = NOW; at < NOW + SESSION_HOURS * 60 * MINUTE; at += 60 * MINUTE) {
        struct known_session session = session_of(token, at);
        assert_non_null(session.user);
        assert_ok(session_touch(s.db, s.arena, at, session.user->session_hash));
    }
    assert_false(is_open(token, NOW + SESSION_HOURS * 60 * MINUTE));
    end();
}

static void the_last_request_is_kept_once_a_minute(void **state) {
    begin(state);
    struct str token = sign_in("moi", s.password, NOW);
    assert_false(session_of(token, NOW + SESSION_TOUCH_S * 1000 - 1).touch_is_due);
    int64_t later = NOW + SESSION_TOUCH_S * 1000;
    struct known_session session = session_of(token, later);
    assert_true(session.touch_is_due);
    assert_ok(session_touch(s.db, s.arena, later, session.user->session_hash));
    assert_false(session_of(token, later + 1).touch_is_due);
    assert_int_equal(list(session.user, later).items[0].seen_ms, later);
    assert_int_equal(list(session.user, later).items[0].created_ms, NOW);
    end();
}

static void an_owner_sees_and_ends_his_own(void **state) {
    begin(state);
    struct str other_password = make("khac", ROLE_OFFICE);
    struct str here = sign_in("moi", s.password, NOW);
    struct str there = sign_in("moi", s.password, NOW + 1);
    struct str third = sign_in("moi", s.password, NOW + 2);
    struct str foreign = sign_in("khac", other_password, NOW);
    const struct user *user = session_of(here, NOW + 2).user;
    const struct user *stranger = session_of(foreign, NOW + 2).user;
    struct session_lines lines = list(user, NOW + 2);
    assert_int_equal(lines.count, 3);
    assert_true(lines.items[2].own && !lines.items[0].own && !lines.items[1].own);
    assert_string_equal(str_c(s.arena, lines.items[0].address), "10.0.0.1");
    assert_string_equal(str_c(s.arena, lines.items[0].method), "password");
    struct str id = lines.items[0].id; /* the third */
    assert_err_kind(session_end(s.db, s.arena, stranger, NOW + 3, id), ERR_NOT_FOUND);
    assert_true(is_open(third, NOW + 3));
    assert_ok(session_end(s.db, s.arena, user, NOW + 3, id));
    assert_false(is_open(third, NOW + 3));
    assert_err_kind(session_end(s.db, s.arena, user, NOW + 3, id), ERR_NOT_FOUND);
    int64_t ended;
    assert_ok(session_end_others(s.db, s.arena, user, NOW + 3, &ended));
    assert_int_equal(ended, 1);
    assert_false(is_open(there, NOW + 3));
    assert_true(is_open(here, NOW + 3));
    assert_true(is_open(foreign, NOW + 3));
    end();
}

/* Many sessions without as many hashings. */
static const struct err *fill_in(struct db_tx *tx, void *context) {
    const struct user *user = context;
    for (int i = 0; i < SESSIONS_MAX - 2; i++) {
        struct str name = str_format(s.arena, "session %d", i);
        TRY(q_session_insert(tx, name, name, user->id, STR("x"), STR("password"), NOW + 2 + i,
                             NOW + 60 * MINUTE, STR("10.0.0.1"), STR("")));
    }
    return NULL;
}

static void the_one_longest_unused_gives_way(void **state) {
    begin(state);
    struct str first = sign_in("moi", s.password, NOW);
    struct str second = sign_in("moi", s.password, NOW + 1);
    struct user user = *session_of(first, NOW + 1).user;
    assert_ok(db_write(s.db, fill_in, &user));
    assert_true(is_open(first, NOW + 60));
    assert_non_null(sign_in("moi", s.password, NOW + 60).p);
    assert_false(is_open(first, NOW + 60));
    assert_true(is_open(second, NOW + 60));
    assert_int_equal(list(session_of(second, NOW + 60).user, NOW + 60).count, SESSIONS_MAX);
    end();
}

static void a_role_taken_back_ends_what_is_open(void **state) {
    begin(state);
    struct str token = sign_in("moi", s.password, NOW);
    struct issues issues = {0};
    fixture_give(s.db, s.arena, "moi", ROLE_ADMIN, STR(""), STR(""));
    assert_true(is_open(token, NOW)); /* more rights end nothing */
    fixture_take(s.db, s.arena, "moi", ROLE_OFFICE, &issues);
    assert_false(is_open(token, NOW));
    end();
}

static void the_owners_new_password_ends_all(void **state) {
    begin(state);
    struct str here = sign_in("moi", s.password, NOW);
    struct str there = sign_in("moi", s.password, NOW);
    const struct user *user = session_of(here, NOW).user;
    struct issues issues = {0};
    assert_ok(account_change_password(s.db, s.arena, user, NOW, s.password, STR("moi moi moi 20"),
                                      STR("moi moi moi 20"), &issues));
    assert_int_equal(issues.count, 0);
    assert_false(is_open(here, NOW));
    assert_false(is_open(there, NOW));
    assert_null(sign_in("moi", s.password, NOW).p);
    assert_non_null(sign_in("moi", STR("moi moi moi 20"), NOW).p);
    end();
}

/* --- closing -------------------------------------------------------------------------------- */

static void who_left_is_out_at_once(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN);
    struct str token = sign_in("moi", s.password, NOW);
    struct issues issues = {0};
    const struct user *user;
    assert_ok(account_close(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues));
    assert_int_equal(issues.count, 0);
    assert_false(is_open(token, NOW));
    assert_null(sign_in("moi", s.password, NOW).p);
    assert_ok(account_of_login(s.db, s.arena, NOW, STR("moi"), STR("local"), &user));
    assert_null(user);
    assert_err_kind(account_close(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues), ERR_STATE);
    struct str code = STR_NONE;
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues, &code));
    assert_int_equal(issues.items[0].message.id, MSG_account_is_closed);
    assert_null(code.p);
    /* He comes back: by a new code, not by what he knew. */
    assert_ok(account_reopen(s.db, s.arena, &s.admin, NOW, STR("moi"), &code));
    assert_null(sign_in("moi", s.password, NOW).p);
    assert_err_kind(account_reopen(s.db, s.arena, &s.admin, NOW, STR("moi"), &code), ERR_STATE);
    assert_ok(account_of_login(s.db, s.arena, NOW, STR("moi"), STR("local"), &user));
    assert_int_equal(user->grant_count, 1);
    end();
}

static void a_code_dies_with_its_account(void **state) {
    begin(state);
    make("quantri", ROLE_ADMIN);
    struct issues issues = {0};
    struct str code, newer;
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues, &code));
    assert_ok(account_close(s.db, s.arena, &s.admin, NOW, STR("moi"), &issues));
    assert_null(sign_in("moi", code, NOW).p);
    assert_ok(account_reopen(s.db, s.arena, &s.admin, NOW, STR("moi"), &newer));
    const struct visitor visitor = {STR("10.0.0.1"), STR("")};
    struct door_answer answer;
    issues = (struct issues){0};
    assert_ok(door_sign_in(s.db, s.arena, NOW, &visitor, STR("moi"), code, &issues, &answer));
    assert_int_equal(answer.step, DOOR_SHUT);
    assert_int_equal(issues.items[0].message.id, MSG_account_code_replaced);
    assert_ok(door_sign_in(s.db, s.arena, NOW, &visitor, STR("moi"), newer, &issues, &answer));
    assert_int_equal(answer.step, DOOR_SET_PASSWORD);
    end();
}

static void the_last_administrator_is_not_closed(void **state) {
    begin(state);
    struct str password = make("quantri", ROLE_ADMIN);
    struct str token = sign_in("quantri", password, NOW);
    struct issues issues = {0};
    assert_ok(account_close(s.db, s.arena, &s.admin, NOW, STR("quantri"), &issues));
    assert_int_equal(issues.items[0].message.id, MSG_account_last_admin);
    assert_true(is_open(token, NOW));
    make("quantri2", ROLE_ADMIN);
    issues = (struct issues){0};
    assert_ok(account_close(s.db, s.arena, &s.admin, NOW, STR("quantri"), &issues));
    assert_int_equal(issues.count, 0);
    assert_false(is_open(token, NOW));
    end();
}

/* --- history ---------------------------------------------------------------------------------- */

static void the_owner_reads_what_happened_at_his_door(void **state) {
    begin(state);
    sign_in("moi", STR("sai"), NOW);
    struct str token = sign_in("moi", s.password, NOW + 1);
    const struct user *user = session_of(token, NOW + 1).user;
    struct door_events events;
    assert_ok(session_events(s.db, s.arena, user, &events));
    assert_int_equal(events.count, 2);
    assert_string_equal(str_c(s.arena, events.items[0].outcome), "in");
    assert_string_equal(str_c(s.arena, events.items[1].outcome), "wrong");
    assert_string_equal(str_c(s.arena, events.items[1].address), "10.0.0.1");
    assert_true(events.items[1].user_agent.n > 0);
    /* Who manages accounts is told when and from where, not with what. */
    assert_ok(session_events_of(s.db, s.arena, &s.admin, NOW, STR("moi"), &events));
    assert_int_equal(events.count, 2);
    assert_int_equal(events.items[0].user_agent.n, 0);
    assert_int_equal(events.code_until_ms, 0);
    struct issues issues = {0};
    struct str code;
    assert_ok(account_reset(s.db, s.arena, &s.admin, NOW + 2, STR("moi"), &issues, &code));
    assert_ok(session_events_of(s.db, s.arena, &s.admin, NOW + 3, STR("moi"), &events));
    assert_int_equal(events.code_until_ms, NOW + 2 + (int64_t)CODE_DAYS * 24 * 3600 * 1000);
    assert_err_kind(session_events_of(s.db, s.arena, user, NOW, STR("moi"), &events), ERR_DENIED);
    assert_err_kind(session_events_of(s.db, s.arena, &s.admin, NOW, STR("khong-co"), &events),
                    ERR_NOT_FOUND);
    end();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_session_ends_by_itself),
        DB_TEST(the_last_request_is_kept_once_a_minute),
        DB_TEST(an_owner_sees_and_ends_his_own),
        DB_TEST(the_one_longest_unused_gives_way),
        DB_TEST(a_role_taken_back_ends_what_is_open),
        DB_TEST(the_owners_new_password_ends_all),
        DB_TEST(who_left_is_out_at_once),
        DB_TEST(a_code_dies_with_its_account),
        DB_TEST(the_last_administrator_is_not_closed),
        DB_TEST(the_owner_reads_what_happened_at_his_door),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
