#include "sys/clamd_fixture.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct clamd_fixture {
    enum clamd_mood mood;
    char folder[64];
    char path[96];
    int fd;
    pthread_t thread;
    atomic_size_t bytes;
};

static bool read_all(int fd, void *bytes, size_t count) {
    char *p = bytes;
    while (count) {
        ssize_t got = recv(fd, p, count, 0);
        if (got <= 0)
            return false;
        p += got;
        count -= (size_t)got;
    }
    return true;
}

static void say(int fd, const char *words) {
    if (send(fd, words, strlen(words) + 1, MSG_NOSIGNAL) < 0)
        return;
}

/* Takes the chunks; true when all came. */
static bool take_stream(struct clamd_fixture *fixture, int fd, char **ret_bytes,
                        size_t *ret_count) {
    char *bytes = NULL;
    size_t count = 0;
    for (;;) {
        unsigned char head[4];
        if (!read_all(fd, head, sizeof(head)))
            break;
        size_t n = (size_t)head[0] << 24 | (size_t)head[1] << 16 | (size_t)head[2] << 8 | head[3];
        if (n == 0) {
            *ret_bytes = bytes;
            *ret_count = count;
            return true;
        }
        char *more = realloc(bytes, count + n);
        if (!more)
            break;
        bytes = more;
        if (!read_all(fd, bytes + count, n) || fixture->mood == CLAMD_HANGS_UP)
            break;
        count += n;
    }
    free(bytes);
    return false;
}

static void answer_stream(struct clamd_fixture *fixture, int fd) {
    char *bytes = NULL;
    size_t count = 0;
    if (fixture->mood == CLAMD_SAYS_LIMIT) {
        say(fd, "INSTREAM size limit exceeded. ERROR");
        return;
    }
    if (!take_stream(fixture, fd, &bytes, &count))
        return;
    fixture->bytes = count;
    if (fixture->mood == CLAMD_BABBLES) {
        for (int i = 0; i < 100; i++)
            if (send(fd, "stream: stream: stream: ", 24, MSG_NOSIGNAL) < 0)
                break;
    } else if (fixture->mood == CLAMD_IS_SILENT) {
        char end; /* till the other side has had enough */
        (void)read_all(fd, &end, 1);
    } else {
        say(fd, bytes && memmem(bytes, count, CLAMD_EICAR, strlen(CLAMD_EICAR))
                    ? "stream: Eicar-Test-Signature FOUND"
                    : "stream: OK");
    }
    free(bytes);
}

static void *serve(void *context) {
    struct clamd_fixture *fixture = context;
    for (;;) {
        int fd = accept(fixture->fd, NULL, NULL);
        if (fd < 0)
            return NULL;
        char command[10] = "";
        if (read_all(fd, command, 9)) {
            if (memcmp(command, "zVERSION", 9) == 0)
                say(fd, "ClamAV 1.0.3/26895/Mon May  1 07:27:00 2023");
            else if (memcmp(command, "zINSTREAM", 9) == 0 && read_all(fd, command, 1))
                answer_stream(fixture, fd);
        }
        close(fd);
    }
}

struct clamd_fixture *clamd_fixture_start(enum clamd_mood mood) {
    struct clamd_fixture *fixture = calloc(1, sizeof(*fixture));
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (!fixture)
        abort();
    fixture->mood = mood;
    snprintf(fixture->folder, sizeof(fixture->folder), "/tmp/thidua-clamd-XXXXXX");
    if (!mkdtemp(fixture->folder))
        abort();
    snprintf(fixture->path, sizeof(fixture->path), "%s/clamd.ctl", fixture->folder);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", fixture->path);
    fixture->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fixture->fd < 0 ||
        bind(fixture->fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fixture->fd, 8) != 0 || pthread_create(&fixture->thread, NULL, serve, fixture) != 0)
        abort();
    return fixture;
}

const char *clamd_fixture_path(const struct clamd_fixture *fixture) {
    return fixture->path;
}

size_t clamd_fixture_bytes(const struct clamd_fixture *fixture) {
    return fixture->bytes;
}

void clamd_fixture_stop(struct clamd_fixture *fixture) {
    shutdown(fixture->fd, SHUT_RDWR);
    pthread_join(fixture->thread, NULL);
    close(fixture->fd);
    unlink(fixture->path);
    rmdir(fixture->folder);
    free(fixture);
}
