#include "features/backup/backup_service.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/list.h"
#include "features/account/session_service.h"
#include "features/audit/audit.h"
#include "features/audit/audit_verify.h"
#include "features/backup/backup.sql.h"
#include "features/backup/backup_store_service.h"
#include "features/invariant/invariant_service.h"

static const int64_t DAY_MS = (int64_t)24 * 3600 * 1000;
static const int64_t AGAIN_MS = (int64_t)3600 * 1000; /* after a failure */

struct backup_settings backup_settings_of(const struct config *config) {
    struct backup_settings settings = {0};
    if (!config || !config->backup_folder || !*config->backup_folder)
        return settings;
    settings.folder = config->backup_folder;
    settings.key_path = *config->backup_key ? config->backup_key : NULL;
    settings.retention = (struct retention){config->backup_keep_days, config->backup_keep_weeks,
                                            config->backup_keep_months};
    settings.warn_days = config->backup_warn_days;
    if (!config_minute_of_day(config->backup_at, &settings.minute))
        settings.minute = 0;
    return settings;
}

const struct err *backup_settings_lock(struct arena *arena, const struct backup_settings *settings,
                                       struct backup_lock *ret_lock) {
    *ret_lock = (struct backup_lock){0};
    if (!settings->key_path)
        return NULL;
    const struct err *err = backup_public_key_read(arena, settings->key_path, ret_lock);
    return err ? ERR_TEXT(ERR_INPUT, "backup.key_unusable", "%.400s", err->message) : NULL;
}

/* Errors first. */
static void keep_messages(struct arena *arena, const struct invariant_breaches *breaches,
                          struct backup_inspection *inspection) {
    inspection->messages = ARENA_ARRAY(arena, struct message, breaches->count + 1);
    for (int errors = 1; errors >= 0; errors--)
        for (size_t i = 0; i < breaches->count; i++)
            if ((breaches->items[i].severity == SEVERITY_ERROR) == errors)
                inspection->messages[inspection->message_count++] = breaches->items[i].message;
}

const struct err *backup_inspect_rules(struct db *db, struct arena *arena,
                                       struct backup_inspection *ret_inspection) {
    struct invariant_breaches breaches = {0};
    struct audit_verdict verdict;
    *ret_inspection = (struct backup_inspection){.audit_head = STR_NONE};
    TRY(invariant_check(db, arena, &breaches));
    TRY(audit_verify(db, arena, NULL, &verdict));
    if (verdict.fault)
        *list_push(arena, &breaches) = (struct invariant_breach){
            SEVERITY_ERROR, STR_NONE, STR_NONE, audit_fault_sentence(arena, &verdict)};
    if (verdict.head.seq)
        ret_inspection->audit_head = audit_anchor_line(arena, &verdict.head);
    for (size_t i = 0; i < breaches.count; i++)
        if (breaches.items[i].severity == SEVERITY_ERROR)
            ret_inspection->errors++;
        else
            ret_inspection->warnings++;
    keep_messages(arena, &breaches, ret_inspection);
    return NULL;
}

/* --- how things stand ------------------------------------------------------------------------- */

struct status_work {
    struct arena *arena;
    bool has_job;
    struct q_backup_job_last_row job;
    struct q_backup_job_open_row open;
    struct q_backup_run_of_slot_row of_slot;
    struct str slot;
    struct q_backup_runs_there_rows there;
};

static const struct err *status_in(struct db_tx *tx, void *context) {
    struct status_work *work = context;
    bool found;
    TRY(q_backup_job_last(tx, work->arena, &work->has_job, &work->job));
    TRY(q_backup_job_open(tx, work->arena, &found, &work->open));
    TRY(q_backup_run_of_slot(tx, work->arena, work->slot, &found, &work->of_slot));
    return q_backup_runs_there(tx, work->arena, &work->there);
}

static const struct err *read_status(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                                     const struct backup_settings *settings,
                                     struct status_work *work) {
    *work = (struct status_work){.arena = arena,
                                 .slot = date_iso(arena, backup_slot(now_ms, settings->minute))};
    return db_read(jobs->db, status_in, work);
}

static bool job_failed(const struct status_work *work) {
    return work->has_job && str_equal(work->job.state, job_state_code(JOB_FAILED));
}

/* The newest whose file is there as it was noted. */
static int64_t last_good_ms(struct arena *arena, const struct backup_settings *settings,
                            const struct q_backup_runs_there_rows *rows) {
    for (size_t i = 0; i < rows->count; i++)
        if (backup_file_presence(arena, settings->folder, rows->items[i].file,
                                 rows->items[i].bytes) == BACKUP_THERE)
            return rows->items[i].instant_ms;
    return 0;
}

static void tell_status(struct arena *arena, const struct backup_settings *settings, int64_t now_ms,
                        const struct status_work *work, struct backup_status *status) {
    status->is_running = work->open.jobs > 0;
    status->last_ms = last_good_ms(arena, settings, &work->there);
    status->next_ms = work->of_slot.runs ? backup_next_ms(now_ms, settings->minute) : 0;
    if (job_failed(work) && work->job.created_ms > status->last_ms) {
        status->failure = job_message_unpack(arena, work->job.failure);
        status->failed_ms = work->job.finished_ms.value;
    }
    if (status->last_ms)
        status->days = (now_ms - status->last_ms) / DAY_MS;
    if (!status->last_ms)
        status->mood = BACKUP_NEVER;
    else if (status->days >= (int64_t)settings->warn_days)
        status->mood = BACKUP_LATE;
    else if (status->failure.id != MSG_none)
        status->mood = BACKUP_FAILED;
}

const struct err *backup_status_read(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                                     struct backup_status *ret_status) {
    struct backup_settings settings = backup_settings_of(jobs->config);
    struct status_work work;
    *ret_status = (struct backup_status){.mood = settings.folder ? BACKUP_FINE : BACKUP_OFF,
                                         .failure = MESSAGE(MSG_none)};
    if (!settings.folder)
        return NULL;
    TRY(read_status(jobs, arena, now_ms, &settings, &work));
    tell_status(arena, &settings, now_ms, &work, ret_status);
    return NULL;
}

/* --- the page --------------------------------------------------------------------------------- */

struct list_work {
    struct arena *arena;
    struct q_backup_runs_rows rows;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    return q_backup_runs(tx, work->arena, &work->rows);
}

static void add_lines(struct arena *arena, const struct q_backup_runs_rows *rows,
                      struct backup_overview *overview) {
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_backup_runs_row *row = &rows->items[i];
        *list_push(arena, &overview->lines) = (struct backup_line){
            .file = row->file,
            .author = row->author,
            .bytes = row->bytes,
            .files = row->files,
            .fingerprint = row->fingerprint,
            .instant_ms = row->instant_ms,
            .errors = row->errors,
            .presence = row->removed_ms.set ? BACKUP_REMOVED
                                            : backup_file_presence(arena, overview->settings.folder,
                                                                   row->file, row->bytes),
            .removed_ms = row->removed_ms.value,
            .was_replaced = str_equal_c(row->removed_why, BACKUP_WHY_REPLACED),
        };
    }
}

static bool has_line(const struct backup_overview *overview, const char *name) {
    for (size_t i = 0; i < overview->lines.count; i++)
        if (str_equal_c(overview->lines.items[i].file, name))
            return true;
    return false;
}

static void look_into_folder(struct arena *arena, struct backup_overview *overview) {
    DIR *dir = opendir(overview->settings.folder);
    if (!dir || access(overview->settings.folder, W_OK) != 0)
        overview->folder_fault = MESSAGE(MSG_backup_folder_missing);
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (backup_is_file_name(str_from_c(entry->d_name)) && !has_line(overview, entry->d_name))
            *list_push(arena, &overview->unknown) = str_copy(arena, str_from_c(entry->d_name));
    if (dir)
        closedir(dir);
}

const struct err *backup_overview_read(const struct jobs *jobs, struct arena *arena,
                                       const struct user *user, int64_t now_ms,
                                       struct backup_overview *ret_overview) {
    if (!user_has_right(user, RIGHT_SYSTEM_CARE))
        return ERR(ERR_DENIED, "no right to care for the system");
    *ret_overview = (struct backup_overview){.settings = backup_settings_of(jobs->config),
                                             .fingerprint = STR(""),
                                             .key_fault = MESSAGE(MSG_none),
                                             .folder_fault = MESSAGE(MSG_none)};
    TRY(backup_status_read(jobs, arena, now_ms, &ret_overview->status));
    if (!ret_overview->settings.folder)
        return NULL;
    struct backup_lock lock;
    if (backup_settings_lock(arena, &ret_overview->settings, &lock))
        ret_overview->key_fault = MESSAGE(MSG_backup_key_unusable);
    else if (lock.seal == BACKUP_KEY)
        ret_overview->fingerprint = backup_key_fingerprint(arena, lock.public_key);
    struct list_work work = {.arena = arena};
    TRY(db_read(jobs->db, list_in, &work));
    add_lines(arena, &work.rows, ret_overview);
    look_into_folder(arena, ret_overview);
    return NULL;
}

/* --- starting --------------------------------------------------------------------------------- */

struct start_work {
    struct arena *arena;
    const struct user *user; /* NULL: the schedule */
    int64_t now_ms;
    const char *action;
};

static const struct err *also_in(struct db_tx *tx, void *context, struct str job_id) {
    struct start_work *work = context;
    (void)job_id;
    struct audit_note note = {
        .action = work->action, .object_kind = "system", .object_id = STR("backup")};
    return work->user ? audit_write(tx, work->arena, work->user, work->now_ms, &note) : NULL;
}

static const struct err *start(const struct jobs *jobs, struct arena *arena,
                               const struct user *user, int64_t now_ms,
                               const struct backup_params *params, const char *action,
                               struct str *ret_job_id) {
    struct start_work work = {arena, user, now_ms, action};
    struct job_order order = {
        .kind = BACKUP_JOB_KIND,
        .account_id = user ? user->id : STR(""),
        .author = user ? user->name : STR(""),
        .object_kind = STR("system"),
        .object_id = STR("backup"),
        .params = backup_params_pack(arena, params),
        .total = 2,
        .also = also_in,
        .also_context = &work,
    };
    return job_start(jobs, arena, now_ms, &order, ret_job_id);
}

const struct err *backup_start(const struct jobs *jobs, struct arena *arena,
                               const struct user *user, int64_t now_ms, struct str *ret_job_id) {
    struct backup_params params = {BACKUP_ASKED, STR("")};
    if (!user_has_right(user, RIGHT_SYSTEM_CARE))
        return ERR(ERR_DENIED, "no right to care for the system");
    if (!backup_settings_of(jobs->config).folder)
        return ERR_TEXT(ERR_STATE, "backup.off", "no folder for backups is set");
    return start(jobs, arena, user, now_ms, &params, "backup.start", ret_job_id);
}

/* After a failure, or where somebody cancelled it, the next try waits. */
static bool must_wait(const struct status_work *work, int64_t now_ms) {
    bool in_vain = job_failed(work) ||
                   (work->has_job && str_equal(work->job.state, job_state_code(JOB_CANCELLED)));
    int64_t since = now_ms - work->job.created_ms;
    return in_vain && since >= 0 && since < AGAIN_MS;
}

const struct err *backup_start_due(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                                   bool *ret_started) {
    struct backup_settings settings = backup_settings_of(jobs->config);
    struct status_work work;
    struct str job_id;
    *ret_started = false;
    if (!settings.folder)
        return NULL;
    TRY(read_status(jobs, arena, now_ms, &settings, &work));
    if (work.of_slot.runs || work.open.jobs || must_wait(&work, now_ms))
        return NULL;
    struct backup_params params = {BACKUP_BY_SCHEDULE, work.slot};
    *ret_started = true;
    return start(jobs, arena, NULL, now_ms, &params, "backup.start", &job_id);
}

/* --- the destruction of secrets --------------------------------------------------------------- */

/* Files named like ours that no row knows: a server that died, another database's. */
static void add_unknown(struct arena *arena, const char *folder,
                        const struct q_backup_runs_rows *rows, struct backup_copies *copies) {
    DIR *dir = opendir(folder);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        struct stat status;
        bool known = !backup_is_file_name(str_from_c(entry->d_name)) ||
                     fstatat(dirfd(dir), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0;
        for (size_t i = 0; !known && i < rows->count; i++)
            known = str_equal_c(rows->items[i].file, entry->d_name);
        if (!known)
            *list_push(arena, copies) = (struct backup_copy){
                .path = str_format(arena, "%s/%s", folder, entry->d_name),
                .bytes = status.st_size,
                .is_sealed = str_ends_with(str_from_c(entry->d_name), STR(".sealed"))};
    }
    if (dir)
        closedir(dir);
}

const struct err *backup_reachable(const struct jobs *jobs, struct arena *arena,
                                   struct backup_copies *ret_copies) {
    struct backup_settings settings = backup_settings_of(jobs->config);
    struct list_work work = {.arena = arena};
    *ret_copies = (struct backup_copies){0};
    TRY(db_read(jobs->db, list_in, &work));
    for (size_t i = 0; settings.folder && i < work.rows.count; i++) {
        const struct q_backup_runs_row *row = &work.rows.items[i];
        if (row->removed_ms.set ||
            backup_file_presence(arena, settings.folder, row->file, row->bytes) == BACKUP_GONE)
            continue;
        *list_push(arena, ret_copies) = (struct backup_copy){
            .path = str_format(arena, "%s/" STR_FMT, settings.folder, STR_ARG(row->file)),
            .bytes = row->bytes,
            .instant_ms = row->instant_ms,
            .is_sealed = row->fingerprint.n > 0};
    }
    if (settings.folder)
        add_unknown(arena, settings.folder, &work.rows, ret_copies);
    return jobs->data ? backup_migration_copies(arena, jobs->data, ret_copies) : NULL;
}

const struct err *backup_start_replacing(const struct jobs *jobs, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         struct str *ret_job_id) {
    struct backup_params params = {BACKUP_REPLACING, STR("")};
    *ret_job_id = STR("");
    if (backup_settings_of(jobs->config).folder)
        return start(jobs, arena, user, now_ms, &params, "backup.replace", ret_job_id);
    struct backup_copies copies = {0};
    if (jobs->data)
        TRY(backup_migration_copies(arena, jobs->data, &copies));
    for (size_t i = 0; i < copies.count; i++)
        unlink(copies.items[i].path.p);
    return NULL;
}

/* --- after a restore -------------------------------------------------------------------------- */

struct restored_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str what;
};

/* The snapshot holds the job that made it. Begun again in the restored place it would be out of
 * place, and one that replaces all other backups would destroy newer ones. */
static const struct err *cancel_jobs_in(struct db_tx *tx, const struct restored_work *work) {
    struct q_backup_jobs_open_rows rows;
    const struct jobs nowhere = {0};
    TRY(q_backup_jobs_open(tx, work->arena, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        struct job job;
        bool found, ended;
        TRY(job_find_in(tx, work->arena, rows.items[i].id, &found, &job));
        if (found)
            TRY(job_cancel_in(tx, &nowhere, work->arena, &job, work->now_ms, &ended));
    }
    return NULL;
}

static const struct err *restored_in(struct db_tx *tx, void *context) {
    struct restored_work *work = context;
    struct audit_note note = {.action = "backup.restore",
                              .object_kind = "system",
                              .object_id = STR("backup"),
                              .after = work->what};
    TRY(session_end_all_in(tx, work->now_ms));
    TRY(cancel_jobs_in(tx, work));
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *backup_note_restored(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str what) {
    struct restored_work work = {arena, user, now_ms, what};
    return db_write(db, restored_in, &work);
}
