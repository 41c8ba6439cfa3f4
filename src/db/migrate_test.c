/* Migrations, on both engines; and the queries of the whole program on PostgreSQL. */
#include "db/db_internal.h"
#include "db/db_test_support.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SAME(sql)                                                                                  \
    { sql, sql }

static const struct db_migration first = {1, "first", "aa", SAME("create table one (id int);")};
static const struct db_migration second = {2, "second", "bb",
                                           SAME("create table two (id int);"
                                                "insert into two (id) values (2);")};
static const struct db_migration broken = {2, "broken", "cc",
                                           SAME("create table three (id int);"
                                                "create table one (id int);")};

/* Migrates to the first COUNT of those. */
static const struct err *migrate_to(struct db *db, struct db_migration one, struct db_migration two,
                                    size_t count, int *ret_applied) {
    const struct db_migration migrations[] = {one, two};
    return db_migrate_with(db, migrations, count, 1000, ret_applied);
}

static const struct err *run_script(struct db_tx *tx, void *context) {
    return db_script(tx, context);
}

static bool has_table(struct db *db, const char *name) {
    char sql[100];
    snprintf(sql, sizeof(sql), "select count(*) from %s", name);
    return db_read(db, run_script, sql) == NULL;
}

static void what_is_missing_is_applied_once(void **state) {
    int applied = -1;
    assert_ok(migrate_to(*state, first, second, 1, &applied));
    assert_int_equal(applied, 1);
    assert_ok(migrate_to(*state, first, second, 1, &applied));
    assert_int_equal(applied, 0);
    assert_ok(migrate_to(*state, first, second, 2, &applied));
    assert_int_equal(applied, 1);
    assert_true(has_table(*state, "one"));
    assert_true(has_table(*state, "two"));
}

static void numbers_may_be_left_out(void **state) {
    struct db_migration fifth = second;
    fifth.version = 5;
    int applied = 0;
    assert_ok(migrate_to(*state, first, fifth, 2, &applied));
    assert_int_equal(applied, 2);
    assert_ok(migrate_to(*state, first, fifth, 2, &applied));
    assert_int_equal(applied, 0);
    /* A database that has another migration in its place was written by another program. */
    assert_err_kind(migrate_to(*state, first, second, 2, NULL), ERR_STATE);
}

static void a_failing_migration_leaves_nothing(void **state) {
    assert_ok(migrate_to(*state, first, second, 1, NULL));
    const struct err *err = migrate_to(*state, first, broken, 2, NULL);
    assert_err_kind(err, ERR_DATABASE);
    assert_non_null(strstr(err->message, "0002_broken"));
    assert_false(has_table(*state, "three"));
    int applied = 0;
    assert_ok(migrate_to(*state, first, second, 2, &applied)); /* and it can be mended */
    assert_int_equal(applied, 1);
}

static void the_first_failing_leaves_an_empty_database(void **state) {
    const struct db_migration bad = {1, "bad", "xx", SAME("create table a (id int); nonsense;")};
    assert_err_kind(migrate_to(*state, bad, second, 1, NULL), ERR_DATABASE);
    assert_false(has_table(*state, "a"));
    assert_false(has_table(*state, "schema_migration"));
}

static void a_changed_migration_is_refused(void **state) {
    struct db_migration changed = first;
    changed.sha256 = "ab";
    assert_ok(migrate_to(*state, first, second, 1, NULL));
    const struct err *err = migrate_to(*state, changed, second, 2, NULL);
    assert_err_kind(err, ERR_STATE);
    assert_string_equal(err->text_key, "db.migration_changed");
    assert_false(has_table(*state, "two"));
}

static void a_newer_database_is_refused(void **state) {
    assert_ok(migrate_to(*state, first, second, 2, NULL));
    const struct err *err = migrate_to(*state, first, second, 1, NULL);
    assert_err_kind(err, ERR_STATE);
    assert_string_equal(err->text_key, "db.schema_newer");
}

static void the_state_is_told(void **state) {
    struct db_migration_state told = {0};
    assert_ok(db_migration_state(*state, &told));
    assert_int_equal(told.applied, 0);
    assert_true(told.known > 0);
    assert_ok(db_migrate(*state, 1000, NULL));
    assert_ok(db_migration_state(*state, &told));
    assert_int_equal(told.applied, told.known);
    assert_false(told.newer);
    assert_ok(db_check(*state));
}

static void a_backup_is_made_before_data_is_touched(void **state) {
    char path[4096];
    const char *file = db_options_of(*state)->sqlite_path;
    assert_ok(migrate_to(*state, first, second, 1, NULL));
    snprintf(path, sizeof(path), "%s.before-0001", file);
    assert_int_not_equal(access(path, F_OK), 0); /* there was nothing to save */
    snprintf(path, sizeof(path), "%s.before-0002", file);
    assert_err_kind(migrate_to(*state, first, broken, 2, NULL), ERR_DATABASE);
    assert_int_equal(access(path, F_OK), 0);
    assert_ok(migrate_to(*state, first, second, 2, NULL)); /* the name is taken: .2 */
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = path};
    struct db *old = NULL;
    assert_ok(db_open(&options, &old));
    assert_true(has_table(old, "one"));
    assert_false(has_table(old, "two"));
    db_close(old);
}

/* A migration may rebuild a table that others point at, but may not leave a broken reference. */
static void rebuilt_tables_keep_their_references(void **state) {
    const struct db_migration tables = {
        1, "tables", "aa",
        SAME("create table parent (id integer primary key);"
             "create table child (id integer primary key, parent_id int references parent (id));"
             "insert into parent values (1); insert into child values (5, 1);")};
    const struct db_migration rebuild = {
        2, "rebuild", "bb",
        SAME("create table parent_new (id integer primary key, name text);"
             "insert into parent_new (id) select id from parent; drop table parent;"
             "alter table parent_new rename to parent;")};
    const struct db_migration orphan = {2, "orphan", "cc", SAME("delete from parent;")};
    assert_ok(migrate_to(*state, tables, rebuild, 1, NULL));
    assert_err_kind(migrate_to(*state, tables, orphan, 2, NULL), ERR_DATABASE);
    assert_ok(migrate_to(*state, tables, rebuild, 2, NULL));
    assert_err_kind(db_write(*state, run_script, (char *)"insert into child values (6, 99)"),
                    ERR_CONFLICT); /* the keys are on again */
}

/* Each query of the program: PostgreSQL can prepare it, and gives the columns that C expects. */

static bool fits(Oid oid, enum db_type type) {
    enum { OID_BOOL = 16, OID_BYTEA = 17, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };
    enum { OID_TEXT = 25, OID_VARCHAR = 1043 };
    switch (type) {
    case DB_TEXT:
        return oid == OID_TEXT || oid == OID_VARCHAR;
    case DB_INT:
        return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
    case DB_BOOL:
        return oid == OID_BOOL;
    case DB_BYTES:
        return oid == OID_BYTEA;
    }
    return false;
}

/* How many faults, each printed. */
static int check_query(PGconn *pg, const struct db_query *query) {
    PGresult *result = PQprepare(pg, query->name, query->sql[DB_POSTGRES], 0, NULL);
    bool prepared = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    if (!prepared) {
        print_error("%s: %s", query->name, PQerrorMessage(pg));
        return 1;
    }
    result = PQdescribePrepared(pg, query->name);
    int faults = 0;
    if ((size_t)PQnfields(result) != query->column_count) {
        print_error("%s: %d columns\n", query->name, PQnfields(result));
        faults++;
    }
    for (size_t i = 0; i < query->column_count && !faults; i++) {
        const struct db_field *column = &query->columns[i];
        bool same = strcmp(PQfname(result, (int)i), column->name) == 0;
        if (same && fits(PQftype(result, (int)i), column->type))
            continue;
        print_error("%s: the column %s is %s of type %u on PostgreSQL\n", query->name, column->name,
                    PQfname(result, (int)i), PQftype(result, (int)i));
        faults++;
    }
    PQclear(result);
    return faults;
}

static void every_query_fits_postgres(void **state) {
    PGconn *pg = PQconnectdb(db_options_of(*state)->postgres_dsn);
    assert_int_equal(PQstatus(pg), CONNECTION_OK);
    int faults = 0;
    for (size_t i = 0; i < db_all_query_count; i++)
        faults += check_query(pg, db_all_queries[i]);
    PQfinish(pg);
    print_message("# %zu queries\n", db_all_query_count);
    assert_int_equal(faults, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST_EMPTY(what_is_missing_is_applied_once),
        DB_TEST_EMPTY(numbers_may_be_left_out),
        DB_TEST_EMPTY(a_failing_migration_leaves_nothing),
        DB_TEST_EMPTY(the_first_failing_leaves_an_empty_database),
        DB_TEST_EMPTY(a_changed_migration_is_refused),
        DB_TEST_EMPTY(a_newer_database_is_refused),
        DB_TEST_EMPTY(the_state_is_told),
        DB_TEST_ON(a_backup_is_made_before_data_is_touched, "sqlite", db_test_sqlite_empty),
        DB_TEST_ON(rebuilt_tables_keep_their_references, "sqlite", db_test_sqlite_empty),
        DB_TEST_ON(every_query_fits_postgres, "postgres", db_test_postgres),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
