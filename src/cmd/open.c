/* The data folder: DIR/thidua.conf, DIR/thidua.db (or PostgreSQL, named by --database, the
 * configuration or DIR/database.dsn, which init wrote) and DIR/lock. */
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

/* A value of the command line over that of the file. */
static bool set_from_option(struct cmd *cmd, const char *key, const char *value) {
    struct message fault;
    if (!value || config_set(cmd->arena, &cmd->config, key, str_from_c(value), &fault))
        return true;
    struct str sentence = message_text(cmd->arena, cmd->lang, fault);
    fprintf(stderr, "thidua: " STR_FMT "\n", STR_ARG(sentence));
    return false;
}

const struct err *cmd_read_config(struct cmd *cmd) {
    if (cmd->config_is_read)
        return NULL;
    struct issues issues = {0};
    config_init(cmd->arena, &cmd->config);
    if (cmd->data)
        TRY(config_read_folder(cmd->arena, cmd->data, &cmd->config, &issues));
    for (size_t i = 0; i < issues.count; i++) {
        struct str sentence = message_text(cmd->arena, cmd->lang, issues.items[i].message);
        fprintf(stderr, STR_FMT "\n", STR_ARG(sentence));
    }
    if (issues.count)
        return ERR_TEXT(ERR_INPUT, "config.faulty", "%zu faults in %s/thidua.conf", issues.count,
                        cmd->data);
    if (!set_from_option(cmd, "address", cmd->address) ||
        !set_from_option(cmd, "port", cmd->port) ||
        !set_from_option(cmd, "database", cmd->database))
        return ERR_TEXT(ERR_INPUT, "config.option_faulty", "an option does not fit");
    cmd->config_is_read = true;
    return NULL;
}

/* The DSN of the options, the configuration or the folder; NULL: the embedded database. */
static const struct err *find_dsn(struct cmd *cmd, const char **ret_dsn) {
    TRY(cmd_read_config(cmd));
    *ret_dsn = *cmd->config.database ? cmd->config.database : NULL;
    const char *path = str_format(cmd->arena, "%s/database.dsn", cmd->data).p;
    if (*ret_dsn || !exists(path))
        return NULL;
    struct str text;
    TRY(file_read(cmd->arena, path, DSN_BYTES_MAX, &text));
    *ret_dsn = str_c(cmd->arena, str_trim(text));
    return NULL;
}

/* A DSN given once is kept, readable by the owner only: it may hold a password. It also marks the
 * folder as one that has data. */
static const struct err *keep_dsn(const struct cmd *cmd) {
    if (!*cmd->config.database)
        return NULL;
    const char *path = str_format(cmd->arena, "%s/database.dsn", cmd->data).p;
    return file_write_atomic(path, str_from_c(cmd->config.database), 0600);
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

struct jobs cmd_jobs(const struct cmd *cmd) {
    const char *folder = cmd->config.job_folder;
    if (!folder || !*folder)
        folder = str_format(cmd->arena, "%s/jobs", cmd->data).p;
    return (struct jobs){cmd->db, folder, job_kinds, job_kind_count};
}
