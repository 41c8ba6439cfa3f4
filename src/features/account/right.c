#include "features/account/right.h"

#define BIT(right) (1u << (right))

/* The table. A role has the rights of its line and no others. */
static const struct {
    struct str code;
    enum msg_id name;
    bool needs_cluster;
    bool needs_unit;
    uint32_t rights;
} ROLES[ROLE_COUNT] = {
    [ROLE_ADMIN] = {STR_INIT("admin"), MSG_account_role_admin, false, false,
                    BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_ACCOUNT_MANAGE) | BIT(RIGHT_UNIT_READ) |
                        BIT(RIGHT_UNIT_EDIT)},
    [ROLE_OFFICE] = {STR_INIT("office"), MSG_account_role_office, false, false,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CLUSTER_CREATE) |
                         BIT(RIGHT_CRITERIA_EDIT) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                         BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                         BIT(RIGHT_UNIT_EDIT) | BIT(RIGHT_LEGAL_EDIT) | BIT(RIGHT_TERM_EDIT) |
                         BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT) | BIT(RIGHT_TARGET_ADJUST) |
                         BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT)},
    [ROLE_HEAD] = {STR_INIT("head"), MSG_account_role_head, true, false,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CRITERIA_EDIT) |
                       BIT(RIGHT_SHEET_READ) | BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                       BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_TERM_EDIT) | BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT)},
    [ROLE_UNIT] = {STR_INIT("unit"), MSG_account_role_unit, true, true,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                       BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT)},
    [ROLE_READER] = {STR_INIT("reader"), MSG_account_role_reader, true, false,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ)},
};

struct str role_code(enum role role) {
    return ROLES[role].code;
}

bool role_from_code(struct str code, enum role *ret_role) {
    for (int role = 0; role < ROLE_COUNT; role++)
        if (str_equal(ROLES[role].code, code)) {
            *ret_role = (enum role)role;
            return true;
        }
    return false;
}

enum msg_id role_name(enum role role) {
    return ROLES[role].name;
}

bool role_needs_cluster(enum role role) {
    return ROLES[role].needs_cluster;
}

bool role_needs_unit(enum role role) {
    return ROLES[role].needs_unit;
}

struct user user_local(void) {
    return (struct user){.id = STR(""),
                         .login = STR(""),
                         .name = STR("Dòng lệnh trên máy chủ"),
                         .address = STR("local"),
                         .is_local = true,
                         .session_hash = STR("")};
}

bool role_has_right(enum role role, enum right right) {
    return right > 0 && right < RIGHT_COUNT && (ROLES[role].rights & BIT(right)) != 0;
}

bool user_has_right(const struct user *user, enum right right) {
    if (right == RIGHT_PUBLIC)
        return true;
    if (!user)
        return false;
    if (user->is_local || right == RIGHT_SIGNED_IN)
        return true;
    for (size_t i = 0; i < user->grant_count; i++)
        if (role_has_right(user->grants[i].role, right))
            return true;
    return false;
}

bool user_may(const struct user *user, enum right right, struct str cluster_id,
              struct str unit_id) {
    if (!user)
        return right == RIGHT_PUBLIC;
    if (user->is_local)
        return true;
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        bool cluster = !role_needs_cluster(grant->role) || str_equal(grant->cluster_id, cluster_id);
        /* A member's officer reads the cluster's common pages (no unit asked for), but of units
         * only its own. */
        bool unit = !role_needs_unit(grant->role) || str_is_empty(unit_id) ||
                    str_equal(grant->unit_id, unit_id);
        if (role_has_right(grant->role, right) && cluster && unit)
            return true;
    }
    return false;
}

bool user_may_every_unit(const struct user *user, enum right right, struct str cluster_id) {
    if (!user)
        return false;
    if (user->is_local)
        return true;
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        bool cluster = !role_needs_cluster(grant->role) || str_equal(grant->cluster_id, cluster_id);
        if (role_has_right(grant->role, right) && cluster && !role_needs_unit(grant->role))
            return true;
    }
    return false;
}
