#include "sys/service.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/str.h"
#include "sys/files.h"

enum { FIRST_SOCKET = 3 }; /* where sd_listen_fds(3) puts it */

int service_socket(void) {
    long long pid = 0, count = 0;
    bool ours = str_to_int64(str_from_c(getenv("LISTEN_PID")), &pid) &&
                str_to_int64(str_from_c(getenv("LISTEN_FDS")), &count) && pid == getpid() &&
                count > 0;
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    return ours ? FIRST_SOCKET : 0;
}

/* A path, or behind an @ the name of an abstract socket; see sd_notify(3). */
void service_tell(const char *state) {
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    size_t length = path ? strlen(path) : 0;
    if (length < 2 || length >= sizeof(address.sun_path) || (path[0] != '/' && path[0] != '@'))
        return;
    memcpy(address.sun_path, path, length);
    if (path[0] == '@')
        address.sun_path[0] = 0;
    int fd CLEANUP(fd_cleanup) = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length);
    /* Nobody to tell is no reason to stop. */
    if (fd >= 0)
        (void)!sendto(fd, state, strlen(state), MSG_NOSIGNAL, (struct sockaddr *)&address, bytes);
}
