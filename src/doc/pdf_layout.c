/* Paragraphs become lines, and lines strips. */
#include <math.h>
#include <stdlib.h>

#include "base/buf.h"
#include "doc/chart_paper.h"
#include "doc/pdf_parts.h"
#include "doc/pdf_write.h"
#include "text/utf8.h"

/* Times New Roman and Liberation Serif: shares of the type size. Word processors count the leading
 * into the line, Pango does not. */
#define ASCENT  0.891
#define DESCENT 0.216
#define LEADING 0.042

#define TAB_STOP_MM 12.7

/* A rule under a text, as docx_write has it. */
#define RULE_GAP_PT       3
#define RULE_THICKNESS_PT 0.75
#define RULE_ROOM_PT      1

/* Between two tables, that they do not look like one. */
#define TABLE_GAP_PT 1

double pdf_pt_of_mm(double mm) {
    return mm * 72 / 25.4;
}

double pdf_line_height_pt(double size_pt) {
    return size_pt * (ASCENT + DESCENT + LEADING);
}

double pdf_ascent_pt(double size_pt) {
    return size_pt * ASCENT;
}

double pdf_gap_pt(const struct pdf_strip *upper, const struct pdf_strip *lower) {
    return fmax(upper->after_pt, lower->before_pt);
}

double pdf_strips_height_pt(const struct pdf_strip *strips, size_t count) {
    double height_pt = count ? strips[0].before_pt + strips[count - 1].after_pt : 0;
    for (size_t i = 0; i < count; i++)
        height_pt += strips[i].height_pt + (i ? pdf_gap_pt(&strips[i - 1], &strips[i]) : 0);
    return height_pt;
}

/* --- text --------------------------------------------------------------------------------- */

/* A stretch of the paragraph's text in one type. */
struct stretch {
    unsigned from, to;
    double size_pt;
};

struct text {
    struct buf bytes;
    LIST(struct stretch) stretches;
    PangoAttrList *attributes;
    double size_pt; /* where there is no text */
};

/* Without what has no look of its own. A newline is left to those who lay out single lines: Pango
 * would stretch the line before it in justified text. */
static void append_text(struct buf *bytes, struct str text) {
    for (size_t at = 0; at < text.n;) {
        size_t from = at;
        int32_t c = utf8_next(text, &at);
        if (c == 0x2028 || c == 0x2029)
            buf_append_char(bytes, ' ');
        else if (c == '\n')
            buf_append_c(bytes, "\xE2\x80\xA8"); /* U+2028, line separator */
        else if (c == '\t' || (c >= 0x20 && c != 0x7F))
            buf_append_str(bytes, str_slice(text, from, at));
    }
}

static void add_attribute(struct text *text, PangoAttribute *attribute,
                          const struct stretch *stretch) {
    attribute->start_index = stretch->from;
    attribute->end_index = stretch->to;
    pango_attr_list_insert(text->attributes, attribute);
}

/* WORDS in the type of RUN. */
static void add_words(struct pdf *pdf, struct text *text, const struct doc_run *run,
                      struct str words) {
    struct stretch *stretch = list_push(pdf->arena, &text->stretches);
    stretch->from = (unsigned)text->bytes.length;
    stretch->size_pt = run->size_pt > 0 ? run->size_pt : text->size_pt;
    append_text(&text->bytes, run->caps ? utf8_upper(pdf->arena, words) : words);
    stretch->to = (unsigned)text->bytes.length;
    add_attribute(text, pango_attr_size_new_absolute((int)lround(stretch->size_pt * PANGO_SCALE)),
                  stretch);
    if (run->bold)
        add_attribute(text, pango_attr_weight_new(PANGO_WEIGHT_BOLD), stretch);
    if (run->italic)
        add_attribute(text, pango_attr_style_new(PANGO_STYLE_ITALIC), stretch);
    if (run->underline)
        add_attribute(text, pango_attr_underline_new(PANGO_UNDERLINE_SINGLE), stretch);
}

/* The largest type on the line: it makes the line's height. */
static double size_of_line(const struct text *text, const PangoLayoutLine *line) {
    unsigned from = (unsigned)line->start_index, to = from + (unsigned)line->length;
    double size_pt = 0;
    for (size_t i = 0; i < text->stretches.count; i++) {
        const struct stretch *stretch = &text->stretches.items[i];
        bool touches = from == to ? stretch->from <= from && from <= stretch->to
                                  : stretch->from < to && stretch->to > from;
        if (touches)
            size_pt = fmax(size_pt, stretch->size_pt);
    }
    return size_pt > 0 ? size_pt : text->size_pt;
}

/* --- paragraphs --------------------------------------------------------------------------- */

static PangoLayout *new_layout(struct pdf *pdf) {
    PangoLayout *layout = pango_layout_new(pdf->context);
    *list_push(pdf->arena, &pdf->layouts) = layout;
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    return layout;
}

void pdf_free_layouts(struct pdf *pdf) {
    for (size_t i = 0; i < pdf->layouts.count; i++)
        g_object_unref(pdf->layouts.items[i]);
    pdf->layouts.count = 0;
}

/* Where the first line hangs, all lines begin with it, left of the indent. */
static double origin_mm(const struct doc_format *format) {
    return format->left_mm + fmin(0, format->first_line_mm);
}

/* Stops are counted from the flow's edge; the indent of a hanging line is one more. */
static void set_tabs(PangoLayout *layout, const struct doc_format *format, double width_pt) {
    double last_mm = format->first_line_mm < 0 ? format->left_mm : origin_mm(format);
    int count = (int)(width_pt / pdf_pt_of_mm(TAB_STOP_MM)) + 2;
    PangoTabArray *tabs = pango_tab_array_new(count, FALSE);
    for (int i = 0; i < count; i++) {
        bool is_indent = i == 0 && format->first_line_mm < 0;
        if (!is_indent)
            last_mm = (floor(last_mm / TAB_STOP_MM + 1e-6) + 1) * TAB_STOP_MM;
        pango_tab_array_set_tab(
            tabs, i, PANGO_TAB_LEFT,
            (int)lround(pdf_pt_of_mm(last_mm - origin_mm(format)) * PANGO_SCALE));
    }
    pango_layout_set_tabs(layout, tabs);
    pango_tab_array_free(tabs);
}

static void set_format(PangoLayout *layout, const struct doc_format *format, double width_pt) {
    static const PangoAlignment ALIGNMENTS[] = {
        [DOC_LEFT] = PANGO_ALIGN_LEFT,
        [DOC_CENTER] = PANGO_ALIGN_CENTER,
        [DOC_RIGHT] = PANGO_ALIGN_RIGHT,
        [DOC_JUSTIFY] = PANGO_ALIGN_LEFT,
    };
    pango_layout_set_width(layout, (int)lround(fmax(1, width_pt) * PANGO_SCALE));
    pango_layout_set_indent(layout, (int)lround(pdf_pt_of_mm(format->first_line_mm) * PANGO_SCALE));
    pango_layout_set_alignment(layout, ALIGNMENTS[format->align]);
    pango_layout_set_justify(layout, format->align == DOC_JUSTIFY);
}

static PangoLayout *layout_text(struct pdf *pdf, struct text *text, const struct doc_format *format,
                                double width_pt) {
    struct str bytes = buf_str(&text->bytes);
    PangoLayout *layout = new_layout(pdf);
    set_format(layout, format, width_pt);
    if (str_find(bytes, STR("\t")) >= 0)
        set_tabs(layout, format, width_pt);
    pango_attr_list_insert_before(text->attributes, pango_attr_insert_hyphens_new(FALSE));
    pango_layout_set_attributes(layout, text->attributes);
    pango_layout_set_text(layout, bytes.p, (int)bytes.n);
    return layout;
}

static bool has_room_for(struct pdf *pdf, size_t bytes, size_t lines) {
    pdf->text_bytes += bytes;
    pdf->lines += lines;
    if (pdf->text_bytes > PDF_TEXT_BYTES_MAX || pdf->lines > PDF_LINES_MAX)
        pdf->too_large = true;
    return !pdf->too_large;
}

/* Neither the first nor the last line of a paragraph stands on a page without another. */
static void keep_lines_together(struct pdf_strip *lines, size_t count) {
    if (count < 2)
        return;
    lines[0].keeps_next = true;
    lines[count - 2].keeps_next = true;
}

static void add_lines(struct pdf *pdf, const struct doc_format *format, const struct text *text,
                      PangoLayout *layout, struct pdf_strips *strips) {
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical;
        struct pdf_strip *strip = list_push(pdf->arena, &strips->list);
        strip->line = pango_layout_iter_get_line_readonly(iter);
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        double size_pt = size_of_line(text, strip->line);
        strip->height_pt = pdf_line_height_pt(size_pt) * format->line_spacing;
        strip->baseline_pt = pdf_ascent_pt(size_pt); /* spacing comes below */
        strip->left_pt = pdf_pt_of_mm(origin_mm(format)) + (double)logical.x / PANGO_SCALE;
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

/* What stands between two newlines. */
static void begin_text(struct text *text) {
    buf_clear(&text->bytes);
    text->stretches.count = 0;
    text->attributes = pango_attr_list_new();
}

static void end_text(struct pdf *pdf, struct text *text, const struct doc_format *format,
                     const struct pdf_place *place, struct pdf_strips *strips) {
    double width_pt = place->width_pt - pdf_pt_of_mm(origin_mm(format) + format->right_mm);
    PangoLayout *layout = layout_text(pdf, text, format, width_pt);
    pango_attr_list_unref(text->attributes);
    if (has_room_for(pdf, 0, (size_t)pango_layout_get_line_count(layout)))
        add_lines(pdf, format, text, layout, strips);
}

/* The lines after a newline are not indented as a first one is. */
static void add_paragraph_lines(struct pdf *pdf, const struct doc_paragraph *paragraph,
                                const struct pdf_place *place, struct pdf_strips *strips) {
    struct doc_format format = paragraph->format;
    struct text text = {.bytes = BUF_INIT(PDF_TEXT_BYTES_MAX * 2),
                        .size_pt = doc_style_type(paragraph->style).size_pt};
    size_t first = strips->list.count;
    begin_text(&text);
    for (size_t i = 0; i < paragraph->runs.count && !pdf->too_large; i++) {
        const struct doc_run *run = &paragraph->runs.items[i];
        for (struct str rest = run->text; rest.p && !pdf->too_large;) {
            add_words(pdf, &text, run, str_cut(&rest, '\n'));
            if (!rest.p)
                continue;
            end_text(pdf, &text, &format, place, strips);
            format.first_line_mm = 0;
            begin_text(&text);
        }
    }
    end_text(pdf, &text, &format, place, strips);
    buf_release(&text.bytes);
    keep_lines_together(&strips->list.items[first], strips->list.count - first);
}

static void add_rule(struct pdf *pdf, double length_mm, const struct pdf_place *place,
                     struct pdf_strips *strips) {
    struct pdf_strip *strip = list_push(pdf->arena, &strips->list);
    strip->kind = PDF_RULE;
    strip->length_pt = fmin(pdf_pt_of_mm(length_mm), place->width_pt);
    strip->left_pt = (place->width_pt - strip->length_pt) / 2;
    strip->baseline_pt = RULE_GAP_PT + RULE_THICKNESS_PT / 2;
    strip->height_pt = RULE_GAP_PT + RULE_THICKNESS_PT + RULE_ROOM_PT;
}

static void layout_paragraph(struct pdf *pdf, const struct doc_paragraph *paragraph,
                             const struct pdf_place *place, struct pdf_strips *strips) {
    const struct doc_format *format = &paragraph->format;
    size_t first = strips->list.count, bytes = 0;
    for (size_t i = 0; i < paragraph->runs.count; i++)
        bytes += paragraph->runs.items[i].text.n;
    if (has_room_for(pdf, bytes, 0))
        add_paragraph_lines(pdf, paragraph, place, strips);
    if (pdf->too_large)
        return;
    if (paragraph->rule_mm > 0) {
        strips->list.items[strips->list.count - 1].keeps_next = true;
        add_rule(pdf, paragraph->rule_mm, place, strips);
    }
    struct pdf_strip *top = &strips->list.items[first];
    struct pdf_strip *bottom = &strips->list.items[strips->list.count - 1];
    top->before_pt = format->before_pt;
    top->begins_page = format->page_break_before && place->depth == 0;
    top->heading = format->outline_level > 0 ? paragraph : NULL;
    bottom->after_pt = format->after_pt;
    bottom->keeps_next |= format->keep_with_next;
}

PangoLayout *pdf_layout_line(struct pdf *pdf, struct str line, double size_pt, bool bold,
                             double width_pt) {
    struct text text = {.bytes = BUF_INIT(PDF_TEXT_BYTES_MAX), .size_pt = size_pt};
    const struct doc_format format = {.align = DOC_CENTER};
    const struct doc_run run = {.text = line, .bold = bold};
    text.attributes = pango_attr_list_new();
    add_words(pdf, &text, &run, line);
    PangoLayout *layout = layout_text(pdf, &text, &format, width_pt);
    pango_attr_list_unref(text.attributes);
    buf_release(&text.bytes);
    return layout;
}

#define CHART_GAP_PT 6

static void layout_chart(struct pdf *pdf, const struct doc_chart *chart,
                         const struct pdf_place *place, struct pdf_strips *strips) {
    struct chart_drawing *drawing = ARENA_NEW(pdf->arena, struct chart_drawing);
    chart_of_paper(pdf->arena, chart, place->width_pt * 25.4 / 72, drawing);
    if (!has_room_for(pdf, chart->words.n, drawing->marks.count))
        return;
    struct pdf_strip *strip = list_push(pdf->arena, &strips->list);
    strip->kind = PDF_CHART;
    strip->chart = drawing;
    strip->left_pt = (place->width_pt - drawing->width) / 2;
    strip->height_pt = drawing->height;
    strip->before_pt = strip->after_pt = CHART_GAP_PT;
}

void pdf_layout_flow(struct pdf *pdf, const struct doc_flow *flow, const struct pdf_place *place,
                     struct pdf_strips *strips) {
    if (place->depth > PDF_DEPTH_MAX)
        abort();
    for (size_t i = 0; i < flow->blocks.count && !pdf->too_large; i++) {
        const struct doc_block *block = &flow->blocks.items[i];
        size_t first = strips->list.count;
        if (block->kind == DOC_PARAGRAPH) {
            layout_paragraph(pdf, block->paragraph, place, strips);
            continue;
        }
        if (block->kind == DOC_CHART) {
            layout_chart(pdf, block->chart, place, strips);
            continue;
        }
        pdf_layout_table(pdf, block->table, place, strips);
        if (i && flow->blocks.items[i - 1].kind == DOC_TABLE && strips->list.count > first)
            strips->list.items[first].before_pt += TABLE_GAP_PT;
    }
}
