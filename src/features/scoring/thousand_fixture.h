/* A table of 1000 points and 230 nodes like that of the provincial police clusters (facts of the
 * field: 700 + 200 + 100, with their parts), its leaves split further by a rule until there are as
 * many nodes. Names and what is below the known parts are made up. For measuring and for tests of
 * size, not an example for anybody. */
#ifndef FEATURES_SCORING_THOUSAND_FIXTURE_H
#define FEATURES_SCORING_THOUSAND_FIXTURE_H

#include "features/scoring/scoring_service.h"

enum { THOUSAND_NODES = 230, THOUSAND_CLUSTERS = 15, THOUSAND_UNITS = 8 };

struct criteria thousand_table(struct arena *arena);

/* Writes the cluster "cum-nghin-N", its locked table, the results of its units (self) and what the
 * head and the office decided on some. */
MUST_CHECK const struct err *thousand_cluster(struct db *db, struct arena *arena,
                                              const struct user *user, int64_t now_ms,
                                              size_t number, struct cluster_period *ret_cluster);

#endif
