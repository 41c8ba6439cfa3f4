/* The minutes of a handing over, in the layout of Nghị định 30/2020/NĐ-CP: as DOCX, PDF or page.
 *
 * What nobody stated stays dotted, to be filled in by hand; number and place too. "DỰ THẢO" stands
 * across the pages until the incoming head has confirmed, and a sample's mark on every page. */
#ifndef FEATURES_HEADSHIP_HANDOVER_DOC_H
#define FEATURES_HEADSHIP_HANDOVER_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/cluster/cluster_year_service.h"
#include "features/headship/headship.h"

MUST_CHECK const struct err *handover_doc_make(struct arena *arena, const struct cluster_year *year,
                                               const struct handover *handover,
                                               enum paper_file file, int64_t now_ms,
                                               struct str *ret_bytes);
MUST_CHECK const struct err *handover_doc_html(struct arena *arena, const struct cluster_year *year,
                                               const struct handover *handover, int64_t now_ms,
                                               struct trusted_html *ret_html);
/* "bien-ban-ban-giao-cum-mau-2021.docx" */
struct str handover_doc_name(struct arena *arena, const struct cluster_year *year,
                             enum paper_file file);

#endif
