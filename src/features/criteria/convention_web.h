/* "/cum/:cluster/:period/tieu-chi/quy-uoc": how the cluster scores and shows this half-year. */
#ifndef FEATURES_CRITERIA_CONVENTION_WEB_H
#define FEATURES_CRITERIA_CONVENTION_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/scoring/setting_field_service.h"
#include "html/ui.h"
#include "http/http.h"

struct convention_row {
    struct str name; /* the key's code: the value's field */
    struct str basis_name;
    enum msg_id label;
    enum msg_id hint;
    bool is_choice;
    bool is_text;
    bool is_short;
    struct ui_options choices;
    struct str typed; /* as the field shows it */
    struct str basis;
    struct str told; /* what holds, in words */
    struct str held_basis;
    struct legal_cites cites; /* the documents that the basis names */
    bool is_set;
    struct str author;
    int64_t at_ms;
};

struct convention_view {
    const struct page *page;
    struct str base; /* "/cum/…/tieu-chi" */
    LIST(struct convention_row) rows;
    size_t unset;
    bool may_edit;
};

extern const struct route convention_routes[];
extern const size_t convention_routes_count;

#endif
