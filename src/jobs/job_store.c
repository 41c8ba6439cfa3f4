/* Jobs as rows: started, found, cancelled, ended, counted, checked. */
#include "jobs/jobs.sql.h"
#include "jobs/jobs_internal.h"
#include "sys/id.h"

enum { STUCK_MS = 15 * 60 * 1000 }; /* without a step, though due */

static const struct str STATES[JOB_STATE_COUNT] = {
    [JOB_WAITING] = STR_INIT("waiting"),       [JOB_RUNNING] = STR_INIT("running"),
    [JOB_CANCELLING] = STR_INIT("cancelling"), [JOB_DONE] = STR_INIT("done"),
    [JOB_FAILED] = STR_INIT("failed"),         [JOB_CANCELLED] = STR_INIT("cancelled"),
};

struct str job_state_code(enum job_state state) {
    return STATES[state];
}

bool job_state_from_code(struct str code, enum job_state *ret_state) {
    for (int state = 0; state < JOB_STATE_COUNT; state++)
        if (str_equal(STATES[state], code)) {
            *ret_state = (enum job_state)state;
            return true;
        }
    return false;
}

bool job_is_open(enum job_state state) {
    return state == JOB_WAITING || state == JOB_RUNNING || state == JOB_CANCELLING;
}

const struct job_kind *job_kind_by_name(const struct jobs *jobs, struct str name) {
    for (size_t i = 0; i < jobs->kind_count; i++)
        if (str_equal_c(name, jobs->kinds[i]->name))
            return jobs->kinds[i];
    return NULL;
}

const struct err *job_find_in(struct db_tx *tx, struct arena *arena, struct str id, bool *ret_found,
                              struct job *ret_job) {
    struct q_job_find_row row;
    enum job_state state;
    TRY(q_job_find(tx, arena, id, ret_found, &row));
    if (!*ret_found)
        return NULL;
    if (!job_state_from_code(row.state, &state))
        return ERR(ERR_DATABASE, "a job in a state that does not exist");
    *ret_job = (struct job){
        .id = row.id,
        .kind = row.kind,
        .account_id = row.account_id,
        .author = row.author,
        .object_kind = row.object_kind,
        .object_id = row.object_id,
        .params = row.params,
        .state = state,
        .next_step = row.next_step,
        .step = job_message_unpack(arena, row.step),
        .done = row.done_count,
        .total = row.total_count,
        .restarts = row.restarts,
        .attempts = row.attempts,
        .due_ms = row.due_ms,
        .claim = row.claim,
        .lease_ms = row.lease_ms,
        .created_ms = row.created_ms,
        .started_ms = row.started_ms.value,
        .progress_ms = row.progress_ms,
        .finished_ms = row.finished_ms.value,
        .failure = job_message_unpack(arena, row.failure),
        .result_path = row.result_path,
    };
    return NULL;
}

/* --- starting ----------------------------------------------------------------------------- */

struct start_work {
    struct arena *arena;
    int64_t now_ms;
    const struct job_order *order;
    const struct job_file *files;
    struct str id;
    struct str same_id; /* absent: none */
};

static const struct err *find_same_in(struct db_tx *tx, struct start_work *work) {
    const struct job_order *order = work->order;
    bool found;
    struct q_job_same_row same;
    struct q_job_open_of_account_row open;
    work->same_id = STR_NONE;
    if (!order->input_count) {
        TRY(q_job_same(tx, work->arena, str_from_c(order->kind), order->account_id,
                       order->object_kind, order->object_id, order->params, &found, &same));
        if (found) {
            work->same_id = same.id;
            return NULL;
        }
    }
    TRY(q_job_open_of_account(tx, work->arena, order->account_id, &found, &open));
    if (open.jobs >= JOB_OPEN_MAX)
        return ERR_TEXT(ERR_LIMIT, "job.too_many", "%lld open jobs of one account",
                        (long long)open.jobs);
    return NULL;
}

static const struct err *start_in(struct db_tx *tx, void *context) {
    struct start_work *work = context;
    const struct job_order *order = work->order;
    TRY(find_same_in(tx, work));
    if (work->same_id.p)
        return NULL;
    TRY(q_job_insert(tx, work->id, str_from_c(order->kind), order->account_id, order->author,
                     order->object_kind, order->object_id, order->params, order->total,
                     work->now_ms));
    for (size_t i = 0; i < order->input_count; i++)
        TRY(q_job_file_put(tx, work->id, STR(JOB_INPUT), (int64_t)i, work->files[i].name,
                           work->files[i].sha256, work->files[i].bytes));
    return order->also ? order->also(tx, order->also_context, work->id) : NULL;
}

static const struct err *write_and_start(const struct jobs *jobs, struct start_work *work,
                                         struct job_file *files) {
    for (size_t i = 0; i < work->order->input_count; i++)
        TRY(job_file_write(jobs, work->arena, work->id, work->order->inputs[i].name,
                           work->order->inputs[i].bytes, &files[i]));
    return db_write(jobs->db, start_in, work);
}

const struct err *job_start(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                            const struct job_order *order, struct str *ret_id) {
    struct job_file *files = ARENA_ARRAY(arena, struct job_file, order->input_count + 1);
    struct start_work work = {arena, now_ms, order, files, id_new(arena, now_ms), STR_NONE};
    const struct err *err = write_and_start(jobs, &work, files);
    if (err) {
        if (order->input_count)
            job_forget_files(jobs, arena, work.id);
        return err;
    }
    *ret_id = work.same_id.p ? work.same_id : work.id;
    job_wake();
    return NULL;
}

/* --- ending ------------------------------------------------------------------------------- */

const struct err *job_end_in(struct db_tx *tx, const struct jobs *jobs, struct arena *arena,
                             const struct job *job, enum job_state state, struct message failure,
                             struct str result_path, int64_t now_ms) {
    const struct job_kind *kind = job_kind_by_name(jobs, job->kind);
    if (state != JOB_DONE && kind && kind->undo)
        TRY(kind->undo(tx, arena, job));
    TRY(q_job_files_delete(tx, job->id, state == JOB_DONE ? STR(JOB_RESULT) : STR("")));
    return q_job_end(tx, job->id, job_state_code(state), job_message_pack(arena, failure),
                     result_path.p ? result_path : STR(""), now_ms);
}

const struct err *job_cancel_in(struct db_tx *tx, const struct jobs *jobs, struct arena *arena,
                                const struct job *job, int64_t now_ms, bool *ret_ended) {
    if (!job_is_open(job->state))
        return ERR_TEXT(ERR_STATE, "job.ended_already", "the job has ended already");
    *ret_ended = job->state == JOB_WAITING || job->lease_ms <= now_ms;
    if (*ret_ended)
        return job_end_in(tx, jobs, arena, job, JOB_CANCELLED, MESSAGE(MSG_none), STR(""), now_ms);
    return q_job_cancel(tx, job->id);
}

/* --- looking ------------------------------------------------------------------------------ */

struct count_work {
    struct arena *arena;
    struct job_counts *counts;
};

static const struct err *count_in(struct db_tx *tx, void *context) {
    struct count_work *work = context;
    struct q_job_counts_rows rows;
    TRY(q_job_counts(tx, work->arena, &rows));
    *work->counts = (struct job_counts){0};
    for (size_t i = 0; i < rows.count; i++) {
        enum job_state state;
        if (job_state_from_code(rows.items[i].state, &state))
            work->counts->of[state] = rows.items[i].jobs;
    }
    return NULL;
}

const struct err *job_count(struct db *db, struct arena *arena, struct job_counts *ret_counts) {
    struct count_work work = {arena, ret_counts};
    return db_read(db, count_in, &work);
}

struct check_work {
    struct arena *arena;
    struct q_job_open_rows open;
    struct q_job_results_rows results;
};

static const struct err *check_in(struct db_tx *tx, void *context) {
    struct check_work *work = context;
    TRY(q_job_open(tx, work->arena, &work->open));
    return q_job_results(tx, work->arena, &work->results);
}

/* It should have had a step by now: nobody took it up, or its owner died and nobody took over. */
static bool is_stuck(const struct q_job_open_row *row, int64_t now_ms) {
    int64_t since = row->progress_ms > row->due_ms ? row->progress_ms : row->due_ms;
    since = row->lease_ms > since ? row->lease_ms : since;
    return since + STUCK_MS < now_ms;
}

static const struct err *check_result(const struct jobs *jobs, struct arena *arena, bool thorough,
                                      const struct q_job_results_row *row, bool *ret_sound) {
    struct job_file file = {STR(JOB_RESULT), 0, row->name, row->sha256, row->bytes};
    *ret_sound = job_file_is_there(jobs, arena, row->job_id, &file);
    if (!*ret_sound || !thorough)
        return NULL;
    struct arena *one CLEANUP(arena_cleanup) = arena_new(0);
    struct str bytes;
    return job_file_read(jobs, one, row->job_id, &file, ret_sound, &bytes);
}

const struct err *job_check(const struct jobs *jobs, struct arena *arena, int64_t now_ms,
                            bool thorough, struct job_troubles *ret_troubles) {
    struct check_work work = {.arena = arena};
    TRY(db_read(jobs->db, check_in, &work));
    *ret_troubles = (struct job_troubles){0};
    for (size_t i = 0; i < work.open.count; i++)
        if (is_stuck(&work.open.items[i], now_ms))
            *list_push(arena, ret_troubles) = (struct job_trouble){
                work.open.items[i].id, MESSAGE_WITH(MSG_job_stuck, work.open.items[i].id), false};
    for (size_t i = 0; i < work.results.count; i++) {
        const struct q_job_results_row *row = &work.results.items[i];
        bool sound;
        TRY(check_result(jobs, arena, thorough, row, &sound));
        if (!sound)
            *list_push(arena, ret_troubles) = (struct job_trouble){
                row->job_id, MESSAGE_WITH(MSG_job_result_missing, row->name, row->job_id), true};
    }
    return NULL;
}
