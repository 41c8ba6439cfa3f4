/* thidua copy-database: all data from the data folder's database to PostgreSQL, or back into a new
 * folder. The source stays as it is. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "sys/files.h"

/* As libpq tells them from names of databases. */
static bool is_dsn(const char *text) {
    return strchr(text, '=') || strncmp(text, "postgres://", 11) == 0 ||
           strncmp(text, "postgresql://", 13) == 0;
}

static const struct err *copy_to(struct cmd *cmd, const struct db_options *options,
                                 struct db_copied *ret_copied) {
    struct db *target;
    TRY(db_open(options, &target));
    const struct err *err = db_migrate(target, cmd->now_ms, NULL);
    if (!err)
        err = db_copy(cmd->db, target, cmd->arena, ret_copied);
    /* Before the queries go, which are in the arena of the command. */
    db_close(target);
    return err;
}

static const struct err *copy_to_folder(struct cmd *cmd, struct db_copied *ret_copied) {
    static const char *const FILES[] = {"thidua.db", "thidua.db-wal", "thidua.db-shm"};
    struct stat status;
    if (stat(cmd->to, &status) == 0)
        return ERR_TEXT(ERR_CONFLICT, "db.copy_target_used", "%s exists already", cmd->to);
    TRY(folder_make(cmd->to));
    struct db_options options = {.engine = DB_SQLITE,
                                 .sqlite_path = str_format(cmd->arena, "%s/thidua.db", cmd->to).p};
    const struct err *err = copy_to(cmd, &options, ret_copied);
    if (err) {
        for (size_t i = 0; i < COUNT_OF(FILES); i++)
            unlink(str_format(cmd->arena, "%s/%s", cmd->to, FILES[i]).p);
        rmdir(cmd->to);
    }
    return err;
}

static const struct err *copy(struct cmd *cmd) {
    TRY(cmd_open(cmd, CMD_WRITES)); /* no server writes meanwhile */
    struct db_copied copied;
    if (is_dsn(cmd->to)) {
        struct db_options options = {
            .engine = DB_POSTGRES, .postgres_dsn = cmd->to, .statement_max_s = CMD_STATEMENT_MAX_S};
        TRY(copy_to(cmd, &options, &copied));
    } else {
        TRY(copy_to_folder(cmd, &copied));
    }
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "tables", json_integer(copied.tables));
        json_object_set_new(root, "rows", json_integer(copied.rows));
        json_print(cmd, root);
        return NULL;
    }
    cmd_say(cmd, MESSAGE_WITH(is_dsn(cmd->to) ? MSG_cmd_copy_done : MSG_cmd_copy_back_done,
                              str_format(cmd->arena, "%lld", (long long)copied.rows),
                              str_format(cmd->arena, "%lld", (long long)copied.tables),
                              text_of_path(cmd->arena, is_dsn(cmd->to) ? cmd->data : cmd->to)));
    return NULL;
}

static int run(struct cmd *cmd) {
    if (!cmd->to || !*cmd->to)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_copy_to_missing));
    const struct err *err = copy(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_copy = {
    .name = "copy-database",
    .usage = "copy-database --data DIR --to DSN|NEW-DIR [--json]",
    .summary = MSG_cmd_summary_copy,
    .options = "data database to json",
    .beside = CMD_BESIDE_REFUSES, /* nothing may be written meanwhile */
    .run = run,
};
