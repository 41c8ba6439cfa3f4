/* The copy of somebody's data: as a paper (DOCX, PDF), a spreadsheet, and for machines (JSON). */
#ifndef FEATURES_PRIVACY_HOLDINGS_DOC_H
#define FEATURES_PRIVACY_HOLDINGS_DOC_H

#include "doc/paper_file.h"
#include "features/privacy/holdings_service.h"

/* HOLDINGS were read in Vietnamese: a paper is. */
MUST_CHECK const struct err *holdings_doc_paper(struct arena *arena,
                                                const struct holdings *holdings,
                                                enum paper_file file, struct str *ret_bytes);
MUST_CHECK const struct err *
holdings_doc_workbook(struct arena *arena, const struct holdings *holdings, struct str *ret_bytes);
/* {"name":…,"taken_by":…,"tables":{"identity":[{"full_name":…},…],…}}; values are as people read
 * them. */
MUST_CHECK const struct err *holdings_doc_json(struct arena *arena, const struct holdings *holdings,
                                               struct str *ret_bytes);

#endif
