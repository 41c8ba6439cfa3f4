/* The page of one unit, and what is recorded on it. */
#ifndef FEATURES_ORGANISATION_UNIT_WEB_H
#define FEATURES_ORGANISATION_UNIT_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/organisation/organisation_web.h"

/* A line of the timeline. */
struct unit_time {
    struct str from; /* "không rõ", "3/2008", "1/7/2025" */
    struct str to;   /* empty: still so */
    struct str name;
    struct str kind;
    struct str parent;
    struct str parent_href;
    struct legal_cite decision; /* "số 2786/QĐ-BQP, 14/6/2025, Bộ Quốc phòng"; may be empty */
    struct str source;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t withdrawn_ms; /* 0: holds */
    struct str withdrawn_by;
    bool holds; /* on the page's day */
};

struct unit_link {
    struct str name;
    struct str href;
    bool is_self;
};

/* A pair of predecessor and successor: whether the streak goes on. */
struct unit_pair {
    struct str from_name;
    struct str to_name;
    struct str from_id;
    struct str to_id;
    struct str succession_id;
    enum msg_id streak;
    struct str decided;     /* who, when, on what ground; empty: nobody */
    struct legal_cite cite; /* its decision, where the register has it */
};

struct unit_event {
    struct str id;
    enum msg_id kind;
    bool is_decided;
    bool is_open; /* decided, and no successor recorded */
    struct date on;
    struct legal_cite decision;
    struct str source;
    struct str note;
    LIST(struct unit_link) from;
    LIST(struct unit_link) to;
    LIST(struct unit_pair) pairs;
};

struct unit_row {
    struct str text;
    struct str href;
    struct str detail;
};

struct unit_title {
    struct str id;
    int64_t year;
    struct str title;
    struct str under_name;
    bool is_awarded;
    struct legal_cite decision;
    struct str source;
};

struct unit_page_view {
    const struct page *page;
    const struct unit_when *when;
    struct str slug;
    struct str base; /* "/don-vi/SLUG" */
    struct str name;
    struct str short_name;
    struct str kind;
    struct str from;
    struct str to;
    bool exists; /* on the day */
    bool ended;  /* it had ended by then */
    struct date ended_on;
    LIST(struct unit_link) path;
    LIST(struct unit_time) times;     /* that hold as known on the instant */
    LIST(struct unit_time) withdrawn; /* that were recorded and taken back */
    LIST(struct unit_event) events;
    LIST(struct unit_row) before;
    LIST(struct unit_row) after;
    LIST(struct unit_row) children;
    LIST(struct unit_row) memberships;
    LIST(struct unit_title) honours;
    LIST(struct unit_row) changes; /* what may be recorded; empty: nothing */
    bool may_edit;
    struct honour_form honour;
    bool honour_awarded;
    struct streak_form streak; /* as typed; its pair's form is open where it has issues */
    struct ui_options streaks;
    struct legal_suggestions documents; /* that the fields of decisions offer */
};

extern const struct route unit_routes[];
extern const size_t unit_routes_count;

#endif
