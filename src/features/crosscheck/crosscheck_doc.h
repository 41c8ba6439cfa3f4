/* The papers of cross-checking: the visit sheet to be filled in by hand, the same as a workbook
 * that is read back, and the differences as a workbook. Their words are Vietnamese.
 */
#ifndef FEATURES_CROSSCHECK_CROSSCHECK_DOC_H
#define FEATURES_CROSSCHECK_CROSSCHECK_DOC_H

#include "doc/document.h"
#include "doc/workbook_read.h"
#include "features/crosscheck/crosscheck_report_service.h"
#include "features/crosscheck/crosscheck_sheet_service.h"

#define CROSSCHECK_PROPERTY STR("thidua-crosscheck") /* "cum-mau/2020-H1/dam-say/<assignment>" */

/* The visit sheet: blank columns for what is found, room for both signatures. Blind sheets do not
 * show what the unit gave itself. */
struct document *crosscheck_paper_make(struct arena *arena, const struct scoreboard *board,
                                       const struct crosscheck_sheet *sheet, int64_t now_ms);
/* "kiem-tra-cheo-dam-say-2020-H1.xlsx" */
struct str crosscheck_doc_name(struct arena *arena, const struct scoreboard *board, size_t target,
                               const char *suffix);

MUST_CHECK const struct err *crosscheck_sheet_make(struct arena *arena,
                                                   const struct scoreboard *board,
                                                   const struct crosscheck_sheet *sheet,
                                                   int64_t now_ms, struct str *ret_bytes);

struct crosscheck_typed_list {
    struct crosscheck_typed *items;
    size_t count;
    size_t capacity;
};
/* What a filled-in visit sheet says, line by line; lines left empty say nothing. What is wrong with
 * the file goes into ISSUES (field "tep"). Values are read as they stand: crosscheck_read judges.
 */
MUST_CHECK const struct err *
crosscheck_sheet_read(struct arena *arena, const struct scoreboard *board,
                      const struct crosscheck_sheet *sheet, const struct workbook_file *file,
                      struct issues *issues, struct crosscheck_typed_list *ret_typed);

/* The matrix of differences, and a sheet a unit; UNITS: which ones the reader may see. */
MUST_CHECK const struct err *crosscheck_report_book(struct arena *arena,
                                                    const struct scoreboard *board,
                                                    const bool *units, int64_t now_ms,
                                                    struct str *ret_bytes);
struct str crosscheck_report_name(struct arena *arena, const struct scoreboard *board);

#endif
