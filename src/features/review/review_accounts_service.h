/* What became of the tasks of the second half-year: the hook by which the annual review is told.
 *
 * The room that follows tasks up fills the rows; src/accounts_list.c names it.
 */
#ifndef FEATURES_REVIEW_REVIEW_ACCOUNTS_SERVICE_H
#define FEATURES_REVIEW_REVIEW_ACCOUNTS_SERVICE_H

#include "features/cluster/cluster_service.h"
#include "features/review/review.h"

/* Adds the rows of a cluster's year. Asked for second half-years only, of whoever may read the
 * cluster. */
typedef const struct err *review_accounts_fn(struct db_tx *tx, struct arena *arena,
                                             const struct cluster_period *cluster,
                                             struct review_accounts *accounts);

extern review_accounts_fn *const review_accounts_of_year;

#endif
