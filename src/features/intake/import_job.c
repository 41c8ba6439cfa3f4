#include "features/intake/import_job.h"

#include "features/cluster/closing_service.h"
#include <jansson.h>

#include "crypto/digest.h"
#include "doc/workbook_read.h"
#include "features/intake/intake.sql.h"
#include "features/job/job_service.h"
#include "sys/id.h"

/* What the job remembers. */
struct plan {
    struct str slug;
    struct str period;
    struct str batch_id;
};

static struct str plan_pack(struct arena *arena, const struct plan *plan) {
    json_t *root =
        json_pack("{s:s%, s:s%, s:s%}", "cluster", plan->slug.p, plan->slug.n, "period",
                  plan->period.p, plan->period.n, "batch", plan->batch_id.p, plan->batch_id.n);
    char *text = json_dumps(root, JSON_COMPACT | JSON_SORT_KEYS);
    struct str packed = str_copy(arena, str_from_c(text ? text : ""));
    free(text);
    json_decref(root);
    return packed;
}

static const struct err *plan_unpack(struct arena *arena, struct str text, struct plan *ret_plan) {
    json_t *root = json_loadb(text.p, text.n, 0, NULL);
    const char *slug = json_string_value(json_object_get(root, "cluster"));
    const char *period = json_string_value(json_object_get(root, "period"));
    const char *batch = json_string_value(json_object_get(root, "batch"));
    bool sound = slug && period && batch;
    if (sound)
        *ret_plan =
            (struct plan){str_copy(arena, str_from_c(slug)), str_copy(arena, str_from_c(period)),
                          str_copy(arena, str_from_c(batch))};
    json_decref(root);
    return sound ? NULL : ERR(ERR_INTERNAL, "the parameters of a job of import are none");
}

/* --- starting ----------------------------------------------------------------------------- */

struct begin_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct plan plan;
};

static const struct err *refuse_without_table(const struct scoreboard *board) {
    if (!board->table.exists)
        return ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table of criteria");
    if (!board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    return NULL;
}

static const struct err *begin_in(struct db_tx *tx, void *context, struct str job_id) {
    (void)job_id;
    struct begin_work *work = context;
    struct scoreboard board;
    TRY(scoring_board_in(tx, work->arena, work->plan.slug, work->plan.period, &board));
    TRY(closing_must_be_open(tx, work->arena, board.cluster.id));
    TRY(refuse_without_table(&board));
    return q_batch_reading_insert(tx, work->plan.batch_id, board.cluster.id, work->user->name,
                                  work->user->id, work->now_ms);
}

const struct err *import_start(const struct jobs *jobs, struct arena *arena,
                               const struct user *user, int64_t now_ms,
                               const struct cluster_period *cluster,
                               const struct intake_upload *uploads, size_t count,
                               struct str *ret_job_id) {
    if (!count || count > INTAKE_FILES_MAX)
        return ERR(ERR_LIMIT, "%zu files at once", count);
    struct job_input *inputs = ARENA_ARRAY(arena, struct job_input, count);
    for (size_t i = 0; i < count; i++)
        inputs[i] = (struct job_input){uploads[i].name, uploads[i].bytes};
    struct begin_work work = {
        arena, user, now_ms, {cluster->slug, cluster->code, id_new(arena, now_ms)}};
    struct job_request request = {
        .kind = import_job.name,
        .params = plan_pack(arena, &work.plan),
        .total = (int64_t)count,
        .inputs = inputs,
        .input_count = count,
        .also = begin_in,
        .also_context = &work,
    };
    return job_ask(jobs, arena, user, now_ms, cluster, &request, ret_job_id);
}

/* --- one file ----------------------------------------------------------------------------- */

struct store_work {
    struct job_run *run;
    struct plan plan;
    struct str cluster_period_id;
    struct str file_id;
    struct str name;
    struct str sha256;
    struct str bytes;
    struct str cells; /* absent: not kept */
};

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct store_work *work = context;
    TRY(closing_must_be_open(tx, work->run->arena, work->cluster_period_id));
    TRY(q_file_insert(tx, work->file_id, work->plan.batch_id, work->run->job->next_step, work->name,
                      work->sha256, work->bytes));
    if (work->cells.p)
        TRY(q_cells_insert(tx, work->file_id, work->cells));
    return work->run->finished ? q_batch_is_read(tx, work->plan.batch_id) : NULL;
}

/* The right may have gone, the table may have been replaced, since the files came. */
static const struct err *check_still_wanted(struct job_run *run, const struct plan *plan,
                                            struct str *ret_cluster_period_id) {
    const struct user *user;
    struct scoreboard board;
    TRY(job_acting_user(run, &user));
    TRY(scoring_load_board(run->jobs->db, run->arena, user, plan->slug, plan->period, &board));
    if (!user_may(user, RIGHT_SCORE_IMPORT, place_of_period(&board.cluster), STR("")))
        return ERR(ERR_DENIED, "no right to import scores any more");
    TRY(closing_refuse(run->arena, &board.cluster.closing, true));
    *ret_cluster_period_id = board.cluster.id;
    return refuse_without_table(&board);
}

static const struct err *step(struct job_run *run) {
    struct store_work *work = ARENA_NEW(run->arena, struct store_work);
    struct workbook workbook;
    struct message fault;
    int64_t at = run->job->next_step;
    bool found;
    work->run = run;
    TRY(plan_unpack(run->arena, run->job->params, &work->plan));
    TRY(check_still_wanted(run, &work->plan, &work->cluster_period_id));
    TRY(job_open_file(run, JOB_INPUT, at, &found, &work->name, &work->bytes));
    if (!found)
        return NULL;
    /* What is wrong with the file is said in the preview. */
    TRY(workbook_read_keeping(run->arena, work->bytes, NULL, &workbook, &fault, &work->cells));
    work->file_id = id_new(run->arena, run->now_ms);
    work->sha256 = digest_sha256_hex(run->arena, work->bytes);
    run->store = store_in;
    run->store_context = work;
    run->done = at + 1;
    run->finished = run->done >= run->total;
    run->step =
        MESSAGE_WITH(MSG_job_step_read, str_format(run->arena, "%lld/%lld", (long long)(at + 2),
                                                   (long long)run->total));
    if (run->finished)
        run->result_path = str_format(
            run->arena, "/cum/" STR_FMT "/" STR_FMT "/nhap-phieu/" STR_FMT,
            STR_ARG(work->plan.slug), STR_ARG(work->plan.period), STR_ARG(work->plan.batch_id));
    return NULL;
}

static const struct err *undo(struct db_tx *tx, struct arena *arena, const struct job *job) {
    struct plan plan;
    TRY(plan_unpack(arena, job->params, &plan));
    TRY(q_batch_reading_drop_cells(tx, plan.batch_id));
    TRY(q_batch_reading_drop_files(tx, plan.batch_id));
    return q_batch_reading_drop(tx, plan.batch_id);
}

const struct job_kind import_job = {
    .name = "import",
    .title = MSG_job_kind_import,
    .begun_at = "nhap-phieu",
    .right = RIGHT_SCORE_IMPORT,
    .others_right = RIGHT_SCORE_VERIFY,
    .step = step,
    .undo = undo,
};
