/* Named rules stored, changed, taken from examples; refused where a table or scores rest on them.
 * On both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/scoring/named_rule_service.h"
#include "features/scoring/scoring_examples.h"

struct setting {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct user head;
};

static struct setting set_up(struct db *db) {
    struct setting s = {.db = db, .arena = arena_new(0)};
    s.cluster = fixture_cluster(db, s.arena, "Một");
    s.head = fixture_user(s.arena, ROLE_HEAD, &s.cluster, NULL);
    return s;
}

static struct scoring_rules rules_of(const struct setting *s) {
    struct scoreboard board;
    assert_ok(
        scoring_load_board(s->db, s->arena, &s->head, s->cluster.slug, s->cluster.code, &board));
    return board.book.rules;
}

static struct named_rule discipline(const struct setting *s) {
    struct named_rule rule = named_rule_blank(CRITERION_PENALTY_LEVEL);
    rule.code = STR("ky-luat");
    rule.name = STR("Kỷ luật");
    rule.basis = STR("Quy chế của Cụm");
    rule.mark = RULE_SEEN;
    rule.fault = STR("kỷ luật thủ trưởng");
    rule.second_name = STR("cấp phó");
    rule.second_percent = DECIMAL(50, 0);
    rule.scale = 1;
    rule.rounding = RULE_TRUNCATED;
    rule.valid_from = (struct date){2020, 1, 1};
    rule.levels = ARENA_ARRAY(s->arena, struct level_rule, 2);
    rule.levels[0] =
        (struct level_rule){STR("khien-trach"), STR("Khiển trách"), DECIMAL(-10, 0), false, true};
    rule.levels[1] =
        (struct level_rule){STR("canh-cao"), STR("Cảnh cáo"), DECIMAL(-20, 0), true, true};
    rule.levels_count = 2;
    return rule;
}

static void set(const struct setting *s, const char *code, const struct named_rule *rule,
                size_t findings) {
    struct issues issues = {0};
    assert_ok(named_rule_set(s->db, s->arena, &s->head, TEST_NOW_MS, &s->cluster, str_from_c(code),
                             rule, &issues));
    assert_int_equal(issues.count, findings);
}

static void what_is_stored_comes_back(void **state) {
    struct setting s = set_up(*state);
    struct named_rule rule = discipline(&s);
    set(&s, "", &rule, 0);
    struct named_rule inverse = named_rule_blank(CRITERION_INVERSE);
    struct step_rule steps[] = {{DECIMAL(0, 0), DECIMAL(100, 0)}, {DECIMAL(1, 0), DECIMAL(0, 0)}};
    inverse.code = STR("nghich");
    inverse.name = STR("Càng thấp càng tốt");
    inverse.basis = STR("Quy chế");
    inverse.steps = steps;
    inverse.steps_count = 2;
    inverse.has_limit = true;
    inverse.limit = DECIMAL(25, 1);
    set(&s, "", &inverse, 0);
    struct scoring_rules rules = rules_of(&s);
    assert_int_equal(rules.named_count, 2);
    assert_true(
        str_equal(named_rule_tell(s.arena, &rules.named[0]), named_rule_tell(s.arena, &rule)));
    assert_true(
        str_equal(named_rule_tell(s.arena, &rules.named[1]), named_rule_tell(s.arena, &inverse)));
    assert_true(rules.named[0].levels[1].disqualifies);
    assert_int_equal(date_compare(rules.named[0].valid_from, rule.valid_from), 0);
    assert_true(date_is_empty(rules.named[0].valid_to));
    set(&s, "", &rule, 1); /* its code is taken */
    rule.name = STR("Kỷ luật thủ trưởng");
    rule.code = STR("khac"); /* a rule keeps its code */
    set(&s, "ky-luat", &rule, 0);
    rules = rules_of(&s);
    assert_int_equal(rules.named_count, 2);
    assert_string_equal(scoring_named_rule(&rules, STR("ky-luat"))->name.p, "Kỷ luật thủ trưởng");
    rule.levels_count = 0;
    set(&s, "ky-luat", &rule, 1);
    arena_free(s.arena);
}

static const struct err *lock(const struct setting *s, struct issues *issues) {
    return scoring_lock_table(s->db, s->arena, &s->head, TEST_NOW_MS, &s->cluster, issues);
}

static void store_table(const struct setting *s) {
    struct criterion rows[] = {{.id = STR(""),
                                .code = STR("I"),
                                .label = STR("I"),
                                .name = STR("Điểm"),
                                .kind = CRITERION_MARK,
                                .max = DECIMAL(10, 0),
                                .unit_of_measure = STR(""),
                                .note = STR(""),
                                .parent = -1},
                               {.id = STR(""),
                                .code = STR("II"),
                                .label = STR("II"),
                                .name = STR("Kỷ luật"),
                                .kind = CRITERION_PENALTY_LEVEL,
                                .unit_of_measure = STR(""),
                                .note = STR(""),
                                .rule = STR("ky-luat"),
                                .parent = -1}};
    const struct criteria criteria = {rows, COUNT_OF(rows), COUNT_OF(rows)};
    const struct table_source source = {STR("Bảng thử"), STR(""), STR("thu.xlsx"), STR("ab")};
    assert_ok(scoring_store_table(s->db, s->arena, &s->head, TEST_NOW_MS, &s->cluster, &criteria,
                                  &source));
}

static void a_table_is_locked_only_with_rules_that_hold(void **state) {
    struct setting s = set_up(*state);
    struct issues issues = {0};
    store_table(&s);
    assert_ok(lock(&s, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_rule_not_there);
    struct named_rule rule = discipline(&s);
    rule.valid_to = (struct date){2020, 6, 30}; /* not on the last day itself */
    set(&s, "", &rule, 0);
    assert_ok(lock(&s, &issues));
    assert_int_equal(issues.items[0].message.id, MSG_rule_not_valid);
    rule.valid_to = (struct date){2020, 7, 1};
    set(&s, "ky-luat", &rule, 0);
    issues = (struct issues){0};
    assert_ok(lock(&s, &issues));
    assert_int_equal(issues.count, 0);
    /* locked: the rule may be put right, but not so that the table loses it */
    rule.name = STR("Kỷ luật thủ trưởng");
    set(&s, "ky-luat", &rule, 0);
    rule.valid_to = (struct date){2020, 6, 30};
    set(&s, "ky-luat", &rule, 1);
    assert_ok(named_rule_remove(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("ky-luat"),
                                &issues));
    assert_int_equal(issues.items[0].message.id, MSG_rule_picked);
    assert_int_equal(rules_of(&s).named_count, 1);
    arena_free(s.arena);
}

static void examples_are_taken_once(void **state) {
    struct setting s = set_up(*state);
    struct criteria criteria;
    struct named_rule *rules;
    size_t count;
    size_t added;
    struct issues issues = {0};
    assert_true(scoring_example_table(s.arena, STR("tinh-hung-yen"), &criteria, &rules, &count));
    for (size_t i = 0; i < 2; i++) {
        assert_ok(named_rules_take(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, rules, count,
                                   STR("ví dụ"), &issues, &added));
        assert_int_equal(issues.count, 0);
        assert_int_equal(added, i == 0 ? count : 0);
    }
    assert_int_equal(rules_of(&s).named_count, count);
    issues = (struct issues){0};
    assert_ok(named_rule_remove(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("nop-cham"),
                                &issues));
    assert_int_equal(rules_of(&s).named_count, count - 1);
    assert_err_kind(named_rule_remove(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster,
                                      STR("nop-cham"), &issues),
                    ERR_NOT_FOUND);
    arena_free(s.arena);
}

static const struct err *enter(struct db_tx *tx, void *context) {
    const struct setting *s = context;
    struct criteria_table table;
    TRY(scoring_load_table(tx, s->arena, s->cluster.id, &table));
    struct score_entry entry = {.unit_id = s->cluster.members.items[0].id,
                                .criterion_id = table.criteria.items[0].id,
                                .stage = STAGE_SELF,
                                .field = FIELD_ACTUAL,
                                .value = STR("9"),
                                .reason = STR(""),
                                .source = STR("")};
    bool added;
    struct cluster_revisions at = {.cluster_period_id = s->cluster.id};
    return scoring_add_entry(tx, s->arena, &s->head, TEST_NOW_MS, &at, STR_NONE, &entry, &added);
}

static void once_scores_rest_on_them_they_stay(void **state) {
    struct setting s = set_up(*state);
    struct named_rule rule = discipline(&s);
    struct issues issues = {0};
    size_t added;
    set(&s, "", &rule, 0);
    store_table(&s);
    assert_ok(lock(&s, &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(db_write(s.db, enter, &s));
    assert_err_kind(named_rule_set(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("ky-luat"),
                                   &rule, &issues),
                    ERR_STATE);
    assert_err_kind(
        named_rule_remove(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("ky-luat"), &issues),
        ERR_STATE);
    assert_err_kind(named_rules_take(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &rule, 1,
                                     STR("ví dụ"), &issues, &added),
                    ERR_STATE);
    arena_free(s.arena);
}

static void others_may_not_touch_them(void **state) {
    struct setting s = set_up(*state);
    struct cluster_period other = fixture_cluster(s.db, s.arena, "Hai");
    const struct user users[] = {
        fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[0]),
        fixture_user(s.arena, ROLE_READER, &s.cluster, NULL),
        fixture_user(s.arena, ROLE_HEAD, &other, NULL),
        fixture_user(s.arena, ROLE_ADMIN, NULL, NULL),
    };
    struct named_rule rule = discipline(&s);
    struct issues issues = {0};
    size_t added;
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        assert_err_kind(named_rule_set(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster, STR(""),
                                       &rule, &issues),
                        ERR_DENIED);
        assert_err_kind(named_rule_remove(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster,
                                          STR("ky-luat"), &issues),
                        ERR_DENIED);
        assert_err_kind(named_rules_take(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster, &rule,
                                         1, STR("ví dụ"), &issues, &added),
                        ERR_DENIED);
    }
    assert_int_equal(rules_of(&s).named_count, 0);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(what_is_stored_comes_back), DB_TEST(a_table_is_locked_only_with_rules_that_hold),
        DB_TEST(examples_are_taken_once),   DB_TEST(once_scores_rest_on_them_they_stay),
        DB_TEST(others_may_not_touch_them),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
