/* "/cum/:cluster/nam/:year/thanh-vien" and below it. */
#ifndef FEATURES_HEADSHIP_HEADSHIP_WEB_H
#define FEATURES_HEADSHIP_HEADSHIP_WEB_H

#include "features/headship/handover_service.h"
#include "features/headship/headship_service.h"
#include "features/headship/roster_service.h"
#include "html/page.h"
#include "html/ui.h"
#include "http/http.h"

/* --- what the pages share --------------------------------------------------------------------- */

/* "…/thanh-vien" and below it. */
struct str headship_path(const struct request *request, const struct cluster_year *year);
struct str headship_below(const struct request *request, const struct cluster_year *year,
                          const char *tail);
/* Members to choose from, "chưa chọn" first. */
struct ui_options headship_unit_options(const struct request *request,
                                        const struct cluster_units *units, struct str chosen);
struct ui_options headship_choice_options(const struct request *request, struct str chosen);
/* The page's frame and, for a form that was refused, status 422. */
void headship_frame(const struct request *request, struct response *response,
                    const struct cluster_year *year, struct str title, const struct issues *issues,
                    struct page *ret_page);
/* ERR_DENIED for who may not change what the cluster's terms are. */
MUST_CHECK const struct err *headship_year_to_edit(const struct request *request, enum right right,
                                                   struct cluster_year *ret_year);

/* --- the overview ----------------------------------------------------------------------------- */

struct headship_post_line {
    struct str role;
    struct str unit; /* empty: nobody is recorded */
    struct str unit_href;
    struct str span; /* "từ 10/1/2020 đến hết 9/1/2021" */
};

struct headship_member_line {
    size_t place;
    struct str name;
    struct str href;
    struct str role; /* this year; may be empty */
    struct str past; /* when it was head */
    bool is_head;
};

struct headship_term_line {
    struct str role;
    struct str unit;
    struct str from;
    struct str last;
    struct str choice;
    struct str minutes;
    struct str recorded; /* "Trần Văn Mẫu, 20/6/2020 09:14" */
    struct str href;     /* to change it; empty: may not */
};

struct headship_meeting_line {
    struct str kind;
    struct str held_on;
    struct str hosts;
    struct str venue;
    struct str note;
    struct str href;
    bool recorded;
};

struct headship_rotation_line {
    size_t place;
    struct str name;
    struct str why;
};

struct headship_document_line {
    struct str title;
    struct str number;
    struct str dated;
    struct str citation;
    struct str citation_href;
    struct str note;
    struct str recorded;
    struct str drop_action;
};

struct headship_overview_view {
    const struct page *page;
    struct str year;
    struct str kind; /* "Cụm thi đua (theo địa bàn)" */
    struct str superior;
    size_t member_count;
    LIST(struct headship_post_line) posts;
    bool head_known;
    LIST(struct str) remarks; /* gaps, differences, hints */
    LIST(struct headship_member_line) members;
    LIST(struct headship_term_line) terms;
    LIST(struct headship_meeting_line) meetings;
    struct str rotation_title;
    LIST(struct headship_rotation_line) rotation;
    LIST(struct ui_task) handovers;
    LIST(struct headship_document_line) documents;
    LIST(struct str) withdrawn; /* terms that no longer count, and why */
    LIST(struct str) changes;
    bool may_edit;
    bool may_members;
    struct str members_href;
    struct str term_href;
    struct str handover_href;
    struct str document_href;
    struct str next_href; /* to make the next year; empty: it is there, or may not */
    struct str next_text;
    struct str half_href;
    struct str half_text;
    struct str before_href;
    struct str before_text;
    struct str after_href;
    struct str after_text;
};

/* --- forms ------------------------------------------------------------------------------------ */

struct headship_term_view {
    const struct page *page;
    struct str year;
    struct headship_term_form form;
    struct str reason;
    struct ui_options roles;
    struct ui_options units;
    struct ui_options choices;
    LIST(struct headship_rotation_line) rotation;
    bool is_change;
    struct str action;
    struct str withdraw_action;
    struct str back_href;
};

struct headship_meeting_view {
    const struct page *page;
    struct str year;
    struct str kind;
    struct meeting_form form;
    struct ui_options first_hosts;
    struct ui_options second_hosts;
    struct str shared; /* which half-year's page says the same; may be empty */
    struct str action;
    struct str back_href;
};

struct headship_document_view {
    const struct page *page;
    struct str year;
    struct cluster_document_form form;
    struct ui_options citations;
    struct str action;
    struct str back_href;
};

struct roster_member_line {
    struct str name;
    struct str position;
    struct str position_field;
    struct str remove_field;
    bool remove;
    struct str fault;
};

struct roster_view {
    const struct page *page;
    struct str year;
    LIST(struct roster_member_line) members;
    struct str add;
    struct str reason;
    struct str action;
    struct str back_href;
};

struct next_member_line {
    struct str id;
    struct str name;
    struct str ended; /* "không còn từ 1/7/2025"; empty: goes on */
    bool chosen;
    LIST(struct ui_option) successors; /* value: id; selected: chosen */
};

struct next_year_view {
    const struct page *page;
    struct str year; /* the next one */
    LIST(struct next_member_line) members;
    LIST(struct headship_rotation_line) rotation;
    struct str basis;
    struct str table_from; /* "6 tháng đầu năm 2020"; empty: there is none to carry over */
    bool carry_table;
    bool someone_ended;
    struct str action;
    struct str back_href;
};

struct next_half_view {
    const struct page *page;
    struct str period; /* "6 tháng cuối năm 2020" */
    struct str half;
    struct str head;
    struct str table_from;
    struct str action;
    struct str back_href;
};

struct handover_item_line {
    struct str title_field;
    struct str title;
    struct str count_field;
    struct str count;
    struct str note_field;
    struct str note;
    struct str number;
};

struct handover_form_view {
    const struct page *page;
    struct str year;
    struct handover_form form;
    struct ui_options outgoing;
    struct ui_options incoming;
    struct ui_options choices;
    LIST(struct headship_rotation_line) rotation;
    LIST(struct handover_item_line) items;
    struct str action;
    struct str back_href;
};

struct handover_view {
    const struct page *page;
    struct str year;
    struct str title;
    struct str state;
    bool confirmed;
    bool withdrawn;
    bool may_confirm;
    struct str commander_href; /* the officer lays it before the commander; may be absent */
    bool may_withdraw;
    struct str reason; /* typed for withdrawing */
    struct str confirm_action;
    struct str withdraw_action;
    struct str back_href;
    struct str docx_href;
    struct str pdf_href;
    LIST(struct str) heads; /* accounts that work as head; for who may see them */
    bool shows_heads;
    bool manages_accounts;
    struct trusted_html paper;
    LIST(struct str) trail;
};

extern const struct route headship_routes[];
extern const size_t headship_routes_count;
extern const struct route headship_form_routes[];
extern const size_t headship_form_routes_count;
extern const struct route roster_routes[];
extern const size_t roster_routes_count;
extern const struct route handover_routes[];
extern const size_t handover_routes_count;

#endif
