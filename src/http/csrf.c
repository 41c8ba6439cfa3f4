#include "http/exchange.h"

#include <strings.h>

/* Browsers say where a request comes from; programs say nothing, and have no cookies to abuse. */
const char *csrf_origin_fault(const struct headers *headers) {
    struct str site = headers_find(headers, "Sec-Fetch-Site");
    if (site.p && !str_equal_c(site, "same-origin") && !str_equal_c(site, "none"))
        return "sent by a page of another site";
    struct str origin = headers_find(headers, "Origin");
    if (!origin.p)
        return NULL;
    struct str host = headers_find(headers, "Host");
    ptrdiff_t scheme_end = str_find(origin, STR("://"));
    if (scheme_end < 0)
        return "sent by a page without an origin";
    struct str origin_host = str_slice(origin, (size_t)scheme_end + 3, origin.n);
    if (host.n == 0 || origin_host.n != host.n || strncasecmp(origin_host.p, host.p, host.n) != 0)
        return "sent by a page of another origin";
    return NULL;
}
