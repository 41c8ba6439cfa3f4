/* "/nguoi": the list of people and one person's record. */
#ifndef FEATURES_PERSON_PERSON_WEB_H
#define FEATURES_PERSON_PERSON_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/person/person_service.h"
#include "html/ui.h"
#include "http/http.h"

/* --- the list --------------------------------------------------------------------------------- */

struct person_row {
    struct str href;
    struct str name;
    struct str born; /* the year alone; empty: not known */
    struct str post;
    bool leads;
    struct str rank;
    struct str class_name;
    struct str unit;
    struct str seconded_to;
    bool unit_is_gone;
    bool waits;
};

struct person_tally {
    struct str class_name;
    int64_t people;
    int64_t leaders;
};

struct person_list_view {
    const struct page *page;
    struct str words;
    struct str day; /* as typed, or today */
    struct date as_at;
    struct str unit; /* as typed or chosen */
    struct str unit_name;
    struct ui_options units; /* empty: the unit is typed */
    bool only_this;          /* without the units below */
    bool outside;
    bool sees_all;
    bool filtered;
    bool one_unit;                 /* everybody shown is in the same one: no column for it */
    LIST(struct ui_task) incoming; /* wait for this user's answer */
    LIST(struct ui_task) outgoing;
    LIST(struct person_row) rows;
    LIST(struct person_tally) tallies;
    int64_t people;
    struct str next_href; /* empty: no more */
    struct str first_href;
    struct str xlsx_href;
};

/* --- one person ------------------------------------------------------------------------------- */

struct person_span_line {
    enum msg_id aspect;
    struct str value;
    struct str detail; /* how it began; leads; empty: nothing */
    struct str from;   /* "không rõ" where it is not known */
    struct str to;     /* the last day; empty: still */
    struct str source;
    int64_t recorded_ms;
    struct str recorded_by;
    struct str href; /* corrects it; empty: may not */
    bool holds;
};

struct person_transfer_line {
    struct str id;
    enum msg_id kind;
    enum msg_id state;
    bool is_waiting;
    bool is_confirmed;
    bool may_answer;
    bool may_withdraw;
    bool is_asked; /* its form was sent and had a fault */
    struct str from;
    struct str to;
    struct date on;
    struct str until;
    struct legal_cite decision; /* "15/QĐ-BCH, 25/6/2025"; empty text: none */
    struct str comment;
    int64_t recorded_ms;
    struct str recorded_by;
    int64_t answered_ms;
    struct str answered_by;
    struct str reason;
    struct str action; /* of its forms */
};

struct person_honour_line {
    struct str id;
    int64_t year;
    struct str title;
    bool is_awarded;
    struct str under;
    struct legal_cite decision;
    struct str source;
};

struct person_history_line {
    int64_t at_ms;
    struct str words; /* "Ghi thêm …: Chức vụ, 1/7/2025 –" */
    struct str author;
};

struct person_view {
    const struct page *page;
    struct str base; /* "/nguoi/ID" */
    struct str name;
    struct str born;
    struct str sort_name;
    struct str day;
    struct date as_at;
    bool is_today;
    bool is_former;
    bool may_edit;
    struct str request_href; /* of what the person asks about its data; empty: not this user's */
    struct str unit;
    struct str unit_from;
    struct str post;
    bool leads;
    struct str rank;
    struct str class_name;
    struct str seconded_to;
    LIST(struct message) findings;
    LIST(struct person_span_line) lines;
    LIST(struct person_transfer_line) transfers;
    bool has_waiting;
    struct str reason; /* of a refusal, as typed */
    LIST(struct person_honour_line) honours;
    struct person_honour_form honour;
    bool honour_is_open;
    LIST(struct person_history_line) history;
    LIST(struct person_history_line) readers; /* who read the record */
    /* months of service */
    struct str year;
    enum msg_id verdict;
    bool is_reached;
    bool is_open; /* no rule, or to be decided */
    struct ui_why why;
    struct str doubt; /* why the rule should not be cited for that year; empty: nothing */
    struct str considering;
    struct str comment_of;
    struct str host;
};

/* A field of the form; empty where it was not sent. For the room's handlers. */
struct str person_href(const struct request *request, struct str id, const char *tail);
/* "15/QĐ-BCH, 25/6/2025, Bộ CHQS tỉnh"; empty: nothing is known. */
struct str person_decision_words(struct arena *arena, const struct person_decision *decision);

extern const struct route person_routes[];
extern const size_t person_routes_count;
extern const struct route person_record_routes[];
extern const size_t person_record_routes_count;

#endif
