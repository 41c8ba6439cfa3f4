#include "features/audit/audit.h"

#include <string.h>

#include "features/audit/audit.sql.h"
#include "features/audit/audit_seal.h"
#include "sys/id.h"

/* Codes of the roles he has, each once: in what capacity he acted may be any of them. */
static struct str roles_of(struct arena *arena, const struct user *user) {
    struct str roles = user->is_local ? STR("local") : STR("");
    bool told[ROLE_COUNT] = {false};
    for (size_t i = 0; i < user->grant_count; i++) {
        enum role role = user->grants[i].role;
        if (told[role])
            continue;
        told[role] = true;
        roles = roles.n ? str_format(arena, STR_FMT "," STR_FMT, STR_ARG(roles),
                                     STR_ARG(role_code(role)))
                        : role_code(role);
    }
    return roles;
}

static void wake(void *context) {
    (void)context;
    audit_wake();
}

const struct err *audit_write(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct audit_note *note) {
    struct str id = id_new(arena, now_ms);
    TRY(q_audit_insert(tx, id, now_ms, user->id, user->name, str_or_empty(user->acting_for_id),
                       str_or_empty(user->acting_for_name), roles_of(arena, user), user->address,
                       str_from_c(note->action), str_from_c(note->object_kind), note->object_id,
                       note->before, note->after, note->reason));
    TRY(q_audit_pending_insert(tx, now_ms, id));
    db_after_commit(tx, wake, NULL);
    return NULL;
}

/* --- reading personal data ------------------------------------------------------------------- */

/* Whether the same was told lately; an entry from the future is of a clock that was set back. */
static const struct err *told_lately(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct audit_reading *reading,
                                     bool *ret_told) {
    bool found;
    struct q_audit_reading_row row;
    TRY(q_audit_reading(tx, arena, str_from_c(reading->object_kind), reading->object_id,
                        now_ms - AUDIT_READING_MS, now_ms, user->id, STR(AUDIT_READ), reading->what,
                        &found, &row));
    *ret_told = row.entries > 0;
    return NULL;
}

const struct err *audit_write_reading(struct db_tx *tx, struct arena *arena,
                                      const struct user *user, int64_t now_ms,
                                      const struct audit_reading *reading) {
    bool told;
    TRY(told_lately(tx, arena, user, now_ms, reading, &told));
    if (told)
        return NULL;
    struct audit_note note = {
        .action = AUDIT_READ,
        .object_kind = reading->object_kind,
        .object_id = reading->object_id,
        .after = reading->what,
        .reason = reading->purpose.n ? reading->purpose : STR_NONE,
    };
    return audit_write(tx, arena, user, now_ms, &note);
}

struct reading_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct audit_reading *reading;
    bool told;
};

static const struct err *look_for_reading_in(struct db_tx *tx, void *context) {
    struct reading_work *work = context;
    return told_lately(tx, work->arena, work->user, work->now_ms, work->reading, &work->told);
}

static const struct err *write_reading_in(struct db_tx *tx, void *context) {
    const struct reading_work *work = context;
    return audit_write_reading(tx, work->arena, work->user, work->now_ms, work->reading);
}

const struct err *audit_note_reading(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, const struct audit_reading *reading) {
    struct reading_work work = {arena, user, now_ms, reading, false};
    TRY(db_read(db, look_for_reading_in, &work));
    return work.told ? NULL : db_write(db, write_reading_in, &work);
}

const struct err *audit_readers(struct db_tx *tx, struct arena *arena, const char *object_kind,
                                struct str object_id, size_t most, struct audit_lines *ret_lines) {
    struct q_audit_of_action_rows rows;
    TRY(q_audit_of_action(tx, arena, str_from_c(object_kind), object_id, STR(AUDIT_READ),
                          (int64_t)most, &rows));
    *ret_lines = (struct audit_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_audit_of_action_row *row = &rows.items[i];
        *list_push(arena, ret_lines) = (struct audit_line){
            .at_ms = row->at_ms,
            .author = row->account_name,
            .acting_for = row->acting_for_name,
            .roles = row->roles,
            .after = row->after_text,
            .reason = row->reason,
        };
    }
    return NULL;
}

/* --- destroying a content -------------------------------------------------------------------- */

const struct err *audit_destroy_content(struct db_tx *tx, struct arena *arena,
                                        const struct user *user, struct str entry_id,
                                        struct str reason, int64_t now_ms) {
    bool found, linked;
    struct q_audit_entry_by_id_row entry;
    struct q_audit_salt_of_row link;
    TRY(q_audit_entry_by_id(tx, arena, entry_id, &found, &entry));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such entry of the audit trail");
    TRY(q_audit_salt_of(tx, arena, entry_id, &linked, &link));
    if (!linked)
        return ERR_TEXT(ERR_STATE, "trail.not_sealed", "the entry has no link yet");
    if (!link.salt.p)
        return ERR_TEXT(ERR_STATE, "trail.destroyed", "the content was destroyed before");
    TRY(q_audit_entry_empty(tx, entry_id));
    TRY(q_audit_salt_forget(tx, entry_id));
    struct audit_note note = {
        .action = AUDIT_DESTROY,
        .object_kind = AUDIT_ENTRY_KIND,
        .object_id = entry_id,
        .after = str_format(arena, "%lld: " STR_FMT, (long long)link.seq, STR_ARG(entry.action)),
        .reason = reason,
    };
    return audit_write(tx, arena, user, now_ms, &note);
}
