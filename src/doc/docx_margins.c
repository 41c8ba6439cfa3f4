/* Headers and footers: page number, watermark, banner. */
#include "doc/docx_parts.h"

#include <math.h>
#include <stdio.h>

/* Across an A4 page at 45° with room to spare, on the landscape page too. */
#define WATERMARK_LENGTH_MM     170.0
#define WATERMARK_HEIGHT_MAX_MM 55.0

static void begin_part(struct xml *xml, const char *name) {
    xml_begin(xml, name);
    xml_attr_c(xml, "xmlns:w", DOCX_NS_MAIN);
    xml_attr_c(xml, "xmlns:r", DOCX_NS_REL);
    xml_attr_c(xml, "xmlns:v", "urn:schemas-microsoft-com:vml");
    xml_attr_c(xml, "xmlns:o", "urn:schemas-microsoft-com:office:office");
    xml_attr_c(xml, "xmlns:w10", "urn:schemas-microsoft-com:office:word");
}

static void begin_paragraph(struct xml *xml, const char *style) {
    xml_begin(xml, "w:p");
    xml_begin(xml, "w:pPr");
    xml_empty_c(xml, "w:pStyle", "w:val", style);
    xml_end(xml);
}

static void write_field_mark(struct xml *xml, const char *type) {
    xml_begin(xml, "w:r");
    xml_empty_c(xml, "w:fldChar", "w:fldCharType", type);
    xml_end(xml);
}

static void write_page_number(struct xml *xml) {
    write_field_mark(xml, "begin");
    xml_begin(xml, "w:r");
    xml_begin(xml, "w:instrText");
    xml_attr_c(xml, "xml:space", "preserve");
    xml_text(xml, STR(" PAGE "));
    xml_end(xml);
    xml_end(xml);
    write_field_mark(xml, "separate");
    xml_begin(xml, "w:r");
    docx_write_text(xml, STR("2")); /* until the reader counts for itself */
    xml_end(xml);
    write_field_mark(xml, "end");
}

/* The shape type of text along a path, as Word writes it for its own watermarks. */
static void write_shape_type(struct xml *xml) {
    xml_begin(xml, "v:shapetype");
    xml_attr_c(xml, "id", "_x0000_t136");
    xml_attr_c(xml, "coordsize", "21600,21600");
    xml_attr_c(xml, "o:spt", "136");
    xml_attr_c(xml, "adj", "10800");
    xml_attr_c(xml, "path", "m@7,l@8,m@5,21600l@6,21600e");
    static const char *const FORMULAS[] = {
        "sum #0 0 10800", "prod #0 2 1",    "sum 21600 0 @1", "sum 0 0 @2",     "sum 21600 0 @3",
        "if @0 @3 0",     "if @0 21600 @1", "if @0 0 @2",     "if @0 @4 21600", "mid @5 @6",
        "mid @8 @5",      "mid @7 @8",      "mid @6 @7",      "sum @6 0 @5",
    };
    xml_begin(xml, "v:formulas");
    for (size_t i = 0; i < COUNT_OF(FORMULAS); i++)
        xml_empty_c(xml, "v:f", "eqn", FORMULAS[i]);
    xml_end(xml);
    xml_begin(xml, "v:path");
    xml_attr_c(xml, "textpathok", "t");
    xml_attr_c(xml, "o:connecttype", "custom");
    xml_attr_c(xml, "o:connectlocs", "@9,0;@10,10800;@11,21600;@12,10800");
    xml_attr_c(xml, "o:connectangles", "270,180,90,0");
    xml_end(xml);
    xml_begin(xml, "v:textpath");
    xml_attr_c(xml, "on", "t");
    xml_attr_c(xml, "fitshape", "t");
    xml_end(xml);
    xml_begin(xml, "o:lock");
    xml_attr_c(xml, "v:ext", "edit");
    xml_attr_c(xml, "text", "t");
    xml_attr_c(xml, "shapetype", "t");
    xml_end(xml);
    xml_end(xml);
}

static void write_watermark(struct xml *xml, struct str text, bool first) {
    double natural_mm = fmax(1, doc_text_width_mm(text, 100, false));
    double height_mm =
        fmin(WATERMARK_HEIGHT_MAX_MM, WATERMARK_LENGTH_MM * (100 * 25.4 / 72) / natural_mm);
    double length_mm = fmin(WATERMARK_LENGTH_MM, natural_mm * height_mm / (100 * 25.4 / 72));
    char style[512];
    snprintf(style, sizeof style,
             "position:absolute;margin-left:0;margin-top:0;width:%ldpt;height:%ldpt;rotation:315;"
             "z-index:-251658752;mso-position-horizontal:center;"
             "mso-position-horizontal-relative:margin;mso-position-vertical:center;"
             "mso-position-vertical-relative:margin",
             lround(length_mm * 72 / 25.4), lround(height_mm * 72 / 25.4));
    xml_begin(xml, "w:r");
    xml_begin(xml, "w:pict");
    write_shape_type(xml);
    xml_begin(xml, "v:shape");
    xml_attr_c(xml, "id", first ? "PowerPlusWaterMarkObject1" : "PowerPlusWaterMarkObject2");
    xml_attr_c(xml, "o:spid", first ? "_x0000_s2049" : "_x0000_s2050");
    xml_attr_c(xml, "type", "#_x0000_t136");
    xml_attr_c(xml, "style", style);
    xml_attr_c(xml, "o:allowincell", "f");
    xml_attr_c(xml, "fillcolor", "silver");
    xml_attr_c(xml, "stroked", "f");
    xml_begin(xml, "v:fill");
    xml_attr_c(xml, "opacity", ".5");
    xml_end(xml);
    xml_begin(xml, "v:textpath");
    xml_attr_c(xml, "style", "font-family:\"" DOCX_FONT "\";font-size:1pt");
    xml_attr(xml, "string", text);
    xml_end(xml);
    xml_begin(xml, "w10:wrap");
    xml_attr_c(xml, "anchorx", "margin");
    xml_attr_c(xml, "anchory", "margin");
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
}

void docx_write_header(struct xml *xml, const struct document *document, bool first) {
    begin_part(xml, "w:hdr");
    begin_paragraph(xml, "Header");
    if (document->page_numbers && !first)
        write_page_number(xml);
    if (document->watermark.n)
        write_watermark(xml, document->watermark, first);
    xml_end(xml);
    xml_end(xml);
}

static void write_footer_line(struct xml *xml, struct str text, bool bold) {
    begin_paragraph(xml, "Footer");
    xml_begin(xml, "w:r");
    if (bold) {
        xml_begin(xml, "w:rPr");
        xml_empty(xml, "w:b");
        xml_empty(xml, "w:bCs");
        xml_end(xml);
    }
    docx_write_text(xml, text);
    xml_end(xml);
    xml_end(xml);
}

void docx_write_footer(struct xml *xml, const struct document *document) {
    begin_part(xml, "w:ftr");
    if (document->footer.n)
        write_footer_line(xml, document->footer, false);
    if (document->banner.n || !document->footer.n)
        write_footer_line(xml, document->banner, true);
    xml_end(xml);
}
