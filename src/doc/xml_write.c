#include "doc/xml_write.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "text/utf8.h"

void xml_init(struct xml *xml, struct buf *out) {
    *xml = (struct xml){.out = out};
    buf_append_c(out, "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
}

static void close_start_tag(struct xml *xml) {
    if (xml->tag_is_open)
        buf_append_char(xml->out, '>');
    xml->tag_is_open = false;
}

void xml_begin(struct xml *xml, const char *name) {
    if (xml->depth == XML_DEPTH_MAX)
        abort();
    close_start_tag(xml);
    xml->open[xml->depth++] = name;
    buf_append_char(xml->out, '<');
    buf_append_c(xml->out, name);
    xml->tag_is_open = true;
}

void xml_end(struct xml *xml) {
    if (xml->depth == 0)
        abort();
    const char *name = xml->open[--xml->depth];
    if (xml->tag_is_open) {
        buf_append_c(xml->out, "/>");
    } else {
        buf_append_c(xml->out, "</");
        buf_append_c(xml->out, name);
        buf_append_char(xml->out, '>');
    }
    xml->tag_is_open = false;
}

static bool is_allowed(int32_t c) {
    if (c < 0x20)
        return c == '\t' || c == '\n';
    return !(c >= 0x7F && c <= 0x9F) && c != 0xFFFE && c != 0xFFFF;
}

/* The entity that stands for the character, or NULL. White space in attributes would be read back
 * as blanks. */
static const char *entity_of(int32_t c, bool in_attribute) {
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return in_attribute ? "&quot;" : NULL;
    case '\t':
        return in_attribute ? "&#9;" : NULL;
    case '\n':
        return in_attribute ? "&#10;" : NULL;
    default:
        return NULL;
    }
}

static void append_escaped(struct buf *out, struct str text, bool in_attribute) {
    size_t i = 0;
    while (i < text.n) {
        size_t from = i;
        int32_t c = utf8_next(text, &i);
        const char *entity = entity_of(c, in_attribute);
        if (!is_allowed(c))
            continue;
        if (entity)
            buf_append_c(out, entity);
        else if (c == 0xFFFD)
            buf_append_c(out, "\xEF\xBF\xBD"); /* also for bytes that are no UTF-8 */
        else
            buf_append(out, text.p + from, i - from);
    }
}

void xml_attr(struct xml *xml, const char *name, struct str value) {
    if (!xml->tag_is_open)
        abort();
    buf_append_char(xml->out, ' ');
    buf_append_c(xml->out, name);
    buf_append_c(xml->out, "=\"");
    append_escaped(xml->out, value, true);
    buf_append_char(xml->out, '"');
}

void xml_attr_c(struct xml *xml, const char *name, const char *value) {
    xml_attr(xml, name, str_from_c(value));
}

void xml_attr_int(struct xml *xml, const char *name, int64_t value) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    xml_attr_c(xml, name, digits);
}

void xml_text(struct xml *xml, struct str text) {
    close_start_tag(xml);
    append_escaped(xml->out, text, false);
}

void xml_empty(struct xml *xml, const char *name) {
    xml_begin(xml, name);
    xml_end(xml);
}

void xml_empty_c(struct xml *xml, const char *name, const char *attr, const char *value) {
    xml_begin(xml, name);
    xml_attr_c(xml, attr, value);
    xml_end(xml);
}

void xml_empty_int(struct xml *xml, const char *name, const char *attr, int64_t value) {
    xml_begin(xml, name);
    xml_attr_int(xml, attr, value);
    xml_end(xml);
}

void xml_element(struct xml *xml, const char *name, struct str text) {
    xml_begin(xml, name);
    xml_text(xml, text);
    xml_end(xml);
}
