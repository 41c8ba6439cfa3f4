#include "features/api/openapi_web.h"

#include <string.h>

#include "features/account/token_service.h"
#include "features/api/api.html.h"
#include "features/api/clusters_api_web.h"
#include "features/api/documents_api_web.h"
#include "features/api/plans_api_web.h"
#include "features/api/scores_api_web.h"
#include "features/api/units_api_web.h"
#include "features/api/year_api_web.h"

const struct api_table api_tables[] = {
    {clusters_api_routes, &clusters_api_routes_count},
    {scores_api_routes, &scores_api_routes_count},
    {year_api_routes, &year_api_routes_count},
    {plans_api_routes, &plans_api_routes_count},
    {units_api_routes, &units_api_routes_count},
    {documents_api_routes, &documents_api_routes_count},
};
const size_t api_tables_count = COUNT_OF(api_tables);

static const struct {
    const char *name;
    const char *summary;
} VARIABLES[] = {
    {"cluster", "The short name of a cluster, as in the addresses of its pages: \"cum-3\"."},
    {"period", "A half-year: \"2020-H1\" or \"2020-H2\"."},
    {"year", "A year: \"2020\"."},
    {"unit", "The short name of a unit, as in the addresses of its pages."},
    {"document", "The code of a document of the register: \"nd-98-2023\"."},
    {"plan", "The code of a plan, as listPlans tells it."},
    {"criterion", "The code of a criterion in its table: \"II.2\"."},
};

const char *api_variable(const char *name) {
    for (size_t i = 0; i < COUNT_OF(VARIABLES); i++)
        if (strcmp(VARIABLES[i].name, name) == 0)
            return VARIABLES[i].summary;
    return NULL;
}

static void put(json_t *object, const char *name, const char *text) {
    json_object_set_new(object, name, json_string(text));
}

static json_t *reference(struct arena *arena, const struct api_shape *shape) {
    json_t *schema = json_object();
    put(schema, "$ref", str_format(arena, "#/components/schemas/%s", shape->name).p);
    return schema;
}

/* --- shapes -------------------------------------------------------------------------------------
 */

static void add_shape(struct arena *arena, json_t *schemas, const struct api_shape *shape);

static void set_type(json_t *schema, const char *type, bool may_be_null) {
    if (!may_be_null) {
        put(schema, "type", type);
        return;
    }
    json_object_set_new(schema, "type", json_pack("[s, s]", type, "null"));
}

static json_t *items_of(struct arena *arena, json_t *schemas, const struct api_field *field) {
    if (field->of) {
        add_shape(arena, schemas, field->of);
        return reference(arena, field->of);
    }
    json_t *text = json_object();
    put(text, "type", "string");
    return text;
}

static json_t *object_or_null(struct arena *arena, const struct api_field *field) {
    json_t *schema = json_object();
    if (field->may_be_null)
        json_object_set_new(schema, "anyOf",
                            json_pack("[o, {s: s}]", reference(arena, field->of), "type", "null"));
    else
        json_object_set_new(schema, "allOf", json_pack("[o]", reference(arena, field->of)));
    return schema;
}

static json_t *field_schema(struct arena *arena, json_t *schemas, const struct api_field *field) {
    static const char *const TYPES[] = {
        [API_TEXT] = "string",    [API_INTEGER] = "integer", [API_TRUTH] = "boolean",
        [API_DECIMAL] = "string", [API_DAY] = "string",      [API_INSTANT] = "string",
    };
    json_t *schema;
    if (field->type == API_OBJECT) {
        add_shape(arena, schemas, field->of);
        schema = object_or_null(arena, field);
    } else if (field->type == API_LIST) {
        schema = json_object();
        set_type(schema, "array", field->may_be_null);
        json_object_set_new(schema, "items", items_of(arena, schemas, field));
    } else {
        schema = json_object();
        set_type(schema, TYPES[field->type], field->may_be_null);
    }
    if (field->type == API_DAY)
        put(schema, "format", "date");
    if (field->type == API_INSTANT)
        put(schema, "format", "date-time");
    if (field->type == API_DECIMAL)
        put(schema, "pattern", "^-?[0-9]+(\\.[0-9]+)?$");
    put(schema, "description", field->summary);
    return schema;
}

static void add_shape(struct arena *arena, json_t *schemas, const struct api_shape *shape) {
    if (json_object_get(schemas, shape->name))
        return;
    json_t *schema = json_object();
    json_object_set_new(schemas, shape->name, schema);
    json_t *properties = json_object();
    json_t *required = json_array();
    for (const struct api_field *field = shape->fields; field->type != API_END; field++) {
        json_object_set_new(properties, field->name, field_schema(arena, schemas, field));
        if (!field->may_miss)
            json_array_append_new(required, json_string(field->name));
    }
    put(schema, "type", "object");
    put(schema, "description", shape->summary);
    json_object_set_new(schema, "properties", properties);
    json_object_set_new(schema, "required", required);
    json_object_set_new(schema, "additionalProperties", json_false());
}

/* --- operations ---------------------------------------------------------------------------------
 */

/* "/api/v1/clusters/:cluster" → "/api/v1/clusters/{cluster}", its variables into PARAMETERS. */
static struct str template_of(struct arena *arena, const char *path, json_t *parameters) {
    struct buf out = BUF_INIT(2000);
    struct str rest = str_from_c(path);
    str_cut(&rest, '/');
    while (rest.p) {
        struct str part = str_cut(&rest, '/');
        buf_append_c(&out, "/");
        if (!str_starts_with(part, STR(":"))) {
            buf_append(&out, part.p, part.n);
            continue;
        }
        struct str name = str_slice(part, 1, part.n);
        buf_append_format(&out, "{" STR_FMT "}", STR_ARG(name));
        const char *summary = api_variable(str_c(arena, name));
        json_array_append_new(parameters,
                              json_pack("{s:s, s:s%, s:b, s:s, s:{s:s}}", "in", "path", "name",
                                        name.p, name.n, "required", 1, "description",
                                        summary ? summary : "", "schema", "type", "string"));
    }
    struct str text = str_copy(arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static json_t *content_of(struct arena *arena, json_t *schemas, const char *type,
                          const struct api_shape *shape) {
    add_shape(arena, schemas, shape);
    return json_pack("{s:{s:o}}", type, "schema", reference(arena, shape));
}

static const struct api_field ISSUE_FIELDS[] = {
    {"field", API_TEXT, NULL, "The field it is about; null: all of it.", .may_be_null = true},
    {"detail", API_TEXT, NULL, "What to do, as a sentence."},
    {0},
};
static const struct api_shape ISSUE = {"Issue", "What is wrong with a field.", ISSUE_FIELDS};

static const struct api_field PROBLEM_FIELDS[] = {
    {"status", API_INTEGER, NULL, "The status of the answer."},
    {"detail", API_TEXT, NULL, "What happened and what to do, as a sentence."},
    {"issues", API_LIST, &ISSUE, "With status 422: what is wrong, field by field.",
     .may_miss = true},
    {0},
};
static const struct api_shape PROBLEM = {"Problem", "Why there is no answer (RFC 9457).",
                                         PROBLEM_FIELDS};

static json_t *responses_of(struct arena *arena, json_t *schemas,
                            const struct api_operation *operation) {
    json_t *responses = json_object();
    const char *status = str_format(arena, "%d", operation->status ? operation->status : 200).p;
    json_object_set_new(
        responses, status,
        json_pack("{s:s, s:o}", "description", "Done.", "content",
                  content_of(arena, schemas, "application/json", operation->answer)));
    json_object_set_new(
        responses, "default",
        json_pack("{s:s, s:o}", "description", "Not done: why.", "content",
                  content_of(arena, schemas, "application/problem+json", &PROBLEM)));
    return responses;
}

static void add_operation(struct arena *arena, json_t *paths, json_t *schemas,
                          const struct route *route) {
    const struct api_operation *about = route->about;
    json_t *parameters = json_array();
    struct str path = template_of(arena, route->path, parameters);
    for (size_t i = 0; i < API_QUERIES_MAX && about->queries[i].name; i++)
        json_array_append_new(parameters,
                              json_pack("{s:s, s:s, s:s, s:{s:s}}", "in", "query", "name",
                                        about->queries[i].name, "description",
                                        about->queries[i].summary, "schema", "type", "string"));
    json_t *operation = json_object();
    put(operation, "operationId", about->id);
    put(operation, "summary", about->summary);
    if (about->detail)
        put(operation, "description", about->detail);
    json_object_set_new(operation, "parameters", parameters);
    if (about->body)
        json_object_set_new(operation, "requestBody",
                            json_pack("{s:b, s:o}", "required", 1, "content",
                                      content_of(arena, schemas, "application/json", about->body)));
    json_object_set_new(operation, "responses", responses_of(arena, schemas, about));
    json_t *here = json_object_getn(paths, path.p, path.n);
    if (!here) {
        here = json_object();
        json_object_setn_new(paths, path.p, path.n, here);
    }
    json_object_set_new(here, route->method == HTTP_GET ? "get" : "post", operation);
}

json_t *openapi_make(struct arena *arena) {
    json_t *paths = json_object();
    json_t *schemas = json_object();
    for (size_t t = 0; t < api_tables_count; t++)
        for (size_t i = 0; i < *api_tables[t].count; i++)
            if (api_tables[t].routes[i].about)
                add_operation(arena, paths, schemas, &api_tables[t].routes[i]);
    return json_pack(
        "{s:s, s:{s:s, s:s, s:s}, s:o, s:{s:o, s:{s:{s:s, s:s}, s:{s:s, s:s, s:s}}}, "
        "s:[{s:[]}, {s:[]}]}",
        "openapi", "3.1.0", "info", "title", "thidua", "version", "1", "description",
        "Emulation and commendation: the same services and rights as the pages. Decimals are "
        "texts, days are YYYY-MM-DD, instants RFC 3339; what is not known is null.",
        "paths", paths, "components", "schemas", schemas, "securitySchemes", "token", "type",
        "http", "scheme", "bearer", "session", "type", "apiKey", "in", "cookie", "name",
        "thidua_session", "security", "token", "session");
}

static const struct err *show(struct request *request, struct response *response) {
    api_answer(response, openapi_make(request->arena));
    return NULL;
}

/* "/api": the same for people. */
static const struct err *show_page(struct request *request, struct response *response) {
    struct page page;
    frame_page(request, frame_words(request, MSG_api_title), NULL, STEP_NONE, &page);
    struct api_view view = {.page = &page, .has_tokens = token_is_on()};
    for (size_t t = 0; t < api_tables_count; t++)
        for (size_t i = 0; i < *api_tables[t].count; i++) {
            const struct route *route = &api_tables[t].routes[i];
            const struct api_operation *about = route->about;
            struct api_line line = {.method = route->method == HTTP_GET ? STR("GET") : STR("POST"),
                                    .summary = str_from_c(about->summary)};
            json_t *parameters = json_array();
            struct str rest = template_of(request->arena, route->path, parameters);
            json_decref(parameters);
            str_cut(&rest, '/');
            while (rest.p)
                *list_push(request->arena, &line.parts) = str_cut(&rest, '/');
            *list_push(request->arena, &view.operations) = line;
        }
    struct html h = frame_html(request, response);
    tpl_api_page(&h, &view);
    return NULL;
}

const struct route openapi_routes[] = {
    {HTTP_GET, "/api", RIGHT_SIGNED_IN, show_page},
    {HTTP_GET, "/api/openapi.json", RIGHT_SIGNED_IN, show},
};
const size_t openapi_routes_count = COUNT_OF(openapi_routes);
