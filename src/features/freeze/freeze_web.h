/* "Bản đóng băng, đính chính": what was frozen at each closing, and corrections after it. */
#ifndef FEATURES_FREEZE_FREEZE_WEB_H
#define FEATURES_FREEZE_FREEZE_WEB_H

#include "features/frame/frame.h"
#include "features/freeze/freeze_service.h"
#include "html/ui.h"

struct freeze_line {
    int64_t revision;
    int64_t at_ms;
    struct str digest;
    struct str href; /* of its text; empty for who may not read it */
};
struct addendum_line {
    struct str unit;
    struct str figure;
    struct str closed_value;
    struct str value;
    struct str paper_number;
    struct date paper_date;
    struct str reason;
    struct str author; /* for who may read the history */
    int64_t at_ms;
    struct str withdrawn;       /* by whom, when, why */
    struct str withdraw_action; /* empty: not his, or withdrawn */
};
struct freeze_view {
    const struct page *page;
    struct str closing_href;
    struct str action;
    bool is_closed;
    bool may_amend; /* and it is closed */
    LIST(struct freeze_line) freezes;
    LIST(struct addendum_line) addenda;
    struct ui_options units;
    struct ui_options criteria;
    struct addendum_form typed;
};

extern const struct route freeze_routes[];
extern const size_t freeze_routes_count;

#endif
