/* What the server lets in, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <unistd.h>

#include "http/testing/program.h"

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

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SERVER(what_is_ambiguous_is_refused),
        WITH_SERVER(what_is_unusual_but_clear_is_served),
        WITH_SERVER(too_much_head_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
