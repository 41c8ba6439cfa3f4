/* Sealing: entries of the audit trail get their links, in order and without gaps.
 *
 * Entries are written in the transaction of the change, with a place in the queue; one sealer at a
 * time takes them from there, a batch in a transaction, and makes the links. So writers never wait
 * for one another's place in the chain. What waits is the *tail*: it is not proven yet, and its
 * size and age are shown wherever the chain is.
 */
#ifndef FEATURES_AUDIT_AUDIT_SEAL_H
#define FEATURES_AUDIT_AUDIT_SEAL_H

#include "db/db.h"
#include "features/audit/audit_chain.h"

enum {
    AUDIT_BATCH = 500,          /* entries sealed in one transaction */
    AUDIT_LEASE_MS = 30 * 1000, /* how long others wait for a sealer that fell silent */
};

struct audit_sealed {
    int64_t count;
    bool more;   /* a whole batch was sealed: there may be more */
    bool leased; /* another program seals */
};

/* Seals what waits, a batch at most. OWNER names this program among those that share the database.
 * ERR_CONFLICT when another was quicker: nothing was stored, the next try goes on behind it. */
MUST_CHECK const struct err *audit_seal_batch(struct db *db, const char *owner, int64_t now_ms,
                                              struct audit_sealed *ret_sealed);
/* All that waits, at most MOST entries, unless another program seals; then others may. For the end
 * of commands. */
MUST_CHECK const struct err *audit_seal_all(struct db *db, const char *owner, int64_t now_ms,
                                            int64_t most, int64_t *ret_count);

/* What waits for its link. */
struct audit_tail {
    int64_t count;
    int64_t oldest_ms; /* when the oldest was written; 0: nothing waits */
};
MUST_CHECK const struct err *audit_tail_in(struct db_tx *tx, struct arena *arena,
                                           struct audit_tail *ret_tail);
/* Never negative: a clock may have gone back. */
int64_t audit_tail_age_ms(const struct audit_tail *tail, int64_t now_ms);

/* The last link, with the whole hash; seq 0 where nothing is sealed yet. */
MUST_CHECK const struct err *audit_anchor_in(struct db_tx *tx, struct arena *arena,
                                             struct audit_anchor *ret_anchor);
MUST_CHECK const struct err *audit_anchor(struct db *db, struct arena *arena,
                                          struct audit_anchor *ret_anchor);

/* "SEQ:HASH", as a line of an anchor file and as verification takes it. */
struct str audit_anchor_line(struct arena *arena, const struct audit_anchor *anchor);

/* The line at the foot of papers of what is closed: "Dấu kiểm toán: số 12 · 1a2b-…, niêm phong lúc
 * …". Absent where it is not CLOSED, or nothing is sealed yet. */
MUST_CHECK const struct err *audit_paper_mark(struct db *db, struct arena *arena, bool closed,
                                              struct str *ret_mark);
/* A file of that one anchor, with words for people; what verification takes. */
struct str audit_anchor_file(struct arena *arena, const struct audit_anchor *anchor);

/* --- the sealer of a server ------------------------------------------------------------------ */

struct audit_sealer;

struct audit_sealer_options {
    struct db *db;
    const char *owner;
    int64_t (*now_ms)(void); /* NULL: the clock */
    unsigned gather_ms;      /* how long it lets entries gather after the first; 0: not at all */
};

/* A thread that seals soon after commits, and what an earlier run or another program left. */
MUST_CHECK const struct err *audit_sealer_start(const struct audit_sealer_options *options,
                                                struct audit_sealer **ret_sealer);
/* Seals what still waits. May be NULL. */
void audit_sealer_stop(struct audit_sealer *sealer);
/* There is something to seal; from any thread, after a commit. */
void audit_wake(void);

#endif
