/* The panel of a cell: how its points come about, its months or weeks, all that happened to it. */
#include "features/scoregrid/scoregrid.html.h"
#include "features/scoregrid/scoregrid_web.h"
#include "features/scoring/sight_service.h"
#include "features/scoring/unit_web.h"

static struct str value_told(const struct request *request, const struct scoring_rules *rules,
                             const struct criterion *criterion, const struct grid_event *event) {
    enum grid_field field;
    if (!event->value.p)
        return frame_words(request, MSG_scoregrid_emptied);
    if (!grid_field_from_code(event->field, &field))
        field = str_equal(event->field, FIELD_AGREE) ? GRID_POINTS : GRID_ACTUAL;
    return grid_typed_text(request->arena, request->lang, rules, criterion, field, event->value);
}

static struct str field_told(const struct request *request, const struct grid_parts *parts,
                             struct str field) {
    if (str_equal(field, FIELD_ACTUAL))
        return frame_words(request, MSG_verify_result);
    if (str_equal(field, FIELD_POINTS))
        return frame_words(request, MSG_scoregrid_points);
    if (str_equal(field, FIELD_EVIDENCE))
        return frame_words(request, MSG_ui_why_evidence);
    for (size_t i = 0; i < parts->count; i++)
        if (str_equal(parts->items[i].field, field))
            return grid_part_name(request->arena, request->lang, &parts->items[i]);
    return frame_words(request, MSG_scoregrid_agreed);
}

static struct str how_told(const struct request *request, struct str how) {
    static const struct {
        const char *how;
        enum msg_id words;
    } WAYS[] = {{"pasted", MSG_scoregrid_how_pasted},
                {"filled", MSG_scoregrid_how_filled},
                {"undone", MSG_scoregrid_how_undone},
                {"redone", MSG_scoregrid_how_redone}};
    for (size_t i = 0; i < COUNT_OF(WAYS); i++)
        if (str_equal_c(how, WAYS[i].how))
            return frame_words(request, WAYS[i].words);
    return STR("");
}

static const struct err *tell_events(const struct request *request, const struct score_grid *grid,
                                     size_t index, struct grid_cell_view *view) {
    struct arena *arena = request->arena;
    const struct criterion *criterion = &grid->board.table.criteria.items[index];
    struct grid_events events;
    TRY(scoregrid_history(app_db(request), arena, request->user, &grid->board, grid->unit, index,
                          &events));
    for (size_t i = 0; i < events.count; i++) {
        const struct grid_event *event = &events.items[i];
        enum score_stage stage;
        struct str what =
            str_format(arena, STR_FMT ": " STR_FMT,
                       STR_ARG(field_told(request, &grid->cells[index].parts, event->field)),
                       STR_ARG(value_told(request, &grid->board.book.rules, criterion, event)));
        if (!event->is_draft && score_stage_from_code(event->stage, &stage))
            what = str_format(arena, STR_FMT " – " STR_FMT,
                              STR_ARG(message_plain(request->lang, score_stage_name(stage))),
                              STR_ARG(what));
        if (event->reason.n)
            what = str_format(arena, STR_FMT " – “" STR_FMT "”", STR_ARG(what),
                              STR_ARG(event->reason));
        struct str how = how_told(request, event->how);
        struct str who = str_format(
            arena, STR_FMT ", " STR_FMT "%s" STR_FMT, STR_ARG(event->author),
            STR_ARG(instant_display(arena, event->at_ms)), how.n ? " · " : "", STR_ARG(how));
        *list_push(arena, &view->events) = (struct grid_event_line){what, who, event->is_draft};
    }
    return NULL;
}

/* What was typed into a part and refused stays in its field, with the sentence. */
static void keep_typed(const struct request *request, const struct grid_answer *answer,
                       struct str code, struct str field, struct grid_part_line *line) {
    for (size_t i = 0; answer && i < answer->count; i++) {
        const struct grid_result *r = &answer->results[i];
        if (!str_equal(r->typed->code, code) || !str_equal(r->typed->field, field) ||
            (r->outcome != GRID_REFUSED && r->outcome != GRID_CONFLICT))
            continue;
        line->text = r->typed->text;
        line->fault = message_text(request->arena, request->lang, r->why);
    }
}

static void tell_parts(const struct request *request, const struct score_grid *grid, size_t index,
                       const struct grid_answer *answer, struct grid_cell_view *view) {
    struct arena *arena = request->arena;
    const struct criterion *criterion = &grid->board.table.criteria.items[index];
    const struct own_cell *cell = &grid->cells[index];
    struct str missing = STR("");
    for (size_t i = 0; cell->rolls_up && i < cell->parts.count; i++) {
        const struct grid_value *value = &cell->part_values[i];
        struct str name = grid_part_name(arena, request->lang, &cell->parts.items[i]);
        *list_push(arena, &view->parts) = (struct grid_part_line){
            .name = name,
            .field = str_format(arena, STR_FMT "." STR_FMT, STR_ARG(cell->parts.items[i].field),
                                STR_ARG(criterion->code)),
            .text = grid_typed_text(arena, request->lang, &grid->board.book.rules, criterion,
                                    GRID_ACTUAL, value->value),
            .seen = grid_seen(arena, value),
            .fault = STR("")};
        keep_typed(request, answer, criterion->code, cell->parts.items[i].field,
                   &view->parts.items[view->parts.count - 1]);
        if (!value->value.p)
            missing = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(missing),
                                 missing.n ? ", " : "", STR_ARG(name));
    }
    static const enum msg_id WAYS[ROLLUP_COUNT] = {[ROLLUP_SUM] = MSG_scoregrid_way_sum,
                                                   [ROLLUP_MEAN] = MSG_scoregrid_way_mean,
                                                   [ROLLUP_LAST] = MSG_scoregrid_way_last};
    view->parts_say = STR("");
    if (!cell->rolls_up)
        return;
    view->parts_say = frame_words(request, WAYS[criterion->rollup]);
    if (missing.n)
        view->parts_say = str_format(
            arena, STR_FMT " " STR_FMT, STR_ARG(view->parts_say),
            STR_ARG(frame_say(request, MESSAGE_WITH(MSG_scoregrid_parts_missing, missing))));
    view->may_type_parts = grid->may_enter && cell->block == GRID_OPEN;
}

static void tell_points(const struct request *request, const struct score_grid *grid, size_t index,
                        struct grid_cell_view *view) {
    struct scoring_explanation explanation;
    const struct score_cell *score = score_cell_at(&grid->board.matrix, grid->unit, index);
    view->points = (struct sheet_figure){score->points, score->has_points, score->has_points};
    if (grid->sheet.lines[index].is_group)
        view->points = grid->sheet.lines[index].figures.rule;
    view->is_draft = grid->cells[index].of[GRID_ACTUAL].is_draft;
    scoring_explain_seen(request->arena, request->lang, &grid->board, request->user, grid->unit,
                         index, &explanation);
    view->rule = message_text(request->arena, request->lang, explanation.rule);
    for (size_t i = 0; i < explanation.steps.count; i++)
        *list_push(request->arena, &view->sums) =
            message_text(request->arena, request->lang, explanation.steps.items[i]);
}

const struct err *grid_cell_draw(const struct request *request, struct response *response,
                                 const struct score_grid *grid, size_t index,
                                 const struct grid_answer *answer, const struct issues *issues) {
    struct arena *arena = request->arena;
    struct page page;
    const struct scoreboard *board = &grid->board;
    const struct criterion *criterion = &board->table.criteria.items[index];
    const struct cluster_unit *unit = &board->cluster.members.items[grid->unit];
    frame_page(
        request,
        str_format(arena, STR_FMT " " STR_FMT, STR_ARG(criterion->code), STR_ARG(criterion->name)),
        &board->cluster, STEP_SHEETS, &page);
    page.issues = issues;
    struct grid_cell_view view = {
        .page = &page,
        .unit_name = unit->name,
        .code = criterion->code,
        .name = criterion->name,
        .href = grid_path(arena, &board->cluster, unit, why_part(arena, board, index)),
        .grid_href = grid_path(arena, &board->cluster, unit, STR("")),
        .why_href = why_path(arena, board, grid->unit, index),
        .criterion_href = grid_criterion_path(arena, board, index),
        .csrf_token = request->csrf_token,
        .may_enter = grid->may_enter,
        .previous_href = STR(""),
        .next_href = STR(""),
    };
    if (index > 0)
        view.previous_href =
            grid_path(arena, &board->cluster, unit, why_part(arena, board, index - 1));
    if (index + 1 < board->table.criteria.count)
        view.next_href = grid_path(arena, &board->cluster, unit, why_part(arena, board, index + 1));
    tell_points(request, grid, index, &view);
    tell_parts(request, grid, index, answer, &view);
    TRY(tell_events(request, grid, index, &view));
    struct html h = frame_html(request, response);
    if (request->is_fragment)
        tpl_grid_cell_panel(&h, &view);
    else
        tpl_grid_cell_page(&h, &view);
    return NULL;
}

const struct err *grid_cell_show(struct request *request, struct response *response) {
    struct score_grid grid;
    TRY(scoregrid_load(app_db(request), request->arena, request->user,
                       request_param(request, "cluster"), request_param(request, "period"),
                       request_param(request, "unit"), &grid));
    ptrdiff_t found = why_criterion_of(&grid.board, request_param(request, "criterion"));
    if (found < 0)
        return ERR(ERR_NOT_FOUND, "no such criterion");
    return grid_cell_draw(request, response, &grid, (size_t)found, NULL, NULL);
}
