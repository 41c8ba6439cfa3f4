/* What the chair is shown: that somebody who manages accounts came near rights on scores or a voice
 * in the council. Written in the transaction of the change; stays till somebody above has seen it.
 */
#ifndef FEATURES_ACCOUNT_ALERT_SERVICE_H
#define FEATURES_ACCOUNT_ALERT_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

enum alert_kind {
    ALERT_SELF,     /* he gave himself the role */
    ALERT_COMBINED, /* an account now manages accounts and has the role */
    ALERT_LENT,     /* an account that manages accounts may act with the role, lent to it */
    ALERT_PASSWORD, /* the password of an account with such a role was set by another */
    ALERT_KIND_COUNT,
};

/* Within a write. ROLE: ROLE_COUNT where none is named. */
MUST_CHECK const struct err *alert_add(struct db_tx *tx, struct arena *arena,
                                       const struct user *user, int64_t now_ms,
                                       enum alert_kind kind, struct str subject_id, enum role role,
                                       struct str reason);
/* Within the write that sets an account's password or code for another: tells of it where that
 * account decides something. */
MUST_CHECK const struct err *alert_of_password(struct db_tx *tx, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               struct str subject_id);

struct alert {
    struct str id;
    enum alert_kind kind;
    struct str author;
    struct str subject; /* name, and login */
    struct str login;
    enum role role; /* ROLE_COUNT: none */
    struct str reason;
    int64_t at_ms;
    int64_t seen_ms; /* 0: not yet */
    struct str seen_by;
    bool may_see; /* this user may mark it as seen: not his own doing, nor about himself */
};
struct alerts {
    struct alert *items;
    size_t count;
    size_t capacity;
    size_t unseen; /* of these, which this user may mark */
};

/* Those shown to USER, newest first: all to who has RIGHT_ALERT_READ; where there is no chair but
 * the one it is about, to the standing office. ERR_DENIED for others. */
MUST_CHECK const struct err *alert_list(struct db *db, struct arena *arena, const struct user *user,
                                        int64_t now_ms, struct alerts *ret_alerts);
/* Whether USER is of those it may be shown to, whatever there is. */
bool alert_is_for(const struct user *user);
/* Marks one as seen. ERR_DENIED where alert.may_see is false. */
MUST_CHECK const struct err *alert_see(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, struct str id);

#endif
