/* The help page, and the page of all components. */
#ifndef FEATURES_HELP_HELP_WEB_H
#define FEATURES_HELP_HELP_WEB_H

#include "html/page.h"
#include "http/http.h"

struct help_view {
    const struct page *page;
};

extern const struct route help_routes[];
extern const size_t help_routes_count;

#endif
