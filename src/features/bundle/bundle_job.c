#include "features/bundle/bundle_job.h"

#include <jansson.h>

#include "doc/zip_write.h"
#include "features/audit/audit_seal.h"
#include "features/bundle/bundle.h"
#include "features/cluster/closing_service.h"
#include "features/intake/hand_out_service.h"
#include "features/intake/sheet_doc.h"
#include "features/job/job_service.h"
#include "features/review/review_doc.h"
#include "features/review/review_service.h"
#include "features/score_evidence/score_evidence_doc.h"
#include "features/scoring/feedback_doc.h"
#include "features/scoring/ranking_doc.h"

/* What the job remembers: where it acts, and on which revision of the figures its papers rest. */
struct plan {
    struct str slug;
    struct str period;
    int64_t revision; /* -1: not looked at yet */
};

static struct str plan_pack(struct arena *arena, const struct plan *plan) {
    json_t *root =
        json_pack("{s:s%, s:s%, s:I}", "cluster", plan->slug.p, plan->slug.n, "period",
                  plan->period.p, plan->period.n, "revision", (json_int_t)plan->revision);
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
    json_t *revision = json_object_get(root, "revision");
    bool sound = slug && period && json_is_integer(revision);
    if (sound)
        *ret_plan =
            (struct plan){str_copy(arena, str_from_c(slug)), str_copy(arena, str_from_c(period)),
                          json_integer_value(revision)};
    json_decref(root);
    return sound ? NULL : ERR(ERR_INTERNAL, "the parameters of a job of papers are none");
}

const struct err *bundle_start(const struct jobs *jobs, struct arena *arena,
                               const struct user *user, int64_t now_ms, struct str slug,
                               struct str period_code, struct str *ret_job_id) {
    struct scoreboard board;
    ptrdiff_t all;
    TRY(hand_out_open(jobs->db, arena, user, slug, period_code, STR_NONE, &board, &all));
    struct plan plan = {board.cluster.slug, board.cluster.code, board.cluster.revision};
    struct job_request request = {
        .kind = bundle_job.name,
        .params = plan_pack(arena, &plan),
        .total = bundle_documents(board.cluster.members.count),
    };
    return job_ask(jobs, arena, user, now_ms, &board.cluster, &request, ret_job_id);
}

/* --- one document ------------------------------------------------------------------------- */

struct making {
    struct job_run *run;
    const struct user *user;
    struct scoreboard board;
    size_t unit;
    struct str name;
    struct str bytes;
};

static const struct err *make_feedback(struct making *making) {
    struct job_run *run = making->run;
    struct score_answers answers;
    TRY(scoring_answers(run->jobs->db, run->arena, making->user, &making->board, &answers));
    making->name = feedback_doc_name(run->arena, &making->board, making->unit);
    return feedback_doc_make(run->arena, &making->board, making->unit, &answers,
                             run->job->created_ms, &making->bytes);
}

static const struct err *make_ranking(struct making *making) {
    struct job_run *run = making->run;
    struct ranking_doc_options options = {.stage = RANKING_IN_FORCE,
                                          .printed_by = run->job->author};
    TRY(closing_paper_mark(run->jobs->db, run->arena, &making->board.cluster.closing,
                           &options.audit_mark));
    making->name = ranking_doc_name(run->arena, &making->board);
    return ranking_doc_make_with(run->arena, &making->board, &options, run->job->created_ms,
                                 &making->bytes);
}

static const struct err *make_report(struct making *making, enum paper_file file) {
    struct job_run *run = making->run;
    const struct cluster_period *cluster = &making->board.cluster;
    struct review review;
    struct movements movements;
    TRY(review_load(run->jobs->db, run->arena, making->user, cluster, &review));
    TRY(movement_list(run->jobs->db, run->arena, making->user, cluster, &movements));
    const struct review_doc_options options = {.file = file};
    making->name = review_doc_name(run->arena, &making->board, file);
    return review_doc_make(run->arena, &making->board, &review, &movements, &options,
                           run->job->created_ms, &making->bytes);
}

static const struct err *make_evidence(struct making *making) {
    struct job_run *run = making->run;
    struct evidence_records records;
    TRY(score_evidence_records(run->jobs->db, run->arena, making->user, &making->board,
                               making->unit, &records));
    making->name = score_evidence_doc_name(run->arena, &making->board, making->unit);
    return score_evidence_doc_make(run->arena, &making->board, making->unit, &records,
                                   run->job->created_ms, &making->bytes);
}

static const struct err *make(struct making *making, enum bundle_part part) {
    struct job_run *run = making->run;
    switch (part) {
    case BUNDLE_BLANK:
        making->name = sheet_doc_name(run->arena, &making->board, making->unit);
        return sheet_doc_blank(run->arena, &making->board, making->unit, run->job->created_ms,
                               &making->bytes);
    case BUNDLE_FEEDBACK:
        return make_feedback(making);
    case BUNDLE_RANKING:
        return make_ranking(making);
    case BUNDLE_REPORT_DOCX:
        return make_report(making, PAPER_DOCX);
    case BUNDLE_REPORT_PDF:
        return make_report(making, PAPER_PDF);
    case BUNDLE_EVIDENCE:
        return make_evidence(making);
    case BUNDLE_ZIP:
        break;
    }
    return ERR(ERR_INTERNAL, "the package is no document");
}

static const struct err *make_zip(struct making *making) {
    struct job_run *run = making->run;
    const struct cluster_period *cluster = &making->board.cluster;
    size_t count = (size_t)bundle_documents(cluster->members.count);
    struct zip_entry *entries = ARENA_ARRAY(run->arena, struct zip_entry, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool found;
        TRY(job_open_file(run, JOB_PART, (int64_t)i, &found, &entries[i].name, &entries[i].bytes));
        if (!found)
            return NULL;
    }
    /* So that whoever keeps the package can tell later whether the trail's end was cut off. */
    struct audit_anchor head;
    struct str bytes;
    TRY(audit_anchor(run->jobs->db, run->arena, &head));
    if (head.seq)
        entries[count++] = (struct zip_entry){.name = STR("dau-kiem-toan.txt"),
                                              .bytes = audit_anchor_file(run->arena, &head)};
    TRY(zip_write(run->arena, entries, count, &bytes));
    struct str name = str_format(run->arena, "phieu-va-giay-" STR_FMT "-" STR_FMT ".zip",
                                 STR_ARG(cluster->slug), STR_ARG(cluster->code));
    TRY(job_keep_file(run, JOB_RESULT, 0, name, bytes));
    run->finished = true;
    return NULL;
}

static struct message step_name(const struct scoreboard *board, int64_t step) {
    size_t unit;
    enum bundle_part part = bundle_part_of(step, board->cluster.members.count, &unit);
    switch (part) {
    case BUNDLE_BLANK:
        return MESSAGE_WITH(MSG_job_step_blank, board->cluster.members.items[unit].name);
    case BUNDLE_FEEDBACK:
        return MESSAGE_WITH(MSG_job_step_feedback, board->cluster.members.items[unit].name);
    case BUNDLE_RANKING:
        return MESSAGE(MSG_job_step_ranking);
    case BUNDLE_REPORT_DOCX:
        return MESSAGE(MSG_job_step_report_docx);
    case BUNDLE_REPORT_PDF:
        return MESSAGE(MSG_job_step_report_pdf);
    case BUNDLE_EVIDENCE:
        return MESSAGE_WITH(MSG_job_step_evidence, board->cluster.members.items[unit].name);
    case BUNDLE_ZIP:
        break;
    }
    return MESSAGE(MSG_job_step_zip);
}

/* The figures are others than those of the papers made so far. */
static void begin_anew(struct making *making, struct plan *plan) {
    struct job_run *run = making->run;
    plan->revision = making->board.cluster.revision;
    run->params = plan_pack(run->arena, plan);
    run->start_over = true;
    run->fault = MESSAGE(MSG_job_figures_moving);
    run->step = step_name(&making->board, 0);
    run->done = 0;
    run->total = bundle_documents(making->board.cluster.members.count);
}

static const struct err *step(struct job_run *run) {
    struct making making = {.run = run};
    struct plan plan;
    ptrdiff_t all;
    TRY(plan_unpack(run->arena, run->job->params, &plan));
    TRY(job_acting_user(run, &making.user));
    TRY(hand_out_open(run->jobs->db, run->arena, making.user, plan.slug, plan.period, STR_NONE,
                      &making.board, &all));
    int64_t at = run->job->next_step;
    if (making.board.cluster.revision != plan.revision) {
        begin_anew(&making, &plan);
        return NULL;
    }
    enum bundle_part part = bundle_part_of(at, making.board.cluster.members.count, &making.unit);
    if (part == BUNDLE_ZIP)
        return make_zip(&making);
    TRY(make(&making, part));
    TRY(job_keep_file(run, JOB_PART, at, making.name, making.bytes));
    run->done = at + 1;
    run->step = step_name(&making.board, at + 1);
    return NULL;
}

const struct job_kind bundle_job = {
    .name = "papers",
    .title = MSG_job_kind_papers,
    .begun_at = "phieu",
    .right = RIGHT_SCORE_VERIFY,
    .others_right = RIGHT_SCORE_VERIFY,
    .step = step,
};
