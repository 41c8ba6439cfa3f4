/* What the scanner of malicious software says of files that come, and of those that are kept. */
#ifndef FEATURES_FILE_FILE_SCAN_SERVICE_H
#define FEATURES_FILE_FILE_SCAN_SERVICE_H

#include "features/file/file_service.h"
#include "sys/clamd.h"
#include "sys/config.h"

enum { FILE_SCAN_WAIT_MS = 20 * 1000 };

struct file_scanner {
    const char *socket_path;
    bool is_expected;     /* the operator named the socket: that it is not there is a failure */
    bool takes_unscanned; /* where it fails, else nothing is taken */
};

/* CONFIG may be NULL: what holds without a file. */
struct file_scanner file_scanner_of(const struct config *config);

/* Asks the scanner about a file of this SHA-256 and keeps its word. NULL: it may be taken, looked
 * at or (no scanner; one that fails, where the operator allows it) not. ERR_INPUT: something was
 * found; the trail says so, with hash and length, never the name. ERR_UNAVAILABLE: it fails. */
MUST_CHECK const struct err *file_scan(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct file_scanner *scanner,
                                       const struct clamd_bytes *bytes, struct str sha256);

/* How it stands, for who looks after the machine. */
struct file_scan_state {
    struct clamd_result scanner; /* its version, or why it fails */
    int64_t contents;            /* that are kept */
    int64_t unscanned;           /* of them */
    int64_t infected;
};
MUST_CHECK const struct err *file_scan_state(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct file_scanner *scanner,
                                             struct file_scan_state *ret_state);

/* Looks at up to MOST kept contents that were not looked at since BEFORE_MS, least lately first.
 * *ret_looked is 0 when there are none left. ERR_UNAVAILABLE: the scanner is not there, or fails.
 * Rights are the caller's. */
MUST_CHECK const struct err *file_rescan(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct file_scanner *scanner, int64_t before_ms,
                                         size_t most, size_t *ret_looked, size_t *ret_found);

#endif
