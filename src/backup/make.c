/* Making a backup: see backup.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "base/buf.h"
#include "base/list.h"
#include "sys/config.h"
#include "sys/files.h"
#include "sys/log.h"

enum {
    CONFIG_BYTES_MAX = 64 * 1024,
    DEPTH_MAX = 6,
    OLD_S = 24 * 3600,
    ALIVE_FILES = 256, /* between two signs of life */
};

const struct backup_folder backup_folders[] = {
    {"files", false},
    {"jobs", false},
    {"keys", true},
};
const size_t backup_folder_count = COUNT_OF(backup_folders);

struct making {
    struct arena *arena;
    const struct backup_order *order;
    const char *work; /* a folder of our own in the data folder */
    const char *part; /* the file before it gets its name */
    struct archive_writer archive;
    struct backup_manifest manifest;
    int64_t files;
};

static const struct err *path_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s: %s", path, strerrordesc_np(error_number));
}

static const struct err *alive(const struct making *making) {
    return making->order->alive ? making->order->alive(making->order->alive_context) : NULL;
}

static bool is_sealed(const struct making *making) {
    return making->order->lock && making->order->lock->seal != BACKUP_PLAIN;
}

/* --- the database ----------------------------------------------------------------------------- */

const struct err *backup_look(struct arena *arena, const char *path,
                              struct db_migration_state *ret_state,
                              struct db_table_counts *ret_counts) {
    struct db_options options = {
        .engine = DB_SQLITE, .sqlite_path = path, .readers = 1, .read_only = true};
    struct db *db;
    TRY(db_open(&options, &db));
    const struct err *err = db_check(db);
    if (!err)
        err = db_migration_state(db, ret_state);
    if (!err && ret_state->newer)
        err = ERR_TEXT(ERR_STATE, "db.schema_newer", "the backup is of a newer program");
    if (!err && !ret_state->applied)
        err = ERR_TEXT(ERR_INPUT, "db.not_a_database", "%s is not of this program", path);
    if (!err)
        err = db_count_tables(db, arena, ret_counts);
    db_close(db);
    return err;
}

const struct err *backup_inspect_file(struct arena *arena, const char *path, backup_inspect inspect,
                                      struct backup_inspection *ret_inspection) {
    struct db_options options = {
        .engine = DB_SQLITE, .sqlite_path = path, .readers = 1, .read_only = true};
    struct db *db;
    *ret_inspection = (struct backup_inspection){.audit_head = STR_NONE};
    if (!inspect)
        return NULL;
    TRY(db_open(&options, &db));
    const struct err *err = inspect(db, arena, ret_inspection);
    db_close(db);
    return err;
}

static const struct err *take_snapshot(struct making *making, const char *path) {
    const struct backup_order *order = making->order;
    struct db_migration_state state;
    TRY(db_snapshot(order->db, path, order->now_ms));
    TRY(alive(making));
    TRY(backup_look(making->arena, path, &state, &making->manifest.tables));
    if (state.applied < state.known)
        return ERR_TEXT(ERR_STATE, "cmd.schema_differs", "schema %d, program %d", state.applied,
                        state.known);
    making->manifest.schema = state.applied;
    TRY(alive(making));
    return backup_inspect_file(making->arena, path, order->inspect, &making->manifest.inspection);
}

/* --- the configuration ------------------------------------------------------------------------ */

static bool is_secret_line(struct str line) {
    struct str rest = line;
    struct str name = str_trim(str_cut(&rest, '='));
    for (size_t i = 0; i < config_key_count; i++)
        if (config_keys[i].is_secret && str_equal_c(name, config_keys[i].name))
            return true;
    return false;
}

struct str backup_config_text(struct arena *arena, struct str text) {
    struct buf out = BUF_INIT(2 * CONFIG_BYTES_MAX);
    for (struct str rest = text; rest.p && rest.n;) {
        struct str line = str_cut(&rest, '\n');
        struct str bare = line;
        if (str_starts_with(bare, STR("\xEF\xBB\xBF")))
            bare = str_slice(bare, 3, bare.n);
        if (is_secret_line(bare))
            buf_append_c(&out, "# (a secret, left out of the backup)");
        else
            buf_append_str(&out, line);
        buf_append_c(&out, "\n");
    }
    struct str copy = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return copy;
}

static const struct err *add_config(struct making *making) {
    struct str text;
    const char *path = str_format(making->arena, "%s/thidua.conf", making->order->data).p;
    const struct err *err = file_read(making->arena, path, CONFIG_BYTES_MAX, &text);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL;
    TRY(err);
    return archive_add_bytes(&making->archive, ARCHIVE_CONFIG,
                             backup_config_text(making->arena, text));
}

/* --- files ------------------------------------------------------------------------------------ */

static bool is_wanted(const char *name) {
    struct str text = str_from_c(name);
    return name[0] != '.' && archive_name_fits(text) && !str_ends_with(text, STR(".tmp")) &&
           !str_ends_with(text, STR(".part"));
}

static const struct err *add_folder(struct making *making, int above, const char *name,
                                    struct str label, int depth);

/* A file may go while we come to it: rows of the snapshot that name it tell of it all the same. */
static const struct err *add_entry(struct making *making, int folder, const char *name,
                                   struct str label, int depth) {
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? NULL : path_err(name);
    if (S_ISDIR(status.st_mode))
        return add_folder(making, folder, name, label, depth + 1);
    if (!S_ISREG(status.st_mode))
        return NULL;
    int fd CLEANUP(fd_cleanup) =
        openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return errno == ENOENT ? NULL : path_err(name);
    if (++making->files % ALIVE_FILES == 0)
        TRY(alive(making));
    return archive_add_file(&making->archive, label, fd);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, so that the same files give the same archive. */
static const struct err *add_folder(struct making *making, int above, const char *name,
                                    struct str label, int depth) {
    if (depth > DEPTH_MAX)
        return ERR(ERR_LIMIT, "folders too deep: " STR_FMT, STR_ARG(label));
    int fd = openat(above, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return errno == ENOENT ? NULL : path_err(name);
    DIR *dir = fdopendir(fd);
    if (!dir) {
        close(fd);
        return path_err(name);
    }
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    LIST(const char *) names = {0};
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (is_wanted(entry->d_name))
            *list_push(arena, &names) = str_copy(arena, str_from_c(entry->d_name)).p;
    if (names.count)
        qsort(names.items, names.count, sizeof(*names.items), by_name);
    const struct err *err = NULL;
    for (size_t i = 0; i < names.count && !err; i++)
        err = add_entry(making, dirfd(dir), names.items[i],
                        str_format(arena, STR_FMT "/%s", STR_ARG(label), names.items[i]), depth);
    closedir(dir);
    return err;
}

static const struct err *add_folders(struct making *making) {
    const struct backup_order *order = making->order;
    for (size_t i = 0; i < backup_folder_count; i++) {
        const char *name = backup_folders[i].name;
        const char *path = str_format(making->arena, "%s/%s", order->data, name).p;
        if (strcmp(name, "jobs") == 0 && order->jobs_folder)
            path = order->jobs_folder;
        if (!backup_folders[i].sealed_only || is_sealed(making))
            TRY(add_folder(making, AT_FDCWD, path, str_from_c(name), 0));
    }
    return NULL;
}

/* --- the file --------------------------------------------------------------------------------- */

static const struct err *fill_archive(struct making *making, const char *database) {
    int fd CLEANUP(fd_cleanup) = open(database, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return path_err(database);
    TRY(archive_add_file(&making->archive, STR(ARCHIVE_DATABASE), fd));
    TRY(alive(making));
    TRY(add_config(making));
    TRY(add_folders(making));
    making->manifest.parts = making->archive.parts;
    TRY(archive_add_bytes(&making->archive, ARCHIVE_MANIFEST,
                          backup_manifest_write(making->arena, &making->manifest)));
    return archive_end(&making->archive);
}

/* What is on the disk is what was meant. */
static const struct err *read_back(struct making *making, const struct backup_unlock *unlock) {
    struct backup_reader *reader;
    struct archive found;
    TRY(alive(making));
    TRY(backup_reader_open(making->arena, making->part, unlock, &reader));
    const struct err *err = archive_read(making->arena, reader, NULL, &found);
    backup_reader_close(reader);
    TRY(err);
    const struct archive_parts *meant = &making->manifest.parts;
    bool equal = found.parts.count == meant->count + 1; /* and the manifest */
    for (size_t i = 0; equal && i < meant->count; i++)
        equal = str_equal(found.parts.items[i].name, meant->items[i].name) &&
                str_equal(found.parts.items[i].sha256, meant->items[i].sha256);
    return equal ? NULL : ERR(ERR_IO, "%s cannot be read back as it was written", making->part);
}

static const struct err *write_part(struct making *making, const char *database) {
    struct backup_writer *writer;
    TRY(backup_writer_open(making->arena, making->part, making->order->lock, &writer));
    making->archive = (struct archive_writer){
        .arena = making->arena, .out = writer, .mtime_s = making->order->now_ms / 1000};
    const struct err *err = fill_archive(making, database);
    if (!err)
        err = backup_writer_finish(writer);
    struct backup_unlock unlock = backup_writer_unlock(writer);
    backup_writer_close(writer);
    if (!err)
        err = read_back(making, &unlock);
    explicit_bzero(&unlock, sizeof(unlock));
    return err;
}

static const struct err *sync_folder_of(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/');
    const char *folder = !slash          ? "."
                         : slash == path ? "/"
                                         : str_format(arena, "%.*s", (int)(slash - path), path).p;
    int fd CLEANUP(fd_cleanup) = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return fd >= 0 && fsync(fd) == 0 ? NULL : path_err(folder);
}

static const struct err *put_in_place(struct making *making, struct backup_made *made) {
    const char *to = making->order->to;
    struct stat status;
    if (renameat2(AT_FDCWD, making->part, AT_FDCWD, to, RENAME_NOREPLACE) != 0) {
        /* Some network file systems cannot refuse to replace. */
        if (errno == EINVAL && access(to, F_OK) != 0 && rename(making->part, to) == 0)
            errno = 0;
        else
            return errno == EEXIST || access(to, F_OK) == 0
                       ? ERR_TEXT(ERR_CONFLICT, "db.backup_exists", "%s exists", to)
                       : path_err(to);
    }
    TRY(sync_folder_of(making->arena, to));
    if (stat(to, &status) != 0)
        return path_err(to);
    *made = (struct backup_made){status.st_size, making->files, making->manifest};
    return NULL;
}

static const struct err *make_in_work(struct making *making, struct backup_made *made) {
    const char *database = str_format(making->arena, "%s/thidua.db", making->work).p;
    TRY(take_snapshot(making, database));
    const struct err *err = write_part(making, database);
    if (!err)
        err = put_in_place(making, made);
    if (err)
        unlink(making->part);
    return err;
}

const struct err *backup_make(struct arena *arena, const struct backup_order *order,
                              struct backup_made *ret_made) {
    struct stat status;
    if (lstat(order->to, &status) == 0)
        return ERR_TEXT(ERR_CONFLICT, "db.backup_exists", "%s exists", order->to);
    struct str work = str_format(arena, "%s/.backup-XXXXXX", order->data);
    char *work_path = arena_alloc(arena, work.n + 1);
    memcpy(work_path, work.p, work.n + 1);
    if (!mkdtemp(work_path))
        return path_err(order->data);
    struct making making = {
        .arena = arena,
        .order = order,
        .work = work_path,
        .part = str_format(arena, "%s.part", order->to).p,
        .manifest = {.format = BACKUP_FORMAT,
                     .program_version = str_from_c(order->program_version),
                     .engine =
                         db_engine_of(order->db) == DB_SQLITE ? STR("sqlite") : STR("postgresql"),
                     .instant_ms = order->now_ms},
    };
    unlink(making.part); /* left by one that was interrupted */
    const struct err *err = make_in_work(&making, ret_made);
    const struct err *left = folder_remove(work_path);
    if (left && !err)
        log_err("backup.tidy", left);
    return err;
}

void backup_tidy(struct arena *arena, const char *data, int64_t now_ms) {
    DIR *dir = opendir(data);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat status;
        if (strncmp(entry->d_name, ".backup-", 8) != 0 ||
            fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
            !S_ISDIR(status.st_mode) || (int64_t)status.st_mtime + OLD_S > now_ms / 1000)
            continue;
        const struct err *err = folder_remove(str_format(arena, "%s/%s", data, entry->d_name).p);
        if (err)
            log_err("backup.tidy", err);
    }
    if (dir)
        closedir(dir);
}
