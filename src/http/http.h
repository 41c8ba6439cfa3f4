/* HTTP for features: requests, responses, routes.
 *
 * A feature lists its routes in a table. Each line names the right it needs; a line without one
 * (right == 0) keeps the server from starting. Unknown paths are 404, a missing right 403 (or the
 * sign-in page for a visitor without a session), a POST without its CSRF token 403. Below "/api/"
 * programs ask: a visitor gets 401, a POST needs its CSRF token (header X-CSRF-Token) only where a
 * cookie says who asks, and its body is JSON.
 *
 *     static const struct route ROUTES[] = {
 *         {HTTP_GET,  "/cum/:cluster/:period/xep-hang", RIGHT_CLUSTER_READ, show_ranking},
 *         {HTTP_POST, "/cum/moi", RIGHT_CLUSTER_CREATE, create_cluster, .body_max_bytes = 65536},
 *     };
 *
 * A handler runs on a worker thread with the request's arena and answers through `struct response`;
 * nothing is sent before it returns. An error it returns becomes a whole page with the sentence of
 * the error (500, or by its kind: ERR_NOT_FOUND 404, ERR_DENIED 403, ERR_CONFLICT and ERR_STATE
 * 409, ERR_INPUT 422, ERR_LIMIT 413, ERR_UNAVAILABLE 503). libmicrohttpd stays behind this header.
 */
#ifndef HTTP_HTTP_H
#define HTTP_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "http/asset.h"
#include "text/message.h"

enum http_method { HTTP_GET = 1, HTTP_POST };

struct user; /* features/account: who is signed in, and what he may */

/* A file that came with a form. It lies on disk, in a file without a name that ends with the
 * request; all uploads of a request share it. */
struct upload {
    struct str field;     /* the form field */
    struct str file_name; /* as the browser sent it, cleaned; for display only */
    uint64_t size;        /* bytes */
    struct str sha256;    /* of its bytes, in hexadecimal small letters */
    uint64_t offset;      /* where it begins in upload_descriptor() */
    struct spool *spool;  /* private to http/ */
};

/* Open for reading until the request ends, for a child process or pread(); do not close it, nor
 * move its position. -1 where the upload is empty. */
int upload_descriptor(const struct upload *upload);
/* Its bytes, for small ones that are needed in memory: a NUL follows them. ERR_LIMIT where there
 * are more than MAX_BYTES. */
MUST_CHECK const struct err *upload_read(struct arena *arena, const struct upload *upload,
                                         size_t max_bytes, struct str *ret_bytes);

struct request {
    struct arena *arena;
    enum http_method method;
    struct str path;        /* decoded, without the query */
    struct str target;      /* path and query as sent, for links back */
    struct str page_target; /* where a GET shows this page again; after a POST its path, or "/" */
    struct str remote_address; /* "127.0.0.1"; "unix" on a Unix socket */
    bool is_local; /* a program of this very machine asks, not a proxy on behalf of somebody */
    struct str user_agent;    /* what the browser calls itself: its printable letters, cut */
    struct str pending_token; /* of a sign-in that is not through yet; absent: none */
    enum lang lang;
    int64_t now_ms;          /* when the request arrived; handlers use no other clock */
    const struct user *user; /* NULL: a visitor */
    bool session_ended;      /* his browser sent a session that is none any more */
    struct str csrf_token;   /* to be put into forms; never absent */
    bool is_fragment;        /* htmx asks for a part of the page */
    /* The path begins with "/api/": bodies and answers are JSON. Then BEARER is the token of an
     * Authorization header; where there is one, cookies count for nothing. */
    bool is_api;
    struct str bearer;
    void *app;                           /* what the program gave to the server */
    const struct request_fields *fields; /* private to http/ */
};

/* A variable of the path: "/cum/:cluster" gives request_param(r, "cluster"), and "*" what the star
 * took ("a/b"). Decoded, in NFC. Never absent. */
struct str request_param(const struct request *request, const char *name);
/* A query value, or a form field: NFC, trimmed, without control characters (newlines stay, as \n).
 * Absent when it was not sent. Invalid UTF-8 was answered with 400 before the handler ran. */
struct str request_query(const struct request *request, const char *name);
struct str request_field(const struct request *request, const char *name);
/* The same, "" where it was not sent: for what is shown or stored as it was typed. */
struct str request_query_text(const struct request *request, const char *name);
struct str request_text(const struct request *request, const char *name);
/* A form field that may hold cells copied from a spreadsheet: the same, but tabs stay as \t, and
 * each line and cell is trimmed by itself, so that empty ones keep their place. */
struct str request_field_pasted(const struct request *request, const char *name);
/* All values of a repeated field, and all uploaded files of a field. */
size_t request_field_count(const struct request *request, const char *name);
struct str request_field_at(const struct request *request, const char *name, size_t index);
/* The i-th form field whatever its name; false after the last. For grids with many fields. */
bool request_field_each(const struct request *request, size_t index, struct str *ret_name,
                        struct str *ret_value);
/* The body of a POST to the API, as sent: application/json, or empty. */
struct str request_json(const struct request *request);
size_t request_upload_count(const struct request *request);
const struct upload *request_upload_at(const struct request *request, size_t index);

struct response {
    int status;              /* 200 unless set */
    struct str content_type; /* "text/html; charset=utf-8" unless set */
    struct buf body;
    struct str location;      /* for redirects */
    struct str download_name; /* absent: shown in the browser; else attachment with this name */
    struct str set_session;   /* a new session token for the cookie; empty string: end it */
    struct str set_pending;   /* the same for a sign-in that goes on at the next page */
    int64_t retry_after_s;    /* > 0: when to ask again */
    struct str set_lang;      /* "vi" or "en" to remember */
    bool cacheable;           /* immutable asset */
};

/* 303 to a path of this program ("/cum/…"), which must live as long as the request; anything else
 * aborts: ask http_is_own_path before redirecting to what a user sent. */
void respond_redirect(struct response *response, struct str path);
/* Whether a text is a path of this program and nothing else: "/cum/a?b=c", not "//host", "http:".
 */
bool http_is_own_path(struct str path);
/* A file to save: its bytes are copied. */
void respond_file(struct response *response, const char *content_type, struct str file_name,
                  struct str bytes);

typedef const struct err *(*http_handler)(struct request *request, struct response *response);

struct route {
    enum http_method method;
    const char *path; /* segments, ":name" is a variable; "*" last takes the rest */
    unsigned right;   /* features/account/right.h; never 0 */
    http_handler handler;
    uint32_t body_max_bytes; /* POST: 64 KiB unless set; larger bodies are answered with 413 */
    /* multipart/form-data too, not only urlencoded. Its files go to disk while they arrive; its
     * plain fields together may have 1 MiB. */
    bool takes_files;
    /* Of the API: what its description says of this route, see features/api/api.h. */
    const void *about;
    /* Quick and small but for its commit: handled by threads of their own, many of which may wait
     * for the disk together (and so share a sync) without holding up pages. */
    bool only_saves;
    /* Checks or makes a password, which takes long and much memory on purpose: handled by two
     * threads of their own, behind a queue of their own, so that a crowd at the door keeps nobody
     * else waiting; beyond the queue: 503 with Retry-After. */
    bool hashes_passwords;
    /* Of what is off until it is switched on: while it answers false the route is as if it were not
     * in the table, 404 for everybody. NULL: it is always there. */
    bool (*is_on)(void);
};

/* What http/ needs to know from above; set once at start. */
struct http_app {
    void *app;
    /* All route tables of the program. */
    const struct route *const *tables;
    const size_t *table_sizes;
    size_t table_count;
    /* Fills request->user and request->csrf_token from the session cookie's token (absent: none),
     * or request->user alone from request->bearer. */
    const struct err *(*identify)(struct request *request, struct str session_token);
    /* Whether this user (or visitor) may pass this route. Deny by default. Asked before the query
     * and the form are read: only the path is known. */
    bool (*allows)(const struct request *request, unsigned right);
    /* Looks at what a POST brought, files and fields, before its handler may: whatever route it is,
     * nothing of it is kept that was not let in here. Its error is drawn in place of the handler's
     * answer. NULL: all is let in. */
    const struct err *(*admits)(const struct request *request);
    /* Draws the page for an error: 400, 403, 404, 405, 409, 413, 422, 500, 503, 507. ERR may be
     * NULL. Where it writes nothing, a bare page with one sentence is sent. */
    void (*draw_error)(struct request *request, int status, const struct err *err,
                       struct response *response);
    /* Where visitors without a session are sent: "/dang-nhap". */
    const char *sign_in_path;
    /* The query added to it when a session has ended meanwhile: "bao=session_ended"; may be NULL.
     */
    const char *session_ended_query;
    /* The token of a pre-session form (sign-in) is checked against a cookie of its own: for a
     * visitor http/ itself sets request->csrf_token after `identify`. */

    /* Styles, scripts, fonts, sorted by path; served to everybody. */
    const struct asset *assets;
    size_t asset_count;
};

struct http_server;

struct http_options {
    const char *address;     /* "127.0.0.1" */
    uint16_t port;           /* 0: any free one */
    unsigned workers;        /* 0 means 4 */
    unsigned savers;         /* for routes that only save, beside the workers; 0 means 32 */
    unsigned queue_max;      /* requests waiting for workers, and for savers; beyond: 503 with
                              * Retry-After; 0 means 256 */
    unsigned door_queue_max; /* the same for routes that hash passwords; 0 means 128 */
    /* Listens on this Unix socket instead of address and port; for a proxy in front. */
    const char *unix_path;
    /* Instead of all these: a listening socket that was open when the program started (socket
     * activation); 0: none. The server makes it non-blocking and closes it at the end. */
    int inherited_socket;
    /* Where files that are uploaded lie meanwhile, without names: a folder of this server alone, on
     * a disk with room for them. NULL: $TMPDIR or /tmp. */
    const char *spool_folder;
    unsigned connections_max; /* 0 means 512 */
    /* A connection is closed when its request is not complete after so long, counted from its
     * beginning (bodies get a second more for each 16 KiB); 0 means 30,000. */
    unsigned request_max_ms;
    unsigned idle_max_ms; /* between two requests of a connection; 0 means 60,000 */
    bool log_requests;    /* one line for each: method, route, status, ms */
};

/* ERR_IN_USE when the port is taken. */
MUST_CHECK const struct err *http_server_start(const struct http_app *app,
                                               const struct http_options *options,
                                               struct http_server **ret_server);
uint16_t http_server_port(const struct http_server *server);
/* Finishes the requests that are with a handler or wait for one (those still being received get 503
 * or are cut), then stops and frees the server. NULL is allowed. */
void http_server_stop(struct http_server *server);

/* The figures of the server that this request is with, in Prometheus' text format: requests by
 * class of status, time by route, what waits, connections, uptime. No personal data: routes, not
 * paths. Nothing where no server is behind the request. */
void http_metrics_write(const struct request *request, struct buf *out);

/* For tests and benchmarks of handlers: every route of the program, for checks of the table. */
bool http_routes_are_sound(const struct http_app *app, struct arena *arena, struct str *ret_why);

#endif
