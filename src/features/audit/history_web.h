/* The history of a cluster's half-year. */
#ifndef FEATURES_AUDIT_HISTORY_WEB_H
#define FEATURES_AUDIT_HISTORY_WEB_H

#include "features/audit/audit.h"
#include "html/page.h"
#include "http/http.h"

struct history_view {
    const struct page *page;
    struct audit_lines lines;
    bool is_full; /* older lines are not shown */
};

extern const struct route history_routes[];
extern const size_t history_routes_count;

#endif
