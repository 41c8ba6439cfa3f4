#include "features/person/person_import_service.h"

#include "doc/workbook_table.h"
#include "features/person/person.sql.h"
#include "features/person/person_store_service.h"
#include "sys/id.h"
#include "text/vi_fold.h"

static const int64_t STAGED_MAX_MS = INT64_C(86400000);

static const struct err *deny_who_may_not(const struct user *user) {
    return user_has_right(user, RIGHT_PERSON_EDIT) ? NULL
                                                   : ERR(ERR_DENIED, "no right to import people");
}

/* --- rows against the book ----------------------------------------------------------------------
 */

struct known_unit {
    struct str typed;
    struct date day;
    struct person_unit unit;
    struct message fault; /* MSG_none: people may be entered there */
};

struct import_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct date today;
    struct str scope;
    struct table_cells cells;
    bool store;
    LIST(struct known_unit) units; /* asked once each */
    struct person_import *import;
};

static const struct err *find_unit(struct db_tx *tx, struct import_work *work, struct str typed,
                                   struct date day, const struct known_unit **ret_unit) {
    for (size_t i = 0; i < work->units.count; i++)
        if (str_equal(work->units.items[i].typed, typed) &&
            date_compare(work->units.items[i].day, day) == 0) {
            *ret_unit = &work->units.items[i];
            return NULL;
        }
    struct known_unit *known = list_push(work->arena, &work->units);
    struct issues issues = {0};
    bool seen = false;
    *known = (struct known_unit){.typed = typed, .day = day, .fault = MESSAGE(MSG_none)};
    TRY(person_unit_typed(tx, work->arena, typed, day, "unit", &issues, &known->unit));
    if (issues.count)
        known->fault = issues.items[0].message;
    else
        TRY(person_unit_seen(tx, work->arena, known->unit.id, work->scope, work->today, &seen));
    if (!issues.count && !seen)
        known->fault = MESSAGE_WITH(MSG_person_unit_not_yours, known->unit.name);
    *ret_unit = known;
    return NULL;
}

static void fail(struct import_work *work, struct person_list_row *row, struct str field,
                 struct message message) {
    person_list_find(work->arena, &work->import->list, SEVERITY_ERROR, row, person_column_of(field),
                     message);
}

/* What the row says and the record does not, of the columns it fills in. */
static const struct err *compare(struct db_tx *tx, struct import_work *work,
                                 struct person_list_row *row, const struct person_spans *said) {
    static const struct {
        enum person_aspect aspect;
        enum person_column column;
    } COMPARED[] = {
        {PERSON_POST, COLUMN_POST}, {PERSON_RANK, COLUMN_RANK}, {PERSON_CLASS, COLUMN_CLASS}};
    struct person_spans spans;
    row->state = LIST_SAME;
    TRY(person_load_spans(tx, work->arena, row->known_id, &spans));
    for (size_t i = 0; i < COUNT_OF(COMPARED); i++)
        for (size_t k = 0; k < said->count; k++) {
            const struct person_span *is = person_span_on(&spans, COMPARED[i].aspect, work->today);
            if (said->items[k].aspect != COMPARED[i].aspect ||
                (is && str_equal(vi_fold(work->arena, is->value),
                                 vi_fold(work->arena, said->items[k].value))))
                continue;
            row->state = LIST_DIFFERS;
            person_list_find(
                work->arena, &work->import->list, SEVERITY_WARNING, row, COMPARED[i].column,
                is ? MESSAGE_WITH(MSG_person_list_differs, row->cells[COMPARED[i].column],
                                  is->value)
                   : MESSAGE_WITH(MSG_person_list_not_recorded, row->cells[COMPARED[i].column]));
        }
    return NULL;
}

/* Somebody of that name and birth date: known here, or to be transferred. */
static const struct err *look_for(struct db_tx *tx, struct import_work *work,
                                  struct person_list_row *row,
                                  const struct person_identity *identity,
                                  const struct person_spans *said) {
    struct person_twins twins;
    TRY(person_find_twins(tx, work->arena, identity, said->items[0].unit_id, work->today,
                          work->scope, &twins));
    if (!twins.count)
        return NULL;
    const struct person_twin *twin = &twins.items[0];
    for (size_t i = 0; i < twins.count; i++)
        if (twins.items[i].is_same_unit)
            twin = &twins.items[i];
    row->known_id = twin->id;
    if (twin->is_same_unit)
        return compare(tx, work, row, said);
    row->state = LIST_DIFFERS;
    person_list_find(work->arena, &work->import->list, SEVERITY_WARNING, row, COLUMN_NAME,
                     twin->unit_name.n
                         ? MESSAGE_WITH(MSG_person_list_elsewhere, twin->name, twin->unit_name)
                     : twin->id.n ? MESSAGE_WITH(MSG_person_list_no_unit, twin->name)
                                  : MESSAGE_WITH(MSG_person_list_elsewhere_unseen, twin->name));
    return NULL;
}

static const struct err *read_row(struct db_tx *tx, struct import_work *work,
                                  struct person_list_row *row, struct person_identity *identity,
                                  struct person_spans *spans) {
    struct issues issues = {0};
    const struct known_unit *unit;
    person_read_identity(work->arena, &row->form, work->today, &issues, identity);
    TRY(person_first_spans(tx, work->arena, &row->form, &issues, spans));
    row->name_fold = identity->name_fold;
    row->born = identity->born;
    if (row->form.unit.n) {
        struct date from = spans->items[0].from;
        TRY(find_unit(tx, work, row->form.unit, date_is_empty(from) ? work->today : from, &unit));
        if (unit->fault.id != MSG_none)
            issue_add(work->arena, &issues, STR("unit"), unit->fault);
        spans->items[0].unit_id = unit->unit.id;
        spans->items[0].unit_name = unit->unit.name;
    }
    for (size_t i = 0; i < issues.count; i++)
        fail(work, row, issues.items[i].field, issues.items[i].message);
    return row->state == LIST_WRONG ? NULL : look_for(tx, work, row, identity, spans);
}

struct person_to_add {
    struct person_identity identity;
    struct person_spans spans;
};

static const struct err *read_in(struct db_tx *tx, struct import_work *work,
                                 struct person_to_add **ret_people) {
    struct person_import *import = work->import;
    work->units.count = 0;
    TRY(person_all_sample(tx, work->arena, &import->is_sample));
    person_list_read(work->arena, work->cells.items, work->cells.count, &import->list);
    if (!import->list.found)
        import->fault = MESSAGE(MSG_person_list_no_header);
    size_t count = import->list.rows.count;
    struct person_to_add *people = ARENA_ARRAY(work->arena, struct person_to_add, count + 1);
    for (size_t i = 0; i < count; i++)
        TRY(read_row(tx, work, &import->list.rows.items[i], &people[i].identity, &people[i].spans));
    person_list_finish(work->arena, &import->list);
    *ret_people = people;
    return NULL;
}

static const struct err *look_in(struct db_tx *tx, void *context) {
    struct person_to_add *people;
    return read_in(tx, context, &people);
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct import_work *work = context;
    struct person_import *import = work->import;
    struct person_to_add *people;
    struct str id;
    int64_t changed;
    import->is_stored = false;
    import->stored_count = 0;
    TRY(read_in(tx, work, &people));
    if (import->fault.id != MSG_none ||
        table_findings_count(&import->list.findings, SEVERITY_ERROR))
        return NULL;
    for (size_t i = 0; i < import->list.rows.count; i++) {
        if (import->list.rows.items[i].state != LIST_NEW)
            continue;
        TRY(person_store_new(tx, work->arena, work->user, work->now_ms, &people[i].identity,
                             &people[i].spans, &id));
        import->stored_count++;
    }
    TRY(q_person_file_stored(tx, import->id, work->now_ms, import->stored_count, STR(""),
                             &changed));
    if (!changed)
        return ERR_TEXT(ERR_STATE, "person.list_stored", "the list was stored before");
    import->is_stored = true;
    const struct audit_note note = {
        .action = "person.import",
        .object_kind = "person_list",
        .object_id = import->id,
        .after = str_format(work->arena, "%lld", (long long)import->stored_count),
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* --- staged -------------------------------------------------------------------------------------
 */

struct stage_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
    struct str name;
    struct str bytes;
    struct q_person_file_find_row row;
};

static const struct err *stage_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    int64_t dropped;
    TRY(q_person_file_clear(tx, work->now_ms - STAGED_MAX_MS, STR(""), &dropped));
    return q_person_file_insert(tx, work->id, work->name, work->bytes, work->user->id,
                                work->user->name, work->now_ms);
}

const struct err *person_stage_list(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str name, struct str bytes,
                                    struct str *ret_id) {
    TRY(deny_who_may_not(user));
    if (bytes.n > PERSON_FILE_BYTES_MAX)
        return ERR(ERR_LIMIT, "the list is too large");
    struct stage_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .id = id_new(arena, now_ms),
                              .name = name,
                              .bytes = bytes};
    TRY(db_write(db, stage_in, &work));
    *ret_id = work.id;
    return NULL;
}

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    bool found;
    TRY(q_person_file_find(tx, work->arena, work->id, work->user->id, &found, &work->row));
    return found && !str_equal_c(work->row.state, "dropped")
               ? NULL
               : ERR_TEXT(ERR_NOT_FOUND, "person.no_list", "no such list of people");
}

static const struct err *open_staged(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, struct str id, bool store,
                                     struct person_import *ret_import) {
    TRY(deny_who_may_not(user));
    struct stage_work stage = {.arena = arena, .user = user, .now_ms = now_ms, .id = id};
    TRY(db_read(db, find_in, &stage));
    *ret_import = (struct person_import){.id = id,
                                         .name = stage.row.name,
                                         .fault = MESSAGE(MSG_none),
                                         .is_stored = str_equal_c(stage.row.state, "stored"),
                                         .stored_count = stage.row.stored_count};
    if (ret_import->is_stored)
        return store ? ERR_TEXT(ERR_STATE, "person.list_stored", "the list was stored before")
                     : NULL;
    struct import_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .today = date_of_instant(now_ms),
                               .scope = person_scope(arena, user, RIGHT_PERSON_EDIT),
                               .store = store,
                               .import = ret_import};
    struct str sheet_name;
    TRY(workbook_table_read(arena, stage.row.content, PERSON_LIST_MAX + 100,
                            PERSON_LIST_COLUMNS_MAX, &work.cells, &sheet_name, &ret_import->fault));
    if (ret_import->fault.id != MSG_none)
        return NULL;
    return store ? db_write(db, store_in, &work) : db_read(db, look_in, &work);
}

const struct err *person_staged_list(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, struct str id,
                                     struct person_import *ret_import) {
    return open_staged(db, arena, user, now_ms, id, false, ret_import);
}

const struct err *person_store_list(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str id,
                                    struct person_import *ret_import) {
    return open_staged(db, arena, user, now_ms, id, true, ret_import);
}
