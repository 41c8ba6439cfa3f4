/* All data at one instant as an SQLite file, whichever engine holds them; and what is in it. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/list.h"
#include "db/db_internal.h"

enum { SNAPSHOT_STATEMENT_MAX_S = 600 };

static const char *const COMPANIONS[] = {"", "-wal", "-shm", "-journal"};

static void remove_file(const char *path) {
    for (size_t i = 0; i < COUNT_OF(COMPANIONS); i++) {
        char name[4096];
        if (snprintf(name, sizeof(name), "%s%s", path, COMPANIONS[i]) < (int)sizeof(name))
            unlink(name);
    }
}

static const struct err *copy_to_file(struct db *from, struct arena *arena, const char *path,
                                      int64_t now_ms) {
    struct db_options options = {.engine = DB_SQLITE, .sqlite_path = path, .readers = 1};
    struct db *to;
    struct db_copied copied;
    TRY(db_open(&options, &to));
    const struct err *err = db_migrate(to, now_ms, NULL);
    if (!err)
        err = db_copy(from, to, arena, &copied);
    db_close(to); /* the last connection puts its log back into the file */
    return err;
}

/* By connections of its own: the server's keep their statements by the address of the query, and
 * those of a copy go with it. */
static const struct err *copy_from_server(const struct db *db, const char *path, int64_t now_ms) {
    struct db_options options = *db_options_of(db);
    options.readers = 2;
    options.read_only = true;
    options.statement_max_s = SNAPSHOT_STATEMENT_MAX_S;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct db *from;
    TRY(db_open(&options, &from));
    const struct err *err = copy_to_file(from, arena, path, now_ms);
    db_close(from);
    return err;
}

const struct err *db_snapshot(struct db *db, const char *path, int64_t now_ms) {
    if (db_engine_of(db) == DB_SQLITE)
        return db_backup(db, path);
    if (access(path, F_OK) == 0)
        return ERR_TEXT(ERR_CONFLICT, "db.backup_exists", "the file of the snapshot exists");
    const struct err *err = copy_from_server(db, path, now_ms);
    if (err)
        remove_file(path);
    return err;
}

/* --- counting --------------------------------------------------------------------------------- */

static const struct db_field name_columns[] = {{"name", DB_TEXT, false}};
static const struct db_query query_tables = {
    .name = "snapshot_tables",
    .sql = {"select name from sqlite_schema where type = 'table' and name not like 'sqlite!_%'"
            " escape '!' order by name",
            ""},
    .columns = name_columns,
    .column_count = 1,
};
static const struct db_field count_columns[] = {{"rows", DB_INT, false}};

struct counting {
    struct arena *arena;
    struct db_table_counts *counts;
};

static const struct err *count_one(struct db_tx *tx, struct arena *arena,
                                   struct db_table_count *count) {
    struct db_query *query = ARENA_NEW(arena, struct db_query);
    *query = (struct db_query){
        .name = "snapshot_count",
        .sql = {str_format(arena, "select count(*) from \"" STR_FMT "\"", STR_ARG(count->table)).p,
                ""},
        .columns = count_columns,
        .column_count = 1};
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, query, NULL, &cursor));
    if (db_cursor_next(&cursor))
        count->rows = db_cursor_int(&cursor, 0);
    return db_cursor_close(&cursor);
}

static const struct err *count_in(struct db_tx *tx, void *context) {
    struct counting *counting = context;
    struct db_table_counts *counts = counting->counts;
    *counts = (struct db_table_counts){0};
    struct db_cursor cursor;
    TRY(db_cursor_open(tx, &query_tables, NULL, &cursor));
    while (db_cursor_next(&cursor))
        list_push(counting->arena, counts)->table = db_cursor_text(&cursor, counting->arena, 0);
    TRY(db_cursor_close(&cursor));
    for (size_t i = 0; i < counts->count; i++)
        TRY(count_one(tx, counting->arena, &counts->items[i]));
    return NULL;
}

const struct err *db_count_tables(struct db *db, struct arena *arena,
                                  struct db_table_counts *ret_counts) {
    if (db_engine_of(db) != DB_SQLITE)
        return ERR(ERR_INTERNAL, "tables are counted in SQLite only");
    struct counting counting = {arena, ret_counts};
    return db_read(db, count_in, &counting);
}
