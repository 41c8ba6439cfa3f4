/* A chart as SVG for a page.
 *
 * Nothing in it needs a style of its own: looks are classes of web/paper.css, lengths attributes.
 * Texts can be selected; <title> and <desc> say it in words. Takes the colours of the page, dark or
 * light, and its letters.
 */
#ifndef DOC_CHART_SVG_H
#define DOC_CHART_SVG_H

#include "doc/chart_layout.h"
#include "html/html.h"

/* ID is unique on the page: the drawing's name and words refer to it. */
void chart_svg(struct html *h, const struct chart *chart, const struct chart_drawing *drawing,
               struct str id);

/* The chart for a page of this program, in its letters: a wide drawing and, for phones, one with
 * the names above the bars; web/paper.css shows one of the two. */
void chart_figure(struct html *h, const struct chart *chart, struct str id);
/* The same as text for a template: {{ view.chart | raw }}. At most CHART_FIGURE_BYTES_MAX, else
 * empty. */
enum { CHART_FIGURE_BYTES_MAX = 1 << 20 };
struct trusted_html chart_figure_html(struct arena *arena, const struct chart *chart,
                                      struct str id);

#endif
