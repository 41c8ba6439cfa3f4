/* "/cum/:cluster/nam/:year": a cluster's year on one page. */
#ifndef FEATURES_HOME_YEAR_WEB_H
#define FEATURES_HOME_YEAR_WEB_H

#include "features/calendar/calendar_view.h"
#include "html/ui.h"
#include "http/http.h"

/* A month of the strip, with a mark for each deadline. */
struct year_mark {
    struct str href;
    struct str title; /* "15/8: Sơ kết 6 tháng đầu năm – còn 3 ngày" */
    enum ui_state state;
};

struct year_month {
    struct str name;
    bool is_now;
    bool is_past;
    LIST(struct year_mark) marks;
};

struct year_half {
    struct str name;
    struct str href; /* empty: not made yet */
    struct str words;
    struct str meeting;
    struct str head; /* as the half-year names it; may be empty */
    enum ui_state state;
    size_t sent;
    size_t units;
    bool has_sheets;
};

struct year_room {
    struct str name;
    struct str href;
    struct str words;
    struct str due; /* the deadline, if the calendar sets one; else empty */
    enum ui_state state;
};

struct year_view {
    const struct page *page;
    const struct cluster_year *year;
    struct str deputies;
    struct str head;
    struct str source;
    struct page_link before; /* the cluster's year before; empty text: none */
    struct page_link after;
    struct str calendar_href;
    struct str members_href;
    size_t count;
    size_t done;
    size_t late;
    size_t soon;
    bool may_edit;
    bool is_member; /* acts for a unit of the cluster */
    LIST(struct year_month) months;
    struct calendar_tasks own;
    struct calendar_tasks waiting; /* late first, then what is next */
    struct calendar_tasks finished;
    LIST(struct year_half) halves;
    LIST(struct year_room) rooms;
};

const struct err *year_show(struct request *request, struct response *response);

#endif
