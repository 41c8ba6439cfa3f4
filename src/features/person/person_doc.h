/* Lists of people as spreadsheets, in Vietnamese: papers. Each says who took it and when. */
#ifndef FEATURES_PERSON_PERSON_DOC_H
#define FEATURES_PERSON_PERSON_DOC_H

#include "features/person/person_service.h"

/* What a page's question found. */
MUST_CHECK const struct err *person_doc_list(struct arena *arena, const struct person_page *found,
                                             const struct person_query *query, struct str taken_by,
                                             int64_t now_ms, struct str *ret_bytes);

/* An empty list to fill in and import: the columns, the words they take, one invented example. */
MUST_CHECK const struct err *
person_doc_blank(struct arena *arena, const struct person_classes *classes, struct str *ret_bytes);

#endif
