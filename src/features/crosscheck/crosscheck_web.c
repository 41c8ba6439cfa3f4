/* Who checks whom: the plan, the draw, its minutes, changes by hand. */
#include "features/crosscheck/crosscheck_web.h"

#include "features/crosscheck/crosscheck.html.h"
#include "features/crosscheck/crosscheck_form.html.h"
#include "sys/random_bytes.h"

enum { SEED_DIGITS = 12 };

#define BASE "/cum/:cluster/:period/kiem-tra-cheo"

static struct str below(const struct request *request, const struct cluster_period *cluster,
                        const char *tail) {
    return step_path_below(request->arena, cluster, STEP_CROSS, str_from_c(tail));
}

struct str crosscheck_sheet_path(struct arena *arena, const struct cluster_period *cluster,
                                 struct str unit_slug, const char *tail) {
    return step_path_below(
        arena, cluster, STEP_CROSS,
        str_format(arena, "phieu/" STR_FMT "%s%s", STR_ARG(unit_slug), *tail ? "/" : "", tail));
}

static struct str name_of(const struct cluster_period *cluster, struct str unit_id) {
    ptrdiff_t member = cluster_member_by_id(cluster, unit_id);
    return member < 0 ? STR("?") : cluster->members.items[member].name;
}

static struct str joined(const struct request *request, struct str text, const char *between,
                         struct str part) {
    return str_format(request->arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? between : "",
                      STR_ARG(part));
}

static const struct err *load(const struct request *request, struct cluster_period *cluster,
                              struct crosscheck_plan *plan) {
    TRY(frame_cluster(request, cluster));
    return crosscheck_load(app_db(request), request->arena, request->user, request->now_ms, cluster,
                           plan);
}

/* --- the plan ----------------------------------------------------------------------------- */

static struct str checkers_of(const struct request *request, const struct cluster_period *cluster,
                              const struct crosscheck_plan *plan, struct str target_id) {
    struct str text = STR("");
    size_t count = 0;
    for (size_t i = 0; i < plan->assignments.count; i++)
        count += !plan->assignments.items[i].withdrawn_ms &&
                 str_equal(plan->assignments.items[i].target_id, target_id);
    for (int leaders = 1; leaders >= 0; leaders--)
        for (size_t i = 0; i < plan->assignments.count; i++) {
            const struct crosscheck_assignment *a = &plan->assignments.items[i];
            if (a->withdrawn_ms || !str_equal(a->target_id, target_id) || a->is_leader != leaders)
                continue;
            struct str name = name_of(cluster, a->checker_id);
            if (leaders && count > 1)
                name = frame_say(request, MESSAGE_WITH(MSG_crosscheck_leads, name));
            text = joined(request, text, "; ", name);
        }
    return text;
}

static struct str visit_words(const struct request *request, const struct crosscheck_visit *visit) {
    if (!visit)
        return STR("");
    struct str on = date_display(request->arena, visit->on);
    return visit->place.n ? joined(request, on, ", ", visit->place) : on;
}

static void fill_state(const struct request *request, const struct crosscheck_plan *plan,
                       const struct crosscheck_assignment *leader, bool is_mine,
                       struct crosscheck_line *line) {
    const struct crosscheck_progress *progress =
        crosscheck_progress_of(plan, leader->checker_id, leader->target_id);
    const struct crosscheck_visit *visit = crosscheck_visit_of(plan, leader->target_id);
    bool sent = progress && progress->sent_ms;
    bool entered = is_mine && progress && progress->entered_ms > progress->sent_ms;
    line->is_late = !sent && visit && !date_is_empty(visit->on) &&
                    date_compare(visit->on, date_of_instant(request->now_ms)) < 0;
    line->state = line->is_late ? UI_STATE_LATE
                  : entered     ? UI_STATE_DOING
                  : sent        ? UI_STATE_DONE
                                : UI_STATE_TODO;
    line->state_text =
        entered && sent ? frame_words(request, MSG_crosscheck_state_changed)
        : entered       ? frame_words(request, MSG_crosscheck_state_entered)
        : sent
            ? frame_say(request, MESSAGE_WITH(MSG_crosscheck_state_sent,
                                              instant_display(request->arena, progress->sent_ms)))
        : line->is_late ? frame_words(request, MSG_crosscheck_state_late)
                        : frame_words(request, MSG_crosscheck_state_todo);
    line->by_hand = leader->reason;
}

static struct crosscheck_line line_of(const struct request *request,
                                      const struct cluster_period *cluster,
                                      const struct crosscheck_plan *plan, size_t unit) {
    const struct cluster_unit *member = &cluster->members.items[unit];
    const struct crosscheck_assignment *leader = crosscheck_leader(plan, member->id);
    struct crosscheck_line line = {
        .target = member->name,
        .checkers = checkers_of(request, cluster, plan, member->id),
        .visit = visit_words(request, crosscheck_visit_of(plan, member->id)),
        .state_text = STR(""),
        .by_hand = STR(""),
        .note = STR(""),
    };
    bool mine = crosscheck_checks(request->user, cluster, plan, member->id);
    if (leader)
        fill_state(request, plan, leader, mine, &line);
    if (crosscheck_is_gone(plan, member->id))
        line.note = frame_words(request, MSG_crosscheck_unit_gone);
    else if (!leader)
        line.note = frame_words(request, MSG_crosscheck_nobody_checks);
    if (leader && mine)
        line.sheet_href = crosscheck_sheet_path(request->arena, cluster, member->slug, "");
    bool open = !cluster->closing.closed;
    if (open && plan->draws.count &&
        (frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR("")) ||
         crosscheck_may_set_visit(request->user, cluster, plan, member->id)))
        line.change_href = step_path_below(
            request->arena, cluster, STEP_CROSS,
            str_format(request->arena, "phan-cong/" STR_FMT, STR_ARG(member->slug)));
    return line;
}

/* Whether one of the user's own units checks it; the office's right to send for all is not that. */
static bool is_mine(const struct request *request, const struct cluster_period *cluster,
                    const struct crosscheck_plan *plan, struct str target_id) {
    return crosscheck_checks(request->user, cluster, plan, target_id) &&
           !user_may_every_unit(request->user, RIGHT_MEMBER_SEND, place_of_period(cluster));
}

static const struct err *show_plan(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    TRY(load(request, &cluster, &plan));
    struct page page;
    frame_page(request, frame_words(request, MSG_crosscheck_title), &cluster, STEP_CROSS, &page);
    page.wide = true;
    struct crosscheck_view view = {
        .page = &page,
        .is_drawn = plan.draws.count > 0,
        .may_draw = frame_may(request, RIGHT_CRITERIA_EDIT, &cluster, STR("")),
        .draw_href = below(request, &cluster, "boc-tham"),
        .minutes_href = below(request, &cluster, "bien-ban"),
        .report_href = below(request, &cluster, "chenh-lech"),
    };
    for (size_t i = 0; i < plan.progress.count; i++)
        view.sent += plan.progress.items[i].sent_ms > 0;
    if (view.is_drawn)
        view.drawn = frame_say(
            request, MESSAGE_WITH(MSG_crosscheck_drawn_at,
                                  instant_display(request->arena, plan.draws.items[0].at_ms),
                                  plan.draws.items[0].seed));
    for (size_t unit = 0; view.is_drawn && unit < cluster.members.count; unit++) {
        struct crosscheck_line line = line_of(request, &cluster, &plan, unit);
        *list_push(request->arena, &view.lines) = line;
        if (is_mine(request, &cluster, &plan, cluster.members.items[unit].id))
            *list_push(request->arena, &view.mine) = line;
    }
    struct html h = frame_html(request, response);
    tpl_crosscheck_page(&h, &view);
    return NULL;
}

/* --- the minutes -------------------------------------------------------------------------- */

static void add_units(const struct request *request, const struct cluster_period *cluster,
                      const struct crosscheck_plan *plan, struct crosscheck_minutes_view *view) {
    const struct crosscheck_drawn *draw = &plan->draws.items[0];
    size_t number = 0;
    for (size_t i = 0; i < draw->parties.count; i++) {
        const struct crosscheck_party *party = &draw->parties.items[i];
        struct minutes_unit unit = {.name = name_of(cluster, party->unit_id),
                                    .left_out = party->left_out,
                                    .checks = STR("")};
        unit.number = party->left_out.n ? 0 : ++number;
        for (size_t k = 0; k < plan->assignments.count; k++) {
            const struct crosscheck_assignment *a = &plan->assignments.items[k];
            if (!a->reason.n && str_equal(a->draw_id, draw->id) &&
                str_equal(a->checker_id, party->unit_id))
                unit.checks = joined(request, unit.checks, "; ", name_of(cluster, a->target_id));
        }
        *list_push(request->arena, &view->units) = unit;
    }
}

static void add_exclusions(const struct request *request, const struct cluster_period *cluster,
                           const struct crosscheck_drawn *draw,
                           struct crosscheck_minutes_view *view) {
    for (size_t i = 0; i < draw->exclusions.count; i++) {
        const struct crosscheck_exclusion *e = &draw->exclusions.items[i];
        *list_push(request->arena, &view->exclusions) = (struct minutes_exclusion){
            name_of(cluster, e->checker_id), name_of(cluster, e->target_id),
            frame_words(request, exclusion_kind_name(e->kind)), e->reason};
    }
}

/* Earlier draws, and what was changed by hand. */
static void add_events(const struct request *request, const struct cluster_period *cluster,
                       const struct crosscheck_plan *plan, struct crosscheck_minutes_view *view) {
    for (size_t i = plan->draws.count; i-- > 0;) {
        const struct crosscheck_drawn *d = &plan->draws.items[i];
        *list_push(request->arena, &view->events) = (struct minutes_event){
            d->at_ms, d->author,
            frame_say(request, MESSAGE_WITH(MSG_crosscheck_event_draw, d->seed)),
            d->replaces_reason};
    }
    for (size_t i = 0; i < plan->assignments.count; i++) {
        const struct crosscheck_assignment *a = &plan->assignments.items[i];
        if (a->reason.n)
            *list_push(request->arena, &view->events) = (struct minutes_event){
                a->at_ms, a->author,
                frame_say(request,
                          MESSAGE_WITH(MSG_crosscheck_event_change, name_of(cluster, a->checker_id),
                                       name_of(cluster, a->target_id))),
                a->reason};
    }
}

static struct str conditions_of(const struct request *request, const struct crosscheck_drawn *d) {
    struct str size = str_format(request->arena, "%zu", d->team_size);
    struct str text = d->team_size > 1
                          ? frame_say(request, MESSAGE_WITH(MSG_crosscheck_by_teams, size))
                          : frame_words(request, MSG_crosscheck_one_by_one);
    text = joined(request, text, "; ",
                  frame_words(request, d->rings_allowed ? MSG_crosscheck_with_rings
                                                        : MSG_crosscheck_without_rings));
    if (d->look_back)
        text = joined(
            request, text, "; ",
            frame_say(request, MESSAGE_WITH(MSG_crosscheck_looked_back,
                                            str_format(request->arena, "%d", d->look_back))));
    if (d->apart_by_parent)
        text = joined(request, text, "; ", frame_words(request, MSG_crosscheck_parents_apart));
    return text;
}

static const struct err *show_minutes(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    TRY(load(request, &cluster, &plan));
    if (!plan.draws.count) { /* the page itself says that nothing was drawn yet */
        respond_redirect(response, step_path(request->arena, &cluster, STEP_CROSS));
        return NULL;
    }
    const struct crosscheck_drawn *draw = &plan.draws.items[0];
    struct page page;
    frame_page(request, frame_words(request, MSG_crosscheck_minutes), &cluster, STEP_CROSS, &page);
    struct crosscheck_minutes_view view = {
        .page = &page,
        .back_href = step_path(request->arena, &cluster, STEP_CROSS),
        .cluster_name = cluster.name,
        .period_name = period_display(request->arena, request->lang, cluster.period),
        .seed = draw->seed,
        .seed_source = draw->seed_source.n ? draw->seed_source
                                           : frame_words(request, MSG_crosscheck_seed_by_program),
        .conditions = conditions_of(request, draw),
        .author = draw->author,
        .at_ms = draw->at_ms,
    };
    struct crosscheck_draw again;
    crosscheck_repeat(request->arena, &plan, &again, &view.same);
    add_units(request, &cluster, &plan, &view);
    add_exclusions(request, &cluster, draw, &view);
    add_events(request, &cluster, &plan, &view);
    struct html h = frame_html(request, response);
    tpl_crosscheck_minutes_page(&h, &view);
    return NULL;
}

/* --- drawing ------------------------------------------------------------------------------ */

static struct crosscheck_form typed_form(const struct request *request) {
    return (struct crosscheck_form){
        .team_size = request_text(request, "team_size"),
        .rings_allowed = request_text(request, "rings_allowed").n > 0,
        .look_back = request_text(request, "look_back"),
        .apart_by_parent = request_text(request, "apart_by_parent").n > 0,
        .seed = request_text(request, "seed"),
        .seed_source = request_text(request, "seed_source"),
        .named = request_text(request, "named"),
        .reason = request_text(request, "reason"),
    };
}

static const struct err *draw_form_page(const struct request *request, struct response *response,
                                        const struct cluster_period *cluster,
                                        const struct crosscheck_plan *plan,
                                        const struct crosscheck_form *form,
                                        const struct issues *issues) {
    struct page page;
    frame_page(request, frame_words(request, MSG_crosscheck_draw), cluster, STEP_CROSS, &page);
    page.issues = issues;
    struct draw_view view = {
        .page = &page,
        .action = below(request, cluster, "boc-tham"),
        .back_href = step_path(request->arena, cluster, STEP_CROSS),
        .form = *form,
        .example = STR(""),
        .team_max = str_format(request->arena, "%d", CROSSCHECK_TEAM_MAX),
        .is_again = plan->draws.count > 0,
    };
    static const enum msg_id BACK[] = {MSG_crosscheck_back_0, MSG_crosscheck_back_1,
                                       MSG_crosscheck_back_2, MSG_crosscheck_back_3,
                                       MSG_crosscheck_back_4};
    for (size_t i = 0; i < COUNT_OF(BACK); i++) {
        struct str value = str_format(request->arena, "%zu", i);
        *list_push(request->arena, &view.look_back) = (struct ui_option){
            value, frame_words(request, BACK[i]), str_equal(value, form->look_back)};
    }
    if (cluster->members.count > 1)
        view.example = frame_say(request, MESSAGE_WITH(MSG_crosscheck_named_hint,
                                                       cluster->members.items[0].name,
                                                       cluster->members.items[1].name));
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_crosscheck_draw_page(&h, &view);
    return NULL;
}

static const struct err *show_draw(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    TRY(load(request, &cluster, &plan));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &cluster, STR("")));
    struct crosscheck_form form = {.team_size = STR("1"),
                                   .look_back = STR("2"),
                                   .seed = STR(""),
                                   .seed_source = STR(""),
                                   .named = STR(""),
                                   .reason = STR("")};
    return draw_form_page(request, response, &cluster, &plan, &form, NULL);
}

/* Each digit equally likely. */
static struct str random_digits(struct arena *arena, size_t count) {
    struct str digits = STR("");
    while (digits.n < count) {
        unsigned char byte;
        random_bytes(&byte, 1);
        if (byte < 250)
            digits = str_format(arena, STR_FMT "%d", STR_ARG(digits), byte % 10);
    }
    return digits;
}

static const struct err *save_draw(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    struct issues issues = {0};
    TRY(load(request, &cluster, &plan));
    struct crosscheck_form form = typed_form(request);
    form.random_seed = random_digits(request->arena, SEED_DIGITS);
    TRY(crosscheck_draw(app_db(request), request->arena, request->user, request->now_ms, &cluster,
                        &form, &issues));
    if (issues.count)
        return draw_form_page(request, response, &cluster, &plan, &form, &issues);
    frame_redirect(request, response, below(request, &cluster, "bien-ban"),
                   MSG_notice_crosscheck_drawn, 0);
    return NULL;
}

/* --- by hand ------------------------------------------------------------------------------ */

static const struct err *draw_change(const struct request *request, struct response *response,
                                     const struct cluster_period *cluster,
                                     const struct crosscheck_plan *plan, size_t unit,
                                     const struct issues *issues) {
    const struct cluster_unit *member = &cluster->members.items[unit];
    const struct crosscheck_visit *visit = crosscheck_visit_of(plan, member->id);
    struct page page;
    frame_page(request, member->name, cluster, STEP_CROSS, &page);
    page.issues = issues;
    bool typed = issues != NULL;
    struct change_view view = {
        .page = &page,
        .back_href = step_path(request->arena, cluster, STEP_CROSS),
        .target = member->name,
        .checkers_now = checkers_of(request, cluster, plan, member->id),
        .may_reassign =
            plan->draws.count && frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR("")),
        .may_visit = !cluster->closing.closed &&
                     crosscheck_may_set_visit(request->user, cluster, plan, member->id),
        .reassign_action = step_path_below(
            request->arena, cluster, STEP_CROSS,
            str_format(request->arena, "phan-cong/" STR_FMT, STR_ARG(member->slug))),
        .visit_action =
            step_path_below(request->arena, cluster, STEP_CROSS,
                            str_format(request->arena, "ngay/" STR_FMT, STR_ARG(member->slug))),
        .reason = request_text(request, "reason"),
        .on =
            typed || !visit ? request_text(request, "on") : date_display(request->arena, visit->on),
        .place = typed || !visit ? request_text(request, "place") : visit->place,
    };
    *list_push(request->arena, &view.leaders) = (struct ui_option){STR(""), STR(""), false};
    for (size_t i = 0; i < cluster->members.count; i++) {
        const struct cluster_unit *other = &cluster->members.items[i];
        if (i == unit || crosscheck_is_gone(plan, other->id))
            continue;
        const struct crosscheck_assignment *a = crosscheck_pair(plan, other->id, member->id);
        *list_push(request->arena, &view.leaders) =
            (struct ui_option){other->slug, other->name, a && a->is_leader};
        *list_push(request->arena, &view.others) =
            (struct ui_option){other->slug, other->name, a && !a->is_leader};
    }
    response->status = issues && issues->count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_crosscheck_change_page(&h, &view);
    return NULL;
}

/* The member of the address; ERR_DENIED before it is looked for where the user may do nothing. */
static const struct err *find_target(const struct request *request, struct cluster_period *cluster,
                                     struct crosscheck_plan *plan, size_t *ret_unit) {
    TRY(load(request, cluster, plan));
    ptrdiff_t unit = cluster_member_by_slug(cluster, request_param(request, "unit"));
    bool may = frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR(""));
    if (!may && (unit < 0 || !crosscheck_may_set_visit(request->user, cluster, plan,
                                                       cluster->members.items[unit].id)))
        TRY(frame_must(request, RIGHT_CRITERIA_EDIT, cluster, STR("")));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member of the cluster");
    *ret_unit = (size_t)unit;
    return NULL;
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    size_t unit;
    TRY(find_target(request, &cluster, &plan, &unit));
    return draw_change(request, response, &cluster, &plan, unit, NULL);
}

static void add_checker(const struct cluster_period *cluster, struct str slug, struct str *ids,
                        size_t *count) {
    ptrdiff_t member = cluster_member_by_slug(cluster, slug);
    if (!slug.n || *count > CROSSCHECK_TEAM_MAX)
        return;
    struct str id = member < 0 ? slug : cluster->members.items[member].id;
    /* Who leads may be ticked as a member too: that is no fault. */
    if (*count && str_equal(ids[0], id))
        return;
    ids[(*count)++] = id;
}

static const struct err *save_change(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    size_t unit;
    struct issues issues = {0};
    TRY(find_target(request, &cluster, &plan, &unit));
    struct str *ids = ARENA_ARRAY(request->arena, struct str, CROSSCHECK_TEAM_MAX + 2);
    size_t count = 0;
    add_checker(&cluster, request_text(request, "checkers"), ids, &count);
    for (size_t i = 0; i < request_field_count(request, "others"); i++)
        add_checker(&cluster, request_field_at(request, "others", i), ids, &count);
    TRY(crosscheck_reassign(app_db(request), request->arena, request->user, request->now_ms,
                            &cluster, cluster.members.items[unit].id, ids, count,
                            request_text(request, "reason"), &issues));
    if (issues.count)
        return draw_change(request, response, &cluster, &plan, unit, &issues);
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_CROSS),
                   MSG_notice_crosscheck_changed, 0);
    return NULL;
}

static const struct err *save_visit(struct request *request, struct response *response) {
    struct cluster_period cluster;
    struct crosscheck_plan plan;
    size_t unit;
    struct issues issues = {0};
    TRY(find_target(request, &cluster, &plan, &unit));
    TRY(crosscheck_set_visit(app_db(request), request->arena, request->user, request->now_ms,
                             &cluster, cluster.members.items[unit].id, request_text(request, "on"),
                             request_text(request, "place"), &issues));
    if (issues.count)
        return draw_change(request, response, &cluster, &plan, unit, &issues);
    frame_redirect(request, response, step_path(request->arena, &cluster, STEP_CROSS),
                   MSG_notice_crosscheck_visit, 0);
    return NULL;
}

const struct route crosscheck_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show_plan},
    {HTTP_GET, BASE "/bien-ban", RIGHT_CLUSTER_READ, show_minutes},
    {HTTP_GET, BASE "/boc-tham", RIGHT_CRITERIA_EDIT, show_draw},
    {HTTP_POST, BASE "/boc-tham", RIGHT_CRITERIA_EDIT, save_draw},
    {HTTP_GET, BASE "/phan-cong/:unit", RIGHT_CLUSTER_READ, show_change},
    {HTTP_POST, BASE "/phan-cong/:unit", RIGHT_CRITERIA_EDIT, save_change},
    {HTTP_POST, BASE "/ngay/:unit", RIGHT_CLUSTER_READ, save_visit},
};
const size_t crosscheck_routes_count = COUNT_OF(crosscheck_routes);
