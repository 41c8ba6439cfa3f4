/* Who may make accounts, and for whom: the one place that decides it.
 *
 * Accounts are made by the level above: whoever holds RIGHT_ACCOUNT_MANAGE by the table of rights.
 * Only an administrator makes, resets or closes an administrator.
 */
#ifndef FEATURES_ACCOUNT_ACCOUNT_POWER_H
#define FEATURES_ACCOUNT_ACCOUNT_POWER_H

#include "features/account/right.h"

/* Whether he manages accounts at all. */
bool account_may_manage(const struct user *user);
/* Whether he may give this role, or take it back. */
bool account_may_give(const struct user *user, enum role role);
/* Whether he may reset or close an account that holds these grants. */
bool account_may_rule(const struct user *user, const struct grant *grants, size_t count);

#endif
