/* Strips are cut into pages and drawn; margins get what stands in them. */
#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

#include "base/buf.h"
#include "doc/chart_paper.h"
#include "doc/pdf_parts.h"

/* As docx_write has them. */
#define WATERMARK_LENGTH_MM     170.0
#define WATERMARK_HEIGHT_MAX_MM 55.0
#define WATERMARK_GREY          (223.0 / 255)
#define SHADE_RED               (0xE7 / 255.0)
#define SHADE_GREEN             (0xE6 / 255.0)
#define SHADE_BLUE              (0xE6 / 255.0)
#define RULE_THICKNESS_PT       0.75
#define PAGE_NUMBER_PT          14
#define FOOTER_PT               10

enum { OUTLINE_BYTES_MAX = 500 };

/* --- strips ------------------------------------------------------------------------------- */

static void add_to_outline(struct pdf *pdf, const struct doc_paragraph *heading, double left_pt,
                           double top_pt) {
    int level = heading->format.outline_level < 3 ? heading->format.outline_level : 3;
    struct buf words = BUF_INIT(OUTLINE_BYTES_MAX);
    for (size_t i = 0; i < heading->runs.count; i++)
        buf_append_str(&words, heading->runs.items[i].text);
    for (size_t i = 0; i < words.length; i++)
        if (words.bytes[i] == '\n' || words.bytes[i] == '\t')
            words.bytes[i] = ' ';
    char place[80];
    snprintf(place, sizeof place, "page=%d pos=[%d %d]", pdf->page_count, (int)left_pt,
             (int)top_pt);
    if (words.length)
        pdf->outline[level] = cairo_pdf_surface_add_outline(
            pdf->surface, pdf->outline[level - 1], words.bytes, place, CAIRO_PDF_OUTLINE_FLAG_OPEN);
    for (int i = level + 1; i < 4; i++)
        pdf->outline[i] = pdf->outline[level];
    buf_release(&words);
}

static void draw_line(struct pdf *pdf, const struct pdf_strip *strip, double left_pt,
                      double top_pt) {
    cairo_move_to(pdf->cairo, left_pt + strip->left_pt, top_pt + strip->baseline_pt);
    pango_cairo_show_layout_line(pdf->cairo, strip->line);
    cairo_new_path(pdf->cairo);
}

static void stroke(struct pdf *pdf, double from_x, double from_y, double to_x, double to_y,
                   double thickness_pt) {
    cairo_set_line_width(pdf->cairo, thickness_pt);
    cairo_move_to(pdf->cairo, from_x, from_y);
    cairo_line_to(pdf->cairo, to_x, to_y);
    cairo_stroke(pdf->cairo);
}

static void draw_borders(struct pdf *pdf, const struct pdf_cell *cell, double left, double top) {
    double right = left + cell->width_pt, bottom = top + cell->height_pt;
    cairo_set_line_cap(pdf->cairo, CAIRO_LINE_CAP_SQUARE);
    stroke(pdf, left, top, left, bottom, PDF_BORDER_PT);
    stroke(pdf, right, top, right, bottom, PDF_BORDER_PT);
    if (!cell->open_above)
        stroke(pdf, left, top, right, top, PDF_BORDER_PT);
    if (!cell->open_below)
        stroke(pdf, left, bottom, right, bottom, PDF_BORDER_PT);
    cairo_set_line_cap(pdf->cairo, CAIRO_LINE_CAP_BUTT);
}

static void draw_cell(struct pdf *pdf, const struct pdf_cell *cell, double left_pt, double top_pt) {
    double y = top_pt + cell->text_top_pt;
    for (size_t i = 0; i < cell->strips.list.count; i++) {
        const struct pdf_strip *strip = &cell->strips.list.items[i];
        y += i ? pdf_gap_pt(&cell->strips.list.items[i - 1], strip) : strip->before_pt;
        pdf_draw_strip(pdf, strip, left_pt + cell->text_left_pt, y);
        y += strip->height_pt;
    }
}

static void draw_row(struct pdf *pdf, const struct pdf_row *row, double left_pt, double top_pt) {
    for (size_t i = 0; i < row->cells.count; i++) {
        const struct pdf_cell *cell = &row->cells.items[i];
        if (!cell->shaded)
            continue;
        cairo_set_source_rgb(pdf->cairo, SHADE_RED, SHADE_GREEN, SHADE_BLUE);
        cairo_rectangle(pdf->cairo, left_pt + cell->left_pt, top_pt + cell->top_pt, cell->width_pt,
                        cell->height_pt);
        cairo_fill(pdf->cairo);
        cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
    }
    for (size_t i = 0; i < row->cells.count; i++) {
        const struct pdf_cell *cell = &row->cells.items[i];
        draw_cell(pdf, cell, left_pt, top_pt);
        if (row->has_borders)
            draw_borders(pdf, cell, left_pt + cell->left_pt, top_pt + cell->top_pt);
    }
}

void pdf_draw_strip(struct pdf *pdf, const struct pdf_strip *strip, double left_pt, double top_pt) {
    if (strip->heading)
        add_to_outline(pdf, strip->heading, left_pt, top_pt);
    switch (strip->kind) {
    case PDF_LINE:
        draw_line(pdf, strip, left_pt, top_pt);
        break;
    case PDF_RULE:
        stroke(pdf, left_pt + strip->left_pt, top_pt + strip->baseline_pt,
               left_pt + strip->left_pt + strip->length_pt, top_pt + strip->baseline_pt,
               RULE_THICKNESS_PT);
        break;
    case PDF_ROW:
        draw_row(pdf, strip->row, left_pt, top_pt);
        break;
    case PDF_CHART:
        chart_draw(pdf->cairo, pdf->context, pdf->arena, strip->chart, left_pt + strip->left_pt,
                   top_pt);
        cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
        break;
    }
}

/* --- margins ------------------------------------------------------------------------------ */

/* A section's page, in points. */
struct sheet {
    double width_pt, height_pt;
    double left_pt, top_pt, body_width_pt, body_height_pt;
    PangoLayout *watermark; /* NULL: none; so below */
    PangoLayout *footers[2];
    double footer_height_pt;
};

static void add_footer(struct pdf *pdf, struct sheet *sheet, size_t index, struct str text,
                       bool bold) {
    if (!text.n)
        return;
    sheet->footers[index] = pdf_layout_line(pdf, text, FOOTER_PT, bold, sheet->body_width_pt);
    sheet->footer_height_pt +=
        pdf_line_height_pt(FOOTER_PT) * pango_layout_get_line_count(sheet->footers[index]);
}

static struct sheet measure_sheet(struct pdf *pdf, const struct doc_page *page) {
    struct sheet sheet = {.width_pt = pdf_pt_of_mm(page->width_mm),
                          .height_pt = pdf_pt_of_mm(page->height_mm),
                          .left_pt = pdf_pt_of_mm(page->left_mm),
                          .top_pt = pdf_pt_of_mm(page->top_mm),
                          .body_width_pt = pdf_pt_of_mm(doc_page_text_width_mm(page))};
    add_footer(pdf, &sheet, 0, pdf->document->footer, false);
    add_footer(pdf, &sheet, 1, pdf->document->banner, true);
    double bottom_pt = fmax(pdf_pt_of_mm(page->bottom_mm),
                            pdf_pt_of_mm(PDF_FOOTER_DISTANCE_MM) + sheet.footer_height_pt);
    sheet.body_height_pt = sheet.height_pt - sheet.top_pt - bottom_pt;
    if (pdf->document->watermark.n) {
        sheet.watermark = pdf_layout_line(pdf, pdf->document->watermark, 100, false, 1);
        pango_layout_set_width(sheet.watermark, -1);
        pango_layout_set_single_paragraph_mode(sheet.watermark, TRUE);
    }
    return sheet;
}

/* From the lower left to the upper right, in the middle of the text's place, under the text. */
static void draw_watermark(struct pdf *pdf, const struct sheet *sheet) {
    PangoRectangle ink;
    pango_layout_get_extents(sheet->watermark, &ink, NULL);
    double width_pt = fmax(1, (double)ink.width / PANGO_SCALE);
    double height_pt = fmax(1, (double)ink.height / PANGO_SCALE);
    double scale = fmin(pdf_pt_of_mm(WATERMARK_LENGTH_MM) / width_pt,
                        pdf_pt_of_mm(WATERMARK_HEIGHT_MAX_MM) / height_pt);
    cairo_save(pdf->cairo);
    cairo_translate(pdf->cairo, sheet->left_pt + sheet->body_width_pt / 2,
                    sheet->top_pt + sheet->body_height_pt / 2);
    cairo_rotate(pdf->cairo, -M_PI / 4);
    cairo_scale(pdf->cairo, scale, scale);
    cairo_set_source_rgb(pdf->cairo, WATERMARK_GREY, WATERMARK_GREY, WATERMARK_GREY);
    cairo_move_to(pdf->cairo, -((double)ink.x / PANGO_SCALE) - width_pt / 2,
                  -((double)ink.y / PANGO_SCALE) - height_pt / 2);
    pango_cairo_layout_path(pdf->cairo, sheet->watermark);
    cairo_fill(pdf->cairo);
    cairo_restore(pdf->cairo);
}

/* Lines at the top of a layout's place, LEFT_PT and TOP_PT its upper left corner. */
static void draw_lines(struct pdf *pdf, PangoLayout *layout, double size_pt, double left_pt,
                       double top_pt) {
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle logical;
        pango_layout_iter_get_line_extents(iter, NULL, &logical);
        cairo_move_to(pdf->cairo, left_pt + (double)logical.x / PANGO_SCALE,
                      top_pt + pdf_ascent_pt(size_pt));
        pango_cairo_show_layout_line(pdf->cairo, pango_layout_iter_get_line_readonly(iter));
        top_pt += pdf_line_height_pt(size_pt);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    cairo_new_path(pdf->cairo);
}

static void draw_page_number(struct pdf *pdf, const struct sheet *sheet) {
    struct str number = str_format(pdf->arena, "%d", pdf->page_number);
    PangoLayout *layout = pdf_layout_line(pdf, number, PAGE_NUMBER_PT, false, sheet->body_width_pt);
    draw_lines(pdf, layout, PAGE_NUMBER_PT, sheet->left_pt, pdf_pt_of_mm(PDF_HEADER_DISTANCE_MM));
}

static void draw_footers(struct pdf *pdf, const struct sheet *sheet) {
    double y = sheet->height_pt - pdf_pt_of_mm(PDF_FOOTER_DISTANCE_MM) - sheet->footer_height_pt;
    for (size_t i = 0; i < COUNT_OF(sheet->footers); i++) {
        if (!sheet->footers[i])
            continue;
        draw_lines(pdf, sheet->footers[i], FOOTER_PT, sheet->left_pt, y);
        y += pdf_line_height_pt(FOOTER_PT) * pango_layout_get_line_count(sheet->footers[i]);
    }
}

/* --- pages -------------------------------------------------------------------------------- */

/* Where the page that begins with strip FIRST ends: the strip the next one begins with. */
static size_t end_of_page(const struct pdf_strip *strips, size_t count, size_t first,
                          double height_pt) {
    double y = strips[first].to_head ? strips[first].to_head->height_pt : 0;
    size_t end = first;
    for (; end < count; end++) {
        if (end > first && strips[end].begins_page)
            return end;
        y += strips[end].height_pt + (end > first ? pdf_gap_pt(&strips[end - 1], &strips[end]) : 0);
        if (y > height_pt + 0.01 && end > first)
            break;
    }
    if (end == count)
        return count;
    for (size_t i = end; i > first; i--)
        if (!strips[i - 1].keeps_next)
            return i;
    return end; /* held together, and more than a page has room for */
}

static double draw_strips(struct pdf *pdf, const struct pdf_strip *strips, size_t count,
                          double left_pt, double y) {
    for (size_t i = 0; i < count; i++) {
        y += i ? pdf_gap_pt(&strips[i - 1], &strips[i]) : 0;
        pdf_draw_strip(pdf, &strips[i], left_pt, y);
        y += strips[i].height_pt;
    }
    return y;
}

static void draw_page(struct pdf *pdf, const struct sheet *sheet, const struct pdf_strip *strips,
                      size_t count, bool shows_number) {
    double y = sheet->top_pt;
    pdf->page_count++;
    cairo_pdf_surface_set_size(pdf->surface, sheet->width_pt, sheet->height_pt);
    if (sheet->watermark)
        draw_watermark(pdf, sheet);
    cairo_set_source_rgb(pdf->cairo, 0, 0, 0);
    if (shows_number)
        draw_page_number(pdf, sheet);
    if (count && strips[0].to_head)
        y = draw_strips(pdf, strips[0].to_head->strips, strips[0].to_head->count, sheet->left_pt,
                        y);
    draw_strips(pdf, strips, count, sheet->left_pt, y);
    draw_footers(pdf, sheet);
    cairo_show_page(pdf->cairo);
}

void pdf_write_section(struct pdf *pdf, const struct doc_section *section) {
    struct sheet sheet = measure_sheet(pdf, &section->page);
    struct pdf_place place = {.width_pt = sheet.body_width_pt,
                              .height_max_pt = sheet.body_height_pt};
    struct pdf_strips strips = {0};
    pdf_layout_flow(pdf, &section->content, &place, &strips);
    if (section->restarts_page_numbers)
        pdf->page_number = 0;
    size_t first = 0;
    bool is_first_page = true;
    do {
        size_t end = strips.list.count ? end_of_page(strips.list.items, strips.list.count, first,
                                                     sheet.body_height_pt)
                                       : 0;
        bool shows_number =
            pdf->document->page_numbers && !(is_first_page && section->hides_first_page_number);
        if (pdf->too_large)
            break;
        pdf->page_number++;
        draw_page(pdf, &sheet, strips.list.items + first, end - first, shows_number);
        first = end;
        is_first_page = false;
    } while (first < strips.list.count);
    pdf_free_layouts(pdf);
}
