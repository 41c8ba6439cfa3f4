/* What must hold of stored data beyond what the database itself enforces; for `thidua verify`. */
#ifndef FEATURES_INVARIANT_INVARIANT_SERVICE_H
#define FEATURES_INVARIANT_INVARIANT_SERVICE_H

#include "db/db.h"
#include "text/message.h"

/* An error means damage; a warning, something lawful that deserves a look. */
struct invariant_breach {
    enum severity severity;
    struct str cluster; /* slug and period it was found in; absent: in a book of all */
    struct str period;
    struct message message;
};

struct invariant_breaches {
    struct invariant_breach *items;
    size_t count;
    size_t capacity;
};

/* Looks at every cluster's half-year, at the book of units and at the register of documents.
 * Changes nothing. */
MUST_CHECK const struct err *invariant_check(struct db *db, struct arena *arena,
                                             struct invariant_breaches *ret_breaches);

#endif
