/* "Giải trình, kiến nghị": the list of a half-year, one talk, and opening one. */
#ifndef FEATURES_DISPUTE_DISPUTE_WEB_H
#define FEATURES_DISPUTE_DISPUTE_WEB_H

#include "features/dispute/dispute_service.h"
#include "features/frame/frame.h"
#include "html/ui.h"

/* "/cum/…/tham-dinh/y-kien": the list. */
struct str dispute_list_path(struct arena *arena, const struct cluster_period *cluster);

struct dispute_tasks {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};
/* What waits for this user, as lines of the first page. */
MUST_CHECK const struct err *dispute_tasks_load(const struct request *request,
                                                const struct scoreboard *board,
                                                struct dispute_tasks *ret_tasks);

struct dispute_line {
    struct str href;
    struct str what; /* "II.2 Nội dung …", or the total */
    struct str unit;
    enum msg_id kind;
    enum ui_state mark;
    enum msg_id state;
    bool mine;       /* it waits for the reader */
    struct str last; /* the newest words */
    enum msg_id last_side;
    int64_t at_ms;
};
struct dispute_list_view {
    const struct page *page;
    struct str explain_until; /* in words; may be empty */
    struct str dispute_until;
    bool sees_all;
    LIST(struct dispute_line) open;
    LIST(struct dispute_line) settled;
};

struct dispute_said {
    enum msg_id side;
    enum msg_id act;
    struct str body;
    struct str figure; /* points then, where they changed; may be empty */
    struct str author; /* empty for who may not read the history */
    int64_t at_ms;
};
struct dispute_button {
    struct str act;
    struct str text;
    struct str kind;
};
struct dispute_view {
    const struct page *page;
    struct dispute_line line;
    struct str list_href;
    struct str why_href; /* the figure explained */
    struct str figure;   /* points when it was opened */
    struct str now;      /* points in force now */
    struct str asks;
    struct str late_reason;
    bool from_answer;
    LIST(struct dispute_said) rows;
    struct str action; /* empty: nothing to be done */
    LIST(struct dispute_button) buttons;
    struct str draft;
    bool takes_points;
    struct str points;
    bool needs_commander; /* the reader drafts, the commander sends */
};

struct dispute_new_view {
    const struct page *page;
    struct str title;
    struct str what;
    struct str unit;
    struct str figure;
    struct str until; /* in words */
    struct str why_href;
    struct str action;
    bool is_dispute;
    bool may_send;
    bool may_draft;
    bool needs_late_reason;
    struct str asks;
    struct str body;
    struct str late_reason;
};

extern const struct route dispute_routes[];
extern const size_t dispute_routes_count;

#endif
