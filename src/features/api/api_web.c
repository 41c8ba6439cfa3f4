#include "features/api/api_web.h"

#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

enum { HOUR_MS = 3600 * 1000 };

/* --- values -------------------------------------------------------------------------------------
 */

json_t *api_text(struct str text) {
    return text.p ? json_stringn(text.p, text.n) : json_null();
}

json_t *api_text_or_null(struct str text) {
    return text.n ? api_text(text) : json_null();
}

json_t *api_day(struct arena *arena, struct date day) {
    return api_text(date_iso_or_none(arena, day));
}

json_t *api_partial_day(struct arena *arena, struct partial_date day) {
    return api_text_or_null(partial_date_iso(arena, day));
}

json_t *api_instant(struct arena *arena, int64_t ms) {
    if (!ms)
        return json_null();
    /* Vietnam has one time for the whole year: seven hours before Greenwich. */
    int64_t in_day = (ms + 7 * HOUR_MS) % (24 * HOUR_MS);
    struct str day = date_iso(arena, date_of_instant(ms));
    return api_text(str_format(arena, STR_FMT "T%02d:%02d:%02d.%03d+07:00", STR_ARG(day),
                               (int)(in_day / HOUR_MS), (int)(in_day / 60000 % 60),
                               (int)(in_day / 1000 % 60), (int)(in_day % 1000)));
}

json_t *api_decimal(struct arena *arena, struct decimal value) {
    return api_text(decimal_canonical(arena, value));
}

json_t *api_list(json_t *items) {
    json_t *root = json_object();
    json_object_set_new(root, "items", items);
    return root;
}

/* --- answers ------------------------------------------------------------------------------------
 */

static int take_bytes(const char *bytes, size_t count, void *data) {
    buf_append(data, bytes, count);
    return 0;
}

static void send(struct response *response, json_t *root, const char *content_type) {
    response->content_type = str_from_c(content_type);
    json_dump_callback(root, take_bytes, &response->body, JSON_COMPACT);
    buf_append_c(&response->body, "\n");
    json_decref(root);
}

void api_answer(struct response *response, json_t *root) {
    send(response, root, "application/json");
}

static json_t *problem(int status, struct str detail) {
    json_t *root = json_object();
    json_object_set_new(root, "status", json_integer(status));
    json_object_set_new(root, "detail", api_text(detail));
    return root;
}

static const char PROBLEM_TYPE[] = "application/problem+json";

void api_refuse(const struct request *request, struct response *response,
                const struct issues *issues) {
    json_t *lines = json_array();
    for (size_t i = 0; i < issues->count; i++) {
        json_t *line = json_object();
        json_object_set_new(line, "field", api_text(issues->items[i].field));
        json_object_set_new(
            line, "detail",
            api_text(message_text(request->arena, request->lang, issues->items[i].message)));
        json_array_append_new(lines, line);
    }
    response->status = 422;
    json_t *root = problem(422, message_plain(request->lang, MSG_api_refused));
    json_object_set_new(root, "issues", lines);
    send(response, root, PROBLEM_TYPE);
}

void api_draw_error(struct request *request, int status, const struct err *err,
                    struct response *response) {
    struct str sentence = status == 401 ? message_plain(request->lang, MSG_api_who)
                                        : frame_error_sentence(request, status, err);
    send(response, problem(status, sentence), PROBLEM_TYPE);
}

/* --- questions ----------------------------------------------------------------------------------
 */

bool api_query_day(struct request *request, struct response *response, const char *name,
                   struct date *ret_day) {
    struct str typed = request_query_text(request, name);
    *ret_day = date_of_instant(request->now_ms);
    if (!typed.n || date_parse_iso(typed, ret_day))
        return true;
    struct issues issues = {0};
    issue_add(request->arena, &issues, str_from_c(name), MESSAGE(MSG_api_no_day));
    api_refuse(request, response, &issues);
    return false;
}

/* --- bodies -------------------------------------------------------------------------------------
 */

static bool fits(const struct api_field *field, const json_t *value) {
    if (json_is_null(value))
        return field->may_be_null;
    switch (field->type) {
    case API_TEXT:
    case API_DECIMAL:
    case API_DAY:
    case API_INSTANT:
        return json_is_string(value);
    case API_INTEGER:
        return json_is_integer(value);
    case API_TRUTH:
        return json_is_boolean(value);
    case API_OBJECT:
        return json_is_object(value);
    case API_LIST:
        return json_is_array(value);
    case API_END:
        break;
    }
    return false;
}

static const struct api_field *field_of(const struct api_shape *shape, const char *name) {
    for (const struct api_field *field = shape->fields; field->type != API_END; field++)
        if (strcmp(field->name, name) == 0)
            return field;
    return NULL;
}

static void check_object(struct arena *arena, const struct api_shape *shape, json_t *object,
                         struct issues *issues) {
    const char *name;
    json_t *value;
    json_object_foreach(object, name, value) {
        const struct api_field *field = field_of(shape, name);
        struct str label = str_copy(arena, str_from_c(name));
        if (!field)
            issue_add(arena, issues, label, MESSAGE_WITH(MSG_api_unknown_field, label));
        else if (!fits(field, value))
            issue_add(arena, issues, label, MESSAGE_WITH(MSG_api_wrong_type, label));
    }
    for (const struct api_field *field = shape->fields; field->type != API_END; field++)
        if (!field->may_miss && !json_object_get(object, field->name)) {
            struct str label = str_from_c(field->name);
            issue_add(arena, issues, label, MESSAGE_WITH(MSG_api_missing_field, label));
        }
}

/* Texts come in as they do from forms: NFC, without control characters. */
static void clean_texts(struct arena *arena, json_t *object, struct issues *issues) {
    const char *name;
    json_t *value;
    void *next;
    json_object_foreach_safe(object, next, name, value) {
        if (!json_is_string(value))
            continue;
        struct str text = {json_string_value(value), json_string_length(value)};
        struct str clean;
        if (!utf8_to_nfc(arena, text, &clean) || memchr(clean.p, 0, clean.n)) {
            struct str label = str_copy(arena, str_from_c(name));
            issue_add(arena, issues, label, MESSAGE_WITH(MSG_api_wrong_type, label));
            continue;
        }
        json_object_set_new(object, name, api_text(str_trim(clean)));
    }
}

json_t *api_read(struct request *request, const struct api_shape *shape, struct issues *issues) {
    struct str body = request_json(request);
    json_error_t fault;
    json_t *root = json_loadb(body.p ? body.p : "", body.n, JSON_REJECT_DUPLICATES, &fault);
    if (!json_is_object(root)) {
        json_decref(root);
        issue_add(request->arena, issues, STR_NONE, MESSAGE(MSG_api_no_json));
        return NULL;
    }
    check_object(request->arena, shape, root, issues);
    clean_texts(request->arena, root, issues);
    if (issues->count) {
        json_decref(root);
        return NULL;
    }
    return root;
}

struct str api_field_text(const json_t *object, const char *name) {
    const json_t *value = json_object_get(object, name);
    if (!json_is_string(value))
        return STR("");
    return (struct str){json_string_value(value), json_string_length(value)};
}
