#include "sys/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "sys/files.h"

struct folder_lock {
    int fd;
};

static const struct err *lock_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "cannot lock %s: %s", path,
               strerrordesc_np(error_number));
}

/* The process id that the holder wrote; "?" where it cannot be read. */
static void read_holder(int fd, char *ret_text, size_t room) {
    ssize_t got = pread(fd, ret_text, room - 1, 0);
    size_t length = 0;
    while (got > 0 && length < (size_t)got && ret_text[length] >= '0' && ret_text[length] <= '9')
        length++;
    ret_text[length] = 0;
    if (length == 0)
        snprintf(ret_text, room, "?");
}

const struct err *folder_lock_take(const char *folder, struct folder_lock **ret_lock) {
    char path[4096], pid[16];
    if (snprintf(path, sizeof(path), "%s/lock", folder) >= (int)sizeof(path))
        return ERR(ERR_IO, "a path too long to lock");
    int fd CLEANUP(fd_cleanup) =
        open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, (mode_t)0600);
    if (fd < 0)
        return lock_err(path);
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK)
            return lock_err(path);
        read_holder(fd, pid, sizeof(pid));
        return ERR_TEXT(ERR_IN_USE, "error.in_use", "%s is in use by process %s", folder, pid);
    }
    int length = snprintf(pid, sizeof(pid), "%ld\n", (long)getpid());
    if (ftruncate(fd, 0) != 0 || pwrite(fd, pid, (size_t)length, 0) != length)
        return lock_err(path);
    struct folder_lock *lock = malloc(sizeof(*lock));
    if (!lock) {
        fprintf(stderr, "<2>lock: out of memory\n");
        abort();
    }
    lock->fd = fd;
    fd = -1;
    *ret_lock = lock;
    return NULL;
}

void folder_lock_release(struct folder_lock *lock) {
    if (!lock)
        return;
    close(lock->fd);
    free(lock);
}
