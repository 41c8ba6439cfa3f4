#include "features/analysis/analysis_web.h"

#include "features/analysis/analysis.html.h"
#include "features/crosscheck/crosscheck_service.h"
#include "features/scoring/unit_web.h"

/* Lines of the form: those with something in them and one more, at least so many. */
enum { TRIES_LEAST = 2 };

struct scene {
    const struct request *request;
    struct scoreboard board;
    struct analysis_view view;
};

static struct str unit_name(const struct scene *scene, size_t unit) {
    return scene->board.cluster.members.items[unit].name;
}

/* --- the form ----------------------------------------------------------------------------- */

/* "don-vi-1", "don-vi-2", … */
static struct str query_at(const struct request *request, const char *name, size_t index) {
    struct str numbered = str_format(request->arena, "%s-%zu", name, index + 1);
    return str_or_empty(request_query_text(request, numbered.p));
}

static void add_option(const struct scene *scene, struct ui_options *options, struct str value,
                       struct str text, struct str chosen) {
    *list_push(scene->request->arena, options) =
        (struct ui_option){value, text, str_equal(value, chosen)};
}

static void add_try(struct scene *scene, size_t index, const struct what_if_change *what,
                    const struct issues *issues) {
    const struct request *request = scene->request;
    struct arena *arena = request->arena;
    struct str number = str_format(arena, "%zu", index + 1);
    struct analysis_try *try = list_push(arena, &scene->view.tries);
    const struct criteria *criteria = &scene->board.table.criteria;
    *try = (struct analysis_try){
        .field = str_format(arena, "thay-doi-" STR_FMT, STR_ARG(number)),
        .number = number,
        .label = frame_say(request, MESSAGE_WITH(MSG_analysis_row, number)),
        .value = what->value,
        .as_points = what->as_points,
    };
    try->issue = issue_of(issues, try->field);
    add_option(scene, &try->units, STR(""), frame_words(request, MSG_analysis_choose), STR(""));
    add_option(scene, &try->criteria, STR(""), frame_words(request, MSG_analysis_choose), STR(""));
    for (size_t i = 0; i < scene->board.cluster.members.count; i++)
        add_option(scene, &try->units, scene->board.cluster.members.items[i].slug,
                   unit_name(scene, i), what->unit_slug);
    for (size_t i = 0; i < criteria->count; i++)
        if (criterion_is_scored(&criteria->items[i]))
            add_option(scene, &try->criteria, criteria->items[i].code,
                       str_format(arena, STR_FMT " " STR_FMT, STR_ARG(criteria->items[i].code),
                                  STR_ARG(criteria->items[i].name)),
                       what->code);
}

/* Lines without unit, criterion and value are not asked. */
static size_t read_tries(const struct request *request, struct what_if_change *changes) {
    size_t count = 0;
    for (size_t i = 0; i < WHAT_IF_MAX; i++) {
        struct what_if_change what = {
            .unit_slug = query_at(request, "don-vi", i),
            .code = query_at(request, "tieu-chi", i),
            .value = str_trim(query_at(request, "gia-tri", i)),
            .as_points = str_equal_c(query_at(request, "la", i), "diem"),
        };
        if (what.unit_slug.n || what.code.n || what.value.n)
            changes[count++] = what;
    }
    return count;
}

static struct str signed_number(const struct request *request, struct decimal value) {
    struct str shown =
        decimal_display(request->arena, value, POINT_SCALE, request->lang == LANG_VI ? ',' : '.');
    return value.units > 0 ? str_concat(request->arena, STR("+"), shown) : shown;
}

static void add_places(struct scene *scene, const struct what_if *what_if) {
    const struct request *request = scene->request;
    for (size_t i = 0; i < what_if->rows.count; i++) {
        const struct what_if_row *row = &what_if->rows.items[i];
        struct decimal change = decimal_subtract(row->total_after, row->total_before);
        *list_push(request->arena, &scene->view.places) = (struct analysis_place){
            .name = unit_name(scene, row->unit),
            .before = row->place_before,
            .after = row->place_after,
            .total_before = row->total_before,
            .total_after = row->total_after,
            .change = decimal_is_zero(change) ? STR("") : signed_number(request, change),
            .moved = row->place_before != row->place_after,
        };
    }
}

static void tell_assumed(struct scene *scene, const struct what_if_change *what) {
    const struct request *request = scene->request;
    ptrdiff_t unit = cluster_member_by_slug(&scene->board.cluster, what->unit_slug);
    struct str name = unit < 0 ? STR("") : unit_name(scene, (size_t)unit);
    struct str kind =
        frame_words(request, what->as_points ? MSG_analysis_as_points : MSG_analysis_as_result);
    *list_push(request->arena, &scene->view.assumed) =
        str_format(request->arena, STR_FMT ", " STR_FMT ": " STR_FMT " " STR_FMT, STR_ARG(name),
                   STR_ARG(what->code), STR_ARG(kind), STR_ARG(what->value));
}

static const struct err *fill_tries(struct scene *scene, struct issues *issues) {
    const struct request *request = scene->request;
    struct what_if_change changes[WHAT_IF_MAX];
    size_t count = read_tries(request, changes);
    struct what_if what_if = {0};
    if (request_query(request, "thu").n && count && scene->view.may_try) {
        TRY(what_if_make(request->arena, request->user, &scene->board, changes, count, issues,
                         &what_if));
        scene->view.tried = issues->count == 0;
    }
    add_places(scene, &what_if);
    for (size_t i = 0; scene->view.tried && i < count; i++)
        tell_assumed(scene, &changes[i]);
    size_t lines = count + 1 > TRIES_LEAST ? count + 1 : TRIES_LEAST;
    const struct what_if_change none = {STR(""), STR(""), STR(""), false};
    for (size_t i = 0; i < lines && i < WHAT_IF_MAX; i++)
        add_try(scene, i, i < count ? &changes[i] : &none, issues);
    return NULL;
}

/* --- tables ------------------------------------------------------------------------------- */

static struct analysis_mean_show mean_show(const struct request *request,
                                           const struct analysis_mean *mean) {
    struct decimal value;
    if (!analysis_mean_value(mean, &value))
        return (struct analysis_mean_show){STR(""), 0};
    return (struct analysis_mean_show){signed_number(request, value), mean->count};
}

/* For each member the one that leads its check; -1: nobody was drawn. */
static const struct err *load_checkers(const struct scene *scene, ptrdiff_t *checkers) {
    const struct request *request = scene->request;
    const struct cluster_period *cluster = &scene->board.cluster;
    struct crosscheck_plan plan;
    TRY(crosscheck_load(app_db(request), request->arena, request->user, request->now_ms, cluster,
                        &plan));
    for (size_t unit = 0; unit < cluster->members.count; unit++) {
        const struct crosscheck_assignment *lead =
            crosscheck_leader(&plan, cluster->members.items[unit].id);
        checkers[unit] = lead ? cluster_member_by_id(cluster, lead->checker_id) : -1;
    }
    return NULL;
}

static const struct err *fill_stages(struct scene *scene) {
    const struct request *request = scene->request;
    ptrdiff_t *checkers = ARENA_ARRAY(request->arena, ptrdiff_t, scene->board.matrix.unit_count);
    struct leniency leniency;
    TRY(load_checkers(scene, checkers));
    leniency_make(request->arena, &scene->board, checkers, &leniency);
    for (size_t i = 0; i < leniency.count; i++) {
        const struct leniency_row *row = &leniency.items[i];
        bool part = row->checker >= 0;
        struct str name =
            part ? frame_say(request, MESSAGE_WITH(MSG_analysis_checker,
                                                   unit_name(scene, (size_t)row->checker)))
                 : frame_words(request, score_stage_name(row->stage));
        *list_push(request->arena, &scene->view.stages) = (struct analysis_stage){
            .name = name,
            .is_part = part,
            .rows = row->rows,
            .over_self = mean_show(request, &row->over_self),
            .over_rule = mean_show(request, &row->over_rule),
            .over_final = mean_show(request, &row->over_final),
        };
    }
    return NULL;
}

static void fill_outliers(struct scene *scene) {
    const struct request *request = scene->request;
    const struct criterion *criteria = scene->board.table.criteria.items;
    struct analysis_view *view = &scene->view;
    struct outliers outliers;
    outliers_make(request->arena, &scene->board, &outliers);
    view->judged = outliers.judged;
    view->content = outliers.content;
    view->more_far = outliers.more_far;
    for (size_t i = 0; i < outliers.far.count; i++) {
        const struct far_row *row = &outliers.far.items[i];
        const struct criterion *criterion = &criteria[row->criterion];
        *list_push(request->arena, &view->far) = (struct analysis_far){
            unit_name(scene, row->unit),
            criterion->code,
            criterion->name,
            why_path(request->arena, &scene->board, row->unit, row->criterion),
            row->points,
            row->spread.median,
            row->spread.mad};
    }
    for (size_t i = 0; i < outliers.all_max.count; i++) {
        const struct criterion *criterion = &criteria[outliers.all_max.items[i].criterion];
        *list_push(request->arena, &view->all_max) = (struct analysis_max){
            criterion->code, criterion->name, criterion->max, outliers.all_max.items[i].units};
    }
    for (size_t i = 0; i < outliers.rounds.count; i++) {
        const struct round_row *row = &outliers.rounds.items[i];
        *list_push(request->arena, &view->rounds) = (struct analysis_round){
            unit_name(scene, row->unit), row->self, row->self_round, row->rule, row->rule_round};
    }
}

static const struct err *show(struct request *request, struct response *response) {
    struct scene scene = {.request = request};
    struct issues issues = {0};
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           &scene.board));
    const struct cluster_period *cluster = &scene.board.cluster;
    TRY(analysis_must(request->user, &scene.board));
    struct page page;
    frame_page(request, frame_words(request, MSG_analysis_title), cluster, STEP_RANKING, &page);
    page.wide = true;
    scene.view = (struct analysis_view){
        .page = &page,
        .period = period_display(request->arena, request->lang, cluster->period),
        .base = step_path_below(request->arena, cluster, STEP_RANKING, STR("phan-tich")),
        .has_table = scene.board.table.criteria.count > 0,
        .may_try = what_if_open(&scene.board),
    };
    if (scene.view.has_table) {
        TRY(fill_tries(&scene, &issues));
        TRY(fill_stages(&scene));
        fill_outliers(&scene);
    }
    page.issues = issues.count ? &issues : NULL;
    response->status = issues.count ? 422 : 200;
    struct html h = frame_html(request, response);
    tpl_analysis_page(&h, &scene.view);
    return NULL;
}

const struct route analysis_routes[] = {
    {HTTP_GET, "/cum/:cluster/:period/xep-thu/phan-tich", RIGHT_ANALYSIS_READ, show},
};
const size_t analysis_routes_count = COUNT_OF(analysis_routes);
