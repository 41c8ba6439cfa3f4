/* Lists of people, and what other rooms ask. */
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"

/* --- lists -------------------------------------------------------------------------------------
 */

static struct person_line line_of(const struct q_person_list_row *row) {
    return (struct person_line){
        .id = row->person_id,
        .name = row->full_name,
        .sort_key = row->sort_key,
        .born = partial_date_from_iso(row->born),
        .unit_id = str_or_empty(row->unit_id),
        .unit_slug = row->slug,
        .unit_name = str_or_empty(row->unit_name.p ? row->unit_name : row->newest_name),
        .post = str_or_empty(row->post),
        .leads = row->leads,
        .rank = str_or_empty(row->rank),
        .class_code = str_or_empty(row->class),
        .seconded_to = str_or_empty(row->seconded),
        .unit_is_gone = !row->unit_name.p,
        .waits = row->waiting,
    };
}

/* What q_person_list takes. */
struct list_of {
    struct str scope;
    struct str day;
    struct str unit_id;
    bool deep;
    struct str pattern;
    struct str after_key;
    struct str after_id;
};

static const struct err *read_lines(struct db_tx *tx, struct arena *arena, const struct list_of *of,
                                    int64_t most, struct person_lines *ret_lines) {
    struct q_person_list_rows rows;
    TRY(q_person_list(tx, arena, of->scope, of->day, of->unit_id, of->deep, of->pattern,
                      of->after_key, of->after_id, most, &rows));
    struct person_lines lines = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &lines) = line_of(&rows.items[i]);
    *ret_lines = lines;
    return NULL;
}

const struct err *person_choices(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                 struct date day, bool deep, struct person_lines *ret_people) {
    const struct list_of of = {STR(""), date_iso(arena, day), unit_id, deep, STR("%"), STR(""),
                               STR("")};
    *ret_people = (struct person_lines){0};
    return unit_id.n ? read_lines(tx, arena, &of, PERSON_CHOICES_MAX, ret_people) : NULL;
}

static const struct err *read_counts(struct db_tx *tx, struct arena *arena,
                                     const struct list_of *of, struct person_counts *ret_counts) {
    struct q_person_counts_rows rows;
    TRY(q_person_counts(tx, arena, of->scope, of->day, of->unit_id, of->deep, of->pattern, &rows));
    struct person_counts counts = {0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, &counts) =
            (struct person_count){rows.items[i].class, rows.items[i].leads, rows.items[i].people};
    *ret_counts = counts;
    return NULL;
}

const struct err *person_count_on(struct db_tx *tx, struct arena *arena, struct str unit_id,
                                  struct date day, bool deep, struct person_counts *ret_counts) {
    const struct list_of of = {STR(""), date_iso(arena, day), unit_id, deep, STR("%"), STR(""),
                               STR("")};
    *ret_counts = (struct person_counts){0};
    return unit_id.n ? read_counts(tx, arena, &of, ret_counts) : NULL;
}

const struct err *person_pending_count(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, struct date today,
                                       int64_t *ret_count) {
    bool found;
    struct q_person_pending_row row;
    TRY(q_person_pending(tx, arena, person_scope(arena, user, RIGHT_PERSON_EDIT),
                         date_iso(arena, today), &found, &row));
    *ret_count = row.waiting;
    return NULL;
}

/* --- one, for other rooms -----------------------------------------------------------------------
 */

const struct err *person_find(struct db_tx *tx, struct arena *arena, struct str person_id,
                              struct date day, bool *ret_found, struct person_line *ret_person) {
    struct q_person_identity_now_row identity;
    struct person_spans spans;
    bool found;
    TRY(q_person_identity_now(tx, arena, person_id, &found, &identity));
    *ret_found = found;
    if (!found)
        return NULL;
    TRY(person_load_spans(tx, arena, person_id, &spans));
    const struct person_span *unit = person_span_on(&spans, PERSON_UNIT, day);
    const struct person_span *post = person_span_on(&spans, PERSON_POST, day);
    const struct person_span *host = person_span_on(&spans, PERSON_SECONDED, day);
    *ret_person = (struct person_line){
        .id = person_id,
        .name = identity.full_name,
        .sort_key = person_sort_key(arena, identity.sort_name, identity.full_name),
        .born = partial_date_from_iso(identity.born),
        .unit_id = unit ? unit->unit_id : STR(""),
        .unit_slug = unit ? unit->unit_slug : STR(""),
        .unit_name = unit ? unit->unit_name : STR(""),
        .post = post ? post->value : STR(""),
        .leads = post && post->leads,
        .rank = person_value_on(&spans, PERSON_RANK, day),
        .class_code = person_value_on(&spans, PERSON_CLASS, day),
        .seconded_to = host ? host->unit_name : STR(""),
    };
    return NULL;
}

const struct err *person_unit_on(struct db_tx *tx, struct arena *arena, struct str person_id,
                                 struct date day, struct str *ret_unit_id) {
    struct person_spans spans;
    TRY(person_load_spans(tx, arena, person_id, &spans));
    const struct person_span *unit = person_span_on(&spans, PERSON_UNIT, day);
    *ret_unit_id = unit ? unit->unit_id : STR("");
    return NULL;
}

const struct err *person_may_change(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    struct str person_id, struct date today, bool *ret_may) {
    bool may = false;
    if (user_has_right(user, RIGHT_PERSON_EDIT))
        TRY(person_in_scope(tx, arena, person_id, person_scope(arena, user, RIGHT_PERSON_EDIT),
                            today, &may));
    *ret_may = may;
    return NULL;
}

/* --- the list of a page -------------------------------------------------------------------------
 */

struct list_work {
    struct arena *arena;
    const struct user *user;
    const struct person_query *query;
    struct person_page *page;
};

static const struct err *read_waiting(struct db_tx *tx, struct list_work *work, struct str scope) {
    enum { WAITING_MAX = 200 };
    struct q_person_transfers_waiting_rows rows;
    TRY(q_person_transfers_waiting(tx, work->arena, scope, date_iso(work->arena, work->query->day),
                                   WAITING_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_person_transfers_waiting_row *row = &rows.items[i];
        *list_push(work->arena, &work->page->waiting) = (struct person_waiting){
            .person_id = row->person_id,
            .transfer_id = row->id,
            .name = row->full_name,
            .is_secondment = str_equal_c(row->kind, "secondment"),
            .is_incoming = row->incoming,
            .from_name = row->from_name,
            .to_name = row->to_name,
            .effective_on = date_from_iso(row->effective_on),
            .recorded_ms = row->recorded_ms,
            .recorded_by = row->recorded_by,
        };
    }
    return NULL;
}

static const struct err *read_units(struct db_tx *tx, struct list_work *work, struct str scope) {
    struct q_person_scope_units_rows rows;
    if (!scope.n)
        return NULL; /* thousands: the office types a name */
    TRY(q_person_scope_units(tx, work->arena, scope, date_iso(work->arena, work->query->day),
                             PERSON_UNITS_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->page->units) =
            (struct person_unit){rows.items[i].id, rows.items[i].slug, rows.items[i].name};
    return NULL;
}

/* The asked unit, where the user sees its people: its own of any day, also one that is gone. */
static const struct err *find_unit(struct db_tx *tx, struct list_work *work, struct str scope,
                                   struct str *ret_id) {
    struct person_page *page = work->page;
    struct arena *arena = work->arena;
    struct str typed = work->query->unit_slug;
    struct person_unit unit;
    struct issues issues = {0};
    bool found, seen = false;
    struct q_person_unit_named_row row;
    *ret_id = STR("");
    if (!typed.n)
        return NULL;
    TRY(q_person_unit_named(tx, arena, typed, date_iso(arena, work->query->day), &found, &row));
    if (found)
        unit = (struct person_unit){row.id, row.slug,
                                    str_or_empty(row.name.p ? row.name : row.newest)};
    else
        TRY(person_unit_typed(tx, arena, typed, work->query->day, "don-vi", &issues, &unit));
    if (unit.id.n)
        TRY(person_unit_seen(tx, arena, unit.id, scope, work->query->day, &seen));
    page->unit_unknown = !seen;
    page->unit_name = seen ? unit.name : STR("");
    *ret_id = seen ? unit.id : STR("-");
    return NULL;
}

static const struct err *read_outside(struct db_tx *tx, struct list_work *work,
                                      const struct list_of *of, int64_t most) {
    struct q_person_list_outside_rows rows;
    TRY(q_person_list_outside(tx, work->arena, of->day, of->pattern, of->after_key, of->after_id,
                              most, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, &work->page->lines) = (struct person_line){
            .id = rows.items[i].person_id,
            .name = rows.items[i].full_name,
            .sort_key = rows.items[i].sort_key,
            .born = partial_date_from_iso(rows.items[i].born),
            .unit_id = STR(""),
            .unit_slug = STR(""),
            .unit_name = STR(""),
            .post = STR(""),
            .rank = STR(""),
            .class_code = STR(""),
            .seconded_to = STR(""),
        };
    return NULL;
}

/* Lists show what a list needs. The full birth date is for who may change all the people of it. */
static void mask(struct list_work *work, struct str scope) {
    struct person_page *page = work->page;
    struct str edits = person_scope(work->arena, work->user, RIGHT_PERSON_EDIT);
    page->is_masked = !str_equal(edits, scope);
    for (size_t i = 0; page->is_masked && i < page->lines.count; i++)
        page->lines.items[i].born.month = page->lines.items[i].born.day = 0;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    const struct person_query *query = work->query;
    struct person_page *page = work->page;
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_READ);
    *page = (struct person_page){.sees_all = !scope.n, .unit_name = STR("")};
    struct list_of of = {.scope = scope,
                         .day = date_iso(work->arena, query->day),
                         .deep = query->deep,
                         .pattern = person_pattern(work->arena, query->words),
                         .after_key = str_or_empty(query->after_key),
                         .after_id = str_or_empty(query->after_id)};
    int64_t most = query->most < PERSON_EXPORT_MAX ? query->most : PERSON_EXPORT_MAX;
    TRY(person_classes_in(tx, work->arena, &page->classes));
    TRY(person_all_sample(tx, work->arena, &page->is_sample));
    TRY(find_unit(tx, work, scope, &of.unit_id));
    TRY(read_waiting(tx, work, scope));
    TRY(read_units(tx, work, scope));
    if (query->outside && page->sees_all) {
        TRY(read_outside(tx, work, &of, most + 1));
    } else {
        TRY(read_lines(tx, work->arena, &of, most + 1, &page->lines));
        TRY(read_counts(tx, work->arena, &of, &page->counts));
    }
    page->more = (int64_t)page->lines.count > most;
    if (page->more)
        page->lines.count = (size_t)most;
    mask(work, scope);
    return NULL;
}

const struct err *person_list(struct db *db, struct arena *arena, const struct user *user,
                              const struct person_query *query, struct person_page *ret_page) {
    if (!user_has_right(user, RIGHT_PERSON_READ))
        return ERR(ERR_DENIED, "no right to see people");
    struct list_work work = {arena, user, query, ret_page};
    return db_read(db, list_in, &work);
}

static const struct err *help_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct str scope = person_scope(work->arena, work->user, RIGHT_PERSON_EDIT);
    *work->page = (struct person_page){.sees_all = !scope.n};
    TRY(person_classes_in(tx, work->arena, &work->page->classes));
    TRY(person_all_sample(tx, work->arena, &work->page->is_sample));
    return read_units(tx, work, scope);
}

const struct err *person_help_read(struct db *db, struct arena *arena, const struct user *user,
                                   struct date today, struct person_help *ret_help) {
    struct person_page page;
    const struct person_query query = {.day = today};
    struct list_work work = {arena, user, &query, &page};
    *ret_help = (struct person_help){0};
    TRY(db_read(db, help_in, &work));
    for (size_t i = 0; i < page.units.count; i++)
        *list_push(arena, &ret_help->units) = page.units.items[i];
    ret_help->sees_all = page.sees_all;
    ret_help->is_sample = page.is_sample;
    ret_help->classes = page.classes;
    return NULL;
}

struct export_work {
    struct list_work list;
    int64_t now_ms;
};

static const struct err *export_in(struct db_tx *tx, void *context) {
    struct export_work *work = context;
    struct arena *arena = work->list.arena;
    TRY(list_in(tx, &work->list));
    const struct person_page *page = work->list.page;
    const struct audit_note note = {
        .action = "person.export",
        .object_kind = "person_list",
        .object_id = work->list.query->unit_slug,
        .after = str_format(arena, "%zu; " STR_FMT, page->lines.count,
                            STR_ARG(date_display(arena, work->list.query->day))),
    };
    return audit_write(tx, arena, work->list.user, work->now_ms, &note);
}

const struct err *person_export(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct person_query *query,
                                struct person_page *ret_page) {
    if (!user_has_right(user, RIGHT_PERSON_READ))
        return ERR(ERR_DENIED, "no right to see people");
    struct export_work work = {{arena, user, query, ret_page}, now_ms};
    return db_write(db, export_in, &work);
}
