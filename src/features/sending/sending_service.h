/* Who has sent its scores to the cluster, when, by whom. A sending is a row: of the grid
 * (features/scoregrid), or of a unit's sheet that was taken in and confirmed (features/intake).
 * Nothing is overwritten: a correction is sent again.
 *
 * The room stands below scoring, so that what members may see of each other can rest on it.
 */
#ifndef FEATURES_SENDING_SENDING_SERVICE_H
#define FEATURES_SENDING_SENDING_SERVICE_H

#include "base/list.h"
#include "db/db.h"
#include "features/account/right.h"

enum { SENDING_REASON_MAX = 500 };

struct sending {
    int64_t number; /* from 1, in each unit's half-year */
    bool by_sheet;  /* else in the grid */
    struct str batch_id;
    int64_t draft_number; /* of the grid: what was typed up to this number is in it */
    int64_t cells;
    struct str digest;
    struct str reason;
    struct str author;
    int64_t at_ms;
};
struct unit_sendings {
    struct str unit_id;
    struct sending *items; /* oldest first; none where figures are of before sendings were noted */
    size_t count;
    size_t capacity;
    int64_t first_ms; /* when it first sent anything */
    int64_t last_ms;
};
struct sendings {
    struct unit_sendings *items; /* units that have sent, and no others */
    size_t count;
    size_t capacity;
};

/* Within a transaction; rights are the caller's. A unit whose own figures were stored before
 * sendings were written down counts as one that sent. */
MUST_CHECK const struct err *sending_units(struct db_tx *tx, struct arena *arena,
                                           struct str cluster_period_id,
                                           struct sendings *ret_sendings);
/* The same of one unit, at its own cost alone; last_ms 0: it has not sent. */
MUST_CHECK const struct err *sending_of_unit(struct db_tx *tx, struct arena *arena,
                                             struct str cluster_period_id, struct str unit_id,
                                             struct unit_sendings *ret_unit);
/* Of that unit, or NULL: it has not sent. */
const struct unit_sendings *sending_of(const struct sendings *sendings, struct str unit_id);

/* Writes down a sending, in the transaction that stores what is sent; SENDING's number, author and
 * instant are filled in. The caller asks whether the half-year is open and writes the audit. */
MUST_CHECK const struct err *sending_write(struct db_tx *tx, struct arena *arena,
                                           const struct user *user, int64_t now_ms,
                                           struct str cluster_period_id, struct str unit_id,
                                           struct sending *sending);

#endif
