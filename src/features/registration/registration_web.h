/* Pages of registration: "/cum/:cluster/nam/:year/dang-ky". */
#ifndef FEATURES_REGISTRATION_REGISTRATION_WEB_H
#define FEATURES_REGISTRATION_REGISTRATION_WEB_H

#include "features/registration/registration_service.h"
#include "html/ui.h"
#include "http/http.h"

/* How many were registered for a title; a draft's number stands beside it. */
struct registration_cell {
    struct str label;
    size_t count;
    size_t draft;
    bool has_draft; /* the draft says another number */
};

struct registration_row {
    struct str href;
    struct str unit;
    struct str state;
    enum ui_state mark;
    struct str sent; /* day; empty: not sent */
    bool late;
    LIST(struct registration_cell) cells;
};

struct registration_list_view {
    const struct page *page;
    LIST(struct str) titles;
    LIST(struct registration_row) rows;
    LIST(struct registration_cell) totals;
    struct str own_href; /* of the one unit the user acts for; empty: none */
    size_t sent;
    struct str deadline; /* a sentence */
    bool may_set_deadline;
    struct str action, xlsx_href;
    struct str on, reason;
    bool reason_asked;
};

/* A title the unit may strive for: a box to tick. */
struct registration_box {
    struct str field;
    struct str code;
    struct str name;
    struct str remark; /* forces, mark */
    bool checked;
    bool wrong;
};

struct registration_boxes {
    struct registration_box *items;
    size_t count;
    size_t capacity;
};

/* A person and what it is registered for. */
struct registration_person {
    struct str id;
    struct str name;
    struct str about; /* rank, post, unit below */
    struct registration_boxes boxes;
};

struct registration_target {
    struct str content, amount, half, state;
};

struct registration_carry_line {
    struct str text;
    struct str action;
};

struct registration_event_line {
    struct str text;
    struct str reason;
};

struct registration_form_view {
    const struct page *page;
    struct str title;
    struct str list_href, action, print_href;
    struct str submit_action, withdraw_action, receive_action, return_action, permit_action;
    struct str carry_action;
    struct str state;
    enum ui_state mark;
    struct str revision; /* who saved it when; empty: nothing was saved */
    int64_t seen;
    struct str deadline;
    struct str late;    /* that it cannot be sent; empty: it can */
    struct str counted; /* what counts meanwhile; empty: nothing else */
    struct str asked;   /* what the head asks for; empty: nothing */
    bool may_enter;
    bool may_submit, may_receive, may_return, may_withdraw, may_permit;
    struct str commander_href;  /* the officer lays it before the commander; may be absent */
    struct str double_capacity; /* one person entered and sent; may be empty */
    bool asks_reason;
    struct registration_boxes titles;  /* to tick, or those chosen */
    struct registration_boxes columns; /* titles for people */
    bool may_see_people;
    struct str words; /* searched for */
    LIST(struct registration_person) people;
    bool people_cut;                       /* there are more: search */
    LIST(struct registration_cell) counts; /* of people, per title */
    LIST(struct registration_target) targets;
    struct str targets_href;
    struct str note, reason, act_reason;
    LIST(struct registration_event_line) history;
    bool may_carry;
    struct ui_options predecessors;
    LIST(struct registration_carry_line) carries;
    struct str carry_decision, carry_reason;
};

struct registration_paper_view {
    const struct page *page;
    struct str title;
    struct str path;
    struct str docx_href, pdf_href;
    struct trusted_html paper;
};

extern const struct route registration_routes[];
extern const size_t registration_routes_count;

#endif
