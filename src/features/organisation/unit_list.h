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

enum unit_column {
    UNIT_COLUMN_NAME,
    UNIT_COLUMN_CODE,
    UNIT_COLUMN_KIND,
    UNIT_COLUMN_PARENT,
    UNIT_COLUMN_FROM,
    UNIT_COLUMN_TO,
    UNIT_COLUMN_DECISION,
    UNIT_COLUMN_SHORT,
    UNIT_COLUMN_SOURCE,
    UNIT_COLUMN_COUNT,
};

struct unit_list_row {
    uint32_t row;
    struct str cells[UNIT_COLUMN_COUNT]; /* as written; empty where there is none */
    enum list_row_state state;
    struct unit_state unit; /* as understood; a planned id where it is new */
};

struct unit_list_rows {
    struct unit_list_row *items;
    size_t count;
    size_t capacity;
};

struct unit_list_kind {
    struct str code;
    struct str name;
};

struct unit_list {
    bool found;                          /* a header row with the column of names */
    uint32_t columns[UNIT_COLUMN_COUNT]; /* of the sheet; 0: not there */
    struct unit_list_rows rows;
    struct table_findings findings; /* by row, then column */
    size_t counts[4];               /* by enum list_row_state */
    struct unit_plan plan;          /* the new ones; empty where there are errors */
};

/* CELLS by row, then column. TODAY finds levels above of rows without a beginning. */
void unit_list_read(struct arena *arena, const struct table_cell *cells, size_t cell_count,
                    const struct organisation *organisation, const struct unit_list_kind *kinds,
                    size_t kind_count, struct date today, struct unit_list *ret_list);

#endif
