/* Plans that cite documents of the register. */
#ifndef FEATURES_PLAN_PLAN_CITING_SERVICE_H
#define FEATURES_PLAN_PLAN_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room plan_citing;

#endif
