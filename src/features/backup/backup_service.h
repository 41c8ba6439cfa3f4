/* Backups that the server makes: by schedule or when asked, as long work; which are there, which
 * are kept, when there should have been one.
 *
 * One slot of the schedule is a day; it is due from `backup_at` on until a backup stands for it, so
 * a day that was missed because the machine was off is made up for at the next start. The jobs see
 * to it that one program of those that share a database takes it.
 *
 * A row (backup_run) is written when its file is whole, was read back and has its name. Only then
 * old ones are removed, and of them only files that have a row, the form of a name of ours, the
 * size that was noted and the beginning of a backup.
 *
 * --- for the room that destroys secrets ---
 * backup_reachable() lists every copy of the data that this program made and can reach: those of
 * the schedule's folder and the copies that migrations made in the data folder. None is rewritten:
 * a copy without some of its parts would be no copy of any instant, and a sealed one cannot be
 * opened here. Instead backup_start_replacing() makes a new backup of what is there *after* the
 * destruction and, once that is whole, removes all older ones, sealed or not, with the reason in
 * their rows. Copies that people carried elsewhere nobody can reach: the room asks for them.
 */
#ifndef FEATURES_BACKUP_BACKUP_SERVICE_H
#define FEATURES_BACKUP_BACKUP_SERVICE_H

#include "backup/backup.h"
#include "features/account/right.h"
#include "features/backup/retention.h"
#include "jobs/jobs.h"
#include "sys/config.h"

#define BACKUP_JOB_KIND "backup"

/* From the configuration; folder is NULL where no backups are made by the server. */
struct backup_settings {
    const char *folder;
    const char *key_path; /* NULL: not sealed */
    int minute;           /* of the day */
    struct retention retention;
    unsigned warn_days;
};
/* CONFIG may be NULL. */
struct backup_settings backup_settings_of(const struct config *config);
/* The lock that the settings ask for; ERR_INPUT where the key cannot be read. */
MUST_CHECK const struct err *backup_settings_lock(struct arena *arena,
                                                  const struct backup_settings *settings,
                                                  struct backup_lock *ret_lock);

/* What must hold of the data in a backup: all rules of `thidua verify`. For backup_order.inspect.
 */
MUST_CHECK const struct err *backup_inspect_rules(struct db *db, struct arena *arena,
                                                  struct backup_inspection *ret_inspection);

/* --- looking ---------------------------------------------------------------------------------- */

enum backup_presence { BACKUP_THERE, BACKUP_GONE, BACKUP_OTHER_SIZE, BACKUP_REMOVED };

struct backup_line {
    struct str file;
    struct str author; /* empty: the schedule */
    int64_t bytes;
    int64_t files;
    struct str fingerprint; /* empty: not sealed */
    int64_t instant_ms;
    int64_t errors;
    enum backup_presence presence;
    int64_t removed_ms;
    bool was_replaced; /* removed because its content had to go */
};
struct backup_lines {
    struct backup_line *items;
    size_t count;
    size_t capacity;
};

enum backup_mood {
    BACKUP_FINE,
    BACKUP_OFF,    /* no folder is set */
    BACKUP_NEVER,  /* there is no good one yet */
    BACKUP_LATE,   /* none for `days` days */
    BACKUP_FAILED, /* the last attempt came to nothing, though it is not late yet */
};

struct backup_status {
    enum backup_mood mood;
    int64_t days;
    int64_t last_ms; /* the newest good one that is there; 0: none */
    bool is_running;
    int64_t next_ms;        /* 0: due now, or off */
    struct message failure; /* of the last attempt; MSG_none: it went well */
    int64_t failed_ms;
};
/* For the first page and programs that watch: cheap. No right is asked. */
MUST_CHECK const struct err *backup_status_read(const struct jobs *jobs, struct arena *arena,
                                                int64_t now_ms, struct backup_status *ret_status);

struct backup_overview {
    struct backup_settings settings;
    struct str fingerprint;   /* of the key of the settings; empty: none */
    struct message key_fault; /* MSG_none: it can be read */
    struct message folder_fault;
    struct backup_status status;
    struct backup_lines lines; /* newest first */
    struct {
        struct str *items;
        size_t count;
        size_t capacity;
    } unknown; /* files named like ours without a row */
};
/* ERR_DENIED without RIGHT_SYSTEM_CARE. */
MUST_CHECK const struct err *backup_overview_read(const struct jobs *jobs, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct backup_overview *ret_overview);

/* --- making ----------------------------------------------------------------------------------- */

/* ERR_DENIED without RIGHT_SYSTEM_CARE, ERR_STATE where no folder is set. */
MUST_CHECK const struct err *backup_start(const struct jobs *jobs, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct str *ret_job_id);
/* Starts the backup of the schedule where one is due. *ret_started tells. */
MUST_CHECK const struct err *backup_start_due(const struct jobs *jobs, struct arena *arena,
                                              int64_t now_ms, bool *ret_started);

/* --- for the destruction of secrets ----------------------------------------------------------- */

struct backup_copy {
    struct str path;
    int64_t bytes;
    int64_t instant_ms; /* as far as is known; 0: it is not */
    bool is_sealed;     /* cannot be opened here */
    bool is_of_migration;
};
struct backup_copies {
    struct backup_copy *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *backup_reachable(const struct jobs *jobs, struct arena *arena,
                                              struct backup_copies *ret_copies);
/* A new backup, then all older copies go; also the copies of migrations. Rights and the two people
 * are the caller's affair. Where no folder is set only the copies of migrations go, at once, and
 * *ret_job_id is empty. */
MUST_CHECK const struct err *backup_start_replacing(const struct jobs *jobs, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct str *ret_job_id);

/* --- after a restore -------------------------------------------------------------------------- */

/* Ends all sessions, codes and jobs of backups of the restored database and writes down that it was
 * restored. */
MUST_CHECK const struct err *backup_note_restored(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct str what);

#endif
