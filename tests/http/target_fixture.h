/* What the walk over all routes needs of targets. */
#ifndef TESTS_HTTP_TARGET_FIXTURE_H
#define TESTS_HTTP_TARGET_FIXTURE_H

#include "web_fixture.h"

/* Target no. 1 of the cluster's year, where it has none yet; and a pasted table, whose id it
 * answers.
 */
struct str web_add_targets(struct web *web, const struct cluster_period *cluster);

#endif
