/* The targets that a covenant's annex shows: those of the room "target", as they are on the day. */
#ifndef FEATURES_COVENANT_COVENANT_TARGET_SERVICE_H
#define FEATURES_COVENANT_COVENANT_TARGET_SERVICE_H

#include "db/db.h"
#include "features/cluster/cluster_year_service.h"
#include "features/covenant/covenant.h"

/* By member, in the cluster's order. A drive's covenant has none: its contents say what is to be
 * reached. */
MUST_CHECK const struct err *covenant_targets_now(struct db_tx *tx, struct arena *arena,
                                                  const struct cluster_year *year,
                                                  enum covenant_kind kind,
                                                  struct covenant_targets *ret_targets);

#endif
