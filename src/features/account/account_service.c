#include "features/account/account_service.h"

#include "crypto/digest.h"
#include "crypto/password.h"
#include "features/account/account.sql.h"
#include "features/account/alert_service.h"
#include "features/account/door.sql.h"
#include "features/account/door_service.h"
#include "features/account/grant.sql.h"
#include "features/account/grant_load_service.h"
#include "features/account/grant_service.h"
#include "features/account/token.sql.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "text/utf8.h"

enum { NAME_MAX_LETTERS = 100 };

/* --- making accounts ---------------------------------------------------------------------- */

static bool is_login(struct str login) {
    for (size_t i = 0; i < login.n; i++) {
        char c = login.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (!letter && (i == 0 || (c != '.' && c != '-' && c != '_')))
            return false;
    }
    return login.n >= 2 && login.n <= 40;
}

struct create_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct account_form *form;
    struct issues *issues;
    struct str hash; /* empty: no password fits */
    struct str code; /* absent: none is given */
    struct str code_id;
};

/* A code is random, so it is made before the write that stores it. */
static struct create_work work_with_code(struct arena *arena, const struct user *user,
                                         int64_t now_ms, struct issues *issues) {
    return (struct create_work){.arena = arena,
                                .user = user,
                                .now_ms = now_ms,
                                .issues = issues,
                                .hash = STR(""),
                                .code = password_make_code(arena),
                                .code_id = id_new(arena, now_ms)};
}

static const struct err *write_note(struct db_tx *tx, struct create_work *work, const char *action,
                                    struct str account_id, struct str after) {
    struct audit_note note = {
        .action = action, .object_kind = "account", .object_id = account_id, .after = after};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *create_in(struct db_tx *tx, void *context) {
    struct create_work *work = context;
    const struct account_form *form = work->form;
    *work->issues = (struct issues){0};
    bool taken;
    struct q_account_by_login_row row;
    const struct grant_form grant = {form->role, form->cluster_id, form->unit_id,
                                     form->from, form->to,         form->reason};
    TRY(grant_check(tx, work->arena, work->user, work->now_ms, &grant, work->issues));
    TRY(q_account_by_login(tx, work->arena, form->login, &taken, &row));
    if (taken) {
        issue_add(work->arena, work->issues, STR("login"),
                  MESSAGE_WITH(MSG_account_login_taken, form->login));
    }
    if (work->issues->count)
        return NULL;
    struct str id = id_new(work->arena, work->now_ms);
    TRY(q_account_insert(tx, id, form->login, form->name, work->hash, work->now_ms));
    TRY(grant_store(tx, work->arena, work->user, work->now_ms, id, &grant, work->issues));
    if (work->code.p)
        TRY(door_give_code_in(tx, work->arena, work->now_ms, id, form->login, work->code_id,
                              work->code));
    return write_note(tx, work, "account.create", id,
                      str_format(work->arena, STR_FMT " (" STR_FMT ")", STR_ARG(form->login),
                                 STR_ARG(role_code(form->role))));
}

static const struct err *check_form(struct arena *arena, const struct user *user,
                                    const struct account_form *form, struct issues *issues) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to make accounts");
    if (!is_login(form->login))
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_account_login_form));
    if (str_is_empty(form->name) || utf8_length(form->name) > NAME_MAX_LETTERS)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_account_name_missing));
    return NULL;
}

const struct err *account_create(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct account_form *form,
                                 struct issues *issues, struct str *ret_code) {
    TRY(check_form(arena, user, form, issues));
    if (issues->count)
        return NULL;
    struct create_work work = work_with_code(arena, user, now_ms, issues);
    work.form = form;
    TRY(db_write(db, create_in, &work));
    if (!issues->count)
        *ret_code = work.code;
    return NULL;
}

const struct err *account_create_sample(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, const struct account_form *form,
                                        struct issues *issues, struct str *ret_password) {
    TRY(check_form(arena, user, form, issues));
    if (issues->count)
        return NULL;
    struct str password = password_make(arena);
    struct create_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .form = form,
                               .issues = issues,
                               .hash = password_hash(arena, password)};
    TRY(db_write(db, create_in, &work));
    if (!issues->count)
        *ret_password = password;
    return NULL;
}

struct change_work {
    struct create_work base;
    struct str login;
};

static const struct err *find_account(struct db_tx *tx, struct arena *arena, struct str login,
                                      struct q_account_by_login_row *ret_row) {
    bool found;
    TRY(q_account_by_login(tx, arena, login, &found, ret_row));
    return found ? NULL : ERR(ERR_NOT_FOUND, "no account " STR_FMT, STR_ARG(login));
}

static const struct err *check_manages(struct db_tx *tx, const struct create_work *work,
                                       struct str account_id) {
    return grant_check_manages(tx, work->arena, work->user, work->now_ms, account_id);
}

static const struct err *reset_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    *work->base.issues = (struct issues){0};
    struct q_account_by_login_row account;
    TRY(find_account(tx, work->base.arena, work->login, &account));
    TRY(check_manages(tx, &work->base, account.id));
    if (account.closed_ms.set) {
        issue_add(work->base.arena, work->base.issues, STR_NONE, MESSAGE(MSG_account_is_closed));
        return NULL;
    }
    bool may = true;
    if (door_may_reset && !work->base.user->is_local)
        TRY(door_may_reset(tx, work->base.arena, account.id, &may));
    if (!may) {
        issue_add(work->base.arena, work->base.issues, STR_NONE, MESSAGE(MSG_account_reset_by_two));
        return NULL;
    }
    TRY(alert_of_password(tx, work->base.arena, work->base.user, work->base.now_ms, account.id));
    TRY(account_recover_in(tx, work->base.arena, work->base.now_ms, account.id, work->login,
                           work->base.code_id, work->base.code));
    return write_note(tx, &work->base, "account.code", account.id, STR_NONE);
}

const struct err *account_recover_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                     struct str account_id, struct str login, struct str code_id,
                                     struct str code) {
    int64_t changed;
    TRY(q_account_set_password(tx, account_id, STR(""), &changed));
    return door_give_code_in(tx, arena, now_ms, account_id, login, code_id, code);
}

const struct err *account_reset(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct str login, struct issues *issues,
                                struct str *ret_code) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to give codes");
    struct change_work work = {.base = work_with_code(arena, user, now_ms, issues), .login = login};
    TRY(db_write(db, reset_in, &work));
    if (!issues->count)
        *ret_code = work.base.code;
    return NULL;
}

static const struct err *close_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    *work->base.issues = (struct issues){0};
    struct q_account_by_login_row account;
    TRY(find_account(tx, work->base.arena, work->login, &account));
    TRY(check_manages(tx, &work->base, account.id));
    int64_t changed;
    TRY(q_account_close(tx, account.id, work->base.now_ms, &changed));
    if (changed == 0)
        return ERR_TEXT(ERR_STATE, "account.is_closed", "the account is closed already");
    bool counted;
    struct q_grant_admins_row left;
    TRY(q_grant_admins(tx, work->base.arena,
                       date_iso(work->base.arena, date_of_instant(work->base.now_ms)), &counted,
                       &left));
    if (left.admins == 0) {
        issue_add(work->base.arena, work->base.issues, STR_NONE, MESSAGE(MSG_account_last_admin));
        return q_account_reopen(tx, account.id, &changed);
    }
    TRY(q_account_set_password(tx, account.id, STR(""), &changed));
    TRY(q_code_replace_all(tx, account.id, work->base.now_ms));
    TRY(door_end_all_in(tx, account.id));
    TRY(q_token_withdraw_all(tx, account.id, work->base.now_ms, work->base.user->id));
    return write_note(tx, &work->base, "account.close", account.id, STR_NONE);
}

const struct err *account_close(struct db *db, struct arena *arena, const struct user *user,
                                int64_t now_ms, struct str login, struct issues *issues) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to close accounts");
    struct change_work work = {
        .base = {.arena = arena, .user = user, .now_ms = now_ms, .issues = issues}, .login = login};
    return db_write(db, close_in, &work);
}

static const struct err *reopen_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct q_account_by_login_row account;
    TRY(find_account(tx, work->base.arena, work->login, &account));
    TRY(check_manages(tx, &work->base, account.id));
    int64_t changed;
    TRY(q_account_reopen(tx, account.id, &changed));
    if (changed == 0)
        return ERR(ERR_STATE, "the account is open");
    TRY(door_give_code_in(tx, work->base.arena, work->base.now_ms, account.id, work->login,
                          work->base.code_id, work->base.code));
    return write_note(tx, &work->base, "account.reopen", account.id, STR_NONE);
}

const struct err *account_reopen(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str login, struct str *ret_code) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to open accounts");
    struct change_work work = {.base = work_with_code(arena, user, now_ms, NULL), .login = login};
    TRY(db_write(db, reopen_in, &work));
    *ret_code = work.base.code;
    return NULL;
}

struct list_work {
    struct arena *arena;
    const struct user *user; /* NULL: all accounts */
    int64_t now_ms;
    struct account_lines *lines;
};

/* The grants of an account among those of all; they are sorted by account. */
static void add_grants(struct arena *arena, const struct q_grants_of_all_rows *all, struct str id,
                       struct account_line *line) {
    for (size_t k = 0; k < all->count; k++) {
        const struct q_grants_of_all_row *row = &all->items[k];
        struct grant grant = {.cluster_id = row->cluster_id,
                              .unit_id = row->unit_id,
                              .id = row->id,
                              .from = date_from_iso(row->valid_from),
                              .to = date_from_iso(row->valid_to)};
        if (str_equal(row->account_id, id) && role_from_code(row->role, &grant.role))
            *list_push(arena, &line->grants) = grant;
    }
}

/* As grant_check_manages answers, without asking for each account anew. */
static bool is_below(const struct giving *giving, const struct account_line *line) {
    for (size_t i = 0; i < line->grants.count; i++)
        if (!giving_covers(giving, line->grants.items[i].role, line->grants.items[i].cluster_id,
                           line->grants.items[i].unit_id))
            return false;
    return line->grants.count > 0;
}

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_account_list_rows rows;
    struct q_grants_of_all_rows all;
    struct giving giving = {0};
    TRY(q_account_list(tx, work->arena, &rows));
    TRY(q_grants_of_all(tx, work->arena, date_iso(work->arena, date_of_instant(work->now_ms)),
                        &all));
    if (work->user)
        TRY(giving_load(tx, work->arena, work->user, work->now_ms, &giving));
    bool sees_all = !work->user || giving_has_role(&giving, ROLE_ADMIN);
    *work->lines = (struct account_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        struct account_line line = {.login = rows.items[i].login,
                                    .name = rows.items[i].display_name,
                                    .created_ms = rows.items[i].created_ms,
                                    .closed = rows.items[i].closed_ms.set};
        add_grants(work->arena, &all, rows.items[i].id, &line);
        if (sees_all || (!str_equal(rows.items[i].id, work->user->id) && is_below(&giving, &line)))
            *list_push(work->arena, work->lines) = line;
    }
    return NULL;
}

const struct err *account_list(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, struct account_lines *ret_lines) {
    if (!grant_may_manage(user))
        return ERR(ERR_DENIED, "no right to see accounts");
    struct list_work work = {arena, user, now_ms, ret_lines};
    return db_read(db, list_in, &work);
}

const struct err *account_heads_of(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str cluster_id,
                                   struct account_lines *ret_lines) {
    if (!grant_may_manage(user) &&
        !user_may(user, RIGHT_CLUSTER_CREATE, place_at(cluster_id, 0), STR("")))
        return ERR(ERR_DENIED, "no right to see who works as head");
    struct account_lines all;
    struct list_work work = {arena, NULL, now_ms, &all};
    TRY(db_read(db, list_in, &work));
    *ret_lines = (struct account_lines){0};
    for (size_t i = 0; i < all.count; i++)
        for (size_t k = 0; !all.items[i].closed && k < all.items[i].grants.count; k++) {
            const struct grant *grant = &all.items[i].grants.items[k];
            if (grant->role != ROLE_HEAD || !str_equal(grant->cluster_id, cluster_id))
                continue;
            struct account_line *line = list_push(arena, ret_lines);
            *line = (struct account_line){.login = all.items[i].login, .name = all.items[i].name};
            *list_push(arena, &line->grants) = *grant;
        }
    return NULL;
}

/* --- sessions ----------------------------------------------------------------------------- */

struct session_work {
    struct arena *arena;
    int64_t now_ms;
    struct str token_hash;
    struct user *user; /* NULL: no session */
    struct known_session known;
};

static const struct err *session_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    work->user = NULL;
    bool found;
    struct q_account_by_session_row row;
    TRY(q_account_by_session(tx, work->arena, work->token_hash, work->now_ms,
                             session_seen_since(work->now_ms), work->now_ms + CLOCK_SLACK_MS,
                             &found, &row));
    if (!found)
        return NULL;
    struct user *user = ARENA_NEW(work->arena, struct user);
    *user = (struct user){.id = row.id,
                          .login = row.login,
                          .name = row.display_name,
                          .session_hash = work->token_hash};
    TRY(grant_load(tx, work->arena, work->now_ms, user));
    work->user = user;
    work->known = (struct known_session){
        .user = user,
        .csrf_token = row.csrf_token,
        .touch_is_due = row.seen_ms + (int64_t)SESSION_TOUCH_S * 1000 <= work->now_ms};
    return NULL;
}

struct login_work {
    struct arena *arena;
    int64_t now_ms;
    struct str login;
    struct user *user;
};

static const struct err *login_in(struct db_tx *tx, void *context) {
    struct login_work *work = context;
    work->user = NULL;
    bool found;
    struct q_account_by_login_row row;
    TRY(q_account_by_login(tx, work->arena, work->login, &found, &row));
    if (!found || row.closed_ms.set)
        return NULL;
    struct user *user = ARENA_NEW(work->arena, struct user);
    *user = (struct user){
        .id = row.id, .login = row.login, .name = row.display_name, .session_hash = STR("")};
    TRY(grant_load(tx, work->arena, work->now_ms, user));
    work->user = user;
    return NULL;
}

const struct err *account_of_login(struct db *db, struct arena *arena, int64_t now_ms,
                                   struct str login, struct str address,
                                   const struct user **ret_user) {
    struct login_work work = {.arena = arena, .now_ms = now_ms, .login = login};
    TRY(db_read(db, login_in, &work));
    if (work.user)
        work.user->address = address;
    *ret_user = work.user;
    return NULL;
}

const struct err *account_of_session(struct db *db, struct arena *arena, int64_t now_ms,
                                     struct str token, struct str address,
                                     struct known_session *ret_session) {
    struct session_work work = {
        .arena = arena, .now_ms = now_ms, .token_hash = digest_sha256_hex(arena, token)};
    TRY(db_read(db, session_in, &work));
    *ret_session = (struct known_session){.csrf_token = STR("")};
    if (!work.user)
        return NULL;
    work.user->address = address;
    *ret_session = work.known;
    return NULL;
}

struct by_id_work {
    struct arena *arena;
    int64_t now_ms;
    struct str id;
    struct user *user;
};

static const struct err *by_id_in(struct db_tx *tx, void *context) {
    struct by_id_work *work = context;
    work->user = NULL;
    bool found;
    struct q_account_by_id_row row;
    TRY(q_account_by_id(tx, work->arena, work->id, &found, &row));
    if (!found)
        return NULL;
    struct user *user = ARENA_NEW(work->arena, struct user);
    *user = (struct user){.id = row.id,
                          .login = row.login,
                          .name = row.display_name,
                          .address = STR("job"),
                          .session_hash = STR("")};
    TRY(grant_load(tx, work->arena, work->now_ms, user));
    work->user = user;
    return NULL;
}

const struct err *account_by_id(struct db *db, struct arena *arena, int64_t now_ms, struct str id,
                                const struct user **ret_user) {
    struct by_id_work work = {arena, now_ms, id, NULL};
    TRY(db_read(db, by_id_in, &work));
    *ret_user = work.user;
    return NULL;
}

static const struct err *sign_out_in(struct db_tx *tx, void *context) {
    const struct user *user = context;
    return q_session_delete(tx, user->session_hash);
}

const struct err *account_sign_out(struct db *db, struct arena *arena, const struct user *user) {
    (void)arena;
    struct user copy = *user;
    return db_write(db, sign_out_in, &copy);
}

static const struct err *set_password_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct q_account_by_login_row account;
    TRY(find_account(tx, work->base.arena, work->login, &account));
    int64_t changed;
    TRY(q_account_set_password(tx, account.id, work->base.hash, &changed));
    TRY(door_end_all_in(tx, account.id));
    return write_note(tx, &work->base, "account.password", account.id, STR_NONE);
}

const struct err *account_change_password(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct str old_password, struct str new_password,
                                          struct str repeated, struct issues *issues) {
    const struct visitor visitor = {user->address, STR("")};
    bool right;
    TRY(door_check_password(db, arena, now_ms, &visitor, user->login, old_password, "old", issues,
                            &right));
    password_check_chosen(arena, user->login, new_password, repeated, issues);
    if (issues->count)
        return NULL;
    struct change_work work = {.base = {.arena = arena,
                                        .user = user,
                                        .now_ms = now_ms,
                                        .hash = password_hash(arena, new_password)},
                               .login = user->login};
    return db_write(db, set_password_in, &work);
}
