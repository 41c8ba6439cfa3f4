/* A chart as a list of boxes, lines and texts, for those who draw it: SVG, PDF, pictures.
 *
 * Lengths are points from the upper left corner. What a box looks like is its tone: a lightness,
 * with lines across it or not, so that neighbours differ in black and white and for every eye.
 */
#ifndef DOC_CHART_LAYOUT_H
#define DOC_CHART_LAYOUT_H

#include "doc/chart.h"

enum { CHART_TONE_COUNT = 8 };

enum chart_hatch { CHART_PLAIN, CHART_RISING, CHART_FALLING, CHART_LEVEL };

/* How a tone looks on white paper; screens have their own (web/paper.css, .tone-0 …). */
struct chart_tone {
    double grey; /* 0: black, 1: white */
    enum chart_hatch hatch;
    bool dark; /* text on it is white */
};
extern const struct chart_tone CHART_TONES[CHART_TONE_COUNT];
#define CHART_HATCH_GAP_PT 3.2

enum chart_mark_kind { CHART_BOX, CHART_LINE, CHART_TEXT };
enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };

/* Whose pen: text and lines that matter, those that accompany, and lines behind everything. */
enum chart_ink { CHART_INK, CHART_SOFT, CHART_RULE, CHART_PAPER };

struct chart_mark {
    enum chart_mark_kind kind;
    double x, y;          /* a box's corner, where a line begins, where a text's baseline stands */
    double width, height; /* of a box; of a line: to its end */
    size_t tone;          /* of a box */
    enum chart_ink ink;   /* of lines and texts */
    double thickness;     /* of lines */
    double dash;          /* of lines: 0 is unbroken */
    struct str text;
    struct str full; /* the whole text where it was cut; else absent */
    enum chart_anchor anchor;
    double size;
    bool bold;
};

struct chart_drawing {
    double width, height;
    double size; /* of most letters */
    LIST(struct chart_mark) marks;
};

struct chart_place {
    double width;
    double size;         /* of the letters */
    double letter_share; /* how wide the letters are, Times New Roman being 1 */
    bool names_above;    /* categories stand over their bars: for narrow places */
    bool has_title;      /* the title is part of the drawing */
    size_t first, count; /* the categories drawn; all share one axis. 0: all */
};

void chart_layout(struct arena *arena, const struct chart *chart, const struct chart_place *place,
                  struct chart_drawing *ret_drawing);

/* The lines across a hatched box, one after the other: false when there are no more. Begin with
 * *STATE 0. */
bool chart_hatch_next(const struct chart_mark *box, double *state, double line[4]);

#endif
