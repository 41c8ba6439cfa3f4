/* Reading a backup: see backup.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_internal.h"
#include "base/list.h"
#include "sys/files.h"

enum { COPY_BYTES = 1 << 20 };

struct extracting {
    struct arena *arena;
    const struct backup_source *source;
    const char *folder;
    const char *database;
    struct backup_found *found;
};

static const struct err *path_err(const char *path) {
    int error_number = errno;
    return ERR(err_kind_of_errno(error_number), "%s: %s", path, strerrordesc_np(error_number));
}

static const struct err *changed(const char *what) {
    return ERR_TEXT(ERR_INPUT, "backup.changed", "the backup contradicts itself: %s", what);
}

/* --- out of the archive ----------------------------------------------------------------------- */

static bool is_of_a_folder(struct str name) {
    for (size_t i = 0; i < backup_folder_count; i++) {
        struct str folder = str_from_c(backup_folders[i].name);
        if (name.n > folder.n && str_starts_with(name, folder) && name.p[folder.n] == '/')
            return true;
    }
    return false;
}

static const struct err *make_folders(struct arena *arena, const char *path) {
    const char *slash = strrchr(path, '/'); /* below the folder: there is one */
    return folder_make(str_c(arena, (struct str){path, (size_t)(slash - path)}));
}

/* Names were checked by the reader: they stay below the folder. */
static const struct err *open_part(void *context, const struct archive_part *part, int *ret_fd) {
    struct extracting *extracting = context;
    bool is_database = str_equal(part->name, STR(ARCHIVE_DATABASE));
    *ret_fd = -1;
    if (!is_database && !str_equal(part->name, STR(ARCHIVE_CONFIG)) && !is_of_a_folder(part->name))
        return ERR_TEXT(ERR_STATE, "backup.newer", "a part that is not known here: " STR_FMT,
                        STR_ARG(part->name));
    if (!is_database && extracting->source->only_database)
        return NULL;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    const char *path = str_format(arena, "%s/" STR_FMT, extracting->folder, STR_ARG(part->name)).p;
    TRY(make_folders(arena, path));
    *ret_fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    return *ret_fd >= 0 ? NULL : errno == EEXIST ? changed("a part twice") : path_err(path);
}

static const struct err *check_manifest(const struct archive *archive,
                                        const struct backup_manifest *manifest) {
    size_t at = 0;
    for (size_t i = 0; i < archive->parts.count; i++) {
        const struct archive_part *part = &archive->parts.items[i];
        if (str_equal(part->name, STR(ARCHIVE_MANIFEST)))
            continue;
        if (at == manifest->parts.count)
            return changed("a part that the manifest does not know");
        const struct archive_part *meant = &manifest->parts.items[at++];
        if (!str_equal(part->name, meant->name) || part->bytes != meant->bytes ||
            !str_equal(part->sha256, meant->sha256))
            return changed("a part is not that of the manifest");
    }
    if (at != manifest->parts.count)
        return changed("a part is missing");
    return archive->mtime_s == manifest->instant_ms / 1000 ? NULL : changed("its instant");
}

static const struct err *extract_archive(struct extracting *extracting) {
    struct arena *arena = extracting->arena;
    struct backup_reader *reader;
    struct archive archive;
    struct archive_sink sink = {open_part, extracting};
    TRY(backup_reader_open(arena, extracting->source->from, &extracting->source->unlock, &reader));
    const struct err *err = archive_read(arena, reader, &sink, &archive);
    backup_reader_close(reader);
    TRY(err);
    TRY(backup_manifest_read(arena, archive.manifest, &extracting->found->manifest));
    return check_manifest(&archive, &extracting->found->manifest);
}

/* --- a plain database ------------------------------------------------------------------------- */

/* A database in use has a log beside it, without which it is not whole. */
static const struct err *refuse_live_file(struct arena *arena, const char *from) {
    struct stat status;
    const char *log = str_format(arena, "%s-wal", from).p;
    if (stat(log, &status) == 0 && status.st_size > 0)
        return ERR_TEXT(ERR_INPUT, "cmd.restore_live_file", "%s has a write-ahead log", from);
    return NULL;
}

static const struct err *copy_database(struct extracting *extracting) {
    const char *from = extracting->source->from;
    TRY(refuse_live_file(extracting->arena, from));
    int in CLEANUP(fd_cleanup) = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0)
        return path_err(from);
    int out CLEANUP(fd_cleanup) =
        open(extracting->database, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (out < 0)
        return path_err(extracting->database);
    char *bytes = arena_alloc(extracting->arena, COPY_BYTES);
    for (ssize_t got; (got = read(in, bytes, COPY_BYTES)) != 0;) {
        if (got < 0)
            return path_err(from);
        for (ssize_t done = 0, written; done < got; done += written)
            if ((written = write(out, bytes + done, (size_t)(got - done))) < 0)
                return path_err(extracting->database);
    }
    return fsync(out) == 0 ? NULL : path_err(extracting->database);
}

/* --- proving ---------------------------------------------------------------------------------- */

static const struct err *compare_counts(const struct backup_manifest *manifest,
                                        const struct db_table_counts *tables) {
    bool equal = manifest->tables.count == tables->count;
    for (size_t i = 0; equal && i < tables->count; i++)
        equal = str_equal(manifest->tables.items[i].table, tables->items[i].table) &&
                manifest->tables.items[i].rows == tables->items[i].rows;
    return equal ? NULL : changed("the rows of a table are not those of the manifest");
}

/* The copy that a migration makes first is of no use here: the backup is that copy. */
static void remove_copies(const char *folder) {
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (strncmp(entry->d_name, "thidua.db.before-", 17) == 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

/* What an older program wrote is brought up to date in the new place, for the rules of today. */
static const struct err *migrate(const struct extracting *extracting) {
    struct db_options options = {
        .engine = DB_SQLITE, .sqlite_path = extracting->database, .readers = 1};
    struct db *db;
    TRY(db_open(&options, &db));
    const struct err *err = db_migrate(db, extracting->source->now_ms, NULL);
    db_close(db);
    remove_copies(extracting->folder);
    return err;
}

static void remove_companions(const struct extracting *extracting) {
    unlink(str_format(extracting->arena, "%s-wal", extracting->database).p);
    unlink(str_format(extracting->arena, "%s-shm", extracting->database).p);
}

static const struct err *prove(struct extracting *extracting) {
    struct backup_found *found = extracting->found;
    struct db_migration_state state;
    TRY(backup_look(extracting->arena, extracting->database, &state, &found->tables));
    if (!found->is_database) {
        TRY(compare_counts(&found->manifest, &found->tables));
        if (found->manifest.schema != state.applied)
            return changed("the schema is not that of the manifest");
    }
    found->was_migrated = state.applied < state.known;
    if (found->was_migrated)
        TRY(migrate(extracting));
    TRY(backup_inspect_file(extracting->arena, extracting->database, extracting->source->inspect,
                            &found->inspection));
    struct str head = found->manifest.inspection.audit_head;
    if (head.p && !str_equal(head, str_or_empty(found->inspection.audit_head)))
        return ERR_TEXT(ERR_INPUT, "backup.audit_differs",
                        "the head of the audit trail is not that of the manifest");
    remove_companions(extracting);
    return NULL;
}

const struct err *backup_extract(struct arena *arena, const struct backup_source *source,
                                 const char *folder, struct backup_found *ret_found) {
    enum backup_file kind;
    struct str fingerprint;
    *ret_found = (struct backup_found){0};
    struct extracting extracting = {arena, source, folder,
                                    str_format(arena, "%s/thidua.db", folder).p, ret_found};
    TRY(backup_file_kind(source->from, &kind));
    ret_found->is_database = kind == BACKUP_FILE_DATABASE;
    if (kind == BACKUP_FILE_SEALED)
        TRY(backup_seal_of(arena, source->from, &ret_found->seal, &fingerprint));
    if (kind == BACKUP_FILE_DATABASE)
        TRY(copy_database(&extracting));
    else
        TRY(extract_archive(&extracting));
    struct stat status;
    if (stat(extracting.database, &status) != 0)
        return changed("no database in it");
    return prove(&extracting);
}
