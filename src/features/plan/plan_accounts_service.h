/* What the annual review is told of the tasks of the second half-year. */
#ifndef FEATURES_PLAN_PLAN_ACCOUNTS_SERVICE_H
#define FEATURES_PLAN_PLAN_ACCOUNTS_SERVICE_H

#include "features/review/review_accounts_service.h"

/* See review_accounts_service.h. */
MUST_CHECK const struct err *plan_tell_accounts(struct db_tx *tx, struct arena *arena,
                                                const struct cluster_period *cluster,
                                                struct review_accounts *accounts);

#endif
