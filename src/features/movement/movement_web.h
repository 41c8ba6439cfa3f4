/* "/cum/:cluster/nam/:year/phong-trao" and, for the standing office's own level, "/phong-trao". */
#ifndef FEATURES_MOVEMENT_MOVEMENT_WEB_H
#define FEATURES_MOVEMENT_MOVEMENT_WEB_H

#include "features/frame/frame.h"
#include "features/legal/legal_cite_web.h"
#include "features/movement/participation_service.h"
#include "html/ui.h"
#include "http/http.h"

/* Where a page stands: in a cluster's year, or above all clusters. */
struct movement_place {
    bool in_year;
    struct cluster_year year;
    struct str base;
    bool may_edit; /* what belongs here */
};

/* ERR_DENIED where TO_EDIT and the user may not. */
MUST_CHECK const struct err *movement_place_open(const struct request *request, bool to_edit,
                                                 struct movement_place *ret_place);
const struct cluster_year *movement_place_year(const struct movement_place *place);
struct str movement_path(const struct request *request, const struct movement_place *place,
                         struct str id, const char *tail);
void movement_frame(const struct request *request, const struct movement_place *place,
                    struct str title, struct page *ret_page);
enum ui_state movement_mark(enum movement_step now);

/* --- the list ------------------------------------------------------------------------------- */

/* Days on the line of a year; drawn where HAS_BAR. */
struct movement_bar {
    bool has_bar;
    int from;
    int width;
    bool open_left; /* it began earlier, or when is not known */
    bool open_right;
};

struct movement_line {
    struct str id;
    struct str href;
    struct str title;
    struct str kind;
    struct str manner;
    struct str theme;
    struct str owner; /* of a level above; empty: this cluster's own */
    struct str span;
    struct str state;
    enum ui_state mark;
    struct str paper; /* "05-CT/TW · 15/5/2016 · Bộ Chính trị" */
    struct str takers;
    bool is_drive;
    struct movement_bar bar;
};

/* The document it was launched by: "05-CT/TW · 15/5/2016 · Bộ Chính trị". */
struct str movement_paper_of(const struct request *request, const struct movement *m);
/* One of the list as it stands today. */
struct movement_line movement_line_of(const struct request *request,
                                      const struct movement_place *place, const struct movement *m);

struct movement_list_view {
    const struct page *page;
    struct movement_place place;
    struct str title;
    LIST(struct movement_line) lines;
    LIST(struct movement_line) papers;
    bool has_today;
    int today;
    size_t running;
};

/* --- one of them ---------------------------------------------------------------------------- */

struct movement_step_line {
    bool is_left_out;
    struct str name;
    struct str when; /* "15/7/2020", "bỏ qua" */
    enum ui_state mark;
    bool is_now;
};

struct movement_act_line {
    struct str step;
    struct str when;
    struct str place;
    struct legal_cite document;
    struct str remark;
    struct str recorded;
    struct str withdrawn; /* empty: it stands */
};

struct movement_answer_line {
    struct str href;
    struct str text;
    struct str kind;
    struct str link_id; /* empty: cannot be taken off here */
    struct str register_href;
    struct str doubt;
    struct str mark; /* how the document is known, where that is not certain */
};

struct movement_content_line {
    size_t ordinal;
    struct str id;
    struct str body;
    struct str measure;
    struct str target;
};

struct movement_cell {
    struct str text; /* "7/12 buổi" */
    struct str note; /* "đến 20/6/2020" */
    int percent;
    bool has_bar;
    bool is_missing;
    struct str label; /* the content, for phones */
};

struct movement_row {
    struct str name;
    struct str href; /* empty: not for this reader */
    struct str registered;
    LIST(struct movement_cell) cells;
    struct str missing; /* empty: nothing */
};

/* What was typed into one of the page's forms, when it was not right. */
struct movement_retry {
    const struct issues *issues;
    bool steps; /* which form it was */
    bool left_out;
    bool steps_back;
    bool adds_content;
    bool withdraws;
    struct act_form act;
    struct content_form content;
    struct str answers;
    struct str back_reason;
    struct str reason;
};

struct movement_view {
    const struct page *page;
    const struct legal_citer *citer;
    struct movement_place place;
    struct str path;
    struct movement movement;
    struct movement_line line;
    struct str launcher;
    struct str parent_title;
    struct str parent_href;
    struct str covenant_title; /* of a drive's covenant, or what leads to beginning one */
    struct str covenant_href;  /* empty: none, and none to be begun here */
    struct str register_href;  /* of a document of the register */
    struct str doubt;
    struct str revised; /* "Sửa lần 2, 3/7/2020 09:14, Trần Văn Mẫu" */
    bool is_run;
    bool may_edit; /* and it is not closed */
    bool may_step_back;
    struct str above_href; /* where it can be changed: at the level above */
    struct movement_retry retry;
    LIST(struct movement_step_line) steps;
    LIST(struct movement_act_line) acts;
    struct ui_options next_steps;
    LIST(struct movement_answer_line) answers;
    LIST(struct movement_answer_line) answered_by;
    struct ui_options candidates;
    LIST(struct movement_content_line) contents;
    LIST(struct movement_line) drives;
    struct str drive_href;
    LIST(struct movement_content_line) columns; /* contents, then "own" where somebody has some */
    LIST(struct movement_row) rows;
    size_t registered;
    struct str own_href;       /* where this user's unit enters; empty: it does not */
    LIST(struct str) clusters; /* of a level above: who takes part where */
    LIST(struct str) trail;
};

/* Draws the page of one; RETRY may be NULL. */
MUST_CHECK const struct err *movement_draw(const struct request *request, struct response *response,
                                           const struct movement_place *place, struct str id,
                                           const struct movement_retry *retry);

/* --- forms ---------------------------------------------------------------------------------- */

struct movement_form_view {
    const struct page *page;
    struct movement_form form;
    struct ui_options manners;
    struct ui_options launchers;
    struct ui_options owners;
    struct ui_options kinds;
    struct legal_suggestions documents;
    struct str parent_title;
    bool is_change;
    bool is_drive;
    bool in_year;
    bool is_run;
    struct str title;
    struct str action;
    struct str back_href, back;
};

extern const struct route movement_routes[];
extern const size_t movement_routes_count;
extern const struct route movement_form_routes[];
extern const size_t movement_form_routes_count;

#endif
