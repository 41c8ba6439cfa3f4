#include "features/backup/backup_store_service.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/list.h"
#include "features/audit/audit.h"

static const char SCHEDULE[] = "schedule ";

struct str backup_params_pack(struct arena *arena, const struct backup_params *params) {
    if (params->purpose == BACKUP_BY_SCHEDULE)
        return str_format(arena, "%s" STR_FMT, SCHEDULE, STR_ARG(params->slot));
    return params->purpose == BACKUP_REPLACING ? STR("replace") : STR("asked");
}

struct backup_params backup_params_unpack(struct str text) {
    struct backup_params params = {BACKUP_ASKED, STR("")};
    if (str_starts_with(text, str_from_c(SCHEDULE))) {
        params.purpose = BACKUP_BY_SCHEDULE;
        params.slot = str_slice(text, sizeof(SCHEDULE) - 1, text.n);
    } else if (str_equal(text, STR("replace"))) {
        params.purpose = BACKUP_REPLACING;
    }
    return params;
}

enum backup_presence backup_file_presence(struct arena *arena, const char *folder, struct str file,
                                          int64_t bytes) {
    struct stat status;
    const char *path = str_format(arena, "%s/" STR_FMT, folder, STR_ARG(file)).p;
    if (!backup_is_file_name(file) || lstat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return BACKUP_GONE;
    return status.st_size == bytes ? BACKUP_THERE : BACKUP_OTHER_SIZE;
}

const struct err *backup_file_remove(struct arena *arena, const char *folder, struct str file,
                                     int64_t bytes, bool *ret_gone) {
    enum backup_presence presence = backup_file_presence(arena, folder, file, bytes);
    const char *path = str_format(arena, "%s/" STR_FMT, folder, STR_ARG(file)).p;
    enum backup_file kind = BACKUP_FILE_UNKNOWN;
    *ret_gone = presence == BACKUP_GONE;
    if (presence != BACKUP_THERE)
        return NULL;
    TRY(backup_file_kind(path, &kind));
    if (kind != BACKUP_FILE_ARCHIVE && kind != BACKUP_FILE_SEALED)
        return NULL;
    if (unlink(path) != 0 && errno != ENOENT)
        return ERR(err_kind_of_errno(errno), "%s: %s", path, strerrordesc_np(errno));
    *ret_gone = true;
    return NULL;
}

const struct err *backup_migration_copies(struct arena *arena, const char *data,
                                          struct backup_copies *copies) {
    static const char FORM[] = "thidua.db.before-";
    DIR *dir = opendir(data);
    if (!dir)
        return ERR(err_kind_of_errno(errno), "%s: %s", data, strerrordesc_np(errno));
    for (const struct dirent *entry; (entry = readdir(dir));) {
        struct stat status;
        if (strncmp(entry->d_name, FORM, sizeof(FORM) - 1) == 0 &&
            fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(status.st_mode))
            *list_push(arena, copies) =
                (struct backup_copy){.path = str_format(arena, "%s/%s", data, entry->d_name),
                                     .bytes = status.st_size,
                                     .instant_ms = (int64_t)status.st_mtime * 1000,
                                     .is_of_migration = true};
    }
    closedir(dir);
    return NULL;
}

const struct err *backup_note(struct db_tx *tx, struct arena *arena, struct str author,
                              struct str account_id, int64_t now_ms, const char *action,
                              struct str what) {
    struct user user = user_local();
    user.id = str_or_empty(account_id);
    user.name = author.n ? author : message_plain(LANG_VI, MSG_backup_by_schedule);
    struct audit_note note = {
        .action = action, .object_kind = "system", .object_id = STR("backup"), .after = what};
    return audit_write(tx, arena, &user, now_ms, &note);
}
