/* Papers of clusters that cite documents of the register. */
#ifndef FEATURES_HEADSHIP_CLUSTER_CITING_SERVICE_H
#define FEATURES_HEADSHIP_CLUSTER_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room cluster_citing;

#endif
