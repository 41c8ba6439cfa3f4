/* Who asks, and the clusters, their years and half-years. */
#ifndef FEATURES_API_CLUSTERS_API_WEB_H
#define FEATURES_API_CLUSTERS_API_WEB_H

#include "features/api/api_web.h"

extern const struct api_shape api_unit_name;       /* {"slug", "name"} */
json_t *api_unit(const struct cluster_unit *unit); /* null where nobody is meant */

extern const struct route clusters_api_routes[];
extern const size_t clusters_api_routes_count;

#endif
