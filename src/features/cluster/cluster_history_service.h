/* Histories of what belongs to a cluster's year. */
#ifndef FEATURES_CLUSTER_CLUSTER_HISTORY_SERVICE_H
#define FEATURES_CLUSTER_CLUSTER_HISTORY_SERVICE_H

#include "features/audit/object_history.h"
#include "features/cluster/cluster_year_service.h"

/* The year of a key "cum-mau/2020", or "cum-mau/2020/REST". ERR_DENIED for who may not read the
 * cluster. */
MUST_CHECK const struct err *cluster_history_year(const struct history_ask *ask,
                                                  struct cluster_year *ret_year,
                                                  struct str *ret_rest);
/* ERR_DENIED for who may not read the histories of this year. */
MUST_CHECK const struct err *cluster_history_right(const struct history_ask *ask,
                                                   const struct cluster_year *year);
/* "Cụm thi đua mẫu, 2020" */
struct str cluster_history_name(struct arena *arena, const struct cluster_year *year);

#endif
