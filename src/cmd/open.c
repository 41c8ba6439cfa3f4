/* The data folder: DIR/thidua.db (or DIR/database.dsn for PostgreSQL) and DIR/lock. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "features/scoring/scoring_service.h"
#include "sys/files.h"

enum { DSN_BYTES_MAX = 4096 };

static bool exists(const char *path) {
    struct stat status;
    return stat(path, &status) == 0;
}

/* The DSN of the folder, or of the option; NULL: the embedded database. */
static const struct err *find_dsn(struct cmd *cmd, const char **ret_dsn) {
    *ret_dsn = cmd->database;
    const char *path = str_format(cmd->arena, "%s/database.dsn", cmd->data).p;
    if (cmd->database || !exists(path))
        return NULL;
    struct str text;
    TRY(file_read(cmd->arena, path, DSN_BYTES_MAX, &text));
    *ret_dsn = str_c(cmd->arena, str_trim(text));
    return NULL;
}

/* A DSN given once is kept, readable by the owner only: it may hold a password. */
static const struct err *keep_dsn(const struct cmd *cmd) {
    if (!cmd->database)
        return NULL;
    const char *path = str_format(cmd->arena, "%s/database.dsn", cmd->data).p;
    return file_write_atomic(path, str_from_c(cmd->database), 0600);
}

const struct err *cmd_open(struct cmd *cmd, enum cmd_access access) {
    if (access == CMD_MAKES)
        TRY(folder_make(cmd->data));
    else if (!exists(cmd->data))
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.no_data_folder", "no folder %s", cmd->data);
    if (access != CMD_READS && !cmd->folder_lock)
        TRY(folder_lock_take(cmd->data, &cmd->folder_lock));
    const char *dsn;
    TRY(find_dsn(cmd, &dsn));
    const char *path = str_format(cmd->arena, "%s/thidua.db", cmd->data).p;
    if (access != CMD_MAKES && !dsn && !exists(path))
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.no_data_folder", "no database in %s", cmd->data);
    struct db_options options = {
        .engine = dsn ? DB_POSTGRES : DB_SQLITE,
        .sqlite_path = path,
        .postgres_dsn = dsn,
        .readers = 8,
        .read_only = access == CMD_READS,
    };
    TRY(db_open(&options, &cmd->db));
    if (access == CMD_READS) {
        struct db_migration_state state;
        TRY(db_migration_state(cmd->db, &state));
        if (state.newer)
            return ERR_TEXT(ERR_STATE, "db.schema_newer", "schema %d, program %d", state.applied,
                            state.known);
        if (state.applied < state.known)
            return ERR_TEXT(ERR_STATE, "cmd.schema_differs", "schema %d, program %d", state.applied,
                            state.known);
        return NULL;
    }
    TRY(db_migrate(cmd->db, cmd->now_ms, &cmd->migrations_applied));
    return access == CMD_MAKES ? keep_dsn(cmd) : NULL;
}

void cmd_close(struct cmd *cmd) {
    scoring_forget_boards(cmd->db);
    db_close(cmd->db);
    folder_lock_release(cmd->folder_lock);
    cmd->db = NULL;
    cmd->folder_lock = NULL;
}
