/* Verification: what the cluster accepts.
 *
 * Everything is judged inside the transaction, against the board as it stands there: two people who
 * save at the same time cannot both be right about what they saw.
 */
#include "base/buf.h"
#include "features/audit/audit.h"
#include "features/scoring/scoring_service.h"
#include "text/utf8.h"

enum { AUDIT_TEXT_MAX = 16384 };

/* A decision that was understood and can be stored. */
struct decision {
    size_t criterion;
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
    const struct verification *typed;
    size_t typed_count;
    struct issues *issues;
    struct scoreboard *board; /* as it stands in the transaction */
    size_t unit;
    LIST(struct decision) decisions;
    int stored;
};

static struct str field(struct arena *arena, const char *kind, struct str code) {
    return str_format(arena, "%s." STR_FMT, kind, STR_ARG(code));
}

static struct str shown(struct arena *arena, struct decimal value) {
    return decimal_display(arena, value, 0, ',');
}

/* Bonus and content from 0 to the maximum; a penalty takes off. */
static void points_range(const struct criterion *criterion, const struct scoring_rules *rules,
                         struct decimal *ret_low, struct decimal *ret_high) {
    *ret_low = DECIMAL_ZERO;
    *ret_high = criterion->max;
    if (criterion->kind != CRITERION_PENALTY)
        return;
    *ret_high = DECIMAL_ZERO;
    for (size_t i = 0; i < rules->late_count; i++)
        *ret_low = decimal_min(*ret_low, rules->late[i].value);
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
    points_range(criterion, &work->board->book.rules, &low, &high);
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
static bool read_decision(struct verify_work *work, const struct verification *typed, size_t index,
                          struct decision *ret_decision) {
    struct arena *arena = work->arena;
    struct issues *issues = work->issues;
    const struct scoreboard *board = work->board;
    const struct criterion *criterion = &board->table.criteria.items[index];
    size_t issues_before = issues->count;
    struct decision d = {.criterion = index, .reason = typed->reason.p ? typed->reason : STR("")};
    struct actual actual = {.state = ACTUAL_MISSING};
    struct message why;
    if (!str_is_empty(typed->actual) &&
        !scoring_read_actual(arena, criterion, &board->book.rules, typed->actual, &actual, &why))
        issue_add(arena, issues, field(arena, "actual", typed->code), why);
    struct decimal points;
    if (!str_is_empty(typed->points) && read_points(work, criterion, typed, issues, &points))
        d.points = decimal_canonical(arena, points);
    if (utf8_length(d.reason) > REASON_MAX)
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE_WITH(MSG_scoring_reason_too_long, str_format(arena, "%d", REASON_MAX)));
    if (issues->count > issues_before)
        return false;
    const struct board_cell *cell = board_cell_at(board, work->unit, index);
    bool own_stands = actual.state == ACTUAL_READ && cell->self_actual.p &&
                      str_equal(actual.text, cell->self_actual);
    if (actual.state == ACTUAL_READ && !own_stands)
        d.actual = actual.text;
    *ret_decision = d;
    return true;
}

/* Somebody decided on this criterion after the page was drawn: who, and what. */
static struct message changed_meanwhile(struct verify_work *work, size_t index) {
    const struct board_cell *cell = board_cell_at(work->board, work->unit, index);
    const struct score_cell *score = score_cell_at(&work->board->matrix, work->unit, index);
    struct str value = score->in_force_known
                           ? decimal_display(work->arena, score->in_force, POINT_SCALE, ',')
                           : STR("–");
    return MESSAGE_WITH(MSG_scoring_changed_meanwhile,
                        cell->accepted_author.p ? cell->accepted_author : STR("–"), value);
}

/* What changes against the board as it stands; reasons where something differs. */
static void understand(struct verify_work *work, const struct verification *typed) {
    struct arena *arena = work->arena;
    struct issues *issues = work->issues;
    const struct scoreboard *board = work->board;
    ptrdiff_t found = criteria_find(&board->table.criteria, typed->code);
    if (found < 0 || !criterion_is_scored(&board->table.criteria.items[found]))
        return;
    size_t index = (size_t)found;
    struct decision d;
    if (!read_decision(work, typed, index, &d))
        return;
    const struct board_cell *cell = board_cell_at(board, work->unit, index);
    const struct score_cell *score = score_cell_at(&board->matrix, work->unit, index);
    struct str old_points =
        score->has_accepted ? decimal_canonical(arena, score->accepted) : STR_NONE;
    d.set_actual = !str_equal(d.actual, cell->accepted_actual) ||
                   (d.actual.p && !str_equal(d.reason, cell->accepted_actual_reason));
    d.set_points = !str_equal(d.points, old_points) ||
                   (d.points.p && !str_equal(d.reason, cell->accepted_reason));
    if (!d.set_actual && !d.set_points) {
        if (!d.actual.p && !d.points.p && !str_is_empty(d.reason))
            issue_add(arena, issues, field(arena, "points", typed->code),
                      MESSAGE(MSG_scoring_reason_alone));
        return;
    }
    if (typed->seen_revision != cell->accepted_revision) {
        issue_add(arena, issues, field(arena, "points", typed->code),
                  changed_meanwhile(work, index));
        return;
    }
    /* Where the result is corrected too, the points by rule are not those of the board any more:
     * a correction needs its reason in any case. */
    struct decimal points;
    bool as_rule = d.points.p && !d.actual.p && !cell->accepted_actual.p && score->has_points &&
                   decimal_parse(d.points, &points) && decimal_compare(points, score->points) == 0;
    bool differs = d.actual.p || (d.points.p && !as_rule);
    if (differs && str_is_empty(d.reason)) {
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE(MSG_scoring_reason_missing));
        return;
    }
    *list_push(arena, &work->decisions) = d;
}

/* "II.2: kết quả 74, điểm 11.84 (theo biên bản số 7); …" */
static struct str tell_decisions(struct verify_work *work) {
    struct arena *arena = work->arena;
    struct buf text = BUF_INIT(AUDIT_TEXT_MAX);
    buf_append_str(&text, work->board->cluster.members.items[work->unit].name);
    size_t told = 0;
    for (; told < work->decisions.count && text.length < AUDIT_TEXT_MAX / 2; told++) {
        const struct decision *d = &work->decisions.items[told];
        const struct criterion *criterion = &work->board->table.criteria.items[d->criterion];
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
    const struct cluster_period *cluster = &work->board->cluster;
    struct score_entry entry = {
        .unit_id = work->unit_id,
        .criterion_id = work->board->table.criteria.items[d->criterion].id,
        .stage = STAGE_ACCEPTED,
        .reason = d->reason,
    };
    bool actual_added = false;
    bool points_added = false;
    if (d->set_actual) {
        entry.field = FIELD_ACTUAL;
        entry.value = d->actual;
        TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, cluster->id, STR_NONE,
                              &entry, &actual_added));
    }
    if (d->set_points) {
        entry.field = FIELD_POINTS;
        entry.value = d->points;
        TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, cluster->id, STR_NONE,
                              &entry, &points_added));
    }
    work->stored += actual_added || points_added;
    return NULL;
}

static const struct err *verify_in(struct db_tx *tx, void *context) {
    struct verify_work *work = context;
    work->stored = 0;
    work->decisions.count = 0;
    work->issues->count = 0;
    work->board = ARENA_NEW(work->arena, struct scoreboard);
    TRY(scoring_board_for_write(tx, work->db, work->arena, work->cluster->slug, work->cluster->code,
                                work->board));
    if (!work->board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    ptrdiff_t unit = cluster_member_by_id(&work->board->cluster, work->unit_id);
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "the unit is no member any more");
    work->unit = (size_t)unit;
    for (size_t i = 0; i < work->typed_count; i++)
        understand(work, &work->typed[i]);
    if (work->issues->count)
        return NULL;
    for (size_t i = 0; i < work->decisions.count; i++)
        TRY(store_decision(tx, work, &work->decisions.items[i]));
    if (!work->stored)
        return NULL;
    TRY(cluster_bump_revision(tx, work->arena, work->board->cluster.id));
    struct audit_note note = {.action = "score.accept",
                              .object_kind = "cluster_period",
                              .object_id = work->board->cluster.id,
                              .after = tell_decisions(work)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_verify(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct scoreboard *board, size_t unit,
                                 const struct verification *decisions, size_t count,
                                 struct issues *issues, int *ret_stored) {
    if (!user_may(user, RIGHT_SCORE_VERIFY, board->cluster.cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to verify scores");
    struct verify_work work = {
        .db = db,
        .arena = arena,
        .user = user,
        .now_ms = now_ms,
        .cluster = &board->cluster,
        .unit_id = board->cluster.members.items[unit].id,
        .typed = decisions,
        .typed_count = count,
        .issues = issues,
    };
    TRY(db_write(db, verify_in, &work));
    *ret_stored = issues->count ? 0 : work.stored;
    return NULL;
}
