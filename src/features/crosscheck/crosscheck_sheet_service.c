#include "features/crosscheck/crosscheck_sheet_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/crosscheck/crosscheck.sql.h"
#include "features/submission/submission_service.h"
#include "sys/id.h"

bool crosscheck_sheet_takes(const struct scoreboard *board, size_t target, size_t criterion) {
    return crosscheck_takes(&board->table.criteria.items[criterion]) &&
           !score_cell_at(&board->matrix, target, criterion)->exempt;
}

bool crosscheck_sheet_hides(const struct crosscheck_sheet *sheet, size_t criterion) {
    const struct crosscheck_finding *f = &sheet->drafts[criterion].finding;
    return sheet->is_blind && !f->actual.p && !f->has_points;
}

static struct crosscheck_draft draft_of(const struct q_crosscheck_drafts_row *row) {
    struct crosscheck_draft draft = {.finding = {.actual = row->actual,
                                                 .reason = row->reason,
                                                 .seen = row->evidence_seen,
                                                 .note = row->evidence_note},
                                     .revision = row->revision,
                                     .source = row->source,
                                     .author = row->author,
                                     .account_id = row->account_id,
                                     .at_ms = row->at_ms};
    draft.finding.has_points = row->points.p && decimal_parse(row->points, &draft.finding.points);
    return draft;
}

static ptrdiff_t criterion_by_id(const struct criteria *criteria, struct str id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

static const struct err *load_drafts(struct db_tx *tx, struct arena *arena, struct str period_id,
                                     const struct criteria *criteria, struct str checker_id,
                                     struct str target_id, struct crosscheck_draft **ret_drafts) {
    struct q_crosscheck_drafts_rows rows;
    TRY(q_crosscheck_drafts(tx, arena, period_id, checker_id, target_id, &rows));
    struct crosscheck_draft *drafts = ARENA_ARRAY(arena, struct crosscheck_draft, criteria->count);
    for (size_t i = 0; i < criteria->count; i++)
        drafts[i] = (struct crosscheck_draft){
            .finding = {.actual = STR_NONE, .reason = STR(""), .seen = STR(""), .note = STR("")},
            .source = STR(""),
            .author = STR("")};
    for (size_t i = 0; i < rows.count; i++) {
        ptrdiff_t criterion = criterion_by_id(criteria, rows.items[i].criterion_id);
        if (criterion >= 0)
            drafts[criterion] = draft_of(&rows.items[i]);
    }
    *ret_drafts = drafts;
    return NULL;
}

/* --- reading ------------------------------------------------------------------------------ */

struct sheet_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    size_t target;
    struct crosscheck_sheet sheet;
};

static const struct err *sheet_in(struct db_tx *tx, void *context) {
    struct sheet_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    struct str target_id = cluster->members.items[work->target].id;
    struct crosscheck_sheet sheet = {.target = work->target};
    TRY(crosscheck_load_in(tx, work->arena, cluster, crosscheck_day(cluster->period, work->now_ms),
                           &sheet.plan));
    sheet.leader = crosscheck_leader(&sheet.plan, target_id);
    if (!sheet.leader)
        return ERR_TEXT(ERR_DENIED, "crosscheck.not_assigned", "nobody checks this unit");
    if (!crosscheck_checks(work->user, cluster, &sheet.plan, target_id))
        return ERR_TEXT(ERR_DENIED, "crosscheck.not_yours", "another unit checks this one");
    TRY(load_drafts(tx, work->arena, cluster->id, &work->board->table.criteria,
                    sheet.leader->checker_id, target_id, &sheet.drafts));
    work->sheet = sheet;
    return NULL;
}

const struct err *crosscheck_sheet_load(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct scoreboard *board,
                                        size_t target, struct crosscheck_sheet *ret_sheet) {
    struct place place = place_of_period(&board->cluster);
    if (!user_may(user, RIGHT_SCORE_CHECK, place, STR("")) &&
        !user_may(user, RIGHT_MEMBER_SEND, place, STR("")))
        return ERR(ERR_DENIED, "no right to check others");
    struct sheet_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .board = board, .target = target};
    TRY(db_read(db, sheet_in, &work));
    struct crosscheck_sheet *sheet = &work.sheet;
    struct str checker = sheet->leader->checker_id;
    const struct crosscheck_progress *progress =
        crosscheck_progress_of(&sheet->plan, checker, sheet->leader->target_id);
    if (progress)
        sheet->progress = *progress;
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct crosscheck_finding *f = &sheet->drafts[i].finding;
        sheet->takes += crosscheck_sheet_takes(board, target, i);
        sheet->entered += f->actual.p || f->has_points;
    }
    sheet->is_blind = str_equal_c(board->settings.of[SETTING_CROSS_BLIND].value, "yes");
    sheet->may_enter = board->table.locked && user_may_now(user, RIGHT_SCORE_CHECK, place, checker);
    sheet->may_send = board->table.locked && submission_may_send(user, place, checker) &&
                      user_may_now(user, RIGHT_MEMBER_SEND, place, checker);
    *ret_sheet = *sheet;
    return NULL;
}

/* --- saving ------------------------------------------------------------------------------- */

struct draft_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str target_id;
    const struct crosscheck_typed *typed;
    size_t count;
    struct str source;
    struct issues *issues;
    int stored;
    const struct crosscheck_assignment *leader;
    struct crosscheck_plan plan;
    struct crosscheck_draft *drafts;
};

static const struct err *find_leader(struct db_tx *tx, struct draft_work *work) {
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(crosscheck_load_in(tx, work->arena, work->cluster,
                           crosscheck_day(work->cluster->period, work->now_ms), &work->plan));
    work->leader = crosscheck_leader(&work->plan, work->target_id);
    return work->leader
               ? NULL
               : ERR_TEXT(ERR_DENIED, "crosscheck.not_assigned", "nobody checks this unit");
}

static bool same_finding(const struct crosscheck_finding *a, const struct crosscheck_finding *b) {
    bool points = a->has_points == b->has_points &&
                  (!a->has_points || decimal_compare(a->points, b->points) == 0);
    bool actual = (a->actual.p != NULL) == (b->actual.p != NULL) &&
                  (!a->actual.p || str_equal(a->actual, b->actual));
    return points && actual && str_equal(a->reason, b->reason) && str_equal(a->seen, b->seen) &&
           str_equal(a->note, b->note);
}

static void tell_changed(struct draft_work *work, const struct crosscheck_typed *typed,
                         const struct crosscheck_draft *draft) {
    struct str value = draft->finding.has_points
                           ? decimal_display(work->arena, draft->finding.points, POINT_SCALE, ',')
                           : STR("–");
    issue_add(work->arena, work->issues,
              str_format(work->arena, "points." STR_FMT, STR_ARG(typed->code)),
              MESSAGE_WITH(MSG_scoring_changed_meanwhile, draft->author, value));
}

static const struct err *save_line(struct db_tx *tx, struct draft_work *work,
                                   const struct crosscheck_typed *typed,
                                   const struct criterion *criterion, const struct rule_book *book,
                                   const struct crosscheck_draft *draft) {
    struct crosscheck_finding finding;
    if (!crosscheck_read(work->arena, criterion, &book->rules, typed, work->issues, &finding))
        return NULL;
    if (same_finding(&finding, &draft->finding))
        return NULL;
    if (typed->seen_revision != draft->revision) {
        tell_changed(work, typed, draft);
        return NULL;
    }
    work->stored++;
    return q_crosscheck_draft_insert(
        tx, id_new(work->arena, work->now_ms), work->cluster->id, work->leader->checker_id,
        work->target_id, criterion->id, draft->revision + 1, finding.actual,
        finding.has_points ? decimal_canonical(work->arena, finding.points) : STR_NONE,
        finding.reason, finding.seen, finding.note, work->source, work->user->name, work->user->id,
        work->now_ms);
}

static struct str name_of(const struct draft_work *work, struct str unit_id) {
    ptrdiff_t member = cluster_member_by_id(work->cluster, unit_id);
    return member < 0 ? STR("?") : work->cluster->members.items[member].name;
}

/* What came to nothing is rolled back whole: the caller takes this error for what it is. */
static const struct err *refused(void) {
    return ERR(ERR_STATE, "nothing to store");
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct draft_work *work = context;
    work->issues->count = 0;
    work->stored = 0;
    TRY(find_leader(tx, work));
    if (!user_may(work->user, RIGHT_SCORE_CHECK, place_of_period(work->cluster),
                  work->leader->checker_id))
        return ERR_TEXT(ERR_DENIED, "crosscheck.not_yours", "another unit checks this one");
    struct criteria_table table;
    struct rule_book book;
    TRY(scoring_load_table(tx, work->arena, work->cluster->id, &table));
    TRY(scoring_load_rules(tx, work->arena, work->cluster->id, &book));
    if (!table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    TRY(load_drafts(tx, work->arena, work->cluster->id, &table.criteria, work->leader->checker_id,
                    work->target_id, &work->drafts));
    for (size_t i = 0; i < work->count; i++) {
        ptrdiff_t found = criteria_find(&table.criteria, work->typed[i].code);
        if (found >= 0 && crosscheck_takes(&table.criteria.items[found]))
            TRY(save_line(tx, work, &work->typed[i], &table.criteria.items[found], &book,
                          &work->drafts[found]));
    }
    if (work->issues->count)
        return refused();
    if (!work->stored)
        return NULL;
    struct audit_note note = {.action = "crosscheck.save",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = str_format(work->arena, STR_FMT " → " STR_FMT ": %d dòng",
                                                  STR_ARG(name_of(work, work->leader->checker_id)),
                                                  STR_ARG(name_of(work, work->target_id)),
                                                  work->stored)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *crosscheck_save(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  struct str target_id, const struct crosscheck_typed *typed,
                                  size_t count, struct str source, struct issues *issues,
                                  int *ret_stored) {
    if (!user_may(user, RIGHT_SCORE_CHECK, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to check others");
    struct draft_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .cluster = cluster,
                              .target_id = target_id,
                              .typed = typed,
                              .count = count,
                              .source = str_or_empty(source),
                              .issues = issues};
    const struct err *err = db_write(db, save_in, &work);
    *ret_stored = issues->count ? 0 : work.stored;
    return err && issues->count && err->kind == ERR_STATE ? NULL : err;
}

/* --- sending ------------------------------------------------------------------------------ */

struct send_cell {
    size_t criterion;
    struct crosscheck_decision decision;
};

static struct crosscheck_before before_of(const struct scoreboard *board, size_t target,
                                          size_t criterion) {
    const struct board_cell *cell = board_cell_at(board, target, criterion);
    const struct score_cell *score = score_cell_at(&board->matrix, target, criterion);
    return (struct crosscheck_before){.self_actual = cell->self_actual,
                                      .has_self = cell->has_self,
                                      .self = cell->self,
                                      .has_rule = score->has_points,
                                      .rule = score->points};
}

static const struct err *put(struct db_tx *tx, struct draft_work *work,
                             struct cluster_revisions *at, const struct criterion *criterion,
                             struct str field, struct str value, struct str reason) {
    struct score_entry entry = {.unit_id = work->target_id,
                                .criterion_id = criterion->id,
                                .stage = score_stage_code(SCORE_CROSS),
                                .field = field,
                                .value = value,
                                .reason = value.p ? reason : STR(""),
                                .source = STR("")};
    bool added;
    TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, at, STR_NONE, &entry, &added));
    work->stored += added;
    return NULL;
}

static const struct err *send_line(struct db_tx *tx, struct draft_work *work,
                                   struct cluster_revisions *at, const struct criterion *criterion,
                                   const struct crosscheck_draft *draft,
                                   const struct crosscheck_decision *d) {
    struct str reason = draft->finding.reason;
    struct str points = d->has_points ? decimal_canonical(work->arena, d->points) : STR_NONE;
    struct str agreed = d->agrees ? decimal_canonical(work->arena, d->agreed) : STR_NONE;
    TRY(put(tx, work, at, criterion, FIELD_ACTUAL, d->actual, reason));
    TRY(put(tx, work, at, criterion, FIELD_POINTS, points, reason));
    return put(tx, work, at, criterion, FIELD_AGREE, agreed, reason);
}

/* Who entered most lately, for "one person in two capacities". */
static const struct crosscheck_draft *latest(const struct draft_work *work, size_t count) {
    const struct crosscheck_draft *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (work->drafts[i].revision && (!found || work->drafts[i].at_ms > found->at_ms))
            found = &work->drafts[i];
    return found;
}

static const struct err *note_sending(struct db_tx *tx, struct draft_work *work,
                                      const struct crosscheck_draft *last) {
    TRY(q_crosscheck_sending_insert(tx, id_new(work->arena, work->now_ms), work->cluster->id,
                                    work->leader->checker_id, work->target_id, work->stored,
                                    work->user->name, work->user->id, work->now_ms));
    struct submission_sending sending = {.user = work->user,
                                         .now_ms = work->now_ms,
                                         .place = place_of_period(work->cluster),
                                         .period_id = work->cluster->id,
                                         .unit_id = work->leader->checker_id,
                                         .kind = SUBMISSION_CROSSCHECK,
                                         .object_id = work->leader->id,
                                         .entered_by_id = last->account_id,
                                         .entered_by = last->author};
    TRY(submission_sent_in(tx, work->arena, &sending));
    struct audit_note note = {.action = "crosscheck.send",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = str_format(work->arena, STR_FMT " → " STR_FMT ": %d giá trị",
                                                  STR_ARG(name_of(work, work->leader->checker_id)),
                                                  STR_ARG(name_of(work, work->target_id)),
                                                  work->stored)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *send_in(struct db_tx *tx, void *context) {
    struct draft_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    work->stored = 0;
    TRY(find_leader(tx, work));
    struct place place = place_of_period(work->cluster);
    if (!submission_may_send(work->user, place, work->leader->checker_id))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "only the commander sends");
    struct scoreboard board;
    TRY(scoring_board_in(tx, arena, work->cluster->slug, work->cluster->code, &board));
    ptrdiff_t target = cluster_member_by_id(&board.cluster, work->target_id);
    if (target < 0 || !board.table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    const struct criteria *criteria = &board.table.criteria;
    TRY(load_drafts(tx, arena, work->cluster->id, criteria, work->leader->checker_id,
                    work->target_id, &work->drafts));
    const struct crosscheck_draft *last = latest(work, criteria->count);
    if (!last)
        issue_add(arena, work->issues, STR_NONE, MESSAGE(MSG_crosscheck_nothing_entered));
    struct cluster_revisions at = {.cluster_period_id = work->cluster->id};
    for (size_t i = 0; i < criteria->count; i++) {
        const struct crosscheck_draft *draft = &work->drafts[i];
        if (!draft->revision || !crosscheck_sheet_takes(&board, (size_t)target, i))
            continue;
        struct crosscheck_before before = before_of(&board, (size_t)target, i);
        struct crosscheck_decision d = crosscheck_decide(&draft->finding, &before);
        if (d.needs_reason && !draft->finding.reason.n)
            issue_add(arena, work->issues,
                      str_format(arena, "reason." STR_FMT, STR_ARG(criteria->items[i].code)),
                      MESSAGE(MSG_crosscheck_reason_missing));
        if (!work->issues->count)
            TRY(send_line(tx, work, &at, &criteria->items[i], draft, &d));
    }
    return work->issues->count ? refused() : note_sending(tx, work, last);
}

const struct err *crosscheck_send(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  struct str target_id, struct issues *issues, int *ret_stored) {
    if (!user_may(user, RIGHT_MEMBER_SEND, place_of_period(cluster), STR("")))
        return ERR_TEXT(ERR_DENIED, "submission.needs_commander", "only the commander sends");
    struct draft_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .cluster = cluster,
                              .target_id = target_id,
                              .issues = issues};
    const struct err *err = db_write(db, send_in, &work);
    *ret_stored = issues->count ? 0 : work.stored;
    return err && issues->count && err->kind == ERR_STATE ? NULL : err;
}
