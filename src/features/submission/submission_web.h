/* "Trình chỉ huy": what an officer lays before the commander of his unit, and what became of it. */
#ifndef FEATURES_SUBMISSION_SUBMISSION_WEB_H
#define FEATURES_SUBMISSION_SUBMISSION_WEB_H

#include "features/frame/frame.h"
#include "features/submission/submission_service.h"
#include "html/ui.h"

/* Where an officer submits: linked from the page of what is to be sent. */
struct str submission_new_href(struct arena *arena, struct str cluster_slug, int year,
                               enum submission_kind kind, struct str unit_slug,
                               struct str object_id);
/* Whether the user enters for the unit, and its commander sends: then he submits. */
bool submission_needed(const struct request *request, struct place place, struct str unit_id);
/* What waits for this user as a commander, as lines of the first page. */
struct submission_tasks {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *submission_tasks_load(const struct request *request,
                                                   struct submission_tasks *ret_tasks);

struct submission_line {
    struct str href;
    struct str what;
    struct str unit;
    struct str author;
    int64_t at_ms;
    struct str note;
    enum ui_state mark;
    struct str state;
    struct str ended; /* by whom, when, why */
    bool is_stale;
};
struct submissions_view {
    const struct page *page;
    LIST(struct submission_line) lines;
};
struct submission_view {
    const struct page *page;
    struct str list_href;
    struct submission_line line; /* of one there is */
    bool is_new;
    struct str kind; /* of a new one */
    struct str unit;
    struct str object;
    struct str note;
    struct str reason;
    struct str object_href;
    struct str action;
    bool waits;
    bool may_send; /* and return */
    bool may_withdraw;
};

extern const struct route submission_routes[];
extern const size_t submission_routes_count;

#endif
