/* From the bytes of a file to what was understood of it. */
#include "features/intake/file_service.h"

#include "crypto/digest.h"
#include "doc/workbook_read.h"
#include "features/intake/sheet_identity.h"

/* A workbook at its limits takes some 60 MB; what runs out of its arena aborts. So a batch stops
 * reading long before that, and says which files are left. */
enum { BATCH_MEMORY_MAX = 256 << 20 };

static struct grid grid_of(struct arena *arena, const struct workbook_sheet *sheet) {
    struct grid grid = {.name = sheet->name};
    grid.cells = ARENA_ARRAY(arena, struct grid_cell, sheet->count);
    grid.count = sheet->count;
    for (size_t i = 0; i < sheet->count; i++) {
        const struct workbook_cell *cell = &sheet->items[i];
        grid.cells[i] = (struct grid_cell){
            .row = cell->row,
            .column = cell->column,
            .text = cell->text,
            .is_number = cell->kind == WORKBOOK_NUMBER,
            .is_percent = cell->kind == WORKBOOK_NUMBER && cell->is_percent,
            .is_error = cell->kind == WORKBOOK_ERROR,
            .formula_without_value = cell->formula_without_value,
            .was_decomposed = cell->had_decomposed,
        };
    }
    return grid;
}

struct intake_unit *intake_units_of(struct arena *arena, const struct cluster_period *cluster) {
    struct intake_unit *units = ARENA_ARRAY(arena, struct intake_unit, cluster->members.count);
    for (size_t i = 0; i < cluster->members.count; i++)
        units[i] =
            (struct intake_unit){cluster->members.items[i].name, cluster->members.items[i].slug};
    return units;
}

/* What a sheet of our own says about itself: a property of the file, or, where a program dropped
 * those, the line of the hidden sheet. */
static struct str identity_of(const struct workbook *workbook, struct str name) {
    struct str value = workbook_property_of(workbook, name);
    for (size_t i = 0; i < workbook->sheet_count && !value.p; i++) {
        const struct workbook_sheet *sheet = &workbook->sheets[i];
        for (uint32_t row = 1; sheet->hidden && row <= SHEET_IDENTITY_LINES && !value.p; row++) {
            const struct workbook_cell *key = workbook_cell_at(sheet, row, 1);
            const struct workbook_cell *said = workbook_cell_at(sheet, row, 2);
            if (key && said && str_equal(key->text, name))
                value = said->text;
        }
    }
    return value;
}

/* What is not assigned, for every unit: whose sheet it is shows while it is read. */
static const bool *exempt_of(struct arena *arena, const struct scoreboard *board) {
    size_t criteria = board->table.criteria.count;
    bool *exempt = ARENA_ARRAY(arena, bool, board->matrix.unit_count *criteria);
    for (size_t unit = 0; unit < board->matrix.unit_count; unit++)
        for (size_t i = 0; i < criteria; i++)
            exempt[unit * criteria + i] = score_cell_at(&board->matrix, unit, i)->exempt;
    return exempt;
}

static void read_scores_of(const struct intake_context *context, const struct workbook *workbook,
                           const struct intake_mends *mends, struct intake_file *file) {
    const struct cluster_period *cluster = &context->board->cluster;
    struct scores_context scores = {
        .criteria = &context->board->table.criteria,
        .rules = &context->board->book.rules,
        .exempt = exempt_of(context->arena, context->board),
        .units = context->units,
        .unit_count = cluster->members.count,
        .year = cluster->period.year,
        .half = cluster->period.half,
        .cluster_slug = cluster->slug,
        .period_code = cluster->code,
        .table_id = context->board->table.id,
        .own_cluster = identity_of(workbook, SHEET_CLUSTER),
        .own_unit_slug = identity_of(workbook, SHEET_UNIT),
        .own_period = identity_of(workbook, SHEET_PERIOD),
        .own_table = identity_of(workbook, SHEET_TABLE),
    };
    for (size_t i = 0; i < workbook->sheet_count && !file->scores.found; i++) {
        if (workbook->sheets[i].hidden)
            continue;
        struct grid grid = grid_of(context->arena, &workbook->sheets[i]);
        intake_read_scores(context->arena, &grid, &scores, mends, &file->scores);
        file->sheet_name = grid.name;
    }
    file->unit = file->scores.found ? file->scores.unit : -1;
    if (!file->scores.found) {
        file->readable = false;
        file->fault = MESSAGE(MSG_intake_no_scores_sheet);
    }
}

static void read_criteria_of(const struct intake_context *context, const struct workbook *workbook,
                             struct intake_file *file) {
    for (size_t i = 0; i < workbook->sheet_count && !file->criteria.found; i++) {
        if (workbook->sheets[i].hidden)
            continue;
        struct grid grid = grid_of(context->arena, &workbook->sheets[i]);
        intake_read_criteria(context->arena, &grid, &file->criteria);
        file->sheet_name = grid.name;
    }
    for (size_t i = 0; i < workbook->sheet_count && !file->rules.found; i++) {
        if (workbook->sheets[i].hidden)
            continue;
        struct grid grid = grid_of(context->arena, &workbook->sheets[i]);
        intake_read_rules(context->arena, &grid, &file->rules);
    }
    if (!file->criteria.found) {
        file->readable = false;
        file->fault = MESSAGE(MSG_intake_no_criteria_sheet);
    }
}

const struct err *intake_read_file(const struct intake_context *context,
                                   const struct intake_upload *upload,
                                   const struct intake_mends *mends, struct intake_file *file) {
    struct workbook workbook = {0};
    struct message fault = MESSAGE(MSG_none);
    file->name = upload->name;
    file->sha256 = upload->file ? upload->sha256 : digest_sha256_hex(context->arena, upload->bytes);
    file->unit = -1;
    if (arena_used_bytes(context->arena) > BATCH_MEMORY_MAX) {
        file->fault = MESSAGE(MSG_intake_batch_too_large);
        return NULL;
    }
    struct workbook_file in_memory = workbook_file_of(upload->bytes);
    if (!upload->cells.p ||
        !workbook_from_cells(context->arena, upload->cells, NULL, &workbook, &fault))
        TRY(workbook_read_file(context->arena, upload->file ? upload->file : &in_memory, NULL,
                               &workbook, &fault));
    file->readable = fault.id == MSG_none;
    file->fault = fault;
    if (file->readable && context->board)
        read_scores_of(context, &workbook, mends, file);
    else if (file->readable)
        read_criteria_of(context, &workbook, file);
    return NULL;
}
