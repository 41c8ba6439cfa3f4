/* Where a half-year stands: what waits, and what comes next. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/home/progress_service.h"

enum { UNITS = 2, CRITERIA = 3 };

static struct arena *arena;
static struct scoreboard board;
static struct score_answers answers;
static struct review review;

static struct cluster_unit units[UNITS] = {
    {STR_INIT("u1"), STR_INIT("mot"), STR_INIT("Một")},
    {STR_INIT("u2"), STR_INIT("hai"), STR_INIT("Hai")},
};
static struct criterion criteria[CRITERIA];

/* A locked table of one group with two criteria, rules confirmed, nothing sent. */
static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    criteria[0] = (struct criterion){.id = STR("g"), .kind = CRITERION_GROUP, .parent = -1};
    criteria[1] = (struct criterion){.id = STR("a"), .kind = CRITERION_GRADE, .depth = 1};
    criteria[2] = (struct criterion){.id = STR("b"), .kind = CRITERION_PASS, .depth = 1};
    board = (struct scoreboard){0};
    board.cluster.members.items = units;
    board.cluster.members.count = UNITS;
    board.table.exists = board.table.locked = board.book.confirmed = true;
    board.table.criteria.items = criteria;
    board.table.criteria.count = CRITERIA;
    board.matrix = score_matrix_new(arena, &board.table.criteria, UNITS);
    board.rows = ARENA_ARRAY(arena, struct board_cell *, UNITS);
    for (size_t unit = 0; unit < UNITS; unit++)
        board.rows[unit] = ARENA_ARRAY(arena, struct board_cell, CRITERIA);
    answers = (struct score_answers){0};
    review = (struct review){0};
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

static struct progress progress(void) {
    struct progress p;
    progress_make(arena, &board, &answers, &review, &p);
    return p;
}

static void send(size_t unit, size_t criterion) {
    board_cell_at(&board, unit, criterion)->self_actual = STR("A");
}

static void send_all(void) {
    for (size_t unit = 0; unit < UNITS; unit++)
        for (size_t i = 1; i < CRITERIA; i++)
            send(unit, i);
}

static void answer(struct str unit_id, struct str criterion_id, bool agrees, int64_t at_ms) {
    *list_push(arena, &answers) = (struct score_answer){
        .unit_id = unit_id, .criterion_id = criterion_id, .agrees = agrees, .at_ms = at_ms};
}

static void preparing_comes_first(void **state) {
    (void)state;
    board.table.exists = false;
    assert_int_equal(progress().next, NEXT_IMPORT_TABLE);
    board.table.exists = true;
    board.table.locked = false;
    board.book.confirmed = false;
    assert_int_equal(progress().next, NEXT_CONFIRM_RULES);
    board.book.confirmed = true;
    assert_int_equal(progress().next, NEXT_LOCK_TABLE);
    board.table.locked = true;
    assert_int_equal(progress().next, NEXT_HAND_OUT);
}

static void a_sheet_is_sent_with_its_first_figure(void **state) {
    (void)state;
    send(0, 1);
    struct progress p = progress();
    assert_int_equal(p.sent, 1);
    assert_true(p.of_unit[0].sent);
    assert_int_equal(p.of_unit[0].missing, 1); /* the group is no result */
    assert_int_equal(p.results_missing, 1);    /* only of units that have sent */
    assert_false(p.all_sent);
    assert_int_equal(p.next, NEXT_COLLECT);
}

static void missing_results_and_differences_wait(void **state) {
    (void)state;
    send_all();
    board_cell_at(&board, 1, 2)->self_actual = STR_NONE;
    assert_int_equal(progress().next, NEXT_VERIFY);
    /* The cluster itself put points in force: nothing is missing any more. */
    score_cell_at(&board.matrix, 1, 2)->in_force_known = true;
    assert_int_equal(progress().next, NEXT_REVIEW);
    board_cell_at(&board, 0, 2)->self_differs = true;
    struct progress p = progress();
    assert_int_equal(p.next, NEXT_VERIFY);
    assert_int_equal(p.units_to_verify, 1);
    assert_int_equal(p.of_unit[0].first_to_verify, 2);
    assert_false(p.of_unit[0].has_feedback);
    board_cell_at(&board, 0, 2)->accepted_revision = 1;
    p = progress();
    assert_int_equal(p.units_to_verify, 0);
    assert_true(p.of_unit[0].has_feedback);
}

static void the_last_word_counts(void **state) {
    (void)state;
    send_all();
    answer(STR("u1"), STR("a"), false, 10);
    struct progress p = progress();
    assert_int_equal(p.units_disagree, 1);
    assert_int_equal(p.next, NEXT_VERIFY);
    answer(STR("u2"), STR(""), true, 11);
    answer(STR("u1"), STR("b"), true, 12); /* says nothing about "a" */
    p = progress();
    assert_int_equal(p.units_answered, 2);
    assert_int_equal(p.units_disagree, 1);
    answer(STR("u1"), STR(""), true, 13); /* the whole sheet */
    assert_int_equal(progress().units_disagree, 0);
}

static void a_later_decision_asks_for_a_new_answer(void **state) {
    (void)state;
    send_all();
    answer(STR("u1"), STR("a"), false, 10);
    board_cell_at(&board, 0, 1)->accepted_at_ms = 20;
    struct progress p = progress();
    assert_false(p.of_unit[0].answered);
    assert_int_equal(p.units_disagree, 0);
}

static void the_report_comes_last(void **state) {
    (void)state;
    send_all();
    struct progress p = progress();
    assert_int_equal(p.sections_empty, REVIEW_SECTION_COUNT);
    assert_int_equal(p.next, NEXT_REVIEW);
    for (int section = 0; section < REVIEW_SECTION_COUNT; section++)
        review.texts[section].body = STR("Nội dung");
    assert_int_equal(progress().next, NEXT_PRINT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(preparing_comes_first, begin, end),
        cmocka_unit_test_setup_teardown(a_sheet_is_sent_with_its_first_figure, begin, end),
        cmocka_unit_test_setup_teardown(missing_results_and_differences_wait, begin, end),
        cmocka_unit_test_setup_teardown(the_last_word_counts, begin, end),
        cmocka_unit_test_setup_teardown(a_later_decision_asks_for_a_new_answer, begin, end),
        cmocka_unit_test_setup_teardown(the_report_comes_last, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
