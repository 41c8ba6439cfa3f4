#include "features/criteria/copy_web.h"

#include "features/criteria/copy.html.h"
#include "features/frame/frame.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scoring_examples.h"
#include "features/scoring/table_origin_service.h"

static const struct err *load_origins(const struct request *request, struct scoreboard *board,
                                      struct table_origins *origins) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           board));
    TRY(frame_must(request, RIGHT_CRITERIA_EDIT, &board->cluster, STR("")));
    return scoring_table_origins(app_db(request), request->arena, request->user, &board->cluster,
                                 origins);
}

static struct str origin_value(const struct request *request, const struct table_origin *o) {
    return str_format(request->arena, STR_FMT "/" STR_FMT, STR_ARG(o->slug), STR_ARG(o->code));
}

static void draw_copy(const struct request *request, struct response *response,
                      const struct scoreboard *board, const struct table_origins *origins,
                      const struct issues *issues) {
    struct page page;
    frame_page(request, frame_words(request, MSG_exemption_copy_title), &board->cluster,
               STEP_CRITERIA, &page);
    page.issues = issues;
    struct copy_view view = {.page = &page,
                             .base = step_path(request->arena, &board->cluster, STEP_CRITERIA)};
    for (size_t i = 0; i < origins->count; i++) {
        const struct table_origin *o = &origins->items[i];
        struct str period = period_display(request->arena, request->lang, o->period);
        *list_push(request->arena, &view.origins) = (struct ui_option){
            origin_value(request, o),
            str_format(request->arena, STR_FMT ", " STR_FMT ": " STR_FMT, STR_ARG(o->cluster_name),
                       STR_ARG(period), STR_ARG(o->title)),
            i == 0};
    }
    struct scoring_examples examples;
    scoring_examples(request->arena, &examples);
    for (size_t i = 0; i < examples.count; i++) {
        const struct scoring_example *e = &examples.items[i];
        if (e->has_table)
            *list_push(request->arena, &view.examples) =
                (struct copy_example){e->code, e->title, e->label, e->note};
    }
    struct html h = frame_html(request, response);
    tpl_criteria_copy_page(&h, &view);
}

static const struct err *show_copy(struct request *request, struct response *response) {
    struct scoreboard board;
    struct table_origins origins;
    TRY(load_origins(request, &board, &origins));
    draw_copy(request, response, &board, &origins, NULL);
    return NULL;
}

static const struct scoring_example *example_of(const struct scoring_examples *examples,
                                                struct str code) {
    for (size_t i = 0; i < examples->count; i++)
        if (examples->items[i].has_table && str_equal(examples->items[i].code, code))
            return &examples->items[i];
    return NULL;
}

/* The table of an example and the named rules that it picks. */
static const struct err *take_example(const struct request *request, const struct scoreboard *board,
                                      const struct scoring_example *example,
                                      struct issues *issues) {
    struct criteria criteria = {0};
    struct named_rule *rules = NULL;
    size_t rules_count = 0;
    size_t added = 0;
    if (board->table.criteria.count || board->table.locked)
        return ERR_TEXT(ERR_STATE, "scoring.table_there", "there is a table already");
    if (!scoring_example_table(request->arena, example->code, &criteria, &rules, &rules_count))
        return ERR(ERR_NOT_FOUND, "no such example");
    if (rules_count)
        TRY(named_rules_take(app_db(request), request->arena, request->user, request->now_ms,
                             &board->cluster, rules, rules_count, example->label, issues, &added));
    if (issues->count)
        return NULL;
    const struct table_source source = {example->title, example->note, example->label, STR("")};
    return scoring_store_table(app_db(request), request->arena, request->user, request->now_ms,
                               &board->cluster, &criteria, &source);
}

/* What was copied is looked over in the editor. */
static void go_on(const struct request *request, struct response *response,
                  const struct scoreboard *board) {
    frame_redirect(request, response,
                   step_path_below(request->arena, &board->cluster, STEP_CRITERIA, STR("soan")),
                   MSG_notice_criteria_copied, 0);
}

static const struct err *copy(struct request *request, struct response *response) {
    struct scoreboard board;
    struct table_origins origins;
    TRY(load_origins(request, &board, &origins));
    struct str from = request_text(request, "from");
    for (size_t i = 0; i < origins.count; i++) {
        if (!str_equal(origin_value(request, &origins.items[i]), from))
            continue;
        TRY(scoring_copy_table(app_db(request), request->arena, request->user, request->now_ms,
                               &board.cluster, &origins.items[i]));
        go_on(request, response, &board);
        return NULL;
    }
    struct issues issues = {0};
    struct scoring_examples examples;
    scoring_examples(request->arena, &examples);
    const struct scoring_example *example = example_of(&examples, from);
    if (example)
        TRY(take_example(request, &board, example, &issues));
    else
        issue_add(request->arena, &issues, STR("from"), MESSAGE(MSG_convention_choice_unknown));
    if (!issues.count) {
        go_on(request, response, &board);
        return NULL;
    }
    response->status = 422;
    draw_copy(request, response, &board, &origins, &issues);
    return NULL;
}

#define P "/cum/:cluster/:period/tieu-chi"

const struct route copy_routes[] = {
    {HTTP_GET, P "/chep", RIGHT_CRITERIA_EDIT, show_copy},
    {HTTP_POST, P "/chep", RIGHT_CRITERIA_EDIT, copy},
};
const size_t copy_routes_count = COUNT_OF(copy_routes);
