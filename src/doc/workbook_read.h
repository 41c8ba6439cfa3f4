/* Reading spreadsheets that come from outside (XLSX, XLSM, XLTX; CSV where it is asked for).
 *
 * The file is parsed by a child process of the program itself (argument "parse-workbook"), which
 * gets the bytes on its standard input and locks itself in (sys/sandbox.h): no environment, no
 * other file, no network, no other program, limits on time and memory. What comes back is checked
 * again before anybody sees it.
 *
 * There are two kinds of trouble. A *fault* is the file's: a sentence for the person who sent it,
 * in `ret_fault` (its id is MSG_none when the file could be read). An error is ours: no memory for
 * a pipe, no program to start.
 *
 * Rows and columns count from 1, as Excel shows them: E11 is row 11, column 5.
 */
#ifndef DOC_WORKBOOK_READ_H
#define DOC_WORKBOOK_READ_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "text/message.h"

enum workbook_cell_kind {
    WORKBOOK_TEXT,
    WORKBOOK_NUMBER,
    WORKBOOK_BOOL,  /* text is "TRUE" or "FALSE" */
    WORKBOOK_ERROR, /* text is "#N/A", "#DIV/0!" … */
    WORKBOOK_DATE,  /* text is "2020-06-26", or "2020-06-26 09:14[:05]" where a time is shown too */
    WORKBOOK_TIME,  /* text is "9:14[:05]"; hours may pass 24 */
};

struct workbook_cell {
    uint32_t row;
    uint32_t column;
    enum workbook_cell_kind kind;
    bool has_formula;
    /* The file holds the formula only; its text is empty. Opening the file in Excel and saving it
     * would have stored the value. */
    bool formula_without_value;
    /* A number shown as a percentage: 0.986 has the text "98.6%". */
    bool is_percent;
    /* The text was typed in decomposed Unicode (as some Macs do); `text` is composed. */
    bool had_decomposed;
    /* What Excel shows, without its rounding to the cell's width or format: a number is a plain
     * decimal text of at most 15 significant digits with '.' as its mark ("98.6", "-0.00001"),
     * which decimal_parse understands where it is in its range. Text is NFC, valid UTF-8, and keeps
     * its blanks and line ends as they are: clean it with utf8_clean_line. Two things differ from
     * the screen: a day that never was (29/2/1900) is "1900-02-29", which date_parse_iso refuses,
     * and a day before the calendar of the file begins is a plain number. */
    struct str text;
};

/* Both corners belong to the merged range; its value is that of the first cell. */
struct workbook_merge {
    uint32_t first_row;
    uint32_t first_column;
    uint32_t last_row;
    uint32_t last_column;
};

struct workbook_sheet {
    struct str name;
    bool hidden;
    /* Cells stood to the right of `max_columns` and were passed over. */
    bool columns_were_cut;
    /* By row, then column. Empty cells are not here, with or without a format; a formula is here
     * even where its value is empty or missing. */
    struct workbook_cell *items;
    size_t count;
    size_t capacity;
    uint32_t rows;    /* the last row that holds a cell */
    uint32_t columns; /* the last column that holds a cell */
    struct workbook_merge *merges;
    size_t merge_count;
};

/* A custom property of the document: how sheets that we handed out carry their identity. */
struct workbook_property {
    struct str name;
    struct str value;
};

struct workbook {
    struct workbook_sheet *sheets; /* in the order of the tabs */
    size_t sheet_count;
    struct workbook_property *properties;
    size_t property_count;
};

/* Beyond these the file is refused with a fault. There are fixed limits too: 200 parts, 200 MB
 * unpacked, 100:1 per part, 1,000,000 shared texts, 32,767 characters in a cell. A workbook takes
 * about 150 bytes of the arena for each cell, and max_text_bytes. */
struct workbook_limits {
    size_t max_file_bytes;
    uint32_t max_sheets;
    uint32_t max_rows;     /* rows that hold values, on each sheet */
    uint32_t max_columns;  /* columns to the right are passed over, see columns_were_cut */
    uint32_t max_cells;    /* of the whole workbook */
    size_t max_text_bytes; /* the text of all cells together */
    int max_wait_ms;       /* time spent waiting for the child */
    bool takes_csv; /* a table as text too, as one sheet "CSV"; else a fault says what it is */
};

#define WORKBOOK_LIMITS_DEFAULT                                                                    \
    ((struct workbook_limits){                                                                     \
        .max_file_bytes = (size_t)20 << 20,                                                        \
        .max_sheets = 64,                                                                          \
        .max_rows = 5000,                                                                          \
        .max_columns = 256,                                                                        \
        .max_cells = 200000,                                                                       \
        .max_text_bytes = (size_t)16 << 20,                                                        \
        .max_wait_ms = 20000,                                                                      \
    })

/* Where a workbook is: in memory, or in an open file from `offset` on. The child that reads it gets
 * an open file as it is, for reading alone: its bytes never are in this process. */
struct workbook_file {
    struct str bytes; /* where `descriptor` is -1 */
    int descriptor;
    uint64_t offset;
    uint64_t size;
};
struct workbook_file workbook_file_of(struct str bytes);

/* Reads the whole workbook. The result lives in the arena; when the file has a fault it is
 * untouched. LIMITS may be NULL for the defaults. */
MUST_CHECK const struct err *workbook_read(struct arena *arena, struct str file,
                                           const struct workbook_limits *limits,
                                           struct workbook *ret_workbook,
                                           struct message *ret_fault);

MUST_CHECK const struct err *workbook_read_file(struct arena *arena,
                                                const struct workbook_file *file,
                                                const struct workbook_limits *limits,
                                                struct workbook *ret_workbook,
                                                struct message *ret_fault);

/* The same, and what was read in one piece, to be kept: workbook_from_cells makes the same workbook
 * (or the same fault) of it without reading the file again. Absent where that is not to be had. */
MUST_CHECK const struct err *workbook_read_keeping(struct arena *arena, struct str file,
                                                   const struct workbook_limits *limits,
                                                   struct workbook *ret_workbook,
                                                   struct message *ret_fault,
                                                   struct str *ret_cells);
/* False where CELLS is not what this program keeps: then read the file. LIMITS as when it was read.
 */
bool workbook_from_cells(struct arena *arena, struct str cells,
                         const struct workbook_limits *limits, struct workbook *ret_workbook,
                         struct message *ret_fault);

/* Gets a workbook piece by piece: for each sheet `sheet_begins`, its rows from top to bottom, its
 * merges and `sheet_ends`; properties come first. What is handed in is borrowed until the function
 * returns. An error stops the reading and is passed on. A function may be NULL. */
struct workbook_visitor {
    void *context;
    const struct err *(*property)(void *context, struct str name, struct str value);
    const struct err *(*sheet_begins)(void *context, struct str name, bool hidden);
    /* Never an empty row; cells by column. */
    const struct err *(*row)(void *context, uint32_t row, const struct workbook_cell *cells,
                             size_t count);
    const struct err *(*merge)(void *context, struct workbook_merge merge);
    const struct err *(*sheet_ends)(void *context, bool columns_were_cut);
};

/* The same for large files, with little memory: rows are handed over as they come from the child.
 * A fault may turn up after rows were handed over: keep them aside until the end. The arena gets
 * the fault's arguments alone. */
MUST_CHECK const struct err *workbook_stream(struct arena *arena, struct str file,
                                             const struct workbook_limits *limits,
                                             const struct workbook_visitor *visitor,
                                             struct message *ret_fault);

/* The cell, or NULL where it is empty. */
const struct workbook_cell *workbook_cell_at(const struct workbook_sheet *sheet, uint32_t row,
                                             uint32_t column);
/* The property's value; absent where there is none. */
struct str workbook_property_of(const struct workbook *workbook, struct str name);
/* "E11"; "E" for row 0. */
struct str workbook_cell_name(struct arena *arena, uint32_t row, uint32_t column);

/* What main() runs for `parse-workbook`: nobody types this. Locks the process in, reads the order
 * and the file from standard input, writes the workbook to standard output; the exit status. */
int workbook_child_main(void);

/* Starts a reader to ask which locks (enum sandbox_lock) hold in it; SANDBOX_FAILED where it could
 * not lock itself in and so reads nothing. For `doctor`; sandbox_message() says it in words. */
MUST_CHECK const struct err *workbook_reader_locks(unsigned *ret_locks);

/* For tests: the program to start instead of this one; NULL goes back to it. The path is borrowed.
 * Not while other threads read. */
void workbook_reader_set_program(const char *path);

#define WORKBOOK_CHILD_ARGUMENT "parse-workbook"

#endif
