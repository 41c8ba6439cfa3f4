/* The table of criteria and the rules: mended until locked, refused after. On both engines. */
#include "db/db_test_support.h"
#include "features/cluster/cluster_fixture.h"
#include "features/scoring/scoring_service.h"

struct setting {
    struct db *db;
    struct arena *arena;
    struct cluster_period cluster;
    struct user head;
};

static struct criterion row(const char *code, const char *label, enum criterion_kind kind,
                            int64_t max, ptrdiff_t parent) {
    return (struct criterion){.id = STR(""),
                              .code = str_from_c(code),
                              .label = str_from_c(label),
                              .name = STR("Tiêu chí thử"),
                              .kind = kind,
                              .max = DECIMAL(max, 0),
                              .unit_of_measure = STR(""),
                              .has_target = kind == CRITERION_QUANTITY,
                              .target = DECIMAL(98, 0),
                              .note = STR(""),
                              .parent = parent,
                              .depth = parent >= 0};
}

/* I (I.1 quantity 10, I.2 grade 5), II bonus 5. */
static struct setting set_up(struct db *db) {
    struct setting s = {.db = db, .arena = arena_new(0)};
    s.cluster = fixture_cluster(db, s.arena, "Một");
    s.head = fixture_user(s.arena, ROLE_HEAD, &s.cluster, NULL);
    struct criterion rows[] = {
        row("I", "I", CRITERION_GROUP, 15, -1),
        row("I.1", "1", CRITERION_QUANTITY, 10, 0),
        row("I.2", "2", CRITERION_GRADE, 5, 0),
        row("II", "II", CRITERION_BONUS, 5, -1),
    };
    const struct criteria criteria = {rows, COUNT_OF(rows), COUNT_OF(rows)};
    const struct table_source source = {STR("Bảng thử"), STR(""), STR("thu.xlsx"), STR("ab")};
    assert_ok(
        scoring_store_table(db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &criteria, &source));
    return s;
}

static struct scoreboard board_of(const struct setting *s) {
    struct scoreboard board;
    assert_ok(
        scoring_load_board(s->db, s->arena, &s->head, s->cluster.slug, s->cluster.code, &board));
    return board;
}

static const struct criterion *find(const struct scoreboard *board, const char *code) {
    ptrdiff_t index = criteria_find(&board->table.criteria, str_from_c(code));
    return index < 0 ? NULL : &board->table.criteria.items[index];
}

static struct criterion_form quantity(const char *max, const char *target) {
    return (struct criterion_form){.name = STR("Quân số khỏe"),
                                   .kind = STR("quantity"),
                                   .max = str_from_c(max),
                                   .unit_of_measure = STR("%"),
                                   .target = str_from_c(target),
                                   .bonus_on = true};
}

static const struct err *change(const struct setting *s, const struct user *user, const char *code,
                                struct criterion_form form, struct issues *issues) {
    *issues = (struct issues){0};
    return scoring_change_criterion(s->db, s->arena, user, TEST_NOW_MS, &s->cluster,
                                    str_from_c(code), &form, issues);
}

static const struct err *add(const struct setting *s, const char *parent, const char *label,
                             struct criterion_form form, struct issues *issues) {
    *issues = (struct issues){0};
    return scoring_add_criterion(s->db, s->arena, &s->head, TEST_NOW_MS, &s->cluster,
                                 str_from_c(parent), str_from_c(label), &form, issues);
}

static const struct err *lock(const struct setting *s, struct issues *issues) {
    *issues = (struct issues){0};
    return scoring_lock_table(s->db, s->arena, &s->head, TEST_NOW_MS, &s->cluster, issues);
}

static void a_criterion_is_changed(void **state) {
    struct setting s = set_up(*state);
    struct issues issues;
    assert_ok(change(&s, &s.head, "I.1", quantity("8,5", "97,5"), &issues));
    assert_int_equal(issues.count, 0);
    struct scoreboard board = board_of(&s);
    const struct criterion *c = find(&board, "I.1");
    assert_int_equal(decimal_compare(c->max, DECIMAL(85, 1)), 0);
    assert_int_equal(decimal_compare(c->target, DECIMAL(975, 1)), 0);
    assert_true(c->bonus_on);
    assert_true(str_equal_c(c->unit_of_measure, "%"));
    assert_int_equal(board.table.criteria.count, 4);
    assert_true(str_equal_c(board.table.source_sha256, "ab")); /* still known */
    arena_free(s.arena);
}

static void what_is_wrong_stands_beside_its_field(void **state) {
    struct setting s = set_up(*state);
    struct issues issues;
    assert_ok(change(&s, &s.head, "I.1", quantity("mười", ""), &issues));
    assert_non_null(issue_of(&issues, STR("max")));
    assert_ok(change(&s, &s.head, "I.1", quantity("1.490", "98"), &issues)); /* 1490 or 1,49? */
    assert_non_null(issue_of(&issues, STR("max")));
    assert_ok(change(&s, &s.head, "I.1", quantity("10", ""), &issues));
    assert_non_null(issue_of(&issues, STR("target")));
    assert_ok(change(&s, &s.head, "I", quantity("10", "98"), &issues)); /* has criteria below */
    assert_non_null(issue_of(&issues, STR("kind")));
    struct scoreboard board = board_of(&s);
    assert_int_equal(decimal_compare(find(&board, "I.1")->max, DECIMAL(10, 0)), 0);
    assert_int_equal(find(&board, "I")->kind, CRITERION_GROUP);
    assert_err_kind(change(&s, &s.head, "IX", quantity("10", "98"), &issues), ERR_NOT_FOUND);
    arena_free(s.arena);
}

static void criteria_are_added_and_taken_out(void **state) {
    struct setting s = set_up(*state);
    struct issues issues;
    assert_ok(add(&s, "I", "3", quantity("4", "90"), &issues));
    assert_int_equal(issues.count, 0);
    struct criterion_form group = {
        .name = STR("Nhóm mới"), .kind = STR("group"), .max = STR("6"), .target = STR("")};
    assert_ok(add(&s, "", "III", group, &issues));
    assert_int_equal(issues.count, 0);
    struct scoreboard board = board_of(&s);
    const char *const order[] = {"I", "I.1", "I.2", "I.3", "III", "II"}; /* bonus rows stay last */
    assert_int_equal(board.table.criteria.count, COUNT_OF(order));
    for (size_t i = 0; i < COUNT_OF(order); i++)
        assert_true(str_equal_c(board.table.criteria.items[i].code, order[i]));
    assert_int_equal(find(&board, "I.3")->parent, 0);
    assert_ok(lock(&s, &issues)); /* an empty group, and one that does not add up */
    assert_int_equal(issues.count, 2);
    assert_ok(add(&s, "III", "1", quantity("6", "90"), &issues));
    assert_int_equal(issues.count, 0);
    assert_ok(scoring_remove_criterion(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("I")));
    board = board_of(&s);
    assert_int_equal(board.table.criteria.count, 3); /* with all below it */
    assert_null(find(&board, "I.2"));
    assert_int_equal(find(&board, "III.1")->parent, 0);
    arena_free(s.arena);
}

static void a_new_criterion_needs_a_free_number_in_a_group(void **state) {
    struct setting s = set_up(*state);
    struct issues issues;
    assert_ok(add(&s, "I", "2", quantity("4", "90"), &issues));
    assert_non_null(issue_of(&issues, STR("label")));
    assert_ok(add(&s, "I", "3/4", quantity("4", "90"), &issues));
    assert_non_null(issue_of(&issues, STR("label")));
    assert_ok(add(&s, "I.1", "1", quantity("4", "90"), &issues));
    assert_non_null(issue_of(&issues, STR("parent")));
    struct criterion_form bonus = {
        .name = STR("Thưởng"), .kind = STR("bonus"), .max = STR("5"), .target = STR("")};
    assert_ok(add(&s, "", "IV", bonus, &issues)); /* there is one already */
    assert_non_null(issue_of(&issues, STR("kind")));
    struct scoreboard board = board_of(&s);
    assert_int_equal(board.table.criteria.count, 4);
    arena_free(s.arena);
}

static void a_locked_table_stays(void **state) {
    struct setting s = set_up(*state);
    struct issues issues;
    assert_ok(lock(&s, &issues));
    assert_int_equal(issues.count, 0);
    struct scoreboard board = board_of(&s);
    assert_true(board.table.locked);
    assert_true(str_equal_c(board.table.locked_by, "Người thử"));
    assert_err_kind(change(&s, &s.head, "I.1", quantity("4", "90"), &issues), ERR_STATE);
    assert_err_kind(add(&s, "I", "3", quantity("4", "90"), &issues), ERR_STATE);
    assert_err_kind(
        scoring_remove_criterion(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, STR("I.1")),
        ERR_STATE);
    assert_err_kind(lock(&s, &issues), ERR_STATE);
    board = board_of(&s);
    assert_int_equal(decimal_compare(find(&board, "I.1")->max, DECIMAL(10, 0)), 0);
    arena_free(s.arena);
}

static void others_may_not_touch_the_table(void **state) {
    struct setting s = set_up(*state);
    struct cluster_period other = fixture_cluster(s.db, s.arena, "Hai");
    const struct user users[] = {
        fixture_user(s.arena, ROLE_UNIT, &s.cluster, &s.cluster.members.items[0]),
        fixture_user(s.arena, ROLE_READER, &s.cluster, NULL),
        fixture_user(s.arena, ROLE_HEAD, &other, NULL),
        fixture_user(s.arena, ROLE_ADMIN, NULL, NULL),
    };
    struct scoring_rules rules = scoring_example_rules(s.arena);
    struct criterion_form form = quantity("4", "90");
    for (size_t i = 0; i < COUNT_OF(users); i++) {
        struct issues issues = {0};
        assert_err_kind(change(&s, &users[i], "I.1", form, &issues), ERR_DENIED);
        assert_err_kind(scoring_add_criterion(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster,
                                              STR("I"), STR("3"), &form, &issues),
                        ERR_DENIED);
        assert_err_kind(
            scoring_remove_criterion(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster, STR("I.1")),
            ERR_DENIED);
        assert_err_kind(
            scoring_lock_table(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster, &issues),
            ERR_DENIED);
        assert_err_kind(scoring_set_rules(s.db, s.arena, &users[i], TEST_NOW_MS, &s.cluster, &rules,
                                          STR("Quy chế"), &issues),
                        ERR_DENIED);
    }
    struct scoreboard board = board_of(&s);
    assert_false(board.table.locked);
    assert_false(board.book.confirmed);
    arena_free(s.arena);
}

struct entry_work {
    const struct setting *setting;
    struct str criterion_id;
};

static const struct err *enter(struct db_tx *tx, void *context) {
    const struct entry_work *work = context;
    const struct setting *s = work->setting;
    struct score_entry entry = {.unit_id = s->cluster.members.items[0].id,
                                .criterion_id = work->criterion_id,
                                .stage = STAGE_SELF,
                                .field = FIELD_ACTUAL,
                                .value = STR("96"),
                                .reason = STR(""),
                                .source = STR("")};
    bool added;
    struct cluster_revisions at = {.cluster_period_id = s->cluster.id};
    return scoring_add_entry(tx, s->arena, &s->head, TEST_NOW_MS, &at, STR_NONE, &entry, &added);
}

static void rules_are_set_until_scores_rest_on_them(void **state) {
    struct setting s = set_up(*state);
    struct scoring_rules rules = scoring_example_rules(s.arena);
    rules.grades[1].percent = DECIMAL(75, 0);
    struct issues issues = {0};
    assert_ok(scoring_set_rules(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &rules, STR(""),
                                &issues));
    assert_non_null(issue_of(&issues, STR("basis")));
    issues = (struct issues){0};
    assert_ok(scoring_set_rules(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &rules,
                                STR("Quy chế của Cụm"), &issues));
    assert_int_equal(issues.count, 0);
    struct scoreboard board = board_of(&s);
    assert_true(board.book.confirmed);
    assert_false(board.book.in_use);
    assert_int_equal(decimal_compare(board.book.rules.grades[1].percent, DECIMAL(75, 0)), 0);
    assert_ok(lock(&s, &issues));
    struct entry_work work = {&s, find(&board, "I.1")->id};
    assert_ok(db_write(s.db, enter, &work));
    assert_err_kind(scoring_set_rules(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &rules,
                                      STR("Quy chế mới"), &issues),
                    ERR_STATE);
    board = board_of(&s);
    assert_true(board.book.in_use);
    assert_true(str_equal_c(board.book.basis, "Quy chế của Cụm"));
    arena_free(s.arena);
}

static void rules_without_sense_are_refused(void **state) {
    struct setting s = set_up(*state);
    struct scoring_rules rules = scoring_example_rules(s.arena);
    rules.grades[0].letter = STR("");
    rules.fewer[0].threshold = DECIMAL(1, 0);
    rules.late[1].value = DECIMAL(1, 0);
    rules.bonus_cap_percent = DECIMAL(101, 0);
    struct issues issues = {0};
    assert_ok(scoring_set_rules(s.db, s.arena, &s.head, TEST_NOW_MS, &s.cluster, &rules,
                                STR("Quy chế"), &issues));
    const struct str fields[] = {STR("grades"), STR("fewer"), STR("late"), STR("bonus_cap")};
    for (size_t i = 0; i < COUNT_OF(fields); i++)
        assert_non_null(issue_of(&issues, fields[i]));
    struct scoreboard board = board_of(&s);
    assert_false(board.book.confirmed);
    arena_free(s.arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        DB_TEST(a_criterion_is_changed),
        DB_TEST(what_is_wrong_stands_beside_its_field),
        DB_TEST(criteria_are_added_and_taken_out),
        DB_TEST(a_new_criterion_needs_a_free_number_in_a_group),
        DB_TEST(a_locked_table_stays),
        DB_TEST(others_may_not_touch_the_table),
        DB_TEST(rules_are_set_until_scores_rest_on_them),
        DB_TEST(rules_without_sense_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
