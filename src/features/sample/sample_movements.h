/* Movements of the samples. */
#ifndef FEATURES_SAMPLE_SAMPLE_MOVEMENTS_H
#define FEATURES_SAMPLE_SAMPLE_MOVEMENTS_H

#include "features/cluster/cluster_service.h"

/* What the sources say of Cluster 3 and of its host's peak drive; nothing else. */
MUST_CHECK const struct err *sample_cluster_3_movements(struct db *db, struct arena *arena,
                                                        const struct user *user, int64_t now_ms,
                                                        const struct cluster_period *cluster,
                                                        struct str article);
/* Invented: a movement with a drive, registrations and reports. */
MUST_CHECK const struct err *sample_training_movements(struct db *db, struct arena *arena,
                                                       const struct user *user, int64_t now_ms,
                                                       const struct cluster_period *cluster);

#endif
