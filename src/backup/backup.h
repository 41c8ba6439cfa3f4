/* A backup: all data of one instant in one file, made while others read and write.
 *
 *     snapshot of the database (SQLite, whichever engine holds the data)
 *       → checked (integrity, foreign keys, what `inspect` looks at)
 *       → archive with the folders of backup_folders, plain or sealed, under another name
 *       → read back whole → renamed, the folder synced
 *
 * Rows name files that were on disk before the rows were committed, and files never change: so the
 * files read after the snapshot are those it needs. A file that was taken away meanwhile (tidied,
 * destroyed) is not in the backup.
 *
 * This room knows neither rules nor pages: what must hold of the data is asked through `inspect`.
 */
#ifndef BACKUP_BACKUP_H
#define BACKUP_BACKUP_H

#include "backup/archive.h"
#include "db/db.h"
#include "text/message.h"

enum { BACKUP_FORMAT = 1 };

/* What of the data folder is in a backup beside the database. A room that keeps files adds its
 * folder here. Its files never change under their name; what begins with a dot or ends in .tmp or
 * .part is left out. */
struct backup_folder {
    const char *name;
    bool sealed_only; /* secrets: only in a backup that is sealed */
};
extern const struct backup_folder backup_folders[];
extern const size_t backup_folder_count;

/* What was found in a database that is whole. */
struct backup_inspection {
    int64_t errors; /* rules that do not hold */
    int64_t warnings;
    struct str audit_head;    /* of the chain of the audit trail, "SEQ:HASH"; absent: none */
    struct message *messages; /* what was found, errors first; not in the manifest */
    size_t message_count;
};
typedef const struct err *(*backup_inspect)(struct db *db, struct arena *arena,
                                            struct backup_inspection *ret_inspection);

struct backup_manifest {
    int64_t format;
    struct str program_version;
    int64_t schema;    /* migrations applied */
    struct str engine; /* "sqlite", "postgresql": where it came from */
    int64_t instant_ms;
    struct backup_inspection inspection;
    struct db_table_counts tables;
    struct archive_parts parts; /* without the manifest and the sums */
};

/* --- making ----------------------------------------------------------------------------------- */

struct backup_order {
    struct db *db;
    const char *data;               /* the data folder; the snapshot is made in it, too */
    const char *jobs_folder;        /* NULL: "jobs" in the data folder */
    const char *to;                 /* must not exist */
    const struct backup_lock *lock; /* NULL: plain */
    int64_t now_ms;                 /* what was committed before is in it */
    const char *program_version;
    backup_inspect inspect;
    /* Called now and then; its error ends the work. May be NULL. */
    const struct err *(*alive)(void *context);
    void *alive_context;
};
struct backup_made {
    int64_t bytes; /* of the file */
    int64_t files; /* beside the database */
    struct backup_manifest manifest;
};
/* Nothing is left of a backup that could not be made. ERR_DISK_FULL and ERR_DATABASE ("db.damaged")
 * are what to expect. Rules that do not hold are counted, no reason to have no backup. */
MUST_CHECK const struct err *backup_make(struct arena *arena, const struct backup_order *order,
                                         struct backup_made *ret_made);

/* The lines of a configuration without those that are secret. */
struct str backup_config_text(struct arena *arena, struct str text);

/* Removes what an interrupted backup or restore of an earlier day left in the data folder. */
void backup_tidy(struct arena *arena, const char *data, int64_t now_ms);

/* --- reading ---------------------------------------------------------------------------------- */

struct backup_found {
    bool is_database; /* a plain SQLite file of an older version: the manifest is empty … */
    enum backup_seal seal;
    bool was_migrated; /* it came from an older program; the extracted database is up to date */
    struct backup_manifest manifest;
    struct backup_inspection inspection; /* of what was extracted */
    struct db_table_counts tables;
};

/* Extracts the backup FROM into FOLDER (new and empty), as thidua.db, files/… and so on, and proves
 * all of it: every hash, integrity, foreign keys, the counts of the manifest, what INSPECT looks
 * at, the head of the audit trail. ONLY_DATABASE: files are proven but not written. The errors have
 * sentences; FOLDER then holds nothing of use. Broken rules are told by ret_found->inspection. */
struct backup_source {
    const char *from;
    struct backup_unlock unlock;
    bool only_database;
    backup_inspect inspect;
    int64_t now_ms;
};
MUST_CHECK const struct err *backup_extract(struct arena *arena, const struct backup_source *source,
                                            const char *folder, struct backup_found *ret_found);

#endif
