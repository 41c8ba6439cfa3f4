/* Tables that people bring (a workbook, CSV, cells pasted from one): which column is which, a row's
 * texts, what is said about them. Rooms that read a table share this; what its rows mean is theirs.
 *
 * A table is its cells that hold something, by row, then column. Columns are known by their heads,
 * in any order and among others.
 */
#ifndef TEXT_TABLE_READ_H
#define TEXT_TABLE_READ_H

#include <stdint.h>

#include "text/message.h"

struct table_cell {
    uint32_t row;    /* from 1, as Excel counts */
    uint32_t column; /* from 1: A */
    struct str text; /* as written */
};

struct table_cells {
    struct table_cell *items;
    size_t count;
    size_t capacity;
};

/* Whether a folded text (vi_fold) is one of these, which are parted by '|': "x|co|1". */
bool table_word_is(struct str fold, const char *words);

/* What the head of a table looks like. */
struct table_head {
    const char *const *words; /* of each column: folded texts of its head cell, parted by '|' */
    size_t column_count;      /* at most 32 */
    uint32_t needed;          /* a bit for each column that must be there */
    size_t named_min;         /* how many columns must be there at least */
};

/* Looks for the first row that is such a head. RET_COLUMNS: where each column stands, 0 for none
 * (untouched where no head is found); RET_NEXT: the first cell below it. */
bool table_head_find(struct arena *arena, const struct table_head *head,
                     const struct table_cell *cells, size_t count, uint32_t *ret_columns,
                     size_t *ret_next);

/* Reads the row that begins at cell *next and moves on to the one after it. RET_TEXTS: a text for
 * each column, one clean line, "" where there is none. False: all of them are empty. */
bool table_row_read(struct arena *arena, const struct table_cell *cells, size_t count,
                    const uint32_t *columns, size_t column_count, size_t *next,
                    struct str *ret_texts);

/* What became of a row of a list that only adds. */
enum list_row_state { LIST_NEW, LIST_SAME, LIST_DIFFERS, LIST_WRONG };

struct table_finding {
    enum severity severity;
    uint32_t row;    /* 0: the whole table */
    uint32_t column; /* 0: the whole row */
    struct message message;
};

struct table_findings {
    struct table_finding *items;
    size_t count;
    size_t capacity;
};

size_t table_findings_count(const struct table_findings *findings, enum severity severity);
/* By row, then column. */
void table_findings_sort(struct table_findings *findings);

#endif
