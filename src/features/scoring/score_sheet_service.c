#include "features/scoring/score_sheet_service.h"

static void add_figure(struct sheet_figure *sum, const struct sheet_figure *part) {
    if (part->known)
        sum->value = decimal_add(sum->value, part->value);
    sum->known = sum->known || part->known;
    sum->complete = sum->complete && part->complete;
}

static void add_figures(struct sheet_figures *sum, const struct sheet_figures *part) {
    add_figure(&sum->self, &part->self);
    add_figure(&sum->rule, &part->rule);
    add_figure(&sum->in_force, &part->in_force);
}

/* Nothing yet, and nothing missing. */
static struct sheet_figures no_figures(void) {
    struct sheet_figure none = {DECIMAL(0, POINT_SCALE), false, true};
    return (struct sheet_figures){none, none, none};
}

static struct sheet_figure figure(bool known, struct decimal value, bool may_lack) {
    return (struct sheet_figure){value, known, known || may_lack};
}

/* Units often leave the rows of bonus and penalty empty: that lacks nothing, and neither does what
 * is not assigned or not theirs to give. */
static void fill_scored(struct sheet_line *line) {
    const struct board_cell *cell = line->cell;
    const struct score_cell *score = line->score;
    line->figures.self = figure(cell->has_self && !score->exempt, cell->self,
                                score->exempt || !criterion_expects_self(line->criterion));
    line->figures.rule = figure(score->has_points, score->points, score->exempt);
    line->figures.in_force = figure(score->in_force_known, score->in_force, score->exempt);
    line->differs = cell->self_differs;
    if (line->differs)
        line->difference = decimal_subtract(cell->self, score->points);
    line->decided = score->has_accepted || cell->accepted_actual.p;
}

static void add_to_totals(struct score_sheet *sheet, const struct sheet_line *line) {
    struct sheet_figures *parts[] = {[BOOKS_CONTENT] = &sheet->content,
                                     [BOOKS_BONUS] = &sheet->bonus,
                                     [BOOKS_PENALTY] = &sheet->penalty};
    if (line->counts != BOOKS_NOTHING) {
        add_figures(parts[line->counts], &line->figures);
        add_figures(&sheet->total, &line->figures);
    }
    if (line->is_group)
        return;
    sheet->scored++;
    sheet->differences += line->differs;
    sheet->open += line->differs && !line->decided;
    sheet->decided += line->decided;
}

/* The sum of the parts becomes their mean, which is none while one of them is missing. */
static void divide(struct sheet_figure *sum, size_t parts) {
    struct ratio mean = ratio_divide(ratio_of(sum->value), ratio_of_int((int64_t)parts));
    sum->known = sum->known && sum->complete && ratio_round(mean, POINT_SCALE, &sum->value);
    if (!sum->known)
        sum->value = DECIMAL(0, POINT_SCALE);
}

/* What counts is rounded by the rule of the mean; the unit's own figures as all points are. */
static void make_mean(struct score_sheet *sheet, const struct criteria *criteria, size_t index) {
    struct sheet_line *line = &sheet->lines[index];
    size_t parts = 0;
    for (size_t i = index + 1; i < criteria_end_of(criteria, index); i++)
        parts += criteria->items[i].parent == (ptrdiff_t)index && !sheet->lines[i].score->exempt;
    if (parts == 0)
        return;
    divide(&line->figures.self, parts);
    divide(&line->figures.rule, parts);
    line->figures.in_force =
        figure(line->score->in_force_known, line->score->in_force, line->score->exempt);
}

void score_sheet_make(struct arena *arena, const struct scoreboard *board, size_t unit,
                      struct score_sheet *ret_sheet) {
    const struct criteria *criteria = &board->table.criteria;
    struct score_sheet sheet = {
        .unit = unit,
        .member = &board->cluster.members.items[unit],
        .lines = ARENA_ARRAY(arena, struct sheet_line, criteria->count),
        .count = criteria->count,
        .content = no_figures(),
        .bonus = no_figures(),
        .penalty = no_figures(),
        .total = no_figures(),
        .max_content = board->matrix.totals[unit].max,
        .missing = board->matrix.totals[unit].missing,
    };
    for (size_t i = 0; i < criteria->count; i++) {
        struct sheet_line *line = &sheet.lines[i];
        line->index = i;
        line->criterion = &criteria->items[i];
        line->is_group = criterion_is_group(line->criterion);
        line->counts = scoring_adds_to(criteria, &board->book.rules, i);
        line->cell = board_cell_at(board, unit, i);
        line->score = score_cell_at(&board->matrix, unit, i);
        line->figures = no_figures();
        if (!line->is_group)
            fill_scored(line);
    }
    /* from the last row up, so that a group is whole before it is added to the one above */
    for (size_t i = criteria->count; i-- > 0;) {
        struct sheet_line *line = &sheet.lines[i];
        ptrdiff_t up = line->criterion->parent;
        if (line->criterion->kind == CRITERION_MEAN)
            make_mean(&sheet, criteria, i);
        if (up >= 0)
            add_figures(&sheet.lines[up].figures, &line->figures);
        add_to_totals(&sheet, line);
    }
    *ret_sheet = sheet;
}

bool sheet_line_takes_actual(const struct sheet_line *line) {
    return !line->is_group && line->criterion->kind != CRITERION_BONUS;
}

struct str sheet_line_reason(const struct sheet_line *line) {
    if (line->score->has_accepted)
        return line->cell->accepted_reason;
    if (line->cell->accepted_actual.p)
        return line->cell->accepted_actual_reason;
    return STR("");
}
