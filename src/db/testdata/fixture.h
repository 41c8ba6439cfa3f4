/* What the tests of the database layer share: databases with the fixture's tables. */
#ifndef DB_TESTDATA_FIXTURE_H
#define DB_TESTDATA_FIXTURE_H

#include "db/db_internal.h"
#include "db/db_test_support.h"
#include "db/fixture.sql.h"

extern const struct db_migration db_fixture_migrations[];
extern const size_t db_fixture_migrations_count;

static inline int fixture_setup(void **state) {
    if (db_test_setup(state) != 0)
        return -1;
    assert_ok(db_migrate_with(*state, db_fixture_migrations, db_fixture_migrations_count, 1, NULL));
    return 0;
}

#define FIXTURE_ON(function, label, kind)                                                          \
    { #function " (" label ")", function, fixture_setup, db_test_teardown, &(kind) }
#define FIXTURE_SQLITE(function)   FIXTURE_ON(function, "sqlite", db_test_sqlite_empty)
#define FIXTURE_POSTGRES(function) FIXTURE_ON(function, "postgres", db_test_postgres_empty)
#define FIXTURE_TEST(function)     FIXTURE_SQLITE(function), FIXTURE_POSTGRES(function)

#endif
