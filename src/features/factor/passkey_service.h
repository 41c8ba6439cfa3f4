/* Passkeys: signing in with a device that recognises its owner, instead of password and code, or as
 * the second step after the password.
 *
 * A challenge goes out with the page. It says itself, under the folder's key, for whom it was made
 * (the session, the pending sign-in, the visitor), what for and when; so a page costs no row in the
 * database, however often strangers open it. What is stored is the challenge that was *answered*:
 * none is taken twice, nor after CHALLENGE_MINUTES.
 */
#ifndef FEATURES_FACTOR_PASSKEY_SERVICE_H
#define FEATURES_FACTOR_PASSKEY_SERVICE_H

#include "features/factor/factor_service.h"

enum { CHALLENGE_MINUTES = 5, PASSKEYS_MAX = 10, PASSKEY_NAME_MAX = 60 };

/* BOUND_TO: what only this browser has: its session's hash, its pending token, its visitor's token.
 * TYPE: WEBAUTHN_CREATE or WEBAUTHN_GET. Base64url. */
struct str passkey_challenge(struct arena *arena, const struct factor_settings *settings,
                             const char *type, struct str bound_to, int64_t now_ms);

/* What a browser sends, all in base64url but for the name. */
struct passkey_form {
    struct str id;
    struct str client_data;
    struct str authenticator_data;
    struct str signature; /* signing in */
    struct str user;      /* signing in: the handle that the device kept; may be empty */
    struct str name;      /* registering */
};

/* --- its owner's ---------------------------------------------------------------------------- */

struct passkey_line {
    struct str id;
    struct str credential_id;
    struct str name;
    int64_t created_ms;
    struct opt_int used_ms;
    struct opt_int copied_ms; /* refused since then: it counted backwards */
};
struct passkey_lines {
    struct passkey_line *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *passkeys_of(struct db *db, struct arena *arena, struct str account_id,
                                         struct passkey_lines *ret_lines);

/* The password again, before a browser is asked to make a passkey. *ret_right false with an issue.
 */
MUST_CHECK const struct err *passkey_begin(struct db *db, struct arena *arena,
                                           const struct user *user, const struct visitor *visitor,
                                           int64_t now_ms, struct str password,
                                           struct issues *issues, bool *ret_right);
/* Stores what the browser made. *ret_codes: recovery codes, to be shown once, where the account had
 * no second step before (*ret_new). */
MUST_CHECK const struct err *passkey_add(struct db *db, struct arena *arena,
                                         const struct factor_settings *settings,
                                         const struct user *user, int64_t now_ms,
                                         const struct passkey_form *form, struct issues *issues,
                                         struct recovery_codes *ret_codes, bool *ret_new);
/* With the password. ERR_NOT_FOUND where it is not one of his. */
MUST_CHECK const struct err *passkey_remove(struct db *db, struct arena *arena,
                                            const struct factor_settings *settings,
                                            const struct user *user, const struct visitor *visitor,
                                            int64_t now_ms, struct str id, struct str password,
                                            struct issues *issues);

/* --- at the door ---------------------------------------------------------------------------- */

/* Instead of password and code. VISIT: the visitor's token. Shut with an issue where it does not
 * fit; which account was meant is told to nobody. */
MUST_CHECK const struct err *passkey_sign_in(struct db *db, struct arena *arena,
                                             const struct factor_settings *settings, int64_t now_ms,
                                             const struct visitor *visitor, struct str visit,
                                             const struct passkey_form *form, struct issues *issues,
                                             struct door_answer *ret_answer);
/* As the second step: only a passkey of the account whose password was right. Shut without an issue
 * where no such sign-in waits any more. */
MUST_CHECK const struct err *passkey_pass(struct db *db, struct arena *arena,
                                          const struct factor_settings *settings, int64_t now_ms,
                                          const struct visitor *visitor, struct str pending_token,
                                          const struct passkey_form *form, struct issues *issues,
                                          struct door_answer *ret_answer);

#endif
