/* Boards in memory: whole, counted, and never changed once they are made, so that any number of
 * threads may read one. Private to scoring; pages use scoring_load_board.
 *
 * A board stands on a ground (all that is no score) and has a row for each unit. The board of a
 * later revision shares the ground and the rows that stayed the same with the one before; a row
 * owns its texts. Every part is counted by those that hold it and goes with the last of them.
 */
#ifndef FEATURES_SCORING_BOARD_STATE_H
#define FEATURES_SCORING_BOARD_STATE_H

#include <stdatomic.h>

#include "features/scoring/scoring_service.h"

struct id_index;

struct ground {
    atomic_uint holders;
    struct arena *arena;
    struct scoring_ground is;
    struct id_index *units; /* in the order of their ids */
    struct id_index *criteria;
};

struct unit_row;

struct board_state {
    atomic_uint holders;
    struct arena *arena; /* of what is this board's own: totals, standings, the table of rows */
    struct ground *ground;
    struct unit_row **rows;
    struct scoreboard board;
};

/* Loaded within a transaction; the caller holds what it gets. */
MUST_CHECK const struct err *ground_load(struct db_tx *tx, struct str slug, struct str period_code,
                                         struct ground **ret_ground);
struct ground *ground_hold(struct ground *ground);
void ground_release(void *ground);

/* The board of REVISION, from all entries. */
MUST_CHECK const struct err *board_state_load(struct db_tx *tx, struct ground *ground,
                                              int64_t revision, struct board_state **ret_state);
/* The board of REVISION, from OLD (of an earlier revision and the same ground) and the entries that
 * came since; *ret_newer tells how many. It equals what board_state_load would make. */
MUST_CHECK const struct err *board_state_advance(struct db_tx *tx, const struct board_state *old,
                                                 int64_t revision, struct board_state **ret_state,
                                                 size_t *ret_newer);
struct board_state *board_state_hold(struct board_state *state);
void board_state_release(void *state);

/* One entry as stored, of one cell. */
struct stored_entry {
    struct str stage;
    struct str field;
    int64_t revision;
    struct str value; /* absent: withdrawn */
    struct str author;
    int64_t at_ms;
    struct str reason;
    struct str source;
};
/* Puts it into its cell unless a newer one of its stage and field is there; the order does not
 * matter. Then settle: fills in what follows from the entries, but for points. */
void board_cell_place(struct arena *arena, struct board_cell *cell,
                      const struct stored_entry *entry);
void board_cell_settle(struct arena *arena, const struct criterion *criterion,
                       const struct scoring_rules *rules, struct board_cell *cell,
                       struct score_cell *score);

/* Within a write of DB, at the revisions that this transaction made: the ground that is kept where
 * it is still the one, else loaded (and not kept: nobody may see it before the commit), which
 * *ret_loaded tells. It stays as long as ARENA. */
MUST_CHECK const struct err *
scoring_ground_for_write(struct db_tx *tx, struct db *db, struct arena *arena,
                         const struct cluster_period *cluster, const struct cluster_revisions *at,
                         const struct scoring_ground **ret_ground, bool *ret_loaded);
/* After a write: brings what is kept up to date where the write had to load the ground, or read
 * many entries beyond the kept board. */
void scoring_keep_up(struct db *db, const struct cluster_period *cluster, bool ground_was_loaded,
                     size_t newer);

#endif
