/* thidua restore: a backup into a new data folder, or an empty PostgreSQL database and a folder.
 *
 * Everything is extracted and proven in FOLDER/.restore first. Then its parts get their places, the
 * one last that makes the folder one of data (thidua.db, or database.dsn): a folder without it was
 * left half and is never taken for good. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmd/backup_words.h"
#include "cmd/output.h"
#include "features/backup/backup_service.h"
#include "sys/files.h"

static const char WORK[] = ".restore";

struct restoring {
    struct cmd *cmd;
    const char *from;
    const char *work;
    struct backup_found found;
    struct db_copied copied; /* into PostgreSQL */
    bool is_ours;            /* the folder was found empty under its lock */
};

static const struct err *path_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s: %s", path, strerrordesc_np(error_number));
}

static const char *in_data(const struct restoring *restoring, const char *name) {
    return str_format(restoring->cmd->arena, "%s/%s", restoring->cmd->data, name).p;
}

/* New or empty: what somebody else's data might be is never overwritten. What an interrupted
 * restore left before it placed anything is cleared away. */
static const struct err *refuse_used_folder(const struct restoring *restoring) {
    const char *folder = restoring->cmd->data;
    DIR *entries = opendir(folder);
    if (!entries)
        return errno == ENOENT ? NULL : path_err(folder);
    bool used = false, half = false, data = false;
    for (const struct dirent *entry; (entry = readdir(entries));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "lock") == 0)
            continue;
        half |= strcmp(name, WORK) == 0;
        data |= strcmp(name, "thidua.db") == 0 || strcmp(name, "database.dsn") == 0;
        used |= strcmp(name, WORK) != 0;
    }
    closedir(entries);
    if (used && half && !data)
        return ERR_TEXT(ERR_CONFLICT, "backup.restore_half", "%s was left half", folder);
    return used ? ERR_TEXT(ERR_CONFLICT, "cmd.restore_folder_used", "%s is not empty", folder)
                : NULL;
}

static const struct err *extract(struct restoring *restoring) {
    struct cmd *cmd = restoring->cmd;
    struct backup_source source = {
        .from = restoring->from, .inspect = backup_inspect_rules, .now_ms = cmd->now_ms};
    TRY(backup_words_unlock(cmd, &source.unlock));
    TRY(folder_remove(restoring->work));
    TRY(folder_make(restoring->work));
    TRY(backup_extract(cmd->arena, &source, restoring->work, &restoring->found));
    if (restoring->found.inspection.errors && !cmd->with_findings) {
        backup_words_tell(cmd, &restoring->found);
        return ERR_TEXT(ERR_STATE, "backup.findings_refused", "%lld rules do not hold",
                        (long long)restoring->found.inspection.errors);
    }
    return NULL;
}

static struct str source_words(const struct restoring *restoring) {
    struct arena *arena = restoring->cmd->arena;
    const char *slash = strrchr(restoring->from, '/');
    struct str name = text_of_path(arena, slash ? slash + 1 : restoring->from);
    if (restoring->found.is_database)
        return name;
    return str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(name),
                      STR_ARG(instant_display(arena, restoring->found.manifest.instant_ms)));
}

/* --- the database ----------------------------------------------------------------------------- */

static const struct err *note_restored(const struct restoring *restoring, struct db *db) {
    struct cmd *cmd = restoring->cmd;
    return backup_note_restored(db, cmd->arena, &cmd->user, cmd->now_ms, source_words(restoring));
}

static const struct err *finish_file(struct restoring *restoring, const char *database) {
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = database, .readers = 1};
    struct db *db;
    TRY(db_open(&options, &db));
    const struct err *err = note_restored(restoring, db);
    db_close(db);
    unlink(str_format(restoring->cmd->arena, "%s-wal", database).p);
    unlink(str_format(restoring->cmd->arena, "%s-shm", database).p);
    return err;
}

static const struct err *fill_server(struct restoring *restoring, struct db *from, struct db *to) {
    struct cmd *cmd = restoring->cmd;
    TRY(db_migrate(to, cmd->now_ms, NULL));
    TRY(db_copy(from, to, cmd->arena, &restoring->copied));
    return note_restored(restoring, to);
}

/* In one transaction: the database is filled or stays empty. */
static const struct err *copy_to_server(struct restoring *restoring, const char *database) {
    struct db_options from_options = {
        .engine = DB_SQLITE, .sqlite_path = database, .readers = 1, .read_only = true};
    struct db_options to_options = {.engine = DB_POSTGRES,
                                    .postgres_dsn = restoring->cmd->database,
                                    .statement_max_s = CMD_STATEMENT_MAX_S};
    struct db *from, *to;
    TRY(db_open(&from_options, &from));
    const struct err *err = db_open(&to_options, &to);
    if (!err) {
        err = fill_server(restoring, from, to);
        db_close(to);
    }
    db_close(from);
    if (!err)
        err = file_write_atomic(
            str_format(restoring->cmd->arena, "%s/database.dsn", restoring->work).p,
            str_from_c(restoring->cmd->database), 0600);
    return err;
}

/* --- places ----------------------------------------------------------------------------------- */

static const struct err *sync_folder(const char *path) {
    int fd CLEANUP(fd_cleanup) = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? NULL : path_err(path);
}

static const struct err *place(const struct restoring *restoring, const char *name,
                               const char *as) {
    const char *from = str_format(restoring->cmd->arena, "%s/%s", restoring->work, name).p;
    const char *to = in_data(restoring, as);
    if (rename(from, to) != 0 && errno != ENOENT)
        return path_err(to);
    return NULL;
}

static const struct err *place_all(const struct restoring *restoring) {
    for (size_t i = 0; i < backup_folder_count; i++)
        TRY(place(restoring, backup_folders[i].name, backup_folders[i].name));
    TRY(place(restoring, ARCHIVE_CONFIG, "thidua.conf.from-backup"));
    TRY(sync_folder(restoring->cmd->data));
    const char *last = restoring->cmd->database ? "database.dsn" : ARCHIVE_DATABASE;
    TRY(place(restoring, last, last));
    TRY(sync_folder(restoring->cmd->data));
    return folder_remove(restoring->work);
}

static const struct err *restore_into(struct restoring *restoring) {
    TRY(folder_lock_take(restoring->cmd->data, &restoring->cmd->folder_lock));
    TRY(refuse_used_folder(restoring)); /* nobody was quicker, and now nobody can be */
    restoring->is_ours = true;
    TRY(extract(restoring));
    const char *database = str_format(restoring->cmd->arena, "%s/thidua.db", restoring->work).p;
    TRY(restoring->cmd->database ? copy_to_server(restoring, database)
                                 : finish_file(restoring, database));
    return place_all(restoring);
}

/* Nothing is left of a restore that failed: the folder was empty, and what is in it is ours. */
static void undo(const struct restoring *restoring, bool is_new) {
    static const char *const FILES[] = {"thidua.db", "database.dsn", "thidua.conf.from-backup",
                                        "lock"};
    if (restoring->is_ours) {
        const struct err *left = folder_remove(restoring->work);
        for (size_t i = 0; i < backup_folder_count && !left; i++)
            left = folder_remove(in_data(restoring, backup_folders[i].name));
        for (size_t i = 0; i < COUNT_OF(FILES); i++)
            unlink(in_data(restoring, FILES[i]));
    }
    if (is_new)
        rmdir(restoring->cmd->data);
}

static void tell(struct restoring *restoring) {
    struct cmd *cmd = restoring->cmd;
    struct str folder = text_of_path(cmd->arena, cmd->data);
    struct stat status;
    const char *config = in_data(restoring, "thidua.conf.from-backup");
    if (cmd->json) {
        json_t *root = backup_words_json(cmd, &restoring->found);
        json_object_set_new(root, "data", json_text(folder));
        json_print(cmd, root);
        return;
    }
    cmd_say(cmd, MESSAGE_WITH(MSG_backup_restored, folder));
    backup_words_tell(cmd, &restoring->found);
    if (cmd->database)
        cmd_say(cmd,
                MESSAGE_WITH(MSG_backup_restore_postgres,
                             str_format(cmd->arena, "%lld", (long long)restoring->copied.rows),
                             str_format(cmd->arena, "%lld", (long long)restoring->copied.tables)));
    if (stat(config, &status) == 0)
        cmd_say(cmd, MESSAGE_WITH(MSG_backup_holds_config, text_of_path(cmd->arena, config)));
    cmd_say(cmd, MESSAGE(MSG_backup_passwords));
}

static const struct err *restore(struct cmd *cmd, const char *from) {
    struct restoring restoring = {.cmd = cmd, .from = from};
    restoring.work = in_data(&restoring, WORK);
    struct stat status;
    enum backup_file kind;
    TRY(backup_file_kind(from, &kind));
    bool is_new = stat(cmd->data, &status) != 0;
    TRY(refuse_used_folder(&restoring));
    TRY(folder_make(cmd->data));
    const struct err *err = restore_into(&restoring);
    if (err) {
        undo(&restoring, is_new);
        return err;
    }
    tell(&restoring);
    return NULL;
}

static int run_restore(struct cmd *cmd) {
    if (cmd->word_count != 1)
        return cmd_refuse(cmd, MESSAGE(MSG_cmd_restore_file_needed));
    if (cmd->key && cmd->passphrase_file)
        return cmd_refuse(cmd, MESSAGE(MSG_backup_two_ways_to_seal));
    if (cmd->database && !*cmd->database)
        cmd->database = NULL;
    const struct err *err = restore(cmd, cmd->words[0]);
    if (err && err->text_key && strcmp(err->text_key, "backup.findings_refused") == 0) {
        cmd_fail(cmd, err);
        return EXIT_FAULTS;
    }
    return err ? cmd_fail(cmd, err) : EXIT_WELL;
}

const struct command command_restore = {
    .name = "restore",
    .usage =
        "restore FILE --data NEW-DIR [--database DSN] [--key FILE.key | --passphrase-file FILE]"
        " [--with-findings] [--json]",
    .summary = MSG_cmd_summary_restore,
    .options = "data database key passphrase-file with-findings json",
    .words_max = 1,
    .beside = CMD_BESIDE_REFUSES,
    .run = run_restore,
};
