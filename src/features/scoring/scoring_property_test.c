/* What must hold for every table: random trees of all kinds, with a generator whose seed is told
 * when something fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/scoring.h"

enum { TABLES = 300, UNITS = 3, ROWS_MAX = 24 };

static struct arena *a;

/* --- chance -------------------------------------------------------------------------------- */

static uint64_t chance_state;

static unsigned chance(unsigned below) {
    chance_state ^= chance_state << 13;
    chance_state ^= chance_state >> 7;
    chance_state ^= chance_state << 17;
    return (unsigned)(chance_state >> 33) % below;
}

/* --- a random table with its rules ----------------------------------------------------------- */

static struct named_rule named[CRITERION_KIND_COUNT];
static struct step_rule falling[3];
static struct step_rule off[3];
static struct grade_rule grades[3];
static struct level_rule gives[2];
static struct level_rule takes[2];

static struct scoring_rules random_rules(void) {
    falling[0] = (struct step_rule){DECIMAL(0, 0), DECIMAL(100, 0)};
    falling[1] = (struct step_rule){DECIMAL(1 + (int)chance(3), 0), DECIMAL((int)chance(100), 0)};
    falling[2] = (struct step_rule){DECIMAL(5, 0), DECIMAL(0, 0)};
    off[0] = (struct step_rule){DECIMAL(5, 0), DECIMAL(-5, 1)};
    off[1] = (struct step_rule){DECIMAL(10, 0), DECIMAL(-5 - (int)chance(10), 1)};
    off[2] = (struct step_rule){DECIMAL(15, 0), DECIMAL(-2, 0)};
    grades[0] = (struct grade_rule){STR("A"), DECIMAL(100, 0)};
    grades[1] = (struct grade_rule){STR("B"), DECIMAL(75, 0)};
    grades[2] = (struct grade_rule){STR("C"), DECIMAL(0, 0)};
    gives[0] = (struct level_rule){STR("nhieu"), STR("Nhiều"), DECIMAL(5, 0), false, false};
    gives[1] = (struct level_rule){STR("it"), STR("Ít"), DECIMAL(25, 1), false, false};
    takes[0] = (struct level_rule){STR("nhe"), STR("Nhẹ"), DECIMAL(-1, 0), false, false};
    takes[1] = (struct level_rule){STR("nang"), STR("Nặng"), DECIMAL(-20, 0), true, true};
    for (int kind = 0; kind < CRITERION_KIND_COUNT; kind++) {
        struct named_rule *r = &named[kind];
        unsigned parts = rule_parts_of(kind);
        *r = named_rule_blank(kind);
        r->code = criterion_kind_code((enum criterion_kind)kind);
        r->name = r->basis = STR("Quy tắc");
        r->steps = parts & RULE_STEPS_POINTS ? off : falling;
        r->steps_count = parts & (RULE_STEPS_POINTS | RULE_STEPS_PERCENT) ? 3 : 0;
        r->grades = grades;
        r->grades_count = parts & RULE_GRADES ? 3 : 0;
        r->levels = parts & RULE_LEVELS_BONUS ? gives : takes;
        r->levels_count = parts & (RULE_LEVELS_BONUS | RULE_LEVELS_PENALTY) ? 2 : 0;
        r->bonus_rate = DECIMAL((int)chance(3), 0);
        r->bonus_cap_percent = DECIMAL((int)chance(20), 0);
        r->half_percent = DECIMAL((int)chance(101), 0);
        r->caps_all = chance(2);
        r->scale = (int)chance(3);
        r->rounding = chance(2) ? RULE_HALF_UP : RULE_TRUNCATED;
        r->has_limit = chance(2);
        r->limit = DECIMAL(parts & RULE_LIMIT_PENALTY ? -(int)chance(20) : (int)chance(20), 0);
    }
    return (struct scoring_rules){.grades = grades,
                                  .grades_count = 3,
                                  .fewer = falling,
                                  .fewer_count = 3,
                                  .late = off,
                                  .late_count = 3,
                                  .bonus_rate = DECIMAL(1, 0),
                                  .bonus_cap_percent = DECIMAL(10, 0),
                                  .named = named,
                                  .named_count = CRITERION_KIND_COUNT};
}

static bool inside_mean(const struct criteria *criteria, ptrdiff_t row) {
    for (; row >= 0; row = criteria->items[row].parent)
        if (criteria->items[row].kind == CRITERION_MEAN)
            return true;
    return false;
}

static struct criteria random_table(void) {
    struct criteria criteria = {0};
    size_t count = 3 + chance(ROWS_MAX - 3);
    while (criteria.count < count) {
        struct criterion c = {.kind = (enum criterion_kind)chance(CRITERION_KIND_COUNT),
                              .unit_of_measure = STR(""),
                              .parent = -1};
        /* below the last group that may still take rows, or back at the top */
        for (size_t i = criteria.count; i-- > 0 && c.parent < 0;)
            if (criterion_is_group(&criteria.items[i]) &&
                criteria_end_of(&criteria, i) == criteria.count && chance(3))
                c.parent = (ptrdiff_t)i;
        c.depth = c.parent < 0 ? 0 : criteria.items[c.parent].depth + 1;
        if (inside_mean(&criteria, c.parent) && !criterion_is_group(&c) &&
            !criterion_is_content(&c))
            c.kind = CRITERION_MARK;
        if (criterion_is_group(&c) && c.depth > 3)
            c.kind = CRITERION_PASS;
        c.id = c.code = str_format(a, "%zu", criteria.count);
        c.max = DECIMAL(1 + (int)chance(2000), 2);
        c.has_target = c.kind != CRITERION_LEADER || chance(2);
        c.target = DECIMAL((int)chance(c.kind == CRITERION_INVERSE ? 6 : 400), 1);
        if (c.kind == CRITERION_QUANTITY)
            c.target.units++;
        c.points_each = DECIMAL(1 + (int)chance(300), 2);
        c.bonus_on = criterion_may_bonus(&c) && chance(2);
        bool needs = c.kind == CRITERION_INVERSE || c.kind == CRITERION_EXTRA_LEVEL ||
                     c.kind == CRITERION_PENALTY_LEVEL;
        c.rule = needs || (c.kind != CRITERION_GROUP && chance(2)) ? criterion_kind_code(c.kind)
                                                                   : STR("");
        *list_push(a, &criteria) = c;
    }
    return criteria;
}

static struct actual read(const struct criterion *criterion, const struct scoring_rules *rules,
                          struct str text) {
    struct actual actual = {.state = ACTUAL_MISSING, .text = STR("")};
    struct message why;
    if (!scoring_read_actual(a, criterion, rules, text, &actual, &why))
        fail_msg("%s", message_text(a, LANG_EN, why).p);
    return actual;
}

static struct actual random_actual(const struct criterion *criterion,
                                   const struct scoring_rules *rules) {
    struct scoring_choices choices;
    if (!criterion_takes_actual(criterion) || chance(8) == 0)
        return (struct actual){.state = ACTUAL_MISSING, .text = STR("")};
    scoring_choices(a, LANG_EN, criterion, rules, &choices);
    if (choices.count)
        return read(criterion, rules, choices.items[chance((unsigned)choices.count)].value);
    struct decimal number = DECIMAL((int)chance(60), criterion_counts_whole(criterion) ? 0 : 1);
    if (criterion->kind == CRITERION_MARK)
        number = decimal_min(number, criterion->max);
    return (struct actual){ACTUAL_READ, decimal_canonical(a, number), number};
}

static struct score_matrix random_matrix(const struct criteria *criteria,
                                         const struct scoring_rules *rules) {
    struct score_matrix m = score_matrix_new(a, criteria, UNITS);
    for (size_t unit = 0; unit < UNITS; unit++)
        for (size_t i = 0; i < criteria->count; i++) {
            struct score_cell *cell = score_cell_at(&m, unit, i);
            cell->actual = random_actual(&criteria->items[i], rules);
            cell->exempt = chance(12) == 0;
        }
    return m;
}

#define FOR_TABLES                                                                                 \
    for (uint64_t seed = 1; seed <= TABLES; seed++, arena_clear(a))                                \
        for (bool once = (chance_state = seed * 0x9E3779B97F4A7C15u, true); once; once = false)

static void assert_same(struct decimal x, struct decimal y, uint64_t seed, const char *what) {
    if (decimal_compare(x, y) != 0)
        fail_msg("seed %llu: %s: %s, %s", (unsigned long long)seed, what, decimal_canonical(a, x).p,
                 decimal_canonical(a, y).p);
}

/* --- properties ---------------------------------------------------------------------------- */

static void assert_same_matrix(const struct score_matrix *x, const struct score_matrix *y,
                               uint64_t seed) {
    for (size_t unit = 0; unit < UNITS; unit++) {
        assert_same(x->totals[unit].total, y->totals[unit].total, seed, "total");
        assert_same(x->totals[unit].compared, y->totals[unit].compared, seed, "compared");
        assert_int_equal(x->totals[unit].missing, y->totals[unit].missing);
        assert_int_equal(x->totals[unit].disqualified, y->totals[unit].disqualified);
        for (size_t i = 0; i < x->criteria->count; i++) {
            const struct score_cell *left = score_cell_at(x, unit, i);
            const struct score_cell *right = score_cell_at(y, unit, i);
            assert_int_equal(left->in_force_known, right->in_force_known);
            assert_same(left->in_force, right->in_force, seed, "cell");
            assert_same(left->bonus, right->bonus, seed, "bonus");
        }
    }
}

static struct score_matrix copy_inputs(const struct score_matrix *from, bool empty) {
    struct score_matrix m = score_matrix_new(a, from->criteria, UNITS);
    for (size_t unit = 0; unit < UNITS; unit++)
        for (size_t i = 0; i < from->criteria->count; i++) {
            const struct score_cell *cell = score_cell_at(from, unit, i);
            struct score_cell *copy = score_cell_at(&m, unit, i);
            copy->exempt = cell->exempt;
            if (!empty)
                copy->actual = cell->actual;
        }
    return m;
}

static void the_order_of_entry_and_computing_again_change_nothing(void **state) {
    (void)state;
    FOR_TABLES {
        struct scoring_rules rules = random_rules();
        struct criteria criteria = random_table();
        struct score_matrix m = random_matrix(&criteria, &rules);
        scoring_compute(&m, &rules);
        /* one by one, from the last to the first, computed after each */
        struct score_matrix late = copy_inputs(&m, true);
        for (size_t k = UNITS * criteria.count; k-- > 0;) {
            size_t unit = k % UNITS;
            size_t i = k / UNITS;
            score_cell_at(&late, unit, i)->actual = score_cell_at(&m, unit, i)->actual;
            if (criteria.items[i].kind == CRITERION_LEADER)
                scoring_compute(&late, &rules);
            else
                scoring_compute_unit(&late, &rules, unit);
        }
        scoring_compute(&late, &rules);
        assert_same_matrix(&m, &late, seed);
        struct score_matrix again = copy_inputs(&m, false);
        scoring_compute(&again, &rules);
        scoring_compute(&again, &rules);
        assert_same_matrix(&m, &again, seed);
    }
}

static void what_is_printed_adds_up(void **state) {
    (void)state;
    FOR_TABLES {
        struct scoring_rules rules = random_rules();
        struct criteria criteria = random_table();
        struct score_matrix m = random_matrix(&criteria, &rules);
        scoring_compute(&m, &rules);
        for (size_t unit = 0; unit < UNITS; unit++) {
            struct decimal sums[BOOKS_PENALTY + 1] = {{0, 2}, {0, 2}, {0, 2}, {0, 2}};
            const struct score_totals *totals = &m.totals[unit];
            for (size_t i = 0; i < criteria.count; i++) {
                enum criterion_book book = scoring_adds_to(&criteria, &rules, i);
                const struct score_cell *cell = score_cell_at(&m, unit, i);
                if (book != BOOKS_NOTHING && cell->in_force_known)
                    sums[book] = decimal_add(sums[book], cell->in_force);
                if (cell->in_force_known) /* points have two decimals */
                    assert_same(decimal_round(cell->in_force, 2), cell->in_force, seed, "decimals");
                if (cell->exempt)
                    assert_false(cell->in_force_known);
            }
            assert_same(sums[BOOKS_CONTENT], totals->content, seed, "content");
            assert_same(sums[BOOKS_BONUS], totals->bonus, seed, "bonus");
            assert_same(sums[BOOKS_PENALTY], totals->penalty, seed, "penalty");
            assert_same(decimal_add(totals->content, decimal_add(totals->bonus, totals->penalty)),
                        totals->total, seed, "total");
            assert_true(totals->penalty.units <= 0 && totals->bonus.units >= 0);
            assert_true(decimal_compare(totals->max, criteria_max_total(&criteria)) <= 0);
            if (decimal_compare(totals->max, criteria_max_total(&criteria)) == 0)
                assert_same(totals->compared, totals->total, seed, "compared");
        }
    }
}

/* A result of that criterion that is better than the present one; false: none is known. */
static bool better(const struct criterion *c, const struct scoring_rules *rules,
                   const struct actual *now, struct actual *ret_better) {
    struct scoring_choices choices;
    bool down = c->kind == CRITERION_FEWER || c->kind == CRITERION_INVERSE ||
                criterion_books(c) == BOOKS_PENALTY || c->kind == CRITERION_DISQUALIFY;
    scoring_choices(a, LANG_EN, c, rules, &choices);
    if (choices.count) { /* the best there is */
        bool last = c->kind == CRITERION_EXTRA_LEVEL;
        *ret_better = read(c, rules, choices.items[last ? 1 : 0].value);
        return true;
    }
    struct decimal by = DECIMAL(1 + (int)chance(30), criterion_counts_whole(c) ? 0 : 1);
    struct decimal number = down ? decimal_subtract(now->number, by) : decimal_add(now->number, by);
    if (number.units < 0)
        number = DECIMAL_ZERO;
    if (c->kind == CRITERION_MARK)
        number = decimal_min(number, c->max);
    *ret_better = (struct actual){ACTUAL_READ, decimal_canonical(a, number), number};
    return criterion_counts(c);
}

static void a_better_result_never_lowers_the_own_total(void **state) {
    (void)state;
    size_t tried = 0;
    FOR_TABLES {
        struct scoring_rules rules = random_rules();
        struct criteria criteria = random_table();
        struct score_matrix m = random_matrix(&criteria, &rules);
        for (size_t i = 0; i < criteria.count; i++) {
            struct score_cell *cell = score_cell_at(&m, 0, i);
            struct actual now = cell->actual;
            if (now.state != ACTUAL_READ || !criterion_takes_actual(&criteria.items[i]))
                continue;
            scoring_compute(&m, &rules);
            struct score_totals before = m.totals[0];
            if (!better(&criteria.items[i], &rules, &now, &cell->actual))
                continue;
            scoring_compute(&m, &rules);
            if (decimal_compare(m.totals[0].total, before.total) < 0 ||
                decimal_compare(m.totals[0].compared, before.compared) < 0)
                fail_msg("seed %llu: %s from %s to %s: %s after %s", (unsigned long long)seed,
                         criterion_kind_code(criteria.items[i].kind).p, now.text.p,
                         cell->actual.text.p, decimal_canonical(a, m.totals[0].total).p,
                         decimal_canonical(a, before.total).p);
            if (before.disqualified == false)
                assert_false(m.totals[0].disqualified);
            cell->actual = now;
            tried++;
        }
    }
    assert_true(tried > 1000);
}

static void everything_can_be_explained(void **state) {
    (void)state;
    FOR_TABLES {
        struct scoring_rules rules = random_rules();
        struct criteria criteria = random_table();
        struct score_matrix m = random_matrix(&criteria, &rules);
        scoring_compute(&m, &rules);
        for (size_t i = 0; i < criteria.count; i++) {
            struct scoring_explanation why;
            scoring_explain(a, LANG_VI, &m, &rules, 0, i, &why);
            const struct score_cell *cell = score_cell_at(&m, 0, i);
            struct str last = why.steps.count
                                  ? message_text(a, LANG_VI, why.steps.items[why.steps.count - 1])
                                  : STR("");
            bool empty_group = criterion_is_group(&criteria.items[i]);
            if (why.steps.count == 0 && !empty_group)
                fail_msg("seed %llu: nothing is said of a %s", (unsigned long long)seed,
                         criterion_kind_code(criteria.items[i].kind).p);
            assert_true(cell->in_force_known || empty_group || last.n > 0);
        }
    }
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_entry_and_computing_again_change_nothing),
        cmocka_unit_test(what_is_printed_adds_up),
        cmocka_unit_test(a_better_result_never_lowers_the_own_total),
        cmocka_unit_test(everything_can_be_explained),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
