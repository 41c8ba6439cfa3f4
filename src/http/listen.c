#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum { BACKLOG = 256 };

static const struct err *socket_err(int error_number, const char *what) {
    enum err_kind kind = err_kind_of_errno(error_number);
    return ERR_TEXT(kind, kind == ERR_IN_USE ? "error.in_use" : NULL, "cannot listen on %s: %s",
                    what, strerrordesc_np(error_number));
}

/* Closes SOCKET on failure. */
static const struct err *bind_and_listen(int socket, const struct sockaddr *address,
                                         socklen_t length, const char *what) {
    if (bind(socket, address, length) == 0 && listen(socket, BACKLOG) == 0)
        return NULL;
    int error_number = errno;
    close(socket);
    return socket_err(error_number, what);
}

static int new_socket(int family) {
    return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static const struct err *open_tcp(const char *address, uint16_t port, int *ret_socket,
                                  uint16_t *ret_port) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons(port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
    bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    if (!is_v4 && inet_pton(AF_INET6, address, &v6.sin6_addr) != 1)
        return ERR(ERR_INPUT, "%s is no IP address to listen on", address);
    char what[128];
    snprintf(what, sizeof(what), "%s port %u", address, port);
    int socket = new_socket(is_v4 ? AF_INET : AF_INET6);
    if (socket < 0)
        return socket_err(errno, what);
    int yes = 1;
    /* Starting again right after a stop must not wait for old connections to time out. */
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    TRY(bind_and_listen(socket, is_v4 ? (struct sockaddr *)&v4 : (struct sockaddr *)&v6,
                        is_v4 ? sizeof(v4) : sizeof(v6), what));
    struct sockaddr_in6 bound = {0};
    socklen_t length = sizeof(bound);
    getsockname(socket, (struct sockaddr *)&bound, &length);
    /* The port stands at the same place in both families. */
    *ret_port = ntohs(bound.sin6_port);
    *ret_socket = socket;
    return NULL;
}

/* A socket file that nobody answers on is left over from a crash. */
static bool is_left_over(const struct sockaddr_un *address) {
    struct stat status;
    if (lstat(address->sun_path, &status) != 0 || !S_ISSOCK(status.st_mode))
        return false;
    int socket = new_socket(AF_UNIX);
    if (socket < 0)
        return false;
    bool refused = connect(socket, (const struct sockaddr *)address, sizeof(*address)) != 0 &&
                   errno == ECONNREFUSED;
    close(socket);
    return refused;
}

static const struct err *open_unix(const char *path, int *ret_socket) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path))
        return ERR(ERR_INPUT, "the path of the Unix socket is too long: %s", path);
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (is_left_over(&address))
        unlink(path);
    int socket = new_socket(AF_UNIX);
    if (socket < 0)
        return socket_err(errno, path);
    TRY(bind_and_listen(socket, (struct sockaddr *)&address, sizeof(address), path));
    /* The proxy is of another user: of this one's group, and the folder decides who gets there. */
    if (chmod(path, 0660) != 0) {
        int error_number = errno;
        close(socket);
        return socket_err(error_number, path);
    }
    *ret_socket = socket;
    return NULL;
}

/* The port is that of a TCP socket; 0 for a Unix socket. */
static const struct err *take_inherited(int socket, int *ret_socket, uint16_t *ret_port) {
    int listens = 0;
    socklen_t length = sizeof(listens);
    if (getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &length) != 0 || !listens)
        return ERR(ERR_INPUT, "the inherited descriptor %d is no listening socket", socket);
    int flags = fcntl(socket, F_GETFL);
    if (flags < 0 || fcntl(socket, F_SETFL, flags | O_NONBLOCK) != 0 ||
        fcntl(socket, F_SETFD, FD_CLOEXEC) != 0)
        return socket_err(errno, "the inherited socket");
    struct sockaddr_in6 bound = {0};
    length = sizeof(bound);
    getsockname(socket, (struct sockaddr *)&bound, &length);
    *ret_port = bound.sin6_family == AF_UNIX ? 0 : ntohs(bound.sin6_port);
    *ret_socket = socket;
    return NULL;
}

const struct err *listen_open(const struct http_options *options, int *ret_socket,
                              uint16_t *ret_port) {
    *ret_port = 0;
    if (options->inherited_socket)
        return take_inherited(options->inherited_socket, ret_socket, ret_port);
    if (options->unix_path)
        return open_unix(options->unix_path, ret_socket);
    return open_tcp(options->address ? options->address : "127.0.0.1", options->port, ret_socket,
                    ret_port);
}
