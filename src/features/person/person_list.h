/* Reading a list of people that an office sent. Pure: cells come in; rows as forms come out.
 *
 * A list adds people and nothing else. What it says differently of somebody known is told; the
 * change is recorded on the person's page. Errors keep the whole list from being stored.
 */
#ifndef FEATURES_PERSON_PERSON_LIST_H
#define FEATURES_PERSON_PERSON_LIST_H

#include "features/person/person_form.h"
#include "text/table_read.h"

enum {
    PERSON_LIST_MAX = 2000, /* rows */
    PERSON_LIST_COLUMNS_MAX = 40,
};

enum person_column {
    COLUMN_NAME,
    COLUMN_BORN,
    COLUMN_UNIT,
    COLUMN_FROM,
    COLUMN_HOW,
    COLUMN_POST,
    COLUMN_LEADS,
    COLUMN_RANK,
    COLUMN_CLASS,
    COLUMN_SOURCE,
    PERSON_COLUMN_COUNT,
};

/* The column of a form's field, for its issues; PERSON_COLUMN_COUNT for none. */
enum person_column person_column_of(struct str field);

struct person_list_row {
    uint32_t row;
    struct str cells[PERSON_COLUMN_COUNT]; /* as written; empty where there is none */
    struct person_form form;
    enum list_row_state state;
    struct str known_id;  /* of LIST_SAME and LIST_DIFFERS: whose record it is */
    struct str name_fold; /* what makes rows the same */
    struct partial_date born;
};

struct person_list_file {
    bool found;                            /* a header row with the column of names and one more */
    uint32_t columns[PERSON_COLUMN_COUNT]; /* of the sheet; 0: not there */
    LIST(struct person_list_row) rows;
    struct table_findings findings; /* by row, then column */
    size_t counts[4];               /* by enum list_row_state */
};

void person_list_find(struct arena *arena, struct person_list_file *list, enum severity severity,
                      struct person_list_row *row, enum person_column column,
                      struct message message);

/* CELLS by row, then column. Rows are forms afterwards, not yet checked. */
void person_list_read(struct arena *arena, const struct table_cell *cells, size_t count,
                      struct person_list_file *ret_list);
/* Rows of the same name and birth date in one list; sorts the findings and counts the states. */
void person_list_finish(struct arena *arena, struct person_list_file *list);

#endif
