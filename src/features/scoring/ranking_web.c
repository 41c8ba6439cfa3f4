/* Places and totals, by stage; the same as a spreadsheet. */
#include "features/scoring/ranking_web.h"

#include "features/frame/frame.h"
#include "features/scoring/ranking.html.h"
#include "features/scoring/ranking_doc.h"
#include "features/scoring/unit_web.h"

#define XLSX_CONTENT_TYPE "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

/* Up to so many cells a group opens its criteria in place; in larger clusters it links to the page
 * of the group, so that the ranking stays a page and not a book. */
enum { CELLS_IN_PLACE_MAX = 1000 };

struct ranking_work {
    const struct request *request;
    struct arena *arena;
    const struct scoreboard *board;
    enum ranking_stage stage;
    struct board_stage shown;
    struct ranking_columns columns;
    struct ranking_view *view;
};

static struct str say(const struct request *request, enum msg_id id) {
    return message_plain(request->lang, id);
}

/* Whether the user may open this unit's single scores. */
static bool may_open(const struct ranking_work *work, size_t unit) {
    return frame_may(work->request, RIGHT_SHEET_READ, &work->board->cluster,
                     work->board->cluster.members.items[unit].id);
}

static bool may_open_all(const struct ranking_work *work) {
    for (size_t unit = 0; unit < work->board->matrix.unit_count; unit++)
        if (!may_open(work, unit))
            return false;
    return true;
}

/* "/cum/…/tham-dinh/UNIT", with the criterion where there is one. */
static struct str unit_href(const struct ranking_work *work, size_t unit, ptrdiff_t criterion) {
    if (!may_open(work, unit))
        return STR("");
    if (criterion >= 0)
        return why_path(work->arena, work->board, unit, (size_t)criterion);
    const struct cluster_period *cluster = &work->board->cluster;
    return unit_page_path(work->arena, cluster, &cluster->members.items[unit], "");
}

/* --- figures ------------------------------------------------------------------------------ */

static void add_part(const struct ranking_work *work, size_t unit, size_t criterion,
                     struct ranking_parts *parts) {
    const struct criterion *item = &work->board->table.criteria.items[criterion];
    const struct score_cell *cell = score_cell_at(&work->shown.matrix, unit, criterion);
    *list_push(work->arena, parts) = (struct ranking_part){
        .code = item->code,
        .name = item->name,
        .points = cell->in_force,
        .known = cell->in_force_known,
        .href = unit_href(work, unit, (ptrdiff_t)criterion),
    };
}

static struct ranking_figure column_figure(const struct ranking_work *work, size_t unit,
                                           const struct ranking_column *column) {
    const struct criteria *criteria = &work->board->table.criteria;
    const struct criterion *top = &criteria->items[column->criterion];
    struct ranking_figure figure = {
        .label = message_text(work->arena, work->request->lang,
                              MESSAGE_WITH(MSG_ranking_group, top->code)),
    };
    figure.points = ranking_column_points(&work->shown.matrix, unit, column, &figure.complete);
    figure.percent = ui_percent(figure.points, column->max);
    if (!may_open(work, unit))
        return figure;
    if (work->board->matrix.unit_count * criteria->count > CELLS_IN_PLACE_MAX) {
        figure.href = unit_href(work, unit, (ptrdiff_t)column->criterion);
        return figure;
    }
    for (size_t i = column->criterion; i < column->end; i++)
        if (ranking_is_content(&criteria->items[i]))
            add_part(work, unit, i, &figure.parts);
    return figure;
}

static struct decimal max_of_kind(const struct criteria *criteria, enum criterion_kind kind) {
    struct decimal max = DECIMAL_ZERO;
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].kind == kind)
            max = decimal_add(max, criteria->items[i].max);
    return max;
}

/* The most that can be taken off, as a figure below 0. */
static struct decimal most_penalty(const struct scoring_rules *rules) {
    struct decimal most = DECIMAL_ZERO;
    for (size_t i = 0; i < rules->late_count; i++)
        most = decimal_min(most, rules->late[i].value);
    return most;
}

/* Bonus or penalty: one row of the table in most clusters, so the figure itself opens. */
static struct ranking_figure extra_figure(const struct ranking_work *work, size_t unit,
                                          enum criterion_kind kind) {
    const struct criteria *criteria = &work->board->table.criteria;
    const struct score_totals *totals = &work->shown.matrix.totals[unit];
    bool penalty = kind == CRITERION_PENALTY;
    struct ranking_figure figure = {
        .label = say(work->request, penalty ? MSG_ranking_penalty : MSG_ranking_bonus),
        .points = penalty ? totals->penalty : totals->bonus,
        .penalty = penalty,
        .complete = true,
    };
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].kind == kind)
            add_part(work, unit, i, &figure.parts);
    figure.percent = ui_percent(figure.points, penalty ? most_penalty(&work->board->book.rules)
                                                       : max_of_kind(criteria, kind));
    if (figure.parts.count == 1)
        figure.href = figure.parts.items[0].href;
    if (figure.parts.count == 1 || !may_open(work, unit))
        figure.parts.count = 0;
    return figure;
}

/* --- rows --------------------------------------------------------------------------------- */

static void add_row(struct ranking_work *work, size_t index) {
    const struct standing *standing = &work->shown.standings[index];
    const struct standing *above = index ? &work->shown.standings[index - 1] : NULL;
    size_t unit = standing->unit;
    struct ranking_row row = {
        .lead = standing->place == 1 && work->stage == RANKING_IN_FORCE,
        .counted = standing->totals.complete,
        .place = standing->place,
        .ordinal = index + 1,
        .name = work->board->cluster.members.items[unit].name,
        .href = unit_href(work, unit, -1),
        .note = standing->shared ? say(work->request, MSG_ranking_tied) : STR(""),
        .total = standing->totals.total,
    };
    if (!row.counted)
        row.note =
            message_text(work->arena, work->request->lang,
                         MESSAGE_WITH(MSG_ranking_missing_note,
                                      str_format(work->arena, "%zu", standing->totals.missing)));
    if (above && standing->place) {
        row.has_behind = true;
        row.behind = decimal_subtract(above->totals.total, standing->totals.total);
    }
    for (size_t i = 0; i < work->columns.count; i++)
        *list_push(work->arena, &row.figures) = column_figure(work, unit, &work->columns.items[i]);
    *list_push(work->arena, &row.figures) = extra_figure(work, unit, CRITERION_BONUS);
    *list_push(work->arena, &row.figures) = extra_figure(work, unit, CRITERION_PENALTY);
    *list_push(work->arena, &work->view->rows) = row;
    if (!row.counted)
        *list_push(work->arena, &work->view->gaps) =
            (struct ranking_gap){row.name, row.href, standing->totals.missing};
}

static void add_heads(struct ranking_work *work) {
    const struct criteria *criteria = &work->board->table.criteria;
    for (size_t i = 0; i < work->columns.count; i++) {
        const struct criterion *top = &criteria->items[work->columns.items[i].criterion];
        *list_push(work->arena, &work->view->heads) =
            (struct ranking_head){top->code, top->name, work->columns.items[i].max};
    }
    *list_push(work->arena, &work->view->heads) = (struct ranking_head){
        say(work->request, MSG_ranking_bonus), STR(""), max_of_kind(criteria, CRITERION_BONUS)};
    *list_push(work->arena, &work->view->heads) = (struct ranking_head){
        say(work->request, MSG_ranking_penalty), STR(""), most_penalty(&work->board->book.rules)};
}

static void add_stages(struct ranking_work *work) {
    static const enum msg_id NAMES[RANKING_STAGE_COUNT] = {
        MSG_ranking_stage_in_force, MSG_ranking_stage_by_rule, MSG_ranking_stage_self};
    struct str path = step_path(work->arena, &work->board->cluster, STEP_RANKING);
    for (int stage = 0; stage < RANKING_STAGE_COUNT; stage++) {
        if (stage == RANKING_SELF && !may_open_all(work))
            continue;
        struct str code = ranking_stage_code((enum ranking_stage)stage);
        struct str href = stage == RANKING_IN_FORCE
                              ? path
                              : str_format(work->arena, STR_FMT "?giai-doan=" STR_FMT,
                                           STR_ARG(path), STR_ARG(code));
        work->view->stages[work->view->stages_count++] = (struct page_link){
            .text = say(work->request, NAMES[stage]),
            .href = href,
            .current = stage == (int)work->stage,
        };
    }
    if (work->stage == RANKING_BY_RULE)
        work->view->callout = say(work->request, MSG_ranking_about_by_rule);
    if (work->stage == RANKING_SELF)
        work->view->callout = say(work->request, MSG_ranking_about_self);
}

/* --- handlers ----------------------------------------------------------------------------- */

static const struct err *load(const struct request *request, struct scoreboard *board,
                              struct ranking_work *work) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    *work = (struct ranking_work){.request = request, .arena = request->arena, .board = board};
    struct str code = request_query(request, "giai-doan");
    if (!ranking_stage_from_code(code, &work->stage) && code.n)
        return ERR(ERR_NOT_FOUND, "no such stage");
    /* What units gave themselves is between them and the cluster: members do not see each other's.
     */
    if (work->stage == RANKING_SELF && !may_open_all(work))
        return ERR(ERR_DENIED, "no right to read the self scores of all units");
    return NULL;
}

static enum msg_id title_of(const struct cluster_period *cluster) {
    if (cluster->period.half == 1)
        return cluster->places_shown ? MSG_ranking_title_interim
                                     : MSG_ranking_title_interim_no_places;
    return cluster->places_shown ? MSG_ranking_title_final : MSG_ranking_title_final_no_places;
}

static struct str xlsx_href(const struct ranking_work *work) {
    struct str path =
        step_path_below(work->arena, &work->board->cluster, STEP_RANKING, STR("xlsx"));
    if (work->stage == RANKING_IN_FORCE)
        return path;
    return str_format(work->arena, STR_FMT "?giai-doan=" STR_FMT, STR_ARG(path),
                      STR_ARG(ranking_stage_code(work->stage)));
}

static void fill_view(struct ranking_work *work, struct ranking_view *view) {
    const struct request *request = work->request;
    const struct cluster_period *cluster = &work->board->cluster;
    work->view = view;
    view->board = work->board;
    view->shown = &work->shown;
    view->title = say(request, title_of(cluster));
    view->period = period_display(work->arena, request->lang, cluster->period);
    view->has_table = work->board->table.criteria.count > 0;
    view->may_import_table = frame_may(request, RIGHT_CRITERIA_EDIT, cluster, STR(""));
    view->table_href = step_path(work->arena, cluster, STEP_CRITERIA);
    view->places = cluster->places_shown;
    view->interim = cluster->period.half == 1;
    view->figures_until = date_is_empty(cluster->figures_until)
                              ? say(request, MSG_ranking_unknown_date)
                              : date_display(work->arena, cluster->figures_until);
    view->revision = cluster->revision;
    view->now_ms = request->now_ms;
    view->rules_confirmed = work->board->book.confirmed;
    view->callout = STR("");
    view->xlsx_href = xlsx_href(work);
    if (!view->has_table)
        return;
    scoring_board_stage(work->arena, work->board, work->stage, false, &work->shown);
    work->columns = ranking_columns_of(work->arena, &work->board->table.criteria);
    add_stages(work);
    add_heads(work);
    for (size_t i = 0; i < work->board->matrix.unit_count; i++)
        add_row(work, i);
}

static const struct err *show_ranking(struct request *request, struct response *response) {
    struct scoreboard board;
    struct ranking_work work;
    TRY(load(request, &board, &work));
    struct ranking_view view = {0};
    fill_view(&work, &view);
    struct page page;
    frame_page(request, view.title, &board.cluster, STEP_RANKING, &page);
    page.wide = true;
    view.page = &page;
    struct html h = frame_html(request, response);
    tpl_ranking_page(&h, &view);
    return NULL;
}

static const struct err *send_xlsx(struct request *request, struct response *response) {
    struct scoreboard board;
    struct ranking_work work;
    TRY(load(request, &board, &work));
    const struct ranking_doc_options options = {
        .stage = work.stage,
        .groups_only = !may_open_all(&work),
        .printed_by = request->user->name,
    };
    struct str bytes;
    TRY(ranking_doc_make_with(request->arena, &board, &options, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, ranking_doc_name(request->arena, &board), bytes);
    return NULL;
}

const struct route ranking_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/xep-thu", RIGHT_CLUSTER_READ, show_ranking},
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/xlsx", RIGHT_CLUSTER_READ, send_xlsx},
};
const size_t ranking_routes_count = COUNT_OF(ranking_routes);
