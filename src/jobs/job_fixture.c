#include "jobs/job_fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "features/audit/audit.h"
#include "jobs/jobs.sql.h"

atomic_int fixture_failures;
atomic_int fixture_overlaps;
atomic_int fixture_inside;
atomic_llong fixture_clock_ms = 1600000000000;

void (*fixture_on_stored)(struct str id, int64_t next_step);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static bool gate_is_open;

/* The clock of the wall may be set while a test waits. */
static void make_condition(void) {
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
}

static struct timespec in_a_minute(void) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 60;
    return until;
}

void fixture_open_gate(bool open) {
    pthread_mutex_lock(&lock);
    gate_is_open = open;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void fixture_wait_inside(int count) {
    struct timespec until = in_a_minute();
    pthread_mutex_lock(&lock);
    while (atomic_load(&fixture_inside) < count)
        if (pthread_cond_timedwait(&changed, &lock, &until) == ETIMEDOUT)
            break;
    pthread_mutex_unlock(&lock);
    assert_true(atomic_load(&fixture_inside) >= count);
}

static void wait_at_gate(void) {
    pthread_mutex_lock(&lock);
    atomic_fetch_add(&fixture_inside, 1);
    pthread_cond_broadcast(&changed);
    while (!gate_is_open)
        pthread_cond_wait(&changed, &lock);
    atomic_fetch_sub(&fixture_inside, 1);
    pthread_mutex_unlock(&lock);
}

/* --- kinds ------------------------------------------------------------------------------- */

static const struct err *note_in(struct db_tx *tx, struct arena *arena, struct str id,
                                 struct str text) {
    struct user local = user_local();
    struct audit_note note = {
        .action = "job.start", .object_kind = "job_step", .object_id = id, .after = text};
    return audit_write(tx, arena, &local, 1, &note);
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct job_run *run = context;
    return note_in(tx, run->arena, run->job->id,
                   str_format(run->arena, "%lld", (long long)run->job->next_step));
}

static const struct err *keep_result(struct job_run *run) {
    struct str all = STR("");
    for (int64_t i = 0; i < run->total; i++) {
        bool found;
        struct str name, bytes;
        TRY(job_open_file(run, JOB_PART, i, &found, &name, &bytes));
        if (!found)
            return NULL;
        all = str_concat(run->arena, all, bytes);
    }
    run->finished = true;
    return job_keep_file(run, JOB_RESULT, 0, STR("ket-qua.txt"), all);
}

static const struct err *count_step(struct job_run *run) {
    int64_t at = run->job->next_step;
    bool found;
    struct str name, bytes;
    run->store = store_in;
    run->store_context = run;
    if (at >= run->total)
        return keep_result(run);
    if (str_equal_c(run->job->params, "input")) {
        TRY(job_open_file(run, JOB_INPUT, 0, &found, &name, &bytes));
        if (!found)
            return NULL;
    }
    run->done = at + 1;
    run->step = MESSAGE_WITH(MSG_job_step_read, STR("“a”\n"));
    return job_keep_file(run, JOB_PART, at, str_format(run->arena, "phan-%lld", (long long)at),
                         str_format(run->arena, "%lld\n", (long long)at));
}

static const struct err *gate_step(struct job_run *run) {
    wait_at_gate();
    return count_step(run);
}

static const struct err *flaky_step(struct job_run *run) {
    if (run->job->next_step == 1 && atomic_fetch_sub(&fixture_failures, 1) > 0)
        return ERR(ERR_UNAVAILABLE, "away for a moment");
    return count_step(run);
}

static const struct err *broken_step(struct job_run *run) {
    return run->job->next_step == 0 ? count_step(run) : ERR(ERR_INTERNAL, "broken");
}

static const struct err *again_step(struct job_run *run) {
    run->start_over = true;
    run->fault = MESSAGE(MSG_job_figures_moving);
    return NULL;
}

static const struct err *undo(struct db_tx *tx, struct arena *arena, const struct job *job) {
    return note_in(tx, arena, job->id, STR("undone"));
}

const struct job_kind count_kind = {
    .name = "count", .title = MSG_job_kind_papers, .step = count_step, .undo = undo};
const struct job_kind gate_kind = {
    .name = "gate", .title = MSG_job_kind_papers, .step = gate_step, .undo = undo};
const struct job_kind flaky_kind = {
    .name = "flaky", .title = MSG_job_kind_papers, .step = flaky_step, .undo = undo};
const struct job_kind broken_kind = {
    .name = "broken", .title = MSG_job_kind_papers, .step = broken_step, .undo = undo};
const struct job_kind again_kind = {
    .name = "again", .title = MSG_job_kind_papers, .step = again_step, .undo = undo};

const struct job_kind *const fixture_kinds[] = {&count_kind, &gate_kind, &flaky_kind, &broken_kind,
                                                &again_kind};
const size_t fixture_kind_count = COUNT_OF(fixture_kinds);

/* --- the house ---------------------------------------------------------------------------- */

static int64_t fixture_now(void) {
    return atomic_load(&fixture_clock_ms);
}

static void told(void *context, struct str id, int64_t next_step, enum job_state state) {
    (void)context;
    (void)state;
    if (fixture_on_stored)
        fixture_on_stored(id, next_step);
    pthread_mutex_lock(&lock);
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
}

void house_begin(struct house *house, struct db *db) {
    static int number;
    pthread_once(&once, make_condition);
    *house = (struct house){.arena = arena_new(0)};
    const char *folder = str_format(house->arena, "%s/jobs-%d", db_test_folder(), number++).p;
    house->jobs = (struct jobs){db, folder, fixture_kinds, fixture_kind_count};
    fixture_open_gate(false);
    fixture_on_stored = NULL;
}

void house_end(struct house *house) {
    house_stop(house);
    arena_free(house->arena);
}

void house_run(struct house *house, const char *owner, unsigned threads) {
    struct job_runner_options options = {.jobs = house->jobs,
                                         .threads = threads,
                                         .keep_days = 7,
                                         .owner = owner,
                                         .now_ms = fixture_now,
                                         .stored = told};
    assert_ok(job_runner_start(&options, &house->runner));
}

void house_stop(struct house *house) {
    job_runner_stop(house->runner);
    house->runner = NULL;
}

struct str house_order(struct house *house, const char *kind, const char *steps) {
    struct str id;
    struct job_input input = {STR("vào.xlsx"), STR("bytes")};
    long long total;
    assert_true(str_to_int64(str_from_c(steps), &total));
    struct job_order order = {.kind = kind,
                              .account_id = STR("a"),
                              .author = STR("A"),
                              .object_kind = STR("test"),
                              .object_id = STR("o"),
                              .params = STR("input"),
                              .total = total,
                              .inputs = &input,
                              .input_count = 1};
    assert_ok(job_start(&house->jobs, house->arena, fixture_now(), &order, &id));
    return id;
}

struct look {
    struct arena *arena;
    struct str id;
    bool found;
    struct job job;
    struct audit_lines lines;
};

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct look *look = context;
    TRY(audit_read(tx, look->arena, LANG_VI, "job_step", look->id, NULL, &look->lines));
    return job_find_in(tx, look->arena, look->id, &look->found, &look->job);
}

static struct look look(struct house *house, struct str id) {
    struct look look = {.arena = house->arena, .id = id};
    assert_ok(db_read(house->jobs.db, look_in, &look));
    return look;
}

struct job house_job(struct house *house, struct str id) {
    struct look seen = look(house, id);
    assert_true(seen.found);
    return seen.job;
}

/* Told after each stored step; a wait of a second is for what was told between two looks. */
static struct job wait_until(struct house *house, struct str id, enum job_state state,
                             int64_t attempts) {
    struct timespec until = in_a_minute();
    for (;;) {
        struct job job = house_job(house, id);
        if (job.state == state && job.attempts >= attempts)
            return job;
        struct timespec soon;
        clock_gettime(CLOCK_MONOTONIC, &soon);
        if (soon.tv_sec > until.tv_sec)
            fail_msg("the job is %s", job_state_code(job.state).p);
        soon.tv_sec++;
        pthread_mutex_lock(&lock);
        pthread_cond_timedwait(&changed, &lock, &soon);
        pthread_mutex_unlock(&lock);
    }
}

struct job house_wait(struct house *house, struct str id, enum job_state state) {
    return wait_until(house, id, state, 0);
}

struct job house_wait_attempts(struct house *house, struct str id, int64_t attempts) {
    return wait_until(house, id, JOB_WAITING, attempts);
}

size_t house_steps(struct house *house, struct str id) {
    struct look seen = look(house, id);
    size_t count = 0;
    for (size_t i = 0; i < seen.lines.count; i++) {
        count += !str_equal_c(seen.lines.items[i].after, "undone");
        for (size_t k = 0; k < i; k++)
            if (str_equal(seen.lines.items[i].after, seen.lines.items[k].after))
                fail_msg("step %s was stored twice", seen.lines.items[i].after.p);
    }
    return count;
}

bool house_undone(struct house *house, struct str id) {
    struct look seen = look(house, id);
    return seen.lines.count && str_equal_c(seen.lines.items[0].after, "undone");
}

bool house_has_folder(struct house *house, struct str id) {
    return access(job_folder(&house->jobs, house->arena, id), F_OK) == 0;
}
