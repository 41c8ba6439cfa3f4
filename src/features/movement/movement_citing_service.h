/* Movements that cite documents of the register. */
#ifndef FEATURES_MOVEMENT_MOVEMENT_CITING_SERVICE_H
#define FEATURES_MOVEMENT_MOVEMENT_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room movement_citing;

#endif
