/* What the error page shows. */
#ifndef FEATURES_FRAME_ERROR_VIEW_H
#define FEATURES_FRAME_ERROR_VIEW_H

#include "html/page.h"

struct error_view {
    const struct page *page;
    int status;
    struct str sentence;
};

#endif
