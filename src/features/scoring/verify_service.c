/* Verification: what the cluster accepts, and what units answer. */
#include "features/audit/audit.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "sys/id.h"
#include "text/utf8.h"

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
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
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
    if (decimal_read_human(typed->points, ret_points) != DECIMAL_READ) {
        issue_add(arena, issues, name, MESSAGE_WITH(MSG_scoring_not_a_number, typed->points));
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
    *ret_points = decimal_round(*ret_points, POINT_SCALE);
    return true;
}

/* What changes against the board as it stands; reasons where something differs. */
static void understand(struct verify_work *work, const struct verification *typed,
                       struct issues *issues) {
    struct arena *arena = work->arena;
    const struct scoreboard *board = work->board;
    ptrdiff_t index = criteria_find(&board->table.criteria, typed->code);
    if (index < 0 || !criterion_is_scored(&board->table.criteria.items[index]))
        return;
    const struct criterion *criterion = &board->table.criteria.items[index];
    const struct board_cell *cell = board_cell_at(board, work->unit, (size_t)index);
    const struct score_cell *score = score_cell_at(&board->matrix, work->unit, (size_t)index);
    struct decision d = {.criterion = (size_t)index,
                         .reason = typed->reason.p ? typed->reason : STR("")};
    size_t issues_before = issues->count;
    struct actual actual = {.state = ACTUAL_MISSING};
    struct message why;
    if (!str_is_empty(typed->actual) &&
        !scoring_read_actual(arena, criterion, &board->book.rules, typed->actual, &actual, &why))
        issue_add(arena, issues, field(arena, "actual", typed->code), why);
    struct decimal points = DECIMAL_ZERO;
    bool has_points =
        !str_is_empty(typed->points) && read_points(work, criterion, typed, issues, &points);
    if (utf8_length(d.reason) > REASON_MAX)
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE_WITH(MSG_scoring_reason_too_long, str_format(arena, "%d", REASON_MAX)));
    if (issues->count > issues_before)
        return;
    bool own_stands = actual.state == ACTUAL_READ && cell->self_actual.p &&
                      str_equal(actual.text, cell->self_actual);
    d.actual = actual.state == ACTUAL_READ && !own_stands ? actual.text : STR_NONE;
    d.points = has_points ? decimal_canonical(arena, points) : STR_NONE;
    struct str old_points =
        score->has_accepted ? decimal_canonical(arena, score->accepted) : STR_NONE;
    bool reason_changed =
        !str_equal(d.reason, d.points.p ? cell->accepted_reason : cell->accepted_actual_reason);
    d.set_actual = !str_equal(d.actual, cell->accepted_actual) || (d.actual.p && reason_changed);
    d.set_points = !str_equal(d.points, old_points) || (d.points.p && reason_changed);
    if (!d.set_actual && !d.set_points)
        return;
    if (typed->seen_revision != cell->accepted_revision) {
        issue_add(arena, issues, field(arena, "points", typed->code),
                  MESSAGE(MSG_scoring_changed_meanwhile));
        return;
    }
    /* Where the result was corrected too, the points by rule are not known yet: ask for the reason.
     */
    bool as_rule = has_points && !d.actual.p && score->has_points &&
                   decimal_compare(points, score->points) == 0;
    bool differs = d.actual.p || (has_points && !as_rule);
    if (differs && str_is_empty(d.reason)) {
        issue_add(arena, issues, field(arena, "reason", typed->code),
                  MESSAGE(MSG_scoring_reason_missing));
        return;
    }
    *list_push(arena, &work->decisions) = d;
}

static struct str tell_decisions(struct verify_work *work) {
    struct arena *arena = work->arena;
    struct str text = work->board->cluster.members.items[work->unit].name;
    for (size_t i = 0; i < work->decisions.count; i++) {
        const struct decision *d = &work->decisions.items[i];
        struct str points = d->points.p ? d->points : STR("theo quy tắc");
        text = str_format(arena, STR_FMT "; " STR_FMT ": " STR_FMT " (" STR_FMT ")", STR_ARG(text),
                          STR_ARG(work->board->table.criteria.items[d->criterion].code),
                          STR_ARG(points), STR_ARG(d->reason));
    }
    return text;
}

static const struct err *verify_in(struct db_tx *tx, void *context) {
    struct verify_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    work->stored = 0;
    for (size_t i = 0; i < work->decisions.count; i++) {
        const struct decision *d = &work->decisions.items[i];
        struct score_entry entry = {
            .unit_id = cluster->members.items[work->unit].id,
            .criterion_id = work->board->table.criteria.items[d->criterion].id,
            .stage = STAGE_ACCEPTED,
            .reason = d->reason,
        };
        bool added = false;
        bool any = false;
        if (d->set_actual) {
            entry.field = FIELD_ACTUAL;
            entry.value = d->actual;
            TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, cluster->id, STR_NONE,
                                  &entry, &added));
            any = added;
        }
        if (d->set_points) {
            entry.field = FIELD_POINTS;
            entry.value = d->points;
            TRY(scoring_add_entry(tx, work->arena, work->user, work->now_ms, cluster->id, STR_NONE,
                                  &entry, &added));
            any = any || added;
        }
        work->stored += any;
    }
    if (!work->stored)
        return NULL;
    TRY(cluster_bump_revision(tx, work->arena, cluster->id));
    struct audit_note note = {.action = "score.accept",
                              .object_kind = "cluster_period",
                              .object_id = cluster->id,
                              .after = tell_decisions(work)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_verify(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct scoreboard *board, size_t unit,
                                 const struct verification *decisions, size_t count,
                                 struct issues *issues, int *ret_stored) {
    if (!user_may(user, RIGHT_SCORE_VERIFY, board->cluster.cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to verify scores");
    if (!board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_not_locked", "the table is not locked");
    struct verify_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .board = board, .unit = unit};
    for (size_t i = 0; i < count; i++)
        understand(&work, &decisions[i], issues);
    *ret_stored = 0;
    if (issues->count)
        return NULL;
    TRY(db_write(db, verify_in, &work));
    *ret_stored = work.stored;
    return NULL;
}

/* --- answers ------------------------------------------------------------------------------ */

struct answers_work {
    struct arena *arena;
    const struct user *user;
    const struct scoreboard *board;
    struct score_answers *answers;
};

static const struct err *answers_in(struct db_tx *tx, void *context) {
    struct answers_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    struct q_answers_of_period_rows rows;
    TRY(q_answers_of_period(tx, work->arena, cluster->id, &rows));
    *work->answers = (struct score_answers){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_answers_of_period_row *row = &rows.items[i];
        if (!user_may(work->user, RIGHT_SHEET_READ, cluster->cluster_id, row->unit_id))
            continue;
        *list_push(work->arena, work->answers) =
            (struct score_answer){row->unit_id, row->criterion_id.p ? row->criterion_id : STR(""),
                                  row->agrees,  row->comment,
                                  row->author,  row->at_ms};
    }
    return NULL;
}

const struct err *scoring_answers(struct db *db, struct arena *arena, const struct user *user,
                                  const struct scoreboard *board,
                                  struct score_answers *ret_answers) {
    struct answers_work work = {arena, user, board, ret_answers};
    return db_read(db, answers_in, &work);
}

struct answer_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    size_t unit;
    ptrdiff_t criterion;
    bool agrees;
    struct str comment;
};

static const struct err *answer_in(struct db_tx *tx, void *context) {
    struct answer_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    const struct cluster_unit *unit = &cluster->members.items[work->unit];
    const struct criterion *criterion =
        work->criterion >= 0 ? &work->board->table.criteria.items[work->criterion] : NULL;
    bool found;
    struct q_answer_next_revision_row next;
    TRY(q_answer_next_revision(tx, work->arena, cluster->id, unit->id, &found, &next));
    TRY(q_answer_insert(tx, id_new(work->arena, work->now_ms), cluster->id, unit->id,
                        criterion ? criterion->id : STR_NONE, next.revision, work->agrees,
                        work->comment, work->user->name, work->now_ms));
    struct audit_note note = {
        .action = "score.answer",
        .object_kind = "cluster_period",
        .object_id = cluster->id,
        .after = str_format(work->arena, STR_FMT " " STR_FMT ": %s " STR_FMT, STR_ARG(unit->name),
                            STR_ARG(criterion ? criterion->code : STR("")),
                            work->agrees ? "nhất trí" : "không nhất trí", STR_ARG(work->comment)),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_answer(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct scoreboard *board, size_t unit,
                                 ptrdiff_t criterion, bool agrees, struct str comment,
                                 struct issues *issues) {
    if (!user_may(user, RIGHT_SCORE_ANSWER, board->cluster.cluster_id,
                  board->cluster.members.items[unit].id))
        return ERR(ERR_DENIED, "no right to answer for this unit");
    if (!agrees && str_is_empty(comment))
        issue_add(arena, issues, STR("comment"), MESSAGE(MSG_scoring_comment_missing));
    if (utf8_length(comment) > REASON_MAX)
        issue_add(arena, issues, STR("comment"),
                  MESSAGE_WITH(MSG_scoring_reason_too_long, str_format(arena, "%d", REASON_MAX)));
    if (issues->count)
        return NULL;
    struct answer_work work = {arena, user, now_ms, board, unit, criterion, agrees, comment};
    return db_write(db, answer_in, &work);
}
