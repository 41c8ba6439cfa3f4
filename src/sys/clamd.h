/* Asks the ClamAV daemon of this machine about bytes, over its Unix socket (INSTREAM).
 *
 * Nothing is taken from it but its answer, and no wait is without an end: connecting, sending and
 * the answer together have WAIT_MS. Each call is a connection of its own; any thread may call.
 */
#ifndef SYS_CLAMD_H
#define SYS_CLAMD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

#define CLAMD_SOCKET "/run/clamav/clamd.ctl" /* where Debian's clamav-daemon listens */

enum clamd_answer {
    CLAMD_ABSENT, /* there is no such socket */
    CLAMD_CLEAN,
    CLAMD_INFECTED,
    CLAMD_FAILED, /* it does not answer, or not with what is known */
};

struct clamd_result {
    enum clamd_answer answer;
    char words[128]; /* the name of what it found; why it failed; its version. UTF-8, one line */
};

/* What is to be looked at: BYTES, or where they are absent SIZE bytes of DESCRIPTOR from OFFSET on,
 * whose position stays. */
struct clamd_bytes {
    struct str bytes;
    int descriptor;
    uint64_t offset;
    uint64_t size;
};

void clamd_scan(const char *socket_path, unsigned wait_ms, const struct clamd_bytes *bytes,
                struct clamd_result *ret_result);
/* CLAMD_CLEAN with the daemon's version in `words`, or ABSENT, FAILED. */
void clamd_version(const char *socket_path, unsigned wait_ms, struct clamd_result *ret_result);

#endif
