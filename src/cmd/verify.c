/* thidua verify: is the database whole, and does it hold what must hold? Changes nothing. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/invariant/invariant_service.h"

static const char *code_of(enum severity severity) {
    return severity == SEVERITY_ERROR ? "error" : severity == SEVERITY_WARNING ? "warning" : "note";
}

static json_t *breach_json(struct cmd *cmd, const struct invariant_breach *breach) {
    json_t *item = json_object();
    json_object_set_new(item, "severity", json_string(code_of(breach->severity)));
    json_object_set_new(item, "cluster", json_text(breach->cluster));
    json_object_set_new(item, "period", json_text(breach->period));
    json_object_set_new(item, "message",
                        json_text(message_text(cmd->arena, cmd->lang, breach->message)));
    return item;
}

static void print_breach(struct cmd *cmd, const struct invariant_breach *breach) {
    struct str text = message_text(cmd->arena, cmd->lang, breach->message);
    enum msg_id severity =
        breach->severity == SEVERITY_ERROR ? MSG_cmd_severity_error : MSG_cmd_severity_warning;
    if (breach->cluster.p)
        fprintf(cmd->out, STR_FMT " " STR_FMT "  ", STR_ARG(breach->cluster),
                STR_ARG(breach->period));
    fprintf(cmd->out, "%s  " STR_FMT "\n", message_plain(cmd->lang, severity).p, STR_ARG(text));
}

static int tell(struct cmd *cmd, const struct invariant_breaches *breaches) {
    json_t *list = json_array();
    size_t errors = 0;
    for (size_t i = 0; i < breaches->count; i++) {
        errors += breaches->items[i].severity == SEVERITY_ERROR;
        json_array_append_new(list, breach_json(cmd, &breaches->items[i]));
        if (!cmd->json)
            print_breach(cmd, &breaches->items[i]);
    }
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "ok", json_boolean(errors == 0));
        json_object_set_new(root, "findings", list);
        json_print(cmd, root);
    } else {
        json_decref(list);
        if (!errors)
            cmd_say(cmd, MESSAGE(MSG_cmd_verify_well));
    }
    return errors ? EXIT_FAULTS : EXIT_WELL;
}

/* Results of long work that are gone or changed, and work that stands still. No damage: a result
 * can be made again, and a backup holds none. */
static const struct err *check_jobs(struct cmd *cmd, struct invariant_breaches *breaches) {
    struct jobs jobs = cmd_jobs(cmd);
    struct job_troubles troubles;
    TRY(job_check(&jobs, cmd->arena, cmd->now_ms, true, &troubles));
    for (size_t i = 0; i < troubles.count; i++)
        *list_push(cmd->arena, breaches) = (struct invariant_breach){
            SEVERITY_WARNING, STR_NONE, STR_NONE, troubles.items[i].message};
    return NULL;
}

static const struct err *verify(struct cmd *cmd, struct invariant_breaches *breaches) {
    const struct err *err = cmd_open(cmd, CMD_READS);
    if (!err)
        err = db_check(cmd->db);
    if (!err)
        err = invariant_check(cmd->db, cmd->arena, breaches);
    if (!err)
        err = check_jobs(cmd, breaches);
    if (err && err->text_key && strcmp(err->text_key, "db.damaged") == 0) {
        fprintf(cmd->err, "        (%s)\n", err->message);
        *list_push(cmd->arena, breaches) =
            (struct invariant_breach){SEVERITY_ERROR, STR_NONE, STR_NONE, MESSAGE(MSG_db_damaged)};
        return NULL;
    }
    return err;
}

static int run(struct cmd *cmd) {
    struct invariant_breaches breaches = {0};
    const struct err *err = verify(cmd, &breaches);
    return err ? cmd_fail(cmd, err) : tell(cmd, &breaches);
}

const struct command command_verify = {
    .name = "verify",
    .usage = "verify --data DIR [--json]",
    .summary = MSG_cmd_summary_verify,
    .options = "data database json",
    .beside = CMD_BESIDE_READS,
    .run = run,
};
