#include "workbook_checks.h"

#include "doc/xlsx_book.h"
#include "fuzz.h"
#include "text/utf8.h"

static const struct err *check_property(void *context, struct str name, struct str value) {
    const struct workbook_checks *checks = context;
    MUST_HOLD(checks->sheets == 0);
    MUST_HOLD(utf8_is_valid(name) && utf8_is_valid(value));
    return NULL;
}

static const struct err *check_sheet(void *context, struct str name, bool hidden) {
    struct workbook_checks *checks = context;
    (void)hidden;
    MUST_HOLD(!checks->in_sheet && ++checks->sheets <= checks->limits.max_sheets);
    MUST_HOLD(utf8_is_valid(name) && name.n <= 1020);
    checks->in_sheet = true;
    checks->row = checks->rows = 0;
    return NULL;
}

static const struct err *check_row(void *context, uint32_t row, const struct workbook_cell *cells,
                                   size_t count) {
    struct workbook_checks *checks = context;
    MUST_HOLD(checks->in_sheet && row > checks->row && row <= XLSX_ROWS_MAX && count > 0);
    MUST_HOLD(++checks->rows <= checks->limits.max_rows);
    checks->row = row;
    for (size_t i = 0; i < count; i++) {
        MUST_HOLD(cells[i].row == row && cells[i].column > (i ? cells[i - 1].column : 0));
        MUST_HOLD(cells[i].column <= checks->limits.max_columns);
        MUST_HOLD(cells[i].kind <= WORKBOOK_TIME);
        MUST_HOLD(utf8_is_valid(cells[i].text) && cells[i].text.n <= XLSX_CELL_BYTES_MAX);
        checks->text_bytes += cells[i].text.n;
    }
    checks->cells += count;
    MUST_HOLD(checks->cells <= checks->limits.max_cells);
    MUST_HOLD(checks->text_bytes <= checks->limits.max_text_bytes);
    return NULL;
}

static const struct err *check_merge(void *context, struct workbook_merge merge) {
    const struct workbook_checks *checks = context;
    MUST_HOLD(checks->in_sheet && merge.first_row >= 1 && merge.first_column >= 1);
    MUST_HOLD(merge.last_row >= merge.first_row && merge.last_row <= XLSX_ROWS_MAX);
    MUST_HOLD(merge.last_column >= merge.first_column && merge.last_column <= XLSX_COLUMNS_MAX);
    return NULL;
}

static const struct err *check_sheet_end(void *context, bool columns_were_cut) {
    struct workbook_checks *checks = context;
    (void)columns_were_cut;
    MUST_HOLD(checks->in_sheet);
    checks->in_sheet = false;
    return NULL;
}

struct workbook_visitor workbook_checks_visitor(struct workbook_checks *checks) {
    return (struct workbook_visitor){
        .context = checks,
        .property = check_property,
        .sheet_begins = check_sheet,
        .row = check_row,
        .merge = check_merge,
        .sheet_ends = check_sheet_end,
    };
}

void workbook_checks_end(const struct workbook_checks *checks, struct message fault) {
    MUST_HOLD(message_key(fault.id).n > 0);
    if (fault.id == MSG_none) {
        MUST_HOLD(!checks->in_sheet && checks->sheets > 0);
        return;
    }
    MUST_HOLD(str_starts_with(message_key(fault.id), STR("workbook.")));
    for (size_t i = 0; i < MESSAGE_ARGS_MAX; i++)
        MUST_HOLD(utf8_is_valid(fault.args[i]));
}
