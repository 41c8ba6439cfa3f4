/* The evidence of a cell as it is drawn: on its own page, and wherever the figure is explained.
 *
 *     struct evidence_list evidence;
 *     TRY(evidence_list_fill(request, &place, &evidence));
 *     … {% call evidence_items(h, &view.evidence, view.page->csrf_token) %}
 *
 * It includes no page of the room scoring, so those may include it.
 */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_LIST_WEB_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_LIST_WEB_H

#include "features/score_evidence/score_evidence_service.h"
#include "html/page.h"
#include "http/http.h"

struct evidence_link {
    struct str words;
    struct str href; /* empty: words alone */
};

struct evidence_line {
    struct str id;
    bool is_sheet;
    bool is_file;
    bool by_checker;
    struct str text;
    struct str href; /* of a file; empty: handed out no more */
    struct str thumbnail;
    struct str caption;
    struct str purpose;
    struct str size;
    struct str sha256;
    struct str scan; /* "đã quét …" */
    bool infected;
    struct str who;
    struct str gone; /* withdrawn or destroyed, in words; empty: it stands */
    bool may_withdraw;
    LIST(struct evidence_link) origins;
    LIST(struct evidence_link) twins;
    size_t unseen; /* further places of the same bytes */
};

struct evidence_list {
    LIST(struct evidence_line) lines;
    size_t standing;
    struct str href;            /* the cell's page */
    struct str withdraw_action; /* of the forms beside the lines; empty: none are drawn */
    bool may_add;
    bool adds_as_checker;
};

/* Names of persons stand in it for who may read the history alone. */
MUST_CHECK const struct err *evidence_list_fill(const struct request *request,
                                                const struct evidence_place *place,
                                                struct evidence_list *ret_list);

#endif
