#include "features/account/right.h"

#define BIT(right) (UINT64_C(1) << (right))
_Static_assert(RIGHT_COUNT <= 64, "a role's rights are the bits of one number");

/* The table. A role has the rights of its line and no others. */
static const struct {
    struct str code;
    enum msg_id name;
    bool needs_cluster;
    bool needs_unit;
    uint64_t rights;
} ROLES[ROLE_COUNT] = {
    [ROLE_ADMIN] = {STR_INIT("admin"), MSG_account_role_admin, false, false,
                    BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_ACCOUNT_MANAGE) | BIT(RIGHT_UNIT_READ) |
                        BIT(RIGHT_UNIT_EDIT) | BIT(RIGHT_SYSTEM_CARE) | BIT(RIGHT_ACCOUNT_RECOVER)},
    [ROLE_OFFICE] = {STR_INIT("office"), MSG_account_role_office, false, false,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CLUSTER_CREATE) |
                         BIT(RIGHT_CRITERIA_EDIT) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                         BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                         BIT(RIGHT_UNIT_EDIT) | BIT(RIGHT_LEGAL_EDIT) | BIT(RIGHT_TERM_EDIT) |
                         BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT) | BIT(RIGHT_TARGET_ADJUST) |
                         BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT) |
                         BIT(RIGHT_MEMBER_SEND) | BIT(RIGHT_AUDIT_READ) |
                         BIT(RIGHT_SECRET_DESTROY) | BIT(RIGHT_PRIVACY_MANAGE) |
                         BIT(RIGHT_PERIOD_CLOSE) | BIT(RIGHT_PERIOD_REOPEN) |
                         BIT(RIGHT_ACCOUNT_RECOVER)},
    [ROLE_HEAD] = {STR_INIT("head"), MSG_account_role_head, true, false,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CRITERIA_EDIT) |
                       BIT(RIGHT_SHEET_READ) | BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                       BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_TERM_EDIT) | BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT) |
                       BIT(RIGHT_PERIOD_CLOSE)},
    [ROLE_UNIT] = {STR_INIT("unit"), MSG_account_role_unit, true, true,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                       BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT)},
    [ROLE_READER] = {STR_INIT("reader"), MSG_account_role_reader, true, false,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ)},
    [ROLE_CHAIR] = {STR_INIT("chair"), MSG_account_role_chair, false, false,
                    BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                        BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) | BIT(RIGHT_PERSON_READ) |
                        BIT(RIGHT_COUNCIL_VOTE) | BIT(RIGHT_AUDIT_READ) | BIT(RIGHT_ALERT_READ) |
                        BIT(RIGHT_SECRET_DESTROY) | BIT(RIGHT_PRIVACY_MANAGE) |
                        BIT(RIGHT_ACCOUNT_RECOVER)},
    [ROLE_DEPUTY] = {STR_INIT("deputy"), MSG_account_role_deputy, true, false,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                         BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                         BIT(RIGHT_YEAR_EDIT)},
    [ROLE_COMMANDER] = {STR_INIT("commander"), MSG_account_role_commander, true, true,
                        BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                            BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_SCORE_IMPORT) | /* sends a sheet */
                            BIT(RIGHT_UNIT_READ) | BIT(RIGHT_MEMBER_SEND) | BIT(RIGHT_PERSON_READ)},
    [ROLE_CHECKER] = {STR_INIT("checker"), MSG_account_role_checker, true, true,
                      BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                          BIT(RIGHT_UNIT_READ)},
    [ROLE_COUNCIL] = {STR_INIT("council"), MSG_account_role_council, false, false,
                      BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                          BIT(RIGHT_UNIT_READ) | BIT(RIGHT_COUNCIL_VOTE)},
};

/* What a right writes, where it is not mere reading. */
static const enum right_state STATES[RIGHT_COUNT] = {
    [RIGHT_CLUSTER_CREATE] = RIGHT_WRITES_YEAR,   [RIGHT_CRITERIA_EDIT] = RIGHT_WRITES_PERIOD,
    [RIGHT_SCORE_IMPORT] = RIGHT_WRITES_PERIOD,   [RIGHT_SCORE_VERIFY] = RIGHT_WRITES_PERIOD,
    [RIGHT_SCORE_ANSWER] = RIGHT_WRITES_PERIOD,   [RIGHT_REVIEW_EDIT] = RIGHT_WRITES_PERIOD,
    [RIGHT_ACCOUNT_MANAGE] = RIGHT_WRITES_BESIDE, [RIGHT_UNIT_EDIT] = RIGHT_WRITES_BESIDE,
    [RIGHT_LEGAL_EDIT] = RIGHT_WRITES_BESIDE,     [RIGHT_TERM_EDIT] = RIGHT_WRITES_YEAR,
    [RIGHT_YEAR_EDIT] = RIGHT_WRITES_YEAR,        [RIGHT_TARGET_EDIT] = RIGHT_WRITES_YEAR,
    [RIGHT_TARGET_ADJUST] = RIGHT_WRITES_YEAR,    [RIGHT_MEMBER_ENTER] = RIGHT_WRITES_YEAR,
    [RIGHT_PERSON_EDIT] = RIGHT_WRITES_BESIDE,    [RIGHT_MEMBER_SEND] = RIGHT_WRITES_PERIOD,
    [RIGHT_COUNCIL_VOTE] = RIGHT_WRITES_BESIDE,   [RIGHT_ALERT_READ] = RIGHT_WRITES_BESIDE,
    [RIGHT_SECRET_DESTROY] = RIGHT_WRITES_BESIDE, /* what is closed is destroyed all the same */
    [RIGHT_PRIVACY_MANAGE] = RIGHT_WRITES_BESIDE, [RIGHT_SYSTEM_CARE] = RIGHT_WRITES_BESIDE,
    [RIGHT_ACCOUNT_BELOW] = RIGHT_WRITES_BESIDE,  [RIGHT_ACCOUNT_RECOVER] = RIGHT_WRITES_BESIDE,
    [RIGHT_PERIOD_CLOSE] = RIGHT_WRITES_BESIDE,   [RIGHT_PERIOD_REOPEN] = RIGHT_WRITES_BESIDE,
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
                         .session_hash = STR(""),
                         .acting_for_id = STR(""),
                         .acting_for_name = STR("")};
}

struct place place_at(struct str cluster_id, int year) {
    return (struct place){.cluster_id = cluster_id, .year = year};
}

bool role_has_right(enum role role, enum right right) {
    return right > 0 && right < RIGHT_COUNT && (ROLES[role].rights & BIT(right)) != 0;
}

enum right_state right_state(enum right right) {
    return right > 0 && right < RIGHT_COUNT ? STATES[right] : RIGHT_READS;
}

bool right_writes(enum right right) {
    enum right_state state = right_state(right);
    return state == RIGHT_WRITES_PERIOD || state == RIGHT_WRITES_YEAR;
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

/* A grant for a unit that is not yet told as clusters (a tree, a membership) reaches none. */
static bool reaches(const struct grant *grant, enum right right, struct place place) {
    if (!role_has_right(grant->role, right))
        return false;
    if (grant->year && place.year && grant->year != place.year)
        return false;
    if (str_is_empty(grant->cluster_id))
        return !role_needs_cluster(grant->role) && str_is_empty(grant->unit_id);
    return str_equal(grant->cluster_id, place.cluster_id);
}

bool user_may(const struct user *user, enum right right, struct place place, struct str unit_id) {
    if (!user)
        return right == RIGHT_PUBLIC;
    if (user->is_local)
        return true;
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        /* A member's officer reads the cluster's common pages (no unit asked for), but of units
         * only its own. */
        bool unit = !role_needs_unit(grant->role) || str_is_empty(unit_id) ||
                    str_equal(grant->unit_id, unit_id);
        if (unit && reaches(grant, right, place))
            return true;
    }
    return false;
}

bool user_may_now(const struct user *user, enum right right, struct place place,
                  struct str unit_id) {
    return user_may(user, right, place, unit_id) && !(place.is_closed && right_writes(right));
}

bool user_may_every_unit(const struct user *user, enum right right, struct place place) {
    if (!user)
        return false;
    if (user->is_local)
        return true;
    for (size_t i = 0; i < user->grant_count; i++)
        if (!role_needs_unit(user->grants[i].role) && reaches(&user->grants[i], right, place))
            return true;
    return false;
}
