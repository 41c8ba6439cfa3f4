/* Use cases of taking part: a member registers and reports, for its own unit (RIGHT_MEMBER_ENTER);
 * all of the cluster see how far everybody is; details to who may read that unit's sheet. */
#ifndef FEATURES_MOVEMENT_PARTICIPATION_SERVICE_H
#define FEATURES_MOVEMENT_PARTICIPATION_SERVICE_H

#include "features/movement/movement_service.h"
#include "features/movement/participation.h"

/* Whether that member is meant: a movement that one member launched is that member's alone. */
bool participation_expected(const struct cluster_year *year, const struct movement *movement,
                            struct str unit_id);
/* Launched and not yet closed: one may register and report. */
bool participation_is_open(const struct movement *movement);

/* Of one movement (empty id: of all) in a cluster's year. Within a transaction no right is asked
 * for. */
MUST_CHECK const struct err *participation_load(struct db_tx *tx, struct arena *arena,
                                                const struct cluster_year *year,
                                                struct str movement_id,
                                                struct participations *ret_participations);
MUST_CHECK const struct err *participation_list(struct db *db, struct arena *arena,
                                                const struct user *user,
                                                const struct cluster_year *year,
                                                struct str movement_id,
                                                struct participations *ret_participations);

/* Who enters for which unit. ERR_INPUT where that unit is no member of the year or the movement is
 * not meant for it; ERR_STATE where the movement is not launched yet, or closed. */
struct participation_by {
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str movement_id;
    struct str unit_id;
};

/* Registers, or adds commitments to what is registered. */
MUST_CHECK const struct err *participation_register(struct db *db, struct arena *arena,
                                                    const struct participation_by *by,
                                                    const struct participation_form *form,
                                                    struct issues *issues);
MUST_CHECK const struct err *participation_report(struct db *db, struct arena *arena,
                                                  const struct participation_by *by,
                                                  const struct movement_report_form *form,
                                                  struct issues *issues);
/* Takes back a commitment or a row of progress, by its id. */
MUST_CHECK const struct err *participation_withdraw(struct db *db, struct arena *arena,
                                                    const struct participation_by *by,
                                                    struct str id, struct str reason,
                                                    struct issues *issues);

/* How a year stands, for pages that tell of all its rooms. */
struct movement_status {
    size_t movements; /* movements and drives of the year */
    size_t running;   /* launched, not closed */
    size_t members;   /* members × movements that run: what is expected */
    size_t registered;
    size_t reported; /* of them, those that reported on every commitment */
};

MUST_CHECK const struct err *movement_status_load(struct db_tx *tx, struct arena *arena,
                                                  const struct cluster_year *year,
                                                  struct movement_status *ret_status);
MUST_CHECK const struct err *movement_status(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             const struct cluster_year *year,
                                             struct movement_status *ret_status);

#endif
