#include "features/job/job_service.h"

#include "features/account/account_service.h"
#include "features/audit/audit.h"
#include "features/job/job.sql.h"

#define CLUSTER_PERIOD STR("cluster_period")

static enum msg_id title_of(const struct job_kind *kind) {
    return kind ? kind->title : MSG_job_other_kind;
}

static const struct err *note(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, const char *action, const struct job *job,
                              const struct job_kind *kind) {
    struct audit_note note = {.action = action,
                              .object_kind = str_c(arena, job->object_kind),
                              .object_id = job->object_id,
                              .after = message_plain(LANG_VI, title_of(kind))};
    return audit_write(tx, arena, user, now_ms, &note);
}

/* --- asking for it ------------------------------------------------------------------------ */

struct ask_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct job_kind *kind;
    const struct job_request *request;
    struct job job;
};

static const struct err *also_in(struct db_tx *tx, void *context, struct str job_id) {
    struct ask_work *work = context;
    if (work->request->also)
        TRY(work->request->also(tx, work->request->also_context, job_id));
    return note(tx, work->arena, work->user, work->now_ms, "job.start", &work->job, work->kind);
}

const struct err *job_ask(const struct jobs *jobs, struct arena *arena, const struct user *user,
                          int64_t now_ms, const struct cluster_period *cluster,
                          const struct job_request *request, struct str *ret_id) {
    const struct job_kind *kind = job_kind_by_name(jobs, str_from_c(request->kind));
    if (!kind)
        return ERR(ERR_INTERNAL, "a kind of job that is not listed: %s", request->kind);
    if (!user_may(user, (enum right)kind->right, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to ask for this job");
    struct ask_work work = {arena,   user,
                            now_ms,  kind,
                            request, {.object_kind = CLUSTER_PERIOD, .object_id = cluster->id}};
    struct job_order order = {
        .kind = request->kind,
        .account_id = user->id,
        .author = user->name,
        .object_kind = CLUSTER_PERIOD,
        .object_id = cluster->id,
        .params = request->params.p ? request->params : STR(""),
        .total = request->total,
        .inputs = request->inputs,
        .input_count = request->input_count,
        .also = also_in,
        .also_context = &work,
    };
    return job_start(jobs, arena, now_ms, &order, ret_id);
}

/* --- looking ------------------------------------------------------------------------------ */

static bool is_own(const struct user *user, const struct job *job) {
    return user->is_local || (job->account_id.n && str_equal(job->account_id, user->id));
}

static bool may_see(const struct user *user, const struct job_entry *entry) {
    return entry->is_own || (entry->kind && entry->has_cluster &&
                             user_may(user, (enum right)entry->kind->others_right,
                                      place_at(entry->cluster_id, entry->period.year), STR("")));
}

/* *ret_found is false for a job that is not there. */
static const struct err *entry_in(struct db_tx *tx, const struct jobs *jobs, struct arena *arena,
                                  const struct user *user, struct str id, bool *ret_found,
                                  struct job_entry *entry) {
    *entry = (struct job_entry){0};
    TRY(job_find_in(tx, arena, id, ret_found, &entry->job));
    if (!*ret_found)
        return NULL;
    entry->kind = job_kind_by_name(jobs, entry->job.kind);
    entry->is_own = is_own(user, &entry->job);
    if (str_equal(entry->job.object_kind, CLUSTER_PERIOD)) {
        struct q_job_entry_place_row place;
        TRY(q_job_entry_place(tx, arena, entry->job.object_id, &entry->has_cluster, &place));
        if (entry->has_cluster) {
            entry->cluster_id = place.cluster_id;
            entry->cluster_slug = place.slug;
            entry->cluster_name = place.name;
            entry->period_code = place.code;
            entry->is_sample = place.is_sample;
            if (!period_parse(place.code, &entry->period))
                return ERR(ERR_DATABASE, "a half-year that is none");
        }
    }
    if (entry->job.state == JOB_DONE)
        TRY(job_result_in(tx, arena, id, &entry->has_file, &entry->file));
    return NULL;
}

struct list_work {
    const struct jobs *jobs;
    struct arena *arena;
    const struct user *user;
    const struct reach *reach; /* NULL: those that run */
    struct job_entries *entries;
};

static const struct err *add_in(struct db_tx *tx, struct list_work *work, struct str id) {
    bool found;
    struct job_entry entry;
    TRY(entry_in(tx, work->jobs, work->arena, work->user, id, &found, &entry));
    if (found && may_see(work->user, &entry))
        *list_push(work->arena, work->entries) = entry;
    return NULL;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    *work->entries = (struct job_entries){0};
    if (!work->reach) {
        struct q_job_entries_open_rows rows;
        TRY(q_job_entries_open(tx, work->arena, work->user->id, &rows));
        for (size_t i = 0; i < rows.count; i++)
            TRY(add_in(tx, work, rows.items[i].id));
        return NULL;
    }
    struct q_job_entries_newest_rows rows;
    TRY(q_job_entries_newest(tx, work->arena, work->user->id,
                             reach_clusters(work->arena, work->reach), &rows));
    for (size_t i = 0; i < rows.count; i++)
        TRY(add_in(tx, work, rows.items[i].id));
    return NULL;
}

const struct err *job_entries_of(const struct jobs *jobs, struct arena *arena,
                                 const struct user *user, const struct reach *reach,
                                 struct job_entries *ret_entries) {
    struct list_work work = {jobs, arena, user, reach, ret_entries};
    return db_read(jobs->db, list_in, &work);
}

const struct err *job_entries_running(const struct jobs *jobs, struct arena *arena,
                                      const struct user *user, struct job_entries *ret_entries) {
    struct list_work work = {jobs, arena, user, NULL, ret_entries};
    return db_read(jobs->db, list_in, &work);
}

struct entry_work {
    const struct jobs *jobs;
    struct arena *arena;
    const struct user *user;
    struct str id;
    struct job_entry *entry;
    int64_t now_ms;
    bool ended;
};

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct entry_work *work = context;
    bool found;
    TRY(entry_in(tx, work->jobs, work->arena, work->user, work->id, &found, work->entry));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such job");
    if (!may_see(work->user, work->entry))
        return ERR(ERR_DENIED, "no right to see this job");
    return NULL;
}

const struct err *job_entry_find(const struct jobs *jobs, struct arena *arena,
                                 const struct user *user, struct str id,
                                 struct job_entry *ret_entry) {
    struct entry_work work = {jobs, arena, user, id, ret_entry, 0, false};
    return db_read(jobs->db, find_in, &work);
}

/* --- stopping, fetching ------------------------------------------------------------------- */

static const struct err *cancel_in(struct db_tx *tx, void *context) {
    struct entry_work *work = context;
    TRY(find_in(tx, work));
    const struct job *job = &work->entry->job;
    TRY(job_cancel_in(tx, work->jobs, work->arena, job, work->now_ms, &work->ended));
    if (job->state == JOB_CANCELLING)
        return NULL;
    return note(tx, work->arena, work->user, work->now_ms, "job.cancel", job, work->entry->kind);
}

const struct err *job_entry_cancel(const struct jobs *jobs, struct arena *arena,
                                   const struct user *user, int64_t now_ms, struct str id,
                                   bool *ret_ended) {
    struct job_entry entry;
    struct entry_work work = {jobs, arena, user, id, &entry, now_ms, false};
    TRY(db_write(jobs->db, cancel_in, &work));
    if (work.ended)
        job_forget_files(jobs, arena, id);
    *ret_ended = work.ended;
    return NULL;
}

static const struct err *note_download_in(struct db_tx *tx, void *context) {
    struct entry_work *work = context;
    return note(tx, work->arena, work->user, work->now_ms, "job.download", &work->entry->job,
                work->entry->kind);
}

const struct err *job_entry_download(const struct jobs *jobs, struct arena *arena,
                                     const struct user *user, int64_t now_ms, struct str id,
                                     struct str *ret_name, struct str *ret_bytes) {
    struct job_entry entry;
    struct entry_work work = {jobs, arena, user, id, &entry, now_ms, false};
    TRY(db_read(jobs->db, find_in, &work));
    /* Who asked may have lost the right since. */
    if (!entry.kind ||
        (entry.has_cluster && !user_may(user, (enum right)entry.kind->right,
                                        place_at(entry.cluster_id, entry.period.year), STR(""))))
        return ERR(ERR_DENIED, "no right to this result any more");
    TRY(job_open_result(jobs, arena, id, ret_name, ret_bytes));
    return db_write(jobs->db, note_download_in, &work);
}

/* --- steps -------------------------------------------------------------------------------- */

const struct err *job_acting_user(const struct job_run *run, const struct user **ret_user) {
    if (!run->job->account_id.n) {
        struct user *local = ARENA_NEW(run->arena, struct user);
        *local = user_local();
        *ret_user = local;
        return NULL;
    }
    TRY(account_by_id(run->jobs->db, run->arena, run->now_ms, run->job->account_id, ret_user));
    return *ret_user ? NULL : ERR(ERR_DENIED, "the account that asked for a job is closed");
}
