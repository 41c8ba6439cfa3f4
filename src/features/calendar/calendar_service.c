#include "features/calendar/calendar_service.h"

#include <stdlib.h>

#include "features/calendar/calendar.sql.h"

const struct due_kind *due_kind_of(struct str code) {
    for (size_t i = 0; i < due_kind_count; i++)
        if (str_equal(due_kinds[i]->code, code))
            return due_kinds[i];
    return NULL;
}

struct calendar_kinds calendar_kinds(struct arena *arena) {
    struct calendar_kinds kinds = {0};
    for (size_t i = 0; i < due_kind_count; i++)
        *list_push(arena, &kinds) = (struct calendar_kind){
            due_kinds[i]->code, due_kinds[i]->by_unit, due_kinds[i]->of_half};
    return kinds;
}

static struct calendar_row row_of(const struct q_calendar_rows_row *row) {
    return (struct calendar_row){
        .id = row->row_id,
        .revision = row->revision,
        .title = row->title,
        .kind = row->kind,
        .half = (int)row->half,
        .starts = date_from_iso(row->starts),
        .deadline = date_from_iso(row->deadline),
        .by_unit = row->by_unit,
        .note = row->note,
        .basis = row->basis,
        .removed = row->removed,
        .reason = row->reason,
        .author = row->author,
        .at_ms = row->at_ms,
    };
}

/* --- one year ----------------------------------------------------------------------------- */

struct loader {
    struct db_tx *tx;
    struct arena *arena;
    const struct cluster_year *year;
    struct date today;
    struct q_calendar_extensions_rows extensions;
    struct q_calendar_marks_rows marks;
    struct calendar calendar;
};

/* The newest revisions of rows, with the deadlines that counted before. */
static void take_rows(struct loader *loader, const struct q_calendar_rows_rows *rows) {
    for (size_t i = 0, end; i < rows->count; i = end) {
        struct calendar_line line = {0};
        for (end = i;
             end < rows->count && str_equal(rows->items[end].row_id, rows->items[i].row_id);
             end++) {
            struct calendar_row next = row_of(&rows->items[end]);
            if (end > i && date_compare(next.deadline, line.row.deadline))
                *list_push(loader->arena, &line.moved) = (struct calendar_moved){
                    line.row.deadline, next.reason, next.author, next.at_ms};
            line.row = next;
        }
        if (!line.row.removed)
            *list_push(loader->arena, &loader->calendar) = line;
    }
}

/* Whose stand an extension or a mark is about: an index, or -1. */
static ptrdiff_t stand_of(const struct loader *loader, const struct calendar_line *line,
                          struct str unit_id) {
    if (!line->row.by_unit)
        return unit_id.n ? -1 : 0;
    return cluster_year_member_by_id(loader->year, unit_id);
}

/* Rows come by revision: the last of a unit stays. */
static void take_extensions(const struct loader *loader, struct calendar_line *line) {
    for (size_t i = 0; i < loader->extensions.count; i++) {
        const struct q_calendar_extensions_row *row = &loader->extensions.items[i];
        ptrdiff_t at =
            str_equal(row->row_id, line->row.id) ? stand_of(loader, line, row->unit_id) : -1;
        if (at < 0)
            continue;
        struct date day = date_from_iso(row->deadline);
        /* Where all have got longer than the one had, all is as for all. */
        bool longer = !date_is_empty(day) && date_compare(day, line->row.deadline) > 0;
        line->stands[at].deadline = longer ? day : line->row.deadline;
        line->stands[at].extended = longer;
        line->stands[at].extended_why = row->reason;
    }
}

static void take_marks(const struct loader *loader, struct calendar_line *line) {
    for (size_t i = 0; i < loader->marks.count; i++) {
        const struct q_calendar_marks_row *row = &loader->marks.items[i];
        ptrdiff_t at =
            str_equal(row->row_id, line->row.id) ? stand_of(loader, line, row->unit_id) : -1;
        if (at < 0)
            continue;
        struct calendar_stand *stand = &line->stands[at];
        stand->mark =
            (struct calendar_mark){date_from_iso(row->received_on), row->incomplete, row->remark};
        stand->due = calendar_mark_state(&stand->mark);
        stand->on = stand->mark.received;
    }
}

static const struct err *look(const struct loader *loader, struct calendar_line *line) {
    struct due_mark *marks = ARENA_ARRAY(loader->arena, struct due_mark, line->stand_count + 1);
    TRY(line->kind->look(loader->tx, loader->arena, loader->year, line->row.half, marks));
    for (size_t i = 0; i < line->stand_count; i++) {
        line->stands[i].due = marks[i].state;
        line->stands[i].details = marks[i].details;
        if (marks[i].at_ms)
            line->stands[i].on = date_of_instant(marks[i].at_ms);
    }
    return NULL;
}

static const struct err *judge_line(const struct loader *loader, struct calendar_line *line) {
    line->kind = line->row.kind.n ? due_kind_of(line->row.kind) : NULL;
    line->kind_gone = line->row.kind.n && !line->kind;
    if (line->kind)
        line->row.by_unit = line->kind->by_unit;
    line->stand_count = line->row.by_unit ? loader->year->members.count : 1;
    line->stands = ARENA_ARRAY(loader->arena, struct calendar_stand, line->stand_count + 1);
    for (size_t i = 0; i < line->stand_count; i++)
        line->stands[i] = (struct calendar_stand){
            .deadline = line->row.deadline, .extended_why = STR(""), .mark = {.remark = STR("")}};
    take_extensions(loader, line);
    if (line->kind)
        TRY(look(loader, line));
    else
        take_marks(loader, line);
    for (size_t i = 0; i < line->stand_count; i++) {
        struct calendar_stand *stand = &line->stands[i];
        stand->state =
            calendar_judge(line->row.starts, stand->deadline, stand->due, stand->on, loader->today);
        calendar_count(&line->counts, stand->state);
    }
    return NULL;
}

static int by_deadline(const void *left, const void *right) {
    const struct calendar_row *a = &((const struct calendar_line *)left)->row;
    const struct calendar_row *b = &((const struct calendar_line *)right)->row;
    int order = date_compare(a->deadline, b->deadline);
    if (order)
        return order;
    order = str_compare(a->title, b->title);
    return order ? order : str_compare(a->id, b->id);
}

const struct err *calendar_load(struct db_tx *tx, struct arena *arena,
                                const struct cluster_year *year, struct date today,
                                struct calendar *ret_calendar) {
    struct loader loader = {.tx = tx, .arena = arena, .year = year, .today = today};
    struct q_calendar_rows_rows rows;
    TRY(q_calendar_rows(tx, arena, year->cluster_id, year->year, &rows));
    take_rows(&loader, &rows);
    if (loader.calendar.count) {
        TRY(q_calendar_extensions(tx, arena, year->cluster_id, year->year, &loader.extensions));
        TRY(q_calendar_marks(tx, arena, year->cluster_id, year->year, &loader.marks));
    }
    for (size_t i = 0; i < loader.calendar.count; i++)
        TRY(judge_line(&loader, &loader.calendar.items[i]));
    if (loader.calendar.count)
        qsort(loader.calendar.items, loader.calendar.count, sizeof(*loader.calendar.items),
              by_deadline);
    *ret_calendar = loader.calendar;
    return NULL;
}

struct read_work {
    struct arena *arena;
    const struct cluster_year *year;
    struct date today;
    struct str row_id;
    struct calendar calendar;
    struct calendar_history history;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    return calendar_load(tx, work->arena, work->year, work->today, &work->calendar);
}

const struct err *calendar_of_year(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year, struct date today,
                                   struct calendar *ret_calendar) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read the calendar");
    struct read_work work = {.arena = arena, .year = year, .today = today};
    TRY(db_read(db, load_in, &work));
    *ret_calendar = work.calendar;
    return NULL;
}

const struct err *calendar_look(struct db_tx *tx, struct arena *arena,
                                const struct cluster_year *year, const struct due_kind *kind,
                                int half, struct calendar_progress *ret_progress) {
    struct calendar_progress progress = {.kind = kind, .half = half};
    progress.all = kind->by_unit ? year->members.count : 1;
    struct due_mark *marks = ARENA_ARRAY(arena, struct due_mark, progress.all + 1);
    TRY(kind->look(tx, arena, year, half, marks));
    for (size_t i = 0; i < progress.all; i++) {
        progress.done += marks[i].state == DUE_RECEIVED;
        progress.incomplete += marks[i].state == DUE_INCOMPLETE;
    }
    *ret_progress = progress;
    return NULL;
}

const struct err *calendar_years(struct db_tx *tx, struct arena *arena, const struct reach *reach,
                                 int from, int to, struct calendar_years *ret_years) {
    struct q_calendar_years_rows rows;
    TRY(q_calendar_years(tx, arena, from, to, reach_clusters(arena, reach), &rows));
    *ret_years = (struct calendar_years){0};
    for (size_t i = 0; i < rows.count; i++)
        if (reach_has(reach, place_at(rows.items[i].id, (int)rows.items[i].year)))
            *list_push(arena, ret_years) =
                (struct calendar_year){rows.items[i].slug, (int)rows.items[i].year};
    return NULL;
}

const struct calendar_line *calendar_find(const struct calendar *calendar, struct str row_id) {
    for (size_t i = 0; i < calendar->count; i++)
        if (str_equal(calendar->items[i].row.id, row_id))
            return &calendar->items[i];
    return NULL;
}

/* --- a row's history ------------------------------------------------------------------------ */

static struct str unit_name(const struct cluster_year *year, struct str unit_id) {
    ptrdiff_t at = cluster_year_member_by_id(year, unit_id);
    return at < 0 ? STR("") : year->members.items[at].name;
}

static int by_instant(const void *left, const void *right) {
    const struct calendar_event *a = left;
    const struct calendar_event *b = right;
    return a->at_ms < b->at_ms ? -1 : a->at_ms > b->at_ms;
}

static const struct err *history_in(struct db_tx *tx, void *context) {
    struct read_work *work = context;
    struct arena *arena = work->arena;
    struct str cluster_id = work->year->cluster_id;
    struct q_calendar_rows_rows rows;
    struct q_calendar_extensions_rows extensions;
    struct q_calendar_marks_rows marks;
    TRY(q_calendar_rows(tx, arena, cluster_id, work->year->year, &rows));
    TRY(q_calendar_extensions(tx, arena, cluster_id, work->year->year, &extensions));
    TRY(q_calendar_marks(tx, arena, cluster_id, work->year->year, &marks));
    work->history = (struct calendar_history){0};
    for (size_t i = 0; i < rows.count; i++)
        if (str_equal(rows.items[i].row_id, work->row_id))
            *list_push(arena, &work->history.rows) = row_of(&rows.items[i]);
    for (size_t i = 0; i < extensions.count; i++)
        if (str_equal(extensions.items[i].row_id, work->row_id))
            *list_push(arena, &work->history.events) =
                (struct calendar_event){.at_ms = extensions.items[i].at_ms,
                                        .author = extensions.items[i].author,
                                        .unit = unit_name(work->year, extensions.items[i].unit_id),
                                        .is_extension = true,
                                        .day = date_from_iso(extensions.items[i].deadline),
                                        .words = extensions.items[i].reason};
    for (size_t i = 0; i < marks.count; i++)
        if (str_equal(marks.items[i].row_id, work->row_id))
            *list_push(arena, &work->history.events) =
                (struct calendar_event){.at_ms = marks.items[i].at_ms,
                                        .author = marks.items[i].author,
                                        .unit = unit_name(work->year, marks.items[i].unit_id),
                                        .day = date_from_iso(marks.items[i].received_on),
                                        .incomplete = marks.items[i].incomplete,
                                        .words = marks.items[i].remark};
    if (work->history.events.count)
        qsort(work->history.events.items, work->history.events.count,
              sizeof(*work->history.events.items), by_instant);
    return NULL;
}

const struct err *calendar_history(struct db *db, struct arena *arena, const struct user *user,
                                   const struct cluster_year *year, struct str row_id,
                                   struct calendar_history *ret_history) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_year(year), STR("")))
        return ERR(ERR_DENIED, "no right to read the calendar");
    struct read_work work = {.arena = arena, .year = year, .row_id = row_id};
    TRY(db_read(db, history_in, &work));
    if (!work.history.rows.count)
        return ERR(ERR_NOT_FOUND, "no such row in this calendar");
    *ret_history = work.history;
    return NULL;
}
