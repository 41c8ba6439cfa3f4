/* "/cum/:cluster/:period": the facts of a half-year, its members, its steps, what is next. */
#include "features/home/overview_web.h"

#include "features/home/home.html.h"
#include "features/home/home_web.h"
#include "features/scoring/sight_service.h"

static struct str count_text(const struct request *request, size_t value) {
    return str_format(request->arena, "%zu", value);
}

static void fill_member(const struct request *request, const struct standing_now *now, size_t unit,
                        struct overview_member *member) {
    const struct cluster_period *cluster = &now->board.cluster;
    const struct cluster_unit *of = &cluster->members.items[unit];
    const struct unit_progress *u = &now->progress.of_unit[unit];
    struct message sheet = MESSAGE(MSG_home_sheet_none);
    struct message verified = MESSAGE(MSG_home_verified_none);
    struct message answer = MESSAGE(MSG_home_answer_none);
    if (u->sent) {
        sheet = u->missing ? MESSAGE_WITH(MSG_home_sheet_missing, count_text(request, u->missing))
                           : MESSAGE(MSG_home_sheet_in);
        verified = u->to_verify
                       ? MESSAGE_WITH(MSG_home_verified_waits, count_text(request, u->to_verify))
                       : MESSAGE(MSG_home_verified_done);
    }
    if (u->answered)
        answer = MESSAGE(u->agrees ? MSG_home_answer_agrees : MSG_home_answer_disagrees);
    enum ui_state untouched = UI_STATE_TODO;
    bool is_own = frame_may(request, RIGHT_SHEET_READ, cluster, of->id);
    *member = (struct overview_member){
        .name = of->name,
        .href = u->sent && is_own ? unit_verify_path(request->arena, cluster, unit) : STR(""),
        .is_own = is_own,
        .is_head = str_equal(of->id, cluster->head.id),
        .is_host = str_equal(of->id, cluster->host.id),
        .sheet_state = !u->sent     ? untouched
                       : u->missing ? UI_STATE_DOING
                                    : UI_STATE_DONE,
        .sheet = frame_say(request, sheet),
        .verified_state = !u->sent       ? untouched
                          : u->to_verify ? UI_STATE_DOING
                                         : UI_STATE_DONE,
        .verified = frame_say(request, verified),
        .answer_state = !u->answered ? untouched
                        : u->agrees  ? UI_STATE_DONE
                                     : UI_STATE_DOING,
        .answer = frame_say(request, answer),
    };
}

static const struct err *fill_movements(const struct request *request,
                                        const struct cluster_period *cluster,
                                        struct overview_view *view) {
    struct arena *arena = request->arena;
    struct movements movements;
    TRY(movement_list(app_db(request), arena, request->user, cluster, &movements));
    view->movements_source = STR("");
    for (size_t i = 0; i < movements.count; i++) {
        const struct movement *m = &movements.items[i];
        struct str paper = m->number;
        const struct str parts[] = {date_display(arena, m->issued_on), m->issuer};
        for (size_t k = 0; k < COUNT_OF(parts); k++)
            if (parts[k].n)
                paper = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(paper),
                                   paper.n ? " · " : "", STR_ARG(parts[k]));
        /* One source for all is said once, below the list; else beside each. */
        *list_push(arena, &view->movements) =
            (struct overview_movement){movement_kind_name(m->kind), m->title, paper, m->source};
        if (i == 0)
            view->movements_source = m->source;
        else if (!str_equal(view->movements_source, m->source))
            view->movements_source = STR("");
    }
    return NULL;
}

/* The one thing to do next, for who may do it; everybody else is led to the ranking. */
static void fill_next(const struct request *request, const struct standing_now *now,
                      struct overview_view *view) {
    static const struct {
        enum right right;
        enum frame_step step;
        const char *tail;
        enum msg_id text;
        enum msg_id why;
    } NEXT[] = {
        [NEXT_IMPORT_TABLE] = {RIGHT_CRITERIA_EDIT, STEP_CRITERIA, "nhap", MSG_home_next_import,
                               MSG_home_task_import_detail},
        [NEXT_CONFIRM_RULES] = {RIGHT_CRITERIA_EDIT, STEP_CRITERIA, "quy-tac", MSG_home_next_rules,
                                MSG_home_task_rules_detail},
        [NEXT_LOCK_TABLE] = {RIGHT_CRITERIA_EDIT, STEP_CRITERIA, "", MSG_home_next_lock,
                             MSG_home_next_lock_why},
        [NEXT_HAND_OUT] = {RIGHT_SCORE_VERIFY, STEP_SHEETS, "", MSG_home_task_hand_out,
                           MSG_home_next_hand_out_why},
        [NEXT_COLLECT] = {RIGHT_SCORE_IMPORT, STEP_INTAKE, "", MSG_home_next_collect,
                          MSG_home_next_collect_why},
        [NEXT_VERIFY] = {RIGHT_SCORE_VERIFY, STEP_VERIFY, "", MSG_home_next_verify,
                         MSG_home_next_verify_why},
        [NEXT_REVIEW] = {RIGHT_REVIEW_EDIT, STEP_REVIEW, "", MSG_home_next_review,
                         MSG_home_next_review_why},
        [NEXT_PRINT] = {RIGHT_CLUSTER_READ, STEP_REVIEW, "", MSG_home_next_print,
                        MSG_home_next_print_why},
    };
    const struct cluster_period *cluster = &now->board.cluster;
    enum progress_next next = now->progress.next;
    view->next_text = view->next_href = view->next_why = STR("");
    if (!frame_may(request, NEXT[next].right, cluster, STR("")))
        return;
    struct str tail = str_from_c(NEXT[next].tail);
    view->next_text = message_plain(request->lang, NEXT[next].text);
    view->next_why = message_plain(request->lang, NEXT[next].why);
    view->next_href = tail.n ? step_path_below(request->arena, cluster, NEXT[next].step, tail)
                             : step_path(request->arena, cluster, NEXT[next].step);
}

const struct err *overview_show(struct request *request, struct response *response) {
    struct standing_now now;
    TRY(standing_load(request, request_param(request, "cluster"), request_param(request, "period"),
                      &now));
    const struct cluster_period *cluster = &now.board.cluster;
    struct scoring_result result = scoring_result_of(request->arena, &now.board);
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_home_overview), cluster, STEP_OVERVIEW,
               &page);
    struct overview_view view = {
        .page = &page,
        .cluster = cluster,
        .period = period_display(request->arena, request->lang, cluster->period),
        .meeting = meeting_words(request, cluster),
        .result = message_plain(request->lang, result_words(&result)),
        .sent = now.progress.sent,
        .units = now.progress.units,
        .settings_href = STR(""),
        .bundle_href = STR(""),
        .sees_all = sees_all_units(request, cluster),
    };
    if (frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR("")))
        view.settings_href =
            step_path_below(request->arena, cluster, STEP_OVERVIEW, STR("thong-tin"));
    if (now.board.table.locked &&
        user_may(request->user, RIGHT_SCORE_VERIFY, place_of_period(cluster), STR("")))
        view.bundle_href = step_path_below(request->arena, cluster, STEP_OVERVIEW, STR("dong-goi"));
    tasks_steps(request, &now, &view.steps);
    fill_next(request, &now, &view);
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        fill_member(request, &now, unit, list_push(request->arena, &view.members));
    TRY(fill_movements(request, cluster, &view));
    struct html h = frame_html(request, response);
    tpl_overview_page(&h, &view);
    return NULL;
}
