#include "features/trend/trend_web.h"

#include "features/scoring/ranking_chart_doc.h"
#include "features/scoring/ranking_class.h"
#include "features/scoring/sight_service.h"
#include "features/scoring/unit_web.h"
#include "features/trend/trend.h"
#include "features/trend/trend.html.h"

/* Half-years shown of a unit, the present one among them. */
enum { TREND_PERIODS_MAX = 8 };

struct scene {
    const struct request *request;
    struct scoreboard board;
    struct scoring_sight sight;
    struct cluster_year year;
    struct target_book book;
    bool has_bar;
    struct decimal bar;
};

static const struct err *load(const struct request *request, struct scene *scene) {
    *scene = (struct scene){.request = request};
    struct scoreboard *board = &scene->board;
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    scene->sight = scoring_visible_units(request->arena, board, request->user);
    TRY(cluster_year_find(app_db(request), request->arena, request->user, board->cluster.slug,
                          board->cluster.period.year, date_of_instant(request->now_ms),
                          &scene->year));
    TRY(target_book_read(app_db(request), request->arena, request->user, &scene->year,
                         TARGET_KNOWN_NOW, &scene->book));
    scene->has_bar =
        trend_bar_read(str_or_empty(board->settings.of[SETTING_HALF_TARGET].value), &scene->bar);
    return NULL;
}

static struct str bar_words(const struct scene *scene) {
    const struct request *request = scene->request;
    return scene->has_bar ? decimal_display(request->arena, scene->bar, 0,
                                            request->lang == LANG_VI ? ',' : '.')
                          : STR("");
}

/* --- targets ------------------------------------------------------------------------------ */

/* The content of the year's list that names the criterion; NULL: none, or it has no figure. */
static const struct target_item *item_of(const struct scene *scene, struct str code) {
    for (size_t i = 0; i < scene->book.items.count; i++) {
        const struct target_item *item = &scene->book.items.items[i];
        if (!item->is_removed && str_equal(item->criterion_code, code))
            return item;
    }
    return NULL;
}

/* The target of the year that a unit has on a criterion: the agreed one of the list of targets,
 * else the table's. */
static bool target_of(const struct scene *scene, size_t unit, const struct criterion *criterion,
                      struct decimal *ret_target, struct str *ret_source, bool *ret_of_year) {
    *ret_of_year = false;
    const struct request *request = scene->request;
    const struct target_item *item = item_of(scene, criterion->code);
    if (item) {
        struct target target =
            target_book_at(&scene->book, item, scene->board.cluster.members.items[unit].id);
        struct target_value value = target_value_of_half(&target, TARGET_YEAR);
        if (target_stands(&target) && value.is_set) {
            *ret_target = value.value;
            *ret_of_year = item->is_cumulative;
            *ret_source = frame_say(
                request, MESSAGE_WITH(MSG_trend_source_list,
                                      str_format(request->arena, "%lld", (long long)item->number)));
            return true;
        }
    }
    *ret_target = criterion->target;
    *ret_source = frame_words(request, MSG_trend_source_table);
    return criterion->has_target && criterion->target.units > 0;
}

static bool add_line(const struct scene *scene, size_t unit, size_t index,
                     struct trend_lines *lines) {
    const struct request *request = scene->request;
    struct arena *arena = request->arena;
    const struct criterion *criterion = &scene->board.table.criteria.items[index];
    const struct score_cell *cell = score_cell_at(&scene->board.matrix, unit, index);
    struct decimal target;
    struct str source;
    bool of_year;
    if (cell->exempt || !criterion_takes_actual(criterion) || !criterion_counts(criterion) ||
        !target_of(scene, unit, criterion, &target, &source, &of_year))
        return false;
    char mark = request->lang == LANG_VI ? ',' : '.';
    bool known = cell->actual.state == ACTUAL_READ;
    struct trend_line line = {
        .name = str_format(arena, STR_FMT " " STR_FMT, STR_ARG(criterion->code),
                           STR_ARG(criterion->name)),
        .source = source,
        .result = known ? decimal_display(arena, cell->actual.number, 0, mark) : STR(""),
        .target =
            str_format(arena, STR_FMT " " STR_FMT, STR_ARG(decimal_display(arena, target, 0, mark)),
                       STR_ARG(criterion->unit_of_measure)),
    };
    line.has_share = known && trend_share(cell->actual.number, target, &line.share);
    line.percent = line.has_share ? ui_percent(line.share, DECIMAL(100, 0)) : 0;
    line.is_judged = line.has_share && of_year;
    line.beyond = line.is_judged && scene->has_bar &&
                  trend_is_beyond(cell->actual.number, target, scene->bar);
    *list_push(arena, lines) = line;
    return true;
}

static struct trend_lines lines_of(const struct scene *scene, size_t unit) {
    struct trend_lines lines = {0};
    for (size_t i = 0; i < scene->board.table.criteria.count; i++)
        add_line(scene, unit, i, &lines);
    return lines;
}

static void add_unit(const struct scene *scene, size_t unit, struct trend_targets_view *view) {
    const struct request *request = scene->request;
    const struct cluster_unit *member = &scene->board.cluster.members.items[unit];
    struct trend_lines lines = lines_of(scene, unit);
    bool may = frame_may(request, RIGHT_SHEET_READ, &scene->board.cluster, member->id);
    struct str tail = str_format(request->arena, "don-vi/" STR_FMT, STR_ARG(member->slug));
    struct trend_unit row = {
        .name = member->name,
        .href = may ? step_path_below(request->arena, &scene->board.cluster, STEP_RANKING, tail)
                    : STR(""),
        .asked = lines.count,
    };
    for (size_t i = 0; i < lines.count; i++) {
        row.known += lines.items[i].has_share;
        row.beyond += lines.items[i].beyond;
    }
    *list_push(request->arena, &view->units) = row;
}

static const struct err *show_targets(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    const struct cluster_period *cluster = &scene.board.cluster;
    struct page page;
    frame_page(request, frame_words(request, MSG_trend_targets_title), cluster, STEP_RANKING,
               &page);
    struct trend_targets_view view = {
        .page = &page,
        .period = period_display(request->arena, request->lang, cluster->period),
        .sight = scoring_sight_words(request->arena, request->lang, &scene.board, &scene.sight),
        .bar = bar_words(&scene),
        .bar_basis = str_or_empty(scene.board.settings.of[SETTING_HALF_TARGET].basis),
    };
    for (size_t unit = 0; unit < cluster->members.count; unit++)
        if (scoring_sight_has(&scene.sight, unit))
            add_unit(&scene, unit, &view);
    struct html h = frame_html(request, response);
    tpl_trend_targets_page(&h, &view);
    return NULL;
}

/* --- one unit ----------------------------------------------------------------------------- */

static void add_period(const struct request *request, const struct scoreboard *board, size_t unit,
                       bool sees_places, struct trend_view *view) {
    struct arena *arena = request->arena;
    const struct score_totals *totals = &board->matrix.totals[unit];
    struct ranking_columns columns = ranking_columns_of(arena, &board->table.criteria);
    struct class_scale scale;
    struct issues ignored = {0};
    class_scale_read(arena, str_or_empty(board->settings.of[SETTING_CLASSES].value), STR(""),
                     &scale, &ignored);
    struct class_result class = ranking_class(arena, &board->matrix, &columns, &scale, unit);
    struct board_stage stage;
    scoring_board_stage(arena, board, RANKING_IN_FORCE, false, &stage);
    struct trend_period period = {
        .name = period_display(arena, request->lang, board->cluster.period),
        .href = step_path(arena, &board->cluster, STEP_RANKING),
        .complete = totals->complete,
        .total = totals->total,
        .max = totals->max,
        .members = board->matrix.unit_count,
        .class_name = ranking_class_name(&scale, &class),
    };
    period.has_share = trend_share(totals->compared, board->max_total, &period.share);
    for (size_t i = 0; sees_places && i < board->matrix.unit_count; i++)
        if (stage.standings[i].unit == unit)
            period.place = stage.standings[i].place;
    *list_push(arena, &view->periods) = period;
}

static struct period before(struct period period) {
    return period.half == 2 ? (struct period){period.year, 1} : (struct period){period.year - 1, 2};
}

/* The half-years before, so far as there are some and the unit was a member. */
static const struct err *add_periods(const struct scene *scene, size_t unit,
                                     struct trend_view *view) {
    const struct request *request = scene->request;
    const struct cluster_unit *member = &scene->board.cluster.members.items[unit];
    struct period period = scene->board.cluster.period;
    add_period(request, &scene->board, unit, scene->sight.all, view);
    for (int i = 1; i < TREND_PERIODS_MAX; i++) {
        struct scoreboard old;
        period = before(period);
        const struct err *err = scoring_load_board(app_db(request), request->arena, request->user,
                                                   scene->board.cluster.slug,
                                                   period_code(request->arena, period), &old);
        if (err && err->kind == ERR_NOT_FOUND)
            continue;
        TRY(err);
        ptrdiff_t then = cluster_member_by_id(&old.cluster, member->id);
        if (then >= 0 && old.table.criteria.count && board_has_scores(&old) &&
            scoring_visible(&old, request->user, (size_t)then))
            add_period(request, &old, (size_t)then, scoring_visible_all(&old, request->user), view);
    }
    return NULL;
}

/* Shares of the maximum, oldest first: tables change from year to year. */
static void draw_periods(const struct request *request, struct trend_view *view) {
    size_t count = view->periods.count;
    if (count < 2)
        return;
    struct chart *chart = chart_new(request->arena, CHART_LINES, request->lang);
    chart->title = frame_words(request, MSG_trend_periods_chart);
    chart->unit = STR("%");
    for (size_t i = count; i > 0; i--)
        chart_category_add(chart, view->periods.items[i - 1].name);
    size_t series = chart_series_add(chart, view->name, STR(""));
    for (size_t i = 0; i < count; i++) {
        const struct trend_period *period = &view->periods.items[count - 1 - i];
        if (period->has_share)
            chart_set(chart, series, i, period->share)->partly = !period->complete;
    }
    view->periods_chart = chart_figure_html(request->arena, chart, STR("cac-ky"));
    view->has_periods_chart = true;
}

static void add_group(const struct scene *scene, size_t unit, const struct ranking_column *column,
                      struct trend_view *view) {
    const struct request *request = scene->request;
    const struct score_matrix *matrix = &scene->board.matrix;
    const struct criterion *top = &matrix->criteria->items[column->criterion];
    struct trend_group group = {
        .name = str_format(request->arena, STR_FMT ". " STR_FMT, STR_ARG(top->code),
                           STR_ARG(top->name)),
        .max = column->max,
    };
    struct decimal sum = DECIMAL(0, POINT_SCALE);
    int64_t count = 0;
    group.own = ranking_column_points(matrix, unit, column, &group.own_complete);
    for (size_t other = 0; scene->sight.all && other < matrix->unit_count; other++) {
        bool complete;
        struct decimal points = ranking_column_points(matrix, other, column, &complete);
        if (!complete)
            continue;
        if (!count || decimal_compare(points, group.best) > 0)
            group.best = points;
        sum = decimal_add(sum, points);
        count++;
    }
    group.has_others = count && ratio_round(ratio_divide(ratio_of(sum), ratio_of_int(count)),
                                            POINT_SCALE, &group.mean);
    *list_push(request->arena, &view->groups) = group;
}

static void fill_groups(const struct scene *scene, size_t unit, struct trend_view *view) {
    const struct request *request = scene->request;
    struct ranking_columns columns =
        ranking_columns_of(request->arena, &scene->board.table.criteria);
    for (size_t i = 0; i < columns.count; i++)
        add_group(scene, unit, &columns.items[i], view);
    const struct chart *chart =
        scene->sight.all ? ranking_chart_of_unit(request->arena, &scene->board, unit, request->lang)
                         : NULL;
    view->has_groups_chart = chart != NULL;
    if (chart)
        view->groups_chart = chart_figure_html(request->arena, chart, STR("cac-nhom"));
}

static const struct err *show_unit(struct request *request, struct response *response) {
    struct scene scene;
    TRY(load(request, &scene));
    const struct cluster_period *cluster = &scene.board.cluster;
    ptrdiff_t unit = cluster_member_by_slug(cluster, request_param(request, "unit"));
    struct str unit_id = unit < 0 ? STR("") : cluster->members.items[unit].id;
    TRY(frame_must(request, RIGHT_SHEET_READ, cluster, unit_id));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    struct page page;
    frame_page(request, cluster->members.items[unit].name, cluster, STEP_RANKING, &page);
    struct trend_view view = {
        .page = &page,
        .period = period_display(request->arena, request->lang, cluster->period),
        .name = cluster->members.items[unit].name,
        .list_href = step_path_below(request->arena, cluster, STEP_RANKING, STR("so-voi-chi-tieu")),
        .sheet_href = unit_page_path(request->arena, cluster, &cluster->members.items[unit], ""),
        .bar = bar_words(&scene),
        .bar_basis = str_or_empty(scene.board.settings.of[SETTING_HALF_TARGET].basis),
        .sees_cluster = scene.sight.all,
        .sight = scoring_sight_words(request->arena, request->lang, &scene.board, &scene.sight),
        .lines = lines_of(&scene, (size_t)unit),
    };
    TRY(add_periods(&scene, (size_t)unit, &view));
    draw_periods(request, &view);
    fill_groups(&scene, (size_t)unit, &view);
    struct html h = frame_html(request, response);
    tpl_trend_unit_page(&h, &view);
    return NULL;
}

const struct route trend_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/so-voi-chi-tieu", RIGHT_CLUSTER_READ, show_targets},
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/don-vi/:unit", RIGHT_SHEET_READ, show_unit},
};
const size_t trend_routes_count = COUNT_OF(trend_routes);
