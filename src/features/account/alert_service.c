#include "features/account/alert_service.h"

#include "features/account/grant.sql.h"
#include "features/audit/audit.h"
#include "sys/id.h"

static const char *const KINDS[ALERT_KIND_COUNT] = {
    [ALERT_SELF] = "self-grant",
    [ALERT_COMBINED] = "combined",
    [ALERT_LENT] = "lent",
    [ALERT_PASSWORD] = "password",
};

const struct err *alert_add(struct db_tx *tx, struct arena *arena, const struct user *user,
                            int64_t now_ms, enum alert_kind kind, struct str subject_id,
                            enum role role, struct str reason) {
    return q_alert_insert(tx, id_new(arena, now_ms), str_from_c(KINDS[kind]), user->id, user->name,
                          subject_id, role < ROLE_COUNT ? role_code(role) : STR(""),
                          str_or_empty(reason), now_ms);
}

const struct err *alert_of_password(struct db_tx *tx, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str subject_id) {
    struct q_grants_of_rows rows;
    TRY(q_grants_of(tx, arena, subject_id, date_iso(arena, date_of_instant(now_ms)), &rows));
    for (size_t i = 0; i < rows.count; i++) {
        enum role role;
        if (role_from_code(rows.items[i].role, &role) && role_decides(role) &&
            !str_equal(subject_id, user->id))
            return alert_add(tx, arena, user, now_ms, ALERT_PASSWORD, subject_id, role, STR(""));
    }
    return NULL;
}

/* --- reading ---------------------------------------------------------------------------------- */

bool alert_is_for(const struct user *user) {
    return user_has_right(user, RIGHT_ALERT_READ) ||
           user_may(user, RIGHT_AUDIT_READ, PLACE_EVERYWHERE, STR(""));
}

/* Whether a chair other than those it touches can see to it. */
static bool chair_sees(const struct q_alert_chairs_rows *chairs, struct str author_id,
                       struct str subject_id) {
    for (size_t i = 0; i < chairs->count; i++)
        if (!str_equal(chairs->items[i].account_id, author_id) &&
            !str_equal(chairs->items[i].account_id, subject_id))
            return true;
    return false;
}

static bool may_see(const struct user *user, const struct q_alert_chairs_rows *chairs,
                    struct str author_id, struct str subject_id) {
    if (user->id.n && (str_equal(user->id, author_id) || str_equal(user->id, subject_id)))
        return false;
    return user_has_right(user, RIGHT_ALERT_READ) || !chair_sees(chairs, author_id, subject_id);
}

struct list_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct alerts *alerts;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_alert_list_rows rows;
    struct q_alert_chairs_rows chairs;
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    TRY(q_alert_list(tx, work->arena, &rows));
    TRY(q_alert_chairs(tx, work->arena, day, &chairs));
    *work->alerts = (struct alerts){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_alert_list_row *row = &rows.items[i];
        bool sees = may_see(work->user, &chairs, row->author_id, row->subject_id);
        if (!sees && !user_has_right(work->user, RIGHT_ALERT_READ))
            continue;
        struct alert alert = {.id = row->id,
                              .author = row->author,
                              .subject = row->display_name,
                              .login = row->login,
                              .role = ROLE_COUNT,
                              .reason = row->reason,
                              .at_ms = row->at_ms,
                              .seen_ms = row->seen_ms.set ? row->seen_ms.value : 0,
                              .seen_by = str_or_empty(row->seen_by)};
        for (int kind = 0; kind < ALERT_KIND_COUNT; kind++)
            if (str_equal_c(row->kind, KINDS[kind]))
                alert.kind = (enum alert_kind)kind;
        role_from_code(row->role, &alert.role);
        alert.may_see = sees && !alert.seen_ms;
        work->alerts->unseen += alert.may_see;
        *list_push(work->arena, work->alerts) = alert;
    }
    return NULL;
}

const struct err *alert_list(struct db *db, struct arena *arena, const struct user *user,
                             int64_t now_ms, struct alerts *ret_alerts) {
    if (!user || !alert_is_for(user))
        return ERR(ERR_DENIED, "no right to see what administrators did");
    struct list_work work = {arena, user, now_ms, ret_alerts};
    return db_read(db, list_in, &work);
}

/* --- having seen ------------------------------------------------------------------------------ */

struct see_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
};

static const struct err *see_in(struct db_tx *tx, void *context) {
    struct see_work *work = context;
    bool found;
    int64_t changed;
    struct q_alert_by_id_row row;
    struct q_alert_chairs_rows chairs;
    struct str day = date_iso(work->arena, date_of_instant(work->now_ms));
    TRY(q_alert_by_id(tx, work->arena, work->id, &found, &row));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no such alert");
    TRY(q_alert_chairs(tx, work->arena, day, &chairs));
    if (!may_see(work->user, &chairs, row.author_id, row.subject_id))
        return ERR(ERR_DENIED, "not for whom it is about");
    TRY(q_alert_see(tx, work->id, work->now_ms, work->user->name, &changed));
    if (!changed)
        return NULL;
    struct audit_note note = {
        .action = "alert.seen", .object_kind = "account", .object_id = row.subject_id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *alert_see(struct db *db, struct arena *arena, const struct user *user,
                            int64_t now_ms, struct str id) {
    if (!user || !alert_is_for(user))
        return ERR(ERR_DENIED, "no right to see what administrators did");
    struct see_work work = {arena, user, now_ms, id};
    return db_write(db, see_in, &work);
}
