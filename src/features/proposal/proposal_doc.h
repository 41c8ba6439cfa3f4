/* The list of proposals as a spreadsheet for the council above: a paper, so Vietnamese. */
#ifndef FEATURES_PROPOSAL_PROPOSAL_DOC_H
#define FEATURES_PROPOSAL_PROPOSAL_DOC_H

#include "features/proposal/proposal_service.h"

/* AUDIT_MARK: of what is closed; else absent. */
MUST_CHECK const struct err *proposal_doc_make(struct arena *arena, const struct scoreboard *board,
                                               const struct proposal_list *list,
                                               struct str audit_mark, int64_t now_ms,
                                               struct str *ret_bytes);
/* "de-nghi-khen-cum-mau-2020-H2.xlsx" */
struct str proposal_doc_name(struct arena *arena, const struct scoreboard *board);

#endif
