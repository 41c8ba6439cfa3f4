#include "features/account/token_service.h"

#include "crypto/digest.h"
#include "features/account/account_service.h"
#include "features/account/token.sql.h"
#include "features/audit/audit.h"
#include "sys/id.h"
#include "sys/random_bytes.h"
#include "text/utf8.h"

enum { TOKEN_BYTES = 32, HOUR_MS = 3600 * 1000, TOKEN_TEXT_MAX = 200 };

static const int64_t DAY_MS = 24 * (int64_t)HOUR_MS;

/* Written before the server starts, read by all its threads. */
static bool is_on;

void token_switch(bool on) {
    is_on = on;
}

bool token_is_on(void) {
    return is_on;
}

/* --- making ------------------------------------------------------------------------------- */

struct token_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str id;
    struct str name;
    struct str hash;
    bool may_write;
    int64_t expires_ms;
    struct issues *issues;
};

static const struct err *write_note(struct db_tx *tx, const struct token_work *work,
                                    const char *action, struct str after) {
    struct audit_note note = {
        .action = action, .object_kind = "account", .object_id = work->user->id, .after = after};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

static const struct err *create_in(struct db_tx *tx, void *context) {
    struct token_work *work = context;
    work->issues->count = 0;
    struct q_token_list_rows rows;
    TRY(q_token_list(tx, work->arena, work->user->id, &rows));
    size_t in_force = 0;
    for (size_t i = 0; i < rows.count; i++)
        in_force += !rows.items[i].withdrawn_ms.set && rows.items[i].expires_ms > work->now_ms;
    if (in_force >= TOKENS_MAX) {
        issue_add(work->arena, work->issues, STR_NONE,
                  MESSAGE_WITH(MSG_account_tokens_many, str_format(work->arena, "%d", TOKENS_MAX)));
        return NULL;
    }
    TRY(q_token_insert(tx, work->id, work->user->id, work->name, work->hash, work->may_write,
                       work->now_ms, work->expires_ms));
    return write_note(tx, work, "token.create", work->name);
}

const struct err *token_create(struct db *db, struct arena *arena, const struct user *user,
                               int64_t now_ms, const struct token_form *form, struct issues *issues,
                               struct str *ret_token) {
    if (!user_has_right(user, RIGHT_SIGNED_IN) || str_is_empty(user->id) || user->acting_for_id.n)
        return ERR(ERR_DENIED, "only an account makes tokens, for itself");
    long long days = 0;
    struct str name;
    if (!utf8_clean_line(arena, form->name, &name) || str_is_empty(name) ||
        utf8_length(name) > TOKEN_NAME_MAX)
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_account_token_name_missing));
    if (!str_to_int64(form->days, &days) || days < 1 || days > TOKEN_DAYS_MAX)
        issue_add(
            arena, issues, STR("days"),
            MESSAGE_WITH(MSG_account_token_days_wrong, str_format(arena, "%d", TOKEN_DAYS_MAX)));
    if (issues->count)
        return NULL;
    struct str token = random_hex(arena, TOKEN_BYTES);
    struct token_work work = {.arena = arena,
                              .user = user,
                              .now_ms = now_ms,
                              .id = id_new(arena, now_ms),
                              .name = name,
                              .hash = digest_sha256_hex(arena, token),
                              .may_write = form->may_write,
                              .expires_ms = now_ms + days * DAY_MS,
                              .issues = issues};
    TRY(db_write(db, create_in, &work));
    if (!issues->count)
        *ret_token = token;
    return NULL;
}

/* --- the owner's list ----------------------------------------------------------------------- */

struct list_work {
    struct arena *arena;
    const struct user *user;
    struct token_lines *lines;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_token_list_rows rows;
    TRY(q_token_list(tx, work->arena, work->user->id, &rows));
    *work->lines = (struct token_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_token_list_row *row = &rows.items[i];
        *list_push(work->arena, work->lines) = (struct token_line){
            .id = row->id,
            .name = row->name,
            .may_write = row->may_write,
            .created_ms = row->created_ms,
            .expires_ms = row->expires_ms,
            .used_ms = row->used_ms.set ? row->used_ms.value : 0,
            .withdrawn_ms = row->withdrawn_ms.set ? row->withdrawn_ms.value : 0,
        };
    }
    return NULL;
}

const struct err *token_list(struct db *db, struct arena *arena, const struct user *user,
                             struct token_lines *ret_lines) {
    struct list_work work = {arena, user, ret_lines};
    return db_read(db, list_in, &work);
}

static const struct err *withdraw_in(struct db_tx *tx, void *context) {
    struct token_work *work = context;
    int64_t changed;
    TRY(q_token_withdraw(tx, work->id, work->user->id, work->now_ms, work->user->name, &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no such token in force");
    return write_note(tx, work, "token.withdraw", STR_NONE);
}

const struct err *token_withdraw(struct db *db, struct arena *arena, const struct user *user,
                                 int64_t now_ms, struct str id) {
    struct token_work work = {.arena = arena, .user = user, .now_ms = now_ms, .id = id};
    return db_write(db, withdraw_in, &work);
}

/* --- asking --------------------------------------------------------------------------------- */

struct ask_work {
    struct arena *arena;
    int64_t now_ms;
    struct str hash;
    bool found;
    struct q_token_by_hash_row row;
};

static const struct err *ask_in(struct db_tx *tx, void *context) {
    struct ask_work *work = context;
    return q_token_by_hash(tx, work->arena, work->hash, work->now_ms, &work->found, &work->row);
}

static const struct err *use_in(struct db_tx *tx, void *context) {
    const struct ask_work *work = context;
    return q_token_used(tx, work->row.id, work->now_ms);
}

const struct err *token_user(struct db *db, struct arena *arena, int64_t now_ms, struct str token,
                             struct str address, const struct user **ret_user,
                             bool *ret_may_write) {
    *ret_user = NULL;
    *ret_may_write = false;
    if (!is_on || token.n == 0 || token.n > TOKEN_TEXT_MAX)
        return NULL;
    struct ask_work work = {
        .arena = arena, .now_ms = now_ms, .hash = digest_sha256_hex(arena, token)};
    TRY(db_read(db, ask_in, &work));
    if (!work.found)
        return NULL;
    TRY(account_by_id(db, arena, now_ms, work.row.account_id, ret_user));
    if (!*ret_user)
        return NULL;
    struct user *user = ARENA_NEW(arena, struct user);
    *user = **ret_user;
    user->address = address;
    *ret_user = user;
    *ret_may_write = work.row.may_write;
    /* Often enough for its owner to see whether it is still in use. */
    if (!work.row.used_ms.set || work.row.used_ms.value + HOUR_MS < now_ms)
        return db_write(db, use_in, &work);
    return NULL;
}
