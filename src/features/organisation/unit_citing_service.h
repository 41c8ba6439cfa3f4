/* Decisions about units that are documents of the register. */
#ifndef FEATURES_ORGANISATION_UNIT_CITING_SERVICE_H
#define FEATURES_ORGANISATION_UNIT_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room unit_citing;

#endif
