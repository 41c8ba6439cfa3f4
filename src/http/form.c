#include "http/form.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "http/percent.h"
#include "text/utf8.h"

bool form_has_type(struct str content_type, const char *type) {
    struct str rest = content_type;
    struct str name = str_trim(str_cut(&rest, ';'));
    return name.n == strlen(type) && strncasecmp(name.p, type, name.n) == 0;
}

const char *form_add(struct arena *arena, struct form *form, struct str name, struct str value,
                     size_t fields_max) {
    struct field field = {.position = form->count};
    if (form->count >= fields_max)
        return "too many fields";
    if (name.n > FORM_NAME_BYTES_MAX)
        return "a field with too long a name";
    if (!utf8_is_valid(name) || !utf8_is_valid(value) ||
        !utf8_clean_text(arena, name, &field.name) || !utf8_clean_text(arena, value, &field.value))
        return "a field that is not UTF-8";
    if (memchr(value.p ? value.p : "", '\t', value.n) &&
        !utf8_clean_table(arena, value, &field.pasted))
        return "a field that is not UTF-8";
    *list_push(arena, form) = field;
    return NULL;
}

const char *form_read_urlencoded(struct arena *arena, struct str text, size_t fields_max,
                                 struct form *form) {
    struct str rest = text;
    while (rest.p) {
        struct str raw_value = str_cut(&rest, '&');
        if (raw_value.n == 0)
            continue;
        struct str raw_name = str_cut(&raw_value, '=');
        struct str name, value;
        if (!percent_decode(arena, raw_name, true, &name) ||
            !percent_decode(arena, raw_value.p ? raw_value : STR(""), true, &value))
            return "a field with a wrong escape";
        const char *fault = form_add(arena, form, name, value, fields_max);
        if (fault)
            return fault;
    }
    return NULL;
}

static int compare_fields(const void *left, const void *right) {
    const struct field *a = left, *b = right;
    int order = str_compare(a->name, b->name);
    if (order)
        return order;
    return a->position < b->position ? -1 : a->position > b->position;
}

void form_seal(struct arena *arena, struct form *form) {
    if (form->count == 0)
        return;
    form->by_name = ARENA_ARRAY(arena, struct field, form->count);
    memcpy(form->by_name, form->items, form->count * sizeof(struct field));
    qsort(form->by_name, form->count, sizeof(struct field), compare_fields);
}

/* The place of the first field named NAME or greater. */
static size_t lower_bound(const struct form *form, struct str name) {
    size_t low = 0, high = form->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (str_compare(form->by_name[middle].name, name) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct field *field_at(const struct form *form, const char *name, size_t index) {
    struct str wanted = str_from_c(name);
    size_t place = lower_bound(form, wanted);
    if (index >= form->count - place || !str_equal(form->by_name[place + index].name, wanted))
        return NULL;
    return &form->by_name[place + index];
}

static struct str value_at(const struct form *form, const char *name, size_t index) {
    const struct field *field = field_at(form, name, index);
    return field ? field->value : STR_NONE;
}

struct str request_param(const struct request *request, const char *name) {
    struct str value = route_match_value(request->fields->match, name);
    return value.p ? value : STR("");
}

struct str request_query(const struct request *request, const char *name) {
    return value_at(&request->fields->query, name, 0);
}

struct str request_field(const struct request *request, const char *name) {
    return value_at(&request->fields->body, name, 0);
}

struct str request_query_text(const struct request *request, const char *name) {
    return str_or_empty(request_query(request, name));
}

struct str request_text(const struct request *request, const char *name) {
    return str_or_empty(request_field(request, name));
}

struct str request_field_pasted(const struct request *request, const char *name) {
    const struct field *field = field_at(&request->fields->body, name, 0);
    if (!field)
        return STR_NONE;
    return field->pasted.p ? field->pasted : field->value;
}

size_t request_field_count(const struct request *request, const char *name) {
    const struct form *form = &request->fields->body;
    struct str wanted = str_from_c(name);
    size_t first = lower_bound(form, wanted), last = first;
    while (last < form->count && str_equal(form->by_name[last].name, wanted))
        last++;
    return last - first;
}

struct str request_field_at(const struct request *request, const char *name, size_t index) {
    return value_at(&request->fields->body, name, index);
}

bool request_field_each(const struct request *request, size_t index, struct str *ret_name,
                        struct str *ret_value) {
    const struct form *form = &request->fields->body;
    if (index >= form->count)
        return false;
    *ret_name = form->items[index].name;
    *ret_value = form->items[index].value;
    return true;
}

struct str request_json(const struct request *request) {
    return request->fields->json;
}

size_t request_upload_count(const struct request *request) {
    return request->fields->uploads.count;
}

const struct upload *request_upload_at(const struct request *request, size_t index) {
    const struct uploads *uploads = &request->fields->uploads;
    return index < uploads->count ? &uploads->items[index] : NULL;
}
