/* The OpenAPI 3.1 description, drawn from the operations themselves. */
#ifndef FEATURES_API_OPENAPI_WEB_H
#define FEATURES_API_OPENAPI_WEB_H

#include "features/api/api_web.h"

/* Every table of operations of the program. */
struct api_table {
    const struct route *routes;
    const size_t *count;
};
extern const struct api_table api_tables[];
extern const size_t api_tables_count;

struct api_line {
    struct str method;
    LIST(struct str) parts; /* "api", "v1", "clusters", "{cluster}": a line breaks between them */
    struct str summary;
};
struct api_view {
    const struct page *page;
    bool has_tokens;
    LIST(struct api_line) operations;
};

/* The caller frees it. */
json_t *openapi_make(struct arena *arena);

extern const struct route openapi_routes[];
extern const size_t openapi_routes_count;

#endif
