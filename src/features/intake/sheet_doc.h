/* The blank self-score sheet that a unit fills in: protected, with the rules inside, and with its
 * own identity, by which it is known again when it comes back. The paper is Vietnamese.
 */
#ifndef FEATURES_INTAKE_SHEET_DOC_H
#define FEATURES_INTAKE_SHEET_DOC_H

#include "features/scoring/scoring_service.h"

/* UNIT is the index of the member. ERR_STATE while there is no locked table. The same board and
 * instant give the same bytes. */
MUST_CHECK const struct err *sheet_doc_blank(struct arena *arena, const struct scoreboard *board,
                                             size_t unit, int64_t now_ms, struct str *ret_bytes);

/* "tu-cham-ban-chqs-huyen-dam-say-2020-H1.xlsx" */
struct str sheet_doc_name(struct arena *arena, const struct scoreboard *board, size_t unit);

/* The blank sheets of all members in one ZIP, and its name: "phieu-tu-cham-cum-mau-2020-H1.zip". */
MUST_CHECK const struct err *sheet_doc_all(struct arena *arena, const struct scoreboard *board,
                                           int64_t now_ms, struct str *ret_bytes);
struct str sheet_doc_all_name(struct arena *arena, const struct scoreboard *board);

#endif
