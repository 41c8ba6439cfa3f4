#include "doc/document.h"

#include <stdlib.h>
#include <string.h>

/* Nghị định 30/2020/NĐ-CP, Phụ lục I: text in 13–14 pt, justified, first line indented 1 or 1.27
 * cm, at least 6 pt between paragraphs, lines single to 1.5. Tables have no size of their own
 * there. */
#define BODY_PT           14
#define TABLE_PT          12
#define FIRST_LINE_MM     12.7
#define PARAGRAPH_GAP_PT  6
#define BODY_LINE_SPACING 1.15

static const struct doc_format FORMATS[DOC_STYLE_COUNT] = {
    [DOC_PLAIN] = {.line_spacing = 1},
    [DOC_BODY] = {.align = DOC_JUSTIFY,
                  .first_line_mm = FIRST_LINE_MM,
                  .after_pt = PARAGRAPH_GAP_PT,
                  .line_spacing = BODY_LINE_SPACING},
    [DOC_HEADING_1] = {.align = DOC_JUSTIFY,
                       .first_line_mm = FIRST_LINE_MM,
                       .before_pt = 6,
                       .after_pt = PARAGRAPH_GAP_PT,
                       .line_spacing = BODY_LINE_SPACING,
                       .keep_with_next = true,
                       .outline_level = 1},
    [DOC_HEADING_2] = {.align = DOC_JUSTIFY,
                       .first_line_mm = FIRST_LINE_MM,
                       .after_pt = PARAGRAPH_GAP_PT,
                       .line_spacing = BODY_LINE_SPACING,
                       .keep_with_next = true,
                       .outline_level = 2},
    [DOC_HEADING_3] = {.align = DOC_JUSTIFY,
                       .first_line_mm = FIRST_LINE_MM,
                       .after_pt = PARAGRAPH_GAP_PT,
                       .line_spacing = BODY_LINE_SPACING,
                       .keep_with_next = true,
                       .outline_level = 3},
    [DOC_TITLE] = {.align = DOC_CENTER, .line_spacing = 1, .keep_with_next = true},
    [DOC_SUBTITLE] = {.align = DOC_CENTER, .line_spacing = 1, .keep_with_next = true},
    [DOC_TABLE_HEAD] = {.align = DOC_CENTER, .before_pt = 2, .after_pt = 2, .line_spacing = 1},
    [DOC_TABLE_TEXT] = {.before_pt = 2, .after_pt = 2, .line_spacing = 1},
    [DOC_TABLE_TOTAL] = {.before_pt = 2, .after_pt = 2, .line_spacing = 1},
    [DOC_NOTE] = {.align = DOC_JUSTIFY, .before_pt = 6, .line_spacing = 1},
};

static const struct doc_type TYPES[DOC_STYLE_COUNT] = {
    [DOC_PLAIN] = {.size_pt = BODY_PT},
    [DOC_BODY] = {.size_pt = BODY_PT},
    [DOC_HEADING_1] = {.size_pt = BODY_PT, .bold = true},
    [DOC_HEADING_2] = {.size_pt = BODY_PT, .bold = true},
    [DOC_HEADING_3] = {.size_pt = BODY_PT, .bold = true, .italic = true},
    [DOC_TITLE] = {.size_pt = BODY_PT, .bold = true},
    [DOC_SUBTITLE] = {.size_pt = BODY_PT, .bold = true},
    [DOC_TABLE_HEAD] = {.size_pt = TABLE_PT, .bold = true},
    [DOC_TABLE_TEXT] = {.size_pt = TABLE_PT},
    [DOC_TABLE_TOTAL] = {.size_pt = TABLE_PT, .bold = true},
    [DOC_NOTE] = {.size_pt = 11, .italic = true},
};

struct doc_format doc_style_format(enum doc_style style) {
    return FORMATS[style];
}

struct doc_type doc_style_type(enum doc_style style) {
    return TYPES[style];
}

struct document *document_new(struct arena *arena) {
    struct document *document = ARENA_NEW(arena, struct document);
    document->arena = arena;
    document->page_numbers = true;
    return document;
}

struct doc_section *doc_section_open(struct document *document, struct doc_page page) {
    struct doc_section *section = ARENA_NEW(document->arena, struct doc_section);
    section->page = page;
    section->content.arena = document->arena;
    section->hides_first_page_number = document->sections.count == 0;
    *list_push(document->arena, &document->sections) = section;
    return section;
}

struct doc_flow *doc_section_add(struct document *document, struct doc_page page) {
    return &doc_section_open(document, page)->content;
}

struct doc_paragraph *doc_paragraph_add(struct doc_flow *flow, enum doc_style style,
                                        struct str text) {
    struct doc_paragraph *paragraph = ARENA_NEW(flow->arena, struct doc_paragraph);
    paragraph->arena = flow->arena;
    paragraph->style = style;
    paragraph->format = doc_style_format(style);
    if (text.n)
        doc_run_add(paragraph, text);
    struct doc_block *block = list_push(flow->arena, &flow->blocks);
    block->kind = DOC_PARAGRAPH;
    block->paragraph = paragraph;
    return paragraph;
}

struct doc_run *doc_run_add(struct doc_paragraph *paragraph, struct str text) {
    struct doc_type type = doc_style_type(paragraph->style);
    struct doc_run *run = list_push(paragraph->arena, &paragraph->runs);
    *run = (struct doc_run){.text = text,
                            .bold = type.bold,
                            .italic = type.italic,
                            .underline = type.underline,
                            .caps = type.caps};
    return run;
}

void doc_text_add(struct doc_flow *flow, enum doc_style style, struct str text) {
    while (text.p) {
        struct str line = str_trim(str_cut(&text, '\n'));
        if (line.n)
            doc_paragraph_add(flow, style, line);
    }
}

struct doc_table *doc_table_add(struct doc_flow *flow, enum doc_border border,
                                const double *columns_mm, size_t column_count) {
    struct doc_table *table = ARENA_NEW(flow->arena, struct doc_table);
    double *columns = ARENA_ARRAY(flow->arena, double, column_count);
    memcpy(columns, columns_mm, column_count * sizeof *columns);
    table->arena = flow->arena;
    table->border = border;
    table->columns_mm = columns;
    table->column_count = column_count;
    table->padding_mm = border == DOC_GRID ? 1.5 : 0;
    struct doc_block *block = list_push(flow->arena, &flow->blocks);
    block->kind = DOC_TABLE;
    block->table = table;
    return table;
}

struct doc_row *doc_row_add(struct doc_table *table) {
    struct doc_row *row = ARENA_NEW(table->arena, struct doc_row);
    row->table = table;
    *list_push(table->arena, &table->rows) = row;
    return row;
}

struct doc_cell *doc_cell_add(struct doc_row *row) {
    struct doc_cell *cell = ARENA_NEW(row->table->arena, struct doc_cell);
    cell->content.arena = row->table->arena;
    cell->column_span = 1;
    cell->row_span = 1;
    *list_push(row->table->arena, &row->cells) = cell;
    return cell;
}

struct doc_cell *doc_cell_add_text(struct doc_row *row, enum doc_style style, enum doc_align align,
                                   struct str text) {
    struct doc_cell *cell = doc_cell_add(row);
    doc_paragraph_add(&cell->content, style, text)->format.align = align;
    if (style == DOC_TABLE_HEAD) {
        cell->shaded = true;
        cell->vertical_align = DOC_MIDDLE;
    }
    return cell;
}

void doc_chart_add(struct document *document, struct doc_flow *flow, const struct chart *chart,
                   double width_mm) {
    size_t all = chart->categories.count;
    size_t pieces = chart->kind == CHART_LINES || !all
                        ? 1
                        : (all + DOC_CHART_CATEGORIES_MAX - 1) / DOC_CHART_CATEGORIES_MAX;
    for (size_t i = 0; i < pieces; i++) {
        struct doc_chart *piece = ARENA_NEW(flow->arena, struct doc_chart);
        piece->chart = chart;
        piece->width_mm = width_mm;
        piece->first = all * i / pieces;
        piece->count = all * (i + 1) / pieces - piece->first;
        piece->words = chart_words(flow->arena, chart);
        *list_push(document->arena, &document->charts) = piece;
        piece->number = document->charts.count;
        struct doc_block *block = list_push(flow->arena, &flow->blocks);
        block->kind = DOC_CHART;
        block->chart = piece;
    }
}

double doc_page_text_width_mm(const struct doc_page *page) {
    return page->width_mm - page->left_mm - page->right_mm;
}
