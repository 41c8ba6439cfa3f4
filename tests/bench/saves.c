#include "saves.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "db/db_internal.h"
#include "features/audit/audit.sql.h"
#include "features/scoring/scoring.sql.h"
#include "sys/id.h"

enum { UNITS = 100, CRITERIA = 50 };

void die(const char *what, const char *why) {
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}

void expect(const struct err *err) {
    if (err)
        die("failed", err->message);
}

struct save save_make(struct arena *arena, int64_t n) {
    int64_t cell = n / UNITS;
    return (struct save){
        .entry_id = id_new(arena, SAVE_AT_MS),
        .audit_id = id_new(arena, SAVE_AT_MS),
        .unit = str_format(arena, "unit-%d", (int)(n % UNITS)),
        .criterion = str_format(arena, "criterion-%d", (int)(cell % CRITERIA)),
        .value = str_format(arena, "%d.%02d", (int)(n % 90), (int)(n % 97)),
        .revision = cell / CRITERIA + 1,
    };
}

const char save_entry_sql[] =
    "insert into score_entry (id, cluster_period_id, unit_id, criterion_id, stage, field,"
    " revision, value, author, at_ms, reason, source, batch_id)"
    " values (?1, 'period', ?2, ?3, 'accepted', 'points', ?4, ?5, 'account', ?6, ?7, '', null)";
const char save_audit_sql[] =
    "insert into audit_entry (id, at_ms, account_id, account_name, address, action, object_kind,"
    " object_id, before_text, after_text, reason)"
    " values (?1, ?2, 'account', ?3, '10.0.0.1', 'score.verify', 'score_entry', ?4, null, ?5, ?6)";

/* The database ------------------------------------------------------------------------------- */

static const struct err *fill(struct db_tx *tx, void *context) {
    (void)context;
    return db_script(
        tx,
        "with recursive n (i) as (select 0 union all select i + 1 from n where i < 99)"
        " insert into unit (id, slug, created_ms) select 'unit-' || i, 'u' || i, 1 from n;"
        "insert into cluster (id, slug, name, superior_id, is_sample, created_ms)"
        " values ('cluster', 'c', 'Cụm', 'unit-0', 1, 1);"
        "insert into cluster_period (id, cluster_id, code, places_shown, revision, created_ms)"
        " values ('period', 'cluster', '2020-H1', 1, 1, 1);"
        "insert into criteria_table (id, cluster_period_id, title, notes, source_name,"
        " source_sha256, author, created_ms) values ('table', 'period', 't', '', '', '', '', 1);"
        "with recursive n (i) as (select 0 union all select i + 1 from n where i < 49)"
        " insert into criterion (id, table_id, position, code, label, name, kind, max_points,"
        " unit_of_measure, points_each, bonus_on, note)"
        " select 'criterion-' || i, 'table', i, 'II.' || i, i, 'Tiêu chí', 'leaf', '10', '', '', 0,"
        " '' from n;");
}

struct db *database_new(const char *folder, char *ret_path, size_t size) {
    static int database_number;
    struct db *db = NULL;
    snprintf(ret_path, size, "%s/bench%d.db", folder, ++database_number);
    expect(db_open(&(struct db_options){.engine = DB_SQLITE, .sqlite_path = ret_path}, &db));
    expect(db_migrate(db, 1, NULL));
    expect(db_write(db, fill, NULL));
    return db;
}

void database_remove(const char *path) {
    static const char *const suffixes[] = {"", "-wal", "-shm"};
    char name[600];
    for (size_t i = 0; i < 3; i++) {
        snprintf(name, sizeof(name), "%s%s", path, suffixes[i]);
        unlink(name);
    }
}

const struct err *save_write(struct db_tx *tx, void *context) {
    const struct save *save = context;
    TRY(q_entry_insert(tx, save->entry_id, STR("period"), save->unit, save->criterion,
                       STR("accepted"), STR("points"), save->revision, save->value, STR("account"),
                       SAVE_AT_MS, STR(SAVE_REASON), STR(""), STR_NONE, 0));
    TRY(q_audit_insert(tx, save->audit_id, SAVE_AT_MS, STR("account"), STR(SAVE_OFFICER), STR(""),
                       STR(""), STR("office"), STR("10.0.0.1"), STR("score.verify"),
                       STR("score_entry"), save->entry_id, STR_NONE, save->value,
                       STR(SAVE_REASON)));
    return q_audit_pending_insert(tx, SAVE_AT_MS, save->audit_id);
}
