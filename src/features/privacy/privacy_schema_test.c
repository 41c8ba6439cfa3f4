/* Every column of the database is classified: personal, of a group, or not personal. A new column
 * fails here until somebody has said in privacy_register.c or privacy_plain.c what it is. */
#include <string.h>

#include "base/buf.h"
#include "db/db_internal.h"
#include "db/db_test_support.h"
#include "features/privacy/privacy.h"

struct column {
    struct str table;
    struct str name;
};

struct schema {
    struct arena *arena;
    LIST(struct column) columns;
};

static const struct err *read_in(struct db_tx *tx, void *context) {
    static const struct db_field FIELDS[] = {{"table_name", DB_TEXT, false},
                                             {"column_name", DB_TEXT, false}};
    static const struct db_query QUERY = {
        .name = "privacy_columns",
        .sql = {"select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p"
                " where m.type = 'table' and m.name not like 'sqlite_%'",
                "select cast(c.relname as text), cast(a.attname as text)"
                " from pg_class c join pg_attribute a on a.attrelid = c.oid"
                " where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'"
                " and a.attnum > 0 and not a.attisdropped"},
        .columns = FIELDS,
        .column_count = 2,
    };
    struct schema *schema = context;
    struct db_cursor cursor;
    schema->columns.count = 0;
    TRY(db_cursor_open(tx, &QUERY, NULL, &cursor));
    while (db_cursor_next(&cursor)) {
        struct str table = db_cursor_text(&cursor, schema->arena, 0);
        struct str name = db_cursor_text(&cursor, schema->arena, 1);
        /* The database layer's own: checksums of migrations, receipts of commits. */
        if (!str_equal_c(table, "schema_migration") && !str_equal_c(table, "write_receipt"))
            *list_push(schema->arena, &schema->columns) = (struct column){table, name};
    }
    return db_cursor_close(&cursor);
}

static struct schema schema_of(struct db *db) {
    struct schema schema = {.arena = arena_new(0)};
    assert_ok(db_read(db, read_in, &schema));
    assert_true(schema.columns.count > 500);
    return schema;
}

static void every_column_is_classified(void **state) {
    struct schema schema = schema_of(*state);
    struct buf wrong = BUF_INIT(1 << 20);
    for (size_t i = 0; i < schema.columns.count; i++) {
        const struct column *column = &schema.columns.items[i];
        enum privacy_class found = privacy_class_of(column->table, column->name);
        if (found == PRIVACY_UNKNOWN || found == PRIVACY_IS_BOTH)
            buf_append_format(&wrong, "%s " STR_FMT "." STR_FMT "\n",
                              found == PRIVACY_UNKNOWN ? "not classified:" : "classified twice:",
                              STR_ARG(column->table), STR_ARG(column->name));
    }
    if (wrong.length)
        fail_msg("say in src/features/privacy/privacy_register.c (personal) or privacy_plain.c "
                 "(not personal) what these columns are:\n%s",
                 wrong.bytes);
    buf_release(&wrong);
    arena_free(schema.arena);
}

static bool is_there(const struct schema *schema, const char *table, struct str name) {
    for (size_t i = 0; i < schema->columns.count; i++)
        if (str_equal_c(schema->columns.items[i].table, table) &&
            str_equal(schema->columns.items[i].name, name))
            return true;
    return false;
}

static void check_there(const struct schema *schema, const char *table, const char *columns) {
    struct str rest = str_from_c(columns);
    while (rest.n) {
        struct str name = str_cut(&rest, ' ');
        if (!is_there(schema, table, name))
            fail_msg("the register names a column there is none of: %s." STR_FMT, table,
                     STR_ARG(name));
    }
}

static void nothing_is_classified_that_is_not_there(void **state) {
    struct schema schema = schema_of(*state);
    for (size_t i = 0; i < PRIVACY_FIELD_COUNT; i++)
        check_there(&schema, PRIVACY_FIELDS[i].table, PRIVACY_FIELDS[i].columns);
    for (size_t i = 0; i < PRIVACY_PLAIN_COUNT; i++)
        check_there(&schema, PRIVACY_PLAIN[i].table, PRIVACY_PLAIN[i].columns);
    arena_free(schema.arena);
}

/* Numbers of papers, addresses of homes, telephones, religion are not collected: no column is
 * called so. */
static void what_must_not_be_collected_has_no_column(void **state) {
    static const char *const NEVER[] = {"phone",    "telephone", "mobile", "religion", "ethnic",
                                        "passport", "cccd",      "cmnd",   "id_card",  "home",
                                        "email",    "bank",      "health", "relative"};
    struct schema schema = schema_of(*state);
    for (size_t i = 0; i < schema.columns.count; i++)
        for (size_t k = 0; k < COUNT_OF(NEVER); k++)
            if (strstr(str_c(schema.arena, schema.columns.items[i].name), NEVER[k]))
                fail_msg("a column that must not be: " STR_FMT "." STR_FMT,
                         STR_ARG(schema.columns.items[i].table),
                         STR_ARG(schema.columns.items[i].name));
    arena_free(schema.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(every_column_is_classified),
        DB_TEST(nothing_is_classified_that_is_not_there),
        DB_TEST(what_must_not_be_collected_has_no_column),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
