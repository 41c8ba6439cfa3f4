/* Sessions at the door: how they begin, what protects their forms, how they end. */
#include <glob.h>
#include <sqlite3.h>
#include <string.h>

#include "crypto/digest.h"
#include "doc/workbook_read.h"
#include "features/account/account.sql.h"
#include "features/account/door.sql.h"
#include "sys/clock.h"
#include "web_fixture.h"

#define PASSWORD     "mat-khau-thu-nghiem"
#define NEW_PASSWORD "mat-khau-moi-dat-lai"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

static bool is_signed_in(struct str token) {
    web.tokens[NO_ROLE] = token;
    return web_get(&web, NO_ROLE, STR("/mat-khau"), "").status == 200;
}

static struct reply sign_in(enum person as, enum person who, const char *password) {
    return web_post(&web, as, STR("/dang-nhap"),
                    str_format(web.arena, "login=%s&password=%s", PERSON_NAMES[who], password));
}

static void signing_in_gives_a_token_of_its_own(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    /* Somebody planted a cookie before: it is worth nothing afterwards either. */
    struct str planted = STR("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    struct str body = str_format(web.arena, "login=unit-first&password=" PASSWORD "&csrf=" STR_FMT,
                                 STR_ARG(web.csrf[VISITOR]));
    struct reply reply =
        client_ask(web.arena, web.port,
                   str_format(web.arena,
                              "POST /dang-nhap HTTP/1.1\r\nHost: thidua\r\nContent-Type: "
                              "application/x-www-form-urlencoded\r\nCookie: thidua_session=" STR_FMT
                              "; thidua_visit=" STR_FMT "\r\nContent-Length: %zu\r\n\r\n" STR_FMT,
                              STR_ARG(planted), STR_ARG(web.csrf[VISITOR]), body.n, STR_ARG(body)));
    assert_int_equal(reply.status, 303);
    struct str token = reply_cookie(&reply, "thidua_session");
    assert_int_equal(token.n, 64);
    assert_false(str_equal(token, planted));
    assert_true(is_signed_in(token));
    assert_false(is_signed_in(planted));
    struct str cookie = reply_header(&reply, "Set-Cookie");
    const char *const flags[] = {"; HttpOnly", "; SameSite=Lax", "; Path=/"};
    for (size_t i = 0; i < COUNT_OF(flags); i++)
        assert_true(web_contains(cookie, flags[i]));
    assert_false(web_contains(cookie, "Domain")); /* this host's alone */
}

static void signing_in_again_ends_the_session_before(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    struct str before = web.tokens[HEAD_HERE];
    struct reply reply = sign_in(HEAD_HERE, UNIT_FIRST, PASSWORD);
    assert_int_equal(reply.status, 303);
    assert_false(is_signed_in(before));
    assert_true(is_signed_in(reply_cookie(&reply, "thidua_session")));
}

static void a_refused_password_leaves_the_session_as_it_is(void **state) {
    (void)state;
    struct reply reply = sign_in(HEAD_HERE, UNIT_FIRST, "khong-phai-the");
    assert_int_equal(reply.status, 422);
    assert_null(reply_cookie(&reply, "thidua_session").p);
    assert_true(is_signed_in(web.tokens[HEAD_HERE]));
}

static void signing_out_ends_the_session(void **state) {
    (void)state;
    struct str token = web.tokens[UNIT_FIRST];
    assert_true(is_signed_in(token));
    struct reply reply = web_post(&web, UNIT_FIRST, STR("/dang-xuat"), STR(""));
    assert_int_equal(reply.status, 303);
    assert_int_equal(reply_cookie(&reply, "thidua_session").n, 0);
    assert_false(is_signed_in(token));
}

static struct reply change_password(const char *old) {
    return web_post(&web, UNIT_FIRST, STR("/mat-khau"),
                    str_format(web.arena, "old=%s&new=" NEW_PASSWORD "&repeat=" NEW_PASSWORD, old));
}

static void a_new_password_ends_all_sessions(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    struct str elsewhere = web.tokens[UNIT_FIRST];
    web_sign_in(&web, UNIT_FIRST);
    struct str here = web.tokens[UNIT_FIRST];
    assert_true(is_signed_in(elsewhere));
    assert_int_equal(change_password(PASSWORD).status, 303);
    assert_false(is_signed_in(here));
    assert_false(is_signed_in(elsewhere));
    assert_true(is_signed_in(web.tokens[UNIT_SECOND])); /* others stay */
    assert_int_equal(sign_in(VISITOR, UNIT_FIRST, PASSWORD).status, 422);
    assert_int_equal(sign_in(VISITOR, UNIT_FIRST, NEW_PASSWORD).status, 303);
}

static void a_new_code_ends_all_sessions(void **state) {
    (void)state;
    struct str token = web.tokens[UNIT_FIRST];
    assert_int_equal(web_post(&web, ADMIN, STR("/tai-khoan/unit-first/ma"), STR("")).status, 200);
    assert_false(is_signed_in(token));
}

static void five_wrong_passwords_shut_the_door(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    web_set_password(&web, UNIT_SECOND, STR(PASSWORD));
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        assert_int_equal(sign_in(VISITOR, UNIT_FIRST, "sai").status, 422);
    struct reply reply = sign_in(VISITOR, UNIT_FIRST, PASSWORD);
    assert_int_equal(reply.status, 422);
    assert_null(reply_cookie(&reply, "thidua_session").p);
    assert_true(web_contains(reply.body, "Nhập sai nhiều lần"));
    assert_int_equal(sign_in(VISITOR, UNIT_SECOND, PASSWORD).status, 303);
}

/* Whoever sits down at another's open browser cannot try passwords for ever. */
static void five_wrong_old_passwords_shut_the_form(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    for (int i = 0; i < SIGN_IN_TRIES; i++)
        assert_int_equal(change_password("sai").status, 422);
    struct reply reply = change_password(PASSWORD);
    assert_int_equal(reply.status, 422);
    assert_true(web_contains(reply.body, "Nhập sai nhiều lần"));
    assert_true(is_signed_in(web.tokens[UNIT_FIRST]));
}

static void unknown_people_are_told_what_others_are_told(void **state) {
    (void)state;
    struct reply known = sign_in(VISITOR, UNIT_FIRST, "sai");
    struct reply unknown =
        web_post(&web, VISITOR, STR("/dang-nhap"), STR("login=khong-co-ai&password=sai"));
    assert_int_equal(unknown.status, known.status);
    assert_true(web_contains(known.body, "Tên đăng nhập hoặc mật khẩu không đúng"));
    assert_true(web_contains(unknown.body, "Tên đăng nhập hoặc mật khẩu không đúng"));
}

/* There is no page that closes an account yet; the database knows closed ones. */
static void close_account(const char *login) {
    glob_t files;
    char *pattern = (char *)(uintptr_t)str_format(web.arena, "%s/*", db_test_folder()).p;
    assert_int_equal(glob(pattern, 0, NULL, &files), 0);
    int changed = 0;
    for (size_t i = 0; i < files.gl_pathc; i++) {
        sqlite3 *file;
        char *sql = sqlite3_mprintf("update account set closed_ms = 1 where login = %Q", login);
        if (sqlite3_open_v2(files.gl_pathv[i], &file, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
            sqlite3_exec(file, sql, NULL, NULL, NULL) == SQLITE_OK)
            changed += sqlite3_changes(file);
        sqlite3_free(sql);
        sqlite3_close(file);
    }
    globfree(&files);
    assert_true(changed > 0);
}

static void a_closed_account_has_no_session(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    assert_true(is_signed_in(web.tokens[UNIT_FIRST]));
    close_account("unit-first");
    assert_false(is_signed_in(web.tokens[UNIT_FIRST]));
    assert_int_equal(sign_in(VISITOR, UNIT_FIRST, PASSWORD).status, 422);
}

static const struct err *old_session_in(struct db_tx *tx, void *context) {
    struct str *token = context;
    bool found;
    struct q_account_by_login_row account;
    TRY(q_account_by_login(tx, web.arena, STR("unit-first"), &found, &account));
    return q_session_insert(tx, STR("old"), digest_sha256_hex(web.arena, *token), account.id,
                            STR("x"), STR("password"), 1, clock_now_ms() - 1000, STR(""), STR(""));
}

static void an_old_session_is_none(void **state) {
    (void)state;
    struct str token = STR("bbbb");
    assert_ok(db_write(web.db, old_session_in, &token));
    assert_false(is_signed_in(token));
    assert_false(is_signed_in(STR("")));
    assert_false(is_signed_in(STR("' or 1=1 --")));
}

/* --- forms ---------------------------------------------------------------------------------- */

static const char NEW_TASK[] = "bao-cao/nhiem-vu/moi";

static struct reply post_task(const char *lines, struct str body) {
    struct str path = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/%s",
                                 STR_ARG(web.here.slug), STR_ARG(web.here.code), NEW_TASK);
    return client_ask(
        web.arena, web.port,
        str_format(web.arena,
                   "POST " STR_FMT " HTTP/1.1\r\nHost: thidua\r\nContent-Type: "
                   "application/x-www-form-urlencoded\r\nCookie: thidua_session=" STR_FMT
                   "\r\n%sContent-Length: %zu\r\n\r\n" STR_FMT,
                   STR_ARG(path), STR_ARG(web.tokens[HEAD_HERE]), lines, body.n, STR_ARG(body)));
}

static struct str task_with(const char *key, struct str token) {
    return str_format(web.arena, "content=Viecgiamao%s" STR_FMT, key, STR_ARG(token));
}

static void a_form_without_its_own_token_changes_nothing(void **state) {
    (void)state;
    struct str own = web.csrf[HEAD_HERE];
    struct str cut = str_slice(own, 0, own.n - 1);
    const struct str bodies[] = {
        task_with("", STR("")),
        task_with("&csrf=", STR("")),
        task_with("&csrf=", cut),
        task_with("&csrf=",
                  STR("0000000000000000000000000000000000000000000000000000000000000000")),
        task_with("&csrf=", web.csrf[OFFICE]),
        task_with("&csrf=", web.csrf[VISITOR]),
        task_with("&csrf=x&csrf=", own),
    };
    for (size_t i = 0; i < COUNT_OF(bodies); i++)
        assert_int_equal(post_task("", bodies[i]).status, 403);
    struct str good = task_with("&csrf=", own);
    assert_int_equal(post_task("Origin: http://noi-khac.example\r\n", good).status, 403);
    assert_int_equal(post_task("Origin: null\r\n", good).status, 403);
    assert_int_equal(post_task("Sec-Fetch-Site: cross-site\r\n", good).status, 403);
    assert_int_equal(post_task("Sec-Fetch-Site: same-site\r\n", good).status, 403);
    struct str report = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/bao-cao",
                                   STR_ARG(web.here.slug), STR_ARG(web.here.code));
    assert_false(web_contains(web_get(&web, HEAD_HERE, report, "").body, "Viecgiamao"));
    assert_int_equal(post_task("Origin: http://thidua\r\n", good).status, 303);
    assert_true(web_contains(web_get(&web, HEAD_HERE, report, "").body, "Viecgiamao"));
}

static void signing_in_leads_to_pages_of_this_program_only(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    const char *const bad[] = {"https%3A%2F%2Fnoi-khac.example%2F", "%2F%2Fnoi-khac.example",
                               "%2F%5Cnoi-khac.example", "javascript%3Aalert(1)",
                               "%2Fa%0D%0ASet-Cookie%3A%20x%3Dy"};
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct reply reply = web_post(&web, VISITOR, STR("/ngon-ngu"),
                                      str_format(web.arena, "lang=vi&tiep=%s", bad[i]));
        assert_int_equal(reply.status, 303);
        assert_true(str_equal_c(reply_header(&reply, "Location"), "/"));
        assert_null(reply_cookie(&reply, "x").p);
    }
}

#define SESSION_TEST(function)                                                                     \
    { #function, function, begin, end, &db_test_sqlite }

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        SESSION_TEST(signing_in_gives_a_token_of_its_own),
        SESSION_TEST(signing_in_again_ends_the_session_before),
        SESSION_TEST(a_refused_password_leaves_the_session_as_it_is),
        SESSION_TEST(signing_out_ends_the_session),
        SESSION_TEST(a_new_password_ends_all_sessions),
        SESSION_TEST(a_new_code_ends_all_sessions),
        SESSION_TEST(five_wrong_passwords_shut_the_door),
        SESSION_TEST(five_wrong_old_passwords_shut_the_form),
        SESSION_TEST(unknown_people_are_told_what_others_are_told),
        SESSION_TEST(a_closed_account_has_no_session),
        SESSION_TEST(an_old_session_is_none),
        SESSION_TEST(a_form_without_its_own_token_changes_nothing),
        SESSION_TEST(signing_in_leads_to_pages_of_this_program_only),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
