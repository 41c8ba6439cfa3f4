/* What templates write into, and the escapes they use by context.
 *
 * Templates (`*.html` beside the feature) are compiled to C by tools/htmlc; their language is in
 * docs/developer/templates.md. `{{ path }}` is escaped for the place where it stands: text, quoted
 * attribute, URL. Only `struct trusted_html` with the filter `raw` is written as it is.
 */
#ifndef HTML_HTML_H
#define HTML_HTML_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/str.h"
#include "text/message.h"

struct html {
    struct buf *out;
    struct arena *arena;
    enum lang lang;
};

/* HTML made by this program itself (a rendered chart, for example); never text of a user. */
struct trusted_html {
    struct str html;
};

void html_text(struct html *h, struct str s); /* between tags and in quoted attributes */
void html_url_value(struct html *h,
                    struct str s); /* a whole URL: own paths ("/…") only, else "#" */
void html_url_piece(struct html *h, struct str s); /* a piece of a path or query: percent-encoded */

#endif
