/* The ranking as a spreadsheet: real numbers and working formulas.
 *
 * Sheet "Xếp thứ": place, unit, sums of the groups, bonus, penalty, total; its figures are formulas
 * over the sheet "Điểm chi tiết" (criteria × units, the points that count as numbers). Change a
 * number there and sums, totals and places follow. Sheet "Căn cứ": the rules in words, what they
 * rest on, to which date and revision the figures run, who printed it and when.
 * Sheet "Biểu đồ": a chart of those cells.
 *
 * Samples carry their mark on every sheet and every printed page; a half-year's result says that
 * it is provisional. A cluster that shows no places has none here either.
 */
#ifndef FEATURES_SCORING_RANKING_DOC_H
#define FEATURES_SCORING_RANKING_DOC_H

#include "features/scoring/scoring_service.h"

struct ranking_doc_options {
    enum ranking_stage stage;
    bool groups_only; /* no single criteria: for who may not read the other units' scores */
    struct str printed_by;
    struct str audit_mark; /* of what is closed: audit_paper_mark; else absent */
};

/* The points in force, with all criteria. */
MUST_CHECK const struct err *ranking_doc_make(struct arena *arena, const struct scoreboard *board,
                                              int64_t now_ms, struct str *ret_bytes);
MUST_CHECK const struct err *ranking_doc_make_with(struct arena *arena,
                                                   const struct scoreboard *board,
                                                   const struct ranking_doc_options *options,
                                                   int64_t now_ms, struct str *ret_bytes);
/* "xep-thu-cum-mau-2020-H1.xlsx"; "diem-…" where places are not shown. */
struct str ranking_doc_name(struct arena *arena, const struct scoreboard *board);

#endif
