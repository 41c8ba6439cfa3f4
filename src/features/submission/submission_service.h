/* What an officer lays before the unit's commander, and one person in two capacities.
 *
 * A submission names what is to be sent: a batch of scores, the answer to a feedback sheet, a
 * registration, a covenant's signature, a handing over. It waits until it is sent, returned with a
 * reason, withdrawn, or replaced by a newer one. Nothing is overwritten.
 */
#ifndef FEATURES_SUBMISSION_SUBMISSION_SERVICE_H
#define FEATURES_SUBMISSION_SUBMISSION_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"
#include "features/cluster/cluster_year_service.h"

enum { SUBMISSION_TEXT_MAX = 500 };

enum submission_kind {
    SUBMISSION_SCORES,       /* object: the batch */
    SUBMISSION_FEEDBACK,     /* object: the half-year */
    SUBMISSION_REGISTRATION, /* object: none */
    SUBMISSION_COVENANT,     /* object: the version to be signed */
    SUBMISSION_HANDOVER,     /* object: the handing over */
    SUBMISSION_GRID,         /* scores typed in the page; object: the half-year */
    SUBMISSION_CROSSCHECK,   /* object: the assignment of the checking unit */
    SUBMISSION_KIND_COUNT,
};
struct str submission_kind_code(enum submission_kind kind);
bool submission_kind_from_code(struct str code, enum submission_kind *ret_kind);
enum msg_id submission_kind_name(enum submission_kind kind);

enum submission_state {
    SUBMISSION_WAITS,
    SUBMISSION_SENT,
    SUBMISSION_RETURNED,
    SUBMISSION_WITHDRAWN,
    SUBMISSION_REPLACED, /* by a newer one of the same */
};
enum msg_id submission_state_name(enum submission_state state);

struct submission {
    struct str id;
    struct str period_id; /* empty: of the year */
    struct str unit_id;
    enum submission_kind kind;
    struct str object_id;
    struct str covenant_code; /* of a covenant: for its address */
    struct str note;
    struct str author;
    struct str account_id;
    int64_t at_ms;
    enum submission_state state;
    struct str reason; /* of its end */
    struct str ended_by;
    int64_t ended_ms;
    bool is_stale; /* it waits, and what is to be sent is not what was submitted any more */
};
struct submissions {
    struct submission *items;
    size_t count;
    size_t capacity;
};

/* Those of the units of YEAR that the user enters or sends for, newest first. */
MUST_CHECK const struct err *submission_list(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct cluster_year *year,
                                             struct submissions *ret_submissions);
/* ERR_NOT_FOUND also for one of a unit that is not his. */
MUST_CHECK const struct err *submission_find(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct cluster_year *year, struct str id,
                                             struct submission *ret_submission);

struct submission_form {
    enum submission_kind kind;
    struct str unit_id;
    struct str object_id;
    struct str note;
};
/* RIGHT_MEMBER_ENTER for the unit. An earlier one of the same that waits is replaced. ERR_NOT_FOUND
 * where there is nothing of that to send. */
MUST_CHECK const struct err *submission_add(struct db *db, struct arena *arena,
                                            const struct user *user, int64_t now_ms,
                                            const struct cluster_year *year,
                                            const struct submission_form *form,
                                            struct issues *issues, struct str *ret_id);
/* RIGHT_MEMBER_SEND; a reason is needed. */
MUST_CHECK const struct err *submission_return(struct db *db, struct arena *arena,
                                               const struct user *user, int64_t now_ms,
                                               const struct cluster_year *year, struct str id,
                                               struct str reason, struct issues *issues);
/* RIGHT_MEMBER_ENTER: by the unit's officer. */
MUST_CHECK const struct err *submission_withdraw(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct cluster_year *year, struct str id);

/* What waits for the units that the user sends for, oldest first, in all his clusters. */
struct submission_waiting {
    struct str id;
    struct str slug;
    struct str cluster_name;
    int year;
    enum submission_kind kind;
    struct str author;
    int64_t at_ms;
};
struct submissions_waiting {
    struct submission_waiting *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *submission_waiting(struct db *db, struct arena *arena,
                                                const struct user *user,
                                                struct submissions_waiting *ret_waiting);

/* --- for rooms that send, in the transaction of the sending -------------------------------- */

/* Whether the user sends for this unit, or runs the work for all of them (RUNNER). */
bool submission_may_send(const struct user *user, struct place place, struct str unit_id);

struct submission_sending {
    const struct user *user;
    int64_t now_ms;
    struct place place;
    struct str period_id; /* empty: of the year */
    struct str unit_id;
    enum submission_kind kind;
    struct str object_id;
    struct str entered_by_id; /* account that entered it; empty: not known, then by name */
    struct str entered_by;    /* name; empty: nobody entered anything */
};
/* Ends what waits of it as sent; notes where one person entered and sent. */
MUST_CHECK const struct err *submission_sent_in(struct db_tx *tx, struct arena *arena,
                                                const struct submission_sending *sending);
/* The same person entered scores of the unit and verifies them, or verifies his own unit. */
MUST_CHECK const struct err *submission_verified_in(struct db_tx *tx, struct arena *arena,
                                                    const struct user *user, int64_t now_ms,
                                                    struct place place, struct str period_id,
                                                    struct str unit_id);
/* Whether a batch waits for the commander of a unit that the user sends for. */
MUST_CHECK const struct err *submission_opens_batch(struct db_tx *tx, struct arena *arena,
                                                    const struct user *user, struct place place,
                                                    struct str batch_id, bool *ret_opens);

/* One person in two capacities, beside what it is about. */
struct double_capacity {
    struct message words; /* "cùng một người nhập và gửi (…, lúc …)" */
    struct str object_kind;
    struct str object_id;
    struct str period_id;
    int64_t at_ms;
};
struct double_capacities {
    struct double_capacity *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *submission_doubles(struct db *db, struct arena *arena,
                                                struct place place, struct str unit_id,
                                                struct double_capacities *ret_doubles);
/* The words for an object of a kind ("scores", "verify", …), the newest; empty: none. PERIOD_ID and
 * OBJECT_ID may be empty: any. */
struct str submission_double_words(struct arena *arena, enum lang lang,
                                   const struct double_capacities *doubles, const char *kind,
                                   struct str period_id, struct str object_id);

#endif
