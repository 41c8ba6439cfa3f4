/* thidua init: a new data folder, with a sample or with the first account only. */
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "cmd/cmd.h"
#include "features/account/account_service.h"
#include "features/account/grant_service.h"
#include "features/cluster/cluster_service.h"
#include "features/sample/sample.h"
#include "sys/files.h"

/* An account to be made, and what was made for it: in a sample a password, else a one-time code. */
struct first_account {
    const char *login;
    enum msg_id name;
    enum role role;
    const char *unit_slug; /* of the sample; NULL: none */
    struct str secret;
    bool is_commander_too; /* a small office: one person enters and sends */
};

static const struct err *make_account(struct cmd *cmd, const struct cluster_period *cluster,
                                      struct first_account *account) {
    struct account_form form = {.login = str_from_c(account->login),
                                .name = message_plain(LANG_VI, account->name),
                                .role = account->role};
    if (cluster && (role_needs_cluster(account->role) || account->role == ROLE_READER))
        form.cluster_id = cluster->cluster_id;
    if (cluster && account->unit_slug) {
        ptrdiff_t unit = cluster_member_by_slug(cluster, str_from_c(account->unit_slug));
        if (unit < 0)
            return ERR(ERR_INTERNAL, "the sample has no unit %s", account->unit_slug);
        form.unit_id = cluster->members.items[unit].id;
        if (account->role == ROLE_UNIT)
            form.name = cluster->members.items[unit].name;
    }
    struct issues issues = {0};
    if (cluster)
        TRY(account_create_sample(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &form, &issues,
                                  &account->secret));
    else
        TRY(account_create(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &form, &issues,
                           &account->secret));
    if (issues.count)
        return ERR(ERR_CONFLICT, "the account %s exists already", account->login);
    const struct grant_form also = {.role = ROLE_COMMANDER, .unit_id = form.unit_id};
    return account->is_commander_too ? grant_give(cmd->db, cmd->arena, &cmd->user, cmd->now_ms,
                                                  form.login, &also, &issues)
                                     : NULL;
}

/* Passwords and codes are kept for the owner of the folder, who may delete the file once he knows
 * them. */
static const struct err *keep_accounts(struct cmd *cmd, const struct first_account *accounts,
                                       size_t count) {
    struct buf text = BUF_INIT(1 << 16);
    for (size_t i = 0; i < count; i++)
        buf_append_format(&text, "%-12s " STR_FMT "   %s\n", accounts[i].login,
                          STR_ARG(accounts[i].secret),
                          message_plain(cmd->lang, role_name(accounts[i].role)).p);
    const char *path = str_format(cmd->arena, "%s/tai-khoan.txt", cmd->data).p;
    const struct err *err = file_write_atomic(path, buf_str(&text), 0600);
    buf_release(&text);
    return err;
}

static void print_accounts(const struct cmd *cmd, const struct first_account *accounts,
                           size_t count) {
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        const struct first_account *a = &accounts[i];
        if (!cmd->json)
            fprintf(cmd->out, "  %-12s " STR_FMT "   %s\n", a->login, STR_ARG(a->secret),
                    message_plain(cmd->lang, role_name(a->role)).p);
        struct str role = role_code(a->role);
        json_array_append_new(list, json_pack("{s:s, s:s%, s:s%}", "login", a->login,
                                              cmd->sample && *cmd->sample ? "password" : "code",
                                              a->secret.p, a->secret.n, "role", role.p, role.n));
    }
    if (cmd->json) {
        json_t *root = json_pack("{s:s, s:o}", "data", cmd->data, "accounts", list);
        json_dumpf(root, cmd->out, JSON_INDENT(2));
        putc('\n', cmd->out);
        json_decref(root);
    } else {
        json_decref(list);
    }
}

static const struct err *refuse_used_folder(const struct cmd *cmd) {
    struct stat status;
    const char *path = str_format(cmd->arena, "%s/thidua.db", cmd->data).p;
    const char *dsn = str_format(cmd->arena, "%s/database.dsn", cmd->data).p;
    if (stat(path, &status) == 0 || stat(dsn, &status) == 0)
        return ERR_TEXT(ERR_CONFLICT, "cmd.folder_in_use", "%s holds data already", cmd->data);
    return NULL;
}

/* What a failed init leaves behind would be taken for data the next time. */
static void undo(struct cmd *cmd, bool folder_is_new) {
    static const char *const FILES[] = {"thidua.db", "thidua.db-wal", "thidua.db-shm",
                                        "lock",      "tai-khoan.txt", "database.dsn"};
    cmd_close(cmd);
    for (size_t i = 0; i < COUNT_OF(FILES); i++)
        unlink(str_format(cmd->arena, "%s/%s", cmd->data, FILES[i]).p);
    if (folder_is_new)
        rmdir(cmd->data);
}

/* The DSN may lead to what another folder's init has filled. */
static const struct err *refuse_used_database(struct cmd *cmd) {
    struct account_lines accounts = {0};
    TRY(account_list(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, &accounts));
    if (accounts.count)
        return ERR_TEXT(ERR_CONFLICT, "cmd.database_in_use", "the database holds accounts already");
    return NULL;
}

/* *ret_ours: the folder was found empty, and what is in it now was put there here. */
static const struct err *init(struct cmd *cmd, bool *ret_ours) {
    const char *sample = cmd->sample ? cmd->sample : "";
    if (*sample && !sample_exists(sample))
        return ERR_TEXT(ERR_INPUT, "cmd.no_such_sample", "no sample %s", sample);
    TRY(refuse_used_folder(cmd));
    TRY(folder_make(cmd->data));
    TRY(folder_lock_take(cmd->data, &cmd->folder_lock));
    TRY(refuse_used_folder(cmd)); /* nobody was quicker, and now nobody can be */
    *ret_ours = true;
    TRY(cmd_open(cmd, CMD_MAKES));
    TRY(refuse_used_database(cmd));
    struct cluster_period cluster;
    const struct cluster_period *scope = NULL;
    if (*sample) {
        TRY(sample_load(cmd->db, cmd->arena, &cmd->user, cmd->now_ms, sample, &cluster));
        scope = &cluster;
    }
    bool training = strncmp(sample, "training", 8) == 0;
    struct first_account accounts[] = {
        {"thuongtruc", MSG_cmd_account_office, ROLE_OFFICE, NULL, STR_NONE},
        {"quantri", MSG_cmd_account_admin, ROLE_ADMIN, NULL, STR_NONE},
        {"cumtruong", MSG_cmd_account_head, ROLE_HEAD, NULL, STR_NONE},
        {"chihuy", MSG_cmd_account_reader, ROLE_READER, NULL, STR_NONE},
        {"damsay", MSG_cmd_account_unit, ROLE_UNIT, "ban-chqs-huyen-dam-say", STR_NONE},
        {"chutich", MSG_cmd_account_chair, ROLE_CHAIR, NULL, STR_NONE},
        {"chihuydamsay", MSG_cmd_account_commander, ROLE_COMMANDER, "ban-chqs-huyen-dam-say",
         STR_NONE},
        {"kiemtra", MSG_cmd_account_checker, ROLE_CHECKER, "ban-chqs-huyen-thac-may", STR_NONE},
        {"thacmay", MSG_cmd_account_unit, ROLE_UNIT, "ban-chqs-huyen-thac-may", STR_NONE, true},
    };
    size_t count = training ? COUNT_OF(accounts) : *sample ? 4 : 2;
    for (size_t i = 0; i < count; i++)
        TRY(make_account(cmd, scope, &accounts[i]));
    TRY(keep_accounts(cmd, accounts, count));
    cmd_say(cmd, MESSAGE_WITH(MSG_cmd_init_done, str_from_c(cmd->data)));
    print_accounts(cmd, accounts, count);
    return NULL;
}

static int run(struct cmd *cmd) {
    struct stat status;
    bool folder_is_new = stat(cmd->data, &status) != 0;
    bool ours = false;
    const struct err *err = init(cmd, &ours);
    if (err && ours)
        undo(cmd, folder_is_new);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_init = {
    .name = "init",
    .usage = "init --data DIR [--sample training|training-blank|cluster-3] [--database DSN]",
    .summary = MSG_cmd_summary_init,
    .options = "data sample database json",
    .beside = CMD_BESIDE_REFUSES,
    .run = run,
};
