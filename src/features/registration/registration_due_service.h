/* What the year's calendar sees of registration: whether each member has sent its own. */
#ifndef FEATURES_REGISTRATION_REGISTRATION_DUE_SERVICE_H
#define FEATURES_REGISTRATION_REGISTRATION_DUE_SERVICE_H

#include "features/calendar/due_service.h"

extern const struct due_kind registration_due;

#endif
