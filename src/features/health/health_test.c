/* What a program that watches over the server sees, asked over a real connection. */
#include <stdio.h>
#include <string.h>

#include "db/db_test_support.h"
#include "feature_list.h"
#include "features/frame/frame.h"
#include "http/testing/client.h"

static struct arena *arena;
static struct http_server *server;
static struct app app;

static void start(struct db *db) {
    app = (struct app){.db = db, .folder = "/nowhere"};
    struct http_app http_app = features_http_app(&app);
    struct http_options options = {.address = "127.0.0.1", .workers = 1};
    arena = arena_new(0);
    assert_ok(http_server_start(&http_app, &options, &server));
}

static void stop(void) {
    http_server_stop(server);
    arena_free(arena);
}

static struct reply get(const char *target, const char *lines) {
    struct str request =
        str_format(arena, "GET %s HTTP/1.1\r\nHost: thidua\r\n%s\r\n", target, lines);
    return client_ask(arena, http_server_port(server), request);
}

static void assert_holds(struct str text, const char *piece) {
    if (str_find(text, str_from_c(piece)) < 0)
        fail_msg("no %s in:\n" STR_FMT, piece, STR_ARG(text));
}

static void a_working_program_says_ok(void **state) {
    start(*state);
    struct reply reply = get("/healthz", "");
    assert_int_equal(reply.status, 200);
    assert_true(str_equal_c(reply.body, "ok\n"));
    assert_holds(reply_header(&reply, "Content-Type"), "text/plain");
    stop();
}

/* A database without tables stands for every one that does not answer. */
static void without_its_database_it_says_so(void **state) {
    start(*state);
    struct reply reply = get("/healthz", "");
    assert_int_equal(reply.status, 503);
    assert_true(str_equal_c(reply.body, "database does not answer\n"));
    /* the figures need no database, and the failure is among them */
    assert_holds(get("/metrics", "").body, "thidua_requests_total{class=\"5xx\"} 1\n");
    stop();
}

static void figures_count_what_was_asked(void **state) {
    start(*state);
    assert_int_equal(get("/dang-nhap?tiep=%2Fcum%2Fbi-mat", "").status, 200);
    assert_int_equal(get("/dang-nhap", "").status, 200);
    assert_int_equal(get("/khong-co/nguyen-van-a", "").status, 404);
    assert_int_equal(get("/cum/cum-a/2020-H1/xep-thu", "").status, 303);
    struct reply reply = get("/metrics", "");
    assert_int_equal(reply.status, 200);
    assert_holds(reply_header(&reply, "Content-Type"), "version=0.0.4");
    assert_holds(reply.body, "\nthidua_requests_total{class=\"2xx\"} 2\n");
    assert_holds(reply.body, "\nthidua_requests_total{class=\"3xx\"} 1\n");
    assert_holds(reply.body, "\nthidua_requests_total{class=\"4xx\"} 1\n");
    assert_holds(reply.body,
                 "\nthidua_request_seconds_count{method=\"GET\",route=\"/dang-nhap\"} 2\n");
    assert_holds(reply.body, "\nthidua_request_seconds_bucket{method=\"GET\",route=\"/dang-nhap\","
                             "le=\"+Inf\"} 2\n");
    assert_holds(reply.body, "\nthidua_request_seconds_count{method=\"\",route=\"unknown\"} 1\n");
    assert_holds(reply.body, "\nthidua_queue_waiting 0\n");
    assert_holds(reply.body, "\nthidua_uptime_seconds ");
    assert_holds(reply.body, "\nthidua_jobs{state=\"waiting\"} 0\n");
    assert_holds(reply.body, "\nthidua_audit_unsealed ");
    assert_holds(reply.body, "\nthidua_audit_unsealed_age_seconds ");
    assert_holds(reply.body, "\nthidua_jobs{state=\"failed\"} 0\n");
    assert_true(str_find(reply.body, STR("cum-a")) < 0);
    assert_true(str_find(reply.body, STR("bi-mat")) < 0);
    assert_true(str_find(reply.body, STR("nguyen-van-a")) < 0);
    stop();
}

static void whoever_comes_through_a_proxy_finds_nothing(void **state) {
    static const char *const LINES[] = {"X-Real-IP: 10.0.0.7\r\n", "X-Forwarded-For: 10.0.0.7\r\n",
                                        "X-Forwarded-Proto: https\r\n", "Via: 1.1 proxy\r\n"};
    start(*state);
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        assert_int_equal(get("/healthz", LINES[i]).status, 404);
        assert_int_equal(get("/metrics", LINES[i]).status, 404);
    }
    stop();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_working_program_says_ok),
        DB_TEST_EMPTY(without_its_database_it_says_so),
        DB_TEST(figures_count_what_was_asked),
        DB_TEST_ON(whoever_comes_through_a_proxy_finds_nothing, "sqlite", db_test_sqlite),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
