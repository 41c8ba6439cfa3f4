#include "features/scoring/exemption_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/scoring/scoring.sql.h"
#include "sys/id.h"
#include "text/utf8.h"

/* --- reading ---------------------------------------------------------------------------------- */

static bool any_kinds(const struct criteria *criteria) {
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].for_kind.n)
            return true;
    return false;
}

/* Of each member on the half-year's names day; "" where it had none. */
static const struct err *load_kinds(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_period *cluster, struct str *ret_kinds) {
    struct q_member_kinds_rows rows;
    for (size_t i = 0; i < cluster->members.count; i++)
        ret_kinds[i] = STR("");
    TRY(q_member_kinds(tx, arena, cluster->cluster_id, cluster->period.year,
                       date_iso(arena, cluster_names_day(cluster->period, cluster->held_on)),
                       &rows));
    for (size_t i = 0; i < rows.count; i++) {
        ptrdiff_t member = cluster_member_by_id(cluster, rows.items[i].unit_id);
        if (member >= 0)
            ret_kinds[member] = rows.items[i].kind;
    }
    return NULL;
}

static struct exemption **rows_new(struct arena *arena, size_t members, size_t criteria) {
    struct exemption **rows = ARENA_ARRAY(arena, struct exemption *, members);
    for (size_t i = 0; i < members; i++)
        rows[i] = ARENA_ARRAY(arena, struct exemption, criteria);
    return rows;
}

static void put_decision(const struct cluster_period *cluster, const struct criteria *criteria,
                         const struct q_exemptions_of_period_row *row, struct exemption **rows) {
    ptrdiff_t member = cluster_member_by_id(cluster, row->unit_id);
    ptrdiff_t criterion = criteria_find(criteria, row->criterion_code);
    if (member < 0 || criterion < 0)
        return;
    rows[member][criterion] = (struct exemption){
        .state = row->is_exempt ? EXEMPTION_DECIDED : EXEMPTION_ASSIGNED,
        .decided = true,
        .reason = row->reason,
        .author = row->author,
        .at_ms = row->at_ms,
    };
}

/* Parents stand before their children. */
static void settle(const struct criteria *criteria, struct str kind, struct exemption *row) {
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        if (row[i].state == EXEMPTION_DECIDED)
            continue;
        if (c->for_kind.n && !str_equal(c->for_kind, kind))
            row[i].state = EXEMPTION_BY_KIND;
        else if (c->parent >= 0 && row[c->parent].state != EXEMPTION_ASSIGNED)
            row[i].state = EXEMPTION_BY_GROUP;
    }
}

static const struct err *read_all(struct db_tx *tx, struct arena *arena,
                                  const struct cluster_period *cluster,
                                  const struct criteria *criteria, struct exemptions *ret_all,
                                  bool *ret_any) {
    struct q_exemptions_of_period_rows rows;
    TRY(q_exemptions_of_period(tx, arena, cluster->id, &rows));
    *ret_any = rows.count || any_kinds(criteria);
    ret_all->kinds = ARENA_ARRAY(arena, struct str, cluster->members.count);
    TRY(load_kinds(tx, arena, cluster, ret_all->kinds));
    ret_all->rows = rows_new(arena, cluster->members.count, criteria->count);
    for (size_t i = 0; i < rows.count; i++)
        put_decision(cluster, criteria, &rows.items[i], ret_all->rows);
    for (size_t m = 0; m < cluster->members.count; m++)
        settle(criteria, ret_all->kinds[m], ret_all->rows[m]);
    return NULL;
}

const struct err *exemption_load(struct db_tx *tx, struct arena *arena,
                                 const struct cluster_period *cluster,
                                 const struct criteria *criteria, bool **ret_exempt) {
    struct exemptions all;
    bool any = false;
    *ret_exempt = NULL;
    TRY(read_all(tx, arena, cluster, criteria, &all, &any));
    if (!any)
        return NULL;
    bool *exempt = ARENA_ARRAY(arena, bool, cluster->members.count * criteria->count);
    for (size_t m = 0; m < cluster->members.count; m++)
        for (size_t i = 0; i < criteria->count; i++)
            exempt[m * criteria->count + i] = all.rows[m][i].state != EXEMPTION_ASSIGNED;
    *ret_exempt = exempt;
    return NULL;
}

struct read_work {
    struct arena *arena;
    const struct scoreboard *board;
    struct exemptions *all;
};

static const struct err *read_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    bool any;
    return read_all(tx, work->arena, &work->board->cluster, &work->board->table.criteria, work->all,
                    &any);
}

const struct err *exemption_read(struct db *db, struct arena *arena, const struct scoreboard *board,
                                 struct exemptions *ret_exemptions) {
    struct read_work work = {arena, board, ret_exemptions};
    return db_read(db, read_in, &work);
}

/* --- deciding --------------------------------------------------------------------------------- */

struct decide_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct scoreboard *board;
    size_t member;
    const bool *exempt;
    struct str reason;
    struct issues *issues;
    int stored;
};

/* "Đơn vị: II.2 không giao", for the history. */
static const struct err *note_one(struct db_tx *tx, const struct decide_work *work, struct str code,
                                  bool exempt) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct str name = cluster->members.items[work->member].name;
    struct audit_note note = {
        .action = "scoring.exemption",
        .object_kind = "cluster_period",
        .object_id = cluster->id,
        .before = str_format(work->arena, STR_FMT ": " STR_FMT " %s", STR_ARG(name), STR_ARG(code),
                             exempt ? "có giao" : "không giao"),
        .after = str_format(work->arena, STR_FMT ": " STR_FMT " %s", STR_ARG(name), STR_ARG(code),
                            exempt ? "không giao" : "có giao"),
        .reason = work->reason,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *decide_one(struct db_tx *tx, struct decide_work *work, size_t criterion) {
    const struct cluster_period *cluster = &work->board->cluster;
    struct str unit_id = cluster->members.items[work->member].id;
    struct str code = work->board->table.criteria.items[criterion].code;
    struct q_exemption_newest_row newest;
    bool found;
    TRY(q_exemption_newest(tx, work->arena, cluster->id, unit_id, code, &found, &newest));
    bool stands = found && newest.is_exempt;
    if (stands == work->exempt[criterion])
        return NULL;
    work->stored++;
    if (str_is_empty(work->reason))
        return NULL;
    TRY(q_exemption_insert(tx, id_new(work->arena, work->now_ms), cluster->id, unit_id, code,
                           found ? newest.revision + 1 : 1, work->exempt[criterion], work->reason,
                           work->user->name, work->now_ms));
    return note_one(tx, work, code, work->exempt[criterion]);
}

static const struct err *decide_in(struct db_tx *tx, void *context) {
    struct decide_work *work = context;
    const struct cluster_period *cluster = &work->board->cluster;
    work->stored = 0;
    *work->issues = (struct issues){0};
    TRY(closing_must_be_open(tx, work->arena, cluster->id));
    for (size_t i = 0; i < work->board->table.criteria.count; i++)
        TRY(decide_one(tx, work, i));
    if (work->stored && str_is_empty(work->reason)) {
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_exemption_reason_missing));
        return NULL;
    }
    return work->stored ? cluster_bump_structure(tx, cluster->id) : NULL;
}

const struct err *exemption_decide(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct scoreboard *board, size_t member,
                                   const bool *exempt, struct str reason, struct issues *issues,
                                   int *ret_stored) {
    *ret_stored = 0;
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(&board->cluster), STR("")))
        return ERR(ERR_DENIED, "no right to decide what is assigned");
    if (member >= board->cluster.members.count)
        return ERR(ERR_NOT_FOUND, "no member %zu", member);
    if (utf8_length(reason) > REASON_MAX) {
        issue_add(arena, issues, STR("reason"),
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", REASON_MAX)));
        return NULL;
    }
    struct decide_work work = {arena, user, now_ms, board, member, exempt, reason, issues, 0};
    TRY(db_write(db, decide_in, &work));
    *ret_stored = issues->count ? 0 : work.stored;
    return NULL;
}

/* --- following a criterion ----------------------------------------------------------------------
 */

struct follow_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct q_exemptions_of_period_rows *rows;
};

static bool stands(const struct follow_work *work, struct str unit_id, struct str code) {
    for (size_t i = 0; i < work->rows->count; i++)
        if (str_equal(work->rows->items[i].unit_id, unit_id) &&
            str_equal(work->rows->items[i].criterion_code, code))
            return work->rows->items[i].is_exempt;
    return false;
}

static const struct err *put_followed(struct db_tx *tx, const struct follow_work *work,
                                      struct str unit_id, struct str code, bool exempt,
                                      struct str reason) {
    struct q_exemption_newest_row newest;
    bool found;
    if (stands(work, unit_id, code) == exempt)
        return NULL;
    TRY(q_exemption_newest(tx, work->arena, work->cluster->id, unit_id, code, &found, &newest));
    return q_exemption_insert(tx, id_new(work->arena, work->now_ms), work->cluster->id, unit_id,
                              code, found ? newest.revision + 1 : 1, exempt, reason,
                              work->user->name, work->now_ms);
}

static const struct criterion *criterion_by(const struct criteria *criteria, struct str id) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].id, id))
            return &criteria->items[i];
    return NULL;
}

const struct err *exemption_follow(struct db_tx *tx, struct arena *arena, const struct user *user,
                                   int64_t now_ms, const struct cluster_period *cluster,
                                   const struct criteria *before, const struct criteria *after) {
    struct q_exemptions_of_period_rows rows;
    TRY(q_exemptions_of_period(tx, arena, cluster->id, &rows));
    const struct follow_work work = {arena, user, now_ms, cluster, &rows};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_exemptions_of_period_row *row = &rows.items[i];
        ptrdiff_t old = criteria_find(before, row->criterion_code);
        if (!row->is_exempt || old < 0)
            continue;
        const struct criterion *new = criterion_by(after, before->items[old].id);
        if (new &&str_equal(new->code, row->criterion_code))
            continue;
        if (new)
            TRY(put_followed(tx, &work, row->unit_id, new->code, true, row->reason));
        /* The old code may be another criterion's now. */
        ptrdiff_t heir = criteria_find(after, row->criterion_code);
        const struct criterion *was =
            heir >= 0 ? criterion_by(before, after->items[heir].id) : NULL;
        if (!was || !stands(&work, row->unit_id, was->code))
            TRY(put_followed(tx, &work, row->unit_id, row->criterion_code, false, row->reason));
    }
    return NULL;
}
