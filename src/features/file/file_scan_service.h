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

/* What was said of kept contents. */
struct file_word {
    struct str sha256;
    struct clamd_result result;
};
struct file_words {
    struct file_word *items;
    size_t count;
    size_t capacity;
};
/* Asks about up to MOST kept contents that were not looked at since BEFORE_MS, least lately first;
 * none when none are left. ERR_UNAVAILABLE: the scanner is not there, or fails. Rights are the
 * caller's; nothing is stored. */
MUST_CHECK const struct err *file_rescan_ask(struct db *db, struct arena *arena,
                                             const struct file_scanner *scanner, int64_t before_ms,
                                             size_t most, struct file_words *ret_words);
/* Stores it, within a write. */
MUST_CHECK const struct err *file_rescan_keep(struct db_tx *tx, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct file_words *words);

#define FILE_SCAN_JOB_KIND "scan"
struct jobs;
/* Starts looking at everything that is kept, as long work (file_scan_job.h): RIGHT_SYSTEM_CARE. */
MUST_CHECK const struct err *file_rescan_start(const struct jobs *jobs, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str *ret_job_id);

#endif
