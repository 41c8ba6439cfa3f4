/* Use cases of movements: who may read and change them, what is stored.
 *
 * A cluster's year follows its own movements and those of its superior and of the levels above that
 * one, as the tree of units was in that year. RIGHT_YEAR_EDIT changes the cluster's own; those of a
 * level above are the standing office's (the same right, for every cluster).
 */
#ifndef FEATURES_MOVEMENT_MOVEMENT_SERVICE_H
#define FEATURES_MOVEMENT_MOVEMENT_SERVICE_H

#include "features/audit/audit.h"
#include "features/cluster/cluster_service.h"
#include "features/cluster/cluster_year_service.h"
#include "features/movement/movement.h"

/* What the papers of a half-year name: the cluster's own movements, directives, resolutions and
 * campaigns of that time, without drives, in their order. */
MUST_CHECK const struct err *movement_list(struct db *db, struct arena *arena,
                                           const struct user *user,
                                           const struct cluster_period *cluster,
                                           struct movements *ret_movements);

/* All that a cluster's year follows, levels above first; YEAR NULL: all of the levels above, for
 * the standing office. */
MUST_CHECK const struct err *movement_year_list(struct db *db, struct arena *arena,
                                                const struct user *user,
                                                const struct cluster_year *year,
                                                struct movements *ret_movements);
/* The same within a transaction, for other rooms; no right is asked for. */
MUST_CHECK const struct err *movement_year_load(struct db_tx *tx, struct arena *arena,
                                                const struct cluster_year *year,
                                                struct movements *ret_movements);
MUST_CHECK const struct err *movement_contents_load(struct db_tx *tx, struct arena *arena,
                                                    struct str movement_id,
                                                    struct movement_contents *ret_contents);

/* One of them with all that belongs to it. */
struct movement_answer {
    struct str link_id; /* empty: a drive's movement */
    struct movement movement;
};

struct movement_record {
    struct movement movement;
    struct movements all; /* of the same list: what may be linked */
    LIST(struct movement_answer) answers;
    struct movements answered_by;
    struct movements drives;
    struct movement_contents contents;
    struct movement_acts acts;
    struct legal_documents documents; /* the register, for what is cited */
    struct audit_lines history;       /* newest first */
};

/* YEAR as for movement_year_list. ERR_NOT_FOUND for what that year does not follow. */
MUST_CHECK const struct err *movement_read(struct db *db, struct arena *arena, enum lang lang,
                                           const struct user *user, const struct cluster_year *year,
                                           struct str id, struct movement_record *ret_record);

/* How many members take part, by movement, cluster and year: for the standing office. */
struct movement_takers {
    struct str movement_id;
    struct str cluster_slug;
    struct str cluster_name;
    int64_t year;
    int64_t takers;
};

struct movement_takers_list {
    struct movement_takers *items;
    size_t count;
    size_t capacity;
};

MUST_CHECK const struct err *movement_takers(struct db *db, struct arena *arena,
                                             const struct user *user,
                                             struct movement_takers_list *ret_takers);
/* The levels at which the office may launch: units that clusters stand below. */
MUST_CHECK const struct err *movement_levels(struct db *db, struct arena *arena,
                                             const struct user *user, struct date today,
                                             struct cluster_units *ret_units);

/* --- changing ------------------------------------------------------------------------------- */

/* Who changes what: a movement of this year, or (YEAR NULL) of a level above. What is closed is not
 * changed: ERR_STATE; what belongs to a level above is not changed from a cluster: ERR_DENIED.
 * Nothing is stored when ISSUES is not empty. */
struct movement_by {
    const struct user *user;
    int64_t now_ms;
    const struct cluster_year *year;
    struct str id; /* of the movement; empty: a new one */
};

MUST_CHECK const struct err *movement_enter(struct db *db, struct arena *arena,
                                            const struct movement_by *by,
                                            const struct movement_form *form, struct issues *issues,
                                            struct str *ret_id);
/* Entered by mistake; refused where somebody takes part, or drives or links hang on it. */
MUST_CHECK const struct err *movement_withdraw(struct db *db, struct arena *arena,
                                               const struct movement_by *by, struct str reason,
                                               struct issues *issues);
MUST_CHECK const struct err *movement_add_content(struct db *db, struct arena *arena,
                                                  const struct movement_by *by,
                                                  const struct content_form *form,
                                                  struct issues *issues);
MUST_CHECK const struct err *movement_drop_content(struct db *db, struct arena *arena,
                                                   const struct movement_by *by,
                                                   struct str content_id);
MUST_CHECK const struct err *movement_add_link(struct db *db, struct arena *arena,
                                               const struct movement_by *by, struct str answers_id,
                                               struct issues *issues);
MUST_CHECK const struct err *movement_drop_link(struct db *db, struct arena *arena,
                                                const struct movement_by *by, struct str link_id);
MUST_CHECK const struct err *movement_record_act(struct db *db, struct arena *arena,
                                                 const struct movement_by *by,
                                                 const struct act_form *form,
                                                 struct issues *issues);
/* Goes one step back, with a reason: the last act is withdrawn. Also of what is closed. */
MUST_CHECK const struct err *movement_correct_act(struct db *db, struct arena *arena,
                                                  const struct movement_by *by, struct str reason,
                                                  struct issues *issues);

/* Adds what a source states, as it states it: for samples and imports. CLUSTER_ID is the owner;
 * PARENT_ID and the rest of M may be empty. */
MUST_CHECK const struct err *movement_add(struct db *db, struct arena *arena,
                                          const struct user *user, int64_t now_ms,
                                          struct str cluster_id, const struct movement *m,
                                          struct str *ret_id);

#endif
