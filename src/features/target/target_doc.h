/* The targets of a year as a workbook: the matrix for people, and a list that can be read back in.
 */
#ifndef FEATURES_TARGET_TARGET_DOC_H
#define FEATURES_TARGET_TARGET_DOC_H

#include "features/target/target_service.h"

/* A workbook for saving: "chi-tieu-cum-mau-2020.xlsx". */
MUST_CHECK const struct err *target_doc_make(struct arena *arena, const struct target_book *book,
                                             const struct cluster_year *year, int64_t now_ms,
                                             struct str *ret_bytes);
struct str target_doc_name(struct arena *arena, const struct cluster_year *year);

#endif
