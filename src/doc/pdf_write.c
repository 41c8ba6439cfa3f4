/* The file: cairo's surface, its properties, the sections one after the other. */
#include "doc/pdf_write.h"

#include <cairo-pdf.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/date.h"
#include "doc/pdf_parts.h"

static cairo_status_t append_bytes(void *context, const unsigned char *bytes, unsigned count) {
    buf_append(context, bytes, count);
    return CAIRO_STATUS_SUCCESS;
}

static void write_property(struct pdf *pdf, cairo_pdf_metadata_t property, struct str value) {
    if (value.n)
        cairo_pdf_surface_set_metadata(pdf->surface, property, str_c(pdf->arena, value));
}

static void write_properties(struct pdf *pdf) {
    int64_t seconds = pdf->document->created_ms / 1000;
    int64_t days = seconds / 86400 - (seconds % 86400 < 0);
    int64_t rest = seconds - days * 86400;
    struct date date = date_from_days(days);
    struct str instant =
        str_format(pdf->arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", date.year, date.month, date.day,
                   (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
    write_property(pdf, CAIRO_PDF_METADATA_TITLE, pdf->document->title);
    write_property(pdf, CAIRO_PDF_METADATA_SUBJECT, pdf->document->subject);
    write_property(pdf, CAIRO_PDF_METADATA_CREATOR, STR("thidua"));
    write_property(pdf, CAIRO_PDF_METADATA_CREATE_DATE, instant);
}

PangoContext *pdf_new_context(cairo_t *cairo) {
    PangoContext *context = pango_cairo_create_context(cairo);
    PangoFontDescription *font = pango_font_description_from_string(PDF_FONT " 14");
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(context, options);
    pango_cairo_context_set_resolution(context, 72);
    pango_context_set_font_description(context, font);
    pango_context_set_language(context, pango_language_from_string("vi"));
    pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
    pango_context_set_round_glyph_positions(context, FALSE);
    cairo_font_options_destroy(options);
    pango_font_description_free(font);
    return context;
}

static const struct err *write_sections(struct pdf *pdf) {
    TRY(pdf_check_font(pdf->context));
    write_properties(pdf);
    for (size_t i = 0; i < pdf->document->sections.count && !pdf->too_large; i++)
        pdf_write_section(pdf, pdf->document->sections.items[i]);
    if (pdf->too_large)
        return ERR(ERR_LIMIT, "pdf: more than %d bytes of text or %d lines", PDF_TEXT_BYTES_MAX,
                   PDF_LINES_MAX);
    return NULL;
}

static const struct err *finish(struct pdf *pdf, const struct buf *bytes) {
    cairo_status_t status = cairo_status(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(pdf->surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return ERR(ERR_INTERNAL, "pdf: %s", cairo_status_to_string(status));
    if (bytes->overflowed)
        return ERR(ERR_LIMIT, "pdf: more than %d bytes", PDF_FILE_BYTES_MAX);
    return NULL;
}

const struct err *pdf_write(const struct document *document, struct arena *arena,
                            struct str *ret_bytes) {
    if (document->sections.count == 0)
        return ERR(ERR_INTERNAL, "pdf: a document needs a section");
    struct arena *scratch CLEANUP(arena_cleanup) = arena_new(0);
    struct buf bytes CLEANUP(buf_release) = BUF_INIT(PDF_FILE_BYTES_MAX);
    struct pdf pdf = {.document = document, .arena = scratch};
    pdf.surface = cairo_pdf_surface_create_for_stream(append_bytes, &bytes, 1, 1);
    cairo_pdf_surface_restrict_to_version(pdf.surface, CAIRO_PDF_VERSION_1_5);
    pdf.cairo = cairo_create(pdf.surface);
    pdf.context = pdf_new_context(pdf.cairo);
    const struct err *err = write_sections(&pdf);
    pdf_free_layouts(&pdf);
    if (!err)
        err = finish(&pdf, &bytes);
    g_object_unref(pdf.context);
    cairo_destroy(pdf.cairo);
    cairo_surface_destroy(pdf.surface);
    if (!err)
        *ret_bytes = str_copy(arena, buf_str(&bytes));
    return err;
}
