/* What sqlc refuses, where it says the fault is, and what it makes of a good file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OUTPUT_BYTES = 16 * 1024 };

static char folder[] = "/tmp/thidua-sqlc-XXXXXX";
static char output[OUTPUT_BYTES]; /* what the last run printed */

static const char SCHEMA[] =
    "create table unit (id @id primary key, name @text not null, note @text,\n"
    "    is_open @bool not null, size @int not null, body @bytes);\n"
    "create table secret (id @id primary key);\n";

static void write_file(const char *name, const char *text) {
    char path[200];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void read_file(const char *name) {
    char path[200];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    output[fread(output, 1, sizeof(output) - 1, file)] = 0;
    fclose(file);
}

/* Runs sqlc in the folder and keeps what it prints; the exit status. */
static int run(const char *arguments) {
    char command[600];
    snprintf(command, sizeof(command), "cd %s && rm -f x.sql.? out.c && %s/tools/sqlc/sqlc %s 2>&1",
             folder, getenv("THIDUA_BUILD"), arguments);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    output[fread(output, 1, sizeof(output) - 1, pipe)] = 0;
    return WEXITSTATUS(pclose(pipe));
}

static int compile(const char *queries) {
    write_file("0001_base.sql", SCHEMA);
    write_file("x.sql", queries);
    return run("queries x.sql x.sql.h x.sql.c 0001_base.sql");
}

static bool exists(const char *name) {
    char path[200];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void assert_contains(const char *part) {
    if (!strstr(output, part))
        fail_msg("expected `%s` in:\n%s", part, output);
}

static void faults_are_told_with_file_and_line(void **state) {
    (void)state;
    static const struct {
        const char *queries, *expected;
    } cases[] = {
        {"-- owns unit\n-- query a :many\nselect nmae from unit\n",
         "x.sql:3: error: no such column"},
        {"-- owns unit\n-- query a :many\nselect name\nfrom unit\nwhere nonsense(1)\n",
         "x.sql:5: error: no such function"},
        {"-- owns unit\n-- query a :many\nselect name fro unit wher\n", "x.sql:3: error: near"},
        {"-- owns unit\n\n-- query a :many\nselect id from secret\n",
         "x.sql:4: error: reads the table secret"},
        {"-- reads unit\n-- query a :exec\ndelete from unit\n",
         "x.sql:3: error: writes the table unit"},
        {"-- owns unit, ghost\n-- query a :exec\ndelete from unit\n",
         "x.sql:1: error: there is no table ghost"},
        {"-- owns unit\n-- query a :many\nselect count(*) as n from unit\n",
         "x.sql:3: error: say the type of n"},
        {"-- owns unit\n-- query a :many\nselect count(*) from unit\n",
         "x.sql:3: error: the column `count(*)` needs a usable name"},
        {"-- owns unit\n-- query a :many\n-- col name int\nselect name from unit\n",
         "x.sql:3: error: the column name is of type text"},
        {"-- owns unit\n-- query a :many\n-- col nam text\nselect name from unit\n",
         "x.sql:3: error: no column is called nam"},
        {"-- owns unit\n-- query a :many\nselect id, name as id from unit\n",
         "x.sql:3: error: two columns are called id"},
        {"-- owns unit\n-- query a :many\nselect u.id, v.name from unit u left join unit v on v.id "
         "= u.note\n",
         "x.sql:3: error: say the type of name"},
        {"-- owns unit\n-- query a :many\nwith w as (select id, name from unit)\n"
         "select w.name from (select 1) left join w on true\n",
         "error: say the type of name"},
        {"-- owns unit\n-- query a :many\nselect (select name from unit) as name\n",
         "x.sql:3: error: say the type of name"},
        {"-- owns unit\n-- query a :many\n-- param id text\nselect name from unit\n",
         "x.sql:3: error: the parameter id ($1) is not used"},
        {"-- owns unit\n-- query a :many\nselect name from unit\nwhere id = $1\n",
         "x.sql:4: error: $1 has no `-- param` line"},
        {"-- owns unit\n-- query a :many\n-- param id txt\nselect name from unit where id = $1\n",
         "x.sql:3: error: expected a name and one of"},
        {"-- owns unit\n-- query a :many\n-- param int int\nselect name from unit where size = "
         "$1\n",
         "x.sql:3: error: `int` cannot be the name"},
        {"-- owns unit\n-- query a :exec\nselect name from unit\n",
         "x.sql:2: error: the statement returns columns"},
        {"-- owns unit\n-- query a :one\ndelete from unit\n",
         "x.sql:2: error: the statement returns no columns"},
        {"-- owns unit\n-- query a :some\ndelete from unit\n",
         "x.sql:2: error: expected `-- query"},
        {"-- owns unit\n-- query a :exec\n", "x.sql:2: error: `a` has no statement"},
        {"-- owns unit\n-- query a :exec\n-- engine sqlite\ndelete from unit\n",
         "x.sql:2: error: `a` has no statement for one of the engines"},
        {"-- owns unit\n-- query a :exec\ndelete from unit;\ndelete from unit\n",
         "error: a query is one statement"},
        {"-- owns unit\n-- query a :exec\ndelete from unit\n-- query a :exec\ndelete from unit\n",
         "x.sql:4: error: the query `a` appears twice"},
        {"-- owns unit\n-- query a :exec\ndrop table unit\n", "x.sql:3: error: only select"},
        {"-- owns unit\n-- query a :exec\npragma foreign_keys = off\n",
         "x.sql:3: error: only select"},
        {"-- owns unit\n-- query a :many\nselect id from unit where note like 'a%'\n",
         "x.sql:3: error: each `like` needs its `escape"},
        {"-- owns unit\n-- query a :exec\ninsert or replace into unit (id) values ('1')\n",
         "x.sql:3: error: write it as on conflict"},
        {"-- owns unit\n-- query a :exec\nupdate unit set note = datetime()\n",
         "x.sql:3: error: the function datetime"},
        {"-- owns unit\n-- query a :exec\nupdate unit set note = \"text\"\n",
         "x.sql:3: error: no such column"},
        {"-- owns unit\n-- query a :exec\nupdate unit set note = 'open\n", "x.sql:3: error:"},
        {"select 1\n", "x.sql:1: error: a statement before the first"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int status = compile(cases[i].queries);
        if (status != 1)
            fail_msg("status %d for:\n%s%s", status, cases[i].queries, output);
        assert_contains(cases[i].expected);
        assert_false(exists("x.sql.h"));
        assert_false(exists("x.sql.c"));
    }
}

static void several_faults_are_told_at_once(void **state) {
    (void)state;
    assert_int_equal(compile("-- owns unit\n-- query a :many\nselect x from unit\n"
                             "-- query b :many\nselect y from unit\n"),
                     1);
    assert_contains("x.sql:3: error:");
    assert_contains("x.sql:5: error:");
}

static void good_queries_become_typed_functions(void **state) {
    (void)state;
    assert_int_equal(compile("-- owns unit\n"
                             "-- query unit_get :one\n-- param id text\n"
                             "select name, note, is_open, size, body from unit where id = $1;\n"
                             "-- query unit_find :many\n-- param note text?\n-- param size int?\n"
                             "-- A remark on the next line\n"
                             "select id from unit -- with $9 in a remark\n"
                             "where note = $1 and '$2' <> 'it''s $3' and size = $2\n"
                             "-- query unit_close :changed\n-- param is_open bool\n"
                             "update unit set is_open = $1\n"),
                     0);
    assert_string_equal(output, "");
    read_file("x.sql.h");
    assert_contains("    struct str name;\n    struct str note;\n    bool is_open;\n"
                    "    int64_t size;\n    struct str body;\n");
    assert_contains("struct str id, bool *ret_found, struct q_unit_get_row *ret_row");
    assert_contains("struct str note, struct opt_int size, struct q_unit_find_rows *ret_rows");
    assert_contains("bool is_open, int64_t *ret_changed");
    read_file("x.sql.c");
    assert_contains("{\"note\", DB_TEXT, true}");
    assert_contains("where note = $1::text and '$2' <> 'it''s $3' and size = $2::bigint");
    assert_contains("is_open = $1::boolean");
    /* Debuggers and coverage show the query, not what was made of it. */
    assert_contains("#line 2 \"x.sql\"\nconst struct err *q_unit_get(");
    assert_contains("#line 5 \"x.sql\"\nconst struct err *q_unit_find(");
    assert_contains("#line 11 \"x.sql\"\nconst struct err *q_unit_close(");
}

static void migrations_are_lowered_for_each_engine(void **state) {
    (void)state;
    write_file("0001_base.sql",
               "-- it's a remark; with a semicolon\n"
               "create table a (id @id primary key, flag @bool not null, at @ms, raw @bytes);\n"
               "-- engine sqlite\ncreate index only_sqlite on a (at);\n"
               "-- engine postgres\ncreate index only_postgres on a (at);\n");
    assert_int_equal(run("migrations out.c 0001_base.sql"), 0);
    read_file("out.c");
    assert_contains("create table a (id TEXT primary key, flag INTEGER CHECK (flag IN (0, 1)) not "
                    "null, at INTEGER, raw BLOB) STRICT;");
    assert_contains("create table a (id TEXT COLLATE \\\"C\\\" primary key, flag BOOLEAN not null, "
                    "at BIGINT, raw BYTEA);");
    char *sqlite = strstr(output, "only_sqlite"), *postgres = strstr(output, "only_postgres");
    assert_non_null(sqlite);
    assert_non_null(postgres);
    assert_true(sqlite < postgres);
    assert_null(strstr(sqlite + 1, "only_sqlite"));
    assert_null(strstr(postgres + 1, "only_postgres"));
}

static void faulty_migrations_are_told_with_their_line(void **state) {
    (void)state;
    static const struct {
        const char *text, *expected;
    } cases[] = {
        {"create table a (id @id primary key);\ncreate table b (id @nr);\n",
         "0001_base.sql:2: error: unknown type"},
        {"create table a (id @id primary key);\n\ncreate table a (id @id);\n",
         "0001_base.sql:3: error: table a already exists"},
        {"create table a (id @id primary key)", "0001_base.sql:1: error: the last statement"},
        {"create table a (id @id primary key);\ncreate index i on a (idd);\n",
         "0001_base.sql:2: error:"},
        {"create table a (id @id references a (id) deferrable);\n",
         "0001_base.sql:1: error: `deferrable`"},
        {"create table a (id real_estate);\n", "0001_base.sql:1: error: unknown datatype"},
        {"-- engine oracle\n", "0001_base.sql:1: error: unknown engine"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        write_file("0001_base.sql", cases[i].text);
        assert_int_equal(run("migrations out.c 0001_base.sql"), 1);
        assert_contains(cases[i].expected);
        assert_false(exists("out.c"));
    }
    write_file("0001_base.sql", "");
    write_file("0003_late.sql", "");
    write_file("0003_twice.sql", "");
    assert_int_equal(run("migrations out.c 0001_base.sql 0003_late.sql 0003_twice.sql"), 1);
    assert_contains("error: there are two migrations numbered 0003");
    assert_int_equal(run("migrations out.c 0003_late.sql 0001_base.sql"), 0); /* none is 0002 */
}

static void a_table_has_one_owner(void **state) {
    (void)state;
    write_file("x.sql", "-- owns unit\n-- query a :exec\ndelete from unit\n");
    write_file("y.sql", "-- reads secret\n-- owns unit\n-- query b :exec\ndelete from unit\n");
    assert_int_equal(run("registry out.c x.sql y.sql"), 1);
    assert_contains("y.sql:2: error: the table unit is owned by x.sql too");
    write_file("y.sql", "-- owns secret\n-- query b :exec\ndelete from secret\n");
    assert_int_equal(run("registry out.c x.sql y.sql"), 0);
}

static int set_up(void **state) {
    (void)state;
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    char command[200];
    snprintf(command, sizeof(command), "rm -rf %s", folder);
    return system(command);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_are_told_with_file_and_line),
        cmocka_unit_test(several_faults_are_told_at_once),
        cmocka_unit_test(good_queries_become_typed_functions),
        cmocka_unit_test(migrations_are_lowered_for_each_engine),
        cmocka_unit_test(faulty_migrations_are_told_with_their_line),
        cmocka_unit_test(a_table_has_one_owner),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
