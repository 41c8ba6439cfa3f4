#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/date.h"
#include "base/decimal.h"
#include "base/err.h"
#include "base/list.h"

static struct arena *a;

static void assert_str(struct str actual, const char *expected) {
    assert_string_equal(str_c(a, actual), expected);
}

static struct decimal dec(const char *text) {
    struct decimal value;
    assert_true(decimal_parse(str_from_c(text), &value));
    return value;
}

static void reads_numbers_as_people_type_them(void **state) {
    (void)state;
    struct decimal value;
    assert_int_equal(decimal_read_human(STR("98,6"), &value), DECIMAL_READ);
    assert_str(decimal_canonical(a, value), "98.6");
    assert_int_equal(decimal_read_human(STR("12,0"), &value), DECIMAL_READ);
    assert_int_equal(decimal_compare(value, dec("12")), 0);
    assert_int_equal(decimal_read_human(STR("1.490.000"), &value), DECIMAL_READ);
    assert_str(decimal_canonical(a, value), "1490000");
    assert_int_equal(decimal_read_human(STR("1.490.000,5"), &value), DECIMAL_READ);
    assert_str(decimal_canonical(a, value), "1490000.5");
    assert_int_equal(decimal_read_human(STR("98.5"), &value), DECIMAL_READ);
    assert_int_equal(decimal_read_human(STR("0.125"), &value), DECIMAL_READ);
    assert_int_equal(decimal_read_human(STR("1.490"), &value), DECIMAL_AMBIGUOUS);
    static const char *const WORDS[] = {
        "hai",     "",        "1,2,3",           "12a", ",5", "5,", "1..2", "--1",
        "12.34.5", "1,000.5", "1234567890123456"};
    for (size_t i = 0; i < COUNT_OF(WORDS); i++)
        assert_int_equal(decimal_read_human(str_from_c(WORDS[i]), &value), DECIMAL_NO_NUMBER);
}

static void points_part_thousands_only_where_they_can(void **state) {
    (void)state;
    static const struct {
        const char *text;
        enum decimal_reading reading;
        const char *value;
    } CASES[] = {
        {"-1.490", DECIMAL_AMBIGUOUS, ""},
        {"+1.490", DECIMAL_AMBIGUOUS, ""},
        {"0.490", DECIMAL_READ, "0.49"},
        {"1.4900", DECIMAL_READ, "1.49"},
        {"1234.567", DECIMAL_READ, "1234.567"},
        {"-1.490.000,5", DECIMAL_READ, "-1490000.5"},
        {"+12", DECIMAL_READ, "12"},
        {"-0,5", DECIMAL_READ, "-0.5"},
        {"1.49a.000", DECIMAL_NO_NUMBER, ""},
        {"1.490.00", DECIMAL_NO_NUMBER, ""},
        {"0.490.000", DECIMAL_NO_NUMBER, ""},
        {"1.490,5.6", DECIMAL_NO_NUMBER, ""},
        {".490", DECIMAL_NO_NUMBER, ""},
        {",490.000", DECIMAL_NO_NUMBER, ""},
        {".490.000", DECIMAL_NO_NUMBER, ""},
        {"0,1234567890", DECIMAL_NO_NUMBER, ""},
        {"-", DECIMAL_NO_NUMBER, ""},
        {"1 490", DECIMAL_NO_NUMBER, ""},
        {"123456789012345", DECIMAL_READ, "123456789012345"},
        {"000000000000000001", DECIMAL_READ, "1"},
    };
    for (size_t i = 0; i < COUNT_OF(CASES); i++) {
        struct decimal value = DECIMAL_ZERO;
        enum decimal_reading reading = decimal_read_human(str_from_c(CASES[i].text), &value);
        if (reading != CASES[i].reading)
            fail_msg("%s was read as %d", CASES[i].text, reading);
        if (reading == DECIMAL_READ)
            assert_str(decimal_canonical(a, value), CASES[i].value);
    }
    struct decimal value;
    assert_false(decimal_parse(STR("+1"), &value));
    assert_false(decimal_parse(STR("1,5"), &value));
}

static void rounds_half_away_from_zero_once(void **state) {
    (void)state;
    assert_str(decimal_fixed(a, dec("2.345"), 2), "2.35");
    assert_str(decimal_fixed(a, dec("-2.345"), 2), "-2.35");
    assert_str(decimal_fixed(a, dec("2.3449999"), 2), "2.34");
    assert_str(decimal_fixed(a, dec("5"), 2), "5.00");
    assert_str(decimal_display(a, dec("1490000.5"), 2, ','), "1.490.000,50");
    assert_str(decimal_display(a, dec("-999"), 0, '.'), "-999");
    assert_str(decimal_display(a, dec("1000"), 0, '.'), "1,000");
}

static void fractions_are_exact_and_say_when_they_cannot_be(void **state) {
    (void)state;
    struct decimal points;
    /* 12 × 74 ÷ 75 = 11.84 */
    struct ratio r =
        ratio_divide(ratio_multiply(ratio_of(dec("12")), ratio_of(dec("74"))), ratio_of(dec("75")));
    assert_true(ratio_round(r, 2, &points));
    assert_str(decimal_fixed(a, points, 2), "11.84");
    assert_true(ratio_divide(ratio_of_int(1), ratio_of_int(0)).bad);
    struct ratio huge = ratio_of_int(INT64_MAX);
    huge = ratio_multiply(huge, ratio_of_int(INT64_MAX));
    huge = ratio_multiply(huge, huge);
    assert_true(huge.bad);
    assert_true(ratio_add(huge, ratio_of_int(1)).bad);
    assert_false(ratio_round(huge, 2, &points));
}

static void each_step_of_a_fraction_may_be_too_large(void **state) {
    (void)state;
    const int128 large = (int128)1 << 126;
    const struct ratio huge = {large, 1, false}, tiny = {1, large, false};
    const struct ratio bad = ratio_divide(ratio_of_int(1), ratio_of_int(0));
    struct decimal points;
    assert_true(ratio_add(huge, huge).bad);
    assert_true(ratio_add(huge, (struct ratio){1, 7, false}).bad);
    assert_true(ratio_add((struct ratio){1, 7, false}, huge).bad);
    assert_true(ratio_add(tiny, (struct ratio){1, large - 1, false}).bad);
    assert_true(ratio_multiply(huge, ratio_of_int(3)).bad);
    assert_true(ratio_multiply(tiny, (struct ratio){1, 3, false}).bad);
    assert_true(ratio_add(ratio_of_int(1), bad).bad);
    assert_true(ratio_multiply(bad, ratio_of_int(1)).bad);
    assert_true(ratio_multiply(ratio_of_int(1), bad).bad);
    assert_true(ratio_divide(bad, ratio_of_int(1)).bad);
    assert_true(ratio_divide(ratio_of_int(1), bad).bad);
    assert_false(ratio_round(bad, 2, &points));
    assert_false(ratio_round(huge, 9, &points));
    assert_false(ratio_round(ratio_of_int(INT64_MAX), 1, &points));
    assert_false(ratio_round(ratio_of_int(-INT64_MAX), 1, &points));
    assert_true(ratio_round(ratio_of_int(-INT64_MAX), 0, &points));
    assert_int_equal(ratio_compare(ratio_of_int(0), ratio_subtract(huge, huge)), 0);
}

static void days_that_never_were_are_refused(void **state) {
    (void)state;
    struct date date;
    assert_true(date_make(2000, 2, 29, &date));
    assert_true(date_make(2024, 2, 29, &date));
    assert_false(date_make(1900, 2, 29, &date));
    assert_false(date_make(2100, 2, 29, &date));
    static const int NEVER[][3] = {{0, 1, 1},    {10000, 1, 1}, {2020, 0, 1},  {2020, 13, 1},
                                   {2020, 1, 0}, {2020, 4, 31}, {2020, 12, 32}};
    for (size_t i = 0; i < COUNT_OF(NEVER); i++)
        assert_false(date_make(NEVER[i][0], NEVER[i][1], NEVER[i][2], &date));
    assert_false(date_parse_iso(STR("2020/06/26"), &date));
    assert_false(date_parse_iso(STR("2020-06/26"), &date));
    assert_false(date_parse_iso(STR("2020-06-2x"), &date));
    assert_false(date_read_human(STR("1/2/3/2020"), &date));
    assert_false(date_read_human(STR("-1/2/2020"), &date));
    assert_false(date_read_human(STR("1/2-2020"), &date));
    assert_str(date_display(a, (struct date){0}), "");
    assert_str(date_iso(a, (struct date){0}), "");
}

static void dates_are_read_and_counted(void **state) {
    (void)state;
    struct date date;
    assert_true(date_read_human(STR("26/6/2020"), &date));
    assert_str(date_iso(a, date), "2020-06-26");
    assert_str(date_display(a, date), "26/6/2020");
    assert_true(date_read_human(STR("29.02.2020"), &date));
    assert_false(date_read_human(STR("29/2/2021"), &date));
    assert_false(date_read_human(STR("31/6/2020"), &date));
    assert_false(date_read_human(STR("6/2020"), &date));
    assert_false(date_read_human(STR("26/6/20"), &date));
    assert_true(date_parse_iso(STR("2020-06-26"), &date));
    assert_false(date_parse_iso(STR("2020-6-026"), &date));
    assert_false(date_parse_iso(STR("2020-006-6"), &date));
    assert_int_equal(date_compare(date_from_iso(STR("2020-06-26")), (struct date){2020, 6, 26}), 0);
    assert_true(date_is_empty(date_from_iso(STR_NONE)));
    assert_true(date_is_empty(date_from_iso(STR("2020-02-30"))));
    assert_str(date_iso_or_none(a, (struct date){2020, 6, 26}), "2020-06-26");
    assert_null(date_iso_or_none(a, (struct date){0}).p);
    for (int64_t day = -800000; day < 2900000; day += 997)
        assert_int_equal(date_to_days(date_from_days(day)), day);
    /* 26/6/2020 20:46 in Vietnam */
    assert_str(instant_display(a, 1593179160000), "26/6/2020 20:46");
    assert_str(date_iso(a, date_of_instant(-1)), "1970-01-01");
}

static void buffers_stop_at_their_maximum(void **state) {
    (void)state;
    struct buf buf = BUF_INIT(5);
    buf_append_c(&buf, "abc");
    buf_append_c(&buf, "def");
    assert_true(buf.overflowed);
    assert_str(buf_str(&buf), "abc");
    buf_release(&buf);
    buf_init(&buf, 100);
    buf_append_int(&buf, INT64_MIN);
    assert_str(buf_str(&buf), "-9223372036854775808");
    buf_release(&buf);
}

static void strings_are_cut_and_read(void **state) {
    (void)state;
    struct str rest = STR("a,,b");
    assert_str(str_cut(&rest, ','), "a");
    assert_str(str_cut(&rest, ','), "");
    assert_str(str_cut(&rest, ','), "b");
    assert_null(rest.p);
    long long n;
    assert_true(str_to_int64(STR("-9223372036854775808"), &n));
    assert_false(str_to_int64(STR("9223372036854775808"), &n));
    assert_false(str_to_int64(STR("-"), &n));
    assert_non_null(str_or_empty(STR_NONE).p);
    assert_str(str_or_empty(STR("x")), "x");
    assert_int_equal(str_find(STR("chậm 6 ngày"), STR("6")), 7);
    assert_int_equal(str_find(STR("ab"), STR("abc")), -1);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
}

static void lists_grow_zeroed(void **state) {
    (void)state;
    LIST(int) numbers = {0};
    for (int i = 0; i < 1000; i++) {
        int *item = list_push(a, &numbers);
        assert_int_equal(*item, 0);
        *item = i;
    }
    assert_int_equal(numbers.items[999], 999);
}

static void note_release(void *context) {
    struct buf *order = context;
    buf_append_char(order, (char)('0' + (int)(order->length)));
}

static void arenas_release_what_they_point_at(void **state) {
    (void)state;
    struct buf order = BUF_INIT(10);
    struct arena *arena = arena_new(0);
    arena_defer(arena, note_release, &order);
    arena_clear(arena);
    assert_int_equal(order.length, 1);
    arena_defer(arena, note_release, &order);
    arena_defer(arena, note_release, &order);
    arena_free(arena);
    assert_int_equal(order.length, 3);
    buf_release(&order);
}

static const struct err *fails(void) {
    return ERR(ERR_DISK_FULL, "no space for %d bytes", 7);
}

static const struct err *passes_on(void) {
    TRY(fails());
    return NULL;
}

static void errors_keep_their_kind(void **state) {
    (void)state;
    const struct err *err = passes_on();
    assert_non_null(err);
    assert_int_equal(err->kind, ERR_DISK_FULL);
    assert_string_equal(err->message, "no space for 7 bytes");
}

int main(void) {
    a = arena_new(0);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_numbers_as_people_type_them),
        cmocka_unit_test(points_part_thousands_only_where_they_can),
        cmocka_unit_test(rounds_half_away_from_zero_once),
        cmocka_unit_test(each_step_of_a_fraction_may_be_too_large),
        cmocka_unit_test(days_that_never_were_are_refused),
        cmocka_unit_test(fractions_are_exact_and_say_when_they_cannot_be),
        cmocka_unit_test(dates_are_read_and_counted),
        cmocka_unit_test(buffers_stop_at_their_maximum),
        cmocka_unit_test(strings_are_cut_and_read),
        cmocka_unit_test(lists_grow_zeroed),
        cmocka_unit_test(arenas_release_what_they_point_at),
        cmocka_unit_test(errors_keep_their_kind),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(a);
    return failed;
}
