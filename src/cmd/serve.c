/* thidua serve: the program for browsers, until it is told to stop. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "cmd/cmd.h"
#include "feature_list.h"
#include "features/frame/frame.h"
#include "sys/files.h"

enum { PORT_DEFAULT = 8080, ACCOUNTS_BYTES_MAX = 1 << 16 };

static bool read_port(const struct cmd *cmd, uint16_t *ret_port) {
    long long port = PORT_DEFAULT;
    if (cmd->port && (!str_to_int64(str_from_c(cmd->port), &port) || port < 0 || port > 65535))
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/* The passwords made for this installation, as long as their file is there. Only when asked for:
 * the output of a service ends up in a log. */
static void print_accounts(const struct cmd *cmd) {
    const char *path = str_format(cmd->arena, "%s/tai-khoan.txt", cmd->data).p;
    struct str text;
    if (file_read(cmd->arena, path, ACCOUNTS_BYTES_MAX, &text))
        return;
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_accounts_head, str_from_c(path)));
    printf(STR_FMT, STR_ARG(text));
}

static const struct err *serve(struct cmd *cmd) {
    struct http_options options = {.address = cmd->address ? cmd->address : "127.0.0.1"};
    if (!read_port(cmd, &options.port))
        return ERR_TEXT(ERR_INPUT, "cmd.port_wrong", "the port %s", cmd->port);
    /* Blocked before any thread starts, so that only sigwait below gets them. */
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    TRY(cmd_open(cmd, CMD_WRITES));
    struct app app = {.db = cmd->db, .folder = cmd->data};
    struct http_app http_app = features_http_app(&app);
    struct http_server *server;
    const struct err *err = http_server_start(&http_app, &options, &server);
    if (err)
        return err->kind == ERR_IN_USE ? ERR_TEXT(ERR_IN_USE, "cmd.port_in_use", "%s:%u is taken",
                                                  options.address, options.port)
                                       : err;
    struct str address =
        str_format(cmd->arena, "http://%s:%u", options.address, http_server_port(server));
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_serving, address));
    if (cmd->show_accounts)
        print_accounts(cmd);
    fflush(stdout);
    int signal_number;
    sigwait(&stops, &signal_number);
    http_server_stop(server);
    cmd_say(cmd, MESSAGE(MSG_cmd_stopped));
    return NULL;
}

static int run(struct cmd *cmd) {
    const struct err *err = serve(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_serve = {
    .name = "serve",
    .usage = "serve --data DIR [--port 8080] [--address 127.0.0.1] [--show-accounts]",
    .summary = MSG_cmd_summary_serve,
    .options = "data port address database show-accounts",
    .run = run,
};
