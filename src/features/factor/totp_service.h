/* Codes of an app on the phone as the second step of signing in.
 *
 * Set up by its owner, who types his password again and then one code; the secret lies in the
 * database sealed with the key of the data folder. A code is taken once: the step it belongs to is
 * stored, and no code of that step or one before opens again, whatever the clock says.
 *
 * NOW_MS is the door's time as everywhere at the door; WALL_MS what the clock says, which is what
 * phones go by.
 */
#ifndef FEATURES_FACTOR_TOTP_SERVICE_H
#define FEATURES_FACTOR_TOTP_SERVICE_H

#include "features/factor/factor_service.h"

enum { TOTP_SETUP_MINUTES = 15 };

/* A new secret that waits for its first code, in place of one that waited; *ret_secret is in
 * base32. Absent with an issue: of "password", or of no field where an app is set up already. */
MUST_CHECK const struct err *totp_begin(struct db *db, struct arena *arena,
                                        const struct factor_settings *settings,
                                        const struct user *user, const struct visitor *visitor,
                                        int64_t now_ms, struct str password, struct issues *issues,
                                        struct str *ret_secret);
/* The secret that waits, to be drawn again; absent: none, or its time is over. */
MUST_CHECK const struct err *totp_waiting(struct db *db, struct arena *arena,
                                          const struct factor_settings *settings,
                                          const struct user *user, int64_t now_ms,
                                          struct str *ret_secret);
/* The first code. From then on signing in asks for one. *ret_codes: recovery codes, to be shown
 * once, where the account had no second step before (*ret_new). */
MUST_CHECK const struct err *totp_confirm(struct db *db, struct arena *arena,
                                          const struct factor_settings *settings,
                                          const struct user *user, int64_t now_ms, int64_t wall_ms,
                                          struct str typed, struct issues *issues,
                                          struct recovery_codes *ret_codes, bool *ret_new);
/* By its owner, with his password and a code (of the app, or a recovery code). */
MUST_CHECK const struct err *totp_remove(struct db *db, struct arena *arena,
                                         const struct factor_settings *settings,
                                         const struct user *user, const struct visitor *visitor,
                                         int64_t now_ms, int64_t wall_ms, struct str password,
                                         struct str typed, struct issues *issues);
/* Ten new recovery codes in place of the old ones; with the password and a code. */
MUST_CHECK const struct err *
recovery_codes_renew(struct db *db, struct arena *arena, const struct factor_settings *settings,
                     const struct user *user, const struct visitor *visitor, int64_t now_ms,
                     int64_t wall_ms, struct str password, struct str typed, struct issues *issues,
                     struct recovery_codes *ret_codes);

/* The second step of a sign-in: a code of the app or a recovery code. As the door answers: shut
 * with an issue where it was wrong, shut without one where no such sign-in waits any more. */
MUST_CHECK const struct err *totp_pass(struct db *db, struct arena *arena,
                                       const struct factor_settings *settings, int64_t now_ms,
                                       int64_t wall_ms, const struct visitor *visitor,
                                       struct str pending_token, struct str typed,
                                       struct issues *issues, struct door_answer *ret_answer);

#endif
