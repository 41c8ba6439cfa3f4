/* thidua rights: the table of roles and rights that this program allows by, for who inspects it. */
#include <stdio.h>

#include "cmd/cmd.h"
#include "cmd/output.h"

static const char *const STATES[] = {
    [RIGHT_READS] = "reads",
    [RIGHT_WRITES_BESIDE] = "writes-beside",
    [RIGHT_WRITES_PERIOD] = "writes-period",
    [RIGHT_WRITES_YEAR] = "writes-year",
};

static const char *const SCOPES[] = {
    [SCOPE_NONE] = "all",
    [SCOPE_CLUSTER] = "cluster",
    [SCOPE_UNIT] = "unit",
    [SCOPE_TREE] = "tree",
};

static json_t *rights_of(enum role role) {
    json_t *list = json_array();
    for (int right = 1; right < RIGHT_COUNT; right++)
        if (role_has_right(role, (enum right)right))
            json_array_append_new(list, json_text(right_code((enum right)right)));
    return list;
}

static json_t *given_by(enum role role) {
    json_t *list = json_array();
    for (int taken = 0; taken < ROLE_COUNT; taken++)
        if (role_gives(role, (enum role)taken))
            json_array_append_new(list, json_text(role_code((enum role)taken)));
    return list;
}

static void print_json(struct cmd *cmd) {
    json_t *roles = json_array();
    json_t *rights = json_array();
    for (int role = 0; role < ROLE_COUNT; role++) {
        json_t *item = json_object();
        json_object_set_new(item, "role", json_text(role_code((enum role)role)));
        json_object_set_new(item, "scope", json_string(SCOPES[role_scope((enum role)role)]));
        json_object_set_new(item, "rights", rights_of((enum role)role));
        json_object_set_new(item, "gives", given_by((enum role)role));
        json_array_append_new(roles, item);
    }
    for (int right = 1; right < RIGHT_COUNT; right++) {
        json_t *item = json_object();
        json_object_set_new(item, "right", json_text(right_code((enum right)right)));
        json_object_set_new(item, "state", json_string(STATES[right_state((enum right)right)]));
        json_array_append_new(rights, item);
    }
    json_print(cmd, json_pack("{s:o, s:o}", "roles", roles, "rights", rights));
}

/* A line a right: who has it, and what ends it. */
static void print_lines(struct cmd *cmd) {
    for (int right = 1; right < RIGHT_COUNT; right++) {
        enum msg_id name = right_name((enum right)right);
        if (name == MSG_none)
            continue;
        fprintf(cmd->out, STR_FMT " – " STR_FMT " (%s):", STR_ARG(right_code((enum right)right)),
                STR_ARG(message_plain(cmd->lang, name)), STATES[right_state((enum right)right)]);
        for (int role = 0; role < ROLE_COUNT; role++)
            if (role_has_right((enum role)role, (enum right)right))
                fprintf(cmd->out, " " STR_FMT, STR_ARG(role_code((enum role)role)));
        fputc('\n', cmd->out);
    }
}

static int run(struct cmd *cmd) {
    if (cmd->json)
        print_json(cmd);
    else
        print_lines(cmd);
    return EXIT_WELL;
}

const struct command command_rights = {
    .name = "rights",
    .usage = "rights [--json]",
    .summary = MSG_cmd_summary_rights,
    .options = "data json",
    .data_optional = true,
    .beside = CMD_BESIDE_READS,
    .run = run,
};
