/* Import: files in, preview, mending, confirmation, receipt. */
#include "features/intake/intake_web.h"

#include "features/intake/import.html.h"
#include "features/intake/import_job.h"
#include "features/intake/preview.html.h"
#include "features/job/job_web.h"
#include "features/submission/submission_web.h"
#include "features/target/target_service.h"

enum {
    BODY_BYTES_MAX = 64 << 20,
    MENDS_BYTES_MAX = 4 << 20,
    /* Beyond these nobody waits for the reading: a job does it. */
    FILES_AT_ONCE = 5,
    BYTES_AT_ONCE = 2 << 20,
};

static struct str batch_path(const struct request *request, const struct cluster_period *cluster,
                             struct str batch_id) {
    return step_path_below(request->arena, cluster, STEP_INTAKE, batch_id);
}

/* --- the page of files -------------------------------------------------------------------- */

static void fill_batch(const struct request *request, const struct cluster_period *cluster,
                       const struct intake_summary *batch, struct batch_line *line) {
    bool staged = str_equal_c(batch->state, "staged");
    bool confirmed = str_equal_c(batch->state, "confirmed");
    *line = (struct batch_line){
        .href = batch_path(request, cluster, batch->id),
        .created_ms = batch->created_ms,
        .author = batch->author,
        .files = batch->files,
        .stored = batch->stored_count,
        .state = staged      ? UI_STATE_DOING
                 : confirmed ? UI_STATE_DONE
                             : UI_STATE_NONE,
        .state_text = message_plain(request->lang, staged      ? MSG_intake_state_staged
                                                   : confirmed ? MSG_intake_state_confirmed
                                                               : MSG_intake_state_dropped),
    };
}

static const struct err *draw_import(const struct request *request, struct response *response,
                                     const struct issues *issues) {
    struct arena *arena = request->arena;
    struct scoreboard board;
    struct intake_summaries batches;
    struct page page;
    TRY(scoring_load_board(app_db(request), arena, request->user, request_param(request, "cluster"),
                           request_param(request, "period"), &board));
    TRY(intake_batches(app_db(request), arena, request->user, &board.cluster, &batches));
    frame_page(request, message_plain(request->lang, MSG_intake_import_title), &board.cluster,
               STEP_INTAKE, &page);
    page.issues = issues;
    struct import_view view = {
        .page = &page,
        .action = step_path(arena, &board.cluster, STEP_INTAKE),
        .locked = board.table.exists && board.table.locked,
        .is_open = !board.cluster.closing.closed,
        .why_locked =
            MESSAGE(board.table.exists ? MSG_scoring_table_not_locked : MSG_scoring_table_missing),
        .criteria_href = step_path(arena, &board.cluster, STEP_CRITERIA),
        .hint = message_text(
            arena, request->lang,
            MESSAGE_WITH(MSG_intake_import_hint, str_format(arena, "%d", (int)INTAKE_FILES_MAX))),
    };
    for (size_t i = 0; i < batches.count; i++)
        fill_batch(request, &board.cluster, &batches.items[i], list_push(arena, &view.batches));
    struct html h = frame_html(request, response);
    tpl_import_page(&h, &view);
    return NULL;
}

static const struct err *show_import(struct request *request, struct response *response) {
    return draw_import(request, response, NULL);
}

/* A field left empty comes as one upload without name and bytes. */
static const struct err *collect_uploads(const struct request *request,
                                         struct intake_upload *uploads, size_t *ret_count) {
    size_t count = 0;
    for (size_t i = 0; i < request_upload_count(request); i++) {
        const struct upload *upload = request_upload_at(request, i);
        if (!str_equal_c(upload->field, "tep") || !(upload->file_name.n || upload->size))
            continue;
        struct str bytes;
        TRY(upload_read(request->arena, upload, BODY_BYTES_MAX, &bytes));
        uploads[count++] = (struct intake_upload){
            .name = upload->file_name.n ? upload->file_name : STR("?"), .bytes = bytes};
    }
    *ret_count = count;
    return NULL;
}

static bool is_much(const struct intake_upload *uploads, size_t count) {
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++)
        bytes += uploads[i].bytes.n;
    return count > FILES_AT_ONCE || bytes > BYTES_AT_ONCE;
}

static const struct err *read_in_a_job(const struct request *request, struct response *response,
                                       const struct cluster_period *cluster,
                                       const struct intake_upload *uploads, size_t count) {
    struct jobs jobs = app_jobs(request);
    struct str job_id;
    TRY(import_start(&jobs, request->arena, request->user, request->now_ms, cluster, uploads, count,
                     &job_id));
    respond_redirect(response, job_path(request->arena, job_id));
    return NULL;
}

static const struct err *take_files(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct issues issues = {0};
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(frame_must(request, RIGHT_SCORE_IMPORT, &cluster, STR("")));
    struct intake_upload *uploads =
        ARENA_ARRAY(arena, struct intake_upload, request_upload_count(request) + 1);
    size_t count;
    TRY(collect_uploads(request, uploads, &count));
    if (count == 0)
        issue_add(arena, &issues, STR("tep"), MESSAGE(MSG_intake_no_files));
    else if (count > INTAKE_FILES_MAX)
        issue_add(arena, &issues, STR("tep"),
                  MESSAGE_WITH(MSG_intake_too_many_files,
                               str_format(arena, "%d", (int)INTAKE_FILES_MAX)));
    if (issues.count) {
        response->status = 422;
        return draw_import(request, response, &issues);
    }
    if (is_much(uploads, count))
        return read_in_a_job(request, response, &cluster, uploads, count);
    struct str batch_id;
    TRY(intake_stage_scores(app_db(request), arena, request->user, request->now_ms, cluster.slug,
                            cluster.code, uploads, count, &batch_id));
    frame_redirect(request, response, batch_path(request, &cluster, batch_id), MSG_none, 0);
    return NULL;
}

/* --- one batch ---------------------------------------------------------------------------- */

/* Scores may be stored all the same: see docs/decisions/0018. */
static const struct err *warn_of_targets(const struct request *request,
                                         const struct cluster_period *cluster,
                                         struct preview_view *view) {
    struct str year = str_format(request->arena, "%d", cluster->period.year);
    bool unlocked;
    view->unlocked = STR("");
    TRY(target_unlocked(app_db(request), request->arena, cluster->cluster_id, cluster->period.year,
                        &unlocked));
    if (!unlocked)
        return NULL;
    view->unlocked =
        message_text(request->arena, request->lang, MESSAGE_WITH(MSG_target_scores_doubt, year));
    view->targets_href = str_format(request->arena, "/cum/" STR_FMT "/nam/" STR_FMT "/chi-tieu",
                                    STR_ARG(cluster->slug), STR_ARG(year));
    return NULL;
}

/* Who sends it, and whether one person did both. */
static const struct err *fill_sending(const struct request *request,
                                      const struct intake_batch *batch, struct preview_view *view) {
    const struct cluster_period *cluster = &batch->board.cluster;
    view->may_send = intake_may_send(request->user, batch);
    view->double_capacity = STR("");
    for (size_t i = 0; i < batch->files.count; i++) {
        const struct intake_file *file = &batch->files.items[i];
        if (!file->scores.usable || file->unit < 0)
            continue;
        const struct cluster_unit *unit = &cluster->members.items[file->unit];
        if (!view->may_send)
            view->commander_href =
                submission_new_href(request->arena, cluster->slug, cluster->period.year,
                                    SUBMISSION_SCORES, unit->slug, batch->id);
        struct double_capacities doubles;
        TRY(submission_doubles(app_db(request), request->arena, place_of_period(cluster), unit->id,
                               &doubles));
        if (!view->double_capacity.n)
            view->double_capacity = submission_double_words(request->arena, request->lang, &doubles,
                                                            "scores", STR(""), batch->id);
    }
    return NULL;
}

static const struct err *show_batch(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct intake_batch batch;
    struct page page;
    TRY(intake_preview(app_db(request), arena, request->user, request_param(request, "cluster"),
                       request_param(request, "period"), request_param(request, "batch"), &batch));
    const struct cluster_period *cluster = &batch.board.cluster;
    bool staged = str_equal_c(batch.state, "staged");
    frame_page(
        request,
        message_plain(request->lang, staged ? MSG_intake_preview_title : MSG_intake_receipt_title),
        cluster, STEP_INTAKE, &page);
    page.wide = true;
    struct preview_view view = {
        .page = &page,
        .href = batch_path(request, cluster, batch.id),
        .import_href = step_path(arena, cluster, STEP_INTAKE),
        .faulty_only = str_equal_c(request_query(request, "loc"), "luu-y"),
        .is_open = !cluster->closing.closed,
    };
    TRY(fill_sending(request, &batch, &view));
    preview_fill(request, &batch, &view);
    if (staged)
        TRY(warn_of_targets(request, cluster, &view));
    struct html h = frame_html(request, response);
    if (staged)
        tpl_preview_page(&h, &view);
    else
        tpl_receipt_page(&h, &view);
    return NULL;
}

/* "m.3.E12": the fourth file's place E12. */
static bool read_mend(const struct intake_batch *batch, struct str name, struct str value,
                      struct intake_mend *ret_mend) {
    if (!str_starts_with(name, STR("m.")))
        return false;
    struct str rest = str_slice(name, 2, name.n);
    struct str number = str_cut(&rest, '.');
    long long index;
    if (!rest.n || !str_to_int64(number, &index) || index < 0 ||
        (size_t)index >= batch->files.count)
        return false;
    *ret_mend = (struct intake_mend){batch->files.items[index].id, rest, value};
    return true;
}

/* Keeps the mends of the form; *ret_changed: how many differ from those kept before. */
static const struct err *keep_mends(struct request *request, struct str *ret_path,
                                    int *ret_changed) {
    struct arena *arena = request->arena;
    struct str slug = request_param(request, "cluster");
    struct str period = request_param(request, "period");
    struct intake_batch batch;
    LIST(struct intake_mend) mends = {0};
    struct str name;
    struct str value;
    TRY(intake_batch_files(app_db(request), arena, request->user, slug, period,
                           request_param(request, "batch"), &batch));
    for (size_t i = 0; request_field_each(request, i, &name, &value); i++) {
        struct intake_mend mend;
        if (read_mend(&batch, name, value, &mend))
            *list_push(arena, &mends) = mend;
    }
    *ret_path = batch_path(request, &batch.board.cluster, batch.id);
    return intake_mend_batch(app_db(request), arena, request->user, request->now_ms, slug, period,
                             batch.id, mends.items, mends.count, ret_changed);
}

/* The preview as it was looked at: with its filter. */
static void go_back(const struct request *request, struct response *response, struct str path,
                    enum msg_id notice, int count) {
    frame_redirect(request, response, path, notice, count);
    if (str_equal_c(request_field(request, "loc"), "luu-y"))
        response->location = str_format(request->arena, STR_FMT "%sloc=luu-y",
                                        STR_ARG(response->location), notice ? "&" : "?");
}

static const struct err *mend(struct request *request, struct response *response) {
    struct str path;
    int changed;
    TRY(keep_mends(request, &path, &changed));
    go_back(request, response, path, MSG_notice_mended, changed);
    return NULL;
}

/* What was typed since the last reading is kept and shown first: nothing is stored unseen. */
static const struct err *confirm(struct request *request, struct response *response) {
    struct str path;
    int changed;
    struct intake_batch batch;
    TRY(keep_mends(request, &path, &changed));
    if (changed) {
        go_back(request, response, path, MSG_notice_mended_look_again, changed);
        return NULL;
    }
    TRY(intake_confirm(app_db(request), request->arena, request->user, request->now_ms,
                       request_param(request, "cluster"), request_param(request, "period"),
                       request_param(request, "batch"), &batch));
    frame_redirect(request, response, path,
                   batch.stored_count ? MSG_notice_imported : MSG_notice_import_unchanged,
                   batch.stored_count);
    return NULL;
}

static const struct err *drop(struct request *request, struct response *response) {
    struct cluster_period cluster;
    TRY(frame_cluster(request, &cluster));
    TRY(intake_drop(app_db(request), request->arena, request->user, request->now_ms, cluster.slug,
                    cluster.code, request_param(request, "batch")));
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_INTAKE),
                   MSG_notice_import_dropped, 0);
    return NULL;
}

static const struct err *send_original(struct request *request, struct response *response) {
    struct intake_upload original;
    TRY(intake_original(app_db(request), request->arena, request->user,
                        request_param(request, "cluster"), request_param(request, "period"),
                        request_param(request, "batch"), request_param(request, "file"),
                        &original));
    respond_file(response, "application/octet-stream", original.name, original.bytes);
    return NULL;
}

const struct route intake_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/nhap-phieu", RIGHT_SCORE_IMPORT, show_import},
    {HTTP_POST, "/cum/:cluster/:period/nhap-phieu", RIGHT_SCORE_IMPORT, take_files, BODY_BYTES_MAX,
     true},
    {HTTP_GET, "/cum/:cluster/:period/nhap-phieu/:batch", RIGHT_SCORE_IMPORT, show_batch},
    {HTTP_POST, "/cum/:cluster/:period/nhap-phieu/:batch/sua", RIGHT_SCORE_IMPORT, mend,
     MENDS_BYTES_MAX},
    {HTTP_POST, "/cum/:cluster/:period/nhap-phieu/:batch/luu", RIGHT_SCORE_IMPORT, confirm,
     MENDS_BYTES_MAX},
    {HTTP_POST, "/cum/:cluster/:period/nhap-phieu/:batch/huy", RIGHT_SCORE_IMPORT, drop},
    {HTTP_GET, "/cum/:cluster/:period/nhap-phieu/:batch/tep/:file", RIGHT_SCORE_IMPORT,
     send_original},
};
const size_t intake_routes_count = COUNT_OF(intake_routes);
