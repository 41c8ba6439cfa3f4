/* A workbook or CSV file read as one table, for rooms that take lists from offices. */
#ifndef DOC_WORKBOOK_TABLE_H
#define DOC_WORKBOOK_TABLE_H

#include "base/err.h"
#include "text/table_read.h"

/* The cells of the first sheet that is shown and holds any; none where there is no such sheet.
 * Files with more than ROWS_MAX rows, or as many cells as COLUMNS_MAX columns of them would have,
 * get a fault. RET_FAULT: what keeps the file from being read; MSG_none for nothing. */
MUST_CHECK const struct err *workbook_table_read(struct arena *arena, struct str file,
                                                 uint32_t rows_max, uint32_t columns_max,
                                                 struct table_cells *ret_cells,
                                                 struct str *ret_sheet_name,
                                                 struct message *ret_fault);

/* Where a finding is, as people say it: "E7", "7" for the whole row, "" for the whole table. */
struct str table_place(struct arena *arena, const struct table_finding *finding);

#endif
