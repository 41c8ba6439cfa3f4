/* A chart in the text: a picture with its words beside it, in line with the text. */
#include <stdio.h>

#include "doc/chart_paper.h"
#include "doc/docx_parts.h"

#define NS_DRAWING "http://schemas.openxmlformats.org/drawingml/2006/"
#define NS_PICTURE NS_DRAWING "picture"

enum { EMU_PER_PT = 12700 };

static void write_extent(struct xml *xml, const char *name, const struct chart_drawing *drawing) {
    xml_begin(xml, name);
    xml_attr_int(xml, "cx", (int64_t)(drawing->width * EMU_PER_PT));
    xml_attr_int(xml, "cy", (int64_t)(drawing->height * EMU_PER_PT));
    xml_end(xml);
}

static void write_name(struct xml *xml, const char *element, const struct doc_chart *chart) {
    char name[40];
    snprintf(name, sizeof name, "Biểu đồ %zu", chart->number);
    xml_begin(xml, element);
    xml_attr_int(xml, "id", (int64_t)chart->number);
    xml_attr_c(xml, "name", name);
    xml_attr(xml, "descr", chart->words);
    xml_end(xml);
}

static void write_picture(struct xml *xml, const struct doc_chart *chart,
                          const struct chart_drawing *drawing) {
    char id[40];
    snprintf(id, sizeof id, DOCX_ID_CHART, chart->number);
    xml_begin(xml, "pic:pic");
    xml_attr_c(xml, "xmlns:pic", NS_PICTURE);
    xml_begin(xml, "pic:nvPicPr");
    write_name(xml, "pic:cNvPr", chart);
    xml_empty(xml, "pic:cNvPicPr");
    xml_end(xml);
    xml_begin(xml, "pic:blipFill");
    xml_empty_c(xml, "a:blip", "r:embed", id);
    xml_begin(xml, "a:stretch");
    xml_empty(xml, "a:fillRect");
    xml_end(xml);
    xml_end(xml);
    xml_begin(xml, "pic:spPr");
    xml_begin(xml, "a:xfrm");
    xml_begin(xml, "a:off");
    xml_attr_int(xml, "x", 0);
    xml_attr_int(xml, "y", 0);
    xml_end(xml);
    write_extent(xml, "a:ext", drawing);
    xml_end(xml);
    xml_begin(xml, "a:prstGeom");
    xml_attr_c(xml, "prst", "rect");
    xml_empty(xml, "a:avLst");
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
}

static void write_drawing(struct xml *xml, const struct doc_chart *chart,
                          const struct chart_drawing *drawing) {
    xml_begin(xml, "w:drawing");
    xml_begin(xml, "wp:inline");
    xml_attr_c(xml, "xmlns:wp", NS_DRAWING "wordprocessingDrawing");
    static const char *const SIDES[] = {"distT", "distB", "distL", "distR"};
    for (size_t i = 0; i < COUNT_OF(SIDES); i++)
        xml_attr_int(xml, SIDES[i], 0);
    write_extent(xml, "wp:extent", drawing);
    write_name(xml, "wp:docPr", chart);
    xml_begin(xml, "a:graphic");
    xml_attr_c(xml, "xmlns:a", NS_DRAWING "main");
    xml_begin(xml, "a:graphicData");
    xml_attr_c(xml, "uri", NS_PICTURE);
    write_picture(xml, chart, drawing);
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
}

void docx_write_chart(struct xml *xml, const struct doc_chart *chart, double width_mm,
                      struct arena *arena) {
    struct chart_drawing drawing;
    chart_of_paper(arena, chart, width_mm, &drawing);
    xml_begin(xml, "w:p");
    xml_begin(xml, "w:pPr");
    xml_begin(xml, "w:spacing");
    xml_attr_int(xml, "w:before", docx_twips_of_pt(DOCX_CHART_GAP_PT));
    xml_attr_int(xml, "w:after", docx_twips_of_pt(DOCX_CHART_GAP_PT));
    xml_end(xml);
    xml_empty_c(xml, "w:jc", "w:val", "center");
    xml_end(xml);
    xml_begin(xml, "w:r");
    write_drawing(xml, chart, &drawing);
    xml_end(xml);
    xml_end(xml);
}
