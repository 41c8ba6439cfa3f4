/* Deleting what was kept long enough; asked by the room that knows how long that is, which checks
 * the right and records the run. */
#ifndef FEATURES_PERSON_PERSON_RETENTION_SERVICE_H
#define FEATURES_PERSON_PERSON_RETENTION_SERVICE_H

#include "db/db.h"

/* Lists that nobody stored: what they say goes, that there was one stays. */
MUST_CHECK const struct err *person_forget_lists(struct db_tx *tx, int64_t before_ms);
/* Transfers that were refused or withdrawn up to then: nothing came of them. */
MUST_CHECK const struct err *person_forget_transfers(struct db_tx *tx, int64_t before_ms);

#endif
