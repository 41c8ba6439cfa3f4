/* "Danh mục minh chứng": a unit's evidence of a half-year as a spreadsheet that prints. */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_DOC_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_DOC_H

#include "features/score_evidence/score_evidence_service.h"

/* A row for each piece that stands; a criterion without any has one row that says so. Samples carry
 * their mark. */
MUST_CHECK const struct err *score_evidence_doc_make(struct arena *arena,
                                                     const struct scoreboard *board, size_t unit,
                                                     const struct evidence_records *records,
                                                     int64_t now_ms, struct str *ret_bytes);
/* "minh-chung-dam-say-2020-H1.xlsx" */
struct str score_evidence_doc_name(struct arena *arena, const struct scoreboard *board,
                                   size_t unit);

#endif
