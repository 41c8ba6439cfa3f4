/* "/cum": all clusters of a level in a year, for the standing office. */
#ifndef FEATURES_CALENDAR_LEVEL_WEB_H
#define FEATURES_CALENDAR_LEVEL_WEB_H

#include "features/calendar/level_service.h"
#include "html/ui.h"
#include "http/http.h"

struct level_half_view {
    struct str href; /* empty: not made */
    struct str words;
    enum ui_state state;
};

struct level_row_view {
    struct str href;
    struct str name;
    struct str superior;
    bool is_sample;
    size_t members;
    bool has_calendar;
    size_t done;
    size_t all;
    size_t late;
    size_t incomplete;
    struct date next;
    struct str next_title;
    struct level_half_view first;
    struct level_half_view second;
};

struct level_head {
    struct str text;
    struct str href; /* orders by this column; empty where it does already */
};

struct level_view {
    const struct page *page;
    int year;
    struct ui_options years;
    struct ui_options superiors;
    struct str words;
    struct str order; /* goes on with the filter */
    struct level_head by_name;
    struct level_head by_late;
    struct level_head by_incomplete;
    struct level_head by_next;
    LIST(struct level_row_view) rows;
    size_t found;
    size_t first;
    size_t last;
    struct str part; /* "Hàng 51–100 trong 600 cụm"; empty: all are shown */
    struct str previous_href;
    struct str next_href;
    struct str xlsx_href;
    struct str capped;
    struct str empty;
};

extern const struct route level_routes[];
extern const size_t level_routes_count;

#endif
