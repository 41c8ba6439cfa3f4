/* The scoring systems A to J of the domain facts, each built from data alone, with their vectors
 * (S-01 … S-22, S-26, S-27); and what each further kind does at its edges. Expected figures were
 * worked out by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/scoring/class_scale.h"
#include "features/scoring/ranking.h"
#include "features/scoring/scoring_examples.h"

static struct arena *a;

static struct decimal dec(const char *text) {
    struct decimal value;
    if (!decimal_parse(str_from_c(text), &value))
        fail_msg("not a decimal: %s", text);
    return value;
}

/* A row of a table as data. */
struct row {
    int depth;
    enum criterion_kind kind;
    const char *max;
    const char *target; /* NULL: none */
    const char *each;   /* NULL: none */
    const char *rule;   /* NULL: the table's */
    bool bonus;
};

static struct criteria table_of(const struct row *rows, size_t count) {
    struct criteria criteria = {0};
    for (size_t i = 0; i < count; i++) {
        struct criterion c = {.id = str_format(a, "c%zu", i),
                              .code = str_format(a, "%zu", i),
                              .name = STR("Tiêu chí"),
                              .kind = rows[i].kind,
                              .max = dec(rows[i].max),
                              .unit_of_measure = STR(""),
                              .rule = rows[i].rule ? str_from_c(rows[i].rule) : STR(""),
                              .bonus_on = rows[i].bonus,
                              .depth = rows[i].depth,
                              .parent = -1};
        if (rows[i].target) {
            c.has_target = true;
            c.target = dec(rows[i].target);
        }
        if (rows[i].each)
            c.points_each = dec(rows[i].each);
        for (size_t k = i; k-- > 0 && c.parent < 0;)
            if (criteria.items[k].depth < c.depth)
                c.parent = (ptrdiff_t)k;
        *list_push(a, &criteria) = c;
    }
    return criteria;
}

static struct scoring_rules plain_rules(void) {
    static struct grade_rule grades[4];
    grades[0] = (struct grade_rule){STR("A"), DECIMAL(100, 0)};
    grades[1] = (struct grade_rule){STR("B"), DECIMAL(80, 0)};
    grades[2] = (struct grade_rule){STR("C"), DECIMAL(60, 0)};
    grades[3] = (struct grade_rule){STR("D"), DECIMAL(0, 0)};
    return (struct scoring_rules){.grades = grades,
                                  .grades_count = 4,
                                  .bonus_rate = DECIMAL(1, 0),
                                  .bonus_cap_percent = DECIMAL(10, 0)};
}

static struct scoring_rules example_rules(const char *code) {
    struct scoring_rules rules = plain_rules();
    struct criteria criteria;
    struct named_rule *named;
    assert_true(scoring_example_table(a, str_from_c(code), &criteria, &named, &rules.named_count));
    rules.named = named;
    return rules;
}

/* Values row by row for one unit; NULL is missing. */
static void put(const struct score_matrix *m, const struct scoring_rules *rules, size_t unit,
                const char *const *values) {
    for (size_t i = 0; i < m->criteria->count; i++) {
        struct message why;
        if (values[i] &&
            !scoring_read_actual(a, &m->criteria->items[i], rules, str_from_c(values[i]),
                                 &score_cell_at(m, unit, i)->actual, &why))
            fail_msg("%s", message_text(a, LANG_EN, why).p);
    }
}

static struct score_matrix compute(const struct criteria *criteria,
                                   const struct scoring_rules *rules, const char *const *values) {
    struct score_matrix m = score_matrix_new(a, criteria, 1);
    put(&m, rules, 0, values);
    scoring_compute(&m, rules);
    return m;
}

#define ASSERT_DEC(value, text) assert_string_equal(decimal_fixed(a, (value), 2).p, (text))

static void assert_one(const struct row *row, const struct scoring_rules *rules, const char *value,
                       const char *points, const char *bonus) {
    struct criteria criteria = table_of(row, 1);
    struct score_matrix m = compute(&criteria, rules, &value);
    assert_true(score_cell_at(&m, 0, 0)->has_points);
    ASSERT_DEC(score_cell_at(&m, 0, 0)->points, points);
    ASSERT_DEC(score_cell_at(&m, 0, 0)->bonus, bonus);
}

/* A's rule for "lower is better" with the steps that a cluster has to add for 0. */
static struct named_rule inverse_rule(void) {
    static struct step_rule steps[3];
    steps[0] = (struct step_rule){DECIMAL(0, 0), DECIMAL(100, 0)};
    steps[1] = (struct step_rule){DECIMAL(1, 0), DECIMAL(50, 0)};
    steps[2] = (struct step_rule){DECIMAL(2, 0), DECIMAL(0, 0)};
    struct named_rule rule = named_rule_blank(CRITERION_INVERSE);
    rule.code = STR("nghich");
    rule.name = STR("Càng thấp càng tốt");
    rule.basis = STR("Quy chế cụm");
    rule.steps = steps;
    rule.steps_count = 3;
    rule.bonus_rate = DECIMAL(1, 0);
    rule.bonus_cap_percent = DECIMAL(10, 0);
    return rule;
}

static void a_province_with_bonus_lateness_and_discipline(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules("tinh-hung-yen");
    const struct row quantity = {0, CRITERION_QUANTITY, "50", "100", NULL, "thuong-vuot", true};
    assert_one(&quantity, &rules, "90", "45.00", "0.00");
    assert_one(&quantity, &rules, "100", "50.00", "0.00");
    assert_one(&quantity, &rules, "107", "50.00", "3.50");
    assert_one(&quantity, &rules, "125", "50.00", "5.00");
    const struct row late = {0, CRITERION_PENALTY, "0", NULL, NULL, "nop-cham", false};
    static const char *const LATE[][2] = {{"4", "0.00"},    {"5", "-5.00"},   {"9", "-5.00"},
                                          {"10", "-10.00"}, {"14", "-10.00"}, {"15", "-20.00"}};
    for (size_t i = 0; i < COUNT_OF(LATE); i++)
        assert_one(&late, &rules, LATE[i][0], LATE[i][1], "0.00");
    /* qualitative: A is the whole standard */
    const struct row grade = {0, CRITERION_GRADE, "10", NULL, NULL, NULL, false};
    assert_one(&grade, &rules, "a", "10.00", "0.00");
    struct named_rule inverse = inverse_rule();
    struct scoring_rules with = plain_rules();
    with.named = &inverse;
    with.named_count = 1;
    const struct row lower = {0, CRITERION_INVERSE, "20", "4.0", NULL, "nghich", true};
    assert_one(&lower, &with, "5", "16.00", "0.00");
    assert_one(&lower, &with, "3.8", "20.00", "1.05"); /* 1.0526… */
    assert_one(&lower, &with, "0", "20.00", "2.00"); /* none at all: the steps, never a division */
    assert_one(&lower, &with, "1", "20.00", "2.00");
    const struct row none_allowed = {0, CRITERION_INVERSE, "20", "0", NULL, "nghich", true};
    assert_one(&none_allowed, &with, "0", "20.00", "0.00");
    assert_one(&none_allowed, &with, "1", "10.00", "0.00");
    assert_one(&none_allowed, &with, "3", "0.00", "0.00");
}

static void discipline_takes_off_and_may_disqualify(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules("tinh-hung-yen");
    const struct row rows[] = {{0, CRITERION_QUANTITY, "50", "100", NULL, NULL, false},
                               {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, "ky-luat", false}};
    struct criteria criteria = table_of(rows, 2);
    struct score_matrix m = compute(&criteria, &rules, (const char *const[]){"100", "Khiển trách"});
    ASSERT_DEC(m.totals[0].total, "40.00"); /* S-11 */
    assert_false(m.totals[0].disqualified);
    assert_false(m.totals[0].disciplined);
    m = compute(&criteria, &rules, (const char *const[]){"100", "canh-cao"});
    ASSERT_DEC(m.totals[0].total, "30.00"); /* S-12 */
    assert_true(m.totals[0].disqualified);
    assert_int_equal(m.totals[0].disqualified_by, 1);
    assert_true(m.totals[0].disciplined);
    m = compute(&criteria, &rules, (const char *const[]){"100", NULL});
    ASSERT_DEC(m.totals[0].total, "50.00"); /* no word means there was none */
    assert_true(m.totals[0].complete);
    m = compute(&criteria, &rules, (const char *const[]){"100", "Không"});
    ASSERT_DEC(m.totals[0].penalty, "0.00");
    const struct row out[] = {{0, CRITERION_QUANTITY, "50", "100", NULL, NULL, false},
                              {0, CRITERION_DISQUALIFY, "0", NULL, NULL, NULL, false}};
    criteria = table_of(out, 2);
    m = compute(&criteria, &rules, (const char *const[]){"100", "Có"});
    assert_true(m.totals[0].disqualified);
    ASSERT_DEC(m.totals[0].total, "50.00");
    m = compute(&criteria, &rules, (const char *const[]){"100", NULL});
    assert_false(m.totals[0].disqualified);
    assert_true(m.totals[0].complete);
}

static void a_level_may_count_in_part_for_deputies(void **state) {
    (void)state;
    struct level_rule levels[] = {
        {STR("khien-trach"), STR("Khiển trách"), dec("-10"), false, true}};
    struct named_rule rule = named_rule_blank(CRITERION_PENALTY_LEVEL);
    rule.code = STR("ky-luat");
    rule.name = STR("Kỷ luật");
    rule.basis = STR("Quy chế");
    rule.levels = levels;
    rule.levels_count = 1;
    rule.second_name = STR("cấp phó");
    rule.second_percent = dec("50");
    struct scoring_rules rules = plain_rules();
    rules.named = &rule;
    rules.named_count = 1;
    const struct row row = {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, "ky-luat", false};
    assert_one(&row, &rules, "Khiển trách", "-10.00", "0.00");
    assert_one(&row, &rules, "khiển  trách (Cấp phó)", "-5.00", "0.00");
    assert_one(&row, &rules, "khien-trach/2", "-5.00", "0.00");
    struct criteria criteria = table_of(&row, 1);
    struct scoring_choices choices;
    scoring_choices(a, LANG_VI, &criteria.items[0], &rules, &choices);
    assert_int_equal(choices.count, 3);
    assert_string_equal(choices.items[2].label.p, "Khiển trách (cấp phó)");
    for (size_t i = 0; i < choices.count; i++) { /* what is offered can be read, by both names */
        struct actual by_value;
        struct actual by_label;
        struct message why;
        assert_true(scoring_read_actual(a, &criteria.items[0], &rules, choices.items[i].value,
                                        &by_value, &why));
        assert_true(scoring_read_actual(a, &criteria.items[0], &rules, choices.items[i].label,
                                        &by_label, &why));
        assert_true(str_equal(by_value.text, by_label.text));
    }
}

static void b_the_police_tree_adds_up_and_is_relative_to_the_leader(void **state) {
    (void)state;
    struct criteria criteria;
    struct named_rule *named;
    struct scoring_rules rules = plain_rules();
    assert_true(
        scoring_example_table(a, STR("cong-an-1000"), &criteria, &named, &rules.named_count));
    rules.named = named;
    ASSERT_DEC(criteria_max_total(&criteria), "1000.00");
    for (size_t i = 0; i < criteria.count; i++)
        if (criterion_is_group(&criteria.items[i]))
            assert_int_equal(
                decimal_compare(criteria.items[i].max,
                                criteria_max_of(&criteria, i + 1, criteria_end_of(&criteria, i))),
                0);
    struct issues issues = {0};
    struct date day = {2020, 6, 30};
    scoring_table_check(a, &criteria, &rules, day, &issues);
    assert_int_equal(issues.count, 0);
    const struct row row = {0, CRITERION_LEADER, "15", "8", NULL, "dan-dau", false};
    assert_one(&row, &rules, "8", "7.50", "0.00"); /* S-16 */
}

static void a_share_at_target_other_than_half(void **state) {
    (void)state;
    struct named_rule rule = named_rule_blank(CRITERION_LEADER);
    rule.code = STR("bay-muoi");
    rule.half_percent = dec("70");
    struct scoring_rules rules = plain_rules();
    rules.named = &rule;
    rules.named_count = 1;
    const struct row row = {0, CRITERION_LEADER, "10", "100", NULL, "bay-muoi", false};
    struct criteria criteria = table_of(&row, 1);
    struct score_matrix m = score_matrix_new(a, &criteria, 4);
    static const char *const VALUES[] = {"50", "100", "150", "200"};
    static const char *const POINTS[] = {"3.50", "7.00", "8.50", "10.00"};
    for (size_t unit = 0; unit < 4; unit++)
        put(&m, &rules, unit, &VALUES[unit]);
    scoring_compute(&m, &rules);
    for (size_t unit = 0; unit < 4; unit++)
        ASSERT_DEC(score_cell_at(&m, unit, 0)->points, POINTS[unit]);
}

static void c_content_and_a_cap_for_all_bonus(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules("hue-2018");
    const struct row rows[] = {
        {0, CRITERION_QUANTITY, "950", "100", NULL, NULL, true},
        {0, CRITERION_BONUS, "50", NULL, NULL, "thuong-50", false},
        {0, CRITERION_EXTRA_ITEMS, "0", NULL, "10", NULL, false},
        {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, "khong-phat-dong", false}};
    struct criteria criteria = table_of(rows, 4);
    ASSERT_DEC(criteria_max_total(&criteria), "950.00");
    struct score_matrix m =
        compute(&criteria, &rules, (const char *const[]){"103", NULL, "4", "khong"});
    /* 28.5 for 3 % beyond, 40 for four items: 50 of them count */
    ASSERT_DEC(score_cell_at(&m, 0, 2)->in_force, "40.00");
    ASSERT_DEC(m.totals[0].bonus, "50.00");
    ASSERT_DEC(m.totals[0].total, "1000.00"); /* “không” is read as none */
    assert_int_equal(scoring_adds_to(&criteria, &rules, 2), BOOKS_NOTHING);
    m = compute(&criteria, &rules,
                (const char *const[]){"100", NULL, "2",
                                      "Không phát động, không ký giao ước "
                                      "hoặc không đăng ký"});
    ASSERT_DEC(m.totals[0].total, "962.00"); /* 950 + 20 − 8 */
}

static void d_a_total_may_be_above_a_hundred(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules("tphcm-2008");
    const struct row rows[] = {{0, CRITERION_MARK, "100", NULL, NULL, NULL, false},
                               {0, CRITERION_EXTRA_LEVEL, "0", NULL, NULL, "thuong-co", false}};
    struct criteria criteria = table_of(rows, 2);
    struct score_matrix m =
        compute(&criteria, &rules, (const char *const[]){"97", "Cờ thi đua của thành phố hoặc bộ"});
    ASSERT_DEC(m.totals[0].total, "107.00"); /* S-19 */
    m = compute(&criteria, &rules, (const char *const[]){"97", "co-chinh-phu"});
    ASSERT_DEC(m.totals[0].total, "112.00");
}

static void e_and_h_marks_with_fractions_in_a_tree(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row rows[] = {{0, CRITERION_GROUP, "8", NULL, NULL, NULL, false},
                               {1, CRITERION_GROUP, "5", NULL, NULL, NULL, false},
                               {2, CRITERION_MARK, "2", NULL, NULL, NULL, false},
                               {2, CRITERION_MARK, "1.5", NULL, NULL, NULL, false},
                               {2, CRITERION_MARK, "1.5", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "3", NULL, NULL, NULL, false}};
    struct criteria criteria = table_of(rows, 6);
    struct score_matrix m =
        compute(&criteria, &rules, (const char *const[]){NULL, NULL, "2", "1,25", "1,5", "2,75"});
    bool complete;
    ASSERT_DEC(scoring_group_points(&m, 0, 1, &complete), "4.75");
    ASSERT_DEC(scoring_group_points(&m, 0, 0, &complete), "7.50");
    assert_true(complete);
    struct actual actual;
    struct message why;
    assert_false(scoring_read_actual(a, &criteria.items[3], &rules, STR("1,6"), &actual, &why));
    assert_int_equal(why.id, MSG_rule_mark_above);
    assert_false(scoring_read_actual(a, &criteria.items[3], &rules, STR("-1"), &actual, &why));
}

static struct class_scale scale_of(const char *code, struct criteria *ret_criteria) {
    struct scoring_examples examples;
    struct class_scale scale = {0};
    struct issues issues = {0};
    struct named_rule *named;
    size_t count;
    scoring_examples(a, &examples);
    for (size_t i = 0; i < examples.count; i++)
        if (str_equal_c(examples.items[i].code, code))
            class_scale_read(a, examples.items[i].classes, STR("x"), &scale, &issues);
    assert_int_equal(issues.count, 0);
    assert_true(scoring_example_table(a, str_from_c(code), ret_criteria, &named, &count));
    return scale;
}

static void f_ninety_points_in_four_classes(void **state) {
    (void)state;
    struct criteria criteria;
    struct class_scale scale = scale_of("cuu-chien-binh-90", &criteria);
    struct scoring_rules rules = plain_rules();
    struct score_matrix m = score_matrix_new(a, &criteria, 4);
    static const char *const MARKS[] = {"89", "88,25", "87", "87,25"};
    static const int PLACES[] = {1, 2, 4, 3};
    for (size_t unit = 0; unit < 4; unit++)
        put(&m, &rules, unit, &MARKS[unit]);
    scoring_compute(&m, &rules);
    struct standing *standings;
    ranking_make(a, &m, NULL, &standings);
    for (size_t i = 0; i < 4; i++) { /* S-20 */
        assert_int_equal(standings[i].place, PLACES[standings[i].unit]);
        const struct class_facts facts = {.points = standings[i].totals.total,
                                          .max = standings[i].totals.max};
        assert_int_equal(class_of(&scale, &facts).index, 0);
    }
}

static void g_classes_with_conditions(void **state) {
    (void)state;
    struct criteria none;
    struct class_scale scale = scale_of("cong-doan", &none);
    const struct row rows[] = {{0, CRITERION_MARK, "80", NULL, NULL, NULL, false},
                               {0, CRITERION_MARK, "20", NULL, NULL, NULL, false}};
    struct criteria criteria = table_of(rows, 2);
    struct scoring_rules rules = plain_rules();
    struct score_matrix m = compute(&criteria, &rules, (const char *const[]){"80", "9"});
    const struct class_part parts[] = {{score_cell_at(&m, 0, 0)->in_force, criteria.items[0].max},
                                       {score_cell_at(&m, 0, 1)->in_force, criteria.items[1].max}};
    const struct class_facts facts = {m.totals[0].total, m.totals[0].max, parts, 2,
                                      m.totals[0].disciplined};
    assert_int_equal(class_of(&scale, &facts).index, 1); /* S-22: 89 points, one part at 45 % */
}

static void i_equal_totals_share_a_place_until_the_vote(void **state) {
    (void)state;
    const struct row row = {0, CRITERION_MARK, "100", NULL, NULL, NULL, false};
    struct criteria criteria = table_of(&row, 1);
    struct scoring_rules rules = plain_rules();
    struct score_matrix m = score_matrix_new(a, &criteria, 4);
    static const char *const MARKS[] = {"95", "94", "93", "93"};
    static const int PLACES[] = {1, 2, 3, 3};
    for (size_t unit = 0; unit < 4; unit++)
        put(&m, &rules, unit, &MARKS[unit]);
    scoring_compute(&m, &rules);
    struct standing *standings;
    ranking_make(a, &m, NULL, &standings);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(standings[i].place, PLACES[i]);
}

static void j_the_mean_of_five_marks(void **state) {
    (void)state;
    struct criteria criteria;
    struct named_rule *named;
    struct scoring_rules rules = plain_rules();
    assert_true(scoring_example_table(a, STR("vmtd-5"), &criteria, &named, &rules.named_count));
    ASSERT_DEC(criteria_max_total(&criteria), "10.00");
    struct score_matrix m =
        compute(&criteria, &rules, (const char *const[]){NULL, "8", "8", "8,1", "8", "8"});
    ASSERT_DEC(m.totals[0].total, "8.02");
    ASSERT_DEC(m.totals[0].max, "10.00");
    struct scoring_explanation why;
    scoring_explain(a, LANG_VI, &m, &rules, 0, 0, &why);
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[0]).p,
                        "(8,00 + 8,00 + 8,10 + 8,00 + 8,00) ÷ 5 = 8,02");
    m = compute(&criteria, &rules, (const char *const[]){NULL, "8", "8", "8,1", "8", NULL});
    assert_false(m.totals[0].complete); /* blank is not zero */
    assert_int_equal(m.totals[0].missing, 1);
    ASSERT_DEC(m.totals[0].total, "0.00");
    m = score_matrix_new(a, &criteria, 1);
    put(&m, &rules, 0, (const char *const[]){NULL, "8", "8", "8,1", "8", NULL});
    score_cell_at(&m, 0, 5)->exempt = true; /* the mean of what is left */
    scoring_compute(&m, &rules);
    ASSERT_DEC(m.totals[0].total, "8.03"); /* 8.025 */
    ASSERT_DEC(m.totals[0].max, "10.00");
    assert_true(m.totals[0].complete);
}

/* S-26, S-27: reports round in different ways; the rule says which. */
static void rounding_is_the_rules(void **state) {
    (void)state;
    struct named_rule rule = named_rule_blank(CRITERION_QUANTITY);
    rule.code = STR("le");
    struct scoring_rules rules = plain_rules();
    rules.named = &rule;
    rules.named_count = 1;
    const struct row share = {0, CRITERION_QUANTITY, "100", "986", NULL, "le", false};
    assert_one(&share, &rules, "572", "58.01", "0.00");
    assert_one(&share, &rules, "377", "38.24", "0.00");
    rule.rounding = RULE_TRUNCATED;
    assert_one(&share, &rules, "377", "38.23", "0.00");
    const struct row cut = {0, CRITERION_QUANTITY, "100", "3135", NULL, "le", false};
    assert_one(&cut, &rules, "3081", "98.27", "0.00");
    rule.rounding = RULE_HALF_UP;
    const struct row half = {0, CRITERION_QUANTITY, "100", "2966", NULL, "le", false};
    assert_one(&half, &rules, "2941", "99.16", "0.00");
    rule.scale = 1;
    const struct row one = {0, CRITERION_QUANTITY, "100", "85", NULL, "le", false};
    assert_one(&one, &rules, "83", "97.60", "0.00");
}

static void items_stop_at_their_limit(void **state) {
    (void)state;
    struct named_rule named[2] = {named_rule_blank(CRITERION_EXTRA_ITEMS),
                                  named_rule_blank(CRITERION_PENALTY_ITEMS)};
    named[0].code = STR("cong");
    named[1].code = STR("tru");
    named[0].has_limit = named[1].has_limit = true;
    named[0].limit = dec("3");
    named[1].limit = dec("-10");
    struct scoring_rules rules = plain_rules();
    rules.named = named;
    rules.named_count = 2;
    const struct row extra = {0, CRITERION_EXTRA_ITEMS, "0", NULL, "1.5", "cong", false};
    assert_one(&extra, &rules, "1", "1.50", "0.00");
    assert_one(&extra, &rules, "5", "3.00", "0.00");
    const struct row open = {0, CRITERION_EXTRA_ITEMS, "0", NULL, "1.5", NULL, false};
    assert_one(&open, &rules, "5", "7.50", "0.00");
    const struct row by_max = {0, CRITERION_EXTRA_ITEMS, "4", NULL, "1.5", NULL, false};
    assert_one(&by_max, &rules, "5", "4.00", "0.00");
    const struct row off = {0, CRITERION_PENALTY_ITEMS, "0", NULL, "4", "tru", false};
    assert_one(&off, &rules, "2", "-8.00", "0.00");
    assert_one(&off, &rules, "3", "-10.00", "0.00");
}

static void what_is_not_assigned_leaves_the_maximum(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row rows[] = {{0, CRITERION_GROUP, "60", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "30", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "30", NULL, NULL, NULL, false},
                               {0, CRITERION_MARK, "40", NULL, NULL, NULL, false},
                               {0, CRITERION_PENALTY_ITEMS, "0", NULL, "2", NULL, false}};
    struct criteria criteria = table_of(rows, 5);
    struct score_matrix m = score_matrix_new(a, &criteria, 1);
    put(&m, &rules, 0, (const char *const[]){NULL, "20", "30", "39", "1"});
    score_cell_at(&m, 0, 0)->exempt = true; /* the group with all below it */
    scoring_compute(&m, &rules);
    assert_true(m.totals[0].complete);
    ASSERT_DEC(m.totals[0].max, "40.00");
    ASSERT_DEC(m.totals[0].total, "37.00");
    ASSERT_DEC(m.totals[0].compared, "95.50"); /* 39 × 100 ÷ 40 − 2 */
    rules.compare_points = true;
    scoring_compute(&m, &rules);
    ASSERT_DEC(m.totals[0].compared, "37.00");
}

static void what_another_stage_gives_is_not_the_units(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row row = {0, CRITERION_MARK, "10", NULL, NULL, NULL, false};
    struct criteria criteria = table_of(&row, 1);
    criteria.items[0].owner = SCORE_OFFICE;
    assert_false(criterion_expects_self(&criteria.items[0]));
    struct score_matrix m = compute(&criteria, &rules, (const char *const[]){"10"});
    assert_false(score_cell_at(&m, 0, 0)->has_points); /* the unit's own word does not count */
    assert_int_equal(m.totals[0].missing, 1);
    score_cell_at(&m, 0, 0)->actual_decided = true;
    scoring_compute(&m, &rules);
    ASSERT_DEC(m.totals[0].total, "10.00");
}

static void a_table_is_checked_against_its_rules(void **state) {
    (void)state;
    struct named_rule named[2] = {inverse_rule(), inverse_rule()};
    named[1].code = STR("het-han");
    named[1].valid_to = (struct date){2020, 6, 30};
    struct scoring_rules rules = plain_rules();
    rules.named = named;
    rules.named_count = 2;
    const struct row rows[] = {{0, CRITERION_INVERSE, "20", "4", NULL, NULL, false},
                               {0, CRITERION_INVERSE, "20", "4", NULL, "het-han", false},
                               {0, CRITERION_QUANTITY, "20", "4", NULL, "nghich", false},
                               {0, CRITERION_QUANTITY, "20", "4", NULL, "khong-co", false},
                               {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, NULL, false},
                               {0, CRITERION_EXTRA_ITEMS, "0", NULL, NULL, NULL, false},
                               {0, CRITERION_MEAN, "10", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "5", NULL, NULL, NULL, false},
                               {1, CRITERION_PENALTY, "0", NULL, NULL, NULL, false}};
    static const enum msg_id FOUND[] = {MSG_rule_inverse_no_steps, MSG_rule_not_valid,
                                        MSG_rule_other_kind,       MSG_rule_not_there,
                                        MSG_rule_no_levels,        MSG_rule_no_points_each,
                                        MSG_rule_mean_other_max,   MSG_rule_mean_not_content};
    struct criteria criteria = table_of(rows, COUNT_OF(rows));
    struct issues issues = {0};
    struct date day = {2020, 6, 30};
    scoring_table_check(a, &criteria, &rules, day, &issues);
    assert_int_equal(issues.count, COUNT_OF(FOUND));
    for (size_t i = 0; i < issues.count; i++)
        assert_int_equal(issues.items[i].message.id, FOUND[i]);
    /* a rule that is not there gives no points, and nothing crashes */
    struct score_matrix m =
        compute(&criteria, &rules,
                (const char *const[]){NULL, NULL, NULL, NULL, NULL, NULL, NULL, "5", NULL});
    assert_false(score_cell_at(&m, 0, 3)->has_points);
}

static void one_fault_that_costs_twice_is_pointed_out(void **state) {
    (void)state;
    struct named_rule named[2] = {named_rule_blank(CRITERION_PASS),
                                  named_rule_blank(CRITERION_PENALTY_ITEMS)};
    named[0].code = STR("dung-han");
    named[1].code = STR("nop-cham");
    named[0].fault = STR("Báo cáo chậm");
    named[1].fault = STR("báo cáo  chậm");
    struct scoring_rules rules = plain_rules();
    rules.named = named;
    rules.named_count = 2;
    const struct row rows[] = {{0, CRITERION_PASS, "5", NULL, NULL, "dung-han", false},
                               {0, CRITERION_PENALTY_ITEMS, "0", NULL, "1", "nop-cham", false}};
    struct criteria criteria = table_of(rows, 2);
    struct double_faults faults;
    scoring_double_faults(a, &criteria, &rules, NULL, 0, &faults);
    assert_int_equal(faults.count, 1);
    struct score_matrix m = compute(&criteria, &rules, (const char *const[]){"Không đạt", "1"});
    scoring_double_faults(a, &criteria, &rules, &m, 0, &faults);
    assert_int_equal(faults.count, 1);
    m = compute(&criteria, &rules, (const char *const[]){"Đạt", "1"});
    scoring_double_faults(a, &criteria, &rules, &m, 0, &faults);
    assert_int_equal(faults.count, 0);
}

static void results_far_beyond_a_target_are_pointed_out(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row row = {0, CRITERION_QUANTITY, "10", "80", NULL, NULL, false};
    struct criteria criteria = table_of(&row, 1);
    struct decimal percent;
    assert_false(scoring_goes_over(&criteria.items[0], &rules, dec("200"), &percent));
    rules.has_over_warning = true;
    rules.over_warning = dec("100");
    assert_false(scoring_goes_over(&criteria.items[0], &rules, dec("80"), &percent));
    assert_true(scoring_goes_over(&criteria.items[0], &rules, dec("90"), &percent));
    assert_string_equal(decimal_fixed(a, percent, 1).p, "112.5");
}

static void weeks_and_months_come_together(void **state) {
    (void)state;
    const struct rollup_part parts[] = {
        {true, dec("3")}, {false, dec("0")}, {true, dec("4.5")}, {true, dec("0")}};
    struct rollup_result r = scoring_roll_up(ROLLUP_SUM, parts, 4);
    assert_true(r.known);
    assert_int_equal(r.missing, 1);
    ASSERT_DEC(r.value, "7.50");
    ASSERT_DEC(scoring_roll_up(ROLLUP_MEAN, parts, 4).value, "2.50");
    r = scoring_roll_up(ROLLUP_LAST, parts, 3);
    ASSERT_DEC(r.value, "4.50");
    assert_int_equal(r.last, 2);
    assert_false(scoring_roll_up(ROLLUP_SUM, &parts[1], 1).known); /* blank is not zero */
    assert_false(scoring_roll_up(ROLLUP_NONE, parts, 4).known);
    const struct rollup_part thirds[] = {{true, dec("1")}, {true, dec("0")}, {true, dec("0")}};
    assert_string_equal(decimal_fixed(a, scoring_roll_up(ROLLUP_MEAN, thirds, 3).value, 4).p,
                        "0.3333");
}

static void every_kind_is_explained_with_its_figures(void **state) {
    (void)state;
    struct named_rule named[2] = {inverse_rule(), named_rule_blank(CRITERION_PENALTY_ITEMS)};
    named[1].code = STR("tru");
    named[1].name = STR("Trừ mỗi hồ sơ");
    named[1].basis = STR("Quy chế");
    named[1].has_limit = true;
    named[1].limit = dec("-5");
    named[1].rounding = RULE_TRUNCATED;
    struct scoring_rules rules = plain_rules();
    rules.named = named;
    rules.named_count = 2;
    const struct row rows[] = {{0, CRITERION_INVERSE, "20", "4", NULL, "nghich", true},
                               {0, CRITERION_MARK, "10", NULL, NULL, NULL, false},
                               {0, CRITERION_PENALTY_ITEMS, "0", NULL, "4", "tru", false},
                               {0, CRITERION_BONUS, "1", NULL, NULL, NULL, false}};
    struct criteria criteria = table_of(rows, 4);
    struct score_matrix m =
        compute(&criteria, &rules, (const char *const[]){"5", "8,5", "2", NULL});
    static const char *const LAST[] = {"20 × 4 ÷ 5 = 16,00", "Chấm 8,5: 8,50",
                                       "2 × -4 = -8,00; theo giới hạn lấy -5,00",
                                       "Cộng 0,00; được tính 0,00"};
    for (size_t i = 0; i < 4; i++) {
        struct scoring_explanation why;
        scoring_explain(a, LANG_VI, &m, &rules, 0, i, &why);
        assert_true(why.steps.count > 0);
        assert_true(message_text(a, LANG_VI, why.rule).n > 0);
        assert_string_equal(message_text(a, LANG_VI, why.steps.items[why.steps.count - 1]).p,
                            LAST[i]);
        assert_int_equal(why.named != NULL, i == 0 || i == 2);
    }
    struct scoring_explanation why;
    scoring_explain(a, LANG_VI, &m, &rules, 0, 2, &why);
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[0]).p,
                        "Quy tắc “Trừ mỗi hồ sơ”, căn cứ: Quy chế (chưa kiểm chứng).");
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[1]).p,
                        "Lấy 2 chữ số thập phân: Bỏ phần lẻ.");
    scoring_explain_total(a, LANG_VI, &m, &rules, 0, &why);
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[0]).p,
                        "24,50 + 0,00 + (-5,00) = 19,50");
}

static void examples_say_where_they_come_from(void **state) {
    (void)state;
    struct scoring_examples examples;
    scoring_examples(a, &examples);
    assert_true(examples.count >= 7);
    for (size_t i = 0; i < examples.count; i++) {
        const struct scoring_example *e = &examples.items[i];
        struct criteria criteria;
        struct scoring_rules rules = plain_rules();
        struct named_rule *named;
        struct issues issues = {0};
        assert_true(e->mark != RULE_UNVERIFIED && e->source.n > 0);
        assert_true(str_find(e->label, STR("dấu S")) > 0);
        assert_true(scoring_example_table(a, e->code, &criteria, &named, &rules.named_count));
        rules.named = named;
        assert_int_equal(criteria.count > 0, e->has_table);
        for (size_t k = 0; k < rules.named_count; k++)
            named_rule_check(a, &named[k], &issues);
        scoring_table_check(a, &criteria, &rules, (struct date){2026, 6, 30}, &issues);
        if (issues.count)
            fail_msg("%s: %s", e->code.p, message_text(a, LANG_EN, issues.items[0].message).p);
    }
    struct criteria criteria;
    struct named_rule *named;
    size_t count;
    assert_false(scoring_example_table(a, STR("khong-co"), &criteria, &named, &count));
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_province_with_bonus_lateness_and_discipline),
        cmocka_unit_test(discipline_takes_off_and_may_disqualify),
        cmocka_unit_test(a_level_may_count_in_part_for_deputies),
        cmocka_unit_test(b_the_police_tree_adds_up_and_is_relative_to_the_leader),
        cmocka_unit_test(a_share_at_target_other_than_half),
        cmocka_unit_test(c_content_and_a_cap_for_all_bonus),
        cmocka_unit_test(d_a_total_may_be_above_a_hundred),
        cmocka_unit_test(e_and_h_marks_with_fractions_in_a_tree),
        cmocka_unit_test(f_ninety_points_in_four_classes),
        cmocka_unit_test(g_classes_with_conditions),
        cmocka_unit_test(i_equal_totals_share_a_place_until_the_vote),
        cmocka_unit_test(j_the_mean_of_five_marks),
        cmocka_unit_test(rounding_is_the_rules),
        cmocka_unit_test(items_stop_at_their_limit),
        cmocka_unit_test(what_is_not_assigned_leaves_the_maximum),
        cmocka_unit_test(what_another_stage_gives_is_not_the_units),
        cmocka_unit_test(a_table_is_checked_against_its_rules),
        cmocka_unit_test(one_fault_that_costs_twice_is_pointed_out),
        cmocka_unit_test(results_far_beyond_a_target_are_pointed_out),
        cmocka_unit_test(weeks_and_months_come_together),
        cmocka_unit_test(every_kind_is_explained_with_its_figures),
        cmocka_unit_test(examples_say_where_they_come_from),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
