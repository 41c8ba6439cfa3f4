/* Changes of the calendar: each is a new revision, written with its audit row. */
#include "features/audit/audit.h"
#include "features/calendar/calendar.sql.h"
#include "features/calendar/calendar_service.h"
#include "features/cluster/closing_service.h"
#include "features/legal/legal_cite_service.h"
#include "sys/id.h"

struct edit_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str row_id; /* empty: a new row */
    struct str reason;
    struct issues *issues;
    /* a row, or several */
    const struct calendar_form *forms;
    const size_t *numbers; /* of the fields of a grid; NULL: one form, its fields bare */
    size_t count;
    struct str stored_id;
    /* one unit */
    struct str unit_id;
    struct str deadline;
    /* marks */
    const struct calendar_mark_form *marks;
    size_t stored;
};

static bool may(const struct user *user, const struct cluster_year *year) {
    return user_may(user, RIGHT_YEAR_EDIT, place_of_year(year), STR(""));
}

static const struct err *tell(struct db_tx *tx, const struct edit_work *work, const char *action,
                              struct str row_id, struct str before, struct str after) {
    struct audit_note note = {
        .action = action,
        .object_kind = "calendar_row",
        .object_id = row_id,
        .before = before,
        .after = after,
        .reason = work->reason.n ? work->reason : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* --- rows ----------------------------------------------------------------------------------- */

static struct str words_of(struct arena *arena, const struct calendar_row *row) {
    struct str day = date_display(arena, row->deadline);
    return str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(row->title), STR_ARG(day));
}

static const struct err *insert(struct db_tx *tx, const struct edit_work *work,
                                const struct calendar_row *row) {
    struct arena *arena = work->arena;
    return q_calendar_row_insert(
        tx, id_new(arena, work->now_ms), row->id, row->revision, work->year->cluster_id,
        work->year->year, row->title, row->kind, row->half, date_iso_or_none(arena, row->starts),
        date_iso(arena, row->deadline), row->by_unit, row->note, row->basis, row->removed,
        row->reason, work->user->name, work->now_ms);
}

/* The calendar without what other rooms see: for the rows alone. */
static const struct err *load_rows(struct db_tx *tx, const struct edit_work *work,
                                   struct calendar_rows *ret_rows) {
    struct q_calendar_rows_rows rows;
    TRY(q_calendar_rows(tx, work->arena, work->year->cluster_id, work->year->year, &rows));
    *ret_rows = (struct calendar_rows){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_calendar_rows_row *row = &rows.items[i];
        bool last = i + 1 == rows.count || !str_equal(rows.items[i + 1].row_id, row->row_id);
        if (!last || row->removed)
            continue;
        struct calendar_row read = {.id = row->row_id,
                                    .revision = row->revision,
                                    .title = row->title,
                                    .kind = row->kind,
                                    .half = (int)row->half,
                                    .by_unit = row->by_unit,
                                    .note = row->note,
                                    .basis = row->basis};
        date_parse_iso(row->starts, &read.starts);
        date_parse_iso(row->deadline, &read.deadline);
        *list_push(work->arena, ret_rows) = read;
    }
    return NULL;
}

static const struct err *load_row(struct db_tx *tx, const struct edit_work *work,
                                  struct calendar_row *ret_row) {
    struct calendar_rows rows;
    TRY(load_rows(tx, work, &rows));
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].id, work->row_id)) {
            *ret_row = rows.items[i];
            return NULL;
        }
    return ERR(ERR_NOT_FOUND, "no such row in this calendar");
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct edit_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    struct calendar_rows rows;
    struct legal_citer citer;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_rows(tx, work, &rows));
    TRY(legal_citer_load_in(tx, arena, LANG_VI, &citer));
    struct calendar_kinds kinds = calendar_kinds(arena);
    struct calendar_row *read = ARENA_ARRAY(arena, struct calendar_row, work->count + 1);
    for (size_t i = 0; i < work->count; i++) {
        struct str suffix = work->numbers ? str_format(arena, "-%zu", work->numbers[i]) : STR("");
        calendar_check_form(arena, work->year->year, &work->forms[i], &kinds, &citer, suffix,
                            work->issues, &read[i]);
        read[i].reason = STR("");
        read[i].revision = 1;
    }
    if (rows.count + work->count > CALENDAR_ROWS_MAX)
        issue_add(arena, work->issues, STR_NONE,
                  MESSAGE_WITH(MSG_calendar_too_many, str_format(arena, "%d", CALENDAR_ROWS_MAX)));
    for (size_t i = 0; !work->issues->count && i < work->count; i++) {
        read[i].id = id_new(arena, work->now_ms);
        TRY(insert(tx, work, &read[i]));
        TRY(tell(tx, work, "calendar.add", read[i].id, STR_NONE, words_of(arena, &read[i])));
        work->stored_id = read[i].id;
    }
    return NULL;
}

static const struct err *change_in(struct db_tx *tx, void *context) {
    struct edit_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    struct calendar_row before;
    struct calendar_row after;
    struct legal_citer citer;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_row(tx, work, &before));
    TRY(legal_citer_load_in(tx, arena, LANG_VI, &citer));
    struct calendar_kinds kinds = calendar_kinds(arena);
    calendar_check_form(arena, work->year->year, work->forms, &kinds, &citer, STR(""), work->issues,
                        &after);
    if (str_is_empty(after.reason))
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_calendar_reason_missing));
    if (work->forms->seen_revision && work->forms->seen_revision != before.revision)
        issue_add(arena, work->issues, STR_NONE, MESSAGE(MSG_calendar_changed_meanwhile));
    if (work->issues->count)
        return NULL;
    work->reason = after.reason;
    after.id = before.id;
    after.revision = before.revision + 1;
    TRY(insert(tx, work, &after));
    work->stored_id = after.id;
    return tell(tx, work, "calendar.change", after.id, words_of(arena, &before),
                words_of(arena, &after));
}

const struct err *calendar_enter(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct cluster_year *year, struct str row_id,
                                 const struct calendar_form *form, struct issues *issues,
                                 struct str *ret_row_id) {
    if (!may(user, year))
        return ERR(ERR_DENIED, "no right to change the calendar");
    struct edit_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .year = year,
                             .row_id = row_id,
                             .issues = issues,
                             .forms = form,
                             .count = 1};
    TRY(db_write(db, row_id.n ? change_in : add_in, &work));
    *ret_row_id = work.stored_id;
    return NULL;
}

const struct err *calendar_take(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, const struct cluster_year *year,
                                const struct calendar_form *forms, const size_t *numbers,
                                size_t count, struct issues *issues) {
    if (!may(user, year))
        return ERR(ERR_DENIED, "no right to change the calendar");
    struct edit_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .year = year,
                             .issues = issues,
                             .forms = forms,
                             .numbers = numbers,
                             .count = count};
    return db_write(db, add_in, &work);
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct edit_work *work = context;
    work->issues->count = 0;
    struct calendar_row row;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_row(tx, work, &row));
    calendar_check_reason(work->arena, "why-removed", work->reason, work->issues);
    if (work->issues->count)
        return NULL;
    row.removed = true;
    row.revision++;
    row.reason = work->reason;
    TRY(insert(tx, work, &row));
    return tell(tx, work, "calendar.remove", row.id, words_of(work->arena, &row), STR_NONE);
}

const struct err *calendar_remove(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_year *year,
                                  struct str row_id, struct str reason, struct issues *issues) {
    if (!may(user, year))
        return ERR(ERR_DENIED, "no right to change the calendar");
    struct edit_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .year = year,
                             .row_id = row_id,
                             .reason = reason.p ? reason : STR(""),
                             .issues = issues};
    return db_write(db, remove_in, &work);
}

/* --- one unit's longer time ------------------------------------------------------------------- */

static const struct err *extend_in(struct db_tx *tx, void *context) {
    struct edit_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    struct calendar_row row;
    struct q_calendar_extensions_rows extensions;
    struct date deadline;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_row(tx, work, &row));
    TRY(q_calendar_extensions(tx, arena, work->year->cluster_id, work->year->year, &extensions));
    ptrdiff_t member = cluster_year_member_by_id(work->year, work->unit_id);
    calendar_check_extension(arena, work->year->year, &row, work->deadline, work->reason,
                             work->issues, &deadline);
    if (!row.by_unit)
        issue_add(arena, work->issues, STR("unit"), MESSAGE(MSG_calendar_extension_of_head));
    else if (member < 0)
        issue_add(arena, work->issues, STR("unit"), MESSAGE(MSG_calendar_unit_missing));
    int64_t revision = 0;
    struct date before = row.deadline;
    for (size_t i = 0; i < extensions.count; i++)
        if (str_equal(extensions.items[i].row_id, row.id) &&
            str_equal(extensions.items[i].unit_id, work->unit_id)) {
            revision = extensions.items[i].revision;
            before = row.deadline;
            date_parse_iso(extensions.items[i].deadline, &before);
        }
    if (!work->issues->count && date_is_empty(deadline) && !revision)
        issue_add(arena, work->issues, STR("until"), MESSAGE(MSG_calendar_until_missing));
    if (work->issues->count)
        return NULL;
    TRY(q_calendar_extension_insert(tx, id_new(arena, work->now_ms), work->year->cluster_id,
                                    work->year->year, row.id, work->unit_id, revision + 1,
                                    date_iso_or_none(arena, deadline), work->reason,
                                    work->user->name, work->now_ms));
    struct str name = work->year->members.items[member].name;
    struct date now = date_is_empty(deadline) ? row.deadline : deadline;
    struct str was = date_display(arena, before);
    struct str is = date_display(arena, now);
    return tell(tx, work, "calendar.extend", row.id,
                str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(name), STR_ARG(was)),
                str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(name), STR_ARG(is)));
}

const struct err *calendar_extend(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_year *year,
                                  struct str row_id, struct str unit_id, struct str deadline,
                                  struct str reason, struct issues *issues) {
    if (!may(user, year))
        return ERR(ERR_DENIED, "no right to change the calendar");
    struct edit_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .year = year,
                             .row_id = row_id,
                             .unit_id = unit_id,
                             .deadline = deadline,
                             .reason = reason.p ? reason : STR(""),
                             .issues = issues};
    return db_write(db, extend_in, &work);
}

/* --- marks by hand ---------------------------------------------------------------------------- */

/* The newest mark of a unit on the row; revision 0: none. */
static struct calendar_mark mark_before(const struct q_calendar_marks_rows *marks,
                                        struct str row_id, struct str unit_id,
                                        int64_t *ret_revision) {
    struct calendar_mark mark = {.remark = STR("")};
    *ret_revision = 0;
    for (size_t i = 0; i < marks->count; i++) {
        const struct q_calendar_marks_row *row = &marks->items[i];
        if (!str_equal(row->row_id, row_id) || !str_equal(row->unit_id, unit_id))
            continue;
        mark = (struct calendar_mark){.incomplete = row->incomplete, .remark = row->remark};
        date_parse_iso(row->received_on, &mark.received);
        *ret_revision = row->revision;
    }
    return mark;
}

static struct str words_of_mark(struct arena *arena, struct str unit,
                                const struct calendar_mark *mark) {
    struct str day = date_display(arena, mark->received);
    return str_format(arena, STR_FMT "; " STR_FMT "%s; " STR_FMT, STR_ARG(unit),
                      STR_ARG(day.n ? day : STR("–")), mark->incomplete ? " (chưa đủ)" : "",
                      STR_ARG(mark->remark));
}

static const struct err *store_mark(struct db_tx *tx, struct edit_work *work,
                                    const struct q_calendar_marks_rows *marks,
                                    const struct calendar_mark_form *form,
                                    const struct calendar_mark *mark) {
    int64_t revision;
    struct calendar_mark before = mark_before(marks, work->row_id, form->unit_id, &revision);
    if (!date_compare(before.received, mark->received) && before.incomplete == mark->incomplete &&
        str_equal(before.remark, mark->remark))
        return NULL;
    struct arena *arena = work->arena;
    TRY(q_calendar_mark_insert(tx, id_new(arena, work->now_ms), work->year->cluster_id,
                               work->year->year, work->row_id, form->unit_id, revision + 1,
                               date_iso_or_none(arena, mark->received), mark->incomplete,
                               mark->remark, work->user->name, work->now_ms));
    work->stored++;
    ptrdiff_t member = cluster_year_member_by_id(work->year, form->unit_id);
    struct str name = member < 0 ? work->year->name : work->year->members.items[member].name;
    return tell(tx, work, "calendar.mark", work->row_id,
                revision ? words_of_mark(arena, name, &before) : STR_NONE,
                words_of_mark(arena, name, mark));
}

static const struct err *mark_in(struct db_tx *tx, void *context) {
    struct edit_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    work->stored = 0;
    struct calendar_row row;
    struct q_calendar_marks_rows marks;
    TRY(closing_year_must_be_open(tx, work->arena, work->year->cluster_id, work->year->year));
    TRY(load_row(tx, work, &row));
    if (row.kind.n && due_kind_of(row.kind))
        return ERR(ERR_STATE, "what the program sees by itself is not marked by hand");
    TRY(q_calendar_marks(tx, arena, work->year->cluster_id, work->year->year, &marks));
    struct calendar_mark *read = ARENA_ARRAY(arena, struct calendar_mark, work->count + 1);
    for (size_t i = 0; i < work->count; i++) {
        const struct calendar_mark_form *form = &work->marks[i];
        calendar_check_mark(arena, work->year->year, form->received, form->incomplete, form->remark,
                            form->slug, date_of_instant(work->now_ms), work->issues, &read[i]);
        bool fits = row.by_unit ? cluster_year_member_by_id(work->year, form->unit_id) >= 0
                                : !form->unit_id.n;
        if (!fits)
            return ERR(ERR_NOT_FOUND, "no such member in this year");
    }
    for (size_t i = 0; !work->issues->count && i < work->count; i++)
        TRY(store_mark(tx, work, &marks, &work->marks[i], &read[i]));
    return NULL;
}

const struct err *calendar_mark_rows(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct cluster_year *year,
                                     struct str row_id, const struct calendar_mark_form *forms,
                                     size_t count, struct issues *issues, size_t *ret_stored) {
    if (!may(user, year))
        return ERR(ERR_DENIED, "no right to mark what was received");
    struct edit_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .year = year,
                             .row_id = row_id,
                             .issues = issues,
                             .marks = forms,
                             .count = count};
    TRY(db_write(db, mark_in, &work));
    *ret_stored = work.stored;
    return NULL;
}
