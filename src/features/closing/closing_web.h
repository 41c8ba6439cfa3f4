/* Closing a half-year ("Chốt kỳ") and a cluster's year ("Chốt năm"), and opening them again. */
#ifndef FEATURES_CLOSING_CLOSING_WEB_H
#define FEATURES_CLOSING_CLOSING_WEB_H

#include "features/cluster/closing_service.h"
#include "features/frame/frame.h"
#include "html/ui.h"

struct closing_open_points {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};

struct closing_view {
    const struct page *page;
    struct str kicker; /* which half-year, which year */
    struct str title;
    bool is_year;
    bool is_closed;
    bool sees_open; /* who runs the cluster or looks after it */
    bool may_close;
    bool may_reopen;
    struct closing_open_points open; /* what is still to be done */
    struct closing_rows rows;
    struct str digest;      /* of what was frozen; may be empty */
    struct str freeze_href; /* of a half-year: what was frozen, addenda */
    struct str action;
    struct str reopen_action;
    struct str reason; /* as typed */
    bool confirmed;
};

/* What is still open of a half-year, of a year: each a link to the place. */
MUST_CHECK const struct err *closing_check_period(const struct request *request,
                                                  const struct cluster_period *cluster,
                                                  struct closing_open_points *ret_open);
MUST_CHECK const struct err *closing_check_year(const struct request *request,
                                                const struct cluster_year *year,
                                                struct closing_open_points *ret_open);

extern const struct route closing_routes[];
extern const size_t closing_routes_count;

#endif
