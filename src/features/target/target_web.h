/* "/cum/:cluster/nam/:year/chi-tieu": the targets of a year. What its pages share. */
#ifndef FEATURES_TARGET_TARGET_WEB_H
#define FEATURES_TARGET_TARGET_WEB_H

#include "features/legal/legal_cite_web.h"
#include "features/target/target_edit_service.h"
#include "html/ui.h"
#include "http/http.h"

/* --- the desk: what each handler opens first ---------------------------------------------------
 */

struct target_desk {
    struct request *request;
    struct cluster_year year;
    struct target_book book;
    struct target_powers powers;
};

MUST_CHECK const struct err *target_desk_open(struct request *request, int64_t known_ms,
                                              struct target_desk *ret_desk);
struct target_act target_desk_act(const struct target_desk *desk);
/* Below ".../chi-tieu"; TAIL empty: the list itself. */
struct str target_desk_path(const struct target_desk *desk, struct str tail);
/* ERR_DENIED for who decides nothing in this cluster, lock or not. */
MUST_CHECK const struct err *target_desk_deciders_only(const struct target_desk *desk);
/* Never absent. */

/* --- on what a change rests ---------------------------------------------------------------------
 */

struct target_terms_view {
    struct target_terms_form form;
    struct ui_options sources;
    struct legal_suggestions documents;
    bool asks_source;
    bool is_adjustment;
    bool asks_reason;
    bool is_lock; /* the reason is a note */
};

MUST_CHECK const struct err *target_terms_fill(const struct target_desk *desk, bool asks_source,
                                               struct target_terms_view *ret_view);
struct target_terms_form target_terms_typed(const struct request *request);

/* --- the matrix ----------------------------------------------------------------------------------
 */

struct target_cell {
    struct str unit;
    struct str href;
    struct str value; /* empty: nothing is there */
    struct str half;  /* "6 tháng đầu 5"; empty: the same as the year, or none */
    bool lacks_half;
    bool is_proposed;
    bool is_adjusted;
    bool applies; /* else a dash */
};

struct target_row {
    struct str group; /* not empty: a heading row, and nothing else */
    struct str number;
    struct str href;
    struct str name;
    struct str details; /* "lớp · càng nhiều càng tốt · lũy kế" */
    bool is_adjusted;
    LIST(struct target_cell) cells;
};

struct target_link {
    struct str href;
    struct str text;
};

struct target_matrix_view {
    const struct page *page;
    LIST(struct target_link) units;
    LIST(struct target_row) rows;
    size_t item_count;
    struct str lock; /* the sentence of the lock; empty: not locked */
    struct legal_cite lock_paper;
    bool scores_without_lock;
    struct str gaps; /* what is open before the lock; empty: nothing */
    size_t proposals;
    struct str day; /* "as known on", as typed */
    bool is_past;
    struct str known; /* the sentence of the past view */
    bool may_decide;
    bool may_lock;
    bool may_add;
    struct str own_href; /* the page of the unit that the user enters for; empty: none or several */
    struct str href;
    struct str lock_href, proposals_href, add_href, import_href, copy_href, xlsx_href;
};

/* --- a grid of figures
 * ---------------------------------------------------------------------------- */

struct target_grid_row {
    struct str group;  /* not empty: a heading row */
    struct str number; /* or empty on the page of a content */
    struct str href;
    struct str name;
    struct str details;
    struct str field; /* names of its inputs */
    struct str half_field;
    struct str seen_field;
    int64_t seen;
    struct str value; /* as shown or typed */
    struct str half;
    bool is_editable;
    bool is_done_or_not;
    bool takes_half;
    struct str rest; /* of the second half; empty: none */
    struct str state;
    enum ui_state state_mark;
    struct str origin; /* source, paper */
    bool is_adjusted;
    bool lacks_half;
    struct str why_href;
    const struct issue *value_issue;
    const struct issue *half_issue;
};

struct target_grid_rows {
    struct target_grid_row *items;
    size_t count;
    size_t capacity;
};

/* The row for a figure, without its head. ISSUES may be NULL; then what is stored is shown, else
 * what was typed. */
struct target_grid_row target_grid_row_of(const struct target_desk *desk,
                                          const struct target *target, struct str key,
                                          enum target_mode mode, const struct issues *issues);
/* Adds what was typed for it to the entries, where it was sent. */
void target_grid_take(const struct target_desk *desk, const struct target_item *item,
                      struct str unit_id, struct str key, struct target_entries *entries);
/* "lớp · Càng nhiều càng tốt · Lũy kế" */
struct str target_details(const struct request *request, const struct target_item *item);
/* "Cấp trên giao · 12/QĐ-BCH ngày 5/1/2020" */
struct str target_origin_words(const struct request *request, const struct target *target);

struct target_unit_view {
    const struct page *page;
    struct str unit_name;
    struct str action;
    struct str back_href;
    struct str add_href;
    bool is_locked;
    struct target_grid_rows rows;
    size_t item_count;
    size_t agreed;
    bool is_editable;
    bool proposes; /* what is saved is a proposal */
    bool is_own;   /* a decider looks at his own unit */
    struct target_terms_view terms;
    LIST(struct target_link) units;
};

extern const struct route target_routes[];
extern const size_t target_routes_count;
extern const struct route target_unit_routes[];
extern const size_t target_unit_routes_count;

/* --- proposals, lock, last year
 * ------------------------------------------------------------------- */

struct target_choice {
    struct str key; /* "3.ban-chqs-…" */
    struct str unit;
    struct str name;
    struct str figure;
    struct str half;
    bool lacks_half;
    struct str who;
    struct str href;
    bool is_own; /* left to the level above */
    bool checked;
};

struct target_proposals_view {
    const struct page *page;
    LIST(struct target_choice) choices;
    struct target_terms_view terms;
    struct str action;
    struct str back_href;
    size_t free_count;
};

struct target_lock_view {
    const struct page *page;
    struct str lock;
    LIST(struct target_link) gaps;
    size_t gaps_more;
    size_t item_count;
    struct target_terms_view terms;
    bool confirmed;
    struct str action;
    struct str back_href;
};

struct target_copy_view {
    const struct page *page;
    struct str from;
    LIST(struct target_link) items;
    struct str action;
    struct str back_href;
};

#endif
