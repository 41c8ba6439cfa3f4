#include "features/scoring/scoring.h"

#include <string.h>

#include "text/vi_fold.h"

static const struct {
    struct str code;
    const char *words; /* of the tables of criteria, folded */
    enum msg_id name;
} KINDS[CRITERION_KIND_COUNT] = {
    [CRITERION_GROUP] = {STR_INIT("group"), "", MSG_scoring_kind_group},
    [CRITERION_QUANTITY] = {STR_INIT("quantity"), "dinh luong", MSG_scoring_kind_quantity},
    [CRITERION_GRADE] = {STR_INIT("grade"), "dinh tinh", MSG_scoring_kind_grade},
    [CRITERION_PASS] = {STR_INIT("pass"), "dat/khong dat", MSG_scoring_kind_pass},
    [CRITERION_FEWER] = {STR_INIT("fewer"), "dinh luong nghich", MSG_scoring_kind_fewer},
    [CRITERION_LEADER] = {STR_INIT("leader"), "so voi don vi dan dau", MSG_scoring_kind_leader},
    [CRITERION_ITEMS] = {STR_INIT("items"), "diem theo so luong", MSG_scoring_kind_items},
    [CRITERION_BONUS] = {STR_INIT("bonus"), "thuong", MSG_scoring_kind_bonus},
    [CRITERION_PENALTY] = {STR_INIT("penalty"), "tru", MSG_scoring_kind_penalty},
    [CRITERION_MEAN] = {STR_INIT("mean"), "trung binh", MSG_scoring_kind_mean},
    [CRITERION_INVERSE] = {STR_INIT("inverse"), "ty le nghich", MSG_scoring_kind_inverse},
    [CRITERION_MARK] = {STR_INIT("mark"), "cham truc tiep", MSG_scoring_kind_mark},
    [CRITERION_EXTRA_ITEMS] = {STR_INIT("extra-items"), "thuong theo so luong",
                               MSG_scoring_kind_extra_items},
    [CRITERION_EXTRA_LEVEL] = {STR_INIT("extra-level"), "thuong theo muc",
                               MSG_scoring_kind_extra_level},
    [CRITERION_PENALTY_ITEMS] = {STR_INIT("penalty-items"), "tru theo so luong",
                                 MSG_scoring_kind_penalty_items},
    [CRITERION_PENALTY_LEVEL] = {STR_INIT("penalty-level"), "tru theo muc",
                                 MSG_scoring_kind_penalty_level},
    [CRITERION_DISQUALIFY] = {STR_INIT("disqualify"), "loai khoi xet", MSG_scoring_kind_disqualify},
};

static const struct {
    struct str code;
    enum msg_id name;
} STAGES[SCORE_STAGE_COUNT] = {
    [SCORE_SELF] = {STR_INIT("self"), MSG_scoring_stage_self},
    [SCORE_CROSS] = {STR_INIT("cross"), MSG_scoring_stage_cross},
    [SCORE_HEAD] = {STR_INIT("accepted"), MSG_scoring_stage_head},
    [SCORE_OFFICE] = {STR_INIT("office"), MSG_scoring_stage_office},
    [SCORE_MEETING] = {STR_INIT("meeting"), MSG_scoring_stage_meeting},
    [SCORE_COUNCIL] = {STR_INIT("council"), MSG_scoring_stage_council},
};

static const struct str ROLLUPS[ROLLUP_COUNT] = {
    [ROLLUP_NONE] = STR_INIT(""),
    [ROLLUP_SUM] = STR_INIT("sum"),
    [ROLLUP_MEAN] = STR_INIT("mean"),
    [ROLLUP_LAST] = STR_INIT("last"),
};

struct str score_stage_code(enum score_stage stage) {
    return STAGES[stage].code;
}

bool score_stage_from_code(struct str code, enum score_stage *ret_stage) {
    for (int stage = 0; stage < SCORE_STAGE_COUNT; stage++)
        if (str_equal(STAGES[stage].code, code)) {
            *ret_stage = (enum score_stage)stage;
            return true;
        }
    return false;
}

enum msg_id score_stage_name(enum score_stage stage) {
    return STAGES[stage].name;
}

struct str rollup_code(enum rollup rollup) {
    return ROLLUPS[rollup];
}

bool rollup_from_code(struct str code, enum rollup *ret_rollup) {
    for (int rollup = 0; rollup < ROLLUP_COUNT; rollup++)
        if (str_equal(ROLLUPS[rollup], code)) {
            *ret_rollup = (enum rollup)rollup;
            return true;
        }
    return false;
}

struct str criterion_kind_code(enum criterion_kind kind) {
    return KINDS[kind].code;
}

enum msg_id criterion_kind_name(enum criterion_kind kind) {
    return KINDS[kind].name;
}

bool criterion_kind_from_code(struct str code, enum criterion_kind *ret_kind) {
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++)
        if (str_equal(KINDS[kind].code, code)) {
            *ret_kind = (enum criterion_kind)kind;
            return true;
        }
    return false;
}

/* Folded, and without blanks around a slash: "Đạt / Không đạt" is "dat/khong dat". */
static struct str fold_words(struct arena *arena, struct str words) {
    struct str folded = vi_fold(arena, words);
    char *text = arena_alloc(arena, folded.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        bool beside_slash = folded.p[i] == ' ' && ((n && text[n - 1] == '/') ||
                                                   (i + 1 < folded.n && folded.p[i + 1] == '/'));
        if (!beside_slash)
            text[n++] = folded.p[i];
    }
    return (struct str){text, n};
}

bool criterion_kind_from_words(struct arena *arena, struct str words,
                               enum criterion_kind *ret_kind) {
    struct str folded = fold_words(arena, words);
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++)
        if (str_equal_c(folded, KINDS[kind].words)) {
            *ret_kind = (enum criterion_kind)kind;
            return true;
        }
    return false;
}

ptrdiff_t criteria_find(const struct criteria *criteria, struct str code) {
    for (size_t i = 0; i < criteria->count; i++)
        if (str_equal(criteria->items[i].code, code))
            return (ptrdiff_t)i;
    return -1;
}

bool criterion_is_scored(const struct criterion *criterion) {
    return criterion->kind != CRITERION_GROUP;
}

static bool is_content(const struct criterion *criterion) {
    return criterion->kind != CRITERION_GROUP && criterion->kind != CRITERION_BONUS &&
           criterion->kind != CRITERION_PENALTY;
}

struct decimal criteria_max_total(const struct criteria *criteria) {
    struct decimal total = DECIMAL_ZERO;
    for (size_t i = 0; i < criteria->count; i++)
        if (is_content(&criteria->items[i]))
            total = decimal_add(total, criteria->items[i].max);
    return total;
}

struct score_matrix score_matrix_new(struct arena *arena, const struct criteria *criteria,
                                     size_t unit_count) {
    struct score_matrix matrix = {
        .criteria = criteria,
        .unit_count = unit_count,
        .rows = ARENA_ARRAY(arena, struct score_cell *, unit_count),
        .totals = ARENA_ARRAY(arena, struct score_totals, unit_count),
    };
    for (size_t unit = 0; unit < unit_count; unit++)
        matrix.rows[unit] = ARENA_ARRAY(arena, struct score_cell, criteria->count);
    return matrix;
}

struct score_cell *score_cell_at(const struct score_matrix *matrix, size_t unit, size_t criterion) {
    return &matrix->rows[unit][criterion];
}

static const struct decimal HUNDRED = {100, 0};

/* max × share ÷ 100, rounded once. */
static bool share_of_max(const struct criterion *criterion, struct decimal percent,
                         struct decimal *ret_points) {
    struct ratio r = ratio_multiply(ratio_of(criterion->max), ratio_of(percent));
    return ratio_round(ratio_divide(r, ratio_of(HUNDRED)), POINT_SCALE, ret_points);
}

/* The step that VALUE has reached, or NULL before the first. */
static const struct step_rule *step_reached(const struct step_rule *steps, size_t count,
                                            struct decimal value) {
    const struct step_rule *reached = NULL;
    for (size_t i = 0; i < count; i++)
        if (decimal_compare(value, steps[i].threshold) >= 0)
            reached = &steps[i];
    return reached;
}

static struct ratio smaller(struct ratio a, struct ratio b) {
    if (a.bad || b.bad)
        return a.bad ? a : b;
    return ratio_compare(a, b) <= 0 ? a : b;
}

/* max × actual ÷ target up to max; beyond the target a bonus in proportion, up to its cap. */
static void compute_quantity(const struct criterion *criterion, const struct scoring_rules *rules,
                             struct score_cell *cell) {
    if (!criterion->has_target || criterion->target.units <= 0)
        return;
    struct ratio max = ratio_of(criterion->max);
    struct ratio reached = ratio_divide(ratio_of(cell->actual.number), ratio_of(criterion->target));
    struct ratio points = smaller(ratio_multiply(max, reached), max);
    cell->has_points = ratio_round(points, POINT_SCALE, &cell->points);
    struct ratio over = ratio_subtract(reached, ratio_of_int(1));
    if (!cell->has_points || !criterion->bonus_on || over.bad || over.numerator <= 0)
        return;
    struct ratio cap = ratio_divide(ratio_of(rules->bonus_cap_percent), ratio_of(HUNDRED));
    struct ratio share = smaller(ratio_multiply(over, ratio_of(rules->bonus_rate)), cap);
    if (!ratio_round(ratio_multiply(max, share), POINT_SCALE, &cell->bonus))
        cell->has_points = false;
}

/* How far a unit has come: actual ÷ target, or the bare figure where there is no target. */
static struct ratio leader_measure(const struct criterion *criterion, struct decimal actual) {
    bool relative = criterion->has_target && criterion->target.units > 0;
    return relative ? ratio_divide(ratio_of(actual), ratio_of(criterion->target))
                    : ratio_of(actual);
}

/* The unit that has come farthest, or -1 when nobody has a figure. */
static ptrdiff_t leading_unit(const struct score_matrix *matrix, size_t criterion) {
    ptrdiff_t leader = -1;
    for (size_t unit = 0; unit < matrix->unit_count; unit++) {
        const struct score_cell *cell = score_cell_at(matrix, unit, criterion);
        if (cell->actual.state != ACTUAL_READ)
            continue;
        if (leader < 0 ||
            decimal_compare(cell->actual.number,
                            score_cell_at(matrix, (size_t)leader, criterion)->actual.number) > 0)
            leader = (ptrdiff_t)unit;
    }
    return leader;
}

/* Below target ½·max·r, at target ½·max, the leader max, between in proportion. Units closer to the
 * leader than 1/10000 count as leaders. Without a target: max·actual ÷ the leader's. */
static bool leader_points(const struct criterion *criterion, struct decimal actual,
                          struct decimal leading, struct decimal *ret_points) {
    struct ratio max = ratio_of(criterion->max);
    struct ratio half = ratio_divide(max, ratio_of_int(2));
    struct ratio r = leader_measure(criterion, actual);
    struct ratio best = leader_measure(criterion, leading);
    struct ratio one = ratio_of_int(1);
    struct ratio points;
    if (r.bad || best.bad)
        return false;
    if (!criterion->has_target || criterion->target.units <= 0) {
        points =
            decimal_is_zero(leading) ? ratio_of_int(0) : ratio_multiply(max, ratio_divide(r, best));
    } else if (ratio_compare(r, one) <= 0) {
        points = ratio_multiply(half, r);
    } else {
        struct ratio behind = ratio_subtract(best, r);
        if (behind.bad)
            return false;
        bool leads = ratio_compare(behind, ratio_of(DECIMAL(1, 4))) <= 0;
        struct ratio way = ratio_divide(ratio_subtract(r, one), ratio_subtract(best, one));
        points = leads ? max : ratio_add(half, ratio_multiply(half, way));
    }
    return ratio_round(points, POINT_SCALE, ret_points);
}

static const struct grade_rule *grade_of(const struct scoring_rules *rules, struct str letter) {
    for (size_t i = 0; i < rules->grades_count; i++)
        if (str_equal(rules->grades[i].letter, letter))
            return &rules->grades[i];
    return NULL;
}

static void compute_cell(const struct score_matrix *matrix, const struct scoring_rules *rules,
                         size_t unit, size_t index, ptrdiff_t leader) {
    const struct criterion *criterion = &matrix->criteria->items[index];
    struct score_cell *cell = score_cell_at(matrix, unit, index);
    const struct step_rule *step = NULL;
    const struct grade_rule *grade = NULL;
    cell->has_points = false;
    cell->points = cell->bonus = DECIMAL_ZERO;
    if (cell->actual.state != ACTUAL_READ)
        return;
    switch (criterion->kind) {
    case CRITERION_QUANTITY:
        compute_quantity(criterion, rules, cell);
        break;
    case CRITERION_GRADE:
        grade = grade_of(rules, cell->actual.text);
        cell->has_points = grade && share_of_max(criterion, grade->percent, &cell->points);
        break;
    case CRITERION_PASS:
        cell->has_points =
            share_of_max(criterion, str_equal_c(cell->actual.text, "pass") ? HUNDRED : DECIMAL_ZERO,
                         &cell->points);
        break;
    case CRITERION_FEWER:
        step = step_reached(rules->fewer, rules->fewer_count, cell->actual.number);
        cell->has_points = step && share_of_max(criterion, step->value, &cell->points);
        break;
    case CRITERION_LEADER:
        cell->has_points = leader_points(
            criterion, cell->actual.number,
            score_cell_at(matrix, (size_t)leader, index)->actual.number, &cell->points);
        break;
    case CRITERION_ITEMS: {
        struct ratio each =
            ratio_multiply(ratio_of(criterion->points_each), ratio_of(cell->actual.number));
        cell->has_points =
            ratio_round(smaller(each, ratio_of(criterion->max)), POINT_SCALE, &cell->points);
        break;
    }
    default: /* booked with the totals */
        break;
    }
}

/* No word of a late report means it was in time; only a word that cannot be read is missing, and
 * such a value never gets as far as a score. */
static void compute_penalty(const struct scoring_rules *rules, struct score_cell *cell) {
    struct decimal days = cell->actual.state == ACTUAL_READ ? cell->actual.number : DECIMAL_ZERO;
    const struct step_rule *step = step_reached(rules->late, rules->late_count, days);
    cell->has_points = true;
    cell->points = step ? decimal_round(step->value, POINT_SCALE) : DECIMAL(0, POINT_SCALE);
}

static void put_in_force(struct score_cell *cell) {
    cell->in_force_known = cell->has_accepted || cell->has_points;
    cell->in_force = cell->has_accepted ? cell->accepted : cell->points;
}

static void compute_unit_totals(const struct score_matrix *matrix,
                                const struct scoring_rules *rules, size_t unit) {
    struct score_totals totals = {.content = DECIMAL(0, POINT_SCALE)};
    totals.bonus = totals.penalty = totals.content;
    struct decimal earned = totals.content;
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        struct score_cell *cell = score_cell_at(matrix, unit, i);
        earned = decimal_add(earned, cell->bonus);
        if (!is_content(&matrix->criteria->items[i]))
            continue;
        put_in_force(cell);
        if (cell->in_force_known)
            totals.content = decimal_add(totals.content, cell->in_force);
        else
            totals.missing++;
    }
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        const struct criterion *criterion = &matrix->criteria->items[i];
        struct score_cell *cell = score_cell_at(matrix, unit, i);
        if (criterion->kind == CRITERION_BONUS) {
            cell->has_points = true;
            cell->points = decimal_round(decimal_min(earned, criterion->max), POINT_SCALE);
            put_in_force(cell);
            totals.bonus = decimal_add(totals.bonus, cell->in_force);
        } else if (criterion->kind == CRITERION_PENALTY) {
            compute_penalty(rules, cell);
            put_in_force(cell);
            totals.penalty = decimal_add(totals.penalty, cell->in_force);
        }
    }
    totals.total = decimal_add(decimal_add(totals.content, totals.bonus), totals.penalty);
    totals.compared = totals.total;
    totals.complete = totals.missing == 0;
    matrix->totals[unit] = totals;
}

void scoring_compute_unit(const struct score_matrix *matrix, const struct scoring_rules *rules,
                          size_t unit) {
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        bool relative = matrix->criteria->items[i].kind == CRITERION_LEADER;
        compute_cell(matrix, rules, unit, i, relative ? leading_unit(matrix, i) : -1);
    }
    compute_unit_totals(matrix, rules, unit);
}

void scoring_compute(struct score_matrix *matrix, const struct scoring_rules *rules) {
    for (size_t i = 0; i < matrix->criteria->count; i++) {
        bool relative = matrix->criteria->items[i].kind == CRITERION_LEADER;
        ptrdiff_t leader = relative ? leading_unit(matrix, i) : -1;
        for (size_t unit = 0; unit < matrix->unit_count; unit++)
            compute_cell(matrix, rules, unit, i, leader);
    }
    for (size_t unit = 0; unit < matrix->unit_count; unit++)
        compute_unit_totals(matrix, rules, unit);
}

struct decimal scoring_group_points(const struct score_matrix *matrix, size_t unit, size_t group,
                                    bool *ret_complete) {
    struct decimal sum = DECIMAL(0, POINT_SCALE);
    bool complete = true;
    const struct criterion *items = matrix->criteria->items;
    for (size_t i = group + 1; i < matrix->criteria->count && items[i].depth > items[group].depth;
         i++) {
        if (!criterion_is_scored(&items[i]))
            continue;
        const struct score_cell *cell = score_cell_at(matrix, unit, i);
        complete = complete && cell->in_force_known;
        if (cell->in_force_known)
            sum = decimal_add(sum, cell->in_force);
    }
    *ret_complete = complete;
    return sum;
}

/* --- reading what people write ------------------------------------------------------------ */

enum { ACTUAL_MAX = 1000000000 };

static bool read_number(struct arena *arena, const struct criterion *criterion, struct str text,
                        struct actual *ret_actual, struct message *ret_why) {
    bool percent = str_equal_c(criterion->unit_of_measure, "%");
    struct str digits = text;
    if (percent && str_ends_with(digits, STR("%")))
        digits = str_trim(str_slice(digits, 0, digits.n - 1));
    struct decimal number;
    enum decimal_reading reading = decimal_read_human(digits, &number);
    if (reading != DECIMAL_READ) {
        *ret_why = MESSAGE_WITH(reading == DECIMAL_AMBIGUOUS ? MSG_scoring_number_ambiguous
                                                             : MSG_scoring_not_a_number,
                                text);
        return false;
    }
    bool counts = criterion->kind == CRITERION_FEWER || criterion->kind == CRITERION_ITEMS ||
                  criterion->kind == CRITERION_PENALTY;
    enum msg_id wrong = MSG_none;
    if (number.units < 0)
        wrong = MSG_scoring_number_negative;
    else if (decimal_compare(number, DECIMAL(ACTUAL_MAX, 0)) > 0)
        wrong = MSG_scoring_number_too_large;
    else if (counts && !decimal_is_whole(number))
        wrong = MSG_scoring_number_not_whole;
    if (wrong != MSG_none) {
        *ret_why = MESSAGE_WITH(wrong, text);
        return false;
    }
    *ret_actual = (struct actual){ACTUAL_READ, decimal_canonical(arena, number), number};
    decimal_parse(ret_actual->text, &ret_actual->number);
    return true;
}

static bool read_grade(struct arena *arena, const struct scoring_rules *rules, struct str text,
                       struct actual *ret_actual, struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    struct str letters = STR("");
    for (size_t i = 0; i < rules->grades_count; i++) {
        struct str letter = rules->grades[i].letter;
        if (str_equal(vi_fold(arena, letter), folded)) {
            *ret_actual = (struct actual){ACTUAL_READ, letter, DECIMAL_ZERO};
            return true;
        }
        letters = str_format(arena, STR_FMT "%s" STR_FMT, STR_ARG(letters), i ? ", " : "",
                             STR_ARG(letter));
    }
    *ret_why = MESSAGE_WITH(MSG_scoring_no_such_grade, text, letters);
    return false;
}

static bool read_pass(struct arena *arena, struct str text, struct actual *ret_actual,
                      struct message *ret_why) {
    struct str folded = vi_fold(arena, text);
    static const char *const PASS[] = {"dat", "co", "x", "pass"};
    static const char *const FAIL[] = {"khong dat", "khong", "chua dat", "fail"};
    for (size_t i = 0; i < COUNT_OF(PASS); i++)
        if (str_equal_c(folded, PASS[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("pass"), DECIMAL_ZERO};
            return true;
        }
    for (size_t i = 0; i < COUNT_OF(FAIL); i++)
        if (str_equal_c(folded, FAIL[i])) {
            *ret_actual = (struct actual){ACTUAL_READ, STR("fail"), DECIMAL_ZERO};
            return true;
        }
    *ret_why = MESSAGE_WITH(MSG_scoring_not_pass_or_fail, text);
    return false;
}

bool scoring_read_actual(struct arena *arena, const struct criterion *criterion,
                         const struct scoring_rules *rules, struct str text,
                         struct actual *ret_actual, struct message *ret_why) {
    text = str_trim(text);
    if (str_is_empty(text)) {
        *ret_actual = (struct actual){.state = ACTUAL_MISSING, .text = STR("")};
        return true;
    }
    switch (criterion->kind) {
    case CRITERION_GRADE:
        return read_grade(arena, rules, text, ret_actual, ret_why);
    case CRITERION_PASS:
        return read_pass(arena, text, ret_actual, ret_why);
    case CRITERION_QUANTITY:
    case CRITERION_FEWER:
    case CRITERION_LEADER:
    case CRITERION_ITEMS:
    case CRITERION_PENALTY:
        return read_number(arena, criterion, text, ret_actual, ret_why);
    default:
        break;
    }
    *ret_why = MESSAGE_WITH(MSG_scoring_takes_no_value, criterion->name);
    return false;
}

struct str scoring_show_actual(struct arena *arena, enum lang lang,
                               const struct criterion *criterion, struct str canonical) {
    if (criterion->kind == CRITERION_PASS && str_equal_c(canonical, "pass"))
        return message_plain(lang, MSG_scoring_pass);
    if (criterion->kind == CRITERION_PASS && str_equal_c(canonical, "fail"))
        return message_plain(lang, MSG_scoring_fail);
    struct decimal number;
    if (!decimal_parse(canonical, &number))
        return canonical;
    struct str shown = decimal_display(arena, number, 0, lang == LANG_VI ? ',' : '.');
    if (criterion->kind == CRITERION_PENALTY)
        return message_text(arena, lang, MESSAGE_WITH(MSG_scoring_days, shown));
    return shown;
}

/* --- rules that make sense ---------------------------------------------------------------- */

static void check_steps(struct arena *arena, struct issues *issues, struct str field,
                        const struct step_rule *steps, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (decimal_compare(steps[i - 1].threshold, steps[i].threshold) >= 0) {
            issue_add(arena, issues, field, MESSAGE(MSG_scoring_steps_not_ascending));
            return;
        }
}

static bool is_percent(struct decimal value) {
    return value.units >= 0 && decimal_compare(value, HUNDRED) <= 0;
}

void scoring_rules_check(struct arena *arena, const struct scoring_rules *rules,
                         struct issues *issues) {
    for (size_t i = 0; i < rules->grades_count; i++) {
        if (!is_percent(rules->grades[i].percent))
            issue_add(arena, issues, STR("grades"), MESSAGE(MSG_scoring_percent_out_of_range));
        for (size_t k = 0; k < i; k++)
            if (str_equal(vi_fold(arena, rules->grades[i].letter),
                          vi_fold(arena, rules->grades[k].letter)))
                issue_add(arena, issues, STR("grades"),
                          MESSAGE_WITH(MSG_scoring_grade_twice, rules->grades[i].letter));
    }
    if (rules->grades_count == 0)
        issue_add(arena, issues, STR("grades"), MESSAGE(MSG_scoring_no_grades));
    check_steps(arena, issues, STR("fewer"), rules->fewer, rules->fewer_count);
    for (size_t i = 0; i < rules->fewer_count; i++)
        if (!is_percent(rules->fewer[i].value))
            issue_add(arena, issues, STR("fewer"), MESSAGE(MSG_scoring_percent_out_of_range));
    if (rules->fewer_count == 0 || rules->fewer[0].threshold.units != 0)
        issue_add(arena, issues, STR("fewer"), MESSAGE(MSG_scoring_fewer_starts_at_zero));
    check_steps(arena, issues, STR("late"), rules->late, rules->late_count);
    for (size_t i = 0; i < rules->late_count; i++)
        if (rules->late[i].value.units > 0 || rules->late[i].threshold.units < 0)
            issue_add(arena, issues, STR("late"), MESSAGE(MSG_scoring_late_takes_off));
    if (rules->bonus_rate.units < 0 || !is_percent(rules->bonus_cap_percent))
        issue_add(arena, issues, STR("bonus_cap"), MESSAGE(MSG_scoring_percent_out_of_range));
}
