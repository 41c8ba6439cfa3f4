/* The frame of every page: what ui_layout (src/html/ui/layout.html) draws around the content. */
#ifndef HTML_PAGE_H
#define HTML_PAGE_H

#include "html/html.h"

/* How far something is: drawn as a mark (○ ◐ ● ◆) that never stands without its word. */
enum ui_state { UI_STATE_NONE, UI_STATE_TODO, UI_STATE_DOING, UI_STATE_DONE, UI_STATE_LATE };

struct page_link {
    struct str text;
    struct str href;
    bool current;
    bool apart;          /* begins another group of links */
    enum ui_state state; /* of a step; UI_STATE_NONE: no mark */
};

struct page {
    struct str title;   /* of the page; the browser's title adds the context and the product */
    struct str context; /* "Cụm thi đua mẫu · 6 tháng đầu năm 2020"; may be empty */
    struct str context_href;
    struct page_link *steps; /* the rooms of this cluster and period, in the order of the work */
    size_t steps_count;
    struct page_link *links; /* pages beside the clusters that this user may open */
    size_t links_count;
    struct str user_name; /* empty: nobody signed in */
    struct str user_role; /* what he acts as, e.g. "Cụm trưởng – Ban CHQS huyện Ea M’Rang" */
    struct str acting;       /* whom he stands in for: a sentence; empty: nobody */
    struct page_link *loans; /* whom he may stand in for: words, and what the form sends */
    size_t loans_count;
    struct str csrf_token;
    struct str target; /* path and query of this page, for the language switch */
    bool sample; /* the cluster is sample data: "DỮ LIỆU MẪU – SỐ LIỆU GIẢ ĐỊNH" on top */
    struct str notice;           /* what has just been done ("Đã lưu …"); may be empty */
    const struct issues *issues; /* error summary at the top; NULL or empty: none */
    struct str closed; /* the half-year or year is closed: since when, by whom; or empty */
    struct str closed_href;
    struct str running; /* long work of this user that runs: "Đang chạy …"; may be empty */
    struct str running_href;
    struct str history; /* what is shown has a history at "/lich-su/…"; empty: none to be read */
    struct str history_key;
    bool factors;   /* the foot leads to how one signs in: there is something to set up */
    bool refreshes; /* something goes on here: without JavaScript the page loads itself anew */
    bool wide;      /* printed on A4 landscape: wide tables */
    struct str print_note; /* small line under a printed page: who printed what, as at which date */
};

#endif
