/* "/can-cu": the register of documents. */
#ifndef FEATURES_LEGAL_LEGAL_WEB_H
#define FEATURES_LEGAL_LEGAL_WEB_H

#include "features/legal/legal_citing_service.h"
#include "html/ui.h"
#include "http/http.h"

/* A document as the list and its page show it: words, not codes. */
struct legal_line {
    struct str href;
    struct str kind;
    struct str number;
    struct str title;
    struct str issuer;
    struct str issued;
    struct str from;
    struct str to;
    struct str scope;
    struct str standing;
    bool in_force;
    bool ended;
    bool doubtful; /* known at second hand only */
};

struct legal_view {
    const struct page *page;
    struct str words;
    struct str day; /* as typed, or today */
    bool only_then;
    bool filtered;
    struct ui_options scopes;
    struct str standing_head;
    LIST(struct legal_line) lines;
    bool may_edit;
};

struct legal_link {
    struct str href;
    struct str text;
};

struct legal_entry_line {
    struct str at; /* "Chương trình cung cấp", or "20/6/2020 09:14, Trần Văn Mẫu: reason" */
    struct str number;
    struct str title;
    struct str from;
    struct str to;
    struct str source;
};

struct legal_document_view {
    const struct page *page;
    struct str citation;
    struct legal_line line;
    struct str doubt; /* why it should not be cited today; empty: nothing against it */
    struct str mark;
    struct str source;
    struct str note;
    struct legal_link replaced_by; /* empty text: none */
    struct legal_link amends;
    LIST(struct legal_link) replaces;
    LIST(struct legal_link) amended_by;
    LIST(struct legal_entry_line) entries;
    struct legal_cited_rooms cited_in;
    struct str change_href;
    bool may_edit;
};

struct legal_form_view {
    const struct page *page;
    struct legal_form form;
    struct str reason;
    struct ui_options kinds;
    struct ui_options scopes;
    bool is_change;
    struct str action;
    struct str back_href;
};

extern const struct route legal_routes[];
extern const size_t legal_routes_count;

#endif
