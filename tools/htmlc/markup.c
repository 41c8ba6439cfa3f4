#include <string.h>

#include "htmlc.h"

static const char *const VOID_ELEMENTS[] = {"area",   "br",    "col",  "embed", "hr",
                                            "img",    "input", "link", "meta",  "param",
                                            "source", "track", "wbr",  NULL};
/* Elements that run code, load foreign content or change how addresses are read. */
static const char *const REFUSED_ELEMENTS[] = {
    "base",     "object",  "embed", "applet",  "frame",         "frameset",         "plaintext",
    "xmp",      "noembed", "set",   "animate", "animatemotion", "animatetransform", "iframe",
    "noframes", NULL};
/* A paragraph ends by itself before one of these, and its end tag would then close nothing. */
static const char *const ENDS_PARAGRAPH[] = {
    "address", "article", "aside", "blockquote", "details", "div", "dl", "fieldset", "figcaption",
    "figure",  "footer",  "form",  "h1",         "h2",      "h3",  "h4", "h5",       "h6",
    "header",  "hgroup",  "hr",    "main",       "menu",    "nav", "ol", "p",        "pre",
    "section", "table",   "ul",    "search",     "dialog",  NULL};
/* These may not stand in themselves. */
static const char *const NOT_NESTED[] = {"a", "button", "form", "label", "option", NULL};

static const char *const URL_ATTRIBUTES[] = {
    "href",     "src",        "action",      "formaction",     "poster", "cite",    "data",
    "ping",     "background", "manifest",    "xlink:href",     "hx-get", "hx-post", "hx-put",
    "hx-patch", "hx-delete",  "hx-push-url", "hx-replace-url", NULL};
/* Their values are little languages that the attribute escape does not know. */
static const char *const STATIC_ATTRIBUTES[] = {
    "srcset",     "sizes",      "hx-vals", "hx-vars",       "hx-headers",
    "hx-trigger", "hx-request", "hx-ext",  "hx-disinherit", "integrity",
    "nonce",      "sandbox",    "allow",   "attributename", NULL};
static const char *const REFUSED_ATTRIBUTES[] = {"style", "srcdoc", "http-equiv", "hx-on", NULL};

static bool is_in(const char *const *list, struct str name) {
    for (; *list; list++)
        if (str_equal_c(name, *list))
            return true;
    return false;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

void markup_init(struct markup *markup) {
    memset(markup, 0, sizeof(*markup));
}

/* ---- names ---- */

static void name_start(struct markup *markup) {
    markup->name_length = 0;
}

static void name_add(struct markup *markup, char c, int line) {
    if (markup->name_length >= MARKUP_NAME_MAX)
        fail(line, "a name of a tag or attribute is too long");
    markup->name[markup->name_length++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static struct str name_now(const struct markup *markup) {
    return (struct str){markup->name, markup->name_length};
}

/* ---- elements ---- */

static bool is_open(const struct markup *markup, const char *name) {
    for (size_t i = 0; i < markup->depth; i++)
        if (str_equal_c(markup->open[i].name, name))
            return true;
    return false;
}

static struct str innermost(const struct markup *markup) {
    return markup->depth ? markup->open[markup->depth - 1].name : STR_NONE;
}

/* Whether a browser would end an open paragraph here: elements that are pages of their own shield
 * it.
 */
static bool is_in_paragraph(const struct markup *markup) {
    static const char *const SHIELDS[] = {"button",  "table", "td",       "th",
                                          "caption", "svg",   "template", NULL};
    for (size_t i = markup->depth; i-- > 0;) {
        if (str_equal_c(markup->open[i].name, "p"))
            return true;
        if (is_in(SHIELDS, markup->open[i].name))
            return false;
    }
    return false;
}

static void check_start_tag(const struct markup *markup, int line) {
    struct str tag = markup->tag;
    if (is_in(REFUSED_ELEMENTS, tag))
        fail(line, "<" STR_FMT "> is not allowed", STR_ARG(tag));
    if (is_in(ENDS_PARAGRAPH, tag) && is_in_paragraph(markup))
        fail(line, "<" STR_FMT "> cannot stand in <p>: close the paragraph first", STR_ARG(tag));
    if (is_in(NOT_NESTED, tag))
        for (size_t i = 0; i < markup->depth; i++)
            if (str_equal(markup->open[i].name, tag))
                fail(line, "<" STR_FMT "> cannot stand in <" STR_FMT "> of line %d", STR_ARG(tag),
                     STR_ARG(tag), markup->open[i].line);
}

static void open_element(struct markup *markup, int line) {
    if (markup->depth == MARKUP_DEPTH_MAX)
        fail(line, "more than %d elements in each other", MARKUP_DEPTH_MAX);
    markup->open[markup->depth++] = (struct markup_element){markup->tag, line};
}

static void close_element(struct markup *markup, struct str name, int line) {
    if (markup->depth == 0)
        fail(line, "</" STR_FMT "> closes nothing", STR_ARG(name));
    if (!str_equal(innermost(markup), name))
        fail(line, "</" STR_FMT "> where <" STR_FMT "> of line %d is open", STR_ARG(name),
             STR_ARG(innermost(markup)), markup->open[markup->depth - 1].line);
    if (markup->depth == markup->floor)
        fail(line, "</" STR_FMT "> closes an element that was opened outside this block",
             STR_ARG(name));
    markup->depth--;
}

/* ">" of a start tag. */
static void end_start_tag(struct markup *markup, bool self_closed, int line, struct buf *out) {
    struct str tag = markup->tag;
    bool foreign = is_open(markup, "svg") || is_open(markup, "math") || str_equal_c(tag, "svg");
    markup->place = IN_TEXT;
    if (is_in(VOID_ELEMENTS, tag))
        return;
    if (self_closed) {
        if (!foreign)
            fail(line, "<" STR_FMT "/> does not close itself in HTML", STR_ARG(tag));
        return;
    }
    open_element(markup, line);
    if (str_equal_c(tag, "script") || str_equal_c(tag, "style"))
        markup->place = IN_RAWTEXT;
    if (!foreign && (str_equal_c(tag, "textarea") || str_equal_c(tag, "title")))
        markup->place = IN_RCDATA;
    if (str_equal_c(tag, "textarea"))
        buf_append_char(out, '\n'); /* browsers drop the first line break, also a value's own */
}

/* ---- attributes ---- */

static void end_attribute_name(struct markup *markup, int line) {
    struct str name = name_now(markup);
    if (str_starts_with(name, STR("data-hx-"))) /* htmx reads both */
        name = str_slice(name, strlen("data-"), name.n);
    if (str_starts_with(name, STR("on")) || str_starts_with(name, STR("hx-on")) ||
        is_in(REFUSED_ATTRIBUTES, name))
        fail(line, "the attribute \"" STR_FMT "\" is not allowed", STR_ARG(name));
    markup->attribute = is_in(URL_ATTRIBUTES, name)      ? ATTRIBUTE_URL
                        : is_in(STATIC_ATTRIBUTES, name) ? ATTRIBUTE_STATIC
                                                         : ATTRIBUTE_PLAIN;
    markup->value_began = false;
    markup->value_prefix = STR_NONE;
}

static size_t word_length(struct str text) {
    size_t n = 0;
    while (n < text.n && (is_letter(text.p[n]) || text.p[n] == '-'))
        n++;
    return n;
}

/* "tham-dinh/": the first segment of a path relative to this page's, which no scheme can be. */
static bool is_relative_path(struct str prefix) {
    size_t n = word_length(prefix);
    return n > 0 && n < prefix.n && prefix.p[n] == '/';
}

/* What may stand before a value in a URL: the start of an own path, or a mail or phone address. */
static bool is_safe_prefix(struct str prefix) {
    if (str_starts_with(prefix, STR("/")))
        return prefix.n == 1 || (prefix.p[1] != '/' && prefix.p[1] != '\\');
    return str_starts_with(prefix, STR("#")) || str_starts_with(prefix, STR("?")) ||
           str_starts_with(prefix, STR("mailto:")) || str_starts_with(prefix, STR("tel:")) ||
           is_relative_path(prefix);
}

/* No text behind it can make it safe: "javascript:". */
static bool is_lost_prefix(struct str prefix) {
    return !is_safe_prefix(prefix) && word_length(prefix) < prefix.n;
}

/* ---- one byte ---- */

static void step_text(struct markup *markup, char c, int line) {
    (void)line;
    if (c == '<')
        markup->place = IN_TAG_OPEN;
}

static void step_tag_open(struct markup *markup, char c, int line) {
    name_start(markup);
    if (is_letter(c)) {
        name_add(markup, c, line);
        markup->place = IN_TAG_NAME;
    } else if (c == '/') {
        markup->place = IN_END_TAG;
    } else {
        fail(line, "a lone \"<\": write &lt;");
    }
}

static void end_tag_name(struct markup *markup, int line) {
    markup->tag = str_copy(htmlc_arena, name_now(markup));
    check_start_tag(markup, line);
}

/* Between attributes; AFTER_BLANK: a new one may begin. */
static void step_tag(struct markup *markup, char c, int line, bool after_blank, struct buf *out) {
    if (is_blank(c)) {
        markup->place = IN_TAG;
    } else if (c == '>') {
        end_start_tag(markup, false, line, out);
    } else if (c == '/') {
        markup->place = IN_SELF_CLOSING;
    } else if (!after_blank) {
        fail(line, "white space is missing before an attribute");
    } else if (is_letter(c) || c == '_' || c == ':') {
        name_start(markup);
        name_add(markup, c, line);
        markup->place = IN_ATTRIBUTE_NAME;
    } else {
        fail(line, "\"%c\" is not understood in a tag", c);
    }
}

static void step_attribute_name(struct markup *markup, char c, int line, struct buf *out) {
    if (c == '=') {
        end_attribute_name(markup, line);
        markup->place = IN_VALUE_START;
    } else if (is_blank(c) || c == '>' || c == '/') {
        end_attribute_name(markup, line);
        step_tag(markup, c, line, false, out);
    } else if (is_letter(c) || (c >= '0' && c <= '9') || strchr("-_:.", c)) {
        name_add(markup, c, line);
    } else {
        fail(line, "\"%c\" is not understood in an attribute's name", c);
    }
}

static void step_value_start(struct markup *markup, char c, int line) {
    if (c == '"' || c == '\'') {
        markup->quote = c;
        markup->place = IN_VALUE;
    } else if (is_letter(c) || (c >= '0' && c <= '9') || c == '-') {
        markup->place = IN_UNQUOTED_VALUE;
    } else {
        fail(line, "an attribute's value must follow \"=\" at once, in quotes");
    }
}

static void step_end_tag(struct markup *markup, char c, int line) {
    if (c == '>') {
        close_element(markup, name_now(markup), line);
        markup->place = IN_TEXT;
    } else if (is_letter(c) || (c >= '0' && c <= '9') || c == '-') {
        name_add(markup, c, line);
    } else {
        fail(line, "\"%c\" is not understood in an end tag", c);
    }
}

static void step(struct markup *markup, char c, int line, struct buf *out) {
    switch (markup->place) {
    case IN_TEXT:
        step_text(markup, c, line);
        break;
    case IN_TAG_OPEN:
        step_tag_open(markup, c, line);
        break;
    case IN_TAG_NAME:
        if (is_letter(c) || (c >= '0' && c <= '9') || c == '-') {
            name_add(markup, c, line);
            break;
        }
        end_tag_name(markup, line);
        step_tag(markup, c, line, false, out);
        break;
    case IN_TAG:
        step_tag(markup, c, line, true, out);
        break;
    case IN_TAG_TAIL:
        step_tag(markup, c, line, false, out);
        break;
    case IN_ATTRIBUTE_NAME:
        step_attribute_name(markup, c, line, out);
        break;
    case IN_VALUE_START:
        step_value_start(markup, c, line);
        break;
    case IN_VALUE:
        if (c == markup->quote)
            markup->place = IN_TAG_TAIL;
        markup->value_began = true;
        break;
    case IN_UNQUOTED_VALUE:
        if (is_blank(c) || c == '>')
            step_tag(markup, c, line, false, out);
        else if (!is_letter(c) && !(c >= '0' && c <= '9') && !strchr("-_.", c))
            fail(line, "put the attribute's value in quotes");
        break;
    case IN_SELF_CLOSING:
        if (c != '>')
            fail(line, "\">\" must follow \"/\" in a tag");
        end_start_tag(markup, true, line, out);
        break;
    case IN_END_TAG:
        step_end_tag(markup, c, line);
        break;
    case IN_RAWTEXT:
        if (!is_blank(c))
            fail(line,
                 "<" STR_FMT "> must be empty: the Content-Security-Policy forbids its content",
                 STR_ARG(markup->tag));
        break;
    case IN_RCDATA:
    case IN_COMMENT:
    case IN_DOCTYPE:
        break; /* markup_feed looks for their ends */
    }
}

/* ---- text ---- */

/* In text "<!--", "<!doctype", and the end tags of RCDATA and RAWTEXT need a look at more than one
 * byte: the length of the token at TEXT that changes the place, or 0. */
static size_t step_token(struct markup *markup, struct str text, int line) {
    if (markup->place == IN_COMMENT && str_starts_with(text, STR("-->"))) {
        markup->place = IN_TEXT;
        return 3;
    }
    if (markup->place == IN_DOCTYPE && text.p[0] == '>') {
        markup->place = IN_TEXT;
        return 1;
    }
    if (markup->place == IN_TEXT && str_starts_with(text, STR("<!--"))) {
        markup->place = IN_COMMENT;
        return 4;
    }
    if (markup->place == IN_TEXT && str_starts_with(text, STR("<!"))) {
        if (!str_starts_with(str_lower_ascii(htmlc_arena, str_slice(text, 0, 9)), STR("<!doctype")))
            fail(line, "\"<!\" begins neither a comment nor a doctype");
        markup->place = IN_DOCTYPE;
        return 9;
    }
    if (markup->place == IN_RCDATA || markup->place == IN_RAWTEXT) {
        struct str end = str_format(htmlc_arena, "</" STR_FMT ">", STR_ARG(markup->tag));
        if (str_starts_with(text, end)) {
            close_element(markup, markup->tag, line);
            markup->place = IN_TEXT;
            return end.n;
        }
        if (text.p[0] == '<')
            fail(line, "a tag in <" STR_FMT ">", STR_ARG(markup->tag));
    }
    return 0;
}

bool markup_keeps_blanks(const struct markup *markup) {
    return markup->place == IN_VALUE || markup->place == IN_RCDATA || is_open(markup, "pre");
}

/* The length of the white space at TEXT; *ret_broken: a line break is in it. */
static size_t blank_run(struct str text, bool *ret_broken) {
    size_t n = 0;
    *ret_broken = false;
    for (; n < text.n && is_blank(text.p[n]); n++)
        *ret_broken |= text.p[n] == '\n';
    return n;
}

void markup_feed(struct markup *markup, struct str text, int line, struct buf *out) {
    size_t i = 0;
    while (i < text.n) {
        struct str rest = str_slice(text, i, text.n);
        bool broken = false;
        size_t blanks = markup_keeps_blanks(markup) ? 0 : blank_run(rest, &broken);
        size_t count = blanks ? blanks : step_token(markup, rest, line);
        if (blanks) {
            step(markup, ' ', line, out);
            if (broken)
                buf_append_c(out, "\n");
            else
                buf_append(out, rest.p, blanks);
        } else if (count) {
            buf_append(out, rest.p, count);
        } else {
            count = 1;
            enum markup_place before = markup->place;
            if (before == IN_VALUE && !markup->value_began)
                markup->value_prefix = rest;
            buf_append_char(out, text.p[i]);
            step(markup, text.p[i], line, out);
        }
        for (size_t k = 0; k < count; k++)
            line += rest.p[k] == '\n';
        i += count;
    }
}

/* ---- where text and C meet ---- */

void markup_meets_directive(struct markup *markup, int line) {
    switch (markup->place) {
    case IN_TAG_NAME:
        end_tag_name(markup, line);
        markup->place = IN_TAG_TAIL;
        break;
    case IN_ATTRIBUTE_NAME:
        end_attribute_name(markup, line);
        markup->place = IN_TAG_TAIL;
        break;
    case IN_UNQUOTED_VALUE:
        markup->place = IN_TAG_TAIL;
        break;
    case IN_VALUE:
        if (markup->attribute == ATTRIBUTE_STATIC)
            fail(line, "this attribute's value must be literal text");
        break;
    case IN_TEXT:
    case IN_RCDATA:
    case IN_TAG:
    case IN_TAG_TAIL:
        break;
    default:
        fail(line, "no {%% %%} may stand here (half of a tag, a comment, <script> or <style>)");
    }
}

static enum markup_context url_context(struct markup *markup, int line) {
    if (!markup->value_began)
        return CONTEXT_URL_START;
    /* value_prefix is absent where the value began with another value. */
    if (markup->value_prefix.p && !is_safe_prefix(markup->value_prefix))
        fail(line,
             "before a value an address must begin with \"/\", \"#\", \"?\" or a word and \"/\"");
    return CONTEXT_URL_PIECE;
}

enum markup_context markup_meets_value(struct markup *markup, int line) {
    if (markup->place == IN_TEXT || markup->place == IN_RCDATA)
        return CONTEXT_TEXT;
    if (markup->place == IN_VALUE_START || markup->place == IN_UNQUOTED_VALUE)
        fail(line, "put the attribute's value in quotes");
    if (markup->place == IN_RAWTEXT || markup->place == IN_COMMENT)
        fail(line, "no {{ }} may stand in a comment, <script> or <style>");
    if (markup->place != IN_VALUE)
        fail(line, "no {{ }} may stand in a tag outside a quoted value");
    if (markup->attribute == ATTRIBUTE_STATIC)
        fail(line, "this attribute's value must be literal text");
    enum markup_context context =
        markup->attribute == ATTRIBUTE_URL ? url_context(markup, line) : CONTEXT_ATTRIBUTE;
    markup->value_began = true;
    return context;
}

void markup_join(struct markup *markup, const struct markup *other, int line, const char *what) {
    struct markup a = *markup;
    struct markup b = *other;
    bool in_tag = (a.place == IN_TAG || a.place == IN_TAG_TAIL) &&
                  (b.place == IN_TAG || b.place == IN_TAG_TAIL);
    if (in_tag && a.place != b.place)
        a.place = b.place = IN_TAG_TAIL;
    bool same = a.place == b.place && a.depth == b.depth;
    for (size_t i = 0; same && i < a.depth; i++)
        same = str_equal(a.open[i].name, b.open[i].name);
    if (!same)
        fail(line, "%s must leave the same elements and tags open whichever way is taken", what);
    if (a.place == IN_VALUE && a.attribute == ATTRIBUTE_URL && a.value_began != b.value_began)
        fail(line, "%s must not hold the start of an address in one way only", what);
    bool lost = a.value_prefix.p && is_lost_prefix(a.value_prefix);
    if (!lost && b.value_prefix.p && !is_safe_prefix(b.value_prefix))
        a.value_prefix = b.value_prefix; /* the less trusted of both */
    *markup = a;
}

void markup_finish(const struct markup *markup, int line) {
    if (markup->place != IN_TEXT)
        fail(line, "the template ends inside a tag or comment");
    if (markup->depth)
        fail(line, "<" STR_FMT "> of line %d is not closed", STR_ARG(innermost(markup)),
             markup->open[markup->depth - 1].line);
}
