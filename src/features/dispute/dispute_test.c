/* Who may say what when, where it leaves the talk, and the last day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/attributes.h"
#include "features/dispute/dispute.h"

static struct arena *a;

struct said {
    enum thread_act act;
    enum thread_side side;
};

/* THREAD_STATE_COUNT where one of them was refused. */
static enum thread_state after(enum thread_kind kind, const struct said *said, size_t count) {
    enum thread_state state = THREAD_NONE;
    for (size_t i = 0; i < count; i++)
        if (!thread_after(kind, state, said[i].act, said[i].side, &state))
            return THREAD_STATE_COUNT;
    return state;
}
#define AFTER(kind, ...)                                                                           \
    after(kind, (const struct said[]){__VA_ARGS__}, COUNT_OF(((const struct said[]){__VA_ARGS__})))

static void an_explanation_is_asked_for_answered_and_settled(void **state) {
    (void)state;
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_HEAD}), THREAD_WAITS_UNIT);
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_OFFICE}, {ACT_ANSWER, SIDE_UNIT}),
                     THREAD_WAITS_VERIFIER);
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_HEAD}, {ACT_ANSWER, SIDE_UNIT},
                           {ACT_ASK, SIDE_HEAD}, {ACT_ANSWER, SIDE_UNIT}, {ACT_KEEP, SIDE_HEAD}),
                     THREAD_KEPT);
    /* A unit asks itself nothing, and does not take back what others asked. */
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_UNIT}), THREAD_STATE_COUNT);
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_HEAD}, {ACT_WITHDRAW, SIDE_UNIT}),
                     THREAD_STATE_COUNT);
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_HEAD}, {ACT_WITHDRAW, SIDE_HEAD}),
                     THREAD_WITHDRAWN);
}

static void a_dispute_is_the_units_and_others_settle_it(void **state) {
    (void)state;
    const enum thread_kind d = THREAD_DISPUTE;
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}), THREAD_WAITS_VERIFIER);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_HEAD}), THREAD_STATE_COUNT);
    assert_int_equal(AFTER(d, {ACT_DRAFT, SIDE_UNIT}, {ACT_OPEN, SIDE_UNIT}),
                     THREAD_WAITS_VERIFIER);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_KEEP, SIDE_UNIT}), THREAD_STATE_COUNT);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_CHANGE, SIDE_HEAD}), THREAD_CHANGED);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_WITHDRAW, SIDE_UNIT}), THREAD_WITHDRAWN);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_WITHDRAW, SIDE_HEAD}),
                     THREAD_STATE_COUNT);
    /* What was settled stays so. */
    assert_int_equal(
        AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_KEEP, SIDE_HEAD}, {ACT_CHANGE, SIDE_HEAD}),
        THREAD_STATE_COUNT);
}

static void what_is_passed_on_is_settled_there(void **state) {
    (void)state;
    const enum thread_kind d = THREAD_DISPUTE;
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_PASS_OFFICE, SIDE_HEAD}),
                     THREAD_WAITS_OFFICE);
    assert_int_equal(
        AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_PASS_OFFICE, SIDE_HEAD}, {ACT_KEEP, SIDE_HEAD}),
        THREAD_STATE_COUNT);
    assert_int_equal(
        AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_PASS_OFFICE, SIDE_HEAD}, {ACT_KEEP, SIDE_OFFICE}),
        THREAD_KEPT);
    assert_int_equal(AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_PASS_OFFICE, SIDE_HEAD},
                           {ACT_PASS_MEETING, SIDE_OFFICE}, {ACT_CHANGE, SIDE_MEETING}),
                     THREAD_CHANGED);
    assert_int_equal(
        AFTER(d, {ACT_OPEN, SIDE_UNIT}, {ACT_PASS_MEETING, SIDE_HEAD}, {ACT_KEEP, SIDE_OFFICE}),
        THREAD_STATE_COUNT);
    assert_int_equal(AFTER(THREAD_EXPLAIN, {ACT_OPEN, SIDE_HEAD}, {ACT_ANSWER, SIDE_UNIT},
                           {ACT_PASS_OFFICE, SIDE_HEAD}),
                     THREAD_STATE_COUNT);
}

/* In every state that is open exactly somebody is waited for, and he has something to do. */
static void nobody_is_left_waiting_for_nobody(void **state) {
    (void)state;
    for (int s = THREAD_DRAFTED; s < THREAD_STATE_COUNT; s++) {
        bool somebody = false;
        for (int side = 0; side < THREAD_SIDE_COUNT; side++) {
            if (!thread_waits_for((enum thread_state)s, (enum thread_side)side))
                continue;
            somebody = true;
            bool can = false;
            enum thread_state then;
            for (int act = ACT_OPEN; act < THREAD_ACT_COUNT; act++)
                can = can || thread_after(THREAD_DISPUTE, (enum thread_state)s,
                                          (enum thread_act)act, (enum thread_side)side, &then);
            assert_true(can);
        }
        assert_int_equal(somebody, thread_is_open((enum thread_state)s) || s == THREAD_DRAFTED);
    }
}

static void codes_come_back(void **state) {
    (void)state;
    for (int i = 0; i < THREAD_ACT_COUNT; i++) {
        enum thread_act act;
        assert_true(thread_act_from_code(thread_act_code((enum thread_act)i), &act));
        assert_int_equal(act, i);
    }
    enum thread_side side;
    enum thread_kind kind;
    assert_false(thread_side_from_code(STR("ai"), &side));
    assert_false(thread_kind_from_code(STR(""), &kind));
}

static void the_last_day_counts_and_the_next_does_not(void **state) {
    (void)state;
    const struct date last = {2020, 6, 20};
    assert_false(dispute_is_over(STR("2020-06-20"), last));
    assert_true(dispute_is_over(STR("2020-06-20"), (struct date){2020, 6, 21}));
    assert_false(dispute_is_over(STR(""), (struct date){2020, 6, 21}));
    assert_string_equal(
        dispute_until_words(a, LANG_VI, STR("2020-06-20"), (struct date){2020, 6, 17}).p,
        "hạn 20/6/2020, còn 3 ngày");
    assert_string_equal(dispute_until_words(a, LANG_VI, STR("2020-06-20"), last).p,
                        "hạn 20/6/2020, hôm nay là ngày cuối");
    assert_string_equal(
        dispute_until_words(a, LANG_VI, STR("2020-06-20"), (struct date){2020, 7, 1}).p,
        "đã hết hạn ngày 20/6/2020");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_explanation_is_asked_for_answered_and_settled),
        cmocka_unit_test(a_dispute_is_the_units_and_others_settle_it),
        cmocka_unit_test(what_is_passed_on_is_settled_there),
        cmocka_unit_test(nobody_is_left_waiting_for_nobody),
        cmocka_unit_test(codes_come_back),
        cmocka_unit_test(the_last_day_counts_and_the_next_does_not),
    };
    a = arena_new(0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
