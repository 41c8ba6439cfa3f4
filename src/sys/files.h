/* Whole files and folders. Every error names the path and has the kind of its errno: ERR_DISK_FULL,
 * ERR_READ_ONLY, ERR_NOT_FOUND, ERR_IO. All descriptors are close-on-exec. */
#ifndef SYS_FILES_H
#define SYS_FILES_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/* ERR_LIMIT where the file is larger than MAX_BYTES (it is not read then); ERR_INPUT where PATH is
 * no ordinary file. The content is followed by a NUL. */
MUST_CHECK const struct err *file_read(struct arena *arena, const char *path, size_t max_bytes,
                                       struct str *ret_bytes);

/* The same of an open descriptor, from where it stands; NAME is for the error. */
MUST_CHECK const struct err *file_read_open(struct arena *arena, int fd, const char *name,
                                            size_t max_bytes, struct str *ret_bytes);

/* Either the whole new file stands at PATH and on the disk, or the old one as before. MODE as for
 * open (0600), regardless of the umask. */
MUST_CHECK const struct err *file_write_atomic(const char *path, struct str bytes, unsigned mode);

/* Makes PATH and the folders above it, with mode 0700. Fine where it exists as a folder. */
MUST_CHECK const struct err *folder_make(const char *path);

/* A new empty folder of our own under $TMPDIR or /tmp: "…/thidua-PURPOSE-XXXXXX". */
MUST_CHECK const struct err *folder_make_temp(struct arena *arena, const char *purpose,
                                              struct str *ret_path);
/* Removes a folder with all that is in it; links are removed, not followed. Fine where there is
 * none, and where another removes the same at the same time. */
MUST_CHECK const struct err *folder_remove(const char *path);

/* For `int fd CLEANUP(fd_cleanup) = open(…);` */
void fd_cleanup(int *fd);

/* Overwrites a file with zeros, brings that to the disk and removes it: for content that must not
 * be found again. What the file system or the disk keeps elsewhere (snapshots, worn cells) is
 * beyond this. Fine where there is no such file. */
MUST_CHECK const struct err *file_destroy(const char *path);

#endif
