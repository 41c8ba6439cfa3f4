#include "http/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http/http.h"
#include "sys/files.h"
#include "sys/log.h"

#define NAME_HEAD "upload-"
#define NAME_TAIL ".tmp"
enum { NAME_RANDOM = 6 };

struct spool {
    const char *folder;
    atomic_size_t *total;
    size_t total_max;
    int fd;
    uint64_t size;
};

static const char *folder_or_temp(const char *folder) {
    const char *temp = getenv("TMPDIR");
    return folder ? folder : temp && *temp ? temp : "/tmp";
}

struct spool *spool_new(struct arena *arena, const char *folder, atomic_size_t *total,
                        size_t total_max) {
    struct spool *spool = ARENA_NEW(arena, struct spool);
    *spool = (struct spool){folder_or_temp(folder), total, total_max, -1, 0};
    return spool;
}

/* Without a name from the beginning; else without one as soon as it is open. */
static int open_nameless(const char *folder) {
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char path[4096];
    if (snprintf(path, sizeof(path), "%s/" NAME_HEAD "XXXXXX" NAME_TAIL, folder) >=
        (int)sizeof(path)) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemps(path, (int)strlen(NAME_TAIL), O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    return fd;
}

/* Nothing is left of it: what was kept of the others is of no use any more. */
static bool fail(struct spool *spool, enum multipart_end *ret_trouble, const char *what) {
    int error_number = errno;
    spool_end(spool);
    enum err_kind kind = err_kind_of_errno(error_number);
    log_write(LOG_LEVEL_ERROR, "http.upload_not_kept", "what=%s why=\"%s\"", what,
              strerrordesc_np(error_number));
    *ret_trouble =
        kind == ERR_DISK_FULL || error_number == EFBIG ? MULTIPART_DISK_FULL : MULTIPART_NO_DISK;
    return false;
}

bool spool_append(struct spool *spool, const void *bytes, size_t count,
                  enum multipart_end *ret_trouble) {
    if (atomic_fetch_add(spool->total, count) + count > spool->total_max) {
        atomic_fetch_sub(spool->total, count);
        spool_end(spool);
        *ret_trouble = MULTIPART_NO_ROOM;
        return false;
    }
    uint64_t at = spool->size;
    spool->size += count; /* counted, kept or not: spool_end gives it back */
    if (spool->fd < 0)
        spool->fd = open_nameless(spool->folder);
    if (spool->fd < 0)
        return fail(spool, ret_trouble, "open");
    for (const char *p = bytes; count;) {
        ssize_t written = pwrite(spool->fd, p, count, (off_t)at);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return fail(spool, ret_trouble, "write");
        p += written;
        at += (uint64_t)written;
        count -= (size_t)written;
    }
    return true;
}

uint64_t spool_size(const struct spool *spool) {
    return spool->size;
}

int spool_descriptor(const struct spool *spool) {
    return spool->fd;
}

void spool_end(struct spool *spool) {
    if (!spool)
        return;
    atomic_fetch_sub(spool->total, spool->size);
    spool->size = 0;
    fd_cleanup(&spool->fd);
}

static bool is_left_over(const char *name) {
    size_t head = strlen(NAME_HEAD), tail = strlen(NAME_TAIL);
    return strlen(name) == head + NAME_RANDOM + tail && strncmp(name, NAME_HEAD, head) == 0 &&
           strcmp(name + head + NAME_RANDOM, NAME_TAIL) == 0;
}

void spool_sweep(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries)
        return;
    for (const struct dirent *entry; (entry = readdir(entries));)
        if (is_left_over(entry->d_name))
            unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
}

int upload_descriptor(const struct upload *upload) {
    return upload->size ? spool_descriptor(upload->spool) : -1;
}

const struct err *upload_read(struct arena *arena, const struct upload *upload, size_t max_bytes,
                              struct str *ret_bytes) {
    if (upload->size > max_bytes)
        return ERR(ERR_LIMIT, "an upload of %llu bytes, more than %zu",
                   (unsigned long long)upload->size, max_bytes);
    size_t size = (size_t)upload->size, done = 0;
    char *bytes = arena_alloc(arena, size + 1);
    while (done < size) {
        ssize_t got = pread(spool_descriptor(upload->spool), bytes + done, size - done,
                            (off_t)(upload->offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return ERR(ERR_IO, "an upload cannot be read back");
        done += (size_t)got;
    }
    bytes[size] = 0;
    *ret_bytes = (struct str){bytes, size};
    return NULL;
}
