/* Taking last year's calendar over: lines are known by what they are, not by where they stood. */
#include <string.h>

#include "doc/workbook_read.h"
#include "features/calendar/calendar_service.h"
#include "features/cluster/cluster_fixture.h"
#include "web_fixture.h"

static struct web web;

static int begin(void **state) {
    int failed = db_test_setup(state);
    if (!failed)
        web_begin(&web, *state);
    return failed;
}

static int end(void **state) {
    web_end(&web);
    return db_test_teardown(state);
}

static struct cluster_year year_of(int year) {
    struct user local = user_local();
    struct cluster_year found;
    assert_ok(cluster_year_find(web.db, web.arena, &local, web.here.slug, year,
                                (struct date){2020, 6, 24}, &found));
    return found;
}

/* A row of the calendar of the year before, which may have neither members nor half-years. */
static struct str enter(int number, const char *title, const char *deadline) {
    struct user local = user_local();
    struct cluster_year year = year_of(2020);
    struct issues issues = {0};
    struct str id;
    const struct calendar_form form = {
        .title = str_from_c(title), .deadline = str_from_c(deadline), .who = STR("head")};
    year.year = number;
    assert_ok(calendar_enter(web.db, web.arena, &local, TEST_NOW_MS, &year, STR(""), &form, &issues,
                             &id));
    assert_int_equal(issues.count, 0);
    return id;
}

static void last_years_rows_are_taken_by_what_they_are(void **state) {
    (void)state;
    struct user local = user_local();
    struct str first = enter(2019, "Họp giao ban", "10/4/2019");
    struct str second = enter(2019, "Kiểm tra chéo", "20/5/2019");
    struct str path =
        str_format(web.arena, "/cum/" STR_FMT "/nam/2020/lich/chep", STR_ARG(web.here.slug));
    struct reply page = web_get(&web, HEAD_HERE, path, "");
    assert_int_equal(page.status, 200);
    assert_true(web_contains(page.body, first.p) && web_contains(page.body, second.p));
    /* Meanwhile a row came before them: the form still means the second. */
    enter(2019, "Việc thêm sau", "1/2/2019");
    struct str fields =
        str_format(web.arena,
                   "code-0=" STR_FMT "&title-0=a&starts-0=&deadline-0=10/4/2020&code-1=" STR_FMT
                   "&take-1=1&title-1=Kiem%%20tra&starts-1=&deadline-1=21/5/2020",
                   STR_ARG(first), STR_ARG(second));
    assert_int_equal(web_post(&web, HEAD_HERE, path, fields).status, 303);
    struct cluster_year year = year_of(2020);
    struct calendar calendar;
    assert_ok(
        calendar_of_year(web.db, web.arena, &local, &year, (struct date){2020, 6, 24}, &calendar));
    assert_int_equal(calendar.count, 1);
    assert_true(str_equal_c(calendar.items[0].row.title, "Kiem tra"));
    assert_int_equal(calendar.items[0].row.deadline.day, 21);
    /* Without codes nothing is meant. */
    assert_int_equal(
        web_post(&web, HEAD_HERE, path, STR("take-0=1&title-0=x&deadline-0=1/5/2020")).status, 422);
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], WORKBOOK_CHILD_ARGUMENT) == 0)
        return workbook_child_main();
    const struct CMUnitTest tests[] = {
        {"last_years_rows_are_taken_by_what_they_are", last_years_rows_are_taken_by_what_they_are,
         begin, end, &db_test_sqlite},
    };
    return cmocka_run_group_tests(tests, NULL, db_test_stop);
}
