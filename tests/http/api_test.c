/* The API: what its description promises is what it answers, and who asks is known. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "doc/workbook_read.h"
#include "feature_list.h"
#include "features/account/token_service.h"
#include "features/api/openapi_web.h"
#include "features/calendar/calendar_service.h"
#include "rights_table.h"
#include "sys/clock.h"
#include "web_fixture.h"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    if (!failed)
        web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    token_switch(false);
    web_end(&web);
    return db_test_teardown(state);
}

/* --- the description ------------------------------------------------------------------------ */

static json_t *parse(struct str text) {
    json_error_t fault;
    json_t *root = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &fault);
    if (!root)
        fail_msg("no JSON: %s: %.*s", fault.text, STR_ARG(text));
    return root;
}

static const json_t *resolve(const json_t *description, const json_t *schema) {
    const char *reference = json_string_value(json_object_get(schema, "$ref"));
    if (!reference)
        return schema;
    const json_t *schemas = json_object_get(json_object_get(description, "components"), "schemas");
    const json_t *found = json_object_get(schemas, strrchr(reference, '/') + 1);
    if (!found)
        fail_msg("%s leads nowhere", reference);
    return found;
}

static bool is_of_type(const json_t *value, const char *type) {
    return strcmp(type, "string") == 0    ? json_is_string(value)
           : strcmp(type, "integer") == 0 ? json_is_integer(value)
           : strcmp(type, "boolean") == 0 ? json_is_boolean(value)
           : strcmp(type, "array") == 0   ? json_is_array(value)
           : strcmp(type, "object") == 0  ? json_is_object(value)
                                          : json_is_null(value);
}

static bool fits(const json_t *description, const json_t *schema, const json_t *value);

static bool object_fits(const json_t *description, const json_t *schema, const json_t *value) {
    const json_t *properties = json_object_get(schema, "properties");
    const char *name;
    json_t *part;
    size_t i;
    json_object_foreach((json_t *)(uintptr_t)value, name, part) {
        const json_t *known = json_object_get(properties, name);
        if (!known || !fits(description, known, part)) {
            print_error("%s %s\n", name, known ? "is not as described" : "is not described");
            return false;
        }
    }
    json_array_foreach(json_object_get(schema, "required"), i,
                       part) if (!json_object_get(value, json_string_value(part))) {
        print_error("%s is missing\n", json_string_value(part));
        return false;
    }
    return true;
}

static bool type_fits(const json_t *type, const json_t *value) {
    const json_t *one;
    size_t i;
    if (json_is_string(type))
        return is_of_type(value, json_string_value(type));
    json_array_foreach(type, i, one) if (is_of_type(value, json_string_value(one))) return true;
    return false;
}

/* As much of JSON Schema as descriptions use. */
static bool fits(const json_t *description, const json_t *schema, const json_t *value) {
    const json_t *one;
    size_t i;
    schema = resolve(description, schema);
    json_array_foreach(json_object_get(schema, "anyOf"), i,
                       one) if (fits(description, one, value)) return true;
    if (json_object_get(schema, "anyOf"))
        return false;
    json_array_foreach(json_object_get(schema, "allOf"), i,
                       one) if (!fits(description, one, value)) return false;
    if (json_object_get(schema, "type") && !type_fits(json_object_get(schema, "type"), value))
        return false;
    if (json_is_object(value) && json_object_get(schema, "properties"))
        return object_fits(description, schema, value);
    json_array_foreach(
        value, i, one) if (json_is_array(value) &&
                           !fits(description, json_object_get(schema, "items"), one)) return false;
    return true;
}

static json_t *description(void) {
    struct reply reply = web_get(&web, OFFICE, STR("/api/openapi.json"), "");
    assert_int_equal(reply.status, 200);
    assert_true(str_equal_c(reply_header(&reply, "Content-Type"), "application/json"));
    return parse(reply.body);
}

/* "/api/v1/clusters/:cluster" → "/api/v1/clusters/{cluster}" */
static struct str described_path(const char *path) {
    struct buf out = BUF_INIT(1000);
    for (const char *c = path; *c; c++) {
        if (*c != ':') {
            buf_append(&out, c, 1);
            continue;
        }
        size_t n = strcspn(c + 1, "/");
        buf_append_format(&out, "{%.*s}", (int)n, c + 1);
        c += n;
    }
    struct str text = str_copy(web.arena, buf_str(&out));
    buf_release(&out);
    return text;
}

static const json_t *operation_of(const json_t *root, const struct route *route) {
    const json_t *path =
        json_object_get(json_object_get(root, "paths"), described_path(route->path).p);
    return json_object_get(path, route->method == HTTP_GET ? "get" : "post");
}

static bool is_described_route(const struct route *route) {
    return strncmp(route->path, "/api/v1/", 8) == 0;
}

static void every_route_is_described_and_every_description_has_its_route(void **state) {
    (void)state;
    json_t *root = description();
    struct http_app app = features_http_app(&web.app);
    size_t routes = 0, described = 0;
    for (size_t t = 0; t < app.table_count; t++)
        for (size_t i = 0; i < app.table_sizes[t]; i++) {
            const struct route *route = &app.tables[t][i];
            if (!is_described_route(route))
                continue;
            routes++;
            const json_t *operation = operation_of(root, route);
            if (!operation)
                fail_msg("%s is not described", route->path);
            assert_true(strlen(json_string_value(json_object_get(operation, "summary"))) > 5);
            const json_t *parameter;
            size_t k;
            json_array_foreach(
                json_object_get(operation, "parameters"), k,
                parameter) if (!json_string_length(json_object_get(parameter, "description")))
                fail_msg("%s: what is %s?", route->path,
                         json_string_value(json_object_get(parameter, "name")));
        }
    const char *path;
    json_t *methods;
    json_object_foreach(json_object_get(root, "paths"), path, methods) described +=
        json_object_size(methods);
    assert_int_equal(described, routes);
    assert_true(routes >= 8);
    json_decref(root);
}

/* Where the training cluster has them. */
static struct str address(const char *path) {
    struct str rest = str_from_c(path + 1);
    struct str made = STR("");
    do {
        struct str part = str_cut(&rest, '/');
        part = str_equal_c(part, ":cluster")    ? web.here.slug
               : str_equal_c(part, ":period")   ? web.here.code
               : str_equal_c(part, ":year")     ? STR("2020")
               : str_equal_c(part, ":document") ? STR("nd-98-2023")
               : str_equal_c(part, ":plan")     ? STR("cum-ca-nam")
               : str_equal_c(part, ":unit")     ? web.here.members.items[0].slug
                                                : part;
        made = str_format(web.arena, STR_FMT "/" STR_FMT, STR_ARG(made), STR_ARG(part));
    } while (rest.p);
    return made;
}

static const json_t *answer_schema(const json_t *operation, const char *status, const char *type) {
    const json_t *responses = json_object_get(operation, "responses");
    const json_t *content = json_object_get(json_object_get(responses, status), "content");
    return json_object_get(json_object_get(content, type), "schema");
}

static void what_is_described_is_what_is_answered(void **state) {
    (void)state;
    json_t *root = description();
    for (size_t t = 0; t < api_tables_count; t++)
        for (size_t i = 0; i < *api_tables[t].count; i++) {
            const struct route *route = &api_tables[t].routes[i];
            if (route->method != HTTP_GET)
                continue;
            const json_t *operation = operation_of(root, route);
            struct reply reply = web_get(&web, OFFICE, address(route->path), "");
            if (reply.status != 200)
                fail_msg("%s: %d", route->path, reply.status);
            json_t *answer = parse(reply.body);
            if (!fits(root, answer_schema(operation, "200", "application/json"), answer))
                fail_msg("%s: not as described: %.*s", route->path, STR_ARG(reply.body));
            json_decref(answer);
        }
    json_decref(root);
}

static json_t *answer_of(enum person person, const char *path) {
    struct reply reply = web_get(&web, person, address(path), "");
    if (reply.status != 200)
        fail_msg("%s: %d %.*s", path, reply.status, STR_ARG(reply.body));
    return parse(reply.body);
}

/* What is compared above is not empty, and answers what pages show. */
static void lists_hold_what_the_year_holds(void **state) {
    (void)state;
    static const struct {
        const char *path;
        const char *field;
        const char *piece; /* of the answer */
    } CASES[] = {
        {"/api/v1/units", "items", "\"slug\""},
        {"/api/v1/units?words=dam+say", "items", "Đầm Sậy"},
        {"/api/v1/units/:unit", "states", "\"memberships\":[{\"cluster\":\"cum-mau\""},
        {"/api/v1/documents?words=98/2023", "items", "nd-98-2023"},
        {API_YEAR "/targets", "items", "\"state\":\"agreed\""},
        {API_YEAR "/registrations", "items", "\"state\":\"missing\""},
        {API_YEAR "/movements", "items", "\"kind\":\"movement\""},
        {API_YEAR "/plans", "items", "\"plan\":\"cum-ca-nam\""},
        {API_YEAR "/plans/:plan", "tasks", "\"standing\":\"late\""},
        {API_YEAR "/closing", "items", "\"period\":\"2020-H1\",\"closed\":false"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        json_t *answer = answer_of(OFFICE, CASES[i].path);
        char *text = json_dumps(answer, JSON_COMPACT);
        if (!json_array_size(json_object_get(answer, CASES[i].field)) ||
            !strstr(text, CASES[i].piece))
            fail_msg("%s: %s", CASES[i].path, text);
        free(text);
        json_decref(answer);
    }
}

static void the_calendar_tells_how_each_member_stands(void **state) {
    (void)state;
    struct user local = user_local();
    struct issues issues = {0};
    struct cluster_year year;
    struct str id;
    const struct calendar_form form = {
        .title = STR("Họp giao ban"), .deadline = STR("10/4/2020"), .who = STR("unit")};
    assert_ok(cluster_year_find(web.db, web.arena, &local, web.here.slug, 2020,
                                date_of_instant(clock_now_ms()), &year));
    assert_ok(calendar_enter(web.db, web.arena, &local, clock_now_ms(), &year, STR(""), &form,
                             &issues, &id));
    assert_int_equal(issues.count, 0);
    json_t *answer = answer_of(READER_HERE, API_YEAR "/calendar");
    const json_t *row = json_array_get(json_object_get(answer, "items"), 0);
    const json_t *stands = json_object_get(row, "stands");
    assert_string_equal(json_string_value(json_object_get(row, "deadline")), "2020-04-10");
    assert_int_equal(json_array_size(stands), year.members.count);
    const json_t *first = json_array_get(stands, 0);
    assert_string_equal(json_string_value(json_object_get(first, "standing")), "late");
    assert_true(
        str_equal_c(year.members.items[0].slug,
                    json_string_value(json_object_get(json_object_get(first, "unit"), "slug"))));
    json_decref(answer);
    what_is_described_is_what_is_answered(state);
}

static void a_day_that_is_none_is_refused(void **state) {
    (void)state;
    static const char *const PATHS[] = {"/api/v1/units", "/api/v1/units/:unit", "/api/v1/documents",
                                        "/api/v1/documents/:document"};
    static const char *const DAYS[] = {"26/6/2020", "2020-02-30", "2020-06", "x"};
    for (size_t p = 0; p < COUNT_OF(PATHS); p++)
        for (size_t d = 0; d < COUNT_OF(DAYS); d++) {
            struct str path =
                str_format(web.arena, STR_FMT "?day=%s", STR_ARG(address(PATHS[p])), DAYS[d]);
            struct reply reply = web_get(&web, OFFICE, path, "");
            if (reply.status != 422 || !web_contains(reply.body, "\"field\":\"day\""))
                fail_msg(STR_FMT ": %d", STR_ARG(path), reply.status);
        }
    struct reply then =
        web_get(&web, OFFICE, STR("/api/v1/documents/nd-98-2023?day=2010-01-01"), "");
    assert_true(web_contains(then.body, "\"standing\":\"not_yet\""));
}

/* The comparison itself notices. */
static void a_wrong_answer_would_be_noticed(void **state) {
    (void)state;
    static const struct {
        const char *json;
        bool fits;
    } CASES[] = {
        {"{\"login\":\"a\",\"name\":\"b\",\"acting_for\":null,\"grants\":[]}", true},
        {"{\"login\":\"a\",\"name\":\"b\",\"grants\":[]}", false},
        {"{\"login\":1,\"name\":\"b\",\"acting_for\":null,\"grants\":[]}", false},
        {"{\"login\":\"a\",\"name\":\"b\",\"acting_for\":null,\"grants\":[1]}", false},
        {"{\"login\":\"a\",\"name\":\"b\",\"acting_for\":null,\"grants\":[],\"x\":1}", false},
    };
    json_t *root = description();
    const json_t *me = json_object_get(json_object_get(root, "paths"), "/api/v1/me");
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        json_t *value = parse(str_from_c(CASES[i].json));
        assert_int_equal(
            fits(root, answer_schema(json_object_get(me, "get"), "200", "application/json"), value),
            CASES[i].fits);
        json_decref(value);
    }
    json_decref(root);
}

/* --- writing -------------------------------------------------------------------------------- */

/* Of the second unit: the first is the head's own, which he does not verify. */
static struct str scores_path(void) {
    return address(
        str_c(web.arena,
              str_format(web.arena, "/api/v1/clusters/:cluster/periods/:period/scores/" STR_FMT,
                         STR_ARG(web.here.members.items[1].slug))));
}

static json_t *score_of(const char *criterion) {
    struct reply reply = web_get(&web, OFFICE, scores_path(), "");
    json_t *root = parse(reply.body);
    json_t *items = json_object_get(root, "items");
    json_t *row, *found = NULL;
    size_t i;
    json_array_foreach(items, i,
                       row) if (strcmp(json_string_value(json_object_get(row, "criterion")),
                                       criterion) == 0) found = json_incref(row);
    json_decref(root);
    assert_non_null(found);
    return found;
}

static void a_decision_is_stored_as_from_the_page(void **state) {
    (void)state;
    struct str body = STR("{\"criterion\":\"I.1\",\"points\":\"1.5\",\"reason\":\"Đối chiếu\","
                          "\"revision\":0}");
    struct reply reply = web_post_json(&web, HEAD_HERE, scores_path(), body);
    assert_int_equal(reply.status, 200);
    assert_true(web_contains(reply.body, "\"stored\":1"));
    json_t *score = score_of("I.1");
    assert_string_equal(json_string_value(json_object_get(score, "points")), "1.5");
    assert_string_equal(json_string_value(json_object_get(score, "reason")), "Đối chiếu");
    json_decref(score);
    /* Somebody who read the figures before that does not wipe it out. */
    body = STR("{\"criterion\":\"I.1\",\"points\":\"2\",\"reason\":\"Khác\",\"revision\":0}");
    reply = web_post_json(&web, OFFICE, scores_path(), body);
    assert_int_equal(reply.status, 422);
    assert_true(web_contains(reply.body, "points.I.1"));
}

static void what_is_no_decision_is_refused_field_by_field(void **state) {
    (void)state;
    static const struct {
        const char *json;
        int status;
        const char *field;
    } CASES[] = {
        {"", 422, "issues"},
        {"[]", 422, "issues"},
        {"{\"criterion\":\"I.1\"", 422, "issues"},
        {"{\"criterion\":\"I.1\"}", 422, "revision"},
        {"{\"criterion\":\"I.1\",\"revision\":\"0\"}", 422, "revision"},
        {"{\"criterion\":1,\"revision\":0}", 422, "criterion"},
        {"{\"criterion\":\"I.1\",\"revision\":0,\"place\":1}", 422, "place"},
        {"{\"criterion\":\"I.1\",\"criterion\":\"I.2\",\"revision\":0}", 422, "issues"},
        {"{\"criterion\":\"I.2\",\"points\":\"9999\",\"reason\":\"a\",\"revision\":0}", 422,
         "points.I.2"},
        {"{\"criterion\":\"I.2\",\"points\":\"-1\",\"reason\":\"a\",\"revision\":0}", 422,
         "points.I.2"},
        {"{\"criterion\":\"I.2\",\"actual\":\"Z9\",\"reason\":\"a\",\"revision\":0}", 422,
         "actual.I.2"},
        {"{\"criterion\":\"khong-co\",\"points\":\"1\",\"revision\":0}", 422, "criterion"},
    };
    size_t before = web_count_history(&web, &web.here);
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct reply reply =
            web_post_json(&web, HEAD_HERE, scores_path(), str_from_c(CASES[i].json));
        if (reply.status != CASES[i].status || !web_contains(reply.body, CASES[i].field))
            fail_msg("%s: %d %.*s", CASES[i].json, reply.status, STR_ARG(reply.body));
    }
    assert_int_equal(web_count_history(&web, &web.here), before);
}

static struct reply ask_with(const char *method, struct str path, const char *lines,
                             const char *body) {
    return client_ask(web.arena, web.port,
                      str_format(web.arena,
                                 "%s " STR_FMT " HTTP/1.1\r\nHost: thidua\r\n%s"
                                 "Content-Length: %zu\r\n\r\n%s",
                                 method, STR_ARG(path), lines, strlen(body), body));
}

static void a_cookie_alone_does_not_write(void **state) {
    (void)state;
    const char *body = "{\"criterion\":\"I.1\",\"points\":\"1\",\"reason\":\"a\",\"revision\":0}";
    struct str cookie = str_format(web.arena, "Cookie: thidua_session=" STR_FMT "\r\n",
                                   STR_ARG(web.tokens[HEAD_HERE]));
    struct str json = str_concat(web.arena, cookie, STR("Content-Type: application/json\r\n"));
    assert_int_equal(ask_with("POST", scores_path(), json.p, body).status, 403);
    struct str foreign = str_format(web.arena, STR_FMT "X-CSRF-Token: " STR_FMT "\r\n",
                                    STR_ARG(json), STR_ARG(web.csrf[OFFICE]));
    assert_int_equal(ask_with("POST", scores_path(), foreign.p, body).status, 403);
    struct str form =
        str_format(web.arena, STR_FMT "X-CSRF-Token: " STR_FMT "\r\nContent-Type: text/plain\r\n",
                   STR_ARG(cookie), STR_ARG(web.csrf[HEAD_HERE]));
    assert_int_equal(ask_with("POST", scores_path(), form.p, body).status, 400);
}

/* --- tokens --------------------------------------------------------------------------------- */

static struct str make_token(enum person person, bool may_write, const char *days, int64_t now_ms) {
    struct user user = web_user(&web, person);
    struct issues issues = {0};
    struct str token;
    const struct token_form form = {STR("Phần mềm quản lý văn bản"), str_from_c(days), may_write};
    assert_ok(token_create(web.db, web.arena, &user, now_ms, &form, &issues, &token));
    assert_int_equal(issues.count, 0);
    return token;
}

static struct reply with_token(const char *method, struct str token, struct str path,
                               const char *body) {
    struct str lines = str_format(
        web.arena, "Authorization: Bearer " STR_FMT "\r\nContent-Type: application/json\r\n",
        STR_ARG(token));
    return ask_with(method, path, lines.p, body);
}

static void a_token_asks_in_its_accounts_name_and_no_further(void **state) {
    (void)state;
    struct str me = STR("/api/v1/me");
    struct str reads = make_token(UNIT_SECOND, false, "30", clock_now_ms());
    assert_int_equal(with_token("GET", reads, me, "").status, 401); /* switched off */
    token_switch(true);
    struct reply reply = with_token("GET", reads, me, "");
    assert_int_equal(reply.status, 200);
    assert_true(web_contains(reply.body, PERSON_NAMES[UNIT_SECOND]));
    assert_int_equal(with_token("GET", reads, scores_path(), "").status, 200);
    struct str other = str_format(
        web.arena, "/api/v1/clusters/" STR_FMT "/periods/" STR_FMT "/scores/" STR_FMT,
        STR_ARG(web.here.slug), STR_ARG(web.here.code), STR_ARG(web.here.members.items[0].slug));
    assert_int_equal(with_token("GET", reads, other, "").status, 403);
    /* Pages do not take it: a token is for programs. */
    assert_int_equal(with_token("GET", reads, STR("/cum"), "").status, 303);
}

static void a_token_that_reads_does_not_write(void **state) {
    (void)state;
    token_switch(true);
    const char *body = "{\"criterion\":\"I.1\",\"points\":\"1\",\"reason\":\"a\",\"revision\":0}";
    struct str reads = make_token(HEAD_HERE, false, "30", clock_now_ms());
    struct str writes = make_token(HEAD_HERE, true, "30", clock_now_ms());
    assert_int_equal(with_token("POST", reads, scores_path(), body).status, 403);
    assert_int_equal(with_token("POST", writes, scores_path(), body).status, 200);
}

static void a_token_ends(void **state) {
    (void)state;
    token_switch(true);
    struct str me = STR("/api/v1/me");
    const int64_t day = 24 * 3600 * 1000;
    struct str expired = make_token(OFFICE, false, "1", clock_now_ms() - 2 * day);
    assert_int_equal(with_token("GET", expired, me, "").status, 401);
    /* A clock set back makes nothing valid that was made later. */
    struct str later = make_token(OFFICE, false, "1", clock_now_ms() + day);
    assert_int_equal(with_token("GET", later, me, "").status, 401);
    struct str token = make_token(READER_HERE, false, "1", clock_now_ms());
    assert_int_equal(with_token("GET", token, me, "").status, 200);
    struct user owner = web_user(&web, READER_HERE), other = web_user(&web, OFFICE);
    struct token_lines lines;
    assert_ok(token_list(web.db, web.arena, &owner, &lines));
    assert_int_equal(lines.count, 1);
    assert_true(lines.items[0].used_ms > 0);
    assert_err_kind(token_withdraw(web.db, web.arena, &other, clock_now_ms(), lines.items[0].id),
                    ERR_NOT_FOUND);
    assert_int_equal(with_token("GET", token, me, "").status, 200);
    assert_ok(token_withdraw(web.db, web.arena, &owner, clock_now_ms(), lines.items[0].id));
    assert_int_equal(with_token("GET", token, me, "").status, 401);
}

static void a_wrong_token_is_nobody_whatever_the_cookie(void **state) {
    (void)state;
    token_switch(true);
    struct str cookie =
        str_format(web.arena, "Cookie: thidua_session=" STR_FMT "\r\nAuthorization: Bearer abc\r\n",
                   STR_ARG(web.tokens[OFFICE]));
    struct reply reply = ask_with("GET", STR("/api/v1/me"), cookie.p, "");
    assert_int_equal(reply.status, 401);
    assert_true(str_equal_c(reply_header(&reply, "WWW-Authenticate"), "Bearer"));
    assert_true(str_equal_c(reply_header(&reply, "Content-Type"), "application/problem+json"));
    json_t *problem = parse(reply.body);
    assert_int_equal(json_integer_value(json_object_get(problem, "status")), 401);
    json_decref(problem);
    assert_int_equal(web_get(&web, OFFICE, STR("/api/v1/khong-co"), "").status, 404);
}

#define ON_BOTH(test)                                                                              \
    {#test " (sqlite)", test, begin, end, &db_test_sqlite}, {                                      \
#test " (postgres)", test, begin, end, &db_test_postgres                                   \
    }

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        ON_BOTH(every_route_is_described_and_every_description_has_its_route),
        ON_BOTH(what_is_described_is_what_is_answered),
        ON_BOTH(lists_hold_what_the_year_holds),
        ON_BOTH(the_calendar_tells_how_each_member_stands),
        ON_BOTH(a_day_that_is_none_is_refused),
        ON_BOTH(a_wrong_answer_would_be_noticed),
        ON_BOTH(a_decision_is_stored_as_from_the_page),
        ON_BOTH(what_is_no_decision_is_refused_field_by_field),
        ON_BOTH(a_cookie_alone_does_not_write),
        ON_BOTH(a_token_asks_in_its_accounts_name_and_no_further),
        ON_BOTH(a_token_that_reads_does_not_write),
        ON_BOTH(a_token_ends),
        ON_BOTH(a_wrong_token_is_nobody_whatever_the_cookie),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
