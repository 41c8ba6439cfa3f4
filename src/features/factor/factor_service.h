/* Further ways of signing in, all off until the configuration switches them on: what they are set
 * to, and what an account has set up.
 *
 * What is off is not there: its routes answer 404, no page names it, and what an account once set
 * up is not asked for. It is kept, and asked for again when it is switched on again.
 */
#ifndef FEATURES_FACTOR_FACTOR_SERVICE_H
#define FEATURES_FACTOR_FACTOR_SERVICE_H

#include "db/db.h"
#include "features/account/door_service.h"
#include "features/factor/directory.h"
#include "features/factor/webauthn.h"
#include "sys/config.h"

struct factor_settings {
    bool totp;
    bool passkey;
    bool recovery_by_two;
    bool admin_needs_factor; /* who manages accounts must have a second step */
    struct site site;        /* its name may be empty without passkeys */
    struct directory_settings directory;
    struct str
        key; /* of the data folder (DIR/keys/dang-nhap.key); absent: neither codes nor keys */
};

/* What the configuration says, without the key. What does not fit together is an issue whose
 * sentence says what to do; the program does not start then. */
void factor_settings_of(struct arena *arena, const struct config *config, struct issues *issues,
                        struct factor_settings *ret_settings);
/* Reads the folder's key where one is needed; makes it where there is none. */
MUST_CHECK const struct err *factor_read_key(struct arena *arena, const char *folder,
                                             struct factor_settings *settings);

/* The settings of this program: set once, before it serves; all off before. SETTINGS must live as
 * long as the program does, or until others are set. */
void factor_use(const struct factor_settings *settings);
const struct factor_settings *factor_in_use(void);

struct factor_state {
    struct opt_int totp_ms; /* since when an app is set up */
    int64_t passkeys;
    int64_t codes; /* recovery codes left */
    struct opt_int directory_ms;
    bool second_step; /* signing in with a password asks for more */
};
MUST_CHECK const struct err *factor_state_in(struct db_tx *tx, struct arena *arena,
                                             const struct factor_settings *settings,
                                             struct str account_id, struct factor_state *ret_state);
MUST_CHECK const struct err *factor_state_of(struct db *db, struct arena *arena,
                                             const struct factor_settings *settings,
                                             const struct user *user,
                                             struct factor_state *ret_state);
/* Whether this user may open nothing but the page where he sets up a second step. */
bool factor_is_missing(const struct factor_settings *settings, const struct user *user,
                       const struct factor_state *state);

/* Ten recovery codes and how they are kept. Random: made before a write. */
enum { RECOVERY_CODES = 10 };
struct recovery_codes {
    struct str codes[RECOVERY_CODES];
    struct str tags[RECOVERY_CODES];
};
void recovery_codes_make(struct arena *arena, const struct factor_settings *settings,
                         struct recovery_codes *ret_codes);
/* In place of all that were there. */
MUST_CHECK const struct err *recovery_codes_put_in(struct db_tx *tx, struct str account_id,
                                                   const struct recovery_codes *codes);
/* TYPED as a recovery code of the account that was not used yet: it is then. */
MUST_CHECK const struct err *recovery_code_use_in(struct db_tx *tx, struct arena *arena,
                                                  const struct factor_settings *settings,
                                                  struct str account_id, int64_t now_ms,
                                                  struct str typed, bool *ret_used);
/* After the last factor went, its recovery codes go too. */
MUST_CHECK const struct err *recovery_codes_tidy_in(struct db_tx *tx, struct arena *arena,
                                                    const struct factor_settings *settings,
                                                    struct str account_id);

/* Everything that an account set up goes: when it is recovered. */
MUST_CHECK const struct err *factors_remove_in(struct db_tx *tx, struct str account_id);
/* The same by who manages accounts, for somebody who lost his device: not of his own account, not
 * of one he does not rule, and not where recovery takes two (ERR_DENIED). The command line of this
 * machine may always, for when nobody is left who could confirm. ERR_NOT_FOUND without such an
 * account. */
MUST_CHECK const struct err *factors_remove(struct db *db, struct arena *arena,
                                            const struct factor_settings *settings,
                                            const struct user *user, int64_t now_ms,
                                            struct str login);
/* For who manages accounts. ERR_NOT_FOUND without such an account. */
MUST_CHECK const struct err *factor_state_of_login(struct db *db, struct arena *arena,
                                                   const struct factor_settings *settings,
                                                   const struct user *user, int64_t now_ms,
                                                   struct str login,
                                                   struct factor_state *ret_state);
/* The account of a login as one that USER may rule: else ERR_DENIED, ERR_NOT_FOUND. */
MUST_CHECK const struct err *factor_ruled_account(struct db *db, struct arena *arena,
                                                  const struct user *user, int64_t now_ms,
                                                  struct str login,
                                                  const struct user **ret_account);

#endif
