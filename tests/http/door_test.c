/* Attacks on the door and on sessions, through HTTP: codes that are wrong, old or used, sessions
 * that are stolen, fixed or removed, guessing from one address. */
#include <string.h>

#include "doc/workbook_read.h"
#include "features/account/door_service.h"
#include "web_fixture.h"

#define PASSWORD     "mat-khau-thu-nghiem"
#define NEW_PASSWORD "mua mua nam nay den muon"

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

/* A form of a visitor that holds further cookies ("thidua_pending=…"); LINES are further headers.
 */
static struct reply post_with(struct str cookies, const char *lines, const char *path,
                              struct str fields) {
    struct str body = str_format(web.arena, "csrf=" STR_FMT "&" STR_FMT, STR_ARG(web.csrf[VISITOR]),
                                 STR_ARG(fields));
    return client_ask(
        web.arena, web.port,
        str_format(web.arena,
                   "POST %s HTTP/1.1\r\nHost: thidua\r\nContent-Type: "
                   "application/x-www-form-urlencoded\r\nCookie: thidua_visit=" STR_FMT "; " STR_FMT
                   "\r\n%sContent-Length: %zu\r\n\r\n" STR_FMT,
                   path, STR_ARG(web.csrf[VISITOR]), STR_ARG(cookies), lines, body.n,
                   STR_ARG(body)));
}

static struct reply get_with(struct str cookies, const char *path) {
    return client_ask(web.arena, web.port,
                      str_format(web.arena,
                                 "GET %s HTTP/1.1\r\nHost: thidua\r\nCookie: thidua_visit=" STR_FMT
                                 "; " STR_FMT "\r\n\r\n",
                                 path, STR_ARG(web.csrf[VISITOR]), STR_ARG(cookies)));
}

static struct reply sign_in(const char *login, struct str secret) {
    return post_with(
        STR("x=y"), "", "/dang-nhap",
        str_format(web.arena, "login=%s&tiep=%%2Fcum&password=" STR_FMT, login, STR_ARG(secret)));
}

static struct str pending_of(const struct reply *reply) {
    return str_format(web.arena, "thidua_pending=" STR_FMT,
                      STR_ARG(reply_cookie(reply, "thidua_pending")));
}

static struct reply set_password(struct str pending, const char *password) {
    struct str encoded = web_encoded(web.arena, str_from_c(password));
    return post_with(pending, "", "/dang-nhap/dat-mat-khau",
                     str_format(web.arena, "tiep=%%2Fcum&new=" STR_FMT "&repeat=" STR_FMT,
                                STR_ARG(encoded), STR_ARG(encoded)));
}

/* What the slip says the code is. */
static struct str code_on(const struct reply *slip) {
    struct str body = slip->body;
    struct str found = STR_NONE;
    for (ptrdiff_t at; (at = str_find(body, STR("<b class=\"code\">"))) >= 0;) {
        body = str_slice(body, (size_t)at + 16, body.n);
        struct str rest = body;
        found = str_cut(&rest, '<');
    }
    return found;
}

static struct str make_account(const char *login) {
    struct reply slip =
        web_post(&web, ADMIN, STR("/tai-khoan"),
                 str_format(web.arena, "login=%s&name=Nguoi+Moi&role=office&scope=", login));
    assert_int_equal(slip.status, 200);
    assert_null(reply_header(&slip, "Location").p); /* no code in any address */
    assert_true(str_equal_c(reply_header(&slip, "Cache-Control"), "private, no-store"));
    struct str code = code_on(&slip);
    assert_int_equal(code.n, 19);
    return code;
}

static bool is_signed_in(struct str token) {
    struct str cookie = str_format(web.arena, "thidua_session=" STR_FMT, STR_ARG(token));
    return get_with(cookie, "/tai-khoan-cua-toi").status == 200;
}

static bool leads_to(const struct reply *reply, const char *path) {
    return reply->status == 303 &&
           str_starts_with(reply_header(reply, "Location"), str_from_c(path));
}

/* --- the first sign-in ---------------------------------------------------------------------- */

static void a_code_leads_to_a_password_and_in(void **state) {
    (void)state;
    struct str code = make_account("moi");
    struct reply first = sign_in("moi", code);
    assert_true(leads_to(&first, "/dang-nhap/dat-mat-khau"));
    assert_null(reply_cookie(&first, "thidua_session").p);
    struct str pending = pending_of(&first);
    assert_true(pending.n > 60);
    /* The token of a step is no session. */
    assert_false(is_signed_in(reply_cookie(&first, "thidua_pending")));
    struct reply page = get_with(pending, "/dang-nhap/dat-mat-khau");
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "Nguoi Moi"));
    struct reply poor = set_password(pending, "1234567890");
    assert_int_equal(poor.status, 422);
    assert_true(web_contains(poor.body, "quá dễ đoán"));
    struct reply second = set_password(pending, NEW_PASSWORD);
    assert_true(leads_to(&second, "/cum")); /* where he wanted to go */
    assert_true(is_signed_in(reply_cookie(&second, "thidua_session")));
    assert_int_equal(reply_cookie(&second, "thidua_pending").n, 0);
    /* The code is worth nothing any more, nor is the step. */
    struct reply replay = sign_in("moi", code);
    assert_int_equal(replay.status, 422);
    assert_true(web_contains(replay.body, "đã được dùng"));
    struct reply again = set_password(pending, NEW_PASSWORD);
    assert_true(leads_to(&again, "/dang-nhap?bao=sign_in_anew"));
}

static void the_second_step_needs_the_first(void **state) {
    (void)state;
    struct reply none = get_with(STR("x=y"), "/dang-nhap/dat-mat-khau");
    assert_true(leads_to(&none, "/dang-nhap"));
    struct str planted = str_format(web.arena, "thidua_pending=%064d", 1);
    none = set_password(planted, NEW_PASSWORD);
    assert_true(leads_to(&none, "/dang-nhap"));
    assert_null(reply_cookie(&none, "thidua_session").p);
    /* And the form's own token. */
    struct str code = make_account("moi");
    struct reply first = sign_in("moi", code);
    struct str pending = pending_of(&first);
    struct str body = STR("csrf=00&new=" PASSWORD "x&repeat=" PASSWORD "x");
    struct reply foreign =
        client_ask(web.arena, web.port,
                   str_format(web.arena,
                              "POST /dang-nhap/dat-mat-khau HTTP/1.1\r\nHost: thidua\r\nCookie: "
                              "thidua_visit=" STR_FMT "; " STR_FMT
                              "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                              "Content-Length: %zu\r\n\r\n" STR_FMT,
                              STR_ARG(web.csrf[VISITOR]), STR_ARG(pending), body.n, STR_ARG(body)));
    assert_int_equal(foreign.status, 403);
    struct reply good = set_password(pending, NEW_PASSWORD);
    assert_true(leads_to(&good, "/cum"));
}

static void a_newer_code_shuts_out_the_older(void **state) {
    (void)state;
    struct str older = make_account("moi");
    struct reply begun = sign_in("moi", older);
    struct reply slip = web_post(&web, ADMIN, STR("/tai-khoan/moi/ma"), STR(""));
    assert_int_equal(slip.status, 200);
    struct str newer = code_on(&slip);
    assert_false(str_equal(older, newer));
    struct reply late = set_password(pending_of(&begun), NEW_PASSWORD);
    assert_true(leads_to(&late, "/dang-nhap"));
    struct reply refused = sign_in("moi", older);
    assert_int_equal(refused.status, 422);
    assert_true(web_contains(refused.body, "thay bằng mã mới"));
    struct reply first = sign_in("moi", newer);
    assert_true(leads_to(&first, "/dang-nhap/dat-mat-khau"));
}

/* What a proxy of ours says of TLS gives both cookies the prefix that browsers protect. */
static void cookies_are_bound_to_the_host_where_tls_is_spoken(void **state) {
    (void)state;
    struct str code = make_account("moi");
    struct str body = str_format(web.arena, "csrf=" STR_FMT "&login=moi&password=" STR_FMT,
                                 STR_ARG(web.csrf[VISITOR]), STR_ARG(code));
    struct reply first =
        client_ask(web.arena, web.port,
                   str_format(web.arena,
                              "POST /dang-nhap HTTP/1.1\r\nHost: thidua\r\nX-Forwarded-Proto: "
                              "https\r\nCookie: __Host-thidua_visit=" STR_FMT
                              "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                              "Content-Length: %zu\r\n\r\n" STR_FMT,
                              STR_ARG(web.csrf[VISITOR]), body.n, STR_ARG(body)));
    assert_true(leads_to(&first, "/dang-nhap/dat-mat-khau"));
    assert_int_equal(reply_cookie(&first, "__Host-thidua_pending").n, 64);
    assert_true(web_contains(first.head, "; Secure"));
    assert_null(reply_cookie(&first, "thidua_pending").p);
}

/* --- guessing --------------------------------------------------------------------------------- */

static void an_address_that_guesses_is_told_to_wait(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    for (int i = 0; i < ADDRESS_TRIES; i++)
        assert_int_equal(sign_in(str_format(web.arena, "ai-do-%d", i).p, STR("sai")).status, 422);
    struct reply slowed = {0};
    for (int i = 0; i < 12 && slowed.status != 429; i++)
        slowed = sign_in(str_format(web.arena, "nguoi-%d", i).p, STR("sai"));
    assert_int_equal(slowed.status, 429);
    long long seconds = 0;
    assert_true(str_to_int64(reply_header(&slowed, "Retry-After"), &seconds));
    assert_true(seconds >= 1 && seconds <= ADDRESS_WAIT_MAX_S);
    assert_true(web_contains(slowed.body, "quá nhiều lần đăng nhập sai"));
    /* Pages are none of its business. */
    assert_int_equal(web_get(&web, HEAD_HERE, STR("/tai-khoan-cua-toi"), "").status, 200);
}

/* --- sessions --------------------------------------------------------------------------------- */

static struct str session_of(struct reply reply) {
    assert_int_equal(reply.status, 303);
    struct str token = reply_cookie(&reply, "thidua_session");
    assert_int_equal(token.n, 64);
    return token;
}

static void a_stolen_session_is_seen_and_ended(void **state) {
    (void)state;
    web_set_password(&web, UNIT_FIRST, STR(PASSWORD));
    struct str stolen = session_of(sign_in("unit-first", STR(PASSWORD)));
    struct reply page = web_get(&web, UNIT_FIRST, STR("/tai-khoan-cua-toi"), "");
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, "phiên này"));
    assert_false(str_find(page.body, stolen) >= 0); /* names of sessions open nothing */
    ptrdiff_t at = str_find(page.body, STR("/tai-khoan-cua-toi/phien/"));
    assert_true(at >= 0);
    struct str rest = str_slice(page.body, (size_t)at, page.body.n);
    struct str path = str_cut(&rest, '"');
    /* Somebody else cannot end it, and learns nothing. */
    assert_int_equal(web_post(&web, UNIT_SECOND, path, STR("")).status, 404);
    assert_true(is_signed_in(stolen));
    assert_int_equal(web_post(&web, UNIT_FIRST, path, STR("")).status, 303);
    assert_false(is_signed_in(stolen));
    assert_true(is_signed_in(web.tokens[UNIT_FIRST]));
    /* And all at once. */
    stolen = session_of(sign_in("unit-first", STR(PASSWORD)));
    assert_int_equal(
        web_post(&web, UNIT_FIRST, STR("/tai-khoan-cua-toi/phien-khac/ket-thuc"), STR("")).status,
        303);
    assert_false(is_signed_in(stolen));
    assert_true(is_signed_in(web.tokens[UNIT_FIRST]));
}

static void a_role_taken_back_ends_the_session(void **state) {
    (void)state;
    assert_true(is_signed_in(web.tokens[READER_HERE]));
    struct reply page = web_get(&web, ADMIN, STR("/tai-khoan/reader-here"), "");
    const struct str field = STR("name=\"grant\" value=\"");
    ptrdiff_t at = str_find(page.body, field);
    assert_true(at >= 0);
    struct str rest = str_slice(page.body, (size_t)at + field.n, page.body.n);
    struct str id = web_encoded(web.arena, str_cut(&rest, '"'));
    struct str form = str_format(web.arena, "grant=" STR_FMT "&why=Chuyen", STR_ARG(id));
    struct reply taken = web_post(&web, ADMIN, STR("/tai-khoan/reader-here/thu-hoi"), form);
    assert_int_equal(taken.status, 303);
    assert_false(is_signed_in(web.tokens[READER_HERE]));
}

/* A small office: one person in two roles. It is allowed, and said. */
static void two_roles_that_meet_are_said(void **state) {
    (void)state;
    struct reply page = web_get(&web, HEAD_HERE, STR("/tai-khoan-cua-toi"), "");
    assert_int_equal(page.status, 200);
    assert_false(web_contains(page.body, "hai vai trò gặp nhau"));
    struct str scope =
        str_format(web.arena, "role=unit&scope=" STR_FMT "%%3A" STR_FMT,
                   STR_ARG(web.here.cluster_id), STR_ARG(web.here.members.items[0].id));
    assert_int_equal(web_post(&web, ADMIN, STR("/tai-khoan/head-here/quyen"), scope).status, 303);
    page = web_get(&web, HEAD_HERE, STR("/tai-khoan-cua-toi"), "");
    assert_true(web_contains(page.body, "hai vai trò gặp nhau"));
    assert_true(str_find(page.body, web.here.members.items[0].name) >= 0);
    /* In two clusters they do not meet. */
    scope = str_format(web.arena, "role=reader&scope=" STR_FMT, STR_ARG(web.here.cluster_id));
    assert_int_equal(web_post(&web, ADMIN, STR("/tai-khoan/head-elsewhere/quyen"), scope).status,
                     303);
    page = web_get(&web, HEAD_ELSEWHERE, STR("/tai-khoan-cua-toi"), "");
    assert_false(web_contains(page.body, "hai vai trò gặp nhau"));
}

/* Whatever he does next leads to the sign-in page, which says why. */
static void who_is_removed_meanwhile_is_shown_the_door(void **state) {
    (void)state;
    struct str form = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/bao-cao/nhiem-vu/moi",
                                 STR_ARG(web.here.slug), STR_ARG(web.here.code));
    assert_int_equal(web_get(&web, HEAD_HERE, form, "").status, 200); /* it is open before him */
    struct reply closed = web_post(&web, ADMIN, STR("/tai-khoan/head-here/dong"), STR(""));
    assert_int_equal(closed.status, 303);
    struct reply page = web_get(&web, HEAD_HERE, STR("/cum"), "");
    assert_true(leads_to(&page, "/dang-nhap?tiep=/cum&bao=session_ended"));
    assert_int_equal(reply_cookie(&page, "thidua_session").n, 0); /* the browser forgets it */
    struct reply sent = web_post(&web, HEAD_HERE, form, STR("content=Viecgiamao"));
    assert_true(leads_to(&sent, "/dang-nhap"));
    assert_true(web_contains(reply_header(&sent, "Location"), "bao=session_ended"));
    struct reply part = web_get(&web, HEAD_HERE, STR("/cum"), "HX-Request: true\r\n");
    assert_int_equal(part.status, 401);
    assert_true(web_contains(reply_header(&part, "HX-Redirect"), "bao=session_ended"));
    struct reply door = web_get(&web, VISITOR, STR("/dang-nhap?bao=session_ended"), "");
    assert_true(web_contains(door.body, "Phiên làm việc đã kết thúc"));
    struct str report = str_format(web.arena, "/cum/" STR_FMT "/" STR_FMT "/bao-cao",
                                   STR_ARG(web.here.slug), STR_ARG(web.here.code));
    assert_false(web_contains(web_get(&web, OFFICE, report, "").body, "Viecgiamao"));
    /* A visitor who never was in is told nothing of sessions. */
    page = web_get(&web, VISITOR, STR("/cum"), "");
    assert_false(web_contains(reply_header(&page, "Location"), "session_ended"));
}

static void the_last_administrator_cannot_shut_himself_out(void **state) {
    (void)state;
    struct reply refused = web_post(&web, ADMIN, STR("/tai-khoan/admin/dong"), STR(""));
    assert_int_equal(refused.status, 422);
    assert_true(web_contains(refused.body, "ít nhất một quản trị"));
    assert_true(is_signed_in(web.tokens[ADMIN]));
}

#define DOOR_TEST(function)                                                                        \
    { #function, function, begin, end, &db_test_sqlite }

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        DOOR_TEST(a_code_leads_to_a_password_and_in),
        DOOR_TEST(the_second_step_needs_the_first),
        DOOR_TEST(a_newer_code_shuts_out_the_older),
        DOOR_TEST(cookies_are_bound_to_the_host_where_tls_is_spoken),
        DOOR_TEST(an_address_that_guesses_is_told_to_wait),
        DOOR_TEST(a_stolen_session_is_seen_and_ended),
        DOOR_TEST(a_role_taken_back_ends_the_session),
        DOOR_TEST(two_roles_that_meet_are_said),
        DOOR_TEST(who_is_removed_meanwhile_is_shown_the_door),
        DOOR_TEST(the_last_administrator_cannot_shut_himself_out),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
