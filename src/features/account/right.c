#include "features/account/right.h"

#define BIT(right)     (UINT64_C(1) << (right))
#define ROLE_BIT(role) (UINT32_C(1) << (role))
#define ROLE_BIT_ALL   (ROLE_BIT(ROLE_COUNT) - 1)
_Static_assert(RIGHT_COUNT <= 64, "a role's rights are the bits of one number");

/* The table. A role has the rights of its line and no others. */
static const struct {
    struct str code;
    enum msg_id name;
    enum role_scope scope;
    uint64_t rights;
    uint32_t gives; /* roles, to those below */
} ROLES[ROLE_COUNT] = {
    [ROLE_ADMIN] = {STR_INIT("admin"), MSG_account_role_admin, SCOPE_NONE,
                    BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_ACCOUNT_MANAGE) | BIT(RIGHT_UNIT_READ) |
                        BIT(RIGHT_UNIT_EDIT) | BIT(RIGHT_SYSTEM_CARE) | BIT(RIGHT_ACCOUNT_BELOW) |
                        BIT(RIGHT_ACCOUNT_RECOVER),
                    ROLE_BIT_ALL},
    [ROLE_OFFICE] = {STR_INIT("office"), MSG_account_role_office, SCOPE_TREE,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CLUSTER_CREATE) |
                         BIT(RIGHT_CRITERIA_EDIT) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                         BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                         BIT(RIGHT_UNIT_EDIT) | BIT(RIGHT_LEGAL_EDIT) | BIT(RIGHT_TERM_EDIT) |
                         BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT) | BIT(RIGHT_TARGET_ADJUST) |
                         BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT) |
                         BIT(RIGHT_MEMBER_SEND) | BIT(RIGHT_AUDIT_READ) |
                         BIT(RIGHT_SECRET_DESTROY) | BIT(RIGHT_PRIVACY_MANAGE) |
                         BIT(RIGHT_ACCOUNT_BELOW) | BIT(RIGHT_PERIOD_CLOSE) |
                         BIT(RIGHT_PERIOD_REOPEN) | BIT(RIGHT_ACCOUNT_RECOVER) |
                         BIT(RIGHT_SCORE_ADOPT) | BIT(RIGHT_SCORE_APPROVE) |
                         BIT(RIGHT_ANALYSIS_READ) | BIT(RIGHT_SCORE_AMEND),
                     ROLE_BIT(ROLE_UNIT) | ROLE_BIT(ROLE_COMMANDER) | ROLE_BIT(ROLE_CHECKER) |
                         ROLE_BIT(ROLE_READER)},
    [ROLE_HEAD] = {STR_INIT("head"), MSG_account_role_head, SCOPE_CLUSTER,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_CRITERIA_EDIT) |
                       BIT(RIGHT_SHEET_READ) | BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                       BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_TERM_EDIT) | BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_TARGET_EDIT) |
                       BIT(RIGHT_PERIOD_CLOSE) | BIT(RIGHT_SCORE_ADOPT) | BIT(RIGHT_ANALYSIS_READ),
                   0},
    [ROLE_UNIT] = {STR_INIT("unit"), MSG_account_role_unit, SCOPE_UNIT,
                   BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                       BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_UNIT_READ) |
                       BIT(RIGHT_MEMBER_ENTER) | BIT(RIGHT_PERSON_READ) | BIT(RIGHT_PERSON_EDIT) |
                       BIT(RIGHT_SCORE_CHECK),
                   0},
    [ROLE_READER] = {STR_INIT("reader"), MSG_account_role_reader, SCOPE_TREE,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ),
                     0},
    [ROLE_CHAIR] = {STR_INIT("chair"), MSG_account_role_chair, SCOPE_TREE,
                    BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                        BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) | BIT(RIGHT_PERSON_READ) |
                        BIT(RIGHT_COUNCIL_VOTE) | BIT(RIGHT_AUDIT_READ) | BIT(RIGHT_ALERT_READ) |
                        BIT(RIGHT_SCORE_APPROVE) | BIT(RIGHT_ANALYSIS_READ) |
                        BIT(RIGHT_SECRET_DESTROY) | BIT(RIGHT_PRIVACY_MANAGE) |
                        BIT(RIGHT_ACCOUNT_RECOVER),
                    0},
    [ROLE_DEPUTY] = {STR_INIT("deputy"), MSG_account_role_deputy, SCOPE_CLUSTER,
                     BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                         BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                         BIT(RIGHT_REVIEW_EDIT) | BIT(RIGHT_HISTORY_READ) | BIT(RIGHT_UNIT_READ) |
                         BIT(RIGHT_YEAR_EDIT) | BIT(RIGHT_SCORE_ADOPT),
                     0},
    [ROLE_COMMANDER] = {STR_INIT("commander"), MSG_account_role_commander, SCOPE_UNIT,
                        BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                            BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_SCORE_IMPORT) | /* sends a sheet */
                            BIT(RIGHT_UNIT_READ) | BIT(RIGHT_MEMBER_SEND) | BIT(RIGHT_PERSON_READ) |
                            BIT(RIGHT_ACCOUNT_BELOW),
                        ROLE_BIT(ROLE_UNIT)},
    [ROLE_CHECKER] = {STR_INIT("checker"), MSG_account_role_checker, SCOPE_UNIT,
                      BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                          BIT(RIGHT_UNIT_READ),
                      0},
    [ROLE_COUNCIL] = {STR_INIT("council"), MSG_account_role_council, SCOPE_TREE,
                      BIT(RIGHT_SIGNED_IN) | BIT(RIGHT_CLUSTER_READ) | BIT(RIGHT_SHEET_READ) |
                          BIT(RIGHT_UNIT_READ) | BIT(RIGHT_COUNCIL_VOTE),
                      0},
};

/* The rights: how they are called, and what closes them. The order of a group is the enum's. */
static const struct {
    struct str code;
    enum right_group group;
    enum msg_id name;
    enum right_state state;
} RIGHTS[RIGHT_COUNT] = {
    [RIGHT_PUBLIC] = {STR_INIT("public"), RIGHT_GROUP_NONE, MSG_none, RIGHT_READS},
    [RIGHT_SIGNED_IN] = {STR_INIT("signed-in"), RIGHT_GROUP_NONE, MSG_none, RIGHT_READS},
    [RIGHT_CLUSTER_READ] = {STR_INIT("cluster-read"), RIGHT_GROUP_READ, MSG_right_cluster_read,
                            RIGHT_READS},
    [RIGHT_SHEET_READ] = {STR_INIT("sheet-read"), RIGHT_GROUP_READ, MSG_right_sheet_read,
                          RIGHT_READS},
    [RIGHT_UNIT_READ] = {STR_INIT("unit-read"), RIGHT_GROUP_READ, MSG_right_unit_read, RIGHT_READS},
    [RIGHT_PERSON_READ] = {STR_INIT("person-read"), RIGHT_GROUP_READ, MSG_right_person_read,
                           RIGHT_READS},
    [RIGHT_HISTORY_READ] = {STR_INIT("history-read"), RIGHT_GROUP_READ, MSG_right_history_read,
                            RIGHT_READS},
    [RIGHT_SCORE_IMPORT] = {STR_INIT("score-import"), RIGHT_GROUP_ENTER, MSG_right_score_import,
                            RIGHT_WRITES_PERIOD},
    [RIGHT_SCORE_ANSWER] = {STR_INIT("score-answer"), RIGHT_GROUP_ENTER, MSG_right_score_answer,
                            RIGHT_WRITES_PERIOD},
    [RIGHT_MEMBER_ENTER] = {STR_INIT("member-enter"), RIGHT_GROUP_ENTER, MSG_right_member_enter,
                            RIGHT_WRITES_YEAR},
    [RIGHT_PERSON_EDIT] = {STR_INIT("person-edit"), RIGHT_GROUP_ENTER, MSG_right_person_edit,
                           RIGHT_WRITES_BESIDE},
    [RIGHT_MEMBER_SEND] = {STR_INIT("member-send"), RIGHT_GROUP_SEND, MSG_right_member_send,
                           RIGHT_WRITES_PERIOD},
    [RIGHT_SCORE_VERIFY] = {STR_INIT("score-verify"), RIGHT_GROUP_VERIFY, MSG_right_score_verify,
                            RIGHT_WRITES_PERIOD},
    [RIGHT_SCORE_CHECK] = {STR_INIT("score-check"), RIGHT_GROUP_VERIFY, MSG_right_score_check,
                           RIGHT_WRITES_PERIOD},
    [RIGHT_SCORE_ADOPT] = {STR_INIT("score-adopt"), RIGHT_GROUP_VERIFY, MSG_right_score_adopt,
                           RIGHT_WRITES_PERIOD},
    [RIGHT_SCORE_APPROVE] = {STR_INIT("score-approve"), RIGHT_GROUP_COUNCIL,
                             MSG_right_score_approve, RIGHT_WRITES_PERIOD},
    [RIGHT_ANALYSIS_READ] = {STR_INIT("analysis-read"), RIGHT_GROUP_READ, MSG_right_analysis_read,
                             RIGHT_READS},
    [RIGHT_SCORE_AMEND] = {STR_INIT("score-amend"), RIGHT_GROUP_RUN, MSG_right_score_amend,
                           RIGHT_WRITES_BESIDE},
    [RIGHT_CRITERIA_EDIT] = {STR_INIT("criteria-edit"), RIGHT_GROUP_RUN, MSG_right_criteria_edit,
                             RIGHT_WRITES_PERIOD},
    [RIGHT_REVIEW_EDIT] = {STR_INIT("review-edit"), RIGHT_GROUP_RUN, MSG_right_review_edit,
                           RIGHT_WRITES_PERIOD},
    [RIGHT_YEAR_EDIT] = {STR_INIT("year-edit"), RIGHT_GROUP_RUN, MSG_right_year_edit,
                         RIGHT_WRITES_YEAR},
    [RIGHT_TARGET_EDIT] = {STR_INIT("target-edit"), RIGHT_GROUP_RUN, MSG_right_target_edit,
                           RIGHT_WRITES_YEAR},
    [RIGHT_TARGET_ADJUST] = {STR_INIT("target-adjust"), RIGHT_GROUP_RUN, MSG_right_target_adjust,
                             RIGHT_WRITES_YEAR},
    [RIGHT_TERM_EDIT] = {STR_INIT("term-edit"), RIGHT_GROUP_RUN, MSG_right_term_edit,
                         RIGHT_WRITES_YEAR},
    [RIGHT_CLUSTER_CREATE] = {STR_INIT("cluster-create"), RIGHT_GROUP_RUN, MSG_right_cluster_create,
                              RIGHT_WRITES_YEAR},
    [RIGHT_UNIT_EDIT] = {STR_INIT("unit-edit"), RIGHT_GROUP_RUN, MSG_right_unit_edit,
                         RIGHT_WRITES_BESIDE},
    [RIGHT_LEGAL_EDIT] = {STR_INIT("legal-edit"), RIGHT_GROUP_RUN, MSG_right_legal_edit,
                          RIGHT_WRITES_BESIDE},
    [RIGHT_COUNCIL_VOTE] = {STR_INIT("council-vote"), RIGHT_GROUP_COUNCIL, MSG_right_council_vote,
                            RIGHT_WRITES_BESIDE},
    [RIGHT_ALERT_READ] = {STR_INIT("alert-read"), RIGHT_GROUP_COUNCIL, MSG_right_alert_read,
                          RIGHT_WRITES_BESIDE},
    [RIGHT_ACCOUNT_MANAGE] = {STR_INIT("account-manage"), RIGHT_GROUP_CARE,
                              MSG_right_account_manage, RIGHT_WRITES_BESIDE},
    [RIGHT_ACCOUNT_BELOW] = {STR_INIT("account-below"), RIGHT_GROUP_CARE, MSG_right_account_below,
                             RIGHT_WRITES_BESIDE},
    [RIGHT_AUDIT_READ] = {STR_INIT("audit-read"), RIGHT_GROUP_CARE, MSG_right_audit_read,
                          RIGHT_READS},
    [RIGHT_SECRET_DESTROY] = {STR_INIT("secret-destroy"), RIGHT_GROUP_CARE,
                              MSG_right_secret_destroy, RIGHT_WRITES_BESIDE},
    [RIGHT_PRIVACY_MANAGE] = {STR_INIT("privacy-manage"), RIGHT_GROUP_CARE,
                              MSG_right_privacy_manage, RIGHT_WRITES_BESIDE},
    [RIGHT_SYSTEM_CARE] = {STR_INIT("system-care"), RIGHT_GROUP_CARE, MSG_right_system_care,
                           RIGHT_WRITES_BESIDE},
    [RIGHT_ACCOUNT_RECOVER] = {STR_INIT("account-recover"), RIGHT_GROUP_CARE,
                               MSG_right_account_recover, RIGHT_WRITES_BESIDE},
    [RIGHT_PERIOD_CLOSE] = {STR_INIT("period-close"), RIGHT_GROUP_RUN, MSG_right_period_close,
                            RIGHT_WRITES_BESIDE},
    [RIGHT_PERIOD_REOPEN] = {STR_INIT("period-reopen"), RIGHT_GROUP_RUN, MSG_right_period_reopen,
                             RIGHT_WRITES_BESIDE},
};

static const enum msg_id GROUPS[RIGHT_GROUP_COUNT] = {
    [RIGHT_GROUP_READ] = MSG_right_group_read, [RIGHT_GROUP_ENTER] = MSG_right_group_enter,
    [RIGHT_GROUP_SEND] = MSG_right_group_send, [RIGHT_GROUP_VERIFY] = MSG_right_group_verify,
    [RIGHT_GROUP_RUN] = MSG_right_group_run,   [RIGHT_GROUP_COUNCIL] = MSG_right_group_council,
    [RIGHT_GROUP_CARE] = MSG_right_group_care,
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

enum role_scope role_scope(enum role role) {
    return ROLES[role].scope;
}

bool role_needs_cluster(enum role role) {
    return ROLES[role].scope == SCOPE_CLUSTER;
}

bool role_needs_unit(enum role role) {
    return ROLES[role].scope == SCOPE_UNIT;
}

bool role_gives(enum role giver, enum role taken) {
    return (ROLES[giver].gives & ROLE_BIT(taken)) != 0;
}

bool role_decides(enum role role) {
    const uint64_t deciding = BIT(RIGHT_SHEET_READ) | BIT(RIGHT_CRITERIA_EDIT) |
                              BIT(RIGHT_SCORE_IMPORT) | BIT(RIGHT_SCORE_VERIFY) |
                              BIT(RIGHT_SCORE_ANSWER) | BIT(RIGHT_REVIEW_EDIT) |
                              BIT(RIGHT_MEMBER_SEND) | BIT(RIGHT_COUNCIL_VOTE);
    return (ROLES[role].rights & deciding) != 0;
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
    return right > 0 && right < RIGHT_COUNT ? RIGHTS[right].state : RIGHT_READS;
}

struct str right_code(enum right right) {
    return RIGHTS[right].code;
}

enum msg_id right_name(enum right right) {
    return RIGHTS[right].name;
}

enum right_group right_group(enum right right) {
    return RIGHTS[right].group;
}

enum msg_id right_group_name(enum right_group group) {
    return GROUPS[group];
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

bool grant_is_for_all(const struct grant *grant) {
    enum role_scope scope = role_scope(grant->role);
    return (scope == SCOPE_NONE || scope == SCOPE_TREE) && str_is_empty(grant->cluster_id) &&
           str_is_empty(grant->unit_id);
}

/* What was given for a unit reaches clusters only through where it leads, which stands beside it.
 */
static bool reaches(const struct grant *grant, enum right right, struct place place) {
    if (!role_has_right(grant->role, right))
        return false;
    if (grant->year && place.year && grant->year != place.year)
        return false;
    if (str_is_empty(grant->cluster_id))
        return grant_is_for_all(grant);
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

struct reach user_reach(struct arena *arena, const struct user *user, enum right right) {
    struct reach reach = {.is_all = user && user->is_local};
    for (size_t i = 0; user && !reach.is_all && i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        if (!role_has_right(grant->role, right))
            continue;
        if (grant_is_for_all(grant))
            reach = (struct reach){.is_all = true};
        else if (grant->cluster_id.n)
            *list_push(arena, &reach) = place_at(grant->cluster_id, grant->year);
    }
    return reach;
}

bool reach_has(const struct reach *reach, struct place place) {
    for (size_t i = 0; !reach->is_all && i < reach->count; i++)
        if (str_equal(reach->items[i].cluster_id, place.cluster_id) &&
            (!reach->items[i].year || !place.year || reach->items[i].year == place.year))
            return true;
    return reach->is_all;
}

struct str reach_clusters(struct arena *arena, const struct reach *reach) {
    struct str text = STR(",");
    for (size_t i = 0; !reach->is_all && i < reach->count; i++) {
        struct str id = reach->items[i].cluster_id;
        struct str piece = str_format(arena, "," STR_FMT ",", STR_ARG(id));
        if (str_find(text, piece) < 0)
            text = str_format(arena, STR_FMT STR_FMT ",", STR_ARG(text), STR_ARG(id));
    }
    return reach->is_all ? STR("") : text;
}
