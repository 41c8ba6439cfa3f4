/* The pieces of writing a PDF; only pdf_*.c use this.
 *
 * A section's flow becomes strips, one below the other, each as wide as the flow: a line of text, a
 * rule, or a row of a table. Pages are cut between strips. The cells of a row hold strips of their
 * own. Lengths here are points, as in PDF. */
#ifndef DOC_PDF_PARTS_H
#define DOC_PDF_PARTS_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include "base/err.h"
#include "doc/chart_layout.h"
#include "doc/document.h"

#define PDF_FONT "Liberation Serif"

/* Page number and footer stand in the margins, as far from the edge as docx_write has them. */
#define PDF_HEADER_DISTANCE_MM 10.0
#define PDF_FOOTER_DISTANCE_MM 8.0

#define PDF_BORDER_PT 0.5

enum { PDF_DEPTH_MAX = 6 };

enum pdf_strip_kind { PDF_LINE, PDF_RULE, PDF_ROW, PDF_CHART };

struct pdf_strip {
    enum pdf_strip_kind kind;
    double height_pt;
    double before_pt, after_pt; /* free room; none at the top and bottom of a page */
    bool keeps_next;            /* no page ends between this strip and the next */
    bool begins_page;
    /* a line of text: where it begins; a rule: where it is drawn, and how long */
    double left_pt, baseline_pt, length_pt;
    PangoLayoutLine *line;                /* borrowed from its layout */
    const struct doc_paragraph *heading;  /* its first line; NULL: none */
    const struct pdf_row *row;            /* PDF_ROW */
    const struct chart_drawing *chart;    /* PDF_CHART */
    const struct pdf_table_head *to_head; /* what is repeated where a page begins with this row */
};

struct pdf_strips {
    LIST(struct pdf_strip) list;
};

/* A cell as it stands in its row. */
struct pdf_cell {
    double left_pt, top_pt, width_pt, height_pt;
    double text_left_pt, text_top_pt;
    bool shaded;
    bool open_above, open_below; /* no border: the cell goes on in another row */
    struct pdf_strips strips;
};

/* One row, or several that cells reach across. */
struct pdf_row {
    LIST(struct pdf_cell) cells;
    bool has_borders;
};

struct pdf_table_head {
    const struct pdf_strip *strips;
    size_t count;
    double height_pt;
};

struct pdf {
    const struct document *document;
    struct arena *arena; /* as long as the writing */
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoContext *context;
    LIST(PangoLayout *) layouts; /* those of the section at work */
    size_t text_bytes, lines;
    bool too_large;  /* a limit was passed: nothing more is laid out */
    int page_count;  /* pages begun so far */
    int page_number; /* the one shown on the page at work */
    int outline[4];  /* the last heading of each level; 0: the root */
};

double pdf_pt_of_mm(double mm);

/* Letters stand where their widths put them, not where a screen has pixels. */
PangoContext *pdf_new_context(cairo_t *cairo);

/* Where strips are laid out. */
struct pdf_place {
    double width_pt;
    double height_max_pt; /* of a row: what a page has room for */
    int depth;
};

/* The strips of FLOW, added to STRIPS. */
void pdf_layout_flow(struct pdf *pdf, const struct doc_flow *flow, const struct pdf_place *place,
                     struct pdf_strips *strips);
void pdf_layout_table(struct pdf *pdf, const struct doc_table *table, const struct pdf_place *place,
                      struct pdf_strips *strips);
/* A single line's layout, for what stands in the margins; freed with the section's. */
PangoLayout *pdf_layout_line(struct pdf *pdf, struct str text, double size_pt, bool bold,
                             double width_pt);
/* How high a line of that size is. */
double pdf_line_height_pt(double size_pt);
/* From the top of such a line to its baseline. */
double pdf_ascent_pt(double size_pt);
void pdf_free_layouts(struct pdf *pdf);

/* The room between two strips: the larger of what they ask for, as in word processors. */
double pdf_gap_pt(const struct pdf_strip *upper, const struct pdf_strip *lower);
/* The height of COUNT strips together, with the free room above the first and below the last. */
double pdf_strips_height_pt(const struct pdf_strip *strips, size_t count);

void pdf_draw_strip(struct pdf *pdf, const struct pdf_strip *strip, double left_pt, double top_pt);
/* All pages of a section. */
void pdf_write_section(struct pdf *pdf, const struct doc_section *section);

/* ERR_STATE where the letters cannot all be written on this machine. */
MUST_CHECK const struct err *pdf_check_font(PangoContext *context);

#endif
