/* The training cluster before its sheets came in, and steps of importing them; for the tests of
 * services. Not part of the program. */
#ifndef FEATURES_INTAKE_INTAKE_FIXTURE_H
#define FEATURES_INTAKE_INTAKE_FIXTURE_H

#include "db/db_test_support.h"
#include "doc/workbook_fixture.h"
#include "features/intake/intake_service.h"
#include "features/intake/sheet_doc.h"
#include "features/sample/sample.h"

enum { NOW = 1000000 };
#define SLUG   STR("cum-mau")
#define PERIOD STR("2020-H1")

enum { EA_MRANG, SUOI_BAC, DOI_XANH, THAC_MAY, DAM_SAY, UNITS };
struct fixture {
    struct db *db;
    struct arena *arena;
    struct user user;
    struct cluster_period cluster;
};

/* The training cluster with its table, locked or not. */
struct fixture begin(void **state, bool table, bool locked);
void end(struct fixture *f);
/* An officer of that unit. */
struct user officer(struct fixture *f, const char *id, int unit);
/* The workbook that unit sent. */
struct intake_upload sample_file(struct fixture *f, int unit);
struct str stage(struct fixture *f, const struct intake_upload *uploads, size_t count);
struct intake_batch preview(struct fixture *f, struct str id);
/* How many values were stored. */
int64_t confirm(struct fixture *f, struct str id);
/* Puts one cell of a staged file right; how many texts changed. */
int mend(struct fixture *f, struct str id, size_t file, const char *place, const char *text);
struct scoreboard board_of(struct fixture *f);
const struct board_cell *cell_of(const struct scoreboard *board, int unit, const char *code);
void assert_standing(struct fixture *f, const struct scoreboard *board, int unit, const char *total,
                     int place);
void assert_found(struct fixture *f, const struct intake_file *file, enum severity severity,
                  const char *place, enum msg_id id);

#define assert_str(f, value, expected) assert_string_equal(str_c((f)->arena, value), (expected))

/* --- workbooks changed as people would --- */

#define SHEET_1 "xl/worksheets/sheet1.xml"

struct change {
    const char *part;
    const char *from;
    const char *to;
};

/* The workbook with the first FROM of each part made TO. */
struct str change_book(struct arena *arena, struct str book, const struct change *changes,
                       size_t count);
/* Our blank sheet of a unit, filled in by a careful officer: everything at its best, the results
 * at their targets. */
struct str filled_sheet(struct fixture *f, const struct scoreboard *board, int unit);

#endif
