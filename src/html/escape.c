#include "html/html.h"
#include "html/print.h"

/* The entity of a byte that means something in HTML, or absent. The quotes are among them, so that
 * one escape serves text and both kinds of quoted attributes. */
static struct str entity(char c) {
    switch (c) {
    case '&':
        return STR("&amp;");
    case '<':
        return STR("&lt;");
    case '>':
        return STR("&gt;");
    case '"':
        return STR("&quot;");
    case '\'':
        return STR("&#39;");
    case 0:
        return STR("\xEF\xBF\xBD"); /* U+FFFD, as a browser would read it */
    default:
        return STR_NONE;
    }
}

void html_text(struct html *h, struct str s) {
    size_t from = 0;
    for (size_t i = 0; i < s.n; i++) {
        struct str replacement = entity(s.p[i]);
        if (!replacement.p)
            continue;
        buf_append(h->out, s.p + from, i - from);
        buf_append_str(h->out, replacement);
        from = i + 1;
    }
    if (s.n > from)
        buf_append(h->out, s.p + from, s.n - from);
}

/* Browsers drop tabs and line breaks from addresses and read "\" as "/", so "/\t/host" and "/\host"
 * would leave this site as "//host" does. */
static bool is_own_address(struct str s) {
    if (str_is_empty(s))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 0x7F || s.p[i] == '\\')
            return false;
    if (s.p[0] == '/')
        return s.n == 1 || s.p[1] != '/';
    return s.p[0] == '#' || s.p[0] == '?';
}

void html_url_value(struct html *h, struct str s) {
    html_text(h, is_own_address(s) ? s : STR("#"));
}

static bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.' || c == '~';
}

/* An empty segment would turn "/{{ a }}/{{ b }}" into "//b", another host; "." and ".." would climb
 * in the path. Such a segment is written as "-", which no address of ours has. */
static bool is_bad_segment(const struct html *h, struct str s) {
    struct str out = buf_str(h->out);
    return out.n > 0 && out.p[out.n - 1] == '/' &&
           (str_is_empty(s) || str_equal_c(s, ".") || str_equal_c(s, ".."));
}

void html_url_piece(struct html *h, struct str s) {
    static const char HEX[] = "0123456789ABCDEF";
    if (is_bad_segment(h, s))
        s = STR("-");
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_unreserved(s.p[i]))
            buf_append_char(h->out, s.p[i]);
        else
            buf_append(h->out, (char[]){'%', HEX[c >> 4], HEX[c & 15]}, 3);
    }
}

void html_raw(struct html *h, struct trusted_html trusted) {
    buf_append_str(h->out, trusted.html);
}

void html_print_c(struct html *h, const char *text) {
    html_text(h, str_from_c(text));
}

void html_print_message(struct html *h, struct message message) {
    html_text(h, message_text(h->arena, h->lang, message));
}

void html_print_decimal(struct html *h, struct decimal value) {
    html_text(h, html_str_decimal(h, value));
}

void html_print_signed(struct html *h, long long value) {
    buf_append_int(h->out, value);
}

void html_print_unsigned(struct html *h, unsigned long long value) {
    buf_append_format(h->out, "%llu", value);
}

void html_print_url_c(struct html *h, const char *text) {
    html_url_value(h, str_from_c(text));
}

void html_print_url_piece_c(struct html *h, const char *text) {
    html_url_piece(h, str_from_c(text));
}
