/* What must hold of covenants beyond what the database enforces; for `thidua verify`. */
#ifndef FEATURES_COVENANT_COVENANT_CHECK_SERVICE_H
#define FEATURES_COVENANT_COVENANT_CHECK_SERVICE_H

#include "db/db.h"
#include "text/message.h"

/* A sentence for each frozen version whose words are no longer those that were signed. */
MUST_CHECK const struct err *covenant_check_all(struct db_tx *tx, struct arena *arena,
                                                struct issues *issues);

#endif
