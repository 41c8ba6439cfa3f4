/* The history of a cluster's half-year. */
#ifndef FEATURES_AUDIT_HISTORY_WEB_H
#define FEATURES_AUDIT_HISTORY_WEB_H

#include "http/http.h"

extern const struct route history_routes[];
extern const size_t history_routes_count;

#endif
