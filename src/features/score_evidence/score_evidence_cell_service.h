/* The cell that evidence hangs on, and who may what there. Private to the room, but for the files'
 * hook (src/file_list.c).
 */
#ifndef FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_CELL_SERVICE_H
#define FEATURES_SCORE_EVIDENCE_SCORE_EVIDENCE_CELL_SERVICE_H

#include "features/file/file_service.h"
#include "features/scoring/scoring_service.h"

#define SCORE_CELL_FILES "score_cell"
extern const struct file_room score_cell_files;

#define EVIDENCE_CHECKER STR("checker") /* the capacity of who verifies; '' is the unit's own */

/* Members drawn to check others read the evidence of those, without a right to their sheets. Loaded
 * once for many units; {0} before. */
struct evidence_checkers {
    bool loaded;
    struct evidence_checker {
        struct str checker_id;
        struct str target_id;
    } * items;
    size_t count;
    size_t capacity;
};

struct evidence_rights {
    bool may_read;
    bool may_add;
    struct str capacity;
};
/* PLACE is the half-year's, with whether it is closed. CHECKERS may be NULL. */
MUST_CHECK const struct err *evidence_rights_in(struct db_tx *tx, struct arena *arena,
                                                const struct user *user, struct place place,
                                                struct str cluster_period_id, struct str unit_id,
                                                struct evidence_checkers *checkers,
                                                struct evidence_rights *ret_rights);

/* The address of a cell's page: "/cum/cum-mau/2020-H1/phieu/dam-say/minh-chung/II.2"; a code that
 * is not fit for an address gives way to the criterion's id. */
struct str evidence_path(struct arena *arena, struct str cluster_slug, struct str period_code,
                         struct str unit_slug, struct str criterion_code, struct str criterion_id);

#endif
