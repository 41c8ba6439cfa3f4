/* Months of service by rule: vectors of the rules' texts, and of who moves, learns or is away. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "features/person/service_months.h"

static struct arena *a;
static struct person_spans spans;

static const struct service_rule ARMY = {.code = STR_INIT("army-2024"),
                                         .force = STR_INIT("army"),
                                         .from = {2024, 1, 1},
                                         .months = 9,
                                         .base = SERVICE_IN_UNIT,
                                         .training_counts = true,
                                         .treatment_counts = true};
static const struct service_rule CIVIL_2017 = {.code = STR_INIT("civil-2017"),
                                               .force = STR_INIT("civil"),
                                               .from = {2017, 10, 1},
                                               .to = {2024, 1, 1},
                                               .months = 10,
                                               .base = SERVICE_RECRUITED};
static const struct service_rule CIVIL_2024 = {.code = STR_INIT("civil-2024"),
                                               .force = STR_INIT("civil"),
                                               .from = {2024, 1, 1},
                                               .months = 6,
                                               .base = SERVICE_AT_WORK,
                                               .training_counts = true};
static const struct date NOW = {2026, 11, 23};

static struct date day(const char *text) {
    struct date date = {0};
    assert_true(!*text || date_parse_iso(str_from_c(text), &date));
    return date;
}

static void put(enum person_aspect aspect, const char *value, const char *from, const char *to) {
    bool is_unit = aspect == PERSON_UNIT || aspect == PERSON_SECONDED;
    struct person_span span = {.aspect = aspect,
                               .unit_id = is_unit ? str_from_c(value) : STR(""),
                               .unit_name = is_unit ? str_from_c(value) : STR(""),
                               .value = is_unit ? STR("") : str_from_c(value)};
    assert_true(!*from || partial_date_parse_iso(str_from_c(from), &span.begins));
    span.from = partial_date_first(span.begins);
    span.to = day(to);
    *list_push(a, &spans) = span;
    person_spans_sort(&spans);
}

static struct service_year of(int year, const struct service_rule *rule) {
    struct service_year service;
    person_service_in_year(a, &spans, year, NOW, rule, &service);
    return service;
}

static bool says(const struct service_year *service, const char *words) {
    for (size_t i = 0; i < service->why.count; i++)
        if (strstr(message_text(a, LANG_VI, service->why.items[i]).p, words))
            return true;
    return false;
}

/* E-16: new to the unit 8 months: no title; 9 months: may be considered. */
static void the_army_asks_for_nine_months_in_the_unit(void **state) {
    (void)state;
    put(PERSON_UNIT, "Ban A", "2025-05-01", "");
    struct service_year service = of(2025, &ARMY);
    assert_int_equal(service.months, 8);
    assert_int_equal(service.verdict, SERVICE_NOT_REACHED);
    assert_true(says(&service, "Có 8 tháng, quy định cần 9 tháng: chưa đủ."));
    spans.items[0].begins = (struct partial_date){2025, 4, 1};
    spans.items[0].from = day("2025-04-01");
    service = of(2025, &ARMY);
    assert_int_equal(service.months, 9);
    assert_int_equal(service.verdict, SERVICE_REACHED);
    spans.items[0].from = day("2025-04-02"); /* a day too late */
    spans.items[0].begins = (struct partial_date){2025, 4, 2};
    assert_int_equal(of(2025, &ARMY).verdict, SERVICE_NOT_REACHED);
}

static void civil_rules_ask_for_ten_and_for_six(void **state) {
    (void)state;
    put(PERSON_UNIT, "Sở A", "2023-03-15", "");
    assert_int_equal(of(2023, &CIVIL_2017).months, 9);
    assert_int_equal(of(2023, &CIVIL_2017).verdict, SERVICE_NOT_REACHED);
    assert_int_equal(of(2024, &CIVIL_2024).months, 12);
    spans.items[0].to = day("2024-07-01");
    struct service_year gone = of(2024, &CIVIL_2024);
    assert_int_equal(gone.months, 6);
    assert_int_equal(gone.verdict, SERVICE_NO_UNIT); /* nobody is there to consider */
    put(PERSON_UNIT, "Sở B", "2024-07-01", "");
    struct service_year both = of(2024, &CIVIL_2024);
    assert_int_equal(both.months, 12);
    assert_int_equal(both.verdict, SERVICE_REACHED);
    assert_true(str_equal_c(both.unit_name, "Sở B"));
    assert_true(str_equal_c(both.comment_of, "Sở A"));
}

/* H-04: transferred on 1/7/2025: the receiving unit decides 2025. */
static void the_receiving_unit_considers(void **state) {
    (void)state;
    put(PERSON_UNIT, "Ban CHQS huyện cũ", "2020-01-01", "2025-07-01");
    put(PERSON_UNIT, "Ban CHPTKV mới", "2025-07-01", "");
    struct service_year service = of(2025, &ARMY);
    assert_true(str_equal_c(service.unit_name, "Ban CHPTKV mới"));
    assert_true(str_equal_c(service.comment_of, "Ban CHQS huyện cũ"));
    assert_int_equal(service.parts.count, 2);
    assert_int_equal(service.months, 6);
    assert_int_equal(service.verdict, SERVICE_TO_DECIDE);
    assert_true(says(&service, "tính cả đơn vị trước thì có 12 tháng"));
    assert_true(says(&service, "Chuyển đến ngày 1/7/2025: Ban CHPTKV mới là đơn vị xét."));
    service = of(2024, &ARMY);
    assert_true(str_equal_c(service.unit_name, "Ban CHQS huyện cũ"));
    assert_int_equal(service.verdict, SERVICE_REACHED);
    assert_int_equal(service.comment_of.n, 0);
}

static void five_months_need_no_comment(void **state) {
    (void)state;
    put(PERSON_UNIT, "A", "2020-01-01", "2025-06-01");
    put(PERSON_UNIT, "B", "2025-06-01", "");
    assert_int_equal(of(2025, &ARMY).comment_of.n, 0);
}

static void who_is_seconded_is_considered_at_home(void **state) {
    (void)state;
    put(PERSON_UNIT, "Nhà", "2020-01-01", "");
    put(PERSON_SECONDED, "Nơi nhận", "2025-02-01", "");
    struct service_year service = of(2025, &ARMY);
    assert_true(str_equal_c(service.unit_name, "Nhà"));
    assert_true(str_equal_c(service.seconded_to, "Nơi nhận"));
    assert_int_equal(service.verdict, SERVICE_REACHED);
}

static void absences_count_as_the_rule_says(void **state) {
    (void)state;
    put(PERSON_UNIT, "A", "2020-01-01", "");
    put(PERSON_AWAY, "training", "2025-01-01", "2025-06-01");
    assert_int_equal(of(2025, &ARMY).months, 12);
    assert_true(str_equal_c(person_away_code(AWAY_TRAINING), "training"));
    /* A rule that does not say: not counted, and told. */
    struct service_year unsaid = of(2025, &CIVIL_2017);
    assert_int_equal(unsaid.months, 7);
    assert_true(says(&unsaid, "quy định không nêu nên chưa tính"));
    spans.items[1].to = day("2026-02-01"); /* a year or more */
    struct service_year long_one = of(2025, &ARMY);
    assert_int_equal(long_one.months, 0);
    assert_true(says(&long_one, "từ 1 năm trở lên: không tính"));
    spans.items[1].value = STR("treatment");
    assert_int_equal(of(2025, &ARMY).months, 12);
    assert_int_equal(of(2025, &CIVIL_2024).months, 0);
    spans.items[1].value = STR("other");
    spans.items[1].begins = (struct partial_date){2025, 3, 11};
    spans.items[1].from = day("2025-03-11");
    spans.items[1].to = day("2025-04-01");
    struct service_year other = of(2025, &ARMY); /* 2 months 10 days and 9 months */
    assert_int_equal(other.months, 11);
    assert_int_equal(other.days, 10);
}

static void days_left_over_make_months(void **state) {
    (void)state;
    put(PERSON_UNIT, "A", "2025-01-15", "2025-03-05"); /* 1 month 18 days */
    put(PERSON_UNIT, "A", "2025-04-10", "2025-05-25"); /* 1 month 15 days */
    struct service_year service = of(2025, &CIVIL_2024);
    assert_int_equal(service.months, 3);
    assert_int_equal(service.days, 3);
}

static void a_year_under_way_is_counted_to_today(void **state) {
    (void)state;
    put(PERSON_UNIT, "A", "2026-06", "");
    struct service_year service = of(2026, &ARMY);
    /* From the last day June can mean, to 23/11/2026 with that day. */
    assert_int_equal(service.months, 4);
    assert_int_equal(service.days, 25);
    assert_true(says(&service, "Năm chưa hết: tính đến hết ngày 23/11/2026."));
    assert_true(says(&service, "Ngày đầu chỉ biết là 6/2026"));
    /* A year that has not begun: nothing. */
    assert_int_equal(of(2027, &ARMY).months, 0);
}

static void rules_are_chosen_by_force_and_day(void **state) {
    (void)state;
    struct service_rules rules = {0};
    *list_push(a, &rules) = ARMY;
    *list_push(a, &rules) = CIVIL_2017;
    *list_push(a, &rules) = CIVIL_2024;
    assert_null(service_rule_on(&rules, STR("army"), day("2023-12-31")));
    assert_true(
        str_equal_c(service_rule_on(&rules, STR("army"), day("2024-12-31"))->code, "army-2024"));
    assert_true(
        str_equal_c(service_rule_on(&rules, STR("civil"), day("2023-12-31"))->code, "civil-2017"));
    assert_null(service_rule_on(&rules, STR("militia"), day("2025-12-31")));
    put(PERSON_UNIT, "A", "2020-01-01", "");
    struct service_year service = of(2025, NULL);
    assert_int_equal(service.verdict, SERVICE_NO_RULE);
    assert_int_equal(service.months, 12);
}

static int setup(void **state) {
    (void)state;
    a = arena_new(0);
    spans = (struct person_spans){0};
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

#define CASE(function) cmocka_unit_test_setup_teardown(function, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        CASE(the_army_asks_for_nine_months_in_the_unit),
        CASE(civil_rules_ask_for_ten_and_for_six),
        CASE(the_receiving_unit_considers),
        CASE(five_months_need_no_comment),
        CASE(who_is_seconded_is_considered_at_home),
        CASE(absences_count_as_the_rule_says),
        CASE(days_left_over_make_months),
        CASE(a_year_under_way_is_counted_to_today),
        CASE(rules_are_chosen_by_force_and_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
