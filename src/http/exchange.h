/* One request and its answer between the adapter (libmicrohttpd) and the rest of http/. Nothing
 * here knows libmicrohttpd. Private to http/. */
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H

#include "http/form.h"
#include "http/http.h"
#include "http/multipart.h"
#include "http/router.h"
#include "http/strict.h"

/* What came in. All strings live in the arena, but the body. */
struct incoming {
    struct arena *arena;
    enum http_method method;
    struct str target;
    struct str path;
    struct str query; /* raw; absent when there is none */
    struct str remote_address;
    bool is_local;
    const struct http_server *server; /* NULL: none */
    int64_t now_ms;
    struct headers headers;
    bool https; /* the browser spoke TLS with a proxy of ours */
    struct str body;
    struct multipart *multipart; /* in place of the body, where the route takes files */
    bool body_too_large;
    struct route_match match;
    bool is_page; /* a GET of this path exists */
};

/* What goes out: everything but the headers that libmicrohttpd itself adds. */
struct answer {
    int status;
    struct headers headers;
    struct buf body;
};

/* The value of a cookie; absent where it was not sent, or twice with different values. */
struct str cookie_find(const struct headers *headers, struct str name);
/* The name of the session cookie: with the prefix that browsers protect once TLS is spoken. */
struct str cookie_session_name(bool https);
/* The same for a sign-in that goes on at the next page. */
struct str cookie_pending_name(bool https);

void answer_add(struct arena *arena, struct answer *answer, struct str name, struct str value);
void answer_add_cookie(struct arena *arena, struct answer *answer, bool https, struct str name,
                       struct str value, int64_t max_age_s);
/* The headers that every answer carries. */
void answer_add_security(struct arena *arena, struct answer *answer, bool cacheable);
/* Status, headers and body of what a handler filled in; takes the body away from it. */
const struct err *answer_from_response(const struct incoming *incoming, struct response *response,
                                       struct answer *answer);
/* A small page of our own with one sentence of the catalogue, for answers that are given before or
 * without the program's own pages. */
void answer_plain(struct arena *arena, int status, enum msg_id sentence, struct answer *answer);

/* The whole way of one request: who, right, CSRF, form, handler, page. Always gives an answer. */
void dispatch(const struct http_app *app, const struct incoming *incoming, struct answer *answer);

/* Why a POST does not come from a page of ours; NULL when it may. */
const char *csrf_origin_fault(const struct headers *headers);

/* An asset's place in the sorted table, or NULL. */
const struct asset *static_find(const struct http_app *app, struct str path);
/* Headers and the bytes to send (they live as long as the program). */
struct str static_answer(struct arena *arena, const struct asset *asset,
                         const struct headers *headers, struct answer *answer);

#endif
