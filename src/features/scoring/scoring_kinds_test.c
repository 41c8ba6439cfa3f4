/* What each kind and each named rule does at its edges, and how it is told; vectors S-26 and S-27
 * of the domain facts. Expected figures were worked out by hand. */
#include "features/scoring/table_fixture.h"

static struct arena *a;

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
    assert_one(a, &row, &rules, "Khiển trách", "-10.00", "0.00");
    assert_one(a, &row, &rules, "khiển  trách (Cấp phó)", "-5.00", "0.00");
    assert_one(a, &row, &rules, "khien-trach/2", "-5.00", "0.00");
    struct criteria criteria = table_of(a, &row, 1);
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

static void a_share_at_target_other_than_half(void **state) {
    (void)state;
    struct named_rule rule = named_rule_blank(CRITERION_LEADER);
    rule.code = STR("bay-muoi");
    rule.half_percent = dec("70");
    struct scoring_rules rules = plain_rules();
    rules.named = &rule;
    rules.named_count = 1;
    const struct row row = {0, CRITERION_LEADER, "10", "100", NULL, "bay-muoi", false};
    struct criteria criteria = table_of(a, &row, 1);
    struct score_matrix m = score_matrix_new(a, &criteria, 4);
    static const char *const VALUES[] = {"50", "100", "150", "200"};
    static const char *const POINTS[] = {"3.50", "7.00", "8.50", "10.00"};
    for (size_t unit = 0; unit < 4; unit++)
        put(a, &m, &rules, unit, &VALUES[unit]);
    scoring_compute(&m, &rules);
    for (size_t unit = 0; unit < 4; unit++)
        ASSERT_DEC(score_cell_at(&m, unit, 0)->points, POINTS[unit]);
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
    assert_one(a, &share, &rules, "572", "58.01", "0.00");
    assert_one(a, &share, &rules, "377", "38.24", "0.00");
    rule.rounding = RULE_TRUNCATED;
    assert_one(a, &share, &rules, "377", "38.23", "0.00");
    const struct row cut = {0, CRITERION_QUANTITY, "100", "3135", NULL, "le", false};
    assert_one(a, &cut, &rules, "3081", "98.27", "0.00");
    rule.rounding = RULE_HALF_UP;
    const struct row half = {0, CRITERION_QUANTITY, "100", "2966", NULL, "le", false};
    assert_one(a, &half, &rules, "2941", "99.16", "0.00");
    rule.scale = 1;
    const struct row one = {0, CRITERION_QUANTITY, "100", "85", NULL, "le", false};
    assert_one(a, &one, &rules, "83", "97.60", "0.00");
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
    assert_one(a, &extra, &rules, "1", "1.50", "0.00");
    assert_one(a, &extra, &rules, "5", "3.00", "0.00");
    const struct row open = {0, CRITERION_EXTRA_ITEMS, "0", NULL, "1.5", NULL, false};
    assert_one(a, &open, &rules, "5", "7.50", "0.00");
    const struct row by_max = {0, CRITERION_EXTRA_ITEMS, "4", NULL, "1.5", NULL, false};
    assert_one(a, &by_max, &rules, "5", "4.00", "0.00");
    const struct row off = {0, CRITERION_PENALTY_ITEMS, "0", NULL, "4", "tru", false};
    assert_one(a, &off, &rules, "2", "-8.00", "0.00");
    assert_one(a, &off, &rules, "3", "-10.00", "0.00");
}

static void what_is_not_assigned_leaves_the_maximum(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row rows[] = {{0, CRITERION_GROUP, "60", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "30", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "30", NULL, NULL, NULL, false},
                               {0, CRITERION_MARK, "40", NULL, NULL, NULL, false},
                               {0, CRITERION_PENALTY_ITEMS, "0", NULL, "2", NULL, false}};
    struct criteria criteria = table_of(a, rows, 5);
    struct score_matrix m = score_matrix_new(a, &criteria, 1);
    put(a, &m, &rules, 0, (const char *const[]){NULL, "20", "30", "39", "1"});
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

/* Criteria for one kind of unit alone are not added up with those for another. */
static void each_kind_of_unit_has_its_own_maximum(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row rows[] = {{0, CRITERION_MARK, "60", NULL, NULL, NULL, false},
                               {0, CRITERION_GROUP, "40", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "40", NULL, NULL, NULL, false},
                               {0, CRITERION_MEAN, "30", NULL, NULL, NULL, false},
                               {1, CRITERION_MARK, "30", NULL, NULL, NULL, false}};
    struct criteria criteria = table_of(a, rows, COUNT_OF(rows));
    criteria.items[1].for_kind = STR("district"); /* and so what is below it */
    criteria.items[4].for_kind = STR("office");
    ASSERT_DEC(criteria_max_total(&criteria), "100.00");
    ASSERT_DEC(criteria_max_for(&criteria, STR("district")), "100.00");
    ASSERT_DEC(criteria_max_for(&criteria, STR("office")), "90.00");
    ASSERT_DEC(criteria_max_for(&criteria, STR("")), "60.00");
    ASSERT_DEC(criteria_max_of(&criteria, 1, 3), "40.00");
    struct score_matrix m = score_matrix_new(a, &criteria, 2);
    put(a, &m, &rules, 0, (const char *const[]){"54", NULL, "36", NULL, NULL});
    put(a, &m, &rules, 1, (const char *const[]){"54", NULL, NULL, NULL, "27"});
    score_cell_at(&m, 0, 3)->exempt = score_cell_at(&m, 0, 4)->exempt = true;
    score_cell_at(&m, 1, 1)->exempt = score_cell_at(&m, 1, 2)->exempt = true;
    scoring_compute(&m, &rules);
    ASSERT_DEC(m.totals[0].compared, "90.00"); /* all there is for its kind: as it stands */
    ASSERT_DEC(m.totals[1].total, "81.00");
    ASSERT_DEC(m.totals[1].compared, "90.00"); /* 81 × 100 ÷ 90 */
    struct scoring_explanation why;
    scoring_explain_total(a, LANG_VI, &m, &rules, 0, &why);
    assert_int_equal(why.steps.count, 1);
}

static void what_another_stage_gives_is_not_the_units(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row row = {0, CRITERION_MARK, "10", NULL, NULL, NULL, false};
    struct criteria criteria = table_of(a, &row, 1);
    criteria.items[0].owner = SCORE_OFFICE;
    assert_false(criterion_expects_self(&criteria.items[0]));
    struct score_matrix m = compute(a, &criteria, &rules, (const char *const[]){"10"});
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
    struct criteria criteria = table_of(a, rows, COUNT_OF(rows));
    struct issues issues = {0};
    struct date day = {2020, 6, 30};
    scoring_table_check(a, &criteria, &rules, day, &issues);
    assert_int_equal(issues.count, COUNT_OF(FOUND));
    for (size_t i = 0; i < issues.count; i++)
        assert_int_equal(issues.items[i].message.id, FOUND[i]);
    /* a rule that is not there gives no points, and nothing crashes */
    struct score_matrix m =
        compute(a, &criteria, &rules,
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
    struct criteria criteria = table_of(a, rows, 2);
    struct double_faults faults;
    scoring_double_faults(a, &criteria, &rules, NULL, 0, &faults);
    assert_int_equal(faults.count, 1);
    struct score_matrix m = compute(a, &criteria, &rules, (const char *const[]){"Không đạt", "1"});
    scoring_double_faults(a, &criteria, &rules, &m, 0, &faults);
    assert_int_equal(faults.count, 1);
    m = compute(a, &criteria, &rules, (const char *const[]){"Đạt", "1"});
    scoring_double_faults(a, &criteria, &rules, &m, 0, &faults);
    assert_int_equal(faults.count, 0);
}

static void results_far_beyond_a_target_are_pointed_out(void **state) {
    (void)state;
    struct scoring_rules rules = plain_rules();
    const struct row row = {0, CRITERION_QUANTITY, "10", "80", NULL, NULL, false};
    struct criteria criteria = table_of(a, &row, 1);
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
    struct criteria criteria = table_of(a, rows, 4);
    struct score_matrix m =
        compute(a, &criteria, &rules, (const char *const[]){"5", "8,5", "2", NULL});
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

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_level_may_count_in_part_for_deputies),
        cmocka_unit_test(a_share_at_target_other_than_half),
        cmocka_unit_test(rounding_is_the_rules),
        cmocka_unit_test(items_stop_at_their_limit),
        cmocka_unit_test(what_is_not_assigned_leaves_the_maximum),
        cmocka_unit_test(each_kind_of_unit_has_its_own_maximum),
        cmocka_unit_test(what_another_stage_gives_is_not_the_units),
        cmocka_unit_test(a_table_is_checked_against_its_rules),
        cmocka_unit_test(one_fault_that_costs_twice_is_pointed_out),
        cmocka_unit_test(results_far_beyond_a_target_are_pointed_out),
        cmocka_unit_test(weeks_and_months_come_together),
        cmocka_unit_test(every_kind_is_explained_with_its_figures),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
