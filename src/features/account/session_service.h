/* Sessions: how long they live, and what their owner sees of them.
 *
 * A session's token is 256 random bits; the database holds its SHA-256 only. It ends SESSION_HOURS
 * after it began, SESSION_IDLE_MINUTES after its last request, when its owner ends it, and with
 * everything that takes trust back: a new password or code, a role taken back, the account closed.
 */
#ifndef FEATURES_ACCOUNT_SESSION_SERVICE_H
#define FEATURES_ACCOUNT_SESSION_SERVICE_H

#include "base/list.h"
#include "db/db.h"
#include "features/account/right.h"

enum {
    SESSION_HOURS = 12,
    SESSION_IDLE_MINUTES = 120,
    SESSION_TOUCH_S = 60,           /* how old the kept instant of the last request may be */
    SESSIONS_MAX = 20,              /* open at once of an account; the one longest unused goes */
    CLOCK_SLACK_MS = 5 * 60 * 1000, /* how far the clocks of two servers may differ */
};

/* What is no longer open is before this. */
int64_t session_seen_since(int64_t now_ms);

/* Keeps when the session was last used; asked for by account_of_session, at most once a minute. */
MUST_CHECK const struct err *session_touch(struct db *db, struct arena *arena, int64_t now_ms,
                                           struct str session_hash);

struct session_line {
    struct str id;
    bool own; /* the one that asks */
    struct str method;
    int64_t created_ms;
    int64_t seen_ms;
    struct str address;
    struct str user_agent;
};
struct session_lines {
    struct session_line *items;
    size_t count;
    size_t capacity;
};
/* The user's own, the last used first. */
MUST_CHECK const struct err *session_list(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct session_lines *ret_lines);
/* Ends one of his own. ERR_NOT_FOUND where it is not his, or no more. */
MUST_CHECK const struct err *session_end(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, struct str id);
/* Ends all of his own but the one that asks. */
MUST_CHECK const struct err *session_end_others(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                int64_t *ret_ended);

/* Everybody signs in anew, with what is handed out anew: after a restore, which would bring back
 * ended sessions, half sign-ins and codes that were used since. */
MUST_CHECK const struct err *session_end_all_in(struct db_tx *tx, int64_t now_ms);

struct door_event {
    int64_t at_ms;
    struct str outcome; /* "in", "wrong", "code_used", … */
    struct str method;
    struct str address;
    struct str user_agent; /* empty for others than the owner */
};
struct door_events {
    struct door_event *items;
    size_t count;
    size_t capacity;
    /* A one-time code that waits to be used; 0: none. Told to who manages accounts only. */
    int64_t code_until_ms;
};
enum { DOOR_EVENTS_MAX = 50 };
/* What happened at the door of the user's own account, newest first. */
MUST_CHECK const struct err *session_events(struct db *db, struct arena *arena,
                                            const struct user *user,
                                            struct door_events *ret_events);
/* The same of another's, for who manages accounts: when, what, from where, and whether the code
 * that was handed over still waits. NOW_MS is the door's time. */
MUST_CHECK const struct err *session_events_of(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str login, struct door_events *ret_events);

#endif
