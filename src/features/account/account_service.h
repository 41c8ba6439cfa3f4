/* Accounts: made by who may, signed in with a password, known again by a session.
 *
 * A session's token is 256 random bits; the database holds its SHA-256 only. Five wrong passwords
 * within fifteen minutes lock a login for the rest of them. Passwords are made by the program,
 * shown once, and changed by their owner; there are no default ones.
 */
#ifndef FEATURES_ACCOUNT_ACCOUNT_SERVICE_H
#define FEATURES_ACCOUNT_ACCOUNT_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

enum { PASSWORD_MIN = 10, SESSION_HOURS = 12, SIGN_IN_TRIES = 5, SIGN_IN_LOCK_MINUTES = 15 };

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

/* ret_password: made here; to be shown once. */
MUST_CHECK const struct err *account_create(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct account_form *form, struct issues *issues,
                                            struct str *ret_password);
/* A new password for somebody who forgot his; ends his sessions. */
MUST_CHECK const struct err *account_reset_password(struct db *db, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct str login, struct str *ret_password);

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

/* *ret_token is the new session's; absent, with an issue, when the door stays shut. */
MUST_CHECK const struct err *account_sign_in(struct db *db, struct arena *arena, int64_t now_ms,
                                             struct str login, struct str password,
                                             struct str address, struct issues *issues,
                                             struct str *ret_token);
/* The session's user with his grants as at today, or those he was lent and acts with; *ret_user is
 * NULL when there is no such session any more. */
MUST_CHECK const struct err *account_of_session(struct db *db, struct arena *arena, int64_t now_ms,
                                                struct str token, struct str address,
                                                const struct user **ret_user,
                                                struct str *ret_csrf_token);
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
 * as at the door. */
MUST_CHECK const struct err *account_change_password(struct db *db, struct arena *arena,
                                                     const struct user *user, int64_t now_ms,
                                                     struct str old_password,
                                                     struct str new_password, struct str repeated,
                                                     struct issues *issues);

#endif
