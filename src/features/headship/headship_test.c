/* Rules of headship, with what is reported of real clusters as vectors. */
#include "features/headship/headship.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct cluster_units units_of(struct arena *arena, const char *const *names, size_t count) {
    struct cluster_units units = {0};
    for (size_t i = 0; i < count; i++)
        *list_push(arena, &units) =
            (struct cluster_unit){str_from_c(names[i]), str_from_c(names[i]), str_from_c(names[i])};
    return units;
}

static struct date day(const char *text) {
    struct date date = {0};
    assert_true(date_read_human(str_from_c(text), &date));
    return date;
}

static struct headship_term term(enum headship_role role, const char *unit, const char *from,
                                 const char *to) {
    return (struct headship_term){
        .id = str_from_c(from),
        .role = role,
        .unit = {str_from_c(unit), str_from_c(unit), str_from_c(unit)},
        .from = day(from),
        .to = day(to),
    };
}

static struct headship_term_form form(const char *role, const char *unit, const char *from,
                                      const char *to) {
    return (struct headship_term_form){
        .role = str_from_c(role),
        .unit = str_from_c(unit),
        .from = str_from_c(from),
        .to = str_from_c(to),
        .choice = STR("rotation"),
        .minutes = STR("Biên bản tổng kết"),
        .note = STR(""),
    };
}

/* N-09: a cluster of six in the south of Đồng Nai. */
static const char *const DONG_NAI[] = {"Thống Nhất", "Trảng Bom", "Long Thành",
                                       "Nhơn Trạch", "Vĩnh Cửu",  "Biên Hòa"};

static void check(struct arena *arena, const struct headship_term_form *typed, int year,
                  const struct headship_terms *terms, struct issues *issues,
                  struct headship_term *ret_term) {
    struct cluster_units members = units_of(arena, DONG_NAI, COUNT_OF(DONG_NAI));
    *issues = (struct issues){0};
    headship_check_term(arena, typed, year, &members, terms, STR(""), issues, ret_term);
}

static void a_term_is_a_year_from_its_first_day(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct headship_terms none = {0};
    struct headship_term made;
    struct issues issues;
    struct headship_term_form typed = form("head", "Trảng Bom", "5/1/2024", "");
    check(arena, &typed, 2024, &none, &issues, &made);
    assert_int_equal(issues.count, 0);
    assert_int_equal(date_compare(made.to, day("5/1/2025")), 0);
    assert_true(headship_term_holds(&made, day("4/1/2025")));
    assert_false(headship_term_holds(&made, day("5/1/2025")));
    assert_false(headship_term_holds(&made, day("4/1/2024")));
    typed = form("head", "Trảng Bom", "29/2/2024", "");
    check(arena, &typed, 2024, &none, &issues, &made);
    assert_int_equal(date_compare(made.to, day("1/3/2025")), 0);
    arena_free(arena);
}

static void the_last_day_typed_is_in_the_term(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct headship_terms none = {0};
    struct headship_term made;
    struct issues issues;
    struct headship_term_form typed = form("deputy-2", "Biên Hòa", "5/1/2024", "5/1/2024");
    check(arena, &typed, 2024, &none, &issues, &made);
    assert_int_equal(issues.count, 0);
    assert_true(headship_term_holds(&made, day("5/1/2024")));
    assert_false(headship_term_holds(&made, day("6/1/2024")));
    arena_free(arena);
}

static void assert_refused(struct arena *arena, const struct headship_terms *terms,
                           struct headship_term_form typed, const char *field, enum msg_id why) {
    struct headship_term made;
    struct issues issues;
    check(arena, &typed, 2024, terms, &issues, &made);
    const struct issue *issue = issue_of(&issues, str_from_c(field));
    if (!issue)
        fail_msg("nothing said of %s", field);
    assert_int_equal(issue->message.id, why);
}

static void what_cannot_be_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct headship_terms terms = {0};
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Thống Nhất", "6/1/2023", "5/1/2024");
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Trảng Bom", "5/1/2024", "5/1/2025");
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_1, "Long Thành", "5/1/2024", "5/1/2025");
    assert_refused(arena, &terms, form("head", "Biên Hòa", "31/12/2024", ""), "from",
                   MSG_headship_overlap);
    assert_refused(arena, &terms, form("deputy-1", "Biên Hòa", "1/6/2024", ""), "from",
                   MSG_headship_overlap);
    assert_refused(arena, &terms, form("deputy-2", "Trảng Bom", "1/6/2024", ""), "unit",
                   MSG_headship_two_posts);
    assert_refused(arena, &terms, form("deputy-2", "Long Thành", "1/6/2024", ""), "unit",
                   MSG_headship_two_posts);
    assert_refused(arena, &terms, form("deputy-3", "Biên Hòa", "1/6/2024", ""), "role",
                   MSG_headship_role_missing);
    assert_refused(arena, &terms, form("deputy-2", "Xuân Lộc", "1/6/2024", ""), "unit",
                   MSG_headship_not_a_member);
    assert_refused(arena, &terms, form("deputy-2", "Biên Hòa", "1/6/2024", "31/5/2024"), "to",
                   MSG_headship_end_before_begin);
    assert_refused(arena, &terms, form("deputy-2", "Biên Hòa", "31/6/2024", ""), "from",
                   MSG_headship_date_wrong);
    assert_refused(arena, &terms, form("deputy-2", "Biên Hòa", "1/6/2022", ""), "from",
                   MSG_headship_outside);
    assert_refused(arena, &terms, form("deputy-2", "Biên Hòa", "1/1/2025", ""), "from",
                   MSG_headship_outside);
    struct headship_term made;
    struct issues issues;
    /* The day the other ends is free: half-open. And what was withdrawn does not stand in the way.
     */
    struct headship_term_form next = form("deputy-1", "Biên Hòa", "1/6/2024", "");
    terms.items[2].withdrawn_ms = 1;
    check(arena, &next, 2024, &terms, &issues, &made);
    assert_int_equal(issues.count, 0);
    arena_free(arena);
}

static void heads_that_follow_without_a_gap_are_silent(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct headship_terms terms = {0};
    struct headship_gaps gaps;
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Trảng Bom", "5/1/2024", "5/1/2025");
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Thống Nhất", "6/1/2023", "5/1/2024");
    headship_find_gaps(arena, &terms, &gaps);
    assert_int_equal(gaps.count, 0);
    /* A deputy fills nothing. */
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_1, "Long Thành", "5/1/2025", "1/2/2025");
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Biên Hòa", "20/1/2025", "20/1/2026");
    headship_find_gaps(arena, &terms, &gaps);
    assert_int_equal(gaps.count, 1);
    assert_int_equal(date_compare(gaps.items[0].from, day("5/1/2025")), 0);
    assert_int_equal(date_compare(gaps.items[0].to, day("20/1/2025")), 0);
    assert_true(str_equal_c(gaps.items[0].before->unit.name, "Trảng Bom"));
    assert_true(str_equal_c(gaps.items[0].after->unit.name, "Biên Hòa"));
    arena_free(arena);
}

static void a_term_is_of_the_year_it_mostly_lies_in(void **state) {
    (void)state;
    struct headship_term terms[] = {
        term(HEADSHIP_HEAD, "a", "20/12/2023", "20/12/2024"),
        term(HEADSHIP_HEAD, "a", "5/1/2024", "10/1/2025"),
        term(HEADSHIP_HEAD, "a", "1/1/2024", "1/1/2025"),
        term(HEADSHIP_HEAD, "a", "1/3/2024", "1/5/2024"),
    };
    for (size_t i = 0; i < COUNT_OF(terms); i++)
        assert_int_equal(headship_term_year(&terms[i]), 2024);
}

static void push(struct arena *arena, struct headship_history *history, const char *unit,
                 int year) {
    *list_push(arena, history) = (struct headship_past){str_from_c(unit), year};
}

static const char *name_at(const struct headship_candidates *candidates,
                           const struct cluster_units *members, size_t place) {
    assert_true(place < candidates->count);
    return members->items[candidates->items[place].member].name.p;
}

static void rotation_goes_on_after_the_last_head(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct cluster_units members = units_of(arena, DONG_NAI, COUNT_OF(DONG_NAI));
    struct headship_history history = {.since = 2018};
    push(arena, &history, "Thống Nhất", 2023);
    struct headship_candidates next;
    /* N-09: head 2023 Thống Nhất, head 2024 Trảng Bom. */
    headship_rotate(arena, &members, &history, 2024, &next);
    assert_int_equal(next.count, 6);
    assert_string_equal(name_at(&next, &members, 0), "Trảng Bom");
    assert_int_equal(next.items[0].why.id, MSG_headship_why_never);
    assert_true(str_equal_c(next.items[0].why.args[0], "2018"));
    assert_string_equal(name_at(&next, &members, 5), "Thống Nhất");
    assert_true(next.items[5].is_head);
    /* The year asked for does not count: it may be recorded already. */
    push(arena, &history, "Trảng Bom", 2024);
    headship_rotate(arena, &members, &history, 2024, &next);
    assert_string_equal(name_at(&next, &members, 0), "Trảng Bom");
    arena_free(arena);
}

static void who_was_head_longest_ago_comes_before_later_ones(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    /* N-05: five district offices of culture; the years before 2018 are invented here. */
    static const char *const NAMES[] = {"Krông Bông", "Krông Pắc", "Krông Năng", "Ea Kar",
                                        "M'Đrắk"};
    struct cluster_units members = units_of(arena, NAMES, COUNT_OF(NAMES));
    struct headship_history history = {.since = 2013};
    push(arena, &history, "Krông Bông", 2013);
    push(arena, &history, "Krông Pắc", 2014);
    push(arena, &history, "Krông Pắc", 2014);
    push(arena, &history, "Krông Năng", 2015);
    push(arena, &history, "Ea Kar", 2016);
    push(arena, &history, "M'Đrắk", 2017);
    struct headship_candidates next;
    headship_rotate(arena, &members, &history, 2018, &next);
    assert_string_equal(name_at(&next, &members, 0), "Krông Bông");
    assert_int_equal(next.items[0].why.id, MSG_headship_why_last);
    assert_int_equal(next.items[0].last_year, 2013);
    assert_string_equal(name_at(&next, &members, 1), "Krông Pắc");
    assert_int_equal(next.items[1].times, 1); /* two half-years of one year */
    assert_string_equal(name_at(&next, &members, 4), "M'Đrắk");
    arena_free(arena);
}

static void without_history_the_order_of_members_counts(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    static const char *const NAMES[] = {"Bến Tre", "Cà Mau"}; /* N-11 */
    struct cluster_units members = units_of(arena, NAMES, COUNT_OF(NAMES));
    struct headship_history history = {0};
    struct headship_candidates next;
    headship_rotate(arena, &members, &history, 2019, &next);
    assert_string_equal(name_at(&next, &members, 0), "Bến Tre");
    assert_int_equal(next.items[0].why.id, MSG_headship_why_unknown);
    push(arena, &history, "Bến Tre", 2019);
    history.since = 2019;
    headship_rotate(arena, &members, &history, 2020, &next);
    assert_string_equal(name_at(&next, &members, 0), "Cà Mau");
    struct cluster_units nobody = {0};
    headship_rotate(arena, &nobody, &history, 2020, &next);
    assert_int_equal(next.count, 0);
    arena_free(arena);
}

static struct handover_form handover_form(void) {
    return (struct handover_form){
        .from = STR("Thống Nhất"),
        .to = STR("Trảng Bom"),
        .on = STR("5/1/2024"),
        .until = STR(""),
        .choice = STR("rotation"),
        .minutes = STR("Biên bản tổng kết năm 2023"),
        .titles = {STR("Quy chế hoạt động"), STR(""), STR("Con dấu")},
        .counts = {STR("1"), STR(""), STR("")},
    };
}

static struct handover checked(struct arena *arena, const struct handover_form *typed,
                               struct issues *issues) {
    struct cluster_units members = units_of(arena, DONG_NAI, COUNT_OF(DONG_NAI));
    struct handover handover;
    *issues = (struct issues){0};
    handover_check_form(arena, typed, 2024, &members, &members, issues, &handover);
    return handover;
}

static void papers_handed_over_are_counted(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues;
    struct handover_form typed = handover_form();
    struct handover handover = checked(arena, &typed, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(handover.items.count, 2);
    assert_int_equal(handover.items.items[0].count, 1);
    assert_int_equal(handover.items.items[1].count, 0);
    assert_int_equal(date_compare(handover.until, day("5/1/2025")), 0);
    typed.counts[0] = STR("ba");
    typed.counts[1] = STR("2");
    typed.to = STR("Thống Nhất");
    typed.on = STR("");
    checked(arena, &typed, &issues);
    assert_non_null(issue_of(&issues, STR("count-1")));
    assert_non_null(issue_of(&issues, STR("title-2")));
    assert_non_null(issue_of(&issues, STR("to")));
    assert_non_null(issue_of(&issues, STR("on")));
    arena_free(arena);
}

static void handing_over_ends_one_term_and_begins_the_next(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues;
    struct handover_form typed = handover_form();
    struct handover handover = checked(arena, &typed, &issues);
    struct headship_terms terms = {0};
    struct handover_plan plan;
    /* Foreseen until the end of the year, handed over on 5 January: it lasted five days more. */
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Thống Nhất", "1/1/2023", "1/1/2024");
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_1, "Trảng Bom", "1/1/2023", "1/1/2024");
    handover_plan_terms(arena, &handover, &terms, &issues, &plan);
    assert_int_equal(issues.count, 0);
    assert_int_equal(plan.withdrawn.count, 1);
    assert_int_equal(plan.added.count, 2);
    assert_int_equal(date_compare(plan.added.items[0].to, day("5/1/2024")), 0);
    assert_int_equal(date_compare(plan.added.items[0].from, day("1/1/2023")), 0);
    assert_int_equal(date_compare(plan.added.items[1].from, day("5/1/2024")), 0);
    assert_true(str_equal_c(plan.added.items[1].unit.name, "Trảng Bom"));
    /* Elected for 1 January already: that term moves to the day of handing over. */
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Trảng Bom", "1/1/2024", "1/1/2025");
    handover_plan_terms(arena, &handover, &terms, &issues, &plan);
    assert_int_equal(issues.count, 0);
    assert_int_equal(plan.withdrawn.count, 2);
    assert_int_equal(plan.added.count, 2);
    arena_free(arena);
}

static void handing_over_against_another_head_is_refused(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues;
    struct handover_form typed = handover_form();
    struct handover handover = checked(arena, &typed, &issues);
    struct headship_terms terms = {0};
    struct handover_plan plan;
    *list_push(arena, &terms) = term(HEADSHIP_HEAD, "Biên Hòa", "1/1/2024", "1/1/2025");
    handover_plan_terms(arena, &handover, &terms, &issues, &plan);
    assert_int_equal(issues.items[0].message.id, MSG_headship_overlap);
    arena_free(arena);
}

static void a_deputy_that_becomes_head_is_deputy_no_longer(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct issues issues;
    struct handover_form typed = handover_form();
    struct handover handover = checked(arena, &typed, &issues);
    struct headship_terms terms = {0};
    struct handover_plan plan;
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_1, "Trảng Bom", "10/1/2023", "10/1/2024");
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_2, "Trảng Bom", "10/1/2024", "10/1/2025");
    *list_push(arena, &terms) = term(HEADSHIP_DEPUTY_2, "Biên Hòa", "10/1/2023", "10/1/2024");
    handover_plan_terms(arena, &handover, &terms, &issues, &plan);
    assert_int_equal(issues.count, 0);
    assert_int_equal(plan.withdrawn.count, 2);
    assert_int_equal(plan.added.count, 2); /* what it was until the day, and the head's */
    assert_int_equal(plan.added.items[0].role, HEADSHIP_DEPUTY_1);
    assert_int_equal(date_compare(plan.added.items[0].to, day("5/1/2024")), 0);
    assert_int_equal(plan.added.items[1].role, HEADSHIP_HEAD);
    arena_free(arena);
}

static void codes_come_back(void **state) {
    (void)state;
    for (int i = 0; i < HEADSHIP_ROLE_COUNT; i++) {
        enum headship_role role;
        assert_true(headship_role_from_code(headship_role_code((enum headship_role)i), &role));
        assert_int_equal(role, i);
    }
    for (int i = 0; i < CHOICE_COUNT; i++) {
        enum headship_choice choice;
        assert_true(
            headship_choice_from_code(headship_choice_code((enum headship_choice)i), &choice));
        assert_int_equal(choice, i);
    }
    for (int i = 0; i < MEETING_KIND_COUNT; i++) {
        enum meeting_kind kind;
        assert_true(meeting_kind_from_code(meeting_kind_code((enum meeting_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    enum headship_role role;
    assert_false(headship_role_from_code(STR("boss"), &role));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_is_a_year_from_its_first_day),
        cmocka_unit_test(the_last_day_typed_is_in_the_term),
        cmocka_unit_test(what_cannot_be_is_refused),
        cmocka_unit_test(heads_that_follow_without_a_gap_are_silent),
        cmocka_unit_test(a_term_is_of_the_year_it_mostly_lies_in),
        cmocka_unit_test(rotation_goes_on_after_the_last_head),
        cmocka_unit_test(who_was_head_longest_ago_comes_before_later_ones),
        cmocka_unit_test(without_history_the_order_of_members_counts),
        cmocka_unit_test(papers_handed_over_are_counted),
        cmocka_unit_test(handing_over_ends_one_term_and_begins_the_next),
        cmocka_unit_test(handing_over_against_another_head_is_refused),
        cmocka_unit_test(a_deputy_that_becomes_head_is_deputy_no_longer),
        cmocka_unit_test(codes_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
