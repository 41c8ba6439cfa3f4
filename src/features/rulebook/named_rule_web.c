/* "/cum/:cluster/:period/tieu-chi/quy-tac/rieng": the named rules of a half-year's table. */
#include "features/rulebook/named_rule_web.h"

#include "features/frame/frame.h"
#include "features/rulebook/named_rule.html.h"
#include "features/scoring/named_rule_service.h"

static const struct err *load(const struct request *request, struct scoreboard *ret_board) {
    return scoring_load_board(app_db(request), request->arena, request->user,
                              request_param(request, "cluster"), request_param(request, "period"),
                              ret_board);
}

static struct str base_of(const struct request *request, const struct scoreboard *board) {
    return step_path_below(request->arena, &board->cluster, STEP_CRITERIA, STR("quy-tac"));
}

static struct str list_path(const struct request *request, const struct scoreboard *board) {
    return str_concat(request->arena, base_of(request, board), STR("/rieng"));
}

/* --- the list ------------------------------------------------------------------------------ */

static struct str validity_words(const struct request *request, const struct named_rule *rule) {
    struct arena *arena = request->arena;
    bool from = !date_is_empty(rule->valid_from);
    bool to = !date_is_empty(rule->valid_to);
    if (!from && !to)
        return STR("");
    enum msg_id id = from && to ? MSG_rulebook_valid_both
                     : from     ? MSG_rulebook_valid_since
                                : MSG_rulebook_valid_until;
    struct str first = date_display(arena, from ? rule->valid_from : rule->valid_to);
    return message_text(arena, request->lang,
                        MESSAGE_WITH(id, first, date_display(arena, rule->valid_to)));
}

static struct str picked_by(struct arena *arena, const struct criteria *criteria, struct str code) {
    struct str text = STR("");
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].rule, code))
            text = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(text), text.n ? ", " : "",
                              STR_ARG(criteria->items[i].code));
    return text;
}

static void fill_rows(const struct request *request, const struct scoreboard *board,
                      struct named_rules_view *view) {
    const struct scoring_rules *rules = &board->book.rules;
    struct arena *arena = request->arena;
    for (size_t i = 0; i < rules->named_count; i++) {
        const struct named_rule *rule = &rules->named[i];
        *list_push(arena, &view->rows) = (struct named_rule_row){
            .code = rule->code,
            .name = rule->name,
            .kind = criterion_kind_name((enum criterion_kind)rule->kind),
            .figures = named_rule_figures(arena, rule),
            .basis = rule->basis,
            .mark = rule_mark_name(rule->mark),
            .verified = rule->mark != RULE_UNVERIFIED,
            .validity = validity_words(request, rule),
            .holds = named_rule_holds(rule, period_last_day(board->cluster.period)),
            .picked = picked_by(arena, &board->table.criteria, rule->code),
            .href = str_format(arena, STR_FMT "/rieng/" STR_FMT, STR_ARG(view->base),
                               STR_ARG(rule->code)),
        };
    }
    struct double_faults faults;
    scoring_double_faults(arena, &board->table.criteria, rules, NULL, 0, &faults);
    for (size_t i = 0; i < faults.count; i++)
        *list_push(arena, &view->twice) = MESSAGE_WITH(
            MSG_rule_fault_twice, board->table.criteria.items[faults.items[i].first].code,
            board->table.criteria.items[faults.items[i].second].code, faults.items[i].fault);
}

static bool may_edit(const struct request *request, const struct scoreboard *board) {
    return !board->book.in_use && frame_may(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR(""));
}

/* Every kind but plain groups can have a rule of its own. */
static void fill_kinds(const struct request *request, struct ui_options *options) {
    for (int kind = CRITERION_GROUP + 1; kind < CRITERION_KIND_COUNT; kind++)
        *list_push(request->arena, options) = (struct ui_option){
            criterion_kind_code((enum criterion_kind)kind),
            message_plain(request->lang, criterion_kind_name((enum criterion_kind)kind)), false};
}

static const struct err *draw_list(const struct request *request, struct response *response,
                                   const struct scoreboard *board, const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_rulebook_title), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct named_rules_view view = {
        .page = &page,
        .base = base_of(request, board),
        .table_href = step_path(request->arena, &board->cluster, STEP_CRITERIA),
        .may_edit = may_edit(request, board),
        .in_use = board->book.in_use,
        .may_take_table = !board->table.exists,
    };
    fill_rows(request, board, &view);
    fill_kinds(request, &view.kinds);
    scoring_examples(request->arena, &view.examples);
    struct html h = frame_html(request, response);
    tpl_named_rules_page(&h, &view);
    return NULL;
}

static const struct err *show_list(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load(request, &board));
    return draw_list(request, response, &board, NULL);
}

/* --- one rule ------------------------------------------------------------------------------ */

static struct named_rule_form typed(const struct request *request) {
    return (struct named_rule_form){
        .code = request_text(request, "code"),
        .name = request_text(request, "name"),
        .steps = request_text(request, "steps"),
        .grades = request_text(request, "grades"),
        .levels = request_text(request, "levels"),
        .bonus_rate = request_text(request, "bonus_rate"),
        .bonus_cap = request_text(request, "bonus_cap"),
        .limit = request_text(request, "limit"),
        .half = request_text(request, "half"),
        .second_name = request_text(request, "second_name"),
        .second = request_text(request, "second"),
        .caps_all = str_equal_c(request_text(request, "caps_all"), "1"),
        .scale = request_text(request, "scale"),
        .rounding = request_text(request, "rounding"),
        .fault = request_text(request, "fault"),
        .basis = request_text(request, "basis"),
        .mark = request_text(request, "mark"),
        .valid_from = request_text(request, "valid_from"),
        .valid_to = request_text(request, "valid"),
    };
}

static void fill_choices(const struct request *request, struct named_rule_view *view) {
    for (int i = 0; i < RULE_ROUNDING_COUNT; i++) {
        struct str code = rule_rounding_code((enum rule_rounding)i);
        *list_push(request->arena, &view->roundings) = (struct ui_option){
            code, message_plain(request->lang, rule_rounding_name((enum rule_rounding)i)),
            str_equal(code, view->form.rounding)};
    }
    for (int i = 0; i < RULE_MARK_COUNT; i++) {
        struct str code = rule_mark_code((enum rule_mark)i);
        *list_push(request->arena, &view->marks) = (struct ui_option){
            code, message_plain(request->lang, rule_mark_name((enum rule_mark)i)),
            str_equal(code, view->form.mark)};
    }
}

/* CODE is empty for a new rule. */
static void draw_form(const struct request *request, struct response *response,
                      const struct scoreboard *board, struct str code, enum criterion_kind kind,
                      const struct named_rule_form *form, const struct issues *issues) {
    struct page page;
    unsigned parts = rule_parts_of((int)kind);
    enum msg_id title = code.n ? MSG_rulebook_change : MSG_rulebook_add;
    frame_page(request, message_plain(request->lang, title), &board->cluster, STEP_CRITERIA, &page);
    page.issues = issues;
    struct named_rule_view view = {
        .page = &page,
        .back = list_path(request, board),
        .kind_code = criterion_kind_code(kind),
        .kind = criterion_kind_name(kind),
        .is_new = code.n == 0,
        .form = *form,
        .has_steps = parts & (RULE_STEPS_PERCENT | RULE_STEPS_POINTS),
        .steps_percent = parts & RULE_STEPS_PERCENT,
        .has_grades = parts & RULE_GRADES,
        .has_levels = parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY),
        .levels_off = parts & (RULE_LEVELS_PENALTY | RULE_LIMIT_PENALTY),
        .has_bonus = parts & RULE_BONUS,
        .has_limit = parts & (RULE_LIMIT_BONUS | RULE_LIMIT_PENALTY),
        .has_half = parts & RULE_HALF,
        .has_caps_all = parts & RULE_CAPS_ALL,
    };
    view.action = code.n ? str_format(request->arena, STR_FMT "/" STR_FMT "/sua",
                                      STR_ARG(view.back), STR_ARG(code))
                         : str_concat(request->arena, view.back, STR("/moi"));
    fill_choices(request, &view);
    struct html h = frame_html(request, response);
    tpl_named_rule_page(&h, &view);
}

static const struct err *load_to_edit(const struct request *request, struct scoreboard *ret_board) {
    TRY(load(request, ret_board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &ret_board->cluster, STR("")));
    return ret_board->book.in_use
               ? ERR_TEXT(ERR_STATE, "scoring.rules_in_use", "scores rest on these rules")
               : NULL;
}

static const struct err *kind_asked(struct str code, enum criterion_kind *ret_kind) {
    return criterion_kind_from_code(code, ret_kind) && *ret_kind != CRITERION_GROUP
               ? NULL
               : ERR(ERR_NOT_FOUND, "no rules of that kind");
}

static const struct err *show_new(struct request *request, struct response *response) {
    struct scoreboard board;
    enum criterion_kind kind = CRITERION_QUANTITY;
    TRY(load_to_edit(request, &board));
    struct str asked = request_query(request, "cach");
    TRY(kind_asked(asked.n ? asked : criterion_kind_code(kind), &kind));
    struct named_rule blank = named_rule_blank((int)kind);
    struct named_rule_form form;
    named_rule_form_write(request->arena, &blank, &form);
    draw_form(request, response, &board, STR(""), kind, &form, NULL);
    return NULL;
}

static const struct err *load_rule(const struct request *request, struct scoreboard *ret_board,
                                   const struct named_rule **ret_rule) {
    TRY(load_to_edit(request, ret_board));
    *ret_rule = scoring_named_rule(&ret_board->book.rules, request_param(request, "rule"));
    return *ret_rule ? NULL : ERR(ERR_NOT_FOUND, "no such rule");
}

static const struct err *show_change(struct request *request, struct response *response) {
    struct scoreboard board;
    const struct named_rule *rule;
    struct named_rule_form form;
    TRY(load_rule(request, &board, &rule));
    named_rule_form_write(request->arena, rule, &form);
    draw_form(request, response, &board, rule->code, (enum criterion_kind)rule->kind, &form, NULL);
    return NULL;
}

static const struct err *store(struct request *request, struct response *response,
                               const struct scoreboard *board, struct str code,
                               enum criterion_kind kind) {
    struct named_rule_form form = typed(request);
    struct named_rule rule;
    struct issues issues = {0};
    named_rule_form_read(request->arena, kind, &form, &rule, &issues);
    if (code.n)
        rule.code = code;
    /* What cannot be read is said alone: the rule's own checks would only repeat it. */
    if (!issues.count)
        TRY(named_rule_set(app_db(request), request->arena, request->user, request->now_ms,
                           &board->cluster, code, &rule, &issues));
    if (issues.count) {
        response->status = 422;
        draw_form(request, response, board, code, kind, &form, &issues);
        return NULL;
    }
    frame_redirect(request, response, list_path(request, board), MSG_notice_named_rule_saved, 0);
    return NULL;
}

static const struct err *add(struct request *request, struct response *response) {
    struct scoreboard board;
    enum criterion_kind kind = CRITERION_QUANTITY;
    TRY(load_to_edit(request, &board));
    TRY(kind_asked(request_text(request, "cach"), &kind));
    return store(request, response, &board, STR(""), kind);
}

static const struct err *change(struct request *request, struct response *response) {
    struct scoreboard board;
    const struct named_rule *rule;
    TRY(load_rule(request, &board, &rule));
    return store(request, response, &board, rule->code, (enum criterion_kind)rule->kind);
}

/* --- taken out ------------------------------------------------------------------------------ */

static void draw_remove(const struct request *request, struct response *response,
                        const struct scoreboard *board, const struct named_rule *rule,
                        const struct issues *issues) {
    struct page page;
    frame_page(request, message_plain(request->lang, MSG_rulebook_remove), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct named_rule_view view = {.page = &page, .back = list_path(request, board)};
    view.action = str_format(request->arena, STR_FMT "/" STR_FMT "/bo", STR_ARG(view.back),
                             STR_ARG(rule->code));
    view.question = message_text(request->arena, request->lang,
                                 MESSAGE_WITH(MSG_rulebook_remove_question, rule->name));
    struct html h = frame_html(request, response);
    tpl_named_rule_remove_page(&h, &view);
}

static const struct err *show_remove(struct request *request, struct response *response) {
    struct scoreboard board;
    const struct named_rule *rule;
    TRY(load_rule(request, &board, &rule));
    draw_remove(request, response, &board, rule, NULL);
    return NULL;
}

static const struct err *remove_rule(struct request *request, struct response *response) {
    struct scoreboard board;
    const struct named_rule *rule;
    struct issues issues = {0};
    TRY(load_rule(request, &board, &rule));
    TRY(named_rule_remove(app_db(request), request->arena, request->user, request->now_ms,
                          &board.cluster, rule->code, &issues));
    if (issues.count) {
        response->status = 422;
        draw_remove(request, response, &board, rule, &issues);
        return NULL;
    }
    frame_redirect(request, response, list_path(request, &board), MSG_notice_named_rule_removed, 0);
    return NULL;
}

/* --- examples ------------------------------------------------------------------------------- */

static struct str whence_of(const struct request *request, struct str code) {
    struct scoring_examples examples;
    scoring_examples(request->arena, &examples);
    for (size_t i = 0; i < examples.count; i++)
        if (str_equal(examples.items[i].code, code))
            return str_format(request->arena, STR_FMT " (" STR_FMT ")",
                              STR_ARG(examples.items[i].title), STR_ARG(examples.items[i].label));
    return STR("");
}

static const struct err *take_example(struct request *request, struct response *response) {
    struct scoreboard board;
    struct criteria criteria;
    struct named_rule *rules;
    size_t count;
    size_t added = 0;
    struct issues issues = {0};
    TRY(load_to_edit(request, &board));
    struct str code = request_text(request, "example");
    if (!scoring_example_table(request->arena, code, &criteria, &rules, &count))
        return ERR(ERR_NOT_FOUND, "no such example");
    struct str whence = whence_of(request, code);
    TRY(named_rules_take(app_db(request), request->arena, request->user, request->now_ms,
                         &board.cluster, rules, count, whence, &issues, &added));
    bool table = str_equal_c(request_text(request, "what"), "table") && criteria.count > 0;
    if (issues.count) {
        response->status = 422;
        return draw_list(request, response, &board, &issues);
    }
    if (table && board.table.exists)
        return ERR_TEXT(ERR_STATE, "rulebook.table_there", "there is a table already");
    if (table) {
        const struct table_source source = {
            .title = whence, .notes = STR(""), .file_name = whence, .sha256 = STR("")};
        TRY(scoring_store_table(app_db(request), request->arena, request->user, request->now_ms,
                                &board.cluster, &criteria, &source));
        frame_redirect(request, response, step_path(request->arena, &board.cluster, STEP_CRITERIA),
                       MSG_notice_example_table_taken, 0);
        return NULL;
    }
    frame_redirect(request, response, list_path(request, &board), MSG_notice_example_rules_taken,
                   (long long)added);
    return NULL;
}

#define RULES "/cum/:cluster/:period/tieu-chi/quy-tac"
const struct route named_rule_routes[] = {
    {HTTP_GET, RULES "/rieng", RIGHT_CLUSTER_READ, show_list},
    {HTTP_GET, RULES "/rieng/moi", RIGHT_CRITERIA_EDIT, show_new},
    {HTTP_POST, RULES "/rieng/moi", RIGHT_CRITERIA_EDIT, add},
    {HTTP_GET, RULES "/rieng/:rule/sua", RIGHT_CRITERIA_EDIT, show_change},
    {HTTP_POST, RULES "/rieng/:rule/sua", RIGHT_CRITERIA_EDIT, change},
    {HTTP_GET, RULES "/rieng/:rule/bo", RIGHT_CRITERIA_EDIT, show_remove},
    {HTTP_POST, RULES "/rieng/:rule/bo", RIGHT_CRITERIA_EDIT, remove_rule},
    {HTTP_POST, RULES "/vi-du", RIGHT_CRITERIA_EDIT, take_example},
};
const size_t named_rule_routes_count = COUNT_OF(named_rule_routes);
