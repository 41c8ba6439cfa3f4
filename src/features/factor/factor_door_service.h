/* What the door asks of this room; door_list.c names them. All go by factor_in_use(). */
#ifndef FEATURES_FACTOR_FACTOR_DOOR_SERVICE_H
#define FEATURES_FACTOR_FACTOR_DOOR_SERVICE_H

#include "features/account/door_service.h"

#define FACTOR_STEP_PATH "/dang-nhap/buoc-hai"

/* Codes of an app and passkeys as the second step. */
extern const struct door_factor factor_step;
/* The directory keeps the passwords of the accounts that are marked for it. */
extern const struct door_keeper factor_directory;
/* No one person alone where recovery takes two and the account has a second step. */
MUST_CHECK const struct err *factor_may_reset(struct db_tx *tx, struct arena *arena,
                                              struct str account_id, bool *ret_may);

#endif
