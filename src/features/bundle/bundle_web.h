/* Where the package of all papers is asked for. */
#ifndef FEATURES_BUNDLE_BUNDLE_WEB_H
#define FEATURES_BUNDLE_BUNDLE_WEB_H

#include "http/http.h"

extern const struct route bundle_routes[];
extern const size_t bundle_routes_count;

#endif
