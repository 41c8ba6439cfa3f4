/* A small raw client for tests: sends exactly the bytes it is told, and reads answers strictly.
 * Every wait ends after CLIENT_WAIT_MS with a failed test. */
#ifndef HTTP_TESTING_CLIENT_H
#define HTTP_TESTING_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

enum { CLIENT_WAIT_MS = 20000 };

struct reply {
    int status;      /* 0: the connection ended without an answer, or nobody listened */
    struct str head; /* status line and headers */
    struct str body;
};

/* A connected socket on 127.0.0.1. */
int client_connect(uint16_t port);
void client_send(int socket, struct str bytes);
/* The next answer of this connection; HEAD answers have no body whatever they promise. */
struct reply client_read(struct arena *arena, int socket, bool to_head);
/* Connects, sends, reads one answer, closes. */
struct reply client_ask(struct arena *arena, uint16_t port, struct str bytes);
/* True when the other side has closed, false where bytes came instead. */
bool client_is_closed(int socket);
/* Whether bytes wait to be read within WAIT_MS. */
bool client_is_readable(int socket, int wait_ms);

/* The value of the first header of that name in an answer; absent if there is none. */
struct str reply_header(const struct reply *reply, const char *name);
/* The value that a Set-Cookie of the answer gives to this cookie; absent if there is none. */
struct str reply_cookie(const struct reply *reply, const char *name);

#endif
