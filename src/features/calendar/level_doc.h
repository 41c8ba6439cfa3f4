/* All clusters of a level as a workbook; its words are Vietnamese. */
#ifndef FEATURES_CALENDAR_LEVEL_DOC_H
#define FEATURES_CALENDAR_LEVEL_DOC_H

#include "features/calendar/level_service.h"

MUST_CHECK const struct err *level_doc_make(struct arena *arena, const struct level *level,
                                            const struct level_filter *filter, int year,
                                            struct str printed_by, int64_t now_ms,
                                            struct str *ret_bytes);

#endif
