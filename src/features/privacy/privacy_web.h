/* "/du-lieu-ca-nhan": what is held about people, one's own data, requests, terms, incidents. */
#ifndef FEATURES_PRIVACY_PRIVACY_WEB_H
#define FEATURES_PRIVACY_PRIVACY_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/privacy/holdings_service.h"
#include "html/ui.h"
#include "http/http.h"

/* --- the register ----------------------------------------------------------------------------- */

struct privacy_group_view {
    struct str code;
    enum msg_id name;
    enum msg_id what;
    enum msg_id purpose;
    enum msg_id seen;
    struct str kept;
    bool is_sensitive;
    LIST(struct str) fields; /* "person_identity: full_name, born" */
    int64_t rows;            /* -1: not counted */
};

struct privacy_count {
    enum msg_id name;
    int64_t rows;
};

struct privacy_view {
    const struct page *page;
    LIST(struct privacy_group_view) groups;
    LIST(struct legal_cite) basis;
    bool manages;
    bool sees_incidents;
    bool answers;
    struct privacy_overview overview;
    int64_t old;
    LIST(struct privacy_count) counts;
};

/* --- terms and deleting ----------------------------------------------------------------------- */

struct privacy_kept_line {
    struct str code;
    struct str box; /* the names of its fields */
    struct str shown;
    enum msg_id name;
    int64_t days;
    struct str set; /* by whom, or that the program proposes it */
    int64_t before_ms;
    int64_t count;
    bool chosen;
    bool deletes;
};

struct privacy_retention_view {
    const struct page *page;
    LIST(struct privacy_kept_line) lines;
    int64_t old;
    LIST(struct str) runs;
    struct ui_options terms;
    struct str days;
    struct str basis;
};

/* --- whom an account belongs to --------------------------------------------------------------- */

struct privacy_link_line {
    struct str login;
    struct str account_name;
    struct str person;
    struct str person_href;
    struct str reason;
    struct str since;
    struct str end_href;
};

struct privacy_links_view {
    const struct page *page;
    LIST(struct privacy_link_line) links;
    struct privacy_link_form form;
};

/* --- requests --------------------------------------------------------------------------------- */

struct privacy_request_line {
    struct str href;
    struct str person;
    enum msg_id kind;
    struct date asked_on;
    struct date due_on;
    enum ui_state state;
    struct str state_text;
    struct str detail;
    struct str withdraw_href; /* empty: not to be withdrawn by this user */
};

struct privacy_requests_view {
    const struct page *page;
    LIST(struct privacy_request_line) lines;
    bool manages;
};

struct privacy_request_form_view {
    const struct page *page;
    struct privacy_request_form form;
    struct ui_options asks;
    struct ui_options askers;
    struct str due_note;
};

struct privacy_request_view {
    const struct page *page;
    struct privacy_request_line line;
    struct str title;
    struct str person_href; /* empty: this user may not open the record */
    enum msg_id asker;
    struct str identified;
    bool through_program;
    struct str recorded;
    LIST(struct str) trail;
    bool may_answer;
    bool may_copy;
    bool corrects;
    struct str reason;
    struct str action;
    struct str copy_base;
};

/* --- one's own data --------------------------------------------------------------------------- */

struct held_cell_view {
    enum msg_id head;
    struct str text;
};

struct held_row_view {
    LIST(struct held_cell_view) cells;
};

struct held_table_view {
    struct str key;
    enum msg_id name;
    bool by_name_only;
    LIST(enum msg_id) heads;
    LIST(struct held_row_view) rows;
};

struct privacy_own_view {
    const struct page *page;
    const struct holdings *holdings;
    LIST(struct held_table_view) tables;
    LIST(struct privacy_request_line) requests;
    struct str detail;
};

/* --- incidents -------------------------------------------------------------------------------- */

struct incident_line {
    struct str href;
    struct str title;
    struct str what;
    struct str occurred;
    struct str due;
    struct str clock; /* how far the 72 hours are; empty: closed */
    enum ui_state state;
    enum msg_id state_name;
    struct str people;
};

struct incidents_view {
    const struct page *page;
    LIST(struct incident_line) lines;
};

struct incident_form_view {
    const struct page *page;
    struct incident_form form;
    struct str action;
    struct str back_href;
    bool is_change;
};

struct incident_view {
    const struct page *page;
    struct incident_line line;
    const struct incident *incident;
    struct str found;
    struct str notified; /* when and by which paper; empty: was not */
    struct str closed;
    LIST(struct str) trail;
    struct str base;
    struct incident_notice notice;
    struct str outcome;
};

/* For the first page: incidents that are not closed, requests without an answer. */
struct privacy_tasks {
    struct ui_task *items;
    size_t count;
    size_t capacity;
};
MUST_CHECK const struct err *privacy_tasks_load(const struct request *request,
                                                struct privacy_tasks *ret_tasks);

/* As frame_page, with the mark of sample data where all of the folder is. */
MUST_CHECK const struct err *privacy_page_begin(const struct request *request, struct str title,
                                                const struct issues *issues, struct page *ret_page);

extern const struct route privacy_routes[];
extern const size_t privacy_routes_count;
extern const struct route privacy_request_routes[];
extern const size_t privacy_request_routes_count;
extern const struct route incident_routes[];
extern const size_t incident_routes_count;

#endif
