#include "features/api/units_api_web.h"

#include "features/api/clusters_api_web.h"
#include "features/organisation/organisation_service.h"

/* --- lists --------------------------------------------------------------------------------------
 */

static const struct api_field LINE_FIELDS[] = {
    {"slug", API_TEXT, NULL, "Its short name, as in addresses."},
    {"name", API_TEXT, NULL, "Its name on the day."},
    {"short_name", API_TEXT, NULL, "The short form of the name.", .may_be_null = true},
    {"kind", API_TEXT, NULL, "The code of its kind; null: not classified.", .may_be_null = true},
    {"from", API_TEXT, NULL, "Since when it is so: a day, a month or a year.", .may_be_null = true},
    {"to", API_DAY, NULL, "The first day it is no longer so.", .may_be_null = true},
    {0},
};
static const struct api_shape LINE = {"UnitLine", "A unit on a day.", LINE_FIELDS};
static const struct api_field LINES_FIELDS[] = {
    {"day", API_DAY, NULL, "The day it is told for."},
    {"cut", API_TRUTH, NULL, "There are more: ask with more words."},
    {"items", API_LIST, &LINE, "The units."},
    {0},
};
static const struct api_shape LINES = {"UnitLines", "Units on a day.", LINES_FIELDS};
static const struct api_operation LIST_UNITS = {
    .id = "listUnits",
    .summary = "Units on a day: those at the top, or those of a name.",
    .detail = "Only units that the account sees. What stands below a unit: showUnit.",
    .queries = {{"words", "Only those whose name holds these words, with marks or without."},
                {"day", "The day: YYYY-MM-DD; else today."}},
    .answer = &LINES};

static json_t *line_json(struct arena *arena, const struct unit_line *line) {
    json_t *row = json_object();
    json_object_set_new(row, "slug", api_text(line->slug));
    json_object_set_new(row, "name", api_text(line->name));
    json_object_set_new(row, "short_name", api_text_or_null(line->short_name));
    json_object_set_new(row, "kind", api_text_or_null(line->kind));
    json_object_set_new(row, "from", api_partial_day(arena, line->begins));
    json_object_set_new(row, "to", api_day(arena, line->to));
    return row;
}

static json_t *lines_json(struct arena *arena, const struct unit_lines *lines, bool *ret_cut) {
    json_t *items = json_array();
    *ret_cut = false;
    for (size_t i = 0; i < lines->count; i++) {
        json_array_append_new(items, line_json(arena, &lines->items[i]));
        *ret_cut = *ret_cut || lines->items[i].is_cut;
    }
    return items;
}

static const struct err *list_units(struct request *request, struct response *response) {
    struct str words = request_query_text(request, "words");
    struct unit_view view = {.known_ms = UNIT_KNOWN_NOW};
    struct unit_lines lines;
    int64_t count;
    bool is_cut;
    if (!api_query_day(request, response, "day", &view.as_at))
        return NULL;
    if (words.n)
        TRY(organisation_search(app_db(request), request->arena, request->user, &view, words,
                                &lines));
    else
        TRY(organisation_tree(app_db(request), request->arena, request->user, &view, NULL, 0,
                              &lines, &count));
    json_t *root = api_list(lines_json(request->arena, &lines, &is_cut));
    json_object_set_new(root, "day", api_day(request->arena, view.as_at));
    json_object_set_new(root, "cut", json_boolean(is_cut));
    api_answer(response, root);
    return NULL;
}

/* --- one ----------------------------------------------------------------------------------------
 */

static const struct api_field STATE_FIELDS[] = {
    {"name", API_TEXT, NULL, "What it was called."},
    {"short_name", API_TEXT, NULL, "The short form.", .may_be_null = true},
    {"kind", API_TEXT, NULL, "The code of its kind; null: not classified.", .may_be_null = true},
    {"parent", API_OBJECT, &api_unit_name, "The level above, as it was called then.",
     .may_be_null = true},
    {"from", API_TEXT, NULL, "Since when: a day, a month or a year; null: not known.",
     .may_be_null = true},
    {"to", API_DAY, NULL, "The first day it was no longer so; null: it still is.",
     .may_be_null = true},
    {"decision_number", API_TEXT, NULL, "The decision it rests on.", .may_be_null = true},
    {"decision_issuer", API_TEXT, NULL, "Who decided.", .may_be_null = true},
    {0},
};
static const struct api_shape STATE = {"UnitState", "What a unit was for a time.", STATE_FIELDS};
static const struct api_field MEMBERSHIP_FIELDS[] = {
    {"cluster", API_TEXT, NULL, "The short name of the cluster."},
    {"name", API_TEXT, NULL, "The name of the cluster."},
    {"year", API_INTEGER, NULL, "The year."},
    {0},
};
static const struct api_shape MEMBERSHIP = {"UnitMembership", "A unit's year in a cluster.",
                                            MEMBERSHIP_FIELDS};
static const struct api_field HONOUR_FIELDS[] = {
    {"year", API_INTEGER, NULL, "The year."},
    {"title", API_TEXT, NULL, "The title."},
    {"awarded", API_TRUTH, NULL, "Else it was only proposed."},
    {"under_name", API_TEXT, NULL, "What the unit was called then."},
    {"decision_number", API_TEXT, NULL, "The decision it rests on.", .may_be_null = true},
    {0},
};
static const struct api_shape HONOUR = {"UnitHonour", "A title of a unit.", HONOUR_FIELDS};
static const struct api_field UNIT_FIELDS[] = {
    {"slug", API_TEXT, NULL, "Its short name, as in addresses."},
    {"day", API_DAY, NULL, "The day it is told for."},
    {"exists", API_TRUTH, NULL, "Whether it existed on that day, as far as is known."},
    {"name", API_TEXT, NULL, "Its name on that day, or the nearest to it."},
    {"path", API_LIST, &api_unit_name, "The levels above it on that day, from the top."},
    {"children", API_LIST, &LINE, "What stood below it on that day."},
    {"children_cut", API_TRUTH, NULL, "There are more below it."},
    {"states", API_LIST, &STATE, "All that it was, by beginning."},
    {"memberships", API_LIST, &MEMBERSHIP, "The clusters it was in."},
    {"honours", API_LIST, &HONOUR, "Its titles."},
    {0},
};
static const struct api_shape UNIT = {"Unit", "A unit through time.", UNIT_FIELDS};
static const struct api_operation SHOW_UNIT = {
    .id = "showUnit",
    .summary = "A unit: all that it was, and what stood around it on a day.",
    .queries = {{"day", "The day: YYYY-MM-DD; else today."}},
    .answer = &UNIT};

static json_t *place_json(const struct unit_place *place) {
    const struct cluster_unit unit = {.slug = place->slug, .name = place->name};
    return api_unit(&unit);
}

static json_t *states_json(struct arena *arena, const struct unit_record *record) {
    json_t *items = json_array();
    for (size_t i = 0; i < record->states.count; i++) {
        const struct unit_state *state = &record->states.items[i];
        if (state->withdrawn_ms)
            continue;
        json_t *row = json_object();
        json_object_set_new(row, "name", api_text(state->name));
        json_object_set_new(row, "short_name", api_text_or_null(state->short_name));
        json_object_set_new(row, "kind", api_text_or_null(state->kind));
        json_object_set_new(row, "parent", place_json(&record->parents[i]));
        json_object_set_new(row, "from", api_partial_day(arena, state->begins));
        json_object_set_new(row, "to", api_day(arena, state->to));
        json_object_set_new(row, "decision_number", api_text_or_null(state->decision.number));
        json_object_set_new(row, "decision_issuer", api_text_or_null(state->decision.issuer));
        json_array_append_new(items, row);
    }
    return items;
}

static json_t *memberships_json(const struct unit_record *record) {
    json_t *items = json_array();
    for (size_t i = 0; i < record->memberships.count; i++) {
        const struct unit_membership *membership = &record->memberships.items[i];
        json_t *row = json_object();
        json_object_set_new(row, "cluster", api_text(membership->cluster_slug));
        json_object_set_new(row, "name", api_text(membership->cluster_name));
        json_object_set_new(row, "year", json_integer(membership->year));
        json_array_append_new(items, row);
    }
    return items;
}

static json_t *honours_json(const struct unit_record *record) {
    json_t *items = json_array();
    for (size_t i = 0; i < record->honours.count; i++) {
        const struct unit_honour *honour = &record->honours.items[i];
        json_t *row = json_object();
        json_object_set_new(row, "year", json_integer(honour->year));
        json_object_set_new(row, "title", api_text(honour->title));
        json_object_set_new(row, "awarded", json_boolean(honour->is_awarded));
        json_object_set_new(row, "under_name", api_text(honour->under_name));
        json_object_set_new(row, "decision_number", api_text_or_null(honour->decision.number));
        json_array_append_new(items, row);
    }
    return items;
}

static const struct err *show_unit(struct request *request, struct response *response) {
    struct unit_view view = {.known_ms = UNIT_KNOWN_NOW};
    struct unit_record record;
    bool is_cut;
    if (!api_query_day(request, response, "day", &view.as_at))
        return NULL;
    TRY(organisation_unit_read(app_db(request), request->arena, request->user,
                               request_param(request, "unit"), &view, &record));
    json_t *path = json_array();
    for (size_t i = 0; i < record.path.count; i++)
        json_array_append_new(path, place_json(&record.path.items[i]));
    json_t *root = json_object();
    json_object_set_new(root, "slug", api_text(record.slug));
    json_object_set_new(root, "day", api_day(request->arena, view.as_at));
    json_object_set_new(root, "exists", json_boolean(record.state != NULL));
    json_object_set_new(root, "name", api_text(record.nearest ? record.nearest->name : STR("")));
    json_object_set_new(root, "path", path);
    json_object_set_new(root, "children", lines_json(request->arena, &record.children, &is_cut));
    json_object_set_new(root, "children_cut", json_boolean(is_cut));
    json_object_set_new(root, "states", states_json(request->arena, &record));
    json_object_set_new(root, "memberships", memberships_json(&record));
    json_object_set_new(root, "honours", honours_json(&record));
    api_answer(response, root);
    return NULL;
}

const struct route units_api_routes[] = {
    {HTTP_GET, "/api/v1/units", RIGHT_UNIT_READ, list_units, .about = &LIST_UNITS},
    {HTTP_GET, "/api/v1/units/:unit", RIGHT_UNIT_READ, show_unit, .about = &SHOW_UNIT},
};
const size_t units_api_routes_count = COUNT_OF(units_api_routes);
