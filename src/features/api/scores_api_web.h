/* Criteria, ranking and scores of a cluster's half-year. */
#ifndef FEATURES_API_SCORES_API_WEB_H
#define FEATURES_API_SCORES_API_WEB_H

#include "features/api/api_web.h"

extern const struct route scores_api_routes[];
extern const size_t scores_api_routes_count;

#endif
