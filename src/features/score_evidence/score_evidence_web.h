/* Pages of evidence: a cell's, what may be taken over, a unit's list, what is used more than once.
 */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_WEB_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_WEB_H

#include "features/score_evidence/score_evidence_list_web.h"
#include "features/score_evidence/score_evidence_use_service.h"

struct evidence_cell_view {
    const struct page *page;
    struct str unit_name;
    struct str unit_href; /* the unit's list of evidence */
    struct str code;
    struct str name;
    struct str why_href;
    struct evidence_list list;
    struct evidence_form form;
    struct file_form file_form;
    struct str file_hint;
    struct str file_action;
    struct str take_href;
    bool upload_first; /* the file's form has something wrong */
};

struct evidence_source_line {
    struct str id;
    struct str text;
    struct str caption;
    struct str where;
    struct str where_href;
    struct str at;
};
struct evidence_take_view {
    const struct page *page;
    struct str title; /* of the cell */
    struct str back_href;
    struct str action;
    LIST(struct evidence_source_line) sources;
};

struct evidence_book_line {
    struct str code;
    struct str name;
    struct str href;
    bool is_group;
    struct evidence_list list;
};
struct evidence_book_view {
    const struct page *page;
    struct str unit_name;
    struct str unit_href;
    struct str workbook_href;
    LIST(struct evidence_book_line) lines;
    size_t with;
    size_t scored;
};

struct evidence_use_line {
    bool begins;
    struct str title; /* empty: the user may not see it */
    struct str href;
    struct str name;
    struct str caption;
    struct str at;
    bool taken;
    struct str sharing; /* of the first line of a content */
    bool is_grave;
    struct str sha256;
};
struct evidence_uses_view {
    const struct page *page;
    LIST(struct evidence_use_line) lines;
    size_t contents;
    bool more;
};

/* The cell of "/cum/:cluster/:period/phieu/:unit/minh-chung/:code", for who may read it, or add to
 * it. The board stays as long as the request. */
MUST_CHECK const struct err *evidence_place_of_request(const struct request *request, bool adds,
                                                       struct scoreboard *ret_board,
                                                       struct evidence_place *ret_place);
/* "II.2 Tuyên truyền" */
struct str evidence_cell_title(struct arena *arena, const struct evidence_place *place);

extern const struct route score_evidence_routes[];
extern const size_t score_evidence_routes_count;
extern const struct route score_evidence_book_routes[];
extern const size_t score_evidence_book_routes_count;

#endif
