/* Recovering an account by two persons: for who lost his password and what he signs in with.
 *
 * One of those with RIGHT_ACCOUNT_RECOVER asks and says why; another one confirms within
 * RECOVERY_HOURS. Neither is the account's owner. Only then a one-time code is given and the second
 * step goes, in one transaction with the audit rows that name both. At his next sign-in the owner
 * is shown who did it, when and why.
 */
#ifndef FEATURES_FACTOR_RECOVERY_SERVICE_H
#define FEATURES_FACTOR_RECOVERY_SERVICE_H

#include "features/factor/factor_service.h"

enum { RECOVERY_HOURS = 24, RECOVERY_REASON_MAX = 500, RECOVERY_LINES_MAX = 100 };

enum recovery_state { RECOVERY_WAITS, RECOVERY_DONE, RECOVERY_WITHDRAWN, RECOVERY_LAPSED };

struct recovery_line {
    struct str id;
    struct str login;
    struct str owner;
    struct str reason;
    struct str asker;
    int64_t asked_ms;
    int64_t expires_ms;
    enum recovery_state state;
    struct str ender; /* who confirmed or withdrew; may be empty */
    int64_t ended_ms;
    bool may_confirm; /* by who asks for the list */
};
struct recovery_lines {
    struct recovery_line *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *recovery_list(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           struct recovery_lines *ret_lines);

MUST_CHECK const struct err *recovery_ask(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms, struct str login,
                                          struct str reason, struct issues *issues);
/* *ret_code: to be handed over on paper; its owner sets a password with it. An issue where it may
 * not be this user, or it is too late. ERR_NOT_FOUND without such a request. */
MUST_CHECK const struct err *recovery_confirm(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              struct str id, struct issues *issues,
                                              struct str *ret_login, struct str *ret_code);
/* By anyone who may ask. */
MUST_CHECK const struct err *recovery_withdraw(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str id);

/* What was done to the user's account and he was not shown yet. */
MUST_CHECK const struct err *recovery_untold(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             struct recovery_lines *ret_lines);
/* He saw it. */
MUST_CHECK const struct err *recovery_tell(struct db *db, const struct user *user, int64_t now_ms);

#endif
