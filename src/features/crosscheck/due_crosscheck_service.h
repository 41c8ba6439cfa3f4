/* What a year's calendar sees of cross-checking. */
#ifndef FEATURES_CROSSCHECK_DUE_CROSSCHECK_SERVICE_H
#define FEATURES_CROSSCHECK_DUE_CROSSCHECK_SERVICE_H

#include "features/calendar/due_service.h"

/* Each member that was drawn to check others has sent what it found; who checks nobody has nothing
 * to do. */
extern const struct due_kind due_crosscheck;

#endif
