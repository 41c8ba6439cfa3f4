/* The table of criteria, stored and locked. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/intake/intake.h"
#include "features/scoring/exemption_service.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/table_store_service.h"
#include "features/scoring/table_version_service.h"
#include "sys/id.h"

static struct decimal stored_decimal(struct str text) {
    struct decimal value = DECIMAL_ZERO;
    decimal_parse(text, &value);
    return value;
}

const struct err *scoring_load_table(struct db_tx *tx, struct arena *arena,
                                     struct str cluster_period_id,
                                     struct criteria_table *ret_table) {
    bool found;
    struct q_table_of_period_row row;
    TRY(q_table_of_period(tx, arena, cluster_period_id, &found, &row));
    *ret_table = (struct criteria_table){.title = STR(""), .notes = STR(""), .id = STR("")};
    if (!found)
        return NULL;
    struct criteria_table table = {
        .exists = true,
        .id = row.id,
        .title = row.title,
        .notes = row.notes,
        .source_name = row.source_name,
        .source_sha256 = row.source_sha256,
        .author = row.author,
        .created_ms = row.created_ms,
        .locked = row.locked_ms.set,
        .locked_ms = row.locked_ms.value,
        .locked_by = row.locked_by,
    };
    struct q_criteria_of_table_rows rows;
    TRY(q_criteria_of_table(tx, arena, table.id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_criteria_of_table_row *r = &rows.items[i];
        struct criterion c = {
            .id = r->id,
            .code = r->code,
            .label = r->label,
            .name = r->name,
            .max = stored_decimal(r->max_points),
            .unit_of_measure = r->unit_of_measure,
            .has_target = r->target.p != NULL,
            .target = stored_decimal(r->target),
            .points_each = stored_decimal(r->points_each),
            .bonus_on = r->bonus_on,
            .note = r->note,
            .rule = r->rule_code,
            .for_kind = r->for_kind,
            .rollup_step = str_equal_c(r->rollup_step, "week") ? ROLLUP_WEEKS : ROLLUP_MONTHS,
            .parent = -1,
        };
        if (!criterion_kind_from_code(r->kind, &c.kind) ||
            !score_stage_from_code(r->owner_stage, &c.owner) ||
            !rollup_from_code(r->rollup, &c.rollup))
            return ERR(ERR_DATABASE, "a criterion of the kind " STR_FMT, STR_ARG(r->kind));
        for (size_t k = 0; r->parent_id.p && k < table.criteria.count; k++)
            if (str_equal(table.criteria.items[k].id, r->parent_id)) {
                c.parent = (ptrdiff_t)k;
                c.depth = table.criteria.items[k].depth + 1;
            }
        *list_push(arena, &table.criteria) = c;
    }
    *ret_table = table;
    return NULL;
}

static const struct err *insert_criteria(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                         struct str table_id, const struct criteria *criteria) {
    struct str *ids = ARENA_ARRAY(arena, struct str, criteria->count);
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        ids[i] = c->id.n ? c->id : id_new(arena, now_ms);
        TRY(q_criterion_insert(
            tx, ids[i], table_id, (int64_t)i, c->parent >= 0 ? ids[c->parent] : STR_NONE, c->code,
            c->label, c->name, criterion_kind_code(c->kind), decimal_canonical(arena, c->max),
            c->unit_of_measure, c->has_target ? decimal_canonical(arena, c->target) : STR_NONE,
            decimal_canonical(arena, c->points_each), c->bonus_on, c->note, str_or_empty(c->rule),
            str_or_empty(c->for_kind), score_stage_code(c->owner), rollup_code(c->rollup),
            c->rollup_step == ROLLUP_WEEKS ? STR("week") : STR("month")));
    }
    return NULL;
}

const struct err *table_store_in(struct db_tx *tx, const struct table_change *change) {
    struct arena *arena = change->arena;
    struct criteria_table old;
    TRY(closing_must_be_open(tx, change->arena, change->cluster->id));
    TRY(scoring_load_table(tx, arena, change->cluster->id, &old));
    if (old.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    const struct table_source *source = change->source;
    struct str id = old.exists ? old.id : id_new(arena, change->now_ms);
    int64_t changed;
    if (old.exists)
        TRY(q_table_replace(tx, id, source->title, source->notes, source->file_name, source->sha256,
                            change->user->name, change->now_ms, &changed));
    else
        TRY(q_table_insert(tx, id, change->cluster->id, source->title, source->notes,
                           source->file_name, source->sha256, change->user->name, change->now_ms));
    TRY(q_criteria_delete(tx, id));
    TRY(insert_criteria(tx, arena, change->now_ms, id, change->criteria));
    TRY(exemption_follow(tx, arena, change->user, change->now_ms, change->cluster, &old.criteria,
                         change->criteria));
    TRY(version_first_changed(tx, arena, change->user, change->now_ms, change->cluster));
    TRY(cluster_bump_structure(tx, change->cluster->id));
    bool whole = !change->before.p && !change->after.p;
    struct audit_note note = {
        .action = change->action,
        .object_kind = "cluster_period",
        .object_id = change->cluster->id,
        .before = change->before,
        .after = change->after,
    };
    if (whole && old.exists)
        note.before = str_format(arena, STR_FMT " (%zu)", STR_ARG(old.title), old.criteria.count);
    if (whole)
        note.after =
            str_format(arena, STR_FMT " (%zu)", STR_ARG(source->title), change->criteria->count);
    return audit_write(tx, arena, change->user, change->now_ms, &note);
}

/* Whether the table there says just that; identities, codes and the file aside. */
static bool says_the_same(struct arena *arena, const struct criteria_table *old,
                          const struct table_import *import) {
    struct criteria_document before = {old->title, old->notes,
                                       criteria_copy(arena, &old->criteria)};
    struct criteria_document after = {import->source->title, import->source->notes,
                                      criteria_copy(arena, import->criteria)};
    for (size_t i = 0; i < before.criteria.count; i++)
        before.criteria.items[i].id = STR("");
    for (size_t i = 0; i < after.criteria.count; i++)
        after.criteria.items[i].id = STR("");
    return old->exists &&
           str_equal(criteria_text_write(arena, &before), criteria_text_write(arena, &after));
}

const struct err *table_import_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  struct table_import *import) {
    struct criteria_table old;
    if (import->criteria->count == 0 || import->criteria->count > CRITERIA_MAX)
        return ERR(ERR_LIMIT, "a table of %zu criteria", import->criteria->count);
    TRY(scoring_load_table(tx, arena, cluster->id, &old));
    if (old.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    import->table_stored = !import->put_rules || !says_the_same(arena, &old, import);
    import->rules_added = import->rules_changed = 0;
    const struct table_change change = {.arena = arena,
                                        .user = user,
                                        .now_ms = now_ms,
                                        .cluster = cluster,
                                        .criteria = import->criteria,
                                        .source = import->source,
                                        .action = "criteria.import"};
    if (import->table_stored)
        TRY(table_store_in(tx, &change));
    return import->put_rules ? named_rules_put_in(tx, arena, user, now_ms, cluster, import->rules,
                                                  import->rules_count, &import->rules_added,
                                                  &import->rules_changed)
                             : NULL;
}

static const struct err *store_table_in(struct db_tx *tx, void *context) {
    return table_store_in(tx, context);
}

const struct err *scoring_store_table(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_period *cluster,
                                      const struct criteria *criteria,
                                      const struct table_source *source) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    if (criteria->count == 0 || criteria->count > CRITERIA_MAX)
        return ERR(ERR_LIMIT, "a table of %zu criteria", criteria->count);
    struct table_change change = {.arena = arena,
                                  .user = user,
                                  .now_ms = now_ms,
                                  .cluster = cluster,
                                  .criteria = criteria,
                                  .source = source,
                                  .action = "criteria.import"};
    return db_write(db, store_table_in, &change);
}

struct lock_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
};

void table_add_rule_errors(struct arena *arena, const struct cluster_period *cluster,
                           const struct criteria *criteria, const struct scoring_rules *rules,
                           struct issues *issues) {
    struct issues found = {0};
    scoring_table_check(arena, criteria, rules, period_last_day(cluster->period), &found);
    for (size_t i = 0; i < found.count; i++)
        if (found.items[i].severity == SEVERITY_ERROR)
            issue_add(arena, issues, STR_NONE, found.items[i].message);
}

const struct err *table_check_rules(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_period *cluster,
                                    const struct criteria *criteria, struct issues *issues) {
    struct rule_book book;
    TRY(scoring_load_rules(tx, arena, cluster->id, &book));
    table_add_rule_errors(arena, cluster, criteria, &book.rules, issues);
    return NULL;
}

static const struct err *lock_in(struct db_tx *tx, void *context) {
    struct lock_work *work = context;
    *work->issues = (struct issues){0};
    struct criteria_table table;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    TRY(scoring_load_table(tx, work->arena, work->cluster->id, &table));
    if (table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked already");
    struct intake_findings findings = {0};
    intake_check_criteria(work->arena, &table.criteria, &findings);
    for (size_t i = 0; i < findings.count; i++)
        if (intake_bars_locking(&findings.items[i]))
            issue_add(work->arena, work->issues, STR_NONE, findings.items[i].message);
    TRY(table_check_rules(tx, work->arena, work->cluster, &table.criteria, work->issues));
    if (work->issues->count)
        return NULL;
    TRY(version_lock_first(tx, work->arena, work->user, work->now_ms, work->cluster, &table,
                           work->issues));
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_table_lock(tx, table.id, work->now_ms, work->user->name, &changed));
    TRY(cluster_bump_structure(tx, work->cluster->id));
    struct audit_note note = {.action = "criteria.lock",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = table.title};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_lock_table(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to lock the table of criteria");
    struct lock_work work = {arena, user, now_ms, cluster, issues};
    return db_write(db, lock_in, &work);
}
