/* What sheets say: a table of criteria, then, after a line "===", a unit's self-scores; each also
 * as the other. Lines are rows, tabs part the cells. "#98.6" is a numeric cell, "&98.6%" a
 * percentage,
 * "=" a formula without a value, "!#N/A" an error; "@E7 text" is a mend. */
#include <string.h>

#include "features/intake/intake.h"
#include "fuzz.h"
#include "text/utf8.h"

enum { COLUMNS_MAX = 40, ROWS_MAX = 400 };

static void add_cell(struct arena *arena, struct grid *grid, struct str text, uint32_t row,
                     uint32_t column) {
    struct str clean = STR_NONE;
    /* The reader of workbooks hands on nothing else. */
    if (!text.n || !utf8_is_valid(text) || !utf8_to_nfc(arena, text, &clean))
        return;
    struct grid_cell cell = {.row = row, .column = column, .text = clean};
    char mark = clean.p[0];
    struct decimal number;
    struct str rest = str_slice(clean, 1, clean.n);
    if (mark == '#' || mark == '&') {
        struct str digits =
            mark == '&' && str_ends_with(rest, STR("%")) ? str_slice(rest, 0, rest.n - 1) : rest;
        cell.is_number = decimal_parse(digits, &number);
        cell.is_percent = cell.is_number && mark == '&';
    }
    cell.is_error = mark == '!';
    cell.formula_without_value = mark == '=';
    if (cell.is_number || cell.is_error || mark == '=')
        cell.text = mark == '=' ? STR("") : rest;
    grid->cells[grid->count++] = cell;
}

static struct grid grid_of(struct arena *arena, struct str text, struct intake_mends *mends) {
    struct grid grid = {.name = STR("S")};
    grid.cells = ARENA_ARRAY(arena, struct grid_cell, (size_t)ROWS_MAX * COLUMNS_MAX);
    for (uint32_t row = 1; text.p && row <= ROWS_MAX; row++) {
        struct str line = str_cut(&text, '\n');
        if (line.n && line.p[0] == '@') {
            struct str place = str_cut(&line, ' ');
            if (utf8_is_valid(place) && line.p && utf8_is_valid(line))
                *list_push(arena, mends) =
                    (struct intake_mend_text){str_slice(place, 1, place.n), line};
            continue;
        }
        for (uint32_t column = 1; line.p && column <= COLUMNS_MAX; column++)
            add_cell(arena, &grid, str_cut(&line, '\t'), row, column);
    }
    return grid;
}

static void look_at_findings(struct arena *arena, const struct intake_findings *findings,
                             const struct criteria *criteria) {
    for (size_t i = 0; i < findings->count; i++) {
        const struct intake_finding *finding = &findings->items[i];
        MUST_HOLD(finding->row <= ROWS_MAX && finding->column <= COLUMNS_MAX);
        MUST_HOLD(finding->criterion < (ptrdiff_t)criteria->count);
        MUST_HOLD(utf8_is_valid(message_text(arena, LANG_VI, finding->message)));
        MUST_HOLD(message_text(arena, LANG_EN, finding->message).n);
    }
}

static void try_table(struct arena *arena, const struct grid *grid,
                      struct criteria_reading *ret_reading) {
    intake_read_criteria(arena, grid, ret_reading);
    const struct criteria *criteria = &ret_reading->criteria;
    look_at_findings(arena, &ret_reading->findings, criteria);
    MUST_HOLD(ret_reading->found || criteria->count == 0);
    for (size_t i = 0; i < criteria->count; i++) {
        const struct criterion *c = &criteria->items[i];
        MUST_HOLD(c->parent < (ptrdiff_t)i &&
                  c->depth == (c->parent < 0 ? 0 : 1 + criteria->items[c->parent].depth));
        MUST_HOLD(c->parent < 0 || criteria->items[c->parent].kind == CRITERION_GROUP ||
                  intake_count(&ret_reading->findings, SEVERITY_ERROR) ||
                  intake_count(&ret_reading->findings, SEVERITY_WARNING));
        MUST_HOLD(utf8_is_valid(c->code) && utf8_is_valid(c->name) && c->max.scale <= 18);
        /* Without an error each code is one criterion's alone. */
        MUST_HOLD(criteria_find(criteria, c->code) == (ptrdiff_t)i ||
                  intake_count(&ret_reading->findings, SEVERITY_ERROR));
    }
}

static struct grade_rule GRADES[] = {{STR_INIT("A"), {100, 0}}, {STR_INIT("B"), {80, 0}}};
static struct step_rule FEWER[] = {{{0, 0}, {100, 0}}, {{1, 0}, {0, 0}}};
static struct step_rule LATE[] = {{{5, 0}, {-5, 1}}};
static const struct scoring_rules RULES = {GRADES, 2, FEWER, 2, LATE, 1, {1, 0}, {10, 0}};
static const struct intake_unit UNITS[] = {
    {STR_INIT("Ban CHQS huyện Ea H"), STR_INIT("ea-h")},
    {STR_INIT("Ban CHQS huyện Ea H’leo"), STR_INIT("ea-hleo")}};

static void look_at_rows(const struct scores_reading *reading, const struct criteria *criteria) {
    struct decimal total = DECIMAL_ZERO;
    for (size_t i = 0; i < reading->rows.count; i++) {
        const struct scores_row *row = &reading->rows.items[i];
        MUST_HOLD(row->criterion >= -1 && row->criterion < (ptrdiff_t)criteria->count);
        if (row->criterion < 0 || row->is_group)
            continue;
        for (size_t k = 0; k < i; k++)
            MUST_HOLD(reading->rows.items[k].criterion != row->criterion);
        if (row->has_self)
            total = decimal_add(total, row->self);
    }
    MUST_HOLD(!reading->has_self_total || decimal_compare(total, reading->self_total) == 0);
}

static void try_scores(struct arena *arena, const struct grid *grid,
                       const struct criteria *criteria, const struct intake_mends *mends) {
    struct scores_context context = {.criteria = criteria,
                                     .rules = &RULES,
                                     .units = UNITS,
                                     .unit_count = COUNT_OF(UNITS),
                                     .year = 2020,
                                     .half = 1,
                                     .cluster_slug = STR("cum-mau"),
                                     .period_code = STR("2020-H1"),
                                     .table_id = STR("t1")};
    struct scores_reading reading;
    intake_read_scores(arena, grid, &context, mends, &reading);
    look_at_findings(arena, &reading.findings, criteria);
    MUST_HOLD(reading.unit >= -1 && reading.unit < (ptrdiff_t)COUNT_OF(UNITS));
    MUST_HOLD(!reading.usable || (reading.found && reading.unit >= 0));
    look_at_rows(&reading, criteria);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena *arena = arena_new(0);
    struct str input = fuzz_input(data, size);
    struct intake_mends mends = {0};
    ptrdiff_t middle = str_find(input, STR("\n===\n"));
    size_t end = middle < 0 ? input.n : (size_t)middle;
    struct grid table = grid_of(arena, str_slice(input, 0, end), &mends);
    struct grid scores = grid_of(
        arena, middle < 0 ? STR("") : str_slice(input, end + strlen("\n===\n"), input.n), &mends);
    struct criteria_reading reading, other;
    try_table(arena, &table, &reading);
    try_table(arena, &scores, &other);
    try_scores(arena, &scores, &reading.criteria, &mends);
    try_scores(arena, &table, &reading.criteria, &mends);
    arena_free(arena);
    return 0;
}
