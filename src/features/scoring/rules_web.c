/* "/cum/:cluster/:period/tieu-chi/quy-tac": the cluster's rules for grades, steps and bonus. */
#include "features/frame/frame.h"
#include "features/legal/legal_cite_service.h"
#include "features/scoring/criteria_web.h"
#include "features/scoring/rules.html.h"

enum { BLANK_ROWS = 2 };

/* --- as text ------------------------------------------------------------------------------ */

static struct str shown(const struct request *request, struct decimal value) {
    return decimal_display(request->arena, value, 0, request->lang == LANG_VI ? ',' : '.');
}

static void fill_steps(const struct request *request, const struct step_rule *steps, size_t count,
                       struct rule_rows *rows) {
    for (size_t i = 0; i < count; i++)
        *list_push(request->arena, rows) =
            (struct rule_row){shown(request, steps[i].threshold), shown(request, steps[i].value)};
}

static void fill_from_book(const struct request *request, const struct rule_book *book,
                           struct rules_view *view) {
    const struct scoring_rules *rules = &book->rules;
    for (size_t i = 0; i < rules->grades_count; i++)
        *list_push(request->arena, &view->grades) =
            (struct rule_row){rules->grades[i].letter, shown(request, rules->grades[i].percent)};
    fill_steps(request, rules->fewer, rules->fewer_count, &view->fewer);
    fill_steps(request, rules->late, rules->late_count, &view->late);
    view->bonus_rate = shown(request, rules->bonus_rate);
    view->bonus_cap = shown(request, rules->bonus_cap_percent);
    view->basis = book->basis;
}

/* Rows as typed; empty ones are dropped. */
static void fill_typed(const struct request *request, const char *a, const char *b,
                       struct rule_rows *rows) {
    size_t count = request_field_count(request, a);
    for (size_t i = 0; i < count && i <= RULE_ROWS_MAX; i++) {
        struct rule_row row = {request_field_at(request, a, i), request_field_at(request, b, i)};
        row.b = row.b.p ? row.b : STR("");
        if (row.a.n || row.b.n)
            *list_push(request->arena, rows) = row;
    }
}

static void fill_from_form(const struct request *request, struct rules_view *view) {
    fill_typed(request, "grade", "grade_percent", &view->grades);
    fill_typed(request, "fewer", "fewer_percent", &view->fewer);
    fill_typed(request, "late", "late_points", &view->late);
    view->bonus_rate = request_text(request, "bonus_rate");
    view->bonus_cap = request_text(request, "bonus_cap");
    view->basis = request_text(request, "basis");
}

/* --- understood --------------------------------------------------------------------------- */

static struct decimal number(const struct request *request, struct issues *issues,
                             struct str field_name, struct str text) {
    struct decimal value = DECIMAL_ZERO;
    enum decimal_reading reading = decimal_read_human(text, &value);
    if (reading == DECIMAL_AMBIGUOUS)
        issue_add(request->arena, issues, field_name,
                  MESSAGE_WITH(MSG_scoring_number_ambiguous, text));
    else if (reading != DECIMAL_READ)
        issue_add(request->arena, issues, field_name, MESSAGE_WITH(MSG_scoring_not_a_number, text));
    return value;
}

static struct step_rule *read_steps(const struct request *request, struct issues *issues,
                                    struct str field_name, const struct rule_rows *rows) {
    struct step_rule *steps = ARENA_ARRAY(request->arena, struct step_rule, rows->count);
    for (size_t i = 0; i < rows->count; i++)
        steps[i] = (struct step_rule){number(request, issues, field_name, rows->items[i].a),
                                      number(request, issues, field_name, rows->items[i].b)};
    return steps;
}

static struct scoring_rules read_rules(const struct request *request, const struct rules_view *view,
                                       struct issues *issues) {
    struct scoring_rules rules = {
        .grades = ARENA_ARRAY(request->arena, struct grade_rule, view->grades.count),
        .grades_count = view->grades.count,
        .fewer = read_steps(request, issues, STR("fewer"), &view->fewer),
        .fewer_count = view->fewer.count,
        .late = read_steps(request, issues, STR("late"), &view->late),
        .late_count = view->late.count,
        .bonus_rate = number(request, issues, STR("bonus_rate"), view->bonus_rate),
        .bonus_cap_percent = number(request, issues, STR("bonus_cap"), view->bonus_cap),
    };
    for (size_t i = 0; i < view->grades.count; i++)
        rules.grades[i] =
            (struct grade_rule){view->grades.items[i].a,
                                number(request, issues, STR("grades"), view->grades.items[i].b)};
    return rules;
}

/* --- the page ----------------------------------------------------------------------------- */

static const struct err *load(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static const struct err *draw(const struct request *request, struct response *response,
                              const struct scoreboard *board, struct rules_view *view,
                              const struct issues *issues) {
    struct page page;
    struct legal_citer citer;
    TRY(legal_citer_load(app_db(request), request->arena, request->user, request->lang, &citer));
    legal_cite_mentions(request->arena, &citer, view->basis,
                        cluster_names_day(board->cluster.period, board->cluster.held_on),
                        &view->cites);
    frame_page(request, message_plain(request->lang, MSG_criteria_rules), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    view->page = &page;
    view->book = &board->book;
    view->base = step_path(request->arena, &board->cluster, STEP_CRITERIA);
    view->may_edit =
        !board->book.in_use && frame_may(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR(""));
    struct rule_rows *tables[] = {&view->grades, &view->fewer, &view->late};
    const struct str fields[] = {STR("grades"), STR("fewer"), STR("late")};
    for (size_t i = 0; issues && i < COUNT_OF(tables); i++)
        tables[i]->issue = issue_of(issues, fields[i]);
    for (size_t i = 0; view->may_edit && i < COUNT_OF(tables); i++)
        for (int blank = 0; blank < BLANK_ROWS; blank++)
            *list_push(request->arena, tables[i]) = (struct rule_row){STR(""), STR("")};
    struct html h = frame_html(request, response);
    tpl_rules_page(&h, view);
    return NULL;
}

static const struct err *show(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    struct rules_view view = {0};
    fill_from_book(request, &board.book, &view);
    return draw(request, response, &board, &view, NULL);
}

static const struct err *save(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &board.cluster, STR("")));
    struct rules_view view = {0};
    fill_from_form(request, &view);
    struct issues issues = {0};
    struct scoring_rules rules = read_rules(request, &view, &issues);
    /* What is no number is said alone: the rules' own checks would only repeat it. */
    if (!issues.count)
        TRY(scoring_set_rules(app_db(request), request->arena, request->user, request->now_ms,
                              &board.cluster, &rules, view.basis, &issues));
    if (issues.count) {
        response->status = 422;
        return draw(request, response, &board, &view, &issues);
    }
    frame_redirect(request, response, step_path(request->arena, &board.cluster, STEP_CRITERIA),
                   MSG_notice_rules_saved, 0);
    return NULL;
}

const struct route rules_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/tieu-chi/quy-tac", RIGHT_CLUSTER_READ, show},
    {HTTP_POST, "/cum/:cluster/:period/tieu-chi/quy-tac", RIGHT_CRITERIA_EDIT, save},
};
const size_t rules_routes_count = COUNT_OF(rules_routes);
