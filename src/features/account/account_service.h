/* Accounts: made by the level above (grant_service.h), closed when somebody leaves, never deleted.
 *
 * Who makes an account, or helps somebody who forgot his password, gets a one-time code to hand
 * over; the person signs in with it (door_service.h) and sets a password that nobody else knows.
 * There are no default passwords.
 */
#ifndef FEATURES_ACCOUNT_ACCOUNT_SERVICE_H
#define FEATURES_ACCOUNT_ACCOUNT_SERVICE_H

#include "db/db.h"
#include "features/account/door_rule.h"
#include "features/account/right.h"
#include "features/account/session_service.h"

struct account_form {
    struct str login;
    struct str name;
    enum role role;
    struct str cluster_id; /* as in grant_service.h, with the time and the reason */
    struct str unit_id;
    struct date from;
    struct date to;
    struct str reason;
};

/* ret_code: to be shown once, and handed over; good for CODE_DAYS. */
MUST_CHECK const struct err *account_create(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct account_form *form, struct issues *issues,
                                            struct str *ret_code);
/* The same with a password that is made here: for samples, which nobody works with. */
MUST_CHECK const struct err *account_create_sample(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct account_form *form,
                                                   struct issues *issues, struct str *ret_password);
/* A new one-time code for somebody who forgot his password or lost his code: the password and the
 * codes before are worth nothing any more, and his sessions end. Not of a closed account: an issue.
 */
MUST_CHECK const struct err *account_reset(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           struct str login, struct issues *issues,
                                           struct str *ret_code);
/* The same inside another write, whose rights were checked; CODE and its id are made before. */
MUST_CHECK const struct err *account_recover_in(struct db_tx *tx, struct arena *arena,
                                                int64_t now_ms, struct str account_id,
                                                struct str login, struct str code_id,
                                                struct str code);
/* For who left: sessions, codes and sign-ins end with it, what he did stays. Never the last
 * administrator: an issue. ERR_STATE where it is closed already. */
MUST_CHECK const struct err *account_close(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           struct str login, struct issues *issues);
/* Opens a closed account again, by a new code. ERR_STATE where it is open. */
MUST_CHECK const struct err *account_reopen(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            struct str login, struct str *ret_code);

struct account_line {
    struct str login;
    struct str name;
    int64_t created_ms;
    bool closed;
    struct {
        struct grant *items;
        size_t count;
        size_t capacity;
    } grants; /* those given that are not over; they may begin later */
};
struct account_lines {
    struct account_line *items;
    size_t count;
    size_t capacity;
};
/* The accounts that USER manages: all, or those of the level below him. */
MUST_CHECK const struct err *account_list(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct account_lines *ret_lines);

/* Accounts that were given the head's role in a cluster apart from any term, with that grant alone:
 * for who manages accounts and for the standing office, which sees who still works as head after a
 * handing over. Heads by their term are not among them: that right moves by itself. */
MUST_CHECK const struct err *account_heads_of(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              struct str cluster_id,
                                              struct account_lines *ret_lines);

/* The session's user with his grants as at today, or those he was lent and acts with; *ret_user is
 * NULL when there is no such session any more. NOW_MS is the door's time (door_service.h). */
struct known_session {
    const struct user *user;
    struct str csrf_token;
    bool touch_is_due; /* session_touch, for its last request is long kept */
};
MUST_CHECK const struct err *account_of_session(struct db *db, struct arena *arena, int64_t now_ms,
                                                struct str token, struct str address,
                                                struct known_session *ret_session);
/* An account with the grants it has now, for work done on its behalf; *ret_user is NULL when it is
 * closed. */
MUST_CHECK const struct err *account_by_id(struct db *db, struct arena *arena, int64_t now_ms,
                                           struct str id, const struct user **ret_user);
/* The account of a login with its grants, for who needs no password: the command line of this
 * machine. *ret_user is NULL when there is none, or it is closed. */
MUST_CHECK const struct err *account_of_login(struct db *db, struct arena *arena, int64_t now_ms,
                                              struct str login, struct str address,
                                              const struct user **ret_user);
MUST_CHECK const struct err *account_sign_out(struct db *db, struct arena *arena,
                                              const struct user *user);
/* The owner's own change; all his sessions end, so that he signs in anew. Wrong old passwords count
 * as at the door. NOW_MS is the door's. */
MUST_CHECK const struct err *account_change_password(struct db *db, struct arena *arena,
                                                     const struct user *user, int64_t now_ms,
                                                     struct str old_password,
                                                     struct str new_password, struct str repeated,
                                                     struct issues *issues);

#endif
