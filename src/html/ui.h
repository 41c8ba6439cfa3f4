/* Shared components: what templates call with {% call ui_…(h, …) %}.
 *
 * Most are templates in src/html/ui/ (layout.html, fields.html, parts.html). The functions below
 * are called in the same way, but need a look at the issues or some arithmetic first, which
 * templates cannot do. All texts are in the reader's language already; all strings are borrowed.
 * docs/developer/components.md shows each with its markup.
 */
#ifndef HTML_UI_H
#define HTML_UI_H

#include "html/page.h"

struct ui_option {
    struct str value;
    struct str text;
    bool selected;
};

struct ui_options {
    struct ui_option *items;
    size_t count;
    size_t capacity;
};

/* One field as fields.html draws it. Forms use the functions below; fill one by hand only for a
 * field they do not cover. */
struct ui_field {
    struct str name; /* also its id: the fault summary links to "#name" */
    struct str label;
    struct str hint; /* may be empty */
    struct str value;
    struct str type;         /* of <input>: "text", "password", … */
    struct str look;         /* class of <input>: "", "short", "num", … */
    struct str autocomplete; /* "" leaves it to the browser */
    struct str inputmode;    /* "" or "decimal", "numeric" */
    struct str described_by; /* ids of hint and fault, parted by a space */
    struct str accept;       /* of a file field: ".xlsx,.csv" */
    struct str list;         /* id of a <datalist> on the page; may be empty */
    const struct ui_options *options;
    const struct issue *issue; /* what is wrong with it, or NULL */
    size_t rows;
    bool checked;
    bool multiple;
};

/* A field with its label, hint and the first issue that names it. HINT may be empty. ISSUES may be
 * NULL; pass page.issues, so that summary and field say the same sentence. */
void tpl_ui_field_text(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value);
/* A short line: a code, a number of a paper. */
void tpl_ui_field_short(struct html *h, const struct issues *issues, struct str name,
                        struct str label, struct str hint, struct str value);
/* The same, offering what stands in the page's <datalist> of the id LIST. */
void tpl_ui_field_listed(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, struct str value, struct str list);
/* A number as people type it; phones show their number keys. */
void tpl_ui_field_number(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, struct str value);
/* A date typed as 26/6/2020. */
void tpl_ui_field_date(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value);
/* The name one signs in with. */
void tpl_ui_field_user(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str value);
/* AUTOCOMPLETE: "current-password" or "new-password". Nothing is ever written back into it. */
void tpl_ui_field_password(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, struct str autocomplete);
/* A one-time code. Nothing is ever written back into it. */
void tpl_ui_field_code(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint);
void tpl_ui_field_textarea(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, struct str value, size_t rows);
void tpl_ui_field_select(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, const struct ui_options *options);
void tpl_ui_field_radios(struct html *h, const struct issues *issues, struct str name,
                         struct str label, struct str hint, const struct ui_options *options);
/* Sent as "1" when it is ticked, else not sent. */
void tpl_ui_field_checkbox(struct html *h, const struct issues *issues, struct str name,
                           struct str label, struct str hint, bool checked);
/* The form needs enctype="multipart/form-data"; with data-drop files may be dropped anywhere. */
void tpl_ui_field_file(struct html *h, const struct issues *issues, struct str name,
                       struct str label, struct str hint, struct str accept, bool multiple);

/* "▓▓▓▓░ 3/5 đơn vị"; WHAT is the noun. ALL may be 0. */
void tpl_ui_progress(struct html *h, size_t done, size_t all, struct str what);

/* 0 … 100 for tpl_ui_bar: how much VALUE (its sign aside) is of ALL; 0 where ALL is 0. */
int ui_percent(struct decimal value, struct decimal all);

/* One line of "Việc của tôi": a link to the exact place. */
struct ui_task {
    struct str href;
    enum ui_state state;
    struct str title;
    struct str detail; /* second line; may be empty */
    struct str due;    /* "còn 3 ngày", "quá hạn 1 ngày"; may be empty */
};

/* What a figure was computed from: drawn by tpl_ui_why wherever the figure stands. */
struct ui_why_step {
    struct str what; /* "kiểm tra chéo 11,84 “theo biên bản số 7”" */
    struct str who;  /* "Ban CHQS huyện Ea M’Rang, 20/6/2020" */
    bool valid;      /* the step that counts now */
};

struct ui_why {
    struct str id;    /* anchor; may be empty */
    struct str title; /* "II.2 Nội dung kiểm tra đạt khá, giỏi: 11,84 / 12" */
    struct str rule;
    struct str rule_source;
    struct str sum; /* "12 × 74 ÷ 75 = 11,84"; may be empty */
    struct ui_why_step *steps;
    size_t steps_count;
    struct page_link *evidence;
    size_t evidence_count;
    bool open;
};

/* All components on one page (/giao-dien), with invented data. PAGE gives the frame. */
void ui_gallery_draw(struct html *h, struct page page);

/* In the head: without JavaScript the page loads itself anew every few seconds. */
void tpl_ui_refresh(struct html *h);

#endif
