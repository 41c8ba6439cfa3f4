#include "sys/clamd.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024, ANSWER_BYTES_MAX = 512 };

struct talk {
    int fd;
    int64_t until_ms;
    struct clamd_result *result;
};

static int64_t monotonic_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static bool fail(struct talk *talk, const char *why) {
    talk->result->answer = CLAMD_FAILED;
    snprintf(talk->result->words, sizeof(talk->result->words), "%s", why);
    return false;
}

static bool wait_for(struct talk *talk, short events) {
    for (;;) {
        int64_t left = talk->until_ms - monotonic_ms();
        struct pollfd one = {.fd = talk->fd, .events = events};
        int ready = left > 0 ? poll(&one, 1, (int)left) : 0;
        if (ready > 0)
            return true;
        if (ready == 0)
            return fail(talk, "timeout");
        if (errno != EINTR)
            return fail(talk, strerrordesc_np(errno));
    }
}

static bool open_socket(struct talk *talk, const char *path) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path))
        return fail(talk, "the path of the socket is too long");
    memcpy(address.sun_path, path, strlen(path) + 1);
    talk->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (talk->fd < 0)
        return fail(talk, strerrordesc_np(errno));
    while (connect(talk->fd, (const struct sockaddr *)&address, sizeof(address)) != 0) {
        if (errno == ENOENT) {
            talk->result->answer = CLAMD_ABSENT;
            return false;
        }
        /* A Unix socket whose queue is full says EAGAIN: there is nothing to wait on but time. */
        if (errno != EAGAIN && errno != EINTR)
            return fail(talk, strerrordesc_np(errno));
        if (monotonic_ms() >= talk->until_ms)
            return fail(talk, "timeout");
        poll(NULL, 0, 20);
    }
    return true;
}

static bool send_all(struct talk *talk, const char *bytes, size_t count) {
    while (count) {
        ssize_t sent = send(talk->fd, bytes, count, MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes += sent;
            count -= (size_t)sent;
        } else if (errno == EAGAIN) {
            if (!wait_for(talk, POLLOUT))
                return false;
        } else if (errno != EINTR) {
            return fail(talk, strerrordesc_np(errno));
        }
    }
    return true;
}

/* A chunk is its length, four bytes the greatest first, and itself; an empty one ends them. */
static bool send_chunk(struct talk *talk, const char *bytes, size_t count) {
    unsigned char head[4] = {(unsigned char)(count >> 24), (unsigned char)(count >> 16),
                             (unsigned char)(count >> 8), (unsigned char)count};
    return send_all(talk, (const char *)head, sizeof(head)) && send_all(talk, bytes, count);
}

static bool send_descriptor(struct talk *talk, const struct clamd_bytes *bytes) {
    char chunk[CHUNK_BYTES];
    for (uint64_t at = 0; at < bytes->size;) {
        size_t wanted =
            bytes->size - at < sizeof(chunk) ? (size_t)(bytes->size - at) : sizeof(chunk);
        ssize_t got = pread(bytes->descriptor, chunk, wanted, (off_t)(bytes->offset + at));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return fail(talk, "the file cannot be read");
        if (!send_chunk(talk, chunk, (size_t)got))
            return false;
        at += (uint64_t)got;
    }
    return true;
}

static bool send_bytes(struct talk *talk, const struct clamd_bytes *bytes) {
    if (!bytes->bytes.p)
        return send_descriptor(talk, bytes);
    for (size_t at = 0; at < bytes->bytes.n; at += CHUNK_BYTES) {
        size_t left = bytes->bytes.n - at;
        if (!send_chunk(talk, bytes->bytes.p + at, left < CHUNK_BYTES ? left : CHUNK_BYTES))
            return false;
    }
    return true;
}

/* Up to the byte 0 that ends an answer. */
static bool receive(struct talk *talk, char *answer, size_t room) {
    size_t have = 0;
    for (;;) {
        ssize_t got = recv(talk->fd, answer + have, room - 1 - have, 0);
        if (got < 0 && errno == EAGAIN) {
            if (!wait_for(talk, POLLIN))
                return false;
            continue;
        }
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return fail(talk, strerrordesc_np(errno));
        if (got == 0)
            return fail(talk, "it hung up");
        have += (size_t)got;
        answer[have] = 0;
        if (memchr(answer, 0, have))
            return true;
        if (have == room - 1)
            return fail(talk, "its answer is too long");
    }
}

/* Signs that can stand anywhere; the rest gives way to '?'. */
static void keep_words(struct clamd_result *result, const char *words, size_t count) {
    size_t n = count < sizeof(result->words) - 1 ? count : sizeof(result->words) - 1;
    for (size_t i = 0; i < n; i++)
        result->words[i] = words[i] >= 0x20 && words[i] < 0x7F ? words[i] : '?';
    result->words[n] = 0;
}

static bool ends_with(const char *text, const char *end) {
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

/* "stream: OK", "stream: Eicar-Test-Signature FOUND", "… ERROR". */
static void read_verdict(struct talk *talk, const char *answer) {
    static const char HEAD[] = "stream: ", FOUND[] = " FOUND";
    size_t head = sizeof(HEAD) - 1, found = sizeof(FOUND) - 1;
    if (strcmp(answer, "stream: OK") == 0) {
        talk->result->answer = CLAMD_CLEAN;
    } else if (strncmp(answer, HEAD, head) == 0 && ends_with(answer, FOUND)) {
        talk->result->answer = CLAMD_INFECTED;
        size_t n = strlen(answer);
        keep_words(talk->result, answer + head, n >= head + found ? n - head - found : 0);
    } else {
        talk->result->answer = CLAMD_FAILED;
        keep_words(talk->result, answer, strlen(answer));
    }
}

static bool begin(struct talk *talk, const char *path, unsigned wait_ms,
                  struct clamd_result *result) {
    *result = (struct clamd_result){.answer = CLAMD_FAILED};
    *talk = (struct talk){.fd = -1, .until_ms = monotonic_ms() + wait_ms, .result = result};
    return open_socket(talk, path);
}

static void end(const struct talk *talk) {
    if (talk->fd >= 0)
        close(talk->fd);
}

void clamd_scan(const char *socket_path, unsigned wait_ms, const struct clamd_bytes *bytes,
                struct clamd_result *ret_result) {
    struct talk talk;
    char answer[ANSWER_BYTES_MAX];
    if (begin(&talk, socket_path, wait_ms, ret_result) &&
        send_all(&talk, "zINSTREAM", sizeof("zINSTREAM"))) {
        /* Where it hangs up amid the bytes (too many for it) its answer says why. */
        bool sent = send_bytes(&talk, bytes) && send_chunk(&talk, "", 0);
        struct clamd_result why = *ret_result;
        if (receive(&talk, answer, sizeof(answer))) {
            read_verdict(&talk, answer);
            if (!sent && ret_result->answer == CLAMD_CLEAN)
                *ret_result = why;
        } else if (!sent) {
            *ret_result = why;
        }
    }
    end(&talk);
}

void clamd_version(const char *socket_path, unsigned wait_ms, struct clamd_result *ret_result) {
    struct talk talk;
    char answer[ANSWER_BYTES_MAX];
    if (begin(&talk, socket_path, wait_ms, ret_result) &&
        send_all(&talk, "zVERSION", sizeof("zVERSION")) && receive(&talk, answer, sizeof(answer))) {
        bool known = strncmp(answer, "ClamAV ", strlen("ClamAV ")) == 0;
        ret_result->answer = known ? CLAMD_CLEAN : CLAMD_FAILED;
        keep_words(ret_result, answer, strlen(answer));
    }
    end(&talk);
}
