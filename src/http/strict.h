/* What a request must look like before anything else looks at it. The parser below us is lenient;
 * here is decided what passes. Private to http/. */
#ifndef HTTP_STRICT_H
#define HTTP_STRICT_H

#include <stdbool.h>

#include "base/str.h"

enum {
    HTTP_HEADERS_MAX = 64,
    HTTP_TARGET_BYTES_MAX = 8 * 1024,
    HTTP_SEGMENTS_MAX = 16,
};

struct header {
    struct str name;
    struct str value;
};

struct headers {
    struct header *items;
    size_t count;
    size_t capacity;
};

/* The value of the first header of that name, whatever its case; absent if there is none. */
struct str headers_find(const struct headers *headers, const char *name);

/* NULL when all is well, else why the request is answered with 400: characters that do not belong
 * into headers, not exactly one Host, ambiguous length of the body, too many headers. */
const char *strict_headers_fault(const struct headers *headers);

/* Splits "/a/b?c=d" into the decoded path (NFC, valid UTF-8, no control characters, no dot
 * segments, no encoded slashes) and the raw query (absent when there is none). NULL, or why not. */
const char *strict_read_target(struct arena *arena, struct str target, struct str *ret_path,
                               struct str *ret_query);

#endif
