#include "doc/html_write.h"

#include <math.h>
#include <stdlib.h>

#include "doc/chart_paper.h"
#include "doc/chart_svg.h"
#include "text/utf8.h"

enum { FLOW_DEPTH_MAX = 6 };

/* What is at work. */
struct writing {
    struct html *h;
    struct buf *out;
    struct arena *arena;
    size_t tables; /* scrolled so far: each has a name of its own */
};

static const char *const STYLES[DOC_STYLE_COUNT] = {
    [DOC_PLAIN] = "p-plain",      [DOC_BODY] = "p-body",       [DOC_HEADING_1] = "p-h1",
    [DOC_HEADING_2] = "p-h2",     [DOC_HEADING_3] = "p-h3",    [DOC_TITLE] = "p-title",
    [DOC_SUBTITLE] = "p-title",   [DOC_TABLE_HEAD] = "p-cell", [DOC_TABLE_TEXT] = "p-cell",
    [DOC_TABLE_TOTAL] = "p-cell", [DOC_NOTE] = "p-note",
};

static const char *const ALIGNS[] = {"to-left", "to-centre", "to-right", "to-both"};

/* --- classes ------------------------------------------------------------------------------ */

/* The steps web/paper.css has. */
static const double SPACES_PT[] = {0, 2, 3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96};
static const double INDENTS_MM[] = {0, 1, 2, 3, 5, 8, 10, 13, 15, 20, 25, 30};
static const double SIZES_PT[] = {8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20};

static int nearest_step(double value, const double *steps, size_t count) {
    size_t best = 0;
    for (size_t i = 1; i < count; i++)
        if (fabs(steps[i] - value) < fabs(steps[best] - value))
            best = i;
    return (int)steps[best];
}
#define STEP(value, steps) nearest_step(value, steps, COUNT_OF(steps))

static void add_class(struct buf *out, const char *name, int step, int usual) {
    if (step != usual)
        buf_append_format(out, " %s-%d", name, step);
}

/* A line of dots to write on by hand: on a narrow screen it is cut, not broken. */
static bool is_dotted(const struct doc_paragraph *paragraph) {
    struct str text = paragraph->runs.count == 1 ? paragraph->runs.items[0].text : STR("");
    size_t at = 0;
    while (str_starts_with(str_slice(text, at, text.n), STR("…")))
        at += sizeof "…" - 1;
    return text.n && at == text.n;
}

/* What differs from the style. */
static void write_classes(struct buf *out, const struct doc_paragraph *paragraph) {
    const struct doc_format *format = &paragraph->format;
    struct doc_format usual = doc_style_format(paragraph->style);
    buf_append_format(out, " class=\"%s", STYLES[paragraph->style]);
    if (format->align != usual.align)
        buf_append_format(out, " %s", ALIGNS[format->align]);
    add_class(out, "before", STEP(format->before_pt, SPACES_PT), STEP(usual.before_pt, SPACES_PT));
    add_class(out, "after", STEP(format->after_pt, SPACES_PT), STEP(usual.after_pt, SPACES_PT));
    add_class(out, "left", STEP(format->left_mm, INDENTS_MM), STEP(usual.left_mm, INDENTS_MM));
    add_class(out, "right", STEP(format->right_mm, INDENTS_MM), STEP(usual.right_mm, INDENTS_MM));
    if (format->first_line_mm < 0)
        add_class(out, "hang", STEP(-format->first_line_mm, INDENTS_MM), 0);
    else
        add_class(out, "first", STEP(format->first_line_mm, INDENTS_MM),
                  STEP(fmax(0, usual.first_line_mm), INDENTS_MM));
    if (format->line_spacing < 0.8)
        buf_append_c(out, " half");
    if (is_dotted(paragraph))
        buf_append_c(out, " dots");
    if (format->keep_with_next)
        buf_append_c(out, " keep");
    if (format->page_break_before)
        buf_append_c(out, " new-page");
    buf_append_char(out, '"');
}

/* --- paragraphs --------------------------------------------------------------------------- */

static void write_text(struct writing *w, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        unsigned char c = i < text.n ? (unsigned char)text.p[i] : '\n';
        if (c >= ' ' && c != 0x7F)
            continue;
        html_text(w->h, str_slice(text, from, i));
        from = i + 1;
        if (i == text.n)
            break;
        if (c == '\n')
            buf_append_c(w->out, "<br/>");
        else if (c == '\t')
            buf_append_c(w->out, "<span class=\"tab\">\t</span>");
    }
}

static void write_run(struct writing *w, const struct doc_run *run, double usual_pt) {
    bool sized = run->size_pt > 0 && fabs(run->size_pt - usual_pt) > 0.1;
    if (sized)
        buf_append_format(w->out, "<span class=\"pt-%d\">", STEP(run->size_pt, SIZES_PT));
    buf_append_c(w->out, run->bold ? "<b>" : "");
    buf_append_c(w->out, run->italic ? "<i>" : "");
    buf_append_c(w->out, run->underline ? "<u>" : "");
    write_text(w, run->caps ? utf8_upper(w->arena, run->text) : run->text);
    buf_append_c(w->out, run->underline ? "</u>" : "");
    buf_append_c(w->out, run->italic ? "</i>" : "");
    buf_append_c(w->out, run->bold ? "</b>" : "");
    if (sized)
        buf_append_c(w->out, "</span>");
}

/* Tenths: the same in every locale. */
static void write_length(struct buf *out, double value) {
    int tenths = (int)lround(value * 10);
    buf_append_format(out, "%d.%d", tenths / 10, tenths % 10);
}

static void write_rule(struct writing *w, double length_mm) {
    buf_append_c(w->out, "<svg class=\"rule\" aria-hidden=\"true\" height=\"1\" width=\"");
    write_length(w->out, length_mm);
    buf_append_c(w->out, "mm\"><rect width=\"100%\" height=\"1\"/></svg>");
}

static void write_paragraph(struct writing *w, const struct doc_paragraph *paragraph) {
    static const char *const TAGS[] = {"p", "h2", "h3", "h4"};
    int level = paragraph->format.outline_level;
    const char *tag = TAGS[level < 0 ? 0 : level > 3 ? 3 : level];
    double usual_pt = doc_style_type(paragraph->style).size_pt;
    buf_append_format(w->out, "<%s", tag);
    write_classes(w->out, paragraph);
    buf_append_char(w->out, '>');
    for (size_t i = 0; i < paragraph->runs.count; i++)
        write_run(w, &paragraph->runs.items[i], usual_pt);
    if (!paragraph->runs.count)
        buf_append_c(w->out, "<br/>");
    if (paragraph->rule_mm > 0)
        write_rule(w, paragraph->rule_mm);
    buf_append_format(w->out, "</%s>\n", tag);
}

/* --- tables ------------------------------------------------------------------------------- */

static void write_flow(struct writing *w, const struct doc_flow *flow, double width_mm, int depth);

static double columns_width_mm(const struct doc_table *table, size_t first, size_t count) {
    double width_mm = 0;
    for (size_t i = 0; i < count && first + i < table->column_count; i++)
        width_mm += table->columns_mm[first + i];
    return width_mm;
}

static void write_cell(struct writing *w, const struct doc_table *table,
                       const struct doc_cell *cell, size_t column, bool is_head, int depth) {
    static const char *const VERTICAL[] = {"", " middle", " bottom"};
    const char *tag = is_head ? "th" : "td";
    buf_append_format(w->out, "<%s", tag);
    if (is_head)
        buf_append_c(w->out, cell->column_span > 1 ? " scope=\"colgroup\"" : " scope=\"col\"");
    if (cell->column_span > 1)
        buf_append_format(w->out, " colspan=\"%u\"", cell->column_span);
    if (cell->row_span > 1)
        buf_append_format(w->out, " rowspan=\"%u\"", cell->row_span);
    if (cell->shaded || cell->vertical_align != DOC_TOP)
        buf_append_format(w->out, " class=\"%s%s\"", cell->shaded ? "shaded" : "",
                          VERTICAL[cell->vertical_align]);
    buf_append_char(w->out, '>');
    double width_mm = columns_width_mm(table, column, cell->column_span) - 2 * table->padding_mm;
    write_flow(w, &cell->content, width_mm, depth + 1);
    buf_append_format(w->out, "</%s>", tag);
}

/* REACHED: for each column the first row no cell from above reaches into. */
static void write_row(struct writing *w, const struct doc_table *table, size_t row_index,
                      size_t *reached, int depth) {
    static const struct doc_cell EMPTY = {.column_span = 1, .row_span = 1};
    const struct doc_row *row = table->rows.items[row_index];
    size_t next = 0;
    buf_append_c(w->out, "<tr>");
    for (size_t column = 0; column < table->column_count;) {
        if (reached[column] > row_index) {
            column++;
            continue;
        }
        const struct doc_cell *cell = next < row->cells.count ? row->cells.items[next++] : &EMPTY;
        if (cell->column_span < 1 || column + cell->column_span > table->column_count)
            abort();
        write_cell(w, table, cell, column, row_index < table->header_row_count, depth);
        for (unsigned i = 0; i < cell->column_span; i++)
            reached[column++] = row_index + cell->row_span;
    }
    if (next < row->cells.count)
        abort();
    buf_append_c(w->out, "</tr>\n");
}

static void write_rows(struct writing *w, const struct doc_table *table, int depth) {
    size_t *reached = ARENA_ARRAY(w->arena, size_t, table->column_count);
    size_t heads = table->header_row_count;
    if (heads)
        buf_append_c(w->out, "<thead>\n");
    for (size_t i = 0; i < table->rows.count; i++) {
        if (i == heads)
            buf_append_c(w->out, heads ? "</thead><tbody>\n" : "<tbody>\n");
        write_row(w, table, i, reached, depth);
    }
    buf_append_c(w->out, table->rows.count > heads ? "</tbody>" : "</thead>");
}

static void write_table(struct writing *w, const struct doc_table *table, double width_mm,
                        int depth) {
    double natural_mm = columns_width_mm(table, 0, table->column_count);
    bool grid = table->border == DOC_GRID;
    if (!table->rows.count)
        return;
    if (grid)
        buf_append_format(w->out,
                          "<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
                          "aria-label=\"Bảng %zu\">",
                          ++w->tables);
    buf_append_format(
        w->out, "<table class=\"%s%s\"%s width=\"", grid ? "grid-lines" : "frame-only",
        grid && table->column_count > 3 ? " many" : "", grid ? "" : " role=\"presentation\"");
    write_length(w->out, fmin(100, 100 * natural_mm / width_mm));
    buf_append_c(w->out, "%\"><colgroup>");
    for (size_t i = 0; i < table->column_count; i++) {
        buf_append_c(w->out, "<col width=\"");
        write_length(w->out, 100 * table->columns_mm[i] / natural_mm);
        buf_append_c(w->out, "%\"/>");
    }
    buf_append_c(w->out, "</colgroup>");
    write_rows(w, table, depth);
    buf_append_c(w->out, grid ? "</table></div>\n" : "</table>\n");
}

/* --- the rest ----------------------------------------------------------------------------- */

static void write_chart(struct writing *w, const struct doc_chart *chart, double width_mm) {
    struct chart_drawing drawing;
    chart_of_paper(w->arena, chart, width_mm, &drawing);
    buf_append_c(w->out, "<figure class=\"chart-figure\">");
    chart_svg(w->h, chart->chart, &drawing, str_format(w->arena, "bieu-do-%zu", chart->number));
    buf_append_c(w->out, "</figure>\n");
}

static void write_flow(struct writing *w, const struct doc_flow *flow, double width_mm, int depth) {
    if (depth > FLOW_DEPTH_MAX)
        abort();
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct doc_block *block = &flow->blocks.items[i];
        switch (block->kind) {
        case DOC_PARAGRAPH:
            write_paragraph(w, block->paragraph);
            break;
        case DOC_TABLE:
            write_table(w, block->table, width_mm, depth);
            break;
        case DOC_CHART:
            write_chart(w, block->chart, width_mm);
            break;
        }
    }
}

static void write_foot(struct writing *w, const struct document *document) {
    if (!document->footer.n && !document->banner.n)
        return;
    buf_append_c(w->out, "<div class=\"sheet-foot\">");
    if (document->footer.n) {
        buf_append_c(w->out, "<p>");
        html_text(w->h, document->footer);
        buf_append_c(w->out, "</p>");
    }
    if (document->banner.n) {
        buf_append_c(w->out, "<p><b>");
        html_text(w->h, document->banner);
        buf_append_c(w->out, "</b></p>");
    }
    buf_append_c(w->out, "</div>");
}

static void write_watermark(struct writing *w, const struct document *document) {
    if (!document->watermark.n)
        return;
    buf_append_c(w->out, " data-watermark=\"");
    html_text(w->h, document->watermark);
    buf_append_char(w->out, '"');
}

/* The watermark is an attribute: a style draws it, and it is not among the words. */
static void write_section(struct writing *w, const struct document *document,
                          const struct doc_section *section) {
    bool lies = section->page.width_mm > section->page.height_mm;
    buf_append_format(w->out, "<section class=\"sheet%s%s\"", lies ? " lying" : "",
                      document->banner.n ? " marked" : "");
    write_watermark(w, document);
    buf_append_c(w->out, ">\n");
    write_flow(w, &section->content, doc_page_text_width_mm(&section->page), 0);
    write_foot(w, document);
    buf_append_c(w->out, "</section>\n");
}

const struct err *html_write(const struct document *document, struct arena *arena,
                             struct trusted_html *ret_html) {
    if (document->sections.count == 0)
        return ERR(ERR_INTERNAL, "html: a document needs a section");
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct buf out CLEANUP(buf_release) = BUF_INIT(HTML_PAPER_BYTES_MAX);
    struct html h = {.out = &out, .arena = scratch, .lang = LANG_VI};
    struct writing w = {.h = &h, .out = &out, .arena = scratch};
    buf_append_c(&out, "<article class=\"desk\" lang=\"vi\"");
    write_watermark(&w, document);
    buf_append_c(&out, ">\n");
    for (size_t i = 0; i < document->sections.count; i++)
        write_section(&w, document, document->sections.items[i]);
    buf_append_c(&out, "</article>\n");
    if (out.overflowed)
        return ERR(ERR_LIMIT, "html: more than %d bytes", HTML_PAPER_BYTES_MAX);
    ret_html->html = str_copy(arena, buf_str(&out));
    return NULL;
}
