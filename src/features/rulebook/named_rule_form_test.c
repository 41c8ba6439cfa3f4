/* What is typed is read, and what is stored is written so that it reads the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/rulebook/named_rule_form.h"
#include "features/scoring/scoring_examples.h"

static struct arena *a;

static struct named_rule_form empty_form(void) {
    struct named_rule rule = named_rule_blank(CRITERION_QUANTITY);
    struct named_rule_form form;
    named_rule_form_write(a, &rule, &form);
    return form;
}

static void levels_are_lines(void **state) {
    (void)state;
    struct named_rule_form form = empty_form();
    struct named_rule rule;
    struct issues issues = {0};
    form.levels = STR("Khiển trách | -10\r\n\r\nCảnh cáo trở lên | -20 | loại | Kỷ luật\r\n");
    form.second_name = STR("cấp phó");
    form.second = STR("50 %");
    form.valid_from = STR("1/1/2020");
    form.rounding = STR("truncated");
    form.mark = STR("S2");
    named_rule_form_read(a, CRITERION_PENALTY_LEVEL, &form, &rule, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(rule.levels_count, 2);
    assert_string_equal(rule.levels[0].code.p, "khien-trach");
    assert_int_equal(rule.levels[0].points.units, -10);
    assert_false(rule.levels[0].disqualifies || rule.levels[0].disciplines);
    assert_true(rule.levels[1].disqualifies && rule.levels[1].disciplines);
    assert_int_equal(rule.second_percent.units, 50);
    assert_int_equal(rule.valid_from.year, 2020);
    assert_int_equal(rule.rounding, RULE_TRUNCATED);
    assert_int_equal(rule.mark, RULE_SEEN_OTHER);
}

static void what_cannot_be_read_stands_beside_its_field(void **state) {
    (void)state;
    static const struct {
        enum criterion_kind kind;
        struct named_rule_form form;
        const char *field;
        enum msg_id why;
    } WRONG[] = {
        {CRITERION_PENALTY, {.steps = STR_INIT("5")}, "steps", MSG_rule_line_wrong},
        {CRITERION_PENALTY, {.steps = STR_INIT("năm | -5")}, "steps", MSG_scoring_not_a_number},
        {CRITERION_GRADE,
         {.grades = STR_INIT("A | 1.490")},
         "grades",
         MSG_scoring_number_ambiguous},
        {CRITERION_PENALTY_LEVEL,
         {.levels = STR_INIT("Nhẹ | -1 | đuổi")},
         "levels",
         MSG_rule_consequence_wrong},
        {CRITERION_MARK, {.valid_from = STR_INIT("31/2/2020")}, "valid_from", MSG_rule_date_wrong},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct named_rule rule;
        struct issues issues = {0};
        named_rule_form_read(a, WRONG[i].kind, &WRONG[i].form, &rule, &issues);
        assert_int_equal(issues.count, 1);
        assert_string_equal(issues.items[0].field.p, WRONG[i].field);
        assert_int_equal(issues.items[0].message.id, WRONG[i].why);
    }
}

static void rules_make_sense_or_say_why(void **state) {
    (void)state;
    static const struct {
        enum criterion_kind kind;
        struct named_rule_form form;
        const char *field;
    } WRONG[] = {
        {CRITERION_MARK, {.code = STR_INIT("Mã số")}, "code"},
        {CRITERION_MARK, {.basis = STR_INIT("")}, "basis"},
        {CRITERION_MARK, {.scale = STR_INIT("3")}, "scale"},
        {CRITERION_MARK,
         {.valid_from = STR_INIT("1/1/2021"), .valid_to = STR_INIT("1/1/2021")},
         "valid"},
        {CRITERION_PENALTY, {.steps = STR_INIT("5 | 1")}, "steps"},
        {CRITERION_PENALTY, {.steps = STR_INIT("5 | -2\n10 | -1")}, "steps"},
        {CRITERION_FEWER, {.steps = STR_INIT("1 | 50")}, "steps"},
        {CRITERION_INVERSE, {.steps = STR_INIT("0 | 90")}, "steps"},
        {CRITERION_EXTRA_LEVEL, {.levels = STR_INIT("Cờ | -5")}, "levels"},
        {CRITERION_PENALTY_LEVEL, {.levels = STR_INIT("Không | -5")}, "levels"},
        {CRITERION_PENALTY_ITEMS, {.limit = STR_INIT("5")}, "limit"},
        {CRITERION_GRADE, {.grades = STR_INIT("A | 100\na | 50")}, "grades"},
        {CRITERION_QUANTITY, {.bonus_cap = STR_INIT("101")}, "bonus_cap"},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct named_rule rule;
        struct issues issues = {0};
        named_rule_form_read(a, WRONG[i].kind, &WRONG[i].form, &rule, &issues);
        assert_int_equal(issues.count, 0);
        rule.code = WRONG[i].form.code.p ? rule.code : STR("ma");
        rule.name = STR("Tên");
        rule.basis = WRONG[i].form.basis.p ? rule.basis : STR("Quy chế");
        named_rule_check(a, &rule, &issues);
        if (!issue_of(&issues, str_from_c(WRONG[i].field)))
            fail_msg("%zu: nothing is said of %s", i, WRONG[i].field);
    }
}

static void what_is_written_reads_the_same(void **state) {
    (void)state;
    struct scoring_examples examples;
    scoring_examples(a, &examples);
    for (size_t i = 0; i < examples.count; i++) {
        struct criteria criteria;
        struct named_rule *rules;
        size_t count;
        assert_true(scoring_example_table(a, examples.items[i].code, &criteria, &rules, &count));
        for (size_t k = 0; k < count; k++) {
            struct named_rule_form once;
            struct named_rule_form twice;
            struct named_rule back;
            struct issues issues = {0};
            named_rule_form_write(a, &rules[k], &once);
            named_rule_form_read(a, (enum criterion_kind)rules[k].kind, &once, &back, &issues);
            assert_int_equal(issues.count, 0);
            named_rule_form_write(a, &back, &twice);
            const struct str left[] = {once.steps, once.levels, once.bonus_rate, once.limit};
            const struct str right[] = {twice.steps, twice.levels, twice.bonus_rate, twice.limit};
            for (size_t field = 0; field < COUNT_OF(left); field++)
                assert_true(str_equal(left[field], right[field]));
        }
    }
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(levels_are_lines),
        cmocka_unit_test(what_cannot_be_read_stands_beside_its_field),
        cmocka_unit_test(rules_make_sense_or_say_why),
        cmocka_unit_test(what_is_written_reads_the_same),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
