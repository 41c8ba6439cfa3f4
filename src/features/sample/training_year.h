/* What the training cluster agreed on and registered for 2020: invented. */
#ifndef FEATURES_SAMPLE_TRAINING_YEAR_H
#define FEATURES_SAMPLE_TRAINING_YEAR_H

#include "features/cluster/cluster_service.h"

/* A covenant frozen on 10/2/2020 and signed by all members but one; registrations in all states. */
MUST_CHECK const struct err *training_add_year(struct db *db, struct arena *arena,
                                               const struct user *user, struct str slug);

#endif
