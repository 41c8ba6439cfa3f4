/* Rows to states and back; scopes. Private to the room. */
#ifndef FEATURES_ORGANISATION_STORE_SERVICE_H
#define FEATURES_ORGANISATION_STORE_SERVICE_H

#include "features/audit/audit.h"
#include "features/organisation/organisation_service.h"

/* Who has no RIGHT_UNIT_EDIT: ERR_DENIED. */
MUST_CHECK const struct err *deny_who_may_not_change(const struct user *user);

/* Everything recorded of one unit, withdrawn states too. */
MUST_CHECK const struct err *states_of_unit(struct db_tx *tx, struct arena *arena,
                                            struct str unit_id, struct unit_states *ret_states);

/* The successions that lead to a unit or from it. */
MUST_CHECK const struct err *successions_around(struct db_tx *tx, struct arena *arena,
                                                struct str unit_id,
                                                struct successions *ret_successions);

/* The unit's slug made free: the name's, with a number behind it where another unit has it. */
MUST_CHECK const struct err *free_unit_slug(struct db_tx *tx, struct arena *arena, struct str name,
                                            struct str *ret_slug);

/* Inserts the state; its unit must be there. */
MUST_CHECK const struct err *store_state(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, int64_t now_ms,
                                         const struct unit_state *state);

/* The units that a user sees. */
struct scope {
    bool is_all;
    struct str *items; /* else these ids, sorted */
    size_t count;
    size_t capacity;
};
/* ERR_DENIED for who sees none. */
MUST_CHECK const struct err *scope_of(struct db_tx *tx, struct arena *arena,
                                      const struct user *user, struct scope *ret_scope);
bool scope_has(const struct scope *scope, struct str unit_id);

/* The unit of that slug where the user sees it: else ERR_NOT_FOUND, ERR_DENIED. */
MUST_CHECK const struct err *unit_of_slug(struct db_tx *tx, struct arena *arena,
                                          const struct user *user, struct str slug,
                                          struct str *ret_id);

/* Within a write: stores what was planned, with its audit row (NOTE instead of the plan's own,
 * where it is not NULL). RET_SLUG: of the planned unit, or of the first new one. */
MUST_CHECK const struct err *store_plan(struct db_tx *tx, struct arena *arena,
                                        const struct user *user, int64_t now_ms,
                                        const struct unit_plan *plan, struct str slug,
                                        const struct audit_note *note, struct str *ret_slug);

#endif
