/* The form of a cluster, and the half-years it lives in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "features/cluster/cluster.h"

static struct arena *a;

static struct cluster_form good_form(void) {
    return (struct cluster_form){
        .name = STR("Cụm số 1"),
        .superior = STR("Bộ CHQS tỉnh"),
        .members = STR("Ban CHQS huyện Ea H\nBan CHQS huyện Đầm Sậy"),
        .year = STR("2020"),
        .half = STR("1"),
    };
}

static struct cluster_draft check(const struct cluster_form *form, struct issues *issues) {
    struct cluster_draft draft;
    cluster_check_form(a, form, issues, &draft);
    return draft;
}

static void lists_are_pasted_with_their_marks(void **state) {
    (void)state;
    struct cluster_form form = good_form();
    struct issues issues = {0};
    form.members =
        STR("1. Một;\n2) Hai,\n3\tBa\n- Bốn\n+ Năm\n* Sáu\n• Bảy\n\n   \n8 Tám.\n--- Chín");
    struct cluster_draft draft = check(&form, &issues);
    static const char *const NAMES[] = {"Một", "Hai", "Ba",    "Bốn", "Năm",
                                        "Sáu", "Bảy", "8 Tám", "Chín"};
    assert_int_equal(issues.count, 0);
    assert_int_equal(draft.members.count, COUNT_OF(NAMES));
    for (size_t i = 0; i < COUNT_OF(NAMES); i++)
        assert_string_equal(str_c(a, draft.members.items[i]), NAMES[i]);
}

static void members_are_two_to_two_hundred_each_once(void **state) {
    (void)state;
    struct cluster_form form = good_form();
    struct issues issues = {0};
    form.members = STR("Ban CHQS huyện Ea H\nBAN CHQS HUYỆN EA H\n;");
    check(&form, &issues);
    assert_int_equal(issue_of(&issues, STR("members"))->message.id, MSG_cluster_member_twice);
    form.members = STR("Một mình");
    issues = (struct issues){0};
    check(&form, &issues);
    assert_int_equal(issue_of(&issues, STR("members"))->message.id, MSG_cluster_members_missing);
    form.members = STR("");
    for (int i = 0; i <= CLUSTER_MEMBERS_MAX; i++)
        form.members = str_format(a, STR_FMT "Đơn vị %d\n", STR_ARG(form.members), i);
    issues = (struct issues){0};
    check(&form, &issues);
    assert_int_equal(issue_of(&issues, STR("members"))->message.id, MSG_cluster_members_too_many);
}

static void a_member_may_be_named_by_its_end_if_only_one_ends_so(void **state) {
    (void)state;
    struct cluster_form form = good_form();
    struct issues issues = {0};
    form.members = STR("Ban CHQS huyện Ea H\nBan CHQS huyện Đầm Sậy\nTiểu đoàn Đầm Sậy");
    form.head = STR("huyện đầm sậy");
    form.host = STR("Ban CHQS huyện Ea H");
    struct cluster_draft draft = check(&form, &issues);
    assert_int_equal(issues.count, 0);
    assert_int_equal(draft.head, 1);
    assert_int_equal(draft.host, 0);
    static const char *const NOBODY[] = {"Đầm Sậy", "Ea Hleo"}; /* two end so; nobody */
    for (size_t i = 0; i < COUNT_OF(NOBODY); i++) {
        form.head = str_from_c(NOBODY[i]);
        issues = (struct issues){0};
        assert_int_equal(check(&form, &issues).head, -1);
        assert_int_equal(issue_of(&issues, STR("head"))->message.id, MSG_cluster_not_a_member);
    }
}

static void half_years_are_one_or_two_of_a_year(void **state) {
    (void)state;
    static const char *const WRONG[][2] = {{"2020", "3"}, {"2020", "0"}, {"1989", "1"},
                                           {"2101", "1"}, {"", "1"},     {"2020", ""}};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++) {
        struct cluster_form form = good_form();
        struct issues issues = {0};
        form.year = str_from_c(WRONG[i][0]);
        form.half = str_from_c(WRONG[i][1]);
        check(&form, &issues);
        assert_int_equal(issue_of(&issues, STR("year"))->message.id, MSG_cluster_period_wrong);
    }
}

static void figures_end_within_their_half_year(void **state) {
    (void)state;
    static const struct {
        const char *half, *until;
        bool fits;
    } CASES[] = {{"1", "31/12/2019", false}, {"1", "1/1/2020", true},   {"1", "30/6/2020", true},
                 {"1", "1/7/2020", false},   {"2", "30/6/2020", false}, {"2", "1/7/2020", true},
                 {"2", "31/12/2020", true},  {"2", "1/1/2021", false}};
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct cluster_form form = good_form();
        struct issues issues = {0};
        form.half = str_from_c(CASES[i].half);
        form.figures_until = str_from_c(CASES[i].until);
        check(&form, &issues);
        assert_int_equal(issues.count == 0, CASES[i].fits);
    }
}

static void members_are_found_by_id_and_address(void **state) {
    (void)state;
    struct cluster_unit units[] = {{.id = STR("u1"), .slug = STR("ea-h")},
                                   {.id = STR("u2"), .slug = STR("dam-say")}};
    struct cluster_period cluster = {.members = {units, 2, 2}};
    assert_int_equal(cluster_member_by_id(&cluster, STR("u2")), 1);
    assert_int_equal(cluster_member_by_id(&cluster, STR("u3")), -1);
    assert_int_equal(cluster_member_by_slug(&cluster, STR("ea-h")), 0);
    assert_int_equal(cluster_member_by_slug(&cluster, STR("")), -1);
}

static void codes_of_half_years_are_strict(void **state) {
    (void)state;
    struct period period;
    static const char *const WRONG[] = {"",         "2020-H3", "2020-H0", "2020-h1", "2020H1",
                                        "2020-H11", "1899-H1", "2201-H2", "20x0-H1", "-020-H1"};
    for (size_t i = 0; i < COUNT_OF(WRONG); i++)
        assert_false(period_parse(str_from_c(WRONG[i]), &period));
    assert_true(period_parse(STR("2020-H2"), &period));
    assert_string_equal(str_c(a, period_code(a, period)), "2020-H2");
    assert_string_equal(str_c(a, date_iso(a, period_first_day(period))), "2020-07-01");
    assert_string_equal(str_c(a, date_iso(a, period_last_day(period))), "2020-12-31");
    period = period_next(period);
    assert_string_equal(str_c(a, period_code(a, period)), "2021-H1");
    assert_string_equal(str_c(a, date_iso(a, period_first_day(period))), "2021-01-01");
    assert_string_equal(str_c(a, date_iso(a, period_last_day(period))), "2021-06-30");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_pasted_with_their_marks),
        cmocka_unit_test(members_are_two_to_two_hundred_each_once),
        cmocka_unit_test(a_member_may_be_named_by_its_end_if_only_one_ends_so),
        cmocka_unit_test(half_years_are_one_or_two_of_a_year),
        cmocka_unit_test(figures_end_within_their_half_year),
        cmocka_unit_test(members_are_found_by_id_and_address),
        cmocka_unit_test(codes_of_half_years_are_strict),
    };
    a = arena_new(0);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
