/* What pages of histories share: the filter of their address and what their template draws.
 *
 * "?nguoi=WORDS&viec=WORDS&tu=1/6/2020&den=30/6/2020" narrow a history; "?truoc=AT_MS.ID" goes on
 * behind a line.
 */
#ifndef FEATURES_AUDIT_HISTORY_VIEW_H
#define FEATURES_AUDIT_HISTORY_VIEW_H

#include "features/audit/audit.h"
#include "features/audit/audit_seal.h"
#include "html/page.h"
#include "http/http.h"

/* How it stands with the chain. */
struct trail_state {
    struct audit_anchor head;
    struct str head_shown;
    struct audit_tail tail;
    int64_t tail_age_s;
    int64_t verified_ms; /* 0: never */
    int64_t verified_seq;
    struct str verified_by;
    bool verified_well;
    struct str verified_fault; /* its code */
};

struct history_view {
    const struct page *page;
    struct str subject; /* what the history is of; may be empty */
    struct str subject_href;
    struct audit_lines lines;
    struct str key;    /* of an object's history: what it is of; else empty */
    struct str base;   /* the page's address without its query … */
    bool from_newest;  /* this is the first page */
    struct str author; /* … and the filter, as typed; empty where it is not used */
    struct str action;
    struct str from, until;
    bool is_narrowed;
    bool is_trail; /* of everything */
    struct trail_state state;
};

struct history_query {
    struct audit_filter filter;
    struct audit_position before;
};

/* Reads the query of the address; days that are none become issues of the page's fields.
 * ERR_NOT_FOUND for a place that no page of ours gave. */
MUST_CHECK const struct err *history_read_query(const struct request *request,
                                                struct history_view *view, struct issues *issues,
                                                struct history_query *ret_query);

#endif
