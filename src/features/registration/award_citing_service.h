/* Titles, and the rule on what was not registered, that cite documents of the register. */
#ifndef FEATURES_REGISTRATION_AWARD_CITING_SERVICE_H
#define FEATURES_REGISTRATION_AWARD_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room award_citing;

#endif
