/* The server as a client on the wire sees it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <semaphore.h>
#include <string.h>
#include <unistd.h>

#include "http/http.h"
#include "http/testing/client.h"

enum { RIGHT_ANYBODY = 1, RIGHT_MEMBER, RIGHT_NOBODY };

struct user {
    const char *name;
};

static const struct user MEMBER = {"member"};
static struct arena *a;
static struct http_server *server;
static uint16_t port;
static sem_t entered, leave;

/* --- the program above the server --- */

static const struct err *show(struct request *request, struct response *response) {
    buf_append_format(&response->body,
                      "ten=" STR_FMT " ma=" STR_FMT " q=" STR_FMT " token=" STR_FMT,
                      STR_ARG(request_param(request, "ten")), STR_ARG(request->path),
                      STR_ARG(request_query(request, "q")), STR_ARG(request->csrf_token));
    return NULL;
}

static const struct err *show_new(struct request *request, struct response *response) {
    (void)request;
    buf_append_c(&response->body, "literal");
    return NULL;
}

static const struct err *show_rest(struct request *request, struct response *response) {
    buf_append_str(&response->body, request_param(request, "*"));
    return NULL;
}

static const struct err *echo(struct request *request, struct response *response) {
    struct str name, value;
    for (size_t i = 0; request_field_each(request, i, &name, &value); i++)
        if (!str_equal_c(name, "csrf"))
            buf_append_format(&response->body, "[" STR_FMT "=" STR_FMT "]", STR_ARG(name),
                              STR_ARG(value));
    for (size_t i = 0; i < request_upload_count(request); i++) {
        const struct upload *upload = request_upload_at(request, i);
        buf_append_format(&response->body, "{" STR_FMT ":" STR_FMT ":%zu}", STR_ARG(upload->field),
                          STR_ARG(upload->file_name), upload->bytes.n);
    }
    return NULL;
}

static const struct err *wait_for_leave(struct request *request, struct response *response) {
    (void)request;
    sem_post(&entered);
    sem_wait(&leave);
    buf_append_c(&response->body, "done");
    return NULL;
}

static const struct err *break_down(struct request *request, struct response *response) {
    buf_append_c(&response->body, "half a page");
    if (str_equal_c(request_query(request, "q"), "thieu"))
        return ERR(ERR_NOT_FOUND, "none");
    return ERR(ERR_DISK_FULL, "no space");
}

static const struct err *sign_in(struct request *request, struct response *response) {
    (void)request;
    response->set_session = STR("abc123");
    response->set_lang = STR("en");
    respond_redirect(response, STR("/cụm/a b?q=1"));
    return NULL;
}

static const struct err *download(struct request *request, struct response *response) {
    (void)request;
    respond_file(response, "application/octet-stream", STR("Bảng \"điểm\".xlsx"), STR("PK"));
    return NULL;
}

static const struct route ROUTES[] = {
    {HTTP_GET, "/", RIGHT_ANYBODY, show},
    {HTTP_GET, "/cum/:ten/:ky", RIGHT_ANYBODY, show},
    {HTTP_GET, "/cum/moi/a", RIGHT_ANYBODY, show_new},
    {HTTP_GET, "/tep/*", RIGHT_ANYBODY, show_rest},
    {HTTP_GET, "/rieng", RIGHT_MEMBER, show},
    {HTTP_GET, "/cam", RIGHT_NOBODY, show},
    {HTTP_GET, "/cho", RIGHT_ANYBODY, wait_for_leave},
    {HTTP_GET, "/hong", RIGHT_ANYBODY, break_down},
    {HTTP_GET, "/tai", RIGHT_ANYBODY, download},
    {HTTP_POST, "/gui", RIGHT_ANYBODY, echo},
    {HTTP_POST, "/rieng/gui", RIGHT_MEMBER, echo},
    {HTTP_POST, "/dang-nhap", RIGHT_ANYBODY, sign_in},
    {HTTP_POST, "/nop", RIGHT_ANYBODY, echo, .body_max_bytes = 200000, .takes_files = true},
};
static const struct route *const TABLES[] = {ROUTES};
static const size_t SIZES[] = {COUNT_OF(ROUTES)};

static const struct err *identify(struct request *request, struct str token) {
    if (str_equal_c(token, "member")) {
        request->user = &MEMBER;
        request->csrf_token = STR("member-token");
    }
    if (str_equal_c(token, "broken"))
        return ERR(ERR_UNAVAILABLE, "no database");
    return NULL;
}

static bool allows(const struct request *request, unsigned right) {
    return right == RIGHT_ANYBODY || (right == RIGHT_MEMBER && request->user);
}

static void draw_error(struct request *request, int status, const struct err *err,
                       struct response *response) {
    (void)request;
    buf_append_format(&response->body, "error page %d %s", status,
                      err && err->text_key ? err->text_key : "-");
}

static const struct asset ASSETS[] = {
    {STR_INIT("/tinh/app.1.css"), STR_INIT("text/css"), STR_INIT("body{}"), STR_INIT("zipped")},
    {STR_INIT("/tinh/app.2.js"), STR_INIT("text/javascript"), STR_INIT("let a"), {NULL, 0}},
};

static const struct http_app APP = {
    .tables = TABLES,
    .table_sizes = SIZES,
    .table_count = 1,
    .identify = identify,
    .allows = allows,
    .draw_error = draw_error,
    .sign_in_path = "/dang-nhap",
    .assets = ASSETS,
    .asset_count = COUNT_OF(ASSETS),
};

static void start(struct http_options options) {
    options.address = "127.0.0.1";
    const struct err *err = http_server_start(&APP, &options, &server);
    if (err)
        fail_msg("%s", err->message);
    port = http_server_port(server);
    sem_init(&entered, 0, 0);
    sem_init(&leave, 0, 0);
}

static int start_default(void **state) {
    (void)state;
    a = arena_new(0);
    start((struct http_options){0});
    return 0;
}

static int stop(void **state) {
    (void)state;
    http_server_stop(server);
    server = NULL;
    arena_free(a);
    return 0;
}

static int new_arena(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

/* --- helpers --- */

static struct reply ask(const char *text) {
    return client_ask(a, port, str_from_c(text));
}

/* A GET with further header lines ("A: b\r\n"). */
static struct reply get(const char *target, const char *lines) {
    return client_ask(a, port,
                      str_format(a, "GET %s HTTP/1.1\r\nHost: thidua\r\n%s\r\n", target, lines));
}

static struct str post_text(const char *target, const char *lines, struct str body) {
    struct str head =
        str_format(a, "POST %s HTTP/1.1\r\nHost: thidua\r\n%sContent-Length: %zu\r\n\r\n", target,
                   lines, body.n);
    return str_concat(a, head, body);
}

#define URLENCODED    "Content-Type: application/x-www-form-urlencoded\r\n"
#define MEMBER_COOKIE "Cookie: thidua_session=member\r\n"

static struct reply post(const char *target, const char *lines, const char *body) {
    return client_ask(a, port, post_text(target, lines, str_from_c(body)));
}

static void assert_text(struct str actual, const char *expected) {
    assert_string_equal(str_c(a, actual), expected);
}

static void assert_contains(struct str text, const char *piece) {
    if (str_find(text, str_from_c(piece)) < 0)
        fail_msg("no \"%s\" in \"%s\"", piece, str_c(a, text));
}

/* --- strictness --- */

struct strictness {
    const char *what;
    struct str bytes;
    int status;
};

#define ROW(what, bytes, status)                                                                   \
    { what, STR_INIT(bytes), status }

static const struct strictness STRICTNESS[] = {
    ROW("a plain GET", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
    ROW("Content-Length with Transfer-Encoding",
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        400),
    ROW("two Content-Lengths",
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 0\r\n\r\n", 400),
    ROW("a list of Content-Lengths",
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\nx", 400),
    ROW("a negative Content-Length", "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        400),
    ROW("a Content-Length with a sign",
        "POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: +5\r\n\r\nabcde", 400),
    ROW("a chunk length with 0x",
        "POST /gui HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x1\r\na\r\n0\r\n\r\n",
        400),
    ROW("space before the colon", "GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400),
    ROW("no Host", "GET / HTTP/1.1\r\n\r\n", 400),
    ROW("no Host in HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", 400),
    ROW("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
    ROW("a Host with a blank", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
    ROW("two Hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
    ROW("a control character in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: b\001c\r\n\r\n", 400),
    ROW("%00 in the path", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("%00 in the query", "GET /?q=%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("%0a in the path", "GET /a%0ab HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("a broken escape", "GET /a%4 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("a broken escape in the query", "GET /?q=%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("bytes that are not UTF-8 in the path", "GET /%ff HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("bytes that are not UTF-8 in the query", "GET /?q=%c3 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("an encoded slash", "GET /tep/a%2Fb HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("dot segments", "GET /tep/../x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("encoded dot segments", "GET /tep/%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("a whole URL as target", "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("an unknown Transfer-Encoding",
        "POST /gui HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400),
    ROW("two Transfer-Encodings",
        "POST /gui HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n",
        400),
    ROW("a folded Transfer-Encoding",
        "POST /gui HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x,\r\n chunked\r\n\r\n0\r\n\r\n", 400),
    ROW("a GET with a body", "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx", 400),
    ROW("a NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n", 400),
    ROW("a NUL that looks like a line end", "GET / HTTP/1.1\r\nHost: a\r\nX: b\0\0Y: c\r\n\r\n",
        400),
    ROW("a NUL at the end of a header", "GET / HTTP/1.1\r\nX: b\0\r\nHost: a\r\n\r\n", 400),
    ROW("a NUL in the name of a header", "GET / HTTP/1.1\r\nHost: a\r\nX\0: b\r\n\r\n", 400),
    ROW("a NUL in the target", "GET /\0tep/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("a NUL in the query", "GET /?b\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("two blanks before the target", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    ROW("bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", 400),
    ROW("one bare line feed", "GET / HTTP/1.1\r\nHost: a\r\nX: b\n\r\n", 400),
    ROW("a bare line feed at the end of the head", "GET / HTTP/1.1\r\nHost: a\r\n\n", 400),
    ROW("a bare carriage return", "GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n", 400),
    ROW("a folded header", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n", 400),
    ROW("a header without a name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400),
    ROW("HTTP/2 by name", "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    ROW("HTTP/0.9", "GET /\r\nHost: a\r\n\r\n", 400),
    ROW("PUT", "PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n", 405),
    ROW("DELETE", "DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    ROW("TRACE", "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
    ROW("OPTIONS", "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n", 405),
};

static void what_is_ambiguous_is_refused(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(STRICTNESS); i++) {
        int socket = client_connect(port);
        client_send(socket, STRICTNESS[i].bytes);
        struct reply reply = client_read(a, socket, false);
        if (reply.status != STRICTNESS[i].status)
            fail_msg("%s: %d", STRICTNESS[i].what, reply.status);
        /* After a refusal nothing of the connection is read as another request. (libmicrohttpd
         * sometimes says its 400 twice.) */
        while (reply.status >= 400)
            reply = client_read(a, socket, false);
        if (reply.status != (STRICTNESS[i].status == 200 ? 200 : 0))
            fail_msg("%s: then %d", STRICTNESS[i].what, reply.status);
        close(socket);
    }
}

static void what_is_unusual_but_clear_is_served(void **state) {
    (void)state;
    static const struct strictness ROWS[] = {
        ROW("no blank behind the colon", "GET / HTTP/1.1\r\nHost:a\r\n\r\n", 200),
        ROW("blanks and empty headers",
            "GET / HTTP/1.1\r\nHost:   a\r\nX:\r\nY: \r\nZ:\t\r\nW: b \r\n\r\n", 200),
        ROW("cookies and arguments, which the parser takes apart",
            "GET /?a=b&c=%20&d HTTP/1.1\r\nHost: a\r\nCookie: a=b; c=\"d\"\r\nX: y\r\n\r\n", 200),
        ROW("an empty line before the request", "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        ROW("HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", 200),
        ROW("a chunked body with an extension and a trailer",
            "POST /rieng/gui HTTP/1.1\r\nHost: a\r\nCookie: thidua_session=member\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: "
            "chunked\r\n\r\n5;a=b\r\ncsrf=\r\nc\r\nmember-token\r\n0\r\nX: y\r\n\r\n",
            200),
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct reply reply = client_ask(a, port, ROWS[i].bytes);
        if (reply.status != ROWS[i].status)
            fail_msg("%s: %d", ROWS[i].what, reply.status);
    }
    /* So many headers that the parser's memory grows while it reads. */
    struct buf buf = BUF_INIT(1 << 20);
    buf_append_c(&buf, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 60; i++)
        buf_append_format(&buf, "X%d: %0600d\r\n", i, i);
    buf_append_c(&buf, "\r\n");
    assert_int_equal(client_ask(a, port, buf_str(&buf)).status, 200);
    buf_release(&buf);
    /* Byte by byte, as a slow line brings it. */
    int socket = client_connect(port);
    struct str text = STR("GET /tep/a HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
    for (size_t i = 0; i < text.n; i++)
        client_send(socket, str_slice(text, i, i + 1));
    assert_text(client_read(a, socket, false).body, "a");
    close(socket);
}

static void too_much_head_is_refused(void **state) {
    (void)state;
    struct buf buf = BUF_INIT(1 << 20);
    buf_append_c(&buf, "GET / HTTP/1.1\r\nHost: a\r\n");
    for (int i = 0; i < 70; i++)
        buf_append_format(&buf, "X%d: b\r\n", i);
    buf_append_c(&buf, "\r\n");
    assert_int_equal(client_ask(a, port, buf_str(&buf)).status, 400);
    buf_clear(&buf);
    buf_append_c(&buf, "GET / HTTP/1.1\r\nHost: a\r\nX: ");
    for (int i = 0; i < 80 * 1024; i++)
        buf_append_char(&buf, 'x');
    buf_append_c(&buf, "\r\n\r\n");
    assert_int_equal(client_ask(a, port, buf_str(&buf)).status, 431);
    buf_clear(&buf);
    buf_append_c(&buf, "GET /");
    for (int i = 0; i < 10 * 1024; i++)
        buf_append_char(&buf, 'x');
    buf_append_c(&buf, " HTTP/1.1\r\nHost: a\r\n\r\n");
    assert_int_equal(client_ask(a, port, buf_str(&buf)).status, 400);
    buf_release(&buf);
}

/* --- routes, rights, forms --- */

static void routes_are_found_and_their_variables_read(void **state) {
    (void)state;
    struct reply reply = get("/cum/a%E1%BB%A5/2020-H1?q=%20th%E1%BA%A7m+%C4%91%E1%BB%8Bnh%20", "");
    assert_int_equal(reply.status, 200);
    assert_contains(reply.body, "ten=aụ ma=/cum/aụ/2020-H1 q=thầm định token=");
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
    assert_int_equal(get("/", "Cookie: thidua_session=broken\r\n").status, 503);
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
    assert_int_equal(post("/rieng/gui", str_c(a, lines), str_c(a, body)).status, 403);
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

/* --- load, deadlines, life --- */

static void one_connection_serves_a_thousand_requests(void **state) {
    (void)state;
    int socket = client_connect(port);
    for (int i = 0; i < 1000; i++) {
        client_send(socket, STR("GET /cum/moi/a HTTP/1.1\r\nHost: a\r\n\r\n"));
        struct arena *one = arena_new(0);
        struct reply reply = client_read(one, socket, false);
        assert_int_equal(reply.status, 200);
        assert_true(str_equal_c(reply.body, "literal"));
        arena_free(one);
    }
    close(socket);
}

static void pipelined_requests_are_answered_in_order(void **state) {
    (void)state;
    int socket = client_connect(port);
    client_send(socket, STR("GET /tep/1 HTTP/1.1\r\nHost: a\r\n\r\n"
                            "GET /tep/2 HTTP/1.1\r\nHost: a\r\n\r\n"
                            "GET /tep/3 HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_text(client_read(a, socket, false).body, "1");
    assert_text(client_read(a, socket, false).body, "2");
    assert_text(client_read(a, socket, false).body, "3");
    close(socket);
}

/* Sends a byte now and then; true when the server has closed. */
static bool is_cut_while_dripping(int socket) {
    for (int i = 0; i < 2000; i++) {
        client_send(socket, STR("x"));
        if (client_is_readable(socket, 10))
            return client_is_closed(socket);
    }
    return false;
}

static void slow_clients_are_cut(void **state) {
    (void)state;
    start((struct http_options){.request_max_ms = 100, .idle_max_ms = 100});
    int socket = client_connect(port);
    client_send(socket, STR("GET / HTTP/1.1\r\nHost: a\r\nX: "));
    assert_true(is_cut_while_dripping(socket));
    close(socket);
    socket = client_connect(port);
    client_send(socket, STR("POST /gui HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"));
    assert_true(is_cut_while_dripping(socket));
    close(socket);
    /* Silence after an answer. */
    socket = client_connect(port);
    client_send(socket, STR("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_int_equal(client_read(a, socket, false).status, 200);
    assert_true(client_is_closed(socket));
    close(socket);
    /* A slow handler is no slow client. */
    socket = client_connect(port);
    client_send(socket, STR("GET /cho HTTP/1.1\r\nHost: a\r\n\r\n"));
    sem_wait(&entered);
    assert_false(client_is_readable(socket, 400));
    sem_post(&leave);
    assert_text(client_read(a, socket, false).body, "done");
    close(socket);
}

static void a_full_queue_answers_at_once(void **state) {
    (void)state;
    start((struct http_options){.workers = 1, .queue_max = 1});
    int first = client_connect(port), second = client_connect(port), third = client_connect(port);
    client_send(first, STR("GET /cho HTTP/1.1\r\nHost: a\r\n\r\n"));
    sem_wait(&entered);
    /* One of these waits in the queue, the other finds it full. */
    client_send(second, STR("GET /tep/x HTTP/1.1\r\nHost: a\r\n\r\n"));
    client_send(third, STR("GET /tep/x HTTP/1.1\r\nHost: a\r\n\r\n"));
    while (!client_is_readable(second, 5) && !client_is_readable(third, 5)) {
    }
    int refused = client_is_readable(second, 0) ? second : third;
    int waiting = refused == second ? third : second;
    struct reply reply = client_read(a, refused, false);
    assert_int_equal(reply.status, 503);
    assert_text(reply_header(&reply, "Retry-After"), "2");
    assert_false(client_is_readable(waiting, 0));
    /* Assets need no worker. */
    assert_int_equal(get("/tinh/app.2.js", "").status, 200);
    sem_post(&leave);
    assert_text(client_read(a, first, false).body, "done");
    assert_text(client_read(a, waiting, false).body, "x");
    close(first);
    close(second);
    close(third);
}

static void *stop_server(void *argument) {
    http_server_stop(argument);
    return NULL;
}

static void a_stop_finishes_what_is_under_way(void **state) {
    (void)state;
    start((struct http_options){0});
    int socket = client_connect(port);
    client_send(socket, STR("GET /cho HTTP/1.1\r\nHost: a\r\n\r\n"));
    sem_wait(&entered);
    int half = client_connect(port);
    client_send(half, STR("GET /cho HTT"));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, stop_server, server), 0);
    server = NULL;
    sem_post(&leave);
    assert_text(client_read(a, socket, false).body, "done");
    pthread_join(thread, NULL);
    assert_true(client_is_closed(half));
    close(socket);
    close(half);
}

static void a_port_in_use_is_named(void **state) {
    (void)state;
    struct http_server *other = NULL;
    const struct err *err = http_server_start(
        &APP, &(struct http_options){.address = "127.0.0.1", .port = port}, &other);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_IN_USE);
    assert_string_equal(err->text_key, "error.in_use");
    assert_null(other);
}

static void unsound_tables_keep_the_server_from_starting(void **state) {
    (void)state;
    static const struct {
        struct route routes[2];
        const char *why;
    } ROWS[] = {
        {{{HTTP_GET, "/a", 0, show}}, "names no right"},
        {{{HTTP_GET, "/a", 1, NULL}}, "has no handler"},
        {{{HTTP_GET, "/a/:x", 1, show}, {HTTP_GET, "/a/:y", 1, show}}, "the same method and path"},
        {{{HTTP_GET, "/:x/:x", 1, show}}, "a variable twice"},
        {{{HTTP_GET, "a", 1, show}}, "does not begin with /"},
        {{{HTTP_GET, "/a//b", 1, show}}, "neither a word nor a variable"},
        {{{HTTP_GET, "/A", 1, show}}, "neither a word nor a variable"},
        {{{HTTP_GET, "/*/b", 1, show}}, "neither a word nor a variable"},
        {{{0, "/a", 1, show}}, "neither GET nor POST"},
        {{{HTTP_GET, "/a", 1, show, .body_max_bytes = 1}}, "takes no body"},
    };
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        struct http_app app = APP;
        const struct route *table = ROWS[i].routes;
        size_t size = ROWS[i].routes[1].path ? 2 : 1;
        app.tables = &table;
        app.table_sizes = &size;
        struct str why = STR_NONE;
        assert_false(http_routes_are_sound(&app, a, &why));
        assert_contains(why, ROWS[i].why);
        struct http_server *none = NULL;
        const struct err *err =
            http_server_start(&app, &(struct http_options){.address = "127.0.0.1"}, &none);
        assert_non_null(err);
        assert_null(none);
    }
    struct str why;
    assert_true(http_routes_are_sound(&APP, a, &why));
}

static void own_paths_are_told_from_foreign_ones(void **state) {
    (void)state;
    assert_true(http_is_own_path(STR("/cum/a?b=c")));
    static const char *const FOREIGN[] = {"", "//evil", "/\\evil", "http://evil", "a", "/a\nb"};
    for (size_t i = 0; i < COUNT_OF(FOREIGN); i++)
        assert_false(http_is_own_path(str_from_c(FOREIGN[i])));
}

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start_default, stop)
#define ALONE(test)       cmocka_unit_test_setup_teardown(test, new_arena, stop)

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SERVER(what_is_ambiguous_is_refused),
        WITH_SERVER(what_is_unusual_but_clear_is_served),
        WITH_SERVER(too_much_head_is_refused),
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
        WITH_SERVER(bodies_have_a_maximum),
        WITH_SERVER(errors_draw_a_whole_page),
        WITH_SERVER(downloads_carry_their_name),
        WITH_SERVER(assets_are_immutable_and_gzipped_when_accepted),
        WITH_SERVER(one_connection_serves_a_thousand_requests),
        WITH_SERVER(pipelined_requests_are_answered_in_order),
        ALONE(slow_clients_are_cut),
        ALONE(a_full_queue_answers_at_once),
        ALONE(a_stop_finishes_what_is_under_way),
        WITH_SERVER(a_port_in_use_is_named),
        ALONE(unsound_tables_keep_the_server_from_starting),
        ALONE(own_paths_are_told_from_foreign_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
