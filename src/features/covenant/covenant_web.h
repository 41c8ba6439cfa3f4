/* Pages of covenants: "/cum/:cluster/nam/:year/giao-uoc". */
#ifndef FEATURES_COVENANT_COVENANT_WEB_H
#define FEATURES_COVENANT_COVENANT_WEB_H

#include "features/covenant/covenant_service.h"
#include "html/ui.h"
#include "http/http.h"

/* A member, or the level above, and its signature. */
struct covenant_sign_line {
    struct str unit;
    struct str caption; /* as what the level above signed; empty for members */
    bool is_signed;
    struct str signer; /* with rank */
    struct str post;
    struct str when; /* day, time, place */
    struct str manner;
    struct str recorded;      /* who, when */
    struct str sign_href;     /* where it is recorded; empty: not by this user */
    struct str withdraw_href; /* empty: not by this user */
};

struct covenant_lines {
    struct str *items;
    size_t count;
    size_t capacity;
};

struct covenant_block {
    struct str title;
    struct covenant_lines paragraphs;
};

struct covenant_blocks {
    struct covenant_block *items;
    size_t count;
    size_t capacity;
};

struct covenant_target_group {
    struct str unit;
    struct covenant_targets targets;
};

struct covenant_version_line {
    struct str title;
    struct str frozen;
    struct str signed_text; /* "3/5 đơn vị đã ký" */
    struct str digest;
    struct str print_href;
    struct covenant_lines withdrawn; /* signatures taken back, with who and why */
};

struct covenant_other_line {
    struct str href;
    struct str title;
    struct str state;
    enum ui_state mark;
};

struct covenant_view {
    const struct page *page;
    struct str title;
    struct str path; /* of this covenant */
    struct str year_path;
    bool is_yearly;
    bool is_empty;
    struct str state;
    enum ui_state mark;
    bool has_version;
    struct str version_title;
    struct str changes; /* what differs from the frozen version; empty: nothing */
    size_t done;
    size_t all;
    bool may_edit;
    bool may_freeze;
    bool may_sign;             /* by account, and has not signed */
    struct str commander_href; /* the officer lays it before the commander; may be absent */
    struct str edit_href, freeze_href, sign_href, print_href;
    struct covenant_lines grounds;
    struct covenant_lines opening;
    struct covenant_blocks contents;
    struct covenant_lines closing;
    LIST(struct covenant_sign_line) signatures;
    LIST(struct covenant_sign_line) above;
    struct str approve_href, witness_href; /* empty: recorded, or not by this user */
    LIST(struct covenant_target_group) groups;
    LIST(struct covenant_version_line) versions;
    struct covenant_lines history;
    LIST(struct covenant_other_line) others;
    struct str drive_title;   /* as typed */
    struct ui_options drives; /* of the year's movements, without those that have a covenant */
    struct str drive_name;    /* of this covenant's drive; empty: it has none there */
    struct str drive_href;
};

struct covenant_row {
    size_t index;
    struct str title_field, body_field;
    struct covenant_content content;
    bool title_wrong, body_wrong;
};

struct covenant_edit_view {
    const struct page *page;
    struct str title;
    struct str path;
    struct str action;
    struct covenant_text_form form;
    LIST(struct covenant_row) rows;
    bool has_version;
    bool may_take;
    struct str take_href;
    struct str taken; /* that last year's contents were filled in; empty: they were not */
};

struct covenant_freeze_view {
    const struct page *page;
    struct str path;
    struct str action;
    int64_t revision;
    struct str question;
    struct covenant_blocks contents;
    size_t target_count;
};

struct covenant_sign_view {
    const struct page *page;
    struct str path;
    struct str action;
    struct str title;
    struct str version;
    struct str hint;
    struct covenant_sign_form form;
    bool on_paper;
};

struct covenant_withdraw_view {
    const struct page *page;
    struct str path;
    struct str action;
    struct str what; /* "Trần Văn Mẫu, Chỉ huy trưởng" */
    struct str reason;
};

struct covenant_paper_view {
    const struct page *page;
    struct str title;
    struct str path;
    struct str docx_href, pdf_href;
    bool is_draft;
    struct trusted_html paper;
};

extern const struct route covenant_routes[];
extern const size_t covenant_routes_count;

#endif
