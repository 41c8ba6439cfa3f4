/* The life of the server: load, deadlines, start and stop. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "http/testing/program.h"

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

/* Nor does a page that takes long hold up a save: they have threads of their own. */
static void saves_do_not_wait_for_pages(void **state) {
    (void)state;
    start((struct http_options){.workers = 1, .queue_max = 1});
    int page = client_connect(port);
    client_send(page, STR("GET /cho HTTP/1.1\r\nHost: a\r\n\r\n"));
    sem_wait(&entered);
    const char *lines = URLENCODED MEMBER_COOKIE;
    assert_text(post("/luu", lines, "csrf=member-token&a=1").body, "[a=1]");
    assert_int_equal(post("/luu", lines, "csrf=wrong&a=1").status, 403);
    assert_false(client_is_readable(page, 0));
    sem_post(&leave);
    assert_text(client_read(a, page, false).body, "done");
    close(page);
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

static void a_unix_socket_serves_a_proxy(void **state) {
    (void)state;
    char folder[] = "/tmp/thidua-test-XXXXXX";
    assert_non_null(mkdtemp(folder));
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/http", folder);
    start((struct http_options){.unix_path = address.sun_path});
    int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(socket_fd, (struct sockaddr *)&address, sizeof(address)), 0);
    client_send(socket_fd, STR("GET /ai HTTP/1.1\r\nHost: a\r\n\r\n"));
    assert_text(client_read(a, socket_fd, false).body, "unix");
    client_send(socket_fd, STR("GET /ai HTTP/1.1\r\nHost: a\r\nX-Real-IP: 10.1.2.3\r\n\r\n"));
    assert_text(client_read(a, socket_fd, false).body, "10.1.2.3");
    client_send(socket_fd, STR("GET /ai HTTP/1.1\r\nHost: a\r\nX-Real-IP: x\r\n\r\n"));
    assert_text(client_read(a, socket_fd, false).body, "unix");
    close(socket_fd);
    struct http_server *other = NULL;
    const struct err *err =
        http_server_start(&APP, &(struct http_options){.unix_path = address.sun_path}, &other);
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_IN_USE);
    http_server_stop(server);
    server = NULL;
    assert_int_equal(rmdir(folder), 0);
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

static const struct err *show(struct request *request, struct response *response) {
    (void)request;
    (void)response;
    return NULL;
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

int main(void) {
    const struct CMUnitTest tests[] = {
        WITH_SERVER(one_connection_serves_a_thousand_requests),
        WITH_SERVER(pipelined_requests_are_answered_in_order),
        ALONE(slow_clients_are_cut),
        ALONE(a_full_queue_answers_at_once),
        ALONE(saves_do_not_wait_for_pages),
        ALONE(a_stop_finishes_what_is_under_way),
        ALONE(a_unix_socket_serves_a_proxy),
        WITH_SERVER(a_port_in_use_is_named),
        ALONE(unsound_tables_keep_the_server_from_starting),
        ALONE(own_paths_are_told_from_foreign_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
