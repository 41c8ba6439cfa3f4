/* Routes, rights, forms, answers as a client on the wire sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "http/testing/program.h"

static void routes_are_found_and_their_variables_read(void **state) {
    (void)state;
    struct reply reply = get("/cum/a%E1%BB%A5/2020-H1?q=%20th%E1%BA%A7m+%C4%91%E1%BB%8Bnh%20", "");
    assert_int_equal(reply.status, 200);
    assert_contains(reply.body, "ten=aụ ma=/cum/aụ/2020-H1 q=thầm định token=");
    /* What a client on TCP says about its address is not believed. */
    assert_text(get("/ai", "X-Real-IP: 10.1.2.3\r\n").body, "127.0.0.1");
    assert_text(get("/cum/moi/a", "").body, "literal");
    assert_contains(get("/cum/moi/b", "").body, "ten=moi ma=/cum/moi/b");
    assert_text(get("/tep/a/b.txt", "").body, "a/b.txt");
    assert_int_equal(get("/khong-co", "").status, 404);
    assert_int_equal(get("/cum//b", "").status, 404);
    assert_int_equal(get("/tep/", "").status, 404);
    assert_int_equal(get("//", "").status, 404);
    reply = get("/gui", "");
    assert_int_equal(reply.status, 405);
    assert_text(reply_header(&reply, "Allow"), "POST");
    reply = ask("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(reply.status, 200);
    assert_true(reply_header(&reply, "Content-Length").n > 0);
}

static void rights_are_asked_before_the_handler(void **state) {
    (void)state;
    struct reply reply = get("/rieng?q=a%20b", "");
    assert_int_equal(reply.status, 303);
    assert_text(reply_header(&reply, "Location"), "/dang-nhap?tiep=/rieng%3Fq%3Da%2520b");
    assert_int_equal(get("/rieng", MEMBER_COOKIE).status, 200);
    assert_int_equal(get("/cam", MEMBER_COOKIE).status, 403);
    reply = get("/rieng", "HX-Request: true\r\n");
    assert_int_equal(reply.status, 401);
    assert_text(reply_header(&reply, "HX-Redirect"), "/dang-nhap");
    reply = get("/", "Cookie: thidua_session=broken\r\n");
    assert_int_equal(reply.status, 503);
    assert_text(reply_header(&reply, "Retry-After"), "5");
    /* Two cookies of one name: one was planted. */
    assert_int_equal(
        get("/rieng", "Cookie: thidua_session=member; thidua_session=other\r\n").status, 303);
}

static void every_answer_carries_the_security_headers(void **state) {
    (void)state;
    static const char *const TARGETS[] = {"/",    "/khong-co",       "/rieng",
                                          "/cam", "/tinh/app.1.css", "/a%00"};
    for (size_t i = 0; i < COUNT_OF(TARGETS); i++) {
        struct reply reply = get(TARGETS[i], "");
        assert_contains(reply_header(&reply, "Content-Security-Policy"), "default-src 'none'");
        assert_contains(reply_header(&reply, "Content-Security-Policy"), "frame-ancestors 'none'");
        assert_text(reply_header(&reply, "X-Content-Type-Options"), "nosniff");
        assert_text(reply_header(&reply, "Referrer-Policy"), "same-origin");
        assert_text(reply_header(&reply, "Cross-Origin-Opener-Policy"), "same-origin");
        bool asset = i == 4;
        assert_contains(reply_header(&reply, "Cache-Control"), asset ? "immutable" : "no-store");
    }
}

static void a_post_needs_the_token_of_its_session(void **state) {
    (void)state;
    const char *lines = URLENCODED MEMBER_COOKIE;
    assert_text(post("/rieng/gui", lines, "csrf=member-token&a=1").body, "[a=1]");
    struct reply reply = post("/rieng/gui", lines, "a=1");
    assert_int_equal(reply.status, 403);
    assert_text(reply.body, "error page 403 http.form_expired");
    assert_int_equal(post("/rieng/gui", lines, "csrf=member-tokex&a=1").status, 403);
    assert_int_equal(post("/rieng/gui", lines, "csrf=&a=1").status, 403);
    assert_int_equal(post("/rieng/gui", lines, "").status, 403);
}

static void a_post_of_another_site_is_refused(void **state) {
    (void)state;
    static const struct {
        const char *line;
        int status;
    } ROWS[] = {
        {"Sec-Fetch-Site: same-origin\r\n", 200}, {"Sec-Fetch-Site: none\r\n", 200},
        {"Sec-Fetch-Site: cross-site\r\n", 403},  {"Sec-Fetch-Site: same-site\r\n", 403},
        {"Origin: http://thidua\r\n", 200},       {"Origin: https://THIDUA\r\n", 200},
        {"Origin: http://thidua.evil\r\n", 403},  {"Origin: null\r\n", 403},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct str lines = str_format(a, URLENCODED MEMBER_COOKIE "%s", ROWS[i].line);
        struct reply reply = post("/rieng/gui", str_c(a, lines), "csrf=member-token");
        if (reply.status != ROWS[i].status)
            fail_msg("%s: %d", ROWS[i].line, reply.status);
    }
}

static void a_visitors_form_is_protected_by_his_own_cookie(void **state) {
    (void)state;
    struct reply reply = get("/", "");
    struct str visit = reply_cookie(&reply, "thidua_visit");
    assert_int_equal(visit.n, 32);
    assert_contains(reply_header(&reply, "Set-Cookie"), "; HttpOnly; SameSite=Lax");
    struct str token =
        str_slice(reply.body, (size_t)str_find(reply.body, STR("token=")) + 6, reply.body.n);
    struct str lines =
        str_format(a, URLENCODED "Cookie: thidua_visit=" STR_FMT "\r\n", STR_ARG(visit));
    struct str body = str_format(a, "csrf=" STR_FMT, STR_ARG(token));
    struct reply signed_in = post("/dang-nhap", str_c(a, lines), str_c(a, body));
    assert_int_equal(signed_in.status, 303);
    assert_text(reply_header(&signed_in, "Location"), "/c%E1%BB%A5m/a%20b?q=1");
    assert_text(reply_cookie(&signed_in, "thidua_session"), "abc123");
    assert_text(reply_cookie(&signed_in, "thidua_lang"), "en");
    /* Without the cookie, or with another one, the token is worth nothing. */
    assert_int_equal(post("/dang-nhap", URLENCODED, str_c(a, body)).status, 403);
    assert_int_equal(post("/dang-nhap",
                          URLENCODED "Cookie: thidua_visit=00000000000000000000000000000000\r\n",
                          str_c(a, body))
                         .status,
                     403);
    /* A visitor's POST to a room that is not his is refused, not redirected. */
    assert_text(post("/rieng/gui", str_c(a, lines), str_c(a, body)).body,
                "error page 403 http.form_expired");
    /* He who has the cookie keeps it. */
    struct str cookie = str_format(a, "Cookie: thidua_visit=" STR_FMT "\r\n", STR_ARG(visit));
    reply = get("/", str_c(a, cookie));
    assert_null(reply_cookie(&reply, "thidua_visit").p);
}

static void behind_tls_the_cookies_are_secure(void **state) {
    (void)state;
    struct reply reply = get("/", "X-Forwarded-Proto: https\r\n");
    assert_true(reply_cookie(&reply, "__Host-thidua_visit").p != NULL);
    assert_contains(reply_header(&reply, "Set-Cookie"), "; Secure");
    assert_int_equal(get("/rieng", "X-Forwarded-Proto: https\r\n" MEMBER_COOKIE).status, 303);
    assert_int_equal(get("/rieng", "X-Forwarded-Proto: https\r\n"
                                   "Cookie: __Host-thidua_session=member\r\n")
                         .status,
                     200);
}

static void fields_arrive_clean(void **state) {
    (void)state;
    /* "Đầm sậy" in NFD, control characters, blanks around, a line break, a repeated name. */
    struct reply reply = post(
        "/rieng/gui", URLENCODED MEMBER_COOKIE,
        "csrf=member-token&ten=+%C4%90a%CC%82%CC%80m%07++s%E1%BA%ADy+&dong=a%0D%0Ab&a=1&a=2&b");
    assert_text(reply.body, "[ten=Đầm sậy][dong=a\nb][a=1][a=2][b=]");
    const char *lines = URLENCODED MEMBER_COOKIE;
    assert_int_equal(post("/rieng/gui", lines, "csrf=member-token&a=%ff").status, 400);
    assert_int_equal(post("/rieng/gui", lines, "csrf=member-token&%ff=a").status, 400);
    assert_int_equal(post("/rieng/gui", lines, "csrf=member-token&a=%00").status, 400);
    assert_int_equal(
        post("/rieng/gui", "Content-Type: text/plain\r\n" MEMBER_COOKIE, "csrf=member-token")
            .status,
        400);
}

#define MULTIPART "Content-Type: multipart/form-data; boundary=\"x-y\"\r\n"

static void files_arrive_with_their_vietnamese_names(void **state) {
    (void)state;
    static const char BODY[] =
        "--x-y\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nmember-token\r\n"
        "--x-y\r\nContent-Disposition: form-data; name=\"don-vi\"\r\n\r\nBan CHQS\r\n"
        "--x-y\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"Bảng tự chấm "
        "%22H1%22.xlsx\"\r\nContent-Type: application/octet-stream\r\n\r\nPK\r\n--x\r\n"
        "--x-y\r\nContent-Disposition: form-data; name=\"tep\"; filename=\"x.xlsx\"; "
        "filename*=UTF-8''Ph%E1%BB%A5%20l%E1%BB%A5c.xlsx\r\n\r\nabc\r\n"
        "--x-y\r\nContent-Disposition: form-data; name=\"tep\"; "
        "filename=\"C:\\\\cu\\\\M\xCC\x89.xlsx\"\r\n\r\n\r\n"
        "--x-y\r\nContent-Disposition: form-data; name=\"trong\"; filename=\"\"\r\n\r\n\r\n"
        "--x-y--\r\n";
    struct reply reply = post("/nop", MULTIPART MEMBER_COOKIE, BODY);
    assert_text(reply.body, "[don-vi=Ban CHQS]{tep:Bảng tự chấm \"H1\".xlsx:7}"
                            "{tep:Phụ lục.xlsx:3}{tep:M\xCC\x89.xlsx:0}");
    /* Only where the route takes files. */
    assert_int_equal(post("/rieng/gui", MULTIPART MEMBER_COOKIE, BODY).status, 400);
}

static void broken_multipart_is_refused(void **state) {
    (void)state;
    static const char *const BODIES[] = {
        "--x-y\r\n",
        "--x-z\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x-z--\r\n",
        "--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n",
        "--x-y\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x-y--\r\n",
        "--x-y\r\nContent-Type: text/plain\r\n\r\n1\r\n--x-y--\r\n",
        "--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n1\r\n--x-y--\r\n",
        "--x-y\r\nContent-Disposition: form-data; name=\"a\"; "
        "filename=\"\xff\"\r\n\r\n1\r\n--x-y--",
        "--x-y\r\nContent-Disposition: form-data; name=\"a\"; "
        "filename*=latin1''%ff\r\n\r\n1\r\n--x-y--\r\n",
    };
    for (size_t i = 0; i < COUNT_OF(BODIES); i++) {
        struct reply reply = post("/nop", MULTIPART MEMBER_COOKIE, BODIES[i]);
        if (reply.status != 400)
            fail_msg("%s: %d", BODIES[i], reply.status);
    }
}

/* Each parameter used to cost the memory of all behind it. */
static void parts_with_many_parameters_cost_little(void **state) {
    (void)state;
    struct buf buf = BUF_INIT(1 << 20);
    while (buf.length < 190000) {
        buf_append_c(&buf, "--x-y\r\nContent-Disposition: form-data");
        for (int i = 0; i < 1300; i++)
            buf_append_c(&buf, ";a=\"\"");
        buf_append_c(&buf, ";name=\"b\"\r\n\r\n1\r\n");
    }
    buf_append_c(&buf, "--x-y\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n"
                       "member-token\r\n--x-y--\r\n");
    struct reply reply =
        client_ask(a, port, post_text("/nop", MULTIPART MEMBER_COOKIE, buf_str(&buf)));
    buf_release(&buf);
    assert_int_equal(reply.status, 200);
    assert_contains(reply.body, "[b=1][b=1]");
}

static struct str filled(size_t bytes) {
    char *text = arena_alloc(a, bytes + 1);
    memset(text, 'a', bytes);
    memcpy(text, "csrf=member-token&a=", 20);
    return (struct str){text, bytes};
}

static void bodies_have_a_maximum(void **state) {
    (void)state;
    const char *lines = URLENCODED MEMBER_COOKIE;
    assert_int_equal(client_ask(a, port, post_text("/rieng/gui", lines, filled(65536))).status,
                     200);
    assert_int_equal(client_ask(a, port, post_text("/rieng/gui", lines, filled(65537))).status,
                     413);
    assert_int_equal(client_ask(a, port, post_text("/nop", lines, filled(200000))).status, 200);
    /* A large one is read to its end, so that the browser shows the page. */
    assert_text(client_ask(a, port, post_text("/nop", lines, filled(3000000))).body,
                "error page 413 -");
    /* A huge one is not read at all. */
    assert_int_equal(post("/nop", URLENCODED "Content-Length: 99999999999\r\n", "").status, 400);
    assert_int_equal(
        ask("POST /nop HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n").status, 413);
    /* Without a promised length the same. */
    struct str chunk = str_concat(a, str_format(a, "%x\r\n", 70000), filled(70000));
    struct str head = str_format(
        a, "POST /rieng/gui HTTP/1.1\r\nHost: a\r\n%sTransfer-Encoding: chunked\r\n\r\n", lines);
    struct str all = str_concat(a, str_concat(a, head, chunk), STR("\r\n0\r\n\r\n"));
    assert_int_equal(client_ask(a, port, all).status, 413);
}

static void errors_draw_a_whole_page(void **state) {
    (void)state;
    struct reply reply = get("/hong", "");
    assert_int_equal(reply.status, 500);
    assert_text(reply.body, "error page 500 -");
    reply = get("/hong?q=thieu", "");
    assert_int_equal(reply.status, 404);
    assert_text(reply.body, "error page 404 -");
}

static void downloads_carry_their_name(void **state) {
    (void)state;
    struct reply reply = get("/tai", "");
    assert_text(reply.body, "PK");
    assert_text(reply_header(&reply, "Content-Disposition"),
                "attachment; filename=\"bang _diem_.xlsx\"; "
                "filename*=UTF-8''B%E1%BA%A3ng%20%22%C4%91i%E1%BB%83m%22.xlsx");
}

static void assets_are_immutable_and_gzipped_when_accepted(void **state) {
    (void)state;
    struct reply reply = get("/tinh/app.1.css", "");
    assert_text(reply.body, "body{}");
    assert_text(reply_header(&reply, "Content-Type"), "text/css");
    assert_text(reply_header(&reply, "Vary"), "Accept-Encoding");
    assert_null(reply_header(&reply, "Set-Cookie").p);
    reply = get("/tinh/app.1.css", "Accept-Encoding: br, gzip;q=0.5\r\n");
    assert_text(reply.body, "zipped");
    assert_text(reply_header(&reply, "Content-Encoding"), "gzip");
    assert_text(get("/tinh/app.1.css", "Accept-Encoding: gzip;q=0\r\n").body, "body{}");
    assert_text(get("/tinh/app.2.js", "Accept-Encoding: gzip\r\n").body, "let a");
    assert_int_equal(get("/tinh/app.3.js", "").status, 404);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SERVER(routes_are_found_and_their_variables_read),
        WITH_SERVER(rights_are_asked_before_the_handler),
        WITH_SERVER(every_answer_carries_the_security_headers),
        WITH_SERVER(a_post_needs_the_token_of_its_session),
        WITH_SERVER(a_post_of_another_site_is_refused),
        WITH_SERVER(a_visitors_form_is_protected_by_his_own_cookie),
        WITH_SERVER(behind_tls_the_cookies_are_secure),
        WITH_SERVER(fields_arrive_clean),
        WITH_SERVER(files_arrive_with_their_vietnamese_names),
        WITH_SERVER(broken_multipart_is_refused),
        WITH_SERVER(parts_with_many_parameters_cost_little),
        WITH_SERVER(bodies_have_a_maximum),
        WITH_SERVER(errors_draw_a_whole_page),
        WITH_SERVER(downloads_carry_their_name),
        WITH_SERVER(assets_are_immutable_and_gzipped_when_accepted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
