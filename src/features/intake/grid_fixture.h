/* Sheets written down as text, for the tests of reading. A cell is text; "#98.6" is a numeric cell,
 * "&98.6%" a number shown as a percentage, "=" a formula without a value, "!#N/A" an error; NULL is
 * no cell. Not part of the program. */
#ifndef FEATURES_INTAKE_GRID_FIXTURE_H
#define FEATURES_INTAKE_GRID_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/intake/intake.h"

enum { FIXTURE_COLUMNS = 7 };
typedef const char *const sheet_row[FIXTURE_COLUMNS];

/* Of the test that runs. */
extern struct arena *a;
int open_arena(void **state);
int close_arena(void **state);
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_arena, close_arena)

struct grid grid_of(sheet_row *rows, size_t count);
/* The findings of that severity and message at a place ("E7"; "7" for a row, "" for the sheet). */
size_t count_at(const struct intake_findings *findings, enum severity severity, const char *place,
                enum msg_id id);

#define assert_finding(findings, severity, place, id)                                              \
    assert_int_equal(count_at(&(findings), (severity), (place), (id)), 1)
#define assert_no_faults(findings)                                                                 \
    do {                                                                                           \
        assert_int_equal(intake_count(&(findings), SEVERITY_ERROR), 0);                            \
        assert_int_equal(intake_count(&(findings), SEVERITY_WARNING), 0);                          \
    } while (0)
#define assert_str(value, expected) assert_string_equal(str_c(a, value), (expected))

/* Reads a table that must be recognised, and one of its criteria that must be there. */
struct criteria_reading read_table(sheet_row *rows, size_t count);
#define READ_TABLE(rows) read_table((rows), COUNT_OF(rows))
const struct criterion *criterion(const struct criteria_reading *reading, const char *code);

#endif
