/* "/cum/:cluster/:period/tieu-chi/soan": the draft of the table as a tree to fill in. */
#ifndef FEATURES_CRITERIA_EDITOR_WEB_H
#define FEATURES_CRITERIA_EDITOR_WEB_H

#include "features/criteria/criteria_edit.h"
#include "features/scoring/table_version_service.h"
#include "html/ui.h"
#include "http/http.h"

/* "Cộng 28, thiếu 2": the parts of a group, for one kind of unit or for all. */
struct editor_sum {
    struct str kind_name; /* empty: for all */
    struct str words;
    bool differs;
};

struct editor_sums {
    struct editor_sum *items;
    size_t count;
    size_t capacity;
};

struct editor_row {
    size_t index;
    struct str code;
    int indent; /* 0 … 8 */
    int depth;
    bool is_group;
    struct row_typed typed;
    struct ui_options kinds;
    struct ui_options unit_kinds;
    struct editor_sums sums; /* of a group */
    struct str more;         /* what stands on its own page, in short */
    bool wrong_label;
    bool wrong_name;
    bool wrong_kind;
    bool wrong_max;
    bool wrong_target;
    bool focused;
};

struct editor_view {
    const struct page *page;
    struct str base; /* "/cum/…/tieu-chi" */
    struct str title;
    struct str seen; /* digest of what is shown */
    int number;      /* of the version */
    bool agreed;
    bool later; /* not the first version */
    bool with_unit_kinds;
    LIST(struct editor_row) rows;
    struct editor_sums totals;
    struct issues findings;
    size_t errors;
    struct str reason;
};

struct editor_detail_view {
    const struct page *page;
    struct str base;
    struct str code;
    struct str name;
    struct str seen;
    struct row_typed typed;
    struct ui_options rules; /* named ones of its kind: "code – name" */
    struct ui_options owners;
    struct ui_options rollups;
    bool bonus;
    bool is_quantity;
};

extern const struct route editor_routes[];
extern const size_t editor_routes_count;

#endif
