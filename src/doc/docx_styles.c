/* styles.xml, settings.xml and fontTable.xml. */
#include "doc/docx_parts.h"

#include <math.h>

struct style_name {
    const char *id;
    const char *name; /* Word knows its own styles by these */
    const char *next; /* style of the paragraph typed after it */
    bool is_custom;
};

static const struct style_name NAMES[DOC_STYLE_COUNT] = {
    [DOC_PLAIN] = {"Normal", "Normal", "Normal", false},
    [DOC_BODY] = {"BodyText", "Body Text", "BodyText", false},
    [DOC_HEADING_1] = {"Heading1", "heading 1", "BodyText", false},
    [DOC_HEADING_2] = {"Heading2", "heading 2", "BodyText", false},
    [DOC_HEADING_3] = {"Heading3", "heading 3", "BodyText", false},
    [DOC_TITLE] = {"Title", "Title", "BodyText", false},
    [DOC_SUBTITLE] = {"Subtitle", "Subtitle", "BodyText", false},
    [DOC_TABLE_HEAD] = {"TableHead", "Table Head", "TableText", true},
    [DOC_TABLE_TEXT] = {"TableText", "Table Text", "TableText", true},
    [DOC_TABLE_TOTAL] = {"TableTotal", "Table Total", "TableText", true},
    [DOC_NOTE] = {"Note", "Note", "BodyText", true},
};

const char *docx_style_id(enum doc_style style) {
    return NAMES[style].id;
}

static void write_defaults(struct xml *xml) {
    struct doc_type type = doc_style_type(DOC_PLAIN);
    xml_begin(xml, "w:docDefaults");
    xml_begin(xml, "w:rPrDefault");
    xml_begin(xml, "w:rPr");
    xml_begin(xml, "w:rFonts");
    xml_attr_c(xml, "w:ascii", DOCX_FONT);
    xml_attr_c(xml, "w:hAnsi", DOCX_FONT);
    xml_attr_c(xml, "w:eastAsia", DOCX_FONT);
    xml_attr_c(xml, "w:cs", DOCX_FONT);
    xml_end(xml);
    xml_empty_int(xml, "w:sz", "w:val", llround(type.size_pt * 2));
    xml_empty_int(xml, "w:szCs", "w:val", llround(type.size_pt * 2));
    xml_begin(xml, "w:lang");
    xml_attr_c(xml, "w:val", "vi-VN");
    xml_attr_c(xml, "w:eastAsia", "vi-VN");
    xml_attr_c(xml, "w:bidi", "ar-SA");
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
    xml_begin(xml, "w:pPrDefault");
    xml_begin(xml, "w:pPr");
    xml_empty(xml, "w:widowControl");
    xml_begin(xml, "w:spacing");
    xml_attr_int(xml, "w:before", 0);
    xml_attr_int(xml, "w:after", 0);
    xml_attr_int(xml, "w:line", 240);
    xml_attr_c(xml, "w:lineRule", "auto");
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
}

static void begin_style(struct xml *xml, const char *type, const char *id, const char *name,
                        bool is_default, bool is_custom) {
    xml_begin(xml, "w:style");
    xml_attr_c(xml, "w:type", type);
    if (is_default)
        xml_attr_c(xml, "w:default", "1");
    if (is_custom)
        xml_attr_c(xml, "w:customStyle", "1");
    xml_attr_c(xml, "w:styleId", id);
    xml_empty_c(xml, "w:name", "w:val", name);
}

static void write_paragraph_style(struct xml *xml, enum doc_style style) {
    const struct style_name *name = &NAMES[style];
    struct doc_format format = doc_style_format(style), plain = doc_style_format(DOC_PLAIN);
    struct doc_type type = doc_style_type(style), plain_type = doc_style_type(DOC_PLAIN);
    begin_style(xml, "paragraph", name->id, name->name, style == DOC_PLAIN, name->is_custom);
    if (style != DOC_PLAIN)
        xml_empty_c(xml, "w:basedOn", "w:val", "Normal");
    if (style != DOC_PLAIN)
        xml_empty_c(xml, "w:next", "w:val", name->next);
    xml_empty(xml, "w:qFormat");
    if (style != DOC_PLAIN) {
        xml_begin(xml, "w:pPr");
        docx_write_format(xml, &format, &plain);
        xml_end(xml);
        xml_begin(xml, "w:rPr");
        docx_write_type(xml, &type, &plain_type);
        xml_end(xml);
    }
    xml_end(xml);
}

static void write_side_style(struct xml *xml, const char *id, const char *name, int64_t half_pt) {
    begin_style(xml, "paragraph", id, name, false, false);
    xml_empty_c(xml, "w:basedOn", "w:val", "Normal");
    xml_begin(xml, "w:pPr");
    xml_empty_c(xml, "w:jc", "w:val", "center");
    xml_end(xml);
    xml_begin(xml, "w:rPr");
    xml_empty_int(xml, "w:sz", "w:val", half_pt);
    xml_empty_int(xml, "w:szCs", "w:val", half_pt);
    xml_end(xml);
    xml_end(xml);
}

static void write_cell_margins(struct xml *xml) {
    static const char *const SIDES[] = {"w:top", "w:left", "w:bottom", "w:right"};
    xml_begin(xml, "w:tblCellMar");
    for (size_t i = 0; i < COUNT_OF(SIDES); i++) {
        xml_begin(xml, SIDES[i]);
        xml_attr_int(xml, "w:w", 0);
        xml_attr_c(xml, "w:type", "dxa");
        xml_end(xml);
    }
    xml_end(xml);
}

static void write_table_styles(struct xml *xml) {
    static const char *const SIDES[] = {"w:top",   "w:left",    "w:bottom",
                                        "w:right", "w:insideH", "w:insideV"};
    begin_style(xml, "table", "TableNormal", "Normal Table", true, false);
    xml_begin(xml, "w:tblPr");
    write_cell_margins(xml);
    xml_end(xml);
    xml_end(xml);
    begin_style(xml, "table", "TableGrid", "Table Grid", false, false);
    xml_empty_c(xml, "w:basedOn", "w:val", "TableNormal");
    xml_begin(xml, "w:tblPr");
    xml_begin(xml, "w:tblBorders");
    for (size_t i = 0; i < COUNT_OF(SIDES); i++) {
        xml_begin(xml, SIDES[i]);
        xml_attr_c(xml, "w:val", "single");
        xml_attr_int(xml, "w:sz", 4); /* eighths of a point */
        xml_attr_int(xml, "w:space", 0);
        xml_attr_c(xml, "w:color", "000000");
        xml_end(xml);
    }
    xml_end(xml);
    xml_end(xml);
    xml_end(xml);
}

void docx_write_styles(struct xml *xml) {
    xml_begin(xml, "w:styles");
    xml_attr_c(xml, "xmlns:w", DOCX_NS_MAIN);
    write_defaults(xml);
    for (int style = 0; style < DOC_STYLE_COUNT; style++)
        write_paragraph_style(xml, (enum doc_style)style);
    write_side_style(xml, "Header", "header", 28);
    write_side_style(xml, "Footer", "footer", 20);
    write_table_styles(xml);
    xml_end(xml);
}

/* Compatibility mode 15: Word lays out as its versions since 2013 do. */
static void write_compatibility(struct xml *xml) {
    static const struct {
        const char *name, *value;
    } SETTINGS[] = {
        {"compatibilityMode", "15"},
        {"overrideTableStyleFontSizeAndJustification", "1"},
        {"enableOpenTypeFeatures", "1"},
        {"doNotFlipMirrorIndents", "1"},
        {"differentiateMultirowTableHeaders", "1"},
    };
    xml_begin(xml, "w:compat");
    for (size_t i = 0; i < COUNT_OF(SETTINGS); i++) {
        xml_begin(xml, "w:compatSetting");
        xml_attr_c(xml, "w:name", SETTINGS[i].name);
        xml_attr_c(xml, "w:uri", "http://schemas.microsoft.com/office/word");
        xml_attr_c(xml, "w:val", SETTINGS[i].value);
        xml_end(xml);
    }
    xml_end(xml);
}

void docx_write_settings(struct xml *xml) {
    xml_begin(xml, "w:settings");
    xml_attr_c(xml, "xmlns:w", DOCX_NS_MAIN);
    xml_empty_int(xml, "w:zoom", "w:percent", 100);
    xml_empty_int(xml, "w:defaultTabStop", "w:val", docx_twips_of_mm(12.7));
    xml_empty_c(xml, "w:characterSpacingControl", "w:val", "doNotCompress");
    write_compatibility(xml);
    xml_empty_c(xml, "w:themeFontLang", "w:val", "vi-VN");
    xml_empty_c(xml, "w:decimalSymbol", "w:val", ",");
    xml_empty_c(xml, "w:listSeparator", "w:val", ";");
    xml_end(xml);
}

void docx_write_fonts(struct xml *xml) {
    xml_begin(xml, "w:fonts");
    xml_attr_c(xml, "xmlns:w", DOCX_NS_MAIN);
    xml_begin(xml, "w:font");
    xml_attr_c(xml, "w:name", DOCX_FONT);
    xml_empty_c(xml, "w:panose1", "w:val", "02020603050405020304");
    xml_empty_c(xml, "w:charset", "w:val", "A3"); /* Vietnamese */
    xml_empty_c(xml, "w:family", "w:val", "roman");
    xml_empty_c(xml, "w:pitch", "w:val", "variable");
    xml_end(xml);
    xml_end(xml);
}
