#include "features/factor/passkey_service.h"

#include <sodium.h>
#include <string.h>

#include "crypto/base64.h"
#include "crypto/passkey.h"
#include "crypto/seal.h"
#include "features/audit/audit.h"
#include "features/factor/factor.sql.h"
#include "sys/id.h"
#include "sys/random_bytes.h"
#include "text/utf8.h"

enum { NONCE_BYTES = 16, ANSWERS_KEPT_HOURS = 24 };

/* --- challenges ----------------------------------------------------------------------------- */

/* "NONCE.INSTANT.TAG", in base64url as a whole. */
static struct str challenge_with(struct arena *arena, const struct factor_settings *settings,
                                 const char *type, struct str bound_to, struct str head) {
    struct str tagged =
        str_format(arena, "%s " STR_FMT " " STR_FMT, type, STR_ARG(head), STR_ARG(bound_to));
    struct str tag = str_slice(seal_tag(arena, settings->key, tagged), 0, 32);
    return base64url(arena, str_format(arena, STR_FMT "." STR_FMT, STR_ARG(head), STR_ARG(tag)));
}

struct str passkey_challenge(struct arena *arena, const struct factor_settings *settings,
                             const char *type, struct str bound_to, int64_t now_ms) {
    struct str nonce = random_hex(arena, NONCE_BYTES);
    struct str head = str_format(arena, STR_FMT ".%lld", STR_ARG(nonce), (long long)now_ms);
    return challenge_with(arena, settings, type, bound_to, head);
}

/* Made here, for this, not longer ago than CHALLENGE_MINUTES; and not in what is now the future. */
static bool challenge_fits(struct arena *arena, const struct factor_settings *settings,
                           const char *type, struct str bound_to, int64_t now_ms,
                           struct str challenge, int64_t *ret_expires_ms) {
    struct str rest;
    if (!bound_to.n || !base64url_read(arena, challenge, &rest))
        return false;
    struct str nonce = str_cut(&rest, '.');
    struct str instant = rest.p ? str_cut(&rest, '.') : STR("");
    long long made_ms;
    if (!rest.p || !str_to_int64(instant, &made_ms) || made_ms > now_ms ||
        now_ms - made_ms >= (int64_t)CHALLENGE_MINUTES * 60000)
        return false;
    struct str head = str_format(arena, STR_FMT "." STR_FMT, STR_ARG(nonce), STR_ARG(instant));
    struct str expected = challenge_with(arena, settings, type, bound_to, head);
    *ret_expires_ms = made_ms + (int64_t)CHALLENGE_MINUTES * 60000;
    return expected.n == challenge.n && sodium_memcmp(expected.p, challenge.p, challenge.n) == 0;
}

/* --- what a browser sent -------------------------------------------------------------------- */

struct answer {
    struct str id;
    struct str client_data;
    struct str authenticator_data;
    struct str signature;
    struct authenticator_data data;
    struct str challenge;
    int64_t expires_ms; /* of the challenge */
};

static struct str hash_of(struct arena *arena, struct str text) {
    unsigned char *digest = arena_alloc(arena, crypto_hash_sha256_BYTES);
    crypto_hash_sha256(digest, (const unsigned char *)text.p, text.n);
    return (struct str){(const char *)digest, crypto_hash_sha256_BYTES};
}

static bool read_form(struct arena *arena, const struct passkey_form *form, struct answer *answer) {
    return base64url_read(arena, form->client_data, &answer->client_data) &&
           base64url_read(arena, form->authenticator_data, &answer->authenticator_data) &&
           base64url_read(arena, str_or_empty(form->signature), &answer->signature) &&
           answer->signature.n <= SIGNATURE_MAX && form->id.n > 0 &&
           form->id.n <= (CREDENTIAL_ID_MAX * 4 + 2) / 3 &&
           base64url_read(arena, form->id, &answer->id) &&
           webauthn_read_authenticator(answer->authenticator_data, &answer->data);
}

/* Everything but the signature. */
static enum webauthn_fault check_form(struct arena *arena, const struct factor_settings *settings,
                                      const char *type, struct str bound_to, int64_t now_ms,
                                      const struct passkey_form *form, struct answer *ret_answer) {
    *ret_answer = (struct answer){0};
    if (!read_form(arena, form, ret_answer) ||
        !webauthn_challenge(arena, ret_answer->client_data, &ret_answer->challenge))
        return WEBAUTHN_FORM;
    bool fits = challenge_fits(arena, settings, type, bound_to, now_ms, ret_answer->challenge,
                               &ret_answer->expires_ms);
    enum webauthn_fault fault = webauthn_check_client(
        ret_answer->client_data, type, fits ? ret_answer->challenge : STR(""), settings->site);
    if (fault != WEBAUTHN_WELL)
        return fault;
    return webauthn_check_authenticator(&ret_answer->data,
                                        hash_of(arena, site_rp_id(settings->site)));
}

static void tell_fault(struct arena *arena, enum webauthn_fault fault, struct issues *issues) {
    static const enum msg_id SENTENCES[] = {
        [WEBAUTHN_FORM] = MSG_factor_passkey_form,
        [WEBAUTHN_TYPE] = MSG_factor_passkey_form,
        [WEBAUTHN_CHALLENGE] = MSG_factor_passkey_challenge,
        [WEBAUTHN_ORIGIN] = MSG_factor_passkey_origin,
        [WEBAUTHN_SITE] = MSG_factor_passkey_origin,
        [WEBAUTHN_UNVERIFIED] = MSG_factor_passkey_unverified,
        [WEBAUTHN_COUNTER] = MSG_factor_passkey_copied,
    };
    issue_add(arena, issues, STR("passkey"), MESSAGE(SENTENCES[fault]));
}

/* False where the challenge was answered before. */
static const struct err *use_challenge(struct db_tx *tx, struct arena *arena,
                                       const struct answer *answer, int64_t now_ms,
                                       bool *ret_fresh) {
    struct q_passkey_answered_rows rows;
    TRY(q_passkey_answer_delete_old(tx, now_ms - ANSWERS_KEPT_HOURS * 3600000LL));
    TRY(q_passkey_answered(tx, arena, answer->challenge, &rows));
    *ret_fresh = rows.count == 0;
    return *ret_fresh ? q_passkey_answer_insert(tx, answer->challenge, answer->expires_ms) : NULL;
}

struct passkey_work {
    struct arena *arena;
    const struct factor_settings *settings;
    const struct user *user;
    const struct visitor *visitor;
    int64_t now_ms;
    const struct passkey_form *form;
    struct answer answer;
    struct passkey_key key;
    struct str id;
    struct str audit_id;
    struct recovery_codes *codes;
    struct passkey_lines *lines;
    enum webauthn_fault form_fault; /* before the write */
    enum webauthn_fault fault;
    bool fresh, existed, too_many, had_factor, right;
    struct str pending_token;
    struct door_keys keys;
    struct door_answer *door;
};

static const struct err *write_note(struct db_tx *tx, const struct passkey_work *work,
                                    const struct user *user, const char *action, struct str name) {
    struct audit_note note = {
        .action = action, .object_kind = "account", .object_id = user->id, .after = name};
    return audit_write(tx, work->arena, user, work->now_ms, &note);
}

/* --- its owner's ---------------------------------------------------------------------------- */

struct list_work {
    struct arena *arena;
    struct str account_id;
    struct passkey_lines *lines;
};

static const struct err *list_in(struct db_tx *tx, void *context) {
    struct list_work *work = context;
    struct q_passkey_list_rows rows;
    TRY(q_passkey_list(tx, work->arena, work->account_id, &rows));
    *work->lines = (struct passkey_lines){0};
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_passkey_list_row *row = &rows.items[i];
        *list_push(work->arena, work->lines) = (struct passkey_line){
            row->id, row->credential_id, row->name, row->created_ms, row->used_ms, row->copied_ms};
    }
    return NULL;
}

const struct err *passkeys_of(struct db *db, struct arena *arena, struct str account_id,
                              struct passkey_lines *ret_lines) {
    struct list_work work = {arena, account_id, ret_lines};
    return db_read(db, list_in, &work);
}

const struct err *passkey_begin(struct db *db, struct arena *arena, const struct user *user,
                                const struct visitor *visitor, int64_t now_ms, struct str password,
                                struct issues *issues, bool *ret_right) {
    return door_check_password(db, arena, now_ms, visitor, user->login, password, "password",
                               issues, ret_right);
}

static const struct err *add_in(struct db_tx *tx, void *context) {
    struct passkey_work *work = context;
    struct arena *arena = work->arena;
    struct str account_id = work->user->id;
    work->existed = work->too_many = work->had_factor = false;
    TRY(use_challenge(tx, arena, &work->answer, work->now_ms, &work->fresh));
    if (!work->fresh)
        return NULL;
    struct q_passkey_find_row known;
    struct str credential_id = base64url(arena, work->key.id);
    TRY(q_passkey_find(tx, arena, credential_id, &work->existed, &known));
    struct q_passkey_list_rows rows;
    TRY(q_passkey_list(tx, arena, account_id, &rows));
    work->too_many = rows.count >= PASSKEYS_MAX;
    if (work->existed || work->too_many)
        return NULL;
    struct factor_state before;
    TRY(factor_state_in(tx, arena, work->settings, account_id, &before));
    work->had_factor = before.second_step;
    TRY(q_passkey_insert(tx, work->id, account_id, credential_id, work->key.algorithm,
                         work->key.public_key, work->answer.data.counter, work->form->name,
                         work->now_ms));
    if (!work->had_factor)
        TRY(recovery_codes_put_in(tx, account_id, work->codes));
    return write_note(tx, work, work->user, "account.passkey_on", work->form->name);
}

const struct err *passkey_add(struct db *db, struct arena *arena,
                              const struct factor_settings *settings, const struct user *user,
                              int64_t now_ms, const struct passkey_form *form,
                              struct issues *issues, struct recovery_codes *ret_codes,
                              bool *ret_new) {
    *ret_new = false;
    struct passkey_work work = {.arena = arena,
                                .settings = settings,
                                .user = user,
                                .now_ms = now_ms,
                                .form = form,
                                .id = id_new(arena, now_ms),
                                .codes = ret_codes};
    if (!form->name.n || utf8_length(form->name) > PASSKEY_NAME_MAX) {
        issue_add(arena, issues, STR("name"), MESSAGE(MSG_factor_passkey_name));
        return NULL;
    }
    enum webauthn_fault fault = check_form(arena, settings, WEBAUTHN_CREATE, user->session_hash,
                                           now_ms, form, &work.answer);
    if (fault == WEBAUTHN_WELL &&
        (!passkey_read(arena, work.answer.authenticator_data, &work.key) ||
         !str_equal(work.key.id, work.answer.id)))
        fault = WEBAUTHN_FORM;
    if (fault != WEBAUTHN_WELL) {
        tell_fault(arena, fault, issues);
        return NULL;
    }
    recovery_codes_make(arena, settings, ret_codes);
    TRY(db_write(db, add_in, &work));
    if (!work.fresh)
        tell_fault(arena, WEBAUTHN_CHALLENGE, issues);
    else if (work.existed)
        issue_add(arena, issues, STR("passkey"), MESSAGE(MSG_factor_passkey_exists));
    else if (work.too_many)
        issue_add(arena, issues, STR("passkey"),
                  MESSAGE_WITH(MSG_factor_passkey_many, str_format(arena, "%d", PASSKEYS_MAX)));
    *ret_new = !issues->count && !work.had_factor;
    return NULL;
}

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct passkey_work *work = context;
    int64_t changed;
    TRY(q_passkey_delete(tx, work->user->id, work->id, &changed));
    if (!changed)
        return ERR(ERR_NOT_FOUND, "no such passkey of this account");
    TRY(recovery_codes_tidy_in(tx, work->arena, work->settings, work->user->id));
    return write_note(tx, work, work->user, "account.passkey_off", STR_NONE);
}

const struct err *passkey_remove(struct db *db, struct arena *arena,
                                 const struct factor_settings *settings, const struct user *user,
                                 const struct visitor *visitor, int64_t now_ms, struct str id,
                                 struct str password, struct issues *issues) {
    struct passkey_work work = {
        .arena = arena, .settings = settings, .user = user, .now_ms = now_ms, .id = id};
    TRY(door_check_password(db, arena, now_ms, visitor, user->login, password, "password", issues,
                            &work.right));
    return work.right ? db_write(db, remove_in, &work) : NULL;
}

/* --- at the door ---------------------------------------------------------------------------- */

/* The passkey of the answer, its signature and its counter; work->fault says what is wrong. A
 * counter that went back shuts this passkey for good, and its owner is told. */
static const struct err *check_passkey(struct db_tx *tx, struct passkey_work *work,
                                       struct str only_account, struct str *ret_account_id) {
    struct arena *arena = work->arena;
    const struct answer *answer = &work->answer;
    bool found;
    struct q_passkey_find_row row;
    work->fault = WEBAUTHN_FORM;
    TRY(q_passkey_find(tx, arena, base64url(arena, answer->id), &found, &row));
    if (!found || row.closed_ms.set || (only_account.n && !str_equal(row.account_id, only_account)))
        return NULL;
    struct str handle;
    if (work->form->user.n &&
        (!base64url_read(arena, work->form->user, &handle) || !str_equal(handle, row.account_id)))
        return NULL;
    if (!passkey_signed((int)row.algorithm, row.public_key, site_rp_id(work->settings->site),
                        answer->authenticator_data, answer->client_data, answer->signature))
        return NULL;
    TRY(use_challenge(tx, arena, answer, work->now_ms, &work->fresh));
    if (!work->fresh) {
        work->fault = WEBAUTHN_CHALLENGE;
        return NULL;
    }
    int64_t changed = 0;
    if (!row.copied_ms.set && webauthn_counter_fits((uint32_t)row.counter, answer->data.counter))
        TRY(q_passkey_used(tx, row.id, answer->data.counter, work->now_ms, &changed));
    work->fault = changed ? WEBAUTHN_WELL : WEBAUTHN_COUNTER;
    *ret_account_id = row.account_id;
    if (changed || row.copied_ms.set)
        return NULL;
    struct user owner = {.id = row.account_id,
                         .login = row.login,
                         .name = row.login,
                         .address = work->visitor->address,
                         .session_hash = STR("")};
    TRY(q_passkey_mark_copied(tx, row.id, work->now_ms));
    return write_note(tx, work, &owner, "account.passkey_copied", row.name);
}

static const struct err *sign_in_in(struct db_tx *tx, void *context) {
    struct passkey_work *work = context;
    *work->door = (struct door_answer){.step = DOOR_SHUT};
    struct pending pending = {.step = DOOR_SECOND_FACTOR, .token_hash = STR("")};
    TRY(check_passkey(tx, work, STR(""), &pending.account_id));
    if (work->fault != WEBAUTHN_WELL)
        return NULL;
    return door_open_in(tx, work->arena, work->now_ms, work->visitor, &pending, "passkey",
                        &work->keys, work->door);
}

const struct err *passkey_sign_in(struct db *db, struct arena *arena,
                                  const struct factor_settings *settings, int64_t now_ms,
                                  const struct visitor *visitor, struct str visit,
                                  const struct passkey_form *form, struct issues *issues,
                                  struct door_answer *ret_answer) {
    *ret_answer = (struct door_answer){.step = DOOR_SHUT};
    struct passkey_work work = {.arena = arena,
                                .settings = settings,
                                .visitor = visitor,
                                .now_ms = now_ms,
                                .form = form,
                                .keys = door_keys_make(arena, now_ms),
                                .door = ret_answer};
    work.fault = check_form(arena, settings, WEBAUTHN_GET, visit, now_ms, form, &work.answer);
    if (work.fault == WEBAUTHN_WELL)
        TRY(db_write(db, sign_in_in, &work));
    if (work.fault != WEBAUTHN_WELL)
        tell_fault(arena, work.fault, issues);
    return NULL;
}

static const struct err *pass_in(struct db_tx *tx, void *context) {
    struct passkey_work *work = context;
    *work->door = (struct door_answer){.step = DOOR_SHUT};
    struct pending pending;
    TRY(door_pending_in(tx, work->arena, work->now_ms, work->pending_token, &work->existed,
                        &pending));
    work->existed = work->existed && pending.step == DOOR_SECOND_FACTOR;
    if (!work->existed)
        return NULL;
    struct str account_id;
    work->fault = work->form_fault; /* the write may run again */
    if (work->fault == WEBAUTHN_WELL)
        TRY(check_passkey(tx, work, pending.account_id, &account_id));
    return work->fault == WEBAUTHN_WELL ? door_open_in(tx, work->arena, work->now_ms, work->visitor,
                                                       &pending, "passkey", &work->keys, work->door)
                                        : door_fail_in(tx, work->arena, work->now_ms, work->visitor,
                                                       &pending, "passkey", &work->keys);
}

const struct err *passkey_pass(struct db *db, struct arena *arena,
                               const struct factor_settings *settings, int64_t now_ms,
                               const struct visitor *visitor, struct str pending_token,
                               const struct passkey_form *form, struct issues *issues,
                               struct door_answer *ret_answer) {
    struct passkey_work work = {.arena = arena,
                                .settings = settings,
                                .visitor = visitor,
                                .now_ms = now_ms,
                                .form = form,
                                .pending_token = pending_token,
                                .keys = door_keys_make(arena, now_ms),
                                .door = ret_answer};
    work.form_fault =
        check_form(arena, settings, WEBAUTHN_GET, pending_token, now_ms, form, &work.answer);
    TRY(db_write(db, pass_in, &work));
    if (work.existed && work.fault != WEBAUTHN_WELL)
        tell_fault(arena, work.fault, issues);
    return NULL;
}
