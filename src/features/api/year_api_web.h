/* What happens in a cluster's year: calendar, targets, registrations, movements, closing. */
#ifndef FEATURES_API_YEAR_API_WEB_H
#define FEATURES_API_YEAR_API_WEB_H

#include "features/api/api_web.h"

extern const struct route year_api_routes[];
extern const size_t year_api_routes_count;

#endif
