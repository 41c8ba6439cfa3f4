/* The page "/cum/:cluster/:period/xep-thu/vi-sao/:unit": whoever sees the unit's total. */
#ifndef FEATURES_EXPLAIN_TOTAL_WEB_H
#define FEATURES_EXPLAIN_TOTAL_WEB_H

#include "features/explain/explain_web.h"

MUST_CHECK const struct err *total_show(struct request *request, struct response *response);

#endif
