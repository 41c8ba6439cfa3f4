#include "features/account/account_power.h"

static bool is_administrator(const struct user *user) {
    for (size_t i = 0; i < user->grant_count; i++)
        if (user->grants[i].role == ROLE_ADMIN)
            return true;
    return user->is_local;
}

bool account_may_manage(const struct user *user) {
    return user_has_right(user, RIGHT_ACCOUNT_MANAGE);
}

bool account_may_give(const struct user *user, enum role role) {
    return account_may_manage(user) && (role != ROLE_ADMIN || is_administrator(user));
}

bool account_may_rule(const struct user *user, const struct grant *grants, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!account_may_give(user, grants[i].role))
            return false;
    return account_may_manage(user);
}
