/* "Phụ lục giải trình điểm": each figure of a unit, or of all, with rule, arithmetic, steps that
 * decided, evidence, disputes and corrections. For papers: DOCX and PDF, A4 lying, heads repeated.
 *
 * No person is named: steps speak as stages. A draft's mark unless it is closed, a sample's always.
 */
#ifndef FEATURES_EXPLAIN_ANNEX_DOC_H
#define FEATURES_EXPLAIN_ANNEX_DOC_H

#include "doc/html_write.h"
#include "doc/paper_file.h"
#include "features/dispute/dispute_service.h"
#include "features/freeze/freeze_service.h"
#include "features/score_evidence/score_evidence_service.h"
#include "features/scoring/table_version_service.h"

/* More rows than this are sent unit by unit: a paper of that length nobody reads, and it would hold
 * up others. */
enum { ANNEX_ROWS_MAX = 2500 };

struct annex_ground {
    const struct scoreboard *board;
    const struct user *user;                 /* who reads it: what he may see of the others */
    ptrdiff_t unit;                          /* -1: all members */
    const struct evidence_records *evidence; /* [unit]; NULL: none were loaded */
    const struct threads *threads;
    const struct addenda *addenda;
    const struct table_version *version; /* of the table; NULL: not locked */
    struct str audit_mark;
};
/* Rows that it would have. */
size_t annex_doc_rows(const struct scoreboard *board, ptrdiff_t unit);
MUST_CHECK const struct err *annex_doc_make(struct arena *arena, const struct annex_ground *ground,
                                            enum paper_file file, int64_t now_ms,
                                            struct str *ret_bytes);
MUST_CHECK const struct err *annex_doc_html(struct arena *arena, const struct annex_ground *ground,
                                            int64_t now_ms, struct trusted_html *ret_html);
/* "giai-trinh-diem-dam-say-2020-H1.docx" */
struct str annex_doc_name(struct arena *arena, const struct annex_ground *ground,
                          enum paper_file file);

#endif
