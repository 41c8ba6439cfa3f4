/* Changes of a person's record: understood, planned against the record, stored with an audit row
 * that names the line and no personal data. */
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"
#include "sys/id.h"

struct change_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct date today;
    struct str scope;
    struct str id;
    struct str span_id;
    const struct person_form *form;
    const struct person_span_form *span_form;
    const struct person_honour_form *honour_form;
    struct issues *issues;
    struct person_twins twins;
};

/* For somebody this user may change today; else there is no such person. */
static const struct err *begin(struct db_tx *tx, struct change_work *work) {
    bool seen;
    struct q_person_identity_now_row identity;
    bool found;
    work->issues->count = 0;
    TRY(q_person_identity_now(tx, work->arena, work->id, &found, &identity));
    TRY(person_in_scope(tx, work->arena, work->id, work->scope, work->today, &seen));
    return found && seen ? NULL : ERR_TEXT(ERR_NOT_FOUND, "person.no_person", "no such person");
}

static const struct err *make_work(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct issues *issues, db_work run,
                                   struct change_work *work) {
    if (!user_has_right(user, RIGHT_PERSON_EDIT))
        return ERR(ERR_DENIED, "no right to change people");
    work->arena = arena;
    work->user = user;
    work->now_ms = now_ms;
    work->today = date_of_instant(now_ms);
    work->scope = person_scope(arena, user, RIGHT_PERSON_EDIT);
    work->issues = issues;
    return db_write(db, run, work);
}

/* The unit of a line: one that exists then and whose people the user may change. */
static const struct err *place(struct db_tx *tx, struct change_work *work, struct str typed,
                               struct date from, struct person_span *span) {
    struct date day = date_is_empty(from) ? work->today : from;
    struct person_unit unit;
    size_t before = work->issues->count;
    TRY(person_unit_typed(tx, work->arena, typed, day, "unit", work->issues, &unit));
    if (work->issues->count > before)
        return NULL;
    bool seen;
    TRY(person_unit_seen(tx, work->arena, unit.id, work->scope, work->today, &seen));
    if (!seen)
        issue_add(work->arena, work->issues, STR("unit"),
                  MESSAGE_WITH(MSG_person_unit_not_yours, unit.name));
    span->unit_id = unit.id;
    span->unit_name = unit.name;
    span->unit_slug = unit.slug;
    return NULL;
}

/* --- a new person -------------------------------------------------------------------------------
 */

const struct err *person_first_spans(struct db_tx *tx, struct arena *arena,
                                     const struct person_form *form, struct issues *issues,
                                     struct person_spans *ret_spans) {
    struct person_classes classes;
    TRY(person_classes_in(tx, arena, &classes));
    const struct {
        const char *aspect;
        struct str value;
        const char *field; /* of the form */
        bool must;
    } LINES[] = {
        {"unit", STR_NONE, "unit", true},
        {"post", form->post, "post", false},
        {"rank", form->rank, "rank", false},
        {"class", form->class_code, "class_code", false},
    };
    struct person_spans spans = {0};
    for (size_t i = 0; i < COUNT_OF(LINES); i++) {
        if (!LINES[i].must && !LINES[i].value.n)
            continue;
        struct issues own = {0};
        const struct person_span_form one = {.aspect = str_from_c(LINES[i].aspect),
                                             .unit = form->unit,
                                             .value = LINES[i].value,
                                             .leads = form->leads,
                                             .how = form->how,
                                             .from = form->from,
                                             .to = STR(""),
                                             .source = form->source,
                                             .reason = STR("")};
        person_read_span(arena, &one, &classes, &own, list_push(arena, &spans));
        /* What the lines share is told once. */
        for (size_t k = 0; k < own.count; k++) {
            bool is_value = str_equal_c(own.items[k].field, "value");
            if (is_value || i == 0)
                issue_add(arena, issues, is_value ? str_from_c(LINES[i].field) : own.items[k].field,
                          own.items[k].message);
        }
    }
    *ret_spans = spans;
    return NULL;
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct person_identity identity;
    struct person_spans spans;
    work->issues->count = 0;
    work->id = STR("");
    work->twins = (struct person_twins){0};
    person_read_identity(work->arena, work->form, work->today, work->issues, &identity);
    TRY(person_first_spans(tx, work->arena, work->form, work->issues, &spans));
    if (work->form->unit.n)
        TRY(place(tx, work, work->form->unit, spans.items[0].from, &spans.items[0]));
    if (work->issues->count)
        return NULL;
    if (!work->form->is_another.n)
        TRY(person_find_twins(tx, work->arena, &identity, spans.items[0].unit_id, work->today,
                              work->scope, &work->twins));
    if (work->twins.count)
        return NULL;
    return person_store_new(tx, work->arena, work->user, work->now_ms, &identity, &spans,
                            &work->id);
}

const struct err *person_add(struct db *db, struct arena *arena, const struct user *user,
                             int64_t now_ms, const struct person_form *form, struct issues *issues,
                             struct person_twins *ret_twins, struct str *ret_id) {
    struct change_work work = {.form = form};
    TRY(make_work(db, arena, user, now_ms, issues, add_in, &work));
    if (work.twins.count)
        issue_add(arena, issues, STR("is_another"), MESSAGE(MSG_person_twins_found));
    *ret_twins = work.twins;
    *ret_id = work.id;
    return NULL;
}

/* --- name and birth date ------------------------------------------------------------------------
 */

static const struct err *correct_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct person_identity identity;
    int64_t changed;
    TRY(begin(tx, work));
    person_read_identity(work->arena, work->form, work->today, work->issues, &identity);
    if (!work->form->reason.n)
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_person_reason_missing));
    person_check_length(work->arena, work->issues, "reason", work->form->reason, PERSON_TEXT_MAX);
    if (work->issues->count)
        return NULL;
    TRY(q_person_identity_withdraw(tx, work->id, work->now_ms, work->user->name, &changed));
    TRY(q_person_identity_insert(tx, id_new(work->arena, work->now_ms), work->id, identity.name,
                                 identity.name_fold, identity.sort_name, identity.sort_key,
                                 partial_date_iso(work->arena, identity.born), work->form->reason,
                                 work->now_ms, work->user->name));
    const struct audit_note note = {.action = "person.correct",
                                    .object_kind = "person",
                                    .object_id = work->id,
                                    .reason = work->form->reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *person_correct(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str id, const struct person_form *form,
                                 struct issues *issues) {
    struct change_work work = {.id = id, .form = form};
    return make_work(db, arena, user, now_ms, issues, correct_in, &work);
}

/* --- lines --------------------------------------------------------------------------------------
 */

/* "Chức vụ, 1/7/2025 –": which line, without what it says. */
static struct str tell(struct arena *arena, const struct person_span *span) {
    struct str from = partial_date_display(arena, span->begins);
    struct str to = date_is_empty(span->to)
                        ? STR("")
                        : date_display(arena, date_from_days(date_to_days(span->to) - 1));
    return str_format(arena, STR_FMT ", " STR_FMT " – " STR_FMT,
                      STR_ARG(message_plain(LANG_VI, person_aspect_name(span->aspect))),
                      STR_ARG(from.n ? from : STR("?")), STR_ARG(to));
}

static const struct person_span *span_by_id(const struct person_spans *spans, struct str id) {
    for (size_t i = 0; i < spans->count; i++)
        if (str_equal(spans->items[i].id, id))
            return &spans->items[i];
    return NULL;
}

static const struct err *note_span(struct db_tx *tx, const struct change_work *work,
                                   const char *action, const struct person_span *before,
                                   const struct person_span *after) {
    const struct audit_note note = {
        .action = action,
        .object_kind = "person",
        .object_id = work->id,
        .before = before ? tell(work->arena, before) : STR_NONE,
        .after = after ? tell(work->arena, after) : STR_NONE,
        .reason = work->span_form->reason.n ? work->span_form->reason : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* A line that only gets its end needs no reason; another correction does. */
static bool only_ends(const struct person_span *before, const struct person_span *after) {
    return date_is_empty(before->to) && !date_is_empty(after->to) &&
           date_compare(before->from, after->from) == 0 && str_equal(before->value, after->value) &&
           str_equal(before->unit_id, after->unit_id) && before->leads == after->leads &&
           before->how == after->how;
}

static const struct err *withdraw_span(struct db_tx *tx, struct change_work *work,
                                       const struct person_spans *spans,
                                       const struct person_span *before) {
    size_t units = 0;
    for (size_t i = 0; i < spans->count; i++)
        units += spans->items[i].aspect == PERSON_UNIT;
    if (!work->span_form->reason.n)
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_person_reason_missing));
    person_check_length(work->arena, work->issues, "reason", work->span_form->reason,
                        PERSON_TEXT_MAX);
    /* Without any unit a record is seen by the office alone, which so takes it out of the lists. */
    if (before->aspect == PERSON_UNIT && units < 2 && work->scope.n)
        issue_add(work->arena, work->issues, STR("withdraw"), MESSAGE(MSG_person_last_unit));
    if (work->issues->count)
        return NULL;
    TRY(person_end_span(tx, work->arena, work->user, work->now_ms, work->id, before,
                        (struct date){0}));
    return note_span(tx, work, "person.withdraw_line", before, NULL);
}

/* The plan's issues stand on "from" and "to" already; so do the unit's on "unit". */
static const struct err *store_span(struct db_tx *tx, struct change_work *work,
                                    const struct person_spans *spans,
                                    const struct person_span *before, struct person_span *after) {
    struct person_plan plan;
    person_plan_span(work->arena, spans, before ? before->id : STR(""),
                     !before && work->span_form->succeeds.n > 0, after, work->issues, &plan);
    if (before && !only_ends(before, after) && !work->span_form->reason.n)
        issue_add(work->arena, work->issues, STR("reason"), MESSAGE(MSG_person_reason_missing));
    if (work->issues->count)
        return NULL;
    if (plan.ended)
        TRY(person_end_span(tx, work->arena, work->user, work->now_ms, work->id, plan.ended,
                            after->from));
    if (before)
        TRY(person_end_span(tx, work->arena, work->user, work->now_ms, work->id, before,
                            (struct date){0}));
    TRY(person_store_span(tx, work->arena, work->user, work->now_ms, work->id, after,
                          work->span_form->reason));
    return note_span(tx, work, before ? "person.change_line" : "person.add_line", before, after);
}

static const struct err *span_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct person_spans spans;
    struct person_classes classes;
    struct person_span after;
    TRY(begin(tx, work));
    TRY(person_load_spans(tx, work->arena, work->id, &spans));
    TRY(person_classes_in(tx, work->arena, &classes));
    const struct person_span *before = NULL;
    if (work->span_id.n) {
        before = span_by_id(&spans, work->span_id);
        if (!before)
            return ERR_TEXT(ERR_NOT_FOUND, "person.no_line", "no such line");
        if (work->span_form->withdraw.n)
            return withdraw_span(tx, work, &spans, before);
    }
    struct person_span_form form = *work->span_form;
    if (before)
        form.aspect = person_aspect_code(before->aspect);
    person_read_span(work->arena, &form, &classes, work->issues, &after);
    bool has_unit = after.aspect == PERSON_UNIT || after.aspect == PERSON_SECONDED;
    if (has_unit && before && str_equal(form.unit, before->unit_slug)) {
        after.unit_id = before->unit_id;
        after.unit_name = before->unit_name;
        after.unit_slug = before->unit_slug;
    } else if (has_unit && form.unit.n) {
        TRY(place(tx, work, form.unit, after.from, &after));
    }
    if (work->issues->count)
        return NULL;
    return store_span(tx, work, &spans, before, &after);
}

const struct err *person_enter_span(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str id, struct str span_id,
                                    const struct person_span_form *form, struct issues *issues) {
    struct change_work work = {.id = id, .span_id = span_id, .span_form = form};
    return make_work(db, arena, user, now_ms, issues, span_in, &work);
}

/* --- titles -------------------------------------------------------------------------------------
 */

static const struct err *honour_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    const struct person_honour_form *form = work->honour_form;
    struct person_decision decision;
    struct person_spans spans;
    int year;
    TRY(begin(tx, work));
    person_read_honour(work->arena, form, work->today, work->issues, &year, &decision);
    if (work->issues->count)
        return NULL;
    TRY(person_load_spans(tx, work->arena, work->id, &spans));
    struct date last = {0};
    date_make(year, 12, 31, &last);
    const struct person_span *unit = person_span_on(&spans, PERSON_UNIT, last);
    struct str under = unit ? unit->unit_name : STR("");
    if (unit) { /* what it was called at the end of that year */
        bool found;
        struct q_person_unit_named_row row;
        TRY(q_person_unit_named(tx, work->arena, unit->unit_slug, date_iso(work->arena, last),
                                &found, &row));
        if (found && row.name.p)
            under = row.name;
    }
    TRY(q_person_honour_insert(tx, id_new(work->arena, work->now_ms), work->id, year, form->title,
                               form->awarded.n ? STR("awarded") : STR("proposed"),
                               unit ? unit->unit_id : STR_NONE, under, decision.number,
                               partial_date_iso(work->arena, decision.made_on), decision.issuer,
                               form->source, work->now_ms, work->user->name));
    const struct audit_note note = {.action = "person.honour",
                                    .object_kind = "person",
                                    .object_id = work->id,
                                    .after = str_format(work->arena, "%d", year)};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *person_add_honour(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str id,
                                    const struct person_honour_form *form, struct issues *issues) {
    struct change_work work = {.id = id, .honour_form = form};
    return make_work(db, arena, user, now_ms, issues, honour_in, &work);
}

static const struct err *unhonour_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    int64_t changed;
    TRY(begin(tx, work));
    TRY(q_person_honour_withdraw(tx, work->span_id, work->id, work->now_ms, work->user->name,
                                 &changed));
    if (!changed)
        return ERR_TEXT(ERR_NOT_FOUND, "person.no_line", "no such title");
    const struct audit_note note = {
        .action = "person.withdraw_honour", .object_kind = "person", .object_id = work->id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *person_withdraw_honour(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str id,
                                         struct str honour_id) {
    struct issues issues = {0};
    struct change_work work = {.id = id, .span_id = honour_id};
    return make_work(db, arena, user, now_ms, &issues, unhonour_in, &work);
}
