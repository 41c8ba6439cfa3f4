/* Sending: what the unit's people typed becomes its scores, in one transaction. */
#include "base/buf.h"
#include "crypto/digest.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoregrid/draft_service.h"
#include "features/submission/submission_service.h"
#include "text/form_text.h"
#include "text/utf8.h"

enum { CONTENT_MAX = 4 * 1024 * 1024 };

struct send_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str unit_id;
    int64_t seen;
    struct str reason;
    struct issues *issues;
    struct score_grid grid;
    struct cluster_revisions at; /* that this transaction made */
    size_t sent;
};

static bool same(struct str a, struct str b) {
    return a.p ? b.p && str_equal(a, b) : !b.p;
}

static const struct str FIELDS[GRID_FIELD_COUNT] = {
    [GRID_ACTUAL] = STR_INIT("actual"),
    [GRID_POINTS] = STR_INIT("points"),
    [GRID_EVIDENCE] = STR_INIT("evidence"),
};

static bool is_unsent(const struct grid_value *value) {
    return value->is_draft && !same(value->value, value->sent);
}

/* Where a result came together from parts, they stand beside it. */
static struct str source_of(struct arena *arena, const struct criterion *criterion,
                            const struct own_cell *cell, enum grid_field field) {
    if (field != GRID_ACTUAL || !cell->rolls_up)
        return message_plain(LANG_VI, MSG_scoregrid_source);
    struct buf text = BUF_INIT(CONTENT_MAX);
    for (size_t i = 0; i < cell->parts.count; i++) {
        struct str value = cell->part_values[i].value;
        struct decimal number;
        struct str name = grid_part_name(arena, LANG_VI, &cell->parts.items[i]);
        struct str told = value.p && decimal_parse(value, &number)
                              ? decimal_display(arena, number, 0, ',')
                              : STR("–");
        buf_append_format(&text, "%s" STR_FMT ": " STR_FMT, i ? "; " : "", STR_ARG(name),
                          STR_ARG(told));
    }
    struct str parts = str_copy(arena, buf_str(&text));
    buf_release(&text);
    return message_text(arena, LANG_VI,
                        MESSAGE_WITH(criterion->rollup == ROLLUP_SUM    ? MSG_scoregrid_source_sum
                                     : criterion->rollup == ROLLUP_MEAN ? MSG_scoregrid_source_mean
                                                                        : MSG_scoregrid_source_last,
                                     parts));
}

static const struct err *store_cell(struct db_tx *tx, struct send_work *work, size_t index) {
    const struct criterion *criterion = &work->grid.board.table.criteria.items[index];
    const struct own_cell *cell = &work->grid.cells[index];
    for (int i = 0; i < GRID_FIELD_COUNT; i++) {
        if (!is_unsent(&cell->of[i]))
            continue;
        struct score_entry entry = {
            .unit_id = work->unit_id,
            .criterion_id = criterion->id,
            .stage = STAGE_SELF,
            .field = FIELDS[i],
            .value = cell->of[i].value,
            .reason = work->reason,
            .source = source_of(work->arena, criterion, cell, (enum grid_field)i)};
        bool added;
        TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, &work->at, STR_NONE,
                              &entry, &added));
        work->sent += added;
    }
    return NULL;
}

/* What was typed into a cell and can not be sent: a later stage decided meanwhile, or the table
 * does not ask for it any more. */
static void check_cell(struct send_work *work, size_t index) {
    const struct criterion *criterion = &work->grid.board.table.criteria.items[index];
    const struct own_cell *cell = &work->grid.cells[index];
    struct str stage = message_plain(LANG_VI, score_stage_name(cell->by));
    for (int i = 0; i < GRID_FIELD_COUNT; i++) {
        if (cell->block == GRID_OPEN || !is_unsent(&cell->of[i]))
            continue;
        struct message why = cell->block == GRID_VERIFIED
                                 ? MESSAGE_WITH(MSG_scoregrid_verified, criterion->code, stage)
                                 : MESSAGE_WITH(MSG_scoregrid_not_asked, criterion->code);
        issue_add(work->arena, work->issues,
                  str_format(work->arena, STR_FMT "." STR_FMT, STR_ARG(FIELDS[i]),
                             STR_ARG(criterion->code)),
                  why);
        return;
    }
}

static void check(struct send_work *work) {
    const struct score_grid *grid = &work->grid;
    work->issues->count = 0;
    if (work->seen != grid->last_number) {
        issue_add(work->arena, work->issues, STR("seen"),
                  MESSAGE_WITH(MSG_scoregrid_changed_since, str_or_empty(grid->saved_by),
                               instant_time_display(work->arena, grid->saved_ms)));
        return;
    }
    if (!grid->unsent) {
        issue_add(work->arena, work->issues, STR("seen"), MESSAGE(MSG_scoregrid_nothing_new));
        return;
    }
    if (utf8_length(work->reason) > SENDING_REASON_MAX)
        issue_add(work->arena, work->issues, STR("reason"),
                  MESSAGE_WITH(MSG_scoring_reason_too_long,
                               str_format(work->arena, "%d", SENDING_REASON_MAX)));
    if (grid->sendings.last_ms && str_is_empty(work->reason))
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_scoregrid_reason_missing));
    for (size_t i = 0; i < grid->board.table.criteria.count; i++)
        check_cell(work, i);
}

/* The whole sheet as it is sent. */
static struct str digest_of(struct arena *arena, const struct score_grid *grid) {
    struct buf text = BUF_INIT(CONTENT_MAX);
    for (size_t i = 0; i < grid->board.table.criteria.count; i++)
        for (int field = 0; field < GRID_FIELD_COUNT; field++) {
            struct str value = grid->cells[i].of[field].value;
            if (value.p)
                buf_append_format(&text, STR_FMT "|" STR_FMT "|" STR_FMT "\n",
                                  STR_ARG(grid->board.table.criteria.items[i].code),
                                  STR_ARG(FIELDS[field]), STR_ARG(value));
        }
    struct str digest = digest_sha256_hex(arena, buf_str(&text));
    buf_release(&text);
    return digest;
}

static const struct err *note_sending(struct db_tx *tx, struct send_work *work,
                                      struct str entered_by_id) {
    struct sending row = {.draft_number = work->grid.last_number,
                          .cells = (int64_t)work->sent,
                          .digest = digest_of(work->arena, &work->grid),
                          .reason = work->reason};
    struct str period_id = work->grid.board.cluster.id;
    TRY(sending_write(tx, work->arena, work->user, work->now_ms, period_id, work->unit_id, &row));
    const struct submission_sending sending = {.user = work->user,
                                               .now_ms = work->now_ms,
                                               .place = place_of_period(work->cluster),
                                               .period_id = period_id,
                                               .unit_id = work->unit_id,
                                               .kind = SUBMISSION_GRID,
                                               .object_id = period_id,
                                               .entered_by_id = entered_by_id,
                                               .entered_by = str_or_empty(work->grid.saved_by)};
    TRY(submission_sent_in(tx, work->arena, &sending));
    struct audit_note note = {.action = "score.send",
                              .object_kind = "cluster_period",
                              .object_id = period_id,
                              .after =
                                  str_format(work->arena, STR_FMT " (%zu) " STR_FMT,
                                             STR_ARG(work->grid.sheet.member->name), work->sent,
                                             STR_ARG(str_slice(row.digest, 0, 16))),
                              .reason = work->reason.n ? work->reason : STR_NONE};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *send_in(struct db_tx *tx, void *context) {
    struct send_work *work = context;
    struct scoreboard board;
    struct q_drafts_of_unit_rows drafts;
    size_t newer;
    work->sent = 0;
    work->at = (struct cluster_revisions){.cluster_period_id = work->cluster->id};
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug, work->cluster->code,
                                &board, &newer));
    if (!board.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    ptrdiff_t unit = cluster_member_by_id(&board.cluster, work->unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    TRY(grid_in(tx, work->arena, work->user, &board, (size_t)unit, &work->grid));
    check(work);
    if (work->issues->count)
        return NULL;
    for (size_t i = 0; i < board.table.criteria.count; i++)
        TRY(store_cell(tx, work, i));
    TRY(q_drafts_of_unit(tx, work->arena, board.cluster.id, work->unit_id, &drafts));
    return note_sending(tx, work,
                        drafts.count ? drafts.items[drafts.count - 1].account_id : STR(""));
}

const struct err *scoregrid_send(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_period *cluster,
                                 struct str unit_id, int64_t seen, struct str reason,
                                 struct issues *issues, size_t *ret_sent) {
    struct place place = place_of_period(cluster);
    if (!submission_may_send(user, place, unit_id) || !scoregrid_is_own(user, place, unit_id))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "only the commander sends");
    struct send_work work = {.db = db,
                             .arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .cluster = cluster,
                             .unit_id = unit_id,
                             .seen = seen,
                             .reason = form_clean_line(arena, str_or_empty(reason)),
                             .issues = issues};
    TRY(db_write(db, send_in, &work));
    *ret_sent = work.sent;
    return NULL;
}
