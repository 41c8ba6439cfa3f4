/* Renders a document to HTML, to be read on a page of this program: sheets of paper on a desk, one
 * a section, each as long as its text; on a phone the text flows. Printed from the browser it has
 * the paper's size, margins and page numbers.
 *
 * The pages forbid styles in the markup (Content-Security-Policy), so looks are classes of
 * web/paper.css: sizes and spaces that are not among its steps take the nearest one. Widths of
 * columns and rules are attributes. Bold and italic are elements: the text says the same without
 * any style sheet. Headings begin with <h2>: the page has its own <h1>.
 */
#ifndef DOC_HTML_WRITE_H
#define DOC_HTML_WRITE_H

#include "base/err.h"
#include "doc/document.h"
#include "html/html.h"

enum { HTML_PAPER_BYTES_MAX = 8 << 20 };

/* The markup, in ARENA, for {{ view.paper | raw }}: all text in it is escaped. The document needs
 * at least one section; ERR_LIMIT where it is too large. */
const struct err *html_write(const struct document *document, struct arena *arena,
                             struct trusted_html *ret_html) MUST_CHECK;

#endif
