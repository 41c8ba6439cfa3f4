/* Units as they were on a day. */
#ifndef FEATURES_API_UNITS_API_WEB_H
#define FEATURES_API_UNITS_API_WEB_H

#include "features/api/api_web.h"

extern const struct route units_api_routes[];
extern const size_t units_api_routes_count;

#endif
