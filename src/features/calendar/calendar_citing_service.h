/* Rows of calendars that cite documents of the register. */
#ifndef FEATURES_CALENDAR_CALENDAR_CITING_SERVICE_H
#define FEATURES_CALENDAR_CALENDAR_CITING_SERVICE_H

#include "features/legal/legal_citing_service.h"

extern const struct legal_citing_room calendar_citing;

#endif
