/* Reading and drawing; changes by hand and visits are in crosscheck_change_service.c. */
#include "features/crosscheck/crosscheck_service.h"

#include "features/audit/audit.h"
#include "features/cluster/closing_service.h"
#include "features/crosscheck/crosscheck.sql.h"
#include "sys/id.h"
#include "text/form_text.h"
#include "text/vi_fold.h"

/* --- reading ------------------------------------------------------------------------------ */

struct date crosscheck_day(struct period period, int64_t now_ms) {
    struct date today = date_of_instant(now_ms);
    if (date_compare(today, period_first_day(period)) < 0)
        return period_first_day(period);
    return date_compare(today, period_last_day(period)) > 0 ? period_last_day(period) : today;
}

static const struct err *load_draws(struct db_tx *tx, struct arena *arena, struct str period_id,
                                    struct crosscheck_plan *plan) {
    struct q_crosscheck_draws_rows rows;
    TRY(q_crosscheck_draws(tx, arena, period_id, &rows));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_crosscheck_draws_row *r = &rows.items[i];
        *list_push(arena, &plan->draws) =
            (struct crosscheck_drawn){.id = r->id,
                                      .revision = r->revision,
                                      .team_size = r->team_size > 0 ? (size_t)r->team_size : 1,
                                      .rings_allowed = r->rings_allowed,
                                      .look_back = (int)r->look_back,
                                      .apart_by_parent = r->apart_by_parent,
                                      .seed = r->seed,
                                      .seed_source = r->seed_source,
                                      .replaces_reason = r->replaces_reason,
                                      .author = r->author,
                                      .at_ms = r->at_ms};
    }
    if (!plan->draws.count)
        return NULL;
    struct crosscheck_drawn *newest = &plan->draws.items[0];
    struct q_crosscheck_parties_rows parties;
    struct q_crosscheck_exclusions_rows exclusions;
    TRY(q_crosscheck_parties(tx, arena, newest->id, &parties));
    TRY(q_crosscheck_exclusions(tx, arena, newest->id, &exclusions));
    for (size_t i = 0; i < parties.count; i++)
        *list_push(arena, &newest->parties) =
            (struct crosscheck_party){parties.items[i].unit_id, parties.items[i].left_out};
    for (size_t i = 0; i < exclusions.count; i++) {
        const struct q_crosscheck_exclusions_row *r = &exclusions.items[i];
        struct crosscheck_exclusion e = {r->checker_unit_id, r->target_unit_id, EXCLUSION_NAMED,
                                         r->reason};
        exclusion_kind_from_code(r->kind, &e.kind);
        *list_push(arena, &newest->exclusions) = e;
    }
    return NULL;
}

static const struct err *load_assignments(struct db_tx *tx, struct arena *arena,
                                          struct str period_id, struct crosscheck_plan *plan) {
    struct q_crosscheck_assignments_rows rows;
    struct q_crosscheck_visits_rows visits;
    TRY(q_crosscheck_assignments(tx, arena, period_id, &rows));
    TRY(q_crosscheck_visits(tx, arena, period_id, &visits));
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_crosscheck_assignments_row *r = &rows.items[i];
        *list_push(arena, &plan->assignments) = (struct crosscheck_assignment){
            .id = r->id,
            .draw_id = r->draw_id,
            .checker_id = r->checker_unit_id,
            .target_id = r->target_unit_id,
            .is_leader = r->is_leader,
            .reason = r->reason,
            .author = r->author,
            .at_ms = r->at_ms,
            .withdrawn_ms = r->withdrawn_ms.set ? r->withdrawn_ms.value : 0,
            .withdrawn_by = str_or_empty(r->withdrawn_by),
            .withdrawn_reason = str_or_empty(r->withdrawn_reason)};
    }
    for (size_t i = 0; i < visits.count; i++) {
        const struct q_crosscheck_visits_row *r = &visits.items[i];
        struct crosscheck_visit visit = {.target_id = r->target_unit_id,
                                         .revision = r->revision,
                                         .place = r->place,
                                         .author = r->author,
                                         .at_ms = r->at_ms};
        if (r->visit_on.p)
            date_parse_iso(r->visit_on, &visit.on);
        *list_push(arena, &plan->visits) = visit;
    }
    return NULL;
}

static struct crosscheck_progress *progress_at(struct arena *arena, struct crosscheck_plan *plan,
                                               struct str checker_id, struct str target_id) {
    for (size_t i = 0; i < plan->progress.count; i++)
        if (str_equal(plan->progress.items[i].checker_id, checker_id) &&
            str_equal(plan->progress.items[i].target_id, target_id))
            return &plan->progress.items[i];
    struct crosscheck_progress *progress = list_push(arena, &plan->progress);
    *progress = (struct crosscheck_progress){
        .checker_id = checker_id, .target_id = target_id, .sent_by = STR("")};
    return progress;
}

static const struct err *load_progress(struct db_tx *tx, struct arena *arena, struct str period_id,
                                       struct crosscheck_plan *plan) {
    struct q_crosscheck_entered_rows entered;
    struct q_crosscheck_sendings_rows sent;
    TRY(q_crosscheck_entered(tx, arena, period_id, &entered));
    TRY(q_crosscheck_sendings(tx, arena, period_id, &sent));
    for (size_t i = 0; i < entered.count; i++)
        progress_at(arena, plan, entered.items[i].checker_unit_id, entered.items[i].target_unit_id)
            ->entered_ms = entered.items[i].at_ms;
    for (size_t i = 0; i < sent.count; i++) {
        struct crosscheck_progress *progress =
            progress_at(arena, plan, sent.items[i].checker_unit_id, sent.items[i].target_unit_id);
        progress->sent_ms = sent.items[i].at_ms;
        progress->sent_by = sent.items[i].author;
    }
    return NULL;
}

/* Members with the level above them on a day; one that is not there does not exist then. */
struct above {
    struct str unit_id;
    struct str parent_id;
};
struct aboves {
    struct above *items;
    size_t count;
    size_t capacity;
};

static const struct err *load_above(struct db_tx *tx, struct arena *arena,
                                    const struct cluster_period *cluster, struct date day,
                                    struct aboves *ret_above) {
    struct q_crosscheck_parents_rows rows;
    TRY(q_crosscheck_parents(tx, arena, cluster->cluster_id, cluster->period.year,
                             date_iso(arena, day), &rows));
    *ret_above = (struct aboves){0};
    for (size_t i = 0; i < rows.count; i++)
        *list_push(arena, ret_above) =
            (struct above){rows.items[i].unit_id, str_or_empty(rows.items[i].parent_id)};
    return NULL;
}

static const struct above *above_of(const struct aboves *list, struct str unit_id) {
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i].unit_id, unit_id))
            return &list->items[i];
    return NULL;
}

const struct err *crosscheck_load_in(struct db_tx *tx, struct arena *arena,
                                     const struct cluster_period *cluster, struct date day,
                                     struct crosscheck_plan *ret_plan) {
    struct aboves above;
    *ret_plan = (struct crosscheck_plan){0};
    TRY(load_draws(tx, arena, cluster->id, ret_plan));
    TRY(load_assignments(tx, arena, cluster->id, ret_plan));
    TRY(load_progress(tx, arena, cluster->id, ret_plan));
    TRY(load_above(tx, arena, cluster, day, &above));
    for (size_t i = 0; i < cluster->members.count; i++)
        if (!above_of(&above, cluster->members.items[i].id))
            *list_push(arena, &ret_plan->gone) = cluster->members.items[i].id;
    return NULL;
}

struct crosscheck_work {
    struct arena *arena;
    const struct user *user;
    int64_t now_ms;
    const struct cluster_period *cluster;
    const struct crosscheck_form *form;
    struct issues *issues;
    struct date day;
    struct crosscheck_plan plan;
    struct aboves above;
};

static const struct err *load_in(struct db_tx *tx, void *context) {
    struct crosscheck_work *work = context;
    return crosscheck_load_in(tx, work->arena, work->cluster, work->day, &work->plan);
}

const struct err *crosscheck_load(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  struct crosscheck_plan *ret_plan) {
    if (!user_may(user, RIGHT_CLUSTER_READ, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to read the cluster");
    struct crosscheck_work work = {
        .arena = arena, .cluster = cluster, .day = crosscheck_day(cluster->period, now_ms)};
    TRY(db_read(db, load_in, &work));
    *ret_plan = work.plan;
    return NULL;
}

/* As an officer of the checking unit, or its commander. */
static bool checks_by(const struct user *user, struct place place, struct str checker_id) {
    return user_may(user, RIGHT_SCORE_CHECK, place, checker_id) ||
           user_may(user, RIGHT_MEMBER_SEND, place, checker_id);
}

bool crosscheck_checks(const struct user *user, const struct cluster_period *cluster,
                       const struct crosscheck_plan *plan, struct str target_id) {
    struct place place = place_of_period(cluster);
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        if (!a->withdrawn_ms && str_equal(a->target_id, target_id) &&
            checks_by(user, place, a->checker_id))
            return true;
    }
    return false;
}

const struct err *crosscheck_may_read_in(struct db_tx *tx, struct arena *arena,
                                         const struct user *user, struct str cluster_period_id,
                                         struct str target_id, bool *ret_may) {
    struct q_crosscheck_checkers_rows rows;
    *ret_may = false;
    TRY(q_crosscheck_checkers(tx, arena, cluster_period_id, target_id, &rows));
    for (size_t i = 0; i < rows.count && !*ret_may; i++) {
        const struct q_crosscheck_checkers_row *r = &rows.items[i];
        struct period period;
        if (!period_parse(r->code, &period))
            continue;
        struct place place = place_at(r->cluster_id, period.year);
        *ret_may = checks_by(user, place, r->checker_unit_id);
    }
    return NULL;
}

struct may_work {
    struct arena *arena;
    const struct user *user;
    struct str period_id;
    struct str target_id;
    bool may;
};

static const struct err *may_in(struct db_tx *tx, void *context) {
    struct may_work *work = context;
    return crosscheck_may_read_in(tx, work->arena, work->user, work->period_id, work->target_id,
                                  &work->may);
}

const struct err *crosscheck_may_read(struct db *db, struct arena *arena, const struct user *user,
                                      const struct cluster_period *cluster, struct str target_id,
                                      bool *ret_may) {
    struct may_work work = {
        .arena = arena, .user = user, .period_id = cluster->id, .target_id = target_id};
    TRY(db_read(db, may_in, &work));
    *ret_may = work.may;
    return NULL;
}

/* --- what is excluded --------------------------------------------------------------------- */

static void exclude(struct arena *arena, struct crosscheck_drawn *draw, struct str checker_id,
                    struct str target_id, enum exclusion_kind kind, struct str reason) {
    *list_push(arena, &draw->exclusions) =
        (struct crosscheck_exclusion){checker_id, target_id, kind, reason};
}

static bool takes_part(const struct crosscheck_drawn *draw, struct str unit_id) {
    for (size_t i = 0; i < draw->parties.count; i++)
        if (str_equal(draw->parties.items[i].unit_id, unit_id))
            return !draw->parties.items[i].left_out.n;
    return false;
}

/* Partners of the half-years looked back on, in either direction. */
static const struct err *exclude_last(struct db_tx *tx, struct crosscheck_work *work,
                                      struct crosscheck_drawn *draw) {
    struct q_crosscheck_partners_before_rows rows;
    if (!draw->look_back)
        return NULL;
    TRY(q_crosscheck_partners_before(tx, work->arena, work->cluster->cluster_id,
                                     work->cluster->code, &rows));
    int periods = 0;
    struct str period = STR("");
    for (size_t i = 0; i < rows.count; i++) {
        const struct q_crosscheck_partners_before_row *r = &rows.items[i];
        periods += !str_equal(r->code, period);
        period = r->code;
        if (periods > draw->look_back)
            break;
        if (!takes_part(draw, r->checker_unit_id) || !takes_part(draw, r->target_unit_id))
            continue;
        exclude(work->arena, draw, r->checker_unit_id, r->target_unit_id, EXCLUSION_LAST, period);
        exclude(work->arena, draw, r->target_unit_id, r->checker_unit_id, EXCLUSION_LAST, period);
    }
    return NULL;
}

static void exclude_by_parent(struct crosscheck_work *work, struct crosscheck_drawn *draw) {
    for (size_t i = 0; draw->apart_by_parent && i < draw->parties.count; i++)
        for (size_t k = 0; k < draw->parties.count; k++) {
            struct str a = draw->parties.items[i].unit_id;
            struct str b = draw->parties.items[k].unit_id;
            const struct above *of_a = above_of(&work->above, a);
            const struct above *of_b = above_of(&work->above, b);
            if (i != k && of_a && of_b && of_a->parent_id.n &&
                str_equal(of_a->parent_id, of_b->parent_id))
                exclude(work->arena, draw, a, b, EXCLUSION_PARENT, STR(""));
        }
}

static const struct cluster_unit *
named_unit(struct arena *arena, const struct cluster_period *cluster, struct str typed) {
    struct str folded = vi_fold(arena, str_trim(typed));
    for (size_t i = 0; folded.n && i < cluster->members.count; i++) {
        const struct cluster_unit *unit = &cluster->members.items[i];
        if (str_equal(vi_fold(arena, unit->name), folded) || str_equal(unit->slug, folded))
            return unit;
    }
    return NULL;
}

/* One line: "A > B: why". */
static bool exclude_named_line(struct crosscheck_work *work, struct crosscheck_drawn *draw,
                               struct str line) {
    struct str rest = line;
    struct str pair = str_cut(&rest, ':');
    struct str reason = form_clean_line(work->arena, str_trim(str_or_empty(rest)));
    struct str target_words = pair;
    struct str checker_words = str_cut(&target_words, '>');
    const struct cluster_unit *checker = named_unit(work->arena, work->cluster, checker_words);
    const struct cluster_unit *target =
        named_unit(work->arena, work->cluster, str_or_empty(target_words));
    if (!checker || !target || checker == target || !reason.n)
        return false;
    if (takes_part(draw, checker->id) && takes_part(draw, target->id))
        exclude(work->arena, draw, checker->id, target->id, EXCLUSION_NAMED, reason);
    return true;
}

static void exclude_named(struct crosscheck_work *work, struct crosscheck_drawn *draw) {
    struct str lines = form_text(work->arena, work->issues, STR("named"), work->form->named,
                                 CROSSCHECK_NAMED_MAX * 100, MSG_crosscheck_too_long);
    size_t count = 0;
    while (lines.p) {
        struct str line = str_trim(str_cut(&lines, '\n'));
        if (!line.n)
            continue;
        if (++count > CROSSCHECK_NAMED_MAX || !exclude_named_line(work, draw, line)) {
            issue_add(work->arena, work->issues, STR("named"),
                      MESSAGE_WITH(MSG_crosscheck_named_unclear, line));
            return;
        }
    }
}

/* --- drawing ------------------------------------------------------------------------------ */

static bool read_number(struct str typed, long long from, long long to, long long *ret_number) {
    return str_to_int64(str_trim(str_or_empty(typed)), ret_number) && *ret_number >= from &&
           *ret_number <= to;
}

static void read_form(struct crosscheck_work *work, struct crosscheck_drawn *draw) {
    struct arena *arena = work->arena;
    const struct crosscheck_form *form = work->form;
    long long number = 1;
    if (!read_number(form->team_size, 1, CROSSCHECK_TEAM_MAX, &number))
        issue_add(arena, work->issues, STR("team_size"),
                  MESSAGE_WITH(MSG_crosscheck_team_size_wrong,
                               str_format(arena, "%d", CROSSCHECK_TEAM_MAX)));
    draw->team_size = number > 0 ? (size_t)number : 1;
    number = 0;
    if (!read_number(form->look_back, 0, CROSSCHECK_LOOK_BACK_MAX, &number))
        issue_add(arena, work->issues, STR("look_back"),
                  MESSAGE_WITH(MSG_crosscheck_look_back_wrong,
                               str_format(arena, "%d", CROSSCHECK_LOOK_BACK_MAX)));
    draw->look_back = (int)number;
    draw->rings_allowed = form->rings_allowed;
    draw->apart_by_parent = form->apart_by_parent;
    draw->seed_source = form_line(arena, work->issues, STR("seed_source"), form->seed_source,
                                  CROSSCHECK_TEXT_MAX, MSG_crosscheck_too_long);
    bool typed = str_trim(str_or_empty(form->seed)).n > 0;
    if (!crosscheck_read_seed(arena, typed ? form->seed : form->random_seed, &draw->seed))
        issue_add(arena, work->issues, STR("seed"), MESSAGE(MSG_crosscheck_seed_wrong));
    else if (typed && !draw->seed_source.n)
        issue_add(arena, work->issues, STR("seed_source"),
                  MESSAGE(MSG_crosscheck_seed_source_missing));
    if (!typed)
        draw->seed_source = STR("");
    draw->replaces_reason = form_line(arena, work->issues, STR("reason"), form->reason,
                                      CROSSCHECK_TEXT_MAX, MSG_crosscheck_too_long);
    if (!work->plan.draws.count)
        draw->replaces_reason = STR("");
    else if (!draw->replaces_reason.n)
        issue_add(arena, work->issues, STR("reason"), MESSAGE(MSG_crosscheck_again_reason));
}

/* The units of a draw as numbers, with its exclusions. */
static struct crosscheck_input input_of(struct arena *arena, const struct crosscheck_drawn *draw,
                                        struct str **ret_ids) {
    struct str *ids = ARENA_ARRAY(arena, struct str, draw->parties.count + 1);
    struct exclusion *exclusions = ARENA_ARRAY(arena, struct exclusion, draw->exclusions.count + 1);
    struct crosscheck_input input = {.team_size = draw->team_size,
                                     .rings_allowed = draw->rings_allowed,
                                     .exclusions = exclusions,
                                     .seed = draw->seed};
    for (size_t i = 0; i < draw->parties.count; i++)
        if (!draw->parties.items[i].left_out.n)
            ids[input.count++] = draw->parties.items[i].unit_id;
    for (size_t i = 0; i < draw->exclusions.count; i++) {
        const struct crosscheck_exclusion *e = &draw->exclusions.items[i];
        struct exclusion *numbered = &exclusions[input.exclusion_count];
        *numbered = (struct exclusion){input.count, input.count, e->kind};
        for (size_t k = 0; k < input.count; k++) {
            if (str_equal(ids[k], e->checker_id))
                numbered->checker = k;
            if (str_equal(ids[k], e->target_id))
                numbered->target = k;
        }
        input.exclusion_count += numbered->checker < input.count && numbered->target < input.count;
    }
    *ret_ids = ids;
    return input;
}

static void say_why_not(struct crosscheck_work *work, const struct crosscheck_input *input,
                        const struct crosscheck_draw *made, const struct str *ids) {
    struct str *names = ARENA_ARRAY(work->arena, struct str, input->count + 1);
    for (size_t i = 0; i < input->count; i++) {
        ptrdiff_t member = cluster_member_by_id(work->cluster, ids[i]);
        names[i] = member < 0 ? STR("?") : work->cluster->members.items[member].name;
    }
    struct str why = crosscheck_say(work->arena, LANG_VI, input, made, names);
    issue_add(work->arena, work->issues, STR_NONE, MESSAGE_WITH(MSG_crosscheck_no_draw, why));
}

static const struct err *store_draw(struct db_tx *tx, struct crosscheck_work *work,
                                    const struct crosscheck_drawn *draw) {
    TRY(q_crosscheck_draw_insert(
        tx, draw->id, work->cluster->id, draw->revision, (int64_t)draw->team_size,
        draw->rings_allowed, draw->look_back, draw->apart_by_parent, draw->seed, draw->seed_source,
        draw->replaces_reason, work->user->name, work->user->id, work->now_ms));
    for (size_t i = 0; i < draw->parties.count; i++)
        TRY(q_crosscheck_party_insert(tx, draw->id, (int64_t)i + 1, draw->parties.items[i].unit_id,
                                      draw->parties.items[i].left_out));
    for (size_t i = 0; i < draw->exclusions.count; i++) {
        const struct crosscheck_exclusion *e = &draw->exclusions.items[i];
        TRY(q_crosscheck_exclusion_insert(tx, draw->id, (int64_t)i + 1, e->checker_id, e->target_id,
                                          exclusion_kind_code(e->kind), e->reason));
    }
    for (size_t i = 0; i < work->plan.assignments.count; i++)
        if (!work->plan.assignments.items[i].withdrawn_ms)
            TRY(q_crosscheck_assignment_withdraw(tx, work->plan.assignments.items[i].id,
                                                 work->now_ms, work->user->name,
                                                 draw->replaces_reason));
    return NULL;
}

static const struct err *store_assignments(struct db_tx *tx, struct crosscheck_work *work,
                                           const struct crosscheck_drawn *draw,
                                           const struct crosscheck_input *input,
                                           const struct crosscheck_draw *made,
                                           const struct str *ids) {
    for (size_t target = 0; target < input->count; target++)
        for (size_t unit = 0; unit < input->count; unit++) {
            if (made->team[unit] != made->by[target])
                continue;
            TRY(q_crosscheck_assignment_insert(tx, id_new(work->arena, work->now_ms),
                                               work->cluster->id, draw->id, ids[unit], ids[target],
                                               made->leader[made->team[unit]] == unit, STR(""),
                                               work->user->name, work->now_ms));
        }
    return NULL;
}

/* Who takes part: all members that exist. */
static void list_parties(struct crosscheck_work *work, struct crosscheck_drawn *draw) {
    for (size_t i = 0; i < work->cluster->members.count; i++) {
        struct str id = work->cluster->members.items[i].id;
        *list_push(work->arena, &draw->parties) = (struct crosscheck_party){
            id, above_of(&work->above, id) ? STR("")
                                           : message_plain(LANG_VI, MSG_crosscheck_unit_gone)};
    }
}

static bool anything_sent(const struct crosscheck_plan *plan) {
    for (size_t i = 0; i < plan->progress.count; i++)
        if (plan->progress.items[i].sent_ms)
            return true;
    return false;
}

static const struct err *draw_in(struct db_tx *tx, void *context) {
    struct crosscheck_work *work = context;
    struct arena *arena = work->arena;
    work->issues->count = 0;
    TRY(closing_must_be_open(tx, arena, work->cluster->id));
    TRY(crosscheck_load_in(tx, arena, work->cluster, work->day, &work->plan));
    TRY(load_above(tx, arena, work->cluster, work->day, &work->above));
    if (anything_sent(&work->plan))
        return ERR_TEXT(ERR_STATE, "crosscheck.sent_before", "a cross-check was sent already");
    struct crosscheck_drawn draw = {
        .id = id_new(arena, work->now_ms),
        .revision = work->plan.draws.count ? work->plan.draws.items[0].revision + 1 : 1};
    read_form(work, &draw);
    list_parties(work, &draw);
    TRY(exclude_last(tx, work, &draw));
    exclude_by_parent(work, &draw);
    exclude_named(work, &draw);
    if (work->issues->count)
        return NULL;
    struct str *ids;
    struct crosscheck_input input = input_of(arena, &draw, &ids);
    struct crosscheck_draw made;
    crosscheck_make(arena, &input, &made);
    if (made.outcome != DRAW_FOUND) {
        say_why_not(work, &input, &made, ids);
        return NULL;
    }
    TRY(store_draw(tx, work, &draw));
    TRY(store_assignments(tx, work, &draw, &input, &made, ids));
    struct audit_note note = {.action = work->plan.draws.count ? "crosscheck.draw_again"
                                                               : "crosscheck.draw",
                              .object_kind = "cluster_period",
                              .object_id = work->cluster->id,
                              .after = str_format(arena, "%zu đơn vị, tổ %zu, số bốc thăm " STR_FMT,
                                                  input.count, draw.team_size, STR_ARG(draw.seed)),
                              .reason = draw.replaces_reason.n ? draw.replaces_reason : STR_NONE};
    return audit_write(tx, arena, work->user, work->now_ms, &note);
}

const struct err *crosscheck_draw(struct db *db, struct arena *arena, const struct user *user,
                                  int64_t now_ms, const struct cluster_period *cluster,
                                  const struct crosscheck_form *form, struct issues *issues) {
    if (!user_may(user, RIGHT_CRITERIA_EDIT, place_of_period(cluster), STR("")))
        return ERR(ERR_DENIED, "no right to draw who checks whom");
    struct crosscheck_work work = {.arena = arena,
                                   .user = user,
                                   .now_ms = now_ms,
                                   .cluster = cluster,
                                   .form = form,
                                   .issues = issues,
                                   .day = crosscheck_day(cluster->period, now_ms)};
    return db_write(db, draw_in, &work);
}

void crosscheck_repeat(struct arena *arena, const struct crosscheck_plan *plan,
                       struct crosscheck_draw *ret_draw, bool *ret_same) {
    const struct crosscheck_drawn *draw = &plan->draws.items[0];
    struct str *ids;
    struct crosscheck_input input = input_of(arena, draw, &ids);
    crosscheck_make(arena, &input, ret_draw);
    size_t drawn = 0;
    size_t same = 0;
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        drawn += !a->reason.n && str_equal(a->draw_id, draw->id);
    }
    size_t made = 0;
    for (size_t target = 0; ret_draw->outcome == DRAW_FOUND && target < input.count; target++)
        for (size_t unit = 0; unit < input.count; unit++) {
            if (ret_draw->team[unit] != ret_draw->by[target])
                continue;
            made++;
            for (size_t i = 0; i < plan->assignments.count; i++) {
                const struct crosscheck_assignment *a = &plan->assignments.items[i];
                same += !a->reason.n && str_equal(a->draw_id, draw->id) &&
                        str_equal(a->checker_id, ids[unit]) && str_equal(a->target_id, ids[target]);
            }
        }
    *ret_same = made && made == drawn && made == same;
}
