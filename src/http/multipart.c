/* multipart/form-data as browsers send it (RFC 7578), strict: what is not understood is refused. */
#include <string.h>
#include <strings.h>

#include "base/list.h"
#include "http/form.h"
#include "http/percent.h"
#include "text/utf8.h"

enum { BOUNDARY_BYTES_MAX = 70, PART_HEADER_BYTES_MAX = 8 * 1024, FILE_NAME_CHARS_MAX = 200 };

/* Where the quoted text that begins at s.p[0] ends: behind its closing quote. Only \" is an escape:
 * old browsers send whole paths with backslashes. */
static size_t quoted_length(struct str s) {
    size_t i = 1;
    while (i < s.n && s.p[i] != '"')
        i += s.p[i] == '\\' && i + 1 < s.n && s.p[i + 1] == '"' ? 2 : 1;
    return i < s.n ? i + 1 : s.n;
}

static struct str unquote(struct arena *arena, struct str quoted) {
    char *out = arena_alloc(arena, quoted.n + 1);
    size_t length = 0;
    for (size_t i = 1; i < quoted.n; i++) {
        if (quoted.p[i] == '\\' && i + 1 < quoted.n && quoted.p[i + 1] == '"')
            i++;
        else if (quoted.p[i] == '"')
            break;
        out[length++] = quoted.p[i];
    }
    return (struct str){out, length};
}

static bool name_is(struct str name, const char *wanted) {
    return name.n == strlen(wanted) && strncasecmp(name.p, wanted, name.n) == 0;
}

struct str header_parameter(struct arena *arena, struct str value, const char *name) {
    struct str rest = value;
    ptrdiff_t semicolon;
    while ((semicolon = str_find(rest, STR(";"))) >= 0) {
        rest = str_trim(str_slice(rest, (size_t)semicolon + 1, rest.n));
        ptrdiff_t equals = str_find(rest, STR("="));
        if (equals < 0)
            return STR_NONE;
        struct str key = str_trim(str_slice(rest, 0, (size_t)equals));
        rest = str_trim(str_slice(rest, (size_t)equals + 1, rest.n));
        bool is_quoted = rest.n && rest.p[0] == '"';
        ptrdiff_t plain_end = str_find(rest, STR(";"));
        size_t end = is_quoted ? quoted_length(rest) : plain_end < 0 ? rest.n : (size_t)plain_end;
        struct str text = str_slice(rest, 0, end);
        if (name_is(key, name))
            return is_quoted ? unquote(arena, text) : str_trim(text);
        rest = str_slice(rest, end, rest.n);
    }
    return STR_NONE;
}

/* Browsers write `"` in names as %22 and line breaks as %0D%0A, and nothing else. */
static struct str without_browser_escapes(struct arena *arena, struct str name) {
    char *out = arena_alloc(arena, name.n + 1);
    size_t length = 0;
    for (size_t i = 0; i < name.n; i++) {
        struct str escape = str_slice(name, i, i + 3 < name.n ? i + 3 : name.n);
        bool quote = str_equal_c(escape, "%22");
        bool line_break = str_equal_c(escape, "%0D") || str_equal_c(escape, "%0A");
        out[length++] = quote ? '"' : line_break ? ' ' : name.p[i];
        if (quote || line_break)
            i += 2;
    }
    return (struct str){out, length};
}

struct part {
    struct str name;      /* absent: the part has none */
    struct str file_name; /* absent: a plain field */
};

/* RFC 5987: UTF-8''B%E1%BA%A3ng.xlsx */
static const char *read_extended_name(struct arena *arena, struct str value, struct str *ret_name) {
    struct str rest = value;
    struct str charset = str_cut(&rest, '\'');
    if (rest.p)
        str_cut(&rest, '\'');
    if (!rest.p || !name_is(charset, "UTF-8") || !percent_decode(arena, rest, false, ret_name))
        return "a file name in an unknown encoding";
    return NULL;
}

static const char *read_disposition(struct arena *arena, struct str value, struct part *part) {
    struct str rest = value;
    if (!name_is(str_trim(str_cut(&rest, ';')), "form-data"))
        return "a part that is not form-data";
    struct str name = header_parameter(arena, value, "name");
    struct str file_name = header_parameter(arena, value, "filename");
    struct str extended = header_parameter(arena, value, "filename*");
    if (!name.p || part->name.p)
        return "a part without exactly one name";
    part->name = without_browser_escapes(arena, name);
    if (file_name.p)
        part->file_name = without_browser_escapes(arena, file_name);
    return extended.p ? read_extended_name(arena, extended, &part->file_name) : NULL;
}

static const char *read_part_headers(struct arena *arena, struct str text, struct part *ret_part) {
    struct part part = {0};
    struct str rest = text;
    while (rest.p && rest.n) {
        ptrdiff_t end = str_find(rest, STR("\r\n"));
        struct str line = str_slice(rest, 0, end < 0 ? rest.n : (size_t)end);
        rest = end < 0 ? STR_NONE : str_slice(rest, (size_t)end + 2, rest.n);
        struct str value = line;
        struct str name = str_cut(&value, ':');
        if (!value.p || name.n == 0)
            return "a part with a header that is none";
        value = str_trim(value);
        if (name_is(name, "Content-Disposition")) {
            const char *fault = read_disposition(arena, value, &part);
            if (fault)
                return fault;
        } else if (name_is(name, "Content-Transfer-Encoding") && !name_is(value, "binary") &&
                   !name_is(value, "8bit") && !name_is(value, "7bit")) {
            return "a part in a transfer encoding";
        }
    }
    if (!part.name.p)
        return "a part without a name";
    *ret_part = part;
    return NULL;
}

/* The last segment of what may be a whole path, cleaned, for people to read. */
static bool clean_file_name(struct arena *arena, struct str raw, struct str *ret_name) {
    struct str name = raw;
    for (size_t i = raw.n; i > 0; i--)
        if (raw.p[i - 1] == '/' || raw.p[i - 1] == '\\') {
            name = str_slice(raw, i, raw.n);
            break;
        }
    struct str clean;
    if (!utf8_is_valid(name) || !utf8_clean_line(arena, name, &clean))
        return false;
    *ret_name = utf8_head(clean, FILE_NAME_CHARS_MAX);
    return true;
}

static const char *add_part(struct arena *arena, const struct part *part, struct str content,
                            struct form *form, struct uploads *uploads) {
    if (!part->file_name.p)
        return form_add(arena, form, part->name, content, FORM_FIELDS_MAX);
    /* A file input that was left empty. */
    if (part->file_name.n == 0 && content.n == 0)
        return NULL;
    struct upload upload = {.bytes = content};
    if (uploads->count >= FORM_UPLOADS_MAX)
        return "too many files";
    if (part->name.n > FORM_NAME_BYTES_MAX || !utf8_is_valid(part->name) ||
        !utf8_clean_text(arena, part->name, &upload.field) ||
        !clean_file_name(arena, part->file_name, &upload.file_name))
        return "a file whose name is not UTF-8";
    *list_push(arena, uploads) = upload;
    return NULL;
}

const char *form_read_multipart(struct arena *arena, struct str content_type, struct str body,
                                struct form *form, struct uploads *uploads) {
    struct str boundary = header_parameter(arena, content_type, "boundary");
    if (boundary.n == 0 || boundary.n > BOUNDARY_BYTES_MAX)
        return "multipart without a boundary";
    struct str delimiter = str_format(arena, "\r\n--" STR_FMT, STR_ARG(boundary));
    struct str first = str_slice(delimiter, 2, delimiter.n);
    if (!str_starts_with(body, first))
        return "multipart that does not begin with its boundary";
    struct str rest = str_slice(body, first.n, body.n);
    while (!str_starts_with(rest, STR("--"))) {
        if (!str_starts_with(rest, STR("\r\n")))
            return "multipart with a boundary that does not end its line";
        rest = str_slice(rest, 2, rest.n);
        struct str head =
            str_slice(rest, 0, rest.n < PART_HEADER_BYTES_MAX ? rest.n : PART_HEADER_BYTES_MAX);
        ptrdiff_t head_end = str_find(head, STR("\r\n\r\n"));
        if (head_end < 0)
            return "a part without an end of its headers";
        struct part part;
        const char *fault = read_part_headers(arena, str_slice(rest, 0, (size_t)head_end), &part);
        if (fault)
            return fault;
        rest = str_slice(rest, (size_t)head_end + 4, rest.n);
        const char *end = memmem(rest.p, rest.n, delimiter.p, delimiter.n);
        if (!end)
            return "multipart without its last boundary";
        size_t length = (size_t)(end - rest.p);
        fault = add_part(arena, &part, str_slice(rest, 0, length), form, uploads);
        if (fault)
            return fault;
        rest = str_slice(rest, length + delimiter.n, rest.n);
    }
    return NULL;
}
