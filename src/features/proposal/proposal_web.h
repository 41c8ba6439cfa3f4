/* "/cum/:cluster/:period/xep-thu/de-nghi": what the cluster proposes at the annual review. */
#ifndef FEATURES_PROPOSAL_PROPOSAL_WEB_H
#define FEATURES_PROPOSAL_PROPOSAL_WEB_H

#include "features/frame/frame.h"
#include "features/proposal/proposal_service.h"
#include "html/ui.h"

struct proposal_show {
    int place; /* 0: none */
    struct str name;
    struct str slug;
    struct decimal total;
    struct str by_rule;  /* "Cờ thi đua (theo thứ, trong chỉ tiêu)" */
    struct str proposed; /* what is recorded; else what is expected */
    bool is_proposed;
    bool is_recorded;
    bool differs;
    bool conditions_met;
    struct str conditions_note;
    struct str reason;
    struct str author;
    int64_t at_ms;
};
struct proposal_step {
    int64_t at_ms;
    struct str name;
    struct str what;
    struct str author;
    struct str note;
};
struct proposal_example_show {
    struct str words;
    struct str source; /* "CF-01, S: QĐ 1174/2017, Quảng Ninh" */
};
struct proposal_view {
    const struct page *page;
    struct str period;
    struct str base;
    bool is_annual;
    bool is_open; /* the reader sees all points */
    bool has_places;
    bool may_edit;
    bool is_made;
    bool is_stale;
    struct str flags; /* the quotas in words */
    struct str flags_basis;
    struct str certificates;
    struct str certificates_basis;
    size_t flags_used;
    size_t certificates_used;
    struct str settings_href;
    LIST(struct proposal_show) rows;
    LIST(struct proposal_step) history;
    LIST(struct proposal_example_show) examples;
    /* A member that is being adjusted. */
    struct str adjust_name; /* empty: none */
    struct str adjust_slug;
    struct ui_options kinds;
    bool conditions_met;
    struct str conditions_note;
    struct str reason;
};

extern const struct route proposal_routes[];
extern const size_t proposal_routes_count;

#endif
