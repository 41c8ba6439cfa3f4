/* Which backups are kept, and when one is due. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/list.h"
#include "features/backup/retention.h"

enum { MOST = 500 };
static struct date days[MOST];
static bool keep[MOST];
static const int64_t HOUR_MS = 3600 * 1000;

static struct date day(int year, int month, int of_month) {
    struct date date;
    assert_true(date_make(year, month, of_month, &date));
    return date;
}

static int64_t instant(int year, int month, int of_month, int hour) {
    return date_to_days(day(year, month, of_month)) * 24 * HOUR_MS + (hour - 7) * HOUR_MS;
}

static size_t choose(size_t count, unsigned of_days, unsigned weeks, unsigned months) {
    const struct retention retention = {of_days, weeks, months};
    size_t kept = 0;
    retention_choose(days, count, &retention, keep);
    for (size_t i = 0; i < count; i++)
        kept += keep[i];
    return kept;
}

static void a_year_of_days_thins_out(void **state) {
    (void)state;
    int64_t last = date_to_days(day(2026, 11, 22)); /* a Sunday */
    for (size_t i = 0; i < 365; i++)
        days[i] = date_from_days(last - (int64_t)i);
    assert_int_equal(choose(365, 14, 0, 0), 14);
    assert_true(keep[0] && keep[13] && !keep[14]);
    assert_int_equal(choose(365, 1, 4, 0), 4);
    assert_true(keep[0] && keep[7] && keep[14] && keep[21]); /* the last of each week */
    assert_int_equal(choose(365, 1, 0, 3), 3);
    assert_true(keep[0] && keep[22] && keep[53]); /* 31/10, 30/9 */
    assert_true(choose(365, 14, 8, 12) > 24);
}

static void of_several_a_day_the_newest_stays(void **state) {
    (void)state;
    for (size_t i = 0; i < 5; i++)
        days[i] = day(2026, 11, 22);
    assert_int_equal(choose(5, 14, 8, 12), 1);
    assert_true(keep[0]);
}

static void the_newest_stays_whatever_the_clock_said(void **state) {
    (void)state;
    days[0] = day(2026, 11, 22); /* the clock was set back … */
    for (size_t i = 1; i < 20; i++)
        days[i] = date_from_days(date_to_days(day(2031, 1, 1)) - (int64_t)i);
    choose(20, 7, 0, 0);
    assert_true(keep[0]); /* … and what was made since is still the newest */
    assert_true(keep[1] && keep[6] && !keep[7]);
    days[0] = day(2031, 6, 1); /* the clock ran ahead for one backup */
    for (size_t i = 1; i < 20; i++)
        days[i] = date_from_days(date_to_days(day(2026, 11, 22)) - (int64_t)i);
    choose(20, 7, 0, 0);
    for (size_t i = 0; i < 7; i++)
        assert_true(keep[i]);
}

static void no_rule_leaves_nothing(void **state) {
    (void)state;
    for (size_t i = 0; i < 3; i++)
        days[i] = date_from_days(20000 - (int64_t)i);
    assert_int_equal(choose(3, 0, 0, 0), 1);
    assert_true(keep[0]);
    assert_int_equal(choose(0, 14, 8, 12), 0);
}

static void a_day_is_due_from_its_minute_on(void **state) {
    (void)state;
    const int half_past_two = 150;
    assert_int_equal(
        date_compare(backup_slot(instant(2026, 11, 23, 2), half_past_two), day(2026, 11, 22)), 0);
    assert_int_equal(
        date_compare(backup_slot(instant(2026, 11, 23, 3), half_past_two), day(2026, 11, 23)), 0);
    /* The machine was off for a week: one is due, of the latest day. */
    assert_int_equal(
        date_compare(backup_slot(instant(2026, 11, 30, 8), half_past_two), day(2026, 11, 30)), 0);
    assert_int_equal(backup_next_ms(instant(2026, 11, 23, 2), half_past_two),
                     instant(2026, 11, 23, 2) + HOUR_MS / 2);
    assert_int_equal(backup_next_ms(instant(2026, 11, 23, 3), half_past_two),
                     instant(2026, 11, 24, 2) + HOUR_MS / 2);
}

static void files_are_known_by_their_names(void **state) {
    (void)state;
    struct arena *arena CLEANUP(arena_cleanup) = arena_new(0);
    struct str id = STR("01926b1c-8f3a-7c21-9d3e-5b2f0c6a7d18");
    struct str plain = backup_file_name(arena, instant(2026, 11, 23, 3), id, false);
    assert_string_equal(plain.p, "thidua-20261123-030000-5b2f0c6a7d18.tar");
    assert_true(backup_is_file_name(plain));
    assert_true(backup_is_file_name(backup_file_name(arena, 1, id, true)));
    static const char *const OTHERS[] = {
        "thidua-20261123-030000-5b2f0c6a7d18.tar.part",
        "thidua-20261123-030000-5b2f0c6a7d18.tar.gz",
        "thidua-2026112x-030000-5b2f0c6a7d18.tar",
        "luu-20261123-030000-5b2f0c6a7d18.tar",
        "thidua-2026-11-23.tar",
        "",
    };
    for (size_t i = 0; i < COUNT_OF(OTHERS); i++)
        assert_false(backup_is_file_name(str_from_c(OTHERS[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_year_of_days_thins_out),
        cmocka_unit_test(of_several_a_day_the_newest_stays),
        cmocka_unit_test(the_newest_stays_whatever_the_clock_said),
        cmocka_unit_test(no_rule_leaves_nothing),
        cmocka_unit_test(a_day_is_due_from_its_minute_on),
        cmocka_unit_test(files_are_known_by_their_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
