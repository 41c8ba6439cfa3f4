/* Targets that cite documents of the register. */
#ifndef FEATURES_TARGET_TARGET_CITING_SERVICE_H
#define FEATURES_TARGET_TARGET_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room target_citing;

#endif
