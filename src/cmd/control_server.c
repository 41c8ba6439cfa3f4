/* The server's end of the socket: one thread lets commands in, a few run them. */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/program_version.h"
#include "cmd/control.h"
#include "cmd/control_socket.h"
#include "cmd/control_wire.h"
#include "http/work_queue.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/log.h"

enum {
    WORKERS = 2,
    WAITING_MAX = 128, /* that said something */
    SILENT_MAX = 128,  /* that did not */
    SILENT_MS_MAX = 5000,
    REQUEST_MS_MAX = 5000, /* from a worker's first look to the whole request */
    SEND_MS_MAX = 10000,
};

struct control_server {
    const struct cmd *serve;
    int socket;
    int stop; /* an event */
    pthread_t door;
    bool door_is_open;
    struct visit *silent[SILENT_MAX]; /* of the door: in the order in which they came */
    size_t silent_count;
    struct work_queue *queue;
    atomic_bool stopping;
};

/* A command that was let in. */
struct visit {
    struct control_server *server;
    int socket;
    int64_t until_ms; /* it is to say something */
    struct arena *arena;
    struct buf packet;
    bool deaf; /* does not read what we say */
    bool cancelled;
    enum lang lang;
    size_t argument_count;
    char **arguments;
    struct cmd_files files;
};

static void send_packet(struct visit *visit) {
    if (!visit->deaf && !control_send(visit->socket, buf_str(&visit->packet), -1, SEND_MS_MAX))
        visit->deaf = true;
}

static void refuse(struct visit *visit, struct message message) {
    struct str sentence = message_text(visit->arena, visit->lang, message);
    control_write_bytes(&visit->packet, CONTROL_REFUSED, sentence);
    send_packet(visit);
}

/* --- what the command writes -------------------------------------------------------------- */

struct output {
    struct visit *visit;
    enum control_type type;
};

/* A client that went away loses its output, not its command. */
static ssize_t write_output(void *cookie, const char *bytes, size_t count) {
    struct output *output = cookie;
    struct str rest = {bytes, count};
    while (rest.n) {
        struct str part = str_slice(
            rest, 0, rest.n < CONTROL_OUTPUT_BYTES_MAX ? rest.n : CONTROL_OUTPUT_BYTES_MAX);
        control_write_bytes(&output->visit->packet, output->type, part);
        send_packet(output->visit);
        rest = str_slice(rest, part.n, rest.n);
    }
    return (ssize_t)count;
}

static FILE *open_output(struct output *output) {
    FILE *file = fopencookie(output, "w", (cookie_io_functions_t){.write = write_output});
    if (!file) {
        log_write(LOG_LEVEL_ERROR, "control.out_of_memory", "what=output");
        abort();
    }
    return file;
}

/* --- the request -------------------------------------------------------------------------- */

static const char *take_file(struct visit *visit, const struct control_packet *packet,
                             int *descriptor) {
    struct cmd_files *files = &visit->files;
    if (packet->argument >= visit->argument_count || files->count >= visit->argument_count ||
        (*descriptor < 0) != (packet->error_number != 0))
        return "a file that was not named";
    files->items[files->count++] =
        (struct cmd_file){packet->argument, *descriptor, (int)packet->error_number};
    *descriptor = -1;
    return NULL;
}

static const char *take_request(struct visit *visit, const struct control_packet *packet) {
    visit->lang = packet->lang;
    if (packet->protocol != CONTROL_PROTOCOL || !str_equal_c(packet->version, PROGRAM_VERSION)) {
        refuse(visit, MESSAGE_WITH(MSG_cmd_server_version, STR(PROGRAM_VERSION), packet->version));
        return "another version";
    }
    visit->argument_count = packet->argument_count;
    visit->arguments = packet->arguments;
    visit->files.items = ARENA_ARRAY(visit->arena, struct cmd_file, packet->argument_count);
    return NULL;
}

/* NULL: the whole request is there. Else why not; the client was told, where it can be. */
static const char *receive_request(struct visit *visit) {
    int64_t deadline_ms = clock_monotonic_ms() + REQUEST_MS_MAX;
    for (;;) {
        struct str bytes;
        struct control_packet packet;
        int descriptor CLEANUP(fd_cleanup) = -1;
        enum control_got got =
            control_receive(visit->arena, visit->socket, deadline_ms, &bytes, &descriptor);
        if (got != CONTROL_GOT)
            return got == CONTROL_LATE ? "too slow" : got == CONTROL_GONE ? "gone" : "spoilt";
        const char *fault = control_read(visit->arena, bytes, &packet);
        bool expected = visit->arguments ? packet.type == CONTROL_FILE || packet.type == CONTROL_GO
                                         : packet.type == CONTROL_REQUEST;
        if (!fault && !expected)
            fault = "a packet out of turn";
        if (!fault && packet.type == CONTROL_REQUEST)
            fault = take_request(visit, &packet);
        else if (!fault && packet.type == CONTROL_FILE)
            fault = take_file(visit, &packet, &descriptor);
        if (fault || packet.type == CONTROL_GO)
            return fault;
    }
}

/* --- running it --------------------------------------------------------------------------- */

/* Asked at the points where a command may still be stopped without a trace. */
static bool is_cancelled(void *context) {
    struct visit *visit = context;
    struct pollfd poll_fd = {.fd = visit->socket, .events = POLLIN};
    /* Whatever it says now is that, or that it went away. */
    if (poll(&poll_fd, 1, 0) > 0)
        visit->cancelled = true;
    return visit->cancelled || atomic_load(&visit->server->stopping);
}

static int run_command(struct visit *visit, struct cmd *cmd) {
    if (!cmd_read_line(cmd, (int)visit->argument_count, visit->arguments))
        return EXIT_FAILED;
    if (cmd->command->beside != CMD_BESIDE_INSIDE)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_not_inside));
    cmd->data = cmd->inside->data;
    const char *dsn = visit->server->serve->dsn;
    if (cmd->database && (!dsn || strcmp(cmd->database, dsn) != 0))
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_database_elsewhere));
    int status = cmd->command->run(cmd);
    cmd_close(cmd);
    return status;
}

static void run(struct visit *visit) {
    const struct cmd *serve = visit->server->serve;
    struct output out = {visit, CONTROL_OUT}, err = {visit, CONTROL_ERR};
    struct cmd_inside inside = {.db = serve->db,
                                .data = serve->data,
                                .files = &visit->files,
                                .is_cancelled = is_cancelled,
                                .context = visit};
    struct cmd cmd = {.arena = visit->arena,
                      .out = open_output(&out),
                      .err = open_output(&err),
                      .lang = visit->lang,
                      .now_ms = clock_now_ms(),
                      .user = user_local(),
                      .words = ARENA_ARRAY(visit->arena, const char *, visit->argument_count),
                      .inside = &inside};
    int64_t begun_ms = clock_monotonic_ms();
    int status = run_command(visit, &cmd);
    fclose(cmd.out);
    fclose(cmd.err);
    log_write(LOG_LEVEL_INFO, "control.command", "name=%s status=%d ms=%lld",
              cmd.command ? cmd.command->name : "-", status,
              (long long)(clock_monotonic_ms() - begun_ms));
    control_write_exit(&visit->packet, status);
    send_packet(visit);
}

static void end_visit(struct visit *visit) {
    char unread[1];
    /* What was not read would reset the connection, and the client not hear our last words. */
    while (recv(visit->socket, unread, sizeof(unread), MSG_DONTWAIT) > 0) {
    }
    for (size_t i = 0; i < visit->files.count; i++)
        fd_cleanup(&visit->files.items[i].descriptor);
    close(visit->socket);
    buf_release(&visit->packet);
    arena_free(visit->arena);
}

/* The work of the queue. */
static void receive_visit(void *item) {
    struct visit *visit = item;
    struct control_server *server = visit->server;
    if (atomic_load(&server->stopping)) {
        refuse(visit, MESSAGE(MSG_cmd_server_stopping));
    } else {
        const char *fault = receive_request(visit);
        if (!fault) {
            run(visit);
        } else {
            log_write(LOG_LEVEL_WARNING, "control.refused", "why=\"%s\"", fault);
            refuse(visit, MESSAGE(MSG_cmd_server_strange)); /* unread where it was told better */
        }
    }
    end_visit(visit);
}

/* --- the door ----------------------------------------------------------------------------- */

/* Never waits: nothing was sent to it yet. */
static void turn_away(struct visit *visit, enum msg_id why) {
    refuse(visit, MESSAGE(why));
    end_visit(visit);
}

static void let_in(struct control_server *server, int socket) {
    if (!control_peer_is_ours(socket)) {
        log_write(LOG_LEVEL_WARNING, "control.refused", "why=\"another user\"");
        close(socket);
        return;
    }
    struct arena *arena = arena_new((size_t)1 << 30);
    struct visit *visit = ARENA_NEW(arena, struct visit);
    *visit = (struct visit){.server = server,
                            .socket = socket,
                            .until_ms = clock_monotonic_ms() + SILENT_MS_MAX,
                            .arena = arena,
                            .packet = BUF_INIT(CONTROL_PACKET_BYTES_MAX)};
    if (server->silent_count == SILENT_MAX)
        turn_away(visit, MSG_cmd_server_busy);
    else
        server->silent[server->silent_count++] = visit;
}

/* Who has spoken, or left, goes to the workers; who was silent too long goes. FDS stand as the
 * silent ones do. */
static void sort_silent(struct control_server *server, const struct pollfd *fds) {
    int64_t now_ms = clock_monotonic_ms();
    size_t kept = 0;
    for (size_t i = 0; i < server->silent_count; i++) {
        struct visit *visit = server->silent[i];
        if (fds[i].revents) {
            if (!work_queue_push(server->queue, visit))
                turn_away(visit, MSG_cmd_server_busy);
        } else if (now_ms >= visit->until_ms) {
            log_write(LOG_LEVEL_WARNING, "control.refused", "why=\"silent\"");
            turn_away(visit, MSG_cmd_server_strange);
        } else {
            server->silent[kept++] = visit;
        }
    }
    server->silent_count = kept;
}

static int ms_to_wait(const struct control_server *server) {
    if (!server->silent_count)
        return -1;
    int64_t left_ms = server->silent[0]->until_ms - clock_monotonic_ms();
    return left_ms < 0 ? 0 : (int)left_ms;
}

static void *keep_door(void *argument) {
    struct control_server *server = argument;
    struct pollfd fds[2 + SILENT_MAX] = {{.fd = server->socket, .events = POLLIN},
                                         {.fd = server->stop, .events = POLLIN}};
    for (;;) {
        for (size_t i = 0; i < server->silent_count; i++)
            fds[2 + i] = (struct pollfd){.fd = server->silent[i]->socket, .events = POLLIN};
        if (poll(fds, 2 + server->silent_count, ms_to_wait(server)) < 0)
            continue;
        if (fds[1].revents)
            break;
        sort_silent(server, fds + 2);
        if (!fds[0].revents)
            continue;
        int socket = accept4(server->socket, NULL, NULL, SOCK_CLOEXEC);
        if (socket >= 0)
            let_in(server, socket);
        else if (errno == EMFILE || errno == ENFILE || errno == ENOMEM)
            /* Who knocks stays at the door until descriptors are free again, or the stop. */
            poll(&fds[1], 1, 100);
    }
    for (size_t i = 0; i < server->silent_count; i++)
        turn_away(server->silent[i], MSG_cmd_server_stopping);
    return NULL;
}

static const struct err *open_door(struct control_server *server) {
    TRY(control_listen(server->serve->data, &server->socket));
    server->stop = eventfd(0, EFD_CLOEXEC);
    if (server->stop < 0)
        return ERR(ERR_IO, "no event for the control socket");
    TRY(work_queue_start(WORKERS, WAITING_MAX, receive_visit, &server->queue));
    if (pthread_create(&server->door, NULL, keep_door, server) != 0)
        return ERR(ERR_IO, "no thread for the control socket");
    server->door_is_open = true;
    return NULL;
}

const struct err *control_start(const struct cmd *serve, struct control_server **ret_server) {
    struct control_server *server = ARENA_NEW(serve->arena, struct control_server);
    server->serve = serve;
    server->socket = server->stop = -1;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const struct err *err = open_door(server);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err) {
        control_stop(server);
        return err;
    }
    *ret_server = server;
    return NULL;
}

void control_stop(struct control_server *server) {
    if (!server)
        return;
    atomic_store(&server->stopping, true);
    if (server->socket >= 0)
        control_unlink(server->serve->data);
    if (server->door_is_open) {
        (void)!eventfd_write(server->stop, 1);
        pthread_join(server->door, NULL);
    }
    /* Who connected and was not yet let in sees the socket close and says that the server went. */
    if (server->queue) {
        work_queue_stop(server->queue);
        work_queue_free(server->queue);
    }
    fd_cleanup(&server->socket);
    fd_cleanup(&server->stop);
}
