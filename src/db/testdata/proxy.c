#include "db/testdata/proxy.h"

#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 16 };

static struct sockaddr_un own, behind;
static int listener;
static atomic_int next_fault, refuses_all;
static atomic_int held_server = -1; /* set last: the piece is complete then */
static char held_piece[PIECE_BYTES];
static ssize_t held_bytes;

static void set_address(struct sockaddr_un *address, const char *folder) {
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (snprintf(address->sun_path, sizeof(address->sun_path), "%s/.s.PGSQL.5432", folder) >=
        (int)sizeof(address->sun_path))
        abort();
}

static void send_all(int socket, const char *bytes, ssize_t count) {
    for (ssize_t sent; count > 0; bytes += sent, count -= sent)
        if ((sent = send(socket, bytes, (size_t)count, MSG_NOSIGNAL)) <= 0)
            return;
}

/* What the client sent. False: this wire is cut, and the server's end closed unless it is held. */
static bool pass_to_server(int server, char *piece, ssize_t count, bool *ret_keep_server) {
    int fault = atomic_load(&next_fault);
    bool is_commit = memmem(piece, (size_t)count, "commit", 6) != NULL;
    if (fault == PROXY_NONE || (fault != PROXY_SILENT && !is_commit)) {
        send_all(server, piece, count);
        return true;
    }
    atomic_store(&next_fault, PROXY_NONE);
    char answer[PIECE_BYTES];
    switch (fault) {
    case PROXY_CUT_AFTER_COMMIT:
        send_all(server, piece, count);
        return read(server, answer, sizeof(answer)) < 0; /* it has answered: it is stored */
    case PROXY_HOLD_COMMIT:
        memcpy(held_piece, piece, (size_t)count);
        held_bytes = count;
        atomic_store(&held_server, server);
        *ret_keep_server = true;
        return false;
    case PROXY_SILENT:
        pause();
        return false;
    default:
        return false;
    }
}

static void *pass(void *context) {
    int client = *(int *)context, server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    free(context);
    char piece[PIECE_BYTES];
    bool keeps_server = false;
    struct pollfd ends[] = {{client, POLLIN, 0}, {server, POLLIN, 0}};
    bool goes_on = connect(server, (struct sockaddr *)&behind, sizeof(behind)) == 0;
    while (goes_on && poll(ends, 2, -1) > 0) {
        if (ends[0].revents) {
            ssize_t count = read(client, piece, sizeof(piece));
            goes_on = count > 0 && pass_to_server(server, piece, count, &keeps_server);
        }
        if (goes_on && ends[1].revents) {
            ssize_t count = read(server, piece, sizeof(piece));
            goes_on = count > 0;
            send_all(client, piece, count);
        }
    }
    close(client);
    if (!keeps_server)
        close(server);
    return NULL;
}

static void *take(void *context) {
    for (;;) {
        int *client = malloc(sizeof(*client));
        *client = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        pthread_t thread;
        if (atomic_load(&refuses_all) || pthread_create(&thread, NULL, pass, client) != 0) {
            close(*client);
            free(client);
            continue;
        }
        pthread_detach(thread);
    }
    return context;
}

void proxy_start(const char *folder, const char *server_folder) {
    mkdir(folder, 0755);
    set_address(&own, folder);
    set_address(&behind, server_folder);
    listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    pthread_t thread;
    if (bind(listener, (struct sockaddr *)&own, sizeof(own)) != 0 || listen(listener, 64) != 0 ||
        pthread_create(&thread, NULL, take, NULL) != 0)
        abort();
    pthread_detach(thread);
}

void proxy_fail_next(enum proxy_fault fault) {
    atomic_store(&next_fault, fault);
}

void proxy_refuse(int refuses) {
    atomic_store(&refuses_all, refuses);
}

void proxy_release_held(void) {
    char answer[PIECE_BYTES];
    int server = atomic_load(&held_server);
    send_all(server, held_piece, held_bytes);
    if (read(server, answer, sizeof(answer)) < 0)
        abort();
    close(server);
}
