/* Tables of targets: sent or pasted, seen, stored. */
#ifndef FEATURES_TARGET_TARGET_IMPORT_WEB_H
#define FEATURES_TARGET_TARGET_IMPORT_WEB_H

#include "features/target/target_import_service.h"
#include "features/target/target_web.h"

struct target_import_finding {
    struct str place; /* "D12"; empty: the whole table */
    struct message message;
    bool is_error;
};

struct target_import_row {
    uint32_t row;
    struct str name, unit, measure, value, half;
    enum msg_id state;
    bool acts; /* something will be stored */
    bool is_wrong;
    LIST(struct target_import_finding) findings;
};

enum { TARGET_ROWS_SHOWN = 1000 };

struct target_import_view {
    const struct page *page;
    bool was_read;
    bool is_stored;
    int64_t stored_count;
    struct str name;
    struct str pasted;
    size_t errors, new_count, changed_count, same_count, empty_count, acting, rows_read, rows_more;
    LIST(struct target_import_row) rows;
    struct target_terms_view terms;
    struct str action;
    struct str store_action;
    struct str back_href;
};

extern const struct route target_import_routes[];
extern const size_t target_import_routes_count;

#endif
