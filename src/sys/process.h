/* Child processes that take bytes and give bytes: parsers of what comes from outside. */
#ifndef SYS_PROCESS_H
#define SYS_PROCESS_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct process_task {
    const char *program;     /* NULL: this very program (/proc/self/exe) */
    const char *const *argv; /* argv[0] first, NULL last */
    struct str input;        /* all of its standard input; need not be read to the end */
    size_t output_max_bytes; /* of its standard output */
    int64_t time_max_ms;     /* of the wall clock, from start to end */
};

struct process_result {
    int exit_status; /* of exit(); -1 where a signal ended it */
    int signal;      /* that ended it; 0 where it ended by itself */
    struct str output;
};

/* Starts the program with an empty environment but LANG=C.UTF-8, waits for its end and collects its
 * output in the arena. Standard error is shared. Open descriptors are not inherited, if all are
 * close-on-exec as everywhere in this program. ERR_LIMIT where it takes too long or writes too
 * much (it is killed then); ERR_IO where it cannot be started. How it ended is in the result, not
 * an error. Safe from any thread. */
MUST_CHECK const struct err *process_run(struct arena *arena, const struct process_task *task,
                                         struct process_result *ret_result);

#endif
