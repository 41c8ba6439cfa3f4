#include "features/account/session_service.h"

#include "features/account/grant_service.h"

#include "features/account/account.sql.h"
#include "features/account/door.sql.h"
#include "features/audit/audit.h"

int64_t session_seen_since(int64_t now_ms) {
    return now_ms - (int64_t)SESSION_IDLE_MINUTES * 60000;
}

struct session_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str text; /* of the session, or the login */
    int64_t ended;
    struct session_lines *lines;
    struct door_events *events;
};

static const struct err *touch_in(struct db_tx *tx, void *context) {
    const struct session_work *work = context;
    TRY(q_session_touch(tx, work->text, work->now_ms));
    return q_door_mark_raise(tx, work->now_ms);
}

const struct err *session_touch(struct db *db, struct arena *arena, int64_t now_ms,
                                struct str session_hash) {
    struct session_work work = {.arena = arena, .now_ms = now_ms, .text = session_hash};
    return db_write_grouped(db, touch_in, &work);
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    *work->lines = (struct session_lines){0};
    struct q_session_list_rows rows;
    TRY(q_session_list(tx, work->arena, work->user->id, work->now_ms,
                       session_seen_since(work->now_ms), &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->lines) = (struct session_line){
            .id = rows.items[i].id,
            .own = str_equal(rows.items[i].token_hash, work->user->session_hash),
            .method = rows.items[i].method,
            .created_ms = rows.items[i].created_ms,
            .seen_ms = rows.items[i].seen_ms,
            .address = rows.items[i].address,
            .user_agent = rows.items[i].user_agent,
        };
    return NULL;
}

const struct err *session_list(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct session_lines *ret_lines) {
    struct session_work work = {.arena = arena, .user = user, .now_ms = now_ms, .lines = ret_lines};
    return db_read(db, list_in, &work);
}

static const struct err *write_end(struct db_tx *tx, const struct session_work *work,
                                   const char *action) {
    struct audit_note note = {
        .action = action, .object_kind = "account", .object_id = work->user->id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *end_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    TRY(q_session_delete_one(tx, work->user->id, work->text, &work->ended));
    if (work->ended == 0)
        return ERR(ERR_NOT_FOUND, "no such session of this account");
    return write_end(tx, work, "account.session_end");
}

const struct err *session_end(struct db *db, struct arena *arena, const struct user *user,
                              int64_t now_ms, struct str id) {
    struct session_work work = {.arena = arena, .user = user, .now_ms = now_ms, .text = id};
    return db_write(db, end_in, &work);
}

static const struct err *end_others_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    TRY(q_session_delete_others(tx, work->user->id, work->user->session_hash, &work->ended));
    return work->ended ? write_end(tx, work, "account.session_end_others") : NULL;
}

const struct err *session_end_others(struct db *db, struct arena *arena, const struct user *user,
                                     int64_t now_ms, int64_t *ret_ended) {
    struct session_work work = {.arena = arena, .user = user, .now_ms = now_ms};
    TRY(db_write(db, end_others_in, &work));
    *ret_ended = work.ended;
    return NULL;
}

static const struct err *load_events(struct db_tx *tx, const struct session_work *work,
                                     struct str account_id, bool whole) {
    *work->events = (struct door_events){0};
    struct q_sign_in_event_list_rows rows;
    TRY(q_sign_in_event_list(tx, work->arena, account_id, DOOR_EVENTS_MAX, &rows));
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->events) = (struct door_event){
            .at_ms = rows.items[i].at_ms,
            .outcome = rows.items[i].outcome,
            .method = rows.items[i].method,
            .address = rows.items[i].address,
            .user_agent = whole ? rows.items[i].user_agent : STR(""),
        };
    return NULL;
}

static const struct err *own_events_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    return load_events(tx, work, work->user->id, true);
}

const struct err *session_events(struct db *db, struct arena *arena, const struct user *user,
                                 struct door_events *ret_events) {
    struct session_work work = {.arena = arena, .user = user, .events = ret_events};
    return db_read(db, own_events_in, &work);
}

static const struct err *events_of_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    bool found;
    struct q_account_by_login_row account;
    TRY(q_account_by_login(tx, work->arena, work->text, &found, &account));
    if (!found)
        return ERR(ERR_NOT_FOUND, "no account " STR_FMT, STR_ARG(work->text));
    TRY(grant_check_manages(tx, work->arena, work->user, work->now_ms, account.id));
    TRY(load_events(tx, work, account.id, false));
    struct q_code_open_rows codes;
    TRY(q_code_open(tx, work->arena, account.id, work->now_ms, &codes));
    work->events->code_until_ms = codes.count ? codes.items[0].expires_ms : 0;
    return NULL;
}

const struct err *session_events_of(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str login,
                                    struct door_events *ret_events) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to see who signed in");
    struct session_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .text = login, .events = ret_events};
    return db_read(db, events_of_in, &work);
}

const struct err *session_end_all_in(struct db_tx *tx, int64_t now_ms) {
    TRY(q_session_delete_all(tx));
    TRY(q_sign_in_pending_delete_all(tx));
    return q_code_replace_every(tx, now_ms);
}
