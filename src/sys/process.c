#include "sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "sys/clock.h"
#include "sys/files.h"

enum { READ_BYTES = 64 * 1024 };

static const struct err *start_err(const char *what, int error_number) {
    return ERR(ERR_IO, "cannot start a child process (%s): %s", what,
               strerrordesc_np(error_number));
}

/* STDIN and STDOUT become the child's 0 and 1. Its signals are as after a fresh login. */
static const struct err *spawn(const struct process_task *task, int child_in, int child_out,
                               pid_t *ret_pid) {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, child_in, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, child_out, STDOUT_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
    char language[] = "LANG=C.UTF-8";
    char *environment[] = {language, NULL};
    const char *program = task->program ? task->program : "/proc/self/exe";
    int failed = posix_spawn(ret_pid, program, &actions, &attributes,
                             (char *const *)(uintptr_t)task->argv, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return failed ? start_err(program, failed) : NULL;
}

struct talk {
    int in;  /* our end of its standard input; -1 once all is written */
    int out; /* our end of its standard output; -1 once it is closed */
    struct str rest;
    struct buf *output;
    int64_t deadline_ms;
};

static void feed(struct talk *talk) {
    /* A socket instead of a pipe, so that a child that stopped reading raises no SIGPIPE. */
    ssize_t sent = send(talk->in, talk->rest.p, talk->rest.n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
        talk->rest = str_slice(talk->rest, (size_t)sent, talk->rest.n);
    bool gone = sent < 0 && errno != EAGAIN && errno != EINTR;
    if (gone || talk->rest.n == 0)
        fd_cleanup(&talk->in);
}

static void collect(struct talk *talk) {
    char bytes[READ_BYTES];
    ssize_t got = read(talk->out, bytes, sizeof(bytes));
    if (got > 0)
        buf_append(talk->output, bytes, (size_t)got);
    else if (got == 0 || errno != EINTR)
        fd_cleanup(&talk->out);
}

static const struct err *exchange(struct talk *talk) {
    while (talk->out >= 0) {
        int64_t left_ms = talk->deadline_ms - clock_monotonic_ms();
        if (left_ms <= 0)
            return ERR(ERR_LIMIT, "a child process took too long");
        struct pollfd fds[2] = {{.fd = talk->out, .events = POLLIN},
                                {.fd = talk->in, .events = POLLOUT}};
        if (poll(fds, 2, left_ms > 1000000 ? 1000000 : (int)left_ms) < 0 && errno != EINTR)
            return ERR(ERR_IO, "cannot wait for a child process");
        if (talk->in >= 0 && fds[1].revents)
            feed(talk);
        if (fds[0].revents)
            collect(talk);
        if (talk->output->overflowed)
            return ERR(ERR_LIMIT, "a child process wrote too much");
    }
    return NULL;
}

/* Waits for the end, with the deadline also for a child that closed its output and lives on. */
static const struct err *await_end(pid_t pid, int64_t deadline_ms, int *ret_status) {
    int end CLEANUP(fd_cleanup) = pidfd_open(pid, 0);
    if (end < 0)
        return ERR(ERR_IO, "cannot wait for a child process");
    for (;;) {
        int64_t left_ms = deadline_ms - clock_monotonic_ms();
        struct pollfd poll_fd = {.fd = end, .events = POLLIN};
        if (left_ms <= 0)
            return ERR(ERR_LIMIT, "a child process took too long");
        if (poll(&poll_fd, 1, left_ms > 1000000 ? 1000000 : (int)left_ms) == 1)
            break;
    }
    while (waitpid(pid, ret_status, 0) < 0)
        if (errno != EINTR)
            return ERR(ERR_IO, "a child process was lost");
    return NULL;
}

static void kill_and_reap(pid_t pid) {
    /* Its whole group: what it started itself ends with it. */
    kill(-pid, SIGKILL);
    while (waitpid(pid, NULL, 0) < 0 && errno == EINTR) {
    }
}

static const struct err *run_child(const struct process_task *task, struct talk *talk, int child_in,
                                   int child_out, int *ret_status) {
    pid_t pid;
    int in CLEANUP(fd_cleanup) = child_in;
    int out CLEANUP(fd_cleanup) = child_out;
    TRY(spawn(task, in, out, &pid));
    fd_cleanup(&in);
    fd_cleanup(&out);
    const struct err *err = exchange(talk);
    if (!err)
        err = await_end(pid, talk->deadline_ms, ret_status);
    if (err)
        kill_and_reap(pid);
    return err;
}

const struct err *process_run(struct arena *arena, const struct process_task *task,
                              struct process_result *ret_result) {
    int in[2], out[2], status = 0;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, in) != 0)
        return start_err("socket", errno);
    if (pipe2(out, O_CLOEXEC) != 0) {
        int error_number = errno;
        close(in[0]);
        close(in[1]);
        return start_err("pipe", error_number);
    }
    struct buf output = BUF_INIT(task->output_max_bytes);
    struct talk talk = {.in = in[0],
                        .out = out[0],
                        .rest = task->input,
                        .output = &output,
                        .deadline_ms = clock_monotonic_ms() + task->time_max_ms};
    if (talk.rest.n == 0)
        fd_cleanup(&talk.in);
    const struct err *err = run_child(task, &talk, in[1], out[1], &status);
    fd_cleanup(&talk.in);
    fd_cleanup(&talk.out);
    if (!err)
        *ret_result = (struct process_result){
            .exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
            .signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
            .output = str_copy(arena, buf_str(&output)),
        };
    buf_release(&output);
    return err;
}
