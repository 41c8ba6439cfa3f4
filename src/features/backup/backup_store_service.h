/* What the services and the job of this room share. */
#ifndef FEATURES_BACKUP_BACKUP_STORE_SERVICE_H
#define FEATURES_BACKUP_BACKUP_STORE_SERVICE_H

#include "features/backup/backup_service.h"

/* What a job of a backup is for; packed into its params. */
enum backup_purpose { BACKUP_ASKED, BACKUP_BY_SCHEDULE, BACKUP_REPLACING };
struct backup_params {
    enum backup_purpose purpose;
    struct str slot; /* of the schedule: "2026-11-23"; else empty */
};
struct str backup_params_pack(struct arena *arena, const struct backup_params *params);
struct backup_params backup_params_unpack(struct str text);

#define BACKUP_WHY_RULE     "kept_rule"
#define BACKUP_WHY_REPLACED "replaced"

/* Whether a file of the folder is the one that a row noted. */
enum backup_presence backup_file_presence(struct arena *arena, const char *folder, struct str file,
                                          int64_t bytes);
/* Removes it where it is that one and a backup by its beginning; *ret_gone: it is not there now. */
MUST_CHECK const struct err *backup_file_remove(struct arena *arena, const char *folder,
                                                struct str file, int64_t bytes, bool *ret_gone);
/* The copies that migrations left in the data folder. */
MUST_CHECK const struct err *backup_migration_copies(struct arena *arena, const char *data,
                                                     struct backup_copies *copies);

/* An audit row on backups, by somebody or by the schedule (AUTHOR empty). */
MUST_CHECK const struct err *backup_note(struct db_tx *tx, struct arena *arena, struct str author,
                                         struct str account_id, int64_t now_ms, const char *action,
                                         struct str what);

#endif
