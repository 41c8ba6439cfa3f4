/* What the tests of spreadsheets share: files to read, archives to make. Not part of the program.
 */
#ifndef DOC_WORKBOOK_FIXTURE_H
#define DOC_WORKBOOK_FIXTURE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/str.h"
#include "doc/workbook_read.h"

/* tests/data/NAME of the source tree. */
struct str fixture_file(struct arena *arena, const char *name);

struct fixture_part {
    const char *name;
    struct str content;
};

/* A ZIP archive of these parts. */
struct str fixture_zip(struct arena *arena, const struct fixture_part *parts, size_t count);

/* A workbook with one sheet "S" whose <sheetData> (and what follows it) is given; SHARED is the
 * inside of <sst>, STYLES the inside of <styleSheet>, WORKBOOK_PR the attributes of <workbookPr>;
 * each may be NULL. */
struct fixture_sheet {
    const char *data;
    const char *shared;
    const char *styles;
    const char *workbook_pr;
};
struct str fixture_sheet(struct arena *arena, const struct fixture_sheet *sheet);

/* Reads through the child and asserts that there is neither error nor fault. */
struct workbook fixture_read(struct arena *arena, struct str file);
/* The fault of a file that has one. */
enum msg_id fixture_fault(struct arena *arena, struct str file);

/* The text of a cell by its name ("E11") on the sheet with that number; "" where it is empty. */
const char *fixture_text(struct arena *arena, const struct workbook *workbook, size_t sheet,
                         const char *name);
const struct workbook_cell *fixture_cell(const struct workbook *workbook, size_t sheet,
                                         const char *name);

#endif
