#include "features/proposal/proposal_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/proposal/proposal.sql.h"
#include "features/scoring/ranking_digest_service.h"
#include "features/scoring/sight_service.h"
#include "sys/id.h"
#include "text/utf8.h"

struct proposal_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    struct proposal_list *list;
    size_t unit;
    bool all; /* what places and quotas give, for every member */
    enum proposal_kind kind;
    const struct proposal_form *form;
    struct issues *issues;
    struct str digest;
    int stored;
};

static const struct err *must_be_annual(const struct scoreboard *board) {
    return board->cluster.period.half == 2 ? NULL
                                           : ERR_TEXT(ERR_STATE, "proposal.only_annual",
                                                      "proposals are made at the annual review");
}

/* --- reading ------------------------------------------------------------------------------ */

static struct proposal_line *line_of(struct proposal_list *list, const struct scoreboard *board,
                                     struct str unit_id) {
    for (size_t i = 0; i < list->lines.count; i++) {
        size_t unit = list->lines.items[i].draft.unit;
        if (str_equal(board->cluster.members.items[unit].id, unit_id))
            return &list->lines.items[i];
    }
    return NULL;
}

static void add_row(struct proposal_work *work, const struct q_proposals_of_period_row *stored) {
    struct proposal_row row = {stored->unit_id,        stored->revision,        PROPOSAL_NONE,
                               stored->conditions_met, stored->conditions_note, stored->reason,
                               stored->digest,         stored->author,          stored->at_ms};
    struct proposal_line *line = line_of(work->list, work->board, row.unit_id);
    if (!proposal_kind_from_code(stored->kind, &row.kind))
        return;
    *list_push(work->arena, &work->list->history) = row;
    if (!line)
        return;
    line->row = row;
    line->is_recorded = true;
}

static void count_up(struct proposal_list *list, struct str digest) {
    for (size_t i = 0; i < list->lines.count; i++) {
        const struct proposal_line *line = &list->lines.items[i];
        if (!line->is_recorded)
            continue;
        list->is_made = true;
        list->flags += line->row.kind == PROPOSAL_FLAG;
        list->certificates += line->row.kind == PROPOSAL_CERTIFICATE;
        list->is_stale |= !str_equal(line->row.digest, digest);
    }
}

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct proposal_work *work = context;
    const struct scoreboard *board = work->board;
    const struct scoring_setting *settings = board->settings.of;
    struct proposal_list *list = work->list;
    struct proposal_draft *drafts;
    struct q_proposals_of_period_rows rows;
    *list = (struct proposal_list){
        .quota = proposal_quota_read(str_or_empty(settings[SETTING_QUOTA_FLAGS].value),
                                     str_or_empty(settings[SETTING_QUOTA_CERTIFICATES].value))};
    proposal_make(work->arena, board->standings, board->matrix.unit_count, &list->quota, &drafts);
    for (size_t i = 0; i < board->matrix.unit_count; i++)
        *list_push(work->arena, &list->lines) = (struct proposal_line){.draft = drafts[i]};
    TRY(q_proposals_of_period(tx, work->arena, board->cluster.id, &rows));
    for (size_t i = 0; i < rows.count; i++)
        add_row(work, &rows.items[i]);
    count_up(list, work->digest);
    list->certificates_max =
        proposal_certificates_max(&list->quota, board->matrix.unit_count, list->flags);
    return NULL;
}

const struct err *proposal_load(struct db *db, struct arena *arena, const struct user *user,
                                const struct scoreboard *board, struct proposal_list *ret_list) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(&board->cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read this cluster");
    TRY(must_be_annual(board));
    if (!scoring_visible_all(board, user))
        return ERR_TEXT(ERR_STATE, "ranking.not_visible", "the points are not shown yet");
    struct proposal_work work = {
        .arena = arena, .board = board, .list = ret_list, .digest = ranking_digest(arena, board)};
    return db_read(db, load_in, &work);
}

/* --- writing ------------------------------------------------------------------------------ */

static bool is_same(const struct proposal_line *line, const struct proposal_row *row) {
    return line->is_recorded && line->row.kind == row->kind &&
           line->row.conditions_met == row->conditions_met &&
           str_equal(line->row.conditions_note, row->conditions_note) &&
           str_equal(line->row.reason, row->reason) && str_equal(line->row.digest, row->digest);
}

static const struct err *put_row(struct db_tx *tx, struct proposal_work *work,
                                 const struct proposal_line *line, struct proposal_row row) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct arena *arena = work->arena;
    const struct cluster_unit *unit = &cluster->members.items[line->draft.unit];
    row.digest = work->digest;
    if (is_same(line, &row))
        return NULL;
    work->stored++;
    TRY(q_proposal_insert(tx, id_new(arena, work->now_ms), cluster->id, unit->id,
                          line->is_recorded ? line->row.revision + 1 : 1,
                          proposal_kind_code(row.kind), row.conditions_met, row.conditions_note,
                          row.reason, row.digest, work->user->name, work->now_ms));
    struct str before = message_plain(
        LANG_VI, proposal_kind_name(line->is_recorded ? line->row.kind : PROPOSAL_NONE));
    struct str after = message_plain(LANG_VI, proposal_kind_name(row.kind));
    struct audit_note note = {
        .action = "proposal.record",
        .object_kind = "cluster_period",
        .object_id = cluster->id,
        .before = str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(unit->name), STR_ARG(before)),
        .after = str_format(arena, STR_FMT ": " STR_FMT, STR_ARG(unit->name), STR_ARG(after)),
        .reason = row.reason,
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

static const struct err *record_all(struct db_tx *tx, struct proposal_work *work) {
    const struct proposal_quota *quota = &work->list->quota;
    if (!quota->has_flags && !quota->has_certificates)
        issue_add(work->arena, work->issues, STR(""), MESSAGE(MSG_proposal_no_quota));
    for (size_t i = 0; !work->issues->count && i < work->list->lines.count; i++) {
        const struct proposal_line *line = &work->list->lines.items[i];
        bool keeps = line->is_recorded && line->row.kind == line->draft.kind;
        struct proposal_row row = {.kind = line->draft.kind,
                                   .conditions_met = keeps && line->row.conditions_met,
                                   .conditions_note = keeps ? line->row.conditions_note : STR(""),
                                   .reason = STR("")};
        TRY(put_row(tx, work, line, row));
    }
    return NULL;
}

static void issue(struct proposal_work *work, const char *field, struct message message) {
    issue_add(work->arena, work->issues, str_from_c(field), message);
}

/* What a flag or a certificate for this member would break. */
static void judge_quota(struct proposal_work *work, const struct proposal_line *line) {
    const struct proposal_list *list = work->list;
    enum proposal_kind was = line->is_recorded ? line->row.kind : PROPOSAL_NONE;
    size_t flags = list->flags - (was == PROPOSAL_FLAG) + (work->kind == PROPOSAL_FLAG);
    size_t certificates =
        list->certificates - (was == PROPOSAL_CERTIFICATE) + (work->kind == PROPOSAL_CERTIFICATE);
    size_t most = proposal_certificates_max(&list->quota, list->lines.count, flags);
    struct arena *arena = work->arena;
    if (work->kind == PROPOSAL_FLAG && !list->quota.has_flags)
        issue(work, "kind", MESSAGE(MSG_proposal_no_quota));
    else if (work->kind == PROPOSAL_FLAG && flags > list->quota.flags)
        issue(
            work, "kind",
            MESSAGE_WITH(MSG_proposal_too_many_flags, str_format(arena, "%zu", list->quota.flags)));
    if (work->kind == PROPOSAL_CERTIFICATE && !list->quota.has_certificates)
        issue(work, "kind", MESSAGE(MSG_proposal_no_quota));
    else if (work->kind == PROPOSAL_CERTIFICATE && certificates > most)
        issue(work, "kind",
              MESSAGE_WITH(MSG_proposal_too_many_certificates, str_format(arena, "%zu", most)));
}

static void judge(struct proposal_work *work, const struct proposal_line *line) {
    const struct proposal_form *form = work->form;
    bool proposed = work->kind != PROPOSAL_NONE;
    if (proposed && line->draft.why == PROPOSAL_DISQUALIFIED)
        issue(work, "kind", MESSAGE(MSG_proposal_is_disqualified));
    if (proposed && line->draft.why == PROPOSAL_INCOMPLETE)
        issue(work, "kind", MESSAGE(MSG_proposal_is_incomplete));
    judge_quota(work, line);
    if (form->conditions_met && str_is_empty(form->conditions_note))
        issue(work, "conditions_note", MESSAGE(MSG_proposal_note_missing));
    if (work->kind != line->draft.kind && str_is_empty(form->reason))
        issue(work, "reason", MESSAGE(MSG_proposal_reason_missing));
    struct str most = str_format(work->arena, "%d", PROPOSAL_TEXT_MAX);
    if (utf8_length(form->conditions_note) > PROPOSAL_TEXT_MAX)
        issue(work, "conditions_note", MESSAGE_WITH(MSG_cluster_field_too_long, most));
    if (utf8_length(form->reason) > PROPOSAL_TEXT_MAX)
        issue(work, "reason", MESSAGE_WITH(MSG_cluster_field_too_long, most));
}

static const struct err *adjust_one(struct db_tx *tx, struct proposal_work *work) {
    struct str unit_id = work->board->cluster.members.items[work->unit].id;
    const struct proposal_line *line = line_of(work->list, work->board, unit_id);
    judge(work, line);
    if (work->issues->count)
        return NULL;
    return put_row(tx, work, line,
                   (struct proposal_row){.kind = work->kind,
                                         .conditions_met = work->form->conditions_met,
                                         .conditions_note = work->form->conditions_note,
                                         .reason = work->form->reason});
}

static const struct err *write_in(struct db_tx *tx, void *context) {
    struct proposal_work *work = context;
    work->stored = 0;
    work->issues->count = 0;
    TRY(closing_must_be_open(tx, work->arena, work->board->cluster.id));
    TRY(load_in(tx, work));
    return work->all ? record_all(tx, work) : adjust_one(tx, work);
}

static const struct err *write_list(struct db *db, struct proposal_work *work, int *ret_stored) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct proposal_list list;
    *ret_stored = 0;
    if (!user_may(work->user, RIGHT_SCORE_ADOPT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to record what the cluster proposes");
    TRY(must_be_annual(work->board));
    work->list = &list;
    work->digest = ranking_digest(work->arena, work->board);
    TRY(db_write(db, write_in, work));
    *ret_stored = work->stored;
    return NULL;
}

const struct err *proposal_record(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct scoreboard *board,
                                  struct issues *issues, int *ret_stored) {
    struct proposal_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .board = board,
                                 .all = true,
                                 .issues = issues};
    return write_list(db, &work, ret_stored);
}

const struct err *proposal_adjust(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct scoreboard *board, size_t unit,
                                  const struct proposal_form *form, struct issues *issues,
                                  int *ret_stored) {
    struct proposal_form own = {form->kind, form->conditions_met,
                                str_trim(str_or_empty(form->conditions_note)),
                                str_trim(str_or_empty(form->reason))};
    struct proposal_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .board = board,
                                 .unit = unit,
                                 .form = &own,
                                 .issues = issues};
    *ret_stored = 0;
    if (!proposal_kind_from_code(str_or_empty(own.kind), &work.kind)) {
        issue(&work, "kind", MESSAGE(MSG_proposal_kind_unknown));
        return NULL;
    }
    return write_list(db, &work, ret_stored);
}
