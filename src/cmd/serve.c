/* thidua serve: the program for browsers, until it is told to stop. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/control.h"
#include "feature_list.h"
#include "features/account/door_service.h"
#include "features/account/token_service.h"
#include "features/audit/audit_seal.h"
#include "features/backup/backup_job.h"
#include "features/factor/factor_service.h"
#include "features/frame/frame.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/log.h"
#include "sys/service.h"

enum { ACCOUNTS_BYTES_MAX = 1 << 16 };

/* The passwords made for this installation, as long as their file is there. Only when asked for:
 * the output of a service ends up in a log. */
static void print_accounts(const struct cmd *cmd) {
    const char *path = str_format(cmd->arena, "%s/tai-khoan.txt", cmd->data).p;
    struct str text;
    if (file_read(cmd->arena, path, ACCOUNTS_BYTES_MAX, &text))
        return;
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_accounts_head, str_from_c(path)));
    fprintf(cmd->out, STR_FMT, STR_ARG(text));
}

static struct http_options http_options(const struct config *config, const char *data) {
    return (struct http_options){
        .address = config->address,
        .port = (uint16_t)config->port,
        .workers = config->workers,
        .queue_max = config->queue_max,
        .unix_path = *config->unix_socket ? config->unix_socket : NULL,
        .inherited_socket = service_socket(),
        .spool_folder = data,
        .connections_max = config->connections_max,
        .request_max_ms = config->request_max_s * 1000,
        .idle_max_ms = config->idle_max_s * 1000,
        .log_requests = config->log_requests,
    };
}

static const struct err *start(struct cmd *cmd, const struct http_app *http_app,
                               const struct http_options *options,
                               struct http_server **ret_server) {
    const struct err *err = http_server_start(http_app, options, ret_server);
    if (err && err->kind == ERR_IN_USE)
        return ERR_TEXT(ERR_IN_USE, "cmd.port_in_use", "%s", err->message);
    TRY(err);
    if (options->inherited_socket) {
        cmd_say(cmd, MESSAGE(MSG_cmd_serving_inherited));
    } else if (options->unix_path) {
        cmd_say(cmd, MESSAGE_WITH(MSG_cmd_serving_unix, str_from_c(options->unix_path)));
    } else {
        bool is_v6 = strchr(options->address, ':') != NULL;
        struct str address = str_format(cmd->arena, is_v6 ? "http://[%s]:%u" : "http://%s:%u",
                                        options->address, http_server_port(*ret_server));
        cmd_say(cmd, MESSAGE_WITH(MSG_cmd_serving, address));
    }
    return NULL;
}

static const struct err *start_jobs(struct cmd *cmd, struct job_runner **ret_runner) {
    struct job_runner_options options = {
        .jobs = cmd_jobs(cmd),
        .threads = cmd->config.job_workers,
        .keep_days = cmd->config.job_keep_days,
        .owner = cmd_name_of_program(cmd),
    };
    return job_runner_start(&options, ret_runner);
}

enum { SEAL_GATHER_MS = 200 };

static const struct err *start_sealer(struct cmd *cmd, struct audit_sealer **ret_sealer) {
    struct audit_sealer_options options = {
        .db = cmd->db,
        .owner = cmd_name_of_program(cmd),
        .gather_ms = SEAL_GATHER_MS,
    };
    return audit_sealer_start(&options, ret_sealer);
}

static const struct err *serve(struct cmd *cmd) {
    TRY(cmd_read_config(cmd));
    struct http_options options = http_options(&cmd->config, cmd->data);
    /* Blocked before any thread starts, so that only sigwait below gets them. */
    sigset_t stops;
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, NULL);
    cmd->serves = true;
    TRY(cmd_open(cmd, CMD_WRITES));
    int64_t mark_ms; /* no session, code or lock gets time back from a clock that was set back */
    TRY(door_mark(cmd->db, cmd->arena, &mark_ms));
    clock_steady_raise(mark_ms);
    struct factor_settings factors;
    struct issues issues = {0}; /* cmd_read_config said them */
    factor_settings_of(cmd->arena, &cmd->config, &issues, &factors);
    TRY(factor_read_key(cmd->arena, cmd->data, &factors));
    factor_use(&factors);
    token_switch(cmd->config.api_tokens);
    struct app app = {.db = cmd->db,
                      .folder = cmd->data,
                      .jobs_folder = cmd_jobs(cmd).folder,
                      .config = &cmd->config};
    struct http_app http_app = features_http_app(&app);
    struct http_server *server;
    struct job_runner *runner;
    struct audit_sealer *sealer;
    TRY(start_sealer(cmd, &sealer));
    const struct err *err = start(cmd, &http_app, &options, &server);
    if (!err && (err = start_jobs(cmd, &runner)))
        http_server_stop(server);
    if (err) {
        audit_sealer_stop(sealer);
        return err;
    }
    struct control_server *control = NULL;
    err = control_start(cmd, &control);
    if (err) /* pages are served all the same; commands that write are refused then */
        log_err("control.closed", err);
    struct backup_clock *clock = NULL;
    struct jobs jobs = cmd_jobs(cmd);
    err = backup_clock_start(&jobs, &clock);
    if (err)
        log_err("backup.schedule", err);
    if (cmd->show_accounts)
        print_accounts(cmd);
    fflush(stdout);
    service_tell("READY=1");
    int signal_number;
    sigwait(&stops, &signal_number);
    service_tell("STOPPING=1");
    control_stop(control);
    backup_clock_stop(clock);
    http_server_stop(server);
    job_runner_stop(runner); /* the steps that run end; their jobs go on with the next start */
    audit_sealer_stop(sealer);
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
    .beside = CMD_BESIDE_REFUSES,
    .run = run,
};
