#include "features/intake/grid_fixture.h"

struct arena *a;

int open_arena(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

int close_arena(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

static struct grid_cell cell_of(const char *text, uint32_t row, uint32_t column) {
    struct grid_cell cell = {.row = row, .column = column, .text = str_from_c(text)};
    if (*text == '#' || *text == '&') {
        cell.is_number = true;
        cell.is_percent = *text == '&';
        cell.text = str_from_c(text + 1);
    } else if (*text == '=') {
        cell.formula_without_value = true;
        cell.text = STR("");
    } else if (*text == '!') {
        cell.is_error = true;
        cell.text = str_from_c(text + 1);
    }
    return cell;
}

struct grid grid_of(sheet_row *rows, size_t count) {
    struct grid grid = {.name = STR("S")};
    grid.cells = ARENA_ARRAY(a, struct grid_cell, count * FIXTURE_COLUMNS);
    for (size_t row = 0; row < count; row++)
        for (size_t column = 0; column < FIXTURE_COLUMNS; column++)
            if (rows[row][column])
                grid.cells[grid.count++] =
                    cell_of(rows[row][column], (uint32_t)row + 1, (uint32_t)column + 1);
    return grid;
}

size_t count_at(const struct intake_findings *findings, enum severity severity, const char *place,
                enum msg_id id) {
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct intake_finding *f = &findings->items[i];
        struct str at = f->row && f->column ? grid_place(a, f->row, f->column)
                        : f->row            ? str_format(a, "%u", f->row)
                                            : STR("");
        count += f->severity == severity && f->message.id == id && str_equal_c(at, place);
    }
    return count;
}

struct criteria_reading read_table(sheet_row *rows, size_t count) {
    struct grid grid = grid_of(rows, count);
    struct criteria_reading reading;
    intake_read_criteria(a, &grid, &reading);
    assert_true(reading.found);
    return reading;
}

const struct criterion *criterion(const struct criteria_reading *reading, const char *code) {
    ptrdiff_t at = criteria_find(&reading->criteria, str_from_c(code));
    if (at < 0)
        fail_msg("no criterion %s", code);
    return &reading->criteria.items[at];
}
