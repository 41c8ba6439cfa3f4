/* Plans of a cluster's year, and their tasks. */
#ifndef FEATURES_API_PLANS_API_WEB_H
#define FEATURES_API_PLANS_API_WEB_H

#include "features/api/api_web.h"

extern const struct route plans_api_routes[];
extern const size_t plans_api_routes_count;

#endif
