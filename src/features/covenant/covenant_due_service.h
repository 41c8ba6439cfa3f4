/* What the year's calendar sees of the covenant: whether each member has signed. */
#ifndef FEATURES_COVENANT_COVENANT_DUE_SERVICE_H
#define FEATURES_COVENANT_COVENANT_DUE_SERVICE_H

#include "features/calendar/due_service.h"

extern const struct due_kind covenant_due;

#endif
