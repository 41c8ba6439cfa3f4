/* The audit trail: each change writes its row in the transaction of the change.
 *
 * Objects are named by kind and id ("cluster_period", "account", …). Texts before and after are
 * what a person would want to read; secrets and personal data never go in.
 */
#ifndef FEATURES_AUDIT_AUDIT_H
#define FEATURES_AUDIT_AUDIT_H

#include "db/db.h"
#include "features/account/right.h"

struct audit_note {
    const char *action; /* "criteria.lock", named in the catalogue as audit.criteria_lock */
    const char *object_kind;
    struct str object_id;
    struct str before; /* absent: nothing was there */
    struct str after;  /* absent: it is gone */
    struct str reason; /* absent: none was needed */
};

/* To be called inside the db_write that makes the change. NOW_MS comes from the caller. */
MUST_CHECK const struct err *audit_write(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct audit_note *note);

struct audit_line {
    int64_t at_ms;
    struct str author;
    struct str address;
    struct str action; /* the sentence of the catalogue where there is one */
    struct str before;
    struct str after;
    struct str reason;
};

enum { AUDIT_PAGE_LINES = 100 };

/* Between two lines of a history: what follows came before AT_MS, or at it with a smaller id. */
struct audit_position {
    int64_t at_ms;
    struct str id;
};

struct audit_lines {
    struct audit_line *items;
    size_t count;
    size_t capacity;
    bool more;                  /* there are older ones */
    struct audit_position last; /* behind the last line */
};

/* What happened to an object before BEFORE (NULL: up to now), newest first, a page of
 * AUDIT_PAGE_LINES. Its cost does not depend on how much there is. Rights are checked by the
 * caller's room. */
MUST_CHECK const struct err *audit_read(struct db_tx *tx, struct arena *arena, enum lang lang,
                                        const char *object_kind, struct str object_id,
                                        const struct audit_position *before,
                                        struct audit_lines *ret_lines);

/* What happened to a cluster's half-year, for who may read its history: else ERR_DENIED. */
MUST_CHECK const struct err *audit_of_period(struct db *db, struct arena *arena, enum lang lang,
                                             const struct user *user, struct place place,
                                             struct str cluster_period_id,
                                             const struct audit_position *before,
                                             struct audit_lines *ret_lines);

#endif
