/* The pages of units: what they show, and their routes. */
#ifndef FEATURES_ORGANISATION_ORGANISATION_WEB_H
#define FEATURES_ORGANISATION_ORGANISATION_WEB_H

#include "features/organisation/organisation_service.h"
#include "html/ui.h"
#include "http/http.h"

enum { UNIT_OPEN_MAX = 60 }; /* nodes of the tree open at once */

/* The day and the instant that a page is asked for, as typed and as understood. */
struct unit_when {
    struct unit_view view;
    struct str day_typed;
    struct str known_typed;
    struct str query; /* "?ngay=2020-06-26&biet=2026-01-02"; empty: today, as the book is */
    bool is_today;
    bool is_known_now;
    struct date known_on; /* the last day that counts; empty: the book as it is */
};

/* Reads "?ngay=…&biet=…"; what is wrong goes into ISSUES, and today counts. */
void unit_when_read(const struct request *request, struct issues *issues,
                    struct unit_when *ret_when);

/* The print note of a page of units: who, when, as at which day. */
struct str unit_print_note(const struct request *request, const struct unit_when *when);

/* "từ 1/7/2025", "không rõ": what a state's beginning is called. */
struct str unit_begin_words(struct arena *arena, enum lang lang, struct partial_date begins);

struct tree_row {
    struct str name;
    struct str short_name;
    struct str kind; /* its name; empty: not classified */
    struct str href;
    struct str slug;
    struct str toggle_href; /* empty: nothing below */
    struct str above;       /* of a search */
    int64_t children;
    size_t depth; /* 0 … 8, deeper ones are drawn as 8 */
    size_t level; /* from 1, as it is */
    bool is_open;
    bool is_cut;
};

struct tree_view {
    const struct page *page;
    const struct unit_when *when;
    struct str words; /* searched for */
    struct str open;  /* the slugs, for the form */
    bool searched;
    bool may_edit;
    int64_t count; /* units on that day; 0: not all are seen */
    LIST(struct tree_row) rows;
};

extern const struct route organisation_routes[];
extern const size_t organisation_routes_count;

#endif
