/* Deleting what was kept long enough; asked by the room that knows how long that is, which checks
 * the right and records the run. */
#ifndef FEATURES_ACCOUNT_ACCOUNT_RETENTION_SERVICE_H
#define FEATURES_ACCOUNT_ACCOUNT_RETENTION_SERVICE_H

#include "db/db.h"

/* Sessions that ended up to then; what happened at the door up to then. */
MUST_CHECK const struct err *account_forget_sessions(struct db_tx *tx, int64_t before_ms);
MUST_CHECK const struct err *account_forget_sign_ins(struct db_tx *tx, int64_t before_ms);

#endif
