/* The feedback sheet as a workbook, to travel by post: real numbers, sums as formulas, and two
 * columns the unit fills in (the rest is protected). feedback_doc_read reads it back.
 */
#ifndef FEATURES_SCORING_FEEDBACK_DOC_H
#define FEATURES_SCORING_FEEDBACK_DOC_H

#include "doc/workbook_read.h"
#include "features/scoring/score_sheet_service.h"

#define FEEDBACK_PROPERTY STR("thidua-feedback") /* "cum-mau/2020-H1/dam-say" */

MUST_CHECK const struct err *feedback_doc_make(struct arena *arena, const struct scoreboard *board,
                                               size_t unit, const struct score_answers *answers,
                                               int64_t now_ms, struct str *ret_bytes);
/* "phan-hoi-dam-say-2020-H1.xlsx" */
struct str feedback_doc_name(struct arena *arena, const struct scoreboard *board, size_t unit);

struct answer_forms {
    struct answer_form *items;
    size_t count;
    size_t capacity;
};

/* The answers in a workbook made by feedback_doc_make and filled in by this unit. What is wrong
 * with it goes into ISSUES (field "tep"): then *ret_answers is not to be used. */
MUST_CHECK const struct err *feedback_doc_read(struct arena *arena, const struct scoreboard *board,
                                               size_t unit, const struct workbook_file *file,
                                               struct issues *issues,
                                               struct answer_forms *ret_answers);

#endif
