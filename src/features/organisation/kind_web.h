/* "/don-vi/loai": kinds of units. */
#ifndef FEATURES_ORGANISATION_KIND_WEB_H
#define FEATURES_ORGANISATION_KIND_WEB_H

#include "features/organisation/kind_service.h"
#include "html/ui.h"
#include "http/http.h"

struct kind_row {
    struct str href; /* empty: it cannot be changed */
    struct unit_kind kind;
};

struct kinds_view {
    const struct page *page;
    LIST(struct kind_row) rows;
    struct unit_kind_form form; /* of a new one */
    bool was_typed;
};

struct kind_view {
    const struct page *page;
    struct unit_kind kind;
    struct unit_kind_form form;
    struct str action;
};

extern const struct route kind_routes[];
extern const size_t kind_routes_count;

#endif
