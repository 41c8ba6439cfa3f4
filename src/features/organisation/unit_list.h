/* Reading a list of units that an office sent: what is new, what the book says already, what is
 * wrong. Pure: the cells come in; findings and a plan come out.
 *
 * A list adds units and nothing else: where it says something else than the book, that is told, and
 * the change is recorded by its own form with its own decision. Errors keep the whole list from
 * being stored, warnings their row alone.
 */
#ifndef FEATURES_ORGANISATION_UNIT_LIST_H
#define FEATURES_ORGANISATION_UNIT_LIST_H

#include "features/organisation/unit_change.h"
#include "text/table_read.h"

enum { UNIT_LIST_MAX = 20000 }; /* rows */

enum list_column {
    LIST_NAME,
    LIST_CODE,
    LIST_KIND,
    LIST_PARENT,
    LIST_FROM,
    LIST_TO,
    LIST_DECISION,
    LIST_SHORT,
    LIST_SOURCE,
    LIST_COLUMN_COUNT,
};

struct list_row {
    uint32_t row;
    struct str cells[LIST_COLUMN_COUNT]; /* as written; empty where there is none */
    enum list_row_state state;
    struct unit_state unit; /* as understood; a planned id where it is new */
};

struct list_rows {
    struct list_row *items;
    size_t count;
    size_t capacity;
};

struct list_kind {
    struct str code;
    struct str name;
};

struct unit_list {
    bool found;                          /* a header row with the column of names */
    uint32_t columns[LIST_COLUMN_COUNT]; /* of the sheet; 0: not there */
    struct list_rows rows;
    struct table_findings findings; /* by row, then column */
    size_t counts[4];               /* by enum list_row_state */
    struct unit_plan plan;          /* the new ones; empty where there are errors */
};

/* CELLS by row, then column. TODAY finds levels above of rows without a beginning. */
void unit_list_read(struct arena *arena, const struct table_cell *cells, size_t cell_count,
                    const struct organisation *organisation, const struct list_kind *kinds,
                    size_t kind_count, struct date today, struct unit_list *ret_list);

#endif
