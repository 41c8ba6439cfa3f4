/* Target, urlencoded form, headers and cookies: each looks at the whole input. */
#include <string.h>

#include "base/buf.h"
#include "base/list.h"
#include "fuzz.h"
#include "http/exchange.h"
#include "http/percent.h"
#include "text/utf8.h"

static bool has_control(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7F)
            return true;
    return false;
}

static void try_target(struct arena *arena, struct str input) {
    struct str path = STR_NONE, query = STR_NONE;
    if (strict_read_target(arena, input, &path, &query))
        return;
    MUST_HOLD(path.n && path.p[0] == '/' && utf8_is_valid(path) && !has_control(path));
    MUST_HOLD(str_find(path, STR("/../")) < 0 && !str_ends_with(path, STR("/..")));
    MUST_HOLD(!query.p || !has_control(query));
}

static void try_form(struct arena *arena, struct str input) {
    struct request_fields fields = {0};
    struct request request = {.arena = arena, .fields = &fields};
    if (form_read_urlencoded(arena, input, FORM_QUERY_FIELDS_MAX, &fields.body))
        return;
    form_seal(arena, &fields.body);
    struct str name, value;
    for (size_t i = 0; request_field_each(&request, i, &name, &value); i++) {
        MUST_HOLD(i < FORM_QUERY_FIELDS_MAX && utf8_is_valid(name) && utf8_is_valid(value));
        /* A name with a NUL is nobody's: the program asks by C strings. */
        MUST_HOLD(!memchr(name.p, 0, name.n));
        const char *asked = str_c(arena, name);
        size_t count = request_field_count(&request, asked);
        MUST_HOLD(count > 0 && request_field_at(&request, asked, count - 1).p);
        MUST_HOLD(!request_field_at(&request, asked, count).p);
    }
}

static void try_escapes(struct arena *arena, struct str input) {
    struct buf out = BUF_INIT((size_t)1 << 24);
    struct str back = STR_NONE;
    percent_encode(&out, input, "/");
    MUST_HOLD(percent_decode(arena, buf_str(&out), false, &back) && str_equal(back, input));
    buf_release(&out);
}

static void try_headers(struct arena *arena, struct str input) {
    struct headers headers = {0};
    struct str rest = input;
    while (rest.p && headers.count <= HTTP_HEADERS_MAX) {
        struct str value = str_cut(&rest, '\n');
        struct str name = str_cut(&value, ':');
        *list_push(arena, &headers) = (struct header){name, value.p ? str_trim(value) : STR("")};
    }
    if (!strict_headers_fault(&headers))
        MUST_HOLD(headers_find(&headers, "host").n > 0);
    struct str cookie = cookie_find(&headers, STR("thidua_session"));
    MUST_HOLD(str_find(cookie, STR(";")) < 0);
    header_parameter(arena, input, "name");
    /* Without a host of ours no page is ours. */
    if (headers_find(&headers, "Origin").p && !headers_find(&headers, "Host").n)
        MUST_HOLD(csrf_origin_fault(&headers));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str input = fuzz_input(data, size);
    try_target(arena, input);
    try_form(arena, input);
    try_escapes(arena, input);
    try_headers(arena, input);
    arena_free(arena);
    return 0;
}
