/* Is the program able to work? */
#ifndef FEATURES_HEALTH_HEALTH_SERVICE_H
#define FEATURES_HEALTH_HEALTH_SERVICE_H

#include "db/db.h"

/* Reads one row of a table: NULL when the database answers. */
MUST_CHECK const struct err *health_read(struct db *db);

/* What of the audit trail waits for its link: it should be young. */
MUST_CHECK const struct err *health_tail(struct db *db, int64_t now_ms, int64_t *ret_count,
                                         int64_t *ret_age_ms);

#endif
