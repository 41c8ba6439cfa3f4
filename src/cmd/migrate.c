/* thidua migrate: brings the database's schema up to date; a backup is written beside it first. */
#include "cmd/cmd.h"
#include "cmd/output.h"

static const struct err *migrate(struct cmd *cmd) {
    TRY(cmd_open(cmd, CMD_WRITES));
    struct db_migration_state state;
    TRY(db_migration_state(cmd->db, &state));
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "applied", json_integer(cmd->migrations_applied));
        json_object_set_new(root, "schema", json_integer(state.applied));
        json_print(cmd, root);
        return NULL;
    }
    struct str schema = str_format(cmd->arena, "%d", state.applied);
    struct str applied = str_format(cmd->arena, "%d", cmd->migrations_applied);
    cmd_say(cmd, cmd->migrations_applied ? MESSAGE_WITH(MSG_cmd_migrate_done, applied, schema)
                                         : MESSAGE_WITH(MSG_cmd_migrate_nothing, schema));
    return NULL;
}

static int run(struct cmd *cmd) {
    const struct err *err = migrate(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_migrate = {
    .name = "migrate",
    .usage = "migrate --data DIR [--json]",
    .summary = MSG_cmd_summary_migrate,
    .options = "data database json",
    .beside = CMD_BESIDE_INSIDE,
    .run = run,
};
