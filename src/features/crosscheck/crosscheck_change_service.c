/* Changes of a draw by hand, and the days of the visits. */
#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/crosscheck/crosscheck.sql.h"
#include "features/crosscheck/crosscheck_service.h"
#include "sys/id.h"
#include "text/form_text.h"

struct change_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    struct str target_id;
    const struct str *checkers;
    size_t count;
    struct str reason;
    struct date on;
    struct str place;
    struct issues *issues;
    struct crosscheck_plan plan;
};

static struct str name_of(const struct change_work *work, struct str unit_id) {
    ptrdiff_t member = cluster_member_by_id(work->cluster, unit_id);
    return member < 0 ? STR("?") : work->cluster->members.items[member].name;
}

static const struct err *begin(struct db_tx *tx, struct change_work *work) {
    work->issues->count = 0;
    TRY(closing_must_be_open(tx, work->arena, work->cluster->id));
    if (cluster_member_by_id(work->cluster, work->target_id) < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    return crosscheck_load_in(tx, work->arena, work->cluster,
                              crosscheck_day(work->cluster->period, work->now_ms), &work->plan);
}

/* --- by hand ------------------------------------------------------------------------------ */

static void check_checkers(struct change_work *work) {
    struct arena *arena = work->arena;
    if (!work->count || work->count > CROSSCHECK_TEAM_MAX)
        issue_add(arena, work->issues, STR("checkers"), MESSAGE(MSG_crosscheck_checkers_missing));
    for (size_t i = 0; i < work->count; i++) {
        struct str id = work->checkers[i];
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice = twice || str_equal(work->checkers[k], id);
        if (str_equal(id, work->target_id))
            issue_add(arena, work->issues, STR("checkers"), MESSAGE(MSG_crosscheck_not_oneself));
        else if (cluster_member_by_id(work->cluster, id) < 0 || twice ||
                 crosscheck_is_gone(&work->plan, id))
            issue_add(arena, work->issues, STR("checkers"),
                      MESSAGE_WITH(MSG_crosscheck_checker_wrong, name_of(work, id)));
    }
    if (!work->reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_crosscheck_change_reason));
}

static struct str team_in_words(struct change_work *work, bool before) {
    struct str text = STR("");
    size_t count = before ? work->plan.assignments.count : work->count;
    for (size_t i = 0; i < count; i++) {
        const struct crosscheck_assignment *a = before ? &work->plan.assignments.items[i] : NULL;
        if (a && (a->withdrawn_ms || !str_equal(a->target_id, work->target_id)))
            continue;
        struct str name = name_of(work, a ? a->checker_id : work->checkers[i]);
        text = str_format(work->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? ", " : "",
                          STR_ARG(name));
    }
    return text;
}

static const struct err *reassign_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    TRY(begin(tx, work));
    if (!work->plan.draws.count)
        return ERR_TEXT(ERR_STATE, "crosscheck.not_drawn", "nothing was drawn yet");
    const struct crosscheck_assignment *leader = crosscheck_leader(&work->plan, work->target_id);
    const struct crosscheck_progress *done =
        leader ? crosscheck_progress_of(&work->plan, leader->checker_id, work->target_id) : NULL;
    if (done && done->sent_ms)
        return ERR_TEXT(ERR_STATE, "crosscheck.sent_before", "its cross-check was sent already");
    check_checkers(work);
    if (work->issues->count)
        return NULL;
    for (size_t i = 0; i < work->plan.assignments.count; i++) {
        const struct crosscheck_assignment *a = &work->plan.assignments.items[i];
        if (!a->withdrawn_ms && str_equal(a->target_id, work->target_id))
            TRY(q_crosscheck_assignment_withdraw(tx, a->id, work->now_ms, work->user->name,
                                                 work->reason));
    }
    for (size_t i = 0; i < work->count; i++)
        TRY(q_crosscheck_assignment_insert(tx, id_new(work->arena, work->now_ms), work->cluster->id,
                                           work->plan.draws.items[0].id, work->checkers[i],
                                           work->target_id, i == 0, work->reason, work->user->name,
                                           work->now_ms));
    struct audit_note note = {.action = "crosscheck.change",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .before = team_in_words(work, true),
                              .after = str_format(work->arena, STR_FMT ": " STR_FMT,
                                                  STR_ARG(name_of(work, work->target_id)),
                                                  STR_ARG(team_in_words(work, false))),
                              .reason = work->reason};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *crosscheck_reassign(struct db *db, struct arena *arena, const struct user *user,
                                      int64_t now_ms, const struct cluster_period *cluster,
                                      struct str target_id, const struct str *checkers,
                                      size_t count, struct str reason, struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to change who checks whom");
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .target_id = target_id,
                               .checkers = checkers,
                               .count = count,
                               .issues = issues};
    struct issues typed = {0};
    work.reason = form_line(arena, &typed, STR("reason"), reason, CROSSCHECK_TEXT_MAX,
                            MSG_crosscheck_too_long);
    if (typed.count) {
        *issues = typed;
        return NULL;
    }
    return db_write(db, reassign_in, &work);
}

/* --- visits ------------------------------------------------------------------------------- */

bool crosscheck_may_set_visit(const struct user *user, const struct cluster_period *cluster,
                              const struct crosscheck_plan *plan, struct str target_id) {
    struct place place = place_of_period(cluster);
    const struct crosscheck_assignment *leader = crosscheck_leader(plan, target_id);
    return leader && (user_may(user, RIGHT_CRITERIA_EDIT, place, STR("")) ||
                      user_may(user, RIGHT_SCORE_CHECK, place, leader->checker_id));
}

static const struct err *visit_in(struct db_tx *tx, void *context) {
    struct change_work *work = context;
    TRY(begin(tx, work));
    if (!crosscheck_leader(&work->plan, work->target_id) &&
        user_may(work->user, RIGHT_CRITERIA_EDIT, place_of_period(work->cluster), STR("")))
        return ERR_TEXT(ERR_STATE, "crosscheck.not_assigned", "nobody checks this unit");
    if (!crosscheck_may_set_visit(work->user, work->cluster, &work->plan, work->target_id))
        return ERR(ERR_DENIED, "no right to set the day of this visit");
    const struct crosscheck_visit *before = crosscheck_visit_of(&work->plan, work->target_id);
    if (before && date_compare(before->on, work->on) == 0 && str_equal(before->place, work->place))
        return NULL;
    TRY(q_crosscheck_visit_insert(tx, id_new(work->arena, work->now_ms), work->cluster->id,
                                  work->target_id, before ? before->revision + 1 : 1,
                                  date_iso_or_none(work->arena, work->on), work->place,
                                  work->user->name, work->now_ms));
    struct audit_note note = {.action = "crosscheck.visit",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .before = before ? date_display(work->arena, before->on) : STR_NONE,
                              .after = str_format(work->arena, STR_FMT ": " STR_FMT " " STR_FMT,
                                                  STR_ARG(name_of(work, work->target_id)),
                                                  STR_ARG(date_display(work->arena, work->on)),
                                                  STR_ARG(work->place))};
    return audit_write(tx, work->arena, work->user, work->now_ms, &note);
}

const struct err *crosscheck_set_visit(struct db *db, struct arena *arena, const struct user *user,
                                       int64_t now_ms, const struct cluster_period *cluster,
                                       struct str target_id, struct str on, struct str place,
                                       struct issues *issues) {
    struct place here = place_of_period(cluster);
    if (!user_may(user, RIGHT_CRITERIA_EDIT, here, STR("")) &&
        !user_may(user, RIGHT_SCORE_CHECK, here, STR("")))
        return ERR(ERR_DENIED, "no right to set the day of a visit");
    struct change_work work = {.arena = arena,
                               .user = user,
                               .now_ms = now_ms,
                               .cluster = cluster,
                               .target_id = target_id,
                               .issues = issues};
    struct issues typed = {0};
    work.on = form_date(arena, &typed, STR("on"), on, MSG_crosscheck_date_wrong);
    if (!typed.count && !date_is_empty(work.on) && work.on.year != cluster->period.year)
        issue_add(arena, &typed, STR("on"), MESSAGE(MSG_crosscheck_date_other_year));
    work.place =
        form_line(arena, &typed, STR("place"), place, CROSSCHECK_TEXT_MAX, MSG_crosscheck_too_long);
    if (typed.count) {
        *issues = typed;
        return NULL;
    }
    return db_write(db, visit_in, &work);
}
