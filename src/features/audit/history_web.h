/* The history of a cluster's half-year. */
#ifndef FEATURES_AUDIT_HISTORY_WEB_H
#define FEATURES_AUDIT_HISTORY_WEB_H

#include "features/audit/audit.h"
#include "html/page.h"
#include "http/http.h"

struct history_view {
    const struct page *page;
    struct audit_lines lines;
    bool from_newest;       /* this is the first page */
    struct str newest_href; /* the first page */
    struct str older_href;  /* empty: there are none */
    struct str until;       /* the day that was asked for, as typed; may be empty */
    bool until_unread;      /* it is no date */
};

extern const struct route history_routes[];
extern const size_t history_routes_count;

#endif
