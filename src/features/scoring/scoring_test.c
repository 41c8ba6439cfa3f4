/* The rules of the training cluster (tests/data/README.md) with figures of the sample sheets and
 * others; vectors S-01 … S-16 of the domain facts. Expected values were worked out by hand or with
 * exact fractions, never by this program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/ranking.h"
#include "features/scoring/scoring.h"

static struct arena *a;

static struct decimal dec(const char *text) {
    struct decimal value;
    if (!decimal_parse(str_from_c(text), &value))
        fail_msg("not a decimal: %s", text);
    return value;
}

static struct grade_rule grades[4];
static struct step_rule fewer[3];
static struct step_rule late[3];

static struct scoring_rules training_rules(void) {
    grades[0] = (struct grade_rule){STR("A"), dec("100")};
    grades[1] = (struct grade_rule){STR("B"), dec("80")};
    grades[2] = (struct grade_rule){STR("C"), dec("60")};
    grades[3] = (struct grade_rule){STR("D"), dec("0")};
    fewer[0] = (struct step_rule){dec("0"), dec("100")};
    fewer[1] = (struct step_rule){dec("1"), dec("50")};
    fewer[2] = (struct step_rule){dec("2"), dec("0")};
    late[0] = (struct step_rule){dec("5"), dec("-0.5")};
    late[1] = (struct step_rule){dec("10"), dec("-1")};
    late[2] = (struct step_rule){dec("15"), dec("-2")};
    return (struct scoring_rules){grades, 4, fewer, 3, late, 3, dec("1"), dec("10")};
}

static struct criterion criterion(enum criterion_kind kind, const char *max, const char *target) {
    struct criterion c = {.id = STR("c"),
                          .code = STR("I.1"),
                          .label = STR("1"),
                          .name = STR("Tiêu chí"),
                          .kind = kind,
                          .max = dec(max),
                          .unit_of_measure = STR(""),
                          .points_each = dec("1"),
                          .bonus_on = true,
                          .parent = -1};
    if (target) {
        c.has_target = true;
        c.target = dec(target);
    }
    return c;
}

/* The points of each unit on one criterion whose values are written in VALUES ("" is missing). */
static struct score_matrix compute_one(struct criteria *criteria, const char *const *values,
                                       size_t units, const struct scoring_rules *rules) {
    struct score_matrix matrix = score_matrix_new(a, criteria, units);
    for (size_t unit = 0; unit < units; unit++) {
        struct message why;
        assert_true(scoring_read_actual(a, &criteria->items[0], rules, str_from_c(values[unit]),
                                        &score_cell_at(&matrix, unit, 0)->actual, &why));
    }
    scoring_compute(&matrix, rules);
    return matrix;
}

static void assert_points(const struct score_matrix *matrix, size_t unit, const char *points) {
    const struct score_cell *cell = score_cell_at(matrix, unit, 0);
    assert_true(cell->has_points);
    assert_string_equal(decimal_fixed(a, cell->points, 2).p, points);
}

static void assert_one(enum criterion_kind kind, const char *max, const char *target,
                       const char *value, const char *points, const char *bonus) {
    struct scoring_rules rules = training_rules();
    struct criterion c = criterion(kind, max, target);
    struct criteria criteria = {&c, 1, 1};
    struct score_matrix matrix = compute_one(&criteria, &value, 1, &rules);
    assert_points(&matrix, 0, points);
    assert_string_equal(decimal_fixed(a, score_cell_at(&matrix, 0, 0)->bonus, 2).p, bonus);
}

static void quantity_is_in_proportion_with_a_capped_bonus(void **state) {
    (void)state;
    assert_one(CRITERION_QUANTITY, "50", "100", "90", "45.00", "0.00");
    assert_one(CRITERION_QUANTITY, "50", "100", "100", "50.00", "0.00");
    assert_one(CRITERION_QUANTITY, "50", "100", "107", "50.00", "3.50");
    assert_one(CRITERION_QUANTITY, "50", "100", "125", "50.00", "5.00");
    assert_one(CRITERION_QUANTITY, "12", "75", "74", "11.84", "0.00");
    assert_one(CRITERION_QUANTITY, "8", "98", "97,3", "7.94", "0.00");
    assert_one(CRITERION_QUANTITY, "8", "98", "98,9", "8.00", "0.07"); /* 8 × 0.9/98 = 0.0735 */
    assert_one(CRITERION_QUANTITY, "5", "98.5", "0", "0.00", "0.00");
    assert_one(CRITERION_QUANTITY, "1", "3", "0.015", "0.01", "0.00"); /* 0.005 goes up */
}

static void grades_passes_cases_and_items_follow_their_tables(void **state) {
    (void)state;
    assert_one(CRITERION_GRADE, "6", NULL, "B", "4.80", "0.00");
    assert_one(CRITERION_GRADE, "7", NULL, "b", "5.60", "0.00");
    assert_one(CRITERION_GRADE, "7", NULL, "C", "4.20", "0.00");
    assert_one(CRITERION_GRADE, "7", NULL, "D", "0.00", "0.00");
    assert_one(CRITERION_PASS, "2", NULL, "Đạt", "2.00", "0.00");
    assert_one(CRITERION_PASS, "2", NULL, "Không  đạt", "0.00", "0.00");
    assert_one(CRITERION_FEWER, "10", "0", "0", "10.00", "0.00");
    assert_one(CRITERION_FEWER, "10", "0", "1", "5.00", "0.00");
    assert_one(CRITERION_FEWER, "10", "0", "2", "0.00", "0.00");
    assert_one(CRITERION_FEWER, "10", "0", "7", "0.00", "0.00");
    assert_one(CRITERION_ITEMS, "3", NULL, "2", "2.00", "0.00");
    assert_one(CRITERION_ITEMS, "3", NULL, "5", "3.00", "0.00");
}

static void the_leading_unit_sets_the_scale(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct criterion c = criterion(CRITERION_LEADER, "5", "500");
    struct criteria criteria = {&c, 1, 1};
    static const char *const DAYS[] = {"560", "505", "640", "720", "480"};
    struct score_matrix m = compute_one(&criteria, DAYS, 5, &rules);
    assert_points(&m, 0, "3.18"); /* 2.5 + 2.5 × 60/220 */
    assert_points(&m, 1, "2.56"); /* 2.5 + 2.5 × 5/220 */
    assert_points(&m, 2, "4.09"); /* 2.5 + 2.5 × 140/220 */
    assert_points(&m, 3, "5.00");
    assert_points(&m, 4, "2.40"); /* 2.5 × 480/500 */
    /* S-16: all at target, nobody leads */
    struct criterion c15 = criterion(CRITERION_LEADER, "15", "8");
    struct criteria criteria15 = {&c15, 1, 1};
    static const char *const EQUAL[] = {"8", "8", "8"};
    m = compute_one(&criteria15, EQUAL, 3, &rules);
    for (size_t unit = 0; unit < 3; unit++)
        assert_points(&m, unit, "7.50");
    /* two leaders share the maximum; one without a figure changes nothing */
    static const char *const SHARED[] = {"16", "16", "", "4"};
    m = compute_one(&criteria15, SHARED, 4, &rules);
    assert_points(&m, 0, "15.00");
    assert_points(&m, 1, "15.00");
    assert_false(score_cell_at(&m, 2, 0)->has_points);
    assert_points(&m, 3, "3.75");
    struct criterion bare = criterion(CRITERION_LEADER, "10", NULL);
    struct criteria criteria_bare = {&bare, 1, 1};
    static const char *const BARE[] = {"30", "40", "0"};
    m = compute_one(&criteria_bare, BARE, 3, &rules);
    assert_points(&m, 0, "7.50");
    assert_points(&m, 1, "10.00");
    assert_points(&m, 2, "0.00");
}

static void late_reports_take_points_off(void **state) {
    (void)state;
    static const struct {
        const char *days;
        const char *points;
    } VECTORS[] = {{"", "0.00"},    {"4", "0.00"},   {"5", "-0.50"},  {"9", "-0.50"},
                   {"10", "-1.00"}, {"14", "-1.00"}, {"15", "-2.00"}, {"40", "-2.00"}};
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++)
        assert_one(CRITERION_PENALTY, "0", NULL, VECTORS[i].days, VECTORS[i].points, "0.00");
}

static void what_cannot_be_read_says_why(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    static const struct {
        enum criterion_kind kind;
        const char *text;
        enum msg_id why;
    } WRONG[] = {
        {CRITERION_GRADE, "E", MSG_scoring_no_such_grade},
        {CRITERION_ITEMS, "hai", MSG_scoring_not_a_number},
        {CRITERION_ITEMS, "1,5", MSG_scoring_number_not_whole},
        {CRITERION_FEWER, "0.5", MSG_scoring_number_not_whole},
        {CRITERION_QUANTITY, "-3", MSG_scoring_number_negative},
        {CRITERION_QUANTITY, "1.490", MSG_scoring_number_ambiguous},
        {CRITERION_QUANTITY, "99999999999", MSG_scoring_number_too_large},
        {CRITERION_QUANTITY, "98 %", MSG_scoring_not_a_number}, /* not measured in percent */
        {CRITERION_PASS, "có lẽ", MSG_scoring_not_pass_or_fail},
        {CRITERION_BONUS, "1", MSG_scoring_takes_no_value},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct criterion c = criterion(WRONG[i].kind, "5", "10");
        struct actual actual;
        struct message why = {0};
        assert_false(scoring_read_actual(a, &c, &rules, str_from_c(WRONG[i].text), &actual, &why));
        assert_int_equal(why.id, WRONG[i].why);
    }
    struct criterion percent = criterion(CRITERION_QUANTITY, "5", "98");
    percent.unit_of_measure = STR("%");
    struct actual actual;
    struct message why;
    assert_true(scoring_read_actual(a, &percent, &rules, STR("98,6 %"), &actual, &why));
    assert_string_equal(actual.text.p, "98.6");
}

/* A table with a group, two quantities, a bonus row capped at 5 and a penalty row. */
static void assert_no_points(enum criterion_kind kind, const char *max, const char *target,
                             const char *value, struct scoring_rules rules) {
    struct criterion c = criterion(kind, max, target);
    struct criteria criteria = {&c, 1, 1};
    struct score_matrix m = score_matrix_new(a, &criteria, 1);
    struct decimal number = DECIMAL_ZERO;
    decimal_parse(str_from_c(value), &number);
    score_cell_at(&m, 0, 0)->actual = (struct actual){ACTUAL_READ, str_from_c(value), number};
    scoring_compute(&m, &rules);
    assert_false(score_cell_at(&m, 0, 0)->has_points);
    assert_false(score_cell_at(&m, 0, 0)->in_force_known);
}

/* What the rules cannot turn into points is missing, never zero. */
static void without_a_measure_there_are_no_points(void **state) {
    (void)state;
    assert_no_points(CRITERION_QUANTITY, "8", NULL, "90", training_rules());
    assert_no_points(CRITERION_QUANTITY, "8", "0", "90", training_rules());
    assert_no_points(CRITERION_GRADE, "8", NULL, "E", training_rules());
    struct scoring_rules rules = training_rules();
    rules.fewer = &fewer[1]; /* steps that begin with one case say nothing of none */
    rules.fewer_count = 2;
    assert_no_points(CRITERION_FEWER, "8", "0", "0", rules);
}

static void a_bonus_can_be_switched_off(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct criterion c = criterion(CRITERION_QUANTITY, "50", "100");
    c.bonus_on = false;
    struct criteria criteria = {&c, 1, 1};
    static const char *const VALUE = "120";
    struct score_matrix m = compute_one(&criteria, &VALUE, 1, &rules);
    assert_points(&m, 0, "50.00");
    assert_true(decimal_is_zero(score_cell_at(&m, 0, 0)->bonus));
}

static void without_a_target_the_leader_is_the_measure(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    static const char *const TARGETS[] = {NULL, "0"};
    for (size_t i = 0; i < COUNT_OF(TARGETS); i++) {
        struct criterion c = criterion(CRITERION_LEADER, "5", TARGETS[i]);
        struct criteria criteria = {&c, 1, 1};
        static const char *const DAYS[] = {"300", "200", ""};
        struct score_matrix m = compute_one(&criteria, DAYS, 3, &rules);
        assert_points(&m, 0, "5.00");
        assert_points(&m, 1, "3.33");
        assert_false(score_cell_at(&m, 2, 0)->has_points);
        static const char *const NOTHING[] = {"0", "0"};
        m = compute_one(&criteria, NOTHING, 2, &rules);
        assert_points(&m, 0, "0.00"); /* nobody did anything: nobody leads */
    }
}

static void a_group_is_the_sum_of_what_is_known_below_it(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct criterion items[4] = {
        criterion(CRITERION_GROUP, "30", NULL), criterion(CRITERION_GROUP, "10", NULL),
        criterion(CRITERION_GRADE, "10", NULL), criterion(CRITERION_GRADE, "20", NULL)};
    for (int i = 0; i < 4; i++)
        items[i].depth = i < 3 ? i : 1;
    struct criteria criteria = {items, 4, 4};
    struct score_matrix m = score_matrix_new(a, &criteria, 1);
    score_cell_at(&m, 0, 2)->actual = (struct actual){ACTUAL_READ, STR("B"), DECIMAL_ZERO};
    scoring_compute(&m, &rules);
    bool complete;
    struct decimal sum = scoring_group_points(&m, 0, 0, &complete);
    assert_string_equal(decimal_fixed(a, sum, 2).p, "8.00");
    assert_false(complete);
    sum = scoring_group_points(&m, 0, 1, &complete);
    assert_string_equal(decimal_fixed(a, sum, 2).p, "8.00");
    assert_true(complete);
}

static void results_are_shown_as_people_write_them(void **state) {
    (void)state;
    struct criterion pass = criterion(CRITERION_PASS, "2", NULL);
    struct criterion late_days = criterion(CRITERION_PENALTY, "0", NULL);
    struct criterion quantity = criterion(CRITERION_QUANTITY, "8", "98");
    assert_string_equal(scoring_show_actual(a, LANG_VI, &pass, STR("pass")).p, "Đạt");
    assert_string_equal(scoring_show_actual(a, LANG_VI, &pass, STR("fail")).p, "Không đạt");
    assert_string_equal(scoring_show_actual(a, LANG_VI, &quantity, STR("1490.5")).p, "1.490,5");
    assert_string_equal(scoring_show_actual(a, LANG_EN, &quantity, STR("1490.5")).p, "1,490.5");
    assert_string_equal(scoring_show_actual(a, LANG_VI, &late_days, STR("6")).p, "6 ngày");
    enum criterion_kind kind;
    assert_true(criterion_kind_from_words(a, STR("Đạt / không  đạt"), &kind));
    assert_int_equal(kind, CRITERION_PASS);
    assert_true(criterion_kind_from_words(a, STR("đạt/ Không đạt"), &kind));
    assert_false(criterion_kind_from_words(a, STR("đạt không đạt"), &kind));
}

static void groups_and_bonus_rows_take_no_result(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    static const enum criterion_kind KINDS[] = {CRITERION_GROUP, CRITERION_BONUS};
    for (size_t i = 0; i < COUNT_OF(KINDS); i++) {
        struct criterion c = criterion(KINDS[i], "5", NULL);
        struct actual actual;
        struct message why;
        assert_false(scoring_read_actual(a, &c, &rules, STR("5"), &actual, &why));
        assert_int_equal(why.id, MSG_scoring_takes_no_value);
    }
}

static void totals_are_exact_sums_and_missing_is_no_zero(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct criterion rows[5];
    rows[0] = criterion(CRITERION_GROUP, "100", NULL);
    rows[1] = criterion(CRITERION_QUANTITY, "60", "100");
    rows[2] = criterion(CRITERION_QUANTITY, "40", "100");
    rows[3] = criterion(CRITERION_BONUS, "5", NULL);
    rows[4] = criterion(CRITERION_PENALTY, "0", NULL);
    rows[1].depth = rows[2].depth = 1;
    struct criteria criteria = {rows, 5, 5};
    struct score_matrix m = score_matrix_new(a, &criteria, 3);
    struct message why;
    static const char *const VALUES[3][2] = {{"110", "108"}, {"99.99", "50"}, {"80", ""}};
    for (size_t unit = 0; unit < 3; unit++)
        for (size_t k = 0; k < 2; k++)
            assert_true(scoring_read_actual(a, &rows[k + 1], &rules, str_from_c(VALUES[unit][k]),
                                            &score_cell_at(&m, unit, k + 1)->actual, &why));
    assert_true(
        scoring_read_actual(a, &rows[4], &rules, STR("6"), &score_cell_at(&m, 0, 4)->actual, &why));
    scoring_compute(&m, &rules);
    /* 6 + 3.2 bonus is capped at 5; six days late */
    assert_string_equal(decimal_fixed(a, m.totals[0].total, 2).p, "104.50");
    assert_string_equal(decimal_fixed(a, m.totals[1].total, 2).p, "79.99");
    assert_false(m.totals[2].complete);
    assert_int_equal(m.totals[2].missing, 1);
    assert_string_equal(decimal_fixed(a, m.totals[2].total, 2).p, "48.00");
    bool complete;
    assert_string_equal(decimal_fixed(a, scoring_group_points(&m, 2, 0, &complete), 2).p, "48.00");
    assert_false(complete);
    /* what the cluster accepts stands instead of the points by rule, and completes */
    struct score_cell *cell = score_cell_at(&m, 2, 2);
    cell->has_accepted = true;
    cell->accepted = dec("39.5");
    scoring_compute(&m, &rules);
    assert_true(m.totals[2].complete);
    assert_string_equal(decimal_fixed(a, m.totals[2].total, 2).p, "87.50");
}

static void equal_totals_share_a_place(void **state) {
    (void)state;
    struct criteria none = {0};
    struct score_matrix m = score_matrix_new(a, &none, 6);
    static const char *const TOTALS[] = {"87.25", "89", "88.25", "88.250", "95", "70"};
    static const int PLACES[] = {1, 2, 2, 4, 5, 0};
    static const size_t UNITS[] = {1, 2, 3, 0, 5, 4};
    for (size_t unit = 0; unit < 6; unit++) {
        m.totals[unit].total = m.totals[unit].compared = dec(TOTALS[unit]);
        m.totals[unit].complete = unit != 4; /* the best total, but not complete */
    }
    struct standing *standings;
    ranking_make(a, &m, NULL, &standings);
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(standings[i].place, PLACES[i]);
        assert_int_equal(standings[i].unit, UNITS[i]);
        assert_int_equal(standings[i].shared, PLACES[i] == 2);
    }
}

static void explanations_show_the_arithmetic(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct criterion c = criterion(CRITERION_QUANTITY, "12", "75");
    struct criteria criteria = {&c, 1, 1};
    static const char *const VALUES[] = {"74"};
    struct score_matrix m = compute_one(&criteria, VALUES, 1, &rules);
    struct scoring_explanation why;
    scoring_explain(a, LANG_VI, &m, &rules, 0, 0, &why);
    assert_int_equal(why.steps.count, 1);
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[0]).p, "12 × 74 ÷ 75 = 11,84");
}

static void rules_that_make_no_sense_are_refused(void **state) {
    (void)state;
    struct scoring_rules rules = training_rules();
    struct issues issues = {0};
    scoring_rules_check(a, &rules, &issues);
    assert_int_equal(issues.count, 0);
    late[1].threshold = dec("5");
    late[2].value = dec("2");
    grades[3].letter = STR("a");
    fewer[0].threshold = dec("1");
    rules.bonus_cap_percent = dec("101");
    scoring_rules_check(a, &rules, &issues);
    assert_int_equal(issues.count, 7); /* late points that rise are refused too */
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantity_is_in_proportion_with_a_capped_bonus),
        cmocka_unit_test(grades_passes_cases_and_items_follow_their_tables),
        cmocka_unit_test(the_leading_unit_sets_the_scale),
        cmocka_unit_test(late_reports_take_points_off),
        cmocka_unit_test(what_cannot_be_read_says_why),
        cmocka_unit_test(without_a_measure_there_are_no_points),
        cmocka_unit_test(a_bonus_can_be_switched_off),
        cmocka_unit_test(without_a_target_the_leader_is_the_measure),
        cmocka_unit_test(a_group_is_the_sum_of_what_is_known_below_it),
        cmocka_unit_test(results_are_shown_as_people_write_them),
        cmocka_unit_test(groups_and_bonus_rows_take_no_result),
        cmocka_unit_test(totals_are_exact_sums_and_missing_is_no_zero),
        cmocka_unit_test(equal_totals_share_a_place),
        cmocka_unit_test(explanations_show_the_arithmetic),
        cmocka_unit_test(rules_that_make_no_sense_are_refused),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
