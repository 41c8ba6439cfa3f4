/* Tables become rows, and rows strips. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "doc/pdf_parts.h"

/* A cell in the table's grid. */
struct grid_cell {
    size_t row, column;
    size_t row_span, column_span;
    const struct doc_cell *cell; /* NULL: the row has no cell there */
    struct pdf_strips strips;
    double content_pt; /* height of the strips */
};

struct grid {
    const struct doc_table *table;
    const struct pdf_place *place;
    double *columns_pt;           /* left edges; one more for the right edge of the last */
    LIST(struct grid_cell) cells; /* by row, then column */
    size_t head_rows;
    struct pdf_table_head *head; /* NULL while there is none */
};

static double padding_pt(const struct grid *grid) {
    return pdf_pt_of_mm(grid->table->padding_mm);
}

static double cell_left_pt(const struct grid *grid, const struct grid_cell *cell) {
    return grid->columns_pt[cell->column];
}

static double cell_width_pt(const struct grid *grid, const struct grid_cell *cell) {
    return grid->columns_pt[cell->column + cell->column_span] - grid->columns_pt[cell->column];
}

/* Centred; a table wider than its place is narrowed in proportion. */
static void place_columns(struct pdf *pdf, struct grid *grid) {
    const struct doc_table *table = grid->table;
    double width_mm = 0;
    for (size_t i = 0; i < table->column_count; i++)
        width_mm += table->columns_mm[i];
    double natural_pt = pdf_pt_of_mm(width_mm);
    double scale = fmin(1, grid->place->width_pt / natural_pt);
    grid->columns_pt = ARENA_ARRAY(pdf->arena, double, table->column_count + 1);
    grid->columns_pt[0] = (grid->place->width_pt - natural_pt * scale) / 2;
    for (size_t i = 0; i < table->column_count; i++)
        grid->columns_pt[i + 1] = grid->columns_pt[i] + pdf_pt_of_mm(table->columns_mm[i]) * scale;
}

/* Rows a cell that begins in ROW may reach down: not out of the table, nor out of its head. */
static size_t clamp_row_span(const struct grid *grid, size_t row, unsigned span) {
    size_t end = row < grid->head_rows ? grid->head_rows : grid->table->rows.count;
    size_t room = end - row;
    return span < 1 ? 1 : span < room ? span : room;
}

static void place_cells(struct pdf *pdf, struct grid *grid) {
    const struct doc_table *table = grid->table;
    size_t *reached = ARENA_ARRAY(pdf->arena, size_t, table->column_count);
    for (size_t row = 0; row < table->rows.count; row++) {
        const struct doc_row *cells = table->rows.items[row];
        size_t next = 0;
        for (size_t column = 0; column < table->column_count;) {
            if (reached[column] > row) {
                column++;
                continue;
            }
            struct grid_cell *placed = list_push(pdf->arena, &grid->cells);
            const struct doc_cell *cell =
                next < cells->cells.count ? cells->cells.items[next++] : NULL;
            *placed =
                (struct grid_cell){.row = row,
                                   .column = column,
                                   .row_span = clamp_row_span(grid, row, cell ? cell->row_span : 1),
                                   .column_span = cell ? cell->column_span : 1,
                                   .cell = cell};
            if (placed->column_span < 1 || column + placed->column_span > table->column_count)
                abort();
            for (size_t i = 0; i < placed->column_span; i++)
                reached[column + i] = row + placed->row_span;
            column += placed->column_span;
        }
        if (next < cells->cells.count)
            abort();
    }
}

static void layout_cells(struct pdf *pdf, struct grid *grid) {
    for (size_t i = 0; i < grid->cells.count && !pdf->too_large; i++) {
        struct grid_cell *cell = &grid->cells.items[i];
        struct pdf_place inner = {.width_pt = cell_width_pt(grid, cell) - 2 * padding_pt(grid),
                                  .height_max_pt = grid->place->height_max_pt,
                                  .depth = grid->place->depth + 1};
        if (cell->cell)
            pdf_layout_flow(pdf, &cell->cell->content, &inner, &cell->strips);
        cell->content_pt =
            cell->strips.list.count
                ? pdf_strips_height_pt(cell->strips.list.items, cell->strips.list.count)
                : pdf_line_height_pt(doc_style_type(DOC_PLAIN).size_pt);
    }
}

/* The cells that begin in rows FROM up to TO. */
struct band {
    size_t from, to;
    struct grid_cell *cells;
    size_t count;
    double *bottoms_pt; /* of each row, from the band's top */
};

/* The rows from FROM on that cells tie together: one at least. */
static struct band find_band(struct pdf *pdf, const struct grid *grid, size_t from,
                             size_t first_cell, bool ties_count) {
    struct band band = {.from = from, .to = from + 1, .cells = &grid->cells.items[first_cell]};
    for (; first_cell + band.count < grid->cells.count; band.count++) {
        const struct grid_cell *cell = &band.cells[band.count];
        if (cell->row >= band.to)
            break;
        if (ties_count && cell->row + cell->row_span > band.to)
            band.to = cell->row + cell->row_span;
    }
    band.bottoms_pt = ARENA_ARRAY(pdf->arena, double, band.to - band.from);
    return band;
}

static size_t last_row_of(const struct band *band, const struct grid_cell *cell) {
    size_t last = cell->row + cell->row_span - 1;
    return last < band->to ? last : band->to - 1;
}

static double top_of_row(const struct band *band, size_t row) {
    return row == band->from ? 0 : band->bottoms_pt[row - band->from - 1];
}

/* Each row is as high as the highest cell that ends in it needs. */
static double measure_band(const struct grid *grid, const struct band *band) {
    double border_pt = grid->table->border == DOC_GRID ? PDF_BORDER_PT : 0;
    for (size_t row = band->from; row < band->to; row++) {
        double bottom_pt = top_of_row(band, row);
        for (size_t i = 0; i < band->count; i++) {
            const struct grid_cell *cell = &band->cells[i];
            if (last_row_of(band, cell) == row)
                bottom_pt =
                    fmax(bottom_pt, top_of_row(band, cell->row) + cell->content_pt + border_pt);
        }
        band->bottoms_pt[row - band->from] = bottom_pt;
    }
    return band->bottoms_pt[band->to - band->from - 1];
}

static double vertical_share(const struct grid_cell *cell) {
    static const double SHARES[] = {[DOC_TOP] = 0, [DOC_MIDDLE] = 0.5, [DOC_BOTTOM] = 1};
    return cell->cell ? SHARES[cell->cell->vertical_align] : 0;
}

static struct pdf_row *new_row(struct pdf *pdf, const struct grid *grid) {
    struct pdf_row *row = ARENA_NEW(pdf->arena, struct pdf_row);
    row->has_borders = grid->table->border == DOC_GRID;
    return row;
}

static struct pdf_cell *add_cell(struct pdf *pdf, const struct grid *grid, struct pdf_row *row,
                                 const struct grid_cell *cell) {
    struct pdf_cell *box = list_push(pdf->arena, &row->cells);
    box->left_pt = cell_left_pt(grid, cell);
    box->width_pt = cell_width_pt(grid, cell);
    box->text_left_pt = box->left_pt + padding_pt(grid);
    box->shaded = cell->cell && cell->cell->shaded;
    return box;
}

static struct pdf_strip *add_row(struct pdf *pdf, const struct grid *grid,
                                 const struct pdf_row *row, double height_pt,
                                 struct pdf_strips *strips) {
    struct pdf_strip *strip = list_push(pdf->arena, &strips->list);
    strip->kind = PDF_ROW;
    strip->row = row;
    strip->height_pt = height_pt;
    strip->to_head = grid->head;
    return strip;
}

static void add_band(struct pdf *pdf, const struct grid *grid, const struct band *band,
                     struct pdf_strips *strips) {
    struct pdf_row *row = new_row(pdf, grid);
    for (size_t i = 0; i < band->count; i++) {
        const struct grid_cell *cell = &band->cells[i];
        struct pdf_cell *box = add_cell(pdf, grid, row, cell);
        box->top_pt = top_of_row(band, cell->row);
        box->height_pt = band->bottoms_pt[last_row_of(band, cell) - band->from] - box->top_pt;
        box->text_top_pt =
            box->top_pt + fmax(0, box->height_pt - cell->content_pt) * vertical_share(cell);
        box->strips = cell->strips;
    }
    add_row(pdf, grid, row, band->bottoms_pt[band->to - band->from - 1], strips);
}

/* As many strips as fit into HEIGHT_PT, one at least. */
static struct pdf_strips take_strips(struct pdf_strips *rest, double height_pt) {
    struct pdf_strips taken = *rest;
    size_t count = rest->list.count ? 1 : 0;
    while (count < rest->list.count &&
           pdf_strips_height_pt(rest->list.items, count + 1) <= height_pt)
        count++;
    taken.list.count = count;
    rest->list.items += count;
    rest->list.count -= count;
    return taken;
}

/* --- rows that no page has room for ------------------------------------------------------- */

/* What goes down the row's edges where cells of other rows reach through it. */
static void add_cells_reaching_through(struct pdf *pdf, const struct grid *grid, size_t row_index,
                                       struct pdf_row *row, double height_pt) {
    for (size_t i = 0; i < grid->cells.count && grid->cells.items[i].row < row_index; i++) {
        const struct grid_cell *cell = &grid->cells.items[i];
        if (cell->row + cell->row_span <= row_index)
            continue;
        struct pdf_cell *box = add_cell(pdf, grid, row, cell);
        box->height_pt = height_pt;
        box->open_above = true;
        box->open_below = cell->row + cell->row_span > row_index + 1;
    }
}

/* The one row of BAND in pieces, each of which fits on a page: cut between lines of its cells. */
static void add_row_in_pieces(struct pdf *pdf, const struct grid *grid, const struct band *band,
                              double height_max_pt, struct pdf_strips *strips) {
    struct pdf_strips *rests = ARENA_ARRAY(pdf->arena, struct pdf_strips, band->count);
    for (size_t i = 0; i < band->count; i++)
        rests[i] = band->cells[i].strips;
    for (bool more = true, first = true; more; first = false) {
        struct pdf_row *row = new_row(pdf, grid);
        double height_pt = 0;
        more = false;
        for (size_t i = 0; i < band->count; i++) {
            struct pdf_cell *box = add_cell(pdf, grid, row, &band->cells[i]);
            box->strips = take_strips(&rests[i], height_max_pt - PDF_BORDER_PT);
            height_pt = fmax(height_pt,
                             pdf_strips_height_pt(box->strips.list.items, box->strips.list.count));
            box->open_below = band->cells[i].row_span > 1;
            more |= rests[i].list.count > 0;
        }
        height_pt = fmax(height_pt + PDF_BORDER_PT, first && !more ? band->bottoms_pt[0] : 0);
        for (size_t i = 0; i < row->cells.count; i++)
            row->cells.items[i].height_pt = height_pt;
        add_cells_reaching_through(pdf, grid, band->from, row, height_pt);
        add_row(pdf, grid, row, height_pt, strips);
    }
}

/* --- the table ---------------------------------------------------------------------------- */

static void add_rows(struct pdf *pdf, const struct grid *grid, size_t from, size_t to,
                     size_t *next_cell, struct pdf_strips *strips) {
    double height_max_pt = grid->place->height_max_pt - (grid->head ? grid->head->height_pt : 0);
    while (from < to) {
        struct band band = find_band(pdf, grid, from, *next_cell, true);
        if (measure_band(grid, &band) <= height_max_pt) {
            add_band(pdf, grid, &band, strips);
        } else {
            band = find_band(pdf, grid, from, *next_cell, false);
            measure_band(grid, &band);
            add_row_in_pieces(pdf, grid, &band, height_max_pt, strips);
        }
        *next_cell += band.count;
        from = band.to;
    }
}

/* The head is repeated unless it takes half a page. */
static void set_head(struct pdf *pdf, struct grid *grid, const struct pdf_strip *strips,
                     size_t count) {
    double height_pt = pdf_strips_height_pt(strips, count);
    if (!count || height_pt > grid->place->height_max_pt / 2)
        return;
    struct pdf_strip *copy = ARENA_ARRAY(pdf->arena, struct pdf_strip, count);
    memcpy(copy, strips, count * sizeof *copy);
    grid->head = ARENA_NEW(pdf->arena, struct pdf_table_head);
    *grid->head = (struct pdf_table_head){.strips = copy, .count = count, .height_pt = height_pt};
}

void pdf_layout_table(struct pdf *pdf, const struct doc_table *table, const struct pdf_place *place,
                      struct pdf_strips *strips) {
    struct grid grid = {.table = table, .place = place};
    size_t first = strips->list.count, next_cell = 0;
    grid.head_rows = table->header_row_count < table->rows.count ? table->header_row_count : 0;
    place_columns(pdf, &grid);
    place_cells(pdf, &grid);
    layout_cells(pdf, &grid);
    if (pdf->too_large || !table->rows.count)
        return;
    add_rows(pdf, &grid, 0, grid.head_rows, &next_cell, strips);
    size_t head_count = strips->list.count - first;
    if (head_count)
        set_head(pdf, &grid, &strips->list.items[first], head_count);
    add_rows(pdf, &grid, grid.head_rows, table->rows.count, &next_cell, strips);
    size_t count = strips->list.count - first;
    for (size_t i = 0; i < count; i++) {
        struct pdf_strip *strip = &strips->list.items[first + i];
        bool is_last = i + 1 == count;
        strip->keeps_next = !is_last && (i < head_count || table->keep_together);
    }
}
