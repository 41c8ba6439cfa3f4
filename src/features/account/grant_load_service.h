/* What an account may do on a day: what it was given, and where that leads.
 *
 * A grant for a unit leads to clusters as things stand on that day: an officer's, commander's and
 * checker's to the clusters and years the unit is a member of; the office's, a chair's, a council's
 * and a reader's to the clusters at or below the unit in the tree; and the officer and commander of
 * a unit that is head or deputy of a cluster today have that post's rights in the years of its
 * term, so that the right moves with a handing over. One statement for what was given, one more
 * where something was given for a unit.
 */
#ifndef FEATURES_ACCOUNT_GRANT_LOAD_SERVICE_H
#define FEATURES_ACCOUNT_GRANT_LOAD_SERVICE_H

#include "db/db.h"
#include "features/account/right.h"

/* Fills USER's grants, loans and for whom he acts. USER->id is his account; USER->session_hash,
 * where it is not empty, says which session this is: one that was switched to a loan has exactly
 * what the loan lends, till it lends nothing any more. */
MUST_CHECK const struct err *grant_load(struct db_tx *tx, struct arena *arena, int64_t now_ms,
                                        struct user *user);

#endif
