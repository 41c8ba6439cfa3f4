/* Databases for tests, on both engines. Linked into every test program, never into the product.
 *
 *     static void cluster_is_renamed(void **state) {
 *         struct db *db = *state;  // fresh, migrated, empty
 *         …
 *     }
 *     int main(void) {
 *         const struct CMUnitTest tests[] = {DB_TEST(cluster_is_renamed), …};
 *         return cmocka_run_group_tests(tests, NULL, db_test_stop);
 *     }
 *
 * DB_TEST runs the function once for each engine. SQLite files live in a temporary folder; the
 * PostgreSQL cluster is made when it is first needed (as user postgres when the tests run as root),
 * listens on a socket in that folder only, and ends with the program, however that ends.
 * Whatever cannot be set up fails the test.
 */
#ifndef DB_DB_TEST_SUPPORT_H
#define DB_DB_TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "db/db.h"

/* Which engine and whether migrated; the initial state of DB_TEST. */
struct db_test_kind {
    enum db_engine engine;
    bool empty;
};
extern struct db_test_kind db_test_sqlite, db_test_postgres;
extern struct db_test_kind db_test_sqlite_empty, db_test_postgres_empty;

int db_test_setup(void **state);
int db_test_teardown(void **state);
/* Group teardown: stops PostgreSQL and removes the folder. */
int db_test_stop(void **state);

#define DB_TEST_ON(function, label, kind)                                                          \
    { #function " (" label ")", function, db_test_setup, db_test_teardown, &(kind) }
#define DB_TEST(function)                                                                          \
    DB_TEST_ON(function, "sqlite", db_test_sqlite),                                                \
        DB_TEST_ON(function, "postgres", db_test_postgres)
/* Without any table. */
#define DB_TEST_EMPTY(function)                                                                    \
    DB_TEST_ON(function, "sqlite", db_test_sqlite_empty),                                          \
        DB_TEST_ON(function, "postgres", db_test_postgres_empty)

/* Where a fresh database may be made: nothing is opened. Valid until db_test_stop. */
struct db_options db_test_options(struct arena *arena, enum db_engine engine);
/* A fresh database; db_close it. */
struct db *db_test_open(enum db_engine engine, bool migrated);
/* The folder for files of this test program. */
const char *db_test_folder(void);

/* Fails the test and prints the error. */
#define assert_ok(expression)                                                                      \
    do {                                                                                           \
        const struct err *assert_err = (expression);                                               \
        if (assert_err)                                                                            \
            fail_msg("%s:%d: %s", assert_err->file, assert_err->line, assert_err->message);        \
    } while (0)
/* Fails the test unless the expression answers an error of this kind. */
#define assert_err_kind(expression, expected)                                                      \
    do {                                                                                           \
        const struct err *assert_err = (expression);                                               \
        if (!assert_err)                                                                           \
            fail_msg("%s: no error", #expression);                                                 \
        if (assert_err->kind != (expected))                                                        \
            fail_msg("kind %d: %s", (int)assert_err->kind, assert_err->message);                   \
    } while (0)

#endif
