/* Lending: an account lets another act with one or several of its own grants, for a time and with a
 * reason. Who borrows switches to it on the page and then has exactly what was lent; switching
 * back, the last day, a withdrawal by either, or the lender's closing end it at once. What is
 * borrowed is never lent on, an administrator's right never lent, and no loan is longer than its
 * grant.
 */
#ifndef FEATURES_ACCOUNT_DELEGATION_SERVICE_H
#define FEATURES_ACCOUNT_DELEGATION_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

enum { DELEGATION_GRANTS_MAX = 50 };

struct delegation_form {
    struct str delegate; /* login */
    struct str grant_ids[DELEGATION_GRANTS_MAX];
    size_t grant_count;
    struct date from; /* empty: today */
    struct date to;   /* the first day it is over */
    struct str reason;
};

enum delegation_state {
    DELEGATION_LATER, /* has not begun */
    DELEGATION_OPEN,
    DELEGATION_OVER, /* its time, or the lender's account, has ended */
    DELEGATION_WITHDRAWN,
};

struct delegation {
    struct str id;
    bool is_lent; /* by the user who asks; else lent to him */
    struct str lender;
    struct str delegate;
    struct str delegate_login;
    struct date from;
    struct date to;
    struct str reason;
    int64_t given_ms;
    int64_t withdrawn_ms;
    struct str withdrawn_by;
    struct str withdrawn_reason;
    enum delegation_state state;
    LIST(struct grant) grants;
};
struct delegations {
    struct delegation *items;
    size_t count;
    size_t capacity;
};

/* A right of the user's own, for himself; not while he acts for another: ERR_DENIED. */
MUST_CHECK const struct err *delegation_lend(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             const struct delegation_form *form,
                                             struct issues *issues);
/* By lender or delegate; of others ERR_NOT_FOUND. */
MUST_CHECK const struct err *delegation_end(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms, struct str id,
                                            struct str reason);
/* What the user lent and was lent, newest first. */
MUST_CHECK const struct err *delegation_list(struct db *db, struct arena *arena,
                                             const struct user *user, int64_t now_ms,
                                             struct delegations *ret_list);
/* The user's session acts from now on with that loan's grants; ERR_DENIED where it lends nothing
 * (any more). With an empty id it acts for himself again. */
MUST_CHECK const struct err *delegation_switch(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str id);

#endif
