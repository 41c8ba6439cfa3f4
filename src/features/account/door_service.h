/* The door: signing in, in steps.
 *
 * A login with its password, or with a one-time code, is the first step. What follows is in the
 * answer: the session is open (DOOR_OPEN), the person sets a password of his own
 * (DOOR_SET_PASSWORD, always after a code), or passes a second factor (DOOR_SECOND_FACTOR, where
 * one of door_factors wants it). Between the steps the browser holds a token that opens nothing but
 * the next step, for PENDING_MINUTES and PENDING_TRIES wrong answers.
 *
 * NOW_MS of all functions is the door's time (clock_steady_ms of the wall clock, so that a clock
 * set back gives no time back); what is kept of an earlier run raises it further (door_mark).
 * Answers do not tell whether a login exists, nor does the time they take.
 */
#ifndef FEATURES_ACCOUNT_DOOR_SERVICE_H
#define FEATURES_ACCOUNT_DOOR_SERVICE_H

#include "db/db.h"
#include "features/account/door_rule.h"
#include "features/account/right.h"

enum { PENDING_MINUTES = 15, PENDING_TRIES = 5, CODE_DAYS = 7, EVENT_DAYS = 365 };

/* Who stands there. */
struct visitor {
    struct str address;
    struct str user_agent;
};

enum door_step {
    DOOR_SHUT, /* with an issue that says why */
    DOOR_OPEN,
    DOOR_SET_PASSWORD,
    DOOR_SECOND_FACTOR,
};

struct door_answer {
    enum door_step step;
    struct str session_token; /* DOOR_OPEN: for the session's cookie; else absent */
    struct str pending_token; /* between the steps: for the cookie of the pending sign-in */
    int64_t wait_ms;          /* shut because this address tried too often: until when; else 0 */
};

/* SECRET: the password, or a one-time code. Issues are of the field "login". */
MUST_CHECK const struct err *door_sign_in(struct db *db, struct arena *arena, int64_t now_ms,
                                          const struct visitor *visitor, struct str login,
                                          struct str secret, struct issues *issues,
                                          struct door_answer *ret_answer);

/* A sign-in between its steps. */
struct pending {
    struct str token_hash;
    struct str account_id;
    struct str login;
    struct str name;
    enum door_step step; /* what it waits for */
    struct str method;   /* of the step before: "password", "code" */
    struct str code_id;  /* absent: no code */
    int64_t tries;       /* wrong answers so far */
};
/* *ret_found false: there is none, its time is over, or the account was closed meanwhile. */
MUST_CHECK const struct err *door_pending(struct db *db, struct arena *arena, int64_t now_ms,
                                          struct str token, bool *ret_found,
                                          struct pending *ret_pending);

/* The step DOOR_SET_PASSWORD: uses up the code and ends all other sessions of the account. Shut
 * without an issue where no such sign-in waits any more. */
MUST_CHECK const struct err *door_set_password(struct db *db, struct arena *arena, int64_t now_ms,
                                               const struct visitor *visitor, struct str token,
                                               struct str password, struct str repeated,
                                               struct issues *issues,
                                               struct door_answer *ret_answer);

/* --- for second factors ------------------------------------------------------------------- */

/* A way to pass the second step. door_list.c names them; the first that an account has set up is
 * asked for, at its page. */
struct door_factor {
    const char *path; /* of its page: "/dang-nhap/ma-xac-thuc" */
    /* Whether this account has it: asked inside the write that would open the session. */
    const struct err *(*wanted)(struct db_tx *tx, struct arena *arena, struct str account_id,
                                bool *ret_wanted);
};
extern const struct door_factor *const door_factors[]; /* NULL behind the last */
/* The page that a pending sign-in goes on at. */
MUST_CHECK const struct err *door_next_path(struct db *db, struct arena *arena,
                                            const struct pending *pending, struct str *ret_path);

/* Where the passwords of some accounts are kept elsewhere, in a directory. door_list.c names it. */
enum door_word { DOOR_WORD_WRONG, DOOR_WORD_RIGHT, DOOR_WORD_UNKNOWN /* it could not be asked */ };
struct door_keeper {
    const struct err *(*keeps)(struct db_tx *tx, struct arena *arena, struct str account_id,
                               bool *ret_keeps);
    /* Outside of any transaction: it may wait for a network. */
    enum door_word (*ask)(struct arena *arena, struct str login, struct str password);
    enum msg_id unknown; /* what people are told where it could not be asked */
};
extern const struct door_keeper *const door_keeper; /* NULL: all are kept here */

/* Whether one person alone may give this account a new code. NULL: always. door_list.c names it. */
extern const struct err *(*const door_may_reset)(struct db_tx *tx, struct arena *arena,
                                                 struct str account_id, bool *ret_may);

/* What a write that may open a session needs and may not make itself: random, so made before. */
struct door_keys {
    struct str session_id;
    struct str session_token;
    struct str csrf_token;
    struct str pending_token;
    struct str event_id;
};
struct door_keys door_keys_make(struct arena *arena, int64_t now_ms);

/* The pending sign-in of TOKEN as this write sees it. */
MUST_CHECK const struct err *door_pending_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                             struct str token, bool *ret_found,
                                             struct pending *ret_pending);
/* The second step was passed by METHOD ("totp", "passkey", …): opens the session. */
MUST_CHECK const struct err *door_open_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                          const struct visitor *visitor,
                                          const struct pending *pending, const char *method,
                                          const struct door_keys *keys,
                                          struct door_answer *ret_answer);
/* It was not: counted for the account as a wrong password is; after PENDING_TRIES the sign-in
 * begins again. */
MUST_CHECK const struct err *door_fail_in(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                          const struct visitor *visitor,
                                          const struct pending *pending, const char *method,
                                          const struct door_keys *keys);

/* --- for the services of accounts ----------------------------------------------------------- */

/* Whether the password is the account's, counted as at the door: for who changes it. *ret_right
 * false with an issue of the field FIELD. */
MUST_CHECK const struct err *door_check_password(struct db *db, struct arena *arena, int64_t now_ms,
                                                 const struct visitor *visitor, struct str login,
                                                 struct str password, const char *field,
                                                 struct issues *issues, bool *ret_right);
/* A wrong code that its signed-in owner typed: counted as a wrong password is. */
MUST_CHECK const struct err *door_count_wrong(struct db *db, struct arena *arena, int64_t now_ms,
                                              const struct visitor *visitor, struct str login);
/* A new one-time code in place of all before: ends what is open, forgets what was wrong. CODE is
 * made before the write (password_make_code). */
MUST_CHECK const struct err *door_give_code_in(struct db_tx *tx, struct arena *arena,
                                               int64_t now_ms, struct str account_id,
                                               struct str login, struct str code_id,
                                               struct str code);
/* All sessions and pending sign-ins of an account end. */
MUST_CHECK const struct err *door_end_all_in(struct db_tx *tx, struct str account_id);
/* The greatest instant the door has seen in any run: for clock_steady_raise at the start. */
MUST_CHECK const struct err *door_mark(struct db *db, struct arena *arena, int64_t *ret_at_ms);

#endif
