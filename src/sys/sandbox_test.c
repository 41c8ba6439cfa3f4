#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/attributes.h"
#include "sys/sandbox.h"

#define LIMITS ((struct sandbox_limits){10, (uint64_t)768 << 20, 4})

/* What somebody would try who took the process over; each returns true where it worked. */

static bool read_a_file(void) {
    return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool list_a_folder(void) {
    return open("/", O_RDONLY | O_DIRECTORY) >= 0;
}

static bool make_a_file(void) {
    char path[] = "/tmp/sandbox-test-XXXXXX";
    int fd = mkstemp(path);
    return fd >= 0 && unlink(path) == 0;
}

static bool look_at_a_path(void) {
    struct stat stat_of;
    return stat("/etc/passwd", &stat_of) == 0;
}

static bool open_a_socket(void) {
    return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool open_a_local_socket(void) {
    return socket(AF_UNIX, SOCK_STREAM, 0) >= 0;
}

static bool start_a_process(void) {
    pid_t pid = fork();
    if (pid == 0)
        _exit(0);
    return pid > 0 && waitpid(pid, NULL, 0) == pid;
}

/* Status 0 of /bin/true, if it comes so far. */
static bool become_a_program(void) {
    char name[] = "true", *arguments[] = {name, NULL}, *environment[] = {NULL};
    execve("/bin/true", arguments, environment);
    return false;
}

static bool be_traced(void) {
    return ptrace(PTRACE_TRACEME, 0, NULL, NULL) == 0;
}

static bool signal_the_parent(void) {
    return kill(getppid(), 0) == 0;
}

static bool map_code(void) {
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                0) != MAP_FAILED;
}

static bool turn_data_into_code(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return page != MAP_FAILED && mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

static bool write_elsewhere(void) {
    return write(STDERR_FILENO, "", 0) == 0;
}

static bool copy_a_descriptor(void) {
    return dup(STDIN_FILENO) >= 0;
}

static bool raise_a_limit(void) {
    struct rlimit limit;
    return getrlimit(RLIMIT_CPU, &limit) == 0 && setrlimit(RLIMIT_CPU, &limit) == 0;
}

static bool (*const ATTEMPTS[])(void) = {
    read_a_file,   list_a_folder,       make_a_file,       look_at_a_path,    open_a_socket,
    map_code,      open_a_local_socket, start_a_process,   become_a_program,  be_traced,
    raise_a_limit, turn_data_into_code, signal_the_parent, copy_a_descriptor, write_elsewhere,
};

/* The wait status of a process that puts LOCKS on and tries: 0 worked, 1 was refused, 2 no lock. */
static int status_of(bool (*attempt)(void), unsigned locks) {
    pid_t pid = fork();
    if (pid == 0) {
        if (locks && sandbox_enter(&LIMITS, locks) != locks)
            _exit(2);
        _exit(attempt() ? 0 : 1);
    }
    int status = -1;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return status;
}

static bool was_killed(int status) {
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static bool ended_with(int status, int code) {
    return WIFEXITED(status) && WEXITSTATUS(status) == code;
}

/* Without this the other tests would show nothing. */
static void without_locks_all_of_it_works(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ATTEMPTS); i++)
        if (!ended_with(status_of(ATTEMPTS[i], 0), 0))
            fail_msg("attempt %zu does not even work without locks", i);
}

static void whoever_breaks_out_is_killed(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(ATTEMPTS); i++)
        if (!was_killed(status_of(ATTEMPTS[i], SANDBOX_CALLS)))
            fail_msg("attempt %zu was not killed", i);
}

static bool do_nothing(void) {
    return true;
}

/* A kernel without Landlock cannot show it. */
static bool has_landlock(void) {
    return !(sandbox_left_out() & SANDBOX_FILES) &&
           ended_with(status_of(do_nothing, SANDBOX_FILES), 0);
}

/* Should the list of system calls ever have a hole, files stay closed. */
static void no_path_is_open_even_where_system_calls_are(void **state) {
    (void)state;
    if (!has_landlock())
        skip();
    bool (*const attempts[])(void) = {read_a_file, list_a_folder, make_a_file, become_a_program};
    for (size_t i = 0; i < COUNT_OF(attempts); i++)
        if (!ended_with(status_of(attempts[i], SANDBOX_FILES), 1))
            fail_msg("attempt %zu was not refused", i);
    assert_true(ended_with(status_of(look_at_a_path, SANDBOX_FILES), 0));
}

static bool work_honestly(void) {
    size_t large = (size_t)64 << 20;
    char *memory = malloc(large);
    if (!memory)
        return false;
    memset(memory, 1, large);
    memory = realloc(memory, large * 2);
    char *small = malloc(100);
    bool worked = memory && small && write(STDOUT_FILENO, "", 0) == 0 &&
                  (lseek(STDIN_FILENO, 0, SEEK_CUR) >= 0 || errno == ESPIPE);
    free(small);
    free(memory);
    return worked;
}

static void honest_work_goes_on_behind_all_locks(void **state) {
    (void)state;
    unsigned locks = SANDBOX_ALL & ~sandbox_left_out();
    if (!has_landlock())
        locks &= ~(unsigned)SANDBOX_FILES;
    assert_true(ended_with(status_of(work_honestly, locks), 0));
}

/* As on another machine: these system calls answer with an error number. */
static bool take_away(const int *calls, size_t count, int error_number) {
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    int failed = !filter;
    for (size_t i = 0; i < count; i++)
        failed |= seccomp_rule_add(filter, SCMP_ACT_ERRNO((uint32_t)error_number), calls[i], 0);
    failed |= seccomp_load(filter);
    seccomp_release(filter);
    seccomp_reset(NULL, 0); /* what the library found out about the kernel holds no more */
    return !failed;
}

static bool holds_without_files(void) {
    return sandbox_enter(&LIMITS, SANDBOX_ALL) == (SANDBOX_LIMITS | SANDBOX_CALLS);
}

static bool lock_in_without_landlock(void) {
    return take_away((const int[]){SCMP_SYS(landlock_create_ruleset)}, 1, ENOSYS) &&
           holds_without_files();
}

/* The unit of a service may hide both; prctl() is another way to the same filter. */
static bool lock_in_within_a_service(void) {
    static const int CALLS[] = {SCMP_SYS(seccomp), SCMP_SYS(landlock_create_ruleset),
                                SCMP_SYS(landlock_restrict_self)};
    return take_away(CALLS, COUNT_OF(CALLS), EPERM) && holds_without_files();
}

static bool break_out_without_landlock(void) {
    return lock_in_without_landlock() && read_a_file();
}

static bool break_out_within_a_service(void) {
    return lock_in_within_a_service() && read_a_file();
}

static bool is_told_where_no_filter_can_be_set(void) {
    static const int CALLS[] = {SCMP_SYS(seccomp), SCMP_SYS(prctl)};
    return take_away(CALLS, COUNT_OF(CALLS), EPERM) &&
           sandbox_enter(&LIMITS, SANDBOX_ALL) & SANDBOX_FAILED;
}

static void an_old_kernel_or_a_strict_service_leaves_seccomp(void **state) {
    (void)state;
    assert_true(ended_with(status_of(lock_in_without_landlock, 0), 0));
    assert_true(ended_with(status_of(lock_in_within_a_service, 0), 0));
    assert_true(was_killed(status_of(break_out_without_landlock, 0)));
    assert_true(was_killed(status_of(break_out_within_a_service, 0)));
    assert_true(ended_with(status_of(is_told_where_no_filter_can_be_set, 0), 0));
}

static bool use_too_much_memory(void) {
    void *memory = malloc((size_t)LIMITS.memory_bytes + 1);
    bool got = memory != NULL;
    free(memory);
    return got;
}

static bool write_a_file(void) {
    signal(SIGXFSZ, SIG_IGN);
    int fd = memfd_create("test", 0);
    return fd >= 0 && write(fd, "x", 1) == 1;
}

static void limits_hold(void **state) {
    (void)state;
    assert_true(ended_with(status_of(write_a_file, 0), 0));
#ifndef THIDUA_COVERAGE /* which writes down what it ran */
    assert_true(ended_with(status_of(write_a_file, SANDBOX_LIMITS), 1));
#endif
    if (sandbox_left_out()) /* the sanitizer's own addresses are beyond any limit */
        return;
    assert_true(ended_with(status_of(use_too_much_memory, 0), 0));
    assert_true(ended_with(status_of(use_too_much_memory, SANDBOX_LIMITS), 1));
}

static bool tells_which_locks_hold(void) {
    unsigned locks = sandbox_enter(&LIMITS, SANDBOX_ALL);
    enum msg_id sentence = sandbox_message(locks).id;
    return !(locks & (sandbox_left_out() | SANDBOX_FAILED)) &&
           (sentence == MSG_sandbox_limits_alone) == (sandbox_left_out() != 0);
}

static void no_lock_is_claimed_that_does_not_hold(void **state) {
    (void)state;
    assert_true(ended_with(status_of(tells_which_locks_hold, 0), 0));
}

static void each_state_has_its_sentence(void **state) {
    (void)state;
    unsigned all = SANDBOX_ALL;
    assert_int_equal(sandbox_message(all).id, MSG_sandbox_all);
    assert_int_equal(sandbox_message(all & ~(unsigned)SANDBOX_FILES).id, MSG_sandbox_without_files);
    assert_int_equal(sandbox_message(SANDBOX_LIMITS).id, MSG_sandbox_limits_alone);
    assert_int_equal(sandbox_message(all | SANDBOX_FAILED).id, MSG_sandbox_failed);
    assert_int_equal(sandbox_message(0).id, MSG_sandbox_failed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_locks_all_of_it_works),
        cmocka_unit_test(honest_work_goes_on_behind_all_locks),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(no_lock_is_claimed_that_does_not_hold),
        cmocka_unit_test(each_state_has_its_sentence),
        /* The locks that sanitizers cannot live with: */
        cmocka_unit_test(whoever_breaks_out_is_killed),
        cmocka_unit_test(no_path_is_open_even_where_system_calls_are),
        cmocka_unit_test(an_old_kernel_or_a_strict_service_leaves_seccomp),
    };
    enum { OF_LOCKS = 3 };
    if (sandbox_left_out())
        puts("# seccomp and Landlock are left out in this build, and so are their tests");
    fflush(stdout);
    return _cmocka_run_group_tests(
        "sandbox", tests, COUNT_OF(tests) - (sandbox_left_out() ? OF_LOCKS : 0), NULL, NULL);
}
