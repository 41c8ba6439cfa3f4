#include "features/factor/factor_service.h"

#include "crypto/password.h"
#include "crypto/seal.h"
#include "features/account/account_service.h"
#include "features/audit/audit.h"
#include "features/factor/factor.sql.h"
#include "features/factor/totp_text.h"

/* --- settings ----------------------------------------------------------------------------- */

static void check_directory(struct arena *arena, const struct directory_settings *directory,
                            struct issues *issues) {
    static const struct {
        const char *field;
        enum msg_id text;
    } FAULTS[] = {
        [DIRECTORY_NO_URL] = {"ldap_url", MSG_factor_config_ldap_url},
        [DIRECTORY_PLAIN] = {"ldap_url", MSG_factor_config_ldap_plain},
        [DIRECTORY_NO_WAY] = {"ldap_user_dn", MSG_factor_config_ldap_way},
    };
    enum directory_fault fault = directory_check(directory);
    if (fault != DIRECTORY_SOUND)
        issue_add(arena, issues, str_from_c(FAULTS[fault].field), MESSAGE(FAULTS[fault].text));
}

void factor_settings_of(struct arena *arena, const struct config *config, struct issues *issues,
                        struct factor_settings *ret_settings) {
    *ret_settings = (struct factor_settings){
        .totp = config->sign_in_totp,
        .passkey = config->sign_in_passkey,
        .recovery_by_two = config->recovery_by_two,
        .admin_needs_factor = config->admin_second_factor,
        .site = {str_from_c(config->site_name)},
        .directory = {.on = config->sign_in_ldap,
                      .url = config->ldap_url,
                      .start_tls = config->ldap_start_tls,
                      .ca_file = config->ldap_ca_file,
                      .user_dn = config->ldap_user_dn,
                      .base = config->ldap_base,
                      .filter = config->ldap_filter,
                      .reader_dn = config->ldap_reader_dn,
                      .reader_password = config->ldap_reader_password},
    };
    bool named = site_name_fits(ret_settings->site.name);
    if (config->sign_in_passkey && !ret_settings->site.name.n)
        issue_add(arena, issues, STR("site_name"), MESSAGE(MSG_factor_config_site_missing));
    else if (ret_settings->site.name.n && !named)
        issue_add(arena, issues, STR("site_name"), MESSAGE(MSG_factor_config_site_faulty));
    if (config->admin_second_factor && !config->sign_in_totp && !config->sign_in_passkey)
        issue_add(arena, issues, STR("admin_second_factor"),
                  MESSAGE(MSG_factor_config_admin_without));
    if (config->sign_in_ldap)
        check_directory(arena, &ret_settings->directory, issues);
}

const struct err *factor_read_key(struct arena *arena, const char *folder,
                                  struct factor_settings *settings) {
    if (!settings->totp && !settings->passkey)
        return NULL;
    return seal_key_read(arena, folder, "dang-nhap", true, &settings->key);
}

static const struct factor_settings ALL_OFF = {.key = {NULL, 0}};
static const struct factor_settings *in_use = &ALL_OFF;

void factor_use(const struct factor_settings *settings) {
    in_use = settings ? settings : &ALL_OFF;
}

const struct factor_settings *factor_in_use(void) {
    return in_use;
}

/* --- what an account has ------------------------------------------------------------------ */

const struct err *factor_state_in(struct db_tx *tx, struct arena *arena,
                                  const struct factor_settings *settings, struct str account_id,
                                  struct factor_state *ret_state) {
    bool found;
    struct q_factor_state_row row;
    TRY(q_factor_state(tx, arena, account_id, &found, &row));
    *ret_state = (struct factor_state){0};
    if (!found)
        return NULL;
    if (settings->totp)
        ret_state->totp_ms = row.totp_ms;
    if (settings->passkey)
        ret_state->passkeys = row.passkeys;
    if (settings->directory.on)
        ret_state->directory_ms = row.directory_ms;
    ret_state->codes = row.codes;
    ret_state->second_step = ret_state->totp_ms.set || ret_state->passkeys > 0;
    return NULL;
}

struct state_work {
    struct arena *arena;
    const struct factor_settings *settings;
    struct str account_id;
    struct factor_state *state;
};

static const struct err *state_in(struct db_tx *tx, void *context) {
    struct state_work *work = context;
    return factor_state_in(tx, work->arena, work->settings, work->account_id, work->state);
}

const struct err *factor_state_of(struct db *db, struct arena *arena,
                                  const struct factor_settings *settings, const struct user *user,
                                  struct factor_state *ret_state) {
    struct state_work work = {arena, settings, user->id, ret_state};
    return db_read(db, state_in, &work);
}

bool factor_is_missing(const struct factor_settings *settings, const struct user *user,
                       const struct factor_state *state) {
    return settings->admin_needs_factor && user_has_right(user, RIGHT_ACCOUNT_MANAGE) &&
           !user->is_local && !state->second_step;
}

/* --- recovery codes ----------------------------------------------------------------------- */

static struct str tag_of(struct arena *arena, const struct factor_settings *settings,
                         struct str code) {
    return seal_tag(arena, settings->key, str_concat(arena, STR("recovery "), code));
}

void recovery_codes_make(struct arena *arena, const struct factor_settings *settings,
                         struct recovery_codes *ret_codes) {
    for (size_t i = 0; i < RECOVERY_CODES; i++) {
        ret_codes->codes[i] = password_make_code(arena);
        ret_codes->tags[i] =
            tag_of(arena, settings, recovery_code_typed(arena, ret_codes->codes[i]));
    }
}

const struct err *recovery_codes_put_in(struct db_tx *tx, struct str account_id,
                                        const struct recovery_codes *codes) {
    TRY(q_recovery_code_delete_all(tx, account_id));
    for (size_t i = 0; i < RECOVERY_CODES; i++)
        TRY(q_recovery_code_insert(tx, account_id, codes->tags[i]));
    return NULL;
}

const struct err *recovery_code_use_in(struct db_tx *tx, struct arena *arena,
                                       const struct factor_settings *settings,
                                       struct str account_id, int64_t now_ms, struct str typed,
                                       bool *ret_used) {
    struct str code = recovery_code_typed(arena, typed);
    int64_t changed = 0;
    if (code.p)
        TRY(q_recovery_code_use(tx, account_id, tag_of(arena, settings, code), now_ms, &changed));
    *ret_used = changed > 0;
    return NULL;
}

const struct err *recovery_codes_tidy_in(struct db_tx *tx, struct arena *arena,
                                         const struct factor_settings *settings,
                                         struct str account_id) {
    (void)settings;
    bool found;
    struct q_factor_state_row row;
    TRY(q_factor_state(tx, arena, account_id, &found, &row));
    return found && (row.totp_ms.set || row.passkeys) ? NULL
                                                      : q_recovery_code_delete_all(tx, account_id);
}

/* --- all of them go ------------------------------------------------------------------------ */

const struct err *factors_remove_in(struct db_tx *tx, struct str account_id) {
    TRY(q_totp_delete(tx, account_id));
    TRY(q_passkey_delete_all(tx, account_id));
    return q_recovery_code_delete_all(tx, account_id);
}

const struct err *factor_ruled_account(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str login,
                                       const struct user **ret_account) {
    TRY(account_of_login(db, arena, now_ms, login, STR(""), ret_account));
    if (user->acting_for_id.n || !user_has_right(user, RIGHT_ACCOUNT_MANAGE))
        return ERR(ERR_DENIED, "no right to manage accounts");
    if (!*ret_account)
        return ERR(ERR_NOT_FOUND, "no open account of this login");
    return NULL;
}

struct remove_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    struct str account_id;
};

static const struct err *remove_in(struct db_tx *tx, void *context) {
    struct remove_work *work = context;
    TRY(factors_remove_in(tx, work->account_id));
    TRY(door_end_all_in(tx, work->account_id));
    struct audit_note note = {.action = "account.factors_removed",
                              .object_kind = "account",
                              .object_id = work->account_id};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *factors_remove(struct db *db, struct arena *arena,
                                 const struct factor_settings *settings, const struct user *user,
                                 int64_t now_ms, struct str login) {
    const struct user *account;
    TRY(factor_ruled_account(db, arena, user, now_ms, login, &account));
    if (!user->is_local && settings->recovery_by_two)
        return ERR_TEXT(ERR_STATE, "factor.account_remove_by_two", "this takes two persons");
    if (!user->is_local && str_equal(account->id, user->id))
        return ERR_TEXT(ERR_STATE, "factor.account_remove_own", "one's own takes a code");
    struct remove_work work = {arena, user, now_ms, account->id};
    return db_write(db, remove_in, &work);
}

const struct err *factor_state_of_login(struct db *db, struct arena *arena,
                                        const struct factor_settings *settings,
                                        const struct user *user, int64_t now_ms, struct str login,
                                        struct factor_state *ret_state) {
    const struct user *account;
    TRY(factor_ruled_account(db, arena, user, now_ms, login, &account));
    return factor_state_of(db, arena, settings, account, ret_state);
}
