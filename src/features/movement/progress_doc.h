/* The progress of a movement as a spreadsheet: members × contents, and every report a row. */
#ifndef FEATURES_MOVEMENT_PROGRESS_DOC_H
#define FEATURES_MOVEMENT_PROGRESS_DOC_H

#include "features/movement/participation_service.h"

struct progress_doc {
    const struct cluster_year *year;
    const struct movement_record *record;
    const struct participations *participations;
    const bool *detailed; /* by member: whether its reports stand in the second sheet */
    struct str printed_by;
};

/* Samples carry their mark on every sheet and printed page. */
MUST_CHECK const struct err *progress_doc_make(struct arena *arena, const struct progress_doc *doc,
                                               int64_t now_ms, struct str *ret_bytes);
/* "tien-do-cum-mau-2020-thi-dua-quyet-thang.xlsx" */
struct str progress_doc_name(struct arena *arena, const struct progress_doc *doc);

#endif
