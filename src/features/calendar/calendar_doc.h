/* The calendar of a year as a workbook, to take to a meeting or to fill a wall. A paper: its words
 * are Vietnamese. */
#ifndef FEATURES_CALENDAR_CALENDAR_DOC_H
#define FEATURES_CALENDAR_CALENDAR_DOC_H

#include "features/calendar/calendar_service.h"

MUST_CHECK const struct err *calendar_doc_make(struct arena *arena, const struct cluster_year *year,
                                               const struct calendar *calendar,
                                               const struct legal_citer *citer,
                                               struct str printed_by, int64_t now_ms,
                                               struct str *ret_bytes);

#endif
