#include <string.h>

#include "htmlc.h"

enum value_kind {
    KIND_PATH,     /* its C type is for the compiler to find */
    KIND_SENTENCE, /* a struct str made by a message or a filter */
    KIND_STRING,   /* "a literal" */
    KIND_NUMBER,
    KIND_CONSTANT,
    KIND_ASSET,
    KIND_RAW,
};

struct value {
    enum value_kind kind;
    struct str c;     /* the C expression, usable anywhere a value of that type is */
    struct str plain; /* KIND_ASSET: its macro; KIND_PATH of a bare loop variable: its name */
};

static struct value read_value(struct expression_reader *reader);

bool is_identifier_char(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static void skip_blanks(struct expression_reader *reader) {
    size_t i = 0;
    while (i < reader->rest.n && strchr(" \t\r\n", reader->rest.p[i]))
        i++;
    reader->rest = str_slice(reader->rest, i, reader->rest.n);
}

static char peek(struct expression_reader *reader) {
    skip_blanks(reader);
    return reader->rest.n ? reader->rest.p[0] : 0;
}

bool expression_take(struct expression_reader *reader, const char *token) {
    skip_blanks(reader);
    size_t length = strlen(token);
    if (!str_starts_with(reader->rest, str_from_c(token)))
        return false;
    if (is_identifier_char(token[length - 1]) && length < reader->rest.n &&
        is_identifier_char(reader->rest.p[length]))
        return false;
    reader->rest = str_slice(reader->rest, length, reader->rest.n);
    return true;
}

static void must_take(struct expression_reader *reader, const char *token, const char *where) {
    if (!expression_take(reader, token))
        fail(reader->line, "expected \"%s\" %s, found \"" STR_FMT "\"", token, where,
             STR_ARG(reader->rest));
}

void expression_end(const struct expression_reader *reader) {
    struct str rest = str_trim(reader->rest);
    if (!str_is_empty(rest))
        fail(reader->line, "\"" STR_FMT "\" is not understood here", STR_ARG(rest));
}

struct str expression_identifier(struct expression_reader *reader, const char *what) {
    skip_blanks(reader);
    size_t n = 0;
    while (n < reader->rest.n && is_identifier_char(reader->rest.p[n]))
        n++;
    if (n == 0 || is_digit(reader->rest.p[0]))
        fail(reader->line, "expected %s, found \"" STR_FMT "\"", what, STR_ARG(reader->rest));
    struct str name = str_slice(reader->rest, 0, n);
    reader->rest = str_slice(reader->rest, n, reader->rest.n);
    return name;
}

static const struct symbol *find_symbol(const struct scope *scope, struct str name) {
    for (size_t i = scope->count; i-- > 0;)
        if (str_equal(scope->items[i].name, name))
            return &scope->items[i];
    return NULL;
}

static bool is_constant(struct str name) {
    for (size_t i = 0; i < name.n; i++)
        if (name.p[i] >= 'a' && name.p[i] <= 'z')
            return false;
    return true;
}

/* The dots and arrows after a name, as they are in C. */
static void read_fields(struct expression_reader *reader, struct buf *c) {
    for (;;) {
        if (str_starts_with(reader->rest, STR("->"))) {
            reader->rest = str_slice(reader->rest, 2, reader->rest.n);
            buf_append_c(c, "->");
        } else if (str_starts_with(reader->rest, STR("."))) {
            reader->rest = str_slice(reader->rest, 1, reader->rest.n);
            buf_append_c(c, ".");
        } else {
            return;
        }
        buf_append_str(c, expression_identifier(reader, "a field's name"));
    }
}

static struct value read_path(struct expression_reader *reader, struct str name) {
    const struct symbol *symbol = find_symbol(reader->scope, name);
    if (!symbol)
        fail(reader->line, "unknown name \"" STR_FMT "\": neither a parameter nor a loop variable",
             STR_ARG(name));
    struct buf c = BUF_INIT((size_t)1 << 20);
    struct value value = {.kind = KIND_PATH};
    bool dot = str_starts_with(reader->rest, STR("."));
    bool arrow = str_starts_with(reader->rest, STR("->"));
    if (symbol->kind == SYMBOL_ITEM && !dot) {
        buf_append_format(&c, "(*" STR_FMT ")", STR_ARG(name));
        if (!arrow)
            value.plain = name;
    } else {
        buf_append_str(&c, name);
    }
    if (symbol->kind != SYMBOL_VALUE && dot) {
        reader->rest = str_slice(reader->rest, 1, reader->rest.n);
        buf_append_c(&c, "->");
        buf_append_str(&c, expression_identifier(reader, "a field's name"));
    }
    read_fields(reader, &c);
    value.c = str_copy(htmlc_arena, buf_str(&c));
    buf_release(&c);
    return value;
}

/* A value as a struct str in C. */
static struct str as_str(struct value value) {
    switch (value.kind) {
    case KIND_SENTENCE:
    case KIND_STRING:
    case KIND_ASSET:
        return value.c;
    default:
        return str_format(htmlc_arena, "HTML_STR(h, " STR_FMT ")", STR_ARG(value.c));
    }
}

enum { MESSAGE_ARGUMENTS_MAX = 6 };

static struct value read_message(struct expression_reader *reader) {
    must_take(reader, ".", "after t");
    struct str room = expression_identifier(reader, "the room of a message (t.room.key)");
    must_take(reader, ".", "after the room of a message (t.room.key)");
    struct str key = expression_identifier(reader, "the key of a message (t.room.key)");
    struct buf arguments = BUF_INIT((size_t)1 << 20);
    int count = 0;
    if (str_starts_with(reader->rest, STR("("))) {
        must_take(reader, "(", "");
        do {
            struct value argument = read_value(reader);
            if (argument.kind == KIND_RAW)
                fail(reader->line, "`raw` cannot be an argument of a message");
            buf_append_c(&arguments, ", ");
            buf_append_str(&arguments, as_str(argument));
            count++;
        } while (expression_take(reader, ","));
        must_take(reader, ")", "after the arguments of a message");
    }
    if (count > MESSAGE_ARGUMENTS_MAX)
        fail(reader->line, "a message takes at most %d arguments", MESSAGE_ARGUMENTS_MAX);
    buf_append_format(reader->asserts,
                      "_Static_assert(MSG_ARGS_" STR_FMT "_" STR_FMT " == %d, \"t." STR_FMT
                      "." STR_FMT " takes another number of arguments than %d\");\n",
                      STR_ARG(room), STR_ARG(key), count, STR_ARG(room), STR_ARG(key), count);
    struct value value = {.kind = KIND_SENTENCE};
    if (count == 0)
        value.c = str_format(htmlc_arena, "message_plain(h->lang, MSG_" STR_FMT "_" STR_FMT ")",
                             STR_ARG(room), STR_ARG(key));
    else
        value.c = str_format(htmlc_arena,
                             "message_text(h->arena, h->lang, MESSAGE_WITH(MSG_" STR_FMT
                             "_" STR_FMT STR_FMT "))",
                             STR_ARG(room), STR_ARG(key), STR_ARG(buf_str(&arguments)));
    buf_release(&arguments);
    return value;
}

/* After the opening quote. Only plain text: no escapes, so nothing can end the C literal. */
static struct str read_string(struct expression_reader *reader) {
    must_take(reader, "\"", "");
    struct str text = reader->rest;
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '\\' || text.p[i] == '\n')
            fail(reader->line, "no backslash and no line break in a \"string\"");
        if (text.p[i] == '"') {
            reader->rest = str_slice(text, i + 1, text.n);
            return str_slice(text, 0, i);
        }
    }
    fail(reader->line, "the string is not closed");
}

/* The macro that assetc defines for a name: every byte that is no letter or digit becomes "_". */
static struct value read_asset(struct expression_reader *reader) {
    must_take(reader, "(", "after asset");
    skip_blanks(reader);
    struct buf name = BUF_INIT(4096);
    buf_append_c(&name, "ASSET_");
    struct str file = read_string(reader);
    for (size_t i = 0; i < file.n; i++)
        buf_append_char(&name, is_identifier_char(file.p[i]) ? file.p[i] : '_');
    must_take(reader, ")", "after the asset's name");
    *reader->uses_assets = true;
    struct value value = {.kind = KIND_ASSET, .plain = str_copy(htmlc_arena, buf_str(&name))};
    value.c = str_format(htmlc_arena, "STR(" STR_FMT ")", STR_ARG(value.plain));
    buf_release(&name);
    return value;
}

static struct value read_number(struct expression_reader *reader) {
    size_t n = reader->rest.p[0] == '-' ? 1 : 0;
    while (n < reader->rest.n && is_digit(reader->rest.p[n]))
        n++;
    struct str digits = str_slice(reader->rest, 0, n);
    long long number;
    if (!str_to_int64(digits, &number))
        fail(reader->line, "\"" STR_FMT "\" is no number", STR_ARG(digits));
    reader->rest = str_slice(reader->rest, n, reader->rest.n);
    return (struct value){.kind = KIND_NUMBER, .c = str_format(htmlc_arena, "%lld", number)};
}

static struct value read_operand(struct expression_reader *reader) {
    char first = peek(reader);
    if (first == '"') {
        struct str text = read_string(reader);
        return (struct value){.kind = KIND_STRING,
                              .c = str_format(htmlc_arena, "STR(\"" STR_FMT "\")", STR_ARG(text))};
    }
    if (is_digit(first) || first == '-')
        return read_number(reader);
    struct str name = expression_identifier(reader, "a value");
    if (str_equal_c(name, "t"))
        return read_message(reader);
    if (str_equal_c(name, "asset") && peek(reader) == '(')
        return read_asset(reader);
    if (str_equal_c(name, "true") || str_equal_c(name, "false") ||
        (is_constant(name) && !find_symbol(reader->scope, name)))
        return (struct value){.kind = KIND_CONSTANT, .c = name};
    return read_path(reader, name);
}

static struct value read_value(struct expression_reader *reader) {
    static const char *const FILTERS[] = {"date",   "iso",    "instant", "time",
                                          "points", "number", "plain",   "say"};
    struct value value = read_operand(reader);
    if (!expression_take(reader, "|"))
        return value;
    struct str filter = expression_identifier(reader, "a filter");
    if (value.kind != KIND_PATH && value.kind != KIND_CONSTANT && value.kind != KIND_NUMBER)
        fail(reader->line, "a filter needs a path before it");
    if (peek(reader) == '|')
        fail(reader->line, "one filter only");
    if (str_equal_c(filter, "raw")) {
        value.kind = KIND_RAW;
        return value;
    }
    for (size_t i = 0; i < COUNT_OF(FILTERS); i++)
        if (str_equal_c(filter, FILTERS[i]))
            return (struct value){.kind = KIND_SENTENCE,
                                  .c = str_format(htmlc_arena, "HTML_FILTER_%s(h, " STR_FMT ")",
                                                  FILTERS[i], STR_ARG(value.c))};
    fail(reader->line, "unknown filter \"" STR_FMT "\"", STR_ARG(filter));
}

void expression_value(struct expression_reader *reader, enum markup_context context,
                      struct buf *out) {
    static const char *const PRINT[] = {[CONTEXT_TEXT] = "HTML_PRINT",
                                        [CONTEXT_ATTRIBUTE] = "HTML_PRINT",
                                        [CONTEXT_URL_START] = "HTML_PRINT_URL",
                                        [CONTEXT_URL_PIECE] = "HTML_PRINT_URL_PIECE"};
    struct value value = read_value(reader);
    expression_end(reader);
    if (value.kind == KIND_RAW) {
        if (context != CONTEXT_TEXT)
            fail(reader->line, "`raw` may stand between tags only");
        buf_append_format(out, "html_raw(h, " STR_FMT ");\n", STR_ARG(value.c));
    } else if (value.kind == KIND_STRING || value.kind == KIND_NUMBER) {
        fail(reader->line, "write a literal as text, without {{ }}");
    } else if (value.kind == KIND_ASSET) {
        if (context == CONTEXT_URL_PIECE)
            fail(reader->line, "an asset's address must stand at the start of the attribute");
        buf_append_format(out, "buf_append(h->out, " STR_FMT ", sizeof(" STR_FMT ") - 1);\n",
                          STR_ARG(value.plain), STR_ARG(value.plain));
    } else {
        buf_append_format(out, "%s(h, " STR_FMT ");\n", PRINT[context], STR_ARG(value.c));
    }
}

/* ---- conditions ---- */

static void read_or(struct expression_reader *reader, struct buf *out);

static const char *take_comparison(struct expression_reader *reader) {
    static const char *const OPERATORS[] = {"==", "!=", "<=", ">=", "<", ">"};
    for (size_t i = 0; i < COUNT_OF(OPERATORS); i++)
        if (expression_take(reader, OPERATORS[i]))
            return OPERATORS[i];
    return NULL;
}

static void read_comparison(struct expression_reader *reader, struct buf *out) {
    struct value left = read_value(reader);
    if (left.kind == KIND_RAW)
        fail(reader->line, "`raw` cannot stand in a condition");
    const char *comparison = take_comparison(reader);
    if (!comparison) {
        if (left.kind == KIND_STRING || left.kind == KIND_NUMBER)
            fail(reader->line, "a literal is no condition");
        buf_append_format(out, "HTML_IS(" STR_FMT ")", STR_ARG(left.c));
        return;
    }
    struct value right = read_value(reader);
    if (left.kind != KIND_PATH && left.kind != KIND_SENTENCE)
        fail(reader->line, "the left side of a comparison must be a path");
    const char *macro = "HTML_COMPARE";
    if (right.kind == KIND_NUMBER)
        macro = "HTML_COMPARE_NUMBER";
    else if (right.kind == KIND_STRING || right.kind == KIND_SENTENCE)
        macro = "HTML_COMPARE_STR";
    buf_append_format(out, "%s(" STR_FMT ", " STR_FMT ") %s 0", macro, STR_ARG(left.c),
                      STR_ARG(right.c), comparison);
}

static void read_not(struct expression_reader *reader, struct buf *out) {
    if (expression_take(reader, "not")) {
        buf_append_c(out, "!(");
        read_not(reader, out);
        buf_append_c(out, ")");
    } else if (expression_take(reader, "(")) {
        buf_append_c(out, "(");
        read_or(reader, out);
        must_take(reader, ")", "in the condition");
        buf_append_c(out, ")");
    } else {
        read_comparison(reader, out);
    }
}

static void read_and(struct expression_reader *reader, struct buf *out) {
    buf_append_c(out, "(");
    read_not(reader, out);
    while (expression_take(reader, "and")) {
        buf_append_c(out, " && ");
        read_not(reader, out);
    }
    buf_append_c(out, ")");
}

static void read_or(struct expression_reader *reader, struct buf *out) {
    read_and(reader, out);
    while (expression_take(reader, "or")) {
        buf_append_c(out, " || ");
        read_and(reader, out);
    }
}

void expression_condition(struct expression_reader *reader, struct buf *out) {
    read_or(reader, out);
    expression_end(reader);
}

/* ---- arguments and lists ---- */

/* `*path` is what it points at, `&path` its address. */
static struct str read_reference(struct expression_reader *reader, char sign) {
    must_take(reader, sign == '&' ? "&" : "*", "");
    struct value value = read_path(reader, expression_identifier(reader, "a path"));
    if (value.plain.p) /* a bare loop variable: it is the address already */
        return sign == '&' ? value.plain
                           : str_format(htmlc_arena, "(*" STR_FMT ")", STR_ARG(value.plain));
    return str_format(htmlc_arena, "(%c" STR_FMT ")", sign, STR_ARG(value.c));
}

static struct str read_argument(struct expression_reader *reader) {
    char first = peek(reader);
    if (first == '&' || first == '*')
        return read_reference(reader, first);
    struct value value = read_value(reader);
    if (value.kind == KIND_RAW)
        fail(reader->line, "`raw` cannot be an argument");
    if (value.kind == KIND_PATH && value.plain.p)
        return str_format(htmlc_arena, "HTML_ITEM(" STR_FMT ")", STR_ARG(value.plain));
    return value.c;
}

void expression_arguments(struct expression_reader *reader, struct buf *out) {
    must_take(reader, "(", "after the template's name");
    struct str first = expression_identifier(reader, "h as the first argument");
    if (!str_equal_c(first, "h"))
        fail(reader->line, "the first argument must be h");
    buf_append_c(out, "(h");
    while (expression_take(reader, ",")) {
        buf_append_c(out, ", ");
        buf_append_str(out, read_argument(reader));
    }
    must_take(reader, ")", "after the arguments");
    buf_append_c(out, ")");
    expression_end(reader);
}

static struct str read_list_path(struct expression_reader *reader) {
    if (peek(reader) == '*')
        return read_reference(reader, '*');
    return read_path(reader, expression_identifier(reader, "the list")).c;
}

void expression_list(struct expression_reader *reader, struct buf *ret_items,
                     struct buf *ret_count) {
    if (expression_take(reader, "(")) {
        buf_append_str(ret_items, read_list_path(reader));
        must_take(reader, ",", "between the items and their count");
        buf_append_str(ret_count, read_list_path(reader));
        must_take(reader, ")", "after the count");
        return;
    }
    struct expression_reader start = *reader;
    struct str name = peek(reader) == '*' ? STR_NONE : expression_identifier(reader, "the list");
    *reader = start;
    struct str list = read_list_path(reader);
    /* A pointer parameter alone: list->items. */
    const struct symbol *symbol = name.p ? find_symbol(reader->scope, name) : NULL;
    bool is_pointer = symbol && symbol->kind == SYMBOL_POINTER && str_equal(list, name);
    const char *dot = is_pointer ? "->" : ".";
    buf_append_format(ret_items, STR_FMT "%sitems", STR_ARG(list), dot);
    buf_append_format(ret_count, STR_FMT "%scount", STR_ARG(list), dot);
}
