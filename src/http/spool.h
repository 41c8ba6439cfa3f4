/* Where uploaded files lie while their request lasts: one file on disk without a name, which ends
 * with the request or the process, however that ends. Private to http/. */
#ifndef HTTP_SPOOL_H
#define HTTP_SPOOL_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* How the reading of a body with files ended. */
enum multipart_end {
    MULTIPART_READ = 0,
    MULTIPART_FAULTY,    /* 400 */
    MULTIPART_TOO_LARGE, /* 413: plain fields beyond their maximum */
    MULTIPART_NO_ROOM,   /* 503: too many uploads at once */
    MULTIPART_DISK_FULL, /* 507 */
    MULTIPART_NO_DISK,   /* 500: it cannot be written for another reason */
};

struct spool;

/* FOLDER: NULL means $TMPDIR or /tmp. TOTAL counts the bytes of all spools together, which stay
 * below TOTAL_MAX. Nothing is made before the first byte. */
struct spool *spool_new(struct arena *arena, const char *folder, atomic_size_t *total,
                        size_t total_max);
/* False: not kept, and why. */
bool spool_append(struct spool *spool, const void *bytes, size_t count,
                  enum multipart_end *ret_trouble);
uint64_t spool_size(const struct spool *spool);
/* The file's descriptor; -1 while nothing was appended. */
int spool_descriptor(const struct spool *spool);
/* Gives the disk back. NULL is allowed. */
void spool_end(struct spool *spool);

/* Removes what a process that was killed may have left, where the file system knows no files
 * without names. For the one server that uses the folder. */
void spool_sweep(const char *folder);

#endif
