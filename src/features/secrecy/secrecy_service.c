#include "features/secrecy/secrecy_service.h"

#include "crypto/digest.h"
#include "features/audit/audit.h"
#include "features/secrecy/secrecy.sql.h"
#include "features/secrecy/secrecy_places_service.h"
#include "sys/id.h"

enum { REASON_CHARS_MAX = 500 };

static const char *const STATES[] = {
    [SECRET_PROPOSED] = "proposed",
    [SECRET_WITHDRAWN] = "withdrawn",
    [SECRET_CONFIRMED] = "confirmed",
    [SECRET_DONE] = "done",
};

static const char *const COPY_STATES[] = {
    [SECRET_COPY_BY_HAND] = "unreachable",
    [SECRET_COPY_DESTROYED] = "destroyed",
    [SECRET_COPY_REPLACED] = "replaced",
};

static enum secret_copy_state secret_copy_state_of(struct str code) {
    for (size_t state = 0; state < COUNT_OF(COPY_STATES); state++)
        if (str_equal_c(code, COPY_STATES[state]))
            return (enum secret_copy_state)state;
    return SECRET_COPY_BY_HAND;
}

struct work {
    const struct secrecy *by;
    const struct secret_objects *objects;
    struct str reason;
    struct str id;
    struct str new_id;
    struct secret_destructions list;
    struct secret_destruction *found;
};

static const struct err *check_right(const struct secrecy *by) {
    if (by->user->is_local || !user_has_right(by->user, RIGHT_SECRET_DESTROY))
        return ERR(ERR_DENIED, "no right to destroy what must not be held");
    return NULL;
}

static const struct err *note(struct db_tx *tx, const struct secrecy *by, const char *action,
                              int64_t number, size_t places, struct str reason) {
    const struct audit_note row = {
        .action = action,
        .object_kind = "secret_destruction",
        .object_id = str_format(by->arena, "%lld", (long long)number),
        .after = str_format(by->arena, "biên bản số %lld, %zu nơi", (long long)number, places),
        .reason = reason.n ? reason : STR_NONE,
    };
    return audit_write(tx, by->arena, by->user, by->now_ms, &row);
}

/* --- reading ------------------------------------------------------------------------------- */

static const struct err *load(struct db_tx *tx, struct work *work) {
    struct arena *arena = work->by->arena;
    struct q_secret_list_rows rows;
    TRY(q_secret_list(tx, arena, &rows));
    work->list = (struct secret_destructions){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_secret_list_row *row = &rows.items[i];
        struct secret_destruction *d = list_push(arena, &work->list);
        *d = (struct secret_destruction){
            .id = row->id,
            .number = row->number,
            .reason = row->reason,
            .proposed_id = row->proposed_id,
            .proposed_by = row->proposed_by,
            .proposed_ms = row->proposed_ms,
            .confirmed_id = str_or_empty(row->confirmed_id),
            .confirmed_by = str_or_empty(row->confirmed_by),
            .confirmed_ms = row->confirmed_ms.set ? row->confirmed_ms.value : 0,
            .done_ms = row->done_ms.set ? row->done_ms.value : 0,
            .log_is_clean = row->log_is_clean.set && row->log_is_clean.value,
            .object_count = (size_t)row->objects,
        };
        for (size_t state = 0; state < COUNT_OF(STATES); state++)
            if (str_equal_c(row->state, STATES[state]))
                d->state = (enum secret_state)state;
    }
    return NULL;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    return load(tx, context);
}

const struct err *secrecy_list(const struct secrecy *by,
                               struct secret_destructions *ret_destructions) {
    struct work work = {.by = by};
    TRY(check_right(by));
    TRY(db_read(by->jobs->db, list_in, &work));
    *ret_destructions = work.list;
    return NULL;
}

static const struct err *load_objects(struct db_tx *tx, struct arena *arena,
                                      struct secret_destruction *d) {
    struct q_secret_objects_rows rows;
    struct q_secret_copies_rows copies;
    TRY(q_secret_objects(tx, arena, d->id, &rows));
    TRY(q_secret_copies(tx, arena, d->id, &copies));
    d->objects = (struct secret_objects){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_secret_objects_row *row = &rows.items[i];
        struct secret_object object = {
            .place = {.table = row->place_table,
                      .column = row->place_column,
                      .key = row->place_key,
                      .bytes = row->bytes,
                      .at_ms = row->written_ms.set ? row->written_ms.value : 0,
                      .author = row->author,
                      .name = STR("")},
            .sha256 = row->sha256,
            .destroyed_ms = row->destroyed_ms.set ? row->destroyed_ms.value : 0,
        };
        for (int kind = 0; kind < SECRET_KIND_COUNT; kind++)
            if (str_equal(row->kind, secret_kind_code((enum secret_kind)kind)))
                object.kind = (enum secret_kind)kind;
        object.place.is_bytes = object.kind == SECRET_BYTES;
        *list_push(arena, &d->objects) = object;
    }
    d->copies.count = 0;
    for (size_t i = 0; i < copies.count; i++)
        *list_push(arena, &d->copies) =
            (struct secret_copy){copies.items[i].name, secret_copy_state_of(copies.items[i].state)};
    return NULL;
}

static const struct err *find_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    work->found = NULL;
    TRY(load(tx, work));
    for (size_t i = 0; i < work->list.count; i++)
        if (str_equal(work->list.items[i].id, work->id))
            work->found = &work->list.items[i];
    if (!work->found)
        return ERR(ERR_NOT_FOUND, "no such destruction");
    return load_objects(tx, work->by->arena, work->found);
}

const struct err *secrecy_find(const struct secrecy *by, struct str id,
                               struct secret_destruction *ret_destruction) {
    struct work work = {.by = by, .id = id};
    TRY(check_right(by));
    TRY(db_read(by->jobs->db, find_in, &work));
    *ret_destruction = *work.found;
    return NULL;
}

/* --- asking for it ------------------------------------------------------------------------- */

static const struct err *store_objects(struct db_tx *tx, struct work *work,
                                       const struct secret_objects *all) {
    for (size_t i = 0; i < all->count; i++) {
        const struct secret_object *object = &all->items[i];
        TRY(q_secret_object_insert(tx, work->new_id, (int64_t)i + 1, secret_kind_code(object->kind),
                                   object->place.table, object->place.column, object->place.key,
                                   object->place.bytes, object->sha256, object->place.at_ms,
                                   object->place.author));
    }
    return NULL;
}

static const struct err *propose_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    const struct secrecy *by = work->by;
    struct secret_objects all;
    struct q_secret_last_number_row last;
    bool found;
    by->issues->count = 0;
    TRY(secret_places_complete(tx, by->arena, work->objects, &all));
    if (!all.count)
        issue_add(by->arena, by->issues, STR("noi"), MESSAGE(MSG_secrecy_nothing_chosen));
    if (all.count > SECRECY_OBJECTS_MAX)
        issue_add(by->arena, by->issues, STR("noi"), MESSAGE(MSG_secrecy_too_many));
    if (str_is_empty(work->reason))
        issue_add(by->arena, by->issues, STR("ly-do"), MESSAGE(MSG_secrecy_reason_missing));
    else if (utf8_length(work->reason) > REASON_CHARS_MAX)
        issue_add(by->arena, by->issues, STR("ly-do"), MESSAGE(MSG_secrecy_reason_long));
    if (by->issues->count)
        return NULL;
    TRY(q_secret_last_number(tx, by->arena, &found, &last));
    TRY(q_secret_insert(tx, work->new_id, last.number + 1, work->reason, by->user->id,
                        by->user->name, by->now_ms));
    TRY(store_objects(tx, work, &all));
    return note(tx, by, "secret.propose", last.number + 1, all.count, work->reason);
}

const struct err *secrecy_propose(const struct secrecy *by, const struct secret_objects *objects,
                                  struct str reason, struct str *ret_id) {
    struct work work = {
        .by = by, .objects = objects, .reason = reason, .new_id = id_new(by->arena, by->now_ms)};
    TRY(check_right(by));
    TRY(db_write(by->jobs->db, propose_in, &work));
    *ret_id = work.new_id;
    return NULL;
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    TRY(find_in(tx, work));
    if (work->found->state != SECRET_PROPOSED)
        return ERR(ERR_STATE, "only what is proposed can be withdrawn");
    TRY(q_secret_withdraw(tx, work->id));
    return note(tx, work->by, "secret.withdraw", work->found->number, work->found->objects.count,
                STR(""));
}

const struct err *secrecy_withdraw(const struct secrecy *by, struct str id) {
    struct work work = {.by = by, .id = id};
    TRY(check_right(by));
    return db_write(by->jobs->db, withdraw_in, &work);
}

/* --- doing it ------------------------------------------------------------------------------ */

static const struct err *confirm_in(struct db_tx *tx, void *context) {
    struct work *work = context;
    const struct secrecy *by = work->by;
    by->issues->count = 0;
    TRY(find_in(tx, work));
    struct secret_destruction *d = work->found;
    if (d->state != SECRET_PROPOSED)
        return ERR(ERR_STATE, "only what is proposed can be confirmed");
    if (str_equal(d->proposed_id, by->user->id)) {
        issue_add(by->arena, by->issues, STR("password"), MESSAGE(MSG_secrecy_same_person));
        return NULL;
    }
    TRY(q_secret_confirm(tx, d->id, by->user->id, by->user->name, by->now_ms));
    struct str sentence = secret_sentence(by->arena, by->now_ms, d->number);
    for (size_t i = 0; i < d->objects.count; i++) {
        TRY(secret_place_destroy(tx, by, &d->objects.items[i], sentence, d->number));
        if (d->objects.items[i].kind != SECRET_JOB_FILE)
            TRY(q_secret_object_destroyed(tx, d->id, (int64_t)i + 1, by->now_ms));
    }
    TRY(secret_places_changed(tx));
    return note(tx, by, "secret.destroy", d->number, d->objects.count, d->reason);
}

struct finish_work {
    const struct secrecy *by;
    const struct secret_destruction *destruction;
    const struct secret_copies *copies;
    bool clean;
};

static const struct err *finish_in(struct db_tx *tx, void *context) {
    struct finish_work *work = context;
    const struct secret_destruction *d = work->destruction;
    for (size_t i = 0; i < d->objects.count; i++)
        TRY(q_secret_object_destroyed(tx, d->id, (int64_t)i + 1, work->by->now_ms));
    TRY(q_secret_copies_clear(tx, d->id));
    for (size_t i = 0; i < work->copies->count; i++)
        TRY(q_secret_copy_insert(tx, d->id, (int64_t)i + 1, work->copies->items[i].name,
                                 str_from_c(COPY_STATES[work->copies->items[i].state])));
    TRY(q_secret_done(tx, d->id, work->by->now_ms, work->clean));
    return note(tx, work->by, "secret.done", d->number, d->objects.count, STR(""));
}

/* What lies outside the database; then its file forgets. Each step may be run again. */
const struct err *secrecy_finish(const struct secrecy *by, struct str id) {
    struct secret_destruction d;
    struct secret_copies copies = {0};
    TRY(secrecy_find(by, id, &d));
    if (d.state != SECRET_CONFIRMED && !(d.state == SECRET_DONE && !d.log_is_clean))
        return ERR(ERR_STATE, "this destruction has nothing left to do");
    for (size_t i = 0; i < d.objects.count; i++)
        if (d.objects.items[i].kind == SECRET_JOB_FILE)
            TRY(secret_job_file_destroy(by, &d.objects.items[i]));
    struct finish_work work = {.by = by, .destruction = &d, .copies = &copies};
    TRY(db_scrub(by->jobs->db, &work.clean));
    TRY(secret_copies_destroy(by, &copies));
    return db_write(by->jobs->db, finish_in, &work);
}

const struct err *secrecy_confirm(const struct secrecy *by, const struct visitor *visitor,
                                  struct str id, struct str password) {
    struct work work = {.by = by, .id = id};
    bool right;
    TRY(check_right(by));
    TRY(door_check_password(by->jobs->db, by->arena, by->now_ms, visitor, by->user->login, password,
                            "password", by->issues, &right));
    if (!right)
        return NULL;
    TRY(secret_seal_audit(by));
    TRY(db_write(by->jobs->db, confirm_in, &work));
    return by->issues->count ? NULL : secrecy_finish(by, id);
}
