/* The covenant as a paper: DOCX, PDF and page with the same words, in the layout of Nghị định
 * 30/2020/NĐ-CP. Blocks for the signatures of all members stand in a grid; who was recorded as
 * having signed has name and post there, the others dots. What is not frozen carries "DỰ THẢO", a
 * frozen version its number and digest in the footer, a sample its mark; no option removes them.
 */
#ifndef FEATURES_COVENANT_COVENANT_DOC_H
#define FEATURES_COVENANT_COVENANT_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/cluster/cluster_year_service.h"
#include "features/covenant/covenant.h"

struct covenant_paper {
    const struct cluster_year *year;
    const struct covenant *covenant;
    const struct covenant_version *version; /* NULL: the draft */
    const struct covenant_targets *targets; /* of the draft; a version has its own */
};

MUST_CHECK const struct err *covenant_doc_make(struct arena *arena,
                                               const struct covenant_paper *paper,
                                               enum paper_file file, int64_t now_ms,
                                               struct str *ret_bytes);
MUST_CHECK const struct err *covenant_doc_html(struct arena *arena,
                                               const struct covenant_paper *paper, int64_t now_ms,
                                               struct trusted_html *ret_html);
/* "giao-uoc-cum-mau-2020-ca-nam.docx" */
struct str covenant_doc_name(struct arena *arena, const struct covenant_paper *paper,
                             enum paper_file file);

#endif
