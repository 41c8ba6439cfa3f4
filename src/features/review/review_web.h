/* The pages of the review report: what they show, and their routes. */
#ifndef FEATURES_REVIEW_REVIEW_WEB_H
#define FEATURES_REVIEW_REVIEW_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/review/review.h"
#include "html/page.h"
#include "html/ui.h"
#include "http/http.h"

/* A section of the report. */
struct review_part {
    struct str code; /* name and id of its field */
    struct message title;
    enum msg_id hint;
    enum review_section section;
    struct str body; /* as typed, else as stored */
    LIST(struct str) paragraphs;
    int64_t seen_revision;
    struct str source;
    struct str author; /* who saved it last; empty: nobody yet */
    int64_t at_ms;
    bool empty;
    enum ui_state state;
    const struct issue *issue; /* what is wrong with it, or NULL */
    struct str stored;         /* what somebody else wrote meanwhile; else empty */
};

/* A unit's line of the figures. */
struct review_line {
    int place; /* 0: none */
    size_t ordinal;
    struct str name;
    struct decimal total;
    bool complete;
    size_t missing;
};

struct review_row {
    struct review_item item;
    struct str href;
    size_t number;
};

struct review_rows {
    struct review_row *items;
    size_t count;
    size_t capacity;
};

struct review_view {
    const struct page *page;
    struct str title;
    struct str period;
    struct str path; /* of this page; others stand below it */
    struct str ranking_href;
    struct str plan_href; /* where the tasks are followed; empty: the second half-year */
    struct str superior;  /* in capitals, as on the paper */
    struct str cluster;
    bool may_edit;
    bool has_table; /* of criteria: there are figures */
    bool places;
    size_t complete; /* units */
    size_t units;
    size_t filled; /* sections */
    LIST(struct review_part) parts;
    LIST(struct review_line) lines;
    struct str hidden; /* why the lines are not shown to this reader; empty: they are */
    struct review_rows shortcomings;
    struct review_rows tasks;
    struct review_accounts accounts; /* of the second half-year */
    struct str accounts_href;        /* where they are given */
};

struct review_item_view {
    const struct page *page;
    struct str title;
    struct str period;
    struct str path; /* of the report */
    struct str action;
    struct review_item_form form; /* as typed */
    bool is_task;
    bool is_new;
    struct str remove_action;
    struct str lines_action;
    struct str lines; /* pasted tasks, as typed */
};

struct review_print_view {
    const struct page *page;
    struct str title;
    struct str period;
    struct str path;
    struct str action;      /* sends the paper */
    struct str look_action; /* shows it on the page */
    bool has_table;
    bool places;
    LIST(struct page_link) empty; /* sections */
    LIST(struct review_line) missing;
    struct legal_cites grounds; /* documents that the paper names as its basis */
};

/* The paper on the page. */
struct review_paper_view {
    const struct page *page;
    struct str title;
    struct str period;
    struct str path;       /* of the report */
    struct str print_path; /* where it is chosen what is printed */
    struct str docx_href;
    struct str pdf_href;
    struct trusted_html paper;
};

extern const struct route review_routes[];
extern const size_t review_routes_count;

#endif
