/* What may stand in a person's record, and what is pointed out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/person/person.h"

static struct arena *a;

static struct date day(const char *text) {
    struct date date = {0};
    assert_true(!*text || date_parse_iso(str_from_c(text), &date));
    return date;
}

static void put(struct person_spans *spans, enum person_aspect aspect, const char *value,
                const char *from, const char *to) {
    bool is_unit = aspect == PERSON_UNIT || aspect == PERSON_SECONDED;
    *list_push(a, spans) = (struct person_span){
        .id = str_format(a, "s%zu", spans->count + 1),
        .aspect = aspect,
        .unit_id = is_unit ? str_from_c(value) : STR(""),
        .unit_name = is_unit ? str_from_c(value) : STR(""),
        .value = is_unit ? STR("") : str_from_c(value),
        .begins = partial_date_of(day(from)),
        .from = day(from),
        .to = day(to),
    };
    person_spans_sort(spans);
}

/* What adding it is told; "" where it may stand. RET_PLAN may be NULL. */
static const char *told(const struct person_spans *spans, bool succeeds, enum person_aspect aspect,
                        const char *value, const char *from, const char *to,
                        struct person_plan *ret_plan) {
    struct person_spans one = {0};
    put(&one, aspect, value, from, to);
    struct issues issues = {0};
    struct person_plan plan;
    person_plan_span(a, spans, STR(""), succeeds, &one.items[0], &issues, &plan);
    if (ret_plan)
        *ret_plan = plan;
    return issues.count ? message_text(a, LANG_VI, issues.items[0].message).p : "";
}

static void nobody_is_in_two_units_on_a_day(void **state) {
    (void)state;
    struct person_spans spans = {0};
    put(&spans, PERSON_UNIT, "Ban A", "2020-01-01", "2025-07-01");
    assert_string_equal(told(&spans, true, PERSON_UNIT, "Ban B", "2025-06-30", "", NULL),
                        "Người này đã thuộc “Ban A” từ 1/1/2020 đến 30/6/2025; một ngày chỉ thuộc "
                        "một đơn vị. Nếu chuyển đơn vị, hãy dùng “Chuyển đơn vị”; nếu ghi nhầm, "
                        "hãy sửa dòng cũ.");
    assert_string_equal(told(&spans, true, PERSON_UNIT, "Ban B", "2025-07-01", "", NULL), "");
    assert_string_equal(told(&spans, true, PERSON_UNIT, "Ban B", "2018-01-01", "2020-01-01", NULL),
                        "");
    /* Without a known beginning it reaches back over all days. */
    assert_string_not_equal(told(&spans, true, PERSON_UNIT, "Ban B", "", "2020-01-02", NULL), "");
    /* A secondment stands beside the unit. */
    assert_string_equal(told(&spans, true, PERSON_SECONDED, "Ban B", "2021-01-01", "", NULL), "");
}

static void an_end_before_its_begin_is_refused(void **state) {
    (void)state;
    struct person_spans spans = {0};
    assert_string_equal(told(&spans, false, PERSON_POST, "x", "2025-07-01", "2025-06-01", NULL),
                        "Ngày cuối 31/5/2025 trước ngày đầu 1/7/2025. Hãy sửa một trong hai ngày.");
    assert_string_equal(told(&spans, false, PERSON_POST, "x", "2025-07-01", "2025-07-02", NULL),
                        "");
}

static void a_new_rank_ends_the_one_before(void **state) {
    (void)state;
    struct person_spans spans = {0};
    put(&spans, PERSON_RANK, "Đại úy", "2018-01-01", "");
    struct person_plan plan;
    assert_string_equal(told(&spans, true, PERSON_RANK, "Thiếu tá", "2022-12-22", "", &plan), "");
    assert_non_null(plan.ended);
    assert_true(str_equal_c(plan.ended->value, "Đại úy"));
    /* One of the time before does not, and a day in common is refused. */
    assert_string_not_equal(told(&spans, true, PERSON_RANK, "Thượng úy", "2015-01-01", "", NULL),
                            "");
    assert_string_equal(
        told(&spans, true, PERSON_RANK, "Thượng úy", "2015-01-01", "2018-01-01", &plan), "");
    assert_null(plan.ended);
}

static const char *finding(const struct person_spans *spans, size_t index) {
    struct person_findings findings;
    person_look_over(a, spans, &findings);
    return index < findings.count ? message_text(a, LANG_VI, findings.items[index]).p : "";
}

static void overlaps_and_gaps_are_named(void **state) {
    (void)state;
    struct person_spans spans = {0};
    put(&spans, PERSON_UNIT, "Ban A", "2020-01-01", "2024-01-01");
    put(&spans, PERSON_UNIT, "Ban B", "2024-03-01", "");
    put(&spans, PERSON_POST, "Trợ lý", "2020-01-01", "2023-01-01");
    put(&spans, PERSON_POST, "Trợ lý chính trị", "2023-02-01", "");
    put(&spans, PERSON_POST, "Bí thư đoàn", "2024-05-01", "");
    assert_string_equal(finding(&spans, 0),
                        "Hai chức vụ cùng lúc từ 1/5/2024: “Trợ lý chính trị” và “Bí thư đoàn”. "
                        "Nếu không phải kiêm nhiệm, hãy ghi ngày kết thúc.");
    assert_string_equal(finding(&spans, 1), "Từ 1/1/2024 đến 29/2/2024 không thuộc đơn vị nào.");
    assert_string_equal(finding(&spans, 2), "Từ 1/1/2023 đến 31/1/2023 không ghi chức vụ.");
    assert_string_equal(finding(&spans, 3), "");
}

static void the_one_that_holds_is_found(void **state) {
    (void)state;
    struct person_spans spans = {0};
    put(&spans, PERSON_POST, "Chỉ huy trưởng", "2019-01-01", "");
    spans.items[0].leads = true;
    put(&spans, PERSON_POST, "Phó bí thư", "2020-01-01", "");
    put(&spans, PERSON_UNIT, "Ban A", "", "2025-07-01");
    const struct person_span *post = person_span_on(&spans, PERSON_POST, day("2021-01-01"));
    assert_true(str_equal_c(post->value, "Chỉ huy trưởng"));
    assert_non_null(person_span_on(&spans, PERSON_UNIT, day("1990-01-01")));
    assert_null(person_span_on(&spans, PERSON_UNIT, day("2025-07-01")));
    struct person_spans kept;
    person_spans_until(a, &spans, day("2019-06-01"), &kept);
    assert_int_equal(kept.count, 2);
}

static void names_go_by_the_right_part(void **state) {
    (void)state;
    assert_true(str_equal_c(person_sort_name(a, STR("Nguyễn Văn Mẫu")), "Mẫu"));
    assert_true(str_equal_c(person_sort_name(a, STR("Y Ban Niê")), "Ban"));
    assert_true(str_equal_c(person_sort_name(a, STR("H’Hen Niê")), "H’Hen"));
    assert_true(str_equal_c(person_sort_name(a, STR("An")), "An"));
    assert_true(str_equal_c(person_sort_name(a, STR("Y")), "Y"));
    struct str an = person_sort_key(a, STR("An"), STR("Vũ Thị An"));
    struct str anh = person_sort_key(a, STR("Anh"), STR("Bùi Anh"));
    assert_true(str_compare(an, anh) < 0);
}

static void unknown_birth_dates_agree(void **state) {
    (void)state;
    assert_true(
        person_births_agree((struct partial_date){1988, 0, 0}, (struct partial_date){1988, 3, 2}));
    assert_true(person_births_agree((struct partial_date){0}, (struct partial_date){1988, 3, 2}));
    assert_false(
        person_births_agree((struct partial_date){1988, 3, 0}, (struct partial_date){1988, 4, 0}));
    assert_false(
        person_births_agree((struct partial_date){1988, 0, 0}, (struct partial_date){1989, 0, 0}));
}

static int setup(void **state) {
    (void)state;
    a = arena_new(0);
    return 0;
}

static int teardown(void **state) {
    (void)state;
    arena_free(a);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nobody_is_in_two_units_on_a_day),
        cmocka_unit_test(an_end_before_its_begin_is_refused),
        cmocka_unit_test(a_new_rank_ends_the_one_before),
        cmocka_unit_test(overlaps_and_gaps_are_named),
        cmocka_unit_test(the_one_that_holds_is_found),
        cmocka_unit_test(names_go_by_the_right_part),
        cmocka_unit_test(unknown_birth_dates_agree),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
