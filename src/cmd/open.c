/* The data folder: DIR/thidua.conf, DIR/thidua.db (or PostgreSQL, named by --database, the
 * configuration or DIR/database.dsn, which init wrote) and DIR/lock. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "doc/file_look.h"
#include "doc/workbook_read.h"
#include "features/account/account_service.h"
#include "features/audit/audit_seal.h"
#include "features/factor/factor_service.h"
#include "features/scoring/scoring_service.h"
#include "sys/clock.h"
#include "sys/files.h"
#include "sys/log.h"

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
    fprintf(cmd->err, "thidua: " STR_FMT "\n", STR_ARG(sentence));
    return false;
}

const struct err *cmd_read_config(struct cmd *cmd) {
    if (cmd->config_is_read)
        return NULL;
    struct issues issues = {0};
    config_init(cmd->arena, &cmd->config);
    if (cmd->data)
        TRY(config_read_folder(cmd->arena, cmd->data, &cmd->config, &issues));
    struct factor_settings factors;
    factor_settings_of(cmd->arena, &cmd->config, &issues, &factors);
    for (size_t i = 0; i < issues.count; i++) {
        struct str sentence = message_text(cmd->arena, cmd->lang, issues.items[i].message);
        fprintf(cmd->err, STR_FMT "\n", STR_ARG(sentence));
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

static const struct err *open_here(struct cmd *cmd, enum cmd_access access) {
    if (access == CMD_MAKES)
        TRY(folder_make(cmd->data));
    else if (!exists(cmd->data))
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.no_data_folder", "no folder %s", cmd->data);
    if (access != CMD_READS && !cmd->folder_lock)
        TRY(folder_lock_take(cmd->data, &cmd->folder_lock));
    const char *dsn;
    TRY(find_dsn(cmd, &dsn));
    cmd->dsn = dsn;
    const char *path = str_format(cmd->arena, "%s/thidua.db", cmd->data).p;
    if (access != CMD_MAKES && !dsn && !exists(path))
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.no_data_folder", "no database in %s", cmd->data);
    struct db_options options = {
        .engine = dsn ? DB_POSTGRES : DB_SQLITE,
        .sqlite_path = path,
        .postgres_dsn = dsn,
        .readers = 8,
        .statement_max_s = cmd->serves ? 0 : CMD_STATEMENT_MAX_S,
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
    cmd->has_written = true;
    return access == CMD_MAKES ? keep_dsn(cmd) : NULL;
}

static const struct err *refuse_cancelled(const struct cmd *cmd) {
    if (cmd->inside && cmd->inside->is_cancelled(cmd->inside->context))
        return ERR_TEXT(ERR_STATE, "cmd.cancelled", "stopped before anything was stored");
    return NULL;
}

const struct err *cmd_open(struct cmd *cmd, enum cmd_access access) {
    if (access != CMD_READS && cmd->command->beside == CMD_BESIDE_READS)
        return ERR(ERR_INTERNAL, "%s writes, though its table says that it reads",
                   cmd->command->name);
    TRY(refuse_cancelled(cmd));
    if (cmd->inside)
        cmd->db = cmd->inside->db;
    else
        TRY(open_here(cmd, access));
    if (!cmd->as)
        return NULL;
    const struct user *user;
    TRY(account_of_login(cmd->db, cmd->arena, cmd->now_ms, str_from_c(cmd->as), cmd->user.address,
                         &user));
    if (!user)
        return ERR_TEXT(ERR_NOT_FOUND, "cmd.as_unknown", "--as names no open account");
    cmd->user = *user;
    return NULL;
}

/* What another process handed over, as if it were opened here. */
static const struct err *read_handed(struct cmd *cmd, size_t word, size_t max_bytes,
                                     struct str *ret_bytes) {
    const struct cmd_files *files = cmd->inside->files;
    for (size_t i = 0; i < files->count; i++) {
        const struct cmd_file *file = &files->items[i];
        if (file->word != word)
            continue;
        if (file->descriptor < 0)
            return ERR(err_kind_of_errno(file->error_number), "cannot open %s: %s",
                       cmd->words[word], strerror(file->error_number));
        return file_read_open(cmd->arena, file->descriptor, cmd->words[word], max_bytes, ret_bytes);
    }
    return ERR(ERR_NOT_FOUND, "%s was not handed over", cmd->words[word]);
}

/* As the gate before the forms does: nothing that is marked as a state secret gets in. */
static const struct err *refuse_marked(struct cmd *cmd, const char *path, struct str bytes) {
    const char *slash = strrchr(path, '/');
    struct workbook_file file = workbook_file_of(bytes);
    struct file_look look;
    struct message fault;
    if (secret_mark_in_name(text_of_path(cmd->arena, slash && slash[1] ? slash + 1 : path)))
        return ERR_TEXT(ERR_CONFLICT, "secrecy.refused_name", "a file's name bears a marking");
    TRY(file_look(cmd->arena, &file, &look, &fault));
    if (!fault.id && look.mark)
        return ERR_TEXT(ERR_CONFLICT, "secrecy.refused_file", "a file bears a secrecy marking");
    return NULL;
}

const struct err *cmd_read_file(struct cmd *cmd, size_t word, size_t max_bytes,
                                struct str *ret_bytes) {
    TRY(refuse_cancelled(cmd));
    struct str bytes;
    TRY(cmd->inside ? read_handed(cmd, word, max_bytes, &bytes)
                    : file_read(cmd->arena, cmd->words[word], max_bytes, &bytes));
    TRY(refuse_marked(cmd, cmd->words[word], bytes));
    *ret_bytes = bytes;
    return NULL;
}

const char *cmd_name_of_program(const struct cmd *cmd) {
    char host[256] = "";
    char folder[PATH_MAX];
    gethostname(host, sizeof(host) - 1);
    return str_format(cmd->arena, "%s:%s", host, realpath(cmd->data, folder) ? folder : cmd->data)
        .p;
}

/* What the command wrote to the audit trail; a failure loses nothing, the next program goes on. */
static void seal(struct cmd *cmd) {
    enum { ENTRIES_MAX = 1000 * 1000 };
    int64_t count;
    const struct err *err =
        audit_seal_all(cmd->db, cmd_name_of_program(cmd), clock_now_ms(), ENTRIES_MAX, &count);
    if (err && err->kind != ERR_CONFLICT)
        log_err("audit.seal", err);
}

void cmd_close(struct cmd *cmd) {
    if (cmd->inside) {
        cmd->db = NULL; /* the server's */
        return;
    }
    if (cmd->db && cmd->has_written)
        seal(cmd);
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
    return (struct jobs){cmd->db, folder, job_kinds, job_kind_count, cmd->data, &cmd->config};
}
