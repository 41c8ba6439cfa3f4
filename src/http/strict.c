#include "http/strict.h"

#include <string.h>
#include <strings.h>

#include "http/percent.h"
#include "text/utf8.h"

static bool name_is(struct str name, const char *wanted) {
    return name.n == strlen(wanted) && strncasecmp(name.p, wanted, name.n) == 0;
}

struct str headers_find(const struct headers *headers, const char *name) {
    for (size_t i = 0; i < headers->count; i++)
        if (name_is(headers->items[i].name, name))
            return headers->items[i].value;
    return STR_NONE;
}

static bool is_token(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return s.n > 0;
}

static bool is_field_value(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if ((c < 0x20 && c != '\t') || c == 0x7F)
            return false;
    }
    return true;
}

static bool is_host(struct str s) {
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && (c == 0 || !strchr(".-:[]_", c)))
            return false;
    }
    return s.n > 0 && s.n <= 255;
}

static bool is_digits(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return s.n > 0 && s.n <= 15;
}

const char *strict_headers_fault(const struct headers *headers) {
    int hosts = 0, lengths = 0, encodings = 0;
    if (headers->count > HTTP_HEADERS_MAX)
        return "too many headers";
    for (size_t i = 0; i < headers->count; i++) {
        const struct header *header = &headers->items[i];
        if (!is_token(header->name) || !is_field_value(header->value))
            return "a header with characters that do not belong there";
        if (name_is(header->name, "Host")) {
            hosts++;
            if (!is_host(header->value))
                return "a Host that is none";
        } else if (name_is(header->name, "Content-Length")) {
            lengths++;
            if (!is_digits(header->value))
                return "a Content-Length that is no number";
        } else if (name_is(header->name, "Transfer-Encoding")) {
            encodings++;
            if (!name_is(header->value, "chunked"))
                return "a Transfer-Encoding other than chunked";
        }
    }
    if (hosts != 1)
        return "not exactly one Host";
    if (lengths + encodings > 1)
        return "more than one length of the body";
    return NULL;
}

/* Dot segments would mean another path to another program in the chain. */
static bool has_dot_segment(struct str path) {
    struct str rest = path;
    while (rest.p) {
        struct str segment = str_cut(&rest, '/');
        if (str_equal_c(segment, ".") || str_equal_c(segment, ".."))
            return true;
    }
    return false;
}

static bool has_encoded_slash(struct str path) {
    for (size_t i = 0; i + 2 < path.n; i++)
        if (path.p[i] == '%' && (strncasecmp(path.p + i + 1, "2f", 2) == 0 ||
                                 strncasecmp(path.p + i + 1, "5c", 2) == 0))
            return true;
    return false;
}

const char *strict_read_target(struct arena *arena, struct str target, struct str *ret_path,
                               struct str *ret_query) {
    if (target.n == 0 || target.p[0] != '/' || target.n > HTTP_TARGET_BYTES_MAX)
        return "a target that is no path";
    for (size_t i = 0; i < target.n; i++)
        if ((unsigned char)target.p[i] <= 0x20 || target.p[i] == 0x7F || target.p[i] == '#' ||
            target.p[i] == '\\')
            return "a target with characters that do not belong there";
    struct str query = target;
    struct str raw_path = str_cut(&query, '?');
    struct str decoded, path;
    if (has_encoded_slash(raw_path) || !percent_decode(arena, raw_path, false, &decoded))
        return "a path with a wrong escape";
    if (!utf8_is_valid(decoded) || !utf8_to_nfc(arena, decoded, &path))
        return "a path that is not UTF-8";
    if (!is_field_value(path) || memchr(path.p, '\t', path.n) || has_dot_segment(path))
        return "a path with characters or segments that do not belong there";
    *ret_path = path;
    *ret_query = query;
    return NULL;
}
