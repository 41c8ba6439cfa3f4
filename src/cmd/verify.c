/* thidua verify: is the database whole, and does it hold what must hold? Changes nothing. */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/audit/audit_verify.h"
#include "features/invariant/invariant_service.h"
#include "sys/files.h"

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

/* The chain of the audit trail: how far it is proven, and what waits for its link. */
struct chain {
    bool is_known; /* it was looked at */
    struct audit_anchors anchors;
    struct audit_verdict verdict;
};

static json_t *chain_json(struct cmd *cmd, const struct chain *chain) {
    const struct audit_verdict *verdict = &chain->verdict;
    json_t *root = json_object();
    json_object_set_new(root, "ok", json_boolean(!verdict->fault));
    json_object_set_new(root, "checked", json_integer(verdict->checked));
    json_object_set_new(root, "destroyed", json_integer(verdict->destroyed));
    json_object_set_new(root, "head_seq", json_integer(verdict->head.seq));
    json_object_set_new(root, "head_hash", json_text(verdict->head.hash));
    json_object_set_new(root, "anchors", json_integer((json_int_t)verdict->anchors_met));
    json_object_set_new(root, "tail", json_integer(verdict->tail.count));
    json_object_set_new(root, "tail_age_ms",
                        json_integer(audit_tail_age_ms(&verdict->tail, cmd->now_ms)));
    if (verdict->fault) {
        json_t *fault = json_object();
        struct message sentence = audit_fault_sentence(cmd->arena, verdict);
        json_object_set_new(fault, "code", json_text(audit_fault_code(verdict->fault)));
        json_object_set_new(fault, "seq", json_integer(verdict->fault_seq));
        json_object_set_new(fault, "entry", json_text(verdict->fault_entry_id));
        json_object_set_new(fault, "message",
                            json_text(message_text(cmd->arena, cmd->lang, sentence)));
        json_object_set_new(root, "fault", fault);
    }
    return root;
}

static struct str number(struct cmd *cmd, int64_t value) {
    return str_format(cmd->arena, "%lld", (long long)value);
}

static void say_chain(struct cmd *cmd, const struct chain *chain) {
    const struct audit_verdict *verdict = &chain->verdict;
    cmd_say(cmd, MESSAGE_WITH(MSG_trail_proven, number(cmd, verdict->checked),
                              number(cmd, verdict->head.seq), verdict->head.hash));
    if (verdict->anchors_met)
        cmd_say(cmd,
                MESSAGE_WITH(MSG_trail_anchors_met, number(cmd, (int64_t)verdict->anchors_met)));
    if (verdict->tail.count)
        cmd_say(cmd,
                MESSAGE_WITH(MSG_trail_tail, number(cmd, verdict->tail.count),
                             number(cmd, audit_tail_age_ms(&verdict->tail, cmd->now_ms) / 1000)));
}

static int tell(struct cmd *cmd, const struct invariant_breaches *breaches,
                const struct chain *chain) {
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
        if (chain->is_known)
            json_object_set_new(root, "audit", chain_json(cmd, chain));
        json_print(cmd, root);
    } else {
        json_decref(list);
        if (chain->is_known)
            say_chain(cmd, chain);
        if (!errors)
            cmd_say(cmd, MESSAGE(MSG_cmd_verify_well));
    }
    return errors ? EXIT_FAULTS : EXIT_WELL;
}

/* Results of long work that are gone or changed, and work that stands still. No damage: a result
 * can be made again. */
static const struct err *check_jobs(struct cmd *cmd, struct invariant_breaches *breaches) {
    struct jobs jobs = cmd_jobs(cmd);
    struct job_troubles troubles;
    TRY(job_check(&jobs, cmd->arena, cmd->now_ms, true, &troubles));
    for (size_t i = 0; i < troubles.count; i++)
        *list_push(cmd->arena, breaches) = (struct invariant_breach){
            SEVERITY_WARNING, STR_NONE, STR_NONE, troubles.items[i].message};
    return NULL;
}

/* --anchor: one on the command line, or the path of a file of them. */
static const struct err *read_anchors(struct cmd *cmd, struct audit_anchors *ret_anchors) {
    enum { FILE_BYTES_MAX = 16 << 20 };
    struct audit_anchor anchor;
    struct str text;
    size_t line;
    if (!cmd->anchor)
        return NULL;
    if (audit_anchor_read(cmd->arena, str_from_c(cmd->anchor), &anchor)) {
        *list_push(cmd->arena, ret_anchors) = anchor;
        return NULL;
    }
    const struct err *err = file_read(cmd->arena, cmd->anchor, FILE_BYTES_MAX, &text);
    if (err && err->kind == ERR_NOT_FOUND)
        return ERR_TEXT(ERR_INPUT, "trail.anchor_unread", "no anchor, and no such file");
    TRY(err);
    if (!audit_anchors_read(cmd->arena, text, ret_anchors, &line))
        return ERR_TEXT(ERR_INPUT, "trail.anchor_unread", "line %zu is no anchor", line);
    return NULL;
}

static const struct err *check_chain(struct cmd *cmd, struct chain *chain,
                                     struct invariant_breaches *breaches) {
    TRY(audit_verify(cmd->db, cmd->arena, &chain->anchors, &chain->verdict));
    chain->is_known = true;
    if (chain->verdict.fault)
        *list_push(cmd->arena, breaches) = (struct invariant_breach){
            SEVERITY_ERROR, STR_NONE, STR_NONE, audit_fault_sentence(cmd->arena, &chain->verdict)};
    return NULL;
}

static const struct err *verify(struct cmd *cmd, struct invariant_breaches *breaches,
                                struct chain *chain) {
    TRY(read_anchors(cmd, &chain->anchors));
    const struct err *err = cmd_open(cmd, CMD_READS);
    if (!err)
        err = db_check(cmd->db);
    if (!err)
        err = invariant_check(cmd->db, cmd->arena, breaches);
    if (!err)
        err = check_jobs(cmd, breaches);
    if (!err)
        err = check_chain(cmd, chain, breaches);
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
    struct chain chain = {0};
    const struct err *err = verify(cmd, &breaches, &chain);
    return err ? cmd_fail(cmd, err) : tell(cmd, &breaches, &chain);
}

const struct command command_verify = {
    .name = "verify",
    .usage = "verify --data DIR [--anchor SEQ:HASH|FILE] [--json]",
    .summary = MSG_cmd_summary_verify,
    .options = "data database anchor json",
    .beside = CMD_BESIDE_READS,
    .run = run,
};
