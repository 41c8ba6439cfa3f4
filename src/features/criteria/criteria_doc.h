/* "Mẫu bảng tiêu chí": a table of criteria as a workbook that can be filled in and read back
 * (intake_read_criteria); empty where there is no table yet. The second sheet holds the named
 * rules, read back with the table, and the common ones, to be looked at.
 */
#ifndef FEATURES_CRITERIA_CRITERIA_DOC_H
#define FEATURES_CRITERIA_CRITERIA_DOC_H

#include "features/organisation/unit_kind.h"
#include "features/scoring/criteria_text.h"
#include "features/scoring/scoring_service.h"

MUST_CHECK const struct err *criteria_doc_make(struct arena *arena, const struct scoreboard *board,
                                               const struct criteria_document *document,
                                               const struct unit_kinds *kinds, int64_t now_ms,
                                               struct str *ret_bytes);
struct str criteria_doc_name(struct arena *arena, const struct scoreboard *board);

#endif
