/* "…/tieu-chi/khong-giao": what is not assigned, member by member. */
#ifndef FEATURES_CRITERIA_EXEMPTION_WEB_H
#define FEATURES_CRITERIA_EXEMPTION_WEB_H

#include "features/scoring/exemption_service.h"
#include "html/ui.h"
#include "http/http.h"

struct exemption_unit {
    struct str name;
    struct str slug;
    struct str kind;
    struct decimal max; /* of what is assigned */
    size_t decided;     /* criteria not assigned by decision */
    size_t exempt;      /* scored criteria that are not assigned, for whatever reason */
};

struct exemption_row {
    struct str code;
    struct str name;
    struct decimal max;
    int depth;
    bool is_group;
    bool ticked;
    bool by_kind;
    bool by_group;
    bool has_trail;
    bool decided;
    struct str reason;
    struct str author;
    int64_t at_ms;
};

struct exemption_view {
    const struct page *page;
    struct str base;
    LIST(struct exemption_unit) units; /* of the list */
    LIST(struct exemption_row) rows;   /* of one unit */
    struct str unit_name;
    struct str unit_slug;
    struct str kind;
    struct decimal max;
    struct str reason;
    bool may_edit;
};

/* "…/tieu-chi/chep": a table of elsewhere as a beginning. */
struct copy_view {
    const struct page *page;
    struct str base;
    struct ui_options origins;
};

extern const struct route exemption_routes[];
extern const size_t exemption_routes_count;

#endif
