#include "features/organisation/import_service.h"

#include "crypto/digest.h"
#include "doc/workbook_table.h"
#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"
#include "sys/id.h"

enum { COLUMNS_MAX = 20 };

/* --- against the book
 * ----------------------------------------------------------------------------- */

struct import_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct table_cells cells;
    bool store;
    struct unit_import *import;
};

static const struct err *read_in(struct db_tx *tx, struct import_work *work) {
    struct unit_import *import = work->import;
    struct organisation organisation;
    TRY(organisation_kinds_in(tx, work->arena, &import->kinds));
    TRY(organisation_load(tx, work->arena, &organisation));
    struct list_kind *kinds = ARENA_ARRAY(work->arena, struct list_kind, import->kinds.count + 1);
    for (size_t i = 0; i < import->kinds.count; i++)
        kinds[i] = (struct list_kind){import->kinds.items[i].code, import->kinds.items[i].name};
    unit_list_read(work->arena, work->cells.items, work->cells.count, &organisation, kinds,
                   import->kinds.count, date_of_instant(work->now_ms), &import->list);
    if (!import->list.found)
        import->fault = MESSAGE(MSG_organisation_list_no_header);
    return NULL;
}

static const struct err *look_in(struct db_tx *tx, void *context) {
    return read_in(tx, context);
}

static const struct err *store_in(struct db_tx *tx, void *context) {
    struct import_work *work = context;
    struct unit_import *import = work->import;
    import->is_stored = false;
    import->stored_count = 0;
    TRY(read_in(tx, work));
    if (import->fault.id != MSG_none ||
        table_findings_count(&import->list.findings, SEVERITY_ERROR))
        return NULL;
    int64_t count = (int64_t)import->list.plan.added.count;
    if (import->id.n) {
        int64_t changed;
        TRY(q_unit_list_stored(tx, import->id, work->now_ms, count, &changed));
        if (!changed)
            return ERR_TEXT(ERR_STATE, "organisation.list_stored", "the list was stored before");
    }
    import->is_stored = true;
    import->stored_count = count;
    if (!count)
        return NULL;
    struct str slug;
    const struct audit_note note = {
        .action = "unit.import",
        .object_kind = "unit",
        .object_id = import->id,
        .after = str_format(work->arena, STR_FMT ": %lld", STR_ARG(import->name), (long long)count),
    };
    return store_plan(tx, work->arena, work->user, work->now_ms, &import->list.plan, STR(""), &note,
                      &slug);
}

static const struct err *read_and_store(struct db *db, struct import_work *work, struct str bytes) {
    TRY(workbook_table_read(work->arena, bytes, UNIT_LIST_MAX + 100, COLUMNS_MAX, &work->cells,
                            &work->import->sheet_name, &work->import->fault));
    if (work->import->fault.id != MSG_none)
        return NULL;
    return work->store ? db_write(db, store_in, work) : db_read(db, look_in, work);
}

const struct err *organisation_import(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, struct str name, struct str bytes, bool store,
                                      struct unit_import *ret_import) {
    TRY(deny_who_may_not_change(user));
    *ret_import = (struct unit_import){.id = STR(""), .name = name, .sheet_name = STR("")};
    struct import_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .store = store, .import = ret_import};
    return read_and_store(db, &work, bytes);
}

/* --- staged
 * ----------------------------------------------------------------------------------------- */

struct stage_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
    struct str name;
    struct str bytes;
    struct q_unit_list_find_row row;
};

static const struct err *stage_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    return q_unit_list_insert(tx, work->id, work->name, digest_sha256_hex(work->arena, work->bytes),
                              work->bytes, work->user->name, work->now_ms);
}

const struct err *organisation_stage_list(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str name,
                                          struct str bytes, struct str *ret_id) {
    TRY(deny_who_may_not_change(user));
    struct stage_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .id = id_new(arena, now_ms),
                              .name = name,
                              .bytes = bytes};
    TRY(db_write(db, stage_in, &work));
    *ret_id = work.id;
    return NULL;
}

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct stage_work *work = context;
    bool found;
    TRY(q_unit_list_find(tx, work->arena, work->id, &found, &work->row));
    return found ? NULL : ERR(ERR_NOT_FOUND, "no such list of units");
}

static const struct err *open_staged(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, struct str id, bool store,
                                     struct unit_import *ret_import) {
    TRY(deny_who_may_not_change(user));
    struct stage_work stage = {.arena = arena, .user = user, .now_ms = now_ms, .id = id};
    TRY(db_read(db, find_in, &stage));
    *ret_import = (struct unit_import){
        .id = id,
        .name = stage.row.name,
        .sheet_name = STR(""),
        .is_stored = str_equal_c(stage.row.state, "stored"),
        .stored_count = stage.row.stored_count,
    };
    if (store && ret_import->is_stored)
        return ERR_TEXT(ERR_STATE, "organisation.list_stored", "the list was stored before");
    struct import_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .store = store, .import = ret_import};
    return read_and_store(db, &work, stage.row.content);
}

const struct err *organisation_staged_list(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms, struct str id,
                                           struct unit_import *ret_import) {
    return open_staged(db, arena, user, now_ms, id, false, ret_import);
}

const struct err *organisation_store_list(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str id,
                                          struct unit_import *ret_import) {
    return open_staged(db, arena, user, now_ms, id, true, ret_import);
}
