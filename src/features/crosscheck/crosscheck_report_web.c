/* Differences between what units gave themselves and what the cross-check found. */
#include "doc/workbook_write.h"
#include "features/crosscheck/crosscheck_report.html.h"
#include "features/crosscheck/crosscheck_web.h"
#include "features/scoring/unit_web.h"

#define BASE "/cum/:cluster/:period/kiem-tra-cheo/chenh-lech"

static struct str below(const struct request *request, const struct scoreboard *board,
                        const char *tail) {
    return step_path_below(request->arena, &board->cluster, STEP_CROSS,
                           str_format(request->arena, "chenh-lech/%s", tail));
}

/* "−0,50", "+1,00", "0,00" */
static struct str signed_points(struct arena *arena, enum lang lang, struct decimal value) {
    char mark = lang == LANG_VI ? ',' : '.';
    if (value.units < 0)
        return str_format(
            arena, "−" STR_FMT,
            STR_ARG(decimal_display(arena, decimal_negate(value), POINT_SCALE, mark)));
    return str_format(arena, "%s" STR_FMT, value.units > 0 ? "+" : "",
                      STR_ARG(decimal_display(arena, value, POINT_SCALE, mark)));
}

static struct str points(struct arena *arena, enum lang lang, bool known, struct decimal value) {
    return known ? decimal_display(arena, value, POINT_SCALE, lang == LANG_VI ? ',' : '.')
                 : STR("");
}

static const struct err *load(const struct request *request, struct scoreboard *board,
                              bool **ret_units, bool *ret_all, bool *ret_any) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    size_t count = board->cluster.members.count;
    bool *units = ARENA_ARRAY(request->arena, bool, count + 1);
    *ret_all = true;
    *ret_any = false;
    for (size_t unit = 0; unit < count; unit++) {
        units[unit] = frame_may(request, RIGHT_SHEET_READ, &board->cluster,
                                board->cluster.members.items[unit].id);
        *ret_all = *ret_all && units[unit];
        *ret_any = *ret_any || units[unit];
    }
    *ret_units = units;
    return NULL;
}

/* --- all units ---------------------------------------------------------------------------- */

static void add_matrix(const struct request *request, const struct scoreboard *board,
                       struct differences_view *view) {
    struct crosscheck_overview overview;
    crosscheck_overview_make(request->arena, board, &overview);
    for (size_t i = 0; i < overview.count; i++) {
        const struct crosscheck_criterion_report *line = &overview.items[i];
        const struct criterion *c = &board->table.criteria.items[line->criterion];
        struct crosscheck_difference_row row = {
            .code = c->code, .name = c->name, .all_differ = line->all_differ};
        view->all_differ += line->all_differ;
        for (size_t unit = 0; unit < board->cluster.members.count; unit++) {
            struct crosscheck_difference d = crosscheck_difference_at(board, unit, line->criterion);
            struct difference_cell cell = {.known = d.is_checked, .text = STR("")};
            cell.differs = d.has_difference && !decimal_is_zero(d.difference);
            if (d.has_difference)
                cell.text = signed_points(request->arena, request->lang, d.difference);
            *list_push(request->arena, &row.cells) = cell;
        }
        *list_push(request->arena, &view->rows) = row;
    }
}

static const struct err *show_all(struct request *request, struct response *response) {
    struct scoreboard board;
    bool *units;
    bool all;
    bool any;
    TRY(load(request, &board, &units, &all, &any));
    struct page page;
    frame_page(request, frame_words(request, MSG_crosscheck_differences), &board.cluster,
               STEP_CROSS, &page);
    page.wide = true;
    struct differences_view view = {
        .page = &page,
        .back_href = step_path(request->arena, &board.cluster, STEP_CROSS),
    };
    bool checked = false;
    for (size_t unit = 0; unit < board.cluster.members.count; unit++) {
        if (!units[unit])
            continue;
        struct crosscheck_unit_report report;
        crosscheck_report_unit(request->arena, &board, unit, &report);
        const struct cluster_unit *member = &board.cluster.members.items[unit];
        checked = checked || report.count;
        *list_push(request->arena, &view.units) = (struct difference_unit){
            .name = member->name,
            .href = below(request, &board, str_c(request->arena, member->slug)),
            .is_checked = report.count > 0,
            .checked = report.count,
            .differing = report.differing,
            .sum = signed_points(request->arena, request->lang, report.sum),
        };
    }
    if (checked)
        view.book_href = below(request, &board, "xlsx");
    if (all)
        add_matrix(request, &board, &view);
    struct html h = frame_html(request, response);
    tpl_crosscheck_differences_page(&h, &view);
    return NULL;
}

static const struct err *send_book(struct request *request, struct response *response) {
    struct scoreboard board;
    bool *units;
    bool all;
    bool any;
    struct str bytes;
    TRY(load(request, &board, &units, &all, &any));
    if (!any)
        return ERR(ERR_DENIED, "no right to read the scores of any unit");
    TRY(crosscheck_report_book(request->arena, &board, units, request->now_ms, &bytes));
    respond_file(response, XLSX_CONTENT_TYPE, crosscheck_report_name(request->arena, &board),
                 bytes);
    return NULL;
}

/* --- one unit ----------------------------------------------------------------------------- */

static struct crosscheck_difference_line line_of(const struct request *request,
                                                 const struct scoreboard *board, size_t unit,
                                                 const struct crosscheck_difference *d) {
    struct arena *arena = request->arena;
    enum lang lang = request->lang;
    const struct criterion *c = &board->table.criteria.items[d->criterion];
    return (struct crosscheck_difference_line){
        .code = c->code,
        .name = c->name,
        .max = c->max,
        .self_actual = unit_page_actual(arena, lang, c, d->self_actual),
        .found = d->found.p  ? unit_page_actual(arena, lang, c, d->found)
                 : d->agrees ? frame_words(request, MSG_crosscheck_agrees)
                             : STR(""),
        .self = points(arena, lang, d->has_self, d->self),
        .cross = points(arena, lang, d->has_cross, d->cross),
        .rule = points(arena, lang, d->has_rule, d->rule),
        .difference = d->has_difference ? signed_points(arena, lang, d->difference) : STR(""),
        .differs = d->has_difference && !decimal_is_zero(d->difference),
        .reason = d->reason,
        .why_href = why_path(arena, board, unit, d->criterion),
    };
}

static const struct err *show_unit(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_page_board(request, &board, &unit));
    struct crosscheck_unit_report report;
    crosscheck_report_unit(request->arena, &board, unit, &report);
    const struct cluster_unit *member = &board.cluster.members.items[unit];
    struct page page;
    frame_page(request, member->name, &board.cluster, STEP_CROSS, &page);
    page.wide = true;
    struct crosscheck_difference_view view = {
        .page = &page,
        .back_href = step_path_below(request->arena, &board.cluster, STEP_CROSS, STR("chenh-lech")),
        .book_href = report.count ? below(request, &board, "xlsx") : STR(""),
        .unit = member->name,
        .cluster_name = board.cluster.name,
        .period_name = period_display(request->arena, request->lang, board.cluster.period),
        .differing = report.differing,
        .agreeing = report.agreeing,
        .sum = signed_points(request->arena, request->lang, report.sum),
    };
    for (size_t i = 0; i < report.count; i++)
        *list_push(request->arena, &view.lines) = line_of(request, &board, unit, &report.lines[i]);
    struct html h = frame_html(request, response);
    tpl_crosscheck_difference_page(&h, &view);
    return NULL;
}

const struct route crosscheck_report_routes[] = {
    {HTTP_GET, BASE, RIGHT_CLUSTER_READ, show_all},
    {HTTP_GET, BASE "/xlsx", RIGHT_SHEET_READ, send_book},
    {HTTP_GET, BASE "/:unit", RIGHT_SHEET_READ, show_unit},
};
const size_t crosscheck_report_routes_count = COUNT_OF(crosscheck_report_routes);
