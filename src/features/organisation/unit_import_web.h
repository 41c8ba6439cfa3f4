/* Importing a list of units: the form, and what was read. */
#ifndef FEATURES_ORGANISATION_UNIT_IMPORT_WEB_H
#define FEATURES_ORGANISATION_UNIT_IMPORT_WEB_H

#include "features/organisation/import_service.h"
#include "html/ui.h"
#include "http/http.h"

struct import_finding {
    struct str place; /* "B12"; empty: the whole list */
    struct message message;
    bool is_error;
};

struct import_row {
    uint32_t row;
    struct str name;
    struct str code;
    struct str kind;
    struct str parent;
    struct str from;
    struct str to;
    struct str decision;
    enum msg_id state;
    bool is_new;
    bool is_wrong;
    LIST(struct import_finding) findings;
};

enum { IMPORT_ROWS_SHOWN = 1000 };

struct unit_import_view {
    const struct page *page;
    bool was_read;
    struct str name;
    struct str sheet;
    struct str action; /* stores it */
    struct str kinds;  /* their names, for the hint */
    bool is_stored;
    int64_t stored_count;
    size_t rows_read, rows_more, new_count, same_count, differing_count, wrong_count, errors;
    LIST(struct import_row) rows;
    LIST(struct import_finding) general;
};

extern const struct route unit_import_routes[];
extern const size_t unit_import_routes_count;

#endif
