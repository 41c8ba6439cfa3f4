/* What the tests of jobs share: kinds that do as they are told, and waiting for what they did. Not
 * part of the program. */
#ifndef JOBS_JOB_FIXTURE_H
#define JOBS_JOB_FIXTURE_H

#include <pthread.h>
#include <stdatomic.h>

#include "db/db_test_support.h"
#include "jobs/jobs_internal.h"

/* params of all kinds: how many steps ("5"). Each step keeps a part and writes an audit row. */
extern const struct job_kind count_kind; /* steps one after the other, a result at the end */
extern const struct job_kind gate_kind;  /* the same; each step waits for fixture_open_gate */
extern const struct job_kind flaky_kind; /* the second step fails `fixture_failures` times */
extern const struct job_kind broken_kind;
extern const struct job_kind again_kind; /* begins anew for ever */
extern const struct job_kind *const fixture_kinds[];
extern const size_t fixture_kind_count;

extern atomic_int fixture_failures;
extern atomic_int fixture_overlaps; /* steps of one job that ran at the same time */
extern atomic_int fixture_inside;   /* steps that wait at the gate */

void fixture_open_gate(bool open);
/* Until that many steps wait at the gate. */
void fixture_wait_inside(int count);

struct house {
    struct arena *arena;
    struct jobs jobs;
    struct job_runner *runner;
};

void house_begin(struct house *house, struct db *db);
void house_end(struct house *house);
void house_run(struct house *house, const char *owner, unsigned threads);
void house_stop(struct house *house);
struct str house_order(struct house *house, const char *kind, const char *steps);
struct job house_job(struct house *house, struct str id);
/* Until the job is in that state; fails the test after a minute. */
struct job house_wait(struct house *house, struct str id, enum job_state state);
/* Until it waits for another attempt after so many. */
struct job house_wait_attempts(struct house *house, struct str id, int64_t attempts);
/* How many steps were stored, and that none of them was twice. */
size_t house_steps(struct house *house, struct str id);
bool house_undone(struct house *house, struct str id);
bool house_has_folder(struct house *house, struct str id);

/* Called after each stored step, on the runner's thread; NULL: nothing. */
extern void (*fixture_on_stored)(struct str id, int64_t next_step);

/* The clock of runners in tests. */
extern atomic_llong fixture_clock_ms;

#endif
