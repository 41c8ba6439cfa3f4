/* Long work as people meet it: who may ask for it, see it, stop it, fetch its result; what is
 * written down. The work itself is in src/jobs.
 *
 * Seen by who asked for it, and by who has the kind's `others_right` where it acts.
 */
#ifndef FEATURES_JOB_JOB_SERVICE_H
#define FEATURES_JOB_JOB_SERVICE_H

#include "features/cluster/cluster_service.h"
#include "jobs/jobs.h"

struct job_entry {
    struct job job;
    const struct job_kind *kind; /* NULL: of another version of the program */
    bool has_cluster;            /* it acts on a cluster's half-year: … */
    struct str cluster_id;
    struct str cluster_slug;
    struct str cluster_name;
    struct period period;
    struct str period_code;
    bool is_sample;
    bool has_file; /* a result to download */
    struct job_file file;
    bool is_own;
};

struct job_entries {
    struct job_entry *items;
    size_t count;
    size_t capacity;
};

/* Starts work on a cluster's half-year for a user who has the kind's right there; else ERR_DENIED.
 * What is asked for twice runs once, see job_start. */
struct job_request {
    const char *kind;
    struct str params;
    int64_t total;
    const struct job_input *inputs;
    size_t input_count;
    /* As in struct job_order. May be NULL. */
    const struct err *(*also)(struct db_tx *tx, void *context, struct str job_id);
    void *also_context;
};
MUST_CHECK const struct err *job_ask(const struct jobs *jobs, struct arena *arena,
                                     const struct user *user, int64_t now_ms,
                                     const struct cluster_period *cluster,
                                     const struct job_request *request, struct str *ret_id);

/* The user's own, and those of others in REACH, which is of what shows them (RIGHT_SCORE_VERIFY);
 * newest first, at most some sixty. */
MUST_CHECK const struct err *job_entries_of(const struct jobs *jobs, struct arena *arena,
                                            const struct user *user, const struct reach *reach,
                                            struct job_entries *ret_entries);
/* The user's own that have not ended, oldest first. */
MUST_CHECK const struct err *job_entries_running(const struct jobs *jobs, struct arena *arena,
                                                 const struct user *user,
                                                 struct job_entries *ret_entries);
/* ERR_NOT_FOUND, ERR_DENIED. */
MUST_CHECK const struct err *job_entry_find(const struct jobs *jobs, struct arena *arena,
                                            const struct user *user, struct str id,
                                            struct job_entry *ret_entry);
/* *ret_ended: it is over now; else after the step that runs. */
MUST_CHECK const struct err *job_entry_cancel(const struct jobs *jobs, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              struct str id, bool *ret_ended);
MUST_CHECK const struct err *job_entry_download(const struct jobs *jobs, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                struct str id, struct str *ret_name,
                                                struct str *ret_bytes);

/* For steps: who asked, with the rights he has now. Where the account is closed, ERR_DENIED. */
MUST_CHECK const struct err *job_acting_user(const struct job_run *run,
                                             const struct user **ret_user);

#endif
