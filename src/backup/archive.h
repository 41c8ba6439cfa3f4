/* The archive inside a backup: a tar file as `tar tf` lists it, written and read in one pass.
 *
 *     thidua.db, thidua.conf, files/…, jobs/…, (keys/…), manifest.json, SHA256SUMS
 *
 * SHA256SUMS has the form of sha256sum and covers every part before it, so that a backup can be
 * looked into and checked without this program: `tar xf FILE && sha256sum -c SHA256SUMS`. There is
 * one way only of writing an archive of given parts; the reader takes no other, so that every
 * changed bit is found, in headers and padding too.
 */
#ifndef BACKUP_ARCHIVE_H
#define BACKUP_ARCHIVE_H

#include "backup/backup_stream.h"

#define ARCHIVE_DATABASE "thidua.db"
#define ARCHIVE_CONFIG   "thidua.conf"
#define ARCHIVE_MANIFEST "manifest.json"
#define ARCHIVE_SUMS     "SHA256SUMS"

enum { ARCHIVE_PARTS_MAX = 500000, ARCHIVE_NAME_BYTES_MAX = 250 };

struct archive_part {
    struct str name;
    int64_t bytes;
    struct str sha256;
};
struct archive_parts {
    struct archive_part *items;
    size_t count;
    size_t capacity;
};

/* Letters, digits, '-', '_', '.' and single slashes; no part begins with a dot. */
bool archive_name_fits(struct str name);

struct archive_writer {
    struct arena *arena; /* of the list of parts */
    struct backup_writer *out;
    int64_t mtime_s; /* of all parts */
    struct archive_parts parts;
};

MUST_CHECK const struct err *archive_add_bytes(struct archive_writer *writer, const char *name,
                                               struct str bytes);
/* An open ordinary file; ERR_IO where it changes its size meanwhile. */
MUST_CHECK const struct err *archive_add_file(struct archive_writer *writer, struct str name,
                                              int fd);
/* Adds SHA256SUMS and the end. The backup_writer is finished by its owner. */
MUST_CHECK const struct err *archive_end(struct archive_writer *writer);

/* Where parts go. Either may answer -1 for "nowhere"; the descriptor is closed by the reader, after
 * an fsync. */
struct archive_sink {
    const struct err *(*open)(void *context, const struct archive_part *part, int *ret_fd);
    void *context;
};

struct archive {
    struct archive_parts parts; /* without SHA256SUMS */
    int64_t mtime_s;
    struct str manifest; /* the text of manifest.json */
};

/* Reads the archive to its end and proves it. SINK may be NULL. ERR_INPUT with a sentence where it
 * is not as it was written. What the sink got is good only when this returns NULL. */
MUST_CHECK const struct err *archive_read(struct arena *arena, struct backup_reader *in,
                                          const struct archive_sink *sink,
                                          struct archive *ret_archive);

#endif
