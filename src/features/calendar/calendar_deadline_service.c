#include "features/calendar/calendar_deadline_service.h"

#include "features/calendar/calendar.sql.h"

/* Rows come by id and revision: the last of an id stands unless it was taken out. */
static struct str earliest_row(const struct q_calendar_rows_rows *rows, struct str kind_code,
                               struct calendar_deadlines *deadlines) {
    struct str id = STR("");
    for (size_t i = 0; i < rows->count; i++) {
        const struct q_calendar_rows_row *row = &rows->items[i];
        bool newest = i + 1 == rows->count || !str_equal(rows->items[i + 1].row_id, row->row_id);
        struct date day = {0};
        if (!newest || row->removed || !str_equal(row->kind, kind_code) ||
            !date_parse_iso(row->deadline, &day))
            continue;
        if (date_is_empty(deadlines->deadline) || date_compare(day, deadlines->deadline) < 0) {
            deadlines->deadline = day;
            deadlines->author = row->author;
            deadlines->at_ms = row->at_ms;
            id = row->row_id;
        }
    }
    return id;
}

const struct err *calendar_deadlines_of(struct db_tx *tx, struct arena *arena,
                                        struct str cluster_id, int year, struct str kind_code,
                                        struct calendar_deadlines *ret_deadlines) {
    struct q_calendar_rows_rows rows;
    struct q_calendar_extensions_rows extensions;
    TRY(q_calendar_rows(tx, arena, cluster_id, year, &rows));
    TRY(q_calendar_extensions(tx, arena, cluster_id, year, &extensions));
    struct calendar_deadlines deadlines = {.author = STR("")};
    struct str row_id = earliest_row(&rows, kind_code, &deadlines);
    for (size_t i = 0; row_id.n && i < extensions.count; i++) {
        const struct q_calendar_extensions_row *row = &extensions.items[i];
        struct calendar_longer longer = {.unit_id = row->unit_id};
        bool last = i + 1 == extensions.count ||
                    !str_equal(extensions.items[i + 1].row_id, row->row_id) ||
                    !str_equal(extensions.items[i + 1].unit_id, row->unit_id);
        if (last && str_equal(row->row_id, row_id) &&
            date_parse_iso(row->deadline, &longer.deadline) &&
            date_compare(longer.deadline, deadlines.deadline) > 0)
            *list_push(arena, &deadlines.longer) = longer;
    }
    *ret_deadlines = deadlines;
    return NULL;
}

struct date calendar_deadline_for(const struct calendar_deadlines *deadlines, struct str unit_id) {
    for (size_t i = 0; i < deadlines->longer.count; i++)
        if (str_equal(deadlines->longer.items[i].unit_id, unit_id))
            return deadlines->longer.items[i].deadline;
    return deadlines->deadline;
}
