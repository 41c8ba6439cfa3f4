/* thidua user add|reset|close|reopen|list|grant: accounts. One-time codes are made by the program
 * and printed once; nothing secret is ever read from the command line, where others could see it.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "features/account/account_service.h"
#include "features/account/door_service.h"
#include "features/account/grant_service.h"
#include "features/cluster/cluster_service.h"
#include "features/factor/factor_service.h"
#include "text/utf8.h"

enum { LOGIN_WIDTH = 16 };

/* --role, --cluster and --unit, found and fitting together. */
struct grant_words {
    enum role role;
    struct str cluster_id;
    struct str unit_id;
};

static const struct err *find_unit(struct cmd *cmd, const struct cluster_summary *summary,
                                   struct str *ret_unit_id) {
    struct cluster_period cluster;
    TRY(cluster_find(cmd->db, cmd->arena, &cmd->user, summary->slug, summary->period_code,
                     &cluster));
    ptrdiff_t unit = cluster_member_by_slug(&cluster, str_from_c(cmd->unit));
    if (unit < 0)
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.user_no_unit", "no member %s", cmd->unit);
    *ret_unit_id = cluster.members.items[unit].id;
    return NULL;
}

/* A unit alone: its clusters follow from what it is a member of, or what stands below it. */
static const struct err *find_unit_alone(struct cmd *cmd, struct str *ret_unit_id) {
    struct unit_names names;
    TRY(grant_unit_names(cmd->db, cmd->arena, cmd->now_ms, &names));
    for (size_t i = 0; i < names.count; i++)
        if (str_equal_c(names.items[i].slug, cmd->unit)) {
            *ret_unit_id = names.items[i].id;
            return NULL;
        }
    return ERR_TEXT(ERR_NOT_FOUND, "cmd.user_no_unit", "no unit %s", cmd->unit);
}

static const struct err *find_scope(struct cmd *cmd, struct grant_words *words) {
    enum role_scope scope = role_scope(words->role);
    if (scope == SCOPE_NONE || (scope == SCOPE_TREE && !cmd->cluster && !cmd->unit))
        return NULL;
    if (!cmd->cluster && cmd->unit && scope != SCOPE_CLUSTER)
        return find_unit_alone(cmd, &words->unit_id);
    if (!cmd->cluster || (role_needs_unit(words->role) && !cmd->unit))
        return ERR_TEXT(ERR_INPUT, "cmd.user_scope_missing", "this role needs a scope");
    struct cluster_summaries clusters;
    struct reach reach = user_reach(cmd->arena, &cmd->user, RIGHT_CLUSTER_READ);
    TRY(cluster_list(cmd->db, cmd->arena, &reach, &clusters));
    for (size_t i = 0; i < clusters.count; i++) {
        if (!str_equal_c(clusters.items[i].slug, cmd->cluster))
            continue;
        words->cluster_id = clusters.items[i].cluster_id; /* newest half-year first */
        return role_needs_unit(words->role) ? find_unit(cmd, &clusters.items[i], &words->unit_id)
                                            : NULL;
    }
    return ERR_TEXT(ERR_NOT_FOUND, "cmd.user_no_cluster", "no cluster %s", cmd->cluster);
}

static const struct err *read_grant(struct cmd *cmd, struct grant_words *ret_words) {
    struct grant_words words = {.cluster_id = STR(""), .unit_id = STR("")};
    if (!cmd->role || !role_from_code(str_from_c(cmd->role), &words.role))
        return ERR_TEXT(ERR_INPUT, "cmd.user_role_unknown", "role %s",
                        cmd->role ? cmd->role : "(none)");
    TRY(find_scope(cmd, &words));
    *ret_words = words;
    return NULL;
}

static void print_code(struct cmd *cmd, enum msg_id id, struct str login, struct str code) {
    if (!cmd->json) {
        cmd_say(cmd, MESSAGE_WITH(id, login, code, str_format(cmd->arena, "%d", CODE_DAYS)));
        return;
    }
    json_t *root = json_object();
    json_object_set_new(root, "login", json_text(login));
    json_object_set_new(root, "code", json_text(code));
    json_object_set_new(root, "days", json_integer(CODE_DAYS));
    json_print(cmd, root);
}

static const struct err *add(struct cmd *cmd, struct str login, int *ret_status) {
    TRY(cmd_open(cmd, CMD_WRITES));
    struct grant_words words;
    TRY(read_grant(cmd, &words));
    struct account_form form = {.login = login,
                                .role = words.role,
                                .cluster_id = words.cluster_id,
                                .unit_id = words.unit_id};
    if (!utf8_clean_line(cmd->arena, str_from_c(cmd->name ? cmd->name : ""), &form.name))
        form.name = STR("");
    struct issues issues = {0};
    struct str code;
    TRY(account_create(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &form, &issues, &code));
    if (issues.count)
        *ret_status = cmd_print_issues(cmd, &issues);
    else
        print_code(cmd, MSG_cmd_user_added, login, code);
    return NULL;
}

static const struct err *reset(struct cmd *cmd, struct str login, int *ret_status) {
    TRY(cmd_open(cmd, CMD_WRITES));
    struct issues issues = {0};
    struct str code;
    TRY(account_reset(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, login, &issues, &code));
    if (issues.count)
        *ret_status = cmd_print_issues(cmd, &issues);
    else
        print_code(cmd, MSG_cmd_user_code_given, login, code);
    return NULL;
}

static const struct err *close_account(struct cmd *cmd, struct str login, int *ret_status) {
    TRY(cmd_open(cmd, CMD_WRITES));
    struct issues issues = {0};
    TRY(account_close(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, login, &issues));
    if (issues.count) {
        *ret_status = cmd_print_issues(cmd, &issues);
    } else if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "login", json_text(login));
        json_object_set_new(root, "closed", json_true());
        json_print(cmd, root);
    } else {
        cmd_say(cmd, MESSAGE_WITH(MSG_cmd_user_is_closed, login));
    }
    return NULL;
}

static const struct err *reopen(struct cmd *cmd, struct str login, int *ret_status) {
    (void)ret_status;
    TRY(cmd_open(cmd, CMD_WRITES));
    struct str code;
    TRY(account_reopen(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, login, &code));
    print_code(cmd, MSG_cmd_user_code_given, login, code);
    return NULL;
}

/* For when nobody is left who could do it on a page. */
static const struct err *remove_factors(struct cmd *cmd, struct str login, int *ret_status) {
    (void)ret_status;
    TRY(cmd_open(cmd, CMD_WRITES));
    struct factor_settings settings;
    struct issues issues = {0};
    factor_settings_of(cmd->arena, &cmd->config, &issues, &settings);
    TRY(factors_remove(cmd->db, cmd->arena, &settings, &cmd->user, cmd->now_ms, login));
    if (!cmd->json) {
        cmd_say(cmd, MESSAGE(MSG_notice_factors_removed));
        return NULL;
    }
    json_t *root = json_object();
    json_object_set_new(root, "login", json_text(login));
    json_object_set_new(root, "second_step", json_false());
    json_print(cmd, root);
    return NULL;
}

static const struct err *grant(struct cmd *cmd, struct str login, int *ret_status) {
    TRY(cmd_open(cmd, CMD_WRITES));
    struct grant_words words;
    TRY(read_grant(cmd, &words));
    const struct grant_form form = {
        .role = words.role, .cluster_id = words.cluster_id, .unit_id = words.unit_id};
    struct issues issues = {0};
    TRY(grant_give(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, login, &form, &issues));
    if (issues.count) {
        *ret_status = cmd_print_issues(cmd, &issues);
        return NULL;
    }
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "login", json_text(login));
        json_object_set_new(root, "role", json_text(role_code(words.role)));
        json_print(cmd, root);
        return NULL;
    }
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_user_granted, login,
                              message_plain(cmd->lang, role_name(words.role))));
    return NULL;
}

static const struct err *list(struct cmd *cmd, struct str login, int *ret_status) {
    (void)login;
    (void)ret_status;
    TRY(cmd_open(cmd, CMD_READS));
    struct account_lines lines;
    TRY(account_list(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &lines));
    json_t *accounts = json_array();
    for (size_t i = 0; i < lines.count; i++) {
        const struct account_line *line = &lines.items[i];
        struct str created = date_iso(cmd->arena, date_of_instant(line->created_ms));
        json_t *item = json_object();
        json_object_set_new(item, "login", json_text(line->login));
        json_object_set_new(item, "name", json_text(line->name));
        json_object_set_new(item, "created", json_text(created));
        json_object_set_new(item, "closed", json_boolean(line->closed));
        json_array_append_new(accounts, item);
        if (!cmd->json)
            fprintf(cmd->out, "%-*.*s  " STR_FMT "  " STR_FMT "%s%s\n", LOGIN_WIDTH,
                    (int)line->login.n, line->login.p, STR_ARG(created), STR_ARG(line->name),
                    line->closed ? "  " : "",
                    line->closed ? message_plain(cmd->lang, MSG_cmd_user_closed).p : "");
    }
    if (cmd->json)
        json_print(cmd, json_pack("{s:o}", "accounts", accounts));
    else
        json_decref(accounts);
    return NULL;
}

static const struct action {
    const char *name;
    size_t words; /* with its own name */
    const struct err *(*run)(struct cmd *cmd, struct str login, int *ret_status);
} ACTIONS[] = {
    {"add", 2, add},
    {"reset", 2, reset},
    {"close", 2, close_account},
    {"reopen", 2, reopen},
    {"list", 1, list},
    {"grant", 2, grant},
    {"remove-second-step", 2, remove_factors},
};

static int run(struct cmd *cmd) {
    for (size_t i = 0; i < COUNT_OF(ACTIONS) && cmd->word_count; i++) {
        const struct action *action = &ACTIONS[i];
        if (strcmp(action->name, cmd->words[0]) != 0 || action->words != cmd->word_count)
            continue;
        int status = EXIT_WELL;
        struct str login = action->words > 1 ? text_of_path(cmd->arena, cmd->words[1]) : STR("");
        const struct err *err = action->run(cmd, login, &status);
        if (err && err->kind == ERR_NOT_FOUND && !err->text_key)
            return cmd_refuse(cmd, MESSAGE_WITH(MSG_cmd_user_unknown, login));
        return err ? cmd_fail(cmd, err) : status;
    }
    return cmd_refuse(cmd, MESSAGE(MSG_cmd_user_what));
}

const struct command command_user = {
    .name = "user",
    .usage = "user add LOGIN --name TEXT --role ROLE [--cluster NAME] [--unit NAME] | reset "
             "LOGIN | close LOGIN | reopen LOGIN | remove-second-step LOGIN | list | grant LOGIN "
             "--role ROLE … --data DIR "
             "[--as LOGIN] [--json]",
    .summary = MSG_cmd_summary_user,
    .options = "data database name role cluster unit as json",
    .words_max = 2,
    .beside = CMD_BESIDE_INSIDE,
    .run = run,
};
