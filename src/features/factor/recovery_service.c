#include "features/factor/recovery_service.h"

#include "crypto/password.h"
#include "features/account/account_service.h"
#include "features/audit/audit.h"
#include "features/factor/factor.sql.h"
#include "sys/id.h"
#include "text/utf8.h"

struct recovery_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
    struct str login;
    struct str reason;
    struct str code_id;
    struct str code;
    struct issues *issues;
    struct recovery_lines *lines;
};

static const struct err *check_right(const struct user *user) {
    /* The command line is nobody, and who acts for another is half another: there would be no
     * second person. */
    return user_has_right(user, RIGHT_ACCOUNT_RECOVER) && user->id.n && !user->acting_for_id.n
               ? NULL
               : ERR(ERR_DENIED, "no right to recover accounts");
}

static const struct err *write_note(struct db_tx *tx, const struct recovery_work *work,
                                    const char *action, struct str account_id, struct str after,
                                    struct str reason) {
    struct audit_note note = {.action = action,
                              .object_kind = "account",
                              .object_id = account_id,
                              .after = after,
                              .reason = reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static void complain(const struct recovery_work *work, const char *field, struct message message) {
    issue_add(work->arena, work->issues, field ? str_from_c(field) : STR_NONE, message);
}

/* --- asking --------------------------------------------------------------------------------- */

static const struct err *ask_in(struct db_tx *tx, void *context) {
    struct recovery_work *work = context;
    *work->issues = (struct issues){0};
    bool found;
    struct q_factor_account_row account;
    struct q_recovery_open_rows open = {0};
    TRY(q_factor_account(tx, work->arena, work->login, &found, &account));
    found = found && !account.closed_ms.set;
    if (found)
        TRY(q_recovery_open(tx, work->arena, account.id, work->now_ms, &open));
    if (!found)
        complain(work, "login", MESSAGE(MSG_factor_recovery_nobody));
    else if (str_equal(account.id, work->user->id))
        complain(work, "login", MESSAGE(MSG_factor_recovery_own));
    else if (open.count)
        complain(work, "login", MESSAGE(MSG_factor_recovery_open));
    if (work->issues->count)
        return NULL;
    TRY(q_recovery_insert(tx, work->id, account.id, work->reason, work->user->id, work->now_ms,
                          work->now_ms + RECOVERY_HOURS * 3600000LL));
    return write_note(tx, work, "account.recovery_asked", account.id, STR_NONE, work->reason);
}

const struct err *recovery_ask(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct str login, struct str reason,
                               struct issues *issues) {
    TRY(check_right(user));
    if (!reason.n || utf8_length(reason) > RECOVERY_REASON_MAX)
        issue_add(arena, issues, STR("reason"), MESSAGE(MSG_factor_recovery_reason));
    if (!login.n)
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_factor_recovery_nobody));
    if (issues->count)
        return NULL;
    struct recovery_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .id = id_new(arena, now_ms),
                                 .login = str_lower_ascii(arena, login),
                                 .reason = reason,
                                 .issues = issues};
    return db_write(db, ask_in, &work);
}

/* --- confirming and withdrawing --------------------------------------------------------------- */

static const struct err *find(struct db_tx *tx, const struct recovery_work *work,
                              struct q_recovery_find_row *ret_row) {
    bool found;
    TRY(q_recovery_find(tx, work->arena, work->id, &found, ret_row));
    return found ? NULL : ERR(ERR_NOT_FOUND, "no such request");
}

static const struct err *confirm_in(struct db_tx *tx, void *context) {
    struct recovery_work *work = context;
    *work->issues = (struct issues){0};
    struct q_recovery_find_row row;
    TRY(find(tx, work, &row));
    if (str_equal(row.asked_by, work->user->id))
        complain(work, NULL, MESSAGE(MSG_factor_recovery_same));
    else if (str_equal(row.account_id, work->user->id))
        complain(work, NULL, MESSAGE(MSG_factor_recovery_own));
    if (work->issues->count)
        return NULL;
    int64_t changed;
    TRY(q_recovery_confirm(tx, work->id, work->user->id, work->now_ms, &changed));
    if (!changed || row.closed_ms.set) {
        complain(work, NULL, MESSAGE(MSG_factor_recovery_late));
        return changed ? ERR_TEXT(ERR_STATE, "account.is_closed", "the account was closed") : NULL;
    }
    work->login = row.login;
    TRY(factors_remove_in(tx, row.account_id));
    TRY(account_recover_in(tx, work->arena, work->now_ms, row.account_id, row.login, work->code_id,
                           work->code));
    struct str both = str_format(work->arena, STR_FMT "; " STR_FMT, STR_ARG(row.asker),
                                 STR_ARG(work->user->name));
    return write_note(tx, work, "account.recovered", row.account_id, both, row.reason);
}

const struct err *recovery_confirm(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str id, struct issues *issues,
                                   struct str *ret_login, struct str *ret_code) {
    TRY(check_right(user));
    struct recovery_work work = {.arena = arena,
                                 .user = user,
                                 .now_ms = now_ms,
                                 .id = id,
                                 .code_id = id_new(arena, now_ms),
                                 .code = password_make_code(arena),
                                 .issues = issues};
    TRY(db_write(db, confirm_in, &work));
    *ret_login = issues->count ? STR("") : work.login;
    *ret_code = issues->count ? STR("") : work.code;
    return NULL;
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct recovery_work *work = context;
    struct q_recovery_find_row row;
    TRY(find(tx, work, &row));
    int64_t changed;
    TRY(q_recovery_withdraw(tx, work->id, work->user->id, work->now_ms, &changed));
    return changed ? write_note(tx, work, "account.recovery_withdrawn", row.account_id, STR_NONE,
                                STR_NONE)
                   : NULL;
}

const struct err *recovery_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                    int64_t now_ms, struct str id) {
    TRY(check_right(user));
    struct recovery_work work = {.arena = arena, .user = user, .now_ms = now_ms, .id = id};
    return db_write(db, withdraw_in, &work);
}

/* --- lists ---------------------------------------------------------------------------------- */

static enum recovery_state state_of(const struct q_recovery_list_row *row, int64_t now_ms) {
    if (row->confirmed_ms.set)
        return RECOVERY_DONE;
    if (row->withdrawn_ms.set)
        return RECOVERY_WITHDRAWN;
    return now_ms < row->expires_ms && now_ms >= row->asked_ms ? RECOVERY_WAITS : RECOVERY_LAPSED;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct recovery_work *work = context;
    struct q_recovery_list_rows rows;
    TRY(q_recovery_list(tx, work->arena, RECOVERY_LINES_MAX, &rows));
    *work->lines = (struct recovery_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_recovery_list_row *row = &rows.items[i];
        enum recovery_state state = state_of(row, work->now_ms);
        bool done = state == RECOVERY_DONE;
        *list_push(work->arena, work->lines) = (struct recovery_line){
            .id = row->id,
            .login = row->login,
            .owner = row->owner,
            .reason = row->reason,
            .asker = row->asker,
            .asked_ms = row->asked_ms,
            .expires_ms = row->expires_ms,
            .state = state,
            .ender = str_or_empty(done ? row->confirmer : row->withdrawer),
            .ended_ms = done ? row->confirmed_ms.value : row->withdrawn_ms.value,
            .may_confirm = state == RECOVERY_WAITS && !str_equal(row->asked_by, work->user->id) &&
                           !str_equal(row->account_id, work->user->id),
        };
    }
    return NULL;
}

const struct err *recovery_list(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct recovery_lines *ret_lines) {
    TRY(check_right(user));
    struct recovery_work work = {
        .arena = arena, .user = user, .now_ms = now_ms, .lines = ret_lines};
    return db_read(db, list_in, &work);
}

static const struct err *untold_in(struct db_tx *tx, void *context) {
    struct recovery_work *work = context;
    struct q_recovery_untold_rows rows;
    TRY(q_recovery_untold(tx, work->arena, work->user->id, &rows));
    *work->lines = (struct recovery_lines){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(work->arena, work->lines) = (struct recovery_line){
            .id = rows.items[i].id,
            .reason = rows.items[i].reason,
            .asker = rows.items[i].asker,
            .asked_ms = rows.items[i].asked_ms,
            .state = RECOVERY_DONE,
            .ender = str_or_empty(rows.items[i].confirmer),
            .ended_ms = rows.items[i].confirmed_ms.value,
        };
    return NULL;
}

const struct err *recovery_untold(struct db *db, struct arena *arena, const struct user *user,
                                  struct recovery_lines *ret_lines) {
    struct recovery_work work = {.arena = arena, .user = user, .lines = ret_lines};
    return db_read(db, untold_in, &work);
}

static const struct err *tell_in(struct db_tx *tx, void *context) {
    const struct recovery_work *work = context;
    return q_recovery_tell(tx, work->user->id, work->now_ms);
}

const struct err *recovery_tell(struct db *db, const struct user *user, int64_t now_ms) {
    struct recovery_work work = {.user = user, .now_ms = now_ms};
    return db_write(db, tell_in, &work);
}
