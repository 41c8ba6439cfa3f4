/* How one stands with a deadline, and what may be entered. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/calendar/calendar.h"

#define DAY(y, m, d) ((struct date){y, m, d})

struct vector {
    struct date starts, deadline;
    enum due_state due;
    struct date on, today;
    enum calendar_standing standing;
    int days;
};

static void standings_follow_the_days(void **state) {
    (void)state;
    static const struct vector VECTORS[] = {
        {{0}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 7, 1}, CALENDAR_OPEN, 45},
        {{0}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 8, 7}, CALENDAR_OPEN, 8},
        {{0}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 8, 8}, CALENDAR_SOON, 7},
        {{0}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 8, 15}, CALENDAR_SOON, 0},
        {{0}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 8, 16}, CALENDAR_LATE, 1},
        {{2020, 7, 1}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 6, 28}, CALENDAR_NOT_BEGUN, 3},
        {{2020, 7, 1}, {2020, 8, 15}, DUE_MISSING, {0}, {2020, 7, 1}, CALENDAR_OPEN, 45},
        /* A begin after the deadline of an extension is no reason to be silent. */
        {{2020, 7, 1}, {2020, 7, 3}, DUE_MISSING, {0}, {2020, 7, 4}, CALENDAR_LATE, 1},
        {{0}, {2020, 8, 15}, DUE_RECEIVED, {2020, 8, 15}, {2020, 9, 1}, CALENDAR_DONE, 0},
        {{0}, {2020, 8, 15}, DUE_RECEIVED, {2020, 8, 18}, {2020, 9, 1}, CALENDAR_DONE_LATE, 3},
        {{0}, {2020, 8, 15}, DUE_RECEIVED, {0}, {2020, 9, 1}, CALENDAR_DONE, 0},
        {{0}, {2020, 8, 15}, DUE_INCOMPLETE, {2020, 8, 1}, {2020, 8, 15}, CALENDAR_INCOMPLETE, 0},
        {{0},
         {2020, 8, 15},
         DUE_INCOMPLETE,
         {2020, 8, 1},
         {2020, 8, 17},
         CALENDAR_INCOMPLETE_LATE,
         2},
        /* Over the turn of the year and a leap day. */
        {{0}, {2021, 1, 31}, DUE_MISSING, {0}, {2020, 12, 31}, CALENDAR_OPEN, 31},
        {{0}, {2020, 2, 28}, DUE_MISSING, {0}, {2020, 3, 1}, CALENDAR_LATE, 2},
    };
    for (size_t i = 0; i < COUNT_OF(VECTORS); i++) {
        const struct vector *v = &VECTORS[i];
        struct calendar_state got = calendar_judge(v->starts, v->deadline, v->due, v->on, v->today);
        if (got.standing != v->standing || got.days != v->days)
            fail_msg("vector %zu: standing %d, days %d", i, got.standing, got.days);
    }
}

static void states_are_said_in_words(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    static const struct {
        struct calendar_state state;
        const char *words;
    } WORDS[] = {
        {{CALENDAR_DONE, 0}, "đúng hạn"},
        {{CALENDAR_DONE_LATE, 3}, "có, nhưng chậm 3 ngày"},
        {{CALENDAR_LATE, 3}, "chậm 3 ngày"},
        {{CALENDAR_LATE, 365}, "chậm 365 ngày"},
        {{CALENDAR_LATE, 366}, "quá hạn hơn một năm"},
        {{CALENDAR_SOON, 3}, "còn 3 ngày"},
        {{CALENDAR_SOON, 0}, "hôm nay là hạn chót"},
        {{CALENDAR_INCOMPLETE, 0}, "chưa đủ, hôm nay là hạn chót"},
        {{CALENDAR_INCOMPLETE, 2}, "chưa đủ, còn 2 ngày"},
        {{CALENDAR_INCOMPLETE_LATE, 2}, "chưa đủ, quá hạn 2 ngày"},
        {{CALENDAR_NOT_BEGUN, 3}, "bắt đầu sau 3 ngày"},
    };
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        assert_string_equal(message_text(arena, LANG_VI, calendar_words(arena, WORDS[i].state)).p,
                            WORDS[i].words);
    arena_free(arena);
}

static void counts_add_up(void **state) {
    (void)state;
    struct calendar_counts counts = {0};
    const struct calendar_state states[] = {{CALENDAR_DONE, 0},       {CALENDAR_DONE_LATE, 1},
                                            {CALENDAR_LATE, 4},       {CALENDAR_INCOMPLETE_LATE, 4},
                                            {CALENDAR_INCOMPLETE, 3}, {CALENDAR_SOON, 3},
                                            {CALENDAR_OPEN, 20},      {CALENDAR_INCOMPLETE, 20}};
    for (size_t i = 0; i < COUNT_OF(states); i++)
        calendar_count(&counts, states[i]);
    assert_int_equal(counts.all, 8);
    assert_int_equal(counts.done, 2);
    assert_int_equal(counts.done_late, 1);
    assert_int_equal(counts.late, 2);
    assert_int_equal(counts.incomplete, 3);
    assert_int_equal(counts.soon, 2);
}

/* --- forms ---------------------------------------------------------------------------------- */

static struct calendar_kind KIND_ITEMS[] = {
    {STR_INIT("self-score"), true, true},
    {STR_INIT("covenant"), false, false},
};
static const struct calendar_kinds KINDS = {KIND_ITEMS, COUNT_OF(KIND_ITEMS), 0};

static struct legal_citer citer_of(struct arena *arena) {
    struct legal_documents *documents = ARENA_NEW(arena, struct legal_documents);
    for (size_t i = 0; i < LEGAL_BOOK_COUNT; i++)
        *list_push(arena, documents) = LEGAL_BOOK[i];
    struct legal_citer citer;
    legal_citer_make(arena, documents, LANG_VI, &citer);
    return citer;
}

static struct calendar_form review_of_summer(void) {
    return (struct calendar_form){.title = STR("Sơ kết 6 tháng"),
                                  .kind = STR(""),
                                  .half = STR("1"),
                                  .starts = STR("1/7/2020"),
                                  .deadline = STR("15/8/2020"),
                                  .who = STR("head")};
}

static struct calendar_row read_form(struct arena *arena, const struct calendar_form *form,
                                     struct issues *issues) {
    struct legal_citer citer = citer_of(arena);
    struct calendar_row row;
    *issues = (struct issues){0};
    calendar_check_form(arena, 2020, form, &KINDS, &citer, STR(""), issues, &row);
    return row;
}

static void assert_refused(struct arena *arena, const struct calendar_form *form, const char *field,
                           enum msg_id why) {
    struct issues issues;
    read_form(arena, form, &issues);
    const struct issue *issue = issue_of(&issues, str_from_c(field));
    assert_non_null(issue);
    assert_int_equal(issue->message.id, why);
    assert_int_equal(issues.count, 1);
}

static void a_row_is_understood(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct calendar_form form = review_of_summer();
    form.basis = STR("98/2023/nđ-cp");
    struct issues issues;
    struct calendar_row row = read_form(arena, &form, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(row.half, 1);
    assert_false(row.by_unit);
    assert_int_equal(date_compare(row.deadline, DAY(2020, 8, 15)), 0);
    assert_true(str_equal_c(row.basis, "nd-98-2023"));
    form.basis = STR("Công văn của Bộ chỉ huy");
    row = read_form(arena, &form, &issues);
    assert_true(str_equal_c(row.basis, "Công văn của Bộ chỉ huy"));
    /* A kind decides itself who has it to do. */
    form.kind = STR("self-score");
    assert_true(read_form(arena, &form, &issues).by_unit);
    arena_free(arena);
}

static void what_cannot_be_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct calendar_form form = review_of_summer();
    form.deadline = STR("30/6/2020");
    assert_refused(arena, &form, "deadline", MSG_calendar_end_before_begin);
    form = review_of_summer();
    form.deadline = STR("31/6/2020");
    assert_refused(arena, &form, "deadline", MSG_calendar_date_wrong);
    form.deadline = STR("");
    assert_refused(arena, &form, "deadline", MSG_calendar_deadline_missing);
    form.deadline = STR("15/8/2022");
    assert_refused(arena, &form, "deadline", MSG_calendar_date_outside);
    form = review_of_summer();
    form.starts = STR("30/9/2019");
    assert_refused(arena, &form, "starts", MSG_calendar_date_outside);
    form = review_of_summer();
    form.title = STR("");
    assert_refused(arena, &form, "title", MSG_calendar_title_missing);
    form = review_of_summer();
    form.kind = STR("dance");
    assert_refused(arena, &form, "kind", MSG_calendar_kind_unknown);
    form.kind = STR("self-score");
    form.half = STR("0");
    assert_refused(arena, &form, "half", MSG_calendar_half_missing);
    form.half = STR("3");
    struct issues issues;
    read_form(arena, &form, &issues);
    assert_int_equal(issue_of(&issues, STR("half"))->message.id, MSG_calendar_half_wrong);
    arena_free(arena);
}

static void the_annual_review_may_lie_in_the_next_year(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct calendar_form form = review_of_summer();
    form.deadline = STR("31/1/2021");
    struct issues issues;
    struct calendar_row row = read_form(arena, &form, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(row.deadline.year, 2021);
    form.deadline = STR("1/4/2021");
    assert_refused(arena, &form, "deadline", MSG_calendar_date_outside);
    arena_free(arena);
}

static void one_unit_gets_longer_with_a_reason(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct calendar_row row = {.deadline = DAY(2020, 8, 15)};
    struct issues issues = {0};
    struct date day;
    calendar_check_extension(arena, 2020, &row, STR("20/8/2020"), STR("bão lũ"), &issues, &day);
    assert_int_equal(issues.count, 0);
    assert_int_equal(date_compare(day, DAY(2020, 8, 20)), 0);
    calendar_check_extension(arena, 2020, &row, STR("15/8/2020"), STR(""), &issues, &day);
    assert_non_null(issue_of(&issues, STR("until")));
    assert_non_null(issue_of(&issues, STR("why")));
    arena_free(arena);
}

static void marks_lie_in_the_past(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues = {0};
    struct calendar_mark mark;
    calendar_check_mark(arena, 2020, STR("20/6/2020"), false, STR("qua bưu điện"), STR("dam-say"),
                        DAY(2020, 6, 24), &issues, &mark);
    assert_int_equal(issues.count, 0);
    assert_int_equal(calendar_mark_state(&mark), DUE_RECEIVED);
    mark.incomplete = true;
    assert_int_equal(calendar_mark_state(&mark), DUE_INCOMPLETE);
    calendar_check_mark(arena, 2020, STR("25/6/2020"), false, STR(""), STR("dam-say"),
                        DAY(2020, 6, 24), &issues, &mark);
    assert_int_equal(issue_of(&issues, STR("received-dam-say"))->message.id,
                     MSG_calendar_received_later);
    issues.count = 0;
    calendar_check_mark(arena, 2020, STR("20/6/2002"), false, STR(""), STR("dam-say"),
                        DAY(2020, 6, 24), &issues, &mark);
    assert_int_equal(issue_of(&issues, STR("received-dam-say"))->message.id,
                     MSG_calendar_received_before);
    arena_free(arena);
}

static void a_leap_day_moves_to_the_day_before(void **state) {
    (void)state;
    assert_int_equal(date_compare(calendar_next_year(DAY(2020, 2, 29)), DAY(2021, 2, 28)), 0);
    assert_int_equal(date_compare(calendar_next_year(DAY(2020, 8, 15)), DAY(2021, 8, 15)), 0);
    assert_true(date_is_empty(calendar_next_year((struct date){0})));
}

static void the_example_can_be_taken_as_it_stands(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct legal_citer citer = citer_of(arena);
    assert_true(CALENDAR_EXAMPLE_COUNT >= 4);
    for (size_t i = 0; i < CALENDAR_EXAMPLE_COUNT; i++) {
        struct calendar_row row = calendar_from_example(&CALENDAR_EXAMPLE[i], 2026, &KINDS);
        assert_true(CALENDAR_EXAMPLE[i].source.n > 0);
        struct calendar_form form = {.title = row.title,
                                     .kind = row.kind,
                                     .half = str_format(arena, "%d", row.half),
                                     .starts = date_display(arena, row.starts),
                                     .deadline = date_display(arena, row.deadline),
                                     .who = row.by_unit ? STR("unit") : STR("head"),
                                     .basis = row.basis};
        struct issues issues = {0};
        struct calendar_row read;
        calendar_check_form(arena, 2026, &form, &KINDS, &citer, STR("-1"), &issues, &read);
        assert_int_equal(issues.count, 0);
        assert_int_equal(date_compare(read.deadline, row.deadline), 0);
    }
    /* The covenant's kind is known here, that of registrations is not. */
    struct calendar_row first = calendar_from_example(&CALENDAR_EXAMPLE[0], 2026, &KINDS);
    struct calendar_row second = calendar_from_example(&CALENDAR_EXAMPLE[1], 2026, &KINDS);
    assert_true(str_is_empty(first.kind));
    assert_true(str_equal_c(second.kind, "covenant"));
    assert_int_equal(date_compare(second.deadline, DAY(2026, 2, 15)), 0);
    assert_int_equal(calendar_from_example(&CALENDAR_EXAMPLE[3], 2026, &KINDS).deadline.year, 2027);
    arena_free(arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(standings_follow_the_days),
        cmocka_unit_test(states_are_said_in_words),
        cmocka_unit_test(counts_add_up),
        cmocka_unit_test(a_row_is_understood),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(the_annual_review_may_lie_in_the_next_year),
        cmocka_unit_test(one_unit_gets_longer_with_a_reason),
        cmocka_unit_test(marks_lie_in_the_past),
        cmocka_unit_test(a_leap_day_moves_to_the_day_before),
        cmocka_unit_test(the_example_can_be_taken_as_it_stands),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
