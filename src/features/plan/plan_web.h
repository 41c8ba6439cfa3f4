/* "/cum/:cluster/nam/:year/ke-hoach": the year's plans, one plan, its tasks; what comes from the
 * interim review and what is accounted for at the annual one. */
#ifndef FEATURES_PLAN_PLAN_WEB_H
#define FEATURES_PLAN_PLAN_WEB_H

#include "features/audit/audit.h"
#include "features/file/file_web.h"
#include "features/legal/legal_cite_web.h"
#include "features/plan/plan_review_service.h"
#include "html/ui.h"
#include "http/http.h"

/* --- the year's plans ---------------------------------------------------------------------------
 */

struct plan_list_row {
    struct str unit;
    struct str href;   /* empty: none, or not to be read */
    struct str title;  /* of the plan; empty: there is none */
    struct str period; /* "năm 2020" */
    enum ui_state state;
    struct str state_words; /* "Đã ban hành" */
    struct str paper;       /* "số 05/KH, ngày 20/1/2020"; may be empty */
    struct plan_counts counts;
    bool has_counts;
    struct str add_href; /* where this user may make it; empty: he may not */
};

struct plan_list_view {
    const struct page *page;
    struct str path;
    struct str year;
    LIST(struct plan_list_row) cluster; /* the cluster's own */
    LIST(struct plan_list_row) members;
    size_t issued;       /* members that have issued one */
    size_t member_count; /* of all */
    struct str new_href; /* empty: may make none */
    struct str mine_href;
    struct plan_counts mine; /* of the unit's tasks in the cluster's plans */
    bool has_mine;
    struct str sources_href; /* empty: no interim review */
    size_t sources_open;
    size_t sources_count;
    struct str accounts_href;
    bool may_take;
};

/* --- a task as lists show it --------------------------------------------------------------------
 */

struct plan_row {
    size_t number;
    struct str href;
    struct str content;
    struct str result;
    struct legal_cite basis;
    struct str owner;
    struct str post;
    struct str together_with;
    struct str from;
    struct str due;
    struct str first_due; /* as issued, where it was moved; else empty */
    struct str first_due_words;
    bool is_outside; /* the due date, of the plan's period */
    enum ui_state state;
    struct str standing;
    bool is_late;
    bool is_cancelled;
    struct str now; /* the newest progress in words; may be empty */
    bool from_review;
    bool is_shortcoming;
    struct str changed; /* the review was changed meanwhile; empty: no */
};

struct plan_rows {
    struct plan_row *items;
    size_t count;
    size_t capacity;
};

/* --- one plan -----------------------------------------------------------------------------------
 */

struct plan_paragraphs {
    struct str *items;
    size_t count;
    size_t capacity;
};

struct plan_change_line {
    struct str content;
    struct str href;
    struct str what; /* "thêm", "sửa", "hủy" */
    struct str reason;
    struct str who; /* "20/6/2020 09:14 · Trần Văn Mẫu" */
};

struct plan_view {
    const struct page *page;
    struct str path; /* of this plan */
    struct str list_path;
    struct str title;
    struct str unit;
    struct str period;
    enum ui_state state;
    struct str state_words;
    struct str paper;
    struct plan_counts counts;
    bool is_issued;
    bool may_edit;
    struct ui_options owners; /* the filter; empty: a member's plan */
    struct page_link *tabs;
    size_t tabs_count;
    struct plan_rows rows;
    bool is_filtered;
    struct plan_paragraphs grounds;
    struct legal_cites cites;
    struct plan_paragraphs purpose;
    struct plan_paragraphs arrangement;
    LIST(struct plan_change_line) amendments;
    struct audit_lines history;
    size_t changed_in_review;
    bool has_accounts;
};

struct plan_form_view {
    const struct page *page;
    struct str title;
    struct str action;
    struct str back_href;
    struct plan_form form;
    bool is_new;
    bool is_issued;
    struct ui_options units;
    struct ui_options halves;
    struct ui_options lasts; /* plans of the year before; empty: none */
};

struct plan_issue_view {
    const struct page *page;
    struct str title;
    struct str plan_title;
    struct str action;
    struct str back_href;
    struct plan_issue_form form;
    bool is_issued;
    size_t tasks;
    size_t without_due;
    size_t without_owner;
};

/* --- one task -----------------------------------------------------------------------------------
 */

struct plan_progress_line {
    struct str dated;
    enum ui_state state;
    struct str state_words;
    struct str percent; /* "60 %"; may be empty */
    struct str text;
    struct str evidence; /* "Biên bản số 7 ngày 20/6/2020, lưu tại …"; may be empty */
    struct str who;
    bool withdrawn;
    struct str withdrawn_words;
    struct str withdraw_action; /* empty: may not */
};

struct plan_entry_line {
    struct str who;
    struct str what;
    struct str reason;
};

struct plan_task_view {
    const struct page *page;
    struct str path; /* of the task */
    struct str plan_path;
    struct str plan_title;
    struct plan_row row;
    struct str reason; /* of the cancelling */
    struct str outside_words;
    struct str review_href;
    struct str review_now; /* the item's new words, where it changed */
    bool review_removed;
    LIST(struct plan_progress_line) progress;
    LIST(struct plan_entry_line) entries;
    bool is_issued;
    bool may_edit;
    bool may_report;
    struct plan_progress_form form;
    struct ui_options states;
    int64_t revision;
    struct str cancel_reason;
    struct str withdraw_reason;
    struct file_list files;
};

struct plan_task_form_view {
    const struct page *page;
    struct str title;
    struct str plan_path;
    struct str plan_title;
    struct str action;
    struct str back_href;
    struct task_form form;
    struct ui_options owners; /* empty: a member's plan */
    struct legal_suggestions documents;
    bool is_new;
    bool is_issued;
    bool is_cancelled;
    struct str lines_action;
    struct str lines;
    struct str lines_reason;
    struct str review_words; /* why the form shows other words than the task */
};

/* --- reviews ------------------------------------------------------------------------------------
 */

struct plan_source_row {
    struct str item;
    struct str content;
    struct str remedy;
    struct str owner;
    struct str due;
    bool is_shortcoming;
    bool removed;
    bool changed;
    struct str task_href; /* empty: not taken over */
    bool ticked;
};

struct plan_sources_view {
    const struct page *page;
    struct str list_path;
    struct str review_href;
    struct str action;
    LIST(struct plan_source_row) rows;
    size_t open;
    struct ui_options plans; /* where they go */
    bool needs_reason;
    struct str reason;
    bool may_take;
};

struct plan_account_line {
    size_t number;
    struct str content;
    struct str href; /* of the task; empty: in no plan */
    bool from_review;
    bool is_shortcoming;
    struct str owner;
    struct str due;
    enum ui_state state;
    struct str outcome;
    bool is_missing;
    struct str text;
    bool by_progress;
};

struct plan_accounts_view {
    const struct page *page;
    struct str title;
    struct str list_path;
    LIST(struct plan_account_line) lines;
    struct str done, partly, failed;
    size_t unaccounted;
    size_t not_taken;
    struct str sources_href;
    struct str edit_href; /* empty: may not */
};

struct plan_account_field {
    size_t number;
    struct str task_id;
    struct str content;
    struct str href;
    struct str owner;
    struct str standing;
    struct str seen;
    struct str outcome_name; /* of the fields */
    struct str body_name;
    struct str seen_name;
    struct ui_options outcomes;
    struct str text;
    const struct issue *outcome_issue;
    const struct issue *body_issue;
};

struct plan_account_form_view {
    const struct page *page;
    struct str plan_path;
    struct str plan_title;
    struct str action;
    LIST(struct plan_account_field) fields;
};

struct plan_paper_view {
    const struct page *page;
    struct str title;
    struct str plan_path;
    struct str docx_href, pdf_href, xlsx_href;
    bool is_issued;
    struct trusted_html paper;
};

extern const struct route plan_routes[];
extern const size_t plan_routes_count;
extern const struct route plan_task_routes[];
extern const size_t plan_task_routes_count;
extern const struct route plan_review_routes[];
extern const size_t plan_review_routes_count;

#endif
