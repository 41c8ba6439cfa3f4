/* The units of Cluster 3 through time, as far as sources go. Inside of the sample room. */
#ifndef FEATURES_SAMPLE_CLUSTER_3_UNITS_H
#define FEATURES_SAMPLE_CLUSTER_3_UNITS_H

#include "db/db.h"
#include "features/account/right.h"

#define CLUSTER_3_SUPERIOR STR("Bộ Chỉ huy Quân sự tỉnh Đắk Lắk")

/* The command and the five district commands that the article names, before the cluster is made;
 * then what later sources say. SOURCE is the article. */
MUST_CHECK const struct err *cluster_3_add_units(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 struct str source);
MUST_CHECK const struct err *cluster_3_add_history(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms);

#endif
