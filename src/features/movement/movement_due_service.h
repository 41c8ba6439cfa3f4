/* What a year's calendar sees of movements: who registered and reported. */
#ifndef FEATURES_MOVEMENT_MOVEMENT_DUE_SERVICE_H
#define FEATURES_MOVEMENT_MOVEMENT_DUE_SERVICE_H

#include "features/calendar/due_service.h"

/* "movement": a member has registered for each movement and drive that runs in the half-year (or
 * year) and is meant for it, and has reported on all it promised. */
extern const struct due_kind movement_due;

#endif
