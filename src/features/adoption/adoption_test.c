/* A vote counted and judged; the steps of a half-year. */
#include "features/adoption/adoption.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct arena *arena;

static struct vote_count read(const char *yes, const char *no, const char *abstain,
                              struct issues *issues) {
    return vote_count_read(arena, 15, str_from_c(yes), str_from_c(no), str_from_c(abstain), issues);
}

static void a_count_is_read_and_must_add_up(void **state) {
    (void)state;
    struct issues issues = {0};
    struct vote_count count = read("12", " 2 ", "", &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(count.present, 14);
    assert_int_equal(count.yes, 12);
    assert_int_equal(count.abstain, 0);
    static const struct {
        const char *yes, *no, *abstain, *field;
        enum msg_id why;
    } WRONG[] = {
        {"16", "", "", "yes", MSG_adoption_votes_wrong},
        {"-1", "", "", "yes", MSG_adoption_votes_wrong},
        {"10", "một", "", "no", MSG_adoption_votes_wrong},
        {"1,5", "", "", "yes", MSG_adoption_votes_wrong},
        {"", "", "", "yes", MSG_adoption_nobody_voted},
        {"10", "5", "1", "yes", MSG_adoption_too_many_votes},
    };
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        issues = (struct issues){0};
        read(WRONG[i].yes, WRONG[i].no, WRONG[i].abstain, &issues);
        assert_int_equal(issues.count, 1);
        assert_string_equal(issues.items[0].field.p, WRONG[i].field);
        assert_int_equal(issues.items[0].message.id, WRONG[i].why);
    }
}

static void voices_by_name_are_counted(void **state) {
    (void)state;
    const enum vote_choice choices[] = {VOICE_YES, VOICE_ABSENT, VOICE_NO, VOICE_YES,
                                        VOICE_ABSTAIN};
    struct vote_count count = vote_count_named(choices, COUNT_OF(choices));
    assert_int_equal(count.members, 5);
    assert_int_equal(count.present, 4);
    assert_int_equal(count.yes, 2);
    assert_int_equal(count.no, 1);
    assert_int_equal(count.abstain, 1);
}

/* Of all members: who is absent counts as no yes. */
static void the_needed_votes_follow_the_rule(void **state) {
    (void)state;
    static const struct {
        const char *rule;
        size_t members, needed;
    } CASES[] = {{">1/2", 15, 8}, {">1/2", 14, 8}, {"1/2", 14, 7},    {"2/3", 15, 10},
                 {"2/3", 14, 10}, {"1/1", 3, 3},   {"90/100", 11, 10}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct vote_rule rule;
        assert_true(vote_rule_read(str_from_c(CASES[i].rule), &rule));
        struct vote_count count = {.members = CASES[i].members, .yes = CASES[i].needed};
        vote_judge(&count, &rule);
        assert_int_equal(count.needed, CASES[i].needed);
        assert_true(count.accepted);
        count.yes--;
        vote_judge(&count, &rule);
        assert_false(count.accepted);
    }
    static const char *const NONE[] = {"",    "2",     "3/2", "0/2",   ">2/2",
                                       "1/0", "1/2/3", "a/b", "1/1001"};
    struct vote_rule rule;
    for (size_t i = 0; i < COUNT_OF(NONE); i++)
        assert_false(vote_rule_read(str_from_c(NONE[i]), &rule));
}

static void the_half_year_is_in_its_first_step_that_is_not_done(void **state) {
    (void)state;
    struct step_facts facts = {.members = 5, .sent = 3, .result = {.state = RESULT_OPEN}};
    enum step_state states[SCORE_STAGE_COUNT];
    assert_int_equal(steps_judge(&facts, states), SCORE_SELF);
    assert_int_equal(states[SCORE_SELF], STEP_IS_DOING);
    assert_int_equal(states[SCORE_HEAD], STEP_IS_TODO);
    facts.sent = 5;
    facts.verified = 2;
    assert_int_equal(steps_judge(&facts, states), SCORE_HEAD);
    assert_int_equal(states[SCORE_CROSS], STEP_IS_TODO);
    facts.verified = 5;
    facts.result.state = RESULT_VERIFIED;
    assert_int_equal(steps_judge(&facts, states), SCORE_MEETING);
    assert_int_equal(states[SCORE_CROSS], STEP_IS_SKIPPED);
    assert_int_equal(states[SCORE_OFFICE], STEP_IS_TODO);
    facts.result.state = RESULT_ADOPTED;
    assert_int_equal(steps_judge(&facts, states), SCORE_COUNCIL);
    assert_int_equal(states[SCORE_OFFICE], STEP_IS_SKIPPED);
    facts.result.state = RESULT_APPROVED;
    assert_int_equal(steps_judge(&facts, states), SCORE_STAGE_COUNT);
    /* Something changed since, or the council gave it back: the meeting's step is open again. */
    facts.result = (struct scoring_result){.state = RESULT_VERIFIED, .changed = true};
    assert_int_equal(steps_judge(&facts, states), SCORE_MEETING);
    assert_int_equal(states[SCORE_MEETING], STEP_IS_DOING);
}

static struct outcome_record record(enum outcome_kind kind, bool accepted) {
    return (struct outcome_record){.kind = kind, .accepted = accepted};
}

static void the_newest_word_counts(void **state) {
    (void)state;
    struct scoring_outcome outcome = {0};
    assert_null(outcome_adopted(&outcome));
    *list_push(arena, &outcome.records) = record(OUTCOME_VOTE, false);
    assert_null(outcome_adopted(&outcome));
    *list_push(arena, &outcome.records) = record(OUTCOME_VOTE, true);
    *list_push(arena, &outcome.records) = record(OUTCOME_TIE, true);
    assert_ptr_equal(outcome_adopted(&outcome), &outcome.records.items[1]);
    assert_null(outcome_approved(&outcome));
    *list_push(arena, &outcome.records) = record(OUTCOME_APPROVE, true);
    assert_ptr_equal(outcome_adopted(&outcome), &outcome.records.items[1]);
    assert_ptr_equal(outcome_approved(&outcome), &outcome.records.items[3]);
    *list_push(arena, &outcome.records) = record(OUTCOME_RETURN, true);
    assert_null(outcome_adopted(&outcome));
    assert_null(outcome_approved(&outcome));
    assert_non_null(outcome_returned(&outcome));
    *list_push(arena, &outcome.records) = record(OUTCOME_VOTE, true);
    assert_non_null(outcome_adopted(&outcome));
    assert_null(outcome_returned(&outcome));
    assert_null(outcome_approved(&outcome));
}

static void nothing_is_final_before_it_is_approved(void **state) {
    (void)state;
    for (int s = RESULT_NONE; s <= RESULT_APPROVED; s++) {
        struct scoring_result year = {.state = (enum result_state)s};
        struct scoring_result half = {.state = (enum result_state)s, .is_half_year = true};
        assert_int_equal(result_is_final(&year), s == RESULT_APPROVED);
        assert_false(result_is_final(&half));
        assert_int_equal(result_note(&half),
                         s == RESULT_NONE ? MSG_none : MSG_scoring_result_half_year);
    }
}

static int begin(void **state) {
    (void)state;
    arena = arena_new(0);
    return 0;
}

static int end(void **state) {
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_count_is_read_and_must_add_up),
        cmocka_unit_test(voices_by_name_are_counted),
        cmocka_unit_test(the_needed_votes_follow_the_rule),
        cmocka_unit_test(the_half_year_is_in_its_first_step_that_is_not_done),
        cmocka_unit_test(the_newest_word_counts),
        cmocka_unit_test(nothing_is_final_before_it_is_approved),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
