#include "doc/workbook_table.h"

#include "doc/workbook_read.h"

const struct err *workbook_table_read(struct arena *arena, struct str file, uint32_t rows_max,
                                      uint32_t columns_max, struct table_cells *ret_cells,
                                      struct str *ret_sheet_name, struct message *ret_fault) {
    struct workbook workbook = {0};
    struct workbook_limits limits = WORKBOOK_LIMITS_DEFAULT;
    limits.max_rows = rows_max;
    limits.max_cells = rows_max * columns_max;
    limits.takes_csv = true;
    *ret_cells = (struct table_cells){0};
    *ret_sheet_name = STR("");
    *ret_fault = MESSAGE(MSG_none);
    TRY(workbook_read(arena, file, &limits, &workbook, ret_fault));
    for (size_t i = 0; i < workbook.sheet_count && ret_fault->id == MSG_none; i++) {
        const struct workbook_sheet *sheet = &workbook.sheets[i];
        if (sheet->hidden || !sheet->count)
            continue;
        *ret_sheet_name = sheet->name;
        for (size_t k = 0; k < sheet->count; k++)
            *list_push(arena, ret_cells) = (struct table_cell){
                sheet->items[k].row, sheet->items[k].column, sheet->items[k].text};
        break;
    }
    return NULL;
}

struct str table_place(struct arena *arena, const struct table_finding *finding) {
    if (!finding->row)
        return STR("");
    return finding->column ? workbook_cell_name(arena, finding->row, finding->column)
                           : str_format(arena, "%u", finding->row);
}
