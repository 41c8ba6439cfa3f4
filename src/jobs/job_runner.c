/* The runner: takes up jobs, runs their steps, stores what came of them. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "jobs/jobs.sql.h"
#include "jobs/jobs_internal.h"
#include "sys/clock.h"
#include "sys/log.h"

enum {
    POLL_S = 5, /* for jobs that another program started or left, and for those to go on later */
    TIDY_MS = 60 * 60 * 1000,
    RETRY_FIRST_MS = 2000,
    RETRY_MAX_MS = 60 * 1000,
    LOST_DATABASE_TRIES = JOB_LEASE_MS / 1000 / POLL_S,
    ATTEMPTS_AS_BEFORE = -1,
};

struct job_runner {
    struct job_runner_options options;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    pthread_t *threads;
    unsigned thread_count;
    unsigned long wakes;
    atomic_bool stopping;
    struct job_runner *next; /* of all runners of this process */
};

static pthread_mutex_t runners_lock = PTHREAD_MUTEX_INITIALIZER;
static struct job_runner *runners;
/* Whether there may be open jobs: true until a runner has counted. */
static atomic_bool some_open = true;

bool job_some_open(void) {
    return atomic_load(&some_open);
}

void job_wake(void) {
    atomic_store(&some_open, true);
    pthread_mutex_lock(&runners_lock);
    for (struct job_runner *runner = runners; runner; runner = runner->next) {
        pthread_mutex_lock(&runner->lock);
        runner->wakes++;
        pthread_cond_broadcast(&runner->changed);
        pthread_mutex_unlock(&runner->lock);
    }
    pthread_mutex_unlock(&runners_lock);
}

/* --- one job in the hands of one thread ------------------------------------------------------ */

struct hand {
    struct job_runner *runner;
    const struct jobs *jobs;
    struct arena *arena; /* of one step */
    int64_t claim;       /* with which it is ours */
    struct str id;       /* in the thread's own arena */
    struct job job;
    const struct job_run *run;
    int64_t now_ms;
    struct message failure;
    int64_t due_ms;
    int64_t attempts;
    enum job_state state; /* as stored at the end of the transaction */
    bool lost;            /* it is no longer ours */
};

static int64_t now(const struct job_runner *runner) {
    return runner->options.now_ms ? runner->options.now_ms() : clock_now_ms();
}

static bool is_stopping(struct job_runner *runner) {
    return atomic_load(&runner->stopping);
}

static void tell(const struct hand *hand, int64_t next_step) {
    const struct job_runner_options *options = &hand->runner->options;
    if (options->stored)
        options->stored(options->stored_context, hand->id, next_step, hand->state);
}

/* The job as it stands; `lost` where another has it, or nobody. */
static const struct err *look_in(struct db_tx *tx, struct hand *hand) {
    bool found;
    TRY(job_find_in(tx, hand->arena, hand->id, &found, &hand->job));
    hand->lost = !found || hand->job.claim != hand->claim || !job_is_open(hand->job.state);
    hand->state = hand->job.state;
    return NULL;
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    return look_in(tx, context);
}

static const struct err *end_in(struct db_tx *tx, struct hand *hand, enum job_state state,
                                struct message failure, struct str result_path) {
    hand->state = state;
    return job_end_in(tx, hand->jobs, hand->arena, &hand->job, state, failure, result_path,
                      hand->now_ms);
}

static const struct err *cancel_in(struct db_tx *tx, void *context) {
    struct hand *hand = context;
    TRY(look_in(tx, hand));
    if (hand->lost)
        return NULL;
    return end_in(tx, hand, JOB_CANCELLED, MESSAGE(MSG_none), STR(""));
}

static const struct err *fail_in(struct db_tx *tx, void *context) {
    struct hand *hand = context;
    TRY(look_in(tx, hand));
    if (hand->lost)
        return NULL;
    return end_in(tx, hand, JOB_FAILED, hand->failure, STR(""));
}

/* Somebody goes on with it later: this program's next start, or after a while. */
static const struct err *put_back_in(struct db_tx *tx, void *context) {
    struct hand *hand = context;
    TRY(look_in(tx, hand));
    if (hand->lost)
        return NULL;
    hand->state = JOB_WAITING;
    return q_job_put_back(
        tx, hand->id, hand->attempts == ATTEMPTS_AS_BEFORE ? hand->job.attempts : hand->attempts,
        hand->due_ms);
}

/* What the step made, and where the job is now, in one transaction. */
static const struct err *store_in(struct db_tx *tx, void *context) {
    struct hand *hand = context;
    const struct job_run *run = hand->run;
    TRY(look_in(tx, hand));
    if (hand->lost)
        return NULL;
    if (hand->job.state == JOB_CANCELLING)
        return end_in(tx, hand, JOB_CANCELLED, MESSAGE(MSG_none), STR(""));
    for (size_t i = 0; i < run->made->count; i++) {
        const struct job_file *file = &run->made->items[i];
        TRY(q_job_file_put(tx, hand->id, file->role, file->position, file->name, file->sha256,
                           file->bytes));
    }
    if (run->store)
        TRY(run->store(tx, run->store_context));
    TRY(q_job_progress(tx, hand->id, run->start_over ? 0 : run->next_step,
                       job_message_pack(hand->arena, run->step), run->done, run->total,
                       hand->job.restarts + run->start_over, hand->now_ms + JOB_LEASE_MS,
                       hand->now_ms, run->params));
    if (run->finished)
        return end_in(tx, hand, JOB_DONE, MESSAGE(MSG_none), run->result_path);
    return NULL;
}

/* A sentence for what went wrong. */
static struct message sentence_of(struct arena *arena, const struct err *err) {
    static const enum msg_id KINDS[] = {
        [ERR_INTERNAL] = MSG_job_failed_internal,  [ERR_IO] = MSG_error_io,
        [ERR_DISK_FULL] = MSG_error_disk_full,     [ERR_READ_ONLY] = MSG_error_read_only,
        [ERR_IN_USE] = MSG_job_failed_internal,    [ERR_DATABASE] = MSG_job_failed_internal,
        [ERR_UNAVAILABLE] = MSG_error_unavailable, [ERR_CONFLICT] = MSG_job_failed_internal,
        [ERR_NOT_FOUND] = MSG_job_object_gone,     [ERR_DENIED] = MSG_job_right_gone,
        [ERR_STATE] = MSG_job_failed_state,        [ERR_INPUT] = MSG_job_failed_internal,
        [ERR_LIMIT] = MSG_job_failed_limit,
    };
    enum msg_id id;
    if (err->text_key && message_from_key(str_from_c(err->text_key), &id))
        return err->told[0][0] || err->told[1][0]
                   ? MESSAGE_WITH(id, str_copy(arena, str_from_c(err->told[0])),
                                  str_copy(arena, str_from_c(err->told[1])))
                   : MESSAGE(id);
    return MESSAGE((size_t)err->kind < COUNT_OF(KINDS) ? KINDS[err->kind]
                                                       : MSG_job_failed_internal);
}

/* What may be otherwise after a while. */
static bool is_transient(const struct err *err) {
    return err->kind == ERR_UNAVAILABLE || err->kind == ERR_IO || err->kind == ERR_DISK_FULL ||
           err->kind == ERR_READ_ONLY || err->kind == ERR_CONFLICT || err->kind == ERR_DATABASE;
}

static const struct err *fail(struct hand *hand, struct message failure) {
    hand->failure = failure;
    TRY(db_write(hand->jobs->db, fail_in, hand));
    if (!hand->lost)
        log_write(LOG_LEVEL_WARNING, "job.failed", "kind=" STR_FMT " step=%lld",
                  STR_ARG(hand->job.kind), (long long)hand->job.next_step);
    return NULL;
}

static const struct err *try_later(struct hand *hand, const struct err *why) {
    log_err("job.step", why);
    hand->attempts = hand->job.attempts + 1;
    if (!is_transient(why) || hand->attempts >= JOB_ATTEMPTS_MAX)
        return fail(hand, sentence_of(hand->arena, why));
    int64_t wait_ms = (int64_t)RETRY_FIRST_MS << (hand->attempts - 1);
    hand->due_ms = hand->now_ms + (wait_ms > RETRY_MAX_MS ? RETRY_MAX_MS : wait_ms);
    return db_write(hand->jobs->db, put_back_in, hand);
}

struct renewing {
    const struct job_run *run;
    int64_t lease_ms;
    int64_t changed;
};

static const struct err *renew_in(struct db_tx *tx, void *context) {
    struct renewing *work = context;
    return q_job_renew(tx, work->run->job->id, work->run->job->claim, work->lease_ms,
                       &work->changed);
}

const struct err *job_renew(const struct job_run *run) {
    struct renewing work = {run,
                            run->now_ms + (clock_monotonic_ms() - run->began_ms) + JOB_LEASE_MS, 0};
    TRY(db_write(run->jobs->db, renew_in, &work));
    return work.changed ? NULL : ERR(ERR_STATE, "the job is no longer ours");
}

/* Runs the step and stores it. */
static const struct err *step(struct hand *hand, const struct job_kind *kind) {
    struct job_made made = {0};
    struct job job = hand->job; /* the transaction below reads it anew */
    struct job_run run = {.jobs = hand->jobs,
                          .arena = hand->arena,
                          .job = &job,
                          .now_ms = hand->now_ms,
                          .next_step = job.next_step + 1,
                          .done = job.done,
                          .total = job.total,
                          .step = MESSAGE(MSG_none),
                          .params = job.params,
                          .result_path = STR(""),
                          .made = &made,
                          .began_ms = clock_monotonic_ms()};
    const struct err *err = kind->step(&run);
    hand->now_ms = now(hand->runner);
    if (err)
        return try_later(hand, err);
    if (run.fault.id != MSG_none && (!run.start_over || job.restarts >= JOB_RESTARTS_MAX))
        return fail(hand, run.fault);
    hand->run = &run;
    err = db_write(hand->jobs->db, store_in, hand);
    hand->run = NULL;
    if (err)
        return try_later(hand, err);
    if (!hand->lost)
        tell(hand, run.start_over ? 0 : run.next_step);
    return NULL;
}

/* One more step of the job, or its end. *ret_on: there is more to do. */
static const struct err *go_on(struct hand *hand, bool *ret_on) {
    const struct jobs *jobs = hand->jobs;
    *ret_on = false;
    arena_clear(hand->arena);
    hand->now_ms = now(hand->runner);
    TRY(db_read(jobs->db, load_in, hand));
    if (hand->lost)
        return NULL;
    const struct job_kind *kind = job_kind_by_name(jobs, hand->job.kind);
    bool steps = false;
    if (hand->job.state == JOB_CANCELLING)
        TRY(db_write(jobs->db, cancel_in, hand));
    else if (!kind)
        TRY(fail(hand, MESSAGE(MSG_job_kind_unknown)));
    else if (hand->job.attempts >= JOB_ATTEMPTS_MAX)
        TRY(fail(hand, MESSAGE(MSG_job_failed_crashing)));
    else if ((steps = true))
        TRY(step(hand, kind));
    if (hand->lost)
        return NULL;
    *ret_on = hand->state == JOB_RUNNING || hand->state == JOB_CANCELLING;
    if (hand->state == JOB_CANCELLED || hand->state == JOB_FAILED)
        job_forget_files(jobs, hand->arena, hand->id);
    if (hand->state == JOB_DONE)
        TRY(job_tidy_one(jobs, hand->arena, hand->id, hand->now_ms));
    if (!steps || hand->state == JOB_FAILED || hand->state == JOB_WAITING)
        tell(hand, hand->job.next_step);
    return NULL;
}

/* --- waiting ---------------------------------------------------------------------------------- */

static void wait_for_more(struct job_runner *runner, unsigned long seen) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += POLL_S;
    pthread_mutex_lock(&runner->lock);
    while (runner->wakes == seen && !is_stopping(runner))
        if (pthread_cond_timedwait(&runner->changed, &runner->lock, &until) != 0)
            break;
    pthread_mutex_unlock(&runner->lock);
}

static unsigned long wakes_so_far(struct job_runner *runner) {
    pthread_mutex_lock(&runner->lock);
    unsigned long wakes = runner->wakes;
    pthread_mutex_unlock(&runner->lock);
    return wakes;
}

/* --- taking one up --------------------------------------------------------------------------- */

struct claim_work {
    struct hand *hand;
    struct arena *arena;
    bool found;
    bool claimed;
    struct q_job_due_row due;
    struct q_job_counts_rows counts;
};

static const struct err *due_in(struct db_tx *tx, void *context) {
    struct claim_work *work = context;
    TRY(q_job_counts(tx, work->arena, &work->counts));
    return q_job_due(tx, work->arena, work->hand->now_ms, &work->found, &work->due);
}

/* A job found running was left by a program that died: that counts as an attempt, so that a job
 * that kills the program does not do so for ever. */
static const struct err *claim_in(struct db_tx *tx, void *context) {
    struct claim_work *work = context;
    struct hand *hand = work->hand;
    bool found;
    int64_t changed = 0;
    struct job job;
    work->claimed = false;
    TRY(job_find_in(tx, work->arena, work->due.id, &found, &job));
    if (!found)
        return NULL;
    int64_t attempts = job.attempts + (job.state == JOB_RUNNING);
    TRY(q_job_claim(tx, job.id, job.claim, str_from_c(hand->runner->options.owner),
                    hand->now_ms + JOB_LEASE_MS, attempts, hand->now_ms, &changed));
    work->claimed = changed == 1;
    hand->claim = job.claim + 1;
    return NULL;
}

static void note_open(const struct q_job_counts_rows *counts) {
    bool open = false;
    for (size_t i = 0; i < counts->count; i++) {
        enum job_state state;
        if (job_state_from_code(counts->items[i].state, &state) && job_is_open(state))
            open = true;
    }
    atomic_store(&some_open, open);
}

/* *ret_found: there was something to take up, whether we got it or another did. */
static const struct err *claim(struct hand *hand, struct arena *arena, bool *ret_found,
                               bool *ret_claimed) {
    struct claim_work work = {.hand = hand, .arena = arena};
    *ret_found = *ret_claimed = false;
    hand->now_ms = now(hand->runner);
    TRY(db_read(hand->jobs->db, due_in, &work));
    note_open(&work.counts);
    if (!work.found)
        return NULL;
    TRY(db_write(hand->jobs->db, claim_in, &work));
    hand->id = work.due.id;
    *ret_found = true;
    *ret_claimed = work.claimed;
    return NULL;
}

/* While the database is away the job stays ours, as far as we know: as long as our lease. */
static const struct err *run_to_end(struct hand *hand, bool *ret_on) {
    int tries = 0;
    *ret_on = true;
    while (*ret_on && !is_stopping(hand->runner)) {
        unsigned long seen = wakes_so_far(hand->runner);
        const struct err *err = go_on(hand, ret_on);
        if (!err) {
            tries = 0;
            continue;
        }
        if (++tries >= LOST_DATABASE_TRIES)
            return err;
        log_err("job.database", err);
        *ret_on = true;
        wait_for_more(hand->runner, seen);
    }
    return NULL;
}

/* Takes up one job and runs it to its end, or until the runner stops. */
static const struct err *work_once(struct hand *hand, struct arena *arena, bool *ret_found) {
    bool claimed, on = false;
    TRY(claim(hand, arena, ret_found, &claimed));
    if (claimed)
        TRY(run_to_end(hand, &on));
    if (!on)
        return NULL;
    hand->due_ms = hand->now_ms;
    hand->attempts = ATTEMPTS_AS_BEFORE;
    return db_write(hand->jobs->db, put_back_in, hand);
}

/* --- the threads ----------------------------------------------------------------------------- */

static void *run(void *context) {
    struct job_runner *runner = context;
    while (!is_stopping(runner)) {
        struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
        struct arena *step_arena CLEANUP(arena_cleanup) = arena_new(0);
        struct hand hand = {.runner = runner, .jobs = &runner->options.jobs, .arena = step_arena};
        unsigned long seen = wakes_so_far(runner);
        bool found = false;
        const struct err *err = work_once(&hand, arena, &found);
        if (err)
            log_err("job.runner", err);
        if (err || !found)
            wait_for_more(runner, seen);
    }
    return NULL;
}

/* The first thread that always is: keeps the count of open jobs and tidies. */
static void *keep_house(void *context) {
    struct job_runner *runner = context;
    int64_t tidied_ms = 0;
    while (!is_stopping(runner)) {
        struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
        unsigned long seen = wakes_so_far(runner);
        if (!tidied_ms || clock_monotonic_ms() - tidied_ms > TIDY_MS) {
            tidied_ms = clock_monotonic_ms();
            const struct err *err =
                job_tidy(&runner->options.jobs, now(runner), runner->options.keep_days);
            if (err)
                log_err("job.tidy", err);
        }
        struct hand hand = {.runner = runner, .jobs = &runner->options.jobs};
        struct claim_work work = {.hand = &hand, .arena = arena};
        hand.now_ms = now(runner);
        if (!db_read(runner->options.jobs.db, due_in, &work))
            note_open(&work.counts);
        wait_for_more(runner, seen);
    }
    return NULL;
}

struct lease_work {
    struct str owner;
};

static const struct err *drop_leases_in(struct db_tx *tx, void *context) {
    struct lease_work *work = context;
    return q_job_drop_leases(tx, work->owner);
}

static void free_runner(struct job_runner *runner) {
    pthread_cond_destroy(&runner->changed);
    pthread_mutex_destroy(&runner->lock);
    free(runner->threads);
    free(runner);
}

static const struct err *start_threads(struct job_runner *runner) {
    for (unsigned i = 0; i <= runner->options.threads; i++) {
        if (pthread_create(&runner->threads[i], NULL, i ? run : keep_house, runner) != 0)
            return ERR(ERR_IO, "cannot start a thread for jobs");
        runner->thread_count++;
    }
    return NULL;
}

const struct err *job_runner_start(const struct job_runner_options *options,
                                   struct job_runner **ret_runner) {
    struct lease_work work = {str_from_c(options->owner)};
    TRY(db_write(options->jobs.db, drop_leases_in, &work));
    struct job_runner *runner = calloc(1, sizeof(*runner));
    pthread_t *threads = calloc(options->threads + 1, sizeof(pthread_t));
    if (!runner || !threads)
        abort();
    runner->options = *options;
    runner->threads = threads;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&runner->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&runner->lock, NULL);
    pthread_mutex_lock(&runners_lock);
    runner->next = runners;
    runners = runner;
    pthread_mutex_unlock(&runners_lock);
    const struct err *err = start_threads(runner);
    if (err) {
        job_runner_stop(runner);
        return err;
    }
    *ret_runner = runner;
    return NULL;
}

static void take_off_list(const struct job_runner *runner) {
    pthread_mutex_lock(&runners_lock);
    struct job_runner **at = &runners;
    while (*at && *at != runner)
        at = &(*at)->next;
    if (*at)
        *at = runner->next;
    if (!runners)
        atomic_store(&some_open, true);
    pthread_mutex_unlock(&runners_lock);
}

void job_runner_stop(struct job_runner *runner) {
    if (!runner)
        return;
    take_off_list(runner);
    pthread_mutex_lock(&runner->lock);
    atomic_store(&runner->stopping, true);
    pthread_cond_broadcast(&runner->changed);
    pthread_mutex_unlock(&runner->lock);
    for (unsigned i = 0; i < runner->thread_count; i++)
        pthread_join(runner->threads[i], NULL);
    free_runner(runner);
}
