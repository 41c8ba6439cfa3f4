#include "htmlc.h"

/* Whether only blanks stand between the start of its line and AT, and between END and its line's
 * end. */
static bool has_line_alone(struct str source, size_t at, size_t end) {
    while (at > 0 && (source.p[at - 1] == ' ' || source.p[at - 1] == '\t'))
        at--;
    while (end < source.n && (source.p[end] == ' ' || source.p[end] == '\t'))
        end++;
    return (at == 0 || source.p[at - 1] == '\n') && (end == source.n || source.p[end] == '\n');
}

/* Where the closing braces begin, from AT on; a "string" may hold braces. */
static size_t find_close(struct str source, size_t at, const char *close, int line) {
    bool quoted = false;
    for (; at + 1 < source.n; at++) {
        if (source.p[at] == '"' && close[0] != '#')
            quoted = !quoted;
        else if (!quoted && source.p[at] == close[0] && source.p[at + 1] == close[1])
            return at;
    }
    fail(line, "the closing \"%s\" is missing", close);
}

static enum part_kind kind_at(struct str source, size_t at) {
    if (at + 1 >= source.n || source.p[at] != '{')
        return PART_TEXT;
    switch (source.p[at + 1]) {
    case '{':
        return PART_VALUE;
    case '%':
        return PART_DIRECTIVE;
    case '#':
        return PART_COMMENT;
    default:
        return PART_TEXT;
    }
}

static int count_lines(struct str text) {
    int lines = 0;
    for (size_t i = 0; i < text.n; i++)
        lines += text.p[i] == '\n';
    return lines;
}

void parts_read(struct str source, struct parts *ret_parts) {
    static const char *const CLOSE[] = {
        [PART_VALUE] = "}}", [PART_DIRECTIVE] = "%}", [PART_COMMENT] = "#}"};
    int line = 1;
    size_t at = 0;
    while (at < source.n) {
        struct part part = {.kind = kind_at(source, at), .line = line};
        size_t end = at;
        if (part.kind == PART_TEXT) {
            do
                end++;
            while (end < source.n && kind_at(source, end) == PART_TEXT);
            part.content = str_slice(source, at, end);
        } else {
            end = find_close(source, at + 2, CLOSE[part.kind], line);
            part.content = str_trim(str_slice(source, at + 2, end));
            end += 2;
            part.alone = part.kind != PART_VALUE && has_line_alone(source, at, end);
        }
        line += count_lines(str_slice(source, at, end));
        at = end;
        *list_push(htmlc_arena, ret_parts) = part;
    }
    *list_push(htmlc_arena, ret_parts) = (struct part){.kind = PART_END, .line = line};
}
