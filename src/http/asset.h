/* The files of web/ and of the front-end packages, embedded while building (tools/assetc). */
#ifndef HTTP_ASSET_H
#define HTTP_ASSET_H

#include <stddef.h>

#include "base/str.h"

struct asset {
    struct str name;         /* "app.css" */
    struct str path;         /* "/tinh/app.0123456789ab.css": changes with the content */
    struct str content_type; /* "text/css; charset=utf-8" */
    struct str bytes;
    struct str gzip_bytes; /* absent where packing makes it no smaller */
};

/* Sorted by path, byte by byte. */
extern const struct asset asset_table[];
extern const size_t asset_count;

#endif
