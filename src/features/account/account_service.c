#include "features/account/account_service.h"

#include "crypto/digest.h"
#include "crypto/password.h"
#include "features/account/account.sql.h"
#include "features/account/alert_service.h"
#include "features/account/grant.sql.h"
#include "features/account/grant_load_service.h"
#include "features/account/grant_service.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "sys/random_bytes.h"
#include "text/utf8.h"

enum { NAME_MAX_LETTERS = 100, TOKEN_BYTES = 32 };

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
    struct str hash;
};

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
    return write_note(tx, work, "account.create", id,
                      str_format(work->arena, STR_FMT " (" STR_FMT ")", STR_ARG(form->login),
                                 STR_ARG(role_code(form->role))));
}

const struct err *account_create(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, const struct account_form *form,
                                 struct issues *issues, struct str *ret_password) {
    if (!user_has_right(user, RIGHT_ACCOUNT_MANAGE) && !user_has_right(user, RIGHT_ACCOUNT_BELOW))
        return ERR(ERR_DENIED, "no right to make accounts");
    if (!is_login(form->login))
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_account_login_form));
    if (str_is_empty(form->name) || utf8_length(form->name) > NAME_MAX_LETTERS)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_account_name_missing));
    if (issues->count)
        return NULL;
    struct str password = password_make(arena);
    struct create_work work = {arena, user, now_ms, form, issues, password_hash(arena, password)};
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

static const struct err *set_password_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    struct q_account_by_login_row account;
    TRY(find_account(tx, work->base.arena, work->login, &account));
    if (!str_equal(account.id, work->base.user->id)) {
        TRY(grant_check_manages(tx, work->base.arena, work->base.user, work->base.now_ms,
                                account.id));
        TRY(alert_of_password(tx, work->base.arena, work->base.user, work->base.now_ms,
                              account.id));
    }
    int64_t changed;
    TRY(q_account_set_password(tx, account.id, work->base.hash, &changed));
    TRY(q_session_delete_of_account(tx, account.id));
    TRY(q_sign_in_failure_clear(tx, work->login));
    return write_note(tx, &work->base, "account.password", account.id, STR_NONE);
}

const struct err *account_reset_password(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str login,
                                         struct str *ret_password) {
    if (!user_has_right(user, RIGHT_ACCOUNT_MANAGE) && !user_has_right(user, RIGHT_ACCOUNT_BELOW))
        return ERR(ERR_DENIED, "no right to set passwords");
    struct str password = password_make(arena);
    struct change_work work = {.base = {.arena = arena,
                                        .user = user,
                                        .now_ms = now_ms,
                                        .hash = password_hash(arena, password)},
                               .login = login};
    TRY(db_write(db, set_password_in, &work));
    *ret_password = password;
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
    if (!user_has_right(user, RIGHT_ACCOUNT_MANAGE) && !user_has_right(user, RIGHT_ACCOUNT_BELOW))
        return ERR(ERR_DENIED, "no right to see accounts");
    struct list_work work = {arena, user, now_ms, ret_lines};
    return db_read(db, list_in, &work);
}

const struct err *account_heads_of(struct db *db, struct arena *arena, const struct user *user,
                                   int64_t now_ms, struct str cluster_id,
                                   struct account_lines *ret_lines) {
    if (!user_has_right(user, RIGHT_ACCOUNT_MANAGE) &&
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

/* --- signing in and out ------------------------------------------------------------------- */

struct door_work {
    struct arena *arena;
    int64_t now_ms;
    struct str login;
    struct str address;
    bool found;
    struct q_account_by_login_row account;
    int64_t failures;
    bool right_password;
    struct str token;
    struct str csrf_token;
};

static const struct err *look_up_in(struct db_tx *tx, void *context) {
    struct door_work *work = context;
    TRY(q_account_by_login(tx, work->arena, work->login, &work->found, &work->account));
    bool counted;
    struct q_sign_in_failures_row failures;
    TRY(q_sign_in_failures(tx, work->arena, work->login,
                           work->now_ms - (int64_t)SIGN_IN_LOCK_MINUTES * 60000, &counted,
                           &failures));
    work->failures = failures.failures;
    return NULL;
}

static const struct err *open_or_count_in(struct db_tx *tx, void *context) {
    struct door_work *work = context;
    if (!work->right_password) {
        /* Those that no longer count go: whoever tries names for days shall not fill the disk. */
        TRY(q_sign_in_failure_delete_old(tx, work->now_ms - (int64_t)SIGN_IN_LOCK_MINUTES * 60000));
        return q_sign_in_failure_insert(tx, work->login, work->now_ms, work->address);
    }
    TRY(q_sign_in_failure_clear(tx, work->login));
    TRY(q_session_delete_expired(tx, work->now_ms));
    return q_session_insert(tx, digest_sha256_hex(work->arena, work->token), work->account.id,
                            work->csrf_token, work->now_ms,
                            work->now_ms + (int64_t)SESSION_HOURS * 3600 * 1000);
}

const struct err *account_sign_in(struct db *db, struct arena *arena, int64_t now_ms,
                                  struct str login, struct str password, struct str address,
                                  struct issues *issues, struct str *ret_token) {
    struct door_work work = {.arena = arena,
                             .now_ms = now_ms,
                             .login = str_lower_ascii(arena, str_trim(login.p ? login : STR(""))),
                             .address = address};
    *ret_token = STR_NONE;
    if (work.login.n > 100) {
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_account_sign_in_wrong));
        return NULL;
    }
    TRY(db_read(db, look_up_in, &work));
    if (work.failures >= SIGN_IN_TRIES) {
        issue_add(arena, issues, STR("login"),
                  MESSAGE_WITH(MSG_account_sign_in_locked,
                               str_format(arena, "%d", SIGN_IN_LOCK_MINUTES)));
        return NULL;
    }
    bool open = work.found && !work.account.closed_ms.set;
    work.right_password = password_matches(arena, password.p ? password : STR(""),
                                           open ? work.account.password_hash : STR_NONE);
    work.token = random_hex(arena, TOKEN_BYTES);
    work.csrf_token = random_hex(arena, TOKEN_BYTES);
    TRY(db_write(db, open_or_count_in, &work));
    if (work.right_password)
        *ret_token = work.token;
    else
        issue_add(arena, issues, STR("login"), MESSAGE(MSG_account_sign_in_wrong));
    return NULL;
}

struct session_work {
    struct arena *arena;
    int64_t now_ms;
    struct str token_hash;
    struct user *user; /* NULL: no session */
    struct str csrf_token;
};

static const struct err *session_in(struct db_tx *tx, void *context) {
    struct session_work *work = context;
    work->user = NULL;
    bool found;
    struct q_account_by_session_row row;
    TRY(q_account_by_session(tx, work->arena, work->token_hash, work->now_ms, &found, &row));
    if (!found)
        return NULL;
    struct user *user = ARENA_NEW(work->arena, struct user);
    *user = (struct user){.id = row.id,
                          .login = row.login,
                          .name = row.display_name,
                          .session_hash = work->token_hash};
    TRY(grant_load(tx, work->arena, work->now_ms, user));
    work->user = user;
    work->csrf_token = row.csrf_token;
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
                                     const struct user **ret_user, struct str *ret_csrf_token) {
    struct session_work work = {
        .arena = arena, .now_ms = now_ms, .token_hash = digest_sha256_hex(arena, token)};
    TRY(db_read(db, session_in, &work));
    if (work.user)
        work.user->address = address;
    *ret_user = work.user;
    *ret_csrf_token = work.user ? work.csrf_token : STR("");
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

const struct err *account_change_password(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct str old_password, struct str new_password,
                                          struct str repeated, struct issues *issues) {
    struct door_work door = {
        .arena = arena, .now_ms = now_ms, .login = user->login, .address = user->address};
    TRY(db_read(db, look_up_in, &door));
    if (door.failures >= SIGN_IN_TRIES) {
        issue_add(arena, issues, STR("old"),
                  MESSAGE_WITH(MSG_account_sign_in_locked,
                               str_format(arena, "%d", SIGN_IN_LOCK_MINUTES)));
        return NULL;
    }
    bool right = door.found && password_matches(arena, old_password.p ? old_password : STR(""),
                                                door.account.password_hash);
    if (!right) {
        /* Counted as at the door: an open browser is no place to guess passwords. */
        TRY(db_write(db, open_or_count_in, &door));
        issue_add(arena, issues, STR("old"), MESSAGE(MSG_account_password_wrong));
    }
    if (utf8_length(new_password) < PASSWORD_MIN || new_password.n > PASSWORD_BYTES_MAX)
        issue_add(arena, issues, STR("new"), MESSAGE(MSG_account_password_short));
    else if (!str_equal(new_password, repeated))
        issue_add(arena, issues, STR("repeat"), MESSAGE(MSG_account_password_repeat));
    if (issues->count)
        return NULL;
    struct change_work work = {.base = {.arena = arena,
                                        .user = user,
                                        .now_ms = now_ms,
                                        .hash = password_hash(arena, new_password)},
                               .login = user->login};
    return db_write(db, set_password_in, &work);
}
