/* Migrations, backup, check: what is done to the database as a whole. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "db/db_internal.h"

enum { BACKUPS_MAX = 100 };

/* Written by hand: the table is not part of the schema that sqlc sees. */
static const struct db_field exists_columns[] = {{"present", DB_BOOL, false}};
static const struct db_query query_exists = {
    .name = "schema_migration_exists",
    .sql = {"select count(*) as present from sqlite_schema where name = 'schema_migration'",
            "select to_regclass('schema_migration') is not null as present"},
    .columns = exists_columns,
    .column_count = 1,
};
static const struct db_field applied_columns[] = {{"version", DB_INT, false},
                                                  {"sha256", DB_TEXT, false}};
static const struct db_query query_applied = {
    .name = "schema_migration_list",
    .sql = {"select version, sha256 from schema_migration order by version",
            "select version, sha256 from schema_migration order by version"},
    .columns = applied_columns,
    .column_count = 2,
};
static const struct db_field add_params[] = {{"version", DB_INT, false},
                                             {"name", DB_TEXT, false},
                                             {"sha256", DB_TEXT, false},
                                             {"applied_ms", DB_INT, false}};
static const struct db_query query_add = {
    .name = "schema_migration_add",
    .sql = {"insert into schema_migration (version, name, sha256, applied_ms)"
            " values (?1, ?2, ?3, ?4)",
            "insert into schema_migration (version, name, sha256, applied_ms)"
            " values ($1::bigint, $2::text, $3::text, $4::bigint)"},
    .params = add_params,
    .param_count = 4,
    .writes = true,
};
static const char *const create_table[DB_ENGINE_COUNT] = {
    "create table schema_migration (version integer primary key, name text not null,"
    " sha256 text not null, applied_ms integer not null) strict",
    "create table schema_migration (version bigint primary key, name text collate \"C\" not null,"
    " sha256 text collate \"C\" not null, applied_ms bigint not null)",
};

/* Of the PostgreSQL engine itself: see db_postgres_commit.c. Made beside the migrations, as SQLite
 * has no use for it. */
static const struct db_query query_receipts_missing = {
    .name = "write_receipt_missing",
    .sql = {"select 0 as missing", "select to_regclass('write_receipt') is null as missing"},
    .columns = (const struct db_field[]){{"missing", DB_BOOL, false}},
    .column_count = 1,
};
static const char create_receipts[] =
    "create table write_receipt (id text collate \"C\" primary key,"
    " origin text collate \"C\" not null, at timestamptz not null default now())";

struct job {
    struct arena *arena;
    const struct db_migration *migrations;
    size_t count;
    int64_t now_ms;
    /* results */
    bool has_table;
    bool needs_receipts;
    int applied; /* the first so many of the migrations are in the database */
    int newly_applied;
    bool newer;
};

static const struct err *refuse_changed(const struct db_migration *migration) {
    return ERR_TEXT(ERR_STATE, "db.migration_changed",
                    "migration %04d_%s was changed after it was applied to this database",
                    migration->version, migration->name);
}

/* Compares what was applied with what this program knows. */
static const struct err *read_applied(struct db_tx *tx, void *context) {
    struct job *job = context;
    struct db_cursor cursor;
    job->applied = 0;
    job->newer = false;
    TRY(db_cursor_open(tx, &query_exists, NULL, &cursor));
    job->has_table = db_cursor_next(&cursor) && db_cursor_bool(&cursor, 0);
    TRY(db_cursor_close(&cursor));
    TRY(db_cursor_open(tx, &query_receipts_missing, NULL, &cursor));
    job->needs_receipts = db_cursor_next(&cursor) && db_cursor_bool(&cursor, 0);
    TRY(db_cursor_close(&cursor));
    if (!job->has_table)
        return NULL;
    TRY(db_cursor_open(tx, &query_applied, NULL, &cursor));
    const struct db_migration *changed = NULL;
    while (db_cursor_next(&cursor)) {
        int64_t version = db_cursor_int(&cursor, 0);
        struct str sha256 = db_cursor_text(&cursor, job->arena, 1);
        size_t index = (size_t)job->applied++;
        if (index >= job->count || job->migrations[index].version != version)
            job->newer = true;
        else if (!changed && !str_equal_c(sha256, job->migrations[index].sha256))
            changed = &job->migrations[index];
    }
    TRY(db_cursor_close(&cursor));
    return changed && !job->newer ? refuse_changed(changed) : NULL;
}

static const struct err *refuse_newer(const struct job *job) {
    if (!job->newer)
        return NULL;
    return ERR_TEXT(ERR_STATE, "db.schema_newer",
                    "the database was written by a newer program (it knows %d migrations, this "
                    "program %zu)",
                    job->applied, job->count);
}

static const struct err *apply_one(struct db_tx *tx, const struct db_migration *migration,
                                   int64_t now_ms) {
    const struct err *err = db_script(tx, migration->sql[db_engine_of(tx->db)]);
    if (err) {
        char reason[ERR_MESSAGE_BYTES];
        snprintf(reason, sizeof(reason), "%s", err->message);
        tx->failure = *ERR_TEXT(err->kind, err->text_key, "migration %04d_%s: %.400s",
                                migration->version, migration->name, reason);
        return &tx->failure;
    }
    const struct db_value values[] = {
        db_value_int(migration->version),
        db_value_text(str_from_c(migration->name)),
        db_value_text(str_from_c(migration->sha256)),
        db_value_int(now_ms),
    };
    return db_execute(tx, &query_add, values, NULL);
}

static const struct err *apply_missing(struct db_tx *tx, void *context) {
    struct job *job = context;
    TRY(read_applied(tx, job));
    TRY(refuse_newer(job));
    job->newly_applied = 0;
    if (!job->has_table)
        TRY(db_script(tx, create_table[db_engine_of(tx->db)]));
    if (job->needs_receipts)
        TRY(db_script(tx, create_receipts));
    for (size_t i = (size_t)job->applied; i < job->count; i++) {
        TRY(apply_one(tx, &job->migrations[i], job->now_ms));
        job->newly_applied++;
    }
    return NULL;
}

/* thidua.db.before-0007, or ….before-0007.2 when an earlier try left one. */
static const struct err *backup_before(struct db *db, int version) {
    const char *file = db_options_of(db)->sqlite_path;
    for (int number = 1; number <= BACKUPS_MAX; number++) {
        char path[4096], suffix[16] = "";
        if (number > 1)
            snprintf(suffix, sizeof(suffix), ".%d", number);
        if (snprintf(path, sizeof(path), "%s.before-%04d%s", file, version, suffix) >=
            (int)sizeof(path))
            return ERR(ERR_INPUT, "the path of the database file is too long");
        if (access(path, F_OK) != 0)
            return db_backup(db, path);
    }
    return ERR(ERR_STATE, "too many backups named .before-%04d", version);
}

static const struct err *migrate(struct db *db, struct job *job) {
    TRY(db_read(db, read_applied, job));
    TRY(refuse_newer(job));
    if ((size_t)job->applied == job->count && job->has_table && !job->needs_receipts)
        return NULL;
    if (db_options_of(db)->read_only)
        return ERR(ERR_READ_ONLY, "the database was opened for reading only");
    if (job->applied > 0 && db_engine_of(db) == DB_SQLITE)
        TRY(backup_before(db, job->migrations[job->applied].version));
    return db_transaction(db, DB_MIGRATE, apply_missing, job);
}

const struct err *db_migrate_with(struct db *db, const struct db_migration *migrations,
                                  size_t count, int64_t now_ms, int *ret_applied) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena, .migrations = migrations, .count = count, .now_ms = now_ms};
    TRY(migrate(db, &job));
    if (ret_applied)
        *ret_applied = job.newly_applied;
    return NULL;
}

const struct err *db_migrate(struct db *db, int64_t now_ms, int *ret_applied) {
    return db_migrate_with(db, db_migrations, db_migrations_count, now_ms, ret_applied);
}

const struct err *db_migration_state(struct db *db, struct db_migration_state *ret) {
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct job job = {.arena = arena, .migrations = db_migrations, .count = db_migrations_count};
    TRY(db_read(db, read_applied, &job));
    *ret = (struct db_migration_state){job.applied, (int)job.count, job.newer};
    return NULL;
}
