#include "features/scoring/table_fixture.h"

struct decimal dec(const char *text) {
    struct decimal value;
    if (!decimal_parse(str_from_c(text), &value))
        fail_msg("not a decimal: %s", text);
    return value;
}

struct criteria table_of(struct arena *a, const struct row *rows, size_t count) {
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

struct scoring_rules plain_rules(void) {
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

struct scoring_rules example_rules(struct arena *a, const char *code) {
    struct scoring_rules rules = plain_rules();
    struct criteria criteria;
    struct named_rule *named;
    assert_true(scoring_example_table(a, str_from_c(code), &criteria, &named, &rules.named_count));
    rules.named = named;
    return rules;
}

void put(struct arena *a, const struct score_matrix *m, const struct scoring_rules *rules,
         size_t unit, const char *const *values) {
    for (size_t i = 0; i < m->criteria->count; i++) {
        struct message why;
        if (values[i] &&
            !scoring_read_actual(a, &m->criteria->items[i], rules, str_from_c(values[i]),
                                 &score_cell_at(m, unit, i)->actual, &why))
            fail_msg("%s", message_text(a, LANG_EN, why).p);
    }
}

struct score_matrix compute(struct arena *a, const struct criteria *criteria,
                            const struct scoring_rules *rules, const char *const *values) {
    struct score_matrix m = score_matrix_new(a, criteria, 1);
    put(a, &m, rules, 0, values);
    scoring_compute(&m, rules);
    return m;
}

void assert_one(struct arena *a, const struct row *row, const struct scoring_rules *rules,
                const char *value, const char *points, const char *bonus) {
    struct criteria criteria = table_of(a, row, 1);
    struct score_matrix m = compute(a, &criteria, rules, &value);
    assert_true(score_cell_at(&m, 0, 0)->has_points);
    ASSERT_DEC(score_cell_at(&m, 0, 0)->points, points);
    ASSERT_DEC(score_cell_at(&m, 0, 0)->bonus, bonus);
}

struct named_rule inverse_rule(void) {
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
