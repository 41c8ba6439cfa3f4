#include "features/factor/totp_service.h"

#include "crypto/seal.h"
#include "crypto/totp.h"
#include "features/audit/audit.h"
#include "features/factor/factor.sql.h"
#include "features/factor/totp_text.h"

struct totp_work {
    struct arena *arena;
    const struct factor_settings *settings;
    const struct user *user;
    const struct visitor *visitor;
    int64_t now_ms;  /* the door's */
    int64_t wall_ms; /* what phones go by */
    struct str typed;
    struct str secret;
    struct str sealed;
    struct recovery_codes *codes;
    bool right;
    bool existed;
    /* At the door. */
    struct str pending_token;
    struct door_keys keys;
    struct door_answer *answer;
};

static struct str purpose_of(struct arena *arena, struct str account_id) {
    return str_concat(arena, STR("totp "), account_id);
}

static const struct err *write_note(struct db_tx *tx, const struct totp_work *work,
                                    const char *action) {
    struct audit_note note = {
        .action = action, .object_kind = "account", .object_id = work->user->id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

/* The row and its secret; *ret_found false where there is none. A key that does not fit is an error
 * with a sentence: guessing would lock people out or let them in. */
static const struct err *open_row(struct db_tx *tx, const struct totp_work *work,
                                  struct str account_id, bool *ret_found,
                                  struct q_totp_find_row *ret_row, struct str *ret_secret) {
    TRY(q_totp_find(tx, work->arena, account_id, ret_found, ret_row));
    if (*ret_found && !seal_open(work->arena, work->settings->key,
                                 purpose_of(work->arena, account_id), ret_row->sealed, ret_secret))
        return ERR_TEXT(ERR_STATE, "factor.key_other",
                        "a sealed secret does not open with the key of this folder");
    return NULL;
}

/* --- setting up ---------------------------------------------------------------------------- */

static const struct err *begin_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    bool found;
    struct q_totp_find_row row;
    TRY(q_totp_find(tx, work->arena, work->user->id, &found, &row));
    work->existed = found && row.confirmed_ms.set;
    return work->existed ? NULL : q_totp_put(tx, work->user->id, work->sealed, work->now_ms);
}

const struct err *totp_begin(struct db *db, struct arena *arena,
                             const struct factor_settings *settings, const struct user *user,
                             const struct visitor *visitor, int64_t now_ms, struct str password,
                             struct issues *issues, struct str *ret_secret) {
    *ret_secret = STR_NONE;
    bool right;
    TRY(door_check_password(db, arena, now_ms, visitor, user->login, password, "password", issues,
                            &right));
    if (!right)
        return NULL;
    struct str secret = totp_secret_make(arena);
    struct totp_work work = {.arena = arena,
                             .settings = settings,
                             .user = user,
                             .now_ms = now_ms,
                             .sealed =
                                 seal(arena, settings->key, purpose_of(arena, user->id), secret)};
    TRY(db_write(db, begin_in, &work));
    if (work.existed)
        issue_add(arena, issues, STR_NONE, MESSAGE(MSG_factor_totp_exists));
    else
        *ret_secret = totp_secret_text(arena, secret);
    return NULL;
}

/* Waiting still: begun within TOTP_SETUP_MINUTES, and not in what is now the future. */
static bool waits(const struct q_totp_find_row *row, int64_t now_ms) {
    return !row->confirmed_ms.set && row->created_ms <= now_ms &&
           now_ms - row->created_ms < (int64_t)TOTP_SETUP_MINUTES * 60000;
}

static const struct err *waiting_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    bool found;
    struct q_totp_find_row row;
    struct str secret = STR_NONE;
    TRY(open_row(tx, work, work->user->id, &found, &row, &secret));
    work->secret = found && waits(&row, work->now_ms) ? secret : STR_NONE;
    return NULL;
}

const struct err *totp_waiting(struct db *db, struct arena *arena,
                               const struct factor_settings *settings, const struct user *user,
                               int64_t now_ms, struct str *ret_secret) {
    struct totp_work work = {.arena = arena, .settings = settings, .user = user, .now_ms = now_ms};
    TRY(db_read(db, waiting_in, &work));
    *ret_secret = work.secret.p ? totp_secret_text(arena, work.secret) : STR_NONE;
    return NULL;
}

static const struct err *confirm_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    work->right = false;
    bool found;
    struct q_totp_find_row row;
    struct str secret = STR_NONE;
    TRY(open_row(tx, work, work->user->id, &found, &row, &secret));
    int64_t step = 0;
    if (!found || !waits(&row, work->now_ms))
        return ERR_TEXT(ERR_STATE, "factor.totp_too_late", "no secret waits for its first code");
    if (!totp_accepts(work->arena, secret, work->wall_ms, -1,
                      str_or_empty(totp_typed(work->arena, work->typed)), &step))
        return NULL;
    struct factor_state before;
    TRY(factor_state_in(tx, work->arena, work->settings, work->user->id, &before));
    work->existed = before.second_step;
    int64_t changed;
    TRY(q_totp_confirm(tx, work->user->id, work->now_ms, step, &changed));
    if (!work->existed)
        TRY(recovery_codes_put_in(tx, work->user->id, work->codes));
    work->right = true;
    return write_note(tx, work, "account.totp_on");
}

const struct err *totp_confirm(struct db *db, struct arena *arena,
                               const struct factor_settings *settings, const struct user *user,
                               int64_t now_ms, int64_t wall_ms, struct str typed,
                               struct issues *issues, struct recovery_codes *ret_codes,
                               bool *ret_new) {
    struct totp_work work = {.arena = arena,
                             .settings = settings,
                             .user = user,
                             .now_ms = now_ms,
                             .wall_ms = wall_ms,
                             .typed = typed,
                             .codes = ret_codes};
    recovery_codes_make(arena, settings, ret_codes);
    TRY(db_write(db, confirm_in, &work));
    *ret_new = work.right && !work.existed;
    if (!work.right)
        issue_add(arena, issues, STR("code"), MESSAGE(MSG_factor_totp_first_wrong));
    return NULL;
}

/* --- taking a code -------------------------------------------------------------------------- */

/* A code of the app, or a recovery code: used up by this. */
static const struct err *take_code(struct db_tx *tx, const struct totp_work *work,
                                   struct str account_id, bool *ret_right,
                                   const char **ret_method) {
    *ret_right = false;
    *ret_method = "totp";
    bool found;
    struct q_totp_find_row row;
    struct str secret = STR_NONE;
    TRY(open_row(tx, work, account_id, &found, &row, &secret));
    struct str code = totp_typed(work->arena, work->typed);
    int64_t step = 0, changed = 0;
    if (code.p) {
        if (found && row.confirmed_ms.set && work->settings->totp &&
            totp_accepts(work->arena, secret, work->wall_ms, row.last_step, code, &step))
            TRY(q_totp_take_step(tx, account_id, step, &changed));
        *ret_right = changed > 0;
        return NULL;
    }
    *ret_method = "recovery_code";
    return recovery_code_use_in(tx, work->arena, work->settings, account_id, work->now_ms,
                                work->typed, ret_right);
}

/* --- by its owner ----------------------------------------------------------------------------- */

static const struct err *check_code_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    const char *method;
    return take_code(tx, work, work->user->id, &work->right, &method);
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    TRY(check_code_in(tx, work));
    if (!work->right)
        return NULL;
    TRY(q_totp_delete(tx, work->user->id));
    TRY(recovery_codes_tidy_in(tx, work->arena, work->settings, work->user->id));
    return write_note(tx, work, "account.totp_off");
}

static const struct err *renew_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    TRY(check_code_in(tx, work));
    if (!work->right)
        return NULL;
    TRY(recovery_codes_put_in(tx, work->user->id, work->codes));
    return write_note(tx, work, "account.recovery_codes");
}

/* Password and code, wrong ones of both counted as at the door. */
static const struct err *with_code(struct db *db, struct totp_work *work, struct str password,
                                   db_work change, struct issues *issues) {
    bool right;
    TRY(door_check_password(db, work->arena, work->now_ms, work->visitor, work->user->login,
                            password, "password", issues, &right));
    if (!right)
        return NULL;
    TRY(db_write(db, change, work));
    if (work->right)
        return NULL;
    TRY(door_count_wrong(db, work->arena, work->now_ms, work->visitor, work->user->login));
    issue_add(work->arena, issues, STR("code"), MESSAGE(MSG_factor_code_wrong));
    return NULL;
}

const struct err *totp_remove(struct db *db, struct arena *arena,
                              const struct factor_settings *settings, const struct user *user,
                              const struct visitor *visitor, int64_t now_ms, int64_t wall_ms,
                              struct str password, struct str typed, struct issues *issues) {
    struct totp_work work = {.arena = arena,
                             .settings = settings,
                             .user = user,
                             .visitor = visitor,
                             .now_ms = now_ms,
                             .wall_ms = wall_ms,
                             .typed = typed};
    return with_code(db, &work, password, remove_in, issues);
}

const struct err *recovery_codes_renew(struct db *db, struct arena *arena,
                                       const struct factor_settings *settings,
                                       const struct user *user, const struct visitor *visitor,
                                       int64_t now_ms, int64_t wall_ms, struct str password,
                                       struct str typed, struct issues *issues,
                                       struct recovery_codes *ret_codes) {
    struct totp_work work = {.arena = arena,
                             .settings = settings,
                             .user = user,
                             .visitor = visitor,
                             .now_ms = now_ms,
                             .wall_ms = wall_ms,
                             .typed = typed,
                             .codes = ret_codes};
    recovery_codes_make(arena, settings, ret_codes);
    return with_code(db, &work, password, renew_in, issues);
}

/* --- at the door ---------------------------------------------------------------------------- */

static const struct err *pass_in(struct db_tx *tx, void *context) {
    struct totp_work *work = context;
    *work->answer = (struct door_answer){.step = DOOR_SHUT};
    work->right = false;
    struct pending pending;
    TRY(door_pending_in(tx, work->arena, work->now_ms, work->pending_token, &work->existed,
                        &pending));
    work->existed = work->existed && pending.step == DOOR_SECOND_FACTOR;
    if (!work->existed)
        return NULL;
    const char *method;
    TRY(take_code(tx, work, pending.account_id, &work->right, &method));
    return work->right ? door_open_in(tx, work->arena, work->now_ms, work->visitor, &pending,
                                      method, &work->keys, work->answer)
                       : door_fail_in(tx, work->arena, work->now_ms, work->visitor, &pending,
                                      method, &work->keys);
}

const struct err *totp_pass(struct db *db, struct arena *arena,
                            const struct factor_settings *settings, int64_t now_ms, int64_t wall_ms,
                            const struct visitor *visitor, struct str pending_token,
                            struct str typed, struct issues *issues,
                            struct door_answer *ret_answer) {
    struct totp_work work = {.arena = arena,
                             .settings = settings,
                             .visitor = visitor,
                             .now_ms = now_ms,
                             .wall_ms = wall_ms,
                             .typed = typed,
                             .pending_token = pending_token,
                             .keys = door_keys_make(arena, now_ms),
                             .answer = ret_answer};
    TRY(db_write(db, pass_in, &work));
    if (work.existed && !work.right)
        issue_add(arena, issues, STR("code"), MESSAGE(MSG_factor_code_wrong));
    return NULL;
}
