/* "…/tieu-chi/chep": a table of elsewhere, or an example, as a beginning. */
#ifndef FEATURES_CRITERIA_COPY_WEB_H
#define FEATURES_CRITERIA_COPY_WEB_H

#include "html/ui.h"
#include "http/http.h"

/* An example with a whole table: where it comes from, what it leaves open. */
struct copy_example {
    struct str value;
    struct str title;
    struct str label;
    struct str note;
};

struct copy_view {
    const struct page *page;
    struct str base;
    struct ui_options origins;
    LIST(struct copy_example) examples;
};

extern const struct route copy_routes[];
extern const size_t copy_routes_count;

#endif
