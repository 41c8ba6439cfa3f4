/* The blank self-score sheet that a unit fills in: protected, with the rules inside, and with its
 * own identity, by which it is known again when it comes back. The paper is Vietnamese.
 */
#ifndef FEATURES_INTAKE_SHEET_DOC_H
#define FEATURES_INTAKE_SHEET_DOC_H

#include "features/scoring/scoring_service.h"

/* What the sheet says about itself: custom properties of the file, and lines of its hidden sheet
 * (name in column A, value in B) for programs that drop such properties. */
#define SHEET_CLUSTER STR("thidua-cluster")
#define SHEET_UNIT    STR("thidua-unit")
#define SHEET_PERIOD  STR("thidua-period")
#define SHEET_TABLE   STR("thidua-table")
#define SHEET_LOCKED  STR("thidua-locked")
enum { SHEET_IDENTITY_LINES = 5 };

/* UNIT is the index of the member. ERR_STATE while there is no locked table. The same board and
 * instant give the same bytes. */
MUST_CHECK const struct err *sheet_doc_blank(struct arena *arena, const struct scoreboard *board,
                                             size_t unit, int64_t now_ms, struct str *ret_bytes);

/* "tu-cham-ban-chqs-huyen-dam-say-2020-H1.xlsx" */
struct str sheet_doc_name(struct arena *arena, const struct scoreboard *board, size_t unit);

#endif
