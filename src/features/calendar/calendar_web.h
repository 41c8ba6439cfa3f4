/* "/cum/:cluster/nam/:year/lich": the calendar of a year, its lines, the example. */
#ifndef FEATURES_CALENDAR_CALENDAR_WEB_H
#define FEATURES_CALENDAR_CALENDAR_WEB_H

#include "features/calendar/calendar_view.h"

struct calendar_line_view {
    struct str href;
    struct str title;
    struct str half;
    struct str kind; /* name; empty: marked by hand */
    struct date starts;
    struct date deadline;
    struct str who;
    struct str note;
    struct legal_cite basis;
    LIST(struct str) moved; /* "đã lùi hạn từ 15/8/2020: vì …" */
    bool kind_gone;
    bool by_unit;
    bool is_own; /* the reader acts for a member that owes it */
    enum ui_state state;
    struct str words;
    struct str details;
    size_t done;
    size_t all;
    struct calendar_sentences names;
    struct str own; /* how the reader's own unit stands; empty: he acts for none */
};

struct calendar_month {
    struct str name;
    LIST(struct calendar_line_view) lines;
};

struct calendar_page_view {
    const struct page *page;
    int year;
    int last_year;
    bool may_edit;
    bool has_last_year;
    size_t count;
    size_t done;
    size_t late;
    size_t soon;
    LIST(struct calendar_month) months;
    struct str empty;
    struct str path;
};

/* --- one line ------------------------------------------------------------------------------- */

struct calendar_stand_view {
    struct str slug;
    struct str name;
    enum ui_state state;
    struct str words;
    struct date on;
    struct str details;
    struct str own_deadline; /* "gia hạn đến 20/8/2020: vì …"; may be empty */
    /* for marking by hand */
    struct str received;
    bool incomplete;
    struct str remark;
    bool received_wrong;
    bool remark_wrong;
};

struct calendar_row_view {
    const struct page *page;
    const struct calendar_row *row;
    struct calendar_line_view line;
    LIST(struct calendar_stand_view) stands;
    LIST(struct str) history;
    bool may_edit;
    bool by_hand;
    bool is_cluster; /* one stand: the cluster's */
    struct str place;
    struct str path;
    struct str list_path;
    struct ui_options units;
    struct str until;
    struct str why;
    struct str why_removed;
};

struct calendar_form_view {
    const struct page *page;
    struct calendar_form form;
    struct ui_options kinds;
    struct ui_options halves;
    struct ui_options whos;
    struct legal_suggestions documents;
    bool is_change;
    struct str action;
    struct str back_href;
};

/* --- rows from elsewhere ---------------------------------------------------------------------- */

struct calendar_take_line {
    struct str code; /* stays the same while others come and go; see calendar_form_web.c */
    struct calendar_form form;
    struct str half;
    struct str who;
    bool chosen;
    bool title_wrong;
    bool starts_wrong;
    bool deadline_wrong;
};

struct calendar_take_view {
    const struct page *page;
    LIST(struct calendar_take_line) lines;
    struct str title;
    struct str about;
    bool is_example;
    struct str action;
    struct str back_href;
};

extern const struct route calendar_routes[];
extern const size_t calendar_routes_count;

/* Handlers of the other files, for the table in calendar_web.c. */
const struct err *calendar_show_row(struct request *request, struct response *response);
const struct err *calendar_show_new(struct request *request, struct response *response);
const struct err *calendar_show_change(struct request *request, struct response *response);
const struct err *calendar_add(struct request *request, struct response *response);
const struct err *calendar_change(struct request *request, struct response *response);
const struct err *calendar_post_remove(struct request *request, struct response *response);
const struct err *calendar_post_extend(struct request *request, struct response *response);
const struct err *calendar_post_marks(struct request *request, struct response *response);
const struct err *calendar_show_example(struct request *request, struct response *response);
const struct err *calendar_post_example(struct request *request, struct response *response);
const struct err *calendar_show_copy(struct request *request, struct response *response);
const struct err *calendar_post_copy(struct request *request, struct response *response);

/* What a page says of a line. CITER as the page loaded it. */
struct calendar_line_view calendar_line_view(const struct request *request,
                                             const struct cluster_year *year,
                                             const struct calendar_line *line,
                                             const struct legal_citer *citer);

#endif
