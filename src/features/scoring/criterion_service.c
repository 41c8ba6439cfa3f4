/* Mending a table of criteria before it is locked: one criterion changed, added, taken out. */
#include "features/intake/intake.h"
#include "features/scoring/table_store_service.h"
#include "text/utf8.h"
#include "text/vi_fold.h"

enum { LABEL_MAX = 10, MEASURE_MAX = 40 };

bool criterion_has_children(const struct criteria *criteria, size_t criterion) {
    return criterion + 1 < criteria->count &&
           criteria->items[criterion + 1].depth > criteria->items[criterion].depth;
}

struct criterion_form criterion_form_of(struct arena *arena, const struct criterion *criterion) {
    return (struct criterion_form){
        .name = criterion->name,
        .kind = criterion_kind_code(criterion->kind),
        .max = decimal_display(arena, criterion->max, 0, ','),
        .unit_of_measure = criterion->unit_of_measure,
        .target =
            criterion->has_target ? decimal_display(arena, criterion->target, 0, ',') : STR(""),
        .points_each = criterion_has_points_each(criterion)
                           ? decimal_display(arena, criterion->points_each, 0, ',')
                           : STR(""),
        .note = criterion->note,
        .bonus_on = criterion->bonus_on,
    };
}

static void read_number(struct arena *arena, struct issues *issues, struct str field,
                        struct str text, struct decimal *value) {
    enum decimal_reading reading = decimal_read_human(text, value);
    if (reading == DECIMAL_AMBIGUOUS)
        issue_add(arena, issues, field, MESSAGE_WITH(MSG_scoring_number_ambiguous, text));
    else if (reading != DECIMAL_READ)
        issue_add(arena, issues, field, MESSAGE_WITH(MSG_scoring_not_a_number, text));
}

static void check_length(struct arena *arena, struct issues *issues, struct str field,
                         struct str text, int letters) {
    if (utf8_length(text) > (size_t)letters)
        issue_add(arena, issues, field,
                  MESSAGE_WITH(MSG_cluster_field_too_long, str_format(arena, "%d", letters)));
}

/* Fills CRITERION from the form. */
static void read_form(struct arena *arena, const struct criterion_form *form, struct issues *issues,
                      struct criterion *criterion) {
    criterion->name = form->name;
    if (str_is_empty(form->name))
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_scoring_name_missing));
    check_length(arena, issues, STR("name"), form->name, REASON_MAX);
    if (!criterion_kind_from_code(form->kind, &criterion->kind))
        issue_add(arena, issues, STR("kind"), MESSAGE(MSG_scoring_kind_missing));
    if (str_is_empty(form->max))
        issue_add(arena, issues, STR("max"), MESSAGE(MSG_intake_max_missing));
    else
        read_number(arena, issues, STR("max"), form->max, &criterion->max);
    criterion->has_target = !str_is_empty(form->target);
    criterion->target = DECIMAL_ZERO;
    if (criterion->has_target)
        read_number(arena, issues, STR("target"), form->target, &criterion->target);
    criterion->points_each = DECIMAL_ZERO;
    if (!str_is_empty(form->points_each))
        read_number(arena, issues, STR("points_each"), form->points_each, &criterion->points_each);
    criterion->unit_of_measure = form->unit_of_measure.p ? form->unit_of_measure : STR("");
    check_length(arena, issues, STR("unit_of_measure"), criterion->unit_of_measure, MEASURE_MAX);
    criterion->note = form->note.p ? form->note : STR("");
    check_length(arena, issues, STR("note"), criterion->note, REASON_MAX);
    criterion->bonus_on = form->bonus_on && criterion_may_bonus(criterion);
}

/* The form's field that a finding of intake_check_criteria is about. */
static struct str field_of(enum msg_id finding) {
    switch ((int)finding) { /* its constants are no enumerators */
    case MSG_intake_target_missing:
    case MSG_intake_fewer_target:
        return STR("target");
    case MSG_intake_points_each:
        return STR("points_each");
    case MSG_intake_kind_missing:
    case MSG_intake_one_bonus_row:
        return STR("kind");
    default:
        return STR("max");
    }
}

/* What the table as a whole has against the criterion at INDEX. An empty group may stand for now.
 */
static void check_in_table(struct arena *arena, const struct criteria *criteria, ptrdiff_t index,
                           bool may_be_empty_group, struct issues *issues) {
    struct intake_findings findings = {0};
    intake_check_criteria(arena, criteria, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct intake_finding *f = &findings.items[i];
        bool ours = f->criterion == index || f->message.id == MSG_intake_one_bonus_row;
        bool empty_group = may_be_empty_group && f->message.id == MSG_intake_kind_missing;
        if (ours && f->severity == SEVERITY_ERROR && !empty_group)
            issue_add(arena, issues, field_of(f->message.id), f->message);
    }
}

/* "II.2 Nội dung kiểm tra …: định lượng, điểm chuẩn 12, chỉ tiêu 75 %", for the history. */
static struct str tell(struct arena *arena, const struct criterion *c) {
    struct str kind = message_plain(LANG_VI, criterion_kind_name(c->kind));
    struct str text = str_format(arena, STR_FMT " " STR_FMT ": " STR_FMT ", điểm chuẩn " STR_FMT,
                                 STR_ARG(c->code), STR_ARG(c->name), STR_ARG(kind),
                                 STR_ARG(decimal_display(arena, c->max, 0, ',')));
    if (c->has_target)
        text = str_format(arena, STR_FMT ", chỉ tiêu " STR_FMT " " STR_FMT, STR_ARG(text),
                          STR_ARG(decimal_display(arena, c->target, 0, ',')),
                          STR_ARG(c->unit_of_measure));
    if (criterion_has_points_each(c))
        text = str_format(arena, STR_FMT ", mỗi đơn vị đếm " STR_FMT " điểm", STR_ARG(text),
                          STR_ARG(decimal_display(arena, c->points_each, 0, ',')));
    return c->bonus_on ? str_concat(arena, text, STR(", có thưởng vượt chỉ tiêu")) : text;
}

/* A change of one criterion: the table is read, changed and stored within one write. */
struct mend_work {
    struct table_change store;
    struct str code; /* of the criterion; of the parent where one is added */
    struct str label;
    const struct criterion_form *form;
    struct issues *issues;
};

static const struct err *load_table(struct db_tx *tx, const struct mend_work *work,
                                    struct criteria_table *ret_table) {
    TRY(scoring_load_table(tx, work->store.arena, work->store.cluster->id, ret_table));
    if (ret_table->locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    return ret_table->exists
               ? NULL
               : ERR_TEXT(ERR_STATE, "scoring.table_missing", "there is no table yet");
}

static const struct err *store_mended(struct db_tx *tx, struct mend_work *work,
                                      const struct criteria_table *table, struct str before,
                                      struct str after) {
    const struct table_source source = {table->title, table->notes, table->source_name,
                                        table->source_sha256};
    struct table_change change = work->store;
    change.criteria = &table->criteria;
    change.source = &source;
    change.before = before;
    change.after = after;
    return table_store_in(tx, &change);
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct mend_work *work = context;
    struct arena *arena = work->store.arena;
    *work->issues = (struct issues){0};
    struct criteria_table table;
    TRY(load_table(tx, work, &table));
    ptrdiff_t index = criteria_find(&table.criteria, work->code);
    if (index < 0)
        return ERR(ERR_NOT_FOUND, "no criterion " STR_FMT, STR_ARG(work->code));
    struct criterion *criterion = &table.criteria.items[index];
    struct str before = tell(arena, criterion);
    read_form(arena, work->form, work->issues, criterion);
    if (criterion_has_children(&table.criteria, (size_t)index) && !criterion_is_group(criterion))
        issue_add(arena, work->issues, STR("kind"),
                  MESSAGE_WITH(MSG_scoring_group_stays, criterion->code));
    if (!work->issues->count)
        check_in_table(arena, &table.criteria, index, false, work->issues);
    if (work->issues->count)
        return NULL;
    return store_mended(tx, work, &table, before, tell(arena, criterion));
}

/* Where a new last child of PARENT (-1: a top row) goes; a new top row goes before the rows that
 * book bonus and penalty. */
static size_t place_for(const struct criteria *criteria, ptrdiff_t parent) {
    size_t end = parent < 0 ? criteria->count : (size_t)parent + 1;
    if (parent >= 0)
        while (end < criteria->count && criteria->items[end].depth > criteria->items[parent].depth)
            end++;
    else
        while (end > 0 && criteria->items[end - 1].depth == 0 &&
               !criterion_is_group(&criteria->items[end - 1]) &&
               !criterion_is_content(&criteria->items[end - 1]))
            end--;
    return end;
}

static void insert(struct arena *arena, struct criteria *criteria, size_t place,
                   struct criterion criterion) {
    *list_push(arena, criteria) = criterion;
    for (size_t i = criteria->count - 1; i > place; i--)
        criteria->items[i] = criteria->items[i - 1];
    criteria->items[place] = criterion;
    for (size_t i = place + 1; i < criteria->count; i++)
        if (criteria->items[i].parent >= (ptrdiff_t)place)
            criteria->items[i].parent++;
}

/* Letters and digits only: the number becomes part of addresses. */
static bool is_label(struct arena *arena, struct str label) {
    struct str folded = vi_fold(arena, label);
    for (size_t i = 0; i < folded.n; i++) {
        char c = folded.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return false;
    }
    return label.n > 0 && utf8_length(label) <= LABEL_MAX;
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct mend_work *work = context;
    struct arena *arena = work->store.arena;
    *work->issues = (struct issues){0};
    struct criteria_table table;
    TRY(load_table(tx, work, &table));
    struct criteria *criteria = &table.criteria;
    ptrdiff_t parent = work->code.n ? criteria_find(criteria, work->code) : -1;
    if (work->code.n && parent < 0)
        return ERR(ERR_NOT_FOUND, "no criterion " STR_FMT, STR_ARG(work->code));
    if (criteria->count >= CRITERIA_MAX)
        issue_add(arena, work->issues, STR("label"),
                  MESSAGE_WITH(MSG_scoring_too_many_rows, str_format(arena, "%d", CRITERIA_MAX)));
    if (parent >= 0 && !criterion_is_group(&criteria->items[parent]))
        issue_add(arena, work->issues, STR("parent"),
                  MESSAGE_WITH(MSG_scoring_parent_no_group, work->code));
    struct criterion new = {.id = STR(""), .label = work->label, .parent = parent};
    new.code = parent >= 0 ? str_format(arena, STR_FMT "." STR_FMT, STR_ARG(work->code),
                                        STR_ARG(work->label))
                           : work->label;
    new.depth = parent >= 0 ? criteria->items[parent].depth + 1 : 0;
    if (!is_label(arena, work->label))
        issue_add(arena, work->issues, STR("label"),
                  MESSAGE_WITH(MSG_scoring_label_wrong, str_format(arena, "%d", LABEL_MAX)));
    else if (criteria_find(criteria, new.code) >= 0)
        issue_add(arena, work->issues, STR("label"),
                  MESSAGE_WITH(MSG_scoring_code_taken, new.code));
    read_form(arena, work->form, work->issues, &new);
    if (work->issues->count)
        return NULL;
    size_t place = place_for(criteria, parent);
    insert(arena, criteria, place, new);
    check_in_table(arena, criteria, (ptrdiff_t)place, true, work->issues);
    if (work->issues->count)
        return NULL;
    return store_mended(tx, work, &table, STR_NONE, tell(arena, &new));
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct mend_work *work = context;
    struct arena *arena = work->store.arena;
    struct criteria_table table;
    TRY(load_table(tx, work, &table));
    struct criteria *criteria = &table.criteria;
    ptrdiff_t index = criteria_find(criteria, work->code);
    if (index < 0)
        return ERR(ERR_NOT_FOUND, "no criterion " STR_FMT, STR_ARG(work->code));
    size_t first = (size_t)index;
    size_t end = first + 1;
    struct str before = tell(arena, &criteria->items[first]);
    for (; end < criteria->count && criteria->items[end].depth > criteria->items[first].depth;
         end++)
        before = str_format(arena, STR_FMT "\n" STR_FMT, STR_ARG(before),
                            STR_ARG(tell(arena, &criteria->items[end])));
    for (size_t i = end; i < criteria->count; i++) {
        criteria->items[i - (end - first)] = criteria->items[i];
        ptrdiff_t *parent = &criteria->items[i - (end - first)].parent;
        if (*parent >= (ptrdiff_t)end)
            *parent -= (ptrdiff_t)(end - first);
    }
    criteria->count -= end - first;
    return store_mended(tx, work, &table, before, STR_NONE);
}

static bool may_edit(const struct user *user, const struct cluster_period *cluster) {
    return user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR(""));
}

static struct mend_work mend(struct arena *arena, const struct user *user, int64_t now_ms,
                             const struct cluster_period *cluster, const char *action,
                             struct str code) {
    return (struct mend_work){.store = {.arena = arena,
                                        .user = user,
                                        .now_ms = now_ms,
                                        .cluster = cluster,
                                        .action = action},
                              .code = code};
}

const struct err *scoring_change_criterion(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_period *cluster, struct str code,
                                           const struct criterion_form *form,
                                           struct issues *issues) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    struct mend_work work = mend(arena, user, now_ms, cluster, "criteria.change", code);
    work.form = form;
    work.issues = issues;
    return db_write(db, change_in, &work);
}

const struct err *scoring_add_criterion(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct cluster_period *cluster,
                                        struct str parent_code, struct str label,
                                        const struct criterion_form *form, struct issues *issues) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    struct mend_work work = mend(arena, user, now_ms, cluster, "criteria.add", parent_code);
    work.label = label;
    work.form = form;
    work.issues = issues;
    return db_write(db, add_in, &work);
}

const struct err *scoring_remove_criterion(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct cluster_period *cluster, struct str code) {
    if (!may_edit(user, cluster))
        return ERR(ERR_DENIED, "no right to change the table of criteria");
    struct mend_work work = mend(arena, user, now_ms, cluster, "criteria.remove", code);
    return db_write(db, remove_in, &work);
}
