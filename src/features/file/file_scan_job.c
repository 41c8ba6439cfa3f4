#include "features/file/file_scan_job.h"

#include "features/file/file_scan_service.h"
#include "features/job/job_service.h"

enum { CONTENTS_A_STEP = 2 }; /* each may take FILE_SCAN_WAIT_MS */

struct step_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct file_words words;
};

static const struct err *keep_in(struct db_tx *tx, void *context) {
    const struct step_work *work = context;
    return file_rescan_keep(tx, work->arena, work->user, work->now_ms, &work->words);
}

/* What was looked at since the work was asked for is done: no place has to be remembered. */
static const struct err *step(struct job_run *run) {
    struct step_work *work = ARENA_NEW(run->arena, struct step_work);
    *work = (struct step_work){.arena = run->arena, .now_ms = run->now_ms};
    struct file_scanner scanner = file_scanner_of(run->jobs->config);
    TRY(job_acting_user(run, &work->user));
    const struct err *err = file_rescan_ask(run->jobs->db, run->arena, &scanner,
                                            run->job->created_ms, CONTENTS_A_STEP, &work->words);
    if (err && err->kind == ERR_UNAVAILABLE) {
        run->fault = MESSAGE(MSG_file_rescan_failed);
        return NULL;
    }
    TRY(err);
    run->done += (int64_t)work->words.count;
    run->step = MESSAGE(MSG_file_rescan_step);
    run->store = keep_in;
    run->store_context = work;
    run->finished = !work->words.count;
    run->result_path = STR("/quet-ma-doc");
    return NULL;
}

const struct job_kind file_scan_job = {
    .name = FILE_SCAN_JOB_KIND,
    .title = MSG_job_kind_scan,
    .begun_at = "",
    .right = RIGHT_SYSTEM_CARE,
    .others_right = RIGHT_SYSTEM_CARE,
    .step = step,
};
