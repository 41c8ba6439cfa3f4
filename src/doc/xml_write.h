/* Writes XML to a buffer: elements nest, everything is escaped, nothing else is possible.
 *
 * Characters that XML 1.0 does not allow (controls but tab and newline, U+FFFE, U+FFFF) are
 * dropped, wrong UTF-8 becomes U+FFFD. Names are the program's own and written as they are. Ending
 * more than was begun, or nesting deeper than XML_DEPTH_MAX, is a bug and aborts. When the buffer
 * is full, its `overflowed` is set; ask it at the end.
 */
#ifndef DOC_XML_WRITE_H
#define DOC_XML_WRITE_H

#include "base/buf.h"

enum { XML_DEPTH_MAX = 64 };

struct xml {
    struct buf *out;
    const char *open[XML_DEPTH_MAX]; /* static strings */
    size_t depth;
    bool tag_is_open; /* the start tag of the last element still takes attributes */
};

/* Writes the declaration. */
void xml_init(struct xml *xml, struct buf *out);
/* NAME must live until the element ends. */
void xml_begin(struct xml *xml, const char *name);
void xml_end(struct xml *xml);
/* Directly after xml_begin. */
void xml_attr(struct xml *xml, const char *name, struct str value);
void xml_attr_c(struct xml *xml, const char *name, const char *value);
void xml_attr_int(struct xml *xml, const char *name, int64_t value);
void xml_text(struct xml *xml, struct str text);

/* <name/>, <name attr="value"/> and <name>text</name> */
void xml_empty(struct xml *xml, const char *name);
void xml_empty_c(struct xml *xml, const char *name, const char *attr, const char *value);
void xml_empty_int(struct xml *xml, const char *name, const char *attr, int64_t value);
void xml_element(struct xml *xml, const char *name, struct str text);

#endif
