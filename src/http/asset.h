/* Files of the browser (styles, scripts, fonts) that are built into the program. */
#ifndef HTTP_ASSET_H
#define HTTP_ASSET_H

#include <stddef.h>

#include "base/str.h"

struct asset {
    struct str path; /* "/tinh/app.3f2a….css": the hash of the content is part of the name */
    struct str content_type;
    struct str bytes;
    struct str gzip_bytes; /* absent where it would not be smaller */
};

#endif
