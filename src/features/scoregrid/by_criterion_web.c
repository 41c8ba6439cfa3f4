#include "features/scoregrid/by_criterion_web.h"

#include "features/scoregrid/by_criterion.html.h"
#include "features/scoregrid/scoregrid_web.h"
#include "features/scoring/unit_web.h"

struct by_work {
    const struct request *request;
    const struct scoreboard *board;
    size_t criterion;
    const struct grid_progress *progress;
    struct by_criterion_view *view;
};

/* The unit's own people see what is not sent yet, and type into it. */
static const struct err *own_line(const struct by_work *work, size_t unit, struct unit_line *line) {
    const struct request *request = work->request;
    const struct cluster_unit *member = &work->board->cluster.members.items[unit];
    struct score_grid grid;
    TRY(scoregrid_load(app_db(request), request->arena, request->user, work->board->cluster.slug,
                       work->board->cluster.code, member->slug, &grid));
    if (work->criterion >= grid.board.table.criteria.count)
        return ERR(ERR_NOT_FOUND, "the table has changed meanwhile");
    const struct criterion *criterion = &grid.board.table.criteria.items[work->criterion];
    line->row = grid_row_of(request->arena, request->lang, &grid, work->criterion, NULL);
    line->actual = unit_page_actual(request->arena, request->lang, criterion,
                                    grid.cells[work->criterion].of[GRID_ACTUAL].value);
    if (!line->row.types)
        return NULL;
    work->view->choices_of = line->row;
    line->form = str_format(request->arena, "luu-%zu", unit);
    line->action = grid_path(request->arena, &work->board->cluster, member, STR(""));
    work->view->may_enter = true;
    return NULL;
}

/* What was sent, from the board alone. */
static void other_line(const struct by_work *work, size_t unit, struct unit_line *line) {
    struct arena *arena = work->request->arena;
    enum lang lang = work->request->lang;
    const struct scoreboard *board = work->board;
    const struct criterion *criterion = &board->table.criteria.items[work->criterion];
    const struct board_cell *cell = board_cell_at(board, unit, work->criterion);
    const struct score_cell *score = score_cell_at(&board->matrix, unit, work->criterion);
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct score_sheet sheet;
    score_sheet_make(arena, board, unit, &sheet);
    const struct sheet_line *scored = &sheet.lines[work->criterion];
    struct str says =
        score->exempt ? frame_words(work->request, MSG_scoregrid_not_assigned)
        : criterion->owner != SCORE_SELF
            ? frame_say(work->request,
                        MESSAGE_WITH(MSG_scoregrid_by_stage,
                                     message_plain(lang, score_stage_name(criterion->owner))))
            : STR("");
    line->actual = unit_page_actual(arena, lang, criterion, cell->self_actual);
    line->row = (struct grid_row){
        .code = criterion->code,
        .figures = scored->figures,
        .difference = unit_page_difference(arena, lang, scored),
        .says = says,
        .needs_actual = criterion_takes_actual(criterion) && criterion_expects_self(criterion),
        .of_evidence = {.text = str_or_empty(cell->evidence)},
        .cell_href =
            grid_path(arena, &board->cluster, member, why_part(arena, board, work->criterion)),
    };
    work->view->shows_sent_alone = true;
}

static const struct err *add_line(const struct by_work *work, size_t unit) {
    struct arena *arena = work->request->arena;
    const struct scoreboard *board = work->board;
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    const struct score_cell *score = score_cell_at(&board->matrix, unit, work->criterion);
    struct unit_line line = {
        .name = member->name,
        .unit_href = grid_path(arena, &board->cluster, member, STR("")),
        .form = STR(""),
        .action = STR(""),
        .in_force = {score->in_force, score->in_force_known, true},
        .decided =
            score->has_accepted || board_cell_at(board, unit, work->criterion)->accepted_actual.p,
        .sent_ms = work->progress[unit].sent_ms,
    };
    if (scoregrid_is_own(work->request->user, place_of_period(&board->cluster), member->id))
        TRY(own_line(work, unit, &line));
    else
        other_line(work, unit, &line);
    work->view->known += line.actual.n > 0;
    *list_push(arena, &work->view->lines) = line;
    return NULL;
}

static void fill_neighbours(const struct by_work *work) {
    struct arena *arena = work->request->arena;
    const struct criteria *criteria = &work->board->table.criteria;
    struct by_criterion_view *view = work->view;
    view->previous_href = view->next_href = STR("");
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        if (!criterion_is_scored(c))
            continue;
        *list_push(arena, &view->criteria) = (struct ui_option){
            why_part(arena, work->board, i),
            str_format(arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name)),
            i == work->criterion};
        if (i < work->criterion)
            view->previous_href = grid_criterion_path(arena, work->board, i);
        else if (i > work->criterion && !view->next_href.n)
            view->next_href = grid_criterion_path(arena, work->board, i);
    }
}

static struct str hint_of(const struct request *request, const struct criterion *criterion) {
    struct str target = unit_page_target(request->arena, request->lang, criterion);
    struct str kind = frame_words(request, criterion_kind_name(criterion->kind));
    struct str max =
        decimal_display(request->arena, criterion->max, 0, request->lang == LANG_VI ? ',' : '.');
    return target.n
               ? frame_say(request, MESSAGE_WITH(MSG_scoregrid_criterion_target, kind, max, target))
               : frame_say(request, MESSAGE_WITH(MSG_scoregrid_criterion_hint, kind, max));
}

static const struct err *load_board(const struct request *request, struct scoreboard *board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              board);
}

const struct err *by_criterion_show(struct request *request, struct response *response) {
    struct scoreboard board;
    struct page page;
    struct grid_progress *progress;
    TRY(load_board(request, &board));
    ptrdiff_t found = why_criterion_of(&board, request_param(request, "criterion"));
    if (found < 0)
        return ERR(ERR_NOT_FOUND, "no such criterion");
    const struct criterion *criterion = &board.table.criteria.items[found];
    TRY(scoregrid_progress(app_db(request), request->arena, &board, &progress));
    frame_page(request,
               str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(criterion->code),
                          STR_ARG(criterion->name)),
               &board.cluster, STEP_SHEETS, &page);
    page.wide = true;
    struct by_criterion_view view = {
        .page = &page,
        .code = criterion->code,
        .name = criterion->name,
        .csrf_token = request->csrf_token,
        .hint = hint_of(request, criterion),
        .table_mark = grid_table_mark(request->arena, &board.table.criteria),
    };
    const struct by_work work = {request, &board, (size_t)found, progress, &view};
    for (size_t unit = 0; unit < board.cluster.members.count; unit++)
        if (user_may(request->user, RIGHT_SHEET_READ, place_of_period(&board.cluster),
                     board.cluster.members.items[unit].id))
            TRY(add_line(&work, unit));
    fill_neighbours(&work);
    struct html h = frame_html(request, response);
    tpl_by_criterion_page(&h, &view);
    return NULL;
}

const struct err *by_criterion_first(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_board(request, &board));
    ptrdiff_t wanted = why_criterion_of(&board, str_or_empty(request_query(request, "muc")));
    for (size_t i = 0; i < board.table.criteria.count && wanted < 0; i++)
        if (criterion_is_scored(&board.table.criteria.items[i]))
            wanted = (ptrdiff_t)i;
    struct str path = wanted < 0 ? step_path(request->arena, &board.cluster, STEP_SHEETS)
                                 : grid_criterion_path(request->arena, &board, (size_t)wanted);
    respond_redirect(response, path);
    return NULL;
}
