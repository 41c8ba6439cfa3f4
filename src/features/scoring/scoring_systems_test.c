/* The scoring systems A to J of the domain facts, each built from data alone, with their vectors
 * (S-01 to S-22). Expected figures were worked out by hand. */
#include "features/scoring/class_scale.h"
#include "features/scoring/ranking.h"
#include "features/scoring/table_fixture.h"

static struct arena *a;

static void a_province_with_bonus_lateness_and_discipline(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules(a, "tinh-hung-yen");
    const struct row quantity = {0, CRITERION_QUANTITY, "50", "100", NULL, "thuong-vuot", true};
    assert_one(a, &quantity, &rules, "90", "45.00", "0.00");
    assert_one(a, &quantity, &rules, "100", "50.00", "0.00");
    assert_one(a, &quantity, &rules, "107", "50.00", "3.50");
    assert_one(a, &quantity, &rules, "125", "50.00", "5.00");
    const struct row late = {0, CRITERION_PENALTY, "0", NULL, NULL, "nop-cham", false};
    static const char *const LATE[][2] = {{"4", "0.00"},    {"5", "-5.00"},   {"9", "-5.00"},
                                          {"10", "-10.00"}, {"14", "-10.00"}, {"15", "-20.00"}};
    for (size_t i = 0; i < COUNT_OF(LATE); i++)
        assert_one(a, &late, &rules, LATE[i][0], LATE[i][1], "0.00");
    /* qualitative: A is the whole standard */
    const struct row grade = {0, CRITERION_GRADE, "10", NULL, NULL, NULL, false};
    assert_one(a, &grade, &rules, "a", "10.00", "0.00");
    struct named_rule inverse = inverse_rule();
    struct scoring_rules with = plain_rules();
    with.named = &inverse;
    with.named_count = 1;
    const struct row lower = {0, CRITERION_INVERSE, "20", "4.0", NULL, "nghich", true};
    assert_one(a, &lower, &with, "5", "16.00", "0.00");
    assert_one(a, &lower, &with, "3.8", "20.00", "1.05"); /* 1.0526… */
    assert_one(a, &lower, &with, "0", "20.00",
               "2.00"); /* none at all: the steps, never a division */
    assert_one(a, &lower, &with, "1", "20.00", "2.00");
    const struct row none_allowed = {0, CRITERION_INVERSE, "20", "0", NULL, "nghich", true};
    assert_one(a, &none_allowed, &with, "0", "20.00", "0.00");
    assert_one(a, &none_allowed, &with, "1", "10.00", "0.00");
    assert_one(a, &none_allowed, &with, "3", "0.00", "0.00");
}

static void discipline_takes_off_and_may_disqualify(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules(a, "tinh-hung-yen");
    const struct row rows[] = {{0, CRITERION_QUANTITY, "50", "100", NULL, NULL, false},
                               {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, "ky-luat", false}};
    struct criteria criteria = table_of(a, rows, 2);
    struct score_matrix m =
        compute(a, &criteria, &rules, (const char *const[]){"100", "Khiển trách"});
    ASSERT_DEC(m.totals[0].total, "40.00"); /* S-11 */
    assert_false(m.totals[0].disqualified);
    assert_false(m.totals[0].disciplined);
    m = compute(a, &criteria, &rules, (const char *const[]){"100", "canh-cao"});
    ASSERT_DEC(m.totals[0].total, "30.00"); /* S-12 */
    assert_true(m.totals[0].disqualified);
    assert_int_equal(m.totals[0].disqualified_by, 1);
    assert_true(m.totals[0].disciplined);
    m = compute(a, &criteria, &rules, (const char *const[]){"100", NULL});
    ASSERT_DEC(m.totals[0].total, "50.00"); /* no word means there was none */
    assert_true(m.totals[0].complete);
    m = compute(a, &criteria, &rules, (const char *const[]){"100", "Không"});
    ASSERT_DEC(m.totals[0].penalty, "0.00");
    const struct row out[] = {{0, CRITERION_QUANTITY, "50", "100", NULL, NULL, false},
                              {0, CRITERION_DISQUALIFY, "0", NULL, NULL, NULL, false}};
    criteria = table_of(a, out, 2);
    m = compute(a, &criteria, &rules, (const char *const[]){"100", "Có"});
    assert_true(m.totals[0].disqualified);
    ASSERT_DEC(m.totals[0].total, "50.00");
    m = compute(a, &criteria, &rules, (const char *const[]){"100", NULL});
    assert_false(m.totals[0].disqualified);
    assert_true(m.totals[0].complete);
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
    assert_one(a, &row, &rules, "8", "7.50", "0.00"); /* S-16 */
}

static void c_content_and_a_cap_for_all_bonus(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules(a, "hue-2018");
    const struct row rows[] = {
        {0, CRITERION_QUANTITY, "950", "100", NULL, NULL, true},
        {0, CRITERION_BONUS, "50", NULL, NULL, "thuong-50", false},
        {0, CRITERION_EXTRA_ITEMS, "0", NULL, "10", NULL, false},
        {0, CRITERION_PENALTY_LEVEL, "0", NULL, NULL, "khong-phat-dong", false}};
    struct criteria criteria = table_of(a, rows, 4);
    ASSERT_DEC(criteria_max_total(&criteria), "950.00");
    struct score_matrix m =
        compute(a, &criteria, &rules, (const char *const[]){"103", NULL, "4", "khong"});
    /* 28.5 for 3 % beyond, 40 for four items: 50 of them count */
    ASSERT_DEC(score_cell_at(&m, 0, 2)->in_force, "40.00");
    ASSERT_DEC(m.totals[0].bonus, "50.00");
    ASSERT_DEC(m.totals[0].total, "1000.00"); /* “không” is read as none */
    assert_int_equal(scoring_adds_to(&criteria, &rules, 2), BOOKS_NOTHING);
    m = compute(a, &criteria, &rules,
                (const char *const[]){"100", NULL, "2",
                                      "Không phát động, không ký giao ước "
                                      "hoặc không đăng ký"});
    ASSERT_DEC(m.totals[0].total, "962.00"); /* 950 + 20 − 8 */
}

static void d_a_total_may_be_above_a_hundred(void **state) {
    (void)state;
    struct scoring_rules rules = example_rules(a, "tphcm-2008");
    const struct row rows[] = {{0, CRITERION_MARK, "100", NULL, NULL, NULL, false},
                               {0, CRITERION_EXTRA_LEVEL, "0", NULL, NULL, "thuong-co", false}};
    struct criteria criteria = table_of(a, rows, 2);
    struct score_matrix m = compute(
        a, &criteria, &rules, (const char *const[]){"97", "Cờ thi đua của thành phố hoặc bộ"});
    ASSERT_DEC(m.totals[0].total, "107.00"); /* S-19 */
    m = compute(a, &criteria, &rules, (const char *const[]){"97", "co-chinh-phu"});
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
    struct criteria criteria = table_of(a, rows, 6);
    struct score_matrix m = compute(a, &criteria, &rules,
                                    (const char *const[]){NULL, NULL, "2", "1,25", "1,5", "2,75"});
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
        put(a, &m, &rules, unit, &MARKS[unit]);
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
    struct criteria criteria = table_of(a, rows, 2);
    struct scoring_rules rules = plain_rules();
    struct score_matrix m = compute(a, &criteria, &rules, (const char *const[]){"80", "9"});
    const struct class_part parts[] = {{score_cell_at(&m, 0, 0)->in_force, criteria.items[0].max},
                                       {score_cell_at(&m, 0, 1)->in_force, criteria.items[1].max}};
    const struct class_facts facts = {m.totals[0].total, m.totals[0].max, parts, 2,
                                      m.totals[0].disciplined};
    assert_int_equal(class_of(&scale, &facts).index, 1); /* S-22: 89 points, one part at 45 % */
}

static void i_equal_totals_share_a_place_until_the_vote(void **state) {
    (void)state;
    const struct row row = {0, CRITERION_MARK, "100", NULL, NULL, NULL, false};
    struct criteria criteria = table_of(a, &row, 1);
    struct scoring_rules rules = plain_rules();
    struct score_matrix m = score_matrix_new(a, &criteria, 4);
    static const char *const MARKS[] = {"95", "94", "93", "93"};
    static const int PLACES[] = {1, 2, 3, 3};
    for (size_t unit = 0; unit < 4; unit++)
        put(a, &m, &rules, unit, &MARKS[unit]);
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
        compute(a, &criteria, &rules, (const char *const[]){NULL, "8", "8", "8,1", "8", "8"});
    ASSERT_DEC(m.totals[0].total, "8.02");
    ASSERT_DEC(m.totals[0].max, "10.00");
    struct scoring_explanation why;
    scoring_explain(a, LANG_VI, &m, &rules, 0, 0, &why);
    assert_string_equal(message_text(a, LANG_VI, why.steps.items[0]).p,
                        "(8,00 + 8,00 + 8,10 + 8,00 + 8,00) ÷ 5 = 8,02");
    m = compute(a, &criteria, &rules, (const char *const[]){NULL, "8", "8", "8,1", "8", NULL});
    assert_false(m.totals[0].complete); /* blank is not zero */
    assert_int_equal(m.totals[0].missing, 1);
    ASSERT_DEC(m.totals[0].total, "0.00");
    m = score_matrix_new(a, &criteria, 1);
    put(a, &m, &rules, 0, (const char *const[]){NULL, "8", "8", "8,1", "8", NULL});
    score_cell_at(&m, 0, 5)->exempt = true; /* the mean of what is left */
    scoring_compute(&m, &rules);
    ASSERT_DEC(m.totals[0].total, "8.03"); /* 8.025 */
    ASSERT_DEC(m.totals[0].max, "10.00");
    assert_true(m.totals[0].complete);
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
        cmocka_unit_test(b_the_police_tree_adds_up_and_is_relative_to_the_leader),
        cmocka_unit_test(c_content_and_a_cap_for_all_bonus),
        cmocka_unit_test(d_a_total_may_be_above_a_hundred),
        cmocka_unit_test(e_and_h_marks_with_fractions_in_a_tree),
        cmocka_unit_test(f_ninety_points_in_four_classes),
        cmocka_unit_test(g_classes_with_conditions),
        cmocka_unit_test(i_equal_totals_share_a_place_until_the_vote),
        cmocka_unit_test(j_the_mean_of_five_marks),
        cmocka_unit_test(examples_say_where_they_come_from),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
