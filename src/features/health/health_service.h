/* Is the program able to work? */
#ifndef FEATURES_HEALTH_HEALTH_SERVICE_H
#define FEATURES_HEALTH_HEALTH_SERVICE_H

#include "db/db.h"

/* Reads one row of a table: NULL when the database answers. */
MUST_CHECK const struct err *health_read(struct db *db);

#endif
