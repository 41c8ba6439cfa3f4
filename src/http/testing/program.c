#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http/testing/program.h"

enum { RIGHT_ANYBODY = 1, RIGHT_MEMBER, RIGHT_NOBODY };

struct user {
    const char *name;
};

static const struct user MEMBER = {"member"};
struct arena *a;
struct http_server *server;
uint16_t port;
sem_t entered, leave;

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
                          STR_ARG(upload->file_name), (size_t)upload->size);
    }
    return NULL;
}

/* "tep:SHA-256:the bytes" of each file. */
static const struct err *show_files(struct request *request, struct response *response) {
    for (size_t i = 0; i < request_upload_count(request); i++) {
        const struct upload *upload = request_upload_at(request, i);
        struct str bytes;
        TRY(upload_read(request->arena, upload, (size_t)1 << 20, &bytes));
        buf_append_format(&response->body, STR_FMT ":" STR_FMT ":" STR_FMT "\n",
                          STR_ARG(upload->field), STR_ARG(upload->sha256), STR_ARG(bytes));
    }
    return NULL;
}

static const struct err *show_address(struct request *request, struct response *response) {
    buf_append_str(&response->body, request->remote_address);
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
    {HTTP_GET, "/ai", RIGHT_ANYBODY, show_address},
    {HTTP_GET, "/hong", RIGHT_ANYBODY, break_down},
    {HTTP_GET, "/tai", RIGHT_ANYBODY, download},
    {HTTP_POST, "/gui", RIGHT_ANYBODY, echo},
    {HTTP_POST, "/rieng/gui", RIGHT_MEMBER, echo},
    {HTTP_POST, "/luu", RIGHT_MEMBER, echo, .only_saves = true},
    {HTTP_POST, "/dang-nhap", RIGHT_ANYBODY, sign_in},
    {HTTP_POST, "/xem", RIGHT_ANYBODY, show_files, .body_max_bytes = 8 << 20, .takes_files = true},
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
    {.path = STR_INIT("/tinh/app.1.css"),
     .content_type = STR_INIT("text/css"),
     .bytes = STR_INIT("body{}"),
     .gzip_bytes = STR_INIT("zipped")},
    {.path = STR_INIT("/tinh/app.2.js"),
     .content_type = STR_INIT("text/javascript"),
     .bytes = STR_INIT("let a")},
};

const struct http_app APP = {
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

void start(struct http_options options) {
    options.address = "127.0.0.1";
    const struct err *err = http_server_start(&APP, &options, &server);
    if (err)
        fail_msg("%s", err->message);
    port = http_server_port(server);
    sem_init(&entered, 0, 0);
    sem_init(&leave, 0, 0);
}

int start_default(void **state) {
    (void)state;
    a = arena_new(0);
    start((struct http_options){0});
    return 0;
}

int stop(void **state) {
    (void)state;
    http_server_stop(server);
    server = NULL;
    arena_free(a);
    return 0;
}

int new_arena(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

/* --- helpers --- */

struct reply ask(const char *text) {
    return client_ask(a, port, str_from_c(text));
}

struct reply get(const char *target, const char *lines) {
    return client_ask(a, port,
                      str_format(a, "GET %s HTTP/1.1\r\nHost: thidua\r\n%s\r\n", target, lines));
}

struct str post_text(const char *target, const char *lines, struct str body) {
    struct str head =
        str_format(a, "POST %s HTTP/1.1\r\nHost: thidua\r\n%sContent-Length: %zu\r\n\r\n", target,
                   lines, body.n);
    return str_concat(a, head, body);
}

struct reply post(const char *target, const char *lines, const char *body) {
    return client_ask(a, port, post_text(target, lines, str_from_c(body)));
}

void assert_text(struct str actual, const char *expected) {
    assert_string_equal(str_c(a, actual), expected);
}

void assert_contains(struct str text, const char *piece) {
    if (str_find(text, str_from_c(piece)) < 0)
        fail_msg("no \"%s\" in \"%s\"", piece, str_c(a, text));
}
