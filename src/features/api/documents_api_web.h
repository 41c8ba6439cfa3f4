/* The register of documents of law. */
#ifndef FEATURES_API_DOCUMENTS_API_WEB_H
#define FEATURES_API_DOCUMENTS_API_WEB_H

#include "features/api/api_web.h"

extern const struct route documents_api_routes[];
extern const size_t documents_api_routes_count;

#endif
