#include "features/scoregrid/grid_view.h"

#include "features/scoring/unit_web.h"

struct str grid_path(struct arena *arena, const struct cluster_period *cluster,
                     const struct cluster_unit *unit, struct str tail) {
    return step_path_below(arena, cluster, STEP_SHEETS,
                           str_format(arena, STR_FMT "/tu-cham%s" STR_FMT, STR_ARG(unit->slug),
                                      tail.n ? "/" : "", STR_ARG(tail)));
}

struct str grid_criterion_path(struct arena *arena, const struct scoreboard *board,
                               size_t criterion) {
    return step_path_below(
        arena, &board->cluster, STEP_SHEETS,
        str_format(arena, "theo-tieu-chi/" STR_FMT, STR_ARG(why_part(arena, board, criterion))));
}

/* The word for a value that is one of a few; itself where it is none of them any more. */
static struct str word_of(struct arena *arena, const struct scoring_rules *rules,
                          const struct criterion *criterion, struct str canonical) {
    struct scoring_choices choices;
    scoring_choices(arena, LANG_VI, criterion, rules, &choices);
    for (size_t i = 0; i < choices.count; i++)
        if (str_equal(choices.items[i].value, canonical))
            return choices.items[i].label;
    return canonical;
}

struct str grid_typed_text(struct arena *arena, enum lang lang, const struct scoring_rules *rules,
                           const struct criterion *criterion, enum grid_field field,
                           struct str canonical) {
    struct decimal number;
    if (!canonical.p)
        return STR("");
    if (field == GRID_EVIDENCE)
        return canonical;
    if (field == GRID_ACTUAL && !criterion_counts(criterion))
        return word_of(arena, rules, criterion, canonical);
    return decimal_parse(canonical, &number)
               ? unit_page_typed_number(arena, lang, number, field == GRID_POINTS ? POINT_SCALE : 0)
               : canonical;
}

static const struct grid_result *result_of(const struct grid_answer *answer, struct str code,
                                           struct str field) {
    for (size_t i = 0; answer && i < answer->count; i++)
        if (str_equal(answer->results[i].typed->code, code) &&
            str_equal(answer->results[i].typed->field, field))
            return &answer->results[i];
    return NULL;
}

struct input_work {
    struct arena *arena;
    enum lang lang;
    const struct scoring_rules *rules;
    const struct criterion *criterion;
    const struct grid_answer *answer;
};

static struct grid_input input_of(const struct input_work *work, const struct own_cell *cell,
                                  enum grid_field field) {
    struct arena *arena = work->arena;
    const struct grid_value *value = &cell->of[field];
    struct str code = grid_field_code(field);
    const struct grid_result *result = result_of(work->answer, work->criterion->code, code);
    struct grid_input input = {
        .name =
            str_format(arena, STR_FMT "." STR_FMT, STR_ARG(code), STR_ARG(work->criterion->code)),
        .text =
            grid_typed_text(arena, work->lang, work->rules, work->criterion, field, value->value),
        .seen = grid_seen(arena, value),
        .is_draft =
            value->is_draft && !str_equal(str_or_empty(value->value), str_or_empty(value->sent)),
        .sent =
            grid_typed_text(arena, work->lang, work->rules, work->criterion, field, value->sent),
        .fault = STR(""),
        .theirs = STR(""),
        .note = STR("")};
    if (value->overtaken.p)
        input.note =
            message_text(arena, work->lang,
                         MESSAGE_WITH(MSG_scoregrid_overtaken,
                                      grid_typed_text(arena, work->lang, work->rules,
                                                      work->criterion, field, value->overtaken)));
    if (!result || (result->outcome != GRID_REFUSED && result->outcome != GRID_CONFLICT))
        return input;
    input.fault = message_text(arena, work->lang, result->why);
    input.conflict = result->outcome == GRID_CONFLICT;
    input.theirs = input.text;
    input.text = result->typed->text;
    return input;
}

static struct str why_blocked(struct arena *arena, enum lang lang, const struct own_cell *cell) {
    struct str stage = message_plain(lang, score_stage_name(cell->by));
    switch (cell->block) {
    case GRID_EXEMPT:
        return message_plain(lang, MSG_scoregrid_not_assigned);
    case GRID_OTHER_STAGE:
        return message_text(arena, lang, MESSAGE_WITH(MSG_scoregrid_by_stage, stage));
    case GRID_VERIFIED:
        return message_text(arena, lang, MESSAGE_WITH(MSG_scoregrid_verified_by, stage));
    default:
        return STR("");
    }
}

static struct str parts_told(struct arena *arena, enum lang lang, const struct criterion *criterion,
                             const struct own_cell *cell) {
    if (!cell->rolls_up)
        return STR("");
    size_t known = 0;
    for (size_t i = 0; i < cell->parts.count; i++)
        known += cell->part_values[i].value.p != NULL;
    return message_text(arena, lang,
                        MESSAGE_WITH(criterion->rollup_step == ROLLUP_MONTHS
                                         ? MSG_scoregrid_months_in
                                         : MSG_scoregrid_weeks_in,
                                     str_format(arena, "%zu/%zu", known, cell->parts.count)));
}

struct grid_row grid_row_of(struct arena *arena, enum lang lang, const struct score_grid *grid,
                            size_t criterion, const struct grid_answer *answer) {
    const struct scoreboard *board = &grid->board;
    const struct criterion *c = &board->table.criteria.items[criterion];
    const struct own_cell *cell = &grid->cells[criterion];
    const struct sheet_line *line = &grid->sheet.lines[criterion];
    const struct input_work work = {arena, lang, &board->book.rules, c, answer};
    const struct cluster_unit *unit = &board->cluster.members.items[grid->unit];
    bool has_fields = cell->block == GRID_OPEN && grid->may_enter;
    struct grid_row row = {
        .is_group = line->is_group,
        .depth = c->depth,
        .code = c->code,
        .label = line->is_group || c->depth == 0 ? c->label : c->code,
        .name = c->name,
        .has_max = criterion_has_max(c),
        .max = c->max,
        .target = unit_page_target(arena, lang, c),
        .figures = line->figures,
        .difference = unit_page_difference(arena, lang, line),
        .over = unit_page_over(arena, lang, &board->book.rules, line),
        .cell_href = grid_path(arena, &board->cluster, unit, why_part(arena, board, criterion)),
        .says = why_blocked(arena, lang, cell),
        .is_verified = cell->block == GRID_VERIFIED,
        .types = has_fields && !line->is_group,
        .takes_actual = criterion_takes_actual(c),
        .needs_actual = grid_asks(c, cell),
        .rolls_up = cell->rolls_up,
        .parts = parts_told(arena, lang, c, cell),
        .counts = criterion_counts(c),
        .evidence_href = STR(""),
        .of_actual = input_of(&work, cell, GRID_ACTUAL),
        .of_points = input_of(&work, cell, GRID_POINTS),
        .of_evidence = input_of(&work, cell, GRID_EVIDENCE),
    };
    struct scoring_choices choices;
    scoring_choices(arena, LANG_VI, c, &board->book.rules, &choices);
    for (size_t i = 0; row.types && i < choices.count; i++)
        *list_push(arena, &row.choices) =
            (struct ui_option){choices.items[i].label, choices.items[i].label, false};
    row.seen = str_format(arena, STR_FMT "," STR_FMT "," STR_FMT, STR_ARG(row.of_actual.seen),
                          STR_ARG(row.of_points.seen), STR_ARG(row.of_evidence.seen));
    return row;
}
