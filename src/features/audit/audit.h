/* The audit trail: each change writes its row in the transaction of the change.
 *
 * Objects are named by kind and id ("cluster_period", "account", …). Texts before and after are
 * what a person would want to read; secrets and personal data never go in.
 *
 * Each row is sealed into a chain right after (audit_seal.h) and can be proven (audit_verify.h).
 */
#ifndef FEATURES_AUDIT_AUDIT_H
#define FEATURES_AUDIT_AUDIT_H

#include "db/db.h"
#include "features/account/right.h"

#define AUDIT_DESTROY    "audit.destroy" /* the content of an entry was destroyed */
#define AUDIT_ENTRY_KIND "audit_entry"
#define AUDIT_TRAIL_KIND "audit" /* the trail as a whole, object id "" */

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

/* Reading personal data is told too: WHAT was read of the object ("page", "list", "export") and for
 * which PURPOSE. The same by the same person again within AUDIT_READING_MS adds nothing. USER's
 * reading of himself is told like any other.
 *
 * A page that shows personal data calls audit_note_reading *before* it shows anything, outside its
 * own read: where the reading cannot be told, the error is passed on and nothing is shown. */
struct audit_reading {
    const char *object_kind; /* "person" */
    struct str object_id;    /* of a list: whose people they are, a unit's id */
    struct str what;         /* with the count, of a list: "danh sách, 25 người" */
    struct str purpose;      /* absent: none was given */
};
enum { AUDIT_READING_MS = 10 * 60 * 1000 };
#define AUDIT_READ "person.read"

MUST_CHECK const struct err *audit_write_reading(struct db_tx *tx, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct audit_reading *reading);
/* The same in a transaction of its own; none where it was told lately. */
MUST_CHECK const struct err *audit_note_reading(struct db *db, struct arena *arena,
                                                const struct user *user, int64_t now_ms,
                                                const struct audit_reading *reading);

/* Destroys the content of an entry, its texts before, after and reason, and the salt they were
 * committed to with: nobody can prove or guess what they were. Which entry, when, by whom and what
 * was done to what stays and is proven as before. REASON says why; it must not repeat what is
 * destroyed. The destruction is an entry of its own. Whether USER may is asked by the caller's
 * room. ERR_NOT_FOUND for no entry; ERR_STATE (with a sentence) where it is not sealed yet or was
 * destroyed before. */
MUST_CHECK const struct err *audit_destroy_content(struct db_tx *tx, struct arena *arena,
                                                   const struct user *user, struct str entry_id,
                                                   struct str reason, int64_t now_ms);

struct audit_line {
    struct str id;
    int64_t seq; /* 0: not sealed yet */
    int64_t at_ms;
    struct str author;
    struct str acting_for; /* empty: for himself */
    struct str roles;      /* their codes, parted by commas; may be empty */
    struct str address;
    struct str action; /* the sentence of the catalogue where there is one */
    struct str object_kind;
    struct str object_id;
    struct str before;
    struct str after;
    struct str reason;
};

enum {
    AUDIT_PAGE_LINES = 100,
    AUDIT_SEARCH_LINES = 20 * 1000, /* looked at for one page of a filtered history */
};

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
    struct audit_position last; /* behind the last line, or the last one looked at */
};

/* What of a history is wanted; empty members do not narrow it. */
struct audit_filter {
    struct str
        author; /* words of the author's name, or of whom he acted for; accents need not fit */
    struct str action;  /* words of the action's sentence, or its code */
    struct str without; /* the code of an action that is not wanted: AUDIT_READ */
    struct str object_kind;
    int64_t from_ms; /* 0: from the beginning */
};

/* What happened to an object before BEFORE (NULL: up to now), newest first, a page of
 * AUDIT_PAGE_LINES. Its cost does not depend on how much there is. Rights are checked by the
 * caller's room. */
MUST_CHECK const struct err *audit_read(struct db_tx *tx, struct arena *arena, enum lang lang,
                                        const char *object_kind, struct str object_id,
                                        const struct audit_position *before,
                                        struct audit_lines *ret_lines);
/* The same, narrowed by FILTER (NULL: not). Looks at AUDIT_SEARCH_LINES at most: then it answers
 * what it found, and `more`. */
MUST_CHECK const struct err *audit_search(struct db_tx *tx, struct arena *arena, enum lang lang,
                                          const char *object_kind, struct str object_id,
                                          const struct audit_filter *filter,
                                          const struct audit_position *before,
                                          struct audit_lines *ret_lines);

/* What happened to a cluster's half-year, for who may read its history: else ERR_DENIED. */
MUST_CHECK const struct err *audit_of_period(struct db *db, struct arena *arena, enum lang lang,
                                             const struct user *user, struct place place,
                                             struct str cluster_period_id,
                                             const struct audit_position *before,
                                             struct audit_lines *ret_lines);
MUST_CHECK const struct err *audit_search_period(struct db *db, struct arena *arena, enum lang lang,
                                                 const struct user *user, struct place place,
                                                 struct str cluster_period_id,
                                                 const struct audit_filter *filter,
                                                 const struct audit_position *before,
                                                 struct audit_lines *ret_lines);
/* The whole trail, for who may read it: else ERR_DENIED. */
MUST_CHECK const struct err *audit_of_all(struct db *db, struct arena *arena, enum lang lang,
                                          const struct user *user,
                                          const struct audit_filter *filter,
                                          const struct audit_position *before,
                                          struct audit_lines *ret_lines);

/* Who read an object's personal data, newest first. Rights are the caller's. */
MUST_CHECK const struct err *audit_readers(struct db_tx *tx, struct arena *arena,
                                           const char *object_kind, struct str object_id,
                                           size_t most, struct audit_lines *ret_lines);

#endif
