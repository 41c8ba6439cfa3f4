/* A chart on paper: drawn into a PDF, or as a picture for a DOCX. Letters are those of the papers.
 */
#ifndef DOC_CHART_PAPER_H
#define DOC_CHART_PAPER_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/err.h"
#include "doc/chart_layout.h"
#include "doc/document.h"

/* The drawing of a document's chart, as it stands on paper. */
void chart_of_paper(struct arena *arena, const struct doc_chart *chart, double width_mm,
                    struct chart_drawing *ret_drawing);

void chart_draw(cairo_t *cairo, PangoContext *context, struct arena *arena,
                const struct chart_drawing *drawing, double left_pt, double top_pt);

/* A PNG of CHART_PICTURE_DPI, black on white. Word, LibreOffice, phones and whatever else opens a
 * DOCX show it alike. */
enum { CHART_PICTURE_DPI = 300, CHART_PICTURE_BYTES_MAX = 8 << 20 };
const struct err *chart_picture(struct arena *arena, const struct chart_drawing *drawing,
                                struct str *ret_png) MUST_CHECK;

#endif
