#include "doc/chart_paper.h"

#include <math.h>

#include "base/buf.h"
#include "doc/pdf_parts.h"

/* Smaller than the text around it, and never smaller than the decree's smallest. */
#define CHART_LETTERS_PT 11

void chart_of_paper(struct arena *arena, const struct doc_chart *chart, double width_mm,
                    struct chart_drawing *ret_drawing) {
    const struct chart_place place = {
        .width = pdf_pt_of_mm(fmin(chart->width_mm, width_mm)),
        .size = CHART_LETTERS_PT,
        .letter_share = 1,
        .has_title = true,
        .first = chart->first,
        .count = chart->count,
    };
    chart_layout(arena, chart->chart, &place, ret_drawing);
}

static void set_ink(cairo_t *cairo, enum chart_ink ink) {
    static const double GREYS[] = {
        [CHART_INK] = 0, [CHART_SOFT] = 0.25, [CHART_RULE] = 0.75, [CHART_PAPER] = 1};
    cairo_set_source_rgb(cairo, GREYS[ink], GREYS[ink], GREYS[ink]);
}

static void draw_box(cairo_t *cairo, const struct chart_mark *mark) {
    double grey = CHART_TONES[mark->tone].grey, state = 0, line[4];
    cairo_rectangle(cairo, mark->x, mark->y, mark->width, mark->height);
    cairo_set_source_rgb(cairo, grey, grey, grey);
    cairo_fill_preserve(cairo);
    cairo_set_source_rgb(cairo, 0, 0, 0);
    cairo_set_line_width(cairo, 0.5);
    cairo_stroke(cairo);
    while (chart_hatch_next(mark, &state, line)) {
        cairo_move_to(cairo, line[0], line[1]);
        cairo_line_to(cairo, line[2], line[3]);
    }
    cairo_stroke(cairo);
}

static void draw_line(cairo_t *cairo, const struct chart_mark *mark) {
    set_ink(cairo, mark->ink);
    cairo_set_line_width(cairo, mark->thickness);
    cairo_set_dash(cairo, &mark->dash, mark->dash > 0, 0);
    cairo_move_to(cairo, mark->x, mark->y);
    cairo_rel_line_to(cairo, mark->width, mark->height);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
}

static void draw_text(cairo_t *cairo, PangoContext *context, struct arena *arena,
                      const struct chart_mark *mark) {
    static const double SHARES[] = {[CHART_START] = 0, [CHART_MIDDLE] = 0.5, [CHART_END] = 1};
    PangoLayout *layout = pango_layout_new(context);
    PangoFontDescription *font = pango_font_description_from_string(PDF_FONT);
    pango_font_description_set_absolute_size(font, mark->size * PANGO_SCALE);
    if (mark->bold)
        pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_single_paragraph_mode(layout, TRUE);
    pango_layout_set_text(layout, str_c(arena, mark->text), -1);
    PangoRectangle logical;
    PangoLayoutLine *line = pango_layout_get_line_readonly(layout, 0);
    pango_layout_line_get_extents(line, NULL, &logical);
    double width = (double)logical.width / PANGO_SCALE;
    set_ink(cairo, mark->ink);
    cairo_move_to(cairo, mark->x - width * SHARES[mark->anchor], mark->y);
    pango_cairo_show_layout_line(cairo, line);
    cairo_new_path(cairo);
    pango_font_description_free(font);
    g_object_unref(layout);
}

void chart_draw(cairo_t *cairo, PangoContext *context, struct arena *arena,
                const struct chart_drawing *drawing, double left_pt, double top_pt) {
    cairo_save(cairo);
    cairo_translate(cairo, left_pt, top_pt);
    for (size_t i = 0; i < drawing->marks.count; i++) {
        const struct chart_mark *mark = &drawing->marks.items[i];
        if (mark->kind == CHART_BOX)
            draw_box(cairo, mark);
        else if (mark->kind == CHART_LINE)
            draw_line(cairo, mark);
        else
            draw_text(cairo, context, arena, mark);
    }
    cairo_restore(cairo);
}

static cairo_status_t append_bytes(void *context, const unsigned char *bytes, unsigned count) {
    buf_append(context, bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

static const struct err *write_picture(struct arena *arena, const struct chart_drawing *drawing,
                                       cairo_surface_t *surface, struct buf *bytes) {
    const double scale = CHART_PICTURE_DPI / 72.0;
    cairo_t *cairo = cairo_create(surface);
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_paint(cairo);
    cairo_scale(cairo, scale, scale);
    PangoContext *context = pdf_new_context(cairo);
    const struct err *err = pdf_check_font(context);
    if (!err)
        chart_draw(cairo, context, arena, drawing, 0, 0);
    g_object_unref(context);
    cairo_status_t status = cairo_status(cairo);
    cairo_destroy(cairo);
    if (err)
        return err;
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_write_to_png_stream(surface, append_bytes, bytes);
    if (status != CAIRO_STATUS_SUCCESS)
        return ERR(ERR_INTERNAL, "chart: %s", cairo_status_to_string(status));
    if (bytes->overflowed)
        return ERR(ERR_LIMIT, "chart: a picture of more than %d bytes", CHART_PICTURE_BYTES_MAX);
    return NULL;
}

const struct err *chart_picture(struct arena *arena, const struct chart_drawing *drawing,
                                struct str *ret_png) {
    const double scale = CHART_PICTURE_DPI / 72.0;
    struct buf bytes CLEANUP(buf_release) = BUF_INIT(CHART_PICTURE_BYTES_MAX);
    cairo_surface_t *surface = cairo_image_surface_create(
        CAIRO_FORMAT_RGB24, (int)ceil(drawing->width * scale), (int)ceil(drawing->height * scale));
    const struct err *err = write_picture(arena, drawing, surface, &bytes);
    cairo_surface_destroy(surface);
    if (!err)
        *ret_png = str_copy(arena, buf_str(&bytes));
    return err;
}
