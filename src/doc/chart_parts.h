/* What the files of the chart's layout share; only chart_layout.c and chart_lines.c use this. */
#ifndef DOC_CHART_PARTS_H
#define DOC_CHART_PARTS_H

#include "doc/chart_layout.h"

struct chart_layouting {
    struct arena *arena;
    const struct chart *chart;
    const struct chart_place *place;
    struct chart_drawing *drawing;
    struct chart_axis axis;
    size_t first, end; /* categories */
    double y;          /* where the next thing goes */
    double plot_left, plot_width;
};

double chart_text_width(const struct chart_layouting *l, struct str text, double size, bool bold);
struct chart_mark *chart_add_text(struct chart_layouting *l, double x, double y, struct str text,
                                  enum chart_anchor anchor, enum chart_ink ink);
struct chart_mark *chart_add_line(struct chart_layouting *l, double x, double y, double width,
                                  double height, enum chart_ink ink, double thickness);
struct chart_mark *chart_add_box(struct chart_layouting *l, double x, double y, double width,
                                 double height, size_t tone);
/* TEXT in at most LINES_MAX lines of that width; the last is cut where it must be. Returns how
 * many; *ret_cut: something is not shown. */
enum { CHART_LABEL_LINES = 2 };
size_t chart_wrap(struct chart_layouting *l, struct str text, double width, double size, bool bold,
                  struct str lines[CHART_LABEL_LINES], bool *ret_cut);
struct str chart_tick_text(const struct chart_layouting *l, size_t steps);
/* The plot of CHART_LINES, from l->y down. */
void chart_layout_lines(struct chart_layouting *l);

#endif
