/* The command's end of the socket. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/program_version.h"
#include "cmd/control.h"
#include "cmd/control_socket.h"
#include "cmd/control_wire.h"
#include "sys/files.h"

enum { SEND_MS_MAX = 10000 };

struct talk {
    struct cmd *cmd;
    int socket;
    struct arena *arena; /* of one packet */
    struct buf packet;
    bool asked_to_stop;
};

static bool send_packet(struct talk *talk, int descriptor) {
    return !talk->packet.overflowed &&
           control_send(talk->socket, buf_str(&talk->packet), descriptor, SEND_MS_MAX);
}

/* As file_read opens, so that a named pipe is refused and not waited for. */
static bool send_file(struct talk *talk, uint32_t argument, const char *path) {
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    control_write_file(&talk->packet, argument, fd < 0 ? (uint32_t)errno : 0);
    return send_packet(talk, fd);
}

static bool send_all(struct talk *talk, size_t count, const char *const *arguments) {
    struct cmd *cmd = talk->cmd;
    control_write_request(&talk->packet, STR(PROGRAM_VERSION), cmd->lang, count, arguments);
    if (!send_packet(talk, -1))
        return false;
    size_t first = cmd->command->first_file;
    for (size_t i = first; first && i < cmd->word_count; i++)
        if (!send_file(talk, (uint32_t)i, cmd->words[i]))
            return false;
    control_write_bytes(&talk->packet, CONTROL_GO, STR(""));
    return send_packet(talk, -1);
}

/* True: the command is over and *ret_status is set. */
static bool take_packet(struct talk *talk, int *ret_status) {
    struct cmd *cmd = talk->cmd;
    struct str bytes;
    struct control_packet packet;
    enum control_got got = control_receive(talk->arena, talk->socket, -1, &bytes, NULL);
    const char *fault =
        got == CONTROL_GOT ? control_read(talk->arena, bytes, &packet) : "the server went away";
    if (fault) {
        *ret_status = cmd_refuse(
            cmd, MESSAGE(got == CONTROL_GONE ? MSG_cmd_server_gone : MSG_cmd_server_strange));
        return true;
    }
    switch (packet.type) {
    case CONTROL_OUT:
        fwrite(packet.bytes.p, 1, packet.bytes.n, cmd->out);
        return false;
    case CONTROL_ERR:
        fwrite(packet.bytes.p, 1, packet.bytes.n, cmd->err);
        return false;
    case CONTROL_EXIT:
        *ret_status = packet.status;
        return true;
    case CONTROL_REFUSED:
        *ret_status = cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_server_says, packet.bytes));
        return true;
    case CONTROL_REQUEST:
    case CONTROL_FILE:
    case CONTROL_GO:
    case CONTROL_CANCEL:
        break;
    }
    *ret_status = cmd_refuse(cmd, MESSAGE(MSG_cmd_server_strange));
    return true;
}

/* True: he does not want to wait any longer. */
static bool take_interrupt(struct talk *talk, int signals, int *ret_status) {
    struct signalfd_siginfo signal;
    if (read(signals, &signal, sizeof(signal)) != sizeof(signal))
        return false;
    if (talk->asked_to_stop) {
        *ret_status = cmd_refuse(talk->cmd, MESSAGE(MSG_cmd_left_running));
        return true;
    }
    talk->asked_to_stop = true;
    struct cmd *cmd = talk->cmd;
    fprintf(cmd->err, "%s\n", message_plain(cmd->lang, MSG_cmd_stopping).p);
    control_write_bytes(&talk->packet, CONTROL_CANCEL, STR(""));
    (void)!send_packet(talk, -1); /* where it does not get through, the server's end says so */
    return false;
}

static int listen_until_done(struct talk *talk, int signals) {
    int status = EXIT_FAILED;
    for (;;) {
        struct pollfd fds[2] = {{.fd = talk->socket, .events = POLLIN},
                                {.fd = signals, .events = POLLIN}};
        arena_clear(talk->arena);
        if (poll(fds, 2, -1) < 0)
            continue;
        if (fds[0].revents && take_packet(talk, &status))
            return status;
        if (fds[1].revents && take_interrupt(talk, signals, &status))
            return status;
    }
}

static int converse(struct talk *talk, size_t count, const char *const *arguments) {
    sigset_t stops, before;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, &before);
    int signals CLEANUP(fd_cleanup) = signalfd(-1, &stops, SFD_CLOEXEC);
    /* Where not all could be sent the server said why, or it is gone: what it sent is read. */
    bool sent = send_all(talk, count, arguments);
    int status = !sent && talk->packet.overflowed
                     ? cmd_refuse(talk->cmd, MESSAGE(MSG_cmd_too_many_words))
                     : listen_until_done(talk, signals);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status;
}

bool control_run(struct cmd *cmd, size_t count, const char *const *arguments, int *ret_status) {
    int fd CLEANUP(fd_cleanup) = -1;
    const struct err *err = cmd->data ? control_connect(cmd->data, &fd) : NULL;
    if (err) {
        *ret_status = cmd_fail(cmd, err);
        return true;
    }
    if (fd < 0)
        return false;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct talk talk = {
        .cmd = cmd, .socket = fd, .arena = arena, .packet = BUF_INIT(CONTROL_PACKET_BYTES_MAX)};
    *ret_status = count > CONTROL_ARGUMENTS_MAX ? cmd_refuse(cmd, MESSAGE(MSG_cmd_too_many_words))
                                                : converse(&talk, count, arguments);
    buf_release(&talk.packet);
    return true;
}
