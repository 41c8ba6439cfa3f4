/* Scoring rules whose basis names documents of the register. */
#ifndef FEATURES_SCORING_RULES_CITING_SERVICE_H
#define FEATURES_SCORING_RULES_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room rules_citing;

#endif
