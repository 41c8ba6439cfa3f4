#include "cmd/control_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "cmd/control_wire.h"
#include "sys/clock.h"
#include "sys/files.h"

enum { BACKLOG = 128, DESCRIPTORS_MAX = 4 };

static const struct err *socket_err(const char *folder, const char *what) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s in %s: %s", what, folder,
               strerrordesc_np(error_number));
}

/* A path of at most 107 bytes for the socket, whatever the folder's. */
static void address_in(int folder, struct sockaddr_un *ret_address) {
    *ret_address = (struct sockaddr_un){.sun_family = AF_UNIX};
    snprintf(ret_address->sun_path, sizeof(ret_address->sun_path),
             "/proc/self/fd/%d/" CONTROL_SOCKET_NAME, folder);
}

static const struct err *open_folder(const char *folder, int *ret_fd, struct stat *ret_status) {
    int fd CLEANUP(fd_cleanup) = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, ret_status) != 0)
        return socket_err(folder, "no folder for the socket");
    if (ret_status->st_mode & (S_IWGRP | S_IWOTH))
        return ERR_TEXT(ERR_DENIED, "cmd.socket_untrusted", "%s can be written by others", folder);
    *ret_fd = fd;
    fd = -1;
    return NULL;
}

const struct err *control_listen(const char *folder, int *ret_socket) {
    int place CLEANUP(fd_cleanup) = -1;
    struct stat status;
    TRY(open_folder(folder, &place, &status));
    struct sockaddr_un address;
    address_in(place, &address);
    if (fstatat(place, CONTROL_SOCKET_NAME, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISSOCK(status.st_mode))
        unlinkat(place, CONTROL_SOCKET_NAME, 0);
    int fd CLEANUP(fd_cleanup) = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* The mode before the name is there: at no moment can others connect. */
    if (fd < 0 || fchmod(fd, 0600) != 0 ||
        bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
        listen(fd, BACKLOG) != 0)
        return socket_err(folder, "no socket");
    *ret_socket = fd;
    fd = -1;
    return NULL;
}

void control_unlink(const char *folder) {
    int place CLEANUP(fd_cleanup) = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (place >= 0)
        unlinkat(place, CONTROL_SOCKET_NAME, 0);
}

static bool peer(int socket, struct ucred *ret_peer) {
    socklen_t length = sizeof(*ret_peer);
    return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, ret_peer, &length) == 0;
}

bool control_peer_is_ours(int socket) {
    struct ucred other;
    return peer(socket, &other) && (other.uid == geteuid() || other.uid == 0);
}

const struct err *control_connect(const char *folder, int *ret_socket) {
    int place CLEANUP(fd_cleanup) = -1;
    struct stat status, ignored;
    struct ucred server;
    struct sockaddr_un address;
    *ret_socket = -1;
    if (stat(folder, &ignored) != 0)
        return NULL; /* the command itself says it best */
    int there CLEANUP(fd_cleanup) = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (there < 0 || fstatat(there, CONTROL_SOCKET_NAME, &ignored, AT_SYMLINK_NOFOLLOW) != 0)
        return NULL;
    TRY(open_folder(folder, &place, &status));
    address_in(place, &address);
    int fd CLEANUP(fd_cleanup) = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return socket_err(folder, "no socket");
    if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) != 0)
        /* Left over by a server that was killed, or of another kind. */
        return errno == ECONNREFUSED || errno == ENOENT || errno == EPROTOTYPE
                   ? NULL
                   : socket_err(folder, "cannot reach the server");
    if (!peer(fd, &server) ||
        (server.uid != status.st_uid && server.uid != geteuid() && server.uid != 0))
        return ERR_TEXT(ERR_DENIED, "cmd.socket_untrusted", "the server in %s is somebody else's",
                        folder);
    *ret_socket = fd;
    fd = -1;
    return NULL;
}

static bool wait_for(int socket, short events, int64_t deadline_ms) {
    for (;;) {
        int64_t left_ms = deadline_ms < 0 ? -1 : deadline_ms - clock_monotonic_ms();
        if (deadline_ms >= 0 && left_ms <= 0)
            return false;
        struct pollfd poll_fd = {.fd = socket, .events = events};
        int got = poll(&poll_fd, 1, left_ms > 1000000 ? 1000000 : (int)left_ms);
        if (got > 0)
            return true;
        if (got < 0 && errno != EINTR)
            return false;
    }
}

bool control_send(int socket, struct str packet, int descriptor, int time_max_ms) {
    int64_t deadline_ms = clock_monotonic_ms() + time_max_ms;
    struct iovec part = {.iov_base = (void *)(uintptr_t)packet.p, .iov_len = packet.n};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(sizeof(int))];
    } control = {0};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        message.msg_control = &control;
        message.msg_controllen = sizeof(control.room);
        control.head = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof(int)), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.head), &descriptor, sizeof(int));
    }
    for (;;) {
        ssize_t sent = sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent >= 0)
            return (size_t)sent == packet.n;
        if (errno == EINTR)
            continue;
        if (errno != EAGAIN || !wait_for(socket, POLLOUT, deadline_ms))
            return false;
    }
}

/* Keeps the first descriptor and closes what else was sent. */
static int take_descriptor(struct msghdr *message) {
    int kept = -1;
    for (struct cmsghdr *head = CMSG_FIRSTHDR(message); head; head = CMSG_NXTHDR(message, head)) {
        if (head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(head) + i * sizeof(int), sizeof(int));
            if (kept < 0)
                kept = fd;
            else
                close(fd);
        }
    }
    return kept;
}

enum control_got control_receive(struct arena *arena, int socket, int64_t deadline_ms,
                                 struct str *ret_packet, int *ret_descriptor) {
    static _Thread_local char bytes[CONTROL_PACKET_BYTES_MAX];
    struct iovec part = {.iov_base = bytes, .iov_len = sizeof(bytes)};
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(DESCRIPTORS_MAX * sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    ssize_t got;
    do {
        if (!wait_for(socket, POLLIN, deadline_ms))
            return CONTROL_LATE;
        message.msg_controllen = sizeof(control.room);
        got = recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        /* A reset is told once, before the packets that were sent ahead of it. */
    } while (got < 0 && (errno == EINTR || errno == EAGAIN || errno == ECONNRESET));
    if (got <= 0)
        return CONTROL_GONE;
    int descriptor CLEANUP(fd_cleanup) = take_descriptor(&message);
    if (message.msg_flags & (MSG_TRUNC | MSG_CTRUNC))
        return CONTROL_SPOILT;
    *ret_packet = str_copy(arena, (struct str){bytes, (size_t)got});
    if (ret_descriptor) {
        *ret_descriptor = descriptor;
        descriptor = -1;
    }
    return CONTROL_GOT;
}
