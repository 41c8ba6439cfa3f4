/* Why a total and a place are what they are; the annex of explanations; one page for the commander.
 */
#ifndef FEATURES_EXPLAIN_EXPLAIN_WEB_H
#define FEATURES_EXPLAIN_EXPLAIN_WEB_H

#include "features/explain/annex_doc.h"
#include "features/explain/briefing_doc.h"
#include "features/frame/frame.h"
#include "html/ui.h"

/* Group by group, against a neighbour in the order. */
struct total_part {
    struct str code;
    struct str name;
    struct str href; /* of the group's explanation; empty for who may not read the unit */
    struct decimal max;
    struct decimal points;
    bool complete;
};
struct total_against_part {
    struct str name;
    struct decimal own;
    struct decimal other;
    struct str difference; /* "+0,50" */
};
struct total_against {
    struct str unit;
    enum msg_id where; /* above, below */
    struct str difference;
    struct str tie; /* what set them apart where they are equal; else empty */
    LIST(struct total_against_part) parts;
};
struct total_row {
    struct str place;
    struct str name;
    struct str href;
    struct decimal compared;
    bool is_this;
};
struct total_view {
    const struct page *page;
    struct str unit;
    struct str unit_href; /* empty for who may not read its figures */
    struct str annex_href;
    struct str state; /* "Thứ hạng 2/5" */
    struct str note;  /* why there is no place; may be empty */
    struct str rule;
    struct str hidden; /* why others do not show; may be empty */
    struct str amended;
    LIST(struct total_part) parts;
    struct score_totals totals;
    bool compares; /* the points compared differ from the total */
    LIST(struct total_against) against;
    LIST(struct total_row) order;
};

struct annex_view {
    const struct page *page;
    struct str title;
    struct str whose;
    struct str docx_href;
    struct str pdf_href;
    LIST(struct page_link) others; /* of which units there are annexes */
    struct trusted_html paper;
};
struct briefing_link {
    struct str text;
    struct str href;
};
struct briefing_view {
    const struct page *page;
    struct str title;
    struct str docx_href;
    struct str pdf_href;
    LIST(struct page_link) others;
    LIST(struct briefing_link) decisions;
    struct trusted_html paper;
};

extern const struct route explain_routes[];
extern const size_t explain_routes_count;

#endif
