/* The files of jobs: FOLDER/ID/HASH, written whole and durably, checked before each use. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/digest.h"
#include "jobs/jobs.sql.h"
#include "jobs/jobs_internal.h"
#include "sys/files.h"
#include "sys/log.h"

/* A job's files are written before its row: their folder is left alone for so long. */
enum { UNKNOWN_KEPT_S = 3600 };

const char *job_folder(const struct jobs *jobs, struct arena *arena, struct str job_id) {
    return str_format(arena, "%s/" STR_FMT, jobs->folder, STR_ARG(job_id)).p;
}

static const char *path_of(const struct jobs *jobs, struct arena *arena, struct str job_id,
                           struct str sha256) {
    return str_format(arena, "%s/" STR_FMT, job_folder(jobs, arena, job_id), STR_ARG(sha256)).p;
}

const struct err *job_file_write(const struct jobs *jobs, struct arena *arena, struct str job_id,
                                 struct str name, struct str bytes, struct job_file *ret_file) {
    if (bytes.n > JOB_FILE_BYTES_MAX)
        return ERR(ERR_LIMIT, "a file of a job with %zu bytes", bytes.n);
    struct str sha256 = digest_sha256_hex(arena, bytes);
    TRY(folder_make(job_folder(jobs, arena, job_id)));
    TRY(file_write_atomic(path_of(jobs, arena, job_id, sha256), bytes, 0600));
    *ret_file = (struct job_file){.name = name, .sha256 = sha256, .bytes = (int64_t)bytes.n};
    return NULL;
}

bool job_file_is_there(const struct jobs *jobs, struct arena *arena, struct str job_id,
                       const struct job_file *file) {
    struct stat status;
    return lstat(path_of(jobs, arena, job_id, file->sha256), &status) == 0 &&
           S_ISREG(status.st_mode) && status.st_size == (off_t)file->bytes;
}

const struct err *job_file_read(const struct jobs *jobs, struct arena *arena, struct str job_id,
                                const struct job_file *file, bool *ret_found,
                                struct str *ret_bytes) {
    *ret_found = false;
    if (!job_file_is_there(jobs, arena, job_id, file))
        return NULL;
    struct str bytes;
    const struct err *err =
        file_read(arena, path_of(jobs, arena, job_id, file->sha256), (size_t)file->bytes, &bytes);
    if (err && (err->kind == ERR_NOT_FOUND || err->kind == ERR_LIMIT || err->kind == ERR_INPUT))
        return NULL;
    TRY(err);
    *ret_found = str_equal(digest_sha256_hex(arena, bytes), file->sha256);
    *ret_bytes = bytes;
    return NULL;
}

void job_forget_files(const struct jobs *jobs, struct arena *arena, struct str job_id) {
    const struct err *err = folder_remove(job_folder(jobs, arena, job_id));
    if (err)
        log_err("job.forget_files", err);
}

/* --- for steps ---------------------------------------------------------------------------- */

const struct err *job_keep_file(struct job_run *run, const char *role, int64_t position,
                                struct str name, struct str bytes) {
    struct job_file file;
    TRY(job_file_write(run->jobs, run->arena, run->job->id, name, bytes, &file));
    file.role = str_from_c(role);
    file.position = position;
    *list_push(run->arena, run->made) = file;
    return NULL;
}

struct open_work {
    struct arena *arena;
    struct str job_id;
    struct str role;
    int64_t position;
    bool found;
    struct q_job_file_find_row row;
};

static const struct err *open_in(struct db_tx *tx, void *context) {
    struct open_work *work = context;
    return q_job_file_find(tx, work->arena, work->job_id, work->role, work->position, &work->found,
                           &work->row);
}

const struct err *job_open_file(struct job_run *run, const char *role, int64_t position,
                                bool *ret_found, struct str *ret_name, struct str *ret_bytes) {
    struct open_work work = {.arena = run->arena,
                             .job_id = run->job->id,
                             .role = str_from_c(role),
                             .position = position};
    TRY(db_read(run->jobs->db, open_in, &work));
    struct job_file file = {work.role, position, work.row.name, work.row.sha256, work.row.bytes};
    *ret_found = false;
    if (work.found)
        TRY(job_file_read(run->jobs, run->arena, run->job->id, &file, ret_found, ret_bytes));
    *ret_name = work.found ? work.row.name : STR("");
    if (!*ret_found)
        run->fault = MESSAGE_WITH(
            strcmp(role, JOB_INPUT) == 0 ? MSG_job_input_gone : MSG_job_part_gone, *ret_name);
    return NULL;
}

/* --- results ------------------------------------------------------------------------------ */

const struct err *job_result_in(struct db_tx *tx, struct arena *arena, struct str job_id,
                                bool *ret_found, struct job_file *ret_file) {
    struct q_job_file_find_row row;
    TRY(q_job_file_find(tx, arena, job_id, STR(JOB_RESULT), 0, ret_found, &row));
    if (*ret_found)
        *ret_file = (struct job_file){STR(JOB_RESULT), 0, row.name, row.sha256, row.bytes};
    return NULL;
}

const struct err *job_open_result(const struct jobs *jobs, struct arena *arena, struct str job_id,
                                  struct str *ret_name, struct str *ret_bytes) {
    struct open_work work = {.arena = arena, .job_id = job_id, .role = STR(JOB_RESULT)};
    TRY(db_read(jobs->db, open_in, &work));
    if (!work.found)
        return ERR(ERR_NOT_FOUND, "the job has no result to download");
    struct job_file file = {work.role, 0, work.row.name, work.row.sha256, work.row.bytes};
    bool found;
    TRY(job_file_read(jobs, arena, job_id, &file, &found, ret_bytes));
    if (!found)
        return ERR_TEXT(ERR_NOT_FOUND, "job.result_gone", "the result of a job is gone or changed");
    *ret_name = file.name;
    return NULL;
}

/* --- tidying ------------------------------------------------------------------------------ */

struct tidy_work {
    struct arena *arena;
    const struct jobs *jobs;
    int64_t before_ms;
    struct q_job_ended_before_rows rows;
    struct str id; /* of the folder that is looked at */
    bool found;
    struct job job;
    struct q_job_files_rows files;
};

static const struct err *old_in(struct db_tx *tx, void *context) {
    struct tidy_work *work = context;
    TRY(q_job_ended_before(tx, work->arena, work->before_ms, &work->rows));
    for (size_t i = 0; i < work->rows.count; i++) {
        TRY(q_job_files_delete(tx, work->rows.items[i].id, STR("")));
        TRY(q_job_delete(tx, work->rows.items[i].id));
    }
    return NULL;
}

static const struct err *any_old_in(struct db_tx *tx, void *context) {
    struct tidy_work *work = context;
    return q_job_ended_before(tx, work->arena, work->before_ms, &work->rows);
}

static const struct err *known_in(struct db_tx *tx, void *context) {
    struct tidy_work *work = context;
    TRY(job_find_in(tx, work->arena, work->id, &work->found, &work->job));
    return q_job_files(tx, work->arena, work->id, &work->files);
}

static bool is_kept(const struct tidy_work *work, const char *name) {
    for (size_t i = 0; i < work->files.count; i++)
        if (str_equal_c(work->files.items[i].sha256, name))
            return true;
    return false;
}

/* What steps left behind in the folder of a job that has ended. */
static void tidy_inside(struct tidy_work *work) {
    const char *folder = job_folder(work->jobs, work->arena, work->id);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.' && !is_kept(work, entry->d_name))
            unlinkat(dirfd(dir), entry->d_name, 0);
    if (dir)
        closedir(dir);
}

static bool is_old(const struct tidy_work *work, int64_t now_ms) {
    struct stat status;
    return lstat(job_folder(work->jobs, work->arena, work->id), &status) == 0 &&
           (int64_t)status.st_mtime + UNKNOWN_KEPT_S < now_ms / 1000;
}

static const struct err *tidy_folder(struct tidy_work *work, int64_t now_ms) {
    TRY(db_read(work->jobs->db, known_in, work));
    if (!work->found && is_old(work, now_ms))
        job_forget_files(work->jobs, work->arena, work->id);
    else if (work->found && !job_is_open(work->job.state))
        tidy_inside(work);
    return NULL;
}

const struct err *job_tidy_one(const struct jobs *jobs, struct arena *arena, struct str job_id,
                               int64_t now_ms) {
    struct tidy_work work = {.arena = arena, .jobs = jobs, .id = job_id};
    return tidy_folder(&work, now_ms);
}

const struct err *job_tidy(const struct jobs *jobs, int64_t now_ms, unsigned keep_days) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct tidy_work work = {
        .arena = arena, .jobs = jobs, .before_ms = now_ms - (int64_t)keep_days * 24 * 3600 * 1000};
    TRY(db_read(jobs->db, any_old_in, &work));
    if (work.rows.count) {
        TRY(db_write(jobs->db, old_in, &work));
        for (size_t i = 0; i < work.rows.count; i++)
            job_forget_files(jobs, arena, work.rows.items[i].id);
        log_write(LOG_LEVEL_INFO, "job.tidied", "jobs=%zu", work.rows.count);
    }
    const struct err *err = NULL;
    DIR *dir = opendir(jobs->folder);
    for (struct dirent *entry; dir && !err && (entry = readdir(dir));)
        if (strlen(entry->d_name) == 36) { /* named as ids are */
            work.id = str_copy(arena, str_from_c(entry->d_name));
            err = tidy_folder(&work, now_ms);
        }
    if (dir)
        closedir(dir);
    return err;
}

/* --- destruction -------------------------------------------------------------------------- */

const struct err *job_files_newest(struct db_tx *tx, struct arena *arena, int64_t most,
                                   struct job_kept_files *ret_files) {
    struct q_job_files_newest_rows rows;
    TRY(q_job_files_newest(tx, arena, most, &rows));
    *ret_files = (struct job_kept_files){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_job_files_newest_row *row = &rows.items[i];
        *list_push(arena, ret_files) =
            (struct job_kept_file){row->job_id, row->role,  row->position, row->name,
                                   row->sha256, row->bytes, row->author,   row->created_ms};
    }
    return NULL;
}

/* Both come from the database; a path is made of nothing else. */
static bool is_plain(struct str text) {
    for (size_t i = 0; i < text.n; i++)
        if (!((text.p[i] >= '0' && text.p[i] <= '9') || (text.p[i] >= 'a' && text.p[i] <= 'z') ||
              text.p[i] == '-'))
            return false;
    return text.n > 0;
}

int job_kept_file_open(const struct jobs *jobs, struct arena *arena, struct str job_id,
                       struct str sha256) {
    if (!is_plain(job_id) || !is_plain(sha256))
        return -1;
    return open(path_of(jobs, arena, job_id, sha256), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
}

const struct err *job_kept_file_destroy(const struct jobs *jobs, struct arena *arena,
                                        struct str job_id, struct str sha256) {
    if (!is_plain(job_id) || !is_plain(sha256))
        return ERR(ERR_INPUT, "no file of a job");
    return file_destroy(path_of(jobs, arena, job_id, sha256));
}
