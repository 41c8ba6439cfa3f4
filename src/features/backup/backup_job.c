#include "features/backup/backup_job.h"

#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/list.h"
#include "base/program_version.h"
#include "features/backup/backup.sql.h"
#include "features/backup/backup_store_service.h"
#include "sys/clock.h"
#include "sys/log.h"

enum { RENEW_S = 60, LOOK_S = 60 };

/* --- a lease that lasts as long as the step --------------------------------------------------- */

struct keeper {
    const struct job_run *run;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool done;
};

static void wait_until(pthread_cond_t *changed, pthread_mutex_t *lock, const bool *done,
                       unsigned seconds) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += seconds;
    while (!*done && pthread_cond_timedwait(changed, lock, &until) == 0)
        ;
}

static void condition_init(pthread_cond_t *changed) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static void *keep(void *context) {
    struct keeper *keeper = context;
    pthread_mutex_lock(&keeper->lock);
    for (;;) {
        wait_until(&keeper->changed, &keeper->lock, &keeper->done, RENEW_S);
        if (keeper->done)
            break;
        pthread_mutex_unlock(&keeper->lock);
        const struct err *err = job_renew(keeper->run);
        if (err) /* whether the job is still ours is asked when the step is stored */
            log_err("backup.lease", err);
        pthread_mutex_lock(&keeper->lock);
    }
    pthread_mutex_unlock(&keeper->lock);
    return NULL;
}

static const struct err *keeper_start(struct keeper *keeper, const struct job_run *run) {
    *keeper = (struct keeper){.run = run};
    pthread_mutex_init(&keeper->lock, NULL);
    condition_init(&keeper->changed);
    return pthread_create(&keeper->thread, NULL, keep, keeper) == 0
               ? NULL
               : ERR(ERR_IO, "cannot start a thread for a backup");
}

static void keeper_stop(struct keeper *keeper) {
    pthread_mutex_lock(&keeper->lock);
    keeper->done = true;
    pthread_cond_broadcast(&keeper->changed);
    pthread_mutex_unlock(&keeper->lock);
    pthread_join(keeper->thread, NULL);
    pthread_cond_destroy(&keeper->changed);
    pthread_mutex_destroy(&keeper->lock);
}

/* --- making it -------------------------------------------------------------------------------- */

struct making {
    struct job_run *run;
    struct backup_settings settings;
    struct backup_params params;
    struct backup_lock lock;
    struct str file;
    struct str fingerprint;
    struct backup_made made;
    bool is_there; /* a row for it, or for its slot */
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct making *making = context;
    struct arena *arena = making->run->arena;
    struct q_backup_run_find_row row;
    struct q_backup_run_of_slot_row of_slot = {0};
    bool found;
    TRY(q_backup_run_find(tx, arena, making->run->job->id, &making->is_there, &row));
    if (making->params.slot.n)
        TRY(q_backup_run_of_slot(tx, arena, making->params.slot, &found, &of_slot));
    making->is_there |= of_slot.runs > 0;
    return NULL;
}

static const struct err *note_made_in(struct db_tx *tx, void *context) {
    struct making *making = context;
    const struct job *job = making->run->job;
    TRY(q_backup_run_insert(tx, job->id, making->params.slot, job->author, making->file,
                            making->made.bytes, making->made.files, making->fingerprint,
                            making->made.manifest.instant_ms, making->run->now_ms,
                            making->made.manifest.inspection.errors));
    return backup_note(tx, making->run->arena, job->author, job->account_id, making->run->now_ms,
                       "backup.made", making->file);
}

/* What people can do something about, in a sentence; the rest is tried again. */
static const struct err *tell_fault(struct job_run *run, const struct err *err) {
    enum msg_id id;
    bool has_text = err->text_key && message_from_key(str_from_c(err->text_key), &id);
    if (err->kind == ERR_DISK_FULL)
        run->fault = MESSAGE(MSG_backup_folder_full);
    else if (err->kind == ERR_NOT_FOUND || err->kind == ERR_READ_ONLY || err->kind == ERR_DENIED)
        run->fault = MESSAGE(MSG_backup_folder_missing);
    else if (has_text && err->kind != ERR_UNAVAILABLE)
        run->fault = MESSAGE(id);
    else
        return err;
    log_err("backup.failed", err);
    return NULL;
}

static const struct err *make_file(struct making *making, const char *to) {
    struct job_run *run = making->run;
    struct backup_order order = {
        .db = run->jobs->db,
        .data = run->jobs->data,
        .jobs_folder = run->jobs->folder,
        .to = to,
        .lock = &making->lock,
        .now_ms = run->now_ms,
        .program_version = PROGRAM_VERSION,
        .inspect = backup_inspect_rules,
    };
    struct keeper keeper;
    TRY(keeper_start(&keeper, run));
    const struct err *err = backup_make(run->arena, &order, &making->made);
    keeper_stop(&keeper);
    return err;
}

/* Made by an earlier run of this step, which died before it could be noted. It has its name only
 * because it was read back; its time is that of the job. */
static bool was_made(struct making *making, const char *to) {
    struct stat status;
    if (lstat(to, &status) != 0 || !S_ISREG(status.st_mode))
        return false;
    making->made = (struct backup_made){.bytes = status.st_size,
                                        .manifest = {.instant_ms = making->run->job->created_ms}};
    return true;
}

static const struct err *make_step(struct making *making) {
    struct job_run *run = making->run;
    TRY(db_read(run->jobs->db, look_in, making));
    if (making->is_there) {
        run->finished = true;
        return NULL;
    }
    TRY(backup_settings_lock(run->arena, &making->settings, &making->lock));
    bool sealed = making->lock.seal != BACKUP_PLAIN;
    making->fingerprint =
        sealed ? backup_key_fingerprint(run->arena, making->lock.public_key) : STR("");
    making->file = backup_file_name(run->arena, run->job->created_ms, run->job->id, sealed);
    const char *to =
        str_format(run->arena, "%s/" STR_FMT, making->settings.folder, STR_ARG(making->file)).p;
    backup_tidy(run->arena, run->jobs->data, run->now_ms);
    if (!was_made(making, to))
        TRY(make_file(making, to));
    run->done = 1;
    run->step = MESSAGE(MSG_backup_job_step_tidy);
    run->store = note_made_in;
    run->store_context = making;
    return NULL;
}

/* --- old ones --------------------------------------------------------------------------------- */

struct tidying {
    struct job_run *run;
    struct backup_settings settings;
    bool replacing;
    struct q_backup_runs_there_rows rows;
    bool *gone; /* by row: it was removed now */
};

static const struct err *there_in(struct db_tx *tx, void *context) {
    struct tidying *tidying = context;
    return q_backup_runs_there(tx, tidying->run->arena, &tidying->rows);
}

static const struct err *note_removed_in(struct db_tx *tx, void *context) {
    struct tidying *tidying = context;
    struct job_run *run = tidying->run;
    struct str why = tidying->replacing ? STR(BACKUP_WHY_REPLACED) : STR(BACKUP_WHY_RULE);
    for (size_t i = 0; i < tidying->rows.count; i++) {
        if (!tidying->gone[i])
            continue;
        TRY(q_backup_run_remove(tx, tidying->rows.items[i].id, run->now_ms, why));
        TRY(backup_note(tx, run->arena, run->job->author, run->job->account_id, run->now_ms,
                        tidying->replacing ? "backup.replaced" : "backup.removed",
                        tidying->rows.items[i].file));
    }
    return NULL;
}

/* Which of the rows may go: none but those whose files are there, and never the one just made. */
static void choose(struct tidying *tidying, bool *ret_goes) {
    struct arena *arena = tidying->run->arena;
    size_t count = tidying->rows.count, present = 0;
    size_t *at = ARENA_ARRAY(arena, size_t, count + 1);
    struct date *days = ARENA_ARRAY(arena, struct date, count + 1);
    bool *keep = ARENA_ARRAY(arena, bool, count + 1);
    for (size_t i = 0; i < count; i++) {
        const struct q_backup_runs_there_row *row = &tidying->rows.items[i];
        ret_goes[i] = false;
        if (backup_file_presence(arena, tidying->settings.folder, row->file, row->bytes) !=
            BACKUP_THERE)
            continue;
        at[present] = i;
        days[present++] = date_of_instant(row->instant_ms);
    }
    retention_choose(days, present, &tidying->settings.retention, keep);
    for (size_t i = 0; i < present; i++)
        ret_goes[at[i]] =
            !keep[i] && !str_equal(tidying->rows.items[at[i]].id, tidying->run->job->id);
}

static const struct err *remove_by_rule(struct tidying *tidying) {
    struct arena *arena = tidying->run->arena;
    bool *goes = ARENA_ARRAY(arena, bool, tidying->rows.count + 1);
    choose(tidying, goes);
    for (size_t i = 0; i < tidying->rows.count; i++) {
        tidying->gone[i] = false;
        if (goes[i])
            TRY(backup_file_remove(arena, tidying->settings.folder, tidying->rows.items[i].file,
                                   tidying->rows.items[i].bytes, &tidying->gone[i]));
    }
    return NULL;
}

/* Every file named like ours, whatever its row says of it; but not the one just made. */
static const struct err *remove_all_others(const struct tidying *tidying) {
    struct arena *arena = tidying->run->arena;
    struct str kept = STR("");
    for (size_t i = 0; i < tidying->rows.count; i++)
        if (str_equal(tidying->rows.items[i].id, tidying->run->job->id))
            kept = tidying->rows.items[i].file;
    DIR *dir = kept.n ? opendir(tidying->settings.folder) : NULL;
    if (!dir)
        return ERR(ERR_IO, "the new backup or its folder is not there");
    for (const struct dirent *entry; (entry = readdir(dir));) {
        struct str name = str_copy(arena, str_from_c(entry->d_name));
        struct str bare = str_ends_with(name, STR(".part")) ? str_slice(name, 0, name.n - 5) : name;
        if (backup_is_file_name(bare) && !str_equal(name, kept))
            unlinkat(dirfd(dir), entry->d_name, 0);
    }
    closedir(dir);
    for (size_t i = 0; i < tidying->rows.count; i++)
        tidying->gone[i] =
            backup_file_presence(arena, tidying->settings.folder, tidying->rows.items[i].file,
                                 tidying->rows.items[i].bytes) == BACKUP_GONE;
    return NULL;
}

static const struct err *remove_migration_copies(const struct tidying *tidying) {
    struct backup_copies copies = {0};
    TRY(backup_migration_copies(tidying->run->arena, tidying->run->jobs->data, &copies));
    for (size_t i = 0; i < copies.count; i++)
        unlink(copies.items[i].path.p);
    return NULL;
}

static const struct err *tidy_step(struct tidying *tidying) {
    struct job_run *run = tidying->run;
    TRY(db_read(run->jobs->db, there_in, tidying));
    size_t count = tidying->rows.count;
    tidying->gone = ARENA_ARRAY(run->arena, bool, count + 1);
    if (tidying->replacing) {
        TRY(remove_all_others(tidying));
        TRY(remove_migration_copies(tidying));
    } else {
        TRY(remove_by_rule(tidying));
    }
    run->done = 2;
    run->finished = true;
    run->result_path = STR("/sao-luu");
    run->store = note_removed_in;
    run->store_context = tidying;
    return NULL;
}

static const struct err *step(struct job_run *run) {
    struct backup_settings settings = backup_settings_of(run->jobs->config);
    struct backup_params params = backup_params_unpack(run->job->params);
    if (!settings.folder || !run->jobs->data) {
        run->fault = MESSAGE(MSG_backup_off);
        return NULL;
    }
    if (run->job->next_step == 0) {
        struct making *making = ARENA_NEW(run->arena, struct making);
        *making = (struct making){.run = run, .settings = settings, .params = params};
        const struct err *err = make_step(making);
        return err ? tell_fault(run, err) : NULL;
    }
    struct tidying *tidying = ARENA_NEW(run->arena, struct tidying);
    *tidying = (struct tidying){
        .run = run, .settings = settings, .replacing = params.purpose == BACKUP_REPLACING};
    return tidy_step(tidying);
}

const struct job_kind backup_job = {
    .name = BACKUP_JOB_KIND,
    .title = MSG_job_kind_backup,
    .begun_at = "",
    .right = RIGHT_SYSTEM_CARE,
    .others_right = RIGHT_SYSTEM_CARE,
    .step = step,
};

/* --- the clock of the schedule ---------------------------------------------------------------- */

struct backup_clock {
    struct jobs jobs;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t thread;
    bool done;
};

static void look(const struct backup_clock *clock) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    bool started;
    const struct err *err = backup_start_due(&clock->jobs, arena, clock_now_ms(), &started);
    if (err)
        log_err("backup.schedule", err);
}

static void *run_clock(void *context) {
    struct backup_clock *clock = context;
    pthread_mutex_lock(&clock->lock);
    while (!clock->done) {
        pthread_mutex_unlock(&clock->lock);
        look(clock);
        pthread_mutex_lock(&clock->lock);
        wait_until(&clock->changed, &clock->lock, &clock->done, LOOK_S);
    }
    pthread_mutex_unlock(&clock->lock);
    return NULL;
}

const struct err *backup_clock_start(const struct jobs *jobs, struct backup_clock **ret_clock) {
    *ret_clock = NULL;
    if (!backup_settings_of(jobs->config).folder)
        return NULL;
    struct backup_clock *clock = calloc(1, sizeof(*clock));
    if (!clock)
        abort();
    clock->jobs = *jobs;
    pthread_mutex_init(&clock->lock, NULL);
    condition_init(&clock->changed);
    if (pthread_create(&clock->thread, NULL, run_clock, clock) != 0) {
        free(clock);
        return ERR(ERR_IO, "cannot start a thread for the schedule of backups");
    }
    *ret_clock = clock;
    return NULL;
}

void backup_clock_stop(struct backup_clock *clock) {
    if (!clock)
        return;
    pthread_mutex_lock(&clock->lock);
    clock->done = true;
    pthread_cond_broadcast(&clock->changed);
    pthread_mutex_unlock(&clock->lock);
    pthread_join(clock->thread, NULL);
    pthread_cond_destroy(&clock->changed);
    pthread_mutex_destroy(&clock->lock);
    free(clock);
}
