/* A new version of a locked table in the place of the old one, criterion by criterion; and what
 * that does to scores there are. */
#include "features/scoring/exemption_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/table_store_service.h"
#include "features/scoring/table_version_service.h"
#include "sys/id.h"

static ptrdiff_t index_by_id(const struct criteria *criteria, struct str id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].id, id))
            return (ptrdiff_t)i;
    return -1;
}

/* --- in the place of the old one -------------------------------------------------------------- */

static const struct err *put_criterion(struct db_tx *tx, const struct table_renewal *r,
                                       size_t index) {
    struct arena *arena = r->arena;
    const struct criteria *criteria = &r->document->criteria;
    const struct criterion *c = &criteria->items[index];
    struct str parent = c->parent >= 0 ? criteria->items[c->parent].id : STR_NONE;
    struct str target = c->has_target ? decimal_canonical(arena, c->target) : STR_NONE;
    struct str step = c->rollup_step == ROLLUP_WEEKS ? STR("week") : STR("month");
    int64_t position = (int64_t)index;
    int64_t changed;
    if (index_by_id(&r->old->criteria, c->id) >= 0)
        return q_criterion_renew(
            tx, c->id, position, parent, c->code, c->label, c->name, criterion_kind_code(c->kind),
            decimal_canonical(arena, c->max), c->unit_of_measure, target,
            decimal_canonical(arena, c->points_each), c->bonus_on, c->note, str_or_empty(c->rule),
            str_or_empty(c->for_kind), score_stage_code(c->owner), rollup_code(c->rollup), step,
            &changed);
    return q_criterion_insert(
        tx, c->id, r->old->id, position, parent, c->code, c->label, c->name,
        criterion_kind_code(c->kind), decimal_canonical(arena, c->max), c->unit_of_measure, target,
        decimal_canonical(arena, c->points_each), c->bonus_on, c->note, str_or_empty(c->rule),
        str_or_empty(c->for_kind), score_stage_code(c->owner), rollup_code(c->rollup), step);
}

const struct err *table_renew_in(struct db_tx *tx, const struct table_renewal *r) {
    TRY(q_criteria_make_way(tx, r->old->id));
    for (size_t i = 0; i < r->document->criteria.count; i++)
        TRY(put_criterion(tx, r, i));
    for (size_t i = 0; i < r->old->criteria.count; i++) {
        const struct criterion *c = &r->old->criteria.items[i];
        if (index_by_id(&r->document->criteria, c->id) < 0)
            TRY(q_criterion_take_out(
                tx, c->id, str_format(r->arena, "~%d~" STR_FMT, r->version, STR_ARG(c->code)),
                r->version));
    }
    TRY(exemption_follow(tx, r->arena, r->user, r->now_ms, r->cluster, &r->old->criteria,
                         &r->document->criteria));
    int64_t changed;
    return q_table_renew(tx, r->old->id, r->document->title, r->document->notes, r->now_ms,
                         r->user->name, &changed);
}

/* --- what it does to scores ------------------------------------------------------------------- */

struct effects_work {
    struct arena *arena;
    const struct scoreboard *board;
    struct q_points_standing_rows rows;
};

static const struct err *effects_in(struct db_tx *tx, void *context) {
    struct effects_work *work = context;
    return q_points_standing(tx, work->arena, work->board->cluster.id, &work->rows);
}

static void warn(const struct effects_work *work, struct issues *effects, struct message message) {
    *list_push(work->arena, effects) = (struct issue){STR_NONE, SEVERITY_WARNING, message};
}

/* Points that stand above the new maximum, one sentence each. */
static void look_at_points(const struct effects_work *work,
                           const struct criteria_document *document, struct issues *effects) {
    for (size_t i = 0; i < work->rows.count; i++) {
        const struct q_points_standing_row *row = &work->rows.items[i];
        ptrdiff_t now = index_by_id(&work->board->table.criteria, row->criterion_id);
        ptrdiff_t then = index_by_id(&document->criteria, row->criterion_id);
        ptrdiff_t member = cluster_member_by_id(&work->board->cluster, row->unit_id);
        struct decimal points;
        if (then < 0 || now < 0 || member < 0 || !str_equal(row->field, FIELD_POINTS) ||
            !decimal_parse(row->value, &points))
            continue;
        const struct criterion *c = &document->criteria.items[then];
        if (decimal_is_zero(c->max) || decimal_compare(points, c->max) <= 0)
            continue;
        enum score_stage stage = SCORE_SELF;
        score_stage_from_code(row->stage, &stage);
        warn(work, effects,
             MESSAGE_WITH(stage == SCORE_SELF ? MSG_version_self_above : MSG_version_points_above,
                          work->board->cluster.members.items[member].name, c->code,
                          decimal_display(work->arena, points, 0, ','),
                          decimal_display(work->arena, c->max, 0, ',')));
    }
}

/* Criteria with scores that are taken out, or scored in another way. */
static void look_at_criteria(const struct effects_work *work,
                             const struct criteria_document *document, struct issues *effects) {
    const struct criteria *criteria = &work->board->table.criteria;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        ptrdiff_t then = index_by_id(&document->criteria, c->id);
        bool scored = false;
        for (size_t k = 0; k < work->rows.count && !scored; k++)
            scored = str_equal(work->rows.items[k].criterion_id, c->id);
        if (!scored)
            continue;
        if (then < 0)
            warn(work, effects, MESSAGE_WITH(MSG_version_scored_out, c->code, c->name));
        else if (document->criteria.items[then].kind != c->kind)
            warn(work, effects, MESSAGE_WITH(MSG_version_scored_otherwise, c->code, c->name));
    }
}

const struct err *scoring_version_effects(struct db *db, struct arena *arena,
                                          const struct user *user, const struct scoreboard *board,
                                          const struct criteria_document *document,
                                          struct issues *effects) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(&board->cluster), STR("")))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    struct effects_work work = {.arena = arena, .board = board};
    TRY(db_read(db, effects_in, &work));
    look_at_points(&work, document, effects);
    look_at_criteria(&work, document, effects);
    return NULL;
}
