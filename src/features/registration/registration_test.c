/* Rules of registration: states, deadlines, what may be registered, what follows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/registration/registration.h"

#define DAY_MS        INT64_C(86400000)
#define NOON_5_1_2026 INT64_C(1767589200000) /* 12:00 in Vietnam */
static const struct date DEADLINE = {2026, 1, 5};

static struct award_titles book(struct arena *arena) {
    struct award_titles titles = {0};
    for (size_t i = 0; i < AWARD_BOOK_COUNT; i++)
        *list_push(arena, &titles) = AWARD_BOOK[i];
    return titles;
}

static void add_revision(struct arena *arena, struct registration *r, const char *code) {
    struct registration_revision revision = {.revision = (int64_t)r->revisions.count + 1};
    if (code)
        *list_push(arena, &revision.lines) =
            (struct registration_line){str_from_c(code), STR(""), STR("")};
    *list_push(arena, &r->revisions) = revision;
}

static void add_event(struct arena *arena, struct registration *r, enum registration_act act,
                      int64_t revision, int64_t at_ms) {
    *list_push(arena, &r->events) =
        (struct registration_event){.act = act, .revision = revision, .at_ms = at_ms};
}

static enum msg_id said(const struct issues *issues, struct str field) {
    for (size_t i = 0; i < issues->count; i++)
        if (str_equal(issues->items[i].field, field))
            return issues->items[i].message.id;
    return MSG_none;
}

static void what_was_sent_counts_until_the_next_is_sent(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct registration r = {0};
    int64_t at_ms;
    assert_int_equal(registration_state_of(&r), REGISTRATION_MISSING);
    add_revision(arena, &r, "DVQT");
    assert_int_equal(registration_state_of(&r), REGISTRATION_DRAFT);
    assert_null(registration_counted(&r, &at_ms));
    add_event(arena, &r, REGISTRATION_SUBMIT, 1, 10);
    assert_int_equal(registration_state_of(&r), REGISTRATION_SUBMITTED);
    add_event(arena, &r, REGISTRATION_RECEIVE, 1, 20);
    assert_int_equal(registration_state_of(&r), REGISTRATION_RECEIVED);
    add_revision(arena, &r, "DVTT");
    assert_int_equal(registration_state_of(&r), REGISTRATION_DRAFT);
    assert_int_equal(registration_counted(&r, &at_ms)->revision, 1);
    assert_int_equal(at_ms, 10);
    add_event(arena, &r, REGISTRATION_SUBMIT, 2, 30);
    assert_int_equal(registration_counted(&r, &at_ms)->revision, 2);
    assert_int_equal(at_ms, 30);
    /* Sent back: the one before counts again. */
    add_event(arena, &r, REGISTRATION_RETURN, 2, 40);
    assert_int_equal(registration_state_of(&r), REGISTRATION_RETURNED);
    assert_int_equal(registration_counted(&r, &at_ms)->revision, 1);
    add_event(arena, &r, REGISTRATION_WITHDRAW, 2, 50);
    assert_int_equal(registration_state_of(&r), REGISTRATION_WITHDRAWN);
    assert_null(registration_counted(&r, &at_ms));
    add_revision(arena, &r, "DVTT");
    add_event(arena, &r, REGISTRATION_SUBMIT, 3, 60);
    assert_int_equal(registration_counted(&r, &at_ms)->revision, 3);
    arena_free(arena);
}

static void after_the_deadline_only_with_permission(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct registration r = {0};
    add_revision(arena, &r, "DVQT");
    assert_true(registration_may_submit(&r, DEADLINE, NOON_5_1_2026)); /* its whole last day */
    assert_false(registration_may_submit(&r, DEADLINE, NOON_5_1_2026 + DAY_MS));
    assert_true(registration_may_submit(&r, (struct date){0}, NOON_5_1_2026 + DAY_MS));
    struct issues issues = {0};
    registration_check_act(arena, &r, REGISTRATION_SUBMIT, 1, STR(""), DEADLINE,
                           NOON_5_1_2026 + DAY_MS, &issues);
    assert_int_equal(said(&issues, STR("")), MSG_registration_deadline_passed);
    add_event(arena, &r, REGISTRATION_PERMIT, 1, NOON_5_1_2026 + DAY_MS);
    assert_true(registration_may_submit(&r, DEADLINE, NOON_5_1_2026 + DAY_MS));
    add_event(arena, &r, REGISTRATION_SUBMIT, 1, NOON_5_1_2026 + DAY_MS);
    /* A permission is good for one time; what is asked for may be sent. */
    assert_false(registration_may_submit(&r, DEADLINE, NOON_5_1_2026 + 2 * DAY_MS));
    add_event(arena, &r, REGISTRATION_RETURN, 1, NOON_5_1_2026 + 2 * DAY_MS);
    assert_true(registration_may_submit(&r, DEADLINE, NOON_5_1_2026 + 3 * DAY_MS));
    arena_free(arena);
}

static void acts_that_do_not_fit_the_state_are_refused(void **state) {
    (void)state;
    const struct {
        const char *what;
        enum registration_act act;
        bool has_text, sent, withdrawn;
        const char *reason;
        const char *field;
        enum msg_id id;
    } cases[] = {
        {"nothing written", REGISTRATION_SUBMIT, false, false, false, "", "",
         MSG_registration_nothing_to_submit},
        {"sent twice", REGISTRATION_SUBMIT, true, true, false, "", "",
         MSG_registration_submitted_already},
        {"received unsent", REGISTRATION_RECEIVE, true, false, false, "", "",
         MSG_registration_not_submitted},
        {"sent back unsent", REGISTRATION_RETURN, true, false, false, "thiếu", "",
         MSG_registration_not_submitted},
        {"sent back without reason", REGISTRATION_RETURN, true, true, false, " ", "reason",
         MSG_registration_reason_missing},
        {"withdrawn unsent", REGISTRATION_WITHDRAW, true, false, false, "x", "",
         MSG_registration_nothing_to_withdraw},
        {"sent after withdrawing", REGISTRATION_SUBMIT, true, true, true, "", "",
         MSG_registration_change_first},
        {"permitted on time", REGISTRATION_PERMIT, true, false, false, "x", "",
         MSG_registration_not_late},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct registration r = {0};
        if (cases[i].has_text)
            add_revision(arena, &r, "DVQT");
        if (cases[i].sent)
            add_event(arena, &r, REGISTRATION_SUBMIT, 1, 1);
        if (cases[i].withdrawn)
            add_event(arena, &r, REGISTRATION_WITHDRAW, 1, 2);
        struct issues issues = {0};
        registration_check_act(arena, &r, cases[i].act, cases[i].has_text ? 1 : 0,
                               str_from_c(cases[i].reason), DEADLINE, NOON_5_1_2026, &issues);
        if (said(&issues, str_from_c(cases[i].field)) != cases[i].id)
            fail_msg("%s: not said", cases[i].what);
        arena_free(arena);
    }
    struct arena *arena = arena_new(0);
    struct registration r = {0};
    struct issues issues = {0};
    add_revision(arena, &r, "DVQT");
    add_revision(arena, &r, "DVTT");
    registration_check_act(arena, &r, REGISTRATION_SUBMIT, 1, STR(""), DEADLINE, NOON_5_1_2026,
                           &issues);
    assert_int_equal(said(&issues, STR("")), MSG_registration_changed_meanwhile);
    arena_free(arena);
}

static void each_line_is_a_known_title_for_its_subject_once(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct award_titles titles = book(arena);
    *list_push(arena, &titles) = (struct award_title){
        .code = STR("CU"), .name = STR("Cũ"), .for_army = true, .to = {2024, 1, 1}};
    const struct {
        const char *code, *person;
        enum msg_id id;
    } lines[] = {
        {"DVQT", "", MSG_none},
        {"CSTDCS", "p1", MSG_none},
        {"CSTT", "p1", MSG_none},
        {"KHONG", "", MSG_registration_title_unknown},
        {"CU", "", MSG_registration_title_not_then},
        {"CSTDCS", "", MSG_registration_title_for_person},
        {"DVQT", "p1", MSG_registration_title_for_unit},
        {"DVQT", "", MSG_registration_unit_twice},
        {"CSTDCS", "p1", MSG_registration_person_twice},
    };
    struct registration_form form = {0};
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        *list_push(arena, &form.lines) = (struct registration_line){
            str_from_c(lines[i].code), str_from_c(lines[i].person), STR("Lê Thị Mẫu")};
    struct registration none = {0};
    struct issues issues = {0};
    struct registration_revision revision;
    registration_check_form(arena, &form, &none, &titles, 2026, &issues, &revision);
    for (size_t i = 0; i < COUNT_OF(lines); i++)
        if (said(&issues, str_format(arena, "title-%zu", i)) != lines[i].id)
            fail_msg("line %zu", i);
    arena_free(arena);
}

static void changing_what_was_sent_needs_a_reason(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct award_titles titles = book(arena);
    struct registration r = {0};
    add_revision(arena, &r, "DVQT");
    struct registration_form form = {.seen_revision = 1};
    struct issues issues = {0};
    struct registration_revision revision;
    registration_check_form(arena, &form, &r, &titles, 2026, &issues, &revision);
    assert_int_equal(issues.count, 0);
    assert_int_equal(revision.revision, 2);
    add_event(arena, &r, REGISTRATION_SUBMIT, 1, 1);
    registration_check_form(arena, &form, &r, &titles, 2026, &issues, &revision);
    assert_int_equal(said(&issues, STR("reason")), MSG_registration_change_reason_missing);
    form.reason = STR("thêm danh hiệu");
    form.seen_revision = 0;
    issues = (struct issues){0};
    registration_check_form(arena, &form, &r, &titles, 2026, &issues, &revision);
    assert_int_equal(said(&issues, STR("")), MSG_registration_changed_meanwhile);
    arena_free(arena);
}

/* The rule is a province's (G-06): without one it is pointed out and nothing more. */
static void what_was_not_registered_is_judged_by_the_years_rule(void **state) {
    (void)state;
    struct arena *arena = arena_new(0);
    struct award_titles titles = book(arena);
    const struct award_title *title = award_find(&titles, STR("DVQT"));
    struct registration_rules rules = {0};
    *list_push(arena, &rules) =
        (struct registration_rule){.from_year = 2025, .level = REGISTRATION_REFUSE};
    *list_push(arena, &rules) =
        (struct registration_rule){.from_year = 2027, .level = REGISTRATION_WARN};
    const struct {
        int year;
        bool registered;
        enum registration_answer answer;
        enum msg_id id;
    } cases[] = {
        {2024, false, REGISTRATION_WARNED, MSG_registration_not_registered},
        {2025, false, REGISTRATION_REFUSED, MSG_registration_not_allowed},
        {2026, false, REGISTRATION_REFUSED, MSG_registration_not_allowed},
        {2027, false, REGISTRATION_WARNED, MSG_registration_not_registered},
        {2026, true, REGISTRATION_ALLOWED, MSG_registration_was_registered},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct registration_fact fact = {.registered = cases[i].registered,
                                         .submitted_ms = NOON_5_1_2026};
        struct registration_verdict verdict = registration_judge(
            arena, &fact, registration_rule_of(&rules, cases[i].year), title, cases[i].year);
        assert_int_equal(verdict.answer, cases[i].answer);
        assert_int_equal(verdict.sentence.id, cases[i].id);
    }
    /* A later row for the same year stands. */
    *list_push(arena, &rules) =
        (struct registration_rule){.from_year = 2025, .level = REGISTRATION_WARN};
    assert_int_equal(registration_rule_of(&rules, 2026)->level, REGISTRATION_WARN);
    arena_free(arena);
}

static void a_title_of_ones_own_is_checked(void **state) {
    (void)state;
    const struct {
        struct award_form form;
        const char *field;
        enum msg_id id;
    } cases[] = {
        {{.code = STR("cờ xã")}, "code", MSG_registration_code_wrong},
        {{.code = STR("DVQT")}, "code", MSG_registration_code_twice},
        {{.name = STR("đơn vị QUYẾT THẮNG")}, "name", MSG_registration_name_twice},
        {{.subject = STR("tất cả")}, "subject", MSG_registration_subject_missing},
        {{.source = STR(" ")}, "source", MSG_registration_source_missing},
        {{.from = STR("1/1/2026"), .to = STR("31/12/2025")},
         "to",
         MSG_registration_end_before_begin},
        {{.from = STR("32/1/2026")}, "from", MSG_registration_date_wrong},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct arena *arena = arena_new(0);
        struct award_titles titles = book(arena);
        struct award_form form = cases[i].form;
        form.code = form.code.p ? form.code : STR("xa_tb");
        form.name = form.name.p ? form.name : STR("Xã tiêu biểu");
        form.subject = form.subject.p ? form.subject : STR("unit");
        form.source = form.source.p ? form.source : STR("Quyết định của tỉnh");
        form.for_civil = true;
        struct issues issues = {0};
        struct award_title title;
        award_check_form(arena, &form, &titles, &issues, &title);
        if (said(&issues, str_from_c(cases[i].field)) != cases[i].id)
            fail_msg("case %zu", i);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sent_counts_until_the_next_is_sent),
        cmocka_unit_test(after_the_deadline_only_with_permission),
        cmocka_unit_test(acts_that_do_not_fit_the_state_are_refused),
        cmocka_unit_test(each_line_is_a_known_title_for_its_subject_once),
        cmocka_unit_test(changing_what_was_sent_needs_a_reason),
        cmocka_unit_test(what_was_not_registered_is_judged_by_the_years_rule),
        cmocka_unit_test(a_title_of_ones_own_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
