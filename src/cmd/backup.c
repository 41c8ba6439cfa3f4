/* thidua backup, thidua restore: the whole database as one file, and back into a new folder.
 *
 * A backup may be made beside a running server: SQLite copies one snapshot through a connection
 * that only reads. Both ways the copy is checked before it is called done. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/cmd.h"
#include "cmd/output.h"
#include "sys/files.h"

enum { COPY_BYTES = 1 << 20 };

static const struct err *path_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s: %s", path, strerrordesc_np(error_number));
}

/* Whole, of this program, and not newer than it. */
static const struct err *check_copy(const char *path) {
    struct db_options options = {
        .engine = DB_SQLITE, .sqlite_path = path, .readers = 1, .read_only = true};
    struct db *db;
    TRY(db_open(&options, &db));
    struct db_migration_state state;
    const struct err *err = db_check(db);
    if (!err)
        err = db_migration_state(db, &state);
    if (!err && state.newer)
        err = ERR_TEXT(ERR_STATE, "db.schema_newer", "the backup is of a newer program");
    if (!err && !state.applied)
        err = ERR_TEXT(ERR_INPUT, "db.not_a_database", "%s is not of this program", path);
    db_close(db);
    return err;
}

static const struct err *tell(struct cmd *cmd, enum msg_id id, const char *path) {
    struct stat status;
    if (stat(path, &status) != 0)
        return path_err(path);
    if (cmd->json) {
        json_t *root = json_object();
        json_object_set_new(root, "file", json_text(text_of_path(cmd->arena, path)));
        json_object_set_new(root, "bytes", json_integer(status.st_size));
        json_print(cmd, root);
        return NULL;
    }
    cmd_say(cmd, MESSAGE_WITH(
                     id, text_of_path(cmd->arena, path),
                     str_format(cmd->arena, "%lld", (long long)(status.st_size + 1023) / 1024)));
    return NULL;
}

static const struct err *backup(struct cmd *cmd) {
    TRY(cmd_open(cmd, CMD_READS));
    TRY(db_backup(cmd->db, cmd->output));
    const struct err *err = check_copy(cmd->output);
    if (err) {
        unlink(cmd->output);
        return err;
    }
    return tell(cmd, MSG_cmd_backup_done, cmd->output);
}

static int run_backup(struct cmd *cmd) {
    if (!cmd_needs_output(cmd))
        return EXIT_FAILED;
    const struct err *err = backup(cmd);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

/* --- restore ------------------------------------------------------------------------------ */

/* New or empty: what somebody else's data might be is never overwritten. */
static const struct err *refuse_used_folder(const char *folder) {
    DIR *entries = opendir(folder);
    if (!entries)
        return errno == ENOENT ? NULL : path_err(folder);
    bool used = false;
    for (const struct dirent *entry; (entry = readdir(entries)) && !used;)
        used = strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(entries);
    return used ? ERR_TEXT(ERR_CONFLICT, "cmd.restore_folder_used", "%s is not empty", folder)
                : NULL;
}

/* A database in use has a log beside it, without which it is not whole. */
static const struct err *refuse_live_file(struct cmd *cmd, const char *from) {
    struct stat status;
    if (stat(from, &status) != 0)
        return errno == ENOENT ? ERR_TEXT(ERR_NOT_FOUND, "cmd.file_missing", "no file %s", from)
                               : path_err(from);
    if (!S_ISREG(status.st_mode))
        return ERR_TEXT(ERR_INPUT, "cmd.restore_not_a_file", "%s is no ordinary file", from);
    const char *log = str_format(cmd->arena, "%s-wal", from).p;
    if (stat(log, &status) == 0 && status.st_size > 0)
        return ERR_TEXT(ERR_INPUT, "cmd.restore_live_file", "%s has a write-ahead log", from);
    return NULL;
}

static const struct err *copy_bytes(struct cmd *cmd, int from, int to, const char *to_path) {
    char *bytes = arena_alloc(cmd->arena, COPY_BYTES);
    for (ssize_t got; (got = read(from, bytes, COPY_BYTES)) != 0;) {
        if (got < 0)
            return path_err("backup");
        for (ssize_t done = 0, written; done < got; done += written)
            if ((written = write(to, bytes + done, (size_t)(got - done))) < 0)
                return path_err(to_path);
    }
    return fsync(to) == 0 ? NULL : path_err(to_path);
}

static const struct err *copy_file(struct cmd *cmd, const char *from, const char *to) {
    int in CLEANUP(fd_cleanup) = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return path_err(from);
    int out CLEANUP(fd_cleanup) = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return path_err(to);
    return copy_bytes(cmd, in, out, to);
}

static void remove_with_companions(struct cmd *cmd, const char *path) {
    unlink(path);
    unlink(str_format(cmd->arena, "%s-wal", path).p);
    unlink(str_format(cmd->arena, "%s-shm", path).p);
}

/* The copy gets its name after it was found whole. */
static const struct err *put_in_place(struct cmd *cmd, const char *from, const char *to) {
    const char *part = str_format(cmd->arena, "%s.part", to).p;
    const struct err *err = copy_file(cmd, from, part);
    if (!err)
        err = check_copy(part);
    if (!err && rename(part, to) != 0)
        err = path_err(to);
    remove_with_companions(cmd, part);
    if (err)
        return err;
    int folder CLEANUP(fd_cleanup) = open(cmd->data, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder >= 0 && fsync(folder) == 0 ? NULL : path_err(cmd->data);
}

static const struct err *restore(struct cmd *cmd, const char *from) {
    TRY(refuse_live_file(cmd, from));
    struct stat status;
    bool is_new = stat(cmd->data, &status) != 0;
    TRY(refuse_used_folder(cmd->data));
    TRY(folder_make(cmd->data));
    const char *lock = str_format(cmd->arena, "%s/lock", cmd->data).p;
    const char *to = str_format(cmd->arena, "%s/thidua.db", cmd->data).p;
    const struct err *err = folder_lock_take(cmd->data, &cmd->folder_lock);
    if (!err)
        err = put_in_place(cmd, from, to);
    if (!err)
        return tell(cmd, MSG_cmd_restore_done, to);
    unlink(lock);
    if (is_new)
        rmdir(cmd->data);
    return err;
}

static int run_restore(struct cmd *cmd) {
    if (cmd->word_count != 1)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_restore_file_needed));
    const struct err *err = restore(cmd, cmd->words[0]);
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_backup = {
    .name = "backup",
    .usage = "backup --data DIR -o FILE [--json]",
    .summary = MSG_cmd_summary_backup,
    .options = "data database output json",
    .beside = CMD_BESIDE_READS,
    .run = run_backup,
};

const struct command command_restore = {
    .name = "restore",
    .usage = "restore FILE --data NEW-DIR [--json]",
    .summary = MSG_cmd_summary_restore,
    .options = "data json",
    .words_max = 1,
    .beside = CMD_BESIDE_REFUSES,
    .run = run_restore,
};
