/* What the files of this room share. */
#ifndef JOBS_JOBS_INTERNAL_H
#define JOBS_JOBS_INTERNAL_H

#include "jobs/jobs.h"

/* Files kept by one step, their rows not yet stored. */
struct job_made {
    struct job_file *items;
    size_t count;
    size_t capacity;
};

/* Messages as stored: "" or a JSON list of the key and its arguments. */
struct str job_message_pack(struct arena *arena, struct message message);

/* Writes the bytes durably; *ret_file has no role and position yet. */
MUST_CHECK const struct err *job_file_write(const struct jobs *jobs, struct arena *arena,
                                            struct str job_id, struct str name, struct str bytes,
                                            struct job_file *ret_file);
/* *ret_found is false where the file is gone or is not the one that was kept. */
MUST_CHECK const struct err *job_file_read(const struct jobs *jobs, struct arena *arena,
                                           struct str job_id, const struct job_file *file,
                                           bool *ret_found, struct str *ret_bytes);
/* Whether it is there with its size. */
bool job_file_is_there(const struct jobs *jobs, struct arena *arena, struct str job_id,
                       const struct job_file *file);
const char *job_folder(const struct jobs *jobs, struct arena *arena, struct str job_id);

/* Ends a job in this transaction: takes back what it stored where it is not done. */
MUST_CHECK const struct err *job_end_in(struct db_tx *tx, const struct jobs *jobs,
                                        struct arena *arena, const struct job *job,
                                        enum job_state state, struct message failure,
                                        struct str result_path, int64_t now_ms);

/* Removes jobs that ended before the kept days, and what no job knows in the folder. */
MUST_CHECK const struct err *job_tidy(const struct jobs *jobs, int64_t now_ms, unsigned keep_days);

/* Removes what the steps of a job that has ended left behind; its result stays. */
MUST_CHECK const struct err *job_tidy_one(const struct jobs *jobs, struct arena *arena,
                                          struct str job_id, int64_t now_ms);

/* Wakes the runners of this process; open jobs are counted anew. */
void job_wake(void);

#endif
