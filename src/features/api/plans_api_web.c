#include "features/api/plans_api_web.h"

#include "features/api/clusters_api_web.h"
#include "features/plan/plan_service.h"

/* --- the list -----------------------------------------------------------------------------------
 */

static const struct api_field LINE_FIELDS[] = {
    {"plan", API_TEXT, NULL, "Its code, as in addresses."},
    {"unit", API_OBJECT, &api_unit_name, "Whose plan; null: the cluster's.", .may_be_null = true},
    {"half", API_INTEGER, NULL, "1 or 2; null: the whole year.", .may_be_null = true},
    {"title", API_TEXT, NULL, "Its title."},
    {"state", API_TEXT, NULL, "\"draft\" or \"issued\"."},
    {"number", API_TEXT, NULL, "Of the paper.", .may_be_null = true},
    {"issued_on", API_DAY, NULL, "The day of the paper.", .may_be_null = true},
    {"readable", API_TRUTH, NULL, "Whether the account may read its tasks: showPlan."},
    {0},
};
static const struct api_shape LINE = {"PlanLine", "A plan of a year.", LINE_FIELDS};
static const struct api_field LINES_FIELDS[] = {
    {"items", API_LIST, &LINE, "The cluster's first, then by the order of members."},
    {0},
};
static const struct api_shape LINES = {"PlanLines", "The plans of a year.", LINES_FIELDS};
static const struct api_operation LIST_PLANS = {.id = "listPlans",
                                                .summary = "The plans of a cluster's year.",
                                                .detail = "Members without a plan are left out.",
                                                .answer = &LINES};

static json_t *half_json(int half) {
    return half > 0 ? json_integer(half) : json_null();
}

static const struct err *list_plans(struct request *request, struct response *response) {
    struct cluster_year year;
    struct plan_lines lines;
    TRY(frame_year(request, &year));
    TRY(plan_list(app_db(request), request->arena, request->user, &year,
                  date_of_instant(request->now_ms), &lines));
    json_t *items = json_array();
    for (size_t i = 0; i < lines.count; i++) {
        const struct plan_line *line = &lines.items[i];
        if (!line->code.n)
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "plan", api_text(line->code));
        json_object_set_new(row, "unit", line->unit.id.n ? api_unit(&line->unit) : json_null());
        json_object_set_new(row, "half", half_json(line->half));
        json_object_set_new(row, "title", api_text(line->title));
        json_object_set_new(row, "state", api_text(plan_state_code(line->state)));
        json_object_set_new(row, "number", api_text_or_null(line->number));
        json_object_set_new(row, "issued_on", api_day(request->arena, line->issued_on));
        json_object_set_new(row, "readable", json_boolean(line->may_read));
        json_array_append_new(items, row);
    }
    api_answer(response, api_list(items));
    return NULL;
}

/* --- one ----------------------------------------------------------------------------------------
 */

static const struct api_field TASK_FIELDS[] = {
    {"id", API_TEXT, NULL, "Its identity."},
    {"content", API_TEXT, NULL, "What is to be done."},
    {"owner", API_OBJECT, &api_unit_name,
     "Which member does it; null: whose plan it is, in the cluster's plan everybody.",
     .may_be_null = true},
    {"together_with", API_TEXT, NULL, "With whom.", .may_be_null = true},
    {"from", API_DAY, NULL, "Since when.", .may_be_null = true},
    {"due", API_DAY, NULL, "Till when; null: all the time.", .may_be_null = true},
    {"result", API_TEXT, NULL, "What shall be there then.", .may_be_null = true},
    {"standing", API_TEXT, NULL,
     "Today: \"open\", \"due_soon\", \"late\", \"done\", \"done_late\", \"failed\" or "
     "\"cancelled\"."},
    {"days", API_INTEGER, NULL, "So many days late, or left; null: neither.", .may_be_null = true},
    {"percent", API_INTEGER, NULL, "As last reported; null: not said.", .may_be_null = true},
    {"done_on", API_DAY, NULL, "When it was first reported as done.", .may_be_null = true},
    {0},
};
static const struct api_shape TASK = {"PlanTask", "A task of a plan.", TASK_FIELDS};
static const struct api_field PLAN_FIELDS[] = {
    {"plan", API_TEXT, NULL, "Its code, as in addresses."},
    {"unit", API_OBJECT, &api_unit_name, "Whose plan; null: the cluster's.", .may_be_null = true},
    {"half", API_INTEGER, NULL, "1 or 2; null: the whole year.", .may_be_null = true},
    {"title", API_TEXT, NULL, "Its title."},
    {"state", API_TEXT, NULL, "\"draft\" or \"issued\"."},
    {"number", API_TEXT, NULL, "Of the paper.", .may_be_null = true},
    {"issued_on", API_DAY, NULL, "The day of the paper.", .may_be_null = true},
    {"sample", API_TRUTH, NULL, "Invented figures: say so wherever they are shown."},
    {"tasks", API_LIST, &TASK, "Its tasks, in their order."},
    {0},
};
static const struct api_shape PLAN = {"Plan", "A plan with its tasks.", PLAN_FIELDS};
static const struct api_operation SHOW_PLAN = {
    .id = "showPlan", .summary = "A plan: its tasks, and how they stand today.", .answer = &PLAN};

static json_t *task_json(struct arena *arena, const struct cluster_year *year,
                         const struct plan_task *task, struct date today) {
    static const char *const CODES[STANDING_COUNT] = {
        [STANDING_OPEN] = "open",           [STANDING_DUE_SOON] = "due_soon",
        [STANDING_LATE] = "late",           [STANDING_DONE] = "done",
        [STANDING_DONE_LATE] = "done_late", [STANDING_FAILED] = "failed",
        [STANDING_CANCELLED] = "cancelled",
    };
    struct plan_standing standing = plan_task_standing(task, today);
    bool counts_days = standing.kind == STANDING_LATE || standing.kind == STANDING_DUE_SOON ||
                       standing.kind == STANDING_DONE_LATE;
    ptrdiff_t owner = cluster_year_member_by_id(year, task->owner_id);
    json_t *row = json_object();
    json_object_set_new(row, "id", api_text(task->id));
    json_object_set_new(row, "content", api_text(task->content));
    json_object_set_new(row, "owner",
                        owner < 0 ? json_null() : api_unit(&year->members.items[owner]));
    json_object_set_new(row, "together_with", api_text_or_null(task->together_with));
    json_object_set_new(row, "from", api_day(arena, task->from));
    json_object_set_new(row, "due", api_day(arena, task->due));
    json_object_set_new(row, "result", api_text_or_null(task->result));
    json_object_set_new(row, "standing", json_string(CODES[standing.kind]));
    json_object_set_new(row, "days", counts_days ? json_integer(standing.days) : json_null());
    json_object_set_new(row, "percent",
                        standing.now && standing.now->percent >= 0
                            ? json_integer(standing.now->percent)
                            : json_null());
    json_object_set_new(row, "done_on", api_day(arena, standing.done_on));
    return row;
}

static const struct err *show_plan(struct request *request, struct response *response) {
    struct arena *arena = request->arena;
    struct date today = date_of_instant(request->now_ms);
    struct cluster_year year;
    struct plan plan;
    TRY(frame_year(request, &year));
    TRY(plan_find(app_db(request), arena, request->user, &year, request_param(request, "plan"),
                  &plan));
    json_t *tasks = json_array();
    for (size_t i = 0; i < plan.tasks.count; i++)
        json_array_append_new(tasks, task_json(arena, &year, &plan.tasks.items[i], today));
    json_t *root = json_object();
    json_object_set_new(root, "plan", api_text(plan.code));
    json_object_set_new(root, "unit", plan.unit.id.n ? api_unit(&plan.unit) : json_null());
    json_object_set_new(root, "half", half_json(plan.half));
    json_object_set_new(root, "title", api_text(plan.title));
    json_object_set_new(root, "state", api_text(plan_state_code(plan.state)));
    json_object_set_new(root, "number", api_text_or_null(plan.number));
    json_object_set_new(root, "issued_on", api_day(arena, plan.issued_on));
    json_object_set_new(root, "sample", json_boolean(year.is_sample));
    json_object_set_new(root, "tasks", tasks);
    api_answer(response, root);
    return NULL;
}

#define Y "/api/v1/clusters/:cluster/years/:year"

const struct route plans_api_routes[] = {
    {HTTP_GET, Y "/plans", RIGHT_CLUSTER_READ, list_plans, .about = &LIST_PLANS},
    {HTTP_GET, Y "/plans/:plan", RIGHT_CLUSTER_READ, show_plan, .about = &SHOW_PLAN},
};
const size_t plans_api_routes_count = COUNT_OF(plans_api_routes);
