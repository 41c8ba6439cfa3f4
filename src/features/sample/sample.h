/* The samples: an invented cluster to learn with, and the documented cluster of the seed article.
 */
#ifndef FEATURES_SAMPLE_SAMPLE_H
#define FEATURES_SAMPLE_SAMPLE_H

#include "features/cluster/cluster_service.h"

/* "training": five invented units with table and scores, as their sheets came, faults included.
 * "training-blank": the same units, period and rules; no table, no scores.
 * "cluster-3": what the article of 26/6/2020 says about Cluster 3 of the Đắk Lắk command, and what
 * other sources say of its units from 2017 to 2026; nothing else.
 */
bool sample_exists(const char *name);
MUST_CHECK const struct err *sample_load(struct db *db, struct arena *arena,
                                         const struct user *user, int64_t now_ms, const char *name,
                                         struct cluster_period *ret_cluster);

#endif
