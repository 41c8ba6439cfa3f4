/* A unit's grid put together from its half-year's board and its drafts. Private to the room. */
#ifndef FEATURES_SCOREGRID_DRAFT_SERVICE_H
#define FEATURES_SCOREGRID_DRAFT_SERVICE_H

#include "features/scoregrid/scoregrid.sql.h"
#include "features/scoregrid/scoregrid_service.h"

/* The grid of a unit as it stands. BOARD is shared and stays as it is; DRAFTS are left out where
 * the user is not the unit's own, and SENT tells what the unit has sent. */
void grid_make(struct arena *arena, const struct user *user, const struct scoreboard *board,
               size_t unit, const struct q_drafts_of_unit_rows *drafts,
               const struct unit_sendings *sent, struct score_grid *ret_grid);

/* Drafts and sendings, then the grid, within a write. */
MUST_CHECK const struct err *grid_in(struct db_tx *tx, struct arena *arena, const struct user *user,
                                     const struct scoreboard *board, size_t unit,
                                     struct score_grid *ret_grid);

/* Text as typed, read for a field of a criterion: canonical, or absent where it is empty. False
 * with *ret_why where it cannot stand. */
bool grid_read(struct arena *arena, const struct scoreboard *board, size_t criterion,
               struct str field, struct str text, struct str *ret_canonical,
               struct message *ret_why);

/* The value of a field ("actual", …, "part.…") of a cell, or NULL: it has no such field. */
struct grid_value *grid_value_of(struct own_cell *cell, struct str field);

#endif
