/* Verification: what the cluster accepts.
 *
 * Everything is judged inside the transaction, against what stands there: two people who save at
 * the same time cannot both be right about what they saw. The transaction begins with the new
 * revision of the half-year, whose row it then holds; it reads the cells it decides on and nothing
 * else, for a cell is enough to judge nearly everything. Only the points by rule may follow from
 * other cells: where they matter the board is asked (board_of). What came to nothing is rolled back
 * whole.
 */
#include "base/buf.h"
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/board_state.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/stage_service.h"
#include "features/submission/submission_service.h"
#include "text/utf8.h"

enum { AUDIT_TEXT_MAX = 16384 };

/* A criterion of the unit as it stands in the transaction. */
struct standing_cell {
    size_t criterion;
    struct board_cell cell;
    struct score_cell score; /* what went in; no points */
};

/* A decision that was understood and can be stored. */
struct decision {
    size_t criterion;
    int64_t actual_revision; /* the next ones of the cell */
    int64_t points_revision;
    bool set_actual;
    struct str actual; /* absent: withdrawn */
    bool set_points;
    struct str points;
    struct str reason;
};

struct verify_work {
    struct db *db;
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster; /* as the page saw it: for its names */
    struct str unit_id;
    enum score_stage stage;
    const struct verification *typed;
    size_t typed_count;
    struct issues *issues;
    struct cluster_revisions at; /* that this transaction made */
    const struct scoring_ground *ground;
    bool ground_was_loaded;
    struct scoreboard *board; /* NULL until somebody asks */
    size_t newer;
    size_t unit;
    LIST(struct decision) decisions;
    bool came_to_nothing;
};

static struct str field(struct arena *arena, const char *kind, struct str code) {
    return str_format(arena, "%s." STR_FMT, kind, STR_ARG(code));
}

static struct str shown(struct arena *arena, struct decimal value) {
    return decimal_display(arena, value, 0, ',');
}

static bool read_points(struct verify_work *work, const struct criterion *criterion,
                        const struct verification *typed, struct issues *issues,
                        struct decimal *ret_points) {
    struct arena *arena = work->arena;
    struct str name = field(arena, "points", typed->code);
    enum decimal_reading reading = decimal_read_human(typed->points, ret_points);
    if (reading != DECIMAL_READ) {
        issue_add(arena, issues, name,
                  MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                            : MSG_scoring_not_a_number,
                               typed->points));
        return false;
    }
    struct decimal rounded = decimal_round(*ret_points, POINT_SCALE);
    if (decimal_compare(rounded, *ret_points) != 0) {
        issue_add(arena, issues, name, MESSAGE(MSG_scoring_points_too_fine));
        return false;
    }
    struct decimal low;
    struct decimal high;
    scoring_points_limits(criterion, &work->ground->book.rules, &low, &high);
    if (decimal_compare(*ret_points, low) < 0 || decimal_compare(*ret_points, high) > 0) {
        issue_add(
            arena, issues, name,
            MESSAGE_WITH(MSG_scoring_points_out_of_range, shown(arena, low), shown(arena, high)));
        return false;
    }
    *ret_points = rounded;
    return true;
}

/* What was typed, read; false when something is wrong with it. */
static bool read_decision(struct verify_work *work, const struct verification *typed,
                          const struct standing_cell *standing, struct decision *ret_decision) {
    struct arena *arena = work->arena;
    struct issues *issues = work->issues;
    const struct criterion *criterion = &work->ground->table.criteria.items[standing->criterion];
    size_t issues_before = issues->count;
    const struct stage_decision *mine = standing->cell.stages[work->stage];
    struct decision d = {.criterion = standing->criterion,
                         .actual_revision = (mine ? mine->actual_revision : 0) + 1,
                         .points_revision = (mine ? mine->points_revision : 0) + 1,
                         .reason = typed->reason.p ? typed->reason : STR("")};
    struct actual actual = {.state = ACTUAL_MISSING};
    struct message why;
    if (!str_is_empty(typed->actual) &&
        !scoring_read_actual(arena, criterion, &work->ground->book.rules, typed->actual, &actual,
                             &why))
        issue_add(arena, issues, field(arena, "actual", typed->code), why);
    struct decimal points;
    if (!str_is_empty(typed->points) && read_points(work, criterion, typed, issues, &points))
        d.points = decimal_canonical(arena, points);
    if (utf8_length(d.reason) > REASON_MAX)
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE_WITH(MSG_scoring_reason_too_long, str_format(arena, "%d", REASON_MAX)));
    if (issues->count > issues_before)
        return false;
    struct str before = scoring_before_stage(&standing->cell, work->stage).actual;
    bool stands = actual.state == ACTUAL_READ && before.p && str_equal(actual.text, before);
    if (actual.state == ACTUAL_READ && !stands)
        d.actual = actual.text;
    *ret_decision = d;
    return true;
}

/* The unit's criterion with its points, which may follow from the cells of others. */
static const struct err *board_of(struct db_tx *tx, struct verify_work *work, size_t criterion,
                                  const struct score_cell **ret_score) {
    if (!work->board) {
        struct scoreboard *board = ARENA_NEW(work->arena, struct scoreboard);
        TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug,
                                    work->cluster->code, board, &work->newer));
        work->board = board;
    }
    *ret_score = score_cell_at(&work->board->matrix, work->unit, criterion);
    return NULL;
}

/* Somebody decided on this criterion after the page was drawn: who, and what. */
static const struct err *refuse_changed(struct db_tx *tx, struct verify_work *work,
                                        const struct verification *typed,
                                        const struct standing_cell *standing) {
    const struct score_cell *score;
    TRY(board_of(tx, work, standing->criterion, &score));
    struct str value = score->in_force_known
                           ? decimal_display(work->arena, score->in_force, POINT_SCALE, ',')
                           : STR("–");
    struct str author = standing->cell.accepted_author;
    issue_add(work->arena, work->issues, field(work->arena, "points", typed->code),
              MESSAGE_WITH(MSG_scoring_changed_meanwhile, author.p ? author : STR("–"), value));
    return NULL;
}

/* Whether the result that the board's points rest on was corrected by this stage or a later one:
 * then they are not the points that stood before it. */
static bool corrected_from(const struct board_cell *cell, enum score_stage stage) {
    for (int s = (int)stage; s < SCORE_STAGE_COUNT; s++)
        if (cell->stages[s] && cell->stages[s]->actual.p)
            return true;
    return false;
}

/* Whether a decision without a reason may stand: it says what stood before the stage. A corrected
 * result needs its reason in any case. */
static const struct err *stands_without_reason(struct db_tx *tx, struct verify_work *work,
                                               const struct decision *d,
                                               const struct standing_cell *standing,
                                               bool *ret_stands) {
    *ret_stands = !d->actual.p && !d->points.p;
    struct decimal points;
    if (d->actual.p || !d->points.p || !decimal_parse(d->points, &points))
        return NULL;
    struct stage_before before = scoring_before_stage(&standing->cell, work->stage);
    if (before.has_points) {
        *ret_stands = decimal_compare(points, before.points) == 0;
        return NULL;
    }
    if (corrected_from(&standing->cell, work->stage))
        return NULL;
    const struct score_cell *score;
    TRY(board_of(tx, work, d->criterion, &score));
    *ret_stands = score->has_points && decimal_compare(points, score->points) == 0;
    return NULL;
}

/* Whether another stage alone gives the points of this criterion. */
static bool is_owned_by_other(const struct criterion *criterion, enum score_stage stage) {
    return criterion->owner != SCORE_SELF && criterion->owner != stage;
}

static bool reason_changes(struct str now, struct str then) {
    return !str_equal(now, then.p ? then : STR(""));
}

/* What changes against what this stage said so far. */
static void compare(const struct verify_work *work, const struct standing_cell *standing,
                    struct decision *d) {
    static const struct stage_decision NOTHING;
    const struct stage_decision *mine = standing->cell.stages[work->stage];
    if (!mine)
        mine = &NOTHING;
    struct str points = mine->has_points ? decimal_canonical(work->arena, mine->points) : STR_NONE;
    d->set_actual = !str_equal(d->actual, mine->actual) ||
                    (d->actual.p && reason_changes(d->reason, mine->actual_reason));
    d->set_points = !str_equal(d->points, points) ||
                    (d->points.p && reason_changes(d->reason, mine->points_reason));
}

/* What changes; reasons where something differs. */
static const struct err *understand(struct db_tx *tx, struct verify_work *work,
                                    const struct verification *typed,
                                    const struct standing_cell *standing) {
    struct arena *arena = work->arena;
    struct issues *issues = work->issues;
    const struct criterion *criterion = &work->ground->table.criteria.items[standing->criterion];
    struct decision d;
    if (!read_decision(work, typed, standing, &d))
        return NULL;
    compare(work, standing, &d);
    if (!d.set_actual && !d.set_points) {
        if (!d.actual.p && !d.points.p && !str_is_empty(d.reason))
            issue_add(arena, issues, field(arena, "points", typed->code),
                      MESSAGE(MSG_scoring_reason_alone));
        return NULL;
    }
    if (is_owned_by_other(criterion, work->stage)) {
        issue_add(arena, issues, field(arena, "points", typed->code),
                  MESSAGE_WITH(MSG_scoring_owned_by,
                               message_plain(LANG_VI, score_stage_name(criterion->owner))));
        return NULL;
    }
    if (typed->seen_revision != standing->cell.accepted_revision)
        return refuse_changed(tx, work, typed, standing);
    bool stands = true;
    if (str_is_empty(d.reason))
        TRY(stands_without_reason(tx, work, &d, standing, &stands));
    if (stands)
        *list_push(arena, &work->decisions) = d;
    else
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE(MSG_scoring_reason_missing));
    return NULL;
}

static const struct err *read_cell(struct db_tx *tx, struct verify_work *work, size_t criterion,
                                   struct standing_cell *ret_standing) {
    const struct criterion *c = &work->ground->table.criteria.items[criterion];
    struct q_cell_standing_rows rows;
    TRY(q_cell_standing(tx, work->arena, work->at.cluster_period_id, work->unit_id, c->id, &rows));
    *ret_standing = (struct standing_cell){.criterion = criterion};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_cell_standing_row *r = &rows.items[i];
        board_cell_place(work->arena, &ret_standing->cell,
                         &(struct stored_entry){r->stage, r->field, r->revision, r->value,
                                                r->author, r->at_ms, r->reason, STR("")});
    }
    board_cell_settle(work->arena, c, &work->ground->book.rules, &ret_standing->cell,
                      &ret_standing->score);
    return NULL;
}

static const struct err *judge(struct db_tx *tx, struct verify_work *work) {
    const struct criteria *criteria = &work->ground->table.criteria;
    for (size_t i = 0; i < work->typed_count; i++) {
        struct standing_cell standing;
        ptrdiff_t found = criteria_find(criteria, work->typed[i].code);
        if (found < 0 || !criterion_is_scored(&criteria->items[found]))
            continue;
        TRY(read_cell(tx, work, (size_t)found, &standing));
        TRY(understand(tx, work, &work->typed[i], &standing));
    }
    return NULL;
}

/* "II.2: kết quả 74, điểm 11.84 (theo biên bản số 7); …" */
static struct str tell_decisions(struct verify_work *work) {
    struct arena *arena = work->arena;
    struct buf text = BUF_INIT(AUDIT_TEXT_MAX);
    buf_append_str(&text, work->ground->cluster.members.items[work->unit].name);
    if (work->stage != SCORE_HEAD)
        buf_append_format(&text, " – " STR_FMT,
                          STR_ARG(message_plain(LANG_VI, score_stage_name(work->stage))));
    size_t told = 0;
    for (; told < work->decisions.count && text.length < AUDIT_TEXT_MAX / 2; told++) {
        const struct decision *d = &work->decisions.items[told];
        const struct criterion *criterion = &work->ground->table.criteria.items[d->criterion];
        buf_append_format(&text, "; " STR_FMT ":", STR_ARG(criterion->code));
        if (d->set_actual)
            buf_append_format(&text, " kết quả " STR_FMT,
                              STR_ARG(d->actual.p ? d->actual : STR("theo đơn vị")));
        if (d->set_points)
            buf_append_format(&text, "%s điểm " STR_FMT, d->set_actual ? "," : "",
                              STR_ARG(d->points.p ? d->points : STR("theo quy tắc")));
        if (!str_is_empty(d->reason))
            buf_append_format(&text, " (" STR_FMT ")", STR_ARG(d->reason));
    }
    if (told < work->decisions.count)
        buf_append_format(&text, "; và %zu tiêu chí khác", work->decisions.count - told);
    struct str told_text = str_copy(arena, buf_str(&text));
    buf_release(&text);
    return told_text;
}

static const struct err *store_decision(struct db_tx *tx, struct verify_work *work,
                                        const struct decision *d) {
    struct score_entry entry = {
        .unit_id = work->unit_id,
        .criterion_id = work->ground->table.criteria.items[d->criterion].id,
        .stage = score_stage_code(work->stage),
        .reason = d->reason,
    };
    if (d->set_actual) {
        entry.field = FIELD_ACTUAL;
        entry.value = d->actual;
        TRY(scoring_insert_entry(tx, work->arena, work->user, work->now_ms, &work->at, STR_NONE,
                                 &entry, d->actual_revision));
    }
    if (!d->set_points)
        return NULL;
    entry.field = FIELD_POINTS;
    entry.value = d->points;
    return scoring_insert_entry(tx, work->arena, work->user, work->now_ms, &work->at, STR_NONE,
                                &entry, d->points_revision);
}

/* As before the first run. */
static void begin_again(struct verify_work *work) {
    work->decisions.count = 0;
    work->issues->count = 0;
    work->board = NULL;
    work->newer = 0;
    work->came_to_nothing = false;
}

static const struct err *verify_in(struct db_tx *tx, void *context) {
    struct verify_work *work = context;
    begin_again(work);
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(cluster_bump_revision(tx, work->arena, work->cluster->id, &work->at));
    TRY(scoring_ground_for_write(tx, work->db, work->arena, work->cluster, &work->at, &work->ground,
                                 &work->ground_was_loaded));
    if (!work->ground->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    ptrdiff_t unit = cluster_member_by_id(&work->ground->cluster, work->unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    work->unit = (size_t)unit;
    TRY(scoring_stage_check(work->user, &work->ground->cluster, work->unit_id, work->stage));
    TRY(judge(tx, work));
    if (work->issues->count || !work->decisions.count) {
        work->came_to_nothing = true;
        return ERR(ERR_STATE, "nothing to store"); /* which scoring_verify takes for what it is */
    }
    for (size_t i = 0; i < work->decisions.count; i++)
        TRY(store_decision(tx, work, &work->decisions.items[i]));
    TRY(submission_verified_in(tx, work->arena, work->user, work->now_ms,
                               place_of_period(work->cluster), work->cluster->id, work->unit_id));
    struct audit_note note = {.action = "score.accept",
                              .object_kind = "cluster_period",
                              .object_id = work->at.cluster_period_id,
                              .after = tell_decisions(work)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_verify(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_period *cluster, size_t unit,
                                 enum score_stage stage, const struct verification *decisions,
                                 size_t count, struct issues *issues, int *ret_stored) {
    TRY(scoring_stage_check(user, cluster, cluster->members.items[unit].id, stage));
    struct verify_work work = {
        .db = db,
        .arena = arena,
        .user = user,
        .now_ms = now_ms,
        .cluster = cluster,
        .unit_id = cluster->members.items[unit].id,
        .stage = stage,
        .typed = decisions,
        .typed_count = count,
        .issues = issues,
    };
    const struct err *err = db_write_grouped(db, verify_in, &work);
    /* Of another kind: it was run again and failed before it came to judge. */
    if (err && (!work.came_to_nothing || err->kind != ERR_STATE))
        return err;
    *ret_stored = err ? 0 : (int)work.decisions.count;
    scoring_keep_up(db, cluster, work.ground_was_loaded, work.newer);
    return NULL;
}
