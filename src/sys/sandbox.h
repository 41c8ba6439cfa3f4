/* Locks that a process puts on itself before it touches what a stranger sent. There is no way back.
 *
 * Behind them it can read and write memory, look at what its standard input holds, write to its
 * standard output, and end. A system call of any other kind kills it (SIGSYS): no file can be
 * opened, nothing connected, nothing started, nobody traced, no memory made executable.
 *
 * A service's own filter must let it: systemd's SystemCallFilter=@system-service names neither
 * `seccomp` nor `landlock_create_ruleset`, `landlock_restrict_self`. Where these answer with an
 * error number, seccomp still comes through prctl() and Landlock is missing.
 *
 * A build with sanitizers or coverage keeps the limits alone that it can live with: its runtime
 * opens files, starts helpers and reserves terabytes of addresses.
 */
#ifndef SYS_SANDBOX_H
#define SYS_SANDBOX_H

#include <stdint.h>

#include "text/message.h"

enum sandbox_lock {
    SANDBOX_LIMITS = 1, /* time, memory, open files; no file grows, no core dump, no new rights */
    SANDBOX_FILES = 2,  /* Landlock: no path is open to it; the kernel may not know Landlock */
    SANDBOX_CALLS = 4,  /* seccomp: system calls by a list of allowed ones */
    SANDBOX_ALL = SANDBOX_LIMITS | SANDBOX_FILES | SANDBOX_CALLS,
    SANDBOX_FAILED = 8, /* a lock that must hold does not: the process must end */
};

struct sandbox_limits {
    unsigned cpu_seconds;
    uint64_t memory_bytes; /* of addresses */
    unsigned open_files;   /* those that are open stay open */
};

/* Puts the WANTED locks on (SANDBOX_ALL; less is for tests) and returns those that hold. Landlock
 * alone may be missing; where anything else does not hold, SANDBOX_FAILED is among the bits. */
unsigned sandbox_enter(const struct sandbox_limits *limits, unsigned wanted);

/* The locks that sandbox_enter leaves out in this build; 0 in the one that is installed. */
unsigned sandbox_left_out(void);

/* What LOCKS mean, as a sentence for whoever runs the server. */
struct message sandbox_message(unsigned locks);

#endif
