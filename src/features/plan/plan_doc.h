/* A plan as a paper: "KẾ HOẠCH" in the layout of Nghị định 30/2020/NĐ-CP with the table of tasks as
 * a lying annex, and as a workbook. What nobody stated stays blank or dotted; a draft says so
 * across every page, a sample its mark; no option removes either.
 */
#ifndef FEATURES_PLAN_PLAN_DOC_H
#define FEATURES_PLAN_PLAN_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/cluster/cluster_year_service.h"
#include "features/legal/legal_cite.h"
#include "features/plan/plan.h"

struct plan_paper {
    const struct cluster_year *year;
    const struct plan *plan;
    struct date today; /* as at which day tasks stand */
};

MUST_CHECK const struct err *plan_doc_make(struct arena *arena, const struct plan_paper *paper,
                                           const struct legal_citer *citer, enum paper_file file,
                                           int64_t now_ms, struct str *ret_bytes);
MUST_CHECK const struct err *plan_doc_html(struct arena *arena, const struct plan_paper *paper,
                                           const struct legal_citer *citer, int64_t now_ms,
                                           struct trusted_html *ret_html);
/* The tasks with their progress, to be worked on and sent. */
MUST_CHECK const struct err *plan_book_make(struct arena *arena, const struct plan_paper *paper,
                                            const struct legal_citer *citer, int64_t now_ms,
                                            struct str *ret_bytes);
/* "ke-hoach-cum-mau-2020-cum-ca-nam.docx" */
struct str plan_doc_name(struct arena *arena, const struct plan_paper *paper, const char *suffix);

#endif
