#include "sys/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdbool.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/attributes.h"
#include "base/list.h"

#ifdef THIDUA_INSTRUMENTED
#define INSTRUMENTED 1
#else
#define INSTRUMENTED 0
#endif
/* A program that counts what it ran writes that down when it ends. */
#ifdef THIDUA_COVERAGE
#define WRITES_AT_THE_END 1
#else
#define WRITES_AT_THE_END 0
#endif

unsigned sandbox_left_out(void) {
    return INSTRUMENTED ? SANDBOX_FILES | SANDBOX_CALLS : 0;
}

/* ---- limits ---- */

static bool limit(__rlimit_resource_t resource, rlim_t value) {
    return setrlimit(resource, &(struct rlimit){value, value}) == 0;
}

static bool lock_limits(const struct sandbox_limits *limits) {
    bool locked =
        INSTRUMENTED || (limit(RLIMIT_AS, limits->memory_bytes) && limit(RLIMIT_NPROC, 0));
    locked = locked && (WRITES_AT_THE_END ||
                        (limit(RLIMIT_NOFILE, limits->open_files) && limit(RLIMIT_FSIZE, 0)));
    return locked && limit(RLIMIT_CPU, limits->cpu_seconds) && limit(RLIMIT_CORE, 0) &&
           prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
}

/* ---- files: Landlock ---- */

/* Of the version 3, which these headers may not know yet. */
#define ACCESS_TRUNCATE (1ULL << 14)

/* The rights over files that a version of Landlock can take away. */
static uint64_t rights_of_version(long version) {
    uint64_t rights = LANDLOCK_ACCESS_FS_MAKE_SYM | (LANDLOCK_ACCESS_FS_MAKE_SYM - 1);
    if (version >= 2)
        rights |= LANDLOCK_ACCESS_FS_REFER;
    if (version >= 3)
        rights |= ACCESS_TRUNCATE;
    return rights;
}

enum outcome { LOCK_HOLDS, LOCK_IS_UNKNOWN, LOCK_FAILED };

/* A set of rules without a single rule: all is refused. */
static enum outcome lock_files(void) {
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) /* not built in, not switched on, or hidden by a filter of the service */
        return LOCK_IS_UNKNOWN;
    struct landlock_ruleset_attr rules = {.handled_access_fs = rights_of_version(version)};
    long fd = syscall(SYS_landlock_create_ruleset, &rules, sizeof(rules), 0);
    if (fd < 0)
        return LOCK_FAILED;
    bool locked = syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close((int)fd);
    return locked ? LOCK_HOLDS : LOCK_FAILED;
}

/* ---- system calls: seccomp ---- */

/* Whatever their arguments: they reach no further than this process's own memory, time and end. */
static const int ALLOWED_CALLS[] = {
    SCMP_SYS(brk),
    SCMP_SYS(munmap),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(futex),
    SCMP_SYS(sched_yield),
    SCMP_SYS(getrandom),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(getpid),
    SCMP_SYS(gettid),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(close),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

/* An `int` fills the lower half of a register; nobody promises what is in the upper one. */
#define INT_ARGUMENT(index, value)                                                                 \
    SCMP_CMP((index), SCMP_CMP_MASKED_EQ, 0xFFFFFFFFu, (scmp_datum_t)(value))
#define NOT_EXECUTABLE(index) SCMP_CMP((index), SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)

static int add_rules(scmp_filter_ctx filter) {
    int failed = 0;
    for (size_t i = 0; i < COUNT_OF(ALLOWED_CALLS); i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, ALLOWED_CALLS[i], 0);
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, NOT_EXECUTABLE(2));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, NOT_EXECUTABLE(2));
    failed |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, INT_ARGUMENT(0, STDIN_FILENO));
    failed |=
        seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(lseek), 1, INT_ARGUMENT(0, STDIN_FILENO));
    failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(write), 1,
                               INT_ARGUMENT(0, STDOUT_FILENO));
    return failed;
}

static void release_filter(scmp_filter_ctx *filter) {
    if (*filter)
        seccomp_release(*filter);
}

static bool lock_calls(void) {
    scmp_filter_ctx filter CLEANUP(release_filter) = seccomp_init(SCMP_ACT_KILL_PROCESS);
    /* Where prctl() is the only way in; the same in a process that has one thread. */
    if (!filter)
        filter = seccomp_init(SCMP_ACT_KILL_THREAD);
    return filter && add_rules(filter) == 0 && seccomp_load(filter) == 0;
}

/* ---- all together ---- */

/* The filter comes last: it forbids what the others need. */
unsigned sandbox_enter(const struct sandbox_limits *limits, unsigned wanted) {
    unsigned locks = 0;
    wanted &= ~sandbox_left_out();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return SANDBOX_FAILED;
    if (wanted & SANDBOX_FILES) {
        enum outcome outcome = lock_files();
        if (outcome == LOCK_FAILED)
            return SANDBOX_FAILED;
        locks |= outcome == LOCK_HOLDS ? SANDBOX_FILES : 0;
    }
    if (wanted & SANDBOX_LIMITS)
        locks |= lock_limits(limits) ? SANDBOX_LIMITS : SANDBOX_FAILED;
    if (wanted & SANDBOX_CALLS)
        locks |= lock_calls() ? SANDBOX_CALLS : SANDBOX_FAILED;
    return locks;
}

struct message sandbox_message(unsigned locks) {
    if (locks & SANDBOX_FAILED || !(locks & SANDBOX_LIMITS))
        return MESSAGE(MSG_sandbox_failed);
    if (!(locks & SANDBOX_CALLS))
        return MESSAGE(MSG_sandbox_limits_alone);
    return MESSAGE(locks & SANDBOX_FILES ? MSG_sandbox_all : MSG_sandbox_without_files);
}
