/* Invented targets for the training cluster: each kind once, and what is still to be settled. */
#ifndef FEATURES_SAMPLE_TRAINING_TARGETS_H
#define FEATURES_SAMPLE_TRAINING_TARGETS_H

#include "features/cluster/cluster_service.h"

MUST_CHECK const struct err *training_targets_load(struct db *db, struct arena *arena,
                                                   const struct user *user, int64_t now_ms,
                                                   const struct cluster_period *cluster);

#endif
