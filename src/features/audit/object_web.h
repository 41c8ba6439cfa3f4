/* Histories of objects: "/lich-su/:kind?cua=KEY". */
#ifndef FEATURES_AUDIT_OBJECT_WEB_H
#define FEATURES_AUDIT_OBJECT_WEB_H

#include "http/http.h"

extern const struct route object_history_routes[];
extern const size_t object_history_routes_count;

#endif
