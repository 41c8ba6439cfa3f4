/* What a year's calendar can see of the report of a half-year. */
#ifndef FEATURES_REVIEW_DUE_REVIEW_SERVICE_H
#define FEATURES_REVIEW_DUE_REVIEW_SERVICE_H

#include "features/calendar/due_service.h"

/* The head's report (interim or annual): there once no section is empty, on the day the last of
 * them was first written. */
extern const struct due_kind due_review;

#endif
