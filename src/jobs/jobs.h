/* Long work: what takes longer than a page may, done in steps beside the pages.
 *
 * A job is a row of the database: its kind, who asked for it, what it acts on, how far it is. Its
 * kind has a *step* function that does a bounded piece of work (well below a minute) and says where
 * to go on. What a step made and the job's place are stored in one transaction: after a kill or a
 * power cut the job goes on behind the last step that was stored, with nothing lost and nothing
 * stored twice. A step may be run again as long as it was not stored, so it must have no effects
 * of its own: it hands files to job_keep_file and changes of the database to `store`.
 *
 * A runner (a thread of the server) takes up one job after the other. A job belongs to the runner
 * that claimed it until its lease ends; each stored step renews the lease, and a step of a runner
 * that lost its claim is not stored. So several programs may share one database: no job runs twice,
 * and what a dead program left is taken over. They must share the folder of files too.
 *
 * Cancelling takes effect between two steps: what the job has made so far goes away with it.
 * Whether somebody may see or cancel a job is asked by features/job.
 *
 * docs/developer/jobs.md shows how to add a kind.
 */
#ifndef JOBS_JOBS_H
#define JOBS_JOBS_H

#include "db/db.h"
#include "sys/config.h"
#include "text/message.h"

enum {
    JOB_ATTEMPTS_MAX = 5, /* of one step, before the job fails */
    JOB_RESTARTS_MAX = 3, /* by `start_over` */
    JOB_OPEN_MAX = 20,    /* of one account at once */
    JOB_LEASE_MS = 5 * 60 * 1000,
};
#define JOB_FILE_BYTES_MAX ((size_t)256 << 20)

enum job_state {
    JOB_WAITING, /* nobody has begun, or it is to go on later */
    JOB_RUNNING,
    JOB_CANCELLING, /* ends after the step that runs */
    JOB_DONE,
    JOB_FAILED,
    JOB_CANCELLED,
    JOB_STATE_COUNT,
};

struct str job_state_code(enum job_state state);
bool job_state_from_code(struct str code, enum job_state *ret_state);
bool job_is_open(enum job_state state); /* not ended */

struct job {
    struct str id;
    struct str kind;
    struct str account_id; /* empty: the command line */
    struct str author;
    struct str object_kind; /* "cluster_period" */
    struct str object_id;
    struct str params; /* the kind's own */
    enum job_state state;
    int64_t next_step;   /* the kind's own; 0 in the beginning */
    struct message step; /* what it is at; MSG_none: nothing to say */
    int64_t done;
    int64_t total;
    int64_t restarts;
    int64_t attempts; /* of the next step, in vain */
    int64_t due_ms;
    int64_t claim;
    int64_t lease_ms;
    int64_t created_ms;
    int64_t started_ms; /* 0: not yet */
    int64_t progress_ms;
    int64_t finished_ms;    /* 0: not yet */
    struct message failure; /* of a failed job: what happened and what to do */
    struct str result_path; /* where the result is shown; empty: a file, or none */
};

struct job_file {
    struct str role;
    int64_t position;
    struct str name; /* as people know it: "bao-cao.docx" */
    struct str sha256;
    int64_t bytes;
};
#define JOB_INPUT  "input"
#define JOB_PART   "part"   /* goes when the job ends */
#define JOB_RESULT "result" /* stays until the job is tidied away */

struct job_run;

/* A kind of job; listed in src/job_list.c. */
struct job_kind {
    const char *name; /* as stored: "papers" */
    enum msg_id title;
    const char *begun_at; /* where people ask for it, below the half-year's address: "phieu" */
    /* features/account/right.h. */
    unsigned right;        /* needed to ask for it and to fetch its result */
    unsigned others_right; /* who has it sees, cancels and fetches what others asked for */
    const struct err *(*step)(struct job_run *run);
    /* Takes back what steps stored outside the job's files; runs in the transaction that cancels
     * or fails the job, so the rules of db_write hold. May be NULL. */
    const struct err *(*undo)(struct db_tx *tx, struct arena *arena, const struct job *job);
};

/* Where jobs are: passed to everything here. */
struct jobs {
    struct db *db;
    const char *folder; /* of their files; made when it is needed */
    const struct job_kind *const *kinds;
    size_t kind_count;
    /* For kinds that need them; NULL where nobody serves. */
    const char *data; /* the data folder */
    const struct config *config;
};

/* The program's kinds (src/job_list.c). */
extern const struct job_kind *const job_kinds[];
extern const size_t job_kind_count;

/* NULL for a kind that this program does not know. */
const struct job_kind *job_kind_by_name(const struct jobs *jobs, struct str name);

/* --- for kinds: one step --------------------------------------------------------------------- */

struct job_made;

struct job_run {
    const struct jobs *jobs;
    struct arena *arena; /* of this step alone */
    const struct job *job;
    int64_t now_ms;

    /* What the step answers; all is stored together, or nothing. */
    int64_t next_step;   /* preset: the one after this */
    int64_t done;        /* preset: as before */
    int64_t total;       /* preset: as before */
    struct message step; /* what comes next, for people */
    struct str params;   /* preset: as before */
    bool finished;
    struct str result_path;
    /* Begins at step 0 again, because what it rests on changed; after JOB_RESTARTS_MAX times the
     * job fails with `fault`. Files that were kept stay until they are put anew. */
    bool start_over;
    struct message fault; /* not MSG_none: the job fails with this sentence */
    /* Further changes, in the same transaction. May be NULL. */
    db_work store;
    void *store_context;

    struct job_made *made; /* private: files kept by this step */
    int64_t began_ms;      /* private: when the step began, on the clock that never goes back */
};

/* Makes the lease longer, for a step that cannot be parted and takes its time; from any thread
 * while the step runs. ERR_STATE where the job is no longer this runner's, or is to be cancelled.
 */
MUST_CHECK const struct err *job_renew(const struct job_run *run);

/* Keeps a file with the job: its bytes are on disk when this returns, its row comes with the step.
 */
MUST_CHECK const struct err *job_keep_file(struct job_run *run, const char *role, int64_t position,
                                           struct str name, struct str bytes);
/* A file of an earlier step. Where it is gone or is not what was kept, *ret_found is false and
 * run->fault says so. */
MUST_CHECK const struct err *job_open_file(struct job_run *run, const char *role, int64_t position,
                                           bool *ret_found, struct str *ret_name,
                                           struct str *ret_bytes);

/* --- for services ---------------------------------------------------------------------------- */

struct job_input {
    struct str name;
    struct str bytes;
};

struct job_order {
    const char *kind;
    struct str account_id;
    struct str author;
    struct str object_kind;
    struct str object_id;
    struct str params;
    int64_t total;
    const struct job_input *inputs;
    size_t input_count;
    /* Runs in the transaction that stores the job: for the audit row, for rows it needs. May be
     * NULL. */
    const struct err *(*also)(struct db_tx *tx, void *context, struct str job_id);
    void *also_context;
};

/* Stores a job and wakes the runners. Without inputs, the same job by the same account that has
 * not ended yet is answered instead of a second one. ERR_LIMIT (with a sentence) beyond
 * JOB_OPEN_MAX. */
MUST_CHECK const struct err *job_start(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                                       const struct job_order *order, struct str *ret_id);
MUST_CHECK const struct err *job_find_in(struct db_tx *tx, struct arena *arena, struct str id,
                                         bool *ret_found, struct job *ret_job);
/* Cancels in this transaction: at once what nobody runs, else after the step that runs. ERR_STATE
 * when it has ended already. The files go with job_forget_files after the commit. */
MUST_CHECK const struct err *job_cancel_in(struct db_tx *tx, const struct jobs *jobs,
                                           struct arena *arena, const struct job *job,
                                           int64_t now_ms, bool *ret_ended);
/* The job's result, checked: ERR_NOT_FOUND with the sentence job.result_gone where it is no longer
 * there or not as it was made. */
MUST_CHECK const struct err *job_open_result(const struct jobs *jobs, struct arena *arena,
                                             struct str job_id, struct str *ret_name,
                                             struct str *ret_bytes);
MUST_CHECK const struct err *job_result_in(struct db_tx *tx, struct arena *arena, struct str job_id,
                                           bool *ret_found, struct job_file *ret_file);
/* Removes the folder of a job that left nothing. Failing is no harm: it is tidied later. */
void job_forget_files(const struct jobs *jobs, struct arena *arena, struct str job_id);

/* A sentence as rows of jobs hold it: job.step, job.failure. */
struct message job_message_unpack(struct arena *arena, struct str text);

/* How many there are, by state. */
struct job_counts {
    int64_t of[JOB_STATE_COUNT];
};
MUST_CHECK const struct err *job_count(struct db *db, struct arena *arena,
                                       struct job_counts *ret_counts);

/* What is amiss: jobs that do not get on although they should, results that are gone. THOROUGH
 * compares the hashes of results too. */
struct job_trouble {
    struct str id;
    struct message message;
    bool is_damage; /* a file that is gone or changed; else stuck */
};
struct job_troubles {
    struct job_trouble *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *job_check(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                                       bool thorough, struct job_troubles *ret_troubles);

/* --- the runner ------------------------------------------------------------------------------ */

struct job_runner;

struct job_runner_options {
    struct jobs jobs;
    unsigned threads; /* 0: runs nothing, but tidies and counts */
    unsigned keep_days;
    /* Names this program among those that share the database, the same after a restart: what it
     * left running is taken up at once. */
    const char *owner;
    /* For tests. NULL: the clock of the machine. */
    int64_t (*now_ms)(void);
    /* For tests: after each stored step and each end, on the runner's thread. */
    void (*stored)(void *context, struct str job_id, int64_t next_step, enum job_state state);
    void *stored_context;
};

MUST_CHECK const struct err *job_runner_start(const struct job_runner_options *options,
                                              struct job_runner **ret_runner);
/* Lets the steps that run end; their jobs go on with the next start. NULL is allowed. */
void job_runner_stop(struct job_runner *runner);

/* Whether there may be jobs that have not ended, without asking the database: for pages that would
 * otherwise ask each time. True where nobody knows. */
bool job_some_open(void);

/* --- for the destruction of what must not be held ------------------------------------------ */

/* A file of a job where it lies. */
struct job_kept_file {
    struct str job_id;
    struct str role;
    int64_t position;
    struct str name;
    struct str sha256;
    int64_t bytes;
    struct str author;
    int64_t created_ms;
};
struct job_kept_files {
    struct job_kept_file *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *job_files_newest(struct db_tx *tx, struct arena *arena, int64_t most,
                                              struct job_kept_files *ret_files);
/* Open for reading; -1 where it is not there. Close it. */
int job_kept_file_open(const struct jobs *jobs, struct arena *arena, struct str job_id,
                       struct str sha256);
/* Overwrites the bytes, brings that to the disk, and removes the file. Fine where there is none. */
MUST_CHECK const struct err *job_kept_file_destroy(const struct jobs *jobs, struct arena *arena,
                                                   struct str job_id, struct str sha256);

#endif
