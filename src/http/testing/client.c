#include "http/testing/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"

enum { REPLY_BYTES_MAX = 128 << 20 };

static void fail(const char *what) {
    fprintf(stderr, "test client: %s\n", what);
    abort();
}

/* -1 where nobody listens. */
static int try_to_connect(uint16_t port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in address = {
        .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (fd < 0)
        fail("no socket");
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    close(fd);
    return -1;
}

int client_connect(uint16_t port) {
    int fd = try_to_connect(port);
    if (fd < 0)
        fail("cannot connect");
    return fd;
}

void client_send(int socket, struct str bytes) {
    while (bytes.n) {
        ssize_t sent = send(socket, bytes.p, bytes.n, MSG_NOSIGNAL);
        /* The server may have closed already; its answer is what counts. */
        if (sent <= 0)
            return;
        bytes = str_slice(bytes, (size_t)sent, bytes.n);
    }
}

bool client_is_readable(int socket, int wait_ms) {
    struct pollfd poll_fd = {.fd = socket, .events = POLLIN};
    return poll(&poll_fd, 1, wait_ms) == 1;
}

/* Reads at most COUNT bytes; 0 at the end of the connection. */
static size_t read_some(int socket, char *bytes, size_t count) {
    if (!client_is_readable(socket, CLIENT_WAIT_MS))
        fail("no answer in time");
    ssize_t got = recv(socket, bytes, count, 0);
    return got > 0 ? (size_t)got : 0;
}

bool client_is_closed(int socket) {
    char byte;
    return read_some(socket, &byte, 1) == 0;
}

static bool read_head(int socket, struct buf *head) {
    while (head->length < 4 || memcmp(head->bytes + head->length - 4, "\r\n\r\n", 4) != 0) {
        char byte;
        if (read_some(socket, &byte, 1) == 0)
            return false;
        buf_append_char(head, byte);
    }
    return true;
}

struct reply client_read(struct arena *arena, int socket, bool to_head) {
    struct reply reply = {0};
    struct buf head = BUF_INIT(64 * 1024);
    do {
        buf_clear(&head);
        if (!read_head(socket, &head)) {
            buf_release(&head);
            return reply;
        }
    } while (strncmp(head.bytes, "HTTP/1.1 100", 12) == 0);
    reply.head = str_copy(arena, buf_str(&head));
    buf_release(&head);
    reply.status = atoi(reply.head.p + strlen("HTTP/1.1 "));
    long long length = 0;
    if (!to_head)
        str_to_int64(reply_header(&reply, "Content-Length"), &length);
    if (length > REPLY_BYTES_MAX)
        fail("too long an answer");
    char *body = arena_alloc(arena, (size_t)length + 1);
    for (size_t done = 0, got; done < (size_t)length; done += got)
        if ((got = read_some(socket, body + done, (size_t)length - done)) == 0)
            fail("an answer cut short");
    reply.body = (struct str){body, (size_t)length};
    return reply;
}

struct reply client_ask(struct arena *arena, uint16_t port, struct str bytes) {
    int socket = try_to_connect(port);
    if (socket < 0)
        return (struct reply){0};
    client_send(socket, bytes);
    struct reply reply = client_read(arena, socket, str_starts_with(bytes, STR("HEAD ")));
    close(socket);
    return reply;
}

static struct str header_from(struct str *rest, const char *name) {
    size_t length = strlen(name);
    while (rest->p) {
        struct str line = str_trim(str_cut(rest, '\n'));
        if (line.n > length && line.p[length] == ':' && strncasecmp(line.p, name, length) == 0)
            return str_trim(str_slice(line, length + 1, line.n));
    }
    return STR_NONE;
}

struct str reply_header(const struct reply *reply, const char *name) {
    struct str rest = reply->head;
    return header_from(&rest, name);
}

struct str reply_cookie(const struct reply *reply, const char *name) {
    struct str rest = reply->head;
    struct str cookie;
    while ((cookie = header_from(&rest, "Set-Cookie")).p) {
        struct str value = cookie;
        if (str_equal_c(str_cut(&value, '='), name))
            return str_cut(&value, ';');
    }
    return STR_NONE;
}
