/* Verification: what the cluster accepts of each unit's scores. */
#include "features/scoring/verify_web.h"

#include "features/dispute/dispute_service.h"

#include "features/scoring/feedback_web.h"
#include "features/scoring/stage_service.h"
#include "features/scoring/verify.html.h"
#include "features/scoring/why_web.h"
#include "html/kept_fragment.h"
#include "html/ui/layout.html.h"

/* 500 criteria with a reason of 500 characters each, percent-encoded. */
enum { GRID_BODY_MAX = 6 << 20 };

/* --- units at a glance -------------------------------------------------------------------- */

static enum ui_state state_of(const struct verify_unit *unit, const struct score_sheet *sheet) {
    if (!sheet->total.self.known && !sheet->decided)
        return UI_STATE_TODO;
    return unit->missing || unit->open ? UI_STATE_DOING : UI_STATE_DONE;
}

static void add_unit(const struct request *request, const struct scoreboard *board,
                     const struct score_answers *answers, size_t unit,
                     struct verify_overview *view) {
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct score_sheet sheet;
    score_sheet_make(request->arena, board, unit, &sheet);
    struct verify_unit line = {
        .name = member->name,
        .gone = scoring_gone_words(request->arena, request->lang, board, unit),
        .href = unit_page_path(request->arena, &board->cluster, member, ""),
        .feedback_href = unit_page_path(request->arena, &board->cluster, member, "phan-hoi"),
        .total = sheet.total,
        .missing = sheet.missing,
        .differences = sheet.differences,
        .open = sheet.open,
        .decided = sheet.decided,
        .answer = feedback_answer_state(board, answers, unit),
    };
    line.state = state_of(&line, &sheet);
    view->ready += line.state == UI_STATE_DONE;
    view->has_scores = view->has_scores || line.state != UI_STATE_TODO;
    *list_push(request->arena, &view->units) = line;
}

static const struct err *show_overview(struct request *request, struct response *response) {
    struct scoreboard board;
    struct score_answers answers;
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &board));
    TRY(scoring_answers(app_db(request), request->arena, request->user, &board, &answers));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_verify_title), &board.cluster, STEP_VERIFY,
               &page);
    page.wide = true;
    struct verify_overview view = {
        .page = &page,
        .has_table = board.table.exists,
        .locked = board.table.locked,
        .may_import = frame_may(request, RIGHT_SCORE_IMPORT, &board.cluster, STR("")),
        .intake_href = step_path(request->arena, &board.cluster, STEP_INTAKE),
        .criteria_href = step_path(request->arena, &board.cluster, STEP_CRITERIA),
        .confirmed = board.book.confirmed,
        .max_total = board.max_total,
    };
    for (size_t unit = 0; unit < board.cluster.members.count; unit++)
        if (frame_may(request, RIGHT_SHEET_READ, &board.cluster,
                      board.cluster.members.items[unit].id))
            add_unit(request, &board, &answers, unit, &view);
    struct threads threads;
    TRY(dispute_list(app_db(request), request->arena, request->user, &board, &threads));
    view.disputes = dispute_count(&threads).open;
    view.disputes_href =
        step_path_below(request->arena, &board.cluster, STEP_VERIFY, STR("y-kien"));
    struct html h = frame_html(request, response);
    tpl_verify_overview(&h, &view);
    return NULL;
}

/* --- the grid ----------------------------------------------------------------------------- */

/* FNV-1a of what stood in a row's fields: rows that nobody touched are not sent on, so that what
 * others decided on them meanwhile stays without a word. */
static struct str mark_of_row(struct arena *arena, struct str actual, struct str points,
                              struct str reason) {
    uint64_t mark = 14695981039346656037u;
    const struct str parts[] = {actual, points, reason};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        for (size_t k = 0; k < parts[i].n; k++)
            mark = (mark ^ (unsigned char)parts[i].p[k]) * 1099511628211u;
        mark = (mark ^ 0x1f) * 1099511628211u;
    }
    return str_format(arena, "%016llx", (unsigned long long)mark);
}

static void add_choice(struct arena *arena, struct verify_row *row, struct str text) {
    *list_push(arena, &row->choices) =
        (struct ui_option){text, text, str_equal(text, row->typed_actual)};
}

/* Grades, passes and levels are chosen; the first choice leaves the unit's own result. */
static void add_choices(struct arena *arena, const struct scoreboard *board,
                        const struct criterion *criterion, struct verify_row *row) {
    struct scoring_choices choices;
    scoring_choices(arena, LANG_VI, criterion, &board->book.rules, &choices);
    if (choices.count == 0)
        return;
    add_choice(arena, row, STR(""));
    for (size_t i = 0; i < choices.count; i++)
        add_choice(arena, row, choices.items[i].label);
}

/* A corrected result as a person would type it. */
static struct str typed_actual(struct arena *arena, enum lang lang, const struct sheet_line *line,
                               struct str canonical) {
    struct decimal number;
    if (!canonical.p)
        return STR("");
    if (!criterion_counts(line->criterion) || !decimal_parse(canonical, &number))
        return scoring_show_actual(arena, LANG_VI, line->criterion, canonical);
    return unit_page_typed_number(arena, lang, number, 0);
}

static struct str decided_by(struct arena *arena, const struct sheet_line *line) {
    if (!line->decided || !line->cell->accepted_author.p)
        return STR("");
    return str_format(arena, STR_FMT ", " STR_FMT, STR_ARG(line->cell->accepted_author),
                      STR_ARG(instant_display(arena, line->cell->accepted_at_ms)));
}

static struct str points_shown(struct arena *arena, enum lang lang, struct decimal points) {
    return decimal_display(arena, points, POINT_SCALE, lang == LANG_VI ? ',' : '.');
}

static void add_note(struct arena *arena, struct str *note, struct str words) {
    *note =
        note->n ? str_format(arena, STR_FMT "; " STR_FMT, STR_ARG(*note), STR_ARG(words)) : words;
}

/* What stages other than the one written (SCORE_SELF: none is) decided, and who agreed with what.
 */
static struct str stage_note(struct arena *arena, enum lang lang, const struct sheet_line *line,
                             enum score_stage written) {
    struct str note = STR("");
    const struct score_cell *score = line->score;
    for (int stage = SCORE_CROSS; stage < SCORE_STAGE_COUNT; stage++) {
        const struct stage_decision *d = line->cell->stages[stage];
        struct str name = message_plain(lang, score_stage_name((enum score_stage)stage));
        if (d && d->has_points && stage != (int)written)
            add_note(arena, &note,
                     message_text(arena, lang,
                                  MESSAGE_WITH(MSG_verify_stage_points, name,
                                               points_shown(arena, lang, d->points))));
        if (!d || !d->agrees || stage_decides(d))
            continue;
        bool stands = score->in_force_known && decimal_compare(d->agreed, score->in_force) == 0;
        add_note(arena, &note,
                 message_text(arena, lang,
                              stands ? MESSAGE_WITH(MSG_verify_stage_agrees, name)
                                     : MESSAGE_WITH(MSG_verify_stage_agreed_then, name,
                                                    points_shown(arena, lang, d->agreed))));
    }
    return note;
}

/* What the stage stored, as it stands in the fields of a fresh page; for who only reads
 * (SCORE_SELF), what the latest stage did. */
static void fill_stored(struct arena *arena, enum lang lang, const struct sheet_line *line,
                        enum score_stage stage, struct verify_row *row) {
    static const struct stage_decision NOTHING;
    const struct board_cell *cell = line->cell;
    if (stage == SCORE_SELF) {
        row->typed_actual = typed_actual(arena, lang, line, cell->accepted_actual);
        row->typed_reason = sheet_line_reason(line);
    } else {
        const struct stage_decision *d = cell->stages[stage] ? cell->stages[stage] : &NOTHING;
        row->typed_actual = typed_actual(arena, lang, line, d->actual);
        row->typed_points =
            d->has_points ? unit_page_typed_number(arena, lang, d->points, POINT_SCALE) : STR("");
        struct str reason = d->has_points ? d->points_reason : d->actual_reason;
        row->typed_reason = stage_decides(d) && reason.p ? reason : STR("");
    }
    row->seen_revision = cell->accepted_revision;
    row->drawn = mark_of_row(arena, row->typed_actual, row->typed_points, row->typed_reason);
    row->stage_note = line->is_group ? STR("") : stage_note(arena, lang, line, stage);
    enum score_stage owner = line->criterion->owner;
    if (owner != SCORE_SELF && owner != stage)
        row->owned_by = message_plain(lang, score_stage_name(owner));
}

static struct verify_row make_row(struct arena *arena, enum lang lang,
                                  const struct scoreboard *board, size_t unit,
                                  const struct sheet_line *line) {
    const struct criterion *c = line->criterion;
    struct verify_row row = {
        .is_group = line->is_group,
        .code = c->code,
        .label = line->is_group || c->depth == 0 ? c->label : c->code,
        .name = c->name,
        .has_max = criterion_has_max(c),
        .max = c->max,
        .target = unit_page_target(arena, lang, c),
        .actual = unit_page_actual(arena, lang, c, line->cell->self_actual),
        .needs_actual = criterion_expects_self(c) && !line->score->exempt,
        .actual_source =
            line->cell->self_actual_source.p ? line->cell->self_actual_source : STR(""),
        .figures = line->figures,
        .rule_is_corrected = line->cell->accepted_actual.p != NULL,
        .why_href = why_path(arena, board, unit, line->index),
        .difference = unit_page_difference(arena, lang, line),
        .over = unit_page_over(arena, lang, &board->book.rules, line),
        .takes_actual = sheet_line_takes_actual(line),
        .decided = line->decided,
        .decided_by = decided_by(arena, line),
    };
    return row;
}

/* KIND with its point: "seen." */
static struct str row_field(const struct request *request, const char *kind, struct str code) {
    struct str name = str_concat(request->arena, str_from_c(kind), code);
    struct str value = request_field(request, str_c(request->arena, name));
    return value.p ? value : STR("");
}

static const struct issue *row_issue(const struct request *request, const struct issues *issues,
                                     const char *kind, struct str code) {
    return issues ? issue_of(issues, str_format(request->arena, "%s." STR_FMT, kind, STR_ARG(code)))
                  : NULL;
}

/* What was typed, where it was refused. A row that somebody else changed meanwhile is seen now: the
 * sentence beside it says what stands there, and saving once more keeps what was typed. */
static void fill_typed(const struct request *request, const struct issues *issues,
                       struct verify_row *row) {
    row->typed_actual = row_field(request, "actual.", row->code);
    row->typed_points = row_field(request, "points.", row->code);
    row->typed_reason = row_field(request, "reason.", row->code);
    row->drawn = row_field(request, "was.", row->code);
    row->actual_issue = row_issue(request, issues, "actual", row->code);
    row->points_issue = row_issue(request, issues, "points", row->code);
    row->reason_issue = row_issue(request, issues, "reason", row->code);
    long long seen;
    bool conflict =
        row->points_issue && row->points_issue->message.id == MSG_scoring_changed_meanwhile;
    if (!conflict && str_to_int64(row_field(request, "seen.", row->code), &seen))
        row->seen_revision = seen;
}

static bool row_is_untouched(const struct request *request, struct str code) {
    struct str mark =
        mark_of_row(request->arena, row_field(request, "actual.", code),
                    row_field(request, "points.", code), row_field(request, "reason.", code));
    return str_equal(mark, row_field(request, "was.", code));
}

/* The units before and after among those this user may read. */
static void fill_neighbours(const struct request *request, const struct scoreboard *board,
                            size_t unit, struct verify_neighbours *view) {
    const struct cluster_units *members = &board->cluster.members;
    for (size_t i = unit; i-- > 0 && !view->previous_href.n;) {
        const struct cluster_unit *member = &members->items[i];
        if (!frame_may(request, RIGHT_SHEET_READ, &board->cluster, member->id))
            continue;
        view->previous_href = unit_page_path(request->arena, &board->cluster, member, "");
        view->previous_name = member->name;
    }
    for (size_t i = unit + 1; i < members->count && !view->next_href.n; i++) {
        const struct cluster_unit *member = &members->items[i];
        if (!frame_may(request, RIGHT_SHEET_READ, &board->cluster, member->id))
            continue;
        view->next_href = unit_page_path(request->arena, &board->cluster, member, "");
        view->next_name = member->name;
    }
}

/* What the grid of a unit is drawn from. Head and table of a fresh page are kept with the board, so
 * what draws them knows no request: only a refused form has one, and that is not kept. */
struct grid_drawing {
    const struct scoreboard *board;
    size_t unit;
    bool may_verify;        /* and the table is locked */
    enum score_stage stage; /* that is written; SCORE_SELF: only read */
    bool own_unit;
    struct stage_choice choice;  /* for the links to other stages */
    const struct request *typed; /* NULL: a fresh page */
    const struct issues *issues;
};

/* The page of a unit in a step: "…/tham-dinh/dam-say?buoc=office". */
static struct str grid_href(struct arena *arena, const struct scoreboard *board, size_t unit,
                            const char *tail, enum score_stage stage) {
    return str_format(
        arena, STR_FMT "?buoc=" STR_FMT,
        STR_ARG(unit_page_path(arena, &board->cluster, &board->cluster.members.items[unit], tail)),
        STR_ARG(score_stage_code(stage)));
}

/* The steps he may write, where there is more than one. */
static void add_stages(struct html *h, const struct grid_drawing *drawing,
                       struct verify_grid *view) {
    size_t count = 0;
    for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++)
        count += drawing->choice.may[stage];
    if (!drawing->board->table.locked || (count < 2 && !drawing->own_unit))
        return;
    for (int stage = SCORE_HEAD; stage < SCORE_STAGE_COUNT; stage++)
        if (drawing->choice.may[stage])
            *list_push(h->arena, &view->stages) = (struct page_link){
                .href =
                    grid_href(h->arena, drawing->board, drawing->unit, "", (enum score_stage)stage),
                .text = message_plain(h->lang, score_stage_name((enum score_stage)stage)),
                .current = drawing->may_verify && stage == (int)drawing->stage};
}

static struct verify_grid grid_of(struct html *h, const struct grid_drawing *drawing,
                                  struct score_sheet *ret_sheet) {
    const struct scoreboard *board = drawing->board;
    const struct cluster_unit *member = &board->cluster.members.items[drawing->unit];
    struct score_sheet sheet;
    score_sheet_make(h->arena, board, drawing->unit, &sheet);
    *ret_sheet = sheet;
    struct verify_grid view = {
        .unit_name = member->name,
        .own_unit = drawing->own_unit,
        .feedback_href = unit_page_path(h->arena, &board->cluster, member, "phan-hoi"),
        .may_verify = drawing->may_verify,
        .locked = board->table.locked,
        .max_content = sheet.max_content,
        .content = sheet.content,
        .bonus = sheet.bonus,
        .penalty = sheet.penalty,
        .total = sheet.total,
        .differences = sheet.differences,
        .open = sheet.open,
        .missing = sheet.missing,
        .decided = sheet.decided,
        .scored = sheet.scored,
    };
    view.gone = scoring_gone_words(h->arena, h->lang, board, drawing->unit);
    unit_page_twice(h->arena, h->lang, board, drawing->unit, &view.twice);
    add_stages(h, drawing, &view);
    if (drawing->may_verify) {
        view.stage = message_plain(h->lang, score_stage_name(drawing->stage));
        if (drawing->stage == SCORE_HEAD || drawing->stage == SCORE_OFFICE)
            view.agree_href = grid_href(h->arena, board, drawing->unit, "dong-y", drawing->stage);
    }
    return view;
}

static void draw_head(struct html *h, const void *context) {
    struct score_sheet sheet;
    struct verify_grid view = grid_of(h, context, &sheet);
    tpl_verify_head(h, &view);
}

static void draw_table(struct html *h, const void *context) {
    const struct grid_drawing *drawing = context;
    struct score_sheet sheet;
    struct verify_grid view = grid_of(h, drawing, &sheet);
    for (size_t i = 0; i < sheet.count; i++) {
        const struct sheet_line *line = &sheet.lines[i];
        struct verify_row row = make_row(h->arena, h->lang, drawing->board, drawing->unit, line);
        fill_stored(h->arena, h->lang, line, drawing->may_verify ? drawing->stage : SCORE_SELF,
                    &row);
        if (drawing->typed && !line->is_group && !row_is_untouched(drawing->typed, row.code))
            fill_typed(drawing->typed, drawing->issues, &row);
        add_choices(h->arena, drawing->board, line->criterion, &row);
        *list_push(h->arena, &view.rows) = row;
    }
    tpl_verify_table(h, &view);
}

static void draw_fragment(struct html *h, const struct grid_drawing *drawing, const char *name,
                          fragment_draw draw) {
    unsigned stages = 0;
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        stages |= drawing->choice.may[stage] ? 1U << stage : 0;
    struct str variant =
        str_format(h->arena, "tham-dinh|%s|%zu|%d|%d|%u", name, drawing->unit,
                   drawing->may_verify ? (int)drawing->stage : -1, drawing->own_unit, stages);
    kept_fragment_draw(drawing->typed ? NULL : drawing->board->kept, variant, h, draw, drawing);
}

/* The step that the page is asked for, where the user may write it, else the first that he may. */
static bool stage_of_request(const struct request *request, const struct stage_choice *choice,
                             enum score_stage *ret_stage) {
    struct str code = request_field(request, "buoc");
    if (!code.p)
        code = request_query(request, "buoc");
    *ret_stage = choice->first;
    if (!code.p || !score_stage_from_code(code, ret_stage))
        return choice->any;
    return choice->may[*ret_stage];
}

static void draw_grid(const struct request *request, struct response *response,
                      const struct scoreboard *board, size_t unit, const struct issues *issues) {
    const struct cluster_unit *member = &board->cluster.members.items[unit];
    struct grid_drawing drawing = {
        .board = board,
        .unit = unit,
        .typed = issues ? request : NULL,
        .issues = issues,
    };
    if (!board->cluster.closing.closed)
        drawing.choice = scoring_stages_of(request->user, &board->cluster, member->id);
    drawing.own_unit = drawing.choice.own_unit && !drawing.choice.any;
    drawing.may_verify =
        stage_of_request(request, &drawing.choice, &drawing.stage) && board->table.locked;
    struct page page;
    frame_page(request, member->name, &board->cluster, STEP_VERIFY, &page);
    page.wide = true;
    page.issues = unit_page_summary(request->arena, request->lang, issues);
    struct verify_neighbours neighbours = {0};
    fill_neighbours(request, board, unit, &neighbours);
    struct verify_form form = {
        .href = unit_page_path(
            request->arena, &board->cluster, member,
            frame_may(request, RIGHT_SCORE_VERIFY, &board->cluster, STR("")) ? "" : "phe-duyet"),
        .csrf_token = request->csrf_token,
        .stage = score_stage_code(drawing.stage),
    };
    struct html h = frame_html(request, response);
    tpl_ui_layout_begin(&h, &page);
    draw_fragment(&h, &drawing, "dau", draw_head);
    if (drawing.may_verify)
        tpl_verify_form_begin(&h, &form);
    draw_fragment(&h, &drawing, "bang", draw_table);
    if (drawing.may_verify)
        tpl_verify_form_end(&h, &form);
    tpl_verify_foot(&h, &neighbours);
    tpl_ui_layout_end(&h, &page);
}

static const struct err *show_grid(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(unit_page_board(request, &board, &unit));
    draw_grid(request, response, &board, unit, NULL);
    return NULL;
}

/* The rows whose fields somebody touched; what is not in the form is left alone. */
static size_t read_rows(const struct request *request, const struct criteria *criteria,
                        struct verification *rows) {
    size_t count = 0;
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *criterion = &criteria->items[i];
        long long seen = 0;
        if (!criterion_is_scored(criterion) ||
            !str_to_int64(row_field(request, "seen.", criterion->code), &seen) ||
            row_is_untouched(request, criterion->code))
            continue;
        rows[count++] = (struct verification){
            .code = criterion->code,
            .actual = row_field(request, "actual.", criterion->code),
            .points = row_field(request, "points.", criterion->code),
            .reason = row_field(request, "reason.", criterion->code),
            .seen_revision = seen,
        };
    }
    return count;
}

static const struct err *save_grid(struct request *request, struct response *response) {
    const struct scoring_ground *ground;
    size_t unit;
    TRY(unit_page_ground(request, &ground, &unit));
    const struct criteria *criteria = &ground->table.criteria;
    struct verification *rows = ARENA_ARRAY(request->arena, struct verification, criteria->count);
    size_t count = read_rows(request, criteria, rows);
    struct issues issues = {0};
    int stored = 0;
    struct stage_choice choice =
        scoring_stages_of(request->user, &ground->cluster, ground->cluster.members.items[unit].id);
    enum score_stage stage;
    stage_of_request(request, &choice, &stage); /* what he may not write the service refuses */
    TRY(scoring_verify(app_db(request), request->arena, request->user, request->now_ms,
                       &ground->cluster, unit, stage, rows, count, &issues, &stored));
    if (issues.count) {
        /* Drawn from what is stored now: somebody else may have been quicker. */
        struct scoreboard board;
        TRY(unit_page_board(request, &board, &unit));
        response->status = 422;
        draw_grid(request, response, &board, unit, &issues);
        return NULL;
    }
    struct str path =
        unit_page_path(request->arena, &ground->cluster, &ground->cluster.members.items[unit], "");
    if (stage != choice.first || !choice.any)
        path = str_format(request->arena, STR_FMT "?buoc=" STR_FMT, STR_ARG(path),
                          STR_ARG(score_stage_code(stage)));
    frame_redirect(request, response, path,
                   stored ? MSG_notice_verified : MSG_notice_verified_nothing, stored);
    return NULL;
}

#define BASE "/cum/:cluster/:period/tham-dinh"

const struct route verify_routes[] = {
    {HTTP_GET, BASE, RIGHT_SHEET_READ, show_overview},
    {HTTP_GET, BASE "/:unit", RIGHT_SHEET_READ, show_grid},
    {HTTP_POST, BASE "/:unit", RIGHT_SCORE_VERIFY, save_grid, .body_max_bytes = GRID_BODY_MAX,
     .only_saves = true},
    /* For who only approves. */
    {HTTP_POST, BASE "/:unit/phe-duyet", RIGHT_SCORE_APPROVE, save_grid,
     .body_max_bytes = GRID_BODY_MAX, .only_saves = true},
    {HTTP_GET, BASE "/:unit/:criterion", RIGHT_SHEET_READ, why_show},
};
const size_t verify_routes_count = COUNT_OF(verify_routes);
