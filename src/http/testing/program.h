/* A small program above the server, and ways to ask it, for the tests of http/. */
#ifndef HTTP_TESTING_PROGRAM_H
#define HTTP_TESTING_PROGRAM_H

#include <semaphore.h>

#include "http/http.h"
#include "http/testing/client.h"

/* Of the test that runs. */
extern struct arena *a;
extern struct http_server *server;
extern uint16_t port;

/* GET /cho posts `entered` and waits for `leave`. */
extern sem_t entered, leave;

extern const struct http_app APP;

/* Starts APP with these options on 127.0.0.1, any port. */
void start(struct http_options options);
/* For cmocka: with the default server, or with the arena alone; and the end of both. */
int start_default(void **state);
int new_arena(void **state);
int stop(void **state);

struct reply ask(const char *text);
/* A GET, or a POST, with further header lines ("A: b\r\n"). */
struct reply get(const char *target, const char *lines);
struct reply post(const char *target, const char *lines, const char *body);
struct str post_text(const char *target, const char *lines, struct str body);

#define URLENCODED    "Content-Type: application/x-www-form-urlencoded\r\n"
#define MEMBER_COOKIE "Cookie: thidua_session=member\r\n"

void assert_text(struct str actual, const char *expected);
void assert_contains(struct str text, const char *piece);

#define WITH_SERVER(test) cmocka_unit_test_setup_teardown(test, start_default, stop)
#define ALONE(test)       cmocka_unit_test_setup_teardown(test, new_arena, stop)

#endif
