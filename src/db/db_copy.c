/* All data of one database into another, across engines: see db_copy in db.h.
 *
 * PostgreSQL's side says which tables and columns there are and of what type, as it keeps booleans
 * and numbers apart; both sides have the same schema. The sums are of SHA-256 over each row and do
 * not depend on the order of the rows. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/list.h"
#include "crypto/digest.h"
#include "db/db_internal.h"

enum { TABLES_MAX = 1000, COLUMNS_MAX = 90, SQL_BYTES_MAX = 16 * 1024, DIGEST_DIGITS = 64 };

struct table {
    struct str name;
    struct db_field columns[COLUMNS_MAX];
    size_t column_count;
    struct db_query select, insert;
    /* PostgreSQL hands its rows out in portions, so that no table is held in memory whole. */
    struct db_query fetch;
    const char *declare, *close;
};

struct sum {
    int64_t rows;
    uint64_t parts[4];
};

struct copy {
    struct arena *arena; /* holds the queries: lives as long as the databases */
    struct db *to;
    LIST(struct table *) tables;
    LIST(struct str) keys; /* "alter table … alter constraint …" */
    struct db_tx *source;
    struct db_copied copied;
};

/* The tables ----------------------------------------------------------------------------------- */

static const struct db_field column_columns[] = {{"table_name", DB_TEXT, false},
                                                 {"column_name", DB_TEXT, false},
                                                 {"type", DB_TEXT, false},
                                                 {"nullable", DB_BOOL, false}};
static const struct db_query query_columns = {
    .name = "copy_columns",
    .sql = {"", "select cast(c.relname as text), cast(a.attname as text),"
                " format_type(a.atttypid, null), not a.attnotnull"
                " from pg_class c join pg_attribute a on a.attrelid = c.oid"
                " where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'"
                " and a.attnum > 0 and not a.attisdropped"
                " and c.relname not in ('schema_migration', 'write_receipt')"
                " order by c.relname, a.attnum"},
    .columns = column_columns,
    .column_count = 4,
};
static const struct db_query query_keys = {
    .name = "copy_keys",
    .sql = {"", "select format('alter table %s alter constraint %I', conrelid::regclass, conname)"
                " from pg_constraint where contype = 'f'"
                " and connamespace = current_schema()::regnamespace order by 1"},
    .columns = column_columns,
    .column_count = 1,
};
static const struct db_query query_sqlite_tables = {
    .name = "copy_sqlite_tables",
    .sql = {"select name from sqlite_schema where type = 'table' and name not like 'sqlite!_%'"
            " escape '!' and name <> 'schema_migration'",
            ""},
    .columns = column_columns,
    .column_count = 1,
};

static const struct err *type_of(struct str name, enum db_type *ret_type) {
    static const struct {
        const char *name;
        enum db_type type;
    } types[] = {{"text", DB_TEXT}, {"bigint", DB_INT}, {"boolean", DB_BOOL}, {"bytea", DB_BYTES}};
    for (size_t i = 0; i < COUNT_OF(types); i++)
        if (str_equal_c(name, types[i].name)) {
            *ret_type = types[i].type;
            return NULL;
        }
    return ERR(ERR_INTERNAL, "a column of type " STR_FMT " cannot be copied", STR_ARG(name));
}

static const struct err *add_column(struct copy *copy, struct str table_name, struct str name,
                                    struct str type_name, bool nullable) {
    struct table *table = copy->tables.count ? copy->tables.items[copy->tables.count - 1] : NULL;
    if (!table || !str_equal(table->name, table_name)) {
        table = ARENA_NEW(copy->arena, struct table);
        table->name = table_name;
        *list_push(copy->arena, &copy->tables) = table;
    }
    enum db_type type = DB_TEXT;
    TRY(type_of(type_name, &type));
    if (table->column_count == COLUMNS_MAX || copy->tables.count > TABLES_MAX)
        return ERR(ERR_LIMIT, "too many tables or columns");
    table->columns[table->column_count++] =
        (struct db_field){str_c(copy->arena, name), type, nullable};
    return NULL;
}

static const struct err *read_schema(struct db_tx *tx, void *context) {
    struct copy *copy = context;
    struct db_cursor cursor;
    copy->tables.count = copy->keys.count = 0;
    TRY(db_cursor_open(tx, &query_columns, NULL, &cursor));
    const struct err *err = NULL;
    while (!err && db_cursor_next(&cursor)) {
        struct str table = db_cursor_text(&cursor, copy->arena, 0);
        struct str column = db_cursor_text(&cursor, copy->arena, 1);
        struct str type = db_cursor_text(&cursor, copy->arena, 2);
        err = add_column(copy, table, column, type, db_cursor_bool(&cursor, 3));
    }
    TRY(db_cursor_close(&cursor));
    TRY(err);
    TRY(db_cursor_open(tx, &query_keys, NULL, &cursor));
    while (db_cursor_next(&cursor))
        *list_push(copy->arena, &copy->keys) = db_cursor_text(&cursor, copy->arena, 0);
    return db_cursor_close(&cursor);
}

/* "select a, b from t" and "insert into t (a, b) values (…)", for both engines. */
static void make_queries(struct copy *copy, struct table *table, size_t number) {
    static const char *const types[] = {
        [DB_TEXT] = "text", [DB_INT] = "bigint", [DB_BOOL] = "boolean", [DB_BYTES] = "bytea"};
    struct buf names = BUF_INIT(SQL_BYTES_MAX), sqlite = BUF_INIT(SQL_BYTES_MAX),
               postgres = BUF_INIT(SQL_BYTES_MAX);
    for (size_t i = 0; i < table->column_count; i++) {
        const char *comma = i ? ", " : "";
        buf_append_format(&names, "%s\"%s\"", comma, table->columns[i].name);
        buf_append_format(&sqlite, "%s?%zu", comma, i + 1);
        buf_append_format(&postgres, "%s$%zu::%s", comma, i + 1, types[table->columns[i].type]);
    }
    struct arena *arena = copy->arena;
    const char *select = str_format(arena, "select " STR_FMT " from \"" STR_FMT "\"",
                                    STR_ARG(buf_str(&names)), STR_ARG(table->name))
                             .p;
    const char *insert = str_format(arena, "insert into \"" STR_FMT "\" (" STR_FMT ") values (",
                                    STR_ARG(table->name), STR_ARG(buf_str(&names)))
                             .p;
    table->select = (struct db_query){.name = "copy_select",
                                      .sql = {select, select},
                                      .columns = table->columns,
                                      .column_count = table->column_count};
    table->declare =
        str_format(arena, "declare copy_of_%zu no scroll cursor for %s", number, select).p;
    table->close = str_format(arena, "close copy_of_%zu", number).p;
    table->fetch = table->select;
    table->fetch.sql[DB_POSTGRES] = str_format(arena, "fetch 200 from copy_of_%zu", number).p;
    table->insert = (struct db_query){
        .name = "copy_insert",
        .sql = {str_format(arena, "%s" STR_FMT ")", insert, STR_ARG(buf_str(&sqlite))).p,
                str_format(arena, "%s" STR_FMT ")", insert, STR_ARG(buf_str(&postgres))).p},
        .params = table->columns,
        .param_count = table->column_count,
        .writes = true};
    buf_release(&names);
    buf_release(&sqlite);
    buf_release(&postgres);
}

/* A table that only SQLite had would be left behind. */
static const struct err *check_sqlite_tables(struct db_tx *tx, void *context) {
    struct copy *copy = context;
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, &query_sqlite_tables, NULL, &cursor));
    size_t known = 0, count = 0;
    for (; db_cursor_next(&cursor); count++) {
        struct str name = db_cursor_text(&cursor, copy->arena, 0);
        for (size_t i = 0; i < copy->tables.count; i++)
            known += str_equal(copy->tables.items[i]->name, name);
    }
    TRY(db_cursor_close(&cursor));
    if (known != count || known != copy->tables.count)
        return ERR(ERR_STATE, "the tables of the two databases differ");
    return NULL;
}

/* Rows ----------------------------------------------------------------------------------------- */

static void append_value(struct buf *row, enum db_type type, const struct db_value *value) {
    if (value->null)
        buf_append_c(row, "n;");
    else if (type == DB_INT || type == DB_BOOL)
        buf_append_format(row, "i%lld;", (long long)value->integer);
    else
        buf_append_format(row, "t%zu:", value->text.n);
    if (!value->null && (type == DB_TEXT || type == DB_BYTES))
        buf_append_str(row, value->text);
}

static void read_row(struct db_cursor *cursor, struct arena *arena, const struct table *table,
                     struct db_value *values) {
    for (size_t i = 0; i < table->column_count; i++) {
        enum db_type type = table->columns[i].type;
        if (type == DB_TEXT || type == DB_BYTES) {
            values[i] = db_value_text(db_cursor_text(cursor, arena, i));
        } else {
            values[i] = db_value_opt_int(db_cursor_opt_int(cursor, i));
        }
    }
}

static const struct err *add_to_sum(struct arena *arena, const struct table *table,
                                    const struct db_value *values, struct sum *sum) {
    struct buf row = BUF_INIT((size_t)1 << 30);
    for (size_t i = 0; i < table->column_count; i++)
        append_value(&row, table->columns[i].type, &values[i]);
    if (row.overflowed)
        return ERR(ERR_LIMIT, "a row of " STR_FMT " is too large", STR_ARG(table->name));
    struct str digits = digest_sha256_hex(arena, buf_str(&row));
    for (size_t i = 0; i < DIGEST_DIGITS; i++) {
        uint64_t digit =
            (uint64_t)(digits.p[i] <= '9' ? digits.p[i] - '0' : digits.p[i] - 'a' + 10);
        sum->parts[i / 16] += digit << (4 * (15 - i % 16));
    }
    sum->rows++;
    buf_release(&row);
    return NULL;
}

struct walk {
    struct db_tx *tx, *to;
    const struct table *table;
    struct arena *arena; /* of one row */
    struct sum sum;
};

static const struct err *walk_portion(struct walk *walk, const struct db_query *query) {
    struct db_cursor cursor;
    const struct table *table = walk->table;
    TRY(db_cursor_open(walk->tx, query, NULL, &cursor));
    const struct err *err = NULL;
    while (!err && db_cursor_next(&cursor)) {
        struct db_value values[COLUMNS_MAX];
        read_row(&cursor, walk->arena, table, values);
        err = add_to_sum(walk->arena, table, values, &walk->sum);
        if (!err && walk->to && !cursor.failed)
            err = db_execute(walk->to, &table->insert, values, NULL);
        arena_clear(walk->arena);
    }
    TRY(db_cursor_close(&cursor));
    return err;
}

/* Reads a table of TX and adds each row to TO, where that is not NULL. */
static const struct err *walk(struct db_tx *tx, const struct table *table, struct db_tx *to,
                              struct sum *ret_sum) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct walk walk = {tx, to, table, arena, {0}};
    if (db_engine_of(tx->db) == DB_SQLITE) {
        TRY(walk_portion(&walk, &table->select));
    } else {
        TRY(db_script(tx, table->declare));
        for (int64_t before = -1; before != walk.sum.rows;) {
            before = walk.sum.rows;
            TRY(walk_portion(&walk, &table->fetch));
        }
        TRY(db_script(tx, table->close));
    }
    *ret_sum = walk.sum;
    return NULL;
}

/* Tables that migrations fill: what they put into a new database gives way to the source's rows. */
static const char *const SEEDED[] = {"unit_kind", "cluster_kind", "person_class", "service_rule"};

static const struct err *clear_seeds(struct copy *copy, struct db_tx *to,
                                     const struct table *table) {
    for (size_t i = 0; i < COUNT_OF(SEEDED); i++)
        if (str_equal_c(table->name, SEEDED[i]))
            return db_script(to, str_format(copy->arena, "delete from %s", SEEDED[i]).p);
    return NULL;
}

static const struct err *copy_table(struct copy *copy, struct db_tx *to,
                                    const struct table *table) {
    struct sum before, sent, arrived;
    TRY(clear_seeds(copy, to, table));
    TRY(walk(to, table, NULL, &before));
    if (before.rows)
        return ERR_TEXT(ERR_CONFLICT, "db.copy_target_used",
                        "the target's table " STR_FMT " holds data", STR_ARG(table->name));
    TRY(walk(copy->source, table, to, &sent));
    TRY(walk(to, table, NULL, &arrived));
    if (memcmp(&sent, &arrived, sizeof(sent)) != 0)
        return ERR(ERR_DATABASE, "the table " STR_FMT " did not arrive as it was sent",
                   STR_ARG(table->name));
    copy->copied.rows += sent.rows;
    copy->copied.tables++;
    return NULL;
}

/* Rows may come before those that they refer to. SQLite checks at the end by itself (DB_MIGRATE).
 */
static const struct err *set_keys(struct copy *copy, struct db_tx *to, const char *how) {
    for (size_t i = 0; db_engine_of(copy->to) == DB_POSTGRES && i < copy->keys.count; i++)
        TRY(db_script(to,
                      str_format(copy->arena, STR_FMT " %s", STR_ARG(copy->keys.items[i]), how).p));
    return NULL;
}

static const struct err *copy_into(struct db_tx *to, void *context) {
    struct copy *copy = context;
    copy->copied = (struct db_copied){0};
    TRY(set_keys(copy, to, "deferrable initially deferred"));
    for (size_t i = 0; i < copy->tables.count; i++)
        TRY(copy_table(copy, to, copy->tables.items[i]));
    if (db_engine_of(copy->to) == DB_POSTGRES)
        TRY(db_script(to, "set constraints all immediate"));
    return set_keys(copy, to, "not deferrable");
}

static const struct err *copy_from(struct db_tx *source, void *context) {
    struct copy *copy = context;
    copy->source = source;
    return db_transaction(copy->to, DB_MIGRATE, copy_into, copy);
}

const struct err *db_copy(struct db *from, struct db *to, struct arena *arena,
                          struct db_copied *ret_copied) {
    struct copy copy = {.arena = arena, .to = to};
    bool to_postgres = db_engine_of(to) == DB_POSTGRES;
    if (to_postgres == (db_engine_of(from) == DB_POSTGRES))
        return ERR_TEXT(ERR_INPUT, "db.copy_same_engine", "both databases are of one engine");
    TRY(db_read(to_postgres ? to : from, read_schema, &copy));
    TRY(db_read(to_postgres ? from : to, check_sqlite_tables, &copy));
    for (size_t i = 0; i < copy.tables.count; i++)
        make_queries(&copy, copy.tables.items[i], i);
    TRY(db_read(from, copy_from, &copy));
    *ret_copied = copy.copied;
    return NULL;
}
