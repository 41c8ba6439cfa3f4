#include "features/audit/audit.h"

#include <string.h>

#include "features/audit/audit.sql.h"
#include "sys/id.h"

const struct err *audit_write(struct db_tx *tx, struct arena *arena, const struct user *user,
                              int64_t now_ms, const struct audit_note *note) {
    return q_audit_insert(tx, id_new(arena, now_ms), now_ms, user->id, user->name, user->address,
                          str_from_c(note->action), str_from_c(note->object_kind), note->object_id,
                          note->before, note->after, note->reason);
}

/* "criteria.lock" is told by the catalogue's audit.criteria_lock. */
static struct str tell_action(struct arena *arena, enum lang lang, struct str action) {
    struct str key = str_format(arena, "audit." STR_FMT, STR_ARG(action));
    char *text = (char *)(uintptr_t)key.p;
    for (size_t i = strlen("audit."); i < key.n; i++)
        if (text[i] == '.')
            text[i] = '_';
    enum msg_id id;
    return message_from_key(key, &id) ? message_plain(lang, id) : action;
}

const struct err *audit_read(struct db_tx *tx, struct arena *arena, enum lang lang,
                             const char *object_kind, struct str object_id,
                             const struct audit_position *before, struct audit_lines *ret_lines) {
    const struct audit_position from =
        before ? *before : (struct audit_position){INT64_MAX, STR("")};
    struct q_audit_of_object_rows rows;
    TRY(q_audit_of_object(tx, arena, str_from_c(object_kind), object_id, from.at_ms, from.id,
                          AUDIT_PAGE_LINES + 1, &rows));
    *ret_lines = (struct audit_lines){.more = rows.count > AUDIT_PAGE_LINES, .last = from};
    for (size_t i = 0; i < rows.count && i < AUDIT_PAGE_LINES; i++) {
        const struct q_audit_of_object_row *row = &rows.items[i];
        ret_lines->last = (struct audit_position){row->at_ms, row->id};
        *list_push(arena, ret_lines) = (struct audit_line){
            .at_ms = row->at_ms,
            .author = row->account_name,
            .address = row->address,
            .action = tell_action(arena, lang, row->action),
            .before = row->before_text,
            .after = row->after_text,
            .reason = row->reason,
        };
    }
    return NULL;
}

struct period_work {
    struct arena *arena;
    enum lang lang;
    struct str cluster_period_id;
    const struct audit_position *before;
    struct audit_lines *lines;
};

static const struct err *of_period_in(struct db_tx *tx, void *context) {
    struct period_work *work = context;
    return audit_read(tx, work->arena, work->lang, "cluster_period", work->cluster_period_id,
                      work->before, work->lines);
}

const struct err *audit_of_period(struct db *db, struct arena *arena, enum lang lang,
                                  const struct user *user, struct place place,
                                  struct str cluster_period_id, const struct audit_position *before,
                                  struct audit_lines *ret_lines) {
    if (!user_may(user, RIGHT_HISTORY_READ, place, STR("")))
        return ERR(ERR_DENIED, "no right to read the history of this cluster");
    struct period_work work = {arena, lang, cluster_period_id, before, ret_lines};
    return db_read(db, of_period_in, &work);
}
