#include "features/organisation/kind_service.h"

#include "features/organisation/organisation.sql.h"
#include "features/organisation/store_service.h"

const struct err *organisation_kinds_in(struct db_tx *tx, struct arena *arena,
                                        struct unit_kinds *ret_kinds) {
    struct q_unit_kinds_rows rows;
    TRY(q_unit_kinds(tx, arena, &rows));
    *ret_kinds = (struct unit_kinds){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, ret_kinds) = (struct unit_kind){.code = rows.items[i].code,
                                                          .name = rows.items[i].name,
                                                          .name_en = rows.items[i].name_en,
                                                          .place = rows.items[i].position};
    return NULL;
}

struct kind_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str code;
    const struct unit_kind_form *form;
    struct issues *issues;
    struct unit_kinds *kinds;
};

static const struct err *kinds_in(struct db_tx *tx, void *context) {
    struct kind_work *work = context;
    return organisation_kinds_in(tx, work->arena, work->kinds);
}

const struct err *organisation_kinds(struct db *db, struct arena *arena,
                                     struct unit_kinds *ret_kinds) {
    struct kind_work work = {.arena = arena, .kinds = ret_kinds};
    return db_read(db, kinds_in, &work);
}

/* --- with their use ------------------------------------------------------------------------------
 */

static const struct err *load_with_use(struct db_tx *tx, struct arena *arena,
                                       struct unit_kinds *kinds) {
    struct q_unit_kind_uses_rows uses;
    TRY(organisation_kinds_in(tx, arena, kinds));
    TRY(q_unit_kind_uses(tx, arena, &uses));
    for (size_t k = 0; k < kinds->count; k++) {
        kinds->items[k].is_unused = true;
        for (size_t i = 0; i < uses.count; i++)
            if (str_equal(uses.items[i].kind, kinds->items[k].code)) {
                kinds->items[k].is_unused = false;
                kinds->items[k].units = uses.items[i].units;
            }
    }
    return NULL;
}

static const struct err *with_use_in(struct db_tx *tx, void *context) {
    struct kind_work *work = context;
    return load_with_use(tx, work->arena, work->kinds);
}

const struct err *unit_kinds_with_use(struct db *db, struct arena *arena, const struct user *user,
                                      struct unit_kinds *ret_kinds) {
    TRY(deny_who_may_not_change(user));
    struct kind_work work = {.arena = arena, .kinds = ret_kinds};
    return db_read(db, with_use_in, &work);
}

/* --- changing ------------------------------------------------------------------------------------
 */

static struct str tell(struct arena *arena, const struct unit_kind *kind) {
    return str_format(arena, STR_FMT " / " STR_FMT " (%lld)", STR_ARG(kind->name),
                      STR_ARG(kind->name_en), (long long)kind->place);
}

static const struct err *audit(struct db_tx *tx, const struct kind_work *work, const char *action,
                               const struct unit_kind *before, const struct unit_kind *after) {
    const struct audit_note note = {
        .action = action,
        .object_kind = "unit_kind",
        .object_id = after ? after->code : before->code,
        .before = before ? tell(work->arena, before) : STR_NONE,
        .after = after ? tell(work->arena, after) : STR_NONE,
    };
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *save_in(struct db_tx *tx, void *context) {
    struct kind_work *work = context;
    struct unit_kinds kinds;
    struct unit_kind kind;
    int64_t changed;
    *work->issues = (struct issues){0};
    TRY(organisation_kinds_in(tx, work->arena, &kinds));
    const struct unit_kind *before = work->code.n ? unit_kind_find(&kinds, work->code) : NULL;
    if (work->code.n && !before)
        return ERR(ERR_NOT_FOUND, "no such kind of units");
    unit_kind_check(work->arena, &kinds, work->code, work->form, work->issues, &kind);
    if (work->issues->count)
        return NULL;
    if (!before) {
        TRY(q_unit_kind_insert(tx, kind.code, kind.place, kind.name, kind.name_en));
        return audit(tx, work, "unit_kind.add", NULL, &kind);
    }
    TRY(q_unit_kind_change(tx, kind.code, kind.place, kind.name, kind.name_en, &changed));
    return audit(tx, work, "unit_kind.change", before, &kind);
}

const struct err *unit_kind_save(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str code, const struct unit_kind_form *form,
                                 struct issues *issues) {
    TRY(deny_who_may_not_change(user));
    struct kind_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .code = str_or_empty(code),
                             .form = form,
                             .issues = issues};
    return db_write(db, save_in, &work);
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct kind_work *work = context;
    struct unit_kinds kinds;
    int64_t changed;
    *work->issues = (struct issues){0};
    TRY(load_with_use(tx, work->arena, &kinds));
    const struct unit_kind *kind = work->code.n ? unit_kind_find(&kinds, work->code) : NULL;
    if (!kind)
        return ERR(ERR_NOT_FOUND, "no such kind of units");
    if (!kind->is_unused) {
        issue_add(work->arena, work->issues, STR("name"),
                  MESSAGE_WITH(MSG_organisation_kind_in_use, kind->name));
        return NULL;
    }
    TRY(q_unit_kind_delete(tx, kind->code, &changed));
    return audit(tx, work, "unit_kind.remove", kind, NULL);
}

const struct err *unit_kind_remove(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str code, struct issues *issues) {
    TRY(deny_who_may_not_change(user));
    struct kind_work work = {.arena = arena,
                             .user = user,
                             .now_ms = now_ms,
                             .code = str_or_empty(code),
                             .issues = issues};
    return db_write(db, remove_in, &work);
}
