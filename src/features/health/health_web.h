/* "/healthz" and "/metrics", for programs of this machine that watch over the server. */
#ifndef FEATURES_HEALTH_HEALTH_WEB_H
#define FEATURES_HEALTH_HEALTH_WEB_H

#include "http/http.h"

extern const struct route health_routes[];
extern const size_t health_routes_count;

#endif
