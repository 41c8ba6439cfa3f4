/* The whole trail: "/kiem-toan". */
#ifndef FEATURES_AUDIT_TRAIL_WEB_H
#define FEATURES_AUDIT_TRAIL_WEB_H

#include "http/http.h"

extern const struct route trail_routes[];
extern const size_t trail_routes_count;

#endif
