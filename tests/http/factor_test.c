/* Further ways of signing in, asked through HTTP: while they are off they are not there; a right
 * password alone opens nothing; whoever lacks a second step that is demanded has no rights. */
#include <string.h>

#include "crypto/totp.h"
#include "doc/workbook_read.h"
#include "feature_list.h"
#include "features/factor/totp_service.h"
#include "sys/clock.h"
#include "web_fixture.h"

#define PASSWORD "mat-khau-thu-nghiem"

static struct web web;
static struct factor_settings settings;

static int begin(void **state) {
    int failed = db_test_setup(state);
    settings = (struct factor_settings){.site = {STR("thidua.example.vn")},
                                        .key = STR("0123456789abcdef0123456789abcdef")};
    factor_use(&settings);
    web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    factor_use(NULL);
    return db_test_teardown(state);
}

/* The path with something in the place of its variables. */
static struct str address_of(const char *path) {
    struct str made = STR("");
    struct str rest = str_from_c(path + 1);
    while (rest.p) {
        struct str part = str_cut(&rest, '/');
        made = str_format(web.arena, STR_FMT "/" STR_FMT, STR_ARG(made),
                          part.n && part.p[0] == ':' ? 1 : (int)part.n,
                          part.n && part.p[0] == ':' ? "x" : part.p);
    }
    return made;
}

static void what_is_off_is_not_there(void **state) {
    (void)state;
    struct http_app app = features_http_app(&web.app);
    const enum person people[] = {VISITOR, ADMIN, OFFICE, UNIT_FIRST};
    size_t asked = 0;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t r = 0; r < app.table_sizes[t]; r++) {
            const struct route *route = &app.tables[t][r];
            if (!route->is_on)
                continue;
            struct str address = address_of(route->path);
            for (size_t i = 0; i < COUNT_OF(people); i++, asked++) {
                int get = web_get(&web, people[i], address, "").status;
                int post = web_post(&web, people[i], address, STR("")).status;
                if (get != 404 || post != 404)
                    fail_msg("%s as %s: %d, %d", route->path, PERSON_NAMES[people[i]], get, post);
            }
        }
    assert_true(asked > 80);
    const char *const pages[] = {"/", "/dang-nhap", "/mat-khau", "/tai-khoan/unit-first",
                                 "/tai-khoan-cua-toi"};
    const char *const words[] = {
        "/xac-thuc",    "/khoi-phuc", "/dang-nhap/khoa", "passkey", "bước đăng nhập thứ hai",
        "Khóa truy cập"};
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        struct reply page = web_get(&web, i == 1 ? VISITOR : ADMIN, str_from_c(pages[i]), "");
        assert_int_equal(page.status, 200);
        for (size_t k = 0; k < COUNT_OF(words); k++)
            assert_false(web_contains(page.body, words[k]));
    }
}

/* --- the second step -------------------------------------------------------------------------- */

/* An app for the person; answers its secret as base32. */
static struct str set_up_app(enum person person) {
    web_set_password(&web, person, STR(PASSWORD));
    struct user user = web_user(&web, person);
    struct visitor visitor = {STR("127.0.0.1"), STR("")};
    struct issues issues = {0};
    struct str secret;
    assert_ok(totp_begin(web.db, web.arena, &settings, &user, &visitor, clock_now_ms(),
                         STR(PASSWORD), &issues, &secret));
    assert_int_equal(issues.count, 0);
    return secret;
}

static struct str bytes_of(struct str base32) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    unsigned char *bytes = arena_alloc(web.arena, base32.n);
    unsigned long bits = 0;
    size_t held = 0, n = 0;
    for (size_t i = 0; i < base32.n; i++) {
        bits = bits << 5 | (unsigned long)(strchr(LETTERS, base32.p[i]) - LETTERS);
        held += 5;
        if (held >= 8) {
            held -= 8;
            bytes[n++] = (unsigned char)(bits >> held);
        }
    }
    return (struct str){(const char *)bytes, n};
}

static struct str code_of(struct str secret, int steps) {
    return totp_code(web.arena, bytes_of(secret), totp_step_of(clock_now_ms()) + steps);
}

static void confirm_app(enum person person, struct str secret) {
    struct user user = web_user(&web, person);
    struct issues issues = {0};
    struct recovery_codes codes;
    bool is_new;
    int64_t now_ms = clock_now_ms();
    assert_ok(totp_confirm(web.db, web.arena, &settings, &user, now_ms, now_ms, code_of(secret, -1),
                           &issues, &codes, &is_new));
    assert_int_equal(issues.count, 0);
}

/* A form of the second step with this pending token. */
static struct reply pass(struct str pending, struct str code) {
    struct str body = str_format(web.arena, "csrf=" STR_FMT "&code=" STR_FMT,
                                 STR_ARG(web.csrf[VISITOR]), STR_ARG(code));
    return client_ask(
        web.arena, web.port,
        str_format(web.arena,
                   "POST /dang-nhap/buoc-hai HTTP/1.1\r\nHost: thidua\r\nContent-Type: "
                   "application/x-www-form-urlencoded\r\nCookie: thidua_visit=" STR_FMT
                   "; thidua_pending=" STR_FMT "\r\nContent-Length: %zu\r\n\r\n" STR_FMT,
                   STR_ARG(web.csrf[VISITOR]), STR_ARG(pending), body.n, STR_ARG(body)));
}

static void a_right_password_alone_opens_nothing(void **state) {
    (void)state;
    settings.totp = true;
    struct str secret = set_up_app(UNIT_FIRST);
    confirm_app(UNIT_FIRST, secret);
    struct reply first =
        web_post(&web, VISITOR, STR("/dang-nhap"), STR("login=unit-first&password=" PASSWORD));
    assert_int_equal(first.status, 303);
    assert_true(str_equal_c(reply_header(&first, "Location"), "/dang-nhap/buoc-hai"));
    struct str pending = reply_cookie(&first, "thidua_pending");
    assert_null(reply_cookie(&first, "thidua_session").p);
    assert_int_equal(pending.n, 64);
    /* The pending token is no session. */
    web.tokens[NO_ROLE] = pending;
    assert_int_equal(web_get(&web, NO_ROLE, STR("/mat-khau"), "").status, 303);
    struct reply wrong = pass(pending, STR("000000"));
    assert_int_equal(wrong.status, 422);
    assert_null(reply_cookie(&wrong, "thidua_session").p);
    /* Without it, with another's, a right code is worth nothing. */
    struct str code = code_of(secret, 0);
    struct reply none = pass(STR("x"), code);
    assert_int_equal(none.status, 303);
    assert_null(reply_cookie(&none, "thidua_session").p);
    struct reply second = pass(pending, code);
    assert_int_equal(second.status, 303);
    struct str token = reply_cookie(&second, "thidua_session");
    assert_int_equal(token.n, 64);
    assert_int_equal(reply_cookie(&second, "thidua_pending").n, 0);
    web.tokens[NO_ROLE] = token;
    assert_int_equal(web_get(&web, NO_ROLE, STR("/mat-khau"), "").status, 200);
    /* And not a second time. */
    struct reply again = pass(pending, code);
    assert_int_equal(again.status, 303);
    assert_true(str_starts_with(reply_header(&again, "Location"), STR("/dang-nhap?")));
}

static void who_lacks_a_demanded_second_step_has_no_rights(void **state) {
    (void)state;
    settings.totp = settings.admin_needs_factor = true;
    assert_int_equal(web_get(&web, ADMIN, STR("/tai-khoan"), "").status, 403);
    assert_int_equal(web_post(&web, ADMIN, STR("/tai-khoan/unit-first/ma"), STR("")).status, 403);
    struct reply home = web_get(&web, ADMIN, STR("/"), "");
    assert_int_equal(home.status, 200);
    assert_true(web_contains(home.body, "href=\"/xac-thuc\""));
    assert_int_equal(web_get(&web, ADMIN, STR("/xac-thuc"), "").status, 200);
    assert_int_equal(web_get(&web, OFFICE, STR("/cum"), "").status, 200); /* others as before */
    struct str secret = set_up_app(ADMIN);
    confirm_app(ADMIN, secret);
    assert_int_equal(web_get(&web, ADMIN, STR("/tai-khoan"), "").status, 200);
}

static void no_page_of_the_owner_shows_another(void **state) {
    (void)state;
    settings.totp = settings.passkey = true;
    set_up_app(UNIT_FIRST);
    struct reply page = web_get(&web, UNIT_SECOND, STR("/xac-thuc/ung-dung"), "");
    assert_int_equal(page.status, 303); /* nothing waits there for him */
    page = web_get(&web, UNIT_FIRST, STR("/xac-thuc/ung-dung"), "");
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "class=\"qr\""));
}

#define FACTOR_TEST(function)                                                                      \
    { #function, function, begin, end, &db_test_sqlite }

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        FACTOR_TEST(what_is_off_is_not_there),
        FACTOR_TEST(a_right_password_alone_opens_nothing),
        FACTOR_TEST(who_lacks_a_demanded_second_step_has_no_rights),
        FACTOR_TEST(no_page_of_the_owner_shows_another),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
