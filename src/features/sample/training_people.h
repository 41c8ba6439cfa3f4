/* Invented people of the training sample. Every name says so. */
#ifndef FEATURES_SAMPLE_TRAINING_PEOPLE_H
#define FEATURES_SAMPLE_TRAINING_PEOPLE_H

#include "features/cluster/cluster_service.h"

/* A few people of the cluster's members, with posts, ranks, titles, and one transfer that waits. */
MUST_CHECK const struct err *training_add_people(struct db *db, struct arena *arena,
                                                 const struct user *user, int64_t now_ms,
                                                 const struct cluster_period *cluster);

#endif
