/* The pieces of a DOCX package; only docx_write.c uses this. */
#ifndef DOC_DOCX_PARTS_H
#define DOC_DOCX_PARTS_H

#include "doc/document.h"
#include "doc/xml_write.h"

#define DOCX_NS_MAIN "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#define DOCX_NS_REL  "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
#define DOCX_FONT    "Times New Roman"

/* Relationship ids of the parts beside the text; document.xml and its relationships agree on them.
 */
#define DOCX_ID_STYLES       "rId1"
#define DOCX_ID_SETTINGS     "rId2"
#define DOCX_ID_FONTS        "rId3"
#define DOCX_ID_HEADER       "rId4"
#define DOCX_ID_HEADER_FIRST "rId5"
#define DOCX_ID_FOOTER       "rId6"
#define DOCX_ID_FOOTER_FIRST "rId7"
#define DOCX_ID_CHART        "rIdChart%zu" /* by its number */

/* Lengths as the format counts them: twentieths of a point. */
int64_t docx_twips_of_mm(double mm);
int64_t docx_twips_of_pt(double pt);

const char *docx_style_id(enum doc_style style);

void docx_write_body(struct xml *xml, const struct document *document);
/* A paragraph's properties as far as they differ from BASE, and those of a run. */
void docx_write_format(struct xml *xml, const struct doc_format *format,
                       const struct doc_format *base);
void docx_write_type(struct xml *xml, const struct doc_type *type, const struct doc_type *base);
void docx_write_text(struct xml *xml, struct str text);

/* A paragraph with the picture of a chart. */
#define DOCX_CHART_GAP_PT 6
void docx_write_chart(struct xml *xml, const struct doc_chart *chart, double width_mm,
                      struct arena *arena);

void docx_write_styles(struct xml *xml);
void docx_write_settings(struct xml *xml);
void docx_write_fonts(struct xml *xml);
/* FIRST: of the page whose number is not shown. */
void docx_write_header(struct xml *xml, const struct document *document, bool first);
void docx_write_footer(struct xml *xml, const struct document *document);

#endif
