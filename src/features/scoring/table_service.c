/* The table of criteria and the cluster's rules, stored and changed. */
#include "features/audit/audit.h"
#include "features/intake/intake.h"
#include "features/scoring/scoring.sql.h"
#include "features/scoring/scoring_service.h"
#include "sys/id.h"
#include "text/utf8.h"

static struct decimal stored_decimal(struct str text) {
    struct decimal value = DECIMAL_ZERO;
    decimal_parse(text, &value);
    return value;
}

/* --- rules -------------------------------------------------------------------------------- */

struct scoring_rules scoring_example_rules(struct arena *arena) {
    static const struct {
        const char *letter;
        int percent;
    } GRADES[] = {{"A", 100}, {"B", 80}, {"C", 60}, {"D", 0}};
    static const int FEWER[][2] = {{0, 100}, {1, 50}, {2, 0}};
    static const int LATE[][2] = {{5, -5}, {10, -10}, {15, -20}}; /* tenths of a point */
    struct scoring_rules rules = {
        .grades = ARENA_ARRAY(arena, struct grade_rule, COUNT_OF(GRADES)),
        .grades_count = COUNT_OF(GRADES),
        .fewer = ARENA_ARRAY(arena, struct step_rule, COUNT_OF(FEWER)),
        .fewer_count = COUNT_OF(FEWER),
        .late = ARENA_ARRAY(arena, struct step_rule, COUNT_OF(LATE)),
        .late_count = COUNT_OF(LATE),
        .bonus_rate = DECIMAL(1, 0),
        .bonus_cap_percent = DECIMAL(10, 0),
    };
    for (size_t i = 0; i < COUNT_OF(GRADES); i++)
        rules.grades[i] =
            (struct grade_rule){str_from_c(GRADES[i].letter), DECIMAL(GRADES[i].percent, 0)};
    for (size_t i = 0; i < COUNT_OF(FEWER); i++)
        rules.fewer[i] = (struct step_rule){DECIMAL(FEWER[i][0], 0), DECIMAL(FEWER[i][1], 0)};
    for (size_t i = 0; i < COUNT_OF(LATE); i++)
        rules.late[i] = (struct step_rule){DECIMAL(LATE[i][0], 0), DECIMAL(LATE[i][1], 1)};
    return rules;
}

static void push_step(struct arena *arena, struct step_rule **steps, size_t *count,
                      size_t *capacity, struct str threshold, struct str value) {
    struct {
        struct step_rule *items;
        size_t count;
        size_t capacity;
    } list = {*steps, *count, *capacity};
    *list_push(arena, &list) = (struct step_rule){stored_decimal(threshold), stored_decimal(value)};
    *steps = list.items;
    *count = list.count;
    *capacity = list.capacity;
}

const struct err *scoring_load_rules(struct db_tx *tx, struct arena *arena,
                                     struct str cluster_period_id, struct rule_book *ret_book) {
    struct q_rules_of_period_rows rows;
    TRY(q_rules_of_period(tx, arena, cluster_period_id, &rows));
    bool found;
    struct q_rule_basis_row basis;
    TRY(q_rule_basis(tx, arena, cluster_period_id, &found, &basis));
    struct rule_book book = {.confirmed = found, .basis = STR(""), .author = STR("")};
    if (found) {
        book.basis = basis.basis;
        book.author = basis.author;
        book.set_ms = basis.set_ms;
    }
    if (rows.count == 0) {
        book.rules = scoring_example_rules(arena);
        *ret_book = book;
        return NULL;
    }
    LIST(struct grade_rule) grades = {0};
    size_t fewer_capacity = 0;
    size_t late_capacity = 0;
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_rules_of_period_row *row = &rows.items[i];
        struct scoring_rules *rules = &book.rules;
        if (str_equal_c(row->rule, "grade"))
            *list_push(arena, &grades) =
                (struct grade_rule){row->threshold, stored_decimal(row->value)};
        else if (str_equal_c(row->rule, "fewer"))
            push_step(arena, &rules->fewer, &rules->fewer_count, &fewer_capacity, row->threshold,
                      row->value);
        else if (str_equal_c(row->rule, "late"))
            push_step(arena, &rules->late, &rules->late_count, &late_capacity, row->threshold,
                      row->value);
        else if (str_equal_c(row->rule, "bonus_rate"))
            rules->bonus_rate = stored_decimal(row->value);
        else if (str_equal_c(row->rule, "bonus_cap"))
            rules->bonus_cap_percent = stored_decimal(row->value);
    }
    book.rules.grades = grades.items;
    book.rules.grades_count = grades.count;
    *ret_book = book;
    return NULL;
}

static const struct err *insert_steps(struct db_tx *tx, struct arena *arena, struct str period_id,
                                      const char *rule, const struct step_rule *steps,
                                      size_t count) {
    for (size_t i = 0; i < count; i++)
        TRY(q_rule_insert(tx, period_id, str_from_c(rule), (int64_t)i,
                          decimal_canonical(arena, steps[i].threshold),
                          decimal_canonical(arena, steps[i].value)));
    return NULL;
}

struct rules_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct scoring_rules *rules;
    struct str basis;
};

static const struct err *refuse_once_scored(struct db_tx *tx, struct arena *arena,
                                            struct str period_id) {
    bool found;
    struct q_entries_count_row entries;
    TRY(q_entries_count(tx, arena, period_id, &found, &entries));
    if (entries.entries > 0)
        return ERR_TEXT(ERR_STATE, "scoring.rules_in_use", "scores rest on these rules");
    return NULL;
}

static const struct err *set_rules_in(struct db_tx *tx, void *context) {
    struct rules_work *work = context;
    struct arena *arena = work->arena;
    struct str period_id = work->cluster->id;
    TRY(refuse_once_scored(tx, arena, period_id));
    TRY(q_rules_delete(tx, period_id));
    for (size_t i = 0; i < work->rules->grades_count; i++)
        TRY(q_rule_insert(tx, period_id, STR("grade"), (int64_t)i, work->rules->grades[i].letter,
                          decimal_canonical(arena, work->rules->grades[i].percent)));
    TRY(insert_steps(tx, arena, period_id, "fewer", work->rules->fewer, work->rules->fewer_count));
    TRY(insert_steps(tx, arena, period_id, "late", work->rules->late, work->rules->late_count));
    TRY(q_rule_insert(tx, period_id, STR("bonus_rate"), 0, STR(""),
                      decimal_canonical(arena, work->rules->bonus_rate)));
    TRY(q_rule_insert(tx, period_id, STR("bonus_cap"), 0, STR(""),
                      decimal_canonical(arena, work->rules->bonus_cap_percent)));
    TRY(q_rule_basis_set(tx, period_id, work->basis, work->user->name, work->now_ms));
    TRY(cluster_bump_revision(tx, arena, period_id));
    struct audit_note note = {.action = "rules.set",
                              .object_kind = "cluster_period",
                              .object_id = period_id,
                              .after = work->basis};
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *scoring_set_rules(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, const struct cluster_period *cluster,
                                    const struct scoring_rules *rules, struct str basis,
                                    struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to set the rules");
    scoring_rules_check(arena, rules, issues);
    if (str_is_empty(basis))
        issue_add(arena, issues, STR("basis"), MESSAGE(MSG_scoring_basis_missing));
    if (issues->count)
        return NULL;
    struct rules_work work = {arena, user, now_ms, cluster, rules, basis};
    return db_write(db, set_rules_in, &work);
}

/* --- the table ---------------------------------------------------------------------------- */

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
            .parent = -1,
        };
        if (!criterion_kind_from_code(r->kind, &c.kind))
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

struct table_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct criteria *criteria;
    const struct table_source *source;
    const char *action;
};

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
            decimal_canonical(arena, c->points_each), c->bonus_on, c->note));
    }
    return NULL;
}

static const struct err *store_table_in(struct db_tx *tx, void *context) {
    struct table_work *work = context;
    struct arena *arena = work->arena;
    struct criteria_table old;
    TRY(scoring_load_table(tx, arena, work->cluster->id, &old));
    if (old.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    const struct table_source *source = work->source;
    struct str id = old.exists ? old.id : id_new(arena, work->now_ms);
    int64_t changed;
    if (old.exists)
        TRY(q_table_replace(tx, id, source->title, source->notes, source->file_name, source->sha256,
                            work->user->name, work->now_ms, &changed));
    else
        TRY(q_table_insert(tx, id, work->cluster->id, source->title, source->notes,
                           source->file_name, source->sha256, work->user->name, work->now_ms));
    TRY(q_criteria_delete(tx, id));
    TRY(insert_criteria(tx, arena, work->now_ms, id, work->criteria));
    TRY(cluster_bump_revision(tx, arena, work->cluster->id));
    struct audit_note note = {
        .action = work->action,
        .object_kind = "cluster_period",
        .object_id = work->cluster->id,
        .before = old.exists
                      ? str_format(arena, STR_FMT " (%zu)", STR_ARG(old.title), old.criteria.count)
                      : STR_NONE,
        .after = str_format(arena, STR_FMT " (%zu)", STR_ARG(source->title), work->criteria->count),
    };
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *scoring_store_table(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_period *cluster,
                                      const struct criteria *criteria,
                                      const struct table_source *source) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    if (criteria->count == 0 || criteria->count > CRITERIA_MAX)
        return ERR(ERR_LIMIT, "a table of %zu criteria", criteria->count);
    struct table_work work = {arena, user, now_ms, cluster, criteria, source, "criteria.import"};
    return db_write(db, store_table_in, &work);
}

/* Fills CRITERION from the form. */
static void read_criterion_form(struct arena *arena, const struct criterion_form *form,
                                struct issues *issues, struct criterion *criterion) {
    criterion->name = form->name;
    if (str_is_empty(form->name) || utf8_length(form->name) > REASON_MAX)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_intake_name_missing));
    if (!criterion_kind_from_code(form->kind, &criterion->kind))
        issue_add(arena, issues, STR("kind"), MESSAGE_WITH(MSG_intake_kind_unknown, form->kind));
    struct {
        struct str field;
        struct str text;
        struct decimal *value;
        bool needed;
    } numbers[] = {
        {STR("max"), form->max, &criterion->max, true},
        {STR("target"), form->target, &criterion->target, false},
        {STR("points_each"), form->points_each, &criterion->points_each, false},
    };
    for (size_t i = 0; i < COUNT_OF(numbers); i++) {
        bool empty = str_is_empty(numbers[i].text);
        if (empty && !numbers[i].needed)
            continue;
        if (decimal_read_human(numbers[i].text, numbers[i].value) != DECIMAL_READ)
            issue_add(arena, issues, numbers[i].field,
                      MESSAGE_WITH(MSG_scoring_not_a_number, numbers[i].text));
    }
    criterion->has_target = !str_is_empty(form->target);
    criterion->unit_of_measure = form->unit_of_measure.p ? form->unit_of_measure : STR("");
    criterion->note = form->note.p ? form->note : STR("");
    criterion->bonus_on = form->bonus_on && criterion->kind == CRITERION_QUANTITY;
}

struct change_work {
    struct table_work store;
    struct str code;
    const struct criterion_form *form;
    struct issues *issues;
};

static const struct err *change_criterion_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct arena *arena = work->store.arena;
    *work->issues = (struct issues){0};
    struct criteria_table table;
    TRY(scoring_load_table(tx, arena, work->store.cluster->id, &table));
    ptrdiff_t index = criteria_find(&table.criteria, work->code);
    if (!table.exists || index < 0)
        return ERR(ERR_NOT_FOUND, "no criterion " STR_FMT, STR_ARG(work->code));
    read_criterion_form(arena, work->form, work->issues, &table.criteria.items[index]);
    struct intake_findings findings = {0};
    if (!work->issues->count)
        intake_check_criteria(arena, &table.criteria, &findings);
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].criterion == index && findings.items[i].severity == SEVERITY_ERROR)
            issue_add(arena, work->issues, STR_NONE, findings.items[i].message);
    if (work->issues->count)
        return NULL;
    struct table_source source = {table.title, table.notes, table.source_name, STR("")};
    work->store.criteria = &table.criteria;
    work->store.source = &source;
    return store_table_in(tx, &work->store);
}

const struct err *scoring_change_criterion(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_period *cluster, struct str code,
                                           const struct criterion_form *form,
                                           struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    struct change_work work = {
        {arena, user, now_ms, cluster, NULL, NULL, "criteria.change"}, code, form, issues};
    return db_write(db, change_criterion_in, &work);
}

struct lock_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct issues *issues;
};

static const struct err *lock_in(struct db_tx *tx, void *context) {
    struct lock_work *work = context;
    *work->issues = (struct issues){0};
    struct criteria_table table;
    TRY(scoring_load_table(tx, work->arena, work->cluster->id, &table));
    if (table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked already");
    struct intake_findings findings = {0};
    intake_check_criteria(work->arena, &table.criteria, &findings);
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].severity == SEVERITY_ERROR)
            issue_add(work->arena, work->issues, STR_NONE, findings.items[i].message);
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_table_lock(tx, table.id, work->now_ms, work->user->name, &changed));
    TRY(cluster_bump_revision(tx, work->arena, work->cluster->id));
    struct audit_note note = {.action = "criteria.lock",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = table.title};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *scoring_lock_table(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_period *cluster,
                                     struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, cluster->cluster_id, STR("")))
        return ERR(ERR_DENIED, "no right to lock the table of criteria");
    struct lock_work work = {arena, user, now_ms, cluster, issues};
    return db_write(db, lock_in, &work);
}
