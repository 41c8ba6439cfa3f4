/* Reading a table of targets that somebody sent or pasted, a line for a content and a unit. Pure:
 * the cells come in, findings and a plan come out.
 *
 * Columns are known by their heads, in any order: content, unit and year are needed. The unit may
 * be "mọi đơn vị" where all have the same. A line without a figure changes nothing: a table takes
 * nothing back. An error keeps the whole table from being stored.
 */
#ifndef FEATURES_TARGET_TARGET_LINES_H
#define FEATURES_TARGET_TARGET_LINES_H

#include "features/target/target_form.h"
#include "text/table_read.h"

enum { TARGET_LINES_MAX = 5000 };

enum target_column {
    TARGET_COLUMN_NAME,
    TARGET_COLUMN_UNIT,
    TARGET_COLUMN_MEASURE,
    TARGET_COLUMN_DIRECTION,
    TARGET_COLUMN_CUMULATIVE,
    TARGET_COLUMN_GROUP,
    TARGET_COLUMN_YEAR,
    TARGET_COLUMN_HALF,
    TARGET_COLUMN_COUNT,
};

enum target_line_state {
    TARGET_LINE_NEW,     /* a figure where none was */
    TARGET_LINE_CHANGES, /* another than what is there, or a proposal that becomes agreed */
    TARGET_LINE_SAME,
    TARGET_LINE_EMPTY, /* without a figure */
    TARGET_LINE_WRONG,
    TARGET_LINE_STATE_COUNT,
};

struct target_line {
    uint32_t row;
    struct str cells[TARGET_COLUMN_COUNT]; /* as written; empty where there is none */
    enum target_line_state state;
    bool changes_agreed; /* then a reason is asked for */
    size_t content;      /* index in `contents` */
    struct str unit_id;  /* empty: all members */
    struct target_figure figure;
};

/* A content that the table names: one that stands, or a new one (origin.revision 0). */
struct target_line_contents {
    struct target_item *items;
    size_t count;
    size_t capacity;
};

struct target_line_list {
    struct target_line *items;
    size_t count;
    size_t capacity;
};

struct target_lines {
    bool found; /* a head row with the columns that are needed */
    uint32_t columns[TARGET_COLUMN_COUNT];
    struct target_line_list lines;
    struct target_line_contents contents;
    struct table_findings findings; /* by row */
    size_t counts[TARGET_LINE_STATE_COUNT];
};

/* A member, and whether the reader's user may set its figures. */
struct target_line_unit {
    struct str id;
    struct str slug;
    struct str name;
    bool may_set;
};

/* Lines parted by newlines, cells by tabs (what Excel puts on the clipboard), else by semicolons.
 */
void target_lines_cut(struct arena *arena, struct str text, struct table_cell **ret_cells,
                      size_t *ret_count);

/* CELLS by row, then column, their numbers as Vietnamese write them ("98,6"). ITEMS and NEWEST: the
 * book as it is. */
void target_lines_read(struct arena *arena, const struct table_cell *cells, size_t cell_count,
                       const struct target_items *items, const struct targets *newest,
                       const struct target_line_unit *units, size_t unit_count,
                       struct target_lines *ret_lines);

#endif
