/* "/cum/:cluster/:period/tieu-chi": the table as a tree, mended criterion by criterion, locked. */
#include "features/scoring/criteria_web.h"

#include "features/frame/frame.h"
#include "features/intake/intake.h"
#include "features/scoring/criteria.html.h"

static const struct err *load(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static const struct err *load_to_edit(const struct request *request, struct scoreboard *ret_board) {
    TRY(load(request, ret_board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &ret_board->cluster, STR("")));
    if (ret_board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_locked", "the table is locked");
    return NULL;
}

static struct str base_of(const struct request *request, const struct scoreboard *board) {
    return step_path(request->arena, &board->cluster, STEP_CRITERIA);
}

/* --- the table ---------------------------------------------------------------------------- */

static struct criteria_row row_of(const struct request *request, const struct criterion *c) {
    char mark = request->lang == LANG_VI ? ',' : '.';
    struct criteria_row row = {
        .code = c->code,
        .name = c->name,
        .note = c->note,
        .kind = criterion_kind_name(c->kind),
        .max = c->max,
        .target = STR(""),
        .points_each = STR(""),
        .bonus_on = c->bonus_on,
        .is_group = criterion_is_group(c),
        .is_apart = criterion_is_scored(c) && !criterion_is_content(c),
        .max_known = criterion_has_max(c) || !decimal_is_zero(c->max),
        .depth = c->depth < 8 ? c->depth : 8,
    };
    if (c->has_target)
        row.target =
            str_trim(str_format(request->arena, STR_FMT " " STR_FMT,
                                STR_ARG(decimal_display(request->arena, c->target, 0, mark)),
                                STR_ARG(c->unit_of_measure)));
    else if (c->unit_of_measure.n && !row.is_group)
        row.target = str_format(request->arena, "(" STR_FMT ")", STR_ARG(c->unit_of_measure));
    if (criterion_has_points_each(c))
        row.points_each = decimal_display(request->arena, c->points_each, 0, mark);
    return row;
}

static void fill_findings(struct arena *arena, const struct scoreboard *board,
                          struct criteria_view *view) {
    const struct criteria *criteria = &board->table.criteria;
    struct issues rules = {0};
    struct intake_findings findings = {0};
    intake_check_criteria(arena, criteria, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct intake_finding *f = &findings.items[i];
        view->errors += intake_bars_locking(f);
        *list_push(arena, &view->findings) = (struct issue){STR(""), f->severity, f->message};
    }
    scoring_table_check(arena, criteria, &board->book.rules, period_last_day(board->cluster.period),
                        &rules);
    for (size_t i = 0; i < rules.count; i++) {
        view->errors += rules.items[i].severity == SEVERITY_ERROR;
        *list_push(arena, &view->findings) =
            (struct issue){STR(""), rules.items[i].severity, rules.items[i].message};
    }
}

static bool names_kind(const struct criteria *criteria, struct str code) {
    for (size_t i = 0; i < criteria->count; i++)
        if (criteria->items[i].for_kind.n && str_equal(criteria->items[i].for_kind, code))
            return true;
    return false;
}

struct str criteria_maxima_words(struct arena *arena, enum lang lang,
                                 const struct criteria *criteria, const struct unit_kinds *kinds) {
    struct str words = STR("");
    for (size_t i = 0; i < kinds->count; i++) {
        struct str code = kinds->items[i].code;
        if (!names_kind(criteria, code))
            continue;
        struct str max = decimal_display(arena, criteria_max_for(criteria, code), 0,
                                         lang == LANG_VI ? ',' : '.');
        words = str_format(arena, STR_FMT "%s" STR_FMT ": " STR_FMT, STR_ARG(words),
                           words.n ? "; " : "", STR_ARG(unit_kind_name(kinds, code, lang)),
                           STR_ARG(max));
    }
    return words;
}

static void fill(const struct request *request, const struct scoreboard *board,
                 const struct page *page, struct criteria_view *view) {
    const struct criteria_table *table = &board->table;
    *view = (struct criteria_view){
        .page = page,
        .table = table,
        .base = base_of(request, board),
        .total = board->max_total,
        .by_kind = STR(""),
        .may_edit =
            !table->locked && frame_may(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR("")),
        .rules_confirmed = board->book.confirmed || board->book.in_use,
    };
    for (size_t i = 0; i < table->criteria.count; i++) {
        const struct criterion *c = &table->criteria.items[i];
        *list_push(request->arena, &view->rows) = row_of(request, c);
        view->scored += criterion_is_scored(c);
    }
    struct str notes = table->notes;
    while (notes.n)
        *list_push(request->arena, &view->notes) = str_cut(&notes, '\n');
    if (table->exists && !table->locked)
        fill_findings(request->arena, board, view);
    view->lockable = view->may_edit && table->exists && !view->errors;
}

static const struct err *show_table(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_criteria_title), &board.cluster,
               STEP_CRITERIA, &page);
    page.wide = true;
    struct criteria_view view;
    struct unit_kinds kinds;
    fill(request, &board, &page, &view);
    TRY(organisation_kinds(app_db(request), request->arena, &kinds));
    view.by_kind =
        criteria_maxima_words(request->arena, request->lang, &board.table.criteria, &kinds);
    struct html h = frame_html(request, response);
    tpl_criteria_page(&h, &view);
    return NULL;
}

/* --- locking ------------------------------------------------------------------------------ */

static void draw_lock(const struct request *request, struct response *response,
                      const struct scoreboard *board, const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_criteria_lock), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct criteria_view view;
    fill(request, board, &page, &view);
    struct html h = frame_html(request, response);
    tpl_criteria_lock_page(&h, &view);
}

static const struct err *show_lock(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_to_edit(request, &board));
    draw_lock(request, response, &board, NULL);
    return NULL;
}

static const struct err *lock(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_to_edit(request, &board));
    struct issues issues = {0};
    TRY(scoring_lock_table(app_db(request), request->arena, request->user, request->now_ms,
                           &board.cluster, &issues));
    if (issues.count) {
        response->status = 422;
        draw_lock(request, response, &board, &issues);
        return NULL;
    }
    frame_redirect(request, response, base_of(request, &board), MSG_notice_criteria_locked, 0);
    return NULL;
}

/* --- one criterion ------------------------------------------------------------------------ */

static struct criterion_form read_form(const struct request *request) {
    return (struct criterion_form){
        .name = request_text(request, "name"),
        .kind = request_text(request, "kind"),
        .max = request_text(request, "max"),
        .unit_of_measure = request_text(request, "unit_of_measure"),
        .target = request_text(request, "target"),
        .points_each = request_text(request, "points_each"),
        .note = request_text(request, "note"),
        .bonus_on = str_equal_c(request_text(request, "bonus_on"), "1"),
    };
}

/* A group with something below it stays a group; nothing else can become one. */
static void fill_kinds(const struct request *request, struct str chosen, bool groups_only,
                       bool groups_too, struct ui_options *options) {
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++) {
        bool group = kind == CRITERION_GROUP || kind == CRITERION_MEAN;
        if (group ? !groups_only && !groups_too : groups_only)
            continue;
        struct str code = criterion_kind_code((enum criterion_kind)kind);
        *list_push(request->arena, options) = (struct ui_option){
            code, message_plain(request->lang, criterion_kind_name((enum criterion_kind)kind)),
            str_equal(code, chosen)};
    }
}

static void draw_change(const struct request *request, struct response *response,
                        const struct scoreboard *board, size_t index,
                        const struct criterion_form *form, const struct issues *issues) {
    const struct criterion *criterion = &board->table.criteria.items[index];
    struct page page;
    frame_page(request,
               message_text(request->arena, request->lang,
                            MESSAGE_WITH(MSG_criteria_change_title, criterion->code)),
               &board->cluster, STEP_CRITERIA, &page);
    page.issues = issues;
    struct criterion_view view = {
        .page = &page, .base = base_of(request, board), .code = criterion->code, .form = *form};
    bool has_children = criterion_has_children(&board->table.criteria, index);
    fill_kinds(request, form->kind, has_children, criterion_is_group(criterion), &view.kinds);
    struct html h = frame_html(request, response);
    tpl_criterion_change_page(&h, &view);
}

static const struct err *load_criterion(const struct request *request, struct scoreboard *ret_board,
                                        size_t *ret_index) {
    TRY(load_to_edit(request, ret_board));
    ptrdiff_t index = criteria_find(&ret_board->table.criteria, request_param(request, "code"));
    if (index < 0)
        return ERR(ERR_NOT_FOUND, "no such criterion");
    *ret_index = (size_t)index;
    return NULL;
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t index = 0;
    TRY(load_criterion(request, &board, &index));
    struct criterion_form form =
        criterion_form_of(request->arena, &board.table.criteria.items[index]);
    draw_change(request, response, &board, index, &form, NULL);
    return NULL;
}

static const struct err *change(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t index = 0;
    TRY(load_criterion(request, &board, &index));
    struct criterion_form form = read_form(request);
    struct issues issues = {0};
    TRY(scoring_change_criterion(app_db(request), request->arena, request->user, request->now_ms,
                                 &board.cluster, board.table.criteria.items[index].code, &form,
                                 &issues));
    if (issues.count) {
        response->status = 422;
        draw_change(request, response, &board, index, &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, base_of(request, &board), MSG_notice_criterion_saved, 0);
    return NULL;
}

/* --- adding and taking out ------------------------------------------------------------------ */

static void draw_add(const struct request *request, struct response *response,
                     const struct scoreboard *board, struct str parent, struct str label,
                     const struct criterion_form *form, const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_criteria_add), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct criterion_view view = {.page = &page,
                                  .base = base_of(request, board),
                                  .code = STR(""),
                                  .label = label,
                                  .form = *form};
    fill_kinds(request, form->kind, false, true, &view.kinds);
    *list_push(request->arena, &view.parents) = (struct ui_option){
        STR(""), message_plain(request->lang, MSG_criteria_top_row), str_is_empty(parent)};
    for (size_t i = 0; i < board->table.criteria.count; i++) {
        const struct criterion *c = &board->table.criteria.items[i];
        if (criterion_is_group(c))
            *list_push(request->arena, &view.parents) = (struct ui_option){
                c->code,
                str_format(request->arena, STR_FMT " " STR_FMT, STR_ARG(c->code), STR_ARG(c->name)),
                str_equal(c->code, parent)};
    }
    struct html h = frame_html(request, response);
    tpl_criterion_add_page(&h, &view);
}

/* "?nhom=II" puts the new criterion into that group. */
static const struct err *show_add(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_to_edit(request, &board));
    struct str parent = request_query(request, "nhom");
    struct criterion_form form = read_form(request);
    form.kind = criterion_kind_code(CRITERION_QUANTITY);
    draw_add(request, response, &board, parent.p ? parent : STR(""), STR(""), &form, NULL);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_to_edit(request, &board));
    struct criterion_form form = read_form(request);
    struct issues issues = {0};
    TRY(scoring_add_criterion(app_db(request), request->arena, request->user, request->now_ms,
                              &board.cluster, request_text(request, "parent"),
                              request_text(request, "label"), &form, &issues));
    if (issues.count) {
        response->status = 422;
        draw_add(request, response, &board, request_text(request, "parent"),
                 request_text(request, "label"), &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, base_of(request, &board), MSG_notice_criterion_added, 0);
    return NULL;
}

static const struct err *show_remove(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t index = 0;
    TRY(load_criterion(request, &board, &index));
    const struct criteria *criteria = &board.table.criteria;
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_criteria_remove), &board.cluster,
               STEP_CRITERIA, &page);
    const struct criterion *c = &criteria->items[index];
    struct criterion_view view = {.page = &page, .base = base_of(request, &board), .code = c->code};
    while (index + view.below + 1 < criteria->count &&
           criteria->items[index + view.below + 1].depth > c->depth)
        view.below++;
    view.question = message_text(request->arena, request->lang,
                                 MESSAGE_WITH(MSG_criteria_remove_question, c->code, c->name));
    struct html h = frame_html(request, response);
    tpl_criterion_remove_page(&h, &view);
    return NULL;
}

static const struct err *remove_it(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t index = 0;
    TRY(load_criterion(request, &board, &index));
    TRY(scoring_remove_criterion(app_db(request), request->arena, request->user, request->now_ms,
                                 &board.cluster, board.table.criteria.items[index].code));
    frame_redirect(request, response, base_of(request, &board), MSG_notice_criterion_removed, 0);
    return NULL;
}

const struct route criteria_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi", RIGHT_CLUSTER_READ, show_table},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/khoa", RIGHT_CRITERIA_EDIT, show_lock},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/khoa", RIGHT_CRITERIA_EDIT, lock},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/them", RIGHT_CRITERIA_EDIT, show_add},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/them", RIGHT_CRITERIA_EDIT, add},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/:code/sua", RIGHT_CRITERIA_EDIT, show_change},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/:code/sua", RIGHT_CRITERIA_EDIT, change},
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/:code/bo", RIGHT_CRITERIA_EDIT, show_remove},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/:code/bo", RIGHT_CRITERIA_EDIT, remove_it},
};
const size_t criteria_routes_count = COUNT_OF(criteria_routes);
