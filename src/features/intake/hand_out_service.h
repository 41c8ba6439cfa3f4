/* Handing out blank sheets: who may have which, what is known of each, and that it is written down.
 */
#ifndef FEATURES_INTAKE_HAND_OUT_SERVICE_H
#define FEATURES_INTAKE_HAND_OUT_SERVICE_H

#include "features/scoring/scoring_service.h"

/* What is known of a unit's sheet: when it came, what is missing. */
struct sheet_state {
    size_t unit;
    int64_t received_ms; /* of its newest value; 0: nothing came */
    size_t missing;      /* criteria without a result of the unit */
    size_t all;
};

struct sheet_states {
    struct sheet_state *items;
    size_t count;
    size_t capacity;
};

/* The units whose sheets the user may read, in the order of the members. */
void hand_out_states(struct arena *arena, const struct user *user, const struct scoreboard *board,
                     struct sheet_states *ret_states);

/* The board for making the blank sheet of one unit, or of all (UNIT_SLUG absent; for who verifies
 * the cluster). ERR_STATE while there is no locked table. *ret_unit is the member, or -1. */
MUST_CHECK const struct err *hand_out_open(struct db *db, struct arena *arena,
                                           const struct user *user, struct str slug,
                                           struct str period_code, struct str unit_slug,
                                           struct scoreboard *ret_board, ptrdiff_t *ret_unit);

/* Writes down that these sheets went out. UNIT as hand_out_open gave it. */
MUST_CHECK const struct err *hand_out_note(struct db *db, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           const struct scoreboard *board, ptrdiff_t unit);

#endif
