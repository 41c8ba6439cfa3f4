/* document.xml: sections, paragraphs, tables. The order of the elements is the schema's, and Word
 * refuses files that break it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doc/docx_parts.h"

enum { FLOW_DEPTH_MAX = 6 };

/* Header and footer stand in the margins: Phụ lục I wants the page number in the top margin. */
#define HEADER_DISTANCE_MM 10
#define FOOTER_DISTANCE_MM 8

/* Between a text and the rule under it. */
#define RULE_GAP_PT 3

/* Where blocks are written: rules and widths depend on it. */
struct place {
    double width_mm;
    bool keep_with_next; /* all paragraphs, to hold rows together */
    int depth;
};

int64_t docx_twips_of_mm(double mm) {
    return llround(mm * 1440 / 25.4);
}

int64_t docx_twips_of_pt(double pt) {
    return llround(pt * 20);
}

static bool same(double a, double b) {
    return fabs(a - b) < 1e-9;
}

static void write_toggle(struct xml *xml, const char *name, bool value, bool base) {
    if (value == base)
        return;
    if (value)
        xml_empty(xml, name);
    else
        xml_empty_c(xml, name, "w:val", "0");
}

void docx_write_type(struct xml *xml, const struct doc_type *type, const struct doc_type *base) {
    write_toggle(xml, "w:b", type->bold, base->bold);
    write_toggle(xml, "w:bCs", type->bold, base->bold);
    write_toggle(xml, "w:i", type->italic, base->italic);
    write_toggle(xml, "w:iCs", type->italic, base->italic);
    write_toggle(xml, "w:caps", type->caps, base->caps);
    if (!same(type->size_pt, base->size_pt)) {
        xml_empty_int(xml, "w:sz", "w:val", llround(type->size_pt * 2));
        xml_empty_int(xml, "w:szCs", "w:val", llround(type->size_pt * 2));
    }
    if (type->underline != base->underline)
        xml_empty_c(xml, "w:u", "w:val", type->underline ? "single" : "none");
}

static void write_spacing(struct xml *xml, const struct doc_format *format) {
    xml_begin(xml, "w:spacing");
    xml_attr_int(xml, "w:before", docx_twips_of_pt(format->before_pt));
    xml_attr_int(xml, "w:after", docx_twips_of_pt(format->after_pt));
    xml_attr_int(xml, "w:line", llround(format->line_spacing * 240));
    xml_attr_c(xml, "w:lineRule", "auto");
    xml_end(xml);
}

static void write_indent(struct xml *xml, const struct doc_format *format) {
    xml_begin(xml, "w:ind");
    xml_attr_int(xml, "w:left", docx_twips_of_mm(format->left_mm));
    xml_attr_int(xml, "w:right", docx_twips_of_mm(format->right_mm));
    if (format->first_line_mm < 0)
        xml_attr_int(xml, "w:hanging", docx_twips_of_mm(-format->first_line_mm));
    else
        xml_attr_int(xml, "w:firstLine", docx_twips_of_mm(format->first_line_mm));
    xml_end(xml);
}

static const char *align_name(enum doc_align align) {
    static const char *const NAMES[] = {"left", "center", "right", "both"};
    return NAMES[align];
}

void docx_write_format(struct xml *xml, const struct doc_format *format,
                       const struct doc_format *base) {
    write_toggle(xml, "w:keepNext", format->keep_with_next, base->keep_with_next);
    write_toggle(xml, "w:pageBreakBefore", format->page_break_before, base->page_break_before);
    if (!same(format->before_pt, base->before_pt) || !same(format->after_pt, base->after_pt) ||
        !same(format->line_spacing, base->line_spacing))
        write_spacing(xml, format);
    if (!same(format->left_mm, base->left_mm) || !same(format->right_mm, base->right_mm) ||
        !same(format->first_line_mm, base->first_line_mm))
        write_indent(xml, format);
    if (format->align != base->align)
        xml_empty_c(xml, "w:jc", "w:val", align_name(format->align));
    if (format->outline_level != base->outline_level)
        xml_empty_int(xml, "w:outlineLvl", "w:val",
                      format->outline_level ? format->outline_level - 1 : 9);
}

/* Newlines and tabs are elements of their own. */
void docx_write_text(struct xml *xml, struct str text) {
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        bool ends = i == text.n || text.p[i] == '\n' || text.p[i] == '\t';
        if (!ends)
            continue;
        if (i > from) {
            xml_begin(xml, "w:t");
            xml_attr_c(xml, "xml:space", "preserve");
            xml_text(xml, str_slice(text, from, i));
            xml_end(xml);
        }
        if (i < text.n)
            xml_empty(xml, text.p[i] == '\n' ? "w:br" : "w:tab");
        from = i + 1;
    }
}

static struct doc_type type_of_run(const struct doc_run *run, const struct doc_type *base) {
    return (struct doc_type){.size_pt = run->size_pt > 0 ? run->size_pt : base->size_pt,
                             .bold = run->bold,
                             .italic = run->italic,
                             .underline = run->underline,
                             .caps = run->caps};
}

static bool type_equal(const struct doc_type *a, const struct doc_type *b) {
    return same(a->size_pt, b->size_pt) && a->bold == b->bold && a->italic == b->italic &&
           a->underline == b->underline && a->caps == b->caps;
}

static void write_run_type(struct xml *xml, const struct doc_type *type,
                           const struct doc_type *base) {
    if (type_equal(type, base))
        return;
    xml_begin(xml, "w:rPr");
    docx_write_type(xml, type, base);
    xml_end(xml);
}

static void write_run(struct xml *xml, const struct doc_run *run, const struct doc_type *base) {
    struct doc_type type = type_of_run(run, base);
    xml_begin(xml, "w:r");
    write_run_type(xml, &type, base);
    docx_write_text(xml, run->text);
    xml_end(xml);
}

/* An empty paragraph, as flat as asked: a rule, or what must stand between two tables. */
static void begin_flat_paragraph_properties(struct xml *xml, bool keep_with_next) {
    xml_begin(xml, "w:pPr");
    if (keep_with_next)
        xml_empty(xml, "w:keepNext");
}

static void write_flat_type(struct xml *xml) {
    xml_begin(xml, "w:rPr");
    xml_empty_int(xml, "w:sz", "w:val", 2);
    xml_empty_int(xml, "w:szCs", "w:val", 2);
    xml_end(xml);
}

static void write_flat_spacing(struct xml *xml, double before_pt, double after_pt) {
    xml_begin(xml, "w:spacing");
    xml_attr_int(xml, "w:before", docx_twips_of_pt(before_pt));
    xml_attr_int(xml, "w:after", docx_twips_of_pt(after_pt));
    xml_attr_int(xml, "w:line", 20);
    xml_attr_c(xml, "w:lineRule", "exact");
    xml_end(xml);
}

static void write_rule(struct xml *xml, const struct doc_paragraph *paragraph,
                       const struct place *place) {
    double indent_mm = fmax(0, (place->width_mm - paragraph->rule_mm) / 2);
    xml_begin(xml, "w:p");
    begin_flat_paragraph_properties(xml, paragraph->format.keep_with_next || place->keep_with_next);
    xml_begin(xml, "w:pBdr");
    xml_begin(xml, "w:top");
    xml_attr_c(xml, "w:val", "single");
    xml_attr_int(xml, "w:sz", 6); /* eighths of a point */
    xml_attr_int(xml, "w:space", 0);
    xml_attr_c(xml, "w:color", "000000");
    xml_end(xml);
    xml_end(xml);
    write_flat_spacing(xml, RULE_GAP_PT, paragraph->format.after_pt);
    struct doc_format indents = {.left_mm = indent_mm, .right_mm = indent_mm};
    write_indent(xml, &indents);
    write_flat_type(xml);
    xml_end(xml);
    xml_end(xml);
}

static void write_section_properties(struct xml *xml, const struct doc_section *section);

/* ENDING: the section that ends with this paragraph, or NULL. */
static void write_paragraph(struct xml *xml, const struct doc_paragraph *paragraph,
                            const struct place *place, const struct doc_section *ending) {
    struct doc_format base = doc_style_format(paragraph->style), format = paragraph->format;
    struct doc_type base_type = doc_style_type(paragraph->style);
    if (place->keep_with_next)
        format.keep_with_next = true;
    if (paragraph->rule_mm > 0) {
        format.after_pt = 0; /* the space comes below the rule */
        format.keep_with_next = true;
    }
    xml_begin(xml, "w:p");
    xml_begin(xml, "w:pPr");
    if (paragraph->style != DOC_PLAIN)
        xml_empty_c(xml, "w:pStyle", "w:val", docx_style_id(paragraph->style));
    docx_write_format(xml, &format, &base);
    if (ending)
        write_section_properties(xml, ending);
    xml_end(xml);
    for (size_t i = 0; i < paragraph->runs.count; i++)
        write_run(xml, &paragraph->runs.items[i], &base_type);
    xml_end(xml);
    if (paragraph->rule_mm > 0)
        write_rule(xml, paragraph, place);
}

static void write_flat_paragraph(struct xml *xml, const struct doc_section *ending) {
    xml_begin(xml, "w:p");
    xml_begin(xml, "w:pPr");
    write_flat_spacing(xml, 0, 0);
    write_flat_type(xml);
    if (ending)
        write_section_properties(xml, ending);
    xml_end(xml);
    xml_end(xml);
}

static void write_table(struct xml *xml, const struct doc_table *table, const struct place *place);

static void write_flow(struct xml *xml, const struct doc_flow *flow, const struct place *place,
                       const struct doc_section *ending) {
    if (place->depth > FLOW_DEPTH_MAX)
        abort();
    const struct doc_block *last = NULL;
    for (size_t i = 0; i < flow->blocks.count; i++) {
        const struct doc_block *block = &flow->blocks.items[i];
        bool is_last = i + 1 == flow->blocks.count;
        if (block->kind == DOC_PARAGRAPH) {
            bool ends = is_last && block->paragraph->rule_mm <= 0;
            write_paragraph(xml, block->paragraph, place, ends ? ending : NULL);
            if (ends)
                ending = NULL;
        } else if (block->kind == DOC_CHART) {
            docx_write_chart(xml, block->chart, place->width_mm, flow->arena);
        } else {
            if (last && last->kind == DOC_TABLE)
                write_flat_paragraph(xml, NULL); /* Word would join the tables */
            write_table(xml, block->table, place);
        }
        last = block;
    }
    if (ending || !last || last->kind == DOC_TABLE)
        write_flat_paragraph(xml, ending);
}

static void write_table_properties(struct xml *xml, const struct doc_table *table,
                                   double width_mm) {
    int64_t padding = docx_twips_of_mm(table->padding_mm);
    xml_begin(xml, "w:tblPr");
    if (table->border == DOC_GRID)
        xml_empty_c(xml, "w:tblStyle", "w:val", "TableGrid");
    xml_begin(xml, "w:tblW");
    xml_attr_int(xml, "w:w", docx_twips_of_mm(width_mm));
    xml_attr_c(xml, "w:type", "dxa");
    xml_end(xml);
    xml_empty_c(xml, "w:jc", "w:val", "center");
    xml_empty_c(xml, "w:tblLayout", "w:type", "fixed");
    xml_begin(xml, "w:tblCellMar");
    static const char *const SIDES[] = {"w:left", "w:right"};
    for (size_t i = 0; i < COUNT_OF(SIDES); i++) {
        xml_begin(xml, SIDES[i]);
        xml_attr_int(xml, "w:w", padding);
        xml_attr_c(xml, "w:type", "dxa");
        xml_end(xml);
    }
    xml_end(xml);
    xml_end(xml);
    xml_begin(xml, "w:tblGrid");
    for (size_t i = 0; i < table->column_count; i++)
        xml_empty_int(xml, "w:gridCol", "w:w", docx_twips_of_mm(table->columns_mm[i]));
    xml_end(xml);
}

/* A cell that reaches down over several rows is written in each of them. */
struct reach {
    unsigned rows_left;
    const struct doc_cell *cell;
};

static double span_width_mm(const struct doc_table *table, size_t column, unsigned span) {
    double width_mm = 0;
    for (unsigned i = 0; i < span; i++)
        width_mm += table->columns_mm[column + i];
    return width_mm;
}

static void write_cell(struct xml *xml, const struct doc_table *table, const struct doc_cell *cell,
                       size_t column, bool continued, struct place place) {
    static const char *const VERTICAL[] = {"top", "center", "bottom"};
    double width_mm = span_width_mm(table, column, cell->column_span);
    xml_begin(xml, "w:tc");
    xml_begin(xml, "w:tcPr");
    xml_begin(xml, "w:tcW");
    xml_attr_int(xml, "w:w", docx_twips_of_mm(width_mm));
    xml_attr_c(xml, "w:type", "dxa");
    xml_end(xml);
    if (cell->column_span > 1)
        xml_empty_int(xml, "w:gridSpan", "w:val", cell->column_span);
    if (cell->row_span > 1)
        xml_empty_c(xml, "w:vMerge", "w:val", continued ? "continue" : "restart");
    if (cell->shaded) {
        xml_begin(xml, "w:shd");
        xml_attr_c(xml, "w:val", "clear");
        xml_attr_c(xml, "w:color", "auto");
        xml_attr_c(xml, "w:fill", "E7E6E6");
        xml_end(xml);
    }
    if (cell->vertical_align != DOC_TOP)
        xml_empty_c(xml, "w:vAlign", "w:val", VERTICAL[cell->vertical_align]);
    xml_end(xml);
    place.width_mm = width_mm - 2 * table->padding_mm;
    if (continued)
        write_flat_paragraph(xml, NULL);
    else if (cell->content.blocks.count == 0)
        xml_empty(xml, "w:p");
    else
        write_flow(xml, &cell->content, &place, NULL);
    xml_end(xml);
}

static void write_row_properties(struct xml *xml, bool is_header) {
    xml_begin(xml, "w:trPr");
    xml_empty(xml, "w:cantSplit");
    if (is_header)
        xml_empty(xml, "w:tblHeader");
    xml_end(xml);
}

/* Rows with fewer cells than columns are filled with empty ones. */
static void write_row(struct xml *xml, const struct doc_table *table, size_t row_index,
                      struct reach *reaches, const struct place *place) {
    static const struct doc_cell EMPTY = {.column_span = 1, .row_span = 1};
    const struct doc_row *row = table->rows.items[row_index];
    bool is_last = row_index + 1 == table->rows.count;
    struct place inner = {.keep_with_next = table->keep_together && !is_last,
                          .depth = place->depth + 1};
    size_t next = 0;
    xml_begin(xml, "w:tr");
    write_row_properties(xml, row_index < table->header_row_count);
    for (size_t column = 0; column < table->column_count;) {
        struct reach *reach = &reaches[column];
        bool continued = reach->rows_left > 0;
        const struct doc_cell *cell = continued                 ? reach->cell
                                      : next < row->cells.count ? row->cells.items[next++]
                                                                : &EMPTY;
        if (cell->column_span < 1 || column + cell->column_span > table->column_count)
            abort();
        write_cell(xml, table, cell, column, continued, inner);
        *reach = (struct reach){(continued ? reach->rows_left : cell->row_span) - 1, cell};
        column += cell->column_span;
    }
    if (next < row->cells.count)
        abort();
    xml_end(xml);
}

/* A table wider than its place is narrowed in proportion: nothing runs off the page. */
static const double *fitting_columns_mm(const struct doc_table *table, double width_mm) {
    double natural_mm = span_width_mm(table, 0, (unsigned)table->column_count);
    double *columns_mm = ARENA_ARRAY(table->arena, double, table->column_count);
    for (size_t i = 0; i < table->column_count; i++)
        columns_mm[i] = table->columns_mm[i] * fmin(1, width_mm / natural_mm);
    return columns_mm;
}

static void write_table(struct xml *xml, const struct doc_table *table, const struct place *place) {
    if (table->rows.count == 0)
        return;
    struct doc_table fitted = *table;
    fitted.columns_mm = fitting_columns_mm(table, place->width_mm);
    struct reach *reaches = ARENA_ARRAY(table->arena, struct reach, table->column_count);
    xml_begin(xml, "w:tbl");
    write_table_properties(xml, &fitted, span_width_mm(&fitted, 0, (unsigned)table->column_count));
    for (size_t i = 0; i < table->rows.count; i++)
        write_row(xml, &fitted, i, reaches, place);
    xml_end(xml);
}

static void write_reference(struct xml *xml, const char *name, const char *type, const char *id) {
    xml_begin(xml, name);
    xml_attr_c(xml, "w:type", type);
    xml_attr_c(xml, "r:id", id);
    xml_end(xml);
}

static void write_section_properties(struct xml *xml, const struct doc_section *section) {
    const struct doc_page *page = &section->page;
    xml_begin(xml, "w:sectPr");
    write_reference(xml, "w:headerReference", "default", DOCX_ID_HEADER);
    write_reference(xml, "w:headerReference", "first", DOCX_ID_HEADER_FIRST);
    write_reference(xml, "w:footerReference", "default", DOCX_ID_FOOTER);
    write_reference(xml, "w:footerReference", "first", DOCX_ID_FOOTER_FIRST);
    xml_empty_c(xml, "w:type", "w:val", "nextPage");
    xml_begin(xml, "w:pgSz");
    xml_attr_int(xml, "w:w", docx_twips_of_mm(page->width_mm));
    xml_attr_int(xml, "w:h", docx_twips_of_mm(page->height_mm));
    if (page->width_mm > page->height_mm)
        xml_attr_c(xml, "w:orient", "landscape");
    xml_end(xml);
    xml_begin(xml, "w:pgMar");
    xml_attr_int(xml, "w:top", docx_twips_of_mm(page->top_mm));
    xml_attr_int(xml, "w:right", docx_twips_of_mm(page->right_mm));
    xml_attr_int(xml, "w:bottom", docx_twips_of_mm(page->bottom_mm));
    xml_attr_int(xml, "w:left", docx_twips_of_mm(page->left_mm));
    xml_attr_int(xml, "w:header", docx_twips_of_mm(HEADER_DISTANCE_MM));
    xml_attr_int(xml, "w:footer", docx_twips_of_mm(FOOTER_DISTANCE_MM));
    xml_attr_int(xml, "w:gutter", 0);
    xml_end(xml);
    if (section->restarts_page_numbers)
        xml_empty_int(xml, "w:pgNumType", "w:start", 1);
    if (section->hides_first_page_number)
        xml_empty(xml, "w:titlePg");
    xml_end(xml);
}

void docx_write_body(struct xml *xml, const struct document *document) {
    xml_begin(xml, "w:document");
    xml_attr_c(xml, "xmlns:w", DOCX_NS_MAIN);
    xml_attr_c(xml, "xmlns:r", DOCX_NS_REL);
    xml_begin(xml, "w:body");
    for (size_t i = 0; i < document->sections.count; i++) {
        const struct doc_section *section = document->sections.items[i];
        struct place place = {.width_mm = doc_page_text_width_mm(&section->page)};
        bool is_last = i + 1 == document->sections.count;
        write_flow(xml, &section->content, &place, is_last ? NULL : section);
        if (is_last)
            write_section_properties(xml, section);
    }
    xml_end(xml);
    xml_end(xml);
}
