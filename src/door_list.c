/* What the door asks of higher rooms. */
#include "features/account/door_service.h"
#include "features/factor/factor_door_service.h"

/* The second factors that signing in may ask for: of those that an account has set up the first.
 * NULL behind the last. */
const struct door_factor *const door_factors[] = {&factor_step, NULL};

/* Who keeps passwords that are not kept here. */
const struct door_keeper *const door_keeper = &factor_directory;

/* Whether one person alone may give an account a new code. */
const struct err *(*const door_may_reset)(struct db_tx *tx, struct arena *arena,
                                          struct str account_id, bool *ret_may) = factor_may_reset;
