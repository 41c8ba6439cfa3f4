#include "sys/files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sys/random_bytes.h"

enum { DEPTH_MAX = 32, REMOVE_WALKS_MAX = 100 };

static const struct err *path_err(const char *what, const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s %s: %s", what, path,
               strerrordesc_np(error_number));
}

void fd_cleanup(int *fd) {
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static const struct err *read_all(struct arena *arena, int fd, const char *path, size_t size,
                                  size_t max_bytes, struct str *ret_bytes) {
    char *bytes = arena_alloc(arena, size + 1);
    size_t done = 0;
    /* One byte more than the size is asked for: a file that grows meanwhile is not cut in silence.
     */
    while (done <= size) {
        ssize_t got = read(fd, bytes + done, size + 1 - done);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return path_err("cannot read", path);
        if (got == 0)
            break;
        done += (size_t)got;
    }
    if (done > size)
        return ERR(size == max_bytes ? ERR_LIMIT : ERR_IO, "%s grows while it is read", path);
    bytes[done] = 0;
    *ret_bytes = (struct str){bytes, done};
    return NULL;
}

const struct err *file_read(struct arena *arena, const char *path, size_t max_bytes,
                            struct str *ret_bytes) {
    /* Not blocking, so that a named pipe is refused and not waited for. */
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return path_err("cannot open", path);
    return file_read_open(arena, fd, path, max_bytes, ret_bytes);
}

const struct err *file_read_open(struct arena *arena, int fd, const char *path, size_t max_bytes,
                                 struct str *ret_bytes) {
    struct stat status;
    if (fstat(fd, &status) != 0)
        return path_err("cannot look at", path);
    if (!S_ISREG(status.st_mode))
        return ERR(ERR_INPUT, "%s is no ordinary file", path);
    if ((unsigned long long)status.st_size > max_bytes)
        return ERR(ERR_LIMIT, "%s has %lld bytes, more than %zu", path, (long long)status.st_size,
                   max_bytes);
    return read_all(arena, fd, path, (size_t)status.st_size, max_bytes, ret_bytes);
}

static const struct err *write_all(int fd, struct str bytes, const char *path) {
    while (bytes.n) {
        ssize_t written = write(fd, bytes.p, bytes.n);
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return path_err("cannot write", path);
        bytes = str_slice(bytes, (size_t)written, bytes.n);
    }
    return NULL;
}

/* The folder of a path, as C text of its own: "a/b" → "a", "a" → ".", "/a" → "/". */
static void folder_of(const char *path, char *ret_folder, size_t room) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        snprintf(ret_folder, room, ".");
    else
        snprintf(ret_folder, room, "%.*s", slash == path ? 1 : (int)(slash - path), path);
}

static const struct err *sync_folder_of(const char *path) {
    char folder[4096];
    folder_of(path, folder, sizeof(folder));
    int fd CLEANUP(fd_cleanup) = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0 || fsync(fd) != 0)
        return path_err("cannot sync the folder of", path);
    return NULL;
}

static const struct err *write_synced(const char *temporary, struct str bytes, unsigned mode) {
    int fd CLEANUP(fd_cleanup) =
        open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)0600);
    if (fd < 0)
        return path_err("cannot create", temporary);
    TRY(write_all(fd, bytes, temporary));
    if (fchmod(fd, (mode_t)mode) != 0 || fsync(fd) != 0)
        return path_err("cannot write", temporary);
    return NULL;
}

const struct err *file_write_atomic(const char *path, struct str bytes, unsigned mode) {
    char temporary[4096];
    unsigned char random[6];
    random_bytes(random, sizeof(random));
    int length = snprintf(temporary, sizeof(temporary), "%s.%02x%02x%02x%02x%02x%02x.tmp", path,
                          random[0], random[1], random[2], random[3], random[4], random[5]);
    if (length < 0 || (size_t)length >= sizeof(temporary))
        return ERR(ERR_IO, "a path too long to write to");
    const struct err *err = write_synced(temporary, bytes, mode);
    if (!err && rename(temporary, path) != 0)
        err = path_err("cannot replace", path);
    if (err) {
        unlink(temporary);
        return err;
    }
    return sync_folder_of(path);
}

static const struct err *make_one(const char *path) {
    struct stat status;
    if (mkdir(path, 0700) == 0)
        return NULL;
    /* A folder above our own may exist and still not be ours to write to (EACCES, EROFS). */
    int error_number = errno;
    if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
        return NULL;
    errno = error_number == EEXIST ? ENOTDIR : error_number;
    return path_err("cannot make the folder", path);
}

const struct err *folder_make(const char *path) {
    char part[4096];
    size_t length = strlen(path);
    if (length == 0 || length >= sizeof(part))
        return ERR(ERR_IO, "a path that no folder can have");
    memcpy(part, path, length + 1);
    for (size_t i = 1; i < length; i++) {
        if (part[i] != '/')
            continue;
        part[i] = 0;
        TRY(make_one(part));
        part[i] = '/';
    }
    return make_one(part);
}

const struct err *folder_make_temp(struct arena *arena, const char *purpose, struct str *ret_path) {
    const char *base = getenv("TMPDIR");
    struct str path =
        str_format(arena, "%s/thidua-%s-XXXXXX", base && *base ? base : "/tmp", purpose);
    char *text = arena_alloc(arena, path.n + 1);
    memcpy(text, path.p, path.n);
    if (!mkdtemp(text))
        return path_err("cannot make the folder", text);
    *ret_path = (struct str){text, path.n};
    return NULL;
}

/* What somebody else has removed in the meantime is gone as well. */
static int remove_one(const char *path, const struct stat *status, int flag, struct FTW *place) {
    (void)status;
    (void)flag;
    (void)place;
    return remove(path) == 0 || errno == ENOENT ? 0 : -1;
}

const struct err *folder_remove(const char *path) {
    /* A walk ends early where somebody else takes away the folder it is about to enter. */
    for (int i = 0; i < REMOVE_WALKS_MAX; i++) {
        if (nftw(path, remove_one, DEPTH_MAX, FTW_DEPTH | FTW_PHYS) == 0)
            return NULL;
        if (errno != ENOENT)
            break;
        if (access(path, F_OK) != 0)
            return NULL;
    }
    return path_err("cannot remove", path);
}

const struct err *file_destroy(const char *path) {
    static const char ZEROS[64 * 1024];
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? NULL
                               : ERR(err_kind_of_errno(errno), "cannot open a file to destroy: %s",
                                     strerror(errno));
    struct stat status;
    int error_number = fstat(fd, &status) == 0 ? 0 : errno;
    for (off_t left = error_number ? 0 : status.st_size; left > 0 && !error_number;) {
        size_t part = left < (off_t)sizeof(ZEROS) ? (size_t)left : sizeof(ZEROS);
        ssize_t count = write(fd, ZEROS, part);
        if (count < 0 && errno != EINTR)
            error_number = errno;
        left -= count > 0 ? count : 0;
    }
    if (!error_number && fsync(fd) != 0)
        error_number = errno;
    close(fd);
    if (!error_number && unlink(path) != 0)
        error_number = errno;
    return error_number ? ERR(err_kind_of_errno(error_number), "cannot destroy a file: %s",
                              strerror(error_number))
                        : NULL;
}
