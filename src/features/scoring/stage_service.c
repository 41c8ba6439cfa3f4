#include "features/scoring/stage_service.h"

static bool same_unit(struct str left, struct str right) {
    return left.n && str_equal(left, right);
}

/* Whether the unit is his own: a grant names him as somebody of it; who was given the head's post
 * without a unit is of the unit that the half-year names as head. */
static bool is_own_unit(const struct user *user, const struct cluster_period *cluster,
                        struct str unit_id) {
    for (size_t i = 0; i < user->grant_count; i++) {
        const struct grant *grant = &user->grants[i];
        bool leads = grant->role == ROLE_HEAD || grant->role == ROLE_DEPUTY;
        if ((leads || role_needs_unit(grant->role)) && same_unit(grant->unit_id, unit_id))
            return true;
        if (grant->role == ROLE_HEAD && str_is_empty(grant->unit_id) &&
            str_equal(grant->cluster_id, cluster->cluster_id) &&
            same_unit(cluster->head.id, unit_id))
            return true;
    }
    return false;
}

/* Whether one of the user's grants of ROLE reaches this half-year with RIGHT: asked as of a user
 * who has that grant alone. */
static bool has_as(const struct user *user, enum role role, enum right right, struct place place) {
    for (size_t i = 0; i < user->grant_count; i++) {
        struct user alone = *user;
        alone.grants = &user->grants[i];
        alone.grant_count = 1;
        if (user->grants[i].role == role && user_may(&alone, right, place, STR("")))
            return true;
    }
    return false;
}

struct stage_choice scoring_stages_of(const struct user *user, const struct cluster_period *cluster,
                                      struct str unit_id) {
    struct stage_choice choice = {.first = SCORE_HEAD};
    struct place place = place_of_period(cluster);
    if (user->is_local) {
        for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++)
            choice.may[stage] = true;
        choice.any = true;
        return choice;
    }
    bool head = has_as(user, ROLE_HEAD, RIGHT_SCORE_VERIFY, place);
    bool deputy = has_as(user, ROLE_DEPUTY, RIGHT_SCORE_VERIFY, place);
    bool office = has_as(user, ROLE_OFFICE, RIGHT_SCORE_VERIFY, place);
    bool own = is_own_unit(user, cluster, unit_id);
    choice.own_unit = own && (head || deputy);
    choice.may[SCORE_HEAD] =
        ((head || deputy) && !own) || (office && str_is_empty(cluster->head.id));
    choice.may[SCORE_OFFICE] = office;
    choice.may[SCORE_MEETING] = user_may(user, RIGHT_SCORE_ADOPT, place, STR(""));
    choice.may[SCORE_COUNCIL] = user_may(user, RIGHT_SCORE_APPROVE, place, STR(""));
    /* Who may not verify his own unit is not led on to enter it in the meeting's name. */
    int last = choice.own_unit ? SCORE_OFFICE : SCORE_COUNCIL;
    for (int stage = last; stage > SCORE_SELF; stage--)
        if (choice.may[stage]) {
            choice.first = (enum score_stage)stage;
            choice.any = true;
        }
    return choice;
}

const struct err *scoring_stage_check(const struct user *user, const struct cluster_period *cluster,
                                      struct str unit_id, enum score_stage stage) {
    struct stage_choice choice = scoring_stages_of(user, cluster, unit_id);
    if (choice.may[stage])
        return NULL;
    return stage == SCORE_HEAD && choice.own_unit
               ? ERR_TEXT(ERR_DENIED, "scoring.own_unit", "nobody verifies the own unit")
               : ERR(ERR_DENIED, "no right to write this step of the scores");
}

struct stage_before scoring_before_stage(const struct board_cell *cell, enum score_stage stage) {
    struct stage_before before = {.actual = STR_NONE};
    bool decided = false;
    for (int s = (int)stage - 1; s > SCORE_SELF; s--) {
        const struct stage_decision *d = cell->stages[s];
        if (!stage_decides(d))
            continue;
        if (!before.actual.p)
            before.actual = d->actual;
        if (!decided) {
            before.has_points = d->has_points;
            before.points = d->points;
        }
        decided = true;
    }
    if (!before.actual.p)
        before.actual = cell->self_actual;
    return before;
}
