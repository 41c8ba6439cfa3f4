/* The pages of long work: the list, one job. What they show, and their routes. */
#ifndef FEATURES_JOB_JOB_WEB_H
#define FEATURES_JOB_JOB_WEB_H

#include "features/frame/frame.h"
#include "features/job/job_service.h"
#include "html/ui.h"

struct job_line {
    struct str href;
    struct str title;
    struct str place; /* cluster and half-year; may be empty */
    struct str author;
    int64_t created_ms;
    enum ui_state state;
    struct str state_text;
    size_t done;
    size_t total;
};

struct jobs_view {
    const struct page *page;
    bool open; /* something runs: the page asks again */
    struct str href;
    LIST(struct job_line) lines;
};

struct job_view {
    const struct page *page;
    struct job_line line;
    bool open;
    bool may_cancel;
    bool failed;
    bool cancelled;
    struct message failure;
    struct message step;  /* MSG_none: nothing to say */
    struct message later; /* tried in vain: when it goes on */
    struct str restarted;
    int64_t started_ms;
    int64_t finished_ms;
    struct str back_href; /* may be empty */
    struct str cancel_href;
    struct str result_href; /* empty: no result */
    struct str result_text;
    struct str size; /* empty: the result is no file */
};

/* Asked jobs are shown at "/viec/ID". */
struct str job_path(struct arena *arena, struct str id);

extern const struct route job_routes[];
extern const size_t job_routes_count;

#endif
