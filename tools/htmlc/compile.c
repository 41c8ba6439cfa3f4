#include "htmlc.h"

enum {
    CODE_MAX = 16 << 20,
    LITERAL_MAX = 2000, /* bytes in one C literal; compilers need to take 4095 only */
};

struct compiler {
    struct parts parts;
    size_t at;
    struct scope scope;
    struct markup markup;
    struct buf *header;
    struct buf body;    /* the C statements of the function being written */
    struct buf pending; /* text not yet written as an append */
    int pending_line;
    int blocks; /* C blocks (if, for) that are open */
    int loops;  /* for names of unnamed indexes */
    bool has_begin;
    struct str begin; /* the statements before {% body %} */
    bool uses_assets;
};

static void append_line_mark(struct buf *out, int line) {
    buf_append_format(out, "#line %d \"", line);
    for (const char *c = htmlc_file; *c; c++) {
        if (*c == '"' || *c == '\\')
            buf_append_char(out, '\\');
        buf_append_char(out, *c);
    }
    buf_append_c(out, "\"\n");
}

static void append_literal(struct buf *out, struct str text) {
    buf_append_char(out, '"');
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == '\n')
            buf_append_c(out, i + 1 < text.n ? "\\n\"\n\"" : "\\n");
        else if (c == '"' || c == '\\' || c == '?') /* "?": no trigraphs */
            buf_append_format(out, "\\%c", c);
        else if (c < ' ')
            buf_append_format(out, "\\%03o", c);
        else
            buf_append_char(out, (char)c);
    }
    buf_append_char(out, '"');
}

static void flush_text(struct compiler *c) {
    struct str text = buf_str(&c->pending);
    while (text.n) {
        size_t end = text.n < LITERAL_MAX ? text.n : LITERAL_MAX;
        while (end < text.n && end > 1 && ((unsigned char)text.p[end] & 0xC0) == 0x80)
            end--; /* not inside a letter of several bytes */
        struct str piece = str_slice(text, 0, end);
        text = str_slice(text, end, text.n);
        append_line_mark(&c->body, c->pending_line);
        buf_append_c(&c->body, "buf_append(h->out, ");
        append_literal(&c->body, piece);
        buf_append_format(&c->body, ", %zu);\n", piece.n);
    }
    buf_clear(&c->pending);
}

/* Writes whole lines of C, each of them belonging to LINE of the template. */
static void emit(struct compiler *c, int line, struct str code) {
    flush_text(c);
    while (code.n) {
        struct str one = str_cut(&code, '\n');
        append_line_mark(&c->body, line);
        buf_append_str(&c->body, one);
        buf_append_char(&c->body, '\n');
    }
}

static void emit_c(struct compiler *c, int line, const char *code) {
    emit(c, line, str_from_c(code));
}

/* An expression's C and the assertions it needs. */
struct statement {
    struct buf asserts;
    struct buf code;
};

static struct expression_reader statement_reader(struct compiler *c, const struct part *part,
                                                 struct str rest, struct statement *statement) {
    buf_init(&statement->asserts, CODE_MAX);
    buf_init(&statement->code, CODE_MAX);
    return (struct expression_reader){.rest = rest,
                                      .line = part->line,
                                      .scope = &c->scope,
                                      .asserts = &statement->asserts,
                                      .uses_assets = &c->uses_assets};
}

static void emit_statement(struct compiler *c, int line, struct statement *statement) {
    emit(c, line, buf_str(&statement->asserts));
    emit(c, line, buf_str(&statement->code));
    buf_release(&statement->asserts);
    buf_release(&statement->code);
}

/* ---- text and values ---- */

static bool directive_is(const struct part *part, const char *keyword, struct str *ret_rest) {
    if (part->kind != PART_DIRECTIVE)
        return false;
    struct expression_reader reader = {.rest = part->content, .line = part->line};
    bool is = expression_take(&reader, keyword);
    if (is && ret_rest)
        *ret_rest = reader.rest;
    return is;
}

/* A directive alone on its line takes the line with it; what `call` and `body` draw does not. */
static bool takes_its_line(const struct part *part) {
    if (!part->alone)
        return false;
    return !directive_is(part, "call", NULL) && !directive_is(part, "body", NULL);
}

static void compile_text(struct compiler *c, const struct part *part) {
    struct str text = part->content;
    int line = part->line;
    if (part > c->parts.items && takes_its_line(part - 1)) {
        str_cut(&text, '\n');
        line++;
        if (!markup_keeps_blanks(&c->markup))
            while (text.n && (text.p[0] == ' ' || text.p[0] == '\t' || text.p[0] == '\n')) {
                line += text.p[0] == '\n';
                text = str_slice(text, 1, text.n);
            }
    }
    if (c->pending.length == 0)
        c->pending_line = line;
    markup_feed(&c->markup, text, line, &c->pending);
}

static void compile_value(struct compiler *c, const struct part *part) {
    enum markup_context context = markup_meets_value(&c->markup, part->line);
    struct statement statement;
    struct expression_reader reader = statement_reader(c, part, part->content, &statement);
    expression_value(&reader, context, &statement.code);
    emit_statement(c, part->line, &statement);
}

/* ---- blocks ---- */

static const struct part *compile_block(struct compiler *c);

static void expect_end(const struct part *part, const struct part *opener, const char *what) {
    struct str rest;
    if (!directive_is(part, "end", &rest))
        fail(part->kind == PART_END ? opener->line : part->line,
             "{%% end %%} is missing: the %s of line %d is open", what, opener->line);
    if (!str_is_empty(str_trim(rest)))
        fail(part->line, "nothing may follow `end`");
}

/* "if (…) {" with the condition of an if or elif. */
static void open_branch(struct compiler *c, const struct part *part, struct str condition,
                        bool is_first) {
    struct statement statement;
    struct expression_reader reader = statement_reader(c, part, condition, &statement);
    buf_append_c(&statement.code, is_first ? "if (" : "} else if (");
    expression_condition(&reader, &statement.code);
    buf_append_c(&statement.code, ") {\n");
    emit_statement(c, part->line, &statement);
}

static void compile_if(struct compiler *c, const struct part *opener, struct str condition) {
    markup_meets_directive(&c->markup, opener->line);
    const struct markup before = c->markup;
    struct markup after = before;
    bool has_after = false;
    bool has_else = false;
    open_branch(c, opener, condition, true);
    c->blocks++;
    for (;;) {
        const struct part *part = compile_block(c);
        markup_meets_directive(&c->markup, part->line);
        if (has_after)
            markup_join(&after, &c->markup, opener->line, "the branches of this `if`");
        else
            after = c->markup;
        has_after = true;
        struct str rest;
        if (!has_else && directive_is(part, "elif", &rest)) {
            open_branch(c, part, rest, false);
        } else if (!has_else && directive_is(part, "else", NULL)) {
            emit_c(c, part->line, "} else {\n");
            has_else = true;
        } else {
            expect_end(part, opener, "if");
            emit_c(c, part->line, "}\n");
            break;
        }
        c->markup = before;
    }
    c->blocks--;
    if (!has_else)
        markup_join(&after, &before, opener->line, "this `if`");
    c->markup = after;
}

static void add_symbol(struct compiler *c, struct str name, enum symbol_kind kind, int line) {
    for (size_t i = 0; i < c->scope.count; i++)
        if (str_equal(c->scope.items[i].name, name))
            fail(line, "the name \"" STR_FMT "\" is taken already", STR_ARG(name));
    if (str_equal_c(name, "t") || str_equal_c(name, "asset"))
        fail(line, "\"" STR_FMT "\" cannot be a name", STR_ARG(name));
    *list_push(htmlc_arena, &c->scope) = (struct symbol){name, kind};
}

/* Opens the C loop of `for item, index in list`; *ret_count is the list's count in C. */
static void open_loop(struct compiler *c, const struct part *opener, struct str header,
                      struct str *ret_count) {
    struct statement statement;
    struct expression_reader reader = statement_reader(c, opener, header, &statement);
    struct str item = expression_identifier(&reader, "the loop's variable");
    struct str index = expression_take(&reader, ",")
                           ? expression_identifier(&reader, "the loop's index")
                           : str_format(htmlc_arena, "htmlc_index_%d", c->loops);
    c->loops++;
    if (!expression_take(&reader, "in"))
        fail(opener->line, "expected: for ITEM in LIST, or: for ITEM, INDEX in LIST");
    struct buf items = BUF_INIT(4096);
    struct buf count = BUF_INIT(4096);
    expression_list(&reader, &items, &count);
    expression_end(&reader);
    *ret_count = str_copy(htmlc_arena, buf_str(&count));
    buf_append_format(&statement.code,
                      "for (size_t " STR_FMT " = 0; " STR_FMT " < (size_t)(" STR_FMT "); " STR_FMT
                      "++) {\n__typeof__(&(" STR_FMT ")[0]) " STR_FMT " = &(" STR_FMT ")[" STR_FMT
                      "];\n(void)" STR_FMT ";\n",
                      STR_ARG(index), STR_ARG(index), STR_ARG(*ret_count), STR_ARG(index),
                      STR_ARG(buf_str(&items)), STR_ARG(item), STR_ARG(buf_str(&items)),
                      STR_ARG(index), STR_ARG(item));
    emit_statement(c, opener->line, &statement);
    buf_release(&items);
    buf_release(&count);
    add_symbol(c, item, SYMBOL_ITEM, opener->line);
    add_symbol(c, index, SYMBOL_VALUE, opener->line);
}

static void compile_for(struct compiler *c, const struct part *opener, struct str header) {
    markup_meets_directive(&c->markup, opener->line);
    if (c->markup.place == IN_TAG)
        c->markup.place = IN_TAG_TAIL; /* the second round finds no white space before it */
    const struct markup before = c->markup;
    struct str count;
    open_loop(c, opener, header, &count);
    c->blocks++;
    const struct part *part = compile_block(c);
    markup_meets_directive(&c->markup, part->line);
    markup_join(&c->markup, &before, opener->line, "this `for`");
    emit_c(c, part->line, "}\n");
    c->scope.count -= 2;
    if (directive_is(part, "else", NULL)) {
        struct markup after = c->markup;
        c->markup = before;
        emit(c, part->line, str_format(htmlc_arena, "if (!(" STR_FMT ")) {\n", STR_ARG(count)));
        part = compile_block(c);
        markup_meets_directive(&c->markup, part->line);
        markup_join(&c->markup, &after, opener->line, "the `else` of this `for`");
        emit_c(c, part->line, "}\n");
    }
    c->blocks--;
    expect_end(part, opener, "for");
}

/* ---- calls ---- */

static void must_be_between_tags(const struct compiler *c, int line, const char *what) {
    if (c->markup.place != IN_TEXT)
        fail(line, "`%s` may stand between tags only", what);
}

/* tpl_NAME<suffix>(arguments); */
static void emit_call(struct compiler *c, const struct part *part, struct str target,
                      const char *suffix) {
    struct statement statement;
    struct expression_reader reader = statement_reader(c, part, target, &statement);
    struct str name = expression_identifier(&reader, "a template's name");
    buf_append_format(&statement.code, "tpl_" STR_FMT "%s", STR_ARG(name), suffix);
    expression_arguments(&reader, &statement.code);
    buf_append_c(&statement.code, ";\n");
    emit_statement(c, part->line, &statement);
}

static void compile_wrap(struct compiler *c, const struct part *opener, struct str target) {
    must_be_between_tags(c, opener->line, "wrap");
    size_t floor = c->markup.floor;
    c->markup.floor = c->markup.depth;
    const struct markup before = c->markup;
    emit_call(c, opener, target, "_begin");
    const struct part *part = compile_block(c);
    expect_end(part, opener, "wrap");
    if (c->markup.place != IN_TEXT)
        fail(part->line, "the content of `wrap` ends inside a tag");
    markup_join(&c->markup, &before, opener->line, "the content of this `wrap`");
    emit_call(c, opener, target, "_end");
    c->markup.floor = floor;
}

static void compile_body_mark(struct compiler *c, const struct part *part) {
    must_be_between_tags(c, part->line, "body");
    if (c->blocks > 0 || c->has_begin)
        fail(part->line, "`body` may stand once, outside `if` and `for`");
    flush_text(c);
    c->has_begin = true;
    c->begin = str_copy(htmlc_arena, buf_str(&c->body));
    buf_clear(&c->body);
}

static const struct part *compile_block(struct compiler *c) {
    for (;; c->at++) {
        const struct part *part = &c->parts.items[c->at];
        struct str rest;
        if (part->kind == PART_TEXT) {
            compile_text(c, part);
        } else if (part->kind == PART_VALUE) {
            compile_value(c, part);
        } else if (part->kind == PART_COMMENT) {
            continue;
        } else if (part->kind == PART_END || directive_is(part, "end", NULL) ||
                   directive_is(part, "else", NULL) || directive_is(part, "elif", NULL)) {
            if (part->kind != PART_END)
                c->at++;
            return part;
        } else if (directive_is(part, "if", &rest)) {
            c->at++;
            compile_if(c, part, rest);
            c->at--;
        } else if (directive_is(part, "for", &rest)) {
            c->at++;
            compile_for(c, part, rest);
            c->at--;
        } else if (directive_is(part, "wrap", &rest)) {
            c->at++;
            compile_wrap(c, part, rest);
            c->at--;
        } else if (directive_is(part, "call", &rest)) {
            must_be_between_tags(c, part->line, "call");
            emit_call(c, part, rest, "");
        } else if (directive_is(part, "body", &rest)) {
            compile_body_mark(c, part);
        } else {
            fail(part->line, "{%% " STR_FMT " %%} is not known here", STR_ARG(part->content));
        }
    }
}

/* ---- templates ---- */

/* Reads "(struct html *h, …)" and fills the scope with its names. */
static struct str read_parameters(struct compiler *c, const struct part *part, struct str text) {
    text = str_trim(text);
    if (text.n < 2 || text.p[0] != '(' || text.p[text.n - 1] != ')')
        fail(part->line, "expected: template NAME(struct html *h, …)");
    struct str rest = str_slice(text, 1, text.n - 1);
    c->scope.count = 0;
    while (rest.p) {
        struct str one = str_trim(str_cut(&rest, ','));
        size_t from = one.n;
        while (from > 0 && is_identifier_char(one.p[from - 1]))
            from--;
        struct str name = str_slice(one, from, one.n);
        struct str type = str_trim(str_slice(one, 0, from));
        if (str_is_empty(name) || str_is_empty(type))
            fail(part->line, "\"" STR_FMT "\" is no parameter: TYPE NAME", STR_ARG(one));
        if (c->scope.count == 0 && !(str_equal_c(name, "h") && str_equal_c(type, "struct html *")))
            fail(part->line, "the first parameter must be struct html *h");
        add_symbol(c, name, str_ends_with(type, STR("*")) ? SYMBOL_POINTER : SYMBOL_VALUE,
                   part->line);
    }
    return text;
}

static void write_function(struct compiler *c, struct buf *code, int line, struct str name,
                           const char *suffix, struct str parameters, struct str body) {
    struct str head = str_format(htmlc_arena, "void tpl_" STR_FMT "%s" STR_FMT, STR_ARG(name),
                                 suffix, STR_ARG(parameters));
    append_line_mark(c->header, line);
    buf_append_format(c->header, STR_FMT ";\n", STR_ARG(head));
    append_line_mark(code, line);
    buf_append_format(code, STR_FMT " {\n", STR_ARG(head));
    for (size_t i = 0; i < c->scope.count; i++)
        buf_append_format(code, "(void)" STR_FMT ";\n", STR_ARG(c->scope.items[i].name));
    buf_append_str(code, body);
    buf_append_c(code, "}\n\n");
}

/* White space at a template's end would show where it is called inside a line. */
static void trim_pending(struct compiler *c) {
    struct str text = str_copy(htmlc_arena, buf_str(&c->pending));
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == ' '))
        text.n--;
    buf_clear(&c->pending);
    buf_append_str(&c->pending, text);
}

static void compile_template(struct compiler *c, const struct part *opener, struct str text,
                             struct buf *code) {
    struct expression_reader reader = {.rest = text, .line = opener->line};
    struct str name = expression_identifier(&reader, "the template's name");
    struct str parameters = read_parameters(c, opener, reader.rest);
    markup_init(&c->markup);
    c->has_begin = false;
    const struct part *part = compile_block(c);
    expect_end(part, opener, "template");
    trim_pending(c);
    flush_text(c);
    markup_finish(&c->markup, part->line);
    struct str body = buf_str(&c->body);
    if (c->has_begin)
        write_function(c, code, opener->line, name, "_begin", parameters, c->begin);
    write_function(c, code, opener->line, name, c->has_begin ? "_end" : "", parameters, body);
    buf_clear(&c->body);
}

static void compile_include(struct compiler *c, const struct part *part, struct str rest) {
    rest = str_trim(rest);
    bool quoted = rest.n > 2 && rest.p[0] == '"' && rest.p[rest.n - 1] == '"';
    if (!quoted || str_find(str_slice(rest, 1, rest.n - 1), STR("\"")) >= 0 ||
        str_find(rest, STR("\n")) >= 0)
        fail(part->line, "expected: include \"room/file.h\"");
    append_line_mark(c->header, part->line);
    buf_append_format(c->header, "#include " STR_FMT "\n", STR_ARG(rest));
}

/* The line where a part's content begins, white space passed over. */
static int first_line(const struct part *part) {
    int line = part->line;
    for (size_t i = 0; i < part->content.n && is_blank(part->content.p[i]); i++)
        line += part->content.p[i] == '\n';
    return line;
}

static void compile_file(struct compiler *c, struct buf *code) {
    while (c->parts.items[c->at].kind != PART_END) {
        const struct part *part = &c->parts.items[c->at++];
        struct str rest;
        if (part->kind == PART_COMMENT ||
            (part->kind == PART_TEXT && str_is_empty(str_trim(part->content))))
            continue;
        if (directive_is(part, "include", &rest))
            compile_include(c, part, rest);
        else if (directive_is(part, "template", &rest))
            compile_template(c, part, rest, code);
        else
            fail(first_line(part), "only {%% include %%} and {%% template %%} may stand here");
    }
}

void compile(struct str source, const char *header_name, struct buf *ret_header,
             struct buf *ret_code) {
    struct compiler *c = ARENA_NEW(htmlc_arena, struct compiler);
    struct buf code = BUF_INIT((size_t)CODE_MAX * 2);
    buf_init(&c->body, CODE_MAX);
    buf_init(&c->pending, CODE_MAX);
    c->header = ret_header;
    buf_append_c(ret_header, "/* generated by htmlc */\n#pragma once\n#include \"html/html.h\"\n");
    parts_read(source, &c->parts);
    compile_file(c, &code);
    buf_append_format(ret_code,
                      "/* generated by htmlc */\n#include \"%s\"\n%s"
                      "#include \"html/print.h\"\n",
                      header_name, c->uses_assets ? "#include \"asset_names.h\"\n" : "");
    buf_append_str(ret_code, buf_str(&code));
    if (ret_header->overflowed || ret_code->overflowed || code.overflowed || c->body.overflowed)
        fail(1, "the template is too large");
    buf_release(&code);
    buf_release(&c->body);
    buf_release(&c->pending);
}
