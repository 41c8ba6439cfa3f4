#include "features/api/scores_api_web.h"
#include "features/scoring/sight_service.h"

#include "features/api/clusters_api_web.h"
#include "features/scoring/scoring_service.h"
#include "features/scoring/sight_service.h"
#include "features/scoring/stage_service.h"

/* --- the table of criteria ----------------------------------------------------------------------
 */

static const struct api_field CRITERION_FIELDS[] = {
    {"code", API_TEXT, NULL, "Unique in its table: \"II.2\"."},
    {"parent", API_TEXT, NULL, "The code of the row above; null: a top row.", .may_be_null = true},
    {"name", API_TEXT, NULL, "Its name."},
    {"kind", API_TEXT, NULL, "\"group\", \"quantity\", \"grade\", …"},
    {"max", API_DECIMAL, NULL, "The points it is worth."},
    {"measure", API_TEXT, NULL, "What is counted: \"%\".", .may_be_null = true},
    {"target", API_DECIMAL, NULL, "The target.", .may_be_null = true},
    {0},
};
static const struct api_shape CRITERION = {"Criterion", "A row of the table.", CRITERION_FIELDS};
static const struct api_field TABLE_FIELDS[] = {
    {"title", API_TEXT, NULL, "The title of the table."},
    {"locked", API_TRUTH, NULL, "Whether it can no longer change."},
    {"locked_at", API_INSTANT, NULL, "When it was locked.", .may_be_null = true},
    {"locked_by", API_TEXT, NULL, "By whom.", .may_be_null = true},
    {"rules_basis", API_TEXT, NULL, "What the rules rest on; null: nobody has confirmed them.",
     .may_be_null = true},
    {"max_total", API_DECIMAL, NULL, "The most that a unit can get of the content."},
    {"items", API_LIST, &CRITERION, "Its rows, parents before children."},
    {0},
};
static const struct api_shape TABLE = {"CriteriaTable", "The table of criteria.", TABLE_FIELDS};
static const struct api_operation SHOW_CRITERIA = {
    .id = "showCriteria", .summary = "The table of criteria of a half-year.", .answer = &TABLE};

static const struct err *load_board(struct request *request, struct scoreboard *ret_board) {
    TRY(scoring_load_board(app_db(request), request->arena, request->user,
                           request_param(request, "cluster"), request_param(request, "period"),
                           ret_board));
    if (!ret_board->table.exists)
        return ERR_TEXT(ERR_NOT_FOUND, "scoring.table_missing", "there is no table of criteria");
    return NULL;
}

static json_t *criterion_json(struct arena *arena, const struct criteria *criteria, size_t index) {
    const struct criterion *criterion = &criteria->items[index];
    json_t *row = json_object();
    json_object_set_new(row, "code", api_text(criterion->code));
    json_object_set_new(row, "parent",
                        criterion->parent < 0 ? json_null()
                                              : api_text(criteria->items[criterion->parent].code));
    json_object_set_new(row, "name", api_text(criterion->name));
    json_object_set_new(row, "kind", api_text(criterion_kind_code(criterion->kind)));
    json_object_set_new(row, "max", api_decimal(arena, criterion->max));
    json_object_set_new(row, "measure", api_text_or_null(criterion->unit_of_measure));
    json_object_set_new(
        row, "target", criterion->has_target ? api_decimal(arena, criterion->target) : json_null());
    return row;
}

static const struct err *show_criteria(struct request *request, struct response *response) {
    struct scoreboard board;
    TRY(load_board(request, &board));
    const struct criteria_table *table = &board.table;
    json_t *items = json_array();
    for (size_t i = 0; i < table->criteria.count; i++)
        json_array_append_new(items, criterion_json(request->arena, &table->criteria, i));
    json_t *root = json_object();
    json_object_set_new(root, "title", api_text(table->title));
    json_object_set_new(root, "locked", json_boolean(table->locked));
    json_object_set_new(root, "locked_at",
                        api_instant(request->arena, table->locked ? table->locked_ms : 0));
    json_object_set_new(root, "locked_by", api_text_or_null(table->locked_by));
    json_object_set_new(root, "rules_basis",
                        board.book.confirmed ? api_text(board.book.basis) : json_null());
    json_object_set_new(root, "max_total", api_decimal(request->arena, board.max_total));
    json_object_set_new(root, "items", items);
    api_answer(response, root);
    return NULL;
}

/* --- the ranking --------------------------------------------------------------------------------
 */

static const struct api_field STANDING_FIELDS[] = {
    {"unit", API_OBJECT, &api_unit_name, "The unit."},
    {"place", API_INTEGER, NULL, "Its place; null: none, or the cluster shows none.",
     .may_be_null = true},
    {"shared", API_TRUTH, NULL, "Others have the same place."},
    {"content", API_DECIMAL, NULL, "Points of the content."},
    {"bonus", API_DECIMAL, NULL, "Bonus points."},
    {"penalty", API_DECIMAL, NULL, "Points taken off; not above 0."},
    {"total", API_DECIMAL, NULL, "All together."},
    {"complete", API_TRUTH, NULL, "Whether every criterion has points."},
    {0},
};
static const struct api_shape STANDING = {"Standing", "A unit in the ranking.", STANDING_FIELDS};
static const struct api_field RANKING_FIELDS[] = {
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},
    {"period", API_TEXT, NULL, "The half-year."},
    {"places_shown", API_TRUTH, NULL, "Whether the cluster shows places."},
    {"sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."},
    {"result", API_TEXT, NULL, "\"none\", \"open\", \"verified\", \"adopted\" or \"approved\"."},
    {"final", API_TRUTH, NULL, "Approved, and no interim review: else the points are provisional."},
    {"hidden", API_TEXT, NULL, "Why figures of other members are left out; null: none are.",
     .may_be_null = true},
    {"items", API_LIST, &STANDING,
     "Best first; in the order of members where no places show. Of members whose points this "
     "account does not see yet, nothing."},
    {0},
};
static const struct api_shape RANKING = {"Ranking", "The ranking in force.", RANKING_FIELDS};
static const struct api_operation SHOW_RANKING = {
    .id = "showRanking",
    .summary = "Totals and places of a half-year, as they stand now.",
    .answer = &RANKING};

static json_t *standing_json(struct arena *arena, const struct scoreboard *board,
                             const struct standing *standing, bool places) {
    bool placed = places && standing->place > 0;
    json_t *row = json_object();
    json_object_set_new(row, "unit", api_unit(&board->cluster.members.items[standing->unit]));
    json_object_set_new(row, "place", placed ? json_integer(standing->place) : json_null());
    json_object_set_new(row, "shared", json_boolean(placed && standing->shared));
    json_object_set_new(row, "content", api_decimal(arena, standing->totals.content));
    json_object_set_new(row, "bonus", api_decimal(arena, standing->totals.bonus));
    json_object_set_new(row, "penalty", api_decimal(arena, standing->totals.penalty));
    json_object_set_new(row, "total", api_decimal(arena, standing->totals.total));
    json_object_set_new(row, "complete", json_boolean(standing->totals.complete));
    return row;
}

static const char *const RESULT_CODES[] = {
    [RESULT_NONE] = "none",       [RESULT_OPEN] = "open",         [RESULT_VERIFIED] = "verified",
    [RESULT_ADOPTED] = "adopted", [RESULT_APPROVED] = "approved",
};

static const struct err *show_ranking(struct request *request, struct response *response) {
    struct scoreboard board;
    struct board_stage stage;
    TRY(load_board(request, &board));
    scoring_board_stage(request->arena, &board, RANKING_IN_FORCE, false, &stage);
    /* A member sees its own row alone, and no place, as long as the others' points are not shown.
     */
    struct scoring_sight sight = scoring_visible_units(request->arena, &board, request->user);
    struct scoring_result result = scoring_result_of(request->arena, &board);
    bool places = board.cluster.places_shown && sight.all;
    json_t *items = json_array();
    for (size_t i = 0; i < stage.matrix.unit_count; i++)
        if (scoring_sight_has(&sight, stage.standings[i].unit))
            json_array_append_new(
                items, standing_json(request->arena, &board, &stage.standings[i], places));
    json_t *root = json_object();
    json_object_set_new(root, "cluster", api_text(board.cluster.slug));
    json_object_set_new(root, "period", api_text(board.cluster.code));
    json_object_set_new(root, "places_shown", json_boolean(board.cluster.places_shown));
    json_object_set_new(root, "sample", json_boolean(board.cluster.is_sample));
    json_object_set_new(root, "result", json_string(RESULT_CODES[result.state]));
    json_object_set_new(root, "final", json_boolean(result_is_final(&result)));
    json_object_set_new(
        root, "hidden",
        api_text_or_null(scoring_sight_words(request->arena, request->lang, &board, &sight)));
    json_object_set_new(root, "items", items);
    api_answer(response, root);
    return NULL;
}

/* --- a unit's scores ----------------------------------------------------------------------------
 */

static const struct api_field SCORE_FIELDS[] = {
    {"criterion", API_TEXT, NULL, "The code of the criterion."},
    {"self_actual", API_TEXT, NULL, "The result that the unit states.", .may_be_null = true},
    {"self_points", API_DECIMAL, NULL, "The points it gives itself.", .may_be_null = true},
    {"evidence", API_TEXT, NULL, "What it proves it by.", .may_be_null = true},
    {"accepted_actual", API_TEXT, NULL, "The result as corrected.", .may_be_null = true},
    {"rule_points", API_DECIMAL, NULL, "The points by rule.", .may_be_null = true},
    {"points", API_DECIMAL, NULL, "The points in force.", .may_be_null = true},
    {"decided_by", API_TEXT, NULL, "Who decided otherwise than the rule; null: nobody.",
     .may_be_null = true},
    {"decided_at", API_INSTANT, NULL, "When.", .may_be_null = true},
    {"reason", API_TEXT, NULL, "Why.", .may_be_null = true},
    {"revision", API_INTEGER, NULL, "To be sent back with a decision."},
    {"steps", API_LIST, NULL, "The arithmetic, step by step, in words."},
    {0},
};
static const struct api_shape SCORE = {"Score", "A unit's figure on a criterion.", SCORE_FIELDS};
static const struct api_field SCORES_FIELDS[] = {
    {"unit", API_OBJECT, &api_unit_name, "The unit."},
    {"items", API_LIST, &SCORE, "One a scored criterion, in the order of the table."},
    {0},
};
static const struct api_shape SCORES = {"Scores", "A unit's figures.", SCORES_FIELDS};
static const struct api_operation SHOW_SCORES = {
    .id = "showScores",
    .summary = "A unit's figures with their rule, arithmetic and author.",
    .answer = &SCORES};

static const struct err *find_unit(struct request *request, const struct scoreboard *board,
                                   size_t *ret_unit) {
    ptrdiff_t unit = cluster_member_by_slug(&board->cluster, request_param(request, "unit"));
    if (unit < 0)
        return ERR(ERR_NOT_FOUND, "no such member");
    *ret_unit = (size_t)unit;
    return user_may(request->user, RIGHT_SHEET_READ, place_of_period(&board->cluster),
                    board->cluster.members.items[unit].id)
               ? NULL
               : ERR(ERR_DENIED, "no right to this unit's figures");
}

static json_t *steps_json(const struct request *request, const struct scoreboard *board,
                          size_t unit, size_t criterion) {
    struct scoring_explanation why;
    scoring_explain_seen(request->arena, request->lang, board, request->user, unit, criterion,
                         &why);
    json_t *steps = json_array();
    json_array_append_new(steps, api_text(message_text(request->arena, request->lang, why.rule)));
    for (size_t i = 0; i < why.steps.count; i++)
        json_array_append_new(
            steps, api_text(message_text(request->arena, request->lang, why.steps.items[i])));
    return steps;
}

static json_t *score_json(const struct request *request, const struct scoreboard *board,
                          size_t unit, size_t criterion) {
    struct arena *arena = request->arena;
    const struct board_cell *cell = board_cell_at(board, unit, criterion);
    const struct score_cell *score = score_cell_at(&board->matrix, unit, criterion);
    json_t *row = json_object();
    json_object_set_new(row, "criterion", api_text(board->table.criteria.items[criterion].code));
    json_object_set_new(row, "self_actual", api_text(cell->self_actual));
    json_object_set_new(row, "self_points",
                        cell->has_self ? api_decimal(arena, cell->self) : json_null());
    json_object_set_new(row, "evidence", api_text_or_null(cell->evidence));
    json_object_set_new(row, "accepted_actual", api_text(cell->accepted_actual));
    json_object_set_new(row, "rule_points",
                        score->has_points ? api_decimal(arena, score->points) : json_null());
    json_object_set_new(row, "points",
                        score->in_force_known ? api_decimal(arena, score->in_force) : json_null());
    json_object_set_new(row, "decided_by", api_text_or_null(cell->accepted_author));
    json_object_set_new(row, "decided_at", api_instant(arena, cell->accepted_at_ms));
    json_object_set_new(row, "reason", api_text_or_null(cell->accepted_reason));
    json_object_set_new(row, "revision", json_integer(cell->accepted_revision));
    json_object_set_new(row, "steps", steps_json(request, board, unit, criterion));
    return row;
}

static const struct err *show_scores(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(load_board(request, &board));
    TRY(find_unit(request, &board, &unit));
    json_t *items = json_array();
    for (size_t i = 0; i < board.table.criteria.count; i++)
        if (criterion_is_scored(&board.table.criteria.items[i]))
            json_array_append_new(items, score_json(request, &board, unit, i));
    json_t *root = json_object();
    json_object_set_new(root, "unit", api_unit(&board.cluster.members.items[unit]));
    json_object_set_new(root, "items", items);
    api_answer(response, root);
    return NULL;
}

/* --- deciding -----------------------------------------------------------------------------------
 */

static const struct api_field DECISION_FIELDS[] = {
    {"criterion", API_TEXT, NULL, "The code of the criterion."},
    {"actual", API_TEXT, NULL, "The corrected result; empty: the unit's own counts.",
     .may_miss = true},
    {"points", API_TEXT, NULL, "The points accepted; empty: those by rule.", .may_miss = true},
    {"reason", API_TEXT, NULL, "Needed where it differs from the rule or from the unit.",
     .may_miss = true},
    {"revision", API_INTEGER, NULL, "As it was read: what somebody else decided since is kept."},
    {0},
};
static const struct api_shape DECISION = {"Decision", "What the cluster accepts.", DECISION_FIELDS};
static const struct api_field STORED_FIELDS[] = {
    {"stored", API_INTEGER, NULL, "How many decisions were new."},
    {0},
};
static const struct api_shape STORED = {"Stored", "What was stored.", STORED_FIELDS};
static const struct api_operation DECIDE = {
    .id = "decideScore",
    .summary = "Decide what the cluster accepts of a unit's criterion.",
    .detail = "All fields of the decision are the new ones: what is left out is withdrawn.",
    .body = &DECISION,
    .answer = &STORED};

static const struct err *decide(struct request *request, struct response *response) {
    struct scoreboard board;
    size_t unit;
    TRY(load_board(request, &board));
    TRY(find_unit(request, &board, &unit));
    if (!frame_may(request, RIGHT_SCORE_VERIFY, &board.cluster, STR("")))
        return ERR(ERR_DENIED, "no right to decide in this cluster");
    struct issues issues = {0};
    json_t *body = api_read(request, &DECISION, &issues);
    if (body && criteria_find(&board.table.criteria, api_field_text(body, "criterion")) < 0)
        issue_add(request->arena, &issues, STR("criterion"), MESSAGE(MSG_api_no_criterion));
    int stored = 0;
    const struct err *err = NULL;
    if (body && !issues.count) {
        enum score_stage stage =
            scoring_stages_of(request->user, &board.cluster, board.cluster.members.items[unit].id)
                .first;
        struct verification decision = {
            .code = api_field_text(body, "criterion"),
            .actual = api_field_text(body, "actual"),
            .points = api_field_text(body, "points"),
            .reason = api_field_text(body, "reason"),
            .seen_revision = json_integer_value(json_object_get(body, "revision")),
        };
        err = scoring_verify(app_db(request), request->arena, request->user, request->now_ms,
                             &board.cluster, unit, stage, &decision, 1, &issues, &stored);
    }
    if (!err && issues.count)
        api_refuse(request, response, &issues);
    else if (!err)
        api_answer(response, json_pack("{s:i}", "stored", stored));
    json_decref(body);
    return err;
}

#define P "/api/v1/clusters/:cluster/periods/:period"

const struct route scores_api_routes[] = {
    {HTTP_GET, P "/criteria", RIGHT_CLUSTER_READ, show_criteria, .about = &SHOW_CRITERIA},
    {HTTP_GET, P "/ranking", RIGHT_CLUSTER_READ, show_ranking, .about = &SHOW_RANKING},
    {HTTP_GET, P "/scores/:unit", RIGHT_SHEET_READ, show_scores, .about = &SHOW_SCORES},
    {HTTP_POST, P "/scores/:unit", RIGHT_SCORE_VERIFY, decide, .about = &DECIDE},
};
const size_t scores_api_routes_count = COUNT_OF(scores_api_routes);
