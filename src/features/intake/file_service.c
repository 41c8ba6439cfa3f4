/* From the bytes of a file to what was understood of it. */
#include "features/intake/file_service.h"

#include "crypto/digest.h"
#include "doc/workbook_read.h"

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
            /* "98.6%" is shown with its sign: it is read as people would read it. */
            .is_number = cell->kind == WORKBOOK_NUMBER && !cell->is_percent,
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

static void read_scores_of(const struct intake_context *context, const struct workbook *workbook,
                           const struct intake_mends *mends, struct intake_file *file) {
    const struct cluster_period *cluster = &context->board->cluster;
    struct str own_cluster = workbook_property_of(workbook, STR("thidua-cluster"));
    bool own = str_equal(own_cluster, cluster->slug);
    struct scores_context scores = {
        .criteria = &context->board->table.criteria,
        .rules = &context->board->book.rules,
        .units = context->units,
        .unit_count = cluster->members.count,
        .year = cluster->period.year,
        .half = cluster->period.half,
        .own_unit_slug = own ? workbook_property_of(workbook, STR("thidua-unit")) : STR_NONE,
        .own_period = own ? workbook_property_of(workbook, STR("thidua-period")) : STR_NONE,
        .period_code = cluster->code,
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
    file->sha256 = digest_sha256_hex(context->arena, upload->bytes);
    file->unit = -1;
    if (arena_used_bytes(context->arena) > BATCH_MEMORY_MAX) {
        file->fault = MESSAGE(MSG_intake_batch_too_large);
        return NULL;
    }
    TRY(workbook_read(context->arena, upload->bytes, NULL, &workbook, &fault));
    file->readable = fault.id == MSG_none;
    file->fault = fault;
    if (file->readable && context->board)
        read_scores_of(context, &workbook, mends, file);
    else if (file->readable)
        read_criteria_of(context, &workbook, file);
    return NULL;
}
