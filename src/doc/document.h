/* One model for everything that is printed: papers, reports, minutes, feedback sheets.
 *
 * A document is a list of sections; a section has one page size and a flow of blocks; a block is a
 * paragraph, a table or a chart; a table's cells hold flows again. The model says what stands on
 * the page and how it looks; it knows nothing of file formats. docx_write renders it.
 *
 * Units: lengths `_mm`, type and spacing `_pt`. Text is valid UTF-8 in NFC; a newline in a run
 * breaks the line, a tab is a tab, other control characters are dropped when the document is
 * written. Texts are borrowed: they must live as long as the document. Everything else is in the
 * arena the document was made with, and the pointers returned here stay valid as long as it.
 *
 *     struct document *document = document_new(arena);
 *     struct doc_flow *flow = doc_section_add(document, DOC_PAGE_A4_PORTRAIT);
 *     doc_paragraph_add(flow, DOC_HEADING_1, STR("I. ĐẶC ĐIỂM TÌNH HÌNH"));
 *     struct doc_paragraph *p = doc_paragraph_add(flow, DOC_BODY, STR("Tổng điểm: "));
 *     doc_run_add(p, STR("69,21"))->bold = true;
 *     struct doc_table *t = doc_table_add(flow, DOC_GRID, (double[]){12, 100, 53}, 3);
 *     t->header_row_count = 1;
 *     struct doc_row *head = doc_row_add(t);
 *     doc_cell_add_text(head, DOC_TABLE_HEAD, DOC_CENTER, STR("TT"));
 */
#ifndef DOC_DOCUMENT_H
#define DOC_DOCUMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/list.h"
#include "base/str.h"
#include "doc/chart.h"

enum doc_align { DOC_LEFT, DOC_CENTER, DOC_RIGHT, DOC_JUSTIFY };
enum doc_vertical_align { DOC_TOP, DOC_MIDDLE, DOC_BOTTOM };

/* What a paragraph is. Its look is doc_style_format/doc_style_type below; a paragraph may differ
 * from its style in single points. */
enum doc_style {
    DOC_PLAIN,       /* frames, addresses: no indent, no spacing */
    DOC_BODY,        /* running text: justified, first line indented */
    DOC_HEADING_1,   /* "I. …": headings are in the navigation of the file */
    DOC_HEADING_2,   /* "1. …" */
    DOC_HEADING_3,   /* "a) …" */
    DOC_TITLE,       /* the name of the kind of paper: "BÁO CÁO" */
    DOC_SUBTITLE,    /* what it is about, under the title */
    DOC_TABLE_HEAD,  /* in header rows */
    DOC_TABLE_TEXT,  /* in cells */
    DOC_TABLE_TOTAL, /* bold, in rows of sums */
    DOC_NOTE,        /* small italic line */
    DOC_STYLE_COUNT,
};

/* The look of a paragraph. */
struct doc_format {
    enum doc_align align;
    double first_line_mm; /* indent of the first line; negative hangs */
    double left_mm, right_mm;
    double before_pt, after_pt;
    double line_spacing; /* 1 = single */
    bool keep_with_next; /* on one page with what follows */
    bool page_break_before;
    int outline_level; /* 1 … 3 for headings, 0 for text */
};

/* The look of a style's letters; a run may add to it. */
struct doc_type {
    double size_pt;
    bool bold, italic, underline, caps;
};

struct doc_format doc_style_format(enum doc_style style);
struct doc_type doc_style_type(enum doc_style style);

struct doc_run {
    struct str text;
    double size_pt; /* 0: the style's */
    /* Born as the style has them; both ways can be set. */
    bool bold, italic, underline;
    bool caps; /* shown in capitals; prefer text that is in capitals */
};

struct doc_paragraph {
    enum doc_style style;
    struct doc_format format; /* born as the style's; change what differs */
    LIST(struct doc_run) runs;
    /* > 0: a thin centred line of this length under the paragraph. */
    double rule_mm;
    struct arena *arena;
};

enum doc_block_kind { DOC_PARAGRAPH, DOC_TABLE, DOC_CHART };
struct doc_table;
struct doc_chart;

struct doc_block {
    enum doc_block_kind kind;
    struct doc_paragraph *paragraph; /* one of the three */
    struct doc_table *table;
    struct doc_chart *chart;
};

struct doc_flow {
    LIST(struct doc_block) blocks;
    struct arena *arena;
};

struct doc_cell {
    struct doc_flow content;
    unsigned column_span; /* ≥ 1 */
    unsigned row_span;    /* ≥ 1; rows below leave the covered columns out */
    enum doc_vertical_align vertical_align;
    bool shaded; /* light grey; born true in header rows written with DOC_TABLE_HEAD */
};

struct doc_row {
    LIST(struct doc_cell *) cells;
    struct doc_table *table;
};

enum doc_border { DOC_NO_BORDER, DOC_GRID };

/* Rows are never split between pages. The table stands centred in its flow; one that is wider than
 * its flow is narrowed in proportion when written. */
struct doc_table {
    enum doc_border border;
    const double *columns_mm; /* widths, column_count of them */
    size_t column_count;
    size_t header_row_count; /* the first rows, repeated on each page */
    double padding_mm;       /* left and right in each cell; 0 without border, else 1.5 */
    bool keep_together;      /* all rows on one page: for short tables and frames */
    LIST(struct doc_row *) rows;
    struct arena *arena;
};

/* Centred; with its title in the drawing. A chart is never split between pages. */
struct doc_chart {
    const struct chart *chart;
    double width_mm;     /* narrowed where its place is narrower */
    size_t first, count; /* the categories drawn; count 0: all */
    struct str words;    /* the alternative text */
    size_t number;       /* in the document, from 1 */
};

struct doc_page {
    double width_mm, height_mm;
    double top_mm, bottom_mm, left_mm, right_mm; /* margins */
};

/* A4, margins as official papers have them (top 20, bottom 20, left 30, right 20). On the landscape
 * page left and right are those of the page as it is read. */
#define DOC_PAGE_A4_PORTRAIT                                                                       \
    ((struct doc_page){.width_mm = 210,                                                            \
                       .height_mm = 297,                                                           \
                       .top_mm = 20,                                                               \
                       .bottom_mm = 20,                                                            \
                       .left_mm = 30,                                                              \
                       .right_mm = 20})
#define DOC_PAGE_A4_LANDSCAPE                                                                      \
    ((struct doc_page){.width_mm = 297,                                                            \
                       .height_mm = 210,                                                           \
                       .top_mm = 20,                                                               \
                       .bottom_mm = 20,                                                            \
                       .left_mm = 30,                                                              \
                       .right_mm = 20})

struct doc_section {
    struct doc_page page;
    struct doc_flow content;
    /* Pages are numbered on from the section before, unless this is set. */
    bool restarts_page_numbers;
    bool hides_first_page_number; /* born true in the first section */
};

struct document {
    struct str title;     /* properties of the file */
    struct str subject;   /* no author is ever written: people sign papers, files do not */
    int64_t created_ms;   /* the instant written as creation; equal input gives equal bytes */
    bool page_numbers;    /* born true: centred in the top margin */
    struct str watermark; /* "DỰ THẢO": grey, slanting across each page; absent: none */
    struct str banner;    /* on every page, in bold: SAMPLE_BANNER; absent: none */
    struct str footer;    /* small line at the foot of every page; absent: none */
    LIST(struct doc_section *) sections;
    LIST(struct doc_chart *) charts; /* all of them, in the order they were added */
    struct arena *arena;
};

struct document *document_new(struct arena *arena);

/* A new section begins on a new page. */
struct doc_section *doc_section_open(struct document *document, struct doc_page page);
/* The same, for those who need only its flow. */
struct doc_flow *doc_section_add(struct document *document, struct doc_page page);

/* A paragraph with one run; none where TEXT is empty (an empty line). */
struct doc_paragraph *doc_paragraph_add(struct doc_flow *flow, enum doc_style style,
                                        struct str text);
/* The next piece of the paragraph's text. The pointer is valid until the next run is added. */
struct doc_run *doc_run_add(struct doc_paragraph *paragraph, struct str text);
/* Typed or pasted text of several lines: one paragraph a line, empty lines left out. */
void doc_text_add(struct doc_flow *flow, enum doc_style style, struct str text);

/* COLUMNS_MM is copied. */
struct doc_table *doc_table_add(struct doc_flow *flow, enum doc_border border,
                                const double *columns_mm, size_t column_count);
struct doc_row *doc_row_add(struct doc_table *table);
/* An empty cell; more cells than columns is a bug and aborts when written. */
struct doc_cell *doc_cell_add(struct doc_row *row);
/* A cell with one paragraph. */
struct doc_cell *doc_cell_add_text(struct doc_row *row, enum doc_style style, enum doc_align align,
                                   struct str text);

/* CHART, in as many pieces as a page needs: at most DOC_CHART_CATEGORIES_MAX categories each, all
 * with the same axis. FLOW belongs to DOCUMENT. */
enum { DOC_CHART_CATEGORIES_MAX = 18 };
void doc_chart_add(struct document *document, struct doc_flow *flow, const struct chart *chart,
                   double width_mm);

/* How wide the text runs on the page, and how wide the page's text area is. */
double doc_page_text_width_mm(const struct doc_page *page);
/* In Times New Roman, good to a few per cent. A text of several lines counts its longest. */
double doc_text_width_mm(struct str text, double size_pt, bool bold);

#endif
