/* "Vì sao đơn vị này thứ hai?": the sum, the order, and what sets it apart from its neighbours. */
#include "features/explain/total_web.h"

#include "features/explain/explain.html.h"
#include "features/freeze/freeze_service.h"
#include "features/scoring/sight_service.h"
#include "features/scoring/unit_web.h"

struct total_work {
    const struct request *request;
    struct arena *arena;
    const struct scoreboard *board;
    size_t unit;
    size_t at; /* its index in the standings */
    bool sees_all;
    struct ranking_columns columns;
    struct total_view *view;
};

static struct str points(const struct total_work *work, struct decimal value) {
    return decimal_display(work->arena, value, POINT_SCALE,
                           work->request->lang == LANG_VI ? ',' : '.');
}

static struct str signed_points(const struct total_work *work, struct decimal value) {
    return str_format(work->arena, "%s" STR_FMT, value.units > 0 ? "+" : "",
                      STR_ARG(points(work, value)));
}

static struct decimal group_points(const struct total_work *work, size_t unit, size_t column,
                                   bool *ret_complete) {
    return ranking_column_points(&work->board->matrix, unit, &work->columns.items[column],
                                 ret_complete);
}

static void tell_sum(struct total_work *work, bool reads) {
    for (size_t i = 0; i < work->columns.count; i++) {
        size_t index = work->columns.items[i].criterion;
        const struct criterion *c = &work->board->table.criteria.items[index];
        struct total_part *part = list_push(work->arena, &work->view->parts);
        *part = (struct total_part){
            .code = c->code,
            .name = c->name,
            .href = reads ? why_path(work->arena, work->board, work->unit, index) : STR(""),
            .max = work->columns.items[i].max,
        };
        part->points = group_points(work, work->unit, i, &part->complete);
    }
}

static void tell_against(struct total_work *work, size_t other, enum msg_id where) {
    const struct standing *here = &work->board->standings[work->at];
    const struct standing *there = &work->board->standings[other];
    struct total_against *against = list_push(work->arena, &work->view->against);
    *against = (struct total_against){
        .unit = work->board->cluster.members.items[there->unit].name,
        .where = where,
        .difference =
            signed_points(work, decimal_subtract(here->totals.compared, there->totals.compared)),
        .tie = STR(""),
    };
    size_t upper = other < work->at ? other : work->at;
    if (decimal_compare(here->totals.compared, there->totals.compared) == 0)
        against->tie =
            ranking_tie_words(work->arena, work->request->lang, &work->board->table.criteria,
                              work->board->standings, upper);
    for (size_t i = 0; i < work->columns.count; i++) {
        bool complete;
        const struct criterion *c =
            &work->board->table.criteria.items[work->columns.items[i].criterion];
        struct decimal own = group_points(work, work->unit, i, &complete);
        struct decimal others = group_points(work, there->unit, i, &complete);
        *list_push(work->arena, &against->parts) = (struct total_against_part){
            str_format(work->arena, STR_FMT ". " STR_FMT, STR_ARG(c->code), STR_ARG(c->name)), own,
            others, signed_points(work, decimal_subtract(own, others))};
    }
    const struct decimal own[] = {here->totals.bonus, here->totals.penalty};
    const struct decimal others[] = {there->totals.bonus, there->totals.penalty};
    const enum msg_id names[] = {MSG_explain_bonus, MSG_explain_penalty};
    for (size_t i = 0; i < COUNT_OF(own); i++)
        *list_push(work->arena, &against->parts) =
            (struct total_against_part){frame_words(work->request, names[i]), own[i], others[i],
                                        signed_points(work, decimal_subtract(own[i], others[i]))};
}

static void tell_order(struct total_work *work) {
    const struct scoreboard *board = work->board;
    for (size_t i = 0; i < board->matrix.unit_count; i++) {
        const struct standing *s = &board->standings[i];
        const struct cluster_unit *member = &board->cluster.members.items[s->unit];
        *list_push(work->arena, &work->view->order) = (struct total_row){
            s->place ? str_format(work->arena, "%d", s->place) : STR("–"),
            member->name,
            step_path_below(work->arena, &board->cluster, STEP_RANKING,
                            str_format(work->arena, "vi-sao/" STR_FMT, STR_ARG(member->slug))),
            s->totals.compared,
            s->unit == work->unit,
        };
    }
}

static struct str place_words(const struct total_work *work) {
    const struct standing *s = &work->board->standings[work->at];
    if (!work->board->cluster.places_shown)
        return frame_words(work->request, MSG_explain_no_places);
    if (!s->place || !work->sees_all)
        return frame_words(work->request, MSG_explain_no_place);
    return frame_say(work->request,
                     MESSAGE_WITH(s->shared ? MSG_explain_place_shared : MSG_explain_place,
                                  str_format(work->arena, "%d", s->place),
                                  str_format(work->arena, "%zu", work->board->matrix.unit_count)));
}

static struct str note_of(const struct total_work *work) {
    const struct score_totals *t = &work->board->matrix.totals[work->unit];
    if (t->disqualified)
        return frame_say(work->request,
                         MESSAGE_WITH(MSG_explain_disqualified,
                                      work->board->table.criteria.items[t->disqualified_by].code));
    if (!t->complete)
        return frame_say(work->request, MESSAGE_WITH(MSG_explain_missing,
                                                     str_format(work->arena, "%zu", t->missing)));
    return STR("");
}

static const struct err *tell_amended(struct total_work *work) {
    struct addenda addenda;
    const struct cluster_period *cluster = &work->board->cluster;
    work->view->amended = STR("");
    if (!cluster->closing.revision)
        return NULL;
    TRY(addendum_list(app_db(work->request), work->arena, work->request->user, cluster, &addenda));
    const struct addendum *found =
        addendum_of(&addenda, cluster->members.items[work->unit].id, STR_NONE);
    if (found)
        work->view->amended = addendum_words(work->arena, work->request->lang, found);
    return NULL;
}

static const struct err *fill(struct total_work *work) {
    const struct scoreboard *board = work->board;
    const struct cluster_unit *member = &board->cluster.members.items[work->unit];
    const struct request *request = work->request;
    struct total_view *view = work->view;
    bool reads = frame_may(request, RIGHT_SHEET_READ, &board->cluster, member->id);
    bool shares = str_equal_c(board->settings.of[SETTING_COMPARE].value, "share");
    struct scoring_sight sight = scoring_visible_units(work->arena, board, request->user);
    view->unit = member->name;
    view->unit_href = reads ? unit_page_path(work->arena, &board->cluster, member, "") : STR("");
    view->annex_href =
        reads ? str_format(work->arena, STR_FMT "?don-vi=" STR_FMT,
                           STR_ARG(step_path_below(work->arena, &board->cluster, STEP_RANKING,
                                                   STR("giai-trinh-diem"))),
                           STR_ARG(member->slug))
              : STR("");
    view->state = place_words(work);
    view->note = note_of(work);
    view->rule =
        frame_say(request, MESSAGE_WITH(MSG_explain_order_rule,
                                        frame_words(request, shares ? MSG_explain_compare_share
                                                                    : MSG_explain_compare_points)));
    view->hidden = scoring_sight_words(work->arena, request->lang, board, &sight);
    view->totals = board->matrix.totals[work->unit];
    view->compares = decimal_compare(view->totals.compared, view->totals.total) != 0;
    tell_sum(work, reads);
    if (work->sees_all && board->cluster.places_shown) {
        /* Only those that are in the order are compared. */
        bool placed = board->standings[work->at].place > 0;
        if (placed && work->at && board->standings[work->at - 1].place)
            tell_against(work, work->at - 1, MSG_explain_above);
        if (placed && work->at + 1 < board->matrix.unit_count &&
            board->standings[work->at + 1].place)
            tell_against(work, work->at + 1, MSG_explain_below);
        tell_order(work);
    }
    return tell_amended(work);
}

const struct err *total_show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &board));
    ptrdiff_t unit = cluster_member_by_slug(&board.cluster, request_param(request, "unit"));
    if (unit < 0 || !board.table.exists)
        return ERR(ERR_NOT_FOUND, "no such member, or no table");
    if (!scoring_visible(&board, request->user, (size_t)unit))
        return ERR(ERR_DENIED, "the points of this unit are not shown yet");
    struct total_view view = {0};
    struct total_work work = {
        .request = request,
        .arena = request->arena,
        .board = &board,
        .unit = (size_t)unit,
        .sees_all = scoring_visible_all(&board, request->user),
        .columns = ranking_columns_of(request->arena, &board.table.criteria),
        .view = &view,
    };
    while (board.standings[work.at].unit != work.unit)
        work.at++;
    struct page page;
    frame_page(request, frame_words(request, MSG_explain_total_title), &board.cluster, STEP_RANKING,
               &page);
    view.page = &page;
    TRY(fill(&work));
    struct html h = frame_html(request, response);
    tpl_total_page(&h, &view);
    return NULL;
}
