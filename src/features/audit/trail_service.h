/* The state of the chain, and what is done with the trail as a whole. For who has RIGHT_AUDIT_READ;
 * all here answer ERR_DENIED to others. */
#ifndef FEATURES_AUDIT_TRAIL_SERVICE_H
#define FEATURES_AUDIT_TRAIL_SERVICE_H

#include "features/audit/audit.h"
#include "features/audit/audit_verify.h"

struct trail_verification {
    int64_t at_ms; /* 0: it was never verified */
    struct str by;
    int64_t seq; /* how far it was proven */
    enum audit_fault fault;
};

struct trail_facts {
    struct audit_anchor head;
    struct audit_tail tail;
    struct trail_verification last;
};
MUST_CHECK const struct err *trail_facts(struct db *db, struct arena *arena,
                                         const struct user *user, struct trail_facts *ret_facts);

/* While somebody waits for the page; a longer chain is proven by `thidua verify`. */
enum { TRAIL_VERIFY_LINKS_MAX = 300 * 1000 };
/* Proves the chain and keeps what was found. ERR_LIMIT (with a sentence) where it is longer. */
MUST_CHECK const struct err *trail_verify(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct audit_verdict *ret_verdict);

enum { TRAIL_CSV_LINES_MAX = 5000 };
/* The newest lines of a filtered trail for a spreadsheet, told in the trail itself. */
MUST_CHECK const struct err *trail_csv(struct db *db, struct arena *arena, enum lang lang,
                                       const struct user *user, int64_t now_ms,
                                       const struct audit_filter *filter,
                                       const struct audit_position *before, struct str *ret_csv);

#endif
