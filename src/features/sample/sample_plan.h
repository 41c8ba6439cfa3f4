/* Invented plans of the training sample: the cluster's for 2020, and one member's. */
#ifndef FEATURES_SAMPLE_SAMPLE_PLAN_H
#define FEATURES_SAMPLE_SAMPLE_PLAN_H

#include "features/cluster/cluster_service.h"

MUST_CHECK const struct err *sample_add_plans(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              const struct cluster_period *cluster);

#endif
